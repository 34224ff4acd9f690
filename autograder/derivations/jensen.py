"""Jensen's inequality, recognised: f of a mean in one line, the mean of f at the same place of the other."""
from collections.abc import Callable, Iterator
from itertools import product

from ..algebra.tree import ONE, Tree, children, flat, free_names, with_children
from .setting import Setting, added

Put = Callable[[Tree], Tree]            # u → f(u), or a node into its place
Spread = Callable[[Put], Tree]          # f → the mean of f(u)

# What bends one way on all of its domain; norms are convex on vectors too.
CONVEX = frozenset({"exp", "abs", "softplus", "relu", "cosh", "norm", "norm2", "frobenius2"})
CONCAVE = frozenset({"log", "sqrt"})
MOST_TERMS = 4          # of a mean written out: t a + (1 − t) b


def is_jensen(small: Tree, large: Tree, setting: Setting) -> bool:
    """Is small ≤ large by replacing, at one place, f of a mean by the mean of f, or the reverse?"""
    return _moves(small, large, 1, setting) or _moves(large, small, -1, setting)


def due(before: Tree, relation: str, setting: Setting) -> Iterator[Tree]:
    """Yield what Jensen makes of a line, going up or down as the relation says."""
    way = 1 if relation in ("<=", "<") else -1
    for put, polarity, node in _places(flat(before), lambda whole: whole, 1, setting):
        for mean, bend in _means_of(node, setting):
            if bend * polarity == way:
                yield put(mean)


def _moves(line: Tree, other: Tree, way: int, setting: Setting) -> bool:
    """Does taking the mean of f instead of f of the mean, somewhere in the line, move it up (1) or down (−1) to the other?"""
    for put, polarity, node in _places(flat(line), lambda whole: whole, 1, setting):
        for mean, bend in _means_of(node, setting):
            if bend * polarity == way and setting.agree(put(mean), other) is True:
                return True
    return False


def _places(tree: Tree, put: Put, polarity: int, setting: Setting) -> Iterator[tuple[Put, int, Tree]]:
    """Yield the places where a larger value makes the whole larger (1) or smaller (−1)."""
    yield put, polarity, tree
    below = children(tree)
    for n, sign in _monotone_parts(tree, setting):
        def deeper(node: Tree, n: int = n) -> Tree:
            return put(with_children(tree, (*below[:n], node, *below[n + 1:])))
        yield from _places(below[n], deeper, polarity * sign, setting)


def _monotone_parts(tree: Tree, setting: Setting) -> Iterator[tuple[int, int]]:
    op, parts = tree[0], children(tree)
    if op == "+":
        yield from ((n, 1) for n in range(len(parts)))
    elif op == "neg":
        yield 0, -1
    elif op in ("sum", "E"):
        yield 0, 1
    elif op == "/":
        yield from ((0, sign) for sign in (_sign(parts[1], setting),) if sign)
    elif op == "*":
        for n in range(len(parts)):
            rest = parts[:n] + parts[n + 1:]
            sign = _sign(_product(rest), setting)
            if sign:
                yield n, sign


def _sign(tree: Tree, setting: Setting) -> int:
    return 1 if setting.is_nonnegative(tree) else -1 if setting.is_nonnegative(("neg", tree)) else 0


def _product(factors: tuple[Tree, ...]) -> Tree:
    return ONE if not factors else factors[0] if len(factors) == 1 else ("*", *factors)


# ---- f(mean) → mean of f

def _means_of(node: Tree, setting: Setting) -> Iterator[tuple[Tree, int]]:
    """Yield the mean of f for a node f(mean), with how f bends: 1 convex, −1 concave."""
    for inside, function, bend in _bent(node, setting):
        for spread in _spreads(inside, setting):
            yield spread(function), bend


def _bent(node: Tree, setting: Setting) -> Iterator[tuple[Tree, Put, int]]:
    if node[0] == "fn" and node[1] in CONVEX | CONCAVE:
        yield node[2], lambda u: ("fn", node[1], u), 1 if node[1] in CONVEX else -1
    elif node[0] == "^" and node[2][0] == "num":
        bend = _bend_of_power(node, setting)
        if bend:
            yield node[1], lambda u: ("^", u, node[2]), bend
    elif node[0] == "/" and node[1] == ONE and setting.is_positive(node[2]):
        yield node[2], lambda u: ("/", ONE, u), 1


def _bend_of_power(node: Tree, setting: Setting) -> int:
    _, base, (_, p, q) = node
    if q == 1 and p > 0 and p % 2 == 0:
        return 1
    if not setting.is_positive(base):
        return 0
    return -1 if 0 < p < q else 1


def _spreads(tree: Tree, setting: Setting) -> Iterator[Spread]:
    """Yield, for a mean of u, how to take the mean of f(u) with the same weights."""
    if tree[0] == "E":
        yield lambda f: ("E", f(tree[1]), *tree[2:])
    elif tree[0] == "sum":
        yield from _weighted_sum(tree, setting)
    elif tree[0] == "+" and len(tree) - 1 <= MOST_TERMS:
        yield from _written_out(tree, setting)


def _weighted_sum(tree: Tree, setting: Setting) -> Iterator[Spread]:
    _, body, index, low, high = tree
    body = flat(body)
    factors = body[1:] if body[0] == "*" else (body,)
    for n, weight in enumerate(factors):
        if low == ONE and _is_probability(weight, index, high, setting):
            value = _product(factors[:n] + factors[n + 1:])
            yield lambda f, weight=weight, value=value: ("sum", ("*", weight, f(value)), index, low, high)     # type: ignore[misc]


def _is_probability(weight: Tree, index: str, high: Tree, setting: Setting) -> bool:
    """An entry of a simplex, the index running over all of them."""
    if weight[0] != "idx" or weight[1][0] != "sym" or weight[2:] != (("sym", index),):
        return False
    declared = setting.declarations.get(weight[1][1], ("",))
    if declared[0] == "vector":
        return declared[2] == "simplex" and setting.same(high, declared[1])
    if declared[0] == "definition" and len(declared[1]) == 1:
        runs = setting.declarations.get(declared[1][0], ("",))
        return declared[3] == "simplex" and runs[0] == "index" and setting.same(high, runs[1])
    return False


def _written_out(tree: Tree, setting: Setting) -> Iterator[Spread]:
    """t a + (1 − t) b: weights visibly ≥ 0 that sum to one by algebra."""
    for split in product(*(list(_weights(term, setting)) for term in tree[1:])):
        if setting.agree(added([weight for weight, _ in split]), ONE) is True:
            yield lambda f, split=split: added([("*", weight, f(value)) for weight, value in split])      # type: ignore[misc]


def _weights(term: Tree, setting: Setting) -> Iterator[tuple[Tree, Tree]]:
    if term[0] == "*":
        for n, weight in enumerate(term[1:], 1):
            if (free_names(weight) or weight[0] in ("num", "/")) and setting.is_nonnegative(weight):
                yield weight, _product(term[1:n] + term[n + 1:])
    if term[0] == "/" and setting.is_positive(term[2]):
        yield ("/", ONE, term[2]), term[1]
