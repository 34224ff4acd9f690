"""The number systems in which both sides of a step are evaluated: integers modulo a prime, balls of real numbers, fractions.

A number is a Python int, an element of the field in use, or one of the two above them in a `Tagged` (see `tagged`). Integers stay ints
as long as they can, so that indices, sizes and exponents need no second evaluator.
"""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import isqrt
from typing import Any

from flint import acb, arb, ctx, fmpq, nmod

Number = Any        # int | nmod | arb | acb | fmpq | Tagged: flint's types carry no annotations

PRIME = (1 << 61) - 1
PRECISIONS = (160, 480, 1600)       # bits, tried in turn until a ball is small enough to decide
LARGEST_EXPONENT = 4096             # x**n: beyond it n is no longer an exponent that somebody derived
LARGEST_ARGUMENT = 10**6            # exp(x): beyond it the result no longer fits the memory a check may use
MOST_BITS = 4096                    # an int that grows past this becomes an element of the field


class EvaluationError(Exception):
    """An expression has no value here."""


class Undefined(EvaluationError):
    """The expression is not defined at this point; the message says what is not."""


class Unsupported(EvaluationError):
    """No value can be found in this number system, whatever the point."""


class Inexact(EvaluationError):
    """The precision does not suffice."""


class Exhausted(EvaluationError):
    """The time or size a check may use is spent."""


class Field:
    """What every number system can do; a subclass says how."""
    ordered = False     # are there comparisons?
    exact = False       # is a − b = 0 decided?

    def number(self, p: int, q: int = 1) -> Number:
        raise NotImplementedError

    def divide(self, a: Number, b: Number) -> Number:
        raise NotImplementedError

    def function(self, name: str, x: Number) -> Number:
        raise NotImplementedError

    def power(self, a: Number, b: Number) -> Number:
        """Return a to a power that is no whole number."""
        raise NotImplementedError

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        raise Unsupported(f"{name} of numbers without an order")

    def compare(self, relation: str, a: Number, b: Number) -> bool:
        raise Unsupported("a comparison of numbers without an order")

    def constant(self, name: str) -> Number:
        raise NotImplementedError

    def oracle(self, *key: Any) -> Number:
        """Return a number that looks random, always the same for the same key: the value of an unknown function."""
        raise NotImplementedError

    def weight(self, x: Number) -> float:
        """Return how good a pivot x is: 0 where it may be zero."""
        raise NotImplementedError

    def is_zero(self, x: Number) -> bool:
        """Return whether x is zero, or raise Inexact."""
        raise NotImplementedError

    def lift(self, value: Fraction | int) -> Number:
        return value if isinstance(value, int) else self.number(value.numerator, value.denominator)

    def quotient(self, a: Number, b: Number) -> Number:
        """Return a / b of numbers that are not tagged; of ints an int where it comes out even."""
        if isinstance(b, int):
            if b == 0:
                raise Undefined("a division by 0")
            if isinstance(a, int):
                return a // b if a % b == 0 else self.number(*Fraction(a, b).as_integer_ratio())
        return self.divide(a, b)


# ---- modulo a prime

ODD = frozenset("sin tan sinh tanh asin atan erf sign".split())
EVEN = frozenset(("cos", "cosh", "abs"))
AT_ZERO = {**dict.fromkeys(ODD | {"abs", "sqrt"}, 0), **dict.fromkeys(("exp", "cos", "cosh", "gamma1"), 1)}


class Prime(Field):
    """Integers modulo 2⁶¹ − 1: arithmetic has its meaning, every other function is an oracle.

    Two sides that agree at a random point are the same rational function of names and oracles, but for a chance of degree / 2⁶¹.
    """
    exact = True

    def __init__(self, salt: bytes = b"") -> None:
        self.salt = salt
        self.half = self.number(1, 2)

    def number(self, p: int, q: int = 1) -> Number:
        return nmod(p, PRIME) if q == 1 else nmod(p, PRIME) / nmod(q, PRIME)

    def divide(self, a: Number, b: Number) -> Number:
        b = nmod(b, PRIME) if isinstance(b, int) else b
        if int(b) == 0:
            raise Undefined("a division by 0")
        return (nmod(a, PRIME) if isinstance(a, int) else a) / b

    def oracle(self, *key: Any) -> Number:
        text = repr([part if isinstance(part, str) else int(part) % PRIME for part in key])
        return nmod(int.from_bytes(hashlib.blake2b(text.encode() + self.salt, digest_size=16).digest(), "big"), PRIME)

    def function(self, name: str, x: Number) -> Number:
        value = int(x) % PRIME
        if value == 0 and name in AT_ZERO:
            return AT_ZERO[name]
        if value == 1 and name == "log":
            return 0
        if 2 * value > PRIME:       # −u: what is known of odd and even functions, and exp(−u) = 1 / exp(u)
            if name in ODD:
                return -self.oracle(name, PRIME - value)
            if name in EVEN:
                return self.oracle(name, PRIME - value)
            if name == "exp":
                return self.divide(1, self.oracle(name, PRIME - value))
        rule = PRIME_RULES.get(name)
        return rule(self, x) if rule else self.oracle(name, value)

    def power(self, a: Number, b: Number) -> Number:
        return self.oracle("power", a, b)

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        distinct = sorted({int(value) % PRIME for value in values})
        return self.oracle(name, *distinct) if len(distinct) > 1 else values[0]

    def constant(self, name: str) -> Number:
        return self.oracle("constant", name)

    def weight(self, x: Number) -> float:
        return float(int(x) % PRIME != 0)

    def is_zero(self, x: Number) -> bool:
        return int(x) % PRIME == 0


PRIME_RULES: dict[str, Callable[[Prime, Number], Number]] = {
    "sqrt": lambda field, x: field.power(x, field.half),
    "sigmoid": lambda field, x: field.divide(1, field.function("exp", -x) + 1),
    "softplus": lambda field, x: field.function("log", field.function("exp", x) + 1),
    "relu": lambda field, x: field.extreme("max", (0, x)),
    "erfc": lambda field, x: 1 - field.function("erf", x),
    "factorial": lambda field, x: field.function("gamma", x + 1),
}


# ---- balls

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


RELATE: dict[str, Callable[[int], bool]] = {
    "=": lambda s: s == 0, "!=": lambda s: s != 0, "<": lambda s: s < 0, ">": lambda s: s > 0, "<=": lambda s: s <= 0, ">=": lambda s: s >= 0}


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


# ---- fractions

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
