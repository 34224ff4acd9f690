"""Least squares: a matrix chain, a certificate, an equation solved."""
from autograder.algebra import D, Eq, add, dim, full_column_rank, inv, left, matrix, norm2, vector
from autograder.checks import derives, nonnegative, solves

n, d = dim("n", 4, 6), dim("d", 2, 3)
X = matrix("X", n, d, full_column_rank)
y, w, v = vector("y", n), vector("w", d), vector("v", d)
f = norm2(X @ w - y)


def gradient():
    yield D(f, w)
    ...
    yield D((X @ w - y).T @ (X @ w - y), w), "norm"
    yield D(w.T @ X.T @ X @ w - 2 * y.T @ X @ w + y.T @ y, w), "transpose"
    yield D(w.T @ X.T @ X @ w, w) - 2 * D(y.T @ X @ w, w) + D(y.T @ y, w), "linearity"
    yield 2 * X.T @ X @ w - 2 * X.T @ y, "matrix derivative"
    yield 2 * X.T @ (X @ w - y)


def curvature():
    yield v.T @ (2 * X.T @ X) @ v
    ...
    yield 2 * (X @ v).T @ (X @ v), "transpose"
    yield 2 * norm2(X @ v), "norm"


def solution():
    yield Eq(2 * X.T @ (X @ w - y), 0 * w)
    ...
    yield Eq(2 * X.T @ X @ w, 2 * X.T @ y), add(2 * X.T @ y)
    yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(2 * X.T @ X))


def check_gradient(yours):
    derives(yours.gradient, D(f, w), to=2 * X.T @ (X @ w - y), steps=3, through=[w.T @ X.T @ X @ w])


def check_curvature(yours):
    derives(yours.curvature, v.T @ (2 * X.T @ X) @ v, to=nonnegative)


def check_solution(yours):
    solves(yours.solution, Eq(2 * X.T @ (X @ w - y), 0 * w), w, steps=2)


OTHERS = """
the 2 is lost ✗ gradient
- yield 2 * X.T @ X @ w - 2 * X.T @ y, "matrix derivative"
+ yield X.T @ X @ w - 2 * X.T @ y, "matrix derivative"

a row for a gradient ✗ gradient
- yield 2 * X.T @ X @ w - 2 * X.T @ y, "matrix derivative"
+ yield 2 * w.T @ X.T @ X - 2 * y.T @ X, "matrix derivative"

all at once ✗ gradient
- yield D((X @ w - y).T @ (X @ w - y), w), "norm"
- yield D(w.T @ X.T @ X @ w - 2 * y.T @ X @ w + y.T @ y, w), "transpose"
- yield D(w.T @ X.T @ X @ w, w) - 2 * D(y.T @ X @ w, w) + D(y.T @ y, w), "linearity"
- yield 2 * X.T @ X @ w - 2 * X.T @ y, "matrix derivative"
- yield 2 * X.T @ (X @ w - y)
+ yield 2 * X.T @ (X @ w - y)

keeps the quadratic form ✗ curvature
- yield 2 * (X @ v).T @ (X @ v), "transpose"
- yield 2 * norm2(X @ v), "norm"
+ yield 2 * v.T @ X.T @ X @ v

inverts what is not square ✗ solution
- left(inv(2 * X.T @ X))
+ left(inv(2 * X.T))

right for left ✗ solution
- yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(2 * X.T @ X))
+ yield Eq(w, X.T @ y @ inv(X.T @ X)), left(inv(2 * X.T @ X))

the sign on moving ✗ solution
- yield Eq(2 * X.T @ X @ w, 2 * X.T @ y), add(2 * X.T @ y)
+ yield Eq(2 * X.T @ X @ w, -2 * X.T @ y), add(2 * X.T @ y)

the 2 is not inverted ✗ solution
- yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(2 * X.T @ X))
+ yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(X.T @ X))

two small steps ✓ solution
- yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(2 * X.T @ X))
+ yield Eq(X.T @ X @ w, X.T @ y), left(inv(2 * X.T @ X) @ X.T @ X)
+ yield Eq(w, inv(X.T @ X) @ X.T @ y), left(inv(X.T @ X))
"""
