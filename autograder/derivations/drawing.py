"""Numbers of several styles, and arrays with the structure they are declared to have, drawn as exact fractions."""
from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction

from flint import fmpq

from ..algebra.tree import NUMBER_KINDS
from .arrays import Array, as_matrix, identity, inverse, multiply, transpose
from .fields import Number, Undefined
from .rationals import RATIONALS


class Numbers:
    """Numbers of one style, from one random generator."""

    def __init__(self, rng: random.Random, style: str, near: Sequence[Fraction]) -> None:
        self.rng, self.style = rng, style
        self.near = [fmpq(*x.as_integer_ratio()) for x in near]

    def of(self, kind: str) -> Number:
        return KINDS[kind](self)

    def positive(self) -> Number:
        rng, style = self.rng, self.style
        if style == "small":
            return fmpq(rng.choice((1, 2, 3, 4)), rng.choice((1, 1, 2, 3)))
        if style == "prime":
            return fmpq(rng.randrange(2, 1 << 45))
        if style == "equal" and self.near[0] != 0:
            return abs(self.near[0])
        if style == "special":
            return rng.choice((fmpq(1), fmpq(1), fmpq(2), fmpq(1, 2), *(abs(x) for x in self.near if x != 0)))
        generic = fmpq(rng.randrange(1, 3 << 20), 1 << 20)
        if style == "turning" and rng.random() < .7:        # the others stay anywhere, or two names would always meet
            beside = abs(self.near[0]) + rng.choice((0, 1, -1)) * generic / 10 ** rng.choice((3, 5))
            return beside if beside > 0 else generic / 1000
        if style == "tiny":
            return generic / 10 ** rng.choice((2, 3, 4, 6, 9))
        if style == "wide":
            return generic * fmpq(2) ** rng.choice((-6, -3, -1, 0, 1, 2, 3, 5, 7))
        if style == "near" and self.near:
            beside = abs(rng.choice(self.near)) + rng.choice((-1, 1)) * generic / 10 ** rng.choice((3, 3, 5, 7))
            return beside if beside > 0 else generic / 1000
        return generic

    def real(self) -> Number:
        if self.style == "equal":
            return self.near[0]
        if self.style == "special":
            return self.rng.choice((fmpq(0), fmpq(0), fmpq(1), fmpq(-1), fmpq(2), *self.near, *(-x for x in self.near)))
        return self.positive() * self.rng.choice((1, -1))

    def probability(self) -> Number:
        if self.style == "small":
            return fmpq(self.rng.choice((1, 2, 3)), self.rng.choice((4, 5, 7)))
        if self.style == "special":
            return self.rng.choice((fmpq(1, 2), fmpq(1, 2), *(abs(x) for x in self.near if 0 < abs(x) < 1)))
        odds = self.positive()
        return odds / (1 + odds)

    def nonnegative(self) -> Number:
        if self.style == "equal":
            return abs(self.near[0])
        return fmpq(0) if self.style == "special" and self.rng.random() < .6 else self.positive()

    def nonzero(self) -> Number:
        return self.positive() * self.rng.choice((1, -1))


KINDS: dict[str, Callable[[Numbers], Number]] = {
    "real": Numbers.real, "positive": Numbers.positive, "nonneg": Numbers.nonnegative, "prob": Numbers.probability, "nonzero": Numbers.nonzero,
    "unit": lambda n: 2 * n.probability() - 1 if n.style != "special" else n.rng.choice((fmpq(0), fmpq(1, 2), fmpq(-1, 2))),
    "gt1": lambda n: 1 + n.positive()}
assert set(KINDS) == set(NUMBER_KINDS)


# ---- arrays

def drawn_array(numbers: Numbers, kind: str, shape: tuple[int, ...]) -> Array:
    """Return an array of the kind declared."""
    if kind in STRUCTURES:
        return STRUCTURES[kind](numbers, *shape)
    count = 1
    for size in shape:
        count *= size
    if numbers.style == "special" and kind == "real":
        return _special(numbers, shape, count)
    return Array(shape, [numbers.of(kind) for _ in range(count)])


def _special(numbers: Numbers, shape: tuple[int, ...], count: int) -> Array:
    """Zero, all entries equal, the identity, of rank one, or entries that are mostly 0 and ±1."""
    way = numbers.rng.randrange(5)
    if way == 0:
        return Array(shape, [fmpq(0)] * count)
    if way == 1:
        return Array(shape, [numbers.nonzero()] * count)
    if way == 2 and len(shape) == 2 and shape[1] > 1:
        return Array(shape, [fmpq(int(i == j)) for i in range(shape[0]) for j in range(shape[1])])
    if way == 3 and len(shape) == 2 and shape[1] > 1:
        u, v = ([numbers.nonzero() for _ in range(size)] for size in shape)
        return Array(shape, [x * y for x in u for y in v])
    return Array(shape, [numbers.real() for _ in range(count)])


def _shares(numbers: Numbers, count: int) -> list[Number]:
    weights = [numbers.positive() for _ in range(count)]
    total = sum(weights)
    return [weight / total for weight in weights]


def _simplex(numbers: Numbers, rows: int, columns: int = 1) -> Array:
    return Array((rows, columns), _shares(numbers, rows * columns))


def _rowstochastic(numbers: Numbers, rows: int, columns: int) -> Array:
    return Array((rows, columns), [x for _ in range(rows) for x in _shares(numbers, columns)])


def _columnstochastic(numbers: Numbers, rows: int, columns: int) -> Array:
    return as_matrix(transpose(_rowstochastic(numbers, columns, rows)))


def _onehot(numbers: Numbers, rows: int, columns: int = 1) -> Array:
    hot = numbers.rng.randrange(rows)
    return Array((rows, 1), [fmpq(int(i == hot)) for i in range(rows)])


def _pattern(numbers: Numbers, n: int, entry: Callable[[int, int], Number]) -> Array:
    return Array((n, n), [entry(i, j) for i in range(n) for j in range(n)])


def _symmetric(numbers: Numbers, n: int, columns: int) -> Array:
    a = drawn_array(numbers, "real", (n, n))
    return _pattern(numbers, n, lambda i, j: a.entries[min(i, j) * n + max(i, j)])


def _skew(numbers: Numbers, n: int, columns: int) -> Array:
    a = drawn_array(numbers, "real", (n, n))
    return _pattern(numbers, n, lambda i, j: fmpq(0) if i == j else a.entries[i * n + j] if i < j else -a.entries[j * n + i])


def _gram(numbers: Numbers, n: int, rank: int) -> Array:
    a = drawn_array(numbers, "real", (n, rank))
    return as_matrix(multiply(a, transpose(a)))


def _spd(numbers: Numbers, n: int, columns: int) -> Array:
    extra = numbers.positive()
    return as_matrix(Array((n, n), [x + extra * y for x, y in zip(_gram(numbers, n, n).entries, identity(n).entries, strict=True)]))


def _lopsided(numbers: Numbers, n: int, columns: int) -> Array:
    """Positive definite but not symmetric: what is left of spd when symmetry may not be used."""
    return Array((n, n), [x + y for x, y in zip(_spd(numbers, n, n).entries, _skew(numbers, n, n).entries, strict=True)])


def _psd(numbers: Numbers, n: int, columns: int) -> Array:
    return _gram(numbers, n, numbers.rng.randint(1, n) if numbers.style == "special" else n)


def _orthonormal(numbers: Numbers, rows: int, columns: int = 1) -> Array:
    """The first columns of (I + K)⁻¹(I − K), K skew, its rows in random order and sign: orthonormal, and rational."""
    k = _skew(numbers, rows, rows)
    one = identity(rows).entries
    plus, minus = (Array((rows, rows), [x + sign * y for x, y in zip(one, k.entries, strict=True)]) for sign in (1, -1))
    q = as_matrix(multiply(inverse(RATIONALS, plus), minus)).rows()
    signs = [numbers.rng.choice((1, -1)) for _ in range(rows)]
    numbers.rng.shuffle(q)
    return Array((rows, columns), [fmpq(sign * x) for sign, row in zip(signs, q, strict=True) for x in row[:columns]])


def _regular(numbers: Numbers, rows: int, columns: int) -> Array:
    """A matrix of full column rank."""
    while True:
        a = Array((rows, columns), [numbers.nonzero() for _ in range(rows * columns)])
        try:
            inverse(RATIONALS, multiply(transpose(a), a))
            return a
        except Undefined:
            continue


def _diagonal(kind: str) -> Callable[[Numbers, int, int], Array]:
    return lambda numbers, n, columns: _pattern(numbers, n, lambda i, j: numbers.of(kind) if i == j else fmpq(0))


STRUCTURES: dict[str, Callable[..., Array]] = {
    "simplex": _simplex, "joint": _simplex, "rowstochastic": _rowstochastic, "columnstochastic": _columnstochastic, "onehot": _onehot,
    "symmetric": _symmetric, "skew": _skew, "spd": _spd, "psd": _psd, "lopsided": _lopsided, "orthonormal": _orthonormal,
    "invertible": _regular, "full_column_rank": _regular, "diagonal": _diagonal("real"), "diagonal_positive": _diagonal("positive")}
