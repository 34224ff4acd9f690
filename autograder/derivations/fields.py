"""What a number system must do for expressions to be evaluated in it, and what may come of an expression instead of a value.

A number is a Python int, an element of the field in use, or one of the two above them in a `Tagged` (see `tagged`). Integers stay ints
as long as they can, so that indices, sizes and exponents need no second evaluator.
"""
from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

Number = Any        # int | nmod | arb | acb | fmpq | Tagged: flint's types carry no annotations

LARGEST_EXPONENT = 4096             # x**n: beyond it n is no longer an exponent that somebody derived
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


RELATE: dict[str, Callable[[int], bool]] = {
    "=": lambda s: s == 0, "!=": lambda s: s != 0, "<": lambda s: s < 0, ">": lambda s: s > 0, "<=": lambda s: s <= 0, ">=": lambda s: s >= 0}
