"""The nearest matrix of rank 1

steps · 15 min · difficulty 3
"""
from fractions import Fraction
from math import isqrt

from autograder.problems import Problem, Rejected

BAND = (4, 11)      # digits and signs of the matrix
PAIRS = {2: [(1, 1), (1, -1)], 5: [(1, 2), (2, 1), (1, -2), (2, -1)], 10: [(1, 3), (3, 1), (1, -3), (3, -1)]}

STATEMENT = """Let A = {A}. Return a dict: `values`, its singular values, the larger one first; `best`, the matrix of rank 1 that is \
nearest to A in the Frobenius norm, as a list of rows; `error`, the norm of A − best. All are whole numbers."""


def generate(rng):
    # backwards: u and v of length √n, each beside its perpendicular, make A = a u vᵀ + b u′v′ᵀ with the singular values n a and n b
    n = (2, 5, 5, 10)[rng.integers(4)]
    u, v = (PAIRS[n][rng.integers(len(PAIRS[n]))] for _ in range(2))
    a, b = int(rng.integers(2, 8)), int(rng.integers(1, 6))
    if a <= b or n == 10 and a > 4:
        raise Rejected
    best = [[a * one * other for other in v] for one in u]
    rest = [[b * one * other for other in (-v[1], v[0])] for one in (-u[1], u[0])]
    A = [[one + other for one, other in zip(*rows, strict=True)] for rows in zip(best, rest, strict=True)]
    return Problem(STATEMENT, {"A": A}, answer={"values": [n * a, n * b], "best": best, "error": n * b},
                   steps=(f"AᵀA has the trace {n * n * (a * a + b * b)} and the determinant {(n * n * a * b)**2}",
                          f"eigenvalues {(n * a)**2}, {(n * b)**2}; eigenvector {list(v)} for the larger one", "best = A v vᵀ/‖v‖²",
                          f"what is left has the one singular value {n * b}"))


def solve(A):
    # independent: AᵀA − σ₂² I, divided by σ₁² − σ₂², is the projector on the eigenvector of σ₁²
    gram = [[sum(A[k][i] * A[k][j] for k in range(2)) for j in range(2)] for i in range(2)]
    trace, determinant = gram[0][0] + gram[1][1], gram[0][0] * gram[1][1] - gram[0][1]**2
    gap = isqrt(trace * trace - 4 * determinant)
    large, small = (trace + gap) // 2, (trace - gap) // 2
    best = [[Fraction(sum(A[i][k] * (gram[k][j] - small * (k == j)) for k in range(2)), gap) for j in range(2)] for i in range(2)]
    return {"values": [isqrt(large), isqrt(small)], "best": best, "error": isqrt(small)}


def effort(A):
    return sum(len(str(entry)) for row in A for entry in row)


def mistakes(A):
    right = solve(A)
    large, small = right["values"]
    rest = [[one - other for one, other in zip(*rows, strict=True)] for rows in zip(A, right["best"], strict=True)]
    longer = max(range(2), key=lambda i: A[i][0]**2 + A[i][1]**2)
    return {"the eigenvalues of AᵀA are taken for the singular values": right | {"values": [large * large, small * small]},
            "the part of the smaller singular value is kept": right | {"best": rest, "error": large},
            "the error is squared": right | {"error": small * small},
            "the longer row is kept": right | {"best": [A[i] if i == longer else [0, 0] for i in range(2)],
                                             "error": (A[1 - longer][0]**2 + A[1 - longer][1]**2)**0.5}}
