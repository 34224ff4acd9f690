"""Estimates of mutual information by counting, cell by cell and point by point.

ACCURACY: 1e-13 relative to the sum of the terms' sizes; ψ at whole numbers is an exact sum of fractions, rounded once a term.
SOURCE: the definition of mutual information for a table; Miller 1955; Kraskov, Stögbauer, Grassberger, Estimating mutual information,
Physical Review E 69 (2004), equation 8.
"""
from collections import Counter
from math import fsum, log, sqrt

import numpy as np


def cells(x, bins):
    """Return the cell of each value: for a number of bins of equal width, or edges; the last one is closed."""
    x = [float(v) for v in x]
    edges = np.linspace(min(x), max(x), bins + 1) if isinstance(bins, int) else np.asarray(bins, float)
    return [sum(v >= e for e in edges[1:-1]) if edges[0] < edges[-1] else 0 for v in x]


def _counts(x, y, bins):
    first, second = (bins, bins) if isinstance(bins, int) else bins
    of_x, of_y = cells(x, first), cells(y, second)
    return Counter(zip(of_x, of_y, strict=True)), Counter(of_x), Counter(of_y)


def plugin_mi(x, y, bins):
    joint, of_x, of_y = _counts(x, y, bins)
    n = len(x)
    return fsum(c / n * log(c * n / (of_x[i] * of_y[j])) for (i, j), c in joint.items())


def miller_madow(x, y, bins):
    joint, of_x, of_y = _counts(x, y, bins)
    return plugin_mi(x, y, bins) + ((len(of_x) - 1) + (len(of_y) - 1) - (len(joint) - 1)) / (2 * len(x))


def ksg_mi(x, y, k):
    x, y = (np.asarray(v, float).reshape(len(v), -1) for v in (x, y))
    n = len(x)
    harmonic = [0.0]
    for j in range(1, n):
        harmonic.append(harmonic[-1] + 1 / j)
    terms = []
    for i in range(n):
        dx, dy = (np.delete(np.abs(v - v[i]).max(axis=1), i) for v in (x, y))
        epsilon = np.sort(np.maximum(dx, dy))[k - 1]
        terms.append(harmonic[int((dx < epsilon).sum())] + harmonic[int((dy < epsilon).sum())])
    return harmonic[k - 1] + harmonic[n - 1] - fsum(terms) / n


def gaussian_mi(rho):
    return -log(1 - rho * rho) / 2


def errors(rng, rho, n, reps, bins, k):
    """Return {estimator: its errors (reps,)} on Gaussian pairs."""
    found = {"plugin": [], "miller_madow": [], "ksg": []}
    for _ in range(reps):
        x, z = rng.normal(size=n), rng.normal(size=n)
        y = rho * x + sqrt(1 - rho * rho) * z
        for name, value in (("plugin", plugin_mi(x, y, bins)), ("miller_madow", miller_madow(x, y, bins)), ("ksg", ksg_mi(x, y, k))):
            found[name].append(value - gaussian_mi(rho))
    return {name: np.array(values) for name, values in found.items()}
