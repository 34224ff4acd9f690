"""Condition and speed of a quadratic

numeric · 12 min · difficulty 2
"""
from fractions import Fraction
from math import log, sqrt

from autograder.problems import Problem, Rejected

BAND = (4, 14)      # digits of the matrix

STATEMENT = """Let $f(x) = x^T H x / 2$ with $H =$ {H}. Return a dict, fractions as 'a/b': `kappa`, the condition number of H; `step`, the constant step of \
gradient descent with the smallest worst factor by which the distance to the minimum changes in a step; `factor`, that factor; `count`, the least whole \
number of such steps after which the distance is at most {tol} of what it was, whatever the start; `momentum`, the factor by which, with the constants \
that are best for H, Polyak's method shrinks the distance in a step in the long run (the limit of the k-th root over k steps)."""


def generate(rng):
    a = int(rng.integers(1, 4))
    b = a + int(rng.integers(1, 5))
    scale = int(rng.integers(1, 4))
    low, high = scale * a * a, scale * b * b        # backwards: √κ = b/a is no surd
    p, q = [(1, 1), (1, 2), (2, 1), (1, -1), (2, -1), (1, 3)][rng.integers(6)]
    gap, rest = divmod(high - low, p * p + q * q)
    if rest:
        raise Rejected
    H = [[low + gap * p * p, gap * p * q], [gap * p * q, low + gap * q * q]]
    tol = float(rng.choice([0.1, 0.01, 0.001, 1e-4]))
    factor = Fraction(high - low, high + low)
    exact = log(tol) / log(factor)
    if abs(exact - round(exact)) < 1e-6:
        raise Rejected
    return Problem(STATEMENT, {"H": H, "tol": tol},
                   answer={"kappa": str(Fraction(high, low)), "step": str(Fraction(2, low + high)), "factor": str(factor), "count": int(exact) + 1,
                           "momentum": str(Fraction(b - a, b + a))},
                   steps=(f"eigenvalues {low} and {high}", f"1 − η·{low} = η·{high} − 1", f"({factor})ᵏ ≤ {tol:g}", f"√κ = {b}/{a}"))


def solve(H, tol):
    (h11, h12), (_, h22) = H
    root = sqrt((h11 - h22)**2 + 4 * h12**2)
    low, high = (h11 + h22 - root) / 2, (h11 + h22 + root) / 2
    step = 2 / (h11 + h22)                          # the two eigenvalues add up to the trace
    # Polyak: with these constants both modes' recursions have a double root √β
    beta = ((sqrt(high) - sqrt(low)) / (sqrt(high) + sqrt(low)))**2
    return {"kappa": high / low, "step": step, "factor": root / (h11 + h22), "count": steps(root / (h11 + h22), tol), "momentum": sqrt(beta)}


def effort(H, tol):
    return sum(len(str(abs(h))) for row in H for h in row)


def mistakes(H, tol):
    right = solve(H, tol)
    kappa, factor = right["kappa"], right["factor"]
    high = right["kappa"] * 2 / right["step"] / (1 + kappa)
    slow = 1 - 1 / kappa
    return {"the step is 1/L": right | {"step": 1 / high, "factor": slow, "count": steps(slow, tol)},
            "the condition number of HᵀH": right | {"kappa": kappa**2},
            "the diagonal is read as the eigenvalues": right | {"kappa": max(H[0][0], H[1][1]) / min(H[0][0], H[1][1])},
            "the count is that of the squared distance": right | {"count": steps(factor**2, tol)},
            "Polyak's factor is its β": right | {"momentum": right["momentum"]**2},
            "momentum does not help": right | {"momentum": factor}}


def steps(factor, tol):
    """Return how often something is multiplied by the factor until it is at most tol."""
    left, count = 1.0, 0
    while left > tol:
        left, count = left * factor, count + 1
    return count
