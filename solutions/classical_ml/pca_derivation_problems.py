"""The first principal component of a small table

data · 10 min · difficulty 3
"""
from fractions import Fraction
from math import gcd

import numpy as np

from autograder.problems import Problem, Rejected

BAND = (8, 8)       # observations
TRIPLES = [(3, 4, 5), (4, 3, 5), (5, 12, 13), (12, 5, 13), (8, 15, 17), (15, 8, 17)]
TOLERANCE = {"rtol": 1e-6, "atol": 1e-9}    # of eigenvectors by any routine, in double precision

STATEMENT = """The argument X holds {n} observations, a row each, of 2 features. Return a dict: `component` is the first principal \
component, a list of two numbers, of length 1, its first entry positive; `variance` is the sample variance of the projections on it (n − \
1 in the denominator), `share` the part of the total variance that this is."""


def generate(rng):
    # backwards: coordinates along a pair of axes of length 5, 13 or 17 that sum to 0 and are uncorrelated
    p, q, length = TRIPLES[rng.integers(len(TRIPLES))]
    q *= int(rng.choice([-1, 1]))
    along, across, far, wide = (int(value) for value in rng.integers(1, 7, size=4))
    s, r = [along, along, -along, -along, far, -far, 0, 0], [across, -across, across, -across, 0, 0, wide, -wide]
    large, small = (length**2 * 2 * (2 * one * one + other * other) for one, other in ((along, far), (across, wide)))
    mean = [int(value) for value in rng.integers(-20, 21, size=2)]
    if large <= small or 0 in mean or gcd(along, far, across, wide) > 1:
        raise Rejected
    order = rng.permutation(8)
    X = [[mean[0] + s[i] * p - r[i] * q, mean[1] + s[i] * q + r[i] * p] for i in order]
    return Problem(STATEMENT, {"n": 8},
                   answer={"component": [str(Fraction(p, length)), str(Fraction(q, length))], "variance": str(Fraction(large, 7)),
                           "share": str(Fraction(large, large + small))},
                   arguments={"X": X}, steps=(f"mean {mean}", "eigenvectors of the covariance of the centred rows"))


def told(X, divisor, index=0):
    """By the singular value decomposition of what is given as centred."""
    _, values, rows = np.linalg.svd(X)
    component = rows[index] * np.sign(rows[index][0])
    return {"component": component.tolist(), "variance": float(values[index]**2 / divisor),
            "share": float(values[index]**2 / np.sum(values**2))}


def solve(n, X):
    rows = np.array(X, float)
    return told(rows - rows.mean(axis=0), n - 1)        # independent: numerically


def effort(n, X):
    return n


def mistakes(n, X):
    rows, right = np.array(X, float), solve(n, X)
    centred = rows - rows.mean(axis=0)
    values = np.linalg.svd(centred)[1]
    return {"the mean is not taken off": told(rows, n - 1), "the variance is divided by n": told(centred, n),
            "the second component is taken": told(centred, n - 1, index=1),
            "the share is of singular values, not of their squares": right | {"share": float(values[0] / values.sum())}}
