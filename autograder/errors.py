"""What can go wrong, by whose doing."""
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

Kind = Literal["raised", "missing", "unattempted", "unsendable", "exited", "timed_out", "died", "unloadable", "forbidden"]


class CourseError(Exception):
    """The course itself is wrong: `path:line: what`; line 0 is the whole file."""

    def __init__(self, path: Path | str, line: int, message: str) -> None:
        super().__init__(f"{path}:{line}: {message}" if line else f"{path}: {message}")
        self.path, self.line, self.message = path, line, message

    def __reduce__(self) -> tuple[Any, ...]:        # so that it comes home from another process
        return CourseError, (self.path, self.line, self.message)


class UsageError(Exception):
    """What was typed cannot be done; the message says what to type instead."""


class SurroundingsError(Exception):
    """The machine lacks or refuses something; the message says what, and how to get it."""


class WallError(Exception):
    """A value cannot cross, or the other side broke the protocol."""


class Mismatch(AssertionError):
    """A claim that does not hold, with its evidence; `path` says where in the answer, as an index."""

    def __init__(self, message: str, got: Any = None, expected: Any = None, path: str = "") -> None:
        super().__init__(message)
        self.message, self.got, self.expected, self.path = message, got, expected, path


class LearnerError(Exception):
    """What happened in the learner's code instead of an answer.

    `names` are the exception's type and its bases, `frames` the learner's own (file, line, function).
    """

    def __init__(self, kind: Kind, message: str, names: Sequence[str] = (), frames: Sequence[tuple[str, int, str]] = ()) -> None:
        super().__init__(message)
        self.kind, self.message, self.names = kind, message, tuple(names)
        self.frames = tuple((str(f), int(n), str(g)) for f, n, g in frames)

    def __reduce__(self) -> tuple[Any, ...]:
        return LearnerError, (self.kind, self.message, self.names, self.frames)
