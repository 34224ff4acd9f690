"""The mean cross entropy of softmaxes and its gradient by the scores, in decimal arithmetic.

ACCURACY: 50 digits, rounded once to float64.
SOURCE: the definition of the loss; the gradient is the sum over k of −Yₖ/pₖ · ∂pₖ/∂zⱼ, carried out term by term.
"""
from decimal import Decimal, localcontext

import numpy as np

from .scores import DIGITS


def loss_and_grad(Z, Y):
    """Return −(1/n) Σᵢ Σₖ Yᵢₖ log softmax(Zᵢ)ₖ and its derivative by Z; whole labels Y (n,) mean rows with a single 1."""
    Z, Y = np.asarray(Z, float), np.asarray(Y)
    n, k = Z.shape
    if Y.ndim == 1:
        Y = np.array([[float(label == c) for c in range(k)] for label in Y])
    loss, grad = Decimal(0), np.empty((n, k))
    with localcontext(DIGITS):
        for i in range(n):
            scores, row = [Decimal(float(x)) for x in Z[i]], [Decimal(float(x)) for x in Y[i]]
            exps = [(x - max(scores)).exp() for x in scores]
            p = [e / sum(exps) for e in exps]
            loss -= sum(weight * share.ln() for weight, share in zip(row, p, strict=True)) / n
            for j in range(k):
                slopes = [p[c] * ((c == j) - p[j]) for c in range(k)]
                grad[i, j] = float(-sum(row[c] / p[c] * slopes[c] for c in range(k)) / n)
    return float(loss), grad
