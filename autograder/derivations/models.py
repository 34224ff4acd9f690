"""Random models of declarations: sizes, coincidences of indices, numbers of several styles, matrices with the structure they are declared to have.

What is drawn is rational and exact; it is lifted into the field in use, so the same model can be met at a higher precision. Points of
measure zero are drawn too: zeros, ones, equal entries, singular matrices, and the numbers that stand in the trees.
"""
from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from flint import fmpq

from ..algebra.tree import NUMBER_KINDS, Tree
from .arrays import Array, Value, as_matrix, identity, inverse, multiply, square, transpose
from .fields import Field, Number, Rationals, Undefined
from .names import Clock, Names

STYLES = ("small", "generic", "special", "tiny", "wide", "special", "small", "generic", "special", "wide", "tiny", "near", "generic", "special",
          "near", "small", "special", "generic")
RATIONALS = Rationals()
MOST_PATTERNS = 24          # ways in which free indices coincide
DRAWS_OF_SIZES = 40


@dataclass
class Draw:
    """One model, in fractions: sizes of dims, values of names, positions of free indices."""
    names: Names
    sizes: dict[str, int]
    values: dict[str, Value]
    indices: dict[str, int]
    seed: int
    style: str

    def lifted(self, to: Field) -> Model:
        values: dict[str, Value] = {**self.sizes, **self.indices}
        for name, value in self.values.items():
            values[name] = value.map(lambda x: _lift(to, x)) if isinstance(value, Array) else _lift(to, value)
        return Model(self.names, to, values, self.seed)

    def shown(self, names: Sequence[str]) -> dict[str, Any]:
        """Return values as plain numbers, for people."""
        return {name: plain(value) for name in names if (value := self.of(name)) is not None}

    def of(self, name: str) -> Value | None:
        return self.indices.get(name, self.sizes.get(name, self.values.get(name)))


@dataclass
class Model:
    """A draw in one field. `approximate` is set when something was integrated or summed numerically."""
    names: Names
    field: Field
    values: dict[str, Value]
    seed: int
    approximate: bool = field(default=False)


def _lift(to: Field, x: Number) -> Number:
    return x if isinstance(x, int) else x if to is RATIONALS else to.number(int(x.p), int(x.q))


def plain(value: Value) -> Any:
    """Return a value as an int, a float, or lists of them."""
    if isinstance(value, Array):
        entries = [plain(x) for x in value.entries]
        if len(value.shape) == 2 and value.shape[1] == 1:
            return entries
        for size in reversed(value.shape[1:]):
            entries = [entries[i:i + size] for i in range(0, len(entries), size)]
        return entries
    if isinstance(value, int):
        return value
    return int(value.p) if value.q == 1 else float(Fraction(int(value.p), int(value.q)))


# ---- numbers

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
    "simplex": _simplex, "joint": _simplex, "rowstochastic": _rowstochastic, "onehot": _onehot, "symmetric": _symmetric, "skew": _skew,
    "columnstochastic": lambda numbers, n, m: transpose(_rowstochastic(numbers, m, n)), "spd": _spd, "psd": _psd, "orthonormal": _orthonormal, "lopsided": _lopsided,
    "invertible": _regular, "full_column_rank": _regular, "diagonal": _diagonal("real"), "diagonal_positive": _diagonal("positive")}


# ---- a whole model

class Sampler:
    """Draws of the names that some trees need."""

    def __init__(self, names: Names, needed: frozenset[str], *, seed: int, near: Sequence[Fraction] = (),
                 kinds: Mapping[str, str] | None = None) -> None:
        self.names, self.needed, self.near = names, sorted(needed), near
        self.rng = random.Random(seed)
        self.kinds = kinds or {}            # an array drawn as another kind: what a step must not use is taken away
        self.dims = [name for name in self.needed if names.kind(name) == "dim"]
        self.indices = [name for name in self.needed if names.kind(name) == "index"]
        self.patterns = coincidences(names, self.indices)

    def draw(self, trial: int, style: str | None = None, *, smallest: bool = False, near: Sequence[Fraction] = ()) -> Draw:
        style = style or STYLES[trial % len(STYLES)]
        numbers = Numbers(self.rng, style, near or self.near)
        draw = Draw(self.names, self._sizes(smallest), {}, {}, self.rng.getrandbits(48), style)
        for name in self.needed:
            value = self._value(name, numbers, draw, trial)
            if value is not None:
                draw.values[name] = value
        self._place(draw, trial)
        return draw

    def _sizes(self, smallest: bool) -> dict[str, int]:
        """Return sizes that differ where they can, and fit what is declared."""
        ranges = {name: self.names.declarations[name][1:] for name in self.dims}
        for attempt in range(DRAWS_OF_SIZES):
            sizes: dict[str, int] = {}
            for name, (low, high) in ranges.items():
                free = [size for size in range(low, high + 1) if size not in sizes.values() or attempt > DRAWS_OF_SIZES // 2]
                sizes[name] = (min if smallest and not attempt else self.rng.choice)(free or range(low, high + 1))
            if self._fits(sizes):
                return sizes
        raise Undefined("no sizes fit: orthonormal columns and full column rank need at least as many rows as columns")

    def _fits(self, sizes: Mapping[str, int]) -> bool:
        for name in self.needed:
            kind, *parts = self.names.declarations.get(name, ("nothing",))
            if kind == "matrix" and parts[2] in ("orthonormal", "full_column_rank"):
                if size(parts[0], sizes) < size(parts[1], sizes):
                    return False
        return True

    def _value(self, name: str, numbers: Numbers, draw: Draw, trial: int) -> Value | None:
        kind, *parts = self.names.declarations.get(name, ("nothing",))
        if kind in KINDS:
            return numbers.of(kind)
        if kind == "integer":
            low, high = parts
            return self.rng.randint(low, min(high, low + 3)) if numbers.style == "small" else self.rng.randint(low, high)
        if kind in ("vector", "matrix", "array"):
            shape = tuple(size(part, draw.sizes) for part in parts[:-1])
            return drawn_array(numbers, self.kinds.get(name, parts[-1]), (*shape, 1) if kind == "vector" else shape)
        if kind == "random":
            return self._random(parts[0], numbers, draw)
        return None

    def _random(self, law: Tree, numbers: Numbers, draw: Draw) -> Value:
        """Return any value that a Gaussian may take: every one."""
        from ..algebra.shapes import is_number, shape_of
        shape = shape_of(law[2], self.names.declarations)
        if is_number(shape):
            return numbers.real()
        from ..algebra.shapes import size_tree
        return drawn_array(numbers, "real", (size(size_tree(shape[0]), draw.sizes), 1))

    def _place(self, draw: Draw, trial: int) -> None:
        pattern = self.patterns[trial % len(self.patterns)]
        taken: dict[Tree, set[int]] = {}
        for block in pattern:
            of = self.names.declarations[block[0]][1]
            most, used = size(of, draw.sizes), taken.setdefault(of, set())
            position = self.rng.choice([i for i in range(1, most + 1) if i not in used] or range(1, most + 1))
            used.add(position)
            draw.indices.update(dict.fromkeys(block, position))


def size(tree: Tree, sizes: Mapping[str, int]) -> int:
    """Return the whole number that a size stands for."""
    op = tree[0]
    if op == "num":
        return int(tree[1])
    if op == "sym":
        return sizes[tree[1]]
    if op == "neg":
        return -size(tree[1], sizes)
    values = [size(part, sizes) for part in tree[1:]]
    result = values[0]
    for value in values[1:]:
        result = result + value if op == "+" else result * value
    return result


def coincidences(names: Names, indices: Sequence[str]) -> list[list[list[str]]]:
    """Return the ways in which free indices may coincide: i = j is a case of its own."""
    groups: dict[Tree, list[str]] = {}
    for index in indices:
        groups.setdefault(names.declarations[index][1], []).append(index)
    patterns: list[list[list[str]]] = [[]]
    for group in groups.values():
        patterns = [pattern + blocks for pattern in patterns for blocks in partitions(group[:4])]
    return patterns[:MOST_PATTERNS]


def partitions(items: Sequence[str]) -> Iterator[list[list[str]]]:
    """Yield the partitions of a set, the finest first."""
    if not items:
        yield []
        return
    first, rest = items[0], items[1:]
    for blocks in partitions(rest):
        yield [[first], *blocks]
    for blocks in partitions(rest):
        for i, block in enumerate(blocks):
            yield [*blocks[:i], [first, *block], *blocks[i + 1:]]


__all__ = ["Clock", "Draw", "Model", "Sampler", "coincidences", "plain", "size", "square"]
