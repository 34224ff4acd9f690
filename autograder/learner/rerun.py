"""An experiment made twice with the same seeds, in two processes, and the manifest of it; any number of a manifest found anew."""
import ast
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..checks.reproduction import what_moved
from ..course.exercises import Exercise
from ..errors import LearnerError, UsageError, WallError
from ..evidence_ids import code_state
from ..grading import course_version
from ..grading.collection import Checks, collect
from ..grading.judging import judge
from ..grading.run import Shelf, empty, read
from ..worker.client import Submission, Worker
from ..worker.launch import Host
from ..worker.protocol import Seed
from .ledger import now
from .provenance import Call, Manifest, call, environment, summaries

GENERATOR, NUMBER = "rng", "seed"       # what a parameter is called that a seed is handed to


@dataclass(frozen=True)
class Made:
    """One call and what came back."""
    function: str
    arguments: Mapping[str, Any]
    answer: Any
    seed: int
    of: str = ""


@dataclass(frozen=True)
class Bench:
    """A learner's file, ready to be run in as many processes as are wanted."""
    exercise: Exercise
    submission: Submission
    checks: Checks
    host: Host

    @property
    def code(self) -> str:
        return code_state([self.submission.text, *(source for _, source in self.submission.library)])

    def twice(self, run: Callable[[Worker], list[Made]]) -> list[list[Made]]:
        """Return what was called and answered in one process, and in another."""
        runs = []
        for _ in range(2):
            worker = Worker(self.host, self.submission, self.checks.limits)
            try:
                runs.append(run(worker))
            finally:
                worker.stop()
        return runs

    def calls(self, runs: list[list[Made]], tolerance: float) -> tuple[Call, ...]:
        """Return each call once, with what its second answer has of its own."""
        first, second = runs
        found: dict[str, Call] = {}
        for place, one in enumerate(first):
            again = second[place] if place < len(second) else None
            moved = "it was not asked a second time: something before it came out otherwise"
            if again is not None and (again.function, again.of) == (one.function, one.of):
                moved = what_moved(one.answer, again.answer, tolerance)
            try:
                kept = call(self.exercise.id, one.seed, self.code, one.function, one.arguments, one.answer, of=one.of, moved=moved)
            except WallError:       # an expression, which is no number
                continue
            found.setdefault(kept.evidence, kept)
        return tuple(found.values())


def bench(exercise: Exercise, path: Path, host: Host, shelf: Shelf = empty) -> Bench:
    """Return a learner's file ready to be run; a compiled one, or one that does not load, is refused."""
    if exercise.is_compiled:
        raise UsageError(f"{exercise.id} is compiled: a manifest is of an experiment in Python")
    checks = collect(exercise)
    submission = read(exercise, path, checks.forbidden, shelf)
    if isinstance(submission, LearnerError):
        raise UsageError(f"{path} does not run: {submission.message}; `grade {exercise.id}` tells where")
    return Bench(exercise, submission, checks, host)


def of_the_checks(on: Bench, seed: int, part: str | None = None, only: Collection[str] | None = None, tolerance: float = 0.0) -> Manifest:
    """Return the manifest of every call that the exercise's checks make under one seed."""
    def run(worker: Worker) -> list[Made]:
        made = []
        for check in on.checks.checks:
            if part in (None, check.part) and (only is None or check.name in only):
                judged = judge(check, worker, seed)
                if judged.finding.verdict not in ("passed", "skipped"):
                    said = judged.finding.evidence.message
                    raise UsageError(f"“{check.claim}” does not hold under seed {seed} ({said}): `grade {on.exercise.id} --seed {seed}` shows it")
                made += [Made(*_named(asked.kind, asked.value, on.submission.text), asked.answer, seed, check.name)
                         for asked in judged.log if asked.kind in ("call", "scenario") and not isinstance(asked.answer, LearnerError)]
        return made
    return _manifest(on, on.calls(on.twice(run), tolerance), (seed,), tolerance)


def of_a_function(on: Bench, function: str, arguments: Mapping[str, Any], seeds: Sequence[int], tolerance: float = 0.0) -> Manifest:
    """Return the manifest of one function of the learner's, called with these arguments under each seed.

    Lists of numbers become arrays.  The seed goes to the parameter `rng`, as a Generator, or to `seed`, as a number.
    """
    given = {name: _data(value) for name, value in arguments.items()}
    takes = parameters(on.submission.text).get(function)
    if takes is None:
        raise UsageError(f"{on.submission.name} defines no function `{function}`; it has {', '.join(parameters(on.submission.text)) or 'none'}")
    wanted = next((name for name in (GENERATOR, NUMBER) if name in takes), None)
    if wanted is None and len(seeds) > 1:
        raise UsageError(f"`{function}` takes no `{GENERATOR}` and no `{NUMBER}`, so it gives the same under {len(seeds)} seeds: give one")

    def run(worker: Worker) -> list[Made]:
        made = []
        for seed in seeds:
            all_of_it = given | ({wanted: Seed(seed) if wanted == GENERATOR else seed} if wanted else {})
            try:
                answer = worker.ask("call", [function, [], all_of_it, False])
            except LearnerError as error:
                raise UsageError(f"`{function}` gave no answer under seed {seed}: {error.message}") from None
            made.append(Made(function, all_of_it, answer, seed))
        return made
    calls = on.calls(on.twice(run), tolerance)
    found = _manifest(on, calls, tuple(seeds), tolerance)
    return replace(found, function=function, arguments=dict(arguments), summaries=summaries(on.exercise.id, on.code, calls))


def _manifest(on: Bench, calls: tuple[Call, ...], seeds: tuple[int, ...], tolerance: float) -> Manifest:
    return Manifest(on.exercise.id, seeds, on.code, course_version(on.exercise), environment(on.exercise.header.needs), calls,
                    tolerance=tolerance, when=now())


def found_anew(kept: Manifest, on: Bench, ids: Collection[str]) -> dict[str, str]:
    """Return, for each evidence id of a manifest, nothing if the same number was found again, or why it was not."""
    if on.code != kept.code:
        return dict.fromkeys(ids, "the code has changed since: `grade manifest` writes it anew")
    if kept.function:
        again = of_a_function(on, kept.function, kept.arguments, kept.seeds, kept.tolerance)
    else:
        checks = {one.of for one in kept.calls if one.evidence in ids}
        again = of_the_checks(on, kept.seeds[0], only=checks, tolerance=kept.tolerance)
    return {id: _why(kept, again, id) for id in ids}


def _why(kept: Manifest, again: Manifest, id: str) -> str:
    one = kept.find(id)
    if one is None:
        return "this manifest does not name it"
    if not isinstance(one, Call):
        return "" if _near(kept, again, one.of) else "the runs that it sums up came out otherwise"
    same = again.find(id)
    if isinstance(same, Call):
        return what_moved(one.result, same.result, kept.tolerance)      # the id may be right, and the number beside it typed
    others = [other for other in again.calls if (other.function, other.of, other.seeds, other.data) == (one.function, one.of, one.seeds, one.data)
              and other.settings == one.settings]
    if not others:
        return "it was not called again"
    return what_moved(one.result, others[0].result, kept.tolerance)


def _near(kept: Manifest, again: Manifest, of: str) -> bool:
    """Return whether a number over all seeds lies within the tolerance of what it was."""
    before, after = ([(s.mean, s.std, s.low, s.high) for s in m.summaries if s.of == of] for m in (kept, again))
    return bool(before) and not what_moved(before, after, kept.tolerance)


def _named(kind: str, value: Sequence[Any], text: str) -> tuple[str, dict[str, Any]]:
    """Return (function, arguments by name) of a question; where a name cannot be told, its place stands for it."""
    if kind == "scenario":
        name, sources, _, arguments, _ = value
        takes = next((names for _, _, source in sources for n, names in parameters(source).items() if n == name), [])[1:]
        return str(name), _by_name(takes, arguments)
    name, arguments, keywords, _ = value
    return str(name), _by_name(parameters(text).get(str(name), []), arguments) | dict(keywords)


def _by_name(names: Sequence[str], arguments: Sequence[Any]) -> dict[str, Any]:
    return {names[i] if i < len(names) else str(i): value for i, value in enumerate(arguments)}


def parameters(text: str) -> dict[str, list[str]]:
    """Return {function of this text: the names of its parameters}; nothing of it runs."""
    return {node.name: [a.arg for a in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
            for node in ast.parse(inspect.cleandoc(text) if text[:1].isspace() else text).body if isinstance(node, ast.FunctionDef)}


def _data(value: Any) -> Any:
    """Return a list of numbers, or of such lists, as an array."""
    if isinstance(value, dict):
        return {k: _data(v) for k, v in value.items()}
    if isinstance(value, list):
        try:
            array = np.asarray(value)
        except ValueError:          # ragged
            return [_data(v) for v in value]
        return array if array.dtype.kind in "iuf" else [_data(v) for v in value]
    return value
