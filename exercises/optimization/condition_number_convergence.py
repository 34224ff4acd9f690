"""Why conditioning affects convergence: iterations against the condition number

75 min · difficulty 2 · after learning-rate-trajectories, gradient-descent-convergence

    f(x) = xᵀHx/2 − bᵀx        ∇f(x) = Hx − b        x* = H⁻¹b        H symmetric, 0 < μ = λ_min,  L = λ_max

The level sets of f are √κ times as long as they are wide, κ = L/μ.  Along an eigenvector of H the error of gradient
descent is multiplied by 1 − ηλ in each step, whatever the others do: one step length must do for all of them.

    gd                  x ← x − η ∇f(x)                          η = 2/(μ + L)
    momentum            Polyak's or Nesterov's, each with the constants that are best for μ and L
    newton              x ← x − H⁻¹ ∇f(x)
    preconditioned_gd   x ← x − η P⁻¹ ∇f(x),  P = CCᵀ with the Cholesky factor C of H,  η = 2/(μ + L) of P⁻¹H

All of them start at x₀ = 0, and what counts is the least k with ‖x_k − x*‖ ≤ tol ‖x₀ − x*‖.
"""
import numpy as np

from autograder.algebra import Eq, add, define, divide, positive, real

METHODS = ("gd", "momentum", "newton", "preconditioned_gd")

x, b = real("x b")                              # one coordinate along an eigenvector: f = λ x²/2 − b x
lam, eta, mu, L = positive("lam eta mu L")
slope, best = define("slope", lam * x - b), define("best", b / lam)      # f′(x), and where it is 0
kappa = define("kappa", L / mu)


# %% make: a quadratic of known condition
def quadratic_with_condition(n, kappa, rng):
    """H (n, n) = Q diag(λ) Qᵀ, symmetric, with λ = geomspace(1, kappa, n) and Q uniformly random among orthogonal matrices.

    Uniform (Haar): no direction is preferred for any eigenvector.  n ≥ 2; kappa < 1 raises ValueError.
    """
    ...


# %% measure: steps until it is near
def iterations_to_tol(H, b, method, tol):
    """Least k with ‖x_k − x*‖ ≤ tol ‖x₀ − x*‖ for one of METHODS; H (n, n), b (n,) ≠ 0."""
    ...


def standardisation_effect(X):
    """(κ of XᵀX, κ of ZᵀZ): Z is X (n, d) with each column centred and divided by its standard deviation."""
    ...


def sweep(kappas, rng):
    """{"kappas": kappas, and each of METHODS: its counts (m,)}: for each of kappas (m,) one quadratic, n = 30, b standard normal, tol = 1e-8.

    All methods are given the same quadratic.
    """
    ...


# %% explain: the slowest mode decides
def one_mode():
    """The error after a step, (x − η slope) − best, is (1 − ηλ)(x − best)."""
    yield x - eta * slope - best
    ...


def best_step():
    """The step η for which the steepest and the flattest mode shrink alike, −(1 − ηL) = 1 − ημ: from this equation to η = …"""
    yield Eq(eta * L - 1, 1 - eta * mu)
    ...


def slowest_factor():
    """1 − ημ with that step, by κ = L/μ alone."""
    yield 1 - 2 / (mu + L) * mu
    ...


def predict_iterations(kappa, tol):
    """The k, a float, at which ((κ − 1)/(κ + 1))ᵏ is tol; 1 where κ = 1."""
    ...


# %% figure: iterations against the condition number · needs matplotlib
def conditioning_figure(sweep):
    """A Figure of what the function sweep returns: iterations against κ, both axes logarithmic, a curve a method, labelled by its name."""
    ...
