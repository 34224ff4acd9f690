"""Gradient descent on a quadratic, counted mode by mode.

ACCURACY: counts are exact where the error at the count is not within rounding (1e-12, relative) of the target; condition numbers to 1e-10
relative for those below 1e5.
SOURCE: x_k − x* = Σᵢ (1 − η λᵢ)ᵏ cᵢ qᵢ, with the eigenvectors qᵢ of H and x₀ − x* = Σᵢ cᵢ qᵢ; nothing is iterated.
"""
from math import inf, log

import numpy as np


def gd_count(eigenvalues, start, tol):
    """Return the least k with ‖x_k − x*‖ ≤ tol ‖x₀ − x*‖ for η = 2/(μ + L); start are the coordinates of x₀ − x* along the modes."""
    factors = 1 - 2 / (min(eigenvalues) + max(eigenvalues)) * np.asarray(eigenvalues, float)

    def is_near(k):
        return np.linalg.norm(factors**k * start) <= tol * np.linalg.norm(start)
    low, high = -1, 1               # the error never grows, so the count is where it first is small enough
    while not is_near(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if is_near(middle) else (middle, high)
    return high


def prediction(kappa, tol):
    """Return the k at which the slowest mode has shrunk by tol."""
    return log(1 / tol) / log((kappa + 1) / (kappa - 1)) if kappa > 1 else 1.0


def condition(X):
    """Return κ of XᵀX."""
    s = np.linalg.svd(np.asarray(X, float), compute_uv=False)
    return (s[0] / s[-1])**2 if s[-1] else inf


def standardised(X):
    X = np.asarray(X, float)
    return (X - X.mean(axis=0)) / X.std(axis=0)


def orthogonal(rng, n):
    """Return a random orthogonal matrix (n, n)."""
    return np.linalg.qr(rng.normal(size=(n, n)))[0]
