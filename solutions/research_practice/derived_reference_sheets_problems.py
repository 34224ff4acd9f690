"""A condition that a sheet forgot

counterexample · 8 min · difficulty 2
"""
from autograder.checks import require
from autograder.problems import Problem, Rejected, rationals

BAND = (3, 20)      # the sum of trace and determinant, in digits and divisors to be looked through

STATEMENT = """A reference sheet says: a symmetric matrix with positive trace and positive determinant is positive definite. That holds for order 2; the \
condition is missing. Return a symmetric matrix of order 3, a list of three rows of whole numbers, with trace {trace} and determinant {determinant} that is \
not positive definite."""


def generate(rng):
    b, c = (int(v) for v in rng.integers(1, 7, 2))
    trace = int(rng.integers(1, 16))
    a = trace + b + c                       # backwards: eigenvalues a, −b, −c
    if b * c == 1:
        raise Rejected
    return Problem(STATEMENT, {"trace": trace, "determinant": a * b * c}, answer=[[a, 0, 0], [0, -b, 0], [0, 0, -c]],
                   steps=("two negative eigenvalues leave the determinant positive, and a large third one the trace",
                          f"diag(a, −b, −c) with a = {trace} + b + c and a b c = {a * b * c}"))


def solve(trace, determinant):
    # every diagonal of divisors, and what is left over put beside it: the block [[p, q], [q, r]] has determinant p r − q²
    for c in range(1, determinant + 1):
        if determinant % c:
            continue
        for p in range(1, 60):
            r = trace + c - p               # the block's determinant has to be −determinant/c
            square = p * r + determinant // c
            q = int(square**0.5 + 0.5) if square >= 0 else -1
            if q * q == square:
                return [[p, q, 0], [q, r, 0], [0, 0, -c]]
    raise Rejected


def check(ask, problem):
    A = rationals(ask(), 3, 3)
    require(all(v.denominator == 1 for row in A for v in row), "whole numbers are asked for", got=A)
    require(all(A[i][j] == A[j][i] for i in range(3) for j in range(3)), "the matrix is not symmetric", got=A)
    require(sum(A[i][i] for i in range(3)) == problem.parameters["trace"], "this is not the trace", got=A)
    corner = A[0][0] * A[1][1] - A[0][1]**2
    whole = A[2][2] * corner - A[0][0] * A[1][2]**2 - A[1][1] * A[0][2]**2 + 2 * A[0][1] * A[1][2] * A[0][2]
    require(whole == problem.parameters["determinant"], "this is not the determinant", got=A)
    require(not (A[0][0] > 0 and corner > 0), "the matrix is positive definite: all its corners have positive determinants", got=A)


def effort(trace, determinant):
    return len(str(trace)) + sum(determinant % d == 0 for d in range(1, 20))


def mistakes(trace, determinant):
    a, b, c = next((a, b, c) for b in range(1, 9) for c in range(b, 9) if (a := trace + b + c) * b * c == determinant)
    found = {"not symmetric": [[a, 1, 0], [0, -b, 0], [0, 0, -c]],
             "three negative eigenvalues: trace and determinant are negative": [[-a, 0, 0], [0, -b, 0], [0, 0, -c]],
             "one negative eigenvalue: the determinant is negative": [[a, 0, 0], [0, b, 0], [0, 0, -c]]}
    definite = next(([[p, 0, 0], [0, q, 0], [0, 0, trace - p - q]] for p in range(1, trace) for q in range(p, trace - p)
                     if p * q * (trace - p - q) == determinant), None)
    return found | ({"positive definite all the same": definite} if definite else {})
