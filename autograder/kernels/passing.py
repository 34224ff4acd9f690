"""What a check hands to a kernel: inputs as they are, results as `out(n)`, what is changed in place as `inout(x)`."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Out:
    """A buffer whose contents are garbage until the kernel writes them; every element must be written."""
    shape: tuple[int, ...]
    dtype: str

    def __repr__(self) -> str:
        size = str(self.shape[0]) if len(self.shape) == 1 else str(self.shape)
        return f"out({size})" if self.dtype == "<f4" else f'out({size}, "{self.dtype[1:]}")'


@dataclass(frozen=True)
class InOut:
    """A buffer that the kernel finds filled, and may change."""
    array: np.ndarray


@dataclass(frozen=True)
class Struct:
    """A struct passed by value, as the bytes of an array."""
    array: np.ndarray


@dataclass(frozen=True)
class Sparse:
    """An input, or a result, of so many elements that only a few of them have values, or are looked at."""
    count: int
    dtype: str
    at: np.ndarray
    values: np.ndarray | None = None


class Null:
    """A null pointer."""

    def __repr__(self) -> str:
        return "null"


null = Null()


def out(shape: int | Sequence[int], dtype: Any = "f4") -> Out:
    """Return a result of this shape, to be written by the kernel: every element, or the launch is told what it left out."""
    sizes = tuple(int(n) for n in shape) if isinstance(shape, Sequence) else (int(shape),)
    return Out(sizes, np.dtype(dtype).newbyteorder("<").str)


def inout(array: Any) -> InOut:
    """Return a buffer that holds these values and comes back as the kernel left it."""
    return InOut(np.array(array))


def sparse(count: int, at: Any, values: Any) -> Sparse:
    """Return an input of `count` elements, zero but at these places; it may be larger than this machine's memory."""
    array = np.asarray(values)
    return Sparse(count, array.dtype.newbyteorder("<").str, np.asarray(at, np.int64), array)


def samples(count: int, at: Any, dtype: Any = "f4") -> Sparse:
    """Return a result of `count` elements, of which those at these places come back; zero where nothing was written."""
    return Sparse(count, np.dtype(dtype).newbyteorder("<").str, np.asarray(at, np.int64))


def by_value(array: Any) -> Struct:
    """Return a struct of numbers, passed by value: `by_value(np.array([1, 2, 3], "i4"))` is an int3."""
    return Struct(np.array(array))


def encoded(arguments: Sequence[Any]) -> list[list[Any]]:
    """Return arguments as data that crosses, each with its role."""
    return [_encoded(a) for a in arguments]


def _encoded(value: Any) -> list[Any]:
    if isinstance(value, Out):
        return ["out", list(value.shape), value.dtype]
    if isinstance(value, InOut):
        return ["inout", value.array]
    if isinstance(value, Struct):
        return ["struct", value.array]
    if isinstance(value, Sparse):
        row = [value.count, value.dtype, value.at]
        return ["samples", *row] if value.values is None else ["sparse", *row, value.values]
    if isinstance(value, Null):
        return ["null"]
    if isinstance(value, np.ndarray) and value.ndim:
        return ["in", value]
    return ["value", value.item() if isinstance(value, (np.generic, np.ndarray)) else value]


def decoded(arguments: Sequence[Sequence[Any]]) -> list[Any]:
    """Return what `encoded` was given, to be shown."""
    return [Out(tuple(a[1]), a[2]) if a[0] == "out" else null if a[0] == "null" else Sparse(*a[1:]) if a[0] in ("sparse", "samples") else a[1]
            for a in arguments]
