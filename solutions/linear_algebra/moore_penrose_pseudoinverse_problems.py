"""The pseudoinverse of a matrix of rank 1, and the shortest solution

numeric · 8 min · difficulty 2 · part minimum_norm
"""
from fractions import Fraction
from math import gcd

from autograder.problems import Problem, Rejected

BAND = (8, 16)      # digits and signs of A and b

STATEMENT = """A = {A} has rank 1. Return a dict: `pinv`, its pseudoinverse as a list of rows, and `x`, the shortest of all vectors that \
bring A x as near as can be to b = {b}. Fractions may be given as 'a/b'."""


def generate(rng):
    # backwards: A = u vᵀ has A⁺ = v uᵀ/(‖u‖²‖v‖²)
    m, n = ((2, 3), (3, 2), (2, 2))[rng.integers(3)]
    u, v = ([int(rng.choice([-3, -2, -1, 1, 2, 3])) for _ in range(size)] for size in (m, n))
    b = [int(entry) for entry in rng.integers(-4, 5, size=m)]
    along = sum(one * other for one, other in zip(u, b, strict=True))
    norms = sum(one * one for one in u) * sum(one * one for one in v)
    if along == 0 or all(along * one == sum(other * other for other in u) * two for one, two in zip(u, b, strict=True)) or gcd(*v) > 1:
        raise Rejected      # x is not to be 0, nor A x = b to have a solution
    return Problem(STATEMENT, {"A": [[one * other for other in v] for one in u], "b": b},
                   answer={"pinv": [[str(Fraction(one * other, norms)) for other in u] for one in v],
                           "x": [str(Fraction(one * along, norms)) for one in v]},
                   steps=(f"A = u vᵀ with u = {u}, v = {v}", f"A⁺ = v uᵀ/(‖u‖² ‖v‖²), ‖u‖² ‖v‖² = {norms}", "x = A⁺ b"))


def solve(A, b):
    # independent: of rank 1, A has one singular value, whose square is the sum of all squares; so A⁺ = Aᵀ/‖A‖²
    return told(A, b, sum(entry * entry for row in A for entry in row))


def told(A, b, over):
    pinv = [[Fraction(entry, over) for entry in column] for column in zip(*A, strict=True)]
    return {"pinv": pinv, "x": [sum(one * other for one, other in zip(row, b, strict=True)) for row in pinv]}


def effort(A, b):
    return sum(len(str(entry)) for row in [*A, b] for entry in row)


def mistakes(A, b):
    right = solve(A, b)
    each = [[Fraction(1, entry) for entry in column] for column in zip(*A, strict=True)]
    return {"each entry is inverted by itself": {"pinv": each, "x": [sum(p * q for p, q in zip(row, b, strict=True)) for row in each]},
            "the transpose is taken for the pseudoinverse": told(A, b, 1),
            "the sizes are left as they were": right | {"pinv": [list(column) for column in zip(*right["pinv"], strict=True)]},
            "only the first equation is solved":
                right | {"x": [Fraction(b[0] * entry, sum(other * other for other in A[0])) for entry in A[0]]}}
