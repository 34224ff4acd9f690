"""The four subspaces of a matrix, its reduced form, and coordinates.

ACCURACY: rref is exact; coordinates and change_of_basis are solved in fractions and rounded once; projectors carry
a few ε times σ₁/σᵣ, the spread of the singular values that count (Stewart and Sun, Matrix Perturbation Theory, V.4).
SOURCE: Strang, Introduction to Linear Algebra, chapter 3; the reduced form of a matrix is unique, so any way to it will do.
"""
from fractions import Fraction

import numpy as np


def rref(A):
    """Return (R, pivots), fed row by row: each row is reduced by those before it, and they by what is left of it."""
    reduced = {}                                # pivot column → row
    for given in A:
        row = [Fraction(x) for x in given]
        for column, known in reduced.items():
            row = _minus(row, row[column], known)
        lead = next((j for j, x in enumerate(row) if x), None)
        if lead is not None:
            row = [x / row[lead] for x in row]
            reduced = {column: _minus(known, known[lead], row) for column, known in reduced.items()}
            reduced[lead] = row
    pivots = sorted(reduced)
    zeros = [[Fraction(0)] * len(A[0]) for _ in range(len(A) - len(pivots))]
    return [reduced[j] for j in pivots] + zeros, pivots


def _minus(row, factor, other):
    return [x - factor * y for x, y in zip(row, other, strict=True)]


def rank(A, tol=1e-6):
    """Return the number of singular values greater than tol times the largest."""
    values = np.linalg.svd(np.asarray(A, float), compute_uv=False)
    return int((values > tol * values[0]).sum())


def projectors(A, tol=1e-6):
    """Return the orthogonal projector onto each of the four subspaces, by the singular vectors."""
    A = np.asarray(A, float)
    U, _, Vt = np.linalg.svd(A)
    r = rank(A, tol)
    bases = {"col": U[:, :r], "null": Vt[r:].T, "row": Vt[:r].T, "left": U[:, r:]}
    return {name: Q @ Q.T for name, Q in bases.items()}


def coordinates(x, B):
    """Return c with B c = x."""
    return _solve(B, np.asarray(x)[:, None])[:, 0]


def change_of_basis(B, C):
    """Return M with C M = B."""
    return _solve(C, B)


def _solve(A, B):
    """Return A⁻¹B of floats, which are fractions: [A | B] reduces to [I | A⁻¹B]."""
    R, _ = rref([[Fraction(float(x)) for x in [*a, *b]] for a, b in zip(np.asarray(A), np.asarray(B), strict=True)])
    return np.array([[float(x) for x in row[len(R):]] for row in R])


def hilbert(m, n):
    """Return 1 / (i + j + 1): full rank, with columns that are nearly dependent."""
    return 1 / (np.arange(m)[:, None] + np.arange(n) + 1)
