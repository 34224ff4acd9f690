"""Signs that are visible: from the form of an expression, the declared domains and stated facts, never from values.

A sign is what may be: a set of −, 0 and +. What nothing is known of may be all three.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Literal

from ..algebra.shapes import ShapeError, Shapes, is_number
from ..algebra.tree import ONE, Declaration, Tree, walk
from .canonical import canonical, same
from .names import NOTHING

Sign = Literal["positive", "nonnegative", "nonzero", "zero", "negative", "nonpositive", "unknown"]
Possible = frozenset[int]       # of −1, 0 and 1

POSITIVE, NEGATIVE, ZERO_SIGN = frozenset((1,)), frozenset((-1,)), frozenset((0,))
NONNEGATIVE, NONPOSITIVE, NONZERO, ANY = frozenset((0, 1)), frozenset((-1, 0)), frozenset((-1, 1)), frozenset((-1, 0, 1))
ONE_SIDED = (POSITIVE, NEGATIVE, NONNEGATIVE, NONPOSITIVE, ZERO_SIGN)
WORDS: dict[Possible, Sign] = {POSITIVE: "positive", NEGATIVE: "negative", ZERO_SIGN: "zero", NONNEGATIVE: "nonnegative",
                               NONPOSITIVE: "nonpositive", NONZERO: "nonzero", ANY: "unknown", frozenset(): "unknown"}
KINDS: dict[str, Possible] = {"positive": POSITIVE, "prob": POSITIVE, "gt1": POSITIVE, "nonneg": NONNEGATIVE, "nonzero": NONZERO,
                              "simplex": POSITIVE, "joint": POSITIVE, "rowstochastic": POSITIVE, "columnstochastic": POSITIVE,
                              "onehot": NONNEGATIVE, "dim": POSITIVE, "index": POSITIVE}
BELOW_ONE = frozenset(("prob", "unit", "simplex", "joint", "rowstochastic", "columnstochastic"))    # entries of size less than 1
INSIDE_ONE, UP_TO_ONE = ("sigmoid", "tanh", "erf"), ("sin", "cos", "sign", "delta", "indicator")      # functions
AT_MOST_ONE = BELOW_ONE | {"onehot"}
RELATED: dict[str, Possible] = {"<": NEGATIVE, "<=": NONPOSITIVE, ">": POSITIVE, ">=": NONNEGATIVE, "=": ZERO_SIGN, "!=": NONZERO}


def sign(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> Sign:
    """Return the sign that is visible."""
    return WORDS[Signs(declarations, facts).of(tree)]


def is_nonnegative(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    return Signs(declarations, facts).of(tree) <= NONNEGATIVE


def is_positive(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    return Signs(declarations, facts).of(tree) <= POSITIVE


def is_nonzero(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    return Signs(declarations, facts).of(tree) <= NONZERO


def is_psd(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    """Return whether a matrix is visibly positive semidefinite."""
    return Signs(declarations, facts).definite(tree) <= NONNEGATIVE


def is_pd(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    """Return whether a matrix is visibly positive definite."""
    return Signs(declarations, facts).definite(tree) <= POSITIVE


def is_invertible(tree: Tree, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> bool:
    """Return whether a square matrix visibly has an inverse."""
    return Signs(declarations, facts).invertible(tree)


def times(a: Possible, b: Possible) -> Possible:
    return frozenset(x * y for x in a for y in b)


def plus(a: Possible, b: Possible) -> Possible:
    found: set[int] = set()
    for x in a:
        for y in b:
            found.update(ANY if x * y < 0 else (x or y,))
    return frozenset(found)


def opposite(a: Possible) -> Possible:
    return frozenset(-x for x in a)


class Signs:
    """The visible signs over one table of declarations and facts."""

    def __init__(self, declarations: Mapping[str, Declaration], facts: Sequence[Tree] = ()) -> None:
        self.declarations = declarations
        self.shapes = Shapes(declarations)
        self.known = [(canonical(form), RELATED[fact[1]]) for fact in facts for form in _differences(fact)]
        self.open: set[str] = set()         # definitions being looked into: one that leads back to itself tells nothing

    def of(self, tree: Tree) -> Possible:
        """Return the signs an expression may have."""
        rule = RULES.get(tree[0])
        found = rule(self, tree) if rule else ANY
        if self.known and not found <= POSITIVE:
            form, opposed = canonical(tree), canonical(("neg", tree))
            for known, possible in self.known:
                if form == known:
                    found &= possible
                if opposed == known:
                    found &= opposite(possible)
        return found

    def kind(self, tree: Tree) -> str | None:
        """Return what a name, or the array an entry is of, is declared to be."""
        name = tree[1] if tree[0] == "idx" else tree
        declaration = self.declarations.get(name[1], NOTHING) if name[0] == "sym" else NOTHING
        kind = declaration[3] if declaration[0] == "definition" else declaration[-1]
        return kind if isinstance(kind, str) else declaration[0] if declaration[0] in ("dim", "index") else None

    def is_number(self, tree: Tree) -> bool:
        try:
            bound = {node[2]: () for node in walk(tree) if node[0] in ("sum", "prod", "E")}
            return is_number(self.shapes.of(tree, bound | self._loose(tree)))
        except ShapeError:
            return True

    def _loose(self, tree: Tree) -> dict[str, tuple[()]]:
        return {node[1]: () for node in walk(tree) if node[0] == "sym" and node[1] not in self.declarations and node[1] != "pi"}

    def definite(self, tree: Tree) -> Possible:
        """Return the signs that vᵀ M v may have for v ≠ 0; ANY too where M is not visibly symmetric."""
        rule = DEFINITE.get(tree[0])
        return rule(self, tree) if rule else ANY

    def invertible(self, tree: Tree) -> bool:
        op, kind = tree[0], self.kind(tree) if tree[0] == "sym" else None
        if self.definite(tree) in (POSITIVE, NEGATIVE) or kind == "invertible" or tree[:2] == ("fn", "inv"):
            return True
        if kind == "orthonormal" and self._is_square(tree):
            return True
        if op == "@":
            return all(self._is_square(part) and self.invertible(part) for part in tree[1:]) or self._has_full_rank_gram(tree)
        if op == "*":
            return all(self.of(part) <= NONZERO if self.is_number(part) else self.invertible(part) for part in tree[1:])
        return op in ("T", "neg") and self.invertible(tree[1]) or op == "/" and self.invertible(tree[1])

    def _is_square(self, tree: Tree) -> bool:
        try:
            shape = self.shapes.of(tree, {})
        except ShapeError:
            return False
        return len(shape) == 2 and shape[0] == shape[1]

    def _has_full_rank_gram(self, tree: Tree) -> bool:
        return len(tree) == 3 and tree[1] == ("T", tree[2]) and self.kind(tree[2]) in ("full_column_rank", "orthonormal")


def _differences(fact: Tree) -> list[Tree]:
    """a ≤ b says it of a − b; with 0 on one side, of the other."""
    _, _, a, b = fact
    zero: Tree = ("num", 0, 1)
    return [("+", a, ("neg", b)), *([a] if b == zero else []), *([("neg", b)] if a == zero else [])]


# ---- numbers

def _number(s: Signs, tree: Tree) -> Possible:
    return frozenset(((tree[1] > 0) - (tree[1] < 0),))


def _name(s: Signs, tree: Tree) -> Possible:
    name = tree[1] if tree[0] == "sym" else tree[1][1] if tree[1][0] == "sym" else None
    if name == "pi":
        return POSITIVE
    declaration = s.declarations.get(name, NOTHING) if name is not None else NOTHING
    if declaration[0] == "integer":
        return _interval(*declaration[1:])
    found = KINDS.get(s.kind(tree) or declaration[0], ANY)
    if tree[0] == "idx" and s.kind(tree) in ("spd", "psd", "diagonal_positive") and len(tree) == 4 and tree[2] == tree[3]:
        return NONNEGATIVE if s.kind(tree) == "psd" else POSITIVE
    if declaration[0] == "function":
        return ANY
    if declaration[0] == "definition" and name is not None and name not in s.open and found == ANY:
        s.open.add(name)
        found = s.of(declaration[2])
        s.open.discard(name)
    return found


def _interval(low: int, high: int) -> Possible:
    return frozenset(value for value in (-1, 0, 1) if low <= value <= high or value == -1 and low < 0 or value == 1 and high > 0)


def _plus(s: Signs, tree: Tree) -> Possible:
    found = ZERO_SIGN
    for term in tree[1:]:
        found = plus(found, s.of(term))
    return found if found != ANY else _beside_one(s, tree)


def _beside_one(s: Signs, tree: Tree) -> Possible:
    """1 − u and 1 + u for |u| < 1, or u ≤ 1."""
    if len(tree) != 3 or ONE not in tree[1:]:
        return ANY
    other = tree[2] if tree[1] == ONE else tree[1]
    inner = other[1] if other[0] == "neg" else other
    size = _size(s, inner)
    if size == "below":
        return POSITIVE
    return NONNEGATIVE if size == "at most" and (other[0] == "neg" or s.kind(inner) != "onehot") else ANY


def _size(s: Signs, tree: Tree) -> str:
    """Return whether |u| < 1 ("below"), |u| ≤ 1 ("at most"), or neither is visible."""
    op = tree[0]
    if op == "num":
        size = abs(Fraction(tree[1], tree[2]))
        return "below" if size < 1 else "at most" if size == 1 else ""
    if op in ("sym", "idx"):
        kind = s.kind(tree) if op == "idx" or s.kind(tree) else s.declarations.get(tree[1], NOTHING)[0]
        return "below" if kind in BELOW_ONE else "at most" if kind in AT_MOST_ONE else ""
    if op == "neg":
        return _size(s, tree[1])
    if op == "fn":
        return "below" if tree[1] in INSIDE_ONE else "at most" if tree[1] in UP_TO_ONE else ""
    if op == "^" and s.of(tree[2]) <= POSITIVE and tree[2][0] == "num" and tree[2][2] == 1:
        return _size(s, tree[1])
    if op == "^" and s.of(tree[1]) <= POSITIVE and s.of(tree[2]) <= POSITIVE:
        return _size(s, tree[1])
    if op == "*":
        sizes = [_size(s, part) for part in tree[1:]]
        return "" if "" in sizes else "below" if "below" in sizes else "at most"
    return ""


def _times(s: Signs, tree: Tree) -> Possible:
    """Equal factors pair up to squares."""
    found, left = POSITIVE, list(tree[1:])
    while left:
        factor = left.pop()
        twin = next((i for i, other in enumerate(left) if same(factor, other)), None)
        if twin is not None and s.is_number(factor):
            left.pop(twin)
            found = times(found, times(s.of(factor), s.of(factor)) & NONNEGATIVE)
        else:
            found = times(found, s.of(factor))
    return found


def _quotient(s: Signs, tree: Tree) -> Possible:
    above, below = s.of(tree[1]), s.of(tree[2])
    return times(above, below - ZERO_SIGN or below)      # where it is defined, the denominator is not 0


def _power(s: Signs, tree: Tree) -> Possible:
    base, n = s.of(tree[1]), tree[2]
    if base <= POSITIVE:
        return POSITIVE
    if n[0] == "num" and n[2] == 1:
        even = n[1] % 2 == 0
        found = frozenset(x * x for x in base) if even else base
        return found if n[1] > 0 else found - ZERO_SIGN
    if n[0] == "num" or base <= NONNEGATIVE:
        return NONNEGATIVE              # a root is of a number that is not negative, and is none itself
    return ANY


def _matrix_number(s: Signs, tree: Tree) -> Possible:
    """vᵀv, and vᵀ M v by the definiteness of M; v may be 0."""
    factors = list(tree[1:])
    while len(factors) >= 2 and same(canonical(("T", factors[0])), canonical(factors[-1])):
        factors = factors[1:-1]
        if not factors:
            return NONNEGATIVE
        if len(factors) == 1:
            return s.definite(factors[0]) | ZERO_SIGN if s.definite(factors[0]) != ANY else ANY
    return ANY


def _sum(s: Signs, tree: Tree) -> Possible:
    """A sum over a whole range of an index is of at least one term; any other may be empty."""
    inner = s.of(tree[1])
    size = tree[4]
    never_empty = tree[3] == ONE and (s.of(size) <= POSITIVE)
    if len(inner) == 1 and never_empty:
        return inner
    return inner | ZERO_SIGN if inner in ONE_SIDED else ANY


def _product_over(s: Signs, tree: Tree) -> Possible:
    inner = s.of(tree[1])
    return inner | POSITIVE if inner <= NONNEGATIVE else NONZERO if inner <= NONZERO else ANY


def _mean(s: Signs, tree: Tree) -> Possible:
    """A mean of what is positive: by a Gaussian positive; by a column of weights, if they are probabilities."""
    inner, law = s.of(tree[1]), tree[3]
    if law[:2] == ("fn", "N"):
        return inner if inner in ONE_SIDED else ANY
    weights = KINDS.get(s.kind(law) or "", ANY)
    if inner not in ONE_SIDED or not weights <= NONNEGATIVE:
        return ANY
    return inner if weights == POSITIVE else inner | ZERO_SIGN


def _integral(s: Signs, tree: Tree) -> Possible:
    """Over ℝ, or where the limits are visibly in order."""
    inner = s.of(tree[1])
    whole = tree[3][0] == "neg" or tree[4][-1] == "oo"
    ordered = whole or s.of(("+", tree[4], ("neg", tree[3]))) <= NONNEGATIVE
    return inner | ZERO_SIGN if ordered and inner in (POSITIVE, NONNEGATIVE) else ANY


def _function(s: Signs, tree: Tree) -> Possible:
    name, arguments = tree[1], tree[2:]
    if name in ALWAYS:
        return ALWAYS[name]
    if name == "max":
        signs = [s.of(part) for part in arguments]
        return POSITIVE if any(x <= POSITIVE for x in signs) else NONNEGATIVE if any(x <= NONNEGATIVE for x in signs) else ANY
    if name == "min":
        signs = [s.of(part) for part in arguments]
        return POSITIVE if all(x <= POSITIVE for x in signs) else NONNEGATIVE if all(x <= NONNEGATIVE for x in signs) else ANY
    if name == "where":
        return s.of(arguments[1]) | s.of(arguments[2])
    if name in ("tr", "det"):
        definite = s.definite(arguments[0])
        return definite if definite in (POSITIVE, NONNEGATIVE) else NONZERO if name == "det" and s.invertible(arguments[0]) else ANY
    inner = s.of(arguments[0])
    if name in ("abs", "sqrt"):
        return frozenset(abs(x) for x in inner) if name == "abs" else inner & NONNEGATIVE or NONNEGATIVE
    if name in ("norm", "norm2", "frobenius2"):
        never_zero = not s.is_number(arguments[0]) and s.kind(arguments[0]) in ("nonzero", "positive", "simplex", "onehot")
        return POSITIVE if never_zero else NONNEGATIVE
    if name in ("gamma", "lgamma") and inner <= POSITIVE:
        return POSITIVE if name == "gamma" else ANY
    if name in ("sinh", "tanh", "atan", "asin", "erf", "sign"):
        return inner
    if name == "relu":
        return frozenset(max(x, 0) for x in inner)
    return ANY


ALWAYS: dict[str, Possible] = {"exp": POSITIVE, "sigmoid": POSITIVE, "softplus": POSITIVE, "cosh": POSITIVE, "delta": NONNEGATIVE,
                               "indicator": NONNEGATIVE, "factorial": POSITIVE, "binomial": NONNEGATIVE, "erfc": POSITIVE, "rank": NONNEGATIVE}


def _call(s: Signs, tree: Tree) -> Possible:
    return POSITIVE if s.declarations.get(tree[1], NOTHING)[-1] == "positive" else ANY


RULES: dict[str, Callable[[Signs, Tree], Possible]] = {
    "num": _number, "sym": _name, "idx": _name, "+": _plus, "*": _times, "/": _quotient, "^": _power, "@": _matrix_number, "sum": _sum,
    "prod": _product_over, "max": lambda s, tree: s.of(tree[1]), "min": lambda s, tree: s.of(tree[1]), "E": _mean, "integral": _integral,
    "fn": _function, "call": _call, "neg": lambda s, tree: opposite(s.of(tree[1])), "T": lambda s, tree: s.of(tree[1])}


# ---- matrices

def _definite_name(s: Signs, tree: Tree) -> Possible:
    return {"spd": POSITIVE, "psd": NONNEGATIVE, "diagonal_positive": POSITIVE}.get(s.kind(tree) or "", ANY)


def _definite_function(s: Signs, tree: Tree) -> Possible:
    name = tree[1]
    if name == "eye":
        return POSITIVE
    if name == "inv":
        found = s.definite(tree[2])
        return found if found in (POSITIVE, NEGATIVE) else ANY
    if name == "diag" and s.kind(tree[2]) in KINDS:
        return KINDS[s.kind(tree[2]) or ""] if KINDS[s.kind(tree[2]) or ""] <= NONNEGATIVE else ANY
    if name in ("kron", "hadamard"):
        signs = [s.definite(part) for part in tree[2:]]
        return POSITIVE if all(x == POSITIVE for x in signs) else NONNEGATIVE if all(x <= NONNEGATIVE for x in signs) else ANY
    return ANY


def _definite_sum(s: Signs, tree: Tree) -> Possible:
    found = ZERO_SIGN
    for term in tree[1:]:
        found = plus(found, s.definite(term))
    return found


def _definite_times(s: Signs, tree: Tree) -> Possible:
    found = POSITIVE
    for part in tree[1:]:
        found = times(found, s.of(part) if s.is_number(part) else s.definite(part))
    return found


def _definite_product(s: Signs, tree: Tree) -> Possible:
    """Bᵀ M B is semidefinite when M is; definite when B has full column rank."""
    factors = list(tree[1:])
    outer: list[Tree] = []
    while len(factors) >= 2 and same(canonical(("T", factors[0])), canonical(factors[-1])):
        outer.append(factors[-1])
        factors = factors[1:-1]
    if not outer or len(factors) > 1:
        return ANY
    middle = s.definite(factors[0]) if factors else POSITIVE
    if middle == ANY:
        return ANY
    injective = all(s.kind(part) in ("full_column_rank", "orthonormal", "invertible") for part in outer)
    return middle if injective else middle | ZERO_SIGN


DEFINITE: dict[str, Callable[[Signs, Tree], Possible]] = {
    "sym": _definite_name, "fn": _definite_function, "+": _definite_sum, "*": _definite_times, "@": _definite_product,
    "neg": lambda s, tree: opposite(s.definite(tree[1])), "T": lambda s, tree: s.definite(tree[1]),
    "/": lambda s, tree: times(s.definite(tree[1]), s.of(tree[2]) - ZERO_SIGN or ANY),
    "sum": lambda s, tree: s.definite(tree[1]) | ZERO_SIGN if s.definite(tree[1]) != ANY else ANY}
