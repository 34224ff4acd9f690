"""Eigenvalues of a symmetric matrix from its invariants

numeric · 8 min · difficulty 2
"""
from math import isqrt

from autograder.problems import Problem, Rejected

BAND = (3, 24)      # digits that have to be carried: the sum of the sizes of trace and determinant


def generate(rng):
    # backwards, from whole eigenvalues a < b whose difference p² + q² divides: then the matrix is whole too
    p, q = [(1, 1), (1, 2), (2, 1), (1, 3)][rng.integers(4)]
    norm = p * p + q * q
    a = int(rng.integers(-6, 7))
    b = a + norm * int(rng.integers(1, 4))
    gap = (b - a) // norm
    # A = a I + (b − a) w wᵀ/‖w‖² with w = (p, q): the eigenvector of the larger eigenvalue
    A = [[a + gap * p * p, gap * p * q], [gap * p * q, a + gap * q * q]]
    if rng.integers(2):
        A = [[A[0][0], -A[0][1]], [-A[1][0], A[1][1]]]
    if 0 in (a, b) or a == -b:
        raise Rejected
    trace, determinant = A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1] * A[1][0]
    return Problem("Find both eigenvalues of the symmetric matrix $A =$ {A}, the smaller one first, as a list.", {"A": A}, answer=[a, b],
                   steps=(f"trace {trace}, determinant {determinant}",
                          f"λ² {'−' if trace > 0 else '+'} {abs(trace)} λ {'−' if determinant < 0 else '+'} {abs(determinant)} = 0", f"λ = {a} or {b}"))


def solve(A):
    trace, determinant = A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1] * A[1][0]
    root = isqrt(trace * trace - 4 * determinant)
    return [(trace - root) // 2, (trace + root) // 2]


def effort(A):
    return sum(len(str(abs(x))) for row in A for x in row)


def mistakes(A):
    a, b = solve(A)
    return {"the signs of both eigenvalues are turned round": [-b, -a],
            "the diagonal is read as the eigenvalues": sorted([A[0][0], A[1][1]]),
            "the larger one comes first": [b, a]}
