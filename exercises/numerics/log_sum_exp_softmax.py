"""Stable log-sum-exp, softmax, sigmoid, softplus and cross entropy from logits

60 min · difficulty 1 · after floating-point-anatomy

    lse(x) = log Σᵢ exp(xᵢ)         softmax(x)ᵢ = exp(xᵢ) / Σⱼ exp(xⱼ)
    σ(z) = 1 / (1 + exp(−z))        softplus(z) = log(1 + exp(z))

exp(710) is inf and exp(−746) is 0 in float64: written as they stand, these formulas divide inf by
inf and take the logarithm of 0, though the numbers they define are harmless.  Here every function
is right to 1e-12 of its value wherever that is a float64, sums and logarithms that come out near 0 to
1e-14, and raises no overflow, division or invalid-value warning on the way (underflow to 0 may happen).

Arrays may hold float64, float32 or ints; results are float64, and no argument is written into.  The
routines that answer in one line are out of reach here: logaddexp and logaddexp2 of NumPy, logsumexp,
softmax, log_softmax, expit and log_expit of scipy.special.
"""
import numpy as np


# %% lse: log-sum-exp and softmax
def logsumexp(x, axis=None, weights=None):
    """log Σ w exp(x) along an axis: an array without that axis.  Over everything, a float, for axis None.

    weights w ≥ 0 broadcast to x (1 if not given); a term of weight 0 counts nothing, whatever its x.
    x may hold −inf, whose exponential is 0, and +inf; where nothing is left to add, the result is −inf.
    A negative weight raises ValueError, and so does an axis of length 0.

    >>> logsumexp([1000, 1000])
    1000.6931471805599
    """
    ...


def log_softmax(x, axis=-1):
    """x − lse(x) along an axis, in the shape of x.  An entry −inf gives −inf.

    Digits are kept: among scores near 10¹⁵ too, [10¹⁵, 10¹⁵ + 1] gives what [0, 1] gives.
    Rows of nothing but −inf, and rows with +inf, are not asked for; an axis of length 0 raises ValueError.
    """
    ...


def softmax(x, axis=-1):
    """exp(x) / Σ exp(x) along an axis, in the shape of x.  An entry −inf gives 0.

    Rows of nothing but −inf, and rows with +inf, are not asked for; an axis of length 0 raises ValueError.

    >>> softmax([0, np.log(3)])
    array([0.25, 0.75])
    """
    ...


# %% binary: two classes
def sigmoid(z):
    """σ(z) = 1 / (1 + exp(−z)) elementwise, in the shape of z."""
    ...


def softplus(z):
    """log(1 + exp(z)) elementwise, in the shape of z.

    >>> softplus([-750, 800])
    array([  0., 800.])
    """
    ...


def bce_with_logits(z, y):
    """−y log σ(z) − (1 − y) log(1 − σ(z)) elementwise, for targets y in [0, 1] in the shape of z; no reduction."""
    ...


# %% multi: many classes, and a difference
def cross_entropy_from_logits(Z, y):
    """Mean over i of −log softmax(Z[i])[yᵢ], a float: Z (n, k) holds scores, y (n,) whole labels 0 … k − 1.

    n = 0, and a label outside 0 … k − 1, raise ValueError.
    """
    ...


def log_diff_exp(a, b):
    """log(exp(a) − exp(b)) elementwise, for a ≥ b in one shape; a < b raises ValueError.

    a = b gives −inf, also where both are −inf; b = −inf gives a.
    """
    ...
