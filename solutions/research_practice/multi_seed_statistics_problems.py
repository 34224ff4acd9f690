"""Many comparisons at once: Holm, and Benjamini and Hochberg

data · 10 min · difficulty 2 · part multiple
"""
from itertools import accumulate

from autograder.problems import Problem, Rejected

BAND = (5, 7)       # p-values to be adjusted

STATEMENT = """A new method was compared with {m} others; `p` holds the p-values of these tests, in the order in which they were made. Return a dict: \
`holm`, the p-values adjusted by Holm's steps; `bh`, those adjusted after Benjamini and Hochberg, both lists in the order of `p`; `holm_claims` and \
`bh_claims`, how many of the {m} differences may be claimed at a family-wise error rate of {alpha}, and at a false discovery rate of {alpha}."""


def generate(rng):
    m, alpha = int(rng.integers(5, 8)), float(rng.choice([0.05, 0.1]))
    small = [int(v) for v in rng.choice(range(1, int(400 * alpha)), m - 2, replace=False)]      # where both procedures have something to decide
    thousandths = small + [int(v) for v in rng.choice(range(100, 900), 2, replace=False)]
    if len(set(thousandths)) < m:
        raise Rejected
    ranked = sorted(thousandths)
    # whole thousandths: no rounding stands between an adjusted value and α
    holm = [min(v, 1000) for v in accumulate(((m - i) * v for i, v in enumerate(ranked)), max)]
    bh = list(accumulate((m * v / (1000 * (m - i)) for i, v in enumerate(reversed(ranked))), min))[::-1]
    claims = sum(v <= 1000 * alpha for v in holm), sum(v <= alpha + 1e-12 for v in bh)
    steep = any((m - i) * v < (m - i + 1) * before for i, (before, v) in enumerate(zip(ranked, ranked[1:], strict=False), 1))
    close = any(abs(v - alpha) < 1e-6 for v in bh) or 1000 * alpha in holm
    if claims[0] == claims[1] or not steep or close or thousandths == ranked:
        raise Rejected
    order = [int(i) for i in rng.permutation(m)]
    place = {v: n for n, v in enumerate(ranked)}
    p = [thousandths[i] for i in order]
    return Problem(STATEMENT, {"m": m, "alpha": alpha}, arguments={"p": [v / 1000 for v in p]},
                   answer={"holm": [holm[place[v]] / 1000 for v in p], "bh": [bh[place[v]] for v in p], "holm_claims": claims[0], "bh_claims": claims[1]},
                   steps=(f"in order: {', '.join(f'{v / 1000:g}' for v in ranked)}", f"Holm: times {m}, {m - 1}, …, 1, and none below the one before it",
                          f"BH: times {m}/1, {m}/2, …, 1, and none above the one after it"))


def solve(m, alpha, p):
    # by what an adjusted p-value is: the least level at which its comparison is claimed
    holm = [min(1.0, max(sum(other >= one for other in p) * one for one in p if one <= mine)) for mine in p]
    bh = [min(1.0, *(m * one / sum(other <= one for other in p) for one in p if one >= mine)) for mine in p]
    return {"holm": holm, "bh": bh, "holm_claims": sum(v <= alpha for v in holm), "bh_claims": sum(v <= alpha for v in bh)}


def effort(m, alpha, p):
    return m


def mistakes(m, alpha, p):
    right = solve(m, alpha, p)
    rank = [sorted(p).index(v) for v in p]
    bonferroni = [min(1.0, m * v) for v in p]
    return {"every one is multiplied by their number": right | {"holm": bonferroni, "holm_claims": sum(v <= alpha for v in bonferroni)},
            "an adjusted value falls below the one before it": right | {"holm": [min(1.0, (m - r) * v) for r, v in zip(rank, p, strict=True)]},
            "adjusted values come sorted": right | {"holm": sorted(right["holm"]), "bh": sorted(right["bh"])},
            "nothing is adjusted": {"holm": p, "bh": p, "holm_claims": sum(v <= alpha for v in p), "bh_claims": sum(v <= alpha for v in p)},
            "both procedures are exchanged": {"holm": right["bh"], "bh": right["holm"], "holm_claims": right["bh_claims"],
                                              "bh_claims": right["holm_claims"]}}
