"""Gradient descent: facts combined, summed over a run, and an inequality by induction."""
from autograder.algebra import Sum, assume, define, dim, hypothesis, integer, norm2, positive, prob, real, vector
from autograder.checks import derives, induces

d = dim("d", 2, 4)
L = positive("L")
x, xs, g = vector("x", d), vector("xs", d), vector("g", d)
f, f1, fs = real("f f1 fs")
x1 = define("x1", x - g / L)
smooth = assume("smooth", f1 <= f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x))
convex = assume("convex", f + g.T @ (xs - x) <= fs)

i, k = integer("i", 1, 8), integer("k", 1, 6)
F, R = vector("F", 8), vector("R", 8)
step = assume("step", F[i] <= L / 2 * (R[i] - R[i + 1]), over=(i, 1, k))
falls = assume("falls", F[k] <= F[i], over=(i, 1, k))
square = assume("square", R[k + 1] >= 0)

rho, t = prob("rho"), integer("t", 1, 7)
r = vector("r", 9)
contracts = assume("contracts", r[t + 1] <= rho * r[t])
linear = r[t] <= rho**(t - 1) * r[1]


def one_step():
    yield f1
    ...
    yield "≤", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), smooth
    yield f + g.T @ (-g / L) + L / 2 * norm2(-g / L), "definition"
    yield f - norm2(g) / (2 * L), "norm"
    yield "≤", fs - g.T @ (xs - x) - norm2(g) / (2 * L), convex
    yield fs + L / 2 * (norm2(x - xs) - norm2(x - g / L - xs)), "norm"
    yield fs + L / 2 * (norm2(x - xs) - norm2(x1 - xs)), "definition"


def rate():
    yield k * F[k]
    ...
    yield Sum(F[k], (i, 1, k)), "sum"
    yield "≤", Sum(F[i], (i, 1, k)), Sum(falls, (i, 1, k))
    yield "≤", Sum(L / 2 * (R[i] - R[i + 1]), (i, 1, k)), Sum(step, (i, 1, k))
    yield L / 2 * (R[1] - R[k + 1]), "sum"
    yield "≤", L / 2 * R[1], L / 2 * square


def linear_base():
    yield r[1]
    ...
    yield rho**0 * r[1]


def linear_step():
    yield r[t + 1]
    ...
    yield "≤", rho * r[t], contracts
    yield "≤", rho * (rho**(t - 1) * r[1]), rho * hypothesis
    yield rho**t * r[1], "power"


def check_one_step(yours):
    derives(yours.one_step, f1, at_most=fs + L / 2 * (norm2(x - xs) - norm2(x1 - xs)), steps=4, given=[smooth, convex])


def check_rate(yours):
    derives(yours.rate, k * F[k], at_most=L / 2 * R[1], steps=4, given=[step, falls, square])


def check_linear(yours):
    induces(yours.linear_base, yours.linear_step, linear, t, first=1, steps=2, given=[contracts])


OTHERS = """
a step twice as long as it pays ✗ one_step
- yield f - norm2(g) / (2 * L), "norm"
+ yield f - norm2(g) / L, "norm"

convexity the wrong way ✗ one_step
- yield "≤", fs - g.T @ (xs - x) - norm2(g) / (2 * L), convex
+ yield "≤", fs + g.T @ (xs - x) - norm2(g) / (2 * L), convex

a turned sign ✗ one_step
- yield "≤", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), smooth
+ yield "≥", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), smooth

gives no reason ✗ one_step
- yield "≤", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), smooth
+ yield "≤", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x)

telescopes backwards ✗ rate
- yield L / 2 * (R[1] - R[k + 1]), "sum"
+ yield L / 2 * (R[k + 1] - R[1]), "sum"

invents a fact ✗ rate
- yield "≤", L / 2 * R[1], L / 2 * square
+ yield "≤", 0, L / 2 * assume("free", R[1] <= R[k + 1])

turns an inequality ✗ rate
- L / 2 * square
+ -L / 2 * square

sums too far ✗ rate
- yield "≤", Sum(F[i], (i, 1, k)), Sum(falls, (i, 1, k))
+ yield "≤", Sum(F[i], (i, 1, k + 1)) - F[k], Sum(falls, (i, 1, k + 1))

the hypothesis without its factor ✗ linear
- rho * hypothesis
+ hypothesis

does not contract ✗ linear
- yield "≤", rho * r[t], contracts
- yield "≤", rho * (rho**(t - 1) * r[1]), rho * hypothesis
- yield rho**t * r[1], "power"
+ yield "≤", rho**t * r[1], hypothesis

in one line ✓ one_step
- yield f + g.T @ (-g / L) + L / 2 * norm2(-g / L), "definition"
- yield f - norm2(g) / (2 * L), "norm"
- yield "≤", fs - g.T @ (xs - x) - norm2(g) / (2 * L), convex
- yield fs + L / 2 * (norm2(x - xs) - norm2(x - g / L - xs)), "norm"
+ yield "≤", fs - g.T @ (xs - x) + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), convex
+ yield fs - g.T @ (xs - x) + g.T @ (-g / L) + L / 2 * norm2(-g / L), "definition"
+ yield fs + L / 2 * (norm2(x - xs) - norm2(x - g / L - xs)), "norm"
"""
