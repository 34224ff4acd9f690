"""Gradient descent converges: sublinear rate, linear rate, Lyapunov view

120 min · difficulty 4 · after taylor-smoothness-conditions, convexity-proofs

    x₁ = x − η ∇f(x),  one step from x;   x* a minimum, f* = f(x*)

    smooth   f(x₁) ≤ f(x) + ∇f(x)ᵀ(x₁ − x) + L/2 ‖x₁ − x‖²
    convex   f(x) + ∇f(x)ᵀ(x* − x) ≤ f*
    strong   f(x) + ∇f(x)ᵀ(x* − x) + μ/2 ‖x − x*‖² ≤ f*,  0 < μ ≤ L
    small    η L ≤ 1

From these lines, and no theorem, come both rates:

    f(x_k) − f* ≤ ‖x₀ − x*‖² / (2 η k)            if f is smooth and convex
    ‖x_k − x*‖² ≤ (1 − η μ)ᵏ ‖x₀ − x*‖²            if it is smooth and strongly convex

An inequality needs its reason: a fact that is given, times something visibly ≥ 0 (, 2 * eta * strong), or a sum of such.  Each problem names
the facts that it gives; another problem's facts are not among them.  Other words than those below are imported from autograder.algebra.
"""
from fractions import Fraction

import numpy as np

from autograder.algebra import Sum, assume, define, dim, hypothesis, integer, nonneg, norm2, positive, real, sequence, vector

d = dim("d", 1, 3)
L, mu, eta = positive("L mu eta")
x, xs, g = vector("x", d), vector("xs", d), vector("g", d)      # the point, the minimum, the gradient at the point
f, f1, fs = real("f f1 fs")                                     # f(x), f(x₁), f*
x1 = define("x1", x - eta * g)
smooth = assume("smooth", f1 <= f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x))
convex = assume("convex", f + g.T @ (xs - x) <= fs)
strong = assume("strong", f + g.T @ (xs - x) + mu / 2 * norm2(x - xs) <= fs)
small = assume("small", eta * L <= 1)
best = assume("best", fs <= f1)
descent = assume("descent", f1 <= f - eta / 2 * norm2(g))       # what one_step shows on its way

i, k = integer("i", 1, 8), integer("k", 1, 6)
F, R = vector("F", 8), vector("R", 8)                           # F_i = f(x_i) − f*, R_i = ‖x_{i−1} − x*‖², along the run from x₀
progress = assume("progress", F[i] <= (R[i] - R[i + 1]) / (2 * eta), over=(i, 1, k))      # what one_step shows
falls = assume("falls", F[k] <= F[i], over=(i, 1, k))           # f falls from step to step: descent
square = assume("square", R[k + 1] >= 0)

t, rho = integer("t", 1, 7), nonneg("rho")
r = vector("r", 9)                                              # r_t = ‖x_{t−1} − x*‖²
contracts = assume("contracts", r[t + 1] <= rho * r[t])         # what contraction shows, with ρ = 1 − η μ
linear = r[t] <= rho**(t - 1) * r[1]

lam = positive("lam")                                           # an eigenvalue of a quadratic f, between the least and the largest
low, high = assume("low", mu <= lam), assume("high", lam <= L)
stable = assume("stable", eta * lam < 2)

n, tau = nonneg("n tau")                                        # the number of steps so far; the time so far
G0, G1, Q0, Q1 = real("G0 G1 Q0 Q1")                            # f − f* and ‖x − x*‖² before a step and after it
one_progress = assume("one_progress", (Q0 - Q1) / (2 * eta) >= G1)
one_falls = assume("one_falls", G1 <= G0)
velocity = define("velocity", -g)                               # ẋ = −∇f(x)

a, start = positive("a"), real("start")
m = integer("m", 0, 7)
X = sequence("X", m, start, lambda X: X[m - 1] - eta * (a * X[m - 1]))      # gradient descent on f(x) = a x²/2


# %% convex: the gap falls like 1/k
def one_step():
    """f(x₁) ≤ f* + (‖x − x*‖² − ‖x₁ − x*‖²)/(2η), from smooth, small and convex."""
    yield f1
    ...
    yield "≤", f + g.T @ (x1 - x) + L / 2 * norm2(x1 - x), smooth
    yield f + g.T @ (-eta * g) + L / 2 * norm2(-eta * g), "definition"
    yield f - eta * norm2(g) + eta**2 * L / 2 * norm2(g), "norm"
    yield "≤", f - eta / 2 * norm2(g), eta / 2 * norm2(g) * small
    yield "≤", fs - g.T @ (xs - x) - eta / 2 * norm2(g), convex
    yield fs + (norm2(x - xs) - norm2(x - eta * g - xs)) / (2 * eta), "norm"
    yield fs + (norm2(x - xs) - norm2(x1 - xs)) / (2 * eta), "definition"


def sublinear_chain():
    """F_k ≤ R₁/(2 η k): from progress at every step up to k, falls and square."""
    yield F[k]
    ...
    yield Sum(F[k], (i, 1, k)) / k, "sum"
    yield "≤", Sum(F[i], (i, 1, k)) / k, Sum(falls, (i, 1, k)) / k
    yield "≤", Sum((R[i] - R[i + 1]) / (2 * eta), (i, 1, k)) / k, Sum(progress, (i, 1, k)) / k
    yield (R[1] - R[k + 1]) / (2 * eta * k), "sum"
    yield "≤", R[1] / (2 * eta * k), square / (2 * eta * k)


def too_long_a_step():
    """L, η and x₀, exact, with η L < 2 and yet L x₁²/2 > x₀²/(2η) for f(x) = L x²/2: small is needed for the bound at k = 1."""
    ...
    return 1, Fraction(19, 10), 1


# %% strongly: the distance falls by a factor
def contraction():
    """‖x₁ − x*‖² ≤ (1 − η μ) ‖x − x*‖², from strong, descent and best."""
    yield norm2(x1 - xs)
    ...
    yield norm2(x - eta * g - xs), "definition"
    yield norm2(x - xs) + 2 * eta * g.T @ (xs - x) + eta**2 * norm2(g), "norm"
    yield "≤", norm2(x - xs) + 2 * eta * (fs - f - mu / 2 * norm2(x - xs)) + eta**2 * norm2(g), 2 * eta * strong
    yield "≤", (1 - eta * mu) * norm2(x - xs), 2 * eta * descent + 2 * eta * best


def linear_base():
    """r₁ = ρ⁰ r₁."""
    yield r[1]
    ...
    yield rho**0 * r[1]


def linear_chain():
    """r_{t+1} ≤ ρᵗ r₁ if r_t ≤ ρᵗ⁻¹ r₁ (the hypothesis), from contracts."""
    yield r[t + 1]
    ...
    yield "≤", rho * r[t], contracts
    yield "≤", rho * (rho**(t - 1) * r[1]), rho * hypothesis
    yield rho**t * r[1], "power"


def quadratic_factor():
    """(1 − ηλ)² ≤ ((κ − 1)/(κ + 1))² for η = 2/(μ + L), κ = L/μ and every eigenvalue λ between μ and L (low, high)."""
    yield (1 - 2 / (mu + L) * lam)**2
    ...
    yield ((mu + L - 2 * lam) / (mu + L))**2
    yield "≤", ((L - mu) / (L + mu))**2, 4 * (L - lam) / (L + mu)**2 * low
    yield ((L / mu - 1) / (L / mu + 1))**2


# %% lyapunov: what falls all the way
def lyapunov_chain():
    """(n + 1) G1 + Q1/(2η) ≤ n G0 + Q0/(2η): V = k (f − f*) + ‖x − x*‖²/(2η) does not rise, from one_progress and one_falls."""
    yield (n + 1) * G1 + Q1 / (2 * eta)
    ...
    yield n * G1 + G1 + Q1 / (2 * eta)
    yield "≤", n * G0 + (Q0 - Q1) / (2 * eta) + Q1 / (2 * eta), n * one_falls + one_progress
    yield n * G0 + Q0 / (2 * eta)


def continuous_time():
    """dV/dτ ≤ 0 for V = τ (f − f*) + ½ ‖x − x*‖² along ẋ = velocity: dV/dτ = f − f* + τ ∇fᵀẋ + (x − x*)ᵀẋ by the chain rule."""
    yield f - fs + tau * (g.T @ velocity) + (x - xs).T @ velocity
    ...
    yield f - fs - tau * (g.T @ g) - (x - xs).T @ g, "definition"
    yield "≤", -tau * (g.T @ g), convex
    yield -tau * norm2(g), "norm"
    yield "≤", 0, "nonnegative"


def stability():
    """(1 − ηλ)² < 1 if ηλ < 2 (stable): each coordinate of a quadratic shrinks."""
    yield (1 - eta * lam)**2
    ...
    yield 1 - eta * lam * (2 - eta * lam)
    yield "<", 1, eta * lam * stable


# %% simple: one dimension, solved
def iterates_base():
    """X₀ = (1 − η a)⁰ start."""
    yield X[0]
    ...
    yield start, "definition"
    yield (1 - eta * a)**0 * start


def iterates():
    """X_{m+1} = (1 − η a)ᵐ⁺¹ start, if X_m = (1 − η a)ᵐ start (the hypothesis)."""
    yield X[m + 1]
    ...
    yield X[m] - eta * (a * X[m]), "definition"
    yield (1 - eta * a) * X[m]
    yield (1 - eta * a) * ((1 - eta * a)**m * start), "hypothesis"
    yield (1 - eta * a)**(m + 1) * start


def convergence_limit():
    """The number below which every step η > 0 converges, for f(x) = a x²/2, and at which and above which none does, from start ≠ 0."""
    ...
    return 2 / a


# %% check: bounds beside a run
def evaluate_bounds(f, grad, L, mu, x0, x_star, eta, k):
    """Run k steps of gradient descent from x0 (d,) → (actual (k + 1,), bound (k + 1,)), one entry for each of x₀ … x_k.

    mu = 0:  actual f(x_j) − f(x_star),  bound ‖x₀ − x_star‖²/(2 η j), inf at j = 0.
    mu > 0:  actual ‖x_j − x_star‖²,     bound (1 − η mu)ʲ ‖x₀ − x_star‖².
    eta ≤ 0 and eta L > 1 (by more than rounding, 1e-12) raise ValueError.  x0 is not written into.
    """
    ...
    if eta <= 0 or eta * L > 1 + 1e-12:
        raise ValueError("the bounds hold for 0 < eta <= 1/L")
    x, x_star = np.array(x0, float), np.asarray(x_star, float)
    points = [x]
    for _ in range(k):
        x = x - eta * np.asarray(grad(x), float)
        points.append(x)
    first, steps = ((points[0] - x_star)**2).sum(), np.arange(k + 1)
    if mu > 0:
        return np.array([((x - x_star)**2).sum() for x in points]), (1 - eta * mu)**steps * first
    bound = np.full(k + 1, np.inf)
    bound[1:] = first / (2 * eta * steps[1:])
    return np.array([f(x) - f(x_star) for x in points], float), bound
