"""Exact proofs: both sides as rational functions at a generic point, for every size, whole number and index declared; then SymPy."""
from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from itertools import product
from math import prod

from ..algebra.tree import ONE, RANGED, Tree, walk
from .arrays import Array, Value, as_matrix, entries_of, identity, inverse, multiply, transpose
from .evaluate import Evaluator
from .fields import EvaluationError
from .generic import Generic
from .matrix_proofs import prove_for_all_sizes
from .models import Model, coincidences, size
from .names import Clock, Names
from .tagged import base

MOST_CASES = 130            # sizes, whole numbers and places of indices to go through
MOST_INDETERMINATES = 90


def prove(a: Tree, b: Tree, names: Names, clock: Clock, *, slow: float = 0.0) -> str | None:
    """Return how a = b is proved, in one clause, or None."""
    try:
        if _has_arrays(a, b, names) and prove_for_all_sizes(a, b, names, clock):
            return "as polynomials in matrices, for all sizes"
    except (EvaluationError, RecursionError):
        pass
    try:
        cases = Cases(a, b, names, clock)
        if cases.number <= MOST_CASES and all(case.proves(a, b) for case in cases):
            return cases.clause()
    except (EvaluationError, RecursionError, ArithmeticError, ValueError):
        pass
    if slow > 0:
        from .symbolic import proves
        return "by SymPy" if proves(a, b, names, slow) else None
    return None


def _has_arrays(a: Tree, b: Tree, names: Names) -> bool:
    return any(names.kind(name) in ("vector", "matrix") for name in names.needs(a) | names.needs(b))


class Cases:
    """Every choice of sizes, of whole numbers and of places of free indices that the declarations allow."""

    def __init__(self, a: Tree, b: Tree, names: Names, clock: Clock) -> None:
        self.names, self.clock = names, clock
        self.needed = sorted(names.needs(a) | names.needs(b))
        self.dims = {name: _interval(names, name) for name in self.needed if names.kind(name) == "dim"}
        self.integers = {name: _interval(names, name) for name in self.needed if names.kind(name) == "integer"}
        self.indices = [name for name in self.needed if names.kind(name) == "index"]
        bodies = [names.declarations[name][2] for name in self.needed if names.kind(name) == "definition"]
        self.interchangeable = len(self.indices) <= 4 and all(_treats_alike(tree, names) for tree in (a, b, *bodies))
        self.number = prod(len(choice) for choice in (*self.dims.values(), *self.integers.values())) * self._most_places()

    def _most_places(self) -> int:
        if self.interchangeable:
            return len(coincidences(self.names, self.indices))
        largest = {name: max(choice) for name, choice in self.dims.items()}
        return prod(size(self.names.declarations[index][1], largest) for index in self.indices)

    def __iter__(self) -> Iterator[GenericModel]:
        for sizes in _choices(self.dims):
            for values in self._values(sizes):
                for hot in _choices({name: range(self._height(name, sizes)) for name in self.needed if self._is_hot(name)}):
                    yield GenericModel(self.names, self.needed, sizes, values, hot, self.clock)

    def _values(self, sizes: Mapping[str, int]) -> Iterator[dict[str, int]]:
        """Yield whole numbers and places of free indices; where positions are interchangeable, only which indices coincide matters."""
        if not self.interchangeable:
            ranges = {index: range(1, self._extent(index, sizes) + 1) for index in self.indices}
            yield from _choices({**self.integers, **ranges})
            return
        for pattern in coincidences(self.names, self.indices):
            places: dict[str, int] = {}
            taken: Counter[Tree] = Counter()
            for block in pattern:
                of = self.names.declarations[block[0]][1]
                taken[of] += 1
                places.update(dict.fromkeys(block, taken[of]))
            if all(place <= self._extent(index, sizes) for index, place in places.items()):
                yield from ({**places, **values} for values in _choices(self.integers))

    def _extent(self, index: str, sizes: Mapping[str, int]) -> int:
        return size(self.names.declarations[index][1], sizes)

    def _is_hot(self, name: str) -> bool:
        return self.names.kind(name) == "vector" and self.names.declarations[name][2] == "onehot"

    def _height(self, name: str, sizes: Mapping[str, int]) -> int:
        return size(self.names.declarations[name][1], sizes)

    def clause(self) -> str:
        """Return what the proof is for, to the letter."""
        ranges = [f"{name} = {choice[0]} … {choice[-1]}" for name,
                  choice in (*self.dims.items(), *self.integers.items()) if len(choice) > 1]
        return "as rational functions" + (f", for each {', '.join(ranges)}" if ranges else "")


def _treats_alike(tree: Tree, names: Names) -> bool:
    """Return whether an expression treats all positions alike: whole ranges, entries and δ at bare indices only.

    Then renumbering the positions of every name changes nothing, and each kind of array is still of its kind.
    """
    bound = {node[2] for node in walk(tree) if node[0] in RANGED or node[0] == "E"}
    indices = bound | {name for name in names.needs(tree) if names.kind(name) == "index"} | {
        param for name in names.needs(tree) if names.kind(name) == "definition" for param in names.declarations[name][1]}
    bare = 0
    for node in walk(tree):
        if node[0] == "idx" or node[:2] == ("fn", "delta"):
            if any(part[0] != "sym" or part[1] not in indices for part in node[2:]):
                return False
            bare += len(node) - 2
        if node[0] in RANGED and (node[3] != ONE or node[4][0] != "sym" or names.kind(node[4][1]) != "dim"):
            return False
    return bool(bare == sum(node[0] == "sym" and node[1] in indices for node in walk(tree)))


def _interval(names: Names, name: str) -> range:
    _, low, high = names.declarations[name]
    return range(low, high + 1)


def _choices(options: Mapping[str, range]) -> Iterator[dict[str, int]]:
    return (dict(zip(options, values, strict=True)) for values in product(*options.values()))


class GenericModel:
    """One case: sizes and whole numbers fixed, every other entry an indeterminate, in the structure declared."""

    def __init__(self, names: Names, needed: list[str], sizes: Mapping[str, int], values: Mapping[str, int], hot: Mapping[str, int],
                 clock: Clock) -> None:
        self.names, self.sizes, self.hot, self.clock = names, sizes, hot, clock
        shapes = {name: shape for name in needed if (shape := self._shape(name)) is not None}
        count = sum(_freedom(names, name, shape) for name, shape in shapes.items())
        if count > MOST_INDETERMINATES:
            raise EvaluationError("too many entries for a proof")
        self.field = Generic(count, clock)
        self.dense = False          # an indeterminate point that only comes as near as one likes to every point declared
        self.values: dict[str, Value] = {**sizes, **values}
        for name, shape in shapes.items():
            self.values[name] = self._value(name, shape)

    def _shape(self, name: str) -> tuple[int, ...] | None:
        kind, *parts = self.names.declarations.get(name, ("nothing",))
        if kind in SCALARS:
            return ()
        if kind == "random":
            raise EvaluationError("a random name outside its mean")
        if kind in ("vector", "matrix", "array"):
            shape = tuple(size(part, self.sizes) for part in parts[:-1])
            return (*shape, 1) if kind == "vector" else shape
        return None

    def _value(self, name: str, shape: tuple[int, ...]) -> Value:
        kind = self.names.declarations[name][-1] if shape else self.names.kind(name)
        if kind == "onehot":
            return Array(shape, [int(i == self.hot.get(name, 0)) for i in range(prod(shape))])
        if kind in STRUCTURED:
            return STRUCTURED[kind](self, shape)
        entries = [SCALARS[kind](self.field) for _ in range(prod(shape))]
        return Array(shape, entries) if shape else entries[0]

    def proves(self, a: Tree, b: Tree) -> bool:
        model = Model(self.names, self.field, self.values, 0)
        evaluator = Evaluator(model, self.clock)
        left, right = entries_of(evaluator.value(a)), entries_of(evaluator.value(b))
        if self.dense and self.field.discontinuous:
            return False
        return len(left) == len(right) and all(self.field.is_zero(base(x - y)) for x, y in zip(left, right, strict=True))


def _odds(field: Generic) -> Value:
    u = field.indeterminate(positive=True)
    return field.divide(u, u + 1)


def _unit(field: Generic) -> Value:
    u = field.indeterminate(positive=True)
    return field.divide(u - 1, u + 1)


def _square(field: Generic) -> Value:
    u = field.indeterminate()
    return u * u


SCALARS: dict[str, Callable[[Generic], Value]] = {
           "real": lambda field: field.indeterminate(), "positive": lambda field: field.indeterminate(positive=True),
           "nonzero": lambda field: field.indeterminate(nonzero=True), "gt1": lambda field: field.indeterminate(positive=True) + 1,
           "prob": _odds, "unit": _unit, "nonneg": _square}


def _freedom(names: Names, name: str, shape: tuple[int, ...]) -> int:
    return prod(shape) if not shape or names.declarations[name][-1] != "orthonormal" else shape[0] * (shape[0] - 1) // 2


def _shares(model: GenericModel, count: int) -> list[Value]:
    weights = [model.field.indeterminate(positive=True) for _ in range(count)]
    total = sum(weights[1:], weights[0])
    return [model.field.divide(weight, total) for weight in weights]


def _simplex(model: GenericModel, shape: tuple[int, ...]) -> Array:
    return Array(shape, _shares(model, prod(shape)))


def _rowstochastic(model: GenericModel, shape: tuple[int, ...]) -> Array:
    return Array(shape, [x for _ in range(shape[0]) for x in _shares(model, shape[1])])


def _columnstochastic(model: GenericModel, shape: tuple[int, ...]) -> Array:
    return as_matrix(transpose(_rowstochastic(model, shape[::-1])))


def _symmetric(model: GenericModel, shape: tuple[int, ...]) -> Array:
    n = shape[0]
    upper = {(i, j): model.field.indeterminate() for i in range(n) for j in range(i, n)}
    return Array(shape, [upper[min(i, j), max(i, j)] for i in range(n) for j in range(n)])


def _skew(model: GenericModel, shape: tuple[int, ...]) -> Array:
    n = shape[0]
    upper = {(i, j): model.field.indeterminate() for i in range(n) for j in range(i + 1, n)}
    return Array(shape, [0 if i == j else upper[i, j] if i < j else -upper[j, i] for i in range(n) for j in range(n)])


def _spd(model: GenericModel, shape: tuple[int, ...]) -> Array:
    """L Lᵀ, L lower triangular with a positive diagonal: every spd matrix is one."""
    n = shape[0]
    return _gram([[model.field.indeterminate(positive=i == j) if j <= i else 0 for j in range(n)] for i in range(n)])


def _psd(model: GenericModel, shape: tuple[int, ...]) -> Array:
    """B Bᵀ: every psd matrix is one."""
    return _gram([[model.field.indeterminate() for _ in range(shape[0])] for _ in range(shape[0])])


def _gram(rows: list[list[Value]]) -> Array:
    n = len(rows)
    return Array((n, n), [sum(a * b for a, b in zip(p, q, strict=True)) for p in rows for q in rows])


def _orthonormal(model: GenericModel, shape: tuple[int, ...]) -> Array:
    """Cayley: (I + K)⁻¹(I − K) comes as near as one likes to every rotation, its first columns to all orthonormal ones if they are fewer."""
    n = shape[0]
    if shape[1] == n:
        raise EvaluationError("reflections are not reached")
    k = _skew(model, (n, n)).entries
    one = identity(n).entries
    model.dense = True
    plus, minus = (Array((n, n), [x + sign * y for x, y in zip(one, k, strict=True)]) for sign in (1, -1))
    rows = as_matrix(multiply(inverse(model.field, plus), minus)).rows()
    return Array(shape, [x for row in rows for x in row[:shape[1]]])


def _diagonal(kind: str) -> Callable[[GenericModel, tuple[int, ...]], Array]:
    return lambda model, shape: Array(shape,
                                      [SCALARS[kind](model.field) if i == j else 0 for i in range(shape[0]) for j in range(shape[0])])


def _free(model: GenericModel, shape: tuple[int, ...]) -> Array:
    return Array(shape, [model.field.indeterminate() for _ in range(prod(shape))])


STRUCTURED: dict[str, Callable[[GenericModel, tuple[int, ...]], Array]] = {
    "simplex": _simplex, "joint": _simplex, "rowstochastic": _rowstochastic, "columnstochastic": _columnstochastic,
    "symmetric": _symmetric, "skew": _skew, "spd": _spd, "psd": _psd, "orthonormal": _orthonormal,
    "invertible": _free, "full_column_rank": _free, "diagonal": _diagonal("real"), "diagonal_positive": _diagonal("positive")}
