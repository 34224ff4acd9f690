"""Means, intervals and tests of repeated runs, from the definitions.

ACCURACY: Student's law, noncentral or not, to 1e-12 for whole or fractional degrees of freedom from 1 to 1000; its quantiles to 1e-11.
The rest is sums of a few numbers: 1e-12 relative.
SOURCE: Student's t as the tangent of an angle, P(|T| ≤ √n tan θ) = 2c ∫₀^θ cosⁿ⁻¹; the noncentral T = (Z + shift)/(U/√n), U of the χ law,
integrated over U; Efron and Tibshirani, An Introduction to the Bootstrap, chapter 14 (BCa); Holm 1979; Benjamini and Hochberg 1995.
"""
from fractions import Fraction
from itertools import product
from math import atan, erfc, exp, inf, lgamma, log, nan, pi, sqrt

import numpy as np

NODES, WEIGHTS = np.polynomial.legendre.leggauss(400)


def integral(f, low, high):
    """Return ∫ f from low to high, of a smooth f that maps arrays."""
    half = (high - low) / 2
    return float(half * (WEIGHTS @ f(low + half * (1 + NODES))))


def student_within(t, freedom):
    """Return P(|T| ≤ |t|)."""
    c = exp(lgamma((freedom + 1) / 2) - lgamma(freedom / 2)) / sqrt(pi)
    return 2 * c * integral(lambda angle: np.cos(angle)**(freedom - 1), 0, atan(abs(t) / sqrt(freedom)))


def student_quantile(level, freedom):
    """Return the t with P(|T| ≤ t) = level."""
    low, high = 0.0, 1.0
    while student_within(high, freedom) < level:
        high *= 2
    for _ in range(70):
        middle = (low + high) / 2
        low, high = (middle, high) if student_within(middle, freedom) < level else (low, middle)
    return high


def normal_below(z):
    return erfc(-z / sqrt(2)) / 2


def normal_quantile(p):
    low, high = -40.0, 40.0
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if normal_below(middle) < p else (low, middle)
    return high


def mean_std_ci(x, level):
    mean = sum(map(float, x)) / len(x)
    if len(x) == 1:
        return mean, nan, nan, nan
    std = sqrt(sum((float(v) - mean)**2 for v in x) / (len(x) - 1))
    half = student_quantile(level, len(x) - 1) * std / sqrt(len(x))
    return mean, std, mean - half, mean + half


def bootstrap_ci(x, stat, level, rows, kind):
    """Return the interval for rows (B, s) of indices."""
    values = sorted(stat(x[i]) for i in rows)
    ends = [(1 - level) / 2, (1 + level) / 2]
    if kind == "bca" and values[0] != values[-1]:
        here = stat(x)
        z0 = normal_quantile(sum(1.0 if v < here else 0.5 if v == here else 0.0 for v in values) / len(values))
        left = [stat(np.array([v for j, v in enumerate(x) if j != i])) for i in range(len(x))]
        middle = sum(left) / len(left)
        cubes, squares = sum((middle - v)**3 for v in left), sum((middle - v)**2 for v in left)
        a = cubes / (6 * squares**1.5) if squares else 0.0
        ends = [normal_below(z0 + (z0 + normal_quantile(q)) / (1 - a * (z0 + normal_quantile(q)))) for q in ends]
    return tuple(_between(values, q) for q in ends)


def _between(values, q):
    """Return the quantile q of sorted values, linear between neighbours."""
    place = q * (len(values) - 1)
    k = min(int(place), len(values) - 2)
    return values[k] + (place - k) * (values[k + 1] - values[k])


def iqm(x):
    k = len(x) // 4
    kept = sorted(map(float, x))[k:len(x) - k]
    return sum(kept) / len(kept)


def paired_t(a, b):
    d = [float(u) - float(v) for u, v in zip(a, b, strict=True)]
    mean, std, _, _ = mean_std_ci(d, 0.5)
    return _tested(mean, std / sqrt(len(d)), len(d) - 1)


def welch(a, b):
    (m, p, _, _), (n, q, _, _) = mean_std_ci(a, 0.5), mean_std_ci(b, 0.5)
    v, w = p * p / len(a), q * q / len(b)
    freedom = (v + w)**2 / (v * v / (len(a) - 1) + w * w / (len(b) - 1)) if v + w else len(a) + len(b) - 2
    return _tested(m - n, sqrt(v + w), freedom)


def _tested(difference, error, freedom):
    if error == 0:
        return (0.0, freedom, 1.0) if difference == 0 else (inf if difference > 0 else -inf, freedom, 0.0)
    return difference / error, freedom, 1 - student_within(difference / error, freedom)


def sign_flip_p(a, b):
    """Return the exact p, in fractions of the numbers as they are."""
    d = [Fraction(float(u)) - Fraction(float(v)) for u, v in zip(a, b, strict=True)]
    due = abs(sum(d)) * (1 - Fraction(1, 10**12))
    reached = sum(abs(sum(s * v for s, v in zip(signs, d, strict=True))) >= due for signs in product((1, -1), repeat=len(d)))
    return reached / 2**len(d)


def effect_size(a, b, paired):
    if paired:
        mean, std, _, _ = mean_std_ci([float(u) - float(v) for u, v in zip(a, b, strict=True)], 0.5)
        return mean / std
    (m, p, _, _), (n, q, _, _) = mean_std_ci(a, 0.5), mean_std_ci(b, 0.5)
    return (m - n) / sqrt(((len(a) - 1) * p * p + (len(b) - 1) * q * q) / (len(a) + len(b) - 2))


def holm(pvals):
    """Return the adjusted p-values: of each, the largest of what itself and the smaller ones are raised to."""
    m, order = len(pvals), sorted(range(len(pvals)), key=lambda i: pvals[i])
    return [min(1.0, max((m - j) * pvals[order[j]] for j in range(order.index(i) + 1))) for i in range(m)]


def benjamini_hochberg(pvals):
    m, order = len(pvals), sorted(range(len(pvals)), key=lambda i: pvals[i])
    return [min(1.0, min(m * pvals[order[j]] / (j + 1) for j in range(order.index(i), m))) for i in range(m)]


def decide(a, b, min_effect, level):
    d = [float(u) - float(v) for u, v in zip(a, b, strict=True)]
    _, _, low, high = mean_std_ci(d, level)
    return "better" if low > min_effect else "worse" if high < -min_effect else "inconclusive"


def power(n, effect, sd, alpha):
    """Return P(|T| > t) of the noncentral T, by integrating P(|Z + shift| > t u/√f) over the χ law of u."""
    f, t, shift = n - 1, student_quantile(1 - alpha, n - 1), sqrt(n) * effect / sd

    @np.vectorize
    def beyond(u):
        density = exp((f - 1) * log(u) - u * u / 2 - lgamma(f / 2) - (f / 2 - 1) * log(2))
        edge = t * u / sqrt(f)
        return density * (normal_below(shift - edge) + normal_below(-shift - edge))
    top = sqrt(f) + 12              # beyond it lies less than exp(−72) of the χ law
    return integral(beyond, max(1e-300, sqrt(f) - 12), top)
