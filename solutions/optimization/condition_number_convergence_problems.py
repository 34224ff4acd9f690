"""Iterations of gradient descent, from the condition number

steps · 10 min · difficulty 2
"""
from fractions import Fraction
from math import ceil, isqrt, log

from autograder.problems import Problem, Rejected

BAND = (3, 60)      # iterations

STATEMENT = """$f(x) = x^T H x / 2$ with H = {H} is minimised by gradient descent with the constant step that is best for the worst \
start. Return a dict: `kappa`, the condition number of H; `factor`, by which a step multiplies ‖x‖ at the worst; `steps`, the least \
number of steps that makes ‖x‖ at most 10^(−{digits}) times as long, whatever the start. Fractions may be given as 'a/b'."""


def generate(rng):
    # backwards: w = (p, q) is the eigenvector of L, and H = μ I + (L − μ) w wᵀ/‖w‖²
    p, q = ((1, 1), (1, 2), (2, 1), (1, -1), (1, -2), (2, -1), (1, 3), (3, 1))[rng.integers(8)]
    norm = p * p + q * q
    mu = int(rng.integers(1, 10))
    L = mu + norm * int(rng.integers(1, 9))
    digits = int(rng.integers(2, 7))
    gap, factor = (L - mu) // norm, Fraction(L - mu, L + mu)
    exact = digits * log(10) / -log(factor)
    if abs(exact - round(exact)) < 1e-6:
        raise Rejected      # on the edge between two counts
    return Problem(STATEMENT, {"H": [[mu + gap * p * p, gap * p * q], [gap * p * q, mu + gap * q * q]], "digits": digits},
                   answer={"kappa": str(Fraction(L, mu)), "factor": str(factor), "steps": ceil(exact)},
                   steps=(f"eigenvalues {mu} and {L}, κ = {Fraction(L, mu)}",
                          f"η = 2/(μ + L) = {Fraction(2, mu + L)}: the factor is (κ − 1)/(κ + 1)",
                          f"{digits} log 10 / −log({factor}) = {exact:.3f}, rounded up"))


def values(H):
    trace, determinant = H[0][0] + H[1][1], H[0][0] * H[1][1] - H[0][1]**2
    root = isqrt(trace * trace - 4 * determinant)
    return (trace - root) // 2, (trace + root) // 2


def count(factor, digits):
    """The least k with factorᵏ ≤ 10^(−digits), by multiplying."""
    k, left = 0, Fraction(1)
    while left > Fraction(1, 10**digits):
        k, left = k + 1, left * factor
    return k


def solve(H, digits):
    # independent: the step is the middle of 1/μ and 1/L in the harmonic sense, and the powers are multiplied out
    mu, L = values(H)
    step = 2 / (1 / Fraction(1, mu) + 1 / Fraction(1, L))
    factor = max(abs(1 - step * mu), abs(1 - step * L))
    return {"kappa": Fraction(L, mu), "factor": factor, "steps": count(factor, digits)}


def effort(H, digits):
    return solve(H, digits)["steps"]


def mistakes(H, digits):
    right = solve(H, digits)
    mu, L = values(H)
    plain = 1 - Fraction(mu, L)
    other = round(digits * right["kappa"])
    found = {"the step is 1/L": right | {"factor": plain, "steps": count(plain, digits)},
             "the condition number is that of the diagonal": right | {"kappa": Fraction(max(H[0][0], H[1][1]), min(H[0][0], H[1][1]))},
             "the count is rounded down": right | {"steps": right["steps"] - 1}}
    return found | ({"κ steps are counted for each digit": right | {"steps": other}} if other != right["steps"] else {})
