"""The one singular value of a matrix with a name in it

symbolic · 7 min · difficulty 2 · part by_hand
"""
from autograder.algebra import block, real, sqrt, tr
from autograder.checks import answers
from autograder.problems import Problem, Rejected

BAND = (6, 14)      # digits and signs of the numbers in A
x = real("x")


def goal(a, b, c, d):
    return sqrt((a**2 * x**2 + b**2) * (c**2 + d**2))


def generate(rng):
    # backwards: A = (a x, b) (c, d)ᵀ has rank 1, and its singular value is the product of two lengths
    a, b, c, d = (int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])) for _ in range(4))
    if abs(a) == abs(b) or abs(c) == abs(d):
        raise Rejected
    A = block([[a * c * x, a * d * x], [b * c, b * d]])
    return Problem("A = {A} has rank 1 for every real x. Return its singular value that is not 0, as a function of x; `sqrt` is at hand.",
                   {"A": [[f"{a * c} x", f"{a * d} x"], [b * c, b * d]]},
                   answer=str(goal(a, b, c, d)), setup=f'x = real("x")\nA = {A!r}', steps=(f"return {goal(a, b, c, d)!r}",))


def numbers(A):
    """The entries of A without their x."""
    return [[int(entry.split()[0]) if isinstance(entry, str) else entry for entry in row] for row in A]


def gram(A):
    (p, q), (r, s) = numbers(A)
    M = block([[p * x, q * x], [r, s]])
    return M.T @ M


def solve(A):
    return sqrt(tr(gram(A)))        # independent: σ² is the only eigenvalue of AᵀA that is not 0, so it is the trace


def check(ask, problem):
    (p, q), (r, s) = numbers(problem.parameters["A"])
    answers(ask, sqrt((p**2 + q**2) * x**2 + r**2 + s**2))


def effort(A):
    return sum(len(str(entry)) for row in numbers(A) for entry in row)


def mistakes(A):
    (p, q), (r, s) = numbers(A)
    return {"the eigenvalue of AᵀA is taken, without the root": (p**2 + q**2) * x**2 + r**2 + s**2,
            "the eigenvalue of A is taken": p * x + s,
            "x is not squared": sqrt((p**2 + q**2) * x + r**2 + s**2),
            "the longest row is taken": sqrt((p**2 + q**2) * x**2)}
