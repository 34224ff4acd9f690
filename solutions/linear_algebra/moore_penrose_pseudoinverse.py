"""The pseudoinverse: three ways to compute it, the four conditions it meets, the solution it picks

105 min · difficulty 3 · after svd-from-eigendecomposition

Every m × n matrix A, real or complex, has exactly one n × m matrix X = A⁺ with

    (1) AXA = A      (2) XAX = X      (3) (AX)ᴴ = AX      (4) (XA)ᴴ = XA

where ᴴ transposes and conjugates.  If A = U diag(s) Vᴴ, then A⁺ = V diag(s⁺) Uᴴ: s⁺ holds 1/s where s
is not zero, and 0 where it is.  If A has full rank, or comes as a product of two factors that have, a
linear system gives A⁺ without an SVD.  And x = A⁺b is, of all x that make ‖Ax − b‖ least, the shortest.

A computed zero is seldom 0.  What counts as zero here: a singular value ≤ rcond · (the largest).

Matrices have at least one row and one column; whole numbers, float32 and complex64 are taken as
float64 and complex128; nothing is written into an argument.  pinv, pinvh and lstsq are out of reach
here; np.linalg.svd, eigh, qr, solve and inv are not.
"""
import numpy as np

from autograder.algebra import Eq, assume, dim, matrix


# %% compute: three ways to the pseudoinverse
def pinv_by_svd(A, rcond=1e-6):
    """A⁺ (n, m) of any A (m, n), from its singular values; those ≤ rcond · (the largest) count as zero.

    >>> pinv_by_svd(np.array([[2.0, 0.0], [0.0, 0.0]]))
    array([[0.5, 0. ],
           [0. , 0. ]])
    """
    ...
    U, s, Vh = np.linalg.svd(np.asarray(A, np.result_type(A, float)), full_matrices=False)
    kept = s > rcond * s[0]                         # never for a zero matrix: 0 > 0 is false
    return (Vh[kept].conj().T / s[kept]) @ U[:, kept].conj().T


def pinv_full_rank(A):
    """A⁺ (n, m) of A (m, n) of rank min(m, n): (AᴴA)⁻¹Aᴴ where m ≥ n, Aᴴ(AAᴴ)⁻¹ where m < n."""
    ...
    A = np.asarray(A, np.result_type(A, float))
    if A.shape[0] < A.shape[1]:
        return pinv_full_rank(A.conj().T).conj().T  # (Aᴴ)⁺ = (A⁺)ᴴ
    return np.linalg.solve(A.conj().T @ A, A.conj().T)


def pinv_rank_factor(C, F):
    """(CF)⁺ (n, m) from the factors C (m, r) and F (r, n), both of rank r."""
    ...
    return pinv_full_rank(F) @ pinv_full_rank(C)    # C⁺C = 1 = FF⁺, so that CF·F⁺C⁺ = CC⁺ and F⁺C⁺·CF = F⁺F


# %% conditions: how far a matrix is from being the pseudoinverse
def penrose_residuals(A, X):
    """Frobenius norms of AXA − A, XAX − X, (AX)ᴴ − AX and (XA)ᴴ − XA: (4,) float64, for A (m, n) and X (n, m)."""
    ...
    A, X = (np.asarray(M, np.result_type(M, float)) for M in (A, X))
    AX, XA = A @ X, X @ A
    return np.array([np.linalg.norm(D) for D in (AX @ A - A, XA @ X - X, AX.conj().T - AX, XA.conj().T - XA)])


# %% uniqueness: no other matrix meets the four conditions
m, n = dim("m", 2, 3), dim("n", 2, 3)
A, X, Y = matrix("A", m, n), matrix("X", n, m), matrix("Y", n, m)      # real ones here: for complex ones read ᴴ where ᵀ stands
X_1, Y_1 = assume("X_1", Eq(A @ X @ A, A)), assume("Y_1", Eq(A @ Y @ A, A))
X_2, Y_2 = assume("X_2", Eq(X @ A @ X, X)), assume("Y_2", Eq(Y @ A @ Y, Y))
X_3, Y_3 = assume("X_3", Eq((A @ X).T, A @ X)), assume("Y_3", Eq((A @ Y).T, A @ Y))
X_4, Y_4 = assume("X_4", Eq((X @ A).T, X @ A)), assume("Y_4", Eq((Y @ A).T, Y @ A))


def uniqueness_chain():
    """X = Y, if X and Y both meet the four conditions, which are given: X_1 … X_4 for X, Y_1 … Y_4 for Y.

    A derivation: `yield line, reason`, each line from the one above by one condition, in either direction, or by "transpose".
    """
    yield X
    ...
    yield X @ A @ X, X_2
    yield X @ (A @ X).T, X_3
    yield X @ (A @ Y @ A @ X).T, Y_1
    yield X @ (A @ X).T @ (A @ Y).T, "transpose"
    yield X @ A @ X @ (A @ Y).T, X_3
    yield X @ (A @ Y).T, X_2
    yield X @ A @ Y, Y_3                                # that AX = AY was shown on the way; now XA = YA
    yield X @ A @ Y @ A @ Y, Y_2
    yield (X @ A).T @ Y @ A @ Y, X_4
    yield (X @ A).T @ (Y @ A).T @ Y, Y_4
    yield (Y @ A @ X @ A).T @ Y, "transpose"
    yield (Y @ A).T @ Y, X_1
    yield Y @ A @ Y, Y_4
    yield Y, Y_2


# %% minimum_norm: the shortest of all least-squares solutions
def minimum_norm_solution(A, b, rcond=1e-6):
    """The shortest x (n,) among those that make ‖Ax − b‖ least, for A (m, n) and b (m,); rcond as in pinv_by_svd.

    >>> minimum_norm_solution(np.array([[1.0, 1.0]]), np.array([6.0]))
    array([3., 3.])
    """
    ...
    return pinv_by_svd(A, rcond) @ np.asarray(b)
