"""Gradients by index notation: Kronecker deltas, repeated indices, tensors

75 min · difficulty 3 · after matrix-calculus-drill

    ∂xᵢ/∂xₚ = δᵢₚ          Σᵢ δᵢₚ f(i) = f(p)

Two rules, and there is no gradient they do not reach: a form with three indices has no matrix, and its derivative is
found like that of xᵀAx.  Every derivative below is by one entry: write the deltas, then let each pick its letter.

A letter under Σ is bound and may be called anything; in a product it stands twice, once where it is summed over a pair.  The
letters p and q, b and c are free: the result depends on them.  A is square and not symmetric, T is not symmetric in any pair.
"""
import numpy as np

from autograder.algebra import D, Eq, Sum, array, delta, dim, exp, function, indices, log, matrix, vector

n, m = dim("n", 3, 4), dim("m", 2, 3)
i, j, k, p, q = indices("i j k p q", n)
a, b = indices("a b", m)
x, y, r = vector("x", n), vector("y", m), vector("r", m)
A, B, W = matrix("A", n, n), matrix("B", m, n), matrix("W", m, n)
T = array("T", n, n, n)

f, F1 = function("f", y), function("F1", y, value=m)            # f of m numbers, and its gradient
F2 = function("F2", y, a, b)                                    # F2(y, a, b) = ∂²f/∂yₐ∂y_b at y
g = function("g", x, value=m)                                   # m functions of x, in a column
first = Eq(D(f(g(x)), x[p]), Sum(F1(g(x))[a] * D(g(x)[a], x[p]), a))                    # the chain rule, for f …
second = Eq(D(F1(g(x))[a], x[q]), Sum(F2(g(x), a, b) * D(g(x)[b], x[q]), b))            # … and for each entry of its gradient


# %% chain: six gradients
def quadratic():
    """∂/∂xₚ Σᵢⱼ xᵢ Aᵢⱼ xⱼ = Σⱼ (Aₚⱼ + Aⱼₚ) xⱼ."""
    yield D(Sum(x[i] * A[i, j] * x[j], i, j), x[p])
    ...
    yield Sum(delta(i, p) * A[i, j] * x[j] + x[i] * A[i, j] * delta(j, p), i, j), "product rule"
    yield Sum(A[p, j] * x[j], j) + Sum(x[i] * A[i, p], i), "delta"
    yield Sum((A[p, j] + A[j, p]) * x[j], j), "sum"


def residual():
    """∂/∂xₚ Σₐ (Σᵢ Bₐᵢ xᵢ − rₐ)² = Σₐ 2 (Σᵢ Bₐᵢ xᵢ − rₐ) Bₐₚ."""
    yield D(Sum((Sum(B[a, i] * x[i], i) - r[a])**2, a), x[p])
    ...
    yield Sum(2 * (Sum(B[a, i] * x[i], i) - r[a]) * Sum(B[a, i] * delta(i, p), i), a), "chain rule"
    yield Sum(2 * (Sum(B[a, i] * x[i], i) - r[a]) * B[a, p], a), "delta"


def bilinear():
    """∂/∂B_bq Σₐⱼ yₐ Bₐⱼ xⱼ = y_b x_q, on the way a delta for each letter of B."""
    yield D(Sum(y[a] * B[a, j] * x[j], a, j), B[b, q])
    ...
    yield Sum(y[a] * (delta(a, b) * delta(j, q)) * x[j], a, j), "linearity"
    yield y[b] * x[q], "delta"


def log_sum_exp():
    """∂/∂xₚ log Σₐ exp(Σⱼ Wₐⱼ xⱼ) = Σₐ exp(Σⱼ Wₐⱼ xⱼ) Wₐₚ / Σₐ exp(Σⱼ Wₐⱼ xⱼ)."""
    yield D(log(Sum(exp(Sum(W[a, j] * x[j], j)), a)), x[p])
    ...
    yield D(Sum(exp(Sum(W[a, j] * x[j], j)), a), x[p]) / Sum(exp(Sum(W[a, j] * x[j], j)), a), "chain rule"
    yield Sum(exp(Sum(W[a, j] * x[j], j)) * Sum(W[a, j] * delta(j, p), j), a) / Sum(exp(Sum(W[a, j] * x[j], j)), a), "chain rule"
    yield Sum(exp(Sum(W[a, j] * x[j], j)) * W[a, p], a) / Sum(exp(Sum(W[a, j] * x[j], j)), a), "delta"


def cubic():
    """∂/∂xₚ Σᵢⱼₖ Tᵢⱼₖ xᵢ xⱼ xₖ = Σⱼₖ (Tₚⱼₖ + Tⱼₚₖ + Tⱼₖₚ) xⱼ xₖ, on the way a sum for each of the three places."""
    yield D(Sum(T[i, j, k] * x[i] * x[j] * x[k], i, j, k), x[p])
    ...
    yield Sum(T[i, j, k] * (delta(i, p) * x[j] * x[k] + x[i] * delta(j, p) * x[k] + x[i] * x[j] * delta(k, p)), i, j, k), "product rule"
    yield Sum(T[p, j, k] * x[j] * x[k], j, k) + Sum(T[i, p, k] * x[i] * x[k], i, k) + Sum(T[i, j, p] * x[i] * x[j], i, j), "delta"
    yield Sum((T[p, j, k] + T[j, p, k] + T[j, k, p]) * x[j] * x[k], j, k), "sum"


def hessian():
    """∂²/∂xₚ∂x_q f(g(x)) = Σₐ Σ_b F2(g(x), a, b) ∂gₐ/∂xₚ ∂g_b/∂x_q + Σₐ F1(g(x))ₐ ∂²gₐ/∂xₚ∂x_q.  Cite first and second."""
    yield D(f(g(x)), x[p], x[q])
    ...
    yield D(Sum(F1(g(x))[a] * D(g(x)[a], x[p]), a), x[q]), first
    yield Sum(D(F1(g(x))[a], x[q]) * D(g(x)[a], x[p]) + F1(g(x))[a] * D(g(x)[a], x[p], x[q]), a), "product rule"
    yield Sum(Sum(F2(g(x), a, b) * D(g(x)[b], x[q]), b) * D(g(x)[a], x[p]) + F1(g(x))[a] * D(g(x)[a], x[p], x[q]), a), second
    yield (Sum(Sum(F2(g(x), a, b) * D(g(x)[a], x[p]) * D(g(x)[b], x[q]), b), a)
           + Sum(F1(g(x))[a] * D(g(x)[a], x[p], x[q]), a)), "sum"


# %% evaluate: the last lines as programs
def evaluate(problem, arrays):
    """The gradient of a problem above, by its last line, for arrays given by name: axes in the order p, q (of bilinear: b, q).

    problem         arrays                                      result
    "quadratic"     x (n,), A (n, n)                            (n,)
    "residual"      x (n,), B (m, n), r (m,)                    (n,)
    "bilinear"      x (n,), y (m,)                              (m, n)
    "log_sum_exp"   x (n,), W (m, n); |W x| up to 1000          (n,)
    "cubic"         x (n,), T (n, n, n)                         (n,)
    "hessian"       F1 (m,), F2 (m, m), G1 (m, n), G2 (m, n, n) (n, n)

    F1, F2 are f's first and second derivatives at g(x), G1[a, p] = ∂gₐ/∂xₚ and G2[a, p, q] = ∂²gₐ/∂xₚ∂x_q; F2 and each G2[a] are
    symmetric.  Any other problem raises ValueError.  Results are float64; no array is written into.
    """
    ...
    v = {name: np.asarray(value, float) for name, value in arrays.items()}
    if problem == "quadratic":
        return (v["A"] + v["A"].T) @ v["x"]
    if problem == "residual":
        return np.einsum("a,ap->p", 2 * (v["B"] @ v["x"] - v["r"]), v["B"])
    if problem == "bilinear":
        return np.einsum("b,q->bq", v["y"], v["x"])
    if problem == "log_sum_exp":
        scores = v["W"] @ v["x"]
        weights = np.exp(scores - scores.max())         # a common factor cancels
        return np.einsum("a,ap->p", weights, v["W"]) / weights.sum()
    if problem == "cubic":
        T, x = v["T"], v["x"]
        return np.einsum("pjk,j,k->p", T, x, x) + np.einsum("jpk,j,k->p", T, x, x) + np.einsum("jkp,j,k->p", T, x, x)
    if problem == "hessian":
        return np.einsum("ab,ap,bq->pq", v["F2"], v["G1"], v["G1"]) + np.einsum("a,apq->pq", v["F1"], v["G2"])
    raise ValueError(f"no problem is called {problem!r}")
