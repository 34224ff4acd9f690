"""Eigenpairs by power, inverse and deflated iteration

75 min · difficulty 2 · after four-subspaces-projections

For a symmetric A with eigenvalues |λ₁| > |λ₂| ≥ … and unit eigenvectors q₁, q₂, …

    Aᵏv = Σᵢ λᵢᵏ (qᵢᵀv) qᵢ

leans towards q₁: the tangent of its angle to q₁ shrinks by |λ₂/λ₁| or better in each step.  From
this one fact come three methods: multiply, for the largest |λ|; take away what is found and multiply
again, for the next ones; invert first, for the eigenvalue nearest to a number of your choice.

A is symmetric, n × n, n ≥ 1.  No function writes into its arguments.  Out of reach here: eig, eigh,
eigvals, eigvalsh, svd and their relatives.
"""
import numpy as np


# %% power: the largest eigenvalue in absolute value
def power_iteration(A, v0, tol, max_iter):
    """Return (lam, v, converged, iters):  v (n,) of length 1 is A^iters v0 up to a factor, lam estimates its eigenvalue.

    It stops at the first iters ≥ 0 with ‖Av − lam·v‖₂ ≤ tol·|lam|: then converged is True.  At iters = max_iter
    it returns what it has, with converged False.  An Av = 0 on the way gives lam = 0 and converged True.

    v0 = 0 and an A that is not symmetric raise ValueError.
    """
    ...
    A, v = symmetric(A), unit(v0)
    for iters in range(max_iter + 1):
        Av = A @ v
        lam = v @ Av                            # the lam with the least ‖Av − lam·v‖; it has the eigenvalue's sign
        converged = bool(np.linalg.norm(Av - lam * v) <= tol * abs(lam))
        if converged or iters == max_iter:
            return lam, v, converged, iters
        v = unit(Av)


...
def symmetric(A):
    A = np.asarray(A, float)
    if A.ndim != 2 or A.shape[0] != A.shape[1] or abs(A - A.T).max() > 1e-12 * abs(A).max():    # what rounding does to a product like QΛQᵀ
        raise ValueError("A is not symmetric")
    return A


def unit(v):
    length = np.linalg.norm(v)
    if length == 0:
        raise ValueError("the zero vector has no direction")
    return v / length


# %% deflation: the k largest
def top_k_eigenpairs(A, k, seed):
    """Return (lams (k,), V (n, k)): the k eigenvalues of largest |lam|, in decreasing order of |lam|, and orthonormal eigenvectors.

    k is at most the rank of A.  Among the eigenvalues asked for and the next, two neighbours are equal or their |lam| are in
    a ratio of at most 0.9.  Starting vectors are random, drawn from np.random.default_rng(seed): the same seed gives
    the same answer.  k < 1 and k > n raise ValueError.

    The eigenvalues are right to 1e-8·‖A‖₂, and ‖Av − lam·v‖₂ ≤ 1e-7·‖A‖₂.
    """
    ...
    A = symmetric(A)
    n, rng = len(A), np.random.default_rng(seed)
    if not 1 <= k <= n:
        raise ValueError(f"k = {k} is not between 1 and {n}")
    lams, V, rest = np.zeros(k), np.zeros((n, k)), A
    for i in range(k):
        _, v, _, _ = power_iteration(rest, rng.normal(size=n), 1e-10, 2000)     # 0.9²⁰⁰ < 1e-9
        v = unit(v - V @ (V.T @ v))             # what rest still held of the earlier ones
        lams[i], V[:, i] = v @ A @ v, v
        rest = rest - lams[i] * np.outer(v, v)  # now v has the eigenvalue 0
    return lams, V


# %% inverse: the eigenvalue nearest to a shift
def inverse_iteration(A, shift, v0, tol, max_iter=500):
    """Return (lam, v): the eigenvalue of A nearest to shift and an eigenvector v (n,) of length 1.

    It stops once ‖Av − lam·v‖₂ ≤ tol·‖A‖₂, after max_iter steps at the latest.  v0 is not perpendicular to the eigenvectors
    wanted, nor itself an eigenvector.  A shift that is an eigenvalue is no error, A = 0 and shift = 0 included:
    A − shift·I then has no inverse, but for a shift moved by a rounding error, on the scale of A, it has.
    """
    ...
    A, v = symmetric(A), unit(v0)
    size = abs(A).sum(axis=1).max() or 1.0      # ‖A‖₂ ≤ ‖A‖_∞ ≤ √n ‖A‖₂
    while True:
        try:
            inverse = np.linalg.inv(A - shift * np.eye(len(A)))
            break
        except np.linalg.LinAlgError:
            shift += 4 * np.finfo(float).eps * size
    for _ in range(max_iter):
        v = unit(inverse @ v)                   # its eigenvalues are 1 / (λᵢ − shift): the nearest λᵢ is the largest
        lam = v @ A @ v
        if np.linalg.norm(A @ v - lam * v) <= tol * size / np.sqrt(len(A)):
            break
    return lam, v
