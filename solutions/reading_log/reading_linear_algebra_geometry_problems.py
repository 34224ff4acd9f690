"""Which spectra a principal submatrix may have

numeric · 8 min · difficulty 2 · part horn_johnson
"""
from bisect import bisect
from math import prod

import numpy as np

from autograder.problems import Problem, Rejected

BAND = (1, 3)       # how many of the four candidates are possible: neither none nor all

SUB = "₀₁₂₃₄"

STATEMENT = """A symmetric matrix of order 4 has the eigenvalues {spectrum}. Return a dict: `labels`, for each of the four lists {candidates} the word \
"possible" if some such matrix has a principal submatrix of order 3 with these eigenvalues, else "impossible"; `bounds`, the narrowest [low, high] \
between which eigenvalue number {i}, counted from the smallest as number 1, of a principal submatrix of order {m} lies for every such matrix; \
`positive`, the least number of positive eigenvalues that a principal submatrix of order 3 may have."""


def generate(rng):
    spectrum = sorted(int(v) for v in rng.choice(range(-8, 13), 4, replace=False))
    candidates = []
    for _ in range(4):
        inside = [int(rng.integers(a, b + 1)) for a, b in zip(spectrum, spectrum[1:], strict=False)]
        if rng.integers(2):
            inside[rng.integers(3)] += int(rng.choice([-2, -1, 1, 2, 3]))
        candidates.append(inside)
    m = int(rng.integers(1, 4))
    i = int(rng.integers(1, m + 1))
    if any(c != sorted(set(c)) for c in candidates) or len(set(map(tuple, candidates))) < 4 or 0 in spectrum:
        raise Rejected
    labels = ["possible" if all(low <= v <= high for low, v, high in zip(spectrum, c, spectrum[1:], strict=False)) else "impossible" for c in candidates]
    positive = sum(low > 0 for low in spectrum[:3])
    return Problem(STATEMENT, {"spectrum": spectrum, "candidates": candidates, "i": i, "m": m},
                   answer={"labels": labels, "bounds": [spectrum[i - 1], spectrum[i - 1 + 4 - m]], "positive": positive},
                   steps=("interlacing: λ₁ ≤ μ₁ ≤ λ₂ ≤ μ₂ ≤ λ₃ ≤ μ₃ ≤ λ₄, and whatever keeps it is the spectrum of some",
                          f"λ{SUB[i]} ≤ μ{SUB[i]} ≤ λ{SUB[i + 4 - m]}",
                          "μᵢ is positive for certain where λᵢ is"))


def solve(spectrum, candidates, i, m):
    # border diag(μ) by a vector z: the characteristic polynomial p of the whole demands z_i² = −p(μ_i)/Π(μ_i − μ_j)
    def possible(mu):
        squares = [-prod(v - s for s in spectrum) / prod(v - w for w in mu if w != v) for v in mu]
        return min(squares) >= 0
    # the bounds are those of submatrices of a diagonal matrix, and no other matrix goes beyond them
    kept = np.array([[v for n, v in enumerate(spectrum) if which >> n & 1] for which in range(16) if which.bit_count() == m])
    fewest = min(sum(v > 0 for n, v in enumerate(spectrum) if n != left) for left in range(4))
    return {"labels": ["possible" if possible(mu) else "impossible" for mu in candidates],
            "bounds": [int(kept[:, i - 1].min()), int(kept[:, i - 1].max())], "positive": fewest}


def effort(spectrum, candidates, i, m):
    return solve(spectrum, candidates, i, m)["labels"].count("possible")


def mistakes(spectrum, candidates, i, m):
    right = solve(spectrum, candidates, i, m)
    within = ["possible" if spectrum[0] <= min(mu) and max(mu) <= spectrum[3] else "impossible" for mu in candidates]
    strict = ["possible" if [bisect(spectrum, v) for v in mu] == [1, 2, 3] and not set(mu) & set(spectrum) else "impossible" for mu in candidates]
    subset = ["possible" if set(mu) <= set(spectrum) else "impossible" for mu in candidates]
    found = {"only the smallest and the largest are looked at": right | {"labels": within},
             "equality is ruled out": right | {"labels": strict},
             "the eigenvalues are taken to be some of the whole's": right | {"labels": subset},
             "one row less is taken, whatever the order": right | {"bounds": [spectrum[i - 1], spectrum[i]]},
             "counted from the largest": right | {"bounds": [spectrum[m - i], spectrum[4 - i]]},
             "as many positive as the whole has": right | {"positive": sum(v > 0 for v in spectrum)}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
