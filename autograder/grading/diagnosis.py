"""Which known misconception answers as the learner did?"""
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..course.answers import OtherAnswer, other_answers
from ..course.exercises import Exercise
from ..errors import CourseError, LearnerError, WallError
from ..model import Diagnosis
from ..worker.client import Asked, Submission, Worker
from ..worker.launch import Host
from ..worker.limits import Limits

AGREEMENT = 1e-9        # relative: two programs that do the same differ by rounding only
PATIENCE = Limits(call=2.0, total=10.0)


class Diagnostician:
    """The right answer and the wrong ones of an exercise, each loaded once in a worker of its own."""

    def __init__(self, exercise: Exercise, host: Host, forbidden: Sequence[str] = ()) -> None:
        self.exercise, self.host, self.forbidden = exercise, host, tuple(forbidden)
        self.workers: dict[str, Worker] = {}
        self.known: dict[tuple[str, int], tuple[Asked, Any]] = {}       # the question is kept: an id is unique among the living only
        self.wrong = [a for a in other_answers(exercise) if a.check] if exercise.solution.exists() else []

    def diagnose(self, failing: Asked) -> Diagnosis | None:
        """Return the one misconception that does on this call what the learner's file did, and the right answer does not."""
        matching = {a.title: a for a in self.matches(failing)}
        if len(matching) != 1:
            return None
        answer, = matching.values()
        return Diagnosis(answer.title, answer.sentence)

    def matches(self, failing: Asked) -> list[OtherAnswer]:
        if not self.wrong or self._agrees(self.exercise.text, failing):
            return []
        return [a for a in self.wrong if self._agrees(a.text, failing)]

    def _agrees(self, text: str, failing: Asked) -> bool:
        key = (text, id(failing))
        if key not in self.known:
            self.known[key] = failing, self._ask(text, failing)
        return same(self.known[key][1], failing.answer)

    def _ask(self, text: str, asked: Asked) -> Any:
        if text not in self.workers:
            self.workers[text] = Worker(self.host, Submission(str(self.exercise.solution), text, (), self.forbidden), PATIENCE)
        try:
            return self.workers[text].ask(asked.kind, asked.value)
        except LearnerError as e:
            return e

    def close(self) -> None:
        for worker in self.workers.values():
            worker.stop()


def diagnose(exercise: Exercise, host: Host, failing: Asked, forbidden: Sequence[str] = ()) -> Diagnosis | None:
    """Diagnose one failure; a course whose other answers are broken diagnoses nothing here (`grade verify` tells)."""
    try:
        doctor = Diagnostician(exercise, host, forbidden)
    except CourseError:
        return None
    try:
        return doctor.diagnose(failing)
    except WallError:
        return None
    finally:
        doctor.close()


def same(a: Any, b: Any) -> bool:
    """Two answers agree, nan with nan; two exceptions agree if of one type, NumPy's if of one message."""
    if isinstance(a, LearnerError) or isinstance(b, LearnerError):
        return isinstance(a, LearnerError) and isinstance(b, LearnerError) and _happening(a) == _happening(b)
    if isinstance(a, dict) or isinstance(b, dict):
        return isinstance(a, dict) and isinstance(b, dict) and a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)) and isinstance(b, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, (str, bytes, type(None))) or isinstance(b, (str, bytes, type(None))):
        return type(a) is type(b) and bool(a == b)
    return _close(a, b)


def _close(a: Any, b: Any) -> bool:
    try:
        x, y = np.asarray(a), np.asarray(b)
        if x.dtype.kind == "O" or y.dtype.kind == "O":
            return bool(np.all(a == b))
        return x.shape == y.shape and bool(np.allclose(x, y, rtol=AGREEMENT, atol=1e-300, equal_nan=True))    # 1e-300: a true zero only
    except (TypeError, ValueError):
        return False


def _happening(error: LearnerError) -> tuple[Any, ...]:
    """NumPy says which operation failed; other messages are their author's own words."""
    return error.kind, error.names, error.message if "FloatingPointError" in error.names else ""
