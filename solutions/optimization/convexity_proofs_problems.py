"""Two points and a weight that show a quadratic is not convex

counterexample · 8 min · difficulty 2 · part nonconvex
"""
from fractions import Fraction

from autograder.checks import require
from autograder.problems import Problem, Rejected, rationals

BAND = (5, 12)      # digits and signs of the matrix

STATEMENT = """Let $f(x) = x^T H x / 2$ with $H =$ {H}. The diagonal of H is positive, and yet f is not convex. Return x, y, t: two \
points, a list of two numbers each, and a weight 0 < t < 1, with $f(t x + (1 - t) y) > t f(x) + (1 - t) f(y)$. It is judged exactly; a \
fraction may be given as a Fraction or as 'a/b'."""


def generate(rng):
    # backwards: a product of two linear forms has both signs; a positive diagonal hides it from whoever looks along the axes only
    a, b, c, d = (int(rng.integers(1, 8)) for _ in range(4))
    if rng.integers(2):
        b, d = -b, -d
    if a * d == b * c or abs(a * d - b * c) > 6:
        raise Rejected      # not a square; and the directions in which it is negative are few
    v = [str(-(Fraction(b, a) + Fraction(d, c)) / 2), "1"]      # between the two lines on which f is 0
    return Problem(STATEMENT, {"H": [[2 * a * c, a * d + b * c], [a * d + b * c, 2 * b * d]]}, answer=[v, ["0", "0"], "1/2"],
                   steps=("t f(x) + (1 − t) f(y) − f(t x + (1 − t) y) = t (1 − t) f(x − y)",
                          f"f(v) < 0 for v = ({v[0]}, 1)", "x = v, y = 0, t = 1/2"))


def solve(H):
    # independent: the least value of f(v₁, 1) is where its slope H₁₁ v₁ + H₁₂ is 0
    v = [Fraction(-H[0][1], H[0][0]), Fraction(1)]
    return [v, [-v[0], -v[1]], Fraction(1, 3)]


def check(ask, problem):
    (p, q), (_, r) = problem.parameters["H"]

    def f(x):
        return Fraction(p * x[0] * x[0] + 2 * q * x[0] * x[1] + r * x[1] * x[1]) / 2
    got = ask()
    require(isinstance(got, list | tuple) and len(got) == 3, "x, y, t are asked for: two points and a weight", got=got)
    x, y = rationals(got[0], 2, name="x"), rationals(got[1], 2, name="y")
    t = rationals(got[2], name="t")
    require(0 < t < 1, "the weight t is to lie between 0 and 1", got=got)
    between = [t * one + (1 - t) * other for one, other in zip(x, y, strict=True)]
    require(f(between) > t * f(x) + (1 - t) * f(y), "the chord does not lie below f between these two points", got=got)


def effort(H):
    return sum(len(str(entry)) for row in H for entry in row)


def mistakes(H):
    v = solve(H)[0]
    return {"along an axis f is convex": [[1, 0], [-1, 0], "1/2"],
            "at the ends of the chord both sides are equal": [v, [0, 0], 1],
            "between equal points there is no chord": [v, v, "1/2"],
            "the sign of the mixed term is turned round": [[v[0], -v[1]], [0, 0], "1/2"]}
