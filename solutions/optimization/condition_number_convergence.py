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
    if kappa < 1:
        raise ValueError("no condition number is below 1")
    Q, R = np.linalg.qr(rng.normal(size=(n, n)))
    Q = Q * np.sign(np.diag(R))                 # with R's diagonal positive Q is uniform; H is the same by any signs
    H = (Q * np.geomspace(1, kappa, n)) @ Q.T
    return (H + H.T) / 2


# %% measure: steps until it is near
def iterations_to_tol(H, b, method, tol):
    """Least k with ‖x_k − x*‖ ≤ tol ‖x₀ − x*‖ for one of METHODS; H (n, n), b (n,) ≠ 0."""
    ...
    eigenvalues = np.linalg.eigvalsh(H)
    mu, L = eigenvalues[0], eigenvalues[-1]
    target, x = np.linalg.solve(H, b), np.zeros(len(b))
    before, near = x, tol * np.linalg.norm(target)
    eta, beta, direction = 2 / (mu + L), 0.0, lambda g: g
    if method == "momentum":                    # Polyak: every mode shrinks by (√κ − 1)/(√κ + 1)
        eta, beta = 4 / (np.sqrt(L) + np.sqrt(mu))**2, ((np.sqrt(L) - np.sqrt(mu)) / (np.sqrt(L) + np.sqrt(mu)))**2
    if method == "newton":
        eta, direction = 1.0, lambda g: np.linalg.solve(H, g)
    if method == "preconditioned_gd":
        C = np.linalg.cholesky(H)
        eta, direction = 1.0, lambda g: np.linalg.solve(C.T, np.linalg.solve(C, g))     # P⁻¹H = I: μ = L = 1
    k = 0
    while np.linalg.norm(x - target) > near:
        x, before = x - eta * direction(H @ x - b) + beta * (x - before), x
        k += 1
    return k


def standardisation_effect(X):
    """(κ of XᵀX, κ of ZᵀZ): Z is X (n, d) with each column centred and divided by its standard deviation."""
    ...
    X = np.asarray(X, float)
    Z = (X - X.mean(axis=0)) / X.std(axis=0)
    values = [np.linalg.svd(A, compute_uv=False) for A in (X, Z)]
    raw, standardised = [(s[0] / s[-1])**2 for s in values]
    return raw, standardised


def sweep(kappas, rng):
    """{"kappas": kappas, and each of METHODS: its counts (m,)}: for each of kappas (m,) one quadratic, n = 30, b standard normal, tol = 1e-8.

    All methods are given the same quadratic.
    """
    ...
    kappas = np.asarray(kappas, float)
    problems = [(quadratic_with_condition(30, kappa, rng), rng.normal(size=30)) for kappa in kappas]
    return {"kappas": kappas} | {method: np.array([iterations_to_tol(H, b, method, 1e-8) for H, b in problems]) for method in METHODS}


# %% explain: the slowest mode decides
def one_mode():
    """The error after a step, (x − η slope) − best, is (1 − ηλ)(x − best)."""
    yield x - eta * slope - best
    ...
    yield x - eta * (lam * x - b) - b / lam, "definition"
    yield (1 - eta * lam) * (x - b / lam)
    yield (1 - eta * lam) * (x - best), "definition"


def best_step():
    """The step η for which the steepest and the flattest mode shrink alike, −(1 − ηL) = 1 − ημ: from this equation to η = …"""
    yield Eq(eta * L - 1, 1 - eta * mu)
    ...
    yield Eq(eta * L + eta * mu, 2), add(1 + eta * mu)
    yield Eq(eta * (L + mu), 2)
    yield Eq(eta, 2 / (mu + L)), divide(mu + L)


def slowest_factor():
    """1 − ημ with that step, by κ = L/μ alone."""
    yield 1 - 2 / (mu + L) * mu
    ...
    yield (L - mu) / (L + mu)
    yield (L / mu - 1) / (L / mu + 1)
    yield (kappa - 1) / (kappa + 1), "definition"


def predict_iterations(kappa, tol):
    """The k, a float, at which ((κ − 1)/(κ + 1))ᵏ is tol; 1 where κ = 1."""
    ...
    return float(np.log(1 / tol) / np.log((kappa + 1) / (kappa - 1))) if kappa > 1 else 1.0


# %% figure: iterations against the condition number · needs matplotlib
def conditioning_figure(sweep):
    """A Figure of what the function sweep returns: iterations against κ, both axes logarithmic, a curve a method, labelled by its name."""
    ...
    import matplotlib.pyplot as plt
    figure, axes = plt.subplots()
    for method in METHODS:
        axes.loglog(sweep["kappas"], sweep[method], marker="o", label=method)
    axes.set(xlabel="condition number κ", ylabel="iterations to 1e-8")
    axes.legend()
    return figure
