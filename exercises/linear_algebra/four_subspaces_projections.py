"""Bases, spans, change of basis, the four fundamental subspaces and their projectors

120 min · difficulty 2

An m × n matrix A of rank r splits two spaces, each into two perpendicular parts:

    ℝᵐ = column space (dimension r)  ⊕  left null space {y : Aᵀy = 0} (dimension m − r)
    ℝⁿ = row space    (dimension r)  ⊕  null space      {x : Ax = 0}  (dimension n − r)

Elimination finds bases of them; perpendicular unit vectors make a basis pleasant; a projector is
a subspace written as one matrix.  By hand a zero is a zero.  In floating point it is a decision:
`rref` below computes with fractions and is exact, everything else with float64 and a tolerance.

m and n are at least 1.  No function writes into its arguments.  The routines that answer in one
line are out of reach here: svd, qr, pinv, lstsq, matrix_rank, null_space, orth.
"""
from fractions import Fraction

import numpy as np


# %% rref: exact elimination
def rref(A):
    """Reduced row echelon form of m rows of n ints or Fractions: (R, pivots).

    R is a list of m rows of Fraction.  In each non-zero row the first non-zero entry, its pivot, is 1,
    stands to the right of the pivot above, and is the only non-zero entry of its column; zero rows come last.
    pivots lists the columns of the pivots from left to right, counted from 0.

    >>> rref([[0, 2, 4], [0, 3, 6]])
    ([[Fraction(0, 1), Fraction(1, 1), Fraction(2, 1)], [Fraction(0, 1), Fraction(0, 1), Fraction(0, 1)]], [1])
    """
    ...


# %% subspaces: four orthonormal bases
def four_subspaces(A, tol=1e-6):
    """Orthonormal bases of the four subspaces of A (m, n), as columns, float64:

    {"col": (m, r), "null": (n, n − r), "row": (n, r), "left": (m, m − r)}

    r is the number of singular values greater than tol · the largest; none of them is near that border,
    so any sound way to call a remainder negligible finds the same r.  A basis of {0} has shape (., 0).
    Which of the many orthonormal bases of a subspace you return is yours to choose, but QᵀQ = I must hold
    to 1e-9 even when the columns of A are nearly dependent.
    """
    ...


...


# %% coordinates: the same vector in another basis
def coordinates(x, B):
    """Coordinates c (n,) of x (n,) in the basis of the columns of B (n, n): B c = x.

    A singular B, one whose elimination comes to a column of zeros, raises ValueError.
    """
    ...


def change_of_basis(B, C):
    """Matrix M (n, n) that turns coordinates in the basis B into coordinates in the basis C:

        [x]_C = M [x]_B   for every x.

    The columns of B (n, n) and of C (n, n) are the basis vectors; a singular B or C raises ValueError.
    """
    ...


# %% projector: a subspace as one matrix
def projection_matrix(A, tol=1e-6):
    """Orthogonal projector P (m, m) onto the column space of A (m, n): Px is in it, and x − Px is perpendicular to it.

    The columns of A may be dependent, with the rank decided by tol as in four_subspaces; a zero matrix gives zeros.
    """
    ...
