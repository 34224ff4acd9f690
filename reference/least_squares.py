"""Least squares of any rank, its leverages and its covariance.

ACCURACY: coefficients to about n·ε·κ(A) of their norm, with a residual ε·κ(A)² of it, κ(A) = s₁/sᵣ; leverages to n·ε·κ(A).
SOURCE: LAPACK's gelsd, through numpy.linalg.lstsq; Björck, Numerical Methods for Least Squares Problems, sections 1.2 and 2.8.
"""
import numpy as np


def fitted(X, intercept):
    """Return the matrix that is fitted."""
    X = np.asarray(X, float)
    return np.hstack([np.ones((len(X), 1)), X]) if intercept else X


def ols(X, y, intercept=False):
    """Return coefficients, intercept, rank and whether it is full."""
    A, y = fitted(X, intercept), np.asarray(y, float)
    cutoff = max(A.shape) * np.finfo(float).eps
    solution, _, r, _ = np.linalg.lstsq(A, y, rcond=cutoff)
    first, rest = (solution[0], solution[1:]) if intercept else (0 * solution[0], solution)
    return {"coef": rest, "intercept": first, "rank": int(r), "full_rank": int(r) == A.shape[1]}


def leverages(X):
    """Return the diagonal of X X⁺."""
    X = np.asarray(X, float)
    return np.diag(X @ np.linalg.pinv(X, rcond=max(X.shape) * np.finfo(float).eps))


def inference(X, y):
    """Return the noise's variance, the covariance of the coefficients and their t statistics, by the formulas as they stand."""
    X, y = np.asarray(X, float), np.asarray(y, float)
    n, d = X.shape
    w = np.linalg.lstsq(X, y, rcond=None)[0]
    sigma2 = np.sum((y - X @ w)**2) / (n - d)
    cov = sigma2 * np.linalg.inv(X.T @ X)
    return sigma2, cov, w / np.sqrt(np.diag(cov))
