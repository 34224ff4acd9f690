"""Random models of declarations: sizes, coincidences of indices, numbers of several styles, matrices with the structure they are declared to have.

What is drawn is rational and exact; it is lifted into the field in use, so the same model can be met at a higher precision. Points of
measure zero are drawn too: zeros, ones, equal entries, singular matrices, and the numbers that stand in the trees.
"""
from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..algebra.shapes import is_number, shape_of
from ..algebra.sizes import size_tree
from ..algebra.tree import Tree
from .arrays import Array, Value
from .drawing import KINDS, Numbers, drawn_array
from .fields import Field, Number, Undefined
from .names import Names
from .rationals import RATIONALS

STYLES = ("small", "generic", "special", "tiny", "wide", "special", "small", "generic", "special", "wide", "tiny", "near", "generic", "special",
          "near", "small", "special", "generic")
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
    approximate: bool = False


def _lift(to: Field, x: Number) -> Number:
    return x if isinstance(x, int) or to is RATIONALS else to.number(int(x.p), int(x.q))


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
        shape = shape_of(law[2], self.names.declarations)
        if is_number(shape):
            return numbers.real()
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
