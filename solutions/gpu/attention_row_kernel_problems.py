"""One row of attention, key by key

steps · 12 min · difficulty 3 · part row
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (4, 5)       # keys that come one after another

STATEMENT = """A query meets {keys} keys, one after another. Its scores, already divided by the root of d, are $x_j = log n_j$ with n = {n} (natural \
logarithms), and the values are the rows V = {V}. It keeps m, the largest score so far, $s = Σ exp(x_j − m)$, and the vector $a = Σ exp(x_j − m) V_j$, so \
that nothing but these has to be stored. Return a dict, fractions as 'a/b': `kept`, a list with [exp(m), s, a₁, a₂] after each key; `output`, the row of the \
result; `causal`, the row of the result for the query that stands at key {own} (counted from 0), has the same scores, and sees that key and those before it."""


def generate(rng):
    keys = int(rng.integers(4, 6))
    n = [int(v) for v in rng.integers(1, 9, keys)]
    V = [[int(v) for v in row] for row in rng.integers(-4, 5, (keys, 2))]
    own = int(rng.integers(1, keys - 1))
    kept, m, s, a = [], Fraction(n[0]), Fraction(0), [Fraction(0)] * 2
    for x, row in zip(n, V, strict=True):
        if x > m:
            s, a, m = s * m / x, [v * m / x for v in a], Fraction(x)
        s, a = s + x / m, [v + x / m * w for v, w in zip(a, row, strict=True)]
        kept.append([m, s, *a])
    if n[0] == max(n) or 0 in kept[-1]:
        raise Rejected
    rows = [[v / s for v in a] for _, s, *a in kept]        # a/s at each key: what a query that stands there would get
    return Problem(STATEMENT, {"keys": keys, "n": n, "V": V, "own": own},
                   answer={"kept": [[str(v) for v in row] for row in kept], "output": [str(v) for v in rows[-1]], "causal": [str(v) for v in rows[own]]},
                   steps=("a larger score: s and a are multiplied by exp(old m − new m) first", "the output is a/s at the end",
                          f"causal: a/s after key {own}"))


def solve(keys, n, V, own):
    # with the whole row of probabilities in hand
    def mixed(count):
        shares = [Fraction(x, sum(n[:count])) for x in n[:count]]
        return [sum(share * row[c] for share, row in zip(shares, V, strict=False)) for c in range(2)]
    kept = []
    for count in range(1, keys + 1):
        m = max(n[:count])
        s = Fraction(sum(n[:count]), m)
        kept.append([m, s, *(s * v for v in mixed(count))])
    return {"kept": kept, "output": mixed(keys), "causal": mixed(own + 1)}


def effort(keys, n, V, own):
    return keys


def mistakes(keys, n, V, own):
    right = solve(keys, n, V, own)
    stale, m, s, a = [], n[0], Fraction(0), [Fraction(0)] * 2
    for x, row in zip(n, V, strict=True):
        if x > m:
            s, m = s * m / x, x                 # a is left as it was
        s, a = s + Fraction(x, m), [v + Fraction(x, m) * w for v, w in zip(a, row, strict=True)]
        stale.append([m, s, *a])
    before = solve(keys, n, V, own - 1)["causal"]
    whole = sum(n)
    found = {"a is not rescaled with s": right | {"kept": stale, "output": [v / stale[-1][1] for v in stale[-1][2:]]},
             "the output is not divided by s": right | {"output": right["kept"][-1][2:]},
             "the query does not see its own key": right | {"causal": before},
             "masked keys are left out of a, but not of s": right | {"causal": [v * sum(n[:own + 1]) / whole for v in right["causal"]]},
             "all values count alike": right | {"output": [Fraction(sum(row[c] for row in V), keys) for c in range(2)]}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
