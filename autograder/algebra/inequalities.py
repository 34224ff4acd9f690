"""Named inequalities to cite as instances: what each says of its arguments, when it holds, and when it is tight."""
from collections.abc import Callable, Sequence
from typing import Any

from .expressions import NO_NAMES, Claim, Expression, Names, Range, expression, merged
from .functions import Eq, absolute, exp, log, norm, norm2, sqrt
from .shapes import is_column, is_number, shape_text
from .tree import AlgebraError


class Instance(Claim):
    """A named inequality of given arguments; `needs` are the conditions it holds under, `condition` says where it is an equality."""

    def __init__(self, claim: Claim, cited: str, arguments: Sequence[Expression], needs: Sequence[Claim], condition: Claim,
                 summed: tuple[Range, ...] = (), names: Names = NO_NAMES) -> None:
        super().__init__(claim.relation, claim.left, claim.right, f"{cited}({', '.join(map(repr, arguments))})", None, summed,
                         merged(names, *(need.names for need in needs), condition.names))
        self.cited, self.arguments, self.needs, self.condition = cited, tuple(arguments), tuple(needs), condition

    def summed_over(self, ranges: Sequence[Range], names: Names) -> "Instance":
        return Instance(self, self.cited, self.arguments, self.needs, self.condition, (*self.summed, *ranges), merged(self.names, names))

    def ground(self) -> dict[str, Any]:
        return {"kind": "instance", "name": self.cited, "arguments": [argument.tree for argument in self.arguments], "claim": self.tree,
                "needs": [need.tree for need in self.needs], "tight": self.condition.tree, "summed": self.summed}


class Tight(Claim):
    """A named inequality as an equation, where its condition holds."""

    def __init__(self, instance: Instance) -> None:
        super().__init__("=", instance.left, instance.right, f"tight({instance!r})", names=instance.names)
        self.instance = instance

    def ground(self) -> dict[str, Any]:
        instance = self.instance
        return {"kind": "tight", "name": instance.cited, "arguments": [argument.tree for argument in instance.arguments],
                "claim": self.tree, "condition": instance.condition.tree, "needs": [need.tree for need in instance.needs]}


def tight(instance: Any) -> Tight:
    """Return the equation that a named inequality becomes where it is tight: tight(young(a, b)) says ab = a²/2 + b²/2, since a = b."""
    if not isinstance(instance, Instance):
        raise AlgebraError("tight(…) is of a named inequality: tight(log_bound(u)), tight(young(a, b))")
    return Tight(instance)


def log_bound(u: Any) -> Instance:
    """Return log u ≤ u − 1, for u > 0; tight at u = 1."""
    (u,) = _numbers("log_bound", u)
    return Instance(log(u) <= u - 1, "log_bound", (u,), (u > 0,), Eq(u, 1))


def exp_bound(u: Any) -> Instance:
    """Return 1 + u ≤ eᵘ; tight at u = 0."""
    (u,) = _numbers("exp_bound", u)
    return Instance(1 + u <= exp(u), "exp_bound", (u,), (), Eq(u, 0))


def young(a: Any, b: Any, c: Any = 1) -> Instance:
    """Return ab ≤ c a²/2 + b²/(2c), for c > 0, or aᵀb ≤ c ‖a‖²/2 + ‖b‖²/(2c) of columns; tight where c a = b."""
    a, b, c = expression(a), expression(b), expression(c)
    arguments, needs = ((a, b), ()) if c.tree == ("num", 1, 1) else ((a, b, c), (c > 0,))
    product, square = _inner("young", a, b), _square(a)
    bound = square / 2 + _square(b) / 2 if not needs else c * square / 2 + _square(b) / (2 * c)
    return Instance(product <= bound, "young", arguments, needs, Eq(c * a if needs else a, b))


def cauchy_schwarz(u: Any, v: Any) -> Instance:
    """Return (uᵀv)² ≤ ‖u‖² ‖v‖²; tight where u and v are parallel, ‖u‖² v = (uᵀv) u."""
    u, v = _columns("cauchy_schwarz", u, v)
    return Instance((u.T @ v)**2 <= norm2(u) * norm2(v), "cauchy_schwarz", (u, v), (), Eq(norm2(u) * v, (u.T @ v) * u))


def inner_bound(u: Any, v: Any) -> Instance:
    """Return uᵀv ≤ ‖u‖ ‖v‖; tight where u and v point the same way, ‖u‖ v = ‖v‖ u."""
    u, v = _columns("inner_bound", u, v)
    return Instance(u.T @ v <= norm(u) * norm(v), "inner_bound", (u, v), (), Eq(norm(u) * v, norm(v) * u))


def triangle(u: Any, v: Any) -> Instance:
    """Return ‖u + v‖ ≤ ‖u‖ + ‖v‖, or |a + b| ≤ |a| + |b|; tight where both point the same way."""
    u, v = expression(u), expression(v)
    length = absolute if is_number(u.shape) and is_number(v.shape) else norm
    if length is norm:
        u, v = _columns("triangle", u, v)
    return Instance(length(u + v) <= length(u) + length(v), "triangle", (u, v), (), Eq(length(u) * v, length(v) * u))


def am_gm(a: Any, b: Any) -> Instance:
    """Return √(ab) ≤ (a + b)/2, for a, b ≥ 0; tight where a = b."""
    a, b = _numbers("am_gm", a, b)
    return Instance(sqrt(a * b) <= (a + b) / 2, "am_gm", (a, b), (a >= 0, b >= 0), Eq(a, b))


def bernoulli(x: Any, n: Any) -> Instance:
    """Return 1 + n x ≤ (1 + x)ⁿ, for x ≥ −1 and n ≥ 1; tight where n = 1 or x = 0."""
    x, n = _numbers("bernoulli", x, n)
    return Instance(1 + n * x <= (1 + x)**n, "bernoulli", (x, n), (x >= -1, n >= 1), Eq(x * (n - 1), 0))


INEQUALITIES: dict[str, tuple[Callable[..., Instance], int, int]] = {
    "log_bound": (log_bound, 1, 1), "exp_bound": (exp_bound, 1, 1), "young": (young, 2, 3), "cauchy_schwarz": (cauchy_schwarz, 2, 2),
    "inner_bound": (inner_bound, 2, 2), "triangle": (triangle, 2, 2), "am_gm": (am_gm, 2, 2), "bernoulli": (bernoulli, 2, 2)}


def instance(name: str, arguments: Sequence[Expression]) -> Instance:
    """Return a named inequality again, from its name and arguments: what a recorded claim is compared with."""
    if name not in INEQUALITIES:
        raise AlgebraError(f"no inequality is called {name}; known are {', '.join(INEQUALITIES)}")
    make, least, most = INEQUALITIES[name]
    if not least <= len(arguments) <= most:
        raise AlgebraError(f"{name} takes {least} arguments, not {len(arguments)}")
    return make(*arguments)


# ---- the arguments

def _numbers(word: str, *given: Any) -> tuple[Expression, ...]:
    read = tuple(map(expression, given))
    for each in read:
        if not is_number(each.shape):
            raise AlgebraError(f"{word} is of numbers, and {each!r} is {shape_text(each.shape)}")
    return read


def _columns(word: str, *given: Any) -> tuple[Expression, ...]:
    read = tuple(map(expression, given))
    for each in read:
        if not is_column(each.shape):
            raise AlgebraError(f"{word} is of columns, and {each!r} is {shape_text(each.shape)}")
    return read


def _inner(word: str, a: Expression, b: Expression) -> Expression:
    if is_number(a.shape) and is_number(b.shape):
        return a * b
    a, b = _columns(word, a, b)
    return a.T @ b


def _square(a: Expression) -> Expression:
    return a**2 if is_number(a.shape) else norm2(a)
