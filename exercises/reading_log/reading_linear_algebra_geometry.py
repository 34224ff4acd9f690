"""Linear-algebra lectures and texts

100 min · difficulty 1

Four texts, the same subject four times: seen, lectured, trained, proved.  Read (or watch) one, keep its log,
then write the function that answers its quiz.  The minutes are for the quizzes; reading takes as long as it takes.

    essence   Grant Sanderson, Essence of Linear Algebra, a video series of the channel 3Blue1Brown, 2016.
              Watch what it says on matrices as transformations, determinants, change of basis, and eigenvectors.
    lectures  Gilbert Strang, 18.06 Linear Algebra, MIT OpenCourseWare, spring 2010.
              Watch elimination and A = LU (1 to 5), the four subspaces (6 to 10), projections and least squares (14 to 16).
    textbook  Gilbert Strang, Introduction to Linear Algebra, Wellesley-Cambridge Press, 5th edition 2016 (any edition will do).
              Read the chapters on solving equations, subspaces, orthogonality, determinants, and eigenvalues; and on Markov matrices.
    treatise  Roger Horn and Charles Johnson, Matrix Analysis, Cambridge University Press, 2nd edition 2013.
              Read on variational characterisations and interlacing (chapter 4), the numerical radius (with the norms, chapter 5),
              and Geršgorin discs (chapter 6).

A quiz is a dict {name of an item: dict of its inputs}, with new numbers each time, in any order, and sometimes with some of
the items only.  Your function returns {name: answer} for those it was given.  An answer is a number, nested lists of numbers,
or a label of the item's own list; a number may be an int, a float (six digits count), a Fraction, or a string "a/b".
Vectors are lists, matrices lists of rows.  Bases, factors and eigenvectors are judged by what defines them: any right one
passes.  An item left out is wrong, and so is an answer nobody asked for; four fifths of a quiz have to be right.

A log is a dict with five fields, and it is yours: nobody can see whether you read, and nobody tries to.

    {"status": "read",              # "reading", "read", "reread": it counts once you are through
     "began": "2025-01-31",         # year, month, day
     "ended": "2025-02-09",
     "sections": ["3", "6", "13"],  # what you read, as the text names or numbers it
     "notes": "…"}                  # 25 words or more, your own: what you would tell yourself in a year
"""
from fractions import Fraction

import numpy as np

# Functions for several quizzes belong here.
...


# %% essence_linear_algebra: pictures of matrices
def essence_linear_algebra(items):
    """Answers to the quiz on Essence of Linear Algebra.

    matrix of a picture      i_hat, j_hat: where the two unit vectors land → the matrix
    where a vector lands     i_hat, j_hat, v: under the transformation that puts the unit vectors there → where v lands
    signed areas             pairs: of vectors v, w in the plane → of each the area of the parallelogram they span,
                             negative where the way from v to w by the smaller angle is clockwise
    signed volumes           matrices: of size 3 × 3 → of each the factor by which it stretches volumes,
                             negative where it turns space inside out
    in her language          A: a transformation in our coordinates; C: its columns are her basis vectors, as we write them
                             → the matrix of the same transformation in her coordinates
    back in ours             M: a transformation in her coordinates; C: as above; v: a vector in our coordinates
                             → where v lands, in our coordinates
    direction of a shear     S: a shear of the plane → one vector along the only line that stays where it is
    lines that stay          A: 2 × 2, with two different eigenvalues → [v, w], eigenvectors, that of the smaller one first
    """
    ...


def essence_linear_algebra_log():
    """Your log of Essence of Linear Algebra; three sections at least."""
    ...


...


# %% mit_1806: elimination, four subspaces, least squares
def mit_1806(items):
    """Answers to the quiz on the lectures 18.06.

    factors with exchanges              A: 3 × 3, invertible → [P, L, U] with P A = L U, P a permutation of the rows of I,
                                        L lower and U upper triangular (L's diagonal is yours to choose)
    solve by the factors                P, L, U, b: P A = L U, L with 1 on its diagonal → x with A x = b
    column space and left null space    A: 3 × 3, singular → [basis, basis], each a list of vectors
    row space and null space            A: 3 × 3, singular → [basis, basis], each a list of vectors
    fitted line                         t, b: points (t, b) → [C, D], the line C + D t for which the sum of squares is least
    closest point                       A: 4 × 2, b → [p, e], the point p of the column space nearest to b, and e = b − p
    """
    ...


def mit_1806_log():
    """Your log of the lectures 18.06; five sections at least."""
    ...


...


# %% strang_introduction: ten computations
def strang_introduction(items):
    """Answers to the quiz on Introduction to Linear Algebra.

    elimination      A: 3 × 3, invertible, b → x with A x = b
    null space       A → a basis of all x with A x = 0, a list of vectors
    determinant      A: 4 × 4 → its determinant
    projection       A: 4 × 2, b → the point of the column space nearest to b
    parabola         t, b: points (t, b) → [C, D, E], the parabola C + D t + E t² for which the sum of squares is least
    Gram-Schmidt     vectors: independent → as many orthonormal ones, of which the first k span what the given first k span
    power            A: 2 × 2, u, k → Aᵏ u
    Markov limit     M: 3 × 3, positive, each column adds up to 1; u → where Mᵏ u goes as k grows
    threshold        row, block: of the symmetric matrix [[c, row], [rowᵀ, block]] → the c above which it is positive definite
    definiteness     matrices: symmetric → of each a label, "positive definite", "positive semidefinite" (and singular),
                     or "indefinite"
    """
    ...


def strang_introduction_log():
    """Your log of Introduction to Linear Algebra; five sections at least."""
    ...


...


# %% horn_johnson: where eigenvalues can be
def horn_johnson(items):
    """Answers to the quiz on Matrix Analysis.  Eigenvalues are counted from the smallest, λ₁ ≤ λ₂ ≤ … ≤ λₙ, as there.

    bounds by interlacing    spectrum: of a symmetric matrix, ascending; m: the order of a principal submatrix; i: from 1 to m
                             → [low, high], the narrowest bounds of the submatrix's eigenvalue λᵢ that hold for every such matrix
    possible spectra         spectrum: of a symmetric matrix of order 4, ascending; candidates: for the spectrum of
                             a principal submatrix of order 3 → of each "possible" or "impossible"
    Gersgorin discs          A: 3 × 3 → [[centre, radius], …] of the discs by rows, in the order of the rows
    scaled discs             A: 3 × 3, d: positive; D = diag(d) → the radii of the discs by rows of D⁻¹AD, in the order of the rows
    Courant-Fischer          A: symmetric, 4 × 4, k → [the least, over all subspaces of dimension k, of the largest xᵀAx of its
                             unit vectors x; the largest, over all subspaces of dimension k, of the least xᵀAx]
    across a vector          A: symmetric, 3 × 3, w → the largest xᵀAx of the unit vectors x that are perpendicular to w
    numerical radius         first, second, corner: A = [[first, corner], [0, second]] → the largest |x*Ax| of (complex) unit vectors
    far from normal          rho → a real 3 × 3 matrix of spectral radius rho and a numerical radius of at least 10 rho
    """
    ...


def horn_johnson_log():
    """Your log of Matrix Analysis; three sections at least."""
    ...


...
