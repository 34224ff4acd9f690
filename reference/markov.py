"""Finite Markov chains, in fractions.

ACCURACY: exact for the chain whose rows are the given ones divided by their sums (which floats miss by some 1e-16), rounded once.
SOURCE: J. R. Norris, Markov Chains, 1997: theorem 1.3.5 (mean hitting times), sections 1.2 and 1.7 (closed classes, stationary laws).
"""
from fractions import Fraction
from itertools import pairwise

import numpy as np

from .subspaces import rref


def n_step(P, n):
    """Return Pⁿ, by n multiplications."""
    P = _exact(P)
    power = [[Fraction(i == j) for j in range(len(P))] for i in range(len(P))]
    for _ in range(n):
        power = [[sum(a * P[k][j] for k, a in enumerate(row)) for j in range(len(P))] for row in power]
    return np.array([[float(x) for x in row] for row in power])


def empirical_transition(states, s):
    """Return the share of each next state among the moves out of a state; nan where there were none."""
    moves = list(pairwise(states))
    out = np.full((s, s), np.nan)
    for i in {i for i, _ in moves}:
        following = [j for k, j in moves if k == i]
        out[i] = [following.count(j) / len(following) for j in range(s)]
    return out


def frequencies(states, s):
    """Return the share of each state among all states of a path, the first included."""
    return np.array([states.count(i) / len(states) for i in range(s)])


def closed_classes(P):
    """Return the sets of states that reach each other and nothing else."""
    ahead = [reached(P, i) for i in range(len(P))]
    return {frozenset(ahead[i]) for i in range(len(P)) if all(i in ahead[j] for j in ahead[i])}


def reached(P, start, stop=()):
    """Return the states a path from `start` may visit that goes no further once in `stop`."""
    found, waiting = {start}, [start]
    while waiting:
        i = waiting.pop()
        if i not in stop:
            new = {j for j in range(len(P)) if P[i][j] > 0} - found
            found |= new
            waiting += new
    return found


def stationary(P):
    """Return the only π with πP = π and Σπ = 1, or None if there are several."""
    classes = closed_classes(P)
    if len(classes) != 1:
        return None
    exact, members = _exact(P), sorted(next(iter(classes)))
    balance = [[exact[i][j] - (i == j) for i in members] + [Fraction(0)] for j in members]      # Σᵢ πᵢ pᵢⱼ − πⱼ = 0
    solved, _ = rref([*balance, [Fraction(1)] * (len(members) + 1)])
    pi = np.zeros(len(P))
    pi[members] = [float(row[-1]) for row in solved[:len(members)]]
    return pi


def hitting_times(P, target):
    """Return the expected numbers of steps to the target: 0 there, inf wherever it may be missed for ever."""
    ahead = [reached(P, i, stop={target}) for i in range(len(P))]
    sure = [i for i in range(len(P)) if all(target in ahead[j] for j in ahead[i])]
    away, exact = [i for i in sure if i != target], _exact(P)
    h = np.full(len(P), np.inf)
    h[target] = 0.0
    if away:
        equations = [[(i == j) - exact[i][j] for j in away] + [Fraction(1)] for i in away]      # hᵢ − Σⱼ pᵢⱼ hⱼ = 1
        h[away] = [float(row[-1]) for row in rref(equations)[0]]
    return h


def _exact(P):
    rows = [[Fraction(float(x)) for x in row] for row in P]
    return [[x / sum(row) for x in row] for row in rows]
