"""What a class is asked, until when, and what counts: the file `class.yaml` in its folder."""
import ast
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import yaml

from ..course.catalogue import near
from ..course.exercises import Exercise, every_exercise, read_as_python, read_text
from ..course.nodes import Node
from ..course.overlay import settings
from ..course.resolve import resolve
from ..course.strict import Fields, Source
from ..course.tracks import tracks
from ..errors import CourseError, UsageError
from ..problems.sets import ProblemSet, read_set
from ..roster import Learner, read_roster

CRITERIA = "CRITERIA"           # what a check file calls them
OWN = 3                         # points of a criterion that an exercise brings: learners give themselves 0 to 3 for it (`pointed`)
FILE, ROSTER = "class.yaml", "roster.csv"
SAMPLE = """title: Linear algebra, spring
exercises: [week1]              # weeks or exercises; or `problems: ../sets/week1`, a folder that `grade problems new` made
due: 2027-03-01T23:59:00+01:00  # leave out what does not apply, from here on
late: {grace: 15, percent: 10, days: 5}     # minutes, per cent of the marks a day that is begun, days after which nothing counts
extensions: {ada: 2027-03-05T23:59:00+01:00}
resubmission: latest            # or best
# rubric: {gradient-flow-report: {clarity: 4, insight: {of: 6, asks: Does it say what nobody had asked for?}}}    what people mark; `no`: nothing
# gradebook: postgresql+psycopg://user@host/database    SQLite in this folder, unless a URL is given
"""


@dataclass(frozen=True)
class Late:
    """What lateness costs."""
    grace: int = 0              # minutes that cost nothing
    percent: int = 0            # of the marks, a day that is begun
    days: int = 0               # after which nothing counts; 0 sets no end

    def factor(self, late: timedelta) -> float:
        """Return what remains of the marks of something so late."""
        if late <= timedelta(minutes=self.grace):
            return 1.0
        begun = math.ceil(late / timedelta(days=1))
        if self.days and begun > self.days:
            return 0.0
        return max(0.0, 1 - self.percent * begun / 100)


@dataclass(frozen=True)
class Item:
    """One thing that a person marks."""
    name: str
    of: int                     # points
    asks: str = ""              # what the marker asks of the work


@dataclass(frozen=True)
class Class:
    """A class's folder and what its file says."""
    folder: Path
    title: str
    exercises: tuple[Exercise, ...]
    problems: ProblemSet | None
    learners: tuple[Learner, ...]
    due: datetime | None = None
    late: Late = Late()
    extensions: dict[str, datetime] = field(default_factory=dict)
    resubmission: Literal["latest", "best"] = "latest"
    gradebook: str = ""
    rubric: Mapping[str, tuple[Item, ...]] = field(default_factory=dict)     # by exercise, what waits for a person

    def due_of(self, learner: str) -> datetime | None:
        return self.extensions.get(learner, self.due)

    def lateness(self, learner: str, received: datetime) -> timedelta:
        """Return how late something came: nothing, if there is no date or it was in time."""
        due = self.due_of(learner)
        return max(timedelta(), received - due) if due else timedelta()

    @property
    def asked(self) -> tuple[str, ...]:
        """Return what is to be handed in: exercises, or the set as one file."""
        return (PROBLEMS,) if self.problems else tuple(e.id for e in self.exercises)


PROBLEMS = "problems"           # what the file of a problem set is called, where an exercise has its id


def read_class(folder: Path) -> Class:
    """Return the class of a folder; everything that is wrong with its file is told, with its line."""
    path = folder / FILE
    if not path.exists():
        raise UsageError(f"{folder} is no class yet: write {path}, for example\n\n{SAMPLE}\nand {folder / ROSTER}, lines `id,name,email`")
    errors: list[CourseError] = []
    source = Source(path, errors)
    fields = source.document("the class")
    title = fields.text("title")
    named, problems = fields.texts("exercises"), fields.text("problems", required=False)
    due = _date(fields, "due") or max((date for name, _ in named if (date := settings().dates.get(name))), default=None)
    late = _late(fields.inner("late"))
    extensions = _extensions(fields.inner("extensions"), source)
    resubmission = fields.choice("resubmission", ("latest", "best"), default="latest")
    gradebook = fields.text("gradebook", required=False)
    said = _rubric(fields.inner("rubric"))
    fields.done()
    if not fields.is_broken and bool(named) == bool(problems):
        source.wrong(1, "a class asks for `exercises: [week1]`, or for `problems: a/folder`; give one of the two")
    exercises = _exercises(named, source)
    learners = read_roster(folder / ROSTER) if (folder / ROSTER).exists() else ()
    if not learners and not problems:
        errors.append(CourseError(folder / ROSTER, 1, "the roster is missing: lines `id,name,email`, the first names the columns"))
    given = read_set((folder / problems).resolve()) if problems and not errors else None
    people = learners or (given.learners if given else ())
    for name in extensions:
        if name not in {p.id for p in people}:
            source.wrong(fields.line_of("extensions"), f"`{name}` has an extension but is not in the roster{near(name, [p.id for p in people])}")
    for name in said:
        if exercises and name not in {e.id for e in exercises} or given and name != PROBLEMS:
            asked = [PROBLEMS] if given else [e.id for e in exercises]
            source.wrong(fields.line_of("rubric"), f"`{name}` has a rubric, and the class does not ask for it{near(name, asked)}")
    if errors:
        raise UsageError("\n".join(str(e) for e in errors))
    own = {e.id: items for e in exercises if (items := own_rubric(e))}
    rubric = {name: items for name, items in (own | said).items() if items}
    return Class(folder, title, exercises, given, people, due, late, extensions, "best" if resubmission == "best" else "latest", gradebook, rubric)


def _exercises(named: tuple[tuple[str, int], ...], source: Source) -> tuple[Exercise, ...]:
    """Return the exercises that are meant, those that are not built left out; a name nobody knows is told."""
    built = {e.id: e for e in every_exercise()}
    first = next((t.name for t in tracks()), "")        # `week1` alone is that of the first track
    found: dict[str, Exercise] = {}
    for name, line in named:
        try:
            one = resolve(name, first)
        except UsageError as error:
            source.wrong(line, str(error))
            continue
        ids = [r.exercise for r in (one.exercises if isinstance(one, Node) else [one])]
        known = [id for id in ids if id in built]
        if not known:
            source.wrong(line, f"nothing of `{name}` is built yet")
        found |= {id: built[id] for id in known}
    return tuple(found.values())


def _late(fields: Fields | None) -> Late:
    if fields is None:
        return Late()
    given = {key: fields.number(key, default=0, least=0) for key in ("grace", "percent", "days")}
    fields.done()
    if given["percent"] > 100:
        fields.source.wrong(fields.line_of("percent"), "`percent` is more than 100")
    return Late(**given)


def _rubric(fields: Fields | None) -> dict[str, tuple[Item, ...]]:
    """Return the items of each exercise: `clarity: 4`, or `clarity: {of: 4, asks: …}`; `no` leaves what the exercise brings itself unmarked."""
    if fields is None:
        return {}
    found: dict[str, tuple[Item, ...]] = {}
    for exercise, node in fields.values.items():
        if isinstance(node, yaml.ScalarNode) and node.value.lower() in ("no", "false"):
            fields.asked.append(exercise)
            found[exercise] = ()
            continue
        items = fields.inner(exercise)
        assert items is not None
        found[exercise] = tuple(_item(items, name) for name in items.values)
        items.done()
        if not found[exercise]:
            fields.source.wrong(fields.line_of(exercise), f"the rubric of `{exercise}` has no items; expected lines like `clarity: 4`")
    fields.done()
    return found


def own_rubric(exercise: Exercise) -> tuple[Item, ...]:
    """Return what the exercise itself would have a reader judge: the `CRITERIA` of its checks, {criterion: what it asks}, read as text."""
    text = read_text(exercise.checks)
    if CRITERIA not in text:
        return ()
    with read_as_python(exercise.checks):
        tree = ast.parse(text)
    for statement in tree.body:
        if isinstance(statement, ast.Assign) and [t.id for t in statement.targets if isinstance(t, ast.Name)] == [CRITERIA]:
            try:
                said = ast.literal_eval(statement.value)
            except ValueError:
                return ()
            return tuple(Item(str(name), OWN, str(asks)) for name, asks in said.items()) if isinstance(said, dict) else ()
    return ()


def _item(items: Fields, name: str) -> Item:
    if isinstance(items.values[name], yaml.MappingNode) and (inner := items.inner(name)):
        found = Item(name, inner.number("of"), inner.text("asks", required=False))
        inner.done()
        return found
    return Item(name, items.number(name))


def _extensions(fields: Fields | None, source: Source) -> dict[str, datetime]:
    if fields is None:
        return {}
    found = {}
    for learner in fields.values:
        if date := _date(fields, learner):
            found[learner] = date
    fields.done()
    return found


def _date(fields: Fields, key: str) -> datetime | None:
    """Return a moment; one without an offset is in the time of this machine."""
    if key not in fields.values:
        fields.asked.append(key)
        return None
    node = fields.values[key]
    fields.asked.append(key)
    try:
        found = datetime.fromisoformat(str(node.value))
    except ValueError:
        fields.source.wrong(node, f"`{key}` is `{node.value}`; expected a moment like 2027-03-01T23:59:00+01:00")
        return None
    return found.astimezone(UTC)
