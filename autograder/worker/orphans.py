"""Processes that lost their parent: they become ours, and end with what started them."""
import os
import signal
import sys
from collections.abc import Set


def adopt() -> None:
    """From now on, what a child of ours leaves behind becomes a child of ours (Linux)."""
    if sys.platform.startswith("linux"):
        import ctypes
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)     # PR_SET_CHILD_SUBREAPER


def reap(keep: Set[int]) -> None:
    """Kill every child but these, and those that become ours by that."""
    while strays := children() - keep:
        for stray in strays:
            try:
                os.kill(stray, signal.SIGKILL)
            except ProcessLookupError:
                pass
        for stray in strays:
            try:
                os.waitpid(stray, 0)
            except ChildProcessError:
                pass


def children() -> set[int]:
    me, found = os.getpid(), set[int]()
    try:
        for task in os.listdir(f"/proc/{me}/task"):
            with open(f"/proc/{me}/task/{task}/children") as file:
                found |= set(map(int, file.read().split()))
    except OSError:
        pass                        # no /proc: nothing to look at
    return found
