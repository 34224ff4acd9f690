"""What is done in the end with a polynomial in noise, in what is integrated over, or in a small number: its mean, its integral, its value."""
from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import factorial

from .fields import Field, Number, Unsupported
from .tagged import Monomial, Noise, Series, add_terms, divide, function, multiply_terms, whole_power


def gaussian_mean(field: Field, x: Number, tag: int, covariance: Sequence[Sequence[Number]]) -> Number:
    """Return the mean of x over noise ε ~ N(0, S): E p(ε) exp(aᵀε) = exp(½ aᵀSa) E p(ε + Sa), and Isserlis for what is left."""
    if not (isinstance(x, Noise) and x.tag == tag):
        return x
    total: Number = 0
    for polynomial, linear in x.terms:
        scale: Number = 1
        if linear:
            shift = {i: sum(row[j] * a for j, a in linear.items()) for i, row in enumerate(covariance)}
            spread = sum(a * shift[i] for i, a in linear.items())
            scale = function(field, "exp", divide(field, spread, 2))
            polynomial = _shifted(polynomial, shift)
        for monomial, coefficient in polynomial.items():
            total = total + coefficient * scale * _moment(monomial, covariance)
    return total


def _shifted(polynomial: Mapping[Monomial, Number], shift: Mapping[int, Number]) -> Mapping[Monomial, Number]:
    result: dict[Monomial, Number] = {}
    for monomial, coefficient in polynomial.items():
        term: dict[Monomial, Number] = {(): coefficient}
        for i in monomial:
            term = multiply_terms(term, {(): shift[i], (i,): 1})
        result = add_terms(result, term)
    return result


def _moment(monomial: Monomial, covariance: Sequence[Sequence[Number]]) -> Number:
    """Isserlis: E ε_i ε_j ⋯ = Σ over the partner j of the first, S_ij E(the others)."""
    if not monomial:
        return 1
    if len(monomial) % 2:
        return 0
    first, rest = monomial[0], monomial[1:]
    if len(set(rest)) == 1 and rest[0] == first:        # (2n − 1)!! Sⁿ
        n = len(monomial) // 2
        pairings = factorial(2 * n) // (2 ** n * factorial(n))
        result: Number = pairings
        for _ in range(n):
            result = result * covariance[first][first]
        return result
    return sum(covariance[first][j] * _moment(rest[:k] + rest[k + 1:], covariance) for k, j in enumerate(rest))


def antiderivative(field: Field, x: Number, tag: int, low: Number, high: Number) -> Number:
    """Return the integral of a polynomial in one variable from low to high."""
    if not (isinstance(x, Noise) and x.tag == tag):
        return x * (high - low)
    polynomial = x.polynomial()
    if polynomial is None:
        raise Unsupported("an integral of exponentials")
    total: Number = 0
    for monomial, coefficient in polynomial.items():
        n = len(monomial) + 1
        total = total + divide(field, coefficient * (whole_power(field, high, n) - whole_power(field, low, n)), n)
    return total


def expanded(x: Number, tag: int, value: Number) -> Number:
    """Return a truncated series as the polynomial it is, at a value of its variable."""
    if not (isinstance(x, Series) and x.tag == tag):
        return x
    total: Number = 0
    for part in reversed(x.parts):
        total = total * value + part
    return total
