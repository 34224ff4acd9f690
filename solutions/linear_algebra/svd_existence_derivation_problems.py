"""A vector that is stretched by more than any eigenvalue says

counterexample · 10 min · difficulty 3 · part geometry
"""
from fractions import Fraction
from math import isqrt

from autograder.checks import require
from autograder.problems import Problem, Rejected, rationals

BAND = (5, 12)      # digits and signs of the matrix

STATEMENT = """A = {A} has the eigenvalues {values}. Somebody concludes that no vector gets longer than {largest} times its length. \
Return a vector x of two numbers that shows the mistake: ‖A x‖ > {largest} ‖x‖. It is judged exactly; a fraction may be given as a \
Fraction or as 'a/b'."""


def generate(rng):
    # backwards: a triangle with the eigenvalues a and b, turned by Q/√n with Q = (p −q; q p), times n = p² + q² to be whole
    p, q = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1))[rng.integers(5)]
    a, b, c = (int(rng.integers(-6, 7)) for _ in range(3))
    if rng.integers(2):
        q = -q
    A = [[a * p * p + b * q * q - c * p * q, (a - b) * p * q + c * p * p], [(a - b) * p * q - c * q * q, a * q * q + b * p * p + c * p * q]]
    a, b = a * (p * p + q * q), b * (p * p + q * q)
    if abs(b) >= abs(a) or b == 0 or c == 0 or _share(A, a * a) > Fraction(1, 3):
        raise Rejected      # a vector that is drawn at random is seldom stretched so far
    return Problem(STATEMENT, {"A": A, "values": sorted([a, b]), "largest": abs(a)}, answer=_best(A),
                   steps=("‖A x‖ is largest, for its length, along the eigenvector of AᵀA with the larger eigenvalue σ₁²",
                          "x need be no more than near it: any x with xᵀ(AᵀA − λ²I) x > 0 will do"))


def _gram(A):
    return [[A[0][i] * A[0][j] + A[1][i] * A[1][j] for j in range(2)] for i in range(2)]


def _share(A, square):
    """About which part of all directions is stretched by more than √square: from tan² of half the angle, −μ₁/μ₂ of AᵀA − square I."""
    (p, q), (_, r) = _gram(A)
    root = isqrt((p - r)**2 + 4 * q * q)
    low = p + r - root - 2 * square
    return Fraction(p + r + root - 2 * square, -low) if low < 0 else 1


def _best(A):
    """The whole numbers up to 40 nearest to the direction that is stretched most."""
    (p, q), (_, r) = _gram(A)
    return list(max(((x, y) for x in range(-40, 41) for y in range(1, 41)),
                    key=lambda v: Fraction(p * v[0]**2 + 2 * q * v[0] * v[1] + r * v[1]**2, v[0]**2 + v[1]**2)))


def solve(A, values, largest):
    # independent: AᵀA, applied again and again, turns any vector towards the direction that is stretched most
    (p, q), (_, r) = _gram(A)
    x = (1, 0) if p > r else (0, 1)
    for _ in range(12):
        x = (p * x[0] + q * x[1], q * x[0] + r * x[1])
    return list(x)


def check(ask, problem):
    A, largest = problem.parameters["A"], problem.parameters["largest"]
    got = ask()
    x = rationals(got, 2, name="x")
    image = [row[0] * x[0] + row[1] * x[1] for row in A]
    require(image[0]**2 + image[1]**2 > largest**2 * (x[0]**2 + x[1]**2), "this vector is stretched no further", got=got)


def effort(A, values, largest):
    return sum(len(str(entry)) for row in A for entry in row)


def mistakes(A, values, largest):
    # an eigenvector of λ, |λ| = largest: a column of A − the other eigenvalue, by Cayley and Hamilton
    other = next(value for value in values if abs(value) != largest)
    column = max(([A[0][j] - other * (j == 0), A[1][j] - other * (j == 1)] for j in range(2)), key=lambda v: v[0]**2 + v[1]**2)
    return {"an eigenvector is stretched by its eigenvalue only": column, "the vector 0 has no direction": [0, 0]}
