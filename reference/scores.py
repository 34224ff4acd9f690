"""Log-sum-exp, softmax and their relatives, in decimal arithmetic.

ACCURACY: 50 digits, rounded once to float64; where 1 + t or 1 − t would lose the t, two terms of a series stand in (to 10⁻⁴⁰).
SOURCE: the definitions; floats are decimal fractions, so nothing is lost on the way in.
"""
from decimal import Context, Decimal, localcontext

import numpy as np

DIGITS = Context(prec=50, Emax=10**17, Emin=-10**17)
ZERO, ONE = Decimal(0), Decimal(1)


def logsumexp(x, axis=None, weights=None):
    """Return log Σ w exp(x) along an axis, or over everything."""
    x = np.asarray(x, float)
    w = np.broadcast_to(np.asarray(1.0 if weights is None else weights, float), x.shape)
    if axis is None:
        return _row_logsumexp(x.ravel(), w.ravel())
    x, w = np.moveaxis(x, axis, -1), np.moveaxis(w, axis, -1)
    out = np.empty(x.shape[:-1])
    for i in np.ndindex(out.shape):
        out[i] = _row_logsumexp(x[i], w[i])
    return out


def _row_logsumexp(x, w):
    with localcontext(DIGITS):
        terms = [(Decimal(float(a)), Decimal(float(b))) for a, b in zip(x, w, strict=True) if b > 0 and a > -np.inf]
        if not terms:
            return -np.inf
        top = max(a for a, _ in terms)
        if top.is_infinite():
            return np.inf
        return float(top + sum(b * (a - top).exp() for a, b in terms).ln())


def log_softmax(x, axis=-1):
    """Return x − log Σ exp(x), with one finite entry or more in each row, and none that is +∞."""
    return _along(x, axis, lambda d, total: d - total.ln())


def softmax(x, axis=-1):
    """Return exp(x) / Σ exp(x), for the same rows."""
    return _along(x, axis, lambda d, total: d.exp() / total)


def _along(x, axis, answer):
    """Return answer(x − top, Σ exp(x − top)) of each entry: the top leaves before anything is rounded."""
    rows = np.moveaxis(np.asarray(x, float), axis, -1)
    out = np.empty(rows.shape)
    with localcontext(DIGITS):
        for i in np.ndindex(rows.shape[:-1]):
            scores = [Decimal(float(a)) for a in rows[i]]
            below = [a - max(scores) for a in scores]
            total = sum((d.exp() for d in below), ZERO)
            out[i] = [float(answer(d, total)) for d in below]
    return np.moveaxis(out, -1, axis)


def sigmoid(z):
    """Return 1 / (1 + exp(−z))."""
    return _elementwise(lambda z: ONE / (ONE + (-z).exp()), z)


def softplus(z):
    """Return log(1 + exp(z))."""
    return _elementwise(_softplus, z)


def _softplus(z):
    t = z.exp()
    return t - t * t / 2 if z < -50 else (ONE + t).ln()


def bce_with_logits(z, y):
    """Return −y log σ(z) − (1 − y) log σ(−z)."""
    return _elementwise(lambda z, y: y * _softplus(-z) + (ONE - y) * _softplus(z), z, y)


def cross_entropy_from_logits(Z, y):
    """Return the mean of log Σⱼ exp(Z[i, j] − Z[i, yᵢ]) over the rows i."""
    with localcontext(DIGITS):
        rows = [[Decimal(float(a)) for a in row] for row in Z]
        losses = [sum((a - row[k]).exp() for a in row).ln() for row, k in zip(rows, map(int, y), strict=True)]
        return float(sum(losses) / len(losses))


def log_diff_exp(a, b):
    """Return log(exp(a) − exp(b)), for a ≥ b."""
    return _elementwise(_log_diff_exp, a, b)


def _log_diff_exp(a, b):
    if a == b:
        return Decimal("-Infinity")
    d = b - a
    return a + (-d - d * d / 2 if d > -Decimal("1e-20") else ONE - d.exp()).ln()


def _elementwise(f, *arrays):
    arrays = np.broadcast_arrays(*(np.asarray(a, float) for a in arrays))
    out = np.empty(arrays[0].shape)
    with localcontext(DIGITS):
        for i in np.ndindex(out.shape):
            out[i] = float(f(*(Decimal(float(a[i])) for a in arrays)))
    return out
