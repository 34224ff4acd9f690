"""The functions of the language, from max to kron, as they act on values."""
from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ..algebra.tree import ELEMENTWISE, Tree
from . import arrays
from .arrays import Array, Value, both, each
from .fields import Exhausted, Number, Undefined, Unsupported
from .generic import Generic
from .ratios import Ratio
from .tagged import Tagged, base, function, power, whole_power

if TYPE_CHECKING:
    from .evaluate import Evaluator

LARGEST_FACTORIAL = 200
LARGEST_CHOICE = 500        # n of a binomial

def raised(e: Evaluator, a: Number, n: Number) -> Number:
    return whole_power(e.field, a, n) if isinstance(n, int) else power(e.field, a, n)


def extreme(e: Evaluator, name: str, values: Sequence[Number]) -> Number:
    """Return the greatest or least of numbers, its derivatives too where one alone is greatest."""
    if not any(isinstance(value, Tagged) for value in values):
        return e.field.extreme(name, values)
    best = values[0]
    for value in values[1:]:
        if e.field.is_zero(base(value) - base(best)):
            raise Undefined(f"a derivative of {name} where two of its numbers meet")
        if e.field.compare(">" if name == "max" else "<", base(value), base(best)):
            best = value
    return best


def holds(e: Evaluator, claim: Tree) -> bool:
    """Return whether a relation between numbers holds; where derivatives are taken across it, it must not be an equality."""
    difference = e.number(claim[2]) - e.number(claim[3])
    if isinstance(difference, Tagged) and e.field.is_zero(base(difference)):
        raise Undefined("a derivative where two cases meet")
    return bool(e.field.compare(claim[1], base(difference), 0))


def _where(e: Evaluator, claim: Tree, a: Tree, b: Tree) -> Value:
    if e.field.ordered:
        return e.value(a if holds(e, claim) else b)
    if isinstance(e.field, Generic):
        inside = _generic_indicator(e, claim)
        return both(lambda x, y: y + inside * (x - y), *(each(_entire, e.value(part)) for part in (a, b)))
    parts = [e.number(part) for part in (claim[2], claim[3])]
    values = [e.value(part) for part in (a, b)]
    return both(lambda x, y: plain_oracle(e, "where" + claim[1], *parts, x, y), *values)


def _generic_indicator(e: Evaluator, claim: Tree) -> Number:
    difference = e.number(claim[2]) - e.number(claim[3])
    if isinstance(difference, Tagged):
        raise Unsupported("a derivative across cases")
    assert isinstance(e.field, Generic)
    return e.field.indicator(claim[1], difference)


def _entire(x: Number) -> Number:
    """A case may be undefined where the other holds: at a generic point only what is defined everywhere may stand beside an indicator."""
    if isinstance(x, Tagged) or isinstance(x, Ratio) and not x.below.is_constant():
        raise Unsupported("a case that is not defined everywhere")
    return x


def plain_oracle(e: Evaluator, *key: Any) -> Number:
    if any(isinstance(part, Tagged) for part in key):
        raise Unsupported("a derivative of an unknown function")
    return e.field.oracle(*key)


def _indicator(e: Evaluator, claim: Tree) -> Value:
    if e.field.ordered:
        return int(holds(e, claim))
    if isinstance(e.field, Generic):
        return _generic_indicator(e, claim)
    return plain_oracle(e, "indicator" + claim[1], *(e.number(part) for part in claim[2:]))


def _delta(e: Evaluator, i: Tree, j: Tree) -> Value:
    return int(e.whole(i, "an index") == e.whole(j, "an index"))


def _binomial(e: Evaluator, n: Tree, k: Tree) -> Value:
    above, below = e.whole(n, "n of a binomial"), e.whole(k, "k of a binomial")
    if abs(above) > LARGEST_CHOICE:
        raise Exhausted(f"a binomial of more than {LARGEST_CHOICE}")
    if above < 0:
        raise Undefined("a binomial of a negative number")
    return math.comb(above, below) if below >= 0 else 0


def _factorial(e: Evaluator, n: Tree) -> Value:
    value = e.number(n)
    if not isinstance(value, int):
        return function(e.field, "factorial", value)
    if value < 0:
        raise Undefined(f"the factorial of {value}")
    if value > LARGEST_FACTORIAL:
        raise Exhausted(f"a factorial beyond {LARGEST_FACTORIAL}!")
    return math.factorial(value)


def _largest(name: str) -> Callable[..., Value]:
    return lambda e, *parts: extreme(e, name, [e.number(part) for part in parts])


def _log_determinant(e: Evaluator, a: Tree) -> Value:
    e.clock.check()
    return function(e.field, "log", arrays.determinant(e.field, e.value(a)))


def _filled(entry: int) -> Callable[..., Value]:
    def build(e: Evaluator, *sizes: Tree) -> Value:
        rows, columns = (*(e.whole(part, "a size") for part in sizes), 1)[:2]
        if not 0 < rows * columns <= arrays.MOST_ENTRIES:
            raise Exhausted("an array that is too large")
        return Array((rows, columns), [entry] * (rows * columns))
    return build


def _identity(e: Evaluator, n: Tree) -> Value:
    rows = e.whole(n, "a size")
    if not 0 < rows * rows <= arrays.MOST_ENTRIES:
        raise Exhausted("a matrix that is too large")
    return arrays.identity(rows)


def _norm(e: Evaluator, a: Tree) -> Value:
    return function(e.field, "sqrt", arrays.sum_of_squares(e.value(a)))


def _powers(e: Evaluator, a: Tree, n: Tree) -> Value:
    exponent = e.number(n)
    return each(lambda x: raised(e, x, exponent), e.value(a))


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "where": _where, "indicator": _indicator, "delta": _delta, "binomial": _binomial, "factorial": _factorial,
    "max": _largest("max"), "min": _largest("min"), "eye": _identity, "ones": _filled(1), "zeros": _filled(0), "norm": _norm,
    "logdet": _log_determinant,
    "tr": lambda e, a: arrays.trace(e.value(a)),
    "det": lambda e, a: arrays.determinant(e.field, e.value(a)),
    "inv": lambda e, a: arrays.inverse(e.field, e.value(a)),
    "rank": lambda e, a: arrays.rank(e.field, e.value(a)),
    "diag": lambda e, a: arrays.diagonal(e.value(a)),
    "vec": lambda e, a: arrays.stacked(e.value(a)),
    "softmax": lambda e, a: arrays.softmax(e.field, e.value(a)),
    "norm2": lambda e, a: arrays.sum_of_squares(e.value(a)),
    "frobenius2": lambda e, a: arrays.sum_of_squares(e.value(a)),
    "hadamard": lambda e, a, b: both(lambda x, y: x * y, e.value(a), e.value(b)),
    "hadamard_power": _powers,
    "kron": lambda e, a, b: arrays.kronecker(e.value(a), e.value(b)),
}
assert set(ELEMENTWISE).isdisjoint(set(FUNCTIONS) - {"factorial"})
