"""A problem set: a folder with what was drawn for every learner, kept as it was drawn."""
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from ..errors import CourseError, SurroundingsError, UsageError
from ..roster import Learner
from .laws import faults
from .program import Posed
from .said import Said
from .storing import put
from .template import Template

VERSION = 1
TRIES = 30              # draws of one problem that break a law before the template is told to be broken
EVERYONE = "everyone"   # whose variant it is in a set that all share


@dataclass(frozen=True)
class Place:
    """One problem of a set: whose template, and how often it was drawn anew for all."""
    exercise: str
    redrawn: int = 0


@dataclass(frozen=True)
class ProblemSet:
    """What a set is made from; the problems themselves lie in `variants/`, one file a learner."""
    folder: Path
    title: str
    source: str                 # what was typed: week1, or exercises
    seed: int
    is_shared: bool
    places: tuple[Place, ...]
    learners: tuple[Learner, ...]

    def heading(self, is_exam: bool = False) -> str:
        """Return the title on a sheet; of an exam, only one that was given to it: the other names what is practised."""
        return "Exam" if is_exam and self.title == title_of(self.source) else self.title

    def variant(self, learner: str) -> tuple[Posed, ...]:
        """Return the problems of a learner as they were set."""
        path = self._path(learner)
        try:
            data = json.loads(path.read_text("utf-8"))
            return tuple(Posed.of(one) for one in data["problems"])
        except FileNotFoundError:
            known = ", ".join(one.id for one in self.learners[:8])
            raise UsageError(f"{self.folder} holds no problems for `{learner}`; it has {known}{' …' if len(self.learners) > 8 else ''}") from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise SurroundingsError(f"{path} cannot be read ({type(error).__name__}: {error}): `grade problems redo` draws it anew; "
                                    "or take it from a copy") from None

    def _path(self, learner: str) -> Path:
        return self.folder / "variants" / f"{EVERYONE if self.is_shared else learner}.json"

    def of(self) -> Iterator[tuple[Learner, tuple[Posed, ...]]]:
        """Yield every learner and their problems."""
        for learner in self.learners:
            yield learner, self.variant(learner.id)


def title_of(source: str) -> str:
    """Return what a set is called that was given no title."""
    return f"Problems: {source}"


def new_set(folder: Path, title: str, source: str, templates: Sequence[Template], count: int, learners: Sequence[Learner], seed: int,
            is_shared: bool) -> ProblemSet:
    """Draw a set into a folder that is not there yet; with fewer templates than problems they come in turn."""
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is there already, and not empty: name another folder, or delete it")
    if not templates:
        raise UsageError(f"nothing of {source} has a template to draw from; `grade problems templates` lists what has")
    places = tuple(Place(templates[n % len(templates)].exercise) for n in range(count))
    found = ProblemSet(folder, title, source, seed, is_shared, places, tuple(learners))
    drawn = {who: _drawn(found, who, {t.exercise: t for t in templates}) for who in _whose(found)}    # all, before a file is written
    try:
        for who, posed in drawn.items():
            _write_variant(found, who, posed)
        _save(found)            # last: with it the folder is a set
    except SurroundingsError:
        shutil.rmtree(folder / "variants", ignore_errors=True)     # so that the same command can begin again
        raise
    return found


def read_set(folder: Path) -> ProblemSet:
    """Return the set that lies in a folder."""
    path = folder / "set.json"
    try:
        data = json.loads(path.read_text("utf-8"))
        if data["version"] > VERSION:
            raise SurroundingsError(f"{path} was written by a newer version of this program: bring this copy up to date")
        return ProblemSet(folder, data["title"], data["source"], data["seed"], data["is_shared"], tuple(Place(**p) for p in data["places"]),
                          tuple(Learner(**one) for one in data["learners"]))
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no problem set; `grade problems new {folder} --from week1` makes one") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SurroundingsError(f"{path} cannot be read ({type(error).__name__}: {error}); take it from a copy") from None


def discard(given: ProblemSet, number: int) -> ProblemSet:
    """Take one problem out of a set, for everyone; the others stay as they were drawn."""
    _within(given, number)
    if len(given.places) == 1:
        raise UsageError("it is the only problem of the set; delete the folder instead")
    kept = replace(given, places=given.places[:number - 1] + given.places[number:])
    for who in _whose(given):
        posed = given.variant(who)
        _write_variant(kept, who, posed[:number - 1] + posed[number:])
    _save(kept)
    return kept


def redo(given: ProblemSet, number: int, templates: Mapping[str, Template], learner: str | None = None) -> ProblemSet:
    """Draw one problem anew, for everyone or for one learner."""
    _within(given, number)
    place = given.places[number - 1]
    template = _template(templates, place.exercise)
    if learner is not None and given.is_shared:
        raise UsageError("all share the problems of this set: leave the learner out to draw it anew for all")
    whose = [learner] if learner is not None else list(_whose(given))
    for who in whose:
        posed = list(given.variant(who))
        posed[number - 1] = fresh(template, given.seed, who, number, posed[number - 1].draw + 1)
        _write_variant(given, who, posed)
    changed = given if learner is not None else replace(given, places=tuple(
        replace(p, redrawn=p.redrawn + 1) if n == number - 1 else p for n, p in enumerate(given.places)))
    _save(changed)
    return changed


def outdated(posed: Sequence[Posed], templates: Mapping[str, Template]) -> Iterator[tuple[int, str]]:
    """Yield the problems, by number, that today's templates no longer judge as they were set, and why.

    A derivation is passed over: its key is a program, which no template runs.
    """
    for number, one in enumerate(posed, 1):
        template = templates.get(one.exercise)
        if template is None:
            yield number, f"the template of {one.exercise} is no longer in this course"
        elif template.kind != "derivation":
            try:
                answer = one.problem.answer if one.problem.answer is not None and not template.is_written else template.solve(one.problem)
                template.check(Said(answer), one.problem)
            except Exception as error:      # the template is other code than the one that drew this
                yield number, f"{one.exercise}: its template has changed and refuses its own key: {error}"


def _whose(given: ProblemSet) -> tuple[str, ...]:
    return (EVERYONE,) if given.is_shared else tuple(one.id for one in given.learners)


def _within(given: ProblemSet, number: int) -> None:
    if not 1 <= number <= len(given.places):
        raise UsageError(f"the set has problems 1 to {len(given.places)}, none with the number {number}")


def _drawn(given: ProblemSet, who: str, templates: Mapping[str, Template]) -> tuple[Posed, ...]:
    return tuple(fresh(_template(templates, p.exercise), given.seed, who, n, p.redrawn) for n, p in enumerate(given.places, 1))


def _template(templates: Mapping[str, Template], exercise: str) -> Template:
    if exercise not in templates:
        raise UsageError(f"the template of `{exercise}` is no longer in this course; discard the problem, or bring the template back")
    return templates[exercise]


def fresh(template: Template, seed: int, who: str, number: int, draw: int) -> Posed:
    """Draw one problem that holds every law; what it is depends on seed, learner, place and draw alone, not on who else there is."""
    said = ""
    for attempt in range(TRIES):
        problem = template.draw(np.random.default_rng([seed, crc32(who.encode()), number, draw, attempt]))
        said = next(iter(faults(template, problem)), "")
        if not said:
            return Posed(template.exercise, template.title, template.kind, template.minutes, problem, draw)
    raise CourseError(template.path, 0, f"{TRIES} draws in a row break a law: {said}")


def _save(given: ProblemSet) -> None:
    data = asdict(given)
    del data["folder"]
    _write(given.folder / "set.json", {"version": VERSION, **data})


def _write_variant(given: ProblemSet, who: str, posed: Sequence[Posed]) -> None:
    _write(given.folder / "variants" / f"{who}.json", {"version": VERSION, "learner": who, "problems": [p.plain() for p in posed]})


def _write(path: Path, data: Mapping[str, Any]) -> None:
    put(path, json.dumps(data, ensure_ascii=False, indent=1).encode())
