"""A softmax in one pass, number by number

steps · 8 min · difficulty 2 · part online
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (5, 8)       # numbers that come one after another

STATEMENT = """The numbers $x_j = log n_j$ with n = {n} (natural logarithms) come one after another. A pair (m, s) is kept of all that have come: m the \
largest of them, s the sum of exp(x − m) over them. Return a dict, fractions as 'a/b': `pairs`, a list with [exp(m), s] after each number; `rescaled`, how \
often an s that was there is multiplied because a larger number has come; `merged`, the [exp(m), s] of the last three numbers alone, by which another thread \
would help; `first`, the softmax of all the numbers at the first of them."""


def generate(rng):
    n = [int(v) for v in rng.integers(1, 10, int(rng.integers(5, 9)))]
    pairs, rescaled, m, s = [], 0, Fraction(n[0]), Fraction(0)
    for x in n:
        if x > m:
            s, m, rescaled = s * m / x, Fraction(x), rescaled + 1
        s += x / m
        pairs.append([str(m), str(s)])
    if rescaled == 0 or max(n) == max(n[-3:]):
        raise Rejected
    last = max(n[-3:])
    return Problem(STATEMENT, {"n": n}, answer={"pairs": pairs, "rescaled": rescaled, "merged": [str(last), str(Fraction(sum(n[-3:]), last))],
                                                "first": str(Fraction(n[0], sum(n)))},
                   steps=("a number that is not larger: s + exp(x − m) = s + n/exp(m)", "a larger one: s exp(m − x) + 1",
                          f"exp(x₀)/Σ exp(x) = {n[0]}/{sum(n)}"))


def solve(n):
    # each pair anew, in two passes
    pairs = [[max(n[:k]), sum(Fraction(x, max(n[:k])) for x in n[:k])] for k in range(1, len(n) + 1)]
    rescaled = len({m for m, _ in pairs}) - 1
    return {"pairs": pairs, "rescaled": rescaled, "merged": [max(n[-3:]), sum(Fraction(x, max(n[-3:])) for x in n[-3:])],
            "first": 1 / sum(Fraction(x, n[0]) for x in n)}


def effort(n):
    return len(n)


def mistakes(n):
    right = solve(n)
    kept, turned = [], []
    for wrong, factor in ((kept, lambda m, x: 1), (turned, lambda m, x: Fraction(x, m))):
        m, s = n[0], Fraction(0)
        for x in n:
            if x > m:
                s, m = s * factor(m, x), x
            s += Fraction(x, m)
            wrong.append([m, s])
    m = max(n)
    return {"the sum stays as it is when a larger number comes": right | {"pairs": kept},
            "the sum is multiplied by exp(x − m)": right | {"pairs": turned},
            "every number rescales": right | {"rescaled": len(n)},
            "the part is taken relative to the largest of all": right | {"merged": [m, Fraction(sum(n[-3:]), m)]},
            "divided by the largest, not by the sum": right | {"first": Fraction(n[0], m)}}
