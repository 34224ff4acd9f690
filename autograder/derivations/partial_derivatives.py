"""Derivatives when only some of their laws may be used: what no law reaches is an unknown function of the value it differentiates."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import TYPE_CHECKING

from ..algebra.tree import ELEMENTWISE, NUMBER_KINDS, Tree, substitute, walk
from . import arrays
from .arrays import Array, Value, as_array, as_number, each, entries_of, is_array
from .evaluate import slope
from .expansion import matrix_product
from .fields import Number, Unsupported
from .tagged import Dual, Tagged, derivative, divide
from .unknown import unknown_value

if TYPE_CHECKING:
    from .partial import Interpretation

LAWS = ("Dlin", "Dprod", "Dchain", "matD")
TABLE = ("tr", "det", "logdet", "inv", "norm2", "frobenius2")


def derivative_value(e: Interpretation, tree: Tree) -> Value:
    """Return the value of D(body, by) under the laws of D that may be used."""
    _, body, by = tree
    name = by[1] if by[0] == "sym" else by[1][1]
    current = e.name(name)
    body = settled(e, body)
    if by[0] == "idx":
        return Slope(e, name, tuple(e.whole(index, "an index") for index in by[2:])).of(body)
    if not is_array(current):
        return Slope(e, name, ()).of(body)
    if e.keeps("matD"):
        value = _by_table(e, body, by, name)
        if value is not None:
            return value
    slopes = [Slope(e, name, place, whole=True).of(body) for place in _places(current)]
    if not is_array(slopes[0]):
        return Array(current.shape, [as_number(slope) for slope in slopes])
    if slopes[0].shape[1:] == (1,) and current.shape[1:] == (1,):
        return Array((slopes[0].shape[0], len(slopes)), [slope.entries[i] for i in range(slopes[0].shape[0]) for slope in slopes])
    raise Unsupported("a derivative with more than two indices")


def _places(value: Array) -> list[tuple[int, ...]]:
    places: list[tuple[int, ...]] = [()]
    for extent in value.shape[:1] if value.shape[1:] == (1,) else value.shape:
        places = [(*place, i) for place in places for i in range(1, extent + 1)]
    return places


def _by_table(e: Interpretation, body: Tree, by: Tree, name: str) -> Value | None:
    """Return the derivative of a sum of forms of the table, or None."""
    if in_table(e, body, name):
        return _in_full(e, ("D", body, by))
    op = body[0]
    if not e.keeps("Dlin") or op not in ("+", "neg", "*", "/"):
        return None
    places = [i for i in range(1, len(body)) if name in e.names.needs(body[i])]
    if op == "+":
        values = [_by_table(e, part, by, name) for part in body[1:]]
        return None if any(value is None for value in values) else reduce(arrays.add, values)
    if op != "+" and places != [1] and not (op == "*" and len(places) == 1):
        return None
    inner = _by_table(e, body[places[0]], by, name)
    if inner is None or op == "neg":
        return None if inner is None else each(lambda x: -x, inner)
    if op == "/":
        below = e.number(body[2])
        return each(lambda x: divide(e.field, x, below), inner)
    return reduce(arrays.scale, [e.value(part) for i, part in enumerate(body) if i and i not in places], inner)


def _in_full(e: Interpretation, tree: Tree) -> Value:
    e.everything += 1
    try:
        return e.full(tree)
    finally:
        e.everything -= 1


def in_table(e: Interpretation, tree: Tree, name: str) -> bool:
    """The forms of a table of matrix derivatives: products of matrices, tr, det, log det and inverses of them; no sum that involves the name."""
    for node in walk(tree):
        if name in e.names.needs(node):
            op = node[0]
            if op in ("+", "/", "^", "D", "sum", "prod", "E", "integral", "idx", "call") or op == "fn" and node[1] not in TABLE:
                return False
            if op == "sym" and node[1] != name:
                return False
    return True


def settled(e: Interpretation, body: Tree) -> Tree:
    """Return a body whose own derivatives are carried out symbolically where the laws at hand do that."""
    if body[0] == "D" and any(e.keeps(law) for law in LAWS):
        inner = carried_out(e, settled(e, body[1]), body[2])
        return body if inner is None else inner
    if any(node[0] == "D" for node in walk(body)) and body[0] in ("+", "*", "neg", "/", "@", "T"):
        return (body[0], *(settled(e, part) for part in body[1:]))
    return body


class Slope:
    """The derivative by one entry of a name (or by a number, with no place), of one expression after another; `whole`: it is by all entries."""

    def __init__(self, e: Interpretation, name: str, place: tuple[int, ...], *, whole: bool = False) -> None:
        self.e, self.name, self.place, self.whole = e, name, place, whole
        self.linear, self.products, self.chains = e.keeps("Dlin"), e.keeps("Dprod"), e.keeps("Dchain")
        self.any = any(e.keeps(law) for law in LAWS)

    def of(self, tree: Tree) -> Value:
        e = self.e
        if self.any and self.name not in e.names.needs(tree):
            return each(lambda x: 0, e.value(tree))
        rule = SLOPES.get(tree[0])
        value = rule(self, tree) if rule is not None and self.any else None
        return self.unknown(tree) if value is None else value

    def unknown(self, tree: Tree) -> Value:
        return self.e.like(self.e.value(tree), "D", self.name, *map(str, self.place))

    def depends(self, tree: Tree) -> bool:
        return self.name in self.e.names.needs(tree)

    def moved(self, place: Sequence[int]) -> Number:
        """∂ v_i / ∂ v_j = δ_ij, and ∂v/∂v = I, where no letter stands for an index"""
        from .partial import kronecker_delta
        if self.whole:
            return int(tuple(place) == self.place)
        result: Number = 1
        for i, j in zip(place, self.place, strict=True):
            result = result * kronecker_delta(self.e, i, j)
        return result


Rule = Callable[[Slope, Tree], Value]


def _name(s: Slope, tree: Tree) -> Value:
    if tree[1] != s.name:
        if s.e.names.kind(tree[1]) == "definition" and tree[1] not in s.e.bound and "define" in s.e.features:
            _, params, body, _ = s.e.names.declarations[tree[1]]
            return s.of(body) if not params else None
        return None
    current = s.e.name(s.name)
    if not is_array(current):
        return 1
    return Array(current.shape, [s.moved(place) for place in _places(current)])


def _entry(s: Slope, tree: Tree) -> Value:
    base, indices = tree[1], [s.e.whole(index, "an index") for index in tree[2:]]
    if base == ("sym", s.name):
        return s.moved(indices) if s.place else None
    if base[0] == "sym" and s.e.names.kind(base[1]) == "definition" and base[1] not in s.e.bound and "define" in s.e.features:
        _, params, body, _ = s.e.names.declarations[base[1]]
        if len(params) == len(indices):
            return _under(s, dict(zip(params, indices, strict=True)), body)
    if base[0] in ("sym", "idx") or not s.linear:
        return None
    value = s.of(base)
    return value.entries[value.place(indices)] if isinstance(value, Array) else value


def _under(s: Slope, values: dict[str, int], body: Tree) -> Value:
    if not values:
        return s.of(body)
    (name, value), *rest = values.items()
    with s.e.binding(name, value):
        return _under(s, dict(rest), body)


def _plus(s: Slope, tree: Tree) -> Value:
    if not s.linear:
        return None
    total = s.of(tree[1])
    for term in tree[2:]:
        total = arrays.add(total, s.of(term))
    return total


def _negative(s: Slope, tree: Tree) -> Value:
    return each(lambda x: -x, s.of(tree[1])) if s.linear else None


def _times(s: Slope, tree: Tree) -> Value:
    op, multiply = tree[0], arrays.scale if tree[0] == "*" else arrays.multiply
    places = [i for i in range(1, len(tree)) if s.depends(tree[i])]
    if len(places) > 1 and not s.products and s.linear:
        return _constants_out(s, tree, places)
    if not (s.products or s.linear):
        return None
    total: Value = None
    for place in places:
        factors = [s.of(part) if i == place else s.e.value(part) for i, part in enumerate(tree) if i]
        value = factors[0]
        for factor in factors[1:]:
            value = multiply(value, factor) if op == "*" else arrays.multiply(value, factor)
        total = value if total is None else arrays.add(total, value)
    return total


def _constants_out(s: Slope, tree: Tree, places: Sequence[int]) -> Value:
    """Only constant factors come out: all numbers that do not depend on the name, and matrix factors at either end."""
    if tree[0] == "*":
        kept = [tree[i] for i in places]
        if len(kept) == len(tree) - 1:
            return None
        value = s.unknown(("*", *kept))
        for i in range(1, len(tree)):
            if i not in places:
                value = arrays.scale(value, s.e.value(tree[i]))
        return value
    first, last = places[0], places[-1] + 1
    if (first, last) == (1, len(tree)):
        return None
    value = s.unknown(("@", *tree[first:last]))
    for factor in reversed(tree[1:first]):
        value = arrays.multiply(s.e.value(factor), value)
    for factor in tree[last:]:
        value = arrays.multiply(value, s.e.value(factor))
    return value


def _quotient(s: Slope, tree: Tree) -> Value:
    field, (_, above, below) = s.e.field, tree
    denominator = s.e.number(below)
    if not s.depends(below):
        return each(lambda x: divide(field, x, denominator), s.of(above)) if s.linear else None
    if not s.products and not (s.chains and not s.depends(above)):      # a/u is a u⁻¹, too: f(u)′ = f′(u) u′
        return None
    top, slope = s.e.value(above), as_number(s.of(below))
    change = arrays.scale(top, -slope)
    if s.depends(above):
        change = arrays.add(arrays.scale(s.of(above), denominator), change)
    return each(lambda x: divide(field, x, denominator * denominator), change)


def _power(s: Slope, tree: Tree) -> Value:
    if not s.chains or s.depends(tree[2]) or is_array(s.e.value(tree[1])):
        return None
    lower: Tree = ("num", tree[2][1] - tree[2][2], tree[2][2]) if tree[2][0] == "num" else ("+", tree[2], ("num", -1, 1))
    return s.e.number(tree[2]) * s.e.number(("^", tree[1], lower)) * as_number(s.of(tree[1]))


def _sum(s: Slope, tree: Tree) -> Value:
    """D goes under Σ; Σ itself keeps or loses its meaning as it would elsewhere."""
    if not s.linear:
        return None
    from .evaluate import limits
    from .partial import unknown_sum
    low, high = limits(s.e, tree)
    slopes, total = [], None
    for i in range(low, high + 1):
        with s.e.binding(tree[2], i):
            slopes.append(s.of(tree[1]))
    if not s.e.keeps("sum"):
        return unknown_sum(s.e, slopes, str(low), str(high))
    for part in slopes:
        total = part if total is None else arrays.add(total, part)
    return 0 if total is None else total


def _transposed(s: Slope, tree: Tree) -> Value:
    if not s.linear:
        return None
    return arrays.transpose(s.of(tree[1]))


def _function(s: Slope, tree: Tree) -> Value:
    name = tree[1]
    if name in ELEMENTWISE and s.chains:
        outer = each(lambda x: _outer(s.e, name, x), s.e.value(tree[2]))
        return arrays.both(lambda x, y: x * y, outer, s.of(tree[2]))
    rule = FUNCTIONS.get(name)
    return rule(s, tree) if rule is not None else None


def _outer(e: Interpretation, name: str, x: Number) -> Number:
    """f′(x), each function in it known or unknown as it would be on the page."""
    spelled = OUTER.get(name)
    if spelled is None:
        if isinstance(x, Tagged):
            raise Unsupported(f"the derivative of {name}")
        return derivative(e.field, name, x)
    with e.binding("#u", x):
        return e.number(spelled)


U: Tree = ("sym", "#u")
ONE: Tree = ("num", 1, 1)
TWO: Tree = ("num", 2, 1)


def _fn(name: str, u: Tree = U) -> Tree:
    return "fn", name, u


def outer_tree(name: str, u: Tree) -> Tree | None:
    """Return f′(u) as an expression."""
    tree = OUTER.get(name)
    return None if tree is None else substitute(tree, {"#u": u})


_SQUARED: Tree = ("^", U, TWO)
OUTER: dict[str, Tree] = {
    "exp": _fn("exp"), "log": ("/", ONE, U), "sqrt": ("/", ONE, ("*", TWO, _fn("sqrt"))), "sin": _fn("cos"), "cos": ("neg", _fn("sin")),
    "tan": ("+", ONE, ("^", _fn("tan"), TWO)), "sinh": _fn("cosh"), "cosh": _fn("sinh"), "tanh": ("+", ONE, ("neg", ("^", _fn("tanh"), TWO))),
    "sigmoid": ("*", _fn("sigmoid"), ("+", ONE, ("neg", _fn("sigmoid")))), "softplus": _fn("sigmoid"), "abs": _fn("sign"),
    "relu": ("fn", "indicator", ("rel", ">", U, ("num", 0, 1))), "lgamma": _fn("digamma"), "gamma": ("*", _fn("gamma"), _fn("digamma")),
    "atan": ("/", ONE, ("+", ONE, _SQUARED)), "asin": ("/", ONE, _fn("sqrt", ("+", ONE, ("neg", _SQUARED)))),
    "acos": ("neg", ("/", ONE, _fn("sqrt", ("+", ONE, ("neg", _SQUARED))))),
    "erf": ("/", ("*", TWO, _fn("exp", ("neg", _SQUARED))), _fn("sqrt", ("sym", "pi"))),
    "erfc": ("neg", ("/", ("*", TWO, _fn("exp", ("neg", _SQUARED))), _fn("sqrt", ("sym", "pi"))))}


def _trace(s: Slope, tree: Tree) -> Value:
    if not s.linear:
        return None
    from .partial import _unknown_trace
    if not s.e.keeps("tr_lin") or s.e.keeps("tr"):
        value = s.of(tree[2])
        return arrays.trace(value) if s.e.keeps("tr") else _unknown_trace(s.e, value)
    total: Number = 0
    for term in s.e.terms(tree[2]):         # tr is linear, too: term by term, with the numbers in front
        product = matrix_product(term.chain)
        if any(map(s.depends, term.numbers)):
            total = total + as_number(s.of(("*", *term.numbers, ("fn", "tr", product))))
        elif s.depends(product):
            total = total + reduce(lambda x, part: x * s.e.number(part), term.numbers, _unknown_trace(s.e, s.of(product)))
    return total


def _squares(s: Slope, tree: Tree) -> Value:
    """d‖u‖² = 2 uᵀ du"""
    if not s.chains:
        return None
    return sum(2 * x * y for x, y in zip(entries_of(s.e.value(tree[2])), entries_of(s.of(tree[2])), strict=True))


def _length(s: Slope, tree: Tree) -> Value:
    """d‖u‖ = uᵀ du / ‖u‖"""
    if not s.chains:
        return None
    along = sum(x * y for x, y in zip(entries_of(s.e.value(tree[2])), entries_of(s.of(tree[2])), strict=True))
    return divide(s.e.field, along, s.e.number(tree))


def _inverse(s: Slope, tree: Tree) -> Value:
    """d A⁻¹ = −A⁻¹ dA A⁻¹"""
    if not s.e.keeps("matD"):
        return None
    inverse = s.e.value(tree)
    return each(lambda x: -x, arrays.multiply(arrays.multiply(inverse, as_array(s.of(tree[2]))), inverse))


def _hadamard(s: Slope, tree: Tree) -> Value:
    a, b = tree[2:]
    if s.depends(a) and s.depends(b) and not s.products or not (s.products or s.linear):
        return None
    def times(x: Value, y: Value) -> Value:
        return arrays.both(lambda p, q: p * q, x, y)
    return arrays.add(times(s.of(a), s.e.value(b)), times(s.e.value(a), s.of(b)))


def _reshaped(f: Callable[[Value], Value]) -> Rule:
    return lambda s, tree: f(s.of(tree[2])) if s.linear else None


FUNCTIONS: dict[str, Rule] = {"tr": _trace, "norm": _length, "norm2": _squares, "frobenius2": _squares, "inv": _inverse,
                              "hadamard": _hadamard, "diag": _reshaped(arrays.diagonal), "vec": _reshaped(arrays.stacked)}


def _call(s: Slope, tree: Tree) -> Value:
    """The chain rule for an undefined function of numbers: Σ ∂ᵢf duᵢ."""
    if not s.chains or any(is_array(s.e.value(part)) for part in tree[2:]):
        return None
    arguments = [s.e.number(part) for part in tree[2:]]
    total: Number = 0
    for i, part in enumerate(tree[2:]):
        if s.depends(part):
            tag = s.e.tag()
            moved = unknown_value(s.e.model, tree[1], 0, [Dual(tag, x, {0: 1}) if i == j else x for j, x in enumerate(arguments)])
            total = total + slope(moved, tag, 0) * as_number(s.of(part))
    return total


def _mean(s: Slope, tree: Tree) -> Value:
    """D goes under E where the law does not depend on the name."""
    if not s.linear or s.depends(tree[3]) or tree[2] == s.name:
        return None
    from .partial import _opaque_mean
    inner = carried_out(s.e, tree[1], _by(s))
    return _opaque_mean(s.e, inner, tree[2], tree[3]) if inner is not None else None


def _by(s: Slope) -> Tree:
    return ("idx", ("sym", s.name), *(("num", i, 1) for i in s.place)) if s.place else ("sym", s.name)


SLOPES: dict[str, Rule] = {
    "sym": _name, "idx": _entry, "+": _plus, "neg": _negative, "*": _times, "@": _times, "/": _quotient, "^": _power, "sum": _sum,
    "T": _transposed, "fn": _function, "call": _call, "E": _mean}


# ---- the same for an inner derivative, as an expression

def carried_out(e: Interpretation, tree: Tree, by: Tree) -> Tree | None:
    """Return D(tree, by) as an expression without D, or None where the laws at hand do not suffice."""
    name = by[1] if by[0] == "sym" else by[1][1]
    if name not in e.names.needs(tree):
        by_array = by[0] == "sym" and e.names.kind(name) not in (*NUMBER_KINDS, "integer")
        return ("num", 0, 1) if by_array else ("*", ("num", 0, 1), tree)        # of the shape of the tree
    op = tree[0]
    again: Callable[[Tree], Tree | None] = lambda part: carried_out(e, part, by)
    if tree == by:
        return ONE
    if op == "idx" and tree[1] == ("sym", name) and by[0] == "idx" and len(by) == len(tree):
        deltas = [("fn", "delta", i, j) for i, j in zip(tree[2:], by[2:], strict=True)]
        return deltas[0] if len(deltas) == 1 else ("*", *deltas)
    linear: Callable[[Tree], Tree] = lambda part: again(part) or ("D", part, by)      # linearity reaches what other laws do not
    if op in ("+", "neg", "sum", "T") and e.keeps("Dlin"):
        return op, *map(linear, tree[1:] if op == "+" else tree[1:2]), *(() if op == "+" else tree[2:])
    if op in ("*", "@") and e.keeps("Dlin") and sum(name in e.names.needs(part) for part in tree[1:]) == 1:
        return op, *(linear(part) if name in e.names.needs(part) else part for part in tree[1:])
    if op == "*" and e.keeps("Dprod"):
        places = [i for i in range(1, len(tree)) if name in e.names.needs(tree[i])]
        slopes = {i: again(tree[i]) for i in places}
        if None in slopes.values():
            return None
        summands = [("*", *(slopes[i] if i == j else part for j, part in enumerate(tree) if j)) for i in places]
        return summands[0] if len(summands) == 1 else ("+", *summands)
    if op == "/":
        return _quotient_tree(e, tree, by, name)
    if op == "^" and e.keeps("Dchain") and name not in e.names.needs(tree[2]):
        inner = again(tree[1])
        lower: Tree = ("+", tree[2], ("num", -1, 1))
        return None if inner is None else ("*", tree[2], ("^", tree[1], lower), inner)
    if op == "fn" and tree[1] in ELEMENTWISE and e.keeps("Dchain"):
        inner, outer = again(tree[2]), outer_tree(tree[1], tree[2])
        return None if inner is None or outer is None else ("*", outer, inner)
    if tree[:2] == ("fn", "inv") and e.keeps("matD"):
        return "neg", ("@", tree, linear(tree[2]), tree)
    if op in ("sym", "idx") and "define" in e.features:
        return _definition_tree(e, tree, by)
    return None


def _quotient_tree(e: Interpretation, tree: Tree, by: Tree, name: str) -> Tree | None:
    _, above, below = tree
    top = carried_out(e, above, by)
    if name not in e.names.needs(below):
        return ("/", top or ("D", above, by), below) if e.keeps("Dlin") else None
    bottom = carried_out(e, below, by)
    if top is None or bottom is None or not (e.keeps("Dprod") or e.keeps("Dchain") and name not in e.names.needs(above)):
        return None
    return "/", ("+", ("*", top, below), ("neg", ("*", above, bottom))), ("*", below, below)


def _definition_tree(e: Interpretation, tree: Tree, by: Tree) -> Tree | None:
    base = tree if tree[0] == "sym" else tree[1]
    if base[0] != "sym" or e.names.kind(base[1]) != "definition":
        return None
    _, params, body, _ = e.names.declarations[base[1]]
    if len(params) != len(tree) - 2 and not (tree[0] == "sym" and not params):
        return None
    return carried_out(e, substitute(body, dict(zip(params, tree[2:], strict=True))), by)
