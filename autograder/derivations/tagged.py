"""Numbers that carry more than a value: duals for derivatives, power series for expansions, polynomials in a random or integrated number.

Each carries a tag, handed out in the order in which they come to life; where two meet, the younger one is outside and takes the other
for a coefficient, so they nest to any depth. Coefficients are numbers of any field, and plain 0 and 1 cost nothing.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from .fields import LARGEST_EXPONENT, MOST_BITS, Exhausted, Field, Number, Undefined, Unsupported

MOST_TERMS = 2000       # of a polynomial in noise: three variables to the power 20 and then some
HIGHEST_DEGREE = 24


class Tagged:
    """A number above the field; addition and multiplication commute, so the right-hand forms are the left-hand ones."""
    __slots__ = ("tag",)
    tag: int

    def plus(self, other: Number) -> Number:
        raise NotImplementedError

    def times(self, other: Number) -> Number:
        raise NotImplementedError

    def __add__(self, other: Number) -> Number:
        return other.plus(self) if isinstance(other, Tagged) and other.tag > self.tag else self.plus(other)

    def __mul__(self, other: Number) -> Number:
        return other.times(self) if isinstance(other, Tagged) and other.tag > self.tag else self.times(other)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Number:
        return self * -1

    def __sub__(self, other: Number) -> Number:
        return self + -other

    def __rsub__(self, other: Number) -> Number:
        return -self + other


class Dual(Tagged):
    """value + Σᵢ slopes[i] εᵢ with εᵢ εⱼ = 0: all first derivatives at once."""
    __slots__ = ("slopes", "value")

    def __init__(self, tag: int, value: Number, slopes: Mapping[int, Number]) -> None:
        self.tag, self.value, self.slopes = tag, value, slopes

    def plus(self, other: Number) -> Number:
        if isinstance(other, Dual) and other.tag == self.tag:
            slopes = dict(self.slopes)
            for i, slope in other.slopes.items():
                slopes[i] = slopes[i] + slope if i in slopes else slope
            return Dual(self.tag, self.value + other.value, slopes)
        return Dual(self.tag, self.value + other, self.slopes)

    def times(self, other: Number) -> Number:
        if isinstance(other, Dual) and other.tag == self.tag:
            a, b = self.value, other.value
            slopes = {i: slope * b for i, slope in self.slopes.items()}
            for i, slope in other.slopes.items():
                slopes[i] = slopes[i] + a * slope if i in slopes else a * slope
            return Dual(self.tag, a * b, slopes)
        return Dual(self.tag, self.value * other, {i: slope * other for i, slope in self.slopes.items()})


class Series(Tagged):
    """Σₖ parts[k] εᵏ modulo a power of ε, the length of `parts`."""
    __slots__ = ("parts",)

    def __init__(self, tag: int, parts: Sequence[Number]) -> None:
        self.tag, self.parts = tag, tuple(parts)

    def plus(self, other: Number) -> Number:
        if isinstance(other, Series) and other.tag == self.tag:
            return Series(self.tag, [a + b for a, b in zip(self.parts, other.parts, strict=False)])
        return Series(self.tag, (self.parts[0] + other, *self.parts[1:]))

    def times(self, other: Number) -> Number:
        if isinstance(other, Series) and other.tag == self.tag:
            a, b = self.parts, other.parts
            return Series(self.tag, [sum(a[i] * b[k - i] for i in range(k + 1)) for k in range(min(len(a), len(b)))])
        return Series(self.tag, [a * other for a in self.parts])


Key = TypeVar("Key")
Monomial = tuple[int, ...]              # the numbers of its variables, sorted, as often as they occur
Linear = Mapping[int, Number]


class Noise(Tagged):
    """Σ polynomial(ε) · exp(linear(ε)) in variables ε that stand for a random vector, or for what is integrated over."""
    __slots__ = ("terms",)

    def __init__(self, tag: int, terms: Sequence[tuple[Mapping[Monomial, Number], Linear]]) -> None:
        if sum(len(polynomial) for polynomial, _ in terms) > MOST_TERMS:
            raise Exhausted("a polynomial with too many terms")
        self.tag, self.terms = tag, tuple(terms)

    def plus(self, other: Number) -> Number:
        more = other.terms if isinstance(other, Noise) and other.tag == self.tag else (({(): other}, {}),)
        terms = list(self.terms)
        for polynomial, linear in more:
            place = next((i for i, (_, known) in enumerate(terms) if not known and not linear), None)
            if place is None:
                terms.append((polynomial, linear))
            else:
                terms[place] = add_terms(terms[place][0], polynomial), linear
        return Noise(self.tag, terms)

    def times(self, other: Number) -> Number:
        more = other.terms if isinstance(other, Noise) and other.tag == self.tag else (({(): other}, {}),)
        return Noise(self.tag, [(multiply_terms(p, q), add_terms(a, b)) for p, a in self.terms for q, b in more])

    def polynomial(self) -> Mapping[Monomial, Number] | None:
        """Return the one polynomial that this is, or None where exponentials remain."""
        return self.terms[0][0] if len(self.terms) == 1 and not self.terms[0][1] else None

    def single(self) -> tuple[Number, Linear] | None:
        """Return (c, a) where this is c · exp(a·ε), else None."""
        if len(self.terms) != 1 or any(monomial for monomial in self.terms[0][0]):
            return None
        return self.terms[0][0].get((), 0), self.terms[0][1]


def add_terms(p: Mapping[Key, Number], q: Mapping[Key, Number]) -> dict[Key, Number]:
    result = dict(p)
    for key, c in q.items():
        result[key] = result[key] + c if key in result else c
    return result


def multiply_terms(p: Mapping[Monomial, Number], q: Mapping[Monomial, Number]) -> dict[Monomial, Number]:
    result: dict[Monomial, Number] = {}
    for a, c in p.items():
        for b, d in q.items():
            monomial = tuple(sorted(a + b))
            if len(monomial) > HIGHEST_DEGREE:
                raise Exhausted("a polynomial of too high a degree")
            result[monomial] = result[monomial] + c * d if monomial in result else c * d
    return result


# ---- arithmetic above the field

def base(x: Number) -> Number:
    """Return the number of the field under all tags."""
    while isinstance(x, Tagged):
        if isinstance(x, Noise):
            x = x.terms[0][0].get((), 0)
        else:
            x = x.value if isinstance(x, Dual) else x.parts[0]      # type: ignore[attr-defined]  # a Series: the third of the three
    return x


def divide(field: Field, a: Number, b: Number) -> Number:
    """Return a / b."""
    if isinstance(b, Tagged):
        return a * reciprocal(field, b)
    if isinstance(a, Tagged):
        return a * reciprocal(field, b) if field.exact else _map(a, lambda x: divide(field, x, b))
    return field.quotient(a, b)


def _map(x: Tagged, f: Callable[[Number], Number]) -> Number:
    """Return x with a linear function applied to its coefficients."""
    if isinstance(x, Dual):
        return Dual(x.tag, f(x.value), {i: f(slope) for i, slope in x.slopes.items()})
    if isinstance(x, Series):
        return Series(x.tag, [f(part) for part in x.parts])
    assert isinstance(x, Noise)
    return Noise(x.tag, [({m: f(c) for m, c in polynomial.items()}, linear) for polynomial, linear in x.terms])


def reciprocal(field: Field, b: Number) -> Number:
    """Return 1 / b."""
    if isinstance(b, Dual):
        r = reciprocal(field, b.value)
        return Dual(b.tag, r, {i: -(r * r) * slope for i, slope in b.slopes.items()})
    if isinstance(b, Series):
        parts = [reciprocal(field, b.parts[0])]
        for k in range(1, len(b.parts)):
            parts.append(-parts[0] * sum(b.parts[j] * parts[k - j] for j in range(1, k + 1)))
        return Series(b.tag, parts)
    if isinstance(b, Noise):
        single = b.single()
        if single is None:
            raise Unsupported("a division by a random number, or by one integrated over")
        return Noise(b.tag, [({(): reciprocal(field, single[0])}, {i: -a for i, a in single[1].items()})])
    return field.quotient(1, b)


def whole_power(field: Field, a: Number, n: int) -> Number:
    """Return aⁿ for a whole number n."""
    if abs(n) > LARGEST_EXPONENT:
        raise Exhausted(f"an exponent beyond {LARGEST_EXPONENT}")
    if isinstance(a, int) and a.bit_length() * abs(n) > MOST_BITS:
        a = field.number(a)
    if n < 0:
        return reciprocal(field, whole_power(field, a, -n))
    if not isinstance(a, Tagged):
        return a ** n
    result: Number = 1
    while n:
        result = result * a if n & 1 else result
        n >>= 1
        a = a * a if n else a
    return result


def power(field: Field, a: Number, b: Number) -> Number:
    """Return a to a power that is no whole number; d(aᵇ) = aᵇ (b′ log a + b a′/a)."""
    tag = max((x.tag for x in (a, b) if isinstance(x, Tagged)), default=0)
    if not tag:
        return field.power(a, b)
    if any(isinstance(x, Noise) and x.tag == tag for x in (a, b)):
        return function(field, "exp", b * function(field, "log", a))
    if any(isinstance(x, Series) and x.tag == tag for x in (a, b)):
        return function(field, "exp", b * function(field, "log", a))
    a0, da = (a.value, a.slopes) if isinstance(a, Dual) and a.tag == tag else (a, {})
    b0, db = (b.value, b.slopes) if isinstance(b, Dual) and b.tag == tag else (b, {})
    value = power(field, a0, b0)
    by_base = {i: divide(field, b0 * slope, a0) for i, slope in da.items()}
    by_exponent = {i: slope * function(field, "log", a0) for i, slope in db.items()}
    return Dual(tag, value, {i: value * slope for i, slope in add_terms(by_base, by_exponent).items()})


def function(field: Field, name: str, x: Number) -> Number:
    """Return a function of one number, its Taylor coefficients included."""
    if not isinstance(x, Tagged):
        return field.function(name, x)
    if isinstance(x, Dual):
        value = function(field, name, x.value)
        if all(isinstance(slope, int) and slope == 0 for slope in x.slopes.values()):
            return value
        slope = value if name == "exp" else derivative(field, name, x.value)
        return Dual(x.tag, value, {i: slope * part for i, part in x.slopes.items()})
    if isinstance(x, Series):
        return _series_function(field, name, x)
    assert isinstance(x, Noise)
    return _noise_function(field, name, x)


def _series_function(field: Field, name: str, x: Series) -> Number:
    """f(x)′ = f′(x) x′, coefficient by coefficient."""
    parts = [function(field, name, x.parts[0])]
    if len(x.parts) > 1:
        slope = derivative(field, name, Series(x.tag, x.parts[:-1]))
        slopes = slope.parts if isinstance(slope, Series) and slope.tag == x.tag else (slope,)
        slopes = (*slopes, *(0,) * len(x.parts))
        for k in range(1, len(x.parts)):
            parts.append(divide(field, sum(j * x.parts[j] * slopes[k - j] for j in range(1, k + 1)), k))
    return Series(x.tag, parts)


def _noise_function(field: Field, name: str, x: Noise) -> Number:
    polynomial, single = x.polynomial(), x.single()
    if name == "exp" and polynomial is not None and all(len(monomial) <= 1 for monomial in polynomial):
        value = function(field, "exp", polynomial.get((), 0))
        return Noise(x.tag, [({(): value}, {m[0]: c for m, c in polynomial.items() if m})])
    if name == "log" and single is not None:
        return Noise(x.tag, [({(): function(field, "log", single[0]), **{(i,): a for i, a in single[1].items()}}, {})])
    if polynomial is not None and not any(polynomial):
        return function(field, name, polynomial.get((), 0))
    raise Unsupported(f"{name} of a random number, or of one integrated over")


def derivative(field: Field, name: str, x: Number) -> Number:
    """Return f′(x)."""
    if name.startswith("polygamma"):
        return function(field, f"polygamma{int(name[9:]) + 1}", x)
    rule = SLOPES.get(name)
    if rule is None:
        raise Unsupported(f"a derivative of {name}")
    return rule(field, x)


def _turn(name: str, slope: Callable[[Field, Number], Number]) -> Callable[[Field, Number], Number]:
    """The slope of a function that turns at 0, where it has none."""
    def checked(field: Field, x: Number) -> Number:
        if not field.exact or field.ordered:
            if field.is_zero(base(x)):
                raise Undefined(f"the derivative of {name} at 0")
        return slope(field, x)
    return checked


def _step(field: Field, x: Number) -> Number:
    return int(field.compare(">", base(x), 0)) if field.ordered else field.oracle("step", base(x))


def _squared(field: Field, name: str, x: Number) -> Number:
    value = function(field, name, x)
    return value * value


def _bell(field: Field, x: Number, sign: int) -> Number:
    """± 2/√π exp(−x²)"""
    return sign * 2 * divide(field, function(field, "exp", -(x * x)), function(field, "sqrt", field.constant("pi")))


SLOPES: dict[str, Callable[[Field, Number], Number]] = {
    "exp": lambda field, x: function(field, "exp", x),
    "log": reciprocal,
    "sqrt": lambda field, x: reciprocal(field, 2 * function(field, "sqrt", x)),
    "sin": lambda field, x: function(field, "cos", x),
    "cos": lambda field, x: -function(field, "sin", x),
    "tan": lambda field, x: 1 + _squared(field, "tan", x),
    "sinh": lambda field, x: function(field, "cosh", x),
    "cosh": lambda field, x: function(field, "sinh", x),
    "tanh": lambda field, x: 1 - _squared(field, "tanh", x),
    "asin": lambda field, x: reciprocal(field, function(field, "sqrt", 1 - x * x)),
    "acos": lambda field, x: -reciprocal(field, function(field, "sqrt", 1 - x * x)),
    "atan": lambda field, x: reciprocal(field, 1 + x * x),
    "erf": lambda field, x: _bell(field, x, 1),
    "erfc": lambda field, x: _bell(field, x, -1),
    "sigmoid": lambda field, x: function(field, "sigmoid", x) - _squared(field, "sigmoid", x),
    "softplus": lambda field, x: function(field, "sigmoid", x),
    "gamma": lambda field, x: function(field, "gamma", x) * function(field, "digamma", x),
    "lgamma": lambda field, x: function(field, "digamma", x),
    "digamma": lambda field, x: function(field, "polygamma1", x),
    "factorial": lambda field, x: function(field, "gamma", x + 1) * function(field, "digamma", x + 1),
    "abs": _turn("the absolute value", lambda field, x: function(field, "sign", x)),
    "relu": _turn("relu", _step),
    "sign": _turn("the sign", lambda field, x: 0),
    "floor": lambda field, x: 0,
}
