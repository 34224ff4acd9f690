"""Simulate Poisson processes and Markov chains

105 min · difficulty 2 · after distribution-toolkit

A Poisson process of rate λ on [0, T] scatters points, its arrivals.  Each of these describes it:

    gaps between arrivals (the first from 0) are independent, exponential with mean 1/λ
    the number of arrivals is Poisson with mean λT; given it, they are independent, uniform on [0, T]

With a rate λ(t) the number of arrivals between a and b is Poisson with mean ∫ₐᵇ λ(t) dt, and the
numbers in disjoint stretches are independent.

A Markov chain on the states 0 … s − 1 forgets: from i it goes to j with probability P[i, j],
however it came to i.  P is row-stochastic: no entry is negative, and each row sums to 1.

    Pr(n steps lead from i to j) = (Pⁿ)[i, j]             π stationary:  π = πP,  Σᵢ πᵢ = 1

Seen together: a counting process climbs by 1 at each arrival, with slope λ in the long run; and a chain is in each state about as
often as π says.

Every draw comes from the `rng` you are given, a NumPy Generator, in any order you like: what is
judged is the law, by statistics that a right program fails by accident less than once in a million
gradings.  `rng.poisson` is out of reach; if your way needs a Poisson number, draw it yourself.
"""
import numpy as np


# %% poisson: arrivals in time
def poisson_process(rate, T, rng):
    """Arrival times in [0, T] of a Poisson process, ascending: (k,), with k as chance has it.

    A rate or T of 0 gives shape (0,); a negative one raises ValueError.
    """
    ...


def superpose(a, b):
    """All arrivals of two processes together, ascending: (j,), (k,) → (j + k,)."""
    ...


def thin(times, p, rng):
    """(kept, dropped): each arrival of times (k,) is kept with probability p, independently of all others.

    Both are ascending, and together they are `times`, which stays as it is.
    """
    ...


def inhomogeneous_poisson(rate_fn, rate_max, T, rng):
    """Arrival times in [0, T] of a Poisson process of rate λ(t) = rate_fn(t) ≤ rate_max, ascending: (k,).

    By thinning: candidates arrive at rate_max, and one at t stays with probability λ(t) / rate_max.
    rate_fn maps times (k,) to rates (k,).  If it is above rate_max or below 0 at a candidate, raise ValueError;
    a negative rate_max or T does so too, and a rate_max or T of 0 gives shape (0,).
    """
    ...


# %% markov: a chain, step by step
def simulate_chain(P, start, n, rng):
    """States of n steps of the chain P (s, s), the first being `start`: (n + 1,) ints.

    A negative entry in P, or a row whose sum is off 1 by 1e-9 or more, raises ValueError.
    """
    ...


def empirical_transition(states, s):
    """Estimate of P from one path: entry [i, j] is the share of moves to j among all moves out of i, (s, s).

    The row of a state that is never left is nan.
    """
    ...


def n_step(P, n):
    """Transition probabilities of n ≥ 0 steps, (s, s).  ValueError as in simulate_chain."""
    ...


...


# %% stationary: where a chain stays, and how long it takes to arrive
def stationary_distribution(P):
    """The law π (s,) with πP = π, right to 1e-12.

    It exists and is unique when P has one closed class, a set of states that lead to each other and nowhere else: the chain
    may be periodic, and states outside the class, which it leaves for ever, have mass 0.  More than one raise ValueError.
    """
    ...


def hitting_times(P, target):
    """Expected number of steps (s,) until the chain is in state `target`, for each state to start from.

    0 at the target, and inf where the target is not reached almost surely.
    """
    ...


...


# %% figure: paths beside what is expected of them · needs matplotlib
def paths_figure(arrivals, T, states, pi):
    """A matplotlib Figure of two axes: counting processes, and how long a chain was where.

    One axes: for each process of the list `arrivals`, times (k,) ascending in [0, T], a step line from 0 to T, as high at t as
    there were arrivals up to and with t: it jumps at each arrival, not before.
    The other: side by side at each state 0 … s − 1, from 0 up, a bar labelled “observed”, the share of `states` (n + 1,)
    that are this one, and a bar labelled “stationary”, its entry of `pi` (s,).
    All axes are labelled, and a legend (or words beside them) tells the two kinds of bars apart.
    """
    import matplotlib.pyplot as plt
    ...
