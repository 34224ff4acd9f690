"""Rational functions in indeterminates, some of which stand for functions: their relations, their factors, and the signs that show."""
from __future__ import annotations

from fractions import Fraction
from typing import Any

from flint import Ordering, fmpz_mpoly_ctx

from .fields import Exhausted, Field, Number, Undefined
from .names import Clock

Polynomial = Any            # fmpz_mpoly: flint's types carry no annotations
KERNELS = 40                # indeterminates kept for exp, log, roots … of a question
MOST_TERMS = 1200           # of a numerator: beyond it a proof would take longer than it is worth
MOST_PRODUCTS = 200_000     # of terms, in one multiplication
LARGEST_PRIME = 1000        # numbers are factored this far


class Ratio:
    """A rational function numerator / denominator, common factors cancelled."""
    __slots__ = ("above", "below", "field")

    def __init__(self, field: RationalFunctions, above: Polynomial, below: Polynomial) -> None:
        self.field, self.above, self.below = field, above, below

    def __add__(self, other: Any) -> Any:
        if isinstance(other, int):
            return Ratio(self.field, self.above + self.below * other, self.below) if other else self
        if not isinstance(other, Ratio):
            return NotImplemented
        if self.below == other.below:
            return self.field.ratio(self.above + other.above, self.below)
        self.field.room(self.above, other.below)
        self.field.room(other.above, self.below)
        return self.field.ratio(self.above * other.below + other.above * self.below, self.below * other.below)

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, int):
            return self.field.ratio(self.above * other, self.below)
        if not isinstance(other, Ratio):
            return NotImplemented
        self.field.room(self.above, other.above)
        return self.field.ratio(self.above * other.above, self.below * other.below)

    __radd__ = __add__
    __rmul__ = __mul__

    def __neg__(self) -> Ratio:
        return Ratio(self.field, -self.above, self.below)

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __pow__(self, n: int) -> Ratio:
        if len(self.above) > 1 and n > 60:
            raise Exhausted("a power too high to write out")
        return Ratio(self.field, self.above ** n, self.below ** n)


class RationalFunctions(Field):
    """Quotients of polynomials over the integers, with what is known of the indeterminates: positive, not zero, nothing."""
    exact = True

    def __init__(self, names: int, clock: Clock) -> None:
        self.clock = clock
        self.context = fmpz_mpoly_ctx.get([f"x{i}" for i in range(names + KERNELS)], Ordering.lex)
        self.generators = self.context.gens()
        self.one: Polynomial = self.context.constant(1)
        self.used = 0
        self.positive: set[int] = set()
        self.nonnegative: set[int] = set()
        self.nonzero: set[int] = set()
        self.relations: dict[int, tuple[int, Polynomial]] = {}      # generator → (q, f): its q-th power is f
        self.kernels: list[tuple[tuple[Any, ...], int]] = []

    # ---- numbers

    def fresh(self, *, positive: bool = False, nonzero: bool = False, nonnegative: bool = False) -> int:
        if self.used >= len(self.generators):
            raise Exhausted("too many functions for a proof")
        place, self.used = self.used, self.used + 1
        if positive:
            self.positive.add(place)
        if positive or nonnegative:
            self.nonnegative.add(place)
        if positive or nonzero:
            self.nonzero.add(place)
        return place

    def indeterminate(self, **known: bool) -> Ratio:
        return self.of(self.fresh(**known))

    def of(self, place: int) -> Ratio:
        return Ratio(self, self.generators[place], self.one)

    def number(self, p: int, q: int = 1) -> Ratio:
        common = Fraction(p, q)
        return Ratio(self, self.one * common.numerator, self.one * common.denominator)

    def as_ratio(self, x: Number) -> Ratio:
        return x if isinstance(x, Ratio) else self.number(x)

    def ratio(self, above: Polynomial, below: Polynomial) -> Ratio:
        if len(above) > MOST_TERMS or len(below) > MOST_TERMS:
            raise Exhausted("a rational function too long for a proof")
        if below.is_constant() and below == 1:
            return Ratio(self, above, below)
        self.clock.check()
        common = above.gcd(below)
        if not common.is_one():
            above, below = above / common, below / common
        if below.leading_coefficient() < 0:
            above, below = -above, -below
        return Ratio(self, above, below)

    def scaled(self, x: Ratio, by: Fraction) -> Ratio:
        return self.ratio(x.above * by.numerator, x.below * by.denominator)

    def room(self, p: Polynomial, q: Polynomial) -> None:
        """Raise before a product that would take longer than the whole proof may."""
        if len(p) * len(q) > MOST_PRODUCTS:
            raise Exhausted("a rational function too long for a proof")

    def divide(self, a: Number, b: Number) -> Ratio:
        a, b = self.as_ratio(a), self.as_ratio(b)
        if self.reduced(b.above).is_zero():
            raise Undefined("a division by 0")
        return self.ratio(a.above * b.below, a.below * b.above)

    def is_zero(self, x: Number) -> bool:
        return x == 0 if isinstance(x, int) else bool(self.reduced(x.above).is_zero())

    def weight(self, x: Number) -> float:
        """The shorter the better: it will be divided by."""
        return 0.0 if self.is_zero(x) else 1.0 / len(self.as_ratio(x).above)

    # ---- relations between kernels

    def reduced(self, p: Polynomial) -> Polynomial:
        """Return a polynomial with every relation applied until none applies."""
        while True:
            degrees = p.degrees() if self.relations and not p.is_zero() else ()
            place = next((g for g in self.relations if degrees and degrees[g] >= self.relations[g][0]), None)
            if place is None:
                return p
            p = self._replaced(p, place)

    def _replaced(self, p: Polynomial, place: int) -> Polynomial:
        q, f = self.relations[place]
        parts: dict[int, dict[tuple[int, ...], Any]] = {}
        for exponents, coefficient in p.to_dict().items():
            times, rest = divmod(exponents[place], q)
            parts.setdefault(times, {})[(*exponents[:place], rest, *exponents[place + 1:])] = coefficient
        total = self.context.constant(0)
        for times, part in parts.items():
            total += self.context.from_dict(part) * f ** times
        self.clock.check()
        if len(total) > MOST_TERMS:
            raise Exhausted("a rational function too long for a proof")
        return total

    def simplified(self, x: Ratio) -> Ratio:
        return self.ratio(self.reduced(x.above), self.reduced(x.below)) if self.relations else x

    # ---- unknown functions

    def kernel(self, key: tuple[Any, ...], **known: bool) -> int:
        """Return the generator of an unknown function of a key; the same key, the same generator."""
        for met, place in self.kernels:
            if len(met) == len(key) and all(self._equal(x, y) for x, y in zip(met, key, strict=True)):
                return place
        place = self.fresh(**known)
        self.kernels.append((key, place))
        return place

    def _equal(self, x: Any, y: Any) -> bool:
        if isinstance(x, str) or isinstance(y, str):
            return bool(x == y)
        return self.is_zero(self.as_ratio(x) - self.as_ratio(y))

    def oracle(self, *key: Any) -> Ratio:
        return self.of(self.kernel(key))

    def constant(self, name: str) -> Ratio:
        return self.of(self.kernel((name,), positive=True))

    # ---- factors and signs

    def factors(self, p: Polynomial) -> list[tuple[Polynomial, int]]:
        """Return prime factors with exponents, numbers included; a sign is left out, as factors are used for their sizes."""
        content, found = p.factor()
        return [*number_factors(self.one, abs(int(content))), *((f if f.leading_coefficient() > 0 else -f, int(e)) for f, e in found)]

    def sign_of(self, p: Polynomial) -> int:
        """Return 1 or −1 where a polynomial visibly has one sign (or is 0), 0 where nothing is visible."""
        signs = set()
        for exponents, coefficient in p.to_dict().items():
            if any(e % 2 and place not in self.nonnegative for place, e in enumerate(exponents) if e):
                return 0
            signs.add(1 if coefficient > 0 else -1)
        return signs.pop() if len(signs) == 1 else 0

    def is_nonzero(self, p: Polynomial) -> bool:
        """Return whether a polynomial is visibly not 0."""
        terms = p.to_dict()
        if len(terms) == 1:
            return all(place in self.nonzero for exponents in terms for place, e in enumerate(exponents) if e)
        strict = any(all(place in self.positive for place, e in enumerate(exponents) if e) for exponents in terms)
        return bool(self.sign_of(p)) and strict


def number_factors(one: Polynomial, n: int) -> list[tuple[Polynomial, int]]:
    found, p = [], 2
    while p <= LARGEST_PRIME and p * p <= n:
        e = 0
        while n % p == 0:
            n, e = n // p, e + 1
        if e:
            found.append((one * p, e))
        p += 1
    return [*found, (one * n, 1)] if n > 1 else found


def constant_of(x: Ratio) -> Fraction | None:
    if not x.above.is_constant() or not x.below.is_constant():
        return None
    return Fraction(int(x.above.leading_coefficient()) if not x.above.is_zero() else 0, int(x.below.leading_coefficient()))
