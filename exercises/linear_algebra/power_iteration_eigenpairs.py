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


...


# %% deflation: the k largest
def top_k_eigenpairs(A, k, seed):
    """Return (lams (k,), V (n, k)): the k eigenvalues of largest |lam|, in decreasing order of |lam|, and orthonormal eigenvectors.

    k is at most the rank of A.  Among the eigenvalues asked for and the next, two neighbours are equal or their |lam| are in
    a ratio of at most 0.9.  Starting vectors are random, drawn from np.random.default_rng(seed): the same seed gives
    the same answer.  k < 1 and k > n raise ValueError.

    The eigenvalues are right to 1e-8·‖A‖₂, and ‖Av − lam·v‖₂ ≤ 1e-7·‖A‖₂.
    """
    ...


# %% inverse: the eigenvalue nearest to a shift
def inverse_iteration(A, shift, v0, tol, max_iter=500):
    """Return (lam, v): the eigenvalue of A nearest to shift and an eigenvector v (n,) of length 1.

    It stops once ‖Av − lam·v‖₂ ≤ tol·‖A‖₂, after max_iter steps at the latest.  v0 is not perpendicular to the eigenvectors
    wanted, nor itself an eigenvector.  A shift that is an eigenvalue is no error, A = 0 and shift = 0 included:
    A − shift·I then has no inverse, but for a shift moved by a rounding error, on the scale of A, it has.
    """
    ...
