"""Convexity: certificates by what is visible, a kink by cases, a counterexample in exact numbers."""
from fractions import Fraction

from autograder.algebra import D, Eq, Sum, assume, case, define, delta, dim, exp, indices, positive, prob, real, relu, simplex, vector
from autograder.checks import derives, nonnegative, witnesses

K = dim("K", 3, 5)
i, j, k, m = indices("i j k m", K)
z, v = vector("z", K), vector("v", K)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m), simplex)
x, a, b = real("x a b")
y, s = positive("y"), prob("s")
f = x**2 / y
u1, u2, share = real("u1 u2 share")


def log_sum_exp():
    yield Sum(v[i] * (p[i] * delta(i, j) - p[i] * p[j]) * v[j], i, j)
    ...
    yield Sum(p[i] * v[i]**2, i) - Sum(p[i] * v[i], i)**2, "delta"
    yield Sum(p[i] * (v[i] - Sum(p[j] * v[j], j))**2, i), "simplex"


def quadratic_over_linear():
    yield a**2 * D(f, x, x) + 2 * a * b * D(f, x, y) + b**2 * D(f, y, y)
    ...
    yield a**2 * D(2 * x / y, x) + 2 * a * b * D(2 * x / y, y) + b**2 * D(-x**2 / y**2, y), "quotient rule"
    yield 2 * a**2 / y - 4 * a * b * x / y**2 + 2 * b**2 * x**2 / y**3, "quotient rule"
    yield 2 / y * (a - b * x / y)**2


def kink():
    yield relu(x) - s * x
    ...
    yield case(x > 0)
    yield x - s * x, "cases"
    yield (1 - s) * x
    yield case(x < 0)
    yield -s * x, "cases"
    yield case(Eq(x, 0))
    yield 0, "cases"


def not_convex():
    ...
    return -2, 0, Fraction(1, 2)


def check_log_sum_exp(yours):
    derives(yours.log_sum_exp, Sum(v[i] * (p[i] * delta(i, j) - p[i] * p[j]) * v[j], i, j), to=nonnegative, steps=2)


def check_quadratic_over_linear(yours):
    derives(yours.quadratic_over_linear, a**2 * D(f, x, x) + 2 * a * b * D(f, x, y) + b**2 * D(f, y, y), to=nonnegative, steps=2)


def check_kink(yours):
    derives(yours.kink, relu(x) - s * x, to=nonnegative, steps=2)


def check_not_convex(yours):
    chord = assume("the chord lies below the curve",
                   (share * u1 + (1 - share) * u2)**3 > share * u1**3 + (1 - share) * u2**3)
    witnesses(yours.not_convex, (u1, u2, share), share > 0, share < 1, chord)


OTHERS = """
variance with the wrong sign ✗ log_sum_exp
- yield Sum(p[i] * v[i]**2, i) - Sum(p[i] * v[i], i)**2, "delta"
+ yield Sum(p[i] * v[i], i)**2 - Sum(p[i] * v[i]**2, i), "delta"

the diagonal is enough ✗ log_sum_exp
- yield Sum(p[i] * v[i]**2, i) - Sum(p[i] * v[i], i)**2, "delta"
+ yield Sum(p[i] * v[i]**2, i), "delta"

stops before the square ✗ log_sum_exp
- yield Sum(p[i] * (v[i] - Sum(p[j] * v[j], j))**2, i), "simplex"

the mixed term is lost ✗ quadratic_over_linear
- yield 2 * a**2 / y - 4 * a * b * x / y**2 + 2 * b**2 * x**2 / y**3, "quotient rule"
+ yield 2 * a**2 / y + 2 * b**2 * x**2 / y**3, "quotient rule"

one side only ✗ kink
- yield case(x < 0)
- yield -s * x, "cases"

zero is forgotten ✗ kink
- yield case(Eq(x, 0))
- yield 0, "cases"

the wrong branch ✗ kink
- yield -s * x, "cases"
+ yield x - s * x, "cases"

convex there ✗ not_convex
- return -2, 0, Fraction(1, 2)
+ return 2, 0, Fraction(1, 2)

rounded ✗ not_convex
- return -2, 0, Fraction(1, 2)
+ return -2, 0, 0.1

the share at its end ✗ not_convex
- return -2, 0, Fraction(1, 2)
+ return -2, 0, 1

closed halves ✓ kink
- yield case(x > 0)
- yield x - s * x, "cases"
- yield (1 - s) * x
- yield case(x < 0)
- yield -s * x, "cases"
- yield case(Eq(x, 0))
- yield 0, "cases"
+ yield case(x >= 0)
+ yield x - s * x, "cases"
+ yield (1 - s) * x
+ yield case(x < 0)
+ yield -s * x, "cases"
"""
