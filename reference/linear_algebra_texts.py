"""What the linear-algebra readings ask to be computed.

ACCURACY: rational throughout, exact, but for the last four functions (eigenvalues of symmetric matrices to a few ε·‖A‖₂; the
numerical radius of any matrix from below, short by 1 − cos(π / angles) of it).
SOURCE: Strang, Introduction to Linear Algebra, chapters 2 to 6 and 10; Horn and Johnson, Matrix Analysis, sections 4.2, 4.3, 5.7 and 6.1.
"""
from fractions import Fraction
from itertools import permutations
from math import prod, sqrt

import numpy as np

from .subspaces import rref


def plain(A):
    """Return an array, or nested lists, as lists of Python's own numbers: NumPy's would overflow."""
    if isinstance(A, (np.ndarray, np.generic)):
        return A.tolist()
    return [plain(x) for x in A] if isinstance(A, (list, tuple)) else A


def determinant(A):
    """Return Σ over permutations of sign · Π a_{i, π(i)}."""
    A = plain(A)
    return sum(_sign(p) * prod(Fraction(row[j]) for row, j in zip(A, p)) for p in permutations(range(len(A))))


def _sign(p):
    return (-1) ** sum(p[i] > p[j] for i in range(len(p)) for j in range(i + 1, len(p)))


def solve(A, b):
    """Return x with A x = b, by Cramer's rule."""
    A, b, det = plain(A), plain(b), determinant(A)
    return [determinant([[*row[:j], y, *row[j + 1:]] for row, y in zip(A, b)]) / det for j in range(len(A))]


def inverse(A):
    """Return A⁻¹, its columns the solutions for those of I."""
    n = len(A)
    return transpose([solve(A, [int(i == j) for i in range(n)]) for j in range(n)])


def transpose(A):
    return [list(column) for column in zip(*plain(A))]


def product(*matrices):
    """Return the product of matrices, or of matrices and a last vector."""
    *before, last = map(plain, matrices)
    for A in reversed(before):
        if isinstance(last[0], list):
            last = [[sum(Fraction(a) * b for a, b in zip(row, column)) for column in zip(*last)] for row in A]
        else:
            last = [sum(Fraction(a) * x for a, x in zip(row, last)) for row in A]
    return last


def rank(A):
    """Return the number of pivots."""
    return len(rref(plain(A))[1])


def best(A, b):
    """Return x̂ with AᵀA x̂ = Aᵀb."""
    return solve(product(transpose(A), A), product(transpose(A), b))


def steady(M, total):
    """Return the x with M x = x whose entries add up to `total`, for tenths M whose columns add up to 1."""
    tenths = [[round(10 * x) for x in row] for row in M]
    rows = [[x - 10 * (i == j) for j, x in enumerate(row)] for i, row in enumerate(tenths)]
    return solve([*rows[:-1], [1] * len(M)], [0] * (len(M) - 1) + [total])


def threshold(row, block):
    """Return the c at which [[c, row], [rowᵀ, block]] is singular: its determinant is c · det(block) + its value at c = 0."""
    at_zero = [[0, *row], *([x, *y] for x, y in zip(row, block))]
    return -determinant(at_zero) / determinant(block)


def definiteness(S):
    """Return which of three a symmetric matrix is, by its principal minors, all of them."""
    n = len(S)
    sets = [[i for i in range(n) if k >> i & 1] for k in range(1, 2 ** n)]
    minors = [determinant([[S[i][j] for j in rows] for i in rows]) for rows in sets]
    if min(minors) < 0:
        return "indefinite"         # or negative definite, which is not asked
    return "positive definite" if min(minors) > 0 else "positive semidefinite"


def interlaces(inner, outer):
    """Return whether the spectrum of a bordered matrix allows this one within it, both in ascending order."""
    return all(low <= x <= high for low, x, high in zip(outer, inner, outer[1:]))


def eigenvalues(A):
    """Return the eigenvalues of a symmetric matrix in ascending order."""
    return np.linalg.eigvalsh(np.asarray(A, float))


def largest_across(A, w):
    """Return the largest xᵀAx over unit vectors x that are perpendicular to w."""
    w = np.asarray(w, float)
    Q = np.linalg.qr(np.column_stack([w, np.eye(len(w))]))[0][:, 1:]
    return eigenvalues(Q.T @ np.asarray(A, float) @ Q)[-1]


def radius_of_triangle(first, second, corner):
    """Return the numerical radius of [[first, corner], [0, second]]: its field of values is an ellipse with the eigenvalues as foci."""
    return abs(first + second) / 2 + sqrt((first - second) ** 2 + corner ** 2) / 2


def numerical_radius(A, angles=720):
    """Return the largest |x*Ax| over unit vectors x, from below: that of the Hermitian part of e^{iθ}A, over angles θ."""
    turned = np.exp(2j * np.pi * np.arange(angles) / angles)[:, None, None] * np.asarray(A, complex)
    return float(np.linalg.eigvalsh((turned + turned.conj().transpose(0, 2, 1)) / 2)[:, -1].max())
