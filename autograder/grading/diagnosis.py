"""Which known misconception answers as the learner did?"""
import math
import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from ..algebra.expressions import Expression
from ..course.answers import OtherAnswer, other_answers
from ..course.exercises import Exercise
from ..course.source_lines import source_lines
from ..errors import LearnerError
from ..kernels.build import build_ahead
from ..model import Diagnosis
from ..worker.allowance import LEAST
from ..worker.client import Asked, Submission, Worker
from ..worker.confinement import shut_in
from ..worker.figures import Figure, essence
from ..worker.launch import Host
from ..worker.limits import Limits
from .collection import Check, Checks
from .judging import Judged, judge
from .mistakes import Mistake, mistake, same_mistake

AGREEMENT = 1e-9        # relative: two programs that do the same differ by rounding only
BENCH_PATIENCE = 8.0    # s more where programs are built and run, for all parts together
PATIENCE = Limits(call=2.0, total=30.0, commands=BENCH_PATIENCE)
VAGUE = {"FloatingPointError", "ValueError", "TypeError"}      # of one type, and yet for any reason


class Diagnostician:
    """The right answer and the wrong ones of an exercise, each loaded once in a worker of its own."""

    def __init__(self, exercise: Exercise, host: Host, checks: Checks, seconds: float = math.inf, bench_seconds: float = BENCH_PATIENCE) -> None:
        self.exercise, self.host, self.forbidden = exercise, host, checks.forbidden
        self.parts = {c.name.partition("[")[0]: c.part for c in checks.checks}
        self.deadline, self.bench_seconds = time.monotonic() + seconds, bench_seconds
        self.limits = PATIENCE if math.isfinite(seconds) else replace(checks.limits, commands=math.inf)     # no law may depend on how busy a machine is
        self.workers: dict[str, Worker] = {}
        self.known: dict[tuple[str, int], tuple[Asked, Any]] = {}       # the question is kept: an id is unique among the living only
        self.mistakes: dict[tuple[str, str], Mistake | None] = {}
        self.wrong = [a for a in other_answers(exercise) if a.check] if exercise.solution.exists() else []

    def diagnose(self, judged: Judged) -> Diagnosis | None:
        """Return the one misconception that does what the learner's file did, and the right answer does not."""
        matching = {a.title: a for a in self.matches(judged)}
        if len(matching) != 1:
            return None
        answer, = matching.values()
        return Diagnosis(answer.title, answer.sentence)

    def matches(self, judged: Judged) -> list[OtherAnswer]:
        """Return the wrong answers that answer the failing call as the learner did, or whose derivation fails at the same line.

        Those of the failing check's own part are asked first; the others only where none of them matches.
        """
        failing = judged.failing_call
        if failing is None or not self.wrong:
            return []
        if failing.kind == "record":
            return self._derivations(judged, failing)
        if self.exercise.is_compiled:
            self._compile()
        if failing.kind == "bench":
            return self._benched(judged, failing)
        if self._agrees(self.exercise.text, failing):
            return []
        here = [a for a in self.wrong if self.parts.get(a.check or "") == judged.check.part]
        return self._agreeing(here, failing) or self._agreeing([a for a in self.wrong if a not in here], failing)

    def _benched(self, judged: Judged, failing: Asked) -> list[OtherAnswer]:
        """Ask those that this very check is known to catch: a program costs a second there, and there are so many of these in all."""
        if math.isfinite(self.deadline) and self.bench_seconds < LEAST:
            return []
        began, before = time.monotonic(), self.deadline
        self.deadline = began + self.bench_seconds if math.isfinite(before) else before
        wrong = [a for a in self.wrong if a.check == judged.check.name.partition("[")[0]]
        found = [] if self._agrees(self.exercise.text, failing) else self._agreeing(wrong, failing)
        took = time.monotonic() - began
        self.deadline, self.bench_seconds = before + took, self.bench_seconds - took
        return found

    def _compile(self) -> None:
        """Compile what will be asked, all at once; it is kept, so this takes its time but once on a machine, and none of what is left."""
        began = time.monotonic()
        confine = shut_in if self.host.confinement == "bubblewrap" else None
        build_ahead([self.exercise.text, *(a.text for a in self.wrong)], confine, self.exercise.suffix)
        self.deadline += time.monotonic() - began

    def _agreeing(self, answers: Sequence[OtherAnswer], failing: Asked) -> list[OtherAnswer]:
        """Return which of these agree; where time runs out, none: one that was not asked might agree as well."""
        found = []
        for answer in answers:
            if time.monotonic() > self.deadline:
                return []
            if self._agrees(answer.text, failing):
                found.append(answer)
        return found

    def _derivations(self, judged: Judged, failing: Asked) -> list[OtherAnswer]:
        theirs = mistake(failing, judged.error)
        if theirs is None:
            return []
        name = judged.check.name.partition("[")[0]
        return [a for a in self.wrong if a.check == name and (ours := self._mistake(a, judged.check)) and same_mistake(theirs, ours)]

    def _mistake(self, answer: OtherAnswer, check: Check) -> Mistake | None:
        key = (answer.text, check.name)
        if key not in self.mistakes:
            one = judge(check, self.worker(answer.text), 0)
            self.mistakes[key] = mistake(one.failing_call, one.error) if one.failing_call else None
        return self.mistakes[key]

    def know(self, answer: OtherAnswer, judged: Judged) -> None:
        """Note what is seen of one of the wrong answers: it need not be judged again."""
        if judged.failing_call and judged.failing_call.kind == "record":
            self.mistakes[answer.text, judged.check.name] = mistake(judged.failing_call, judged.error)

    def _agrees(self, text: str, failing: Asked) -> bool:
        key = (text, id(failing))
        if key not in self.known:
            self.known[key] = failing, self.ask(text, failing)
        return same(self.known[key][1], failing.answer)

    def ask(self, text: str, asked: Asked) -> Any:
        """Return what a program answers, or what happened instead."""
        try:
            return self.worker(text).ask(asked.kind, asked.value)
        except LearnerError as e:
            return LearnerError(e.kind, "", e.names, e.frames) if _raises(text, e) else e

    def worker(self, text: str) -> Worker:
        if text not in self.workers:
            self.workers[text] = Worker(self.host, Submission(str(self.exercise.solution), text, (), self.forbidden, self.exercise.suffix), self.limits)
        return self.workers[text]

    def close(self) -> None:
        for worker in self.workers.values():
            worker.stop()


def same(a: Any, b: Any) -> bool:
    """Two answers agree, nan with nan; two exceptions agree if of one type, and of one message where the type says little."""
    if isinstance(a, LearnerError) or isinstance(b, LearnerError):
        return isinstance(a, LearnerError) and isinstance(b, LearnerError) and _happening(a) == _happening(b) and _one_message(a, b)
    if isinstance(a, Expression) or isinstance(b, Expression):
        return _close(*(_value(x) for x in (a, b)))
    if isinstance(a, Figure) or isinstance(b, Figure):
        return isinstance(a, Figure) and isinstance(b, Figure) and same(essence(a), essence(b))
    if isinstance(a, dict) or isinstance(b, dict):
        return isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (str, bytes, type(None))) or isinstance(b, (str, bytes, type(None))):
        return type(a) is type(b) and bool(a == b)
    return _close(a, b)


def _value(x: Any) -> Any:
    """Return an exact number as a float; nan where it is none."""
    if not isinstance(x, Expression):
        return float(x) if isinstance(x, Fraction) else x
    from ..derivations.algebraic import nearest
    from ..derivations.exact import Undecided
    try:
        return nearest(x.tree)
    except Undecided:
        return math.nan


def _close(a: Any, b: Any) -> bool:
    try:
        x, y = np.asarray(a), np.asarray(b)
        if x.dtype.kind == "O" or y.dtype.kind == "O":
            return bool(np.all(a == b))
        return x.shape == y.shape and bool(np.allclose(x, y, rtol=AGREEMENT, atol=1e-300, equal_nan=True))    # 1e-300: a true zero only
    except (TypeError, ValueError):
        return False


def _happening(error: LearnerError) -> tuple[Any, ...]:
    return error.kind, error.names


def _one_message(a: LearnerError, b: LearnerError) -> bool:
    """A ValueError may come from any operation, whose message then says which; an author's own words, "" here, are free."""
    return not VAGUE.intersection(a.names[:1]) or not (a.message and b.message) or a.message == b.message


def _raises(text: str, error: LearnerError) -> bool:
    """Whether the exception comes from a `raise` in the file itself."""
    lines = source_lines(text)
    number = error.frames[-1][1] if error.frames else 0
    return 0 < number <= len(lines) and lines[number - 1].lstrip().startswith("raise")
