"""The learners' copy of a course: everything works in it, and no answer can be read in it."""
import ast
import multiprocessing
import os
import random
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import yaml

from ..course import places
from ..course.exercises import Exercise, every_exercise
from ..course.overlay import settings
from ..course.stub import stub
from ..errors import CourseError, SurroundingsError, UsageError
from ..grading.content import oracles
from ..grading.kept import write_pools, write_table
from ..grading.probes import Recorded, record_probes
from ..grading.run import lacking
from ..kernels.compilers import obstacle
from ..worker.launch import start_host
from .reticence import without_answers
from .sealing import Call, Name, Sealed, giving_away, record_calls, sealed, telling_lines, without

SEEDS = 8               # draws of each exercise whose oracles are left out; a learner meets them in turn
WHOLE = ("LICENSE", "GLOSSARY.md", "README.md", "pyproject.toml", ".gitignore")      # of a checkout, what a copy needs as it is
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
INSTRUCTORS = re.compile(r"^## For authors and instructors\n.*?(?=^## |\Z)", re.MULTILINE | re.DOTALL)
TESTS = re.compile(r"^```sh\n[^`]*\[dev\][^`]*^```\n\n(?:.+\n)*\n?", re.MULTILINE)        # with the paragraph that explains it
NOT_THERE = re.compile(r"^grade (?:explain|place) .*\n", re.MULTILINE)
A_COPY = ("> This is a learners' copy. It holds no answers, so `grade explain`, `grade place` and `grade verify` have nothing to work on here, and say so; "
          "all else works. [docs/release.md](docs/release.md) says what stands in their place.")
LEFT_OUT = "*(Left out here: it is the answer of an exercise.)*"

Tell = Callable[[int, int, str], None]      # how many exercises are done, of how many, which was the last


@dataclass(frozen=True)
class Release:
    """What a copy holds, and what was decided for it."""
    exercises: tuple[str, ...]
    sealed: Sealed
    misconceptions: Mapping[str, Recorded]


def release(out: Path, root: Path | None = None, *, seeds: int = SEEDS, tell: Tell = lambda done, of, last: None) -> Release:
    """Write the learners' copy of a course into a folder that is new or empty; whole, or not at all."""
    root = root or places.root()
    exercises = ready(out, root)
    telling = telling_lines(exercises, _engine(root))
    reasons = giving_away(exercises, telling, root)
    with _beside(out) as folder:
        copy = Path(folder) / out.name
        _copy(root, copy, exercises)
        _keep_settings(copy)
        seen, drawn = _look(exercises, reasons, telling, copy, _draws(seeds), tell)
        found = sealed(reasons, [call for _, calls in seen.values() for call in calls])
        _seal(root, copy, exercises, found, drawn)
        _hide(copy, telling)
        _address(copy)
        if left := list(search(copy, telling, found)):
            raise CourseError(left[0][0].relative_to(copy), left[0][1], f"a line of the answer of {left[0][2]} would be in the learners' copy; "
                              f"write it another way there, or take it out ({len(left)} in all)")
        if out.exists():
            out.rmdir()
        os.chmod(copy, 0o755)
        copy.rename(out)
    return Release(tuple(e.id for e in exercises), found, {id: recorded for id, (recorded, _) in seen.items()})


def ready(out: Path, root: Path) -> tuple[Exercise, ...]:
    """Return the exercises that a copy would hold; what keeps it from being made is said before the work begins."""
    for each in places.roots(root):
        refuse(out, each)
    exercises = every_exercise(root)
    _need_answers(exercises, root)
    return exercises


def refuse(out: Path, root: Path) -> None:
    """Say why a folder cannot take the copy."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file: name a folder that is new or empty")
    if out.is_dir() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty: name a folder that is new or empty, or remove what is in it")
    there, here = out.resolve(), root.resolve()
    if there == here or there.is_relative_to(here) or here.is_relative_to(there):
        raise UsageError(f"{out} lies in the course itself, or around it: name a folder elsewhere")


def _beside(out: Path) -> tempfile.TemporaryDirectory[str]:
    """Return a folder where the copy grows: on the same disk, and gone if it is not finished."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent)
    except OSError as error:
        raise SurroundingsError(f"{out.parent}: {error.strerror}: nothing can be written there; name a folder elsewhere") from None


def _need_answers(exercises: Sequence[Exercise], root: Path) -> None:
    if not exercises:
        raise UsageError(f"{root} holds no exercise: is it a course? GROUNDWORK_COURSE says which is meant")
    if missing := [e for e in exercises if not e.solution.exists()]:
        raise UsageError(f"{missing[0].solution} is missing: a copy is made from a course with its answers, and this is a copy already")
    for exercise in exercises:
        why = lacking(exercise.needs()) or (obstacle() if exercise.is_compiled else "")
        if why:
            raise SurroundingsError(f"{exercise.id}: {why}; what its wrong answers do could not be seen here")


def _engine(root: Path) -> list[Path]:
    return sorted((root / "autograder").rglob("*.py"))


def _draws(seeds: int) -> list[int]:
    """Return the draws that a copy is made for: of an overlay's secret, so that the same copy can be made again."""
    drawn = random.Random(f"release {settings().secret}") if settings().secret is not None else random.SystemRandom()
    return [drawn.randrange(1 << 31) for _ in range(seeds)]


def _copy(root: Path, copy: Path, exercises: Sequence[Exercise]) -> None:
    """Copy what a learner is to have; what is not named here stays behind."""
    for each in places.roots(root):
        for path in _public(each):
            _take(path, copy / path.relative_to(each))
    for exercise in exercises:
        there = Exercise(copy, exercise.area, exercise.id, exercise.suffix)
        _take(exercise.checks, there.checks)
        there.stub_file.write_text(stub(exercise.text, exercise.suffix), encoding="utf-8")
        for path in oracles(exercise):
            home = next(each for each in places.roots(exercise.root) if path.is_relative_to(each))
            _take(path, copy / path.relative_to(home))
        if (measured := places.calibration(exercise.root, exercise.id)).exists():
            _take(measured, places.calibration(copy, exercise.id))


def _keep_settings(copy: Path) -> None:
    """Write down what checks are worth and when things are due; the secret stays behind."""
    said = settings()
    plain = {"worth": {id: dict(points) for id, points in said.worth.items()}, "dates": {name: date.isoformat() for name, date in said.dates.items()}}
    if kept := {key: value for key, value in plain.items() if value}:
        (copy / places.OVERLAY).write_text(yaml.safe_dump(kept, sort_keys=False), encoding="utf-8")


def _public(root: Path) -> Iterator[Path]:
    yield from sorted(places.curriculum(root).rglob("*.yaml"))
    yield from (p for p in [places.reference(root) / "__init__.py", *sorted((places.reference(root) / "data").rglob("*"))] if p.is_file())
    yield from sorted((root / "docs").glob("*.md"))
    yield from (root / name for name in WHOLE if (root / name).is_file())
    yield from (p for p in sorted((root / "autograder").rglob("*")) if p.is_file() and "__pycache__" not in p.parts)


def _take(path: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, to)


def _look(exercises: Sequence[Exercise], reasons: Mapping[Name, str], telling: Mapping[str, set[str]], copy: Path, draws: Sequence[int],
          tell: Tell) -> tuple[dict[str, tuple[Recorded, list[Call]]], dict[str, list[int]]]:
    """See what wrong answers say and what oracles are asked, exercise by exercise, on all processors; return it, and the draws used."""
    modules = {module for module, _ in reasons}
    drawn = {e.id: list(draws) for e in exercises if modules & {p.stem for p in oracles(e)}}
    found: dict[str, tuple[Recorded, list[Call]]] = {}
    processes = max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with ProcessPoolExecutor(processes, multiprocessing.get_context("spawn")) as pool:
        futures = {pool.submit(_seen, e, places.probes(copy, e.area, e.name), set(reasons), telling[e.id], drawn.get(e.id, []), draws[0]): e
                   for e in exercises}
        try:
            for done in as_completed(futures):
                exercise = futures[done]
                found[exercise.id] = done.result()
                tell(len(found), len(exercises), exercise.id)
        except BrokenProcessPool:
            raise SurroundingsError("a process that looked at wrong answers was killed, as for want of memory: nothing is written; free some, and "
                                    "run the same command again") from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise
    return found, drawn


def _seen(exercise: Exercise, path: Path, names: set[Name], telling: set[str], draws: Sequence[int],
          first: int) -> tuple[Recorded, list[Call]]:
    host = start_host(False, exercise.imports)
    try:
        calls = record_calls(exercise, names, host, draws) if draws else []
        return without_answers(path, record_probes(exercise, host, first, path), telling), calls
    finally:
        host.close()


def _seal(root: Path, copy: Path, exercises: Sequence[Exercise], found: Sealed, drawn: Mapping[str, Sequence[int]]) -> None:
    """Put tables in place of oracles that give an answer away."""
    folder = places.reference(copy)
    modules = {module for module, _ in found.names}
    texts = {p: p.read_text(encoding="utf-8") for p in [*folder.glob("*.py"), *places.exercises(copy).glob("*/test_*.py")]}
    for module in sorted(modules):
        path = folder / f"{module}.py"
        if not path.exists():       # no check asks it
            continue
        words = {word for other, text in texts.items() if other != path for word in re.findall(r"\w+", text)}
        names = {name for of, name in found.names if of == module}
        path.write_text(without(texts[path], names, words.__contains__), encoding="utf-8")
        write_table(places.kept(copy) / f"{module}.kept", found.rows.get(module, ()))
    used = {e.id for e in exercises if modules & {p.stem for p in oracles(e)}}
    if used:
        write_pools(copy, {id: list(draws) for id, draws in drawn.items() if id in used})


def _hide(copy: Path, telling: Mapping[str, set[str]]) -> None:
    """Take the examples out of the pages that are an exercise's answer."""
    lines = set().union(*telling.values()) if telling else set()
    for page in sorted((copy / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        hidden = FENCE.sub(lambda m: LEFT_OUT if lines & {line.strip() for line in m[0].splitlines()} else m[0], text)
        if lines & {line.strip() for line in hidden.splitlines()}:
            page.unlink()
        elif hidden != text:
            page.write_text(hidden, encoding="utf-8")


def _address(copy: Path) -> None:
    """Let the README speak to learners: without what is for authors and instructors, without the course's own tests, and without what a copy lacks."""
    page = copy / "README.md"
    if page.exists():
        text = NOT_THERE.sub("", TESTS.sub("", INSTRUCTORS.sub("", page.read_text(encoding="utf-8"))))
        page.write_text(re.sub(r"(?m)^(## Begin\n)", lambda m: f"{A_COPY}\n\n{m[0]}", text, count=1), encoding="utf-8")


def search(copy: Path, telling: Mapping[str, set[str]], found: Sealed | None = None) -> Iterator[tuple[Path, int, str]]:
    """Yield (file, line, exercise) of each line of an answer that stands in a copy, oracles apart that had to be shipped."""
    whose = {line: id for id, lines in telling.items() for line in lines}
    for path in sorted(p for p in copy.rglob("*") if p.is_file()):
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        shipped = _shipped(path, text, found) if found and path.parent == places.reference(copy) else set()
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip() in whose and number not in shipped:
                yield path, number, whose[line.strip()]




def _shipped(path: Path, text: str, found: Sealed) -> set[int]:
    """Return the lines of the oracles that had to be shipped."""
    names = {name for module, name in found.kept if module == path.stem}
    nodes = [n for n in ast.parse(text).body if isinstance(n, ast.FunctionDef) and n.name in names] if names else []
    return {number for node in nodes for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
