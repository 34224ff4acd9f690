"""Matrix identities and derivatives: an inverse multiplied out, log det, a form by indices, backpropagation."""
from autograder.algebra import D, Sum, define, delta, det, dim, eye, frobenius2, indices, inv, invertible, log, matrix, ones, tanh, vector
from autograder.checks import derives

n, r = dim("n", 3, 4), dim("r", 2, 2)
A, C = matrix("A", n, n, invertible), matrix("C", r, r, invertible)
U, V = matrix("U", n, r), matrix("V", r, n)
S = define("S", inv(C) + V @ inv(A) @ U)
M = matrix("M", n, n)
X, x = matrix("X", n, n), vector("x", n)
i, j, p = indices("i j p", n)

a, d, h, k = dim("a", 3, 4), dim("d", 2, 3), dim("h", 2, 4), dim("k", 2, 3)
B, Y, W1, W2 = matrix("B", a, d), matrix("Y", a, k), matrix("W1", d, h), matrix("W2", h, k)
Z1 = define("Z1", B @ W1)
H = define("H", tanh(Z1))
Z2 = define("Z2", H @ W2)
L = define("L", frobenius2(Z2 - Y) / 2)
J = ones(a) @ ones(h).T


def woodbury():
    yield (A + U @ C @ V) @ (inv(A) - inv(A) @ U @ inv(S) @ V @ inv(A))
    ...
    yield eye(n) + U @ C @ V @ inv(A) - (U + U @ C @ V @ inv(A) @ U) @ inv(S) @ V @ inv(A), "inverse"
    yield eye(n) + U @ C @ V @ inv(A) - U @ C @ (inv(C) + V @ inv(A) @ U) @ inv(S) @ V @ inv(A), "inverse"
    yield eye(n) + U @ C @ V @ inv(A) - U @ C @ S @ inv(S) @ V @ inv(A), "definition"
    yield eye(n), "inverse"


def logdet():
    yield D(log(det(X)), X)
    ...
    yield D(det(X), X) / det(X), "chain rule"
    yield det(X) * inv(X).T / det(X), "matrix derivative"
    yield inv(X).T


def quadratic():
    yield D(Sum(x[i] * M[i, j] * x[j], i, j), x[p])
    ...
    yield Sum(delta(i, p) * M[i, j] * x[j] + x[i] * M[i, j] * delta(j, p), i, j), "product rule"
    yield Sum(M[p, j] * x[j], j) + Sum(x[i] * M[i, p], i), "delta"
    yield Sum((M[p, j] + M[j, p]) * x[j], j), "sum"


def first_layer():
    yield D(L, W1)
    ...
    yield B.T @ D(L, Z1), "backpropagation"
    yield B.T @ (D(L, H) * (J - H * H)), "backpropagation"
    yield B.T @ ((D(L, Z2) @ W2.T) * (J - H * H)), "backpropagation"
    yield B.T @ (((Z2 - Y) @ W2.T) * (J - H * H)), "backpropagation"


def check_woodbury(yours):
    derives(yours.woodbury, (A + U @ C @ V) @ (inv(A) - inv(A) @ U @ inv(S) @ V @ inv(A)), to=eye(n), steps=3)


def check_logdet(yours):
    derives(yours.logdet, D(log(det(X)), X), to=inv(X).T, steps=2)


def check_quadratic(yours):
    derives(yours.quadratic, D(Sum(x[i] * M[i, j] * x[j], i, j), x[p]), to=Sum((M[p, j] + M[j, p]) * x[j], j), steps=2)


def check_first_layer(yours):
    derives(yours.first_layer, D(L, W1), to=B.T @ (((Z2 - Y) @ W2.T) * (J - H * H)), steps=4,
            through=[D(L, Z1), D(L, H), D(L, Z2) @ W2.T], also=["backpropagation"])


OTHERS = """
C for its inverse ✗ woodbury
- yield eye(n) + U @ C @ V @ inv(A) - U @ C @ (inv(C) + V @ inv(A) @ U) @ inv(S) @ V @ inv(A), "inverse"
+ yield eye(n) + U @ C @ V @ inv(A) - U @ C @ (C + V @ inv(A) @ U) @ inv(S) @ V @ inv(A), "inverse"

not transposed ✗ logdet
- yield det(X) * inv(X).T / det(X), "matrix derivative"
- yield inv(X).T
+ yield det(X) * inv(X) / det(X), "matrix derivative"
+ yield inv(X)

takes M for symmetric ✗ quadratic
- yield Sum((M[p, j] + M[j, p]) * x[j], j), "sum"
+ yield 2 * Sum(M[p, j] * x[j], j), "sum"

a letter used three times ✗ quadratic
- x[i] * M[i, j] * delta(j, p), i, j)
+ x[i] * M[i, i] * delta(j, p), i, j)

W2 is not transposed ✗ first_layer
- yield B.T @ ((D(L, Z2) @ W2.T) * (J - H * H)), "backpropagation"
+ yield B.T @ ((D(L, Z2) @ W2) * (J - H * H)), "backpropagation"

a matrix product for an elementwise one ✗ first_layer
- yield B.T @ (D(L, H) * (J - H * H)), "backpropagation"
+ yield B.T @ (D(L, H) @ (J - H * H).T), "backpropagation"

the derivative taken at H ✗ first_layer
- yield B.T @ (D(L, H) * (J - H * H)), "backpropagation"
+ yield B.T @ (D(L, H) * (J - tanh(H) * tanh(H))), "backpropagation"

one line ✗ first_layer
- yield B.T @ D(L, Z1), "backpropagation"
- yield B.T @ (D(L, H) * (J - H * H)), "backpropagation"
- yield B.T @ ((D(L, Z2) @ W2.T) * (J - H * H)), "backpropagation"
- yield B.T @ (((Z2 - Y) @ W2.T) * (J - H * H)), "backpropagation"
+ yield B.T @ (((Z2 - Y) @ W2.T) * (J - H * H)), "backpropagation"
"""
