"""The spectral theorem: a proof put in order, and eigenvectors that are orthogonal by given equations."""
from autograder.algebra import Eq, dim, matrix, real, step, symmetric, vector
from autograder.checks import derives, orders

real_values = step("real_values", "the eigenvalues of A are real")
vector_exists = step("vector_exists", "A has a unit eigenvector q")
invariant = step("invariant", "A maps the orthogonal complement of q into itself")
smaller = step("smaller", "A restricted to the complement is symmetric, of size n − 1")
hypothesis = step("hypothesis", "symmetric matrices of size n − 1 have an orthonormal eigenbasis")
basis = step("basis", "q and a basis of the complement are an orthonormal eigenbasis of A")
theorem = step("theorem", "A = QΛQᵀ")
diagonalisable = step("diagonalisable", "A is diagonalisable, being symmetric")

n = dim("n", 2, 4)
A = matrix("A", n, n, symmetric)
u, v = vector("u", n), vector("v", n)
lam, mu = real("lam mu")


def order():
    ...
    yield real_values, "symmetry"
    yield vector_exists, real_values, "fundamental theorem of algebra"
    yield invariant, vector_exists, "symmetry"
    yield smaller, invariant, "symmetry"
    yield hypothesis, "induction"
    yield basis, vector_exists, smaller, hypothesis
    yield theorem, basis


def orthogonal():
    yield (lam - mu) * (u.T @ v)
    ...
    yield (lam * u).T @ v - u.T @ (mu * v), "transpose"
    yield (A @ u).T @ v - u.T @ (mu * v), Eq(lam * u, A @ u)
    yield (A @ u).T @ v - u.T @ (A @ v), Eq(mu * v, A @ v)
    yield 0, "symmetric"


def check_order(yours):
    sym, fta = "symmetry", "fundamental theorem of algebra"
    orders(yours.order, {real_values: [[sym]], vector_exists: [[real_values, fta]], invariant: [[vector_exists, sym]],
                         smaller: [[invariant, sym]], hypothesis: [["induction"]], basis: [[vector_exists, smaller, hypothesis]],
                         theorem: [[basis]]}, to=theorem, never={diagonalisable: "that is the theorem: nothing proves itself"})


def check_orthogonal(yours):
    derives(yours.orthogonal, (lam - mu) * (u.T @ v), to=0, steps=3, given=[Eq(lam * u, A @ u), Eq(mu * v, A @ v)])


OTHERS = """
the theorem as its own reason ✗ order
- yield vector_exists, real_values, "fundamental theorem of algebra"
+ yield vector_exists, diagonalisable

too early ✗ order
- yield invariant, vector_exists, "symmetry"
- yield smaller, invariant, "symmetry"
+ yield smaller, invariant, "symmetry"
+ yield invariant, vector_exists, "symmetry"

no symmetry ✗ order
- yield invariant, vector_exists, "symmetry"
+ yield invariant, vector_exists

another order ✓ order
- yield real_values, "symmetry"
- yield vector_exists, real_values, "fundamental theorem of algebra"
- yield invariant, vector_exists, "symmetry"
- yield smaller, invariant, "symmetry"
- yield hypothesis, "induction"
+ yield hypothesis, "induction"
+ yield real_values, "symmetry"
+ yield vector_exists, real_values, "fundamental theorem of algebra"
+ yield invariant, vector_exists, "symmetry"
+ yield smaller, invariant, "symmetry"

the wrong equation ✗ orthogonal
- yield (A @ u).T @ v - u.T @ (A @ v), Eq(mu * v, A @ v)
+ yield (A @ u).T @ v - u.T @ (A @ v), Eq(mu * u, A @ u)

by transposing alone ✗ orthogonal
- yield 0, "symmetric"
+ yield 0, "transpose"
"""
