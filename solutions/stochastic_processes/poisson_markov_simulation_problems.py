"""A chain told by one path

data · 12 min · difficulty 2 · part markov
"""
from fractions import Fraction
from itertools import pairwise

import numpy as np

from autograder.problems import Problem, Rejected

BAND = (20, 32)     # moves that have to be counted

STATEMENT = """`states` holds the states 0, 1, 2 that a Markov chain went through, one after another; all that is known of its transition matrix P is \
this path of {length} states. Return a dict, fractions as 'a/b': `P`, the estimate whose entry [i][j] is the share of moves to j among all moves \
out of i; `pi`, the stationary law of the chain with this estimated P, to be found from P; `two`, the probability that in this estimated chain two steps \
lead from {first} to {second}."""


def generate(rng):
    rows = rng.dirichlet([1.2, 1.2, 1.2], 3)
    length = int(rng.integers(21, 34))
    states = [int(rng.integers(3))]
    for _ in range(length - 1):
        states.append(int(rng.choice(3, p=rows[states[-1]])))
    counts = np.zeros((3, 3), int)
    for i, j in pairwise(states):
        counts[i, j] += 1
    if states[0] == states[-1] or (counts.sum(axis=1) < 3).any() or (counts > 0).sum() < 6:
        raise Rejected          # of a path that returns to its start, π is the share of time, and nothing need be solved
    P = [[Fraction(int(c), int(row.sum())) for c in row] for row in counts]
    # the chain tree theorem: π_i is proportional to the sum, over all ways to lead the other two to i, of their probabilities
    trees = [P[j][i] * P[k][i] + P[j][i] * P[k][j] + P[j][k] * P[k][i] for i, j, k in ((0, 1, 2), (1, 2, 0), (2, 0, 1))]
    if min(trees) == 0:
        raise Rejected
    pi = [tree / sum(trees) for tree in trees]
    first, second = (int(x) for x in rng.choice(3, 2, replace=False))
    two = sum(P[first][k] * P[k][second] for k in range(3))
    return Problem(STATEMENT, {"length": length, "first": first, "second": second}, arguments={"states": states},
                   answer={"P": [[str(p) for p in row] for row in P], "pi": [str(p) for p in pi], "two": str(two)},
                   steps=(f"counts of moves {counts.tolist()}", "each row over its sum", "π = πP with Σ π = 1: one equation of three is spare",
                          f"Σₖ P[{first}][k] P[k][{second}]"))


def solve(length, first, second, states):
    # numerically: by NumPy's counts, powers and least squares
    P = np.array(estimate(states), float)
    pi, *_ = np.linalg.lstsq(np.vstack([P.T - np.eye(3), np.ones(3)]), np.array([0, 0, 0, 1.0]), rcond=None)
    return {"P": P.tolist(), "pi": pi.tolist(), "two": float((P @ P)[first, second])}


def effort(length, first, second, states):
    return length - 1


def mistakes(length, first, second, states):
    right = solve(length, first, second, states)
    P, visits = np.array(right["P"]), np.bincount(states, minlength=3)
    moves = P * np.bincount(states[:-1], minlength=3)[:, None]
    return {"divided by visits, with the last state, which is not left": right | {"P": (moves / visits[:, None]).tolist()},
            "shares of all moves": right | {"P": (moves / moves.sum()).tolist()},
            "columns sum to 1, not rows": right | {"P": P.T.tolist()},
            "the share of time is taken for the stationary law": right | {"pi": (visits / len(states)).tolist()},
            "the constant solution of Pπ = π is taken": right | {"pi": [1 / 3] * 3},
            "one step twice, not two steps": right | {"two": float(P[first, second]**2)},
            "from and to are exchanged": right | {"two": float((P @ P)[second, first])}}


def estimate(states):
    left = np.eye(3)[list(states[:-1])]
    moves = left.T @ np.eye(3)[list(states[1:])]
    return moves / left.sum(axis=0)[:, None]
