"""What a running mean makes of gradients that change with time

symbolic · 12 min · difficulty 3 · part moments
"""
from autograder.algebra import integer, prob
from autograder.checks import answers
from autograder.problems import Problem, Rejected

BAND = (3, 8)       # terms of a sum that have to be carried, and one for each sign and factor
b, t = prob("b"), integer("t", 1, 6)
SETUP = 'b, t = prob("b"), integer("t", 1, 6)'


def gradient(kind, c, d):
    return c + d * t if kind == "line" else c * d**t


def goal(kind, c, d):
    if kind == "line":      # Σ bᵗ⁻ⁱ i, i = 1 … t, is (t − b (1 − bᵗ)/(1 − b))/(1 − b)
        return c + d * (t - b * (1 - b**t) / (1 - b)) / (1 - b**t)
    return (1 - b) * c * d * (d**t - b**t) / ((d - b) * (1 - b**t))


def generate(rng):
    kind = ("line", "power")[rng.integers(2)]
    c = int(rng.integers(-9, 13))
    d = int(rng.integers(-9, 13) if kind == "line" else rng.integers(2, 10))
    if abs(c) < 2 or abs(d) < 2 or c == d:
        raise Rejected
    found = goal(kind, c, d)
    return Problem("A running mean starts at m(0) = 0 and takes in one gradient a step: m(t) = b m(t − 1) + (1 − b) g(t), 0 < b < 1. "
                   f"The gradients change with time: g(t) = {gradient(kind, c, d)} for t = 1, 2, 3, … "
                   "Return what bias correction makes of it, m(t)/(1 − bᵗ), as a function of b and t without a sum.",
                   {"kind": kind, "c": c, "d": d}, answer=str(found), setup=SETUP, steps=(f"return {found!r}",))


def solve(kind, c, d):
    # independent: a particular solution of the recursion, and the multiple of bᵗ that starts it at 0
    if kind == "line":      # p + q t with q = b q + (1 − b) d and p = b (p − q) + (1 − b) c
        p = c - b * d / (1 - b)
        return (p + d * t - p * b**t) / (1 - b**t)
    q = (1 - b) * c / (1 - b / d)       # q dᵗ with q = b q/d + (1 − b) c
    return (q * d**t - q * b**t) / (1 - b**t)


def check(ask, problem):
    answers(ask, goal(**problem.parameters))


def effort(kind, c, d):
    return 3 + (kind == "power") + (c < 0) + (d < 0) + (abs(c) > 9) + (abs(d) > 9)


def mistakes(kind, c, d):
    found = goal(kind, c, d)
    late = {"line": (c * (1 - b**(t - 1)) + d * (t - 1 - b * (1 - b**(t - 1)) / (1 - b))) / (1 - b**t),
            "power": (1 - b) * c * d * (d**(t - 1) - b**(t - 1)) / ((d - b) * (1 - b**t))}[kind]
    return {"the bias is not corrected": found * (1 - b**t),
            "the corrected mean is taken for the latest gradient": gradient(kind, c, d),
            "the mean is that of the step before": late,
            "the factor 1 − b is forgotten": found / (1 - b)}
