"""The functions of a derivation: each only writes down what it is given."""
from collections.abc import Callable
from typing import Any

from .expressions import (
    NO_NAMES,
    Claim,
    Combination,
    Expression,
    Names,
    Unfinished,
    Usable,
    build,
    expression,
    expression_of,
    merged,
    power_of,
    rational,
)
from .render import typed
from .shapes import NUMBER, Shape, ShapeError, call_shape, is_number, law_shape, node_shape, shape_text, size_of
from .tree import CONSTANTS, HIGHEST_ORDER, AlgebraError, Declaration, Tree, depth, nodes

pi = Expression(("sym", "pi"), NUMBER, NO_NAMES, 1, 1)
oo = Expression(("sym", "oo"), NUMBER, NO_NAMES, 1, 1)


# ---- functions of one argument

def _one(name: str, sentence: str) -> Callable[[Any], Expression]:
    def function(a: Any) -> Expression:
        return build("fn", name, expression(a))
    function.__name__, function.__doc__ = name, sentence
    return function


exp = _one("exp", "eᵃ, of every entry where a is an array.")
log = _one("log", "The natural logarithm.")
sqrt = _one("sqrt", "The square root that is not negative.")
sign = _one("sign", "1, 0 or −1.")
sin, cos, tan = _one("sin", "The sine."), _one("cos", "The cosine."), _one("tan", "The tangent.")
sinh, cosh, tanh = (_one(name, "Hyperbolic.") for name in ("sinh", "cosh", "tanh"))
asin, acos, atan = (_one(name, "The principal inverse.") for name in ("asin", "acos", "atan"))
erf, erfc = _one("erf", "2/√π ∫₀ᵃ exp(−t²) dt."), _one("erfc", "1 − erf(a).")
gamma, lgamma, digamma = _one("gamma", "Γ(a)."), _one("lgamma", "log Γ(a)."), _one("digamma", "(log Γ)′(a).")
floor, factorial = _one("floor", "The largest whole number ≤ a."), _one("factorial", "a!, a a whole number.")
sigmoid = _one("sigmoid", "1 / (1 + exp(−a)).")
softplus = _one("softplus", "log(1 + exp(a)).")
relu = _one("relu", "max(0, a).")
absolute = _one("abs", "|a|.")
tr, det, logdet = _one("tr", "The trace."), _one("det", "The determinant."), _one("logdet", "log det a, det a > 0.")
inv, rank = _one("inv", "The inverse."), _one("rank", "The rank.")
diag = _one("diag", "A column as a diagonal matrix; of a matrix, its diagonal as a column.")
vec = _one("vec", "The columns of a matrix stacked, the first on top.")
softmax = _one("softmax", "exp(aₖ) / Σ exp(aⱼ), a column.")
norm = _one("norm", "‖a‖ = √(Σ aₖ²).")
norm2 = _one("norm2", "‖a‖² = Σ aₖ².")
frobenius2 = _one("frobenius2", "Σ of all squares of a matrix.")


# ---- functions of several

def hadamard(a: Any, b: Any) -> Expression:
    """Return the product entry by entry; a * b writes the same."""
    return build("fn", "hadamard", expression(a), expression(b))


def hadamard_power(a: Any, n: Any) -> Expression:
    """Return every entry to the power n."""
    return build("fn", "hadamard_power", expression(a), expression(n))


def power(a: Any, n: Any) -> Expression:
    """Return the power of a number or of a square matrix, A A … A."""
    base = expression(a)
    return power_of(base, expression(n)) if is_number(base.shape) else build("^", base, expression(n))


def kron(a: Any, b: Any) -> Expression:
    """Return the Kronecker product."""
    return build("fn", "kron", expression(a), expression(b))


def delta(i: Any, j: Any) -> Expression:
    """Return Kronecker's δ: 1 where i = j, else 0."""
    return build("fn", "delta", expression(i), expression(j))


def binomial(n: Any, k: Any) -> Expression:
    """Return n! / (k! (n−k)!)."""
    return build("fn", "binomial", expression(n), expression(k))


def largest(*numbers: Any) -> Expression:
    """Return the largest of two or more numbers; over a range it is Max(x[k], k)."""
    return _extreme("max", numbers)


def smallest(*numbers: Any) -> Expression:
    """Return the smallest of two or more numbers; over a range it is Min(x[k], k)."""
    return _extreme("min", numbers)


def _extreme(name: str, numbers: tuple[Any, ...]) -> Expression:
    if len(numbers) < 2:
        raise AlgebraError(f"{name} compares two numbers or more; over a range write {name.capitalize()}(x[k], k)")
    return build("fn", name, *map(expression, numbers))


def where(claim: Any, a: Any, b: Any) -> Expression:
    """Return a where the claim holds, else b."""
    return build("fn", "where", _condition(claim, "where(x > 0, a, b)"), expression(a), expression(b))


def indicator(claim: Any) -> Expression:
    """Return 1 where the claim holds, else 0."""
    return build("fn", "indicator", _condition(claim, "indicator(x > 0)"))


def _condition(claim: Any, example: str) -> Claim:
    if not isinstance(claim, Claim):
        raise AlgebraError(f"a condition such as x > 0 or Eq(i, j) is due first: {example}")
    return claim


def eye(n: Any) -> Expression:
    """Return the n × n identity."""
    return build("fn", "eye", expression(n))


def ones(n: Any, m: Any = None) -> Expression:
    """Return a column of n ones, or an n × m matrix of them."""
    return build("fn", "ones", expression(n), *(() if m is None else (expression(m),)))


def zeros(n: Any, m: Any = None) -> Expression:
    """Return a column of n zeros, or an n × m matrix of them."""
    return build("fn", "zeros", expression(n), *(() if m is None else (expression(m),)))


def block(rows: Any) -> Expression:
    """Return the matrix made of blocks, row by row: block([[A, B], [0, C]]); a plain 0 takes the size its place gives."""
    if not isinstance(rows, list | tuple) or not rows or not all(isinstance(row, list | tuple) and row for row in rows):
        raise AlgebraError("blocks are given by rows: block([[A, B], [C, D]])")
    table = [[expression(entry) for entry in row] for row in rows]
    if len({len(row) for row in table}) > 1:
        raise AlgebraError("every row of a block matrix has as many blocks")
    flat = [entry for row in table for entry in row]
    tree = ("block", tuple(tuple(entry.tree for entry in row) for row in table))
    shape = node_shape(tree, [entry.shape for entry in flat])
    return Expression(tree, shape, merged(*(entry.names for entry in flat)),
                      1 + len(table) + sum(entry.size for entry in flat), 2 + max(entry.depth for entry in flat))


def Rational(p: Any, q: Any = 1) -> Expression:
    """Return the fraction p/q of whole numbers."""
    if type(p) is not int or type(q) is not int:
        raise AlgebraError("Rational(p, q) takes two whole numbers; a quotient of expressions is a / b")
    return rational(p, q)


def Eq(a: Any, b: Any) -> Claim:
    """Return the equation a = b."""
    return Claim("=", expression(a), expression(b))


def Ne(a: Any, b: Any) -> Claim:
    """Return the claim a ≠ b."""
    return Claim("!=", expression(a), expression(b))


# ---- what binds a name

def Sum(body: Any, *ranges: Any) -> Any:
    """Return Σ: Sum(x[k], k) over a whole index, Sum(f, (k, 1, n)) from 1 to n, Sum(f, i, j) over both; of an inequality, its sum."""
    if isinstance(body, Usable):
        if not ranges:
            raise AlgebraError("say over what the inequality is summed: Sum(fact, (i, 1, n))")
        read = [range_of(each, "Sum") for each in ranges]
        names = merged(*(names for *_, names in read))
        inequality: Claim | Combination = body      # type: ignore[assignment]  # there are no other kinds
        return inequality.summed_over([(name, low.tree, high.tree) for name, low, high, _ in read], names)
    return _over("sum", body, ranges)


def Prod(body: Any, *ranges: Any) -> Expression:
    """Return Π, with ranges as in Sum."""
    return _over("prod", body, ranges)


def Max(body: Any, *ranges: Any) -> Expression:
    """Return the largest value over ranges as in Sum; of two numbers it is max(a, b)."""
    return _over("max", body, ranges)


def Min(body: Any, *ranges: Any) -> Expression:
    """Return the smallest value over ranges as in Sum; of two numbers it is min(a, b)."""
    return _over("min", body, ranges)


def _over(op: str, body: Any, ranges: tuple[Any, ...]) -> Expression:
    result, word = expression(body), op.capitalize()
    if not ranges:
        raise AlgebraError(f"{word} runs over something: {word}(x[k], k) or {word}(x[k], (k, 1, n))")
    if op in ("max", "min") and not isinstance(ranges[0], tuple | list) and expression(ranges[0]).tree[0] != "sym":
        raise AlgebraError(f"{word} is over a range, {word}(x[k], k); of two numbers write {op}(a, b)")
    for each in ranges:
        name, low, high, names = range_of(each, word)
        result = build(op, result, name, low, high, names=names)
    return result


def range_of(given: Any, word: str) -> tuple[str, Expression, Expression, Names]:
    """Return a bound name, its limits, and its declarations."""
    variable, *limits = given if isinstance(given, tuple | list) else (given,)
    name = bound_name(variable, word)
    declaration = variable.names.get(name, ("index",))
    if not limits:
        if declaration[0] != "index" or len(declaration) < 2:
            raise AlgebraError(f"{name} is no index: say where it runs, {word}(…, ({name}, 1, n))")
        return name, rational(1, 1), expression_of(declaration[1], variable.names), variable.names
    if word != "Integral" and declaration[0] not in ("index", "integer"):
        raise AlgebraError(f"{name} is not a whole number: {word} runs over an index, indices(\"k\", n), or integer(\"i\", 1, 8)")
    if len(limits) > 2:
        raise AlgebraError(f"a range is ({name}, from, to)")
    low, high = map(expression, limits if len(limits) == 2 else (1, *limits))
    return name, low, high, variable.names


def bound_name(variable: Any, word: str) -> str:
    """Return the name that a variable is, or say that a name is due."""
    if not isinstance(variable, Expression) or variable.tree[0] != "sym" or variable.tree[1] in CONSTANTS:
        raise AlgebraError(f"{word} binds a name, not {variable!r}")
    name: str = variable.tree[1]
    return name


def Integral(body: Any, *ranges: Any) -> Expression:
    """Return ∫: Integral(f, (x, a, b)); the limits may be oo and -oo."""
    result = expression(body)
    if not ranges:
        raise AlgebraError("an integral has limits: Integral(f, (x, a, b)), or (x, -oo, oo)")
    for given in ranges:
        if not isinstance(given, tuple | list) or len(given) != 3:
            raise AlgebraError("a range of an integral is (x, from, to), from -oo to oo at most")
        name, low, high, names = range_of(given, "Integral")
        if not is_number(given[0].shape):
            raise AlgebraError(f"an integral is over a number, and {name} is {shape_text(given[0].shape)}; over a law write E(f, {name})")
        result = build("integral", result, name, low, high, names=names)
    return result


def D(f: Any, *variables: Any) -> Expression:
    """Return ∂f/∂x, not carried out; D(f, x, y) takes first the derivative by x."""
    result = expression(f)
    if not variables:
        raise AlgebraError("D(f, x): say by what")
    for by in variables:
        tree = by.tree if isinstance(by, Expression) else ("num",)
        base = tree[1] if tree[0] == "idx" else tree
        if base[0] != "sym" or base[1] in CONSTANTS or by.names.get(base[1], ("real",))[0] in ("index", "dim", "integer"):
            raise AlgebraError(f"D(f, x) is the derivative by a name, x, or an entry of one, x[k], not by {by!r}")
        result = build("D", result, by)
    return result


def At(body: Any, variable: Any, value: Any) -> Expression:
    """Return body at a point: At(D(f(x), x), x, x0) is f′(x0); derivatives inside are taken first."""
    point = expression(value)
    name = bound_name(variable, "At")
    if point.shape != variable.shape and not (is_number(point.shape) and is_number(variable.shape)):
        raise ShapeError(f"{name} is {shape_text(variable.shape)}, but {point!r} is {shape_text(point.shape)}")
    return build("at", expression(body), name, point, names=variable.names)


def modulo(body: Any, small: Any, order: Any) -> Expression:
    """Return body up to terms of that order: modulo(f, eps, 3) keeps 1, ε, ε²."""
    name = bound_name(small, "modulo")
    if type(order) is not int or not 1 <= order <= HIGHEST_ORDER:
        raise AlgebraError(f"an order is a whole number from 1 to {HIGHEST_ORDER}: modulo(f, {name}, 3) drops {name}**3 and higher")
    return build("mod", expression(body), name, order, names=small.names)


class Law(Unfinished):
    """The law a random variable is drawn from."""

    instead = "N(…) is a law, not a number: x = random(\"x\", N(m, S)) is drawn from it"

    def __init__(self, tree: Tree, shape: Shape, names: Names, size: int, depth: int) -> None:
        self.tree, self.shape, self.names, self.size, self.depth = tree, shape, names, size, depth


def N(mean: Any, covariance: Any) -> Law:
    """Return the Gaussian law; in one dimension the second is the variance."""
    m, s = expression(mean), expression(covariance)
    tree = ("fn", "N", m.tree, s.tree)
    return Law(tree, law_shape(tree, (m.shape, s.shape)), merged(m.names, s.names), 1 + m.size + s.size, 1 + max(m.depth, s.depth))


def E(body: Any, variable: Any, law: Any = None) -> Expression:
    """Return the expectation: E(f, x) over x = random("x", N(m, S)); E(f[z], z, q) over an index z with probabilities q."""
    name, inner = bound_name(variable, "E"), expression(body)
    declaration: Declaration = variable.names.get(name, ("index",))
    if law is None:
        if declaration[0] != "random":
            raise AlgebraError(f"{name} has no law: declare it, random(\"{name}\", N(m, S)), or give the probabilities, E(f[k], k, q)")
        law = Law(declaration[1], variable.shape, variable.names, nodes(declaration[1]), depth(declaration[1]))
    if isinstance(law, Law):
        return Expression(("E", inner.tree, name, law.tree), inner.shape, merged(inner.names, variable.names, law.names),
                          1 + inner.size + law.size, 1 + max(inner.depth, law.depth))
    probabilities = expression(law)
    law_shape(probabilities.tree, (probabilities.shape,))
    if declaration[0] not in ("index", "integer"):
        raise AlgebraError(f"probabilities belong to an index, and {name} is none: E(f[k], k, q)")
    if declaration[0] == "index" and size_of(declaration[1]) != probabilities.shape[0]:
        raise ShapeError(f"{name} runs to {typed(declaration[1])}, but {probabilities!r} is {shape_text(probabilities.shape)}")
    return build("E", inner, name, probabilities, names=variable.names)


class Function(Unfinished):
    """A function that is not defined: f(x) is all that is known of it."""

    def __init__(self, name: str, declaration: Declaration, names: Names) -> None:
        self.instead = f"{name} is a function: give it its arguments, {name}({', '.join('…' for _ in declaration[1])})"
        self.name, self.declaration, self.names = name, declaration, names

    def __call__(self, *arguments: Any) -> Expression:
        given = tuple(map(expression, arguments))
        tree = ("call", self.name, *(argument.tree for argument in given))
        shape = call_shape(tree, [argument.shape for argument in given], self.declaration)
        return build("call", self.name, *given, shape=shape, names=self.names)

    def __repr__(self) -> str:
        return self.name
