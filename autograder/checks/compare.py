"""Judging values, and saying where they differ."""
import math
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from ..errors import LearnerError, Mismatch
from .show import number, show

__all__ = ["Mismatch", "assert_close", "assert_equal", "kind", "raises", "require"]


def assert_close(got: Any, expected: Any, *, rtol: float | np.ndarray, atol: float | np.ndarray = 0.0,
                 dtype: Any = None, said: str = "") -> None:
    """Same structure, shape and values within atol + rtol·|expected|; nan equals only nan, inf only the same inf.

    A list of numbers stands for an array where an array is expected; a 0-d array for a number.
    """
    for path, theirs, ours in _leaves(got, expected, ""):
        _Leaf(path, theirs, ours, got, expected, said).close(rtol, atol, dtype)


def assert_equal(got: Any, expected: Any, *, said: str = "") -> None:
    """Equal exactly: numbers, strings, containers and arrays alike."""
    for path, theirs, ours in _leaves(got, expected, ""):
        leaf = _Leaf(path, theirs, ours, got, expected, said)
        if isinstance(ours, (str, bytes, bool, type(None), Fraction)):
            leaf.same()
        else:
            leaf.close(0.0, 0.0, None)


def require(condition: Any, broken: str, *, got: Any = None, expected: Any = None) -> None:
    """A property holds; otherwise `broken` says, in the learner's words, what does not."""
    if not bool(condition):
        raise Mismatch(broken, got, expected)


@contextmanager
def raises(*errors: type[BaseException] | str) -> Iterator[None]:
    """The learner's code raises one of these, or a subclass."""
    wanted = [e if isinstance(e, str) else e.__name__ for e in errors]
    try:
        yield
    except LearnerError as e:
        if e.kind == "raised" and set(wanted) & set(e.names):
            return
        raise
    raise Mismatch(f"{' or '.join(wanted)} is due here, and nothing was raised")


def _leaves(got: Any, expected: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    """Pair what was got with what was expected, leaf by leaf; a wrong structure is a mismatch at once."""
    if isinstance(expected, dict):
        if not isinstance(got, dict):
            raise Mismatch(f"{_at(path)}expected a dict, got {kind(got)}", got, expected, path)
        if got.keys() != expected.keys():
            raise Mismatch(f"{_at(path)}expected the keys {_keys(expected)}, got {_keys(got)}", got, expected, path)
        for key in expected:
            yield from _leaves(got[key], expected[key], f"{path}[{key!r}]")
    elif isinstance(expected, (list, tuple)) and not isinstance(got, np.ndarray):
        if not isinstance(got, (list, tuple)):
            raise Mismatch(f"{_at(path)}expected {len(expected)} values, got {kind(got)}", got, expected, path)
        if len(got) != len(expected):
            raise Mismatch(f"{_at(path)}expected {len(expected)} values, got {len(got)}", got, expected, path)
        for i, (theirs, ours) in enumerate(zip(got, expected, strict=True)):
            yield from _leaves(theirs, ours, f"{path}[{i}]")
    else:
        yield path, got, expected


class _Leaf:
    """One value of an answer beside the one it should be."""

    def __init__(self, path: str, got: Any, expected: Any, whole: Any, wanted: Any, said: str) -> None:
        self.path, self.got, self.expected, self.whole, self.wanted, self.said = path, got, expected, whole, wanted, said

    def fail(self, message: str, index: str = "") -> NoReturn:
        where = self.path + index
        text = f"{self.said + ': ' if self.said else ''}{_at(where)}{message}"
        raise Mismatch(text, self.whole if self.path else self.got, self.wanted if self.path else self.expected, where)

    def same(self) -> None:
        ours = self.expected
        theirs = self.got.item() if isinstance(self.got, np.ndarray) and self.got.ndim == 0 else self.got      # a tensor's one number
        alike = isinstance(theirs, (int, Fraction)) if isinstance(ours, Fraction) else isinstance(theirs, type(ours))
        if isinstance(ours, bool):
            alike = isinstance(theirs, (bool, np.bool_))
        if not alike or theirs != ours:
            self.fail(f"expected {show(ours)}, got {show(self.got)}")

    def close(self, rtol: float | np.ndarray, atol: float | np.ndarray, dtype: Any) -> None:
        ours = np.asarray(self.expected)
        theirs = self._array(ours)
        if theirs.shape != ours.shape:
            self.fail(f"expected {_of_shape(ours.shape)}, got {_of_shape(theirs.shape)}")
        if dtype is not None and theirs.dtype != np.dtype(dtype):
            self.fail(f"expected dtype {np.dtype(dtype)}, got {theirs.dtype}")
        ratio = _in_tolerances(theirs, ours, rtol, atol)
        bad = ~(ratio <= 1)
        if bad.any():
            self._differs(theirs, ours, ratio, bad, exact=not np.any(rtol) and not np.any(atol))

    def _array(self, ours: np.ndarray) -> np.ndarray:
        if not isinstance(self.got, (np.ndarray, np.generic, int, float, complex, Fraction, list, tuple)):
            self.fail(f"expected {'an array of shape ' + str(ours.shape) if ours.ndim else 'a number'}, got {kind(self.got)}")
        try:
            theirs = np.asarray(self.got)
        except ValueError:
            self.fail("the rows have different lengths")
        if theirs.dtype.kind not in "biufc" and not _are_exact(theirs):
            self.fail(f"expected numbers, got {'text' if theirs.dtype.kind == 'U' else kind(self.got)}")
        return theirs

    def _differs(self, theirs: np.ndarray, ours: np.ndarray, ratio: np.ndarray, bad: np.ndarray, exact: bool) -> NoReturn:
        first = np.unravel_index(int(np.argmax(bad)), bad.shape)
        finite = ratio[np.isfinite(ratio)]
        worst = float(finite.max()) if finite.size else 0.0
        message = f"expected {number(ours[first])}, got {number(theirs[first])}"
        if bad.size > 1:
            message += f" ({int(bad.sum())} of {bad.size} entries differ)"
        if worst > 1 and not exact:
            message += f"; the largest error is {worst:.2g} times the tolerance"
        self.fail(message, "[" + ", ".join(map(str, first)) + "]" if first else "")


def _in_tolerances(got: np.ndarray, expected: np.ndarray, rtol: float | np.ndarray, atol: float | np.ndarray) -> np.ndarray:
    """Return |got − expected| in units of the tolerance; where exactly one is finite, inf."""
    if not np.any(rtol) and not np.any(atol) and any(map(_is_beyond_floats, (got, expected))):
        return np.where(np.asarray(got.astype(object) == expected.astype(object), bool), 0.0, math.inf)
    got, expected = _rounded(got), _rounded(expected)
    with np.errstate(all="ignore"):
        same = (got == expected) | (np.isnan(got) & np.isnan(expected))
        wide = np.result_type(got, expected, float)
        error = np.abs(got.astype(wide) - expected.astype(wide))
        allowed = np.maximum(atol + rtol * np.abs(expected), 5e-324)      # the least positive float: 0 tolerates nothing, and divides
        ratio = np.where(np.isfinite(got) & np.isfinite(expected), error / allowed, math.inf)
    return np.where(same, 0.0, ratio)


def _of_shape(shape: tuple[int, ...]) -> str:
    return f"shape {shape}" if shape else "a number"


def _are_exact(a: np.ndarray) -> bool:
    """Return whether these are whole numbers and fractions, which NumPy holds as Python's own."""
    return a.dtype.kind == "O" and all(isinstance(v, (int, float, Fraction)) for v in a.flat)


def _is_beyond_floats(a: np.ndarray) -> bool:
    """Return whether two different numbers of this kind could become one float."""
    return a.dtype.kind == "O" or a.dtype.kind in "iu" and a.dtype.itemsize == 8 and bool(a.size) and max(int(a.max()), -int(a.min())) > 1 << 53


def _rounded(a: np.ndarray) -> np.ndarray:
    """Return whole numbers and fractions as floats; what is too large for one is infinite."""
    return np.array([_float(v) for v in a.flat]).reshape(a.shape) if a.dtype.kind == "O" else a


def _float(value: int | float | Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def kind(value: Any) -> str:
    """Return what a value is, in a learner's words."""
    if isinstance(value, np.ndarray):
        return f"an array of shape {value.shape}"
    words = {type(None): "None", bool: "a bool", int: "an int", float: "a float", str: "a string", list: "a list", tuple: "a tuple", dict: "a dict"}
    name = words.get(type(value), f"a {type(value).__name__}")
    return name if isinstance(value, (list, tuple, dict, type(None))) else f"{name}, {show(value, 60)}"


def _keys(value: dict[Any, Any]) -> str:
    return ", ".join(map(str, value)) or "(none)"


def _at(path: str) -> str:
    return f"{path}: " if path else ""
