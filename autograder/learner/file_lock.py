"""One writer at a time, on every system."""
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import SurroundingsError

PATIENCE = 5.0    # seconds; a writer needs a few milliseconds


@contextmanager
def locked(descriptor: int, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock on an open file, or say that somebody else does."""
    deadline = time.monotonic() + patience
    while not _take(descriptor):
        if time.monotonic() > deadline:
            raise SurroundingsError(f"another program has held the ledger for {patience:.0f} s: what was found was not recorded; "
                                    "end that program (another `grade`, perhaps suspended?) and grade again")
        time.sleep(0.02)
    try:
        yield
    finally:
        _release(descriptor)


if sys.platform == "win32":
    import msvcrt
    import os

    FAR = 1 << 40    # a lock is mandatory there: it lies beyond every byte anybody reads

    def _take(descriptor: int) -> bool:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(descriptor: int) -> None:
        os.lseek(descriptor, FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(descriptor: int) -> bool:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)
