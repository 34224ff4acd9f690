"""The SVD, built from the eigendecomposition of AᵀA

90 min · difficulty 3 · after svd-existence-derivation

Every real m × n matrix is A = U diag(s) Vᵀ with orthonormal columns in U and V and s₁ ≥ s₂ ≥ … ≥ 0.
The proof that it exists is a recipe:

    AᵀA = V diag(s²) Vᵀ          AV = U diag(s)

Follow it and a square root, a division and the number 2.2e−16 stand in your way.  Squaring A squares
its singular values: one of size s arrives among rounding errors of size ε s₁², so that below √ε s₁
the eigenvalues hold noise, of either sign.  And A v / s, for a small s, is a column that is
perpendicular to the others only nearly; for s = 0 it is none at all.

Below ε is np.finfo(float).eps.  Matrices are real, of at least one row and one column; whole numbers
and float32 are taken as float64; nothing is written into an argument.  np.linalg.svd and its
relatives are out of reach here; np.linalg.eigh and np.linalg.qr are not.
"""
import numpy as np


# %% general: the decomposition of any matrix, and how far down it can be trusted
def svd_via_eigh(A):
    """Thin SVD of A (m, n): the arrays U (m, k), s (k,) descending, Vt (k, n), with k = min(m, n).

    An eigenvalue ≤ max(m, n) · ε · (the largest) counts as zero: there s is 0, and U and V are completed.
    The columns of U and the rows of Vt are orthonormal to 1e−9 for every A with s₁ ≤ 1e5 · (the least
    non-zero s), the zero matrix included.  Signs, and rotations among equal singular values, are free.

    >>> svd_via_eigh(np.array([[0, 2], [3, 0]]))[1]
    array([3., 2.])
    """
    ...
    A = np.asarray(A, float)
    m, n = A.shape
    if m < n:
        V, s, Ut = svd_via_eigh(A.T)                # Aᵀ = V diag(s) Uᵀ, and AAᵀ is the smaller square
        return Ut.T, s, V.T
    lam, V = np.linalg.eigh(A.T @ A)
    lam, V = lam[::-1], V[:, ::-1]                  # eigh ascends
    lam = np.where(lam <= max(m, n) * np.finfo(float).eps * lam[0], 0, lam)
    Q, R = np.linalg.qr(A @ V)                      # AV = U diag(s) = QR: R is diagonal but for rounding, and Q
    signs = np.where(np.diag(R) < 0, -1, 1)         # is orthonormal even where columns of AV are 0
    return Q * signs, np.sqrt(lam), V.T


def reliability_floor(s):
    """Size below which a singular value found this way is noise: √ε · s₁, a float.  s (k,) descends, k ≥ 1."""
    ...
    return float(np.sqrt(np.finfo(float).eps) * s[0])
