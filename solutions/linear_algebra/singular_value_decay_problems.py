"""How many singular values are worth keeping

numeric · 7 min · difficulty 2 · part errors
"""
from fractions import Fraction

import numpy as np

from autograder.problems import Problem, Rejected

BAND = (5, 8)       # singular values

STATEMENT = """A matrix has the singular values {s}. Return a dict: `spectral` and `energy` are of the best approximation of rank {k}, \
the norm ‖A − A_k‖₂ and the share of the energy Σ s² that A_k holds; `rank` is the least rank whose best approximation misses A by at \
most {percent} percent in the Frobenius norm, relative to ‖A‖. Fractions may be given as 'a/b'."""


def generate(rng):
    p, percent = int(rng.integers(5, 9)), int(rng.choice([10, 15, 20, 25, 30, 40]))
    s = sorted((int(rng.integers(2, 12)) * 2**int(rng.integers(0, 4)) for _ in range(p)), reverse=True)
    k = int(rng.integers(1, p - 1))
    total = sum(value * value for value in s)
    tails = [sum(value * value for value in s[j:]) for j in range(p + 1)]
    rank = next(j for j in range(p + 1) if 10_000 * tails[j] <= percent**2 * total)
    if len(set(s)) < p or rank in (k, p) or 10_000 * tails[rank] == percent**2 * total:
        raise Rejected      # no ties: neither among the values nor with the bound
    return Problem(STATEMENT, {"s": s, "k": k, "percent": percent},
                   answer={"spectral": s[k], "energy": str(1 - Fraction(tails[k], total)), "rank": rank},
                   steps=(f"squares {[value * value for value in s]}, together {total}", f"what is left after each: {tails}",
                          f"the first that is at most ({percent}/100)² · {total}"))


def solve(s, k, percent):
    # independent: the matrices themselves, and their norms
    A = np.diag(np.array(s, float))
    cut = [np.diag(np.where(np.arange(len(s)) < j, s, 0.0)) for j in range(len(s) + 1)]
    return {"spectral": float(np.linalg.norm(A - cut[k], 2)), "energy": float(np.linalg.norm(cut[k])**2 / np.linalg.norm(A)**2),
            "rank": next(j for j, kept in enumerate(cut) if np.linalg.norm(A - kept) <= percent / 100 * np.linalg.norm(A))}


def effort(s, k, percent):
    return len(s)


def mistakes(s, k, percent):
    right = solve(s, k, percent)
    total = sum(value * value for value in s)
    squared = next(j for j in range(len(s) + 1) if 100 * sum(value * value for value in s[j:]) <= percent * total)
    found = {"the spectral error is the last value that is kept": right | {"spectral": s[k - 1]},
             "the spectral error is the Frobenius error": right | {"spectral": float(np.linalg.norm(s[k:]))},
             "the energy is of the values, not of their squares": right | {"energy": Fraction(sum(s[:k]), sum(s))}}
    return found | ({"the percentage is of the squares": right | {"rank": squared}} if squared != right["rank"] else {})
