"""The same expression up to the order of terms and factors, signs pulled out, plain numbers worked out, and the letters that are bound.

No distribution, no cancellation, no rule: two lines with one canonical form are one line written twice.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from itertools import permutations

from ..algebra.tree import BINDERS, ONE, ZERO, Tree, children, flat, free_names, with_children

MOST_SUMS = 4           # nested: 24 orders
COMMUTING = frozenset(("max", "min", "delta", "hadamard"))


def same(a: Tree, b: Tree) -> bool:
    """Return whether two trees are one expression up to order."""
    return a == b or canonical(a) == canonical(b)


def canonical(tree: Tree) -> Tree:
    """Return the form that all orders of the same expression share."""
    return _form(tree, {}, 0)


def sums_in_order(tree: Tree) -> Tree:
    """Return an expression with sums of sums in one order and their constant factors in front: no line's own form, but a chain may end in it."""
    tree = with_children(tree, tuple(map(sums_in_order, children(tree))))
    if tree[0] != "sum":
        return tree
    chain, body = _nested(tree)
    names = {name for name, *_ in chain}
    if len(names) < len(chain) or any(names & free_names(limit) for _, *limits in chain for limit in limits):
        return _constants_in_front(tree)        # one sum's limits depend on another's letter
    return min((_summed(body, order) for order in permutations(chain)), key=lambda each: repr(canonical(each)))


def _nested(tree: Tree) -> tuple[list[Tree], Tree]:
    """Return the ranges of sums in sums, and what they are of, factors between two sums taken into the inner one."""
    chain: list[Tree] = []
    while len(chain) < MOST_SUMS:
        if tree[0] == "sum":
            chain.append(tree[2:])
            tree = tree[1]
            continue
        factors = list(tree[1:]) if tree[0] in ("*", "neg") else []
        inner = next((factor for factor in factors if factor[0] == "sum"), None)
        if inner is None or any(inner[2] in free_names(other) for other in factors if other is not inner):
            break
        tree = ("sum", flat((tree[0], *(inner[1] if factor is inner else factor for factor in factors))), *inner[2:])
    return chain, tree


def _constants_in_front(tree: Tree) -> Tree:
    if tree[0] != "sum" or tree[1][0] not in ("*", "neg"):
        return tree
    if tree[1][0] == "neg":
        return "neg", _constants_in_front(("sum", tree[1][1], *tree[2:]))
    outside = [factor for factor in tree[1][1:] if tree[2] not in free_names(factor)]
    inside = [factor for factor in tree[1][1:] if tree[2] in free_names(factor)]
    if not outside or not inside:
        return tree
    return "*", *outside, ("sum", ("*", *inside) if len(inside) > 1 else inside[0], *tree[2:])


def _summed(body: Tree, ranges: Iterable[Tree]) -> Tree:
    for each in reversed(tuple(ranges)):
        body = _constants_in_front(("sum", body, *each))
    return body


def _form(tree: Tree, bound: Mapping[str, str], level: int) -> Tree:
    op = tree[0]
    if op == "num":
        return tree
    if op == "sym":
        return "sym", bound.get(tree[1], tree[1])
    if op in BINDERS:
        name = f"#{level}"          # no declared name looks like this
        body = _form(tree[1], {**bound, tree[2]: name}, level + 1)
        return (op, body, name, *(_form(part, bound, level) for part in tree[3:]))
    below = tuple(_form(part, bound, level) for part in children(tree))
    if op == "mod":
        return op, below[0], bound.get(tree[2], tree[2]), tree[3]
    shape = SHAPES.get(op)
    return shape(below) if shape else _commuted(with_children(tree, below))


def _commuted(tree: Tree) -> Tree:
    if tree[0] == "fn" and tree[1] in COMMUTING:
        return (*tree[:2], *sorted(tree[2:], key=repr))
    if tree[0] == "rel" and tree[1] in (">", ">="):
        return "rel", {">": "<", ">=": "<="}[tree[1]], tree[3], tree[2]
    return tree


def _negative(below: tuple[Tree, ...]) -> Tree:
    (x,) = below
    if x[0] == "num":
        return "num", -x[1], x[2]
    if x[0] == "neg":
        return x[1]     # type: ignore[no-any-return]  # the node under two signs
    if x[0] == "+":
        return _plus(tuple(_negative((term,)) for term in x[1:]))
    return "neg", x


def _plus(below: tuple[Tree, ...]) -> Tree:
    terms = [term for part in below for term in (part[1:] if part[0] == "+" else (part,))]
    total = sum((Fraction(term[1], term[2]) for term in terms if term[0] == "num"), Fraction(0))
    rest = sorted((term for term in terms if term[0] != "num"), key=repr)
    if total:
        rest.append(_number(total))
    return ("+", *rest) if len(rest) > 1 else rest[0] if rest else ZERO


def _times(below: tuple[Tree, ...]) -> Tree:
    negative, number, rest = False, Fraction(1), []
    for part in below:
        for factor in part[1:] if part[0] == "*" else (part,):
            if factor[0] == "neg":
                negative, factor = not negative, factor[1]
            if factor[0] == "num":
                number *= Fraction(factor[1], factor[2])
            elif factor[0] == "*":
                rest.extend(factor[1:])
            else:
                rest.append(factor)
    number = -number if negative else number
    return _scaled(number, sorted(rest, key=repr))


def _scaled(number: Fraction, factors: list[Tree]) -> Tree:
    if not factors:
        return _number(number)
    size = abs(number)
    parts = ([_number(size)] if size != 1 else []) + factors
    product: Tree = ("*", *parts) if len(parts) > 1 else parts[0]
    return ("neg", product) if number < 0 else product


def _matrix_product(below: tuple[Tree, ...]) -> Tree:
    """Signs and plain numbers come out of a matrix product; the order of its factors stays."""
    number = Fraction(1)
    factors: list[Tree] = []
    for part in below:
        if part[0] == "neg":
            number, part = -number, part[1]
        if part[0] == "*" and part[1][0] == "num":
            number *= Fraction(part[1][1], part[1][2])
            part = part[2] if len(part) == 3 else ("*", *part[2:])
        factors.extend(part[1:] if part[0] == "@" else (part,))
    return _scaled(number, [("@", *factors)])


def _quotient(below: tuple[Tree, ...]) -> Tree:
    a, b = below
    if a[0] == "num" and b[0] == "num" and b[1]:
        return _number(Fraction(a[1], a[2]) / Fraction(b[1], b[2]))
    if b == ONE:
        return a
    negative = (a[0] == "neg") != (b[0] == "neg")
    a, b = (x[1] if x[0] == "neg" else x for x in (a, b))
    return ("neg", ("/", a, b)) if negative else ("/", a, b)


def _transposed(below: tuple[Tree, ...]) -> Tree:
    (x,) = below
    return x[1] if x[0] == "T" else ("T", x)


def _number(value: Fraction) -> Tree:
    return "num", value.numerator, value.denominator


SHAPES: dict[str, Callable[[tuple[Tree, ...]], Tree]] = {
    "neg": _negative, "+": _plus, "*": _times, "@": _matrix_product, "/": _quotient, "T": _transposed}
