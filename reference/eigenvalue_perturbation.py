"""First-order motion of a simple eigenvalue of a symmetric matrix.

ACCURACY: a few n·ε·‖A‖₂/gap relative to ‖E‖₂, gap the distance of the eigenvalue to the others; no eigenvector is computed.
SOURCE: Kato, Perturbation Theory for Linear Operators, chapter II, section 2; the projector is Frobenius' covariant of A.
"""
import numpy as np


def first_order(A, E, i):
    """Return tr(P E) with P = Π_{j≠i} (A − λⱼ I)/(λᵢ − λⱼ), the projector onto the i-th eigenvector; λ ascending."""
    A = np.asarray(A, float)
    lams = np.linalg.eigvalsh(A)
    P = np.eye(len(A))
    for lam in np.delete(lams, i):
        P = P @ (A - lam * np.eye(len(A))) / (lams[i] - lam)
    return float(np.trace(P @ np.asarray(E, float)))


def gap(A, i):
    """Return the distance of the i-th eigenvalue to the nearest other one; inf if there is no other."""
    lams = np.linalg.eigvalsh(np.asarray(A, float))
    return float(abs(np.delete(lams, i) - lams[i]).min(initial=np.inf))
