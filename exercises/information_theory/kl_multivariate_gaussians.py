"""KL between multivariate Gaussians in closed form, with a Monte-Carlo check

75 min · difficulty 3 · after kl-derivation-nonnegativity, gaussian-conditioning-schur

    KL(N₀ ‖ N₁) = E[log p₀(x) − log p₁(x)],  x ~ N₀ = N(m₀, S₀)

    p(x) = exp(−½ (x − m)ᵀ S⁻¹ (x − m)) / √((2π)ᵈ det S)  for N(m, S)

S₀ and S₁ are covariances, symmetric and positive definite.  Show that the integral over ℝᵈ comes down to

    KL(N₀ ‖ N₁) = ½ [tr(S₁⁻¹S₀) + (m₁ − m₀)ᵀ S₁⁻¹ (m₁ − m₀) − d + log(det S₁ / det S₀)]

then compute it so that it survives fifty dimensions, and let two hundred thousand draws judge it.

The rule "Gaussian moments" knows two means, E x = m₀ and E (x − m₀)(x − m₀)ᵀ = S₀, and what is linear in them: for the mean of a
quadratic form, show first that it is linear in (x − c)(x − c)ᵀ.
"""
import numpy as np

from autograder.algebra import E, N, det, dim, exp, eye, inv, log, matrix, pi, random, spd, sqrt, tr, vector

d = dim("d", 2, 3)                                              # every dimension from 2 to 3 is tried
m0, m1, c = vector("m0", d), vector("m1", d), vector("c", d)
S0, S1, B = matrix("S0", d, d, spd), matrix("S1", d, d, spd), matrix("B", d, d)
x = random("x", N(m0, S0))
q0, q1 = (x - m0).T @ inv(S0) @ (x - m0), (x - m1).T @ inv(S1) @ (x - m1)
p0, p1 = exp(-q0 / 2) / sqrt((2 * pi)**d * det(S0)), exp(-q1 / 2) / sqrt((2 * pi)**d * det(S1))


# %% derive: from the densities to the closed form
def log_ratio():
    """log(p₀/p₁) = ½ (log det S₁ − log det S₀ − q₀ + q₁), qᵢ being the quadratic form in the exponent of pᵢ."""
    yield log(p0 / p1)
    ...


def trace_trick():
    """E (x − c)ᵀ B (x − c) = tr(B S₀) + (m₀ − c)ᵀ B (m₀ − c), for every matrix B and column c."""
    yield E((x - c).T @ B @ (x - c), x)
    ...


def kl_chain():
    """E log(p₀/p₁) = ½ [tr(S₁⁻¹S₀) + (m₁ − m₀)ᵀ S₁⁻¹ (m₁ − m₀) − d + log(det S₁ / det S₀)]."""
    yield E(log(p0 / p1), x)
    ...


# %% compute: the closed form in floating point
def kl_mvn(m0, S0, m1, S1):
    """KL(N(m0, S0) ‖ N(m1, S1)) → float;  m0, m1 (d,), S0, S1 (d, d), d ≥ 1.

    It is right for fifty dimensions of size 1e-8 too, where det S is smaller than any float.  numpy.linalg.inv and det are out of reach.
    ValueError is raised where the shapes do not fit, where S is not positive definite, and where it is not symmetric:
    some |S − Sᵀ| above 1e-8 times the largest |S|.

    >>> kl_mvn([0], [[1]], [1], [[1]])
    0.5
    """
    ...


...


# %% montecarlo: the same number from draws
def kl_mvn_mc(m0, S0, m1, S1, n, rng):
    """KL(N(m0, S0) ‖ N(m1, S1)) estimated → (estimate, standard_error), two floats.

    estimate is the mean of log p₀(x) − log p₁(x) over n independent draws from N(m0, S0), made with the NumPy Generator rng;
    standard_error is their standard deviation, with n − 1 below the line, over √n.
    n < 2 raises ValueError.
    """
    ...
