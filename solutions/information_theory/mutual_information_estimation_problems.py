"""Uncorrelated, and yet not independent

counterexample · 12 min · difficulty 3
"""
from fractions import Fraction

from autograder.checks import require
from autograder.problems import Problem, Rejected, rationals

BAND = (2, 8)       # digits of the common denominators of both laws
SAME = Fraction(1, 10**9)       # floats may be returned, whose sums are off by their rounding
APART = Fraction(1, 1000)       # far above any rounding, and met by a share of the least product

STATEMENT = """X takes the values {x} with probabilities {p}, Y the values {y} with probabilities {q}. Return a joint law of (X, Y), a list of \
three rows, entry [i][j] the probability that X is the i-th and Y the j-th of its values, fractions 'a/b' or floats, such that X and Y have these laws, \
their covariance is 0, and they are not independent: at some [i][j] it differs from the product of the two laws by 1/1000 at \
least."""


def generate(rng):
    x, y = (sorted(int(v) for v in rng.choice(range(-5, 6), 3, replace=False)) for _ in range(2))
    p, q = ([int(v) for v in rng.integers(1, 7, 3)] for _ in range(2))
    p, q = [Fraction(v, sum(p)) for v in p], [Fraction(v, sum(q)) for v in q]
    if p == q:
        raise Rejected
    # a lifts no marginal and no mean of X: a ⟂ (1, 1, 1) and a ⟂ x
    a, b = (x[1] - x[2], x[2] - x[0], x[0] - x[1]), (1, -1, 0)
    return Problem(STATEMENT, {"x": x, "p": [str(v) for v in p], "y": y, "q": [str(v) for v in q]},
                   answer=[[str(v) for v in row] for row in moved(p, q, a, b)],
                   steps=("the product has both laws and covariance 0; add D with rows and columns that sum to 0, and Σ xᵢ yⱼ Dᵢⱼ = 0",
                          f"D = c a bᵀ with b = {b}, a = {a}: a sums to 0 and so does Σ aᵢ xᵢ", "c so small that no entry is negative"))


def solve(x, p, y, q):
    # the other way round: what Y loses has no mean
    return moved([Fraction(v) for v in p], [Fraction(v) for v in q], (1, 0, -1), (y[1] - y[2], y[2] - y[0], y[0] - y[1]))


def check(ask, problem):
    x, y = problem.parameters["x"], problem.parameters["y"]
    p, q = ([Fraction(v) for v in problem.parameters[name]] for name in "pq")
    table = rationals(ask(), 3, 3)
    require(min(map(min, table)) >= 0, "no probability is negative", got=table)
    columns = list(zip(*table, strict=True))
    for law, lines, told in ((p, table, "X does not have its law: a row"), (q, columns, "Y does not have its law: a column")):
        require(all(abs(sum(line) - v) <= SAME for line, v in zip(lines, law, strict=True)), f"{told} does not sum to it", got=table)
    apart = [[table[i][j] - p[i] * q[j] for j in range(3)] for i in range(3)]
    require(abs(sum(x[i] * y[j] * apart[i][j] for i in range(3) for j in range(3))) <= 25 * SAME, "the covariance is not 0", got=table)
    require(max(abs(v) for row in apart for v in row) >= APART, "X and Y are independent, or nearly so", got=table)


def effort(x, p, y, q):
    return sum(len(str(max(Fraction(v).denominator for v in law))) for law in (p, q)) + sum(v < 0 for v in (*x, *y)) / 2


def mistakes(x, p, y, q):
    p, q = [Fraction(v) for v in p], [Fraction(v) for v in q]
    product = moved(p, q, (0, 0, 0), (0, 0, 0))
    a = (x[1] - x[2], x[2] - x[0], x[0] - x[1])
    return {"the product is independent": product,
            "dependent, but the covariance is not 0": moved(p, q, (1, -1, 0), (1, -1, 0)),
            "the laws are not kept": [[v + (i == j) * Fraction(1, 100) for j, v in enumerate(row)] for i, row in enumerate(product)],
            "a probability is negative": [[v + 30 * a[i] * b for b, v in zip((1, -1, 0), row, strict=True)] for i, row in enumerate(product)]}


def moved(p, q, a, b):
    """Return the product of both laws, plus half the largest multiple of a bᵀ that leaves no entry negative."""
    falls = [p[i] * q[j] / -(a[i] * b[j]) for i in range(3) for j in range(3) if a[i] * b[j] < 0]
    share = min(falls) / 2 if falls else 0
    return [[p[i] * q[j] + share * a[i] * b[j] for j in range(3)] for i in range(3)]
