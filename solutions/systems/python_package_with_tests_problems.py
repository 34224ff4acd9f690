"""A list of numbers on which a wrong median is caught

counterexample · 7 min · difficulty 2 · part tests
"""
from fractions import Fraction
from itertools import product

from autograder.checks import require
from autograder.problems import Problem, rationals

BAND = (3, 9)       # numbers in the list
EVEN = ("sorted(xs)[len(xs) // 2]", "sorted(xs)[len(xs) // 2 - 1]")
ODD = ("xs[len(xs) // 2]", "sorted(set(xs))[len(set(xs)) // 2]", "sorted(xs)[len(xs) // 2 + 1]", "sorted(xs)[len(xs) // 2 - 1]")

STATEMENT = """A package is to have median(xs), the middle of the sorted numbers, and of an even number of them the mean of the middle \
two. Somebody wrote: return {program}. Return a list of exactly {n} whole numbers from {low} to {high} for which what is returned, minus \
the median, is exactly {off}. It is what a test would need that catches this program."""


def median(xs):
    ordered = sorted(xs)
    return Fraction(ordered[(len(xs) - 1) // 2] + ordered[len(xs) // 2], 2)


def wrong(program, xs):
    """What the wrong program returns."""
    ordered, distinct, half = sorted(xs), sorted(set(xs)), len(xs) // 2
    return {EVEN[0]: ordered[half], EVEN[1]: ordered[half - 1], ODD[0]: xs[half], ODD[1]: distinct[len(distinct) // 2],
            ODD[2]: ordered[min(half + 1, len(xs) - 1)]}[program]


def generate(rng):
    n = int(rng.integers(3, 10))
    program = (ODD if n % 2 else EVEN)[rng.integers(len(ODD if n % 2 else EVEN))]
    low, gap = int(rng.integers(-30, 30)), int(rng.integers(2, 9))
    high = low + 2 * gap + int(rng.integers(0, 3))
    # backwards: two values only, as many of each as the program needs to go wrong
    if n % 2 == 0:
        xs, off = [low] * (n // 2) + [low + 2 * gap] * (n // 2), gap if program == EVEN[0] else -gap
    elif program == ODD[2]:
        xs, off = [low] * (n // 2 + 1) + [low + gap] * (n // 2), gap
    elif program == ODD[3]:
        xs, off = [low] * (n // 2) + [low + gap] * (n // 2 + 1), -gap
    else:
        xs, off = [low] * (n // 2) + [low + gap] + [low] * (n // 2), gap
    return Problem(STATEMENT, {"program": program, "n": n, "low": low, "high": high, "off": off}, answer=xs,
                   steps=("see which place of the list the program looks at, and which number stands at it",
                          "two different values are enough"))


def solve(program, n, low, high, off):
    # independent: search among the lists of three equidistant values at the upper end
    values = (high, high - abs(off), high - 2 * abs(off))
    return next(list(xs) for xs in product(values, repeat=n) if wrong(program, xs) - median(xs) == off)


def check(ask, problem):
    p = problem.parameters
    xs = rationals(ask(), p["n"])
    whole = all(x.denominator == 1 and p["low"] <= x <= p["high"] for x in xs)
    require(whole, f"whole numbers from {p['low']} to {p['high']} are asked for", got=xs)
    off = wrong(p["program"], xs) - median(xs)
    require(off == p["off"], "on this list the two results do not lie so far apart, or the other way round", got=xs)


def effort(program, n, low, high, off):
    return n


def mistakes(program, n, low, high, off):
    xs = solve(program, n, low, high, off)
    return {"where all numbers are equal every program is right": [low] * n, "a list of another length": [*xs, xs[-1]],
            "the list leaves the range": [x - (high - low) - 1 for x in xs]}
