"""The same numbers in other clothes: layouts, flags and precisions of an array."""
from collections.abc import Callable
from typing import Any

import numpy as np

Change = Callable[[np.ndarray], np.ndarray]


def every_array(value: Any, change: Change) -> Any:
    """Return a value with each of its float arrays changed."""
    if isinstance(value, np.ndarray):
        return change(value) if value.dtype.kind in "fc" else value
    if isinstance(value, dict):
        return {k: every_array(v, change) for k, v in value.items()}
    if isinstance(value, (tuple, list)):
        return type(value)(every_array(v, change) for v in value)
    return value


def read_only(a: np.ndarray) -> np.ndarray:
    a = np.array(a)
    a.flags.writeable = False
    return a


def column_order(a: np.ndarray) -> np.ndarray:
    return np.array(a, order="F")       # np.asfortranarray would give a 0-d array a dimension


def with_gaps(a: np.ndarray) -> np.ndarray:
    if not a.ndim:
        return a
    wide = np.full((*a.shape[:-1], 2 * a.shape[-1]), np.nan, a.dtype)
    wide[..., ::2] = a
    return wide[..., ::2]


def backwards(a: np.ndarray) -> np.ndarray:
    return a[..., ::-1].copy()[..., ::-1] if a.ndim else a


def single(a: np.ndarray) -> np.ndarray:
    return a.astype("c8" if a.dtype.kind == "c" else "f4")


def whole(a: np.ndarray) -> np.ndarray:
    rounded: np.ndarray = np.rint(a.real).astype(int)
    return rounded


LAYOUTS: dict[str, Change] = {"column order": column_order, "with gaps": with_gaps, "backwards": backwards, "read-only": read_only}
