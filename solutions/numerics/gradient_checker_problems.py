"""Two difference quotients of a cubic, exactly

steps · 7 min · difficulty 1 · part central
"""
from fractions import Fraction

from autograder.problems import Problem

BAND = (5, 11)      # digits and signs of coefficients, point and step

STATEMENT = """Let $f(x) = a x^3 + b x^2 + c x$ with a = {a}, b = {b}, c = {c}. Return a dict of exact numbers at x = {x} for the step h \
= {h}: `derivative` f′(x), and the difference quotients `forward` and `central` that estimate it. Fractions may be given as 'a/b'."""


def generate(rng):
    a, b, c = (int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])) for _ in range(3))
    x, h = int(rng.choice([-3, -2, -1, 1, 2, 3])), Fraction(1, int(rng.choice([2, 4, 5, 10])))
    slope = 3 * a * x * x + 2 * b * x + c
    # Taylor's formula ends: f(x + h) = f + f′ h + f″ h²/2 + a h³
    return Problem(STATEMENT, {"a": a, "b": b, "c": c, "x": x, "h": str(h)},
                   answer={"derivative": slope, "forward": str(slope + (3 * a * x + b) * h + a * h * h), "central": str(slope + a * h * h)},
                   steps=("f′ = 3 a x² + 2 b x + c", "(f(x + h) − f(x))/h = f′ + f″ h/2 + a h²", "(f(x + h) − f(x − h))/(2 h) = f′ + a h²"))


def solve(a, b, c, x, h):
    # independent: the quotients themselves, and the slope as the central quotient for h = 1, less its error a
    h = Fraction(h)

    def f(z):
        return a * z**3 + b * z**2 + c * z
    return {"derivative": Fraction(f(x + 1) - f(x - 1), 2) - a, "forward": (f(x + h) - f(x)) / h,
            "central": (f(x + h) - f(x - h)) / (2 * h)}


def effort(a, b, c, x, h):
    return sum(len(str(number)) for number in (a, b, c, x)) + len(str(Fraction(h).denominator))


def mistakes(a, b, c, x, h):
    right = solve(a, b, c, x, h)
    return {"the central quotient is divided by h": right | {"central": 2 * right["central"]},
            "the quotient goes backward": right | {"forward": 2 * right["central"] - right["forward"]},
            "the central quotient is taken for exact": right | {"central": right["derivative"]},
            "the derivative is the central quotient": right | {"derivative": right["central"]}}
