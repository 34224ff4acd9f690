"""The bound of a Gaussian model, piece by piece

symbolic · 15 min · difficulty 3
"""
from autograder.algebra import Rational, log, pi, positive, real
from autograder.checks import answers
from autograder.problems import Problem, Rejected

BAND = (6, 12)      # digits and signs that have to be carried
m, x, v = real("m"), real("x"), positive("v")
SETUP = 'm, x, v = real("m"), real("x"), positive("v")'

STATEMENT = """The hidden z is normal with mean {mean} and variance {prior}; given z, x is normal with mean {slope}·z + {shift} and variance {noise}. \
Return the evidence lower bound of log p(x) for q(z) normal with mean m and variance v, E[log p(x | z) + log p(z) − log q(z)] for z ~ q, as a \
function of m, v and x without an expectation (log is the natural logarithm, pi is π)."""


def generate(rng):
    mean, shift = int(rng.choice([-3, -2, -1, 1, 2, 3])), int(rng.integers(1, 6))
    prior, noise = (int(k) for k in rng.integers(1, 7, 2))
    slope = int(rng.choice([-3, -2, -1, 2, 3]))
    if prior == noise:
        raise Rejected
    given = {"mean": mean, "prior": prior, "slope": slope, "shift": shift, "noise": noise}
    found = goal(**given)
    return Problem(STATEMENT, given, answer=str(found), setup=SETUP, steps=(f"return {found!r}",))


def goal(mean, prior, slope, shift, noise):
    seen = -log(2 * pi * noise) / 2 - ((x - slope * m - shift)**2 + slope**2 * v) / (2 * noise)
    return seen - divergence(m, v, mean, prior)


def divergence(m, v, mean, variance):
    """Return KL(N(m, v) ‖ N(mean, variance))."""
    return ((v + (m - mean)**2) / variance - 1 - log(v / variance)) / 2


def solve(mean, prior, slope, shift, noise):
    # what is missing from the evidence is the divergence from the posterior
    total = slope**2 * prior + noise
    off = x - slope * mean - shift
    evidence = -log(2 * pi * total) / 2 - off**2 / (2 * total)
    return evidence - divergence(m, v, mean + slope * prior * off / total, Rational(prior * noise, total))


def check(ask, problem):
    answers(ask, goal(**problem.parameters))


def effort(mean, prior, slope, shift, noise):
    return sum(len(str(k)) for k in (mean, prior, slope, shift, noise)) + (abs(slope) > 1)


def mistakes(mean, prior, slope, shift, noise):
    right = goal(mean, prior, slope, shift, noise)
    away = divergence(m, v, mean, prior)
    total = slope**2 * prior + noise
    return {"the variance of z is left out of the reconstruction": right + slope**2 * v / (2 * noise),
            "the slope is not squared at the variance": right + (slope**2 - slope) * v / (2 * noise),
            "the divergence is added": right + 2 * away,
            "the prior is taken as standard normal": right + away - divergence(m, v, 0, 1),
            "the evidence is taken for its bound": -log(2 * pi * total) / 2 - (x - slope * mean - shift)**2 / (2 * total),
            "the entropy of q is left out": right - (1 + log(2 * pi * v)) / 2}
