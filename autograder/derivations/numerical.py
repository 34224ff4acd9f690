"""Integrals and infinite sums by number crunching: many digits, but no rigorous bound, and the model says so (`approximate`)."""
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flint import arb

from ..algebra.tree import Tree
from .arrays import Value, as_number
from .balls import Balls
from .fields import Exhausted, Field, Number, Undefined, Unsupported
from .tagged import base, function

if TYPE_CHECKING:
    from .evaluate import Evaluator

STEP = 16                   # nodes in a unit of t: for what is analytic nearby the error falls like exp(−5 · STEP)
WHOLE, HALF, FINITE = (-12, 12), (-5, 9), (-4, 4)        # ranges of t: beyond, the terms of what decays like a bell are below 10⁻³⁰
CLOSE = 2.0 ** -46          # how far half the nodes, and the last nodes, may be off: a sixty-fourth of what counts as equal
MOST_TERMS = 1500
SMALLEST_TERM = 2.0 ** -130     # of an infinite sum, relative to it: with a ratio of up to ½ the rest is smaller still


def quadrature(e: Evaluator, tree: Tree) -> Value:
    """Return an integral by the trapezoidal rule after a change of variable that makes its terms vanish at both ends."""
    if not isinstance(e.field, Balls):
        raise Unsupported("an integral that is no polynomial's")
    e.model.approximate = True
    low, high = (None if limit[-1] == "oo" or limit[-1] == ("sym", "oo") else e.number(limit) for limit in tree[3:5])
    if tree[3] == ("sym", "oo") or tree[4] == ("neg", ("sym", "oo")):
        raise Unsupported("an integral from +∞, or to −∞")
    terms = []
    for x, weight in nodes(e.field, low, high):
        with e.binding(tree[2], x):
            terms.append(weight * as_number(e.value(tree[1])))
    total = sum(terms[1:], terms[0])
    _trust(terms, base(total))
    return total


def _trust(terms: list[Number], total: Number) -> None:
    """Raise where half the nodes give another integral, or the terms have not died out at the ends."""
    values = [arb(base(term)) for term in terms]
    scale = sum((abs(value) for value in values), arb(2) ** -40)       # so that an integral of 0 is measured against something
    half = 2 * sum(values[::2], arb(0))
    ends = abs(values[0]) + abs(values[-1])
    if not (abs(half - total) < scale * CLOSE and ends < scale * CLOSE):
        raise Unsupported("an integral that converges too slowly, or not at all")


def nodes(field: Field, low: Number | None, high: Number | None) -> Iterator[tuple[Number, Number]]:
    """Yield the places and weights: x = φ(t), weight φ′(t) / STEP."""
    first, last = WHOLE if low is None and high is None else HALF if low is None or high is None else FINITE

    def f(name: str, x: Number) -> Number:
        return function(field, name, x)
    for k in range(first * STEP, last * STEP + 1):
        t = field.number(k, STEP)
        if low is None and high is None:
            yield f("sinh", t), f("cosh", t) / STEP
        elif low is None or high is None:
            inner = f("exp", -t)
            x = f("exp", t - inner)
            yield (low + x if high is None else high - x), x * (1 + inner) / STEP
        else:
            u = field.constant("pi") / 2 * f("sinh", t)
            c = f("cosh", u)
            slope = field.constant("pi") / 2 * f("cosh", t) / (c * c)
            yield low + (high - low) * f("sigmoid", 2 * u), (high - low) / 2 * slope / STEP


def infinite_sum(e: Evaluator, tree: Tree) -> Value:
    """Return a sum to infinity once its terms have become negligible."""
    if not isinstance(e.field, Balls):
        raise Unsupported("a sum to infinity")
    e.model.approximate = True
    low = e.whole(tree[3], "a limit")
    total: Number = 0
    largest = size = 0.0
    for i in range(low, low + MOST_TERMS):
        with e.binding(tree[2], i):
            term = as_number(e.value(tree[1]))
        total = total + term
        size = e.field.weight(base(term))
        largest = max(largest, size)
        if i > low + 4 and size <= largest * SMALLEST_TERM:
            return total
    if size >= largest / 2:
        raise Undefined("a sum to infinity whose terms do not vanish")
    raise Exhausted("a sum that converges too slowly")
