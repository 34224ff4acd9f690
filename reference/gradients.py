"""Gradients by a complex step in long double, and what a check of gradients rests on.

ACCURACY: `gradient` has no truncation and no cancellation of its own: as exact as f's formula, in long double.
SOURCE: W. Squire and G. Trapp 1998, SIAM Review 40(1), "Using complex variables to estimate derivatives of real functions";
for the steps W. Press and others, Numerical Recipes, section 5.7.
"""
import numpy as np

TINY = np.longdouble("1e-100")      # its square is far below the last digit of anything


def gradient(f, x):
    """Return ∂f/∂xᵢ = Im f(x + i·h·eᵢ) / h in the shape of x; f must be analytic and take complex arrays."""
    x = np.asarray(x)
    slopes = np.empty(x.shape)
    for index in np.ndindex(x.shape):
        z = x.astype(np.clongdouble)
        z[index] += 1j * TINY
        slopes[index] = np.imag(f(z)) / TINY
    return slopes


def optimal_step(order, eps, x):
    """Return (h, floor): where the truncation h^p and the rounding ε/h of a quotient of order p balance, for f of scale max(1, |x|)."""
    h = eps ** (1 / (order + 1))
    return h * max(1.0, abs(x)), h ** order


def entry_errors(g, n):
    """Return |g − n| / max(|g|, |n|, max|n|/1000) for each entry; 0 where g equals n."""
    g, n = np.asarray(g, float), np.asarray(n, float)
    errors = np.zeros(n.shape)
    for index in np.ndindex(n.shape):
        if g[index] != n[index]:
            errors[index] = abs(g[index] - n[index]) / max(abs(g[index]), abs(n[index]), 1e-3 * abs(n).max())
    return errors
