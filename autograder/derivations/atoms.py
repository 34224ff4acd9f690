"""Polynomials over the fractions in atoms: names, traces, log dets, and whatever else is not taken apart."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from .fields import EvaluationError, Exhausted

MOST_PRODUCTS = 2000        # of monomials, in one multiplication

Monomial = tuple[tuple[Any, int], ...]                  # atoms with exponents, sorted
Scalar = Mapping[Monomial, Fraction]
ONE: Scalar = {(): Fraction(1)}
ZERO: Scalar = {}


class Unreadable(EvaluationError):
    """An expression that is no polynomial in matrices."""


def add_scalars(p: Scalar, q: Scalar) -> Scalar:
    result = dict(p)
    for monomial, c in q.items():
        total = result.get(monomial, Fraction(0)) + c
        if total:
            result[monomial] = total
        else:
            result.pop(monomial, None)
    return result


def multiply_scalars(p: Scalar, q: Scalar) -> Scalar:
    if len(p) * len(q) > MOST_PRODUCTS:
        raise Exhausted("a polynomial too long for a proof")
    result: dict[Monomial, Fraction] = {}
    for m, c in p.items():
        for n, d in q.items():
            monomial = _joined(m, n)
            result[monomial] = result.get(monomial, Fraction(0)) + c * d
    return {monomial: c for monomial, c in result.items() if c}


def _joined(m: Monomial, n: Monomial) -> Monomial:
    exponents = dict(m)
    for atom, e in n:
        exponents[atom] = exponents.get(atom, 0) + e
    return tuple(sorted(((atom, e) for atom, e in exponents.items() if e), key=repr))


def frozen(value: Any) -> Any:
    """Return a polynomial as something that can be compared and hashed."""
    if isinstance(value, Mapping):
        return tuple(sorted(((key, frozen(inner)) for key, inner in value.items()), key=repr))
    return value


def atom(*key: Any, power: int = 1) -> Scalar:
    return {((key, power),): Fraction(1)}
