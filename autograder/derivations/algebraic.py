"""Numbers with roots, decided exactly: the sign of an expression of fractions and roots, zero included.

A number is U/L, both algebraic integers of a field of degree D, with no conjugate of U beyond u and none of L beyond l. If U is not 0, the
product of its conjugates is a whole number and not 0: |U/L| ≥ 1/(l u^(D−1)), and a ball that is smaller and holds 0 decides. Source of u
and l: C. Burnikel, S. Funke, K. Mehlhorn, S. Schirra, S. Schmitt, A separation bound for real algebraic expressions (ESA 2001).
"""
import math
from fractions import Fraction

from flint import arb, ctx, fmpq, fmpz

from ..algebra.tree import Tree, walk
from .exact import Undecided

PRECISIONS = (64, 256, 1024)
MOST_BITS = 1 << 22         # of the last ball: roots of roots of roots need more, and a minute
MOST_FACTORED = 10**15      # a larger number under a root is not taken apart into primes
Bound = tuple[float, float]     # binary logarithms of u and l


def sign(tree: Tree) -> int:
    """Return −1, 0 or 1; raise Undecided, with a sentence, for what is no real number made of fractions and roots."""
    return _Number().sign(tree)


def nearest(tree: Tree) -> float:
    """Return the number as a float."""
    return float(_Number().ball(tree, PRECISIONS[1]).mid())


class _Number:
    """One number at work: the signs found so far, of what stands under roots and fraction bars."""

    def __init__(self) -> None:
        self.signs: dict[Tree, int] = {}
        self.balls: dict[tuple[Tree, int], arb] = {}

    def sign(self, tree: Tree) -> int:
        if tree not in self.signs:
            self.signs[tree] = self._sign(tree)
        return self.signs[tree]

    def _sign(self, tree: Tree) -> int:
        for bits in PRECISIONS:
            if found := _side(self.ball(tree, bits)):
                return found
        u, low = _bound(tree)
        bits = int(low + u * (_degree(tree) - 1)) + 64      # 64: beyond the bound by more than rounding in the logarithms
        if bits > MOST_BITS:
            raise Undecided("roots of too many kinds to be told apart: write it simpler")
        while bits <= MOST_BITS:
            ball = self.ball(tree, 2 * bits)
            if found := _side(ball):
                return found
            if ball.abs_upper() < arb(2) ** -bits:
                return 0
            bits *= 2
        raise Undecided("too long a number to be decided: write it simpler")

    def ball(self, tree: Tree, bits: int) -> arb:
        key = tree, bits
        if key not in self.balls:
            before, ctx.prec = ctx.prec, bits
            try:
                self.balls[key] = self._ball(tree, bits)
            finally:
                ctx.prec = before
        return self.balls[key]

    def _ball(self, tree: Tree, bits: int) -> arb:
        op = tree[0]
        if op == "num":
            return arb(fmpq(tree[1], tree[2]))
        if op == "neg":
            return -self.ball(tree[1], bits)
        if op in ("+", "*"):
            result = self.ball(tree[1], bits)
            for part in tree[2:]:
                result = result + self.ball(part, bits) if op == "+" else result * self.ball(part, bits)
            return result
        if op == "/":
            return self.ball(tree[1], bits) / self._divisor(tree[2], bits)
        if op == "fn" and tree[1] == "abs":
            return abs(self.ball(tree[2], bits))
        base, exponent = _power(tree)
        if exponent < 0:
            return 1 / self._divisor(("^", base, ("num", -exponent.numerator, exponent.denominator)), bits)
        if exponent.denominator == 1:
            return self.ball(base, bits) ** exponent.numerator
        where = self.sign(base)
        if where < 0:
            raise Undecided("a root of a negative number is no real number")
        return arb(0) if where == 0 else self.ball(base, bits).root(exponent.denominator) ** exponent.numerator

    def _divisor(self, tree: Tree, bits: int) -> arb:
        if self.sign(tree) == 0:
            raise Undecided("it divides by 0")
        return self.ball(tree, bits)


def _side(ball: arb) -> int:
    return 1 if ball > 0 else -1 if ball < 0 else 0


def _power(tree: Tree) -> tuple[Tree, Fraction]:
    """Return base and exponent of a power or a square root."""
    if tree[0] == "fn" and tree[1] == "sqrt":
        return tree[2], Fraction(1, 2)
    if tree[0] == "^":
        exponent, turned = (tree[2][1], -1) if tree[2][0] == "neg" else (tree[2], 1)
        if exponent[0] == "num" and abs(exponent[1]) <= 64 and exponent[2] <= 12:      # powers and roots a hand writes
            return tree[1], turned * Fraction(exponent[1], exponent[2])
    raise Undecided("only fractions and roots are exact numbers here")


def _root(tree: Tree) -> int:
    """Return 2 for a square root, 3 for a cube root, 1 for what is no root."""
    return _power(tree)[1].denominator if tree[0] == "^" or tree[0] == "fn" and tree[1] == "sqrt" else 1


def _degree(tree: Tree) -> int:
    """Return a bound on the degree of the field: each root counts once, and square roots of fractions by the primes in them."""
    radicals: dict[object, int] = {}
    for node in walk(tree):
        k = _root(node)
        if k > 1:
            base = _power(node)[0]
            radicals.update(dict.fromkeys(_primes(base) if k == 2 else [(base, k)], k))
    return math.prod(radicals.values())


def _primes(base: Tree) -> list[object]:
    """Return what √base is a product of: the roots of primes, a whole number and a fraction apart."""
    product = base[1] * base[2] if base[0] == "num" else 0
    if not 0 < product < MOST_FACTORED:
        return [(base, 2)]
    return [int(prime) for prime, power in fmpz(product).factor() if power % 2]


def _bound(tree: Tree) -> Bound:
    op = tree[0]
    if op == "num":
        return math.log2(max(1, abs(tree[1]))), math.log2(tree[2])
    if op == "neg" or op == "fn" and tree[1] == "abs":
        return _bound(tree[-1])
    if op == "/":
        (u, low), (v, m) = _bound(tree[1]), _bound(tree[2])
        return u + m, low + v
    if op in ("+", "*"):
        u, low = _bound(tree[1])
        for part in tree[2:]:
            v, m = _bound(part)
            u, low = (max(u + m, low + v) + 1 if op == "+" else u + v), low + m
        return u, low
    base, exponent = _power(tree)
    u, low = _bound(base)
    k, power = exponent.denominator, abs(exponent.numerator)
    if k > 1:
        u, low = ((u + (k - 1) * low) / k, low) if u >= low else (u, ((k - 1) * u + low) / k)
    return (power * u, power * low) if exponent > 0 else (power * low, power * u)
