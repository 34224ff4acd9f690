"""The generic point: every name an indeterminate, every value a rational function of them and of what exp, log, roots … make of them.

Two sides that come out as the same rational function here are equal wherever both are defined: that is a proof. The laws in use are few and
hold for all real numbers: exp(a + b) = exp a · exp b; log of a product is the sum of the logs of the sizes of its factors; |f|² = f²;
the q-th root to the q-th power; cos² + sin² = 1 with the addition formulas; Γ(x + 1) = x Γ(x). What else there is stays an unknown function.
"""
from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from math import lcm

from flint import fmpz

from .fields import Exhausted, Number, Undefined, Unsupported
from .names import Clock
from .ratios import Polynomial, Ratio, RationalFunctions, constant_of

HIGHEST_UNIT = 24           # denominators of exponents: exp(x/24)
HIGHEST_SHIFT = 12          # Γ(x + 12) is written out


class Generic(RationalFunctions):
    """Rational functions with exp, log, roots, sizes and angles among their indeterminates."""

    def __init__(self, names: int, clock: Clock) -> None:
        super().__init__(names, clock)
        self.steps: dict[int, tuple[Ratio, int]] = {}               # generator of exp(t / unit) → (t, unit)
        self.logs: list[tuple[Polynomial, int]] = []                # (f, generator of log |f|)
        self.roots: dict[int, tuple[Polynomial, int]] = {}          # generator → (f, q): |f|^(1/q)
        self.discontinuous = False                                  # met a function that jumps: density arguments fail

    def size(self, f: Polynomial) -> Polynomial:
        """Return |f| as a polynomial: f itself, −f, or a generator whose square is f²."""
        sign = self.sign_of(f)
        if sign:
            return f * sign
        place = self.kernel(("size", Ratio(self, f, self.one)), nonnegative=True)
        if self.is_nonzero(f):
            self.nonzero.add(place)
            self.positive.add(place)
        self.relations.setdefault(place, (2, f * f))
        self.roots[place] = f, 1
        return self.generators[place]

    def function(self, name: str, x: Number) -> Number:
        u = self.simplified(self.as_ratio(x))
        rule = FUNCTIONS.get(name)
        if rule is not None:
            return rule(self, u)
        if name in ODD and u.above.is_zero():
            return 0
        if name in ODD and u.above.leading_coefficient() < 0:
            return -self.of(self.kernel((name, -u)))
        return self.of(self.kernel((name, u)))

    def power(self, a: Number, b: Number) -> Number:
        a, b = self.simplified(self.as_ratio(a)), self.simplified(self.as_ratio(b))
        exponent = constant_of(b)
        if exponent is not None:
            return self.rational_power(a, exponent)
        if self.sign_of(a.above) * self.sign_of(a.below) != 1 or not self.is_nonzero(a.above):
            raise Unsupported("a power of what may not be positive")
        return exp(self, b * log(self, a))

    def rational_power(self, a: Ratio, exponent: Fraction) -> Ratio:
        """|a| to a power: where a root is taken, a is not negative."""
        if exponent.denominator > HIGHEST_UNIT:
            raise Exhausted("a root too high for a proof")
        result = self.number(1)
        for p, direction in ((a.above, 1), (a.below, -1)):
            if p.is_zero():
                raise Unsupported("a power of 0")
            for f, e in self.factors(p):
                result = result * self.factor_power(f, e * direction * exponent)
        return result

    def factor_power(self, f: Polynomial, exponent: Fraction) -> Ratio:
        """Return |f| to a rational power, f prime."""
        place = self._generator(f)
        if place in self.steps:                     # exp(t/unit)^c = exp(c t/unit)
            t, unit = self.steps[place]
            return exp(self, t * self.number(exponent.numerator, exponent.denominator * unit))
        if place in self.roots:
            inner, q = self.roots[place]
            return self.factor_power(inner, exponent / q)
        whole, part = divmod(exponent, 1)
        base = self.size(f)
        result = self._whole(base, int(whole))
        if part:
            q = part.denominator
            root = self._root(f, base, q)
            result = result * self._whole(self.generators[root], part.numerator)
        return result

    def _whole(self, p: Polynomial, n: int) -> Ratio:
        return Ratio(self, p ** n, self.one) if n >= 0 else Ratio(self, self.one, p ** -n)

    def _root(self, f: Polynomial, size: Polynomial, q: int) -> int:
        place = self.kernel((f"root {q}", Ratio(self, f, self.one)), positive=self.is_nonzero(f), nonnegative=True)
        self.relations.setdefault(place, (q, size))
        self.roots[place] = f, q
        return place

    def _generator(self, f: Polynomial) -> int | None:
        """Return which generator a polynomial is, if it is one."""
        if len(f) != 1 or f.total_degree() != 1 or f.leading_coefficient() != 1:
            return None
        return next(place for place, e in enumerate(f.degrees()) if e)

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        """max(a, b) = (a + b + |a − b|) / 2"""
        best = self.as_ratio(values[0])
        for value in values[1:]:
            apart = absolute(self, self.simplified(self.as_ratio(best - value)))
            best = self.divide(best + value + (apart if name == "max" else -apart), 2)
        return best

    def indicator(self, relation: str, difference: Number) -> Number:
        """Return 1 where a difference stands in a relation to 0, else 0: an unknown whose square is itself."""
        d = self.simplified(self.as_ratio(difference))
        self.discontinuous = True
        if relation in ("<", ">="):
            inside = self.indicator(">", -d) if relation == "<" else 1 - self.indicator(">", -d)
            return inside
        if relation == "<=":
            return 1 - self.indicator(">", d)
        if relation == "!=":
            return 1 - self.indicator("=", d)
        if not d.below.is_constant():
            raise Unsupported("a case that turns at a pole")
        place = self.kernel((f"indicator {relation}", d), nonnegative=True)
        self.relations.setdefault(place, (2, self.generators[place]))
        return self.of(place)


ODD = frozenset(("atan", "asin", "erf"))


def summands(field: Generic, u: Ratio) -> list[tuple[Fraction, Ratio]]:
    """Return u as Σ cᵢ tᵢ with rational cᵢ, each tᵢ a monomial over what is left of the denominator."""
    content = int(u.below.content())
    below = u.below / content if content != 1 else u.below
    found = []
    for exponents, coefficient in u.above.to_dict().items():
        t = field.ratio(field.context.from_dict({exponents: fmpz(1)}), below)
        found.append((Fraction(int(coefficient), content), t))
    return found


def exp(field: Generic, u: Ratio) -> Ratio:
    result = field.number(1)
    for c, t in summands(field, field.simplified(u)):
        logged = next((f for f, place in field.logs if t.below.is_one() and t.above == field.generators[place]), None)
        if logged is not None:                      # exp(c log |f|) = |f|ᶜ
            result = result * field.factor_power(logged, c)
        else:
            result = result * _steps(field, c, t)
    return result


def _steps(field: Generic, c: Fraction, t: Ratio) -> Ratio:
    """exp(c t) as a power of exp(t / unit); a finer unit replaces a coarser one."""
    if c.denominator > HIGHEST_UNIT:
        raise Exhausted("an exponent too fine for a proof")
    place, unit = next(((p, unit) for p, (met, unit) in field.steps.items() if p not in field.relations and field._equal(met, t)), (None, 1))
    if place is None or unit % c.denominator:
        finer = lcm(unit, c.denominator)
        new = field.fresh(positive=True)
        field.steps[new] = t, finer
        if place is not None:
            field.relations[place] = 1, field.generators[new] ** (finer // unit)
        place, unit = new, finer
    return field._whole(field.generators[place], int(c * unit))


def log(field: Generic, u: Ratio) -> Ratio:
    """log u = Σ e log |f| over the prime factors: where it is defined, u is positive and no factor is 0."""
    u = field.simplified(u)
    if u.above.is_zero():
        raise Undefined("log of 0")
    total = field.number(0)
    for p, direction in ((u.above, 1), (u.below, -1)):
        for f, e in field.factors(p):
            total = total + _factor_log(field, f) * (e * direction)
    return total


def _factor_log(field: Generic, f: Polynomial) -> Ratio:
    place = field._generator(f)
    if place in field.steps:
        t, unit = field.steps[place]
        return field.scaled(t, Fraction(1, unit))
    if place in field.roots:
        inner, q = field.roots[place]
        return field.scaled(_factor_log(field, inner), Fraction(1, q))
    known = next((g for met, g in field.logs if met == f), None)
    if known is None:
        known = field.fresh()
        field.logs.append((f, known))
    return field.of(known)


def absolute(field: Generic, u: Ratio) -> Ratio:
    if u.above.is_zero():
        return u
    result = field.number(1)
    for p, direction in ((u.above, 1), (u.below, -1)):
        for f, e in field.factors(p):
            result = result * field._whole(field.size(f), e * direction)
    return result


def sign(field: Generic, u: Ratio) -> Ratio:
    """u / |u|, where u is visibly not 0."""
    if not field.is_nonzero(u.above) and not all(field.is_nonzero(f) for f, _ in field.factors(u.above)):
        raise Unsupported("the sign of what may be 0")
    field.discontinuous = True
    return field.divide(u, absolute(field, u))


def turned(field: Generic, u: Ratio) -> tuple[Ratio, Ratio]:
    """Return cos u and sin u by the addition formulas."""
    c, s = field.number(1), field.number(0)
    for coefficient, t in summands(field, field.simplified(u)):
        x, y = _turn(field, coefficient, t)
        c, s = c * x - s * y, s * x + c * y
    return c, s


def _turn(field: Generic, coefficient: Fraction, t: Ratio) -> tuple[Ratio, Ratio]:
    if field._equal(t, field.constant("pi")) and (coefficient * 2).denominator == 1:
        quarter = int(coefficient * 2) % 4
        return field.number((1, 0, -1, 0)[quarter]), field.number((0, 1, 0, -1)[quarter])
    if abs(coefficient.numerator) > HIGHEST_UNIT:
        raise Exhausted("an angle too large for a proof")
    step = t * field.number(1, coefficient.denominator)
    cosine, sine = field.kernel(("cos", step)), field.kernel(("sin", step))
    field.relations.setdefault(sine, (2, field.one - field.generators[cosine] ** 2))
    x, y = field.of(cosine), field.of(sine)
    c, s = field.number(1), field.number(0)
    for _ in range(abs(coefficient.numerator)):
        c, s = c * x - s * y, s * x + c * y
    return c, s if coefficient > 0 else -s


def _shifted(u: Ratio) -> tuple[Ratio, int]:
    """Return u as v + n, n whole, so that Γ(x) and Γ(x + 1) are told by one Γ."""
    constant = u.above.to_dict().get((0,) * len(u.above.degrees()), 0)
    if not u.below.is_constant():
        return u, 0
    n = int(constant) // int(u.below.leading_coefficient())
    if abs(n) > HIGHEST_SHIFT:
        raise Exhausted("a shift too long for a proof")
    return u - n, n


def _gamma(field: Generic, u: Ratio) -> Ratio:
    v, n = _shifted(u)
    value = field.of(field.kernel(("gamma", v)))
    for k in range(abs(n)):
        value = value * (v + k) if n > 0 else field.divide(value, v - (k + 1))
    return value


def _digamma(field: Generic, u: Ratio) -> Ratio:
    v, n = _shifted(u)
    value = field.of(field.kernel(("digamma", v)))
    for k in range(abs(n)):
        value = value + field.divide(1, v + k) if n > 0 else value - field.divide(1, v - (k + 1))
    return value


def _half(field: Generic, a: Ratio, b: Ratio) -> Ratio:
    return field.scaled(a + b, Fraction(1, 2))


def _tanh(field: Generic, u: Ratio) -> Ratio:
    e = exp(field, u * 2)
    return field.divide(e - 1, e + 1)


def _floor(field: Generic, u: Ratio) -> Number:
    raise Unsupported("floor")


FUNCTIONS: Mapping[str, Callable[[Generic, Ratio], Number]] = {
    "exp": exp, "log": log, "abs": absolute, "sign": sign, "floor": _floor, "gamma": _gamma, "digamma": _digamma, "tanh": _tanh,
    "sqrt": lambda field, u: field.rational_power(u, Fraction(1, 2)) if not u.above.is_zero() else 0,
    "sin": lambda field, u: turned(field, u)[1], "cos": lambda field, u: turned(field, u)[0],
    "tan": lambda field, u: field.divide(turned(field, u)[1], turned(field, u)[0]),
    "sinh": lambda field, u: _half(field, exp(field, u), -exp(field, -u)), "cosh": lambda field, u: _half(field, exp(field, u), exp(field, -u)),
    "sigmoid": lambda field, u: field.divide(1, exp(field, -u) + 1), "softplus": lambda field, u: log(field, exp(field, u) + 1),
    "relu": lambda field, u: field.extreme("max", (0, u)), "erfc": lambda field, u: 1 - field.function("erf", u),
    "factorial": lambda field, u: _gamma(field, u + 1),
    "acos": lambda field, u: field.divide(field.constant("pi"), 2) - field.function("asin", u)}
