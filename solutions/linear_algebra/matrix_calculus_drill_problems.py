"""The gradient of two terms with a vector or a matrix in them

derivation · 12 min · difficulty 3 · part gradients
"""
from autograder.algebra import D, det, dim, frobenius2, inv, invertible, log, matrix, norm2, symmetric, tr, vector
from autograder.checks import derives
from autograder.problems import Problem, Rejected

BAND = (3, 9)       # lines of the chain, and one for each sign
n, m = dim("n", 3, 4), dim("m", 2, 3)
x, u, y = vector("x", n), vector("u", n), vector("y", m)
K, M, G = matrix("K", m, n), matrix("M", n, n), matrix("G", n, n)
H, X, F = matrix("H", n, n, symmetric), matrix("X", n, n, invertible), matrix("F", n, m)

SIZES = 'n, m = dim("n", 3, 4), dim("m", 2, 3)'
NAMES = {"quadratic": 'x, u, M = vector("x", n), vector("u", n), matrix("M", n, n)',
         "symmetric": 'x, u, H = vector("x", n), vector("u", n), matrix("H", n, n, symmetric)',
         "residual": 'x, y, K = vector("x", n), vector("y", m), matrix("K", m, n)',
         "determinant": 'X, G = matrix("X", n, n, invertible), matrix("G", n, n)',
         "trace": 'F, M = matrix("F", n, m), matrix("M", n, n)'}
SAID = {"quadratic": "M is square and not symmetric", "symmetric": "H is symmetric", "residual": "K is any matrix",
        "determinant": "X is invertible and not symmetric, det X > 0", "trace": "M is square and not symmetric"}


def function(form, a, c):
    """What is to be differentiated, and by what."""
    return {"quadratic": (a * (x.T @ M @ x) + c * (u.T @ x), x), "symmetric": (a * (x.T @ H @ x) + c * (u.T @ x), x),
            "residual": (a * norm2(K @ x - y) + c * norm2(x), x), "determinant": (a * log(det(X)) + c * tr(G @ X), X),
            "trace": (a * tr(F.T @ M @ F) + c * frobenius2(F), F)}[form]


def chain(form, a, c):
    """The lines after the first, each with its reason."""
    return {
        "quadratic": [(a * D(x.T @ M @ x, x) + c * D(u.T @ x, x), "linearity"), (a * (M + M.T) @ x + c * u, "matrix derivative")],
        "symmetric": [(a * D(x.T @ H @ x, x) + c * D(u.T @ x, x), "linearity"), (a * (H + H.T) @ x + c * u, "matrix derivative"),
                      (2 * a * H @ x + c * u, "symmetric")],
        "residual": [(a * D(norm2(K @ x - y), x) + c * D(norm2(x), x), "linearity"),
                     (a * D(x.T @ K.T @ K @ x - 2 * y.T @ K @ x + y.T @ y, x) + c * D(x.T @ x, x), "norm"),
                     (a * (2 * K.T @ K @ x - 2 * K.T @ y) + 2 * c * x, "matrix derivative"), (2 * a * K.T @ (K @ x - y) + 2 * c * x, "")],
        "determinant": [(a * D(log(det(X)), X) + c * D(tr(G @ X), X), "linearity"),
                        (a * (D(det(X), X) / det(X)) + c * D(tr(G @ X), X), "chain rule"),
                        (a * (det(X) * inv(X).T / det(X)) + c * G.T, "matrix derivative"), (a * inv(X).T + c * G.T, "")],
        "trace": [(a * D(tr(F.T @ M @ F), F) + c * D(frobenius2(F), F), "linearity"),
                  (a * (M + M.T) @ F + 2 * c * F, "matrix derivative")]}[form]


def generate(rng):
    form = list(NAMES)[rng.integers(len(NAMES))]
    a, c = (int(rng.choice([-7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7])) for _ in range(2))
    if abs(a) == abs(c):
        raise Rejected
    f, variable = function(form, a, c)
    lines = chain(form, a, c)
    return Problem(f"Derive ∂f/∂{variable} for f = {f}; {SAID[form]}. The gradient has the shape of {variable}. "
                   f"The first line is D(f, {variable!r}), the last has no D left; yield a line for every step, "
                   "with its rule behind a comma where you like.",
                   {"form": form, "a": a, "c": c}, setup=f"{SIZES}\n{NAMES[form]}\nf = {f!r}",
                   steps=(f"yield D(f, {variable!r})",
                          *(f"yield {line!r}" + (f", {reason!r}" if reason else "") for line, reason in lines)))


def check(ask, problem):
    f, variable = function(**problem.parameters)
    derives(ask, D(f, variable), to=chain(**problem.parameters)[-1][0], steps=2)


def effort(form, a, c):
    return len(chain(form, a, c)) + 1 + (a < 0) + (c < 0)
