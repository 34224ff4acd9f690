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
    if rate < 0 or T < 0:
        raise ValueError("neither a rate nor a time can be negative")
    if rate == 0:
        return np.zeros(0)
    arrivals, t = [], rng.exponential(1 / rate)     # NumPy's exponential takes the mean
    while t <= T:
        arrivals.append(t)
        t += rng.exponential(1 / rate)
    return np.array(arrivals)


def superpose(a, b):
    """All arrivals of two processes together, ascending: (j,), (k,) → (j + k,)."""
    ...
    return np.sort(np.concatenate([a, b]))


def thin(times, p, rng):
    """(kept, dropped): each arrival of times (k,) is kept with probability p, independently of all others.

    Both are ascending, and together they are `times`, which stays as it is.
    """
    ...
    keep = rng.uniform(size=len(times)) < p
    return times[keep], times[~keep]


def inhomogeneous_poisson(rate_fn, rate_max, T, rng):
    """Arrival times in [0, T] of a Poisson process of rate λ(t) = rate_fn(t) ≤ rate_max, ascending: (k,).

    By thinning: candidates arrive at rate_max, and one at t stays with probability λ(t) / rate_max.
    rate_fn maps times (k,) to rates (k,).  If it is above rate_max or below 0 at a candidate, raise ValueError;
    a negative rate_max or T does so too, and a rate_max or T of 0 gives shape (0,).
    """
    ...
    candidates = poisson_process(rate_max, T, rng)
    rates = rate_fn(candidates)
    if ((rates < 0) | (rates > rate_max)).any():
        raise ValueError("rate_fn leaves [0, rate_max]")
    return candidates[rng.uniform(size=len(candidates)) * rate_max < rates]


# %% markov: a chain, step by step
def simulate_chain(P, start, n, rng):
    """States of n steps of the chain P (s, s), the first being `start`: (n + 1,) ints.

    A negative entry in P, or a row whose sum is off 1 by 1e-9 or more, raises ValueError.
    """
    ...
    P = stochastic(P)
    states = [start]
    for _ in range(n):
        states.append(rng.choice(len(P), p=P[states[-1]]))
    return np.array(states)


def empirical_transition(states, s):
    """Estimate of P from one path: entry [i, j] is the share of moves to j among all moves out of i, (s, s).

    The row of a state that is never left is nan.
    """
    ...
    moves = np.zeros((s, s))
    np.add.at(moves, (states[:-1], states[1:]), 1)
    departures = moves.sum(axis=1, keepdims=True)
    return np.divide(moves, departures, out=np.full((s, s), np.nan), where=departures > 0)


def n_step(P, n):
    """Transition probabilities of n ≥ 0 steps, (s, s).  ValueError as in simulate_chain."""
    ...
    return np.linalg.matrix_power(stochastic(P), n)


...
def stochastic(P):
    P = np.asarray(P, float)
    if (P < 0).any() or (np.abs(P.sum(axis=1) - 1) >= 1e-9).any():
        raise ValueError("the rows of P are no probabilities")
    return P


# %% stationary: where a chain stays, and how long it takes to arrive
def stationary_distribution(P):
    """The law π (s,) with πP = π, right to 1e-12.

    It exists and is unique when P has one closed class, a set of states that lead to each other and nowhere else: the chain
    may be periodic, and states outside the class, which it leaves for ever, have mass 0.  More than one raise ValueError.
    """
    ...
    P = np.asarray(P, float)
    leads = reachable(P)
    recurrent = (~leads | leads.T).all(axis=1)              # i is recurrent if whatever it leads to leads back
    if not leads[np.ix_(recurrent, recurrent)].all():
        raise ValueError("two closed classes: each has a stationary law of its own")
    inside = P[np.ix_(recurrent, recurrent)]
    equations = np.eye(len(inside)) - inside.T              # they add up to 0 = 0, so that any one may make room for Σ π = 1
    equations[-1] = 1
    pi = np.zeros(len(P))
    pi[recurrent] = np.linalg.solve(equations, np.eye(len(inside))[-1])
    return pi


def hitting_times(P, target):
    """Expected number of steps (s,) until the chain is in state `target`, for each state to start from.

    0 at the target, and inf where the target is not reached almost surely.
    """
    ...
    P = np.array(P, float)
    P[target] = np.eye(len(P))[target]                      # what happens after the arrival does not count
    leads = reachable(P)
    lost = ~leads[:, target]
    sure = ~leads[:, lost].any(axis=1)
    away = sure & (np.arange(len(P)) != target)
    h = np.where(sure, 0.0, np.inf)
    inside = P[np.ix_(away, away)]
    h[away] = np.linalg.solve(np.eye(len(inside)) - inside, np.ones(len(inside)))       # hᵢ = 1 + Σⱼ pᵢⱼ hⱼ
    return h


...
def reachable(P):
    """Entry [i, j]: does some path lead from i to j?  A path of no step leads from i to i."""
    leads = np.eye(len(P), dtype=bool) | (P > 0)
    for _ in range(len(P).bit_length()):                    # the reach doubles each time
        leads = leads @ leads
    return leads


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
    figure, (left, right) = plt.subplots(1, 2, figsize=(9, 4), layout="constrained")
    for times in arrivals:
        counts = np.append(np.arange(len(times) + 1), len(times))       # it holds its last count up to T
        left.step(np.concatenate([[0], times, [T]]), counts, where="post")
    left.set(xlabel="time t", ylabel="arrivals up to t")

    observed = np.bincount(states, minlength=len(pi)) / len(states)
    right.bar(np.arange(len(pi)) - 0.2, observed, width=0.4, label="observed")
    right.bar(np.arange(len(pi)) + 0.2, pi, width=0.4, label="stationary")
    right.set(xlabel="state", ylabel="share of time", xticks=range(len(pi)))
    right.legend()
    return figure
