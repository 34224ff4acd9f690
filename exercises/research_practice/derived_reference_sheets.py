"""Own reference sheets: linear algebra, calculus, probability, optimisation

240 min · difficulty 2 · after matrix-calculus-drill · derive matrix-calculus-drill

Four sheets to keep: what you would look up, each line with the conditions under which it holds and with your own derivation of it.
Choose what stands on them; a sheet is whole when every topic of its list is covered.

A sheet is a function that returns its entries:

    return [("trace", Eq(tr(F @ G), tr(G @ F)), [], "trace_is_cyclic"),
            ("inverse", Eq(inv(A @ B), inv(B) @ inv(A)), ["A invertible", "B invertible"], "inverse_of_product"), …]

the topic, the statement, its conditions, and the name of a function of this file that derives the right side from the left.  A
derivation yields its lines, each following from the one above by one rule, which you may name; its first line is the left side, its last
the right.  Those you have passed elsewhere are yours to use: from mine import trace_is_cyclic.

A condition is the word that a name was declared with, "A invertible", "s positive", for every name of the statement that is more than
real; and a claim for the rest, Ne(1 + v.T @ inv(A) @ u, 0), Eq(M @ v, lam * v).  A statement without its conditions is refused, and so is a
condition that it does not need.  Inequalities are written left <= right.

Layout: the gradient of a number has the shape of its variable; a Jacobian ∂a/∂b has the rows of a and the columns of b.

The names below are for a beginning; declare others as you need them, in this file, outside functions.  `grade report
derived-reference-sheets --pdf` sets the sheets on paper.
"""
import numpy as np

from autograder.algebra import (
    D,
    E,
    Eq,
    Integral,
    N,
    Ne,
    Rational,
    Sum,
    abs,
    add,
    assume,
    block,
    cauchy_schwarz,
    cos,
    define,
    delta,
    det,
    diag,
    dim,
    exp,
    eye,
    frobenius2,
    full_column_rank,
    indices,
    integer,
    inv,
    invertible,
    log,
    log_bound,
    matrix,
    nonneg,
    nonzero,
    norm,
    norm2,
    ones,
    oo,
    orthonormal,
    pi,
    positive,
    prob,
    random,
    real,
    sequence,
    simplex,
    sin,
    slack,
    spd,
    sqrt,
    symmetric,
    tanh,
    tr,
    triangle,
    vector,
    young,
)

n, d = dim("n", 3, 4), dim("d", 2, 3)
i, j, e, f = indices("i j e f", n)
k, l = indices("k l", d)
A, B = matrix("A", n, n, invertible), matrix("B", n, n, invertible)
M, O = matrix("M", n, n), matrix("O", n, n)
F, G = matrix("F", n, d), matrix("G", d, n)
H, S = matrix("H", n, n, symmetric), matrix("S", n, n, spd)
Q, T = matrix("Q", n, n, orthonormal), matrix("T", n, d, full_column_rank)
u, v, x, y, w = vector("u", n), vector("v", n), vector("x", n), vector("y", n), vector("w", d)
a, b, c, s, t = real("a b c s t")
lam, r = nonzero("lam"), positive("r")
K = dim("K", 2, 4)
h = indices("h", K)
P, R = vector("P", K, simplex), vector("R", K, simplex)         # two distributions on K values
mix = define("mix", h, (P[h] + R[h]) / 2)
kl = Sum(P[h] * log(P[h] / R[h]), h)
mu, nu, var, theta = real("mu"), real("nu"), positive("var"), prob("theta")
z = random("z", N(mu, var))                                     # var is the variance
eta, L, low = positive("eta"), positive("L"), positive("low")   # a step size; the largest and the smallest curvature
curve = positive("curve")                                       # one in between
g, steps, tau = vector("g", n), integer("steps", 0, 6), integer("tau", 0, 6)


# %% linear_algebra: identities, and the rules of matrix calculus
def linear_algebra():
    """At least 25 entries → a list of (topic, statement, conditions, derivation).

    Topics: transpose, trace, inverse, determinant, norm, projection, eigenvalues, gradient, Jacobian, Hessian, matrix gradient.
    """
    ...


...


# %% calculus: solved problems
def calculus():
    """At least 10 solved problems → a list of (topic, statement, conditions, derivation).

    Topics: chain rule, quotient rule, partial derivatives, critical point, Hessian, Jacobian, directional derivative, integral, under the integral.
    """
    ...


...


# %% probability: distributions, and how far one is from another
def probability():
    """At least 12 entries → a list of (topic, statement, conditions, derivation).

    Topics: mean, variance, Gaussian, Kullback–Leibler, Jensen–Shannon, chi-square, Hellinger, total variation, Rényi, Jeffreys.
    """
    ...


...


# %% optimization: rules, step sizes, rates, and where the arithmetic fails
def optimization():
    """At least 9 entries → a list of (topic, statement, conditions, derivation).

    Topics: optimality, convexity, step size, descent, rate, conditioning, Newton, averages.
    """
    ...


def pitfalls():
    """At least 5 failures that a computer shows → a list of (title, formula, {name: value}, naive, careful).

    naive and careful are names of functions of yours, of as many floats as the formula has names, in the order of the dict; values are
    whole numbers or fractions, such as 10**16 or Rational(1, 2**30).  Each pair is called on them: naive is to fail (off by more than a
    thousandth, not finite, or an error), careful to be right to nine digits.  What is right is told by the formula, in many digits.
    """
    ...


...
