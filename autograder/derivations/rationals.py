"""Fractions, for what must be exact: witnesses and certificates."""
from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

from flint import fmpq

from .fields import RELATE, Field, Number, Undefined, Unsupported


class Rationals(Field):
    """Fractions, for what must be exact: witnesses and certificates."""
    ordered = True
    exact = True

    def number(self, p: int, q: int = 1) -> Number:
        return fmpq(p, q)

    def divide(self, a: Number, b: Number) -> Number:
        if b == 0:
            raise Undefined("a division by 0")
        return (fmpq(a) if isinstance(a, int) else a) / b

    def function(self, name: str, x: Number) -> Number:
        if x in AT_INTEGERS and (name, int(x)) in EXACT_VALUES:
            return EXACT_VALUES[name, int(x)]
        if name in ("abs", "sign", "relu", "floor"):
            value = Fraction(int(fmpq(x).p), int(fmpq(x).q))
            return {"abs": abs(x), "sign": (value > 0) - (value < 0), "relu": x if x > 0 else 0, "floor": value.__floor__()}[name]
        if name == "sqrt":
            return self._root(fmpq(x))
        raise Unsupported(f"{name} of {x} is no fraction")

    def _root(self, x: Number) -> Number:
        if x < 0:
            raise Undefined(f"the square root of {x}")
        p, q = isqrt(int(x.p)), isqrt(int(x.q))
        if p * p != x.p or q * q != x.q:
            raise Unsupported(f"the square root of {x} is no fraction")
        return fmpq(p, q)

    def power(self, a: Number, b: Number) -> Number:
        if b == fmpq(1, 2):
            return self._root(fmpq(a))
        raise Unsupported(f"{a} to the power {b} is no fraction")

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        return max(values) if name == "max" else min(values)

    def compare(self, relation: str, a: Number, b: Number) -> bool:
        return RELATE[relation]((a > b) - (a < b))

    def constant(self, name: str) -> Number:
        raise Unsupported(f"{name} is no fraction")

    def weight(self, x: Number) -> float:
        return float(x != 0)

    def is_zero(self, x: Number) -> bool:
        return bool(x == 0)


AT_INTEGERS = (0, 1)
EXACT_VALUES = {("exp", 0): 1, ("cos", 0): 1, ("cosh", 0): 1, ("log", 1): 0, ("sin", 0): 0, ("tan", 0): 0, ("sinh", 0): 0, ("tanh", 0): 0,
                ("atan", 0): 0, ("asin", 0): 0, ("erf", 0): 0, ("erfc", 0): 1, ("sigmoid", 0): fmpq(1, 2), ("gamma", 1): 1}

RATIONALS = Rationals()
