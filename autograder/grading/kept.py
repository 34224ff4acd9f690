"""Answers of oracles that a learner's copy does not ship, found by what was asked.

`reference/kept/<module>.kept` is gzip over messages of the wire: data, no code.  Of a question only a digest is kept, and of its numbers
only projections: what was asked cannot be read from it, and a number that another machine rounds otherwise is still recognized.
"""
import gzip
import hashlib
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ..course import places
from ..course.exercises import Exercise
from ..errors import CourseError, Mismatch, WallError
from ..worker.protocol import decode, encode

NEAR = 1e-9         # relative to the largest number: machines differ by rounding only, and draws by far more
PROJECTIONS = 4     # that two draws agree in all of them does not happen


@dataclass(frozen=True)
class Question:
    """What an oracle was asked: what is exact about it, as a digest, and where its numbers point."""
    digest: str
    place: tuple[float, ...]

    def distance(self, other: "Question") -> float:
        return max((abs(a - b) for a, b in zip(self.place, other.place)), default=0.0)


class Unkeepable(Exception):
    """A question that no table can answer: it holds a function, a generator or another object."""


def question(arguments: Mapping[str, Any]) -> Question:
    """Return what was asked, from the arguments by name."""
    exact, numbers = [], list[float]()
    for name in sorted(arguments):
        exact.append(f"{name}={_exact(arguments[name], numbers)}")
    return Question(hashlib.blake2b(";".join(exact).encode(), digest_size=16).hexdigest(), _place(numbers))


def _exact(value: Any, numbers: list[float]) -> str:
    """Return what a value is, its finite floats apart, which are appended."""
    if value is None or isinstance(value, (bool, int, str, bytes, Fraction)):
        return f"{type(value).__name__}:{value!r}"
    if isinstance(value, np.generic):
        return _exact(np.asarray(value), numbers)
    if isinstance(value, (float, complex)):
        return type(value).__name__ + _exact(np.asarray(value), numbers)
    if isinstance(value, np.ndarray) and value.dtype.kind in "fciub":
        return _array(value, numbers)
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({','.join(_exact(x, numbers) for x in value)})"
    if isinstance(value, dict):
        return f"dict({','.join(f'{_exact(k, numbers)}:{_exact(x, numbers)}' for k, x in value.items())})"
    raise Unkeepable(f"a {type(value).__name__}")


def _array(a: np.ndarray, numbers: list[float]) -> str:
    said = f"{a.dtype.str}{a.shape}"
    if a.dtype.kind in "iub":
        return said + hashlib.blake2b(np.ascontiguousarray(a).tobytes(), digest_size=16).hexdigest()
    flat = np.ascontiguousarray(a).ravel()
    flat = np.concatenate([flat.real, flat.imag]) if a.dtype.kind == "c" else flat
    flat = flat.astype(float)
    odd = [(int(i), repr(float(flat[i]))) for i in np.flatnonzero(~np.isfinite(flat))]
    numbers.extend(np.where(np.isfinite(flat), flat, 0.0).tolist())
    return f"{said}{odd}"


def _place(numbers: list[float]) -> tuple[float, ...]:
    """Return the size of the largest number, as a logarithm, and projections of all of them, scaled by it."""
    if not numbers:
        return ()
    values = np.array(numbers)
    largest = float(np.abs(values).max())
    if largest == 0:
        return (0.0,) * (PROJECTIONS + 1)
    directions = np.random.default_rng(len(values)).uniform(-1, 1, (PROJECTIONS, len(values)))
    return (float(np.log(largest)), *(directions @ (values / largest) / np.sqrt(len(values))).tolist())


@dataclass(frozen=True)
class Kept:
    """One answer of an oracle's function."""
    function: str
    question: Question
    answer: Any


def write_table(path: Path, rows: Iterable[Kept]) -> None:
    """Write a table, the same bytes for the same rows."""
    messages = [encode("kept", number, [row.function, row.question.digest, list(row.question.place), row.answer]) for number, row in enumerate(rows)]
    write_messages(path, messages)


def write_messages(path: Path, messages: Iterable[bytes]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(b"".join(messages), mtime=0))


def read_messages(path: Path, seeds: Any = None) -> list[tuple[str, Any]]:
    """Return (kind, value) of each message of a file."""
    try:
        data = gzip.decompress(path.read_bytes())
    except (OSError, EOFError) as error:
        raise CourseError(path, 0, f"cannot be read ({error}): get a fresh copy of the course") from None
    stream, found = io.BytesIO(data), []
    try:
        while stream.tell() < len(data):
            kind, _, value = decode(lambda size: bytearray(_all(stream, size)), seeds)
            found.append((kind, value))
    except (WallError, EOFError) as error:
        raise CourseError(path, 0, f"cannot be read ({error}): get a fresh copy of the course") from None
    return found


def _all(stream: io.BytesIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError("it ends too early")
    return data


@cache
def _table(path: Path) -> dict[tuple[str, str], list[Kept]]:
    found: dict[tuple[str, str], list[Kept]] = {}
    for _, (function, digest, place, answer) in read_messages(path):
        found.setdefault((function, digest), []).append(Kept(function, Question(digest, tuple(place)), answer))
    return found


def kept_answer(module: str, function: str, arguments: Mapping[str, Any]) -> Any:
    """Return what an oracle's function answered when this was asked: what stands in its place in a learner's copy."""
    file = Path(module)
    asked = question(arguments)
    rows = _table(places.kept(file.parents[1]) / f"{file.stem}.kept").get((function, asked.digest), [])
    nearest = min(rows, key=lambda row: asked.distance(row.question), default=None)
    if nearest is None or asked.distance(nearest.question) > NEAR:
        raise Mismatch(f"this copy of the course keeps no answer of `{function}` for what came up here: it cannot judge this answer")
    return decode(_reader(encode("kept", 0, nearest.answer)))[2]      # a copy: checks may write into what an oracle gave


def _reader(data: bytes) -> Any:
    stream = io.BytesIO(data)
    return lambda size: bytearray(stream.read(size))


@cache
def _pools(path: Path) -> dict[str, list[int]]:
    return dict(read_messages(path)[0][1]) if path.exists() else {}


def seeds_of(exercise: Exercise) -> tuple[int, ...]:
    """Return the seeds for which the answers of an exercise's oracles are kept; none where the oracles are there."""
    return tuple(_pools(places.kept(exercise.root) / "seeds.kept").get(exercise.id, ()))


def write_pools(root: Path, pools: Mapping[str, list[int]]) -> None:
    write_messages(places.kept(root) / "seeds.kept", [encode("seeds", 0, dict(pools))])
