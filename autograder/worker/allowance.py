"""The seconds that all commands of one grading have together, and what is not run again because it did not end.

What comes to its end is charged less where others want the machine too: how busy it is makes no verdict.
"""
import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from ..errors import LearnerError

IMPATIENT = 3.0         # s a command, once one did not end: a build takes one
LEAST = 2.0             # s below which nothing is begun any more
MOST = 2.0              # how much longer a command may take on a busy machine; more, and a grading would never end


class Allowance:
    """What is left of a grading's seconds."""

    def __init__(self, seconds: float = math.inf) -> None:
        self.all = self.left = seconds
        self.spent = 0.0                                # by the clock, however busy the machine is
        self.each = math.inf                            # s a command may take; less once one did not end
        self.ended: dict[str, LearnerError] = {}        # by what was run on what: why it is not run again

    def admit(self, key: str, command: str) -> tuple[float, float]:
        """Return the seconds a command may take, and all of them together; raise where they are not to be run."""
        if key in self.ended:
            raise self.ended[key]
        if self.left < LEAST:
            raise LearnerError("timed_out", f"`{command}` is not run: the commands before it took the {self.all:g} s that a grading has for all of them")
        return min(self.each, max(IMPATIENT, self.all - self.spent)), self.left * busy()

    @contextmanager
    def charged(self, key: str) -> Iterator[None]:
        """Charge what is run meanwhile, and remember what did not end."""
        began, share = monotonic(), 1 / busy()
        try:
            yield
        except LearnerError as error:
            self.ended[key] = error
            if error.kind == "timed_out":
                share, self.each = 1.0, IMPATIENT
                self.ended[key] = LearnerError("timed_out", f"not run again: {error.message}")
            raise
        finally:
            self.spent += monotonic() - began
            self.left -= share * (monotonic() - began)

    def lose(self, seconds: float) -> None:
        """Charge what a learner waited for beside the commands."""
        self.spent += seconds
        self.left -= seconds

    @property
    def spare(self) -> float:
        """Return what is left by the clock: for what may as well be left out."""
        return max(0.0, min(self.left, self.all - self.spent))


def busy() -> float:
    """Return how much longer things take here than on a machine with nothing else to do, as far as that counts."""
    try:
        return min(MOST, max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1)))
    except OSError:         # not to be had here
        return 1.0
