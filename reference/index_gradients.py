"""Six gradients by a complex step: of the functions themselves, written out in loops.

ACCURACY: 1e-14 relative to the largest term; a complex step of 1e-200 has no error of its own.
SOURCE: Im f(x + ih)/h is f′(x) up to h² for a function that is analytic there.
"""
from itertools import product

import numpy as np

STEP = 1e-200


def quadratic(x, A):
    return sum(x[i] * A[i, j] * x[j] for i, j in product(*map(range, A.shape)))


def residual(x, B, r):
    return sum((sum(B[a, i] * x[i] for i in range(len(x))) - r[a]) ** 2 for a in range(len(r)))


def bilinear(B, x, y):
    return sum(y[a] * B[a, j] * x[j] for a, j in product(*map(range, B.shape)))


def log_sum_exp(x, W):
    scores = [sum(W[a, j] * x[j] for j in range(len(x))) for a in range(len(W))]
    top = max(score.real for score in scores)
    return top + np.log(sum(np.exp(score - top) for score in scores))


def cubic(x, T):
    return sum(T[i, j, k] * x[i] * x[j] * x[k] for i, j, k in product(*map(range, T.shape)))


def slope_of_composition(s, F1, F2, G1, G2):
    """Return ∂/∂sₚ f(g(x + s)), f and g being their Taylor polynomials of second order."""
    (m, n) = G1.shape
    y = [sum(G1[a, p] * s[p] for p in range(n)) + sum(G2[a, p, q] * s[p] * s[q] for p, q in product(range(n), repeat=2)) / 2 for a in range(m)]
    f1 = [F1[a] + sum(F2[a, b] * y[b] for b in range(m)) for a in range(m)]
    g1 = [[G1[a, p] + sum(G2[a, p, q] * s[q] for q in range(n)) for p in range(n)] for a in range(m)]
    return np.array([sum(f1[a] * g1[a][p] for a in range(m)) for p in range(n)])


FUNCTIONS = {"quadratic": quadratic, "residual": residual, "log_sum_exp": log_sum_exp, "cubic": cubic}


def evaluate(problem, arrays):
    """Return the gradient of a problem, in float64."""
    v = {name: np.asarray(value, float) for name, value in arrays.items()}
    if problem == "bilinear":
        return derivative(lambda B: bilinear(B, v["x"], v["y"]), np.zeros((len(v["y"]), len(v["x"]))))
    if problem == "hessian":
        slope = derivative(lambda s: slope_of_composition(s, **v), np.zeros(v["G1"].shape[1]))
        return slope.T          # slope[q] is the derivative of the gradient by s_q
    x = v.pop("x")
    return derivative(lambda moved: FUNCTIONS[problem](moved, **v), x)


def derivative(function, at):
    """Return the derivative by every entry, the entry's place first."""
    slopes = {}
    for place in np.ndindex(at.shape):
        moved = at.astype(complex)
        moved[place] += 1j * STEP
        slopes[place] = np.imag(function(moved)) / STEP
    return np.array([slopes[place] for place in np.ndindex(at.shape)]).reshape(at.shape + np.shape(slopes[next(iter(slopes))]))
