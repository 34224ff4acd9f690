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
    x = np.asarray(x, float)
    if weights is not None:
        w = np.broadcast_to(np.asarray(weights, float), x.shape)
        if (w < 0).any():
            raise ValueError("a weight below 0")
        x, counts, given = np.full(x.shape, -np.inf), w > 0, x
        x[counts] = given[counts] + np.log(w[counts])       # w exp(x) = exp(x + log w)
    top = x.max(axis=axis, keepdims=True)                   # an axis of length 0 has none: ValueError
    below = np.zeros(x.shape)
    np.subtract(x, top, out=below, where=x != top)          # equal infinities have the difference 0 here, not nan
    total = np.exp(below).sum(axis=axis, keepdims=True)     # exponents ≤ 0, one of them 0: 1 ≤ total ≤ n
    result = (top + np.log(total)).squeeze(axis)
    return float(result) if axis is None else result


def log_softmax(x, axis=-1):
    """x − lse(x) along an axis, in the shape of x.  An entry −inf gives −inf.

    Digits are kept: among scores near 10¹⁵ too, [10¹⁵, 10¹⁵ + 1] gives what [0, 1] gives.
    Rows of nothing but −inf, and rows with +inf, are not asked for; an axis of length 0 raises ValueError.
    """
    ...
    x = np.asarray(x, float)
    below = x - x.max(axis=axis, keepdims=True)             # exact where it matters; lse(x) itself is rounded to |x|·ε
    return below - np.log(np.exp(below).sum(axis=axis, keepdims=True))


def softmax(x, axis=-1):
    """exp(x) / Σ exp(x) along an axis, in the shape of x.  An entry −inf gives 0.

    Rows of nothing but −inf, and rows with +inf, are not asked for; an axis of length 0 raises ValueError.

    >>> softmax([0, np.log(3)])
    array([0.25, 0.75])
    """
    ...
    x = np.asarray(x, float)
    weights = np.exp(x - x.max(axis=axis, keepdims=True))   # a common factor exp(−c) cancels
    return weights / weights.sum(axis=axis, keepdims=True)


# %% binary: two classes
def sigmoid(z):
    """σ(z) = 1 / (1 + exp(−z)) elementwise, in the shape of z."""
    ...
    z = np.asarray(z, float)
    e = np.exp(-np.abs(z))                                  # ≤ 1 on both sides
    return np.where(z >= 0, 1.0, e) / (1 + e)               # for z < 0 the fraction is extended by exp(z)


def softplus(z):
    """log(1 + exp(z)) elementwise, in the shape of z.

    >>> softplus([-750, 800])
    array([  0., 800.])
    """
    ...
    z = np.asarray(z, float)
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))  # log(1 + eᶻ) = z + log(1 + e⁻ᶻ); log1p keeps a tiny e⁻ᶻ


def bce_with_logits(z, y):
    """−y log σ(z) − (1 − y) log(1 − σ(z)) elementwise, for targets y in [0, 1] in the shape of z; no reduction."""
    ...
    y = np.asarray(y, float)
    return y * softplus(-np.asarray(z, float)) + (1 - y) * softplus(z)      # −log σ(z) = softplus(−z),  1 − σ(z) = σ(−z)


# %% multi: many classes, and a difference
def cross_entropy_from_logits(Z, y):
    """Mean over i of −log softmax(Z[i])[yᵢ], a float: Z (n, k) holds scores, y (n,) whole labels 0 … k − 1.

    n = 0, and a label outside 0 … k − 1, raise ValueError.
    """
    ...
    Z, y = np.asarray(Z, float), np.asarray(y)
    n, k = Z.shape
    if n == 0:
        raise ValueError("no rows: their mean is not defined")
    if y.min() < 0 or y.max() >= k:
        raise ValueError(f"labels are 0 … {k - 1}")
    return float(-log_softmax(Z)[np.arange(n), y].mean())


def log_diff_exp(a, b):
    """log(exp(a) − exp(b)) elementwise, for a ≥ b in one shape; a < b raises ValueError.

    a = b gives −inf, also where both are −inf; b = −inf gives a.
    """
    ...
    a, b = np.asarray(a, float), np.asarray(b, float)
    if (a < b).any():
        raise ValueError("exp(a) − exp(b) is negative")
    d = np.zeros(a.shape)
    np.subtract(b, a, out=d, where=a != b)
    rest = np.full(a.shape, -np.inf)                        # log(1 − eᵈ): −inf at d = 0
    near, far = (d > -np.log(2)) & (d < 0), d <= -np.log(2)
    rest[near] = np.log(-np.expm1(d[near]))                 # eᵈ near 1: the difference is what must keep its digits
    rest[far] = np.log1p(-np.exp(d[far]))                   # eᵈ near 0: the logarithm is
    return a + rest
