"""One check put to one submission: a finding."""
import inspect
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from types import FrameType
from typing import Any

from ..errors import CourseError, LearnerError, Mismatch, SurroundingsError, WallError
from ..model import Evidence, Finding
from ..notes import Notes, noting
from ..worker.client import Ask, Asked, Worker, Yours
from ..worker.text import clean
from . import evidence
from .collection import Check

BACKSTOP = 30.0         # s beyond a submission's own limit: then our own code, on hostile data, is what hangs


@dataclass
class Judged:
    """A finding and the questions that led to it."""
    check: Check
    finding: Finding
    log: list[Asked] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def failing_call(self) -> Asked | None:
        """Return the call whose answer holds what was judged."""
        return evidence.failing_call(self.log, getattr(self.error, "got", None))


def judge(check: Check, worker: Worker, seed: int, ask: Ask | None = None) -> Judged:
    """Run one check; whatever it raises becomes a verdict."""
    log: list[Asked] = []
    yours = Yours(worker, ask, log)
    given: dict[str, Any] = {"yours": yours, "rng": check.draws(seed)}
    arguments = {n: given[n] for n in inspect.signature(check.function).parameters if n in given} | check.parameters
    with noting() as notes:
        error = _error(check, arguments, worker)
    found = finding(check, error, log, worker)
    return Judged(check, _noted(found, notes) if error is None else found, log, error)


def _error(check: Check, arguments: dict[str, Any], worker: Worker) -> BaseException | None:
    """Run a check; return what it raised."""
    try:
        with _backstop(worker.limits.total + BACKSTOP):
            check.function(**arguments)
    except (CourseError, SurroundingsError, KeyboardInterrupt):
        raise
    except BaseException as e:
        return e
    return None


def _noted(found: Finding, notes: Notes) -> Finding:
    """Return a pass with the derivation that holds, and the facts it rests on."""
    chain = tuple({k: clean(v) if isinstance(v, str) else v for k, v in row.items()} for row in notes.chain)
    return replace(found, evidence=replace(found.evidence, chain=chain), facts=notes.facts) if chain or notes.facts else found


def finding(check: Check, error: BaseException | None, log: list[Asked], worker: Worker) -> Finding:
    """Return what a check's outcome says."""
    row = check.not_run()
    if error is None:
        return replace(row, verdict="passed")
    if isinstance(error, LearnerError):
        verdict, found = evidence.of_learner_error(error, log, worker.submission, worker.names)
        return replace(row, verdict=verdict, evidence=found)
    if isinstance(error, Mismatch):
        return replace(row, verdict=getattr(error, "verdict", "failed"), evidence=of_claim(error, log, worker))
    if type(error).__name__ == "Skipped":                # pytest.skip: this machine cannot judge it
        return replace(row, verdict="skipped", evidence=Evidence(message=str(getattr(error, "msg", error))))
    if log and not isinstance(error, WallError):
        return replace(row, verdict="failed", evidence=evidence.of_unusable(error, log, worker.submission))
    return replace(row, verdict="grader_fault", evidence=Evidence(message=f"the check itself failed: {type(error).__name__}: {error}"[:1000],
                                                                  lines=tuple(_own_lines(error))))


def of_claim(error: Mismatch, log: list[Asked], worker: Worker) -> Evidence:
    """A claim of values, or of a derivation's lines, which then are the evidence."""
    found = evidence.of_mismatch(error, log, worker.submission)
    rows = tuple(clean(row) for row in getattr(error, "rows", ()))
    if not rows:
        return found
    line = getattr(error, "line", None)
    chain = tuple({k: clean(v) if isinstance(v, str) else v for k, v in row.items()} for row in (getattr(error, "data", None) or {}).get("rows", ()))
    return replace(found, lines=rows, chain=chain, got="", expected="", where=f"{worker.submission.name}:{line}" if line else found.where)


def _own_lines(error: BaseException) -> list[str]:
    import traceback
    return [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)[-6:]]


@contextmanager
def _backstop(seconds: float) -> Iterator[None]:
    """End a check whose own code hangs on what a learner sent; only where signals can be had."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "SIGALRM"):
        yield
        return

    def alarm(number: int, frame: FrameType | None) -> None:
        raise LearnerError("timed_out", f"judging what your program sent took more than {seconds:g} s")
    before: Callable[..., Any] | int | None = signal.signal(signal.SIGALRM, alarm)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
