"""Balls of real numbers: every value comes with a rigorous bound of its error, at a precision of choice."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flint import acb, arb, ctx, fmpq

from .fields import RELATE, Field, Inexact, Number, Undefined, Unsupported

PRECISIONS = (160, 480, 1600)       # bits, tried in turn until a ball is small enough to decide
LARGEST_ARGUMENT = 10**6            # of exp and Γ: beyond it the result no longer fits the memory a check may use


class Balls(Field):
    """Real numbers enclosed with a rigorous error bound, at a precision in bits."""
    ordered = True

    def __init__(self, precision: int = PRECISIONS[0]) -> None:
        self.precision = precision
        ctx.prec = precision

    def number(self, p: int, q: int = 1) -> Number:
        return arb(p) if q == 1 else arb(fmpq(p, q))

    def divide(self, a: Number, b: Number) -> Number:
        b = arb(b) if isinstance(b, int) else b
        if b.contains(0):
            if b.is_zero():
                raise Undefined("a division by 0")
            raise Inexact("a denominator near 0")
        return (arb(a) if isinstance(a, int) else a) / b

    def function(self, name: str, x: Number) -> Number:
        x = arb(x) if isinstance(x, int) else x
        if isinstance(x, acb):
            raise Unsupported(f"{name} of a complex number")
        special = BALL_FUNCTIONS.get(name)
        if special is not None:
            return special(self, x)
        if name.startswith("polygamma"):
            return _finite(acb(x).polygamma(acb(int(name[9:]))).real, name)
        return _finite(getattr(x, name)(), name)        # name is one of FUNCTIONS, and arb has it under that name

    def power(self, a: Number, b: Number) -> Number:
        a, b = (arb(x) if isinstance(x, int) else x for x in (a, b))
        if a < 0:
            raise Undefined(f"a power of {_short(a)} with an exponent that is no whole number")
        if a.is_zero():
            if b > 0:
                return 0
            raise Undefined("0 to a power that is not positive")
        if a.contains(0):
            raise Inexact("a power near 0")
        return self.function("exp", b * a.log())

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        best = arb(values[0])
        for value in values[1:]:
            best = best.max(arb(value)) if name == "max" else best.min(arb(value))
        return best

    def compare(self, relation: str, a: Number, b: Number) -> bool:
        return RELATE[relation](self.order(a - b))

    def order(self, x: Number) -> int:
        """Return the sign of x: −1, 0 or 1."""
        x = arb(x) if isinstance(x, int) else x
        if x > 0:
            return 1
        if x < 0:
            return -1
        if x.is_zero():
            return 0
        raise Inexact("a comparison too close to tell")

    def constant(self, name: str) -> Number:
        return arb.pi()

    def oracle(self, *key: Any) -> Number:
        text = "|".join(part if isinstance(part, str) else self.spelled(part) for part in key)
        return arb(fmpq((1 << 63) + int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big"), 1 << 64))

    def spelled(self, x: Number) -> str:
        """Return 24 digits of x: the same for two numbers that are equal as far as this precision can tell."""
        if isinstance(x, int):
            x = arb(x)
        if x.contains(0) and x.rad() < arb(2) ** (-self.precision // 2):      # half the bits have to be left to call it zero
            return "0"
        if x.rad() > abs(x) * arb(2) ** (-100):         # 24 digits are 80 bits; 20 more keep roundings of neighbours apart
            raise Inexact("too few digits")
        return str(arb(x.mid()).str(24, radius=False))

    def weight(self, x: Number) -> float:
        if isinstance(x, int):
            return float(abs(x))
        return 0.0 if x.contains(0) else float(abs(x).mid())

    def is_zero(self, x: Number) -> bool:
        return self.order(x) == 0


def _finite(x: Number, name: str) -> Number:
    if not x.is_finite():
        raise Inexact(f"{name} near a pole")
    return x


def _short(x: Number) -> str:
    try:
        return f"{float(x.mid() if isinstance(x, arb) else x):.4g}".replace("-", "−")
    except (OverflowError, ValueError):
        return "a number"


def _exp(field: Balls, x: Number) -> Number:
    if x > LARGEST_ARGUMENT:
        raise Inexact("an exponential of a number beyond a million")
    return arb(0, arb(2) ** -LARGEST_ARGUMENT) if x < -LARGEST_ARGUMENT else x.exp()


def _log(field: Balls, x: Number) -> Number:
    if x <= 0:
        raise Undefined(f"log of {_short(x)}")
    if x.contains(0) or x < 0:
        raise Inexact("log near 0")
    return _finite(x.log(), "log")


def _sqrt(field: Balls, x: Number) -> Number:
    if x < 0:
        raise Undefined(f"the square root of {_short(x)}")
    if x.is_zero():
        return 0
    if x.contains(0):
        raise Inexact("a square root near 0")
    return x.sqrt()


def _arc(name: str) -> Callable[[Balls, Number], Number]:
    def within(field: Balls, x: Number) -> Number:
        if x > 1 or x < -1:
            raise Undefined(f"{name} of {_short(x)}")
        return _finite(getattr(x, name)(), name)
    return within


def _gamma(shift: int, name: str) -> Callable[[Balls, Number], Number]:
    def gamma(field: Balls, x: Number) -> Number:
        x = x + shift
        if x.is_integer() and x <= 0 or name == "lgamma" and x < 0:
            raise Undefined(f"{'factorial' if shift else name} of {_short(x - shift)}")
        if abs(x) > LARGEST_ARGUMENT:
            raise Inexact("gamma of a number beyond a million")
        return _finite(getattr(x, name)(), name)
    return gamma


def _floor(field: Balls, x: Number) -> Number:
    value = x.floor()
    if not value.is_exact():
        raise Inexact("floor near a whole number")
    return value


BALL_FUNCTIONS: dict[str, Callable[[Balls, Number], Number]] = {
    "exp": _exp, "log": _log, "sqrt": _sqrt, "asin": _arc("asin"), "acos": _arc("acos"), "gamma": _gamma(0, "gamma"),
    "factorial": _gamma(1, "gamma"), "lgamma": _gamma(0, "lgamma"), "digamma": _gamma(0, "digamma"), "floor": _floor,
    "abs": lambda field, x: abs(x), "sign": lambda field, x: field.order(x),
    "sigmoid": lambda field, x: 1 / (1 + _exp(field, -x)), "softplus": lambda field, x: (1 + _exp(field, x)).log(),
    "relu": lambda field, x: x.max(arb(0)),
}
