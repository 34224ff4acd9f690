"""Answers of the right structure and the wrong values, made by running the solution and changing what comes back."""
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ..algebra.expressions import Expression
from ..checks.layouts import Change, every_array
from ..errors import LearnerError
from ..worker.client import Ask
from ..worker.figures import Figure, changed
from ..worker.protocol import Seed
from .bench import Wrap

Leaf = Callable[[Any], Any]
Answer = Callable[[Any, list[Any]], Any]


def answering(change: Answer) -> Wrap:
    """Change every answer; where the solution refuses, the counterfeit has a number ready."""
    def wrap(ask: Ask) -> Ask:
        def answer(kind: str, value: list[Any]) -> Any:
            try:
                return change(ask(kind, value), value)
            except LearnerError:
                return change(0.0, value)
        return answer
    return wrap


def refusing(ask: Ask) -> Ask:
    """Refuse whatever is asked, as a right program does some of it."""
    def answer(kind: str, value: list[Any]) -> Any:
        raise LearnerError("raised", "ValueError: no", ("ValueError", "Exception"))
    return answer


def relaid(change: Change) -> Wrap:
    """Hand every array over in another layout."""
    return lambda ask: lambda kind, value: ask(kind, every_array(value, change) if kind in ("call", "scenario") else value)


def reseeded(ask: Ask) -> Ask:
    """Let every seed that crosses be another one: what a right program draws may not matter."""
    return lambda kind, value: ask(kind, _map(value, lambda v: Seed(v.value ^ 0x5DEECE66D) if isinstance(v, Seed) else v))


def nudged(answer: Any, _: list[Any]) -> Any:
    """One entry of each array, the smallest that is not zero, is off by a thousandth."""
    return _map(answer, _nudge)


def _nudge(value: Any) -> Any:
    if isinstance(value, (Fraction, Expression)):
        return value * Fraction(1001, 1000)
    if not isinstance(value, (float, complex, np.ndarray, np.floating, np.complexfloating)):
        return value
    array = np.array(value)
    if array.dtype.kind not in "fc" or not (np.isfinite(array) & (array != 0)).any():
        return value
    flat = array.reshape(-1)
    size = np.where(np.isfinite(flat) & (flat != 0), abs(flat), np.inf)
    flat[int(np.argmin(size))] *= 1.001
    return array if isinstance(value, np.ndarray) else type(value)(array)


def _filled(x: float) -> Leaf:
    def fill(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            return np.full_like(value, x, dtype=float if x != x and value.dtype.kind not in "fc" else value.dtype)
        if isinstance(value, (Fraction, Expression)):
            return Fraction(int(x)) if x == x else x
        if isinstance(value, (bool, int, float, complex, np.generic)):
            return x if x != x else type(value)(x)
        return type(value)() if isinstance(value, (str, bytes)) else value
    return fill


def _input(_: Any, value: list[Any]) -> Any:
    return next(_numbers(value[1:]), 0.0)


def _numbers(value: Any) -> Iterator[Any]:
    if isinstance(value, (np.ndarray, float)):
        yield value
    elif isinstance(value, (list, tuple, dict)):
        for x in value.values() if isinstance(value, dict) else value:
            yield from _numbers(x)


def _map(value: Any, leaf: Leaf) -> Any:
    if isinstance(value, dict):
        return {k: _map(v, leaf) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_map(v, leaf) for v in value)
    if isinstance(value, Figure):
        return changed(value, leaf)
    return leaf(value)


WORTHLESS: dict[str, Answer] = {
    "zeros": lambda answer, _: _map(answer, _filled(0.0)),
    "ones": lambda answer, _: _map(answer, _filled(1.0)),
    "nan": lambda answer, _: _map(answer, _filled(float("nan"))),
    "None": lambda answer, _: None,
    "the input": _input,
}
