"""The point of a plane that is nearest to b

steps · 10 min · difficulty 2 · part projector
"""
from fractions import Fraction

from autograder.problems import Problem, Rejected

BAND = (9, 16)      # digits and signs of A and b

STATEMENT = """The columns of A = {A} span a plane. Return a dict: `coefficients` [c, d] of the point of the plane that is nearest to b \
= {b}, `projection` that point, and `squared_distance` of b from the plane. Fractions may be given as 'a/b'."""


def dot(u, v):
    return sum(a * b for a, b in zip(u, v, strict=True))


def generate(rng):
    # backwards: b is a whole combination of the columns, plus a whole multiple of what is perpendicular to both
    u, v = ([int(entry) for entry in rng.integers(-3, 4, size=3)] for _ in range(2))
    normal = [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]]
    c, d, k = (int(rng.choice([-3, -2, -1, 1, 2, 3])) for _ in range(3))
    p = [c * one + d * other for one, other in zip(u, v, strict=True)]
    b = [here + k * away for here, away in zip(p, normal, strict=True)]
    if not any(normal) or dot(u, v) == 0 or max(map(abs, b)) > 30:
        raise Rejected      # perpendicular columns hide the commonest mistake
    return Problem(STATEMENT, {"A": [list(row) for row in zip(u, v, strict=True)], "b": b},
                   answer={"coefficients": [c, d], "projection": p, "squared_distance": k * k * dot(normal, normal)},
                   steps=(f"AᵀA = [[{dot(u, u)}, {dot(u, v)}], [{dot(u, v)}, {dot(v, v)}]], Aᵀb = [{dot(u, b)}, {dot(v, b)}]",
                          f"AᵀA [c, d] = Aᵀb gives [{c}, {d}], A [c, d] = {p}", f"b − A [c, d] = {[k * away for away in normal]}"))


def solve(A, b):
    # independent: Cramer's rule on the normal equations
    u, v = zip(*A, strict=True)
    determinant = dot(u, u) * dot(v, v) - dot(u, v)**2
    c = Fraction(dot(u, b) * dot(v, v) - dot(u, v) * dot(v, b), determinant)
    d = Fraction(dot(u, u) * dot(v, b) - dot(u, v) * dot(u, b), determinant)
    return told(A, b, c, d)


def told(A, b, c, d):
    p = [c * row[0] + d * row[1] for row in A]
    away = [one - other for one, other in zip(b, p, strict=True)]
    return {"coefficients": [c, d], "projection": p, "squared_distance": dot(away, away)}


def effort(A, b):
    return sum(len(str(entry)) for row in [*A, b] for entry in row)


def mistakes(A, b):
    u, v = zip(*A, strict=True)
    right = solve(A, b)
    return {"the columns are taken for perpendicular": told(A, b, Fraction(dot(u, b), dot(u, u)), Fraction(dot(v, b), dot(v, v))),
            "Aᵀb is taken for the coefficients": told(A, b, dot(u, b), dot(v, b)),
            "the part that is perpendicular is taken for the projection":
                right | {"projection": [one - other for one, other in zip(b, right["projection"], strict=True)]},
            "the distance is not squared": right | {"squared_distance": float(right["squared_distance"])**0.5}}
