"""Names and what they stand for; a name is said, never read off a Python variable."""
from collections.abc import Callable
from typing import Any

from .expressions import NO_NAMES, ONE, Claim, Expression, Names, Unfinished, expression, merged
from .functions import Function, Law, bound_name, range_of
from .shapes import NUMBER, UNIT, Shape, size_of, size_tree
from .tree import (
    FUNCTION_KINDS,
    LONGEST_NAME,
    MATRIX_KINDS,
    MOST_DIGITS,
    NUMBER_KINDS,
    VECTOR_KINDS,
    AlgebraError,
    Declaration,
    Tree,
    free_names,
    is_name,
    is_size,
)

simplex, onehot = "simplex", "onehot"
spd, psd, symmetric, skew, orthonormal = "spd", "psd", "symmetric", "skew", "orthonormal"
invertible, full_column_rank = "invertible", "full_column_rank"
rowstochastic, columnstochastic, joint = "rowstochastic", "columnstochastic", "joint"
diagonal, diagonal_positive = "diagonal", "diagonal_positive"


def named(name: Any, declaration: Declaration, shape: Shape = NUMBER, names: Names = NO_NAMES) -> Expression:
    """Return a declared name as an expression."""
    checked = _checked(name)
    return Expression(("sym", checked), shape, merged(names, {checked: declaration}), 1, 1)


def _checked(name: Any) -> str:
    if not isinstance(name, str):
        raise AlgebraError(f"a name is due first, as text: real(\"x\"), not {name!r}")
    if not is_name(name):
        raise AlgebraError(f"{name!r} cannot be a name: letters, digits and _, at most {LONGEST_NAME}, no word of Python, not pi or oo")
    return name


def _each(names: Any, declare: Callable[[str], Expression]) -> Any:
    """Return one expression for one name, a tuple for "x y z"."""
    if not isinstance(names, str) or not names.split():
        raise AlgebraError(f"names are given as text, \"x\" or \"x y\", not {names!r}")
    declared = tuple(declare(name) for name in names.replace(",", " ").split())
    return declared if len(declared) > 1 else declared[0]


# ---- numbers

def _numbers(kind: str, sentence: str) -> Callable[[str], Any]:
    def declare(names: str) -> Any:
        return _each(names, lambda name: named(name, (kind,)))
    declare.__name__, declare.__doc__ = kind, sentence
    return declare


real = _numbers("real", "Real numbers: x, y = real(\"x y\").")
positive = _numbers("positive", "Numbers > 0.")
nonneg = _numbers("nonneg", "Numbers ≥ 0.")
prob = _numbers("prob", "Numbers strictly between 0 and 1.")
unit = _numbers("unit", "Numbers strictly between −1 and 1.")
nonzero = _numbers("nonzero", "Numbers ≠ 0.")
gt1 = _numbers("gt1", "Numbers > 1.")


def integer(names: str, low: int, high: int) -> Any:
    """Return whole numbers from low to high: i = integer("i", 1, 8)."""
    return _each(names, lambda name: named(name, ("integer", *_ends(low, high))))


def dim(names: str, low: int, high: int) -> Any:
    """Return sizes; every one from low to high is tried: n = dim("n", 2, 5)."""
    if type(low) is int and low < 1:
        raise AlgebraError("a dimension is at least 1")
    return _each(names, lambda name: named(name, ("dim", *_ends(low, high))))


def _ends(low: Any, high: Any) -> tuple[int, int]:
    if type(low) is not int or type(high) is not int or low > high or max(abs(low), abs(high)) >= 10 ** MOST_DIGITS:
        raise AlgebraError(f"two whole numbers are due, the smaller first, not {low!r} and {high!r}")
    return low, high


# ---- arrays

def _size(given: Any) -> tuple[Tree, Names]:
    size = expression(given)
    if not is_size(size.tree) or any(size.names.get(name, ("dim",))[0] != "dim" for name in free_names(size.tree)):
        raise AlgebraError(f"a size is a whole number or a dim, such as n = dim(\"n\", 2, 5), or made of them with + and *, not {given!r}")
    return size.tree, size.names


def _kind(given: Any, allowed: tuple[str, ...]) -> str:
    kind = given if isinstance(given, str) else getattr(given, "__name__", "")
    if kind not in allowed:
        raise AlgebraError(f"{given if isinstance(given, str) else kind or repr(given)} is no kind here; known are {', '.join(allowed)}")
    return kind


def indices(names: str, size: Any) -> Any:
    """Return indices that run from 1 to a size: j, k = indices("j k", K)."""
    tree, above = _size(size)
    return _each(names, lambda name: named(name, ("index", tree), names=above))


def vector(names: str, size: Any, kind: Any = "real") -> Any:
    """Return columns: y = vector("y", K, simplex); its entries are y[k]."""
    tree, above = _size(size)
    declaration = ("vector", tree, _kind(kind, VECTOR_KINDS))
    return _each(names, lambda name: named(name, declaration, (size_of(tree), UNIT), above))


def matrix(names: str, rows: Any, columns: Any, kind: Any = "real") -> Any:
    """Return matrices: X = matrix("X", n, d); S = matrix("S", d, d, spd)."""
    (n, above), (m, beside) = _size(rows), _size(columns)
    declaration = ("matrix", n, m, _kind(kind, MATRIX_KINDS))
    if declaration[3] in SQUARE and size_of(n) != size_of(m):
        raise AlgebraError(f"a matrix that is {declaration[3]} is square, not {rows!r} × {columns!r}")
    return _each(names, lambda name: named(name, declaration, (size_of(n), size_of(m)), merged(above, beside)))


SQUARE = ("spd", "psd", "symmetric", "skew", "invertible", "diagonal", "diagonal_positive")


def array(names: str, n: Any, m: Any, k: Any, kind: Any = "real") -> Any:
    """Return arrays with three indices: T = array("T", n, m, k); its entries are T[i, j, l]."""
    sizes = [_size(size) for size in (n, m, k)]
    declaration = ("array", *(tree for tree, _ in sizes), _kind(kind, NUMBER_KINDS))
    above = merged(*(names for _, names in sizes))
    return _each(names, lambda name: named(name, declaration, tuple(size_of(tree) for tree, _ in sizes), above))


# ---- definitions, sequences, random variables, functions

def define(name: str, *indices_and_body: Any) -> Expression:
    """Return a name for something: p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m)); a known property may come last: …, simplex)."""
    *rest, last = indices_and_body or (None,)
    known = None
    if rest and (isinstance(last, str) or getattr(last, "__name__", "") in NUMBER_KINDS):
        known = _kind(last, (*VECTOR_KINDS, *MATRIX_KINDS))
        *rest, last = rest
    body, parameters = expression(last), [bound_name(index, "define") for index in rest]
    sizes = [_index_size(index, parameter) for index, parameter in zip(rest, parameters, strict=True)]
    if len(set(parameters)) < len(parameters) or len(parameters) > 3:
        raise AlgebraError(f"{name} takes at most three different indices")
    if parameters and body.shape != NUMBER:
        raise AlgebraError(f"{name} with indices stands for a number, entry by entry; {body!r} is an array: define it without indices")
    loose = [free for free in sorted(free_names(body.tree)) if body.names.get(free, ("real",))[0] == "index" and free not in parameters]
    if loose:
        raise AlgebraError(f"{name} depends on the index {loose[0]} too: define(\"{name}\", {', '.join([*parameters, loose[0]])}, …)")
    shape = body.shape if not sizes else (sizes[0], UNIT) if len(sizes) == 1 else tuple(sizes)
    above = merged(body.names, *(index.names for index in rest))
    if name in above:
        raise AlgebraError(f"{name} would be defined by itself, or is another name already: choose a new one")
    return named(name, ("definition", tuple(parameters), body.tree, known), shape, above)


def _index_size(index: Expression, name: str) -> Any:
    declaration = index.names.get(name, ("nothing",))
    if declaration[0] != "index":
        raise AlgebraError(f"{name} is no index: declare it, indices(\"{name}\", n)")
    return size_of(declaration[1])


class Sequence(Unfinished):
    """m[0], m[1], … each made from the one before."""

    def __init__(self, name: str, first: Expression) -> None:
        self.instead = f"{name} is a sequence that never ends: name one of its elements, {name}[t]"
        self.name, self.first = name, first
        self.names: Names = NO_NAMES

    def __getitem__(self, counter: Any) -> Expression:
        t = expression(counter)
        if t.shape != NUMBER or (t.tree[0] == "num" and (t.tree[1] < 0 or t.tree[2] != 1)):
            raise AlgebraError(f"{self.name}[t] counts t = 0, 1, 2, …, not {t!r}")
        tree = ("idx", ("sym", self.name), t.tree)
        return Expression(tree, self.first.shape, merged(self.names, t.names), 2 + t.size, 1 + t.depth)

    def __repr__(self) -> str:
        return self.name


def sequence(name: str, t: Any, first: Any, then: Callable[[Sequence], Any]) -> Sequence:
    """Return a sequence: m = sequence("m", t, 0, lambda m: b * m[t - 1] + (1 - b) * g) has m[0] = 0 and that m[t] for t ≥ 1."""
    counter, start = bound_name(t, "sequence"), expression(first)
    if t.names[counter][0] != "integer":
        raise AlgebraError(f"{counter} counts: declare it, integer(\"{counter}\", 0, 7)")
    if not callable(then):
        raise AlgebraError("the rule is a function of the sequence: "
                           f"sequence(\"{name}\", {counter}, 0, lambda {name}: {name}[{counter} - 1] / 2)")
    made = Sequence(_checked(name), start)
    body = expression(then(made))
    if body.shape != start.shape:
        raise AlgebraError(f"{name}[0] and {name}[{counter}] differ in shape")
    made.names = merged(start.names, body.names, t.names, {name: ("sequence", counter, start.tree, body.tree)})
    return made


def random(name: str, law: Any) -> Expression:
    """Return a random variable: x = random("x", N(m, S)); E(f, x) is the mean over it."""
    if not isinstance(law, Law):
        raise AlgebraError(f"a law is due: random({name!r}, N(m, S)); over finitely many values write E(f[k], k, q)")
    return named(name, ("random", law.tree), law.shape, law.names)


def function(name: str, *arguments: Any, value: Any = None, kind: Any = "real") -> Function:
    """Return a function that is not defined: p = function("p", x, t) takes what x and t are; its value is a column with value=m."""
    if len(arguments) == 1 and type(arguments[0]) is int:
        arguments = (ONE,) * arguments[0]
    like = [expression(argument) for argument in arguments]
    if not like:
        raise AlgebraError(f"say what {name} is a function of: function({name!r}, x)")
    size, above = _size(value) if value is not None else (None, NO_NAMES)
    shape = () if size is None else (size, ("num", 1, 1))
    declaration = ("function", tuple(_shape_tree(argument) for argument in like), shape, _kind(kind, FUNCTION_KINDS))
    dims = {free: entry for argument in like for free, entry in argument.names.items() if entry[0] == "dim"}
    return Function(_checked(name), declaration, merged(dims, above, {name: declaration}))


def _shape_tree(argument: Expression) -> tuple[Tree, ...]:
    return tuple(size_tree(size) for size in argument.shape)


# ---- facts and statements

def assume(name: str, claim: Any, over: Any = None) -> Claim:
    """Return a named fact; with over=(i, 1, k) it holds for every i there, and may be summed over just that range."""
    if not isinstance(claim, Claim):
        raise AlgebraError(f"a fact is an inequality or equation: assume({name!r}, a <= b), not {claim!r}")
    if not isinstance(name, str) or not name.strip():
        raise AlgebraError("a fact has a name, as text")
    if over is None:
        return Claim(claim.relation, claim.left, claim.right, name)
    bound, low, high, names = range_of(over, "over")
    return Claim(claim.relation, claim.left, claim.right, name, (bound, low.tree, high.tree), (), merged(names, low.names, high.names))


class Step:
    """A statement of a proof whose order is asked."""

    def __init__(self, key: str, sentence: str) -> None:
        self.key, self.sentence = key, sentence

    def __repr__(self) -> str:
        return self.key


def step(key: str, sentence: str) -> Step:
    """Return a statement to be put in order: invariant = step("invariant", "A maps the complement into itself")."""
    if not isinstance(sentence, str) or not sentence.strip():
        raise AlgebraError("a step is a key and its sentence: step(\"invariant\", \"A maps …\")")
    return Step(_checked(key), sentence)
