"""SymPy's expressions as ours; recognised by the names of their classes, so that SymPy itself is never imported here.

SymPy simplifies as it builds, so a converted line is what SymPy made of it. Names come without declarations: those of the
exercise apply. An entry X[i, j] of a MatrixSymbol counts from 0 in SymPy and from 1 here; an Indexed one is taken as written.
"""
from collections.abc import Callable
from typing import Any

from .expressions import NO_NAMES, Claim, Expression, build, chained, expression, power_of, rational, times
from .functions import largest, pi, smallest
from .shapes import NUMBER, Shape, is_number, size_of
from .tree import MOST_DEPTH, AlgebraError, Tree, is_name

SAME = {"exp": "exp", "log": "log", "Abs": "abs", "sign": "sign", "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh",
        "tanh": "tanh", "asin": "asin", "acos": "acos", "atan": "atan", "erf": "erf", "erfc": "erfc", "gamma": "gamma",
        "loggamma": "lgamma", "digamma": "digamma", "binomial": "binomial", "factorial": "factorial", "floor": "floor",
        "KroneckerDelta": "delta", "Trace": "tr", "Determinant": "det", "HadamardProduct": "hadamard",
        "KroneckerProduct": "kron"}
RELATIONS = {"Equality": "=", "Unequality": "!=", "LessThan": "<=", "GreaterThan": ">=", "StrictLessThan": "<", "StrictGreaterThan": ">"}
RANGED = {"Sum": "sum", "Product": "prod", "Integral": "integral"}
HOWEVER = {"ImaginaryUnit": "complex numbers have no place here", "ComplexInfinity": "it divides by 0", "NaN": "it is not a number",
           "ImmutableDenseMatrix": "a matrix of entries has no place here: name it with matrix(…)",
           "MutableDenseMatrix": "a matrix of entries has no place here: name it with matrix(…)"}


def converted(made: Any, level: int = 1) -> Expression:
    """Return a SymPy expression as one of ours, or say what has none."""
    if level > MOST_DEPTH:
        raise AlgebraError(f"this line is too long to read (nested deeper than {MOST_DEPTH})")
    kind = _kind(made)
    below = [converted(part, level + 1) for part in made.args] if kind in SAME or kind in PLAIN else []
    if kind in SAME:
        return build("fn", SAME[kind], *below)
    if kind in PLAIN:
        return PLAIN[kind](below)
    if kind in SPECIAL:
        return SPECIAL[kind](made, level + 1)
    why = HOWEVER.get(kind, f"SymPy's {kind} has no counterpart")
    raise AlgebraError(f"{str(made)[:60]} cannot be used in a derivation: {why}")


def _kind(made: Any) -> str:
    """Return the most special known class of a SymPy object, by name."""
    names = [base.__name__ for base in type(made).__mro__]
    return next((name for name in names if name in SAME or name in PLAIN or name in SPECIAL or name in HOWEVER), names[0])


def _claim(made: Any, level: int) -> Claim:
    relation = RELATIONS.get(type(made).__name__)
    if relation is None:
        raise AlgebraError(f"the condition {str(made)[:60]} is no single equation or inequality")
    left, right = (converted(part, level) for part in made.args)
    return Claim(relation, left, right)


# ---- sums and products

def _folded(join: Callable[[Expression, Expression], Expression]) -> Callable[[list[Expression]], Expression]:
    def fold(parts: list[Expression]) -> Expression:
        result = parts[0]
        for part in parts[1:]:
            result = join(result, part)
        return result
    return fold


def _factors(first: Expression, second: Expression) -> Expression:
    """SymPy's product of matrices is the matrix product."""
    return times(first, second) if is_number(first.shape) or is_number(second.shape) else chained("@", first, second)


def _power(parts: list[Expression]) -> Expression:
    base, exponent = parts
    if exponent.tree == ("num", 1, 2) and is_number(base.shape):
        return build("fn", "sqrt", base)
    return power_of(base, exponent) if is_number(base.shape) else build("^", base, exponent)


PLAIN: dict[str, Callable[[list[Expression]], Expression]] = {
    "Add": _folded(lambda a, b: chained("+", a, b)), "MatAdd": _folded(lambda a, b: chained("+", a, b)),
    "Mul": _folded(_factors), "MatMul": _folded(_factors), "Pow": _power, "MatPow": _power,
    "Transpose": lambda parts: parts[0].T, "Inverse": lambda parts: build("fn", "inv", parts[0]),
    "Identity": lambda parts: build("fn", "eye", parts[0]),
    "OneMatrix": lambda parts: build("fn", "ones", *parts), "ZeroMatrix": lambda parts: build("fn", "zeros", *parts),
    "Max": lambda parts: largest(*parts), "Min": lambda parts: smallest(*parts)}


# ---- what is not only its parts

def _name(text: Any) -> str:
    if not is_name(str(text)):
        raise AlgebraError(f"{str(text)[:40]!r} cannot be a name in a derivation")
    return str(text)


def _number(made: Any, level: int) -> Expression:
    return rational(int(made.p), int(made.q))


def _symbol(made: Any, level: int) -> Expression:
    return _named(made.name, NUMBER)


def _named(name: Any, shape: Shape) -> Expression:
    return Expression(("sym", _name(name)), shape, NO_NAMES, 1, 1)


def _matrix_symbol(made: Any, level: int) -> Expression:
    return _named(made.name, tuple(size_of(converted(size, level).tree) for size in made.shape))


def _indexed(made: Any, level: int) -> Expression:
    below = [converted(index, level) for index in made.indices]
    tree: Tree = ("sym", _name(made.base.label))
    return Expression(("idx", tree, *(index.tree for index in below)), NUMBER, NO_NAMES,
                      2 + sum(index.size for index in below), 1 + max(index.depth for index in below))


def _matrix_entry(made: Any, level: int) -> Expression:
    base, *indices = (converted(part, level) for part in made.args)
    shifted = [rational(i.tree[1] + 1, 1) if i.tree[0] == "num" else i + 1 for i in indices]
    return build("idx", base, *shifted)


def _ranged(made: Any, level: int) -> Expression:
    result, op = converted(made.function, level), RANGED[type(made).__name__]
    for limit in made.limits:
        if len(limit) != 3:
            raise AlgebraError(f"{str(made)[:60]} has no limits: give them, (x, a, b)")
        variable, low, high = limit
        result = build(op, result, _name(variable.name), _limit(low, level), _limit(high, level))
    return result


def _limit(made: Any, level: int) -> Expression:
    if type(made).__name__ in ("Infinity", "NegativeInfinity"):
        far = Expression(("sym", "oo"), NUMBER, NO_NAMES, 1, 1)
        return far if type(made).__name__ == "Infinity" else -far
    return converted(made, level)


def _derivative(made: Any, level: int) -> Expression:
    result = converted(made.expr, level)
    for variable, times_taken in made.variable_count:
        for _ in range(int(times_taken)):
            result = build("D", result, converted(variable, level))
    return result


def _at_point(made: Any, level: int) -> Expression:
    result = converted(made.expr, level)
    for variable, value in zip(made.variables, made.point, strict=True):
        result = build("at", result, _name(variable.name), converted(value, level))
    return result


def _piecewise(made: Any, level: int) -> Expression:
    *pieces, last = made.args
    if type(last.args[1]).__name__ != "BooleanTrue":
        raise AlgebraError("a Piecewise ends with (expression, True)")
    result = converted(last.args[0], level)
    for piece in reversed(pieces):
        result = build("fn", "where", _claim(piece.args[1], level), converted(piece.args[0], level), result)
    return result


def _undefined(made: Any, level: int) -> Expression:
    arguments = [converted(part, level) for part in made.args]
    return build("call", _name(type(made).__name__), *arguments, shape=NUMBER)


SPECIAL: dict[str, Callable[[Any, int], Expression]] = {
    "Rational": _number, "Float": lambda made, level: expression(float(made)), "Pi": lambda made, level: pi,
    "Exp1": lambda made, level: build("fn", "exp", rational(1, 1)), "Symbol": _symbol, "MatrixSymbol": _matrix_symbol,
    "Indexed": _indexed, "MatrixElement": _matrix_entry, "Sum": _ranged, "Product": _ranged, "Integral": _ranged,
    "Derivative": _derivative, "Subs": _at_point, "Piecewise": _piecewise, "AppliedUndef": _undefined}
