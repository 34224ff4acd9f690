"""A launch to be drawn: the one a check failed on, else the first one made."""
from collections.abc import Sequence
from pathlib import Path

from ..course.exercises import Exercise
from ..errors import LearnerError, UsageError
from ..kernels.trace import block_to_draw, svg
from ..worker.client import Asked, Worker
from ..worker.launch import Host
from .collection import Check, collect
from .evidence import call_text
from .judging import judge
from .run import read

LAUNCHES = ("launch", "traffic", "accesses")


def drawing(exercise: Exercise, path: Path, part: str | None, seed: int, host: Host) -> str:
    """Return the SVG of a launch of the learner's kernel."""
    if not exercise.is_compiled:
        raise UsageError(f"{exercise.id} launches no kernel: `grade debug {exercise.id}` steps through Python")
    checks = collect(exercise)
    submission = read(exercise, path, checks.forbidden)
    if isinstance(submission, LearnerError):
        raise UsageError(submission.message)
    worker = Worker(host, submission, checks.limits)
    try:
        asked = _launch(worker, [c for c in checks.checks if part in (None, c.part)], seed)
        if asked is None:
            raise UsageError(f"no kernel of {exercise.id} is launched yet: `grade {exercise.id}` says what is to be written")
        data = worker.ask("accesses", asked.value)
    except LearnerError as error:
        raise UsageError(f"there is nothing to draw: {error.message}") from None
    finally:
        worker.stop()
    name, _, block, _, arguments, _ = asked.value
    buffers = _parameters(submission.text, name, [a[0] in ("in", "out", "inout") for a in arguments])
    threads = 1
    for size in block if isinstance(block, (tuple, list)) else (block,):
        threads *= size
    return svg(data, buffers, call_text(asked), threads, block_to_draw(data))


def _launch(worker: Worker, checks: Sequence[Check], seed: int) -> Asked | None:
    """Return the launch the first failing check failed on, else the first one that ran."""
    first: Asked | None = None
    for check in checks:
        judged = judge(check, worker, seed)
        launches = [a for a in judged.log if a.kind in LAUNCHES]
        if judged.finding.verdict == "failed" and (asked := judged.failing_call) and asked.kind in LAUNCHES:
            return asked
        ran = [a for a in launches if not isinstance(a.answer, LearnerError)]
        first = first or (max(ran[:3], key=lambda a: _threads(a)) if ran else None)
    return first


def _threads(asked: Asked) -> int:
    """Prefer, of the first launches, one with something to see."""
    block = asked.value[2]
    return int(block[0]) if isinstance(block, (tuple, list)) else int(block)


def _parameters(text: str, name: str, is_buffer: list[bool]) -> list[str]:
    """Return the names of the parameters that point to buffers, in their order."""
    from ..course.c_text import functions
    names = next((f.parameter_names for f in functions(text) if f.name == name), ())
    return [n for n, kept in zip(names, is_buffer, strict=False) if kept]
