"""Inert mathematics: an expression is what was typed, never simplified; comparing two makes a claim, adding claims a combination."""
from collections.abc import Mapping, Sequence
from math import gcd
from typing import Any, NoReturn

from .render import latex, typed, unicode
from .shapes import Shape, is_number, node_shape, shape_of, shape_text
from .tree import MANY, MOST_DEPTH, MOST_DIGITS, MOST_NODES, AlgebraError, Declaration, Tree, depth, free_names, nodes

Names = Mapping[str, Declaration]
Range = tuple[str, Tree, Tree]      # a bound name with its limits

NO_NAMES: Names = {}
MOST_EXACT = 1024                   # a float with a larger denominator is taken for a rounded one: 1/3, 0.1

NUMPY_HABITS = {"dot": "the matrix product is @", "sum": "write Sum(x[k], k)", "mean": "write E(…) or Sum(x[k], k) / n",
                "transpose": "write .T", "inv": "write inv(A)", "trace": "write tr(A)", "diff": "write D(f, x)", "det": "write det(A)",
                "subs": "write At(f, x, value)", "reshape": "write vec(A)"}


class Expression:
    """A tree with its shape and the declarations it rests on."""

    __slots__ = ("depth", "names", "shape", "size", "tree")
    __array_ufunc__ = None          # NumPy's numbers on the left ask this class, not themselves
    __hash__ = object.__hash__      # == raises, so identity is all there is

    def __init__(self, tree: Tree, shape: Shape, names: Names, size: int, depth: int) -> None:
        if size > MOST_NODES or depth > MOST_DEPTH:
            excess = f"more than {MOST_NODES} parts" if size > MOST_NODES else f"nested deeper than {MOST_DEPTH}"
            raise AlgebraError(f"this line is too long to read ({excess}): name a part of it with define(…)")
        self.tree, self.shape, self.names, self.size, self.depth = tree, shape, names, size, depth

    # -- arithmetic
    def __add__(self, other: Any) -> "Expression":
        return NotImplemented if isinstance(other, Usable) else chained("+", self, expression(other))

    def __radd__(self, other: Any) -> "Expression":
        return chained("+", expression(other), self)

    def __sub__(self, other: Any) -> "Expression":
        return chained("+", self, -expression(other))

    def __rsub__(self, other: Any) -> "Expression":
        return chained("+", expression(other), -self)

    def __neg__(self) -> "Expression":
        return build("neg", self)

    def __pos__(self) -> "Expression":
        return self

    def __mul__(self, other: Any) -> "Expression":
        return NotImplemented if isinstance(other, Usable) else times(self, expression(other))

    def __rmul__(self, other: Any) -> "Expression":
        return times(expression(other), self)

    def __matmul__(self, other: Any) -> "Expression":
        return chained("@", self, expression(other))

    def __rmatmul__(self, other: Any) -> "Expression":
        return chained("@", expression(other), self)

    def __truediv__(self, other: Any) -> "Expression":
        return build("/", self, expression(other))

    def __rtruediv__(self, other: Any) -> "Expression":
        return build("/", expression(other), self)

    def __pow__(self, exponent: Any) -> "Expression":
        return power_of(self, expression(exponent))

    def __rpow__(self, base: Any) -> "Expression":
        return power_of(expression(base), self)

    def __abs__(self) -> "Expression":
        return build("fn", "abs", self)

    def __getitem__(self, index: Any) -> "Expression":
        indices = index if isinstance(index, tuple) else (index,)
        if any(isinstance(i, slice) for i in indices):
            raise AlgebraError(f"{self!r} has no slices: name one entry with indices, {self!r}[k]")
        return build("idx", self, *map(expression, indices))

    @property
    def T(self) -> "Expression":    # NumPy's name
        return build("T", self)

    # -- claims
    def __le__(self, other: Any) -> "Claim":
        return Claim("<=", self, expression(other))

    def __ge__(self, other: Any) -> "Claim":
        return Claim(">=", self, expression(other))

    def __lt__(self, other: Any) -> "Claim":
        return Claim("<", self, expression(other))

    def __gt__(self, other: Any) -> "Claim":
        return Claim(">", self, expression(other))

    # -- what Python means otherwise than mathematics
    def __eq__(self, other: object) -> NoReturn:
        raise AlgebraError("== asks Python whether two objects are the same; an equation is written Eq(a, b)")

    def __ne__(self, other: object) -> NoReturn:
        raise AlgebraError("!= asks Python whether two objects differ; write Ne(a, b)")

    def __bool__(self) -> bool:
        raise AlgebraError("an expression is neither true nor false, so no if, and, or, not; cases are where(x > 0, a, b) or case(x > 0)")

    def __iter__(self) -> NoReturn:
        raise AlgebraError(f"an expression is no list: index it, {self!r}[k], or sum it, Sum({self!r}[k], k)")

    def __len__(self) -> int:
        raise AlgebraError(f"{self!r} has no length that Python knows: it is {shape_text(self.shape)}")

    def __float__(self) -> float:
        raise AlgebraError(f"{self!r} has no value: use the functions of autograder.algebra (exp, log, sqrt …), not those of math")

    __int__ = __index__ = __complex__ = __round__ = __float__

    def _sympy_(self) -> NoReturn:
        """Tell SymPy, which asks when it stands on the left, that it is not its turn."""
        from sympy import SympifyError
        raise SympifyError(f"{self!r} belongs to autograder.algebra")

    def __xor__(self, other: Any) -> NoReturn:
        raise AlgebraError("^ is no power in Python: write **")

    __rxor__ = __xor__

    def __floordiv__(self, other: Any) -> NoReturn:
        raise AlgebraError("// rounds down: a quotient is written /")

    __rfloordiv__ = __mod__ = __rmod__ = __floordiv__

    def __call__(self, *arguments: Any) -> NoReturn:
        raise AlgebraError(f"{self!r} is no function: a product is written {self!r} * (…); functions are declared with function(…)")

    def __getattr__(self, name: str) -> NoReturn:
        hint = f": {NUMPY_HABITS[name]}" if name in NUMPY_HABITS else ""
        raise AttributeError(f"an expression has no .{name}{hint}")

    # -- how it is read
    def __repr__(self) -> str:
        return typed(self.tree, self.names)

    def __str__(self) -> str:
        return unicode(self.tree, self.names)

    @property
    def latex(self) -> str:
        return latex(self.tree, self.names)

    def _repr_latex_(self) -> str:
        return f"${self.latex}$"


class Unfinished:
    """What is no expression until something is given to it: a function its arguments, a sequence its counter."""

    instead = ""
    __array_ufunc__ = None

    def _refuse(self, *others: Any) -> NoReturn:
        raise AlgebraError(self.instead)

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = __truediv__ = __rtruediv__ = _refuse
    __pow__ = __rpow__ = __neg__ = __le__ = __ge__ = __lt__ = __gt__ = __iter__ = _refuse


class Usable:
    """What may stand as a reason and be added and multiplied: an inequality, or a combination of several."""

    __array_ufunc__ = None
    __hash__ = object.__hash__

    def combination(self) -> "Combination":
        """Return it as a combination of itself."""
        raise NotImplementedError

    def __add__(self, other: Any) -> "Combination":
        if isinstance(other, int) and other == 0:       # the start of Python's sum
            return self.combination()
        if not isinstance(other, Usable):
            raise AlgebraError("an inequality is added to inequalities; an expression that is ≥ 0 joins them as slack(…)")
        return Combination((*self.combination().terms, *other.combination().terms))

    __radd__ = __add__

    def __mul__(self, factor: Any) -> "Combination":
        by = expression(factor)
        return Combination(tuple((by if weight is ONE else times(by, weight), claim) for weight, claim in self.combination().terms))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Any) -> "Combination":
        return self.__mul__(ONE / divisor)

    def __neg__(self) -> NoReturn:
        raise AlgebraError("an inequality turns when its sign does: multiply by what is ≥ 0 only, or state it the other way round")

    def __sub__(self, other: Any) -> NoReturn:
        raise AlgebraError("inequalities may be added, not subtracted")

    __rsub__ = __sub__

    def __eq__(self, other: object) -> NoReturn:
        raise AlgebraError("== asks Python whether two objects are the same; an equation is written Eq(a, b)")

    def __bool__(self) -> bool:
        raise AlgebraError("a claim is neither true nor false: a <= b <= c is written as two lines; max(a, b) and min(a, b) are imported "
                           "from autograder.algebra; cases are where(x > 0, a, b) or case(x > 0)")


class Claim(Usable):
    """An equation or inequality; with a name, a fact; summed over ranges, one for each of them added up."""

    def __init__(self, relation: str, left: Expression, right: Expression, name: str | None = None,
                 over: Range | None = None, summed: tuple[Range, ...] = (), names: Names = NO_NAMES) -> None:
        node_shape(("rel", relation, left.tree, right.tree), (left.shape, right.shape))
        self.relation, self.left, self.right, self.name, self.over, self.summed = relation, left, right, name, over, summed
        self.names = merged(left.names, right.names, names)

    @property
    def tree(self) -> Tree:
        return "rel", self.relation, self.left.tree, self.right.tree

    @property
    def size(self) -> int:
        return 1 + self.left.size + self.right.size

    @property
    def depth(self) -> int:
        return 1 + max(self.left.depth, self.right.depth)

    def combination(self) -> "Combination":
        return Combination(((ONE, self),))

    def summed_over(self, ranges: Sequence[Range], names: Names) -> "Claim":
        """Return the claim to be added up over ranges, the first innermost."""
        return Claim(self.relation, self.left, self.right, self.name, self.over, (*self.summed, *ranges), merged(self.names, names))

    def ground(self) -> dict[str, Any]:
        """Return what it is as a reason: everything but the trees' JSON."""
        return {"kind": "fact", "name": self.name, "claim": self.tree, "over": self.over, "summed": self.summed}

    def __le__(self, other: Any) -> NoReturn:
        raise AlgebraError("a chain of relations is written line by line, one relation in each")

    __ge__ = __lt__ = __gt__ = __le__

    def __repr__(self) -> str:
        return typed(self.tree, self.names) if self.name is None else self.name

    def __str__(self) -> str:
        return unicode(self.tree, self.names)

    @property
    def latex(self) -> str:
        return latex(self.tree, self.names)


class Combination(Usable):
    """weight₁ · claim₁ + weight₂ · claim₂ + …; a weight beside no claim is slack."""

    def __init__(self, terms: tuple[tuple[Expression, Claim | None], ...]) -> None:
        self.terms = terms

    def combination(self) -> "Combination":
        return self

    def summed_over(self, ranges: Sequence[Range], names: Names) -> "Combination":
        """Return each inequality with its weight, to be added up over ranges; a weight that depends on the index stands under the sum."""
        if any(claim is None for _, claim in self.terms):
            raise AlgebraError("sum each inequality by itself, then combine: c * Sum(fact, (i, 1, k)) + slack(…)")
        return Combination(tuple((weight, claim.summed_over(ranges, names)) for weight, claim in self.terms if claim is not None))

    def __repr__(self) -> str:
        return " + ".join(f"slack({weight!r})" if claim is None else repr(claim) if weight is ONE
                          else f"{typed(weight.tree) if weight.tree[0] not in '+' else f'({weight!r})'} * {claim!r}"
                          for weight, claim in self.terms)


# ---- building

def merged(*tables: Names) -> Names:
    """Return one table of names; a name means one thing."""
    largest = max(tables, key=len, default=NO_NAMES)
    result: dict[str, Declaration] | None = None
    for table in tables:
        if table is largest:
            continue
        for name, declaration in table.items():
            known = (result or largest).get(name)
            if known is None:
                result = dict(largest) if result is None else result
                result[name] = declaration
            elif known is not declaration and known != declaration:
                raise AlgebraError(f"{name} is declared twice, differently, as {known[0]} and as {declaration[0]}: give one another name"
                                   if known[0] != declaration[0] else f"{name} is declared twice, differently: give one another name")
    return largest if result is None else result


def build(op: str, *parts: Any, shape: Shape | None = None, names: Names = NO_NAMES) -> Expression:
    """Return the node over the parts: expressions and claims go in as their trees, anything else as it is."""
    below = [part for part in parts if isinstance(part, Expression | Claim)]
    tree = (op, *(part.tree if isinstance(part, Expression | Claim) else part for part in parts))
    if shape is None:
        shape = node_shape(tree, [part.shape if isinstance(part, Expression) else () for part in below])
    return Expression(tree, shape, merged(*(part.names for part in below), names),
                      1 + sum(part.size for part in below), 1 + max((part.depth for part in below), default=0))


def chained(op: str, first: Expression, second: Expression) -> Expression:
    """Return first + second, or first @ second, as one row of terms where it was typed as one: a + b + c."""
    if first.tree[0] != op or len(first.tree) > MANY:
        return build(op, first, second)
    shape = node_shape((op, first.tree, second.tree), (first.shape, second.shape))
    return Expression((*first.tree, second.tree), shape, merged(first.names, second.names),
                      first.size + second.size, max(first.depth, second.depth + 1))


def times(first: Expression, second: Expression) -> Expression:
    """Return the product of numbers, of a number and an array, or of two arrays entry by entry."""
    if is_number(first.shape) or is_number(second.shape):
        return chained("*", first, second)
    return build("fn", "hadamard", first, second)


def power_of(base: Expression, exponent: Expression) -> Expression:
    """Return a power of a number, or of every entry of an array; of a square matrix it must be said which."""
    if is_number(base.shape):
        return build("^", base, exponent)
    if len(base.shape) == 2 and base.shape[0] == base.shape[1]:
        if exponent.tree == ("num", -1, 1):
            raise AlgebraError(f"the inverse is written inv({base!r})")
        raise AlgebraError(f"** of the square matrix {base!r} could mean two things: power({base!r}, {exponent!r}) is the matrix power, "
                           f"hadamard_power({base!r}, {exponent!r}) is taken entry by entry")
    return build("fn", "hadamard_power", base, exponent)


def rational(p: int, q: int) -> Expression:
    """Return the number p/q."""
    if q == 0:
        raise AlgebraError("a fraction with denominator 0")
    common = gcd(p, q) * (1 if q > 0 else -1)
    p, q = p // common, q // common
    if max(abs(p), q) >= 10 ** MOST_DIGITS:
        raise AlgebraError(f"a number of more than {MOST_DIGITS} digits: write it as a product or a power")
    return Expression(("num", p, q), (), NO_NAMES, 1, 1)


ONE = rational(1, 1)


def expression(value: Any) -> Expression:
    """Return the value as an expression, or say what is due instead."""
    if isinstance(value, Expression):
        return value
    if type(value) is int:
        return rational(value, 1)
    if isinstance(value, Unfinished):
        raise AlgebraError(value.instead)
    if isinstance(value, Claim):
        raise AlgebraError(f"an expression is due here, not the claim {value!r}")
    if isinstance(value, str | bool | list | tuple | dict | set | type(None)):
        raise AlgebraError(f"an expression is due here, not {_article(value)} {str(value)[:40]!r}" if value is not None else
                           "an expression is due here, not None")
    if type(value).__module__.partition(".")[0] == "sympy":
        from .sympy_bridge import converted  # only for those who bring SymPy
        return converted(value)
    return _number(value)


def _article(value: Any) -> str:
    return {"str": "the text", "bool": "the truth value", "list": "the list", "tuple": "the tuple", "dict": "the dict"}.get(
        type(value).__name__, f"the {type(value).__name__}")


def _number(value: Any) -> Expression:
    if getattr(value, "ndim", 0):
        raise AlgebraError("an array of numbers has no place in a derivation: declare a vector or a matrix")
    if type(value).__module__ == "numpy" and hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return _exact(value)
    p, q = getattr(value, "numerator", None), getattr(value, "denominator", None)
    if type(p) is int and type(q) is int and not isinstance(value, bool):
        return rational(p, q)
    if callable(value):
        name = getattr(value, "__name__", type(value).__name__)
        raise AlgebraError(f"{name} is a function: give it its arguments, {name}(…)")
    raise AlgebraError(f"an expression is due here, not {type(value).__name__}")


def _exact(value: float) -> Expression:
    if value - value != 0:      # infinite, or not a number
        raise AlgebraError(f"{value} is no number; oo stands in limits only")
    p, q = value.as_integer_ratio()
    if q > MOST_EXACT or abs(p) >= 2 ** 53:         # beyond 2⁵³ a float has lost digits too
        raise AlgebraError(f"{value!r} is a rounded float: write Rational(1, 3), or x / 3 with an expression x")
    return rational(p, q)


def expression_of(tree: Tree, declarations: Names) -> Expression:
    """Return a tree that was read as an expression again."""
    return Expression(tree, shape_of(tree, declarations), needed(tree, declarations), nodes(tree), depth(tree))


def needed(tree: Tree, declarations: Names) -> Names:
    """Return those declarations that a tree rests on, and those they rest on."""
    found: dict[str, Declaration] = {}
    waiting = list(free_names(tree))
    while waiting:
        name = waiting.pop()
        if name in declarations and name not in found:
            found[name] = declarations[name]
            waiting.extend(names_in(declarations[name]))
    return found


def names_in(declaration: Declaration) -> frozenset[str]:
    """Return the names that a declaration mentions."""
    kind, *parts = declaration
    if kind == "definition":
        return frozenset(parts[0]) | free_names(parts[1])
    if kind == "sequence":
        return frozenset((parts[0],)) | free_names(parts[1]) | free_names(parts[2])
    if kind == "function":
        return frozenset[str]().union(*(free_names(size) for shape in (*parts[0], parts[1]) for size in shape))
    return frozenset[str]().union(*(free_names(part) for part in parts if isinstance(part, tuple)))
