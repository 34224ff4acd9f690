"""What a learner has passed, as it passed: sources, calls with their answers, derivations; found again by asking their functions."""
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..course import places
from ..course.exercises import Exercise, every_exercise
from ..errors import LearnerError, WallError
from ..grading.collection import collect
from ..grading.content import content_key
from ..grading.judging import judge
from ..learner import mine
from ..learner.memory import remembered
from ..learner.practice import Practice
from ..learner.workspace import picture
from ..worker.client import Asked, Submission, Worker

SEED = 0                # of the checks whose calls are recorded: an export says the same each time
CALLS = 6               # of a function that are kept, the smallest first
NUMBERS = 200           # in a call and its answer; a test is to be read
NOT_HERE = "autograder"     # a source that imports it is a derivation


@dataclass(frozen=True)
class Call:
    """A call of a learner's function and what it answered, as JSON data; `raised` names an exception instead."""
    function: str
    arguments: list[Any]
    keywords: dict[str, Any]
    answer: Any = None
    raised: str = ""


@dataclass(frozen=True)
class Part:
    """A passed part: its functions, and the source that defines them with all they need."""
    name: str
    what: str
    functions: tuple[str, ...]
    source: str
    module: str     # what it is called as a module; its name, but for a second one of a part

    @property
    def is_derivation(self) -> bool:
        return bool(re.search(rf"^(?:from|import) {NOT_HERE}\b", self.source, re.MULTILINE))


@dataclass(frozen=True)
class Finished:
    """An exercise with the parts of it that passed; of a kernel, its whole file."""
    exercise: Exercise
    parts: tuple[Part, ...]
    kernel: str = ""


def finished(practice: Practice) -> list[Finished]:
    """Return everything that has passed and is kept, by area and name."""
    owned, found = mine.owned(practice.reading.lines), []
    for exercise in every_exercise():
        if exercise.is_compiled:
            kernel = _kernel(exercise, practice)
            found += [Finished(exercise, (), kernel)] if kernel else []
        elif parts := _parts(exercise, owned.get(exercise.name, {}), practice):
            found.append(Finished(exercise, parts))
    return found


def _parts(exercise: Exercise, modules: Mapping[str, str], practice: Practice) -> tuple[Part, ...]:
    parts = []
    for part in exercise.parts:
        here = [(name, modules[name]) for name, home in exercise.homes.items() if home == part.name and name in modules]
        for n, module in enumerate(dict.fromkeys(module for _, module in here)):
            path = places.pinned(practice.workspace.root) / f"{module}.py"
            if module.isidentifier() and path.exists():     # another machine may have passed it
                names = tuple(name for name, its in here if its == module)
                parts.append(Part(part.name, part.what, names, path.read_text("utf-8"), f"{part.name}_{n + 1}" if n else part.name))
    return tuple(parts)


def _kernel(exercise: Exercise, practice: Practice) -> str:
    """Return a kernel's file, if what lies there is what passed."""
    path = exercise.work(practice.workspace.root)
    if not path.exists():
        return ""
    key = content_key(exercise, path)
    passed = {p for line in practice.reading.attempts if line["exercise"] == exercise.id and "review" not in line
              for p, verdict in line["parts"].items() if verdict == "passed" and line["content"].get(p) == key}
    return path.read_text("utf-8") if {p.name for p in exercise.parts if p.required} <= passed else ""


def calls(one: Finished, part: Part, practice: Practice) -> list[Call]:
    """Return calls that checks of the part make, with the answers the learner's functions give: those that are the same twice, smallest first."""
    exercise, heard = one.exercise, list[Asked]()
    with _asked(one, part, practice) as worker:
        for check in (c for c in collect(exercise).checks if c.part == part.name):
            judged = judge(check, worker, SEED)
            if judged.finding.verdict == "passed":
                heard += [a for a in judged.log if a.kind == "call" and a.value[0] in part.functions]
    by_function: dict[str, dict[str, tuple[int, Asked, Call]]] = {name: {} for name in part.functions}
    for asked in heard:
        if (call := _call(asked)) and (size := _size(call)) <= NUMBERS:
            by_function[call.function].setdefault(repr((call.arguments, call.keywords)), (size, asked, call))
    kept = []
    with _asked(one, part, practice) as worker:
        for found in by_function.values():
            smallest = sorted(found.values(), key=lambda entry: entry[0])
            kept += [call for _, asked, call in _spread(smallest) if _again(worker, asked) == call]
    return kept


def _spread(found: list[tuple[int, Asked, Call]]) -> list[tuple[int, Asked, Call]]:
    """Return some of many: the smallest, and others evenly up to the largest."""
    if len(found) <= CALLS:
        return found
    return [found[round(n * (len(found) - 1) / (CALLS - 1))] for n in range(CALLS)]


def _again(worker: Worker, asked: Asked) -> Call | None:
    """Return the call made once more: what is drawn at random, or from a state, is no case."""
    try:
        answer: Any = worker.ask(asked.kind, asked.value)
    except LearnerError as error:
        answer = error
    except WallError:
        return None
    return _call(Asked(asked.kind, asked.value, answer))


@contextmanager
def _asked(one: Finished, part: Part, practice: Practice) -> Iterator[Worker]:
    library = practice.shelf(one.exercise, part.source)
    checks = collect(one.exercise)
    worker = Worker(practice.host(one.exercise), Submission(f"{one.exercise.name}.py", part.source, library=library), checks.limits)
    try:
        yield worker
    finally:
        worker.stop()


def derivations(one: Finished, part: Part, practice: Practice) -> list[tuple[str, str]]:
    """Return (function, its lines in LaTeX) of what a part derives."""
    from ..algebra.recorded import read_record
    from ..algebra.tree import TreeError
    from .chains import typeset
    found = []
    with _asked(one, part, practice) as worker:
        for name in part.functions:
            try:
                block = typeset(read_record(worker.ask("record", [name])))
            except (LearnerError, TreeError):
                continue
            found += [(name, block)] if block else []
    return found


def pictures(one: Finished, part: Part, practice: Practice) -> list[tuple[str, bytes]]:
    """Return (claim, PNG) of the figures that the workspace has kept from the part's last grading, if that passed."""
    known = remembered(practice.workspace.memory(one.exercise)).get(part.name)
    found = dict[str, tuple[str, bytes]]()
    for finding in known.findings if known and known.verdict == "passed" else ():
        for name in finding.evidence.pictures:
            if png := picture(practice.workspace, name):
                found.setdefault(name, (finding.claim, png))
    return list(found.values())


class _NoDataError(Exception):
    """A value that JSON, read by somebody, has no words for."""


def _call(asked: Asked) -> Call | None:
    """Return a call as data; None where something in it is none."""
    name, arguments, keywords = asked.value[:3]
    try:
        given = [plain(a) for a in arguments], {str(k): plain(v) for k, v in keywords.items()}
        if not isinstance(asked.answer, LearnerError):
            return Call(name, *given, plain(asked.answer))
    except _NoDataError:
        return None
    import builtins
    error = asked.answer
    raised = error.names[0].rpartition(".")[2] if error.kind == "raised" and error.names else ""
    return Call(name, *given, raised=raised) if isinstance(getattr(builtins, raised, None), type) else None


def plain(value: Any) -> Any:
    """Return data as JSON: what is no list, number, text, bool or None is an object of one key that says what it is."""
    if value is None or isinstance(value, bool | str | int) and not isinstance(value, np.generic):
        return value
    if type(value) is float:
        return value if np.isfinite(value) else {"float": repr(value)}
    if type(value) is complex:
        return {"complex": [plain(value.real), plain(value.imag)]}
    if type(value) is Fraction:
        return {"fraction": str(value)}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "biufc":
        return {"array": _numbers(value), "dtype": value.dtype.name, "shape": list(value.shape)}
    if isinstance(value, list):
        return [plain(v) for v in value]
    if isinstance(value, tuple):
        return {"tuple": [plain(v) for v in value]}
    if isinstance(value, dict):
        return {"dict": [[plain(k), plain(v)] for k, v in value.items()]}
    raise _NoDataError


def _numbers(array: Any) -> list[Any]:
    return [plain(v) for v in np.asarray(array).ravel().tolist()]


def _size(call: Call) -> int:
    def count(data: Any) -> int:
        inner: Sequence[Any] = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else ()
        return 1 + sum(map(count, inner))
    return count([call.arguments, call.keywords, call.answer])
