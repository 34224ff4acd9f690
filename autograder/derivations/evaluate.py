"""The value of an expression in a model: derivatives by duals, sums term by term, means exactly, in whichever field the model lives.

A name that a binder binds is bound wherever it stands, in definitions too: with L defined in terms of x, D(L, x) at x = a is what one means
by it. Indices count from 1.
"""
from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import product
from typing import Any

from ..algebra.tree import HIGHEST_ORDER, Tree
from . import arrays
from .arrays import Array, Value, as_array, as_number, each, entries_of, is_array
from .fields import Exhausted, Number, Undefined, Unsupported
from .functions import FUNCTIONS, extreme, holds, raised
from .models import Model, size
from .moments import antiderivative, expanded, gaussian_mean
from .names import NOTHING, Clock
from .numerical import infinite_sum, quadrature
from .tagged import Dual, Noise, Series, divide, function
from .unknown import unknown_value

MOST_SUMMANDS = 300         # of one sum or product
LARGEST_MATRIX_POWER = 64
LONGEST_SEQUENCE = 200
REMEMBERED = frozenset(("sum", "prod", "max", "min", "D", "E", "at", "integral", "fn", "@", "call"))


class Evaluator:
    """Evaluates trees in one model; what does not depend on what is bound is found once."""

    def __init__(self, model: Model, clock: Clock) -> None:
        self.model, self.field, self.names, self.clock = model, model.field, model.names, clock
        self.bound: dict[str, Value] = {}
        self.stamps: dict[str, object] = {}         # tells one binding of a name from another
        self.known: dict[tuple[Any, ...], Value] = {}
        self.alive: list[Tree] = []                 # what is known by its id must not be forgotten: another tree would get the id
        self.tags = 0

    def value(self, tree: Tree) -> Value:
        """Return the value of a tree, or raise an EvaluationError."""
        self.clock.tick()
        op = tree[0]
        if op == "sym":
            return self.name(tree[1])
        if op == "num":
            return tree[1] if tree[2] == 1 else self.field.number(tree[1], tree[2])
        if op not in REMEMBERED:
            return RULES[op](self, tree)
        key = (id(tree), *self._stamps(self.names.needs(tree)))
        if key not in self.known:
            self.known[key] = RULES[op](self, tree)
            self.alive.append(tree)
        return self.known[key]

    def number(self, tree: Tree) -> Number:
        return as_number(self.value(tree))

    def whole(self, tree: Tree, what: str) -> int:
        value = self.number(tree)
        if not isinstance(value, int):
            raise Unsupported(f"{what} that is no whole number")
        return value

    # ---- names

    def _stamps(self, needed: frozenset[str]) -> Iterator[object]:
        return (item for name in self.stamps if name in needed for item in (name, self.stamps[name]))

    @contextmanager
    def binding(self, name: str, value: Value) -> Iterator[None]:
        before, stamp = self.bound.get(name), self.stamps.get(name)
        self.bound[name] = value
        self.stamps[name] = value if isinstance(value, int) else object()
        try:
            yield
        finally:
            if stamp is None:
                del self.bound[name], self.stamps[name]
            else:
                self.bound[name], self.stamps[name] = before, stamp

    def name(self, name: str) -> Value:
        if name in self.bound:
            return self.bound[name]
        if name in self.model.values:
            return self.model.values[name]
        if name == "pi":
            return self.field.constant("pi")
        if self.names.kind(name) == "definition":
            return self.defined(name)
        raise Unsupported(f"no value for {name}")

    def defined(self, name: str) -> Value:
        """Return what a definition stands for, all its entries where it has indices."""
        params = self.names.declarations[name][1]
        if not params:
            return self._definition(name, (), ())
        sizes = [self.range_of(param) for param in params]
        entries = [self._definition(name, params, place) for place in product(*(range(1, n + 1) for n in sizes))]
        return Array((*sizes, 1) if len(sizes) == 1 else tuple(sizes), [as_number(entry) for entry in entries])

    def range_of(self, index: str) -> int:
        sizes = {name: as_number(self.name(name)) for name in self.names.closure((index,)) - {index}}
        if not all(isinstance(extent, int) for extent in sizes.values()):
            raise Unsupported("a size that is no whole number")
        return size(self.names.declarations[index][1], sizes)

    def _definition(self, name: str, params: Sequence[str], place: Sequence[int]) -> Value:
        key = (name, *place, *self._stamps(self.names.closure((name,)) - frozenset(params)))
        if key not in self.known:
            self.known[key] = self._under(dict(zip(params, place, strict=True)), self.names.declarations[name][2])
        return self.known[key]

    def _under(self, values: Mapping[str, Value], tree: Tree) -> Value:
        if not values:
            return self.value(tree)
        (name, value), *rest = values.items()
        with self.binding(name, value):
            return self._under(dict(rest), tree)

    def element(self, name: str, at: int) -> Value:
        """Return m[at] of a sequence, found from the first on."""
        if not 0 <= at <= LONGEST_SEQUENCE:
            raise Undefined(f"{name}[{at}]") if at < 0 else Exhausted(f"{name}[{at}]")
        _, counter, first, then = self.names.declarations[name]
        stamps = tuple(self._stamps(self.names.closure((name,))))
        value = None
        for t in range(at + 1):
            key = (name, t, *stamps)
            if key not in self.known:
                self.known[key] = self._under({counter: t}, then) if t else self.value(first)
            value = self.known[key]
        return value

    # ---- bound numbers with a tag

    def tag(self) -> int:
        self.tags += 1
        return self.tags

    def slopes(self, tree: Tree, name: str, seeds: Mapping[int, int]) -> tuple[Value, int]:
        """Return a tree's value with entry i of a name moved by ε_seeds[i], and the tag of ε."""
        current, tag = self.name(name), self.tag()
        if name in self.bound and isinstance(current, int) and self.names.kind(name) == "index":
            raise Unsupported(f"a derivative by the index {name}")
        entries = [Dual(tag, x, {seeds[i]: 1}) if i in seeds else x for i, x in enumerate(entries_of(current))]
        with self.binding(name, Array(current.shape, entries) if isinstance(current, Array) else entries[0]):
            return self.value(tree), tag


# ---- arithmetic

def _plus(e: Evaluator, tree: Tree) -> Value:
    total = e.value(tree[1])
    for term in tree[2:]:
        value = e.value(term)
        total = arrays.add(total, value) if isinstance(total, Array) or isinstance(value, Array) else total + value
    return total


def _times(e: Evaluator, tree: Tree) -> Value:
    result = e.value(tree[1])
    for factor in tree[2:]:
        value = e.value(factor)
        result = arrays.scale(result, value) if isinstance(result, Array) or isinstance(value, Array) else result * value
    return result


def _matrix_product(e: Evaluator, tree: Tree) -> Value:
    """Multiply from the end where that is cheaper: a column on the right."""
    values = [e.value(factor) for factor in tree[1:]]
    if as_array(values[-1]).shape[-1] == 1:
        result = values[-1]
        for value in reversed(values[:-1]):
            result = arrays.multiply(value, result)
        return result
    result = values[0]
    for value in values[1:]:
        e.clock.check()
        result = arrays.multiply(result, value)
    return result


def _quotient(e: Evaluator, tree: Tree) -> Value:
    a, b = e.value(tree[1]), e.number(tree[2])
    if not isinstance(a, Array):
        return divide(e.field, a, b)
    return a.map(lambda x: divide(e.field, x, b))


def _negative(e: Evaluator, tree: Tree) -> Value:
    return each(lambda x: -x, e.value(tree[1]))


def _power(e: Evaluator, tree: Tree) -> Value:
    a, n = e.value(tree[1]), e.number(tree[2])
    if not is_array(a):
        return raised(e, as_number(a), n)
    if not isinstance(n, int) or abs(n) > LARGEST_MATRIX_POWER:
        raise Unsupported(f"a matrix power that is no whole number up to {LARGEST_MATRIX_POWER}")
    a = arrays.square(a) if n >= 0 else arrays.inverse(e.field, a)
    result: Value = arrays.identity(a.shape[0])
    for _ in range(abs(n)):
        e.clock.check()
        result = arrays.multiply(result, a)
    return result


def _entry(e: Evaluator, tree: Tree) -> Value:
    name, indices = tree[1], [e.whole(index, "an index") for index in tree[2:]]
    if name[0] == "sym" and name[1] not in e.bound:
        kind, *parts = e.names.declarations.get(name[1], NOTHING)
        if kind == "sequence":
            return e.element(name[1], indices[0])
        if kind == "definition" and len(parts[0]) == len(indices) and name[1] not in e.model.values:
            sizes = [e.range_of(param) for param in parts[0]]
            Array(tuple(sizes), [0] * math.prod(sizes)).place(indices)
            return e._definition(name[1], parts[0], indices)
    value = e.value(name)
    if not isinstance(value, Array):
        if any(index != 1 for index in indices):
            raise Undefined("an entry beyond the first of a number")
        return value
    return value.entries[value.place(indices)]


# ---- binders

def limits(e: Evaluator, tree: Tree) -> tuple[int, int]:
    low, high = (e.whole(limit, "a limit") for limit in tree[3:5])
    if high - low >= MOST_SUMMANDS:
        raise Exhausted(f"more than {MOST_SUMMANDS} terms")
    return low, high


def infinite(limit: Tree) -> bool:
    return limit in (("sym", "oo"), ("neg", ("sym", "oo")))


def _terms(e: Evaluator, tree: Tree) -> Iterator[Value]:
    low, high = limits(e, tree)
    for i in range(low, high + 1):
        with e.binding(tree[2], i):
            yield e.value(tree[1])


def _sum(e: Evaluator, tree: Tree) -> Value:
    if infinite(tree[4]):
        return infinite_sum(e, tree)
    total: Value = None
    for term in _terms(e, tree):
        total = term if total is None else arrays.add(total, term) if isinstance(term, Array) else total + term
    if total is not None:
        return total
    with e.binding(tree[2], 1):         # an empty sum: zero, of the shape of its terms
        try:
            return each(lambda x: 0, e.value(tree[1]))
        except Undefined:
            return 0


def _prod(e: Evaluator, tree: Tree) -> Value:
    result: Number = 1
    for term in _terms(e, tree):
        result = result * as_number(term)
    return result


def _extreme(e: Evaluator, tree: Tree) -> Value:
    values = [as_number(term) for term in _terms(e, tree)]
    if not values:
        raise Undefined(f"the {tree[0]} of nothing")
    return extreme(e, tree[0], values)


def _derivative(e: Evaluator, tree: Tree) -> Value:
    _, body, by = tree
    name = by[1] if by[0] == "sym" else by[1][1]
    if e.names.kind(name) == "index" and name not in e.bound:
        raise Unsupported(f"a derivative by the index {name}")
    current = e.name(name)
    if by[0] == "idx":
        position = as_array(current).place([e.whole(index, "an index") for index in by[2:]])
        value, tag = e.slopes(body, name, {position: 0})
        return each(lambda x: slope(x, tag, 0), value)
    count = len(entries_of(current))
    value, tag = e.slopes(body, name, {i: i for i in range(count)})
    if not is_array(current):
        return each(lambda x: slope(x, tag, 0), value)
    if not is_array(value):
        return Array(current.shape, [slope(as_number(value), tag, i) for i in range(count)])
    if value.shape[1:] == (1,) and current.shape[1:] == (1,):
        return Array((value.shape[0], count), [slope(x, tag, i) for x in value.entries for i in range(count)])
    raise Unsupported("a derivative with more than two indices")


def slope(x: Number, tag: int, i: int) -> Number:
    return x.slopes.get(i, 0) if isinstance(x, Dual) and x.tag == tag else 0


def _at(e: Evaluator, tree: Tree) -> Value:
    value = e.value(tree[3])
    with e.binding(tree[2], value):
        return e.value(tree[1])


def _mean(e: Evaluator, tree: Tree) -> Value:
    _, body, name, law = tree
    if law[:2] == ("fn", "N"):
        return _gaussian_mean(e, body, name, e.value(law[2]), e.value(law[3]))
    total: Value = None
    for i, weight in enumerate(entries_of(e.value(law)), 1):
        with e.binding(name, i):
            term = arrays.scale(weight, e.value(body))
        total = term if total is None else arrays.add(total, term)
    return total


def _gaussian_mean(e: Evaluator, body: Tree, name: str, mean: Value, covariance: Value) -> Value:
    tag = e.tag()
    noisy = [Noise(tag, [({(): m, (i,): 1}, {})]) for i, m in enumerate(entries_of(mean))]
    with e.binding(name, Array(mean.shape, noisy) if isinstance(mean, Array) else noisy[0]):
        value = e.value(body)
    spread = as_array(covariance).rows()
    return each(lambda x: gaussian_mean(e.field, x, tag, spread), value)


def _integral(e: Evaluator, tree: Tree) -> Value:
    """Exactly where the integrand is a polynomial in what it is integrated over, else by quadrature."""
    _, body, name, low, high = tree
    if not infinite(low) and not infinite(high):
        tag = e.tag()
        try:
            a, b = e.number(low), e.number(high)
            with e.binding(name, Noise(tag, [({(0,): 1}, {})])):
                value = e.value(body)
            return each(lambda x: antiderivative(e.field, x, tag, a, b), value)
        except Unsupported:
            pass
    return quadrature(e, tree)


def _modulo(e: Evaluator, tree: Tree) -> Value:
    _, body, name, order = tree
    current, tag = as_number(e.name(name)), e.tag()
    assert 1 <= order <= HIGHEST_ORDER
    with e.binding(name, Series(tag, [0, *([1] if order > 1 else []), *[0] * (order - 2)])):
        value = e.value(body)
    return each(lambda x: expanded(x, tag, current), value)


def _blocks(e: Evaluator, tree: Tree) -> Value:
    return arrays.from_blocks([[None if block == ("num", 0, 1) else e.value(block) for block in row] for row in tree[1]])


def _call(e: Evaluator, tree: Tree) -> Value:
    """The value of an undefined function, entry by entry of what it returns."""
    name, arguments = tree[1], [x for part in tree[2:] for x in entries_of(e.value(part))]
    shape = tuple(e.whole(part, "a size") for part in e.names.declarations[name][2])
    if math.prod(shape) == 1:
        return unknown_value(e.model, name, 0, arguments)
    return Array(shape, [unknown_value(e.model, name, i, arguments) for i in range(math.prod(shape))])


def _function(e: Evaluator, tree: Tree) -> Value:
    special = FUNCTIONS.get(tree[1])
    if special is not None:
        return special(e, *tree[2:])
    return each(lambda x: function(e.field, tree[1], x), e.value(tree[2]))


RULES: dict[str, Callable[[Evaluator, Tree], Value]] = {
    "+": _plus, "*": _times, "@": _matrix_product, "/": _quotient, "neg": _negative, "^": _power, "idx": _entry, "sum": _sum, "prod": _prod,
    "max": _extreme, "min": _extreme, "D": _derivative, "at": _at, "E": _mean, "integral": _integral, "mod": _modulo, "block": _blocks,
    "call": _call, "fn": _function, "T": lambda e, tree: arrays.transpose(e.value(tree[1]))}


def evaluate(tree: Tree, model: Model, seconds: float = 1.0) -> Value:
    """Return the value of a tree in a model, or raise an EvaluationError."""
    return Evaluator(model, Clock(seconds)).value(tree)


__all__ = ["Evaluator", "evaluate", "holds", "limits", "slope"]
