"""Steps of gradient descent on a quadratic

steps · 10 min · difficulty 2
"""
from fractions import Fraction

from autograder.problems import Problem

BAND = (4, 30)      # digits of the numbers to be carried


def generate(rng):
    l = int(rng.integers(1, 5))
    L = l * int(rng.integers(2, 7))
    x = [int(rng.choice([-3, -2, -1, 1, 2, 3])) * L for _ in range(2)]     # multiples of L: one step with 1/L stays short
    return Problem("Let $f(x) = (l x_1^2 + L x_2^2)/2$ with $l =$ {l} and $L =$ {L}. Gradient descent starts at $x_0 =$ {x0}. "
                   "Return a dict: `largest` is the least upper bound of the constant steps η for which it converges from every start, "
                   "`best` the constant step with the smallest worst factor ‖x₊‖/‖x‖, `factor` that factor, and `x1` the point after one "
                   "step of `best`. Fractions may be given as 'a/b'.",
                   {"l": l, "L": L, "x0": x},
                   answer={"largest": str(Fraction(2, L)), "best": str(Fraction(2, l + L)), "factor": str(Fraction(L - l, L + l)),
                           "x1": [str(x[0] * (1 - Fraction(2 * l, l + L))), str(x[1] * (1 - Fraction(2 * L, l + L)))]},
                   steps=("each coordinate is multiplied by 1 − ηl, 1 − ηL", "converges iff both lie in (−1, 1): η < 2/L",
                          "the larger of |1 − ηl|, |1 − ηL| is least where they are equal: η = 2/(l + L)"))


def solve(l, L, x0):
    # independent: among candidate steps the worst factor is least at a kink of max(|1 − ηl|, |1 − ηL|), found by bisection on exact numbers
    low, high = Fraction(1, L), Fraction(2, L)
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if abs(1 - middle * l) > abs(1 - middle * L) else (low, middle)
    best = ((low + high) / 2).limit_denominator(1000)
    return {"largest": Fraction(2, L), "best": best, "factor": max(abs(1 - best * l), abs(1 - best * L)),
            "x1": [x0[0] - best * l * x0[0], x0[1] - best * L * x0[1]]}


def effort(l, L, x0):
    return len(str(l)) + len(str(L)) + sum(len(str(abs(x))) for x in x0)


def mistakes(l, L, x0):
    def after(step):
        return [str(x0[0] * (1 - step * l)), str(x0[1] * (1 - step * L))]
    best = Fraction(2, l + L)
    right = {"largest": Fraction(2, L), "best": best, "factor": Fraction(L - l, L + l), "x1": after(best)}
    return {"the step is 1/L": right | {"best": Fraction(1, L), "factor": 1 - Fraction(l, L), "x1": after(Fraction(1, L))},
            "the bound is 1/L": right | {"largest": Fraction(1, L)},
            "the factor is that of the condition number with the wrong sign": right | {"factor": Fraction(L + l, L - l)},
            "goes uphill": right | {"x1": after(-best)}}
