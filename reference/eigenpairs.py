"""Eigenpairs of symmetric matrices.

ACCURACY: eigenvalues to a few ε·‖A‖₂; the projector onto an eigenspace to a few ε·‖A‖₂ / gap, its distance to the rest
of the spectrum (Parlett, The Symmetric Eigenvalue Problem, chapter 11); powers to k·n·ε.
SOURCE: LAPACK's divide and conquer, through numpy.linalg.eigh; Golub and Van Loan, Matrix Computations, section 8.2.
"""
import numpy as np


def by_size(A):
    """Return (λ, Q) with |λ₁| ≥ |λ₂| ≥ …"""
    lams, Q = np.linalg.eigh(np.asarray(A, float))
    order = np.argsort(-abs(lams), kind="stable")
    return lams[order], Q[:, order]


def nearest(A, shift):
    """Return the eigenvalue nearest to shift."""
    lams = np.linalg.eigvalsh(np.asarray(A, float))
    return lams[abs(lams - shift).argmin()]


def eigenspace(A, lam, radius=1e-6):
    """Return the projector onto all eigenvectors whose eigenvalue is within radius·‖A‖₂ of lam."""
    lams, Q = np.linalg.eigh(np.asarray(A, float))
    Q = Q[:, abs(lams - lam) <= radius * abs(lams).max()]
    return Q @ Q.T


def power(A, v0, k):
    """Return Aᵏv₀ at length 1, with the digits of a long double where there are any."""
    A, v = np.asarray(A, np.longdouble), np.asarray(v0, np.longdouble)
    v = v / np.sqrt((v * v).sum())
    for _ in range(k):
        v = (A * v).sum(axis=1)
        v = v / abs(v).max()
        v = v / np.sqrt((v * v).sum())
    return v.astype(float)


def tangent(v, q):
    """Return the tangent of the angle between the lines along v and q, for a unit vector q."""
    along = q @ v
    return np.linalg.norm(v - along * q) / abs(along)
