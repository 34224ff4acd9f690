"""The failing call, made again in a debugger, in the learner's own file."""
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from ..course.exercises import Exercise
from ..errors import LearnerError
from ..worker.client import Submission, Worker
from ..worker.launch import PACKAGE_PARENT, Host
from ..worker.protocol import encode
from .collection import collect
from .judging import judge
from .run import Shelf, empty, read


def failing_call(exercise: Exercise, path: Path, name: str, seed: int, host: Host, shelf: Shelf = empty) -> bytes | None:
    """Return the file and the question a check failed on, as messages; None where the check does not fail, or asks nothing."""
    checks = collect(exercise)
    submission = read(exercise, path, checks.forbidden, shelf)
    check = next((c for c in checks.checks if c.name == name), None)
    if isinstance(submission, LearnerError) or check is None:
        return None
    worker = Worker(host, submission, checks.limits)
    try:
        judged = judge(check, worker, seed)
    finally:
        worker.stop()
    asked = judged.failing_call
    if asked is None or judged.finding.verdict == "passed":
        return None
    kind, value = asked.kind, asked.value
    if kind == "bench":         # what the commands ran on is what a function returned: that is the call to step through
        kind, value = "call", [(value[2] or value[0])[-1][1], [], {}, False]
    return _load(submission) + encode(kind, 0, value, layout=True)


def _load(submission: Submission) -> bytes:
    return encode("load", 0, submission.message)


def debug(messages: bytes) -> None:
    """Let the learner step through the call, in a process of its own that owns the terminal."""
    descriptor, name = tempfile.mkstemp(prefix="grade-debug-")
    before = signal.signal(signal.SIGINT, lambda *_: None)    # Ctrl-C is for the debugger, which goes on; a handler is not inherited
    try:
        with open(descriptor, "wb") as file:
            file.write(messages)
        paths = os.pathsep.join([PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])])
        subprocess.run([sys.executable, "-P", "-m", "autograder.worker.debugging", name], env={**os.environ, "PYTHONPATH": paths}, check=False)
    finally:
        signal.signal(signal.SIGINT, before)
        os.unlink(name)
