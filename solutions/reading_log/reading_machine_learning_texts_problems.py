"""What a class of hypotheses shatters, and how large a sample it wants

data · 12 min · difficulty 3 · part understanding_ml
"""
from itertools import combinations
from math import ceil, comb, exp, log

from autograder.problems import Problem, Rejected

BAND = (30, 60)     # entries of the table

STATEMENT = """`table` is a class of {hypotheses} hypotheses on {points} points: a row a hypothesis, a column a point, entries 0 and 1. Return a dict: \
`vc`, its VC dimension; `growth`, its growth function at {k}, points being those of the table; `sauer`, the bound on the growth function at {points} \
that Sauer's lemma gives for that VC dimension, the sum of binomials itself; `sample`, the least whole m for which the class, by the bound |H| exp(−ε \
m) ≤ δ for a finite class with a hypothesis that is never wrong, has error at most ε = {epsilon} with probability at least 1 − δ, δ = {delta}."""


def generate(rng):
    hypotheses, points, k = int(rng.integers(6, 12)), int(rng.integers(5, 7)), int(rng.integers(2, 5))
    table = rng.integers(0, 2, (hypotheses, points)).tolist()
    epsilon, delta = float(rng.choice([0.01, 0.02, 0.05, 0.1])), float(rng.choice([0.01, 0.02, 0.05, 0.1]))
    if len(set(map(tuple, table))) < hypotheses:
        raise Rejected
    columns = list(zip(*table, strict=True))
    growth = [max(len(set(zip(*some, strict=True))) for some in combinations(columns, size)) for size in range(1, points + 1)]
    vc = max((size for size in range(1, points + 1) if growth[size - 1] == 2**size), default=0)
    return Problem(STATEMENT, {"hypotheses": hypotheses, "points": points, "k": k, "epsilon": epsilon, "delta": delta}, arguments={"table": table},
                   answer={"vc": vc, "growth": growth[k - 1], "sauer": sum(comb(points, i) for i in range(vc + 1)),
                           "sample": ceil(log(hypotheses / delta) / epsilon)},
                   steps=("the most different rows that some columns show", f"some {vc} columns show all {2**vc}, no {vc + 1} do",
                          f"Σ C({points}, i), i = 0 … {vc}", f"m ≥ log({hypotheses}/{delta:g})/{epsilon:g}"))


def solve(hypotheses, points, k, epsilon, delta, table):
    # what is shattered grows from what is: a set of points is only if all that lie in it are
    rows = [sum(bit << n for n, bit in enumerate(row)) for row in table]

    def shown(mask):
        return len({row & mask for row in rows})
    shattered, vc = {0}, 0
    while larger := {mask | 1 << n for mask in shattered for n in range(points) if not mask >> n & 1 and shown(mask | 1 << n) == 2**(vc + 1)}:
        shattered, vc = larger, vc + 1
    sauer = [1] * (vc + 1)                  # Pascal's rule, of the sums: S(m, d) = S(m − 1, d) + S(m − 1, d − 1)
    for _ in range(points):
        sauer = [sauer[d] + (sauer[d - 1] if d else 0) for d in range(vc + 1)]
    sample = 0
    while hypotheses * exp(-epsilon * sample) > delta:
        sample += 1
    return {"vc": vc, "growth": max(shown(mask) for mask in range(1 << points) if mask.bit_count() == k), "sauer": sauer[vc], "sample": sample}


def effort(hypotheses, points, k, epsilon, delta, table):
    return hypotheses * points


def mistakes(hypotheses, points, k, epsilon, delta, table):
    right = solve(hypotheses, points, k, epsilon, delta, table)
    finite, vc = int(log(hypotheses, 2)), right["vc"]
    found = {"the dimension is log₂ of the number of hypotheses": right | {"vc": finite},
             "every set of points has to be shattered": right | {"vc": next(s for s in range(points, -1, -1) if all(
                 len({tuple(row[i] for i in some) for row in table}) == 2**s for some in combinations(range(points), s)))},
             "all patterns are counted": right | {"growth": 2**k},
             "the growth of all points": right | {"growth": len({tuple(row) for row in table})},
             "the first points stand for all": right | {"growth": len({tuple(row[:k]) for row in table})},
             "the sum stops one short of the dimension": right | {"sauer": sum(comb(points, i) for i in range(vc))},
             "the last binomial alone": right | {"sauer": comb(points, vc)},
             "the sample of the agnostic bound": right | {"sample": ceil(2 * log(2 * hypotheses / delta) / epsilon**2)}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
