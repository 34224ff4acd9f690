"""The SVD, built from the eigendecomposition of AᵀA

90 min · difficulty 3 · after svd-existence-derivation · needs sympy

Every real m × n matrix is A = U diag(s) Vᵀ with orthonormal columns in U and V and s₁ ≥ s₂ ≥ … ≥ 0.
The proof that it exists is a recipe:

    AᵀA = V diag(s²) Vᵀ          AV = U diag(s)

By hand, with fractions and roots, the recipe is exact.  In floating point, follow it and a square root, a division and the
number 2.2e−16 stand in your way.  Squaring A squares its singular values: one of size s arrives among rounding errors of size
ε s₁², so that below √ε s₁ the eigenvalues hold noise, of either sign.  And A v / s, for a small s, is a column that is
perpendicular to the others only nearly; for s = 0 it is none at all.

Below ε is np.finfo(float).eps.  Matrices are real, of at least one row and one column; whole numbers
and float32 are taken as float64; nothing is written into an argument.  np.linalg.svd and its
relatives are out of reach here, SymPy's too; np.linalg.eigh and np.linalg.qr are not.
"""
import numpy as np
import sympy as sp


# %% by_hand: three by three, exact
def svd_3x3_by_hand(A):
    """The SVD of 3 rows of 3 ints, every intermediate result exact, as SymPy numbers and matrices:

        {"gram": AᵀA, "charpoly": [1, c2, c1, c0], "eigenvalues": [λ1, λ2, λ3], "V": V, "U": U, "s": [s1, s2, s3]}

    gram, V and U are 3 × 3 matrices; det(xI − AᵀA) = x³ + c2 x² + c1 x + c0; the eigenvalues descend, each as often as it is repeated,
    and are rational for every A that is asked here.  V and U are orthogonal, A = U diag(s) Vᵀ, and s1 ≥ s2 ≥ s3 ≥ 0.  A may be singular.
    Signs, and rotations where singular values are equal, are free.  Floats have no place here.
    """
    ...
    A = sp.Matrix(A)
    G = A.T * A
    c2, c1, c0 = -G.trace(), (G.trace()**2 - (G * G).trace()) / 2, -G.det()
    x = sp.Symbol("x")
    roots = sp.roots(sp.Poly([1, c2, c1, c0], x))
    eigenvalues = sorted((lam for lam, often in roots.items() for _ in range(often)), reverse=True)
    V, U = [], []
    for lam in sorted(roots, reverse=True):
        vectors = sp.GramSchmidt((G - lam * sp.eye(3)).nullspace(), True)
        V += vectors
        U += [A * v / sp.sqrt(lam) for v in vectors] if lam > 0 else sp.GramSchmidt(A.T.nullspace(), True)    # A v = 0: any basis will do
    return {"gram": G, "charpoly": [sp.Integer(1), c2, c1, c0], "eigenvalues": eigenvalues,
            "V": sp.Matrix.hstack(*V), "U": sp.Matrix.hstack(*U), "s": [sp.sqrt(lam) for lam in eigenvalues]}


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
