"""Softmax composed with cross entropy has gradient p − y: every step

60 min · difficulty 2 · after matrix-calculus-drill, log-sum-exp-softmax

    pₖ = exp(zₖ) / Σₘ exp(zₘ)          L = −Σₖ yₖ log pₖ          Σₖ yₖ = 1

A softmax and a logarithm, each with an untidy derivative, and together

    ∂L/∂zⱼ = pⱼ − yⱼ

Show it by indices, by matrices, and by a short cut; then see what becomes of it when the labels do not sum to 1, are
smoothed, or when there is a temperature; and then compute it for a batch.  The labels y are any probabilities: nothing says that
one of them is 1 and the others 0.

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, and the step that
uses Σ y = 1 is a line of its own, "simplex".  What a function has shown may be cited in another, by the function: , softmax_jacobian.
Every route is right that passes where the docstring says.  A gradient has the shape of its variable; a Jacobian ∂a/∂b has the rows of
a and the columns of b.
"""
import numpy as np

from autograder.algebra import D, Sum, define, delta, diag, dim, exp, eye, indices, log, nonneg, ones, positive, prob, simplex, vector

K = dim("K", 3, 5)                                      # every size from 3 to 5 is tried
j, k, l, m = indices("j k l m", K)
z, y = vector("z", K), vector("y", K, simplex)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m))
L = -Sum(y[k] * log(p[k]), k)
q = define("q", exp(z) / (ones(K).T @ exp(z)))          # the same column as p, written with matrices

w = vector("w", K, nonneg)                              # weights ≥ 0 that need not sum to 1
eps, T = prob("eps"), positive("T")
t = define("t", k, (1 - eps) * y[k] + eps / K)          # smoothed labels
a = define("a", k, exp(z[k] / T) / Sum(exp(z[m] / T), m))
v = vector("v", K)


# %% chain: from the scores to the gradient
def sums_to_one():
    """Σₖ pₖ = 1, from the definition."""
    yield Sum(p[k], k)
    ...
    yield Sum(exp(z[k]) / Sum(exp(z[m]), m), k), "definition"
    yield Sum(exp(z[k]), k) / Sum(exp(z[m]), m), "sum"
    yield 1


def softmax_jacobian():
    """∂pₖ/∂zⱼ = pₖ (δₖⱼ − pⱼ)."""
    yield D(p[k], z[j])
    ...
    yield D(exp(z[k]) / Sum(exp(z[m]), m), z[j]), "definition"
    yield (exp(z[k]) * delta(k, j) * Sum(exp(z[m]), m) - exp(z[k]) * exp(z[j])) / Sum(exp(z[m]), m)**2, "quotient rule"
    yield p[k] * (delta(k, j) - p[j]), "definition"


def ce_chain():
    """∂L/∂zⱼ = pⱼ − yⱼ, by indices, on the way pⱼ Σₖ yₖ − yⱼ."""
    yield D(L, z[j])
    ...
    yield -Sum(y[k] * D(log(p[k]), z[j]), k), "linearity"
    yield -Sum(y[k] / p[k] * D(p[k], z[j]), k), "chain rule"
    yield -Sum(y[k] * (delta(k, j) - p[j]), k), softmax_jacobian
    yield p[j] * Sum(y[k], k) - y[j], "delta"
    yield p[j] - y[j], "simplex"


def log_sum_exp_shortcut():
    """∂L/∂zⱼ = pⱼ − yⱼ without a derivative of softmax: on the way log Σₘ exp(zₘ) − Σₖ yₖ zₖ stands for L."""
    yield D(L, z[j])
    ...
    yield D(-Sum(y[k] * log(exp(z[k]) / Sum(exp(z[m]), m)), k), z[j]), "definition"
    yield D(-Sum(y[k] * (log(exp(z[k])) - log(Sum(exp(z[m]), m))), k), z[j]), "log"
    yield D(-Sum(y[k] * (z[k] - log(Sum(exp(z[m]), m))), k), z[j]), "exp"
    yield D(log(Sum(exp(z[m]), m)) * Sum(y[k], k) - Sum(y[k] * z[k], k), z[j]), "sum"
    yield D(log(Sum(exp(z[m]), m)) - Sum(y[k] * z[k], k), z[j]), "simplex"
    yield exp(z[j]) / Sum(exp(z[m]), m) - y[j], "chain rule"
    yield p[j] - y[j], "definition"


def matrix_jacobian():
    """∂q/∂z = diag(q) − q qᵀ."""
    yield D(q, z)
    ...
    s = ones(K).T @ exp(z)
    yield D(exp(z) / s, z), "definition"
    yield (s * D(exp(z), z) - exp(z) @ D(s, z).T) / s**2, "quotient rule"
    yield (s * diag(exp(z)) - exp(z) @ exp(z).T) / s**2, "chain rule"
    yield diag(q) - q @ q.T, "definition"


def matrix_chain():
    """∂/∂z [−yᵀ log q] = q − y, by matrices, on the way q 𝟏ᵀy − y."""
    yield D(-y.T @ log(q), z)
    ...
    yield -D(log(q), z).T @ y, "matrix derivative"
    yield -(diag(q**-1) @ D(q, z)).T @ y, "chain rule"
    yield -(diag(q**-1) @ (diag(q) - q @ q.T)).T @ y, matrix_jacobian
    yield -(eye(K) - ones(K) @ q.T).T @ y
    yield q @ ones(K).T @ y - y
    yield q - y, "simplex"


# %% general: other labels, a temperature, and the second derivative
def soft_label_case():
    """∂/∂zⱼ [−Σₖ wₖ log pₖ] = pⱼ Σₖ wₖ − wⱼ: what becomes of p − y for weights that do not sum to 1."""
    yield D(-Sum(w[k] * log(p[k]), k), z[j])
    ...
    yield -Sum(w[k] / p[k] * D(p[k], z[j]), k), "chain rule"
    yield -Sum(w[k] * (delta(k, j) - p[j]), k), softmax_jacobian
    yield p[j] * Sum(w[k], k) - w[j], "delta"


def label_smoothing():
    """∂/∂zⱼ [−Σₖ tₖ log pₖ] = pⱼ − (1 − ε) yⱼ − ε/K, on the way pⱼ Σₖ tₖ − tⱼ."""
    yield D(-Sum(t[k] * log(p[k]), k), z[j])
    ...
    yield -Sum(t[k] / p[k] * D(p[k], z[j]), k), "chain rule"
    yield -Sum(t[k] * (delta(k, j) - p[j]), k), softmax_jacobian
    yield p[j] * Sum(t[k], k) - t[j], "delta"
    yield p[j] * Sum((1 - eps) * y[k] + eps / K, k) - (1 - eps) * y[j] - eps / K, "definition"
    yield p[j] * ((1 - eps) * Sum(y[k], k) + eps) - (1 - eps) * y[j] - eps / K, "sum"
    yield p[j] - (1 - eps) * y[j] - eps / K, "simplex"


def temperature():
    """∂/∂zⱼ [−Σₖ yₖ log aₖ] = (aⱼ − yⱼ)/T for the softmax a of z/T, on the way (aⱼ Σₖ yₖ − yⱼ)/T."""
    yield D(-Sum(y[k] * log(a[k]), k), z[j])
    ...
    yield -Sum(y[k] / a[k] * D(a[k], z[j]), k), "chain rule"
    yield -Sum(y[k] / a[k] * D(exp(z[k] / T) / Sum(exp(z[m] / T), m), z[j]), k), "definition"
    yield -Sum(y[k] / a[k] * (exp(z[k] / T) * delta(k, j) / T * Sum(exp(z[m] / T), m) - exp(z[k] / T) * exp(z[j] / T) / T)
               / Sum(exp(z[m] / T), m)**2, k), "quotient rule"
    yield -Sum(y[k] / a[k] * (a[k] * (delta(k, j) - a[j]) / T), k), "definition"
    yield (a[j] * Sum(y[k], k) - y[j]) / T, "delta"
    yield (a[j] - y[j]) / T, "simplex"


def hessian():
    """∂²L/∂zⱼ∂zₗ = pⱼ (δⱼₗ − pₗ), on the way ∂/∂zₗ [pⱼ − yⱼ]: the labels have left."""
    yield D(L, z[j], z[l])
    ...
    yield D(p[j] - y[j], z[l]), ce_chain
    yield D(p[j], z[l]), "linearity"
    yield p[j] * (delta(j, l) - p[l]), softmax_jacobian


def hessian_certificate():
    """vᵀHv = Σⱼ pⱼ (vⱼ − Σₗ pₗ vₗ)², so L is convex in z: from the Hessian's entries to what anyone sees is ≥ 0."""
    yield Sum(v[j] * p[j] * (delta(j, l) - p[l]) * v[l], l, j)
    ...
    yield Sum(p[j] * v[j]**2, j) - Sum(p[j] * v[j], j)**2, "delta"
    yield Sum(p[j] * v[j]**2, j) - 2 * Sum(p[j] * v[j], j) * Sum(p[l] * v[l], l) + Sum(p[l] * v[l], l)**2
    yield Sum(p[j] * v[j]**2, j) - 2 * Sum(p[j] * v[j], j) * Sum(p[l] * v[l], l) + Sum(p[l] * v[l], l)**2 * Sum(p[j], j), sums_to_one
    yield Sum(p[j] * (v[j] - Sum(p[l] * v[l], l))**2, j), "sum"


# %% fused: the loss and its gradient in one go, for a batch
def loss_and_grad(Z, Y):
    """Mean loss of a batch and its gradient by the scores: Z (n, k) → (float, (n, k) float64).

    Y (n, k) holds the weights of each row, ≥ 0, and they need not sum to 1:

        loss = −(1/n) Σᵢ Σₖ Yᵢₖ log softmax(Zᵢ)ₖ

    Y (n,) of whole numbers holds labels 0 … k − 1 instead, each for the row with a 1 there.
    Scores may be as large as ±10⁴, without a warning.  Neither argument is written into.
    No rows, a shape that fits neither, a weight below 0 and a label that is none raise ValueError.

    >>> loss_and_grad([[0, np.log(3)]], [1])
    (0.28768207245178085, array([[ 0.25, -0.25]]))
    """
    ...
    Z, Y = np.asarray(Z, float), np.asarray(Y)
    n, k = Z.shape
    if n == 0:
        raise ValueError("no rows: their mean is not defined")
    if Y.shape == (n,):
        if Y.dtype.kind not in "iu" or Y.min() < 0 or Y.max() >= k:
            raise ValueError(f"labels are whole numbers 0 … {k - 1}")
        Y = np.eye(k)[Y]
    if Y.shape != (n, k) or (Y < 0).any():
        raise ValueError("weights are not negative, one for each score")
    Y = Y.astype(float)
    below = Z - Z.max(axis=1, keepdims=True)                            # every exponent ≤ 0, one of them 0
    total = np.exp(below).sum(axis=1, keepdims=True)
    P = np.exp(below) / total
    loss = -(Y * (below - np.log(total))).sum() / n
    return float(loss), (P * Y.sum(axis=1, keepdims=True) - Y) / n     # p Σ y − y, row by row, and the mean's 1/n
