"""Integrals and infinite sums by number crunching: many digits, but no rigorous bound, and the model says so (`approximate`)."""
from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..algebra.tree import Tree
from .arrays import Value, as_number
from .fields import Balls, Exhausted, Field, Inexact, Number, Undefined, Unsupported
from .tagged import base, function

if TYPE_CHECKING:
    from .evaluate import Evaluator

STEP = 16                   # nodes in a unit of t; the error of the double exponential rule falls like exp(−c · STEP)
REACH = {"whole": 3, "half": 4, "finite": 4}     # |t| up to which nodes are set: beyond, what decays doubly exponentially is below 10⁻³⁰
MOST_TERMS = 1500
SMALLEST_TERM = 2.0 ** -130     # of an infinite sum, relative to it: with a ratio of up to ½ the rest is smaller still


def quadrature(e: Evaluator, tree: Tree) -> Value:
    """Return an integral by the double exponential rule."""
    if not isinstance(e.field, Balls):
        raise Unsupported("an integral that is no polynomial's")
    e.model.approximate = True
    from .evaluate import infinite
    low, high = (None if infinite(limit) else e.number(limit) for limit in tree[3:5])
    if tree[3][-1] == "oo" or tree[4][0] == "neg" and infinite(tree[4]):
        raise Unsupported("an integral from +∞, or to −∞")
    total: Number = 0
    for x, weight in nodes(e.field, low, high):
        with e.binding(tree[2], x):
            total = total + weight * as_number(e.value(tree[1]))
    return total


def nodes(field: Field, low: Number | None, high: Number | None) -> Iterator[tuple[Number, Number]]:
    """Yield the places and weights of the rule: x = φ(t), weight φ′(t) / STEP."""
    kind = "whole" if low is None and high is None else "finite" if low is not None and high is not None else "half"
    f: Callable[[str, Number], Number] = lambda name, x: function(field, name, x)
    half_pi = field.constant("pi") / 2
    for k in range(-REACH[kind] * STEP, REACH[kind] * STEP + 1):
        t = field.number(k, STEP)
        u, du = half_pi * f("sinh", t), half_pi * f("cosh", t) / STEP
        if kind == "whole":
            yield f("sinh", u), f("cosh", u) * du
        elif kind == "half":
            x = f("exp", u)
            yield (low + x, x * du) if high is None else (high - x, x * du)
        else:
            assert low is not None and high is not None
            half = (high - low) / 2
            c = f("cosh", u)
            yield low + half * 2 / (1 + f("exp", -2 * u)), half * du / (c * c)


def infinite_sum(e: Evaluator, tree: Tree) -> Value:
    """Return a sum to infinity once its terms have become negligible."""
    if not isinstance(e.field, Balls):
        raise Unsupported("a sum to infinity")
    e.model.approximate = True
    low = e.whole(tree[3], "a limit")
    total: Number = 0
    largest = 0.0
    for i in range(low, low + MOST_TERMS):
        with e.binding(tree[2], i):
            term = as_number(e.value(tree[1]))
        total = total + term
        size = e.field.weight(base(term))
        largest = max(largest, size)
        if i > low + 4 and size <= largest * SMALLEST_TERM:
            return total
    raise Undefined("a sum to infinity whose terms do not vanish") if size >= largest / 2 else Exhausted("a sum that converges too slowly")


__all__ = ["Inexact", "infinite_sum", "quadrature"]
