"""Two inequalities everything rests on: a sum of squares dropped, and Jensen."""
from autograder.algebra import Sum, define, dim, indices, log, simplex, slack, vector  # noqa: F401  # an unusual answer gives slack
from autograder.checks import derives

n, K = dim("n", 2, 5), dim("K", 3, 5)
i, j = indices("i j", n)
z, w = indices("z w", K)
a, b = vector("a", n), vector("b", n)
q, J = vector("q", K, simplex), vector("J", K, "positive")
px = define("px", Sum(J[w], w))
elbo = Sum(q[z] * log(J[z] / q[z]), z)



def cauchy_schwarz():
    yield Sum(a[i] * b[i], i)**2
    ...
    yield Sum(a[i]**2, i) * Sum(b[j]**2, j) - Sum((a[i] * b[j] - a[j] * b[i])**2, i, j) / 2, "sum"
    yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), "nonnegative"


def bound():
    yield log(px)
    ...
    yield log(Sum(J[z], z)), "definition"
    yield log(Sum(q[z] * (J[z] / q[z]), z))
    yield "≥", elbo, "Jensen"


def check_cauchy_schwarz(yours):
    derives(yours.cauchy_schwarz, Sum(a[i] * b[i], i)**2, at_most=Sum(a[i]**2, i) * Sum(b[j]**2, j), steps=1)


def check_bound(yours):
    derives(yours.bound, log(px), at_least=elbo, steps=2)


OTHERS = """
the half is forgotten ✗ cauchy_schwarz
- yield Sum(a[i]**2, i) * Sum(b[j]**2, j) - Sum((a[i] * b[j] - a[j] * b[i])**2, i, j) / 2, "sum"
+ yield Sum(a[i]**2, i) * Sum(b[j]**2, j) - Sum((a[i] * b[j] - a[j] * b[i])**2, i, j), "sum"

it is only said ✗ cauchy_schwarz
- yield Sum(a[i]**2, i) * Sum(b[j]**2, j) - Sum((a[i] * b[j] - a[j] * b[i])**2, i, j) / 2, "sum"
- yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), "nonnegative"
+ yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), "nonnegative"

a false bound ✗ cauchy_schwarz
- yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), "nonnegative"
+ yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j) / 2, "nonnegative"

Jensen as an equality ✗ bound
- yield "≥", elbo, "Jensen"
+ yield elbo, "Jensen"

Jensen turned ✗ bound
- yield "≥", elbo, "Jensen"
+ yield "≤", elbo, "Jensen"

without weights ✗ bound
- yield log(Sum(q[z] * (J[z] / q[z]), z))
- yield "≥", elbo, "Jensen"
+ yield "≥", Sum(log(J[z]), z), "Jensen"

true, but not by Jensen ✗ bound
- yield "≥", elbo, "Jensen"
+ yield "≥", elbo - 1, "Jensen"

the slack is given ✓ cauchy_schwarz
- yield Sum(a[i]**2, i) * Sum(b[j]**2, j) - Sum((a[i] * b[j] - a[j] * b[i])**2, i, j) / 2, "sum"
- yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), "nonnegative"
+ yield "≤", Sum(a[i]**2, i) * Sum(b[j]**2, j), slack(Sum((a[i] * b[j] - a[j] * b[i])**2, i, j) / 2)
"""
