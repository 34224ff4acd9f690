"""The tree a line of a derivation crosses the wall as: closed nodes, nothing to evaluate, read in full or refused.

A node is a tuple (op, …); a, b, … are nodes, v is a bound name (a str), lo and hi are nodes.

    ("num", p, q)                  the fraction p/q in lowest terms, q > 0
    ("sym", name)                  a declared name, a name bound around it, or a constant: pi; oo only as a limit, or after one "neg" there
    ("idx", a, i[, j[, k]])        an entry, counted from 1; a vector takes one index, a matrix two, an array three; a sequence one
    ("+", a, b, …)                 at least two terms; a difference is ("+", a, ("neg", b))
    ("*", a, b, …)                 product of numbers, at most one factor an array
    ("@", a, b, …)                 matrix product; a 1×1 result is a number
    ("/", a, b)   ("neg", a)       b a number
    ("^", a, b)                    a number to a power; a square matrix to a whole power; elementwise is ("fn", "hadamard_power", a, b)
    ("T", a)                       transpose
    ("fn", name, a, …)             a function of FUNCTIONS; on an array those of ELEMENTWISE act entry by entry
    ("call", name, a, …)           an undefined function that is declared, f(x), p(x, t); ∂f at a point is an "at" of a "D"
    ("sum", a, v, lo, hi)          Σ of a for v = lo … hi (whole numbers; empty when hi < lo); over an index v of size K: lo = 1, hi = K
    ("prod", …) ("max", …) ("min", …)     the same form; an array body is summed as an array; max and min of an empty range do not exist
    ("D", a, w)                    derivative by w: a "sym", or an "idx" of a "sym"; a number by an array has the array's shape;
                                   a column by a column is the Jacobian (rows: a, columns: w); w may be a definition's name:
                                   a as a function of it
    ("at", a, v, b)                a, its derivatives taken first, at v = b; v (number, vector or matrix) is bound in a, not in b
    ("E", a, v, law)               expectation over v, bound in a. law ("fn", "N", mean, covariance): Gaussian.
                                   Otherwise v is a whole number 1 … K and law the column of its K probabilities, free of v
    ("integral", a, v, lo, hi)     over a real v; limits may be oo and ("neg", oo)
    ("mod", a, name, n)            a as a polynomial in the small number `name` modulo nameⁿ (n an int, 1 … 9); name is not bound
    ("block", ((a, …), …))         a matrix of blocks by rows; ("num", 0, 1) is the zero block of the size its row and column give
    ("rel", op, a, b)              op of RELATIONS; at the top of an equation or a claim, and as the first argument of "where", "indicator"

Scope: v is bound in a alone. A definition is an abbreviation: names bound around it are meant in its body too, its own indices
excepted. `substitute` renames bound names rather than capture. Shapes and free names are judged
by `shapes.shape_of`; `reading.read` judges form and limits only.

Declarations cross beside the trees: name → (kind, …), a size being a node built of numbers, dims, "+", "*" and "neg".

    real positive nonneg prob unit nonzero gt1     numbers: ℝ, (0, ∞), [0, ∞), (0, 1), (−1, 1), ℝ∖0, (1, ∞)
    ("integer", lo, hi)   ("dim", lo, hi)          whole numbers from lo to hi, drawn between; ints
    ("index", size)                                runs from 1 to size
    ("vector", size, kind)                         kind of VECTOR_KINDS; a column
    ("matrix", rows, columns, kind)                kind of MATRIX_KINDS
    ("array", n, m, k, "real")                     three indices
    ("definition", (index, …), body, property)     p[k] (or p, without indices) stands for body; property: a known kind, or None
    ("sequence", t, first, body)                   m[0] is first, m[t] is body for t ≥ 1, in terms of m[t − 1]
    ("random", law)                                law as in "E", Gaussian
    ("function", (shape, …), shape, kind)          arguments' shapes, value's shape, kind of FUNCTION_KINDS; a shape: () or a tuple of sizes
"""
import keyword
from collections.abc import Iterator, Mapping
from typing import Any

Tree = tuple[Any, ...]
Declaration = tuple[Any, ...]

MOST_NODES = 1500
MOST_DEPTH = 60
MOST_DIGITS = 30
LONGEST_NAME = 32
MOST_SIZE_NODES = 30    # a product of sums multiplied out doubles with every factor
HIGHEST_ORDER = 9       # of "mod"

RELATIONS = ("=", "<=", ">=", "<", ">", "!=")
CONSTANTS = ("pi", "oo")
BINDERS = ("sum", "prod", "max", "min", "integral", "E", "at")
SIZE_NODES = ("num", "sym", "+", "*", "neg")
RANGED = ("sum", "prod", "max", "min", "integral")
MANY = 400              # terms of a sum or factors of a product, arguments of max

ELEMENTWISE = dict.fromkeys(
    ("exp", "log", "sqrt", "abs", "sign", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asin", "acos", "atan", "erf", "erfc",
     "gamma", "lgamma", "digamma", "floor", "factorial", "sigmoid", "softplus", "relu"), (1, 1))
FUNCTIONS: dict[str, tuple[int, int]] = {
    **ELEMENTWISE, "binomial": (2, 2), "max": (2, MANY), "min": (2, MANY), "delta": (2, 2), "where": (3, 3), "indicator": (1, 1),
    "tr": (1, 1), "det": (1, 1), "logdet": (1, 1), "inv": (1, 1), "rank": (1, 1), "diag": (1, 1), "vec": (1, 1), "softmax": (1, 1),
    "norm": (1, 1), "norm2": (1, 1), "frobenius2": (1, 1), "hadamard": (2, 2), "hadamard_power": (2, 2), "kron": (2, 2),
    "eye": (1, 1), "ones": (1, 2), "zeros": (1, 2), "N": (2, 2)}

NUMBER_KINDS = ("real", "positive", "nonneg", "prob", "unit", "nonzero", "gt1")
VECTOR_KINDS = (*NUMBER_KINDS, "simplex", "onehot", "orthonormal")      # orthonormal: vᵀv = 1
MATRIX_KINDS = (*NUMBER_KINDS, "spd", "psd", "symmetric", "skew", "orthonormal", "invertible", "full_column_rank",
                "rowstochastic", "columnstochastic", "joint", "diagonal", "diagonal_positive")
FUNCTION_KINDS = ("real", "positive")

ONE: Tree = ("num", 1, 1)
ZERO: Tree = ("num", 0, 1)


class AlgebraError(TypeError):
    """Raised in the learner's own line; the message says what to write instead."""


class TreeError(ValueError):
    """What was read is no tree of this language, or too large; the message says why."""


def is_name(text: object) -> bool:
    """A name is a short identifier, no keyword and no constant."""
    return (isinstance(text, str) and len(text) <= LONGEST_NAME and text.isidentifier()
            and not keyword.iskeyword(text) and text not in CONSTANTS)


def is_size(tree: Tree) -> bool:
    """A size is built of whole numbers and dims, and small enough to be multiplied out."""
    met = list(walk(tree))
    return len(met) <= MOST_SIZE_NODES and all(node[0] in SIZE_NODES and (node[0] != "num" or node[2] == 1) for node in met)


# ---- taking apart and putting together

def children(tree: Tree) -> tuple[Tree, ...]:
    """Return the nodes directly below."""
    op = tree[0]
    if op in ("num", "sym"):
        return ()
    if op == "block":
        return tuple(entry for row in tree[1] for entry in row)
    return tuple(part for part in tree[1:] if isinstance(part, tuple))


def with_children(tree: Tree, below: tuple[Tree, ...]) -> Tree:
    """Return the node with other nodes below, in the order of `children`."""
    op, fresh = tree[0], iter(below)
    if op in ("num", "sym"):
        return tree
    if op == "block":
        return "block", tuple(tuple(next(fresh) for _ in row) for row in tree[1])
    return (op, *(next(fresh) if isinstance(part, tuple) else part for part in tree[1:]))


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield every node, each before those below it, from left to right."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def nodes(tree: Tree) -> int:
    """Return how many nodes the tree has."""
    return sum(1 for _ in walk(tree))


def depth(tree: Tree) -> int:
    """Return the number of nodes on the longest way down."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((below, level + 1) for below in children(node))
    return deepest


def flat(tree: Tree) -> Tree:
    """Return the tree with sums of sums, products of products and double signs opened: associativity alone."""
    below = tuple(flat(part) for part in children(tree))
    if tree[0] in ("+", "*", "@"):
        return (tree[0], *(term for part in below for term in (part[1:] if part[0] == tree[0] else (part,))))
    if tree[0] == "neg" and below[0][0] == "neg":
        return below[0][1]      # type: ignore[no-any-return]  # the node under two signs
    return with_children(tree, below)


def free_names(tree: Tree) -> frozenset[str]:
    """Return the names that nothing in the tree binds, called functions included, constants not."""
    op = tree[0]
    if op == "sym":
        return frozenset() if tree[1] in CONSTANTS else frozenset((tree[1],))
    below = [free_names(part) for part in children(tree)]
    if op in BINDERS:
        below[0] -= {tree[2]}
    if op == "call":
        below.append(frozenset((tree[1],)))
    if op == "mod":
        below.append(frozenset((tree[2],)))
    return frozenset[str]().union(*below)


def substitute(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    """Return the tree with free names replaced; a bound name that would capture is renamed first.

    A derivative by a name that is replaced is taken first: D(f, x) at x = b becomes At(D(f, x), x, b), unless b is a fresh name.
    Definitions are not looked into: what stands in their bodies is replaced only where they are unfolded.
    """
    if not values:
        return tree
    op = tree[0]
    if op == "sym":
        return values.get(tree[1], tree)
    if op in BINDERS:
        body, outside = tree[1], tuple(substitute(part, values) for part in tree[3:])
        inside = {name: value for name, value in values.items() if name != tree[2]}
        bound, body = _renamed_apart(tree[2], body, inside)
        return (op, substitute(body, inside), bound, *outside)
    if op == "D":
        return _substitute_derivative(tree, values)
    if op == "mod" and tree[2] in values:
        new = values[tree[2]]
        if new[0] != "sym":
            raise TreeError(f"{tree[2]} is what the expansion is in: it can be renamed, not replaced")
        return "mod", substitute(tree[1], values), new[1], tree[3]
    if op == "call" and tree[1] in values and values[tree[1]][0] == "sym":
        tree = ("call", values[tree[1]][1], *tree[2:])
    return with_children(tree, tuple(substitute(part, values) for part in children(tree)))


def _renamed_apart(bound: str, body: Tree, values: Mapping[str, Tree]) -> tuple[str, Tree]:
    used = free_names(body)
    incoming = frozenset[str]().union(*(free_names(value) for name, value in values.items() if name in used))
    if bound not in incoming:
        return bound, body
    fresh = next(name for name in (f"{bound}{n}" for n in range(1, MOST_NODES)) if name not in incoming and name not in used)
    return fresh, substitute(body, {bound: ("sym", fresh)})


def _substitute_derivative(tree: Tree, values: Mapping[str, Tree]) -> Tree:
    by = tree[2]
    name = by[1] if by[0] == "sym" else by[1][1]
    new = values.get(name)
    others = {other: value for other, value in values.items() if other != name}
    if new is None or _is_fresh(new, tree, others):
        return with_children(tree, tuple(substitute(part, values) for part in children(tree)))
    bound, renamed = _renamed_apart(name, tree, others)
    return "at", substitute(renamed, others), bound, new


def _is_fresh(new: Tree, tree: Tree, others: Mapping[str, Tree]) -> bool:
    """Whether a name is only renamed: D(x y, x) at x = y is no derivative by y."""
    if new[0] != "sym" or new[1] in CONSTANTS:
        return False
    used = free_names(tree)
    return new[1] not in used.union(*(free_names(value) for other, value in others.items() if other in used))


# ---- JSON

def write(tree: Tree) -> list[Any]:
    """Return the tree as JSON data: every tuple a list."""
    return [write(part) if isinstance(part, tuple) else part for part in tree]


def write_declarations(declarations: Mapping[str, Declaration]) -> dict[str, Any]:
    """Return declarations as JSON data: every tuple a list."""
    return {name: write(declaration) for name, declaration in declarations.items()}
