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


def softmax_jacobian():
    """∂pₖ/∂zⱼ = pₖ (δₖⱼ − pⱼ)."""
    yield D(p[k], z[j])
    ...


def ce_chain():
    """∂L/∂zⱼ = pⱼ − yⱼ, by indices, on the way pⱼ Σₖ yₖ − yⱼ."""
    yield D(L, z[j])
    ...


def log_sum_exp_shortcut():
    """∂L/∂zⱼ = pⱼ − yⱼ without a derivative of softmax: on the way log Σₘ exp(zₘ) − Σₖ yₖ zₖ stands for L."""
    yield D(L, z[j])
    ...


def matrix_jacobian():
    """∂q/∂z = diag(q) − q qᵀ."""
    yield D(q, z)
    ...


def matrix_chain():
    """∂/∂z [−yᵀ log q] = q − y, by matrices, on the way q 𝟏ᵀy − y."""
    yield D(-y.T @ log(q), z)
    ...


# %% general: other labels, a temperature, and the second derivative
def soft_label_case():
    """∂/∂zⱼ [−Σₖ wₖ log pₖ] = pⱼ Σₖ wₖ − wⱼ: what becomes of p − y for weights that do not sum to 1."""
    yield D(-Sum(w[k] * log(p[k]), k), z[j])
    ...


def label_smoothing():
    """∂/∂zⱼ [−Σₖ tₖ log pₖ] = pⱼ − (1 − ε) yⱼ − ε/K, on the way pⱼ Σₖ tₖ − tⱼ."""
    yield D(-Sum(t[k] * log(p[k]), k), z[j])
    ...


def temperature():
    """∂/∂zⱼ [−Σₖ yₖ log aₖ] = (aⱼ − yⱼ)/T for the softmax a of z/T, on the way (aⱼ Σₖ yₖ − yⱼ)/T."""
    yield D(-Sum(y[k] * log(a[k]), k), z[j])
    ...


def hessian():
    """∂²L/∂zⱼ∂zₗ = pⱼ (δⱼₗ − pₗ), on the way ∂/∂zₗ [pⱼ − yⱼ]: the labels have left."""
    yield D(L, z[j], z[l])
    ...


def hessian_certificate():
    """vᵀHv = Σⱼ pⱼ (vⱼ − Σₗ pₗ vₗ)², so L is convex in z: from the Hessian's entries to what anyone sees is ≥ 0."""
    yield Sum(v[j] * p[j] * (delta(j, l) - p[l]) * v[l], l, j)
    ...


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
