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
    return [
        ("transpose", Eq((F @ G).T, G.T @ F.T), [], "transpose_of_product"),
        ("transpose", Eq(inv(A @ B.T).T, inv(A).T @ inv(B)), ["A invertible", "B invertible"], "transpose_of_inverse"),
        ("trace", Eq(tr(F @ G), tr(G @ F)), [], "trace_is_cyclic"),
        ("trace", Eq(tr(M.T), tr(M)), [], "trace_of_transpose"),
        ("trace", Eq(tr(x @ y.T), y.T @ x), [], "trace_of_outer_product"),
        ("inverse", Eq(inv(A @ B), inv(B) @ inv(A)), ["A invertible", "B invertible"], "inverse_of_product"),
        ("inverse", Eq(inv(A.T), inv(A).T), ["A invertible"], "inverse_of_transpose"),
        ("inverse", Eq((A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / (1 + v.T @ inv(A) @ u)), eye(n)),
         ["A invertible", Ne(1 + v.T @ inv(A) @ u, 0)], "sherman_morrison"),
        ("determinant", Eq(det(M @ O), det(M) * det(O)), [], "determinant_of_product"),
        ("determinant", Eq(det(M.T), det(M)), [], "determinant_of_transpose"),
        ("determinant", Eq(det(inv(A)), 1 / det(A)), ["A invertible"], "determinant_of_inverse"),
        ("determinant", Eq(det(lam * A), lam**n * det(A)), ["A invertible", "lam nonzero"], "determinant_of_multiple"),
        ("norm", Eq(norm2(x + y), norm2(x) + 2 * x.T @ y + norm2(y)), [], "norm_of_sum"),
        ("norm", Eq(norm2(Q @ x), norm2(x)), ["Q orthonormal"], "rotation_keeps_norm"),
        ("norm", Eq(frobenius2(F), tr(F.T @ F)), [], "frobenius_as_trace"),
        ("norm", (x.T @ y)**2 <= norm2(x) * norm2(y), [], "cauchy"),
        ("projection", Eq((T @ inv(T.T @ T) @ T.T) @ (T @ inv(T.T @ T) @ T.T), T @ inv(T.T @ T) @ T.T), ["T full_column_rank"], "twice_is_once"),
        ("eigenvalues", Eq(inv(A) @ v, v / lam), ["A invertible", "lam nonzero", Eq(A @ v, lam * v)], "eigenvalue_of_inverse"),
        ("eigenvalues", Eq(M @ (M @ v), s**2 * v), [Eq(M @ v, s * v)], "eigenvalue_of_square"),
        ("gradient", Eq(D(y.T @ x, x), y), [], "gradient_of_inner_product"),
        ("gradient", Eq(D(x.T @ M @ x, x), (M + M.T) @ x), [], "gradient_of_quadratic"),
        ("gradient", Eq(D(norm2(F @ w - x), w), 2 * F.T @ (F @ w - x)), [], "gradient_of_least_squares"),
        ("Jacobian", Eq(D(M @ x, x), M), [], "jacobian_of_linear"),
        ("Jacobian", Eq(D(tanh(F @ w), w), diag(ones(n) - tanh(F @ w)**2) @ F), [], "jacobian_of_layer"),
        ("Hessian", Eq(D(x.T @ H @ x, x[e], x[f]), 2 * H[e, f]), ["H symmetric"], "hessian_of_quadratic"),
        ("matrix gradient", Eq(D(tr(M @ O), O), M.T), [], "gradient_of_trace"),
        ("matrix gradient", Eq(D(x.T @ M @ y, M), x @ y.T), [], "gradient_of_bilinear"),
        ("matrix gradient", Eq(D(log(det(A)), A), inv(A).T), ["A invertible", det(A) > 0], "gradient_of_log_determinant"),
    ]


...
def transpose_of_product():
    yield (F @ G).T
    yield G.T @ F.T, "transpose"


def transpose_of_inverse():
    yield inv(A @ B.T).T
    yield (inv(B.T) @ inv(A)).T, "inverse"
    yield inv(A).T @ inv(B.T).T, "transpose"
    yield inv(A).T @ inv(B), "inverse"


def trace_is_cyclic():
    yield tr(F @ G)
    yield Sum((F @ G)[i, i], i), "trace"
    yield Sum(F[i, k] * G[k, i], k, i), "sum"
    yield Sum((G @ F)[k, k], k), "sum"
    yield tr(G @ F), "trace"


def trace_of_transpose():
    yield tr(M.T)
    yield Sum(M[i, i], i), "trace"
    yield tr(M), "trace"


def trace_of_outer_product():
    yield tr(x @ y.T)
    yield Sum(x[i] * y[i], i), "trace"
    yield y.T @ x, "sum"


def inverse_of_product():
    yield inv(A @ B)
    yield inv(B) @ inv(A), "inverse"


def inverse_of_transpose():
    yield inv(A.T)
    yield inv(A).T, "inverse"


def sherman_morrison():
    h = 1 + v.T @ inv(A) @ u
    yield (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / h)
    yield eye(n) + u @ v.T @ inv(A) - u @ v.T @ inv(A) / h - u @ v.T @ inv(A) @ u @ v.T @ inv(A) / h, "inverse"
    yield eye(n) + u @ v.T @ inv(A) - (1 + v.T @ inv(A) @ u) * (u @ v.T) @ inv(A) / h
    yield eye(n)


def determinant_of_product():
    yield det(M @ O)
    yield det(M) * det(O), "determinant"


def determinant_of_transpose():
    yield det(M.T)
    yield det(M), "determinant"


def determinant_of_inverse():
    yield det(inv(A))
    yield det(inv(A)) * det(A) / det(A)
    yield det(inv(A) @ A) / det(A), "determinant"
    yield det(eye(n)) / det(A), "inverse"
    yield 1 / det(A), "determinant"


def determinant_of_multiple():
    yield det(lam * A)
    yield lam**n * det(A), "determinant"


def norm_of_sum():
    yield norm2(x + y)
    yield (x + y).T @ (x + y), "norm"
    yield x.T @ x + 2 * x.T @ y + y.T @ y
    yield norm2(x) + 2 * x.T @ y + norm2(y), "norm"


def rotation_keeps_norm():
    yield norm2(Q @ x)
    yield x.T @ Q.T @ Q @ x, "norm"
    yield x.T @ x, "orthonormal"
    yield norm2(x), "norm"


def frobenius_as_trace():
    yield frobenius2(F)
    yield tr(F.T @ F), "norm"


def cauchy():
    yield (x.T @ y)**2
    yield "≤", norm2(x) * norm2(y), cauchy_schwarz(x, y)


def twice_is_once():
    P = T @ inv(T.T @ T) @ T.T
    yield P @ P
    yield P, "inverse"


def eigenvalue_of_inverse():
    yield inv(A) @ v
    yield inv(A) @ (lam * v) / lam
    yield inv(A) @ (A @ v) / lam, Eq(A @ v, lam * v)
    yield v / lam, "inverse"


def eigenvalue_of_square():
    yield M @ (M @ v)
    yield s * (M @ v), Eq(M @ v, s * v)
    yield s**2 * v, Eq(M @ v, s * v)


def gradient_of_inner_product():
    yield D(y.T @ x, x)
    yield y, "matrix derivative"


def gradient_of_quadratic():
    yield D(x.T @ M @ x, x)
    yield (M + M.T) @ x, "matrix derivative"


def gradient_of_least_squares():
    yield D(norm2(F @ w - x), w)
    yield D((F @ w - x).T @ (F @ w - x), w), "norm"
    yield D(w.T @ F.T @ F @ w - 2 * x.T @ F @ w + x.T @ x, w)
    yield D(w.T @ F.T @ F @ w, w) - 2 * D(x.T @ F @ w, w), "linearity"
    yield 2 * F.T @ F @ w - 2 * F.T @ x, "matrix derivative"
    yield 2 * F.T @ (F @ w - x)


def jacobian_of_linear():
    yield D(M @ x, x)
    yield M, "matrix derivative"


def jacobian_of_layer():
    yield D(tanh(F @ w), w)
    yield diag(ones(n) - tanh(F @ w)**2) @ D(F @ w, w), "chain rule"
    yield diag(ones(n) - tanh(F @ w)**2) @ F, "matrix derivative"


def hessian_of_quadratic():
    yield D(x.T @ H @ x, x[e], x[f])
    yield D(Sum(x[i] * H[i, j] * x[j], i, j), x[e], x[f]), "sum"
    yield D(Sum(delta(i, e) * H[i, j] * x[j] + x[i] * H[i, j] * delta(j, e), i, j), x[f]), "product rule"
    yield D(Sum(H[e, j] * x[j], j) + Sum(x[i] * H[i, e], i), x[f]), "delta"
    yield Sum(H[e, j] * delta(j, f), j) + Sum(delta(i, f) * H[i, e], i), "linearity"
    yield H[e, f] + H[f, e], "delta"
    yield 2 * H[e, f], "symmetric"


def gradient_of_trace():
    yield D(tr(M @ O), O)
    yield M.T, "matrix derivative"


def gradient_of_bilinear():
    yield D(x.T @ M @ y, M)
    yield x @ y.T, "matrix derivative"


def gradient_of_log_determinant():
    yield D(log(det(A)), A)
    yield D(det(A), A) / det(A), "chain rule"
    yield det(A) * inv(A).T / det(A), "matrix derivative"
    yield inv(A).T


# %% calculus: solved problems
def calculus():
    """At least 10 solved problems → a list of (topic, statement, conditions, derivation).

    Topics: chain rule, quotient rule, partial derivatives, critical point, Hessian, Jacobian, directional derivative, integral, under the integral.
    """
    ...
    return [
        ("chain rule", Eq(D(sin(t**2), t), 2 * t * cos(t**2)), [], "sine_of_a_square"),
        ("chain rule", Eq(D(log(1 + exp(t)), t), 1 / (1 + exp(-t))), [], "slope_of_softplus"),
        ("quotient rule", Eq(D(t / (1 + t**2), t), (1 - t**2) / (1 + t**2)**2), [], "slope_of_a_bump"),
        ("partial derivatives", Eq(D(exp(a * b), a), b * exp(a * b)), [], "partial_of_exponential"),
        ("partial derivatives", Eq(D(a**2 * b + a * b**3, a, b), 2 * a + 3 * b**2), [], "mixed_partial"),
        ("critical point", Eq(D(r - s * log(r), r), 0 * r), ["r positive", Eq(r, s)], "where_the_slope_is_zero"),
        ("Hessian", Eq(a**2 * D(s**2 + s * t + t**2, s, s) + 2 * a * b * D(s**2 + s * t + t**2, s, t) + b**2 * D(s**2 + s * t + t**2, t, t),
                       (a + b)**2 + a**2 + b**2), [], "a_minimum"),
        ("directional derivative", Eq(D(norm2(x + t * v), t), 2 * v.T @ (x + t * v)), [], "along_a_line"),
        ("integral", Eq(Integral(3 * t**2, (t, 0, a)), a**3), [], "area_under_a_parabola"),
        ("integral", Eq(Integral(t * (a - t), (t, 0, a)), a**3 / 6), [], "area_under_an_arch"),
        ("Jacobian", Eq(det(block([[cos(t), -r * sin(t)], [sin(t), r * cos(t)]])), r), ["r positive"], "polar_coordinates"),
        ("under the integral", Eq(D(Integral(s * t**2, (t, 0, 1)), s), Rational(1, 3)), [], "slope_of_an_integral"),
    ]


...
def sine_of_a_square():
    yield D(sin(t**2), t)
    yield cos(t**2) * D(t**2, t), "chain rule"
    yield 2 * t * cos(t**2), "chain rule"


def slope_of_softplus():
    yield D(log(1 + exp(t)), t)
    yield exp(t) / (1 + exp(t)), "chain rule"
    yield 1 / (1 + exp(-t)), "exp"


def slope_of_a_bump():
    yield D(t / (1 + t**2), t)
    yield (1 + t**2 - t * (2 * t)) / (1 + t**2)**2, "quotient rule"
    yield (1 - t**2) / (1 + t**2)**2


def partial_of_exponential():
    yield D(exp(a * b), a)
    yield b * exp(a * b), "chain rule"


def mixed_partial():
    yield D(a**2 * b + a * b**3, a, b)
    yield D(2 * a * b + b**3, b), "chain rule"
    yield 2 * a + 3 * b**2, "chain rule"


def where_the_slope_is_zero():
    yield D(r - s * log(r), r)
    yield 1 - s / r, "chain rule"
    yield 1 - r / r, Eq(r, s)
    yield 0 * r


def a_minimum():
    f_ = s**2 + s * t + t**2
    yield a**2 * D(f_, s, s) + 2 * a * b * D(f_, s, t) + b**2 * D(f_, t, t)
    yield a**2 * D(2 * s + t, s) + 2 * a * b * D(2 * s + t, t) + b**2 * D(s + 2 * t, t), "chain rule"
    yield 2 * a**2 + 2 * a * b + 2 * b**2, "linearity"
    yield (a + b)**2 + a**2 + b**2


def along_a_line():
    yield D(norm2(x + t * v), t)
    yield D(norm2(x) + 2 * t * (x.T @ v) + t**2 * norm2(v), t), "norm"
    yield 2 * (x.T @ v) + 2 * t * norm2(v), "chain rule"
    yield 2 * v.T @ (x + t * v), "norm"


def area_under_a_parabola():
    yield Integral(3 * t**2, (t, 0, a))
    yield a**3, "integral"


def area_under_an_arch():
    yield Integral(t * (a - t), (t, 0, a))
    yield a * (a**2 / 2) - a**3 / 3, "integral"
    yield a**3 / 6


def polar_coordinates():
    yield det(block([[cos(t), -r * sin(t)], [sin(t), r * cos(t)]]))
    yield r * cos(t)**2 + r * sin(t)**2, "determinant"
    yield r, "trigonometry"


def slope_of_an_integral():
    yield D(Integral(s * t**2, (t, 0, 1)), s)
    yield D(s / 3, s), "integral"
    yield Rational(1, 3), "linearity"



# %% probability: distributions, and how far one is from another
def probability():
    """At least 12 entries → a list of (topic, statement, conditions, derivation).

    Topics: mean, variance, Gaussian, Kullback–Leibler, Jensen–Shannon, chi-square, Hellinger, total variation, Rényi, Jeffreys.
    """
    ...
    tv = Sum(abs(P[h] - R[h]), h) / 2
    both = ["P simplex", "R simplex"]
    entropies = (Sum(P[h] * log(P[h]), h) + Sum(R[h] * log(R[h]), h)) / 2
    return [
        ("mean", Eq(E(a * z + b, z), a * mu + b), ["var positive"], "mean_is_linear"),
        ("mean", Eq(Integral(t, (t, 0, 1)), Rational(1, 2)), [], "mean_of_uniform"),
        ("variance", Eq(E((z - mu)**2, z), E(z**2, z) - mu**2), ["var positive"], "variance_by_moments"),
        ("variance", Eq(Integral((t - Rational(1, 2))**2, (t, 0, 1)), Rational(1, 12)), [], "variance_of_uniform"),
        ("Gaussian", Eq(E((z - nu)**2 / (2 * var) - (z - mu)**2 / (2 * var), z), (mu - nu)**2 / (2 * var)), ["var positive"], "kl_of_gaussians"),
        ("Kullback–Leibler", Eq(kl, Sum(P[h] * log(P[h]), h) - Sum(P[h] * log(R[h]), h)), both, "kl_by_entropies"),
        ("Kullback–Leibler", kl >= 0, both, "kl_is_nonnegative"),
        ("Jensen–Shannon", Eq(Sum(P[h] * log(P[h] / mix[h]), h) / 2 + Sum(R[h] * log(R[h] / mix[h]), h) / 2,
                              entropies - Sum(mix[h] * log(mix[h]), h)), both, "js_by_entropies"),
        ("chi-square", Eq(Sum((P[h] - R[h])**2 / R[h], h), Sum(P[h]**2 / R[h], h) - 1), both, "chi_square_by_ratio"),
        ("Hellinger", Eq(Sum((sqrt(P[h]) - sqrt(R[h]))**2, h) / 2, 1 - Sum(sqrt(P[h]) * sqrt(R[h]), h)), both, "hellinger_by_overlap"),
        ("total variation", tv <= 1, both, "tv_is_at_most_one"),
        ("Rényi", kl <= log(Sum(P[h]**2 / R[h], h)), both, "kl_below_renyi"),
        ("Jeffreys", Eq(kl + Sum(R[h] * log(R[h] / P[h]), h), Sum((P[h] - R[h]) * log(P[h] / R[h]), h)), both, "jeffreys_in_one_sum"),
    ]


...
def mean_is_linear():
    yield E(a * z + b, z)
    yield a * E(z, z) + b, "linearity"
    yield a * mu + b, "Gaussian moments"


def mean_of_uniform():
    yield Integral(t, (t, 0, 1))
    yield Rational(1, 2), "integral"


def variance_by_moments():
    yield E((z - mu)**2, z)
    yield E(z**2 - 2 * mu * z + mu**2, z)
    yield E(z**2, z) - 2 * mu * E(z, z) + mu**2, "linearity"
    yield E(z**2, z) - 2 * mu * mu + mu**2, "Gaussian moments"
    yield E(z**2, z) - mu**2


def variance_of_uniform():
    yield Integral((t - Rational(1, 2))**2, (t, 0, 1))
    yield Rational(1, 12), "integral"


def kl_of_gaussians():
    yield E((z - nu)**2 / (2 * var) - (z - mu)**2 / (2 * var), z)
    yield (E((z - nu)**2, z) - E((z - mu)**2, z)) / (2 * var), "linearity"
    yield ((mu - nu)**2 + var - var) / (2 * var), "Gaussian moments"
    yield (mu - nu)**2 / (2 * var)


def kl_by_entropies():
    yield kl
    yield Sum(P[h] * (log(P[h]) - log(R[h])), h), "log"
    yield Sum(P[h] * log(P[h]), h) - Sum(P[h] * log(R[h]), h), "sum"


def kl_is_nonnegative():
    yield kl
    yield -Sum(P[h] * log(R[h] / P[h]), h), "log"
    yield "≥", -Sum(P[h] * (R[h] / P[h] - 1), h), Sum(P[h] * log_bound(R[h] / P[h]), h)
    yield Sum(P[h], h) - Sum(R[h], h), "sum"
    yield 0, "simplex"


def js_by_entropies():
    yield Sum(P[h] * log(P[h] / mix[h]), h) / 2 + Sum(R[h] * log(R[h] / mix[h]), h) / 2
    yield Sum(P[h] * (log(P[h]) - log(mix[h])), h) / 2 + Sum(R[h] * (log(R[h]) - log(mix[h])), h) / 2, "log"
    yield (Sum(P[h] * log(P[h]), h) + Sum(R[h] * log(R[h]), h)) / 2 - Sum((P[h] + R[h]) / 2 * log(mix[h]), h), "sum"
    yield (Sum(P[h] * log(P[h]), h) + Sum(R[h] * log(R[h]), h)) / 2 - Sum(mix[h] * log(mix[h]), h), "definition"


def chi_square_by_ratio():
    yield Sum((P[h] - R[h])**2 / R[h], h)
    yield Sum(P[h]**2 / R[h] - 2 * P[h] + R[h], h)
    yield Sum(P[h]**2 / R[h], h) - 2 * Sum(P[h], h) + Sum(R[h], h), "sum"
    yield Sum(P[h]**2 / R[h], h) - 1, "simplex"


def hellinger_by_overlap():
    yield Sum((sqrt(P[h]) - sqrt(R[h]))**2, h) / 2
    yield Sum(P[h] + R[h] - 2 * sqrt(P[h]) * sqrt(R[h]), h) / 2
    yield (Sum(P[h], h) + Sum(R[h], h)) / 2 - Sum(sqrt(P[h]) * sqrt(R[h]), h), "sum"
    yield 1 - Sum(sqrt(P[h]) * sqrt(R[h]), h), "simplex"


def tv_is_at_most_one():
    yield Sum(abs(P[h] - R[h]), h) / 2
    yield "≤", Sum(abs(P[h]) + abs(R[h]), h) / 2, Sum(triangle(P[h], -R[h]), h) / 2
    yield Sum(P[h] + R[h], h) / 2
    yield (Sum(P[h], h) + Sum(R[h], h)) / 2, "sum"
    yield 1, "simplex"


def kl_below_renyi():
    yield kl
    yield "≤", log(Sum(P[h] * (P[h] / R[h]), h)), "Jensen"
    yield log(Sum(P[h]**2 / R[h], h))


def jeffreys_in_one_sum():
    yield kl + Sum(R[h] * log(R[h] / P[h]), h)
    yield kl - Sum(R[h] * log(P[h] / R[h]), h), "log"
    yield Sum((P[h] - R[h]) * log(P[h] / R[h]), h), "sum"


# %% optimization: rules, step sizes, rates, and where the arithmetic fails
def optimization():
    """At least 9 entries → a list of (topic, statement, conditions, derivation).

    Topics: optimality, convexity, step size, descent, rate, conditioning, Newton, averages.
    """
    ...
    between = ["L positive", "curve positive", "low positive", low <= curve, curve <= L]
    return [
        ("optimality", Eq(D(x.T @ S @ x / 2 - y.T @ x, x), 0 * x), ["S spd", Eq(S @ x, y)], "gradient_is_zero"),
        ("optimality", Eq(D(norm2(F @ w - x) / 2 + r / 2 * norm2(w), w), F.T @ (F @ w - x) + r * w), ["r positive"], "gradient_of_ridge"),
        ("convexity", x.T @ S @ x + 2 * (S @ x).T @ (y - x) <= y.T @ S @ y, ["S spd"], "above_its_tangent"),
        ("convexity", x.T @ y <= r / 2 * norm2(x) + norm2(y) / (2 * r), ["r positive"], "young_with_a_weight"),
        ("step size", (1 - eta * curve)**2 <= 1, ["curve positive", "eta positive", eta * curve <= 2], "step_that_does_not_diverge"),
        ("descent", -eta * norm2(g) + L / 2 * eta**2 * norm2(g) <= -eta / 2 * norm2(g), ["L positive", "eta positive", eta * L <= 1], "one_step_descends"),
        ("rate", Eq(v - eta * (S @ v), (1 - eta * curve) * v), ["S spd", "curve positive", "eta positive", Eq(S @ v, curve * v)], "factor_of_an_eigenvector"),
        ("conditioning", (1 - 2 / (low + L) * curve)**2 <= ((L - low) / (L + low))**2, between, "slowest_factor"),
        ("Newton", Eq(x - inv(S) @ (S @ x - y), inv(S) @ y), ["S spd"], "newton_in_one_step"),
        ("averages", Eq((1 - theta) * Sum(theta**tau, (tau, 0, steps)), 1 - theta**(steps + 1)), ["theta prob"], "weights_of_an_average"),
    ]


def pitfalls():
    """At least 5 failures that a computer shows → a list of (title, formula, {name: value}, naive, careful).

    naive and careful are names of functions of yours, of as many floats as the formula has names, in the order of the dict; values are
    whole numbers or fractions, such as 10**16 or Rational(1, 2**30).  Each pair is called on them: naive is to fail (off by more than a
    thousandth, not finite, or an error), careful to be right to nine digits.  What is right is told by the formula, in many digits.
    """
    ...
    return [
        ("an exponential overflows", log(1 + exp(t)), {"t": 1000}, "naive_softplus", "softplus"),
        ("a logarithm of what has become 0", -log(1 + exp(-t)), {"t": -1000}, "naive_log_sigmoid", "log_sigmoid"),
        ("nearly equal numbers are subtracted", (1 - cos(t)) / t**2, {"t": Rational(1, 2**30)}, "naive_versine", "versine"),
        ("nearly equal roots are subtracted", sqrt(t + 1) - sqrt(t), {"t": 10**16}, "naive_root_gap", "root_gap"),
        ("a small number is lost beside 1", log(1 + t), {"t": Rational(1, 2**60)}, "naive_log1p", "log1p"),
        ("a variance of large numbers", ((a - b) / 2)**2, {"a": 2**27 + 1, "b": 2**27}, "naive_variance", "variance"),
    ]


...
def gradient_is_zero():
    yield D(x.T @ S @ x / 2 - y.T @ x, x)
    yield (S + S.T) @ x / 2 - y, "matrix derivative"
    yield S @ x - y, "symmetric"
    yield y - y, Eq(S @ x, y)
    yield 0 * x


def gradient_of_ridge():
    yield D(norm2(F @ w - x) / 2 + r / 2 * norm2(w), w)
    yield D(norm2(F @ w - x), w) / 2 + r / 2 * D(norm2(w), w), "linearity"
    yield F.T @ (F @ w - x) + r * w, "chain rule"


def above_its_tangent():
    yield x.T @ S @ x + 2 * (S @ x).T @ (y - x)
    yield y.T @ S @ y - (y - x).T @ S @ (y - x), "symmetric"
    yield "≤", y.T @ S @ y, slack((y - x).T @ S @ (y - x))


def young_with_a_weight():
    yield x.T @ y
    yield "≤", r / 2 * norm2(x) + norm2(y) / (2 * r), young(x, y, r)


def step_that_does_not_diverge():
    yield (1 - eta * curve)**2
    yield 1 - eta * curve * (2 - eta * curve)
    yield "≤", 1, eta * curve * assume("stable", eta * curve <= 2)


def one_step_descends():
    yield -eta * norm2(g) + L / 2 * eta**2 * norm2(g)
    yield "≤", -eta / 2 * norm2(g), eta / 2 * norm2(g) * assume("small", eta * L <= 1)


def factor_of_an_eigenvector():
    yield v - eta * (S @ v)
    yield v - eta * (curve * v), Eq(S @ v, curve * v)
    yield (1 - eta * curve) * v


def slowest_factor():
    yield (1 - 2 / (low + L) * curve)**2
    yield ((low + L - 2 * curve) / (low + L))**2
    yield "≤", ((L - low) / (L + low))**2, 4 * (L - curve) / (L + low)**2 * assume("above", low <= curve)


def newton_in_one_step():
    yield x - inv(S) @ (S @ x - y)
    yield x - x + inv(S) @ y, "inverse"
    yield inv(S) @ y


def weights_of_an_average():
    yield (1 - theta) * Sum(theta**tau, (tau, 0, steps))
    yield (1 - theta) * ((1 - theta**(steps + 1)) / (1 - theta)), "geometric series"
    yield 1 - theta**(steps + 1)


def naive_softplus(t):
    return np.log(1 + np.exp(t))


def softplus(t):
    return np.logaddexp(0, t)


def naive_log_sigmoid(t):
    return np.log(1 / (1 + np.exp(-t)))


def log_sigmoid(t):
    return -np.logaddexp(0, -t)


def naive_versine(t):
    return (1 - np.cos(t)) / t**2


def versine(t):
    return 2 * (np.sin(t / 2) / t)**2           # 1 − cos t = 2 sin²(t/2)


def naive_root_gap(t):
    return np.sqrt(t + 1) - np.sqrt(t)


def root_gap(t):
    return 1 / (np.sqrt(t + 1) + np.sqrt(t))


def naive_log1p(t):
    return np.log(1 + t)


def log1p(t):
    return np.log1p(t)


def naive_variance(a, b):
    return (a**2 + b**2) / 2 - ((a + b) / 2)**2


def variance(a, b):
    mean = (a + b) / 2
    return ((a - mean)**2 + (b - mean)**2) / 2
