"""A line through observations

data · 8 min · difficulty 2
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (6, 12)      # observations

STATEMENT = """The arguments x and y hold {n} observations each, arrays of whole numbers. Fit y ≈ intercept + slope · x by least \
squares, and return a dict: `intercept`, `slope`, `rss`, the sum of squared residuals, and `variance`, the estimate of the noise's \
variance that is right on average."""


def generate(rng):
    n = int(rng.integers(6, 13))
    x = [int(value) for value in rng.integers(-9, 10, size=n)]
    intercept, slope = int(rng.integers(-9, 10)), int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4]))
    # backwards: residuals that are perpendicular to (1, …, 1) and x; of three observations, the differences of the other two x are
    residual = [0] * n
    for _ in range(4):
        i, j, k = (int(place) for place in rng.choice(n, size=3, replace=False))
        for place, value in ((i, x[j] - x[k]), (j, x[k] - x[i]), (k, x[i] - x[j])):
            residual[place] += value
    if len(set(x)) < 4 or sum(x) == 0 or intercept == 0 or not any(residual):
        raise Rejected      # a mean of 0 hides the mistake of leaving the constant out
    y = [intercept + slope * one + off for one, off in zip(x, residual, strict=True)]
    return Problem(STATEMENT, {"n": n},
                   answer={"intercept": intercept, "slope": slope, "rss": (rss := sum(off * off for off in residual)),
                           "variance": str(Fraction(rss, n - 2))},
                   arguments={"x": x, "y": y}, steps=("columns 1 and x: the normal equations have two unknowns", "variance = rss/(n − 2)"))


def solve(n, x, y):
    # independent: by means and centred sums
    mean_x, mean_y = Fraction(sum(x), n), Fraction(sum(y), n)
    slope = sum((one - mean_x) * other for one, other in zip(x, y, strict=True)) / sum((one - mean_x)**2 for one in x)
    return told(x, y, mean_y - slope * mean_x, slope, n - 2)


def told(x, y, intercept, slope, freedom):
    rss = sum((other - intercept - slope * one)**2 for one, other in zip(x, y, strict=True))
    return {"intercept": intercept, "slope": slope, "rss": rss, "variance": Fraction(rss) / freedom}


def effort(n, x, y):
    return n


def mistakes(n, x, y):
    right = solve(n, x, y)
    mean_y, mean_x = Fraction(sum(y), n), Fraction(sum(x), n)
    backward = solve(n, y, x)["slope"] if len(set(y)) > 1 else 0
    through = Fraction(sum(one * other for one, other in zip(x, y, strict=True)), sum(one * one for one in x))
    found = {"the line is forced through the origin": told(x, y, 0, through, n - 1),
             "the variance is divided by n": right | {"variance": Fraction(right["rss"], n)},
             "the variance is divided by n − 1": right | {"variance": Fraction(right["rss"], n - 1)}}
    return found | ({"x is fitted by y": told(x, y, mean_y - mean_x / backward, 1 / backward, n - 2)} if backward else {})
