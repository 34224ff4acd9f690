"""Evidence, posterior, lower bound and one EM step of a mixture over finitely many symbols, in decimal arithmetic.

ACCURACY: 50 digits, rounded once to float64; the gap is the divergence summed term by term, not a difference of the other two.
SOURCE: the definitions; a term with qₖ = 0 is 0, one with qₖ > 0 and pₖ lₖ = 0 is −inf in the bound and +inf in the gap.
"""
from decimal import Decimal, localcontext

import numpy as np

from .scores import DIGITS


def _exact(a):
    return [Decimal(float(x)) for x in np.asarray(a, float)]


def _joint(pi, theta, x):
    return [p * t for p, t in zip(_exact(pi), _exact(np.asarray(theta, float)[:, x]), strict=True)]


def posterior(pi, theta, x):
    """Return log p(x) and the posterior (K,)."""
    with localcontext(DIGITS):
        joint = _joint(pi, theta, x)
        return float(sum(joint).ln()), np.array([float(a / sum(joint)) for a in joint])


def bound(q, pi, theta, x):
    """Return Σ q log(joint/q)."""
    return _mean_log(q, pi, theta, x, Decimal(1))


def gap(q, pi, theta, x):
    """Return KL(q ‖ posterior)."""
    with localcontext(DIGITS):
        return -_mean_log(q, pi, theta, x, sum(_joint(pi, theta, x)))


def _mean_log(q, pi, theta, x, over):
    with localcontext(DIGITS):
        pairs = [(a, b) for a, b in zip(_exact(q), _joint(pi, theta, x), strict=True) if a > 0]
        if any(b == 0 for _, b in pairs):
            return -np.inf
        return float(sum(a * (b / over / a).ln() for a, b in pairs))


def em_step(pi, theta, xs):
    """Return pi, theta after one step of EM, and the mean bound at the posteriors before it."""
    theta = np.asarray(theta, float)
    found = [posterior(pi, theta, x) for x in xs]
    K, V = theta.shape
    counts = [[sum(float(share[k]) for (_, share), x in zip(found, xs, strict=True) if x == v) for v in range(V)] for k in range(K)]
    rows = [[c / sum(row) for c in row] if sum(row) > 0 else list(theta[k]) for k, row in enumerate(counts)]
    return np.array([sum(row) / len(xs) for row in counts]), np.array(rows), sum(evidence for evidence, _ in found) / len(xs)
