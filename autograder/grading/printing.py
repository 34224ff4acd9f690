"""A learner's report, read behind the wall and ready to be set: nothing is judged here."""
from pathlib import Path

from ..course.exercises import Exercise
from ..errors import LearnerError, Mismatch, UsageError
from ..manuscript.page import Printed
from ..worker.client import Worker, Yours
from ..worker.launch import Host
from .collection import collect
from .run import Shelf, empty, read


def printed(exercise: Exercise, path: Path, host: Host, shelf: Shelf = empty) -> Printed:
    """Return what an exercise's check file sets on paper of a learner's file."""
    checks = collect(exercise)
    if checks.printed is None:
        raise UsageError(f"{exercise.id} asks for nothing that would be set on paper; `grade show {exercise.id}` says what it asks")
    submission = read(exercise, path, checks.forbidden, shelf)
    if isinstance(submission, LearnerError):
        raise UsageError(submission.message)
    worker = Worker(host, submission, checks.limits)
    try:
        found: Printed = checks.printed(Yours(worker))
        return found
    except Mismatch as e:
        raise UsageError(f"{path.name}: {e.message}") from None
    except LearnerError as e:
        raise UsageError(f"{path.name}: {e.message}") from None
    finally:
        worker.stop()
