"""Symmetric matrices have an orthonormal eigenbasis; and how far a perturbation moves their eigenvalues

90 min · difficulty 3 · after matrix-calculus-drill

    A = Aᵀ real, n × n     ⟹     A = Q Λ Qᵀ,   Qᵀ Q = I,   Λ diagonal and real

Three computations carry the proof: eigenvalues are real, eigenvectors of different eigenvalues are perpendicular, and what is
perpendicular to an eigenvector stays so under A.  The rest is their order, an induction on n.  Then perturb A:

    |λᵢ(A + E) − λᵢ(A)| ≤ ‖E‖₂     (Weyl)              λᵢ(A + tE) = λᵢ(A) + t vᵢᵀE vᵢ + O(t²)

the first for every symmetric E, the second where λᵢ is simple.  Eigenvalues are in ascending order; ‖E‖₂ is the largest stretch,
the least number with ‖Ex‖ ≤ ‖E‖₂ ‖x‖ for every x.

Complex numbers are written as pairs of real ones: for λ = a + ib and v = x + iy, the equation Av = λv says

    A x = a x − b y          A y = b x + a y

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, or by an equation
that is given.  A proof that is to be put in order yields statements, each followed by all it rests on.
"""
import numpy as np

from autograder.algebra import Eq, assume, dim, inner_bound, matrix, nonneg, norm, orthonormal, real, step, symmetric, vector

n = dim("n", 2, 4)
A, E = matrix("A", n, n, symmetric), matrix("E", n, n, symmetric)
Q, Lam = matrix("Q", n, n, orthonormal), matrix("Lam", n, n)      # QᵀQ = QQᵀ = I
x, y, u, v, q = (vector(name, n) for name in ("x", "y", "u", "v", "q"))
a, b, lam, mu = real("a b lam mu")

# The proof's statements, in no order.  Not all of them are needed, and two have no place in any proof.
root = step("root", "det(A − λI) has a root λ, real or complex")
conjugate = step("conjugate", "v̄ᵀAv = λ v̄ᵀv for every complex v with Av = λv, and v̄ᵀAv is real")
unconjugated = step("unconjugated", "vᵀAv = λ vᵀv for every complex v with Av = λv, and vᵀv > 0")
real_values = step("real_values", "the eigenvalues of A are real")
maximiser = step("maximiser", "xᵀAx has a largest value on the unit sphere, at q")
stationary = step("stationary", "there the gradient 2Aq − 2λq of xᵀAx − λ(xᵀx − 1) is 0, for some real λ")
vector_exists = step("vector_exists", "A has a real unit eigenvector q")
perpendicular = step("perpendicular", "eigenvectors of different eigenvalues are perpendicular")
invariant = step("invariant", "A maps the complement of q, all that is perpendicular to q, into itself")
smaller = step("smaller", "on the complement, in an orthonormal basis of it, A is a symmetric matrix of size n − 1")
hypothesis = step("hypothesis", "every symmetric matrix of size n − 1 has an orthonormal eigenbasis")
one = step("one", "a matrix of size 1 has the orthonormal eigenbasis 1")
basis = step("basis", "q and an orthonormal eigenbasis of the complement are an orthonormal eigenbasis of A")
every = step("every", "every symmetric matrix has an orthonormal eigenbasis")
theorem = step("theorem", "A = QΛQᵀ with orthonormal columns in Q and a real diagonal Λ")
similar = step("similar", "A is similar to a diagonal matrix, because it is symmetric")

# Courant–Fischer: λᵢ(A) is the least, over the subspaces of dimension i, of the largest xᵀAx over their unit vectors.  So, if x is the
# unit vector with the largest xᵀ(A + E)x in the best subspace for A, and y the one with the largest yᵀAy in the best for A + E:
e = nonneg("e")                                                                                     # ‖E‖₂
before, after = real("before after")                                                                # λᵢ(A) and λᵢ(A + E)
unit_x, unit_y = assume("unit_x", Eq(norm(x), 1)), assume("unit_y", Eq(norm(y), 1))
best_x = assume("best_x", x.T @ A @ x <= before)
least_x = assume("least_x", after <= x.T @ (A + E) @ x)
best_y = assume("best_y", y.T @ (A + E) @ y <= after)
least_y = assume("least_y", before <= y.T @ A @ y)
stretch_x, stretch_y = assume("stretch_x", norm(E @ x) <= e * norm(x)), assume("stretch_y", norm(E @ y) <= e * norm(y))


# %% spectral: from symmetry to A = Q Λ Qᵀ
def real_eigenvalues():
    """b (xᵀx + yᵀy) = 0, so that b = 0: from the real and the imaginary half of Av = λv, which are given."""
    yield b * (x.T @ x + y.T @ y)
    ...


def orthogonal_eigenspaces():
    """(λ − μ) uᵀv = 0, so that uᵀv = 0 where λ ≠ μ: given are Au = λu and Av = μv."""
    yield (lam - mu) * (u.T @ v)
    ...


def invariance():
    """qᵀ(Av) = 0: given are Aq = λq and qᵀv = 0."""
    yield q.T @ (A @ v)
    ...


def spectral_chain():
    """The proof in order: `yield statement, all it rests on`, until the theorem stands.

    A statement rests on statements above it and on these facts, quoted: "symmetry" of A, "fundamental theorem of algebra",
    "compactness" (a continuous function has a largest value on a sphere), "Lagrange multipliers", "induction" (it allows the
    hypothesis).  There are two ways to a first eigenvector, and either will do.
    """
    ...


def factorisation():
    """A = Q Λ Qᵀ, when the columns of Q are an orthonormal eigenbasis: given is AQ = QΛ."""
    yield A
    ...


# %% perturbation: how far eigenvalues move
def weyl_chain():
    """λᵢ(A + E) ≤ λᵢ(A) + ‖E‖₂, that is after ≤ before + e: given are least_x, best_x, stretch_x and unit_x.

    Inequalities are cited by name, also with a factor ≥ 0; inner_bound(u, v) is uᵀv ≤ ‖u‖ ‖v‖.
    """
    yield after
    ...


def weyl_below():
    """λᵢ(A) ≤ λᵢ(A + E) + ‖E‖₂, that is before ≤ after + e: given are least_y, best_y, stretch_y and unit_y."""
    yield before
    ...


def first_order(A, E, i):
    """vᵢᵀE vᵢ, a float: how fast the i-th eigenvalue of A + tE, ascending and counted from 0, moves at t = 0.

    A and E are symmetric (n, n).  If another eigenvalue of A is at most 1e-8 · ‖A‖₂ away from λᵢ, vᵢ is not determined: ValueError.
    Whole numbers and float32 are taken as float64, and nothing is written into an argument.

    >>> first_order([[1, 0], [0, 2]], [[5, 7], [7, 3]], 1)
    3.0
    """
    ...


# %% counterexample: what is lost without symmetry
def nonsymmetric_witness():
    """(B, C), two matrices of 2 rows of 2 ints or Fractions: the eigenvalues of B are real but no orthonormal basis consists of its
    eigenvectors; the eigenvalues of C are not real.  Return B, C.
    """
    ...
