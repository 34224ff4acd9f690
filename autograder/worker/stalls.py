"""Where a call stands that does not come to an end: Python writes its own lines, from a timer of the system's, before the grader gives up.

A signal, no watching thread: the frames it finds stand still.  What waits in compiled code may be woken by it, a moment before its time is up.
"""
import faulthandler
import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SOON = 0.8              # of the seconds a call has: on a busy machine a process may wait for its turn
MOST = 12               # frames: what called itself without an end has thousands
TOLD = re.compile(rb'Stack \(most recent call first\):\n(?:  (?:File "[^\n]*", line \d+ in [^\n]*|\.\.\.)\n)*')
FRAME = re.compile(rb'  File "([^\n]*)", line (\d+) in ([^\n]*)\n')
Frame = tuple[str, int, str]


def told_where() -> bool:
    """Let the timer write where Python is; return whether there is such a timer here."""
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return False
    faulthandler.register(signal.SIGALRM, file=2, all_threads=False, chain=False)
    return True


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Say where Python is, once, should this take nearly so many seconds."""
    signal.setitimer(signal.ITIMER_REAL, SOON * seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def without(printed: bytes) -> bytes:
    """Return what was printed, less what was written here."""
    return TOLD.sub(b"", printed)


def frames(printed: bytes, name: str) -> list[Frame]:
    """Return (file, line, function) of the file of this name, outermost first; nothing where none of its lines was at work."""
    told = TOLD.findall(printed)
    known = name.encode("ascii", "backslashreplace")        # as the handler writes a path
    rows = FRAME.findall(told[-1]) if told else []
    return [(name, int(line), function.decode("ascii", "replace")) for file, line, function in rows[::-1] if file == known][-MOST:]
