"""The pseudoinverse by its singular value decomposition, and the four equations of Penrose.

ACCURACY: relative error below 1e-15·κ in norm, κ the ratio of the extreme singular values that are kept.
SOURCE: R. Penrose 1955, Proc. Cambridge Phil. Soc. 51(3), "A generalized inverse for matrices", theorems 1 and 2.
"""
import numpy as np

from .singular_values import svd


def pseudoinverse(A, rcond=1e-6):
    """Return A⁺ (n, m); singular values ≤ rcond·s_max count as zero."""
    return _double(_pseudoinverse(A, rcond))


def minimum_norm_solution(A, b, rcond=1e-6):
    """Return A⁺ b: of all x that minimise ‖Ax − b‖ the shortest."""
    return _double(_pseudoinverse(A, rcond) @ np.asarray(b))


def penrose_residuals(A, X):
    """Return how far X is from each of the four conditions, in Frobenius norms."""
    A, X = (np.asarray(M).astype(np.clongdouble) for M in (A, X))
    differences = [A @ X @ A - A, X @ A @ X - X, (A @ X).conj().T - A @ X, (X @ A).conj().T - X @ A]
    return np.array([np.sqrt((abs(D) ** 2).sum()) for D in differences], float)


def _pseudoinverse(A, rcond):
    U, s, V = svd(A)
    kept = s > rcond * s.max(initial=0)
    return (V[:, kept] / s[kept]) @ U[:, kept].conj().T


def _double(a):
    return a.astype(complex if a.dtype.kind == "c" else float)
