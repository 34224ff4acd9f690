"""One step of power iteration, and where inverse iteration leads

steps · 12 min · difficulty 2
"""
from fractions import Fraction
from math import isqrt

from autograder.problems import Problem, Rejected

BAND = (6, 12)      # digits and signs of the matrix and the shift

STATEMENT = """Let A = {A} and v₀ = [1, 0]. Return a dict: `rayleigh`, the Rayleigh quotient of v₁ = A v₀; `factor`, by which each step \
of power iteration multiplies the tangent of the angle to the eigenvector it converges to; `found`, the eigenvalue that inverse \
iteration with the shift {shift} converges to; `inverse_factor`, its factor, found likewise. Angles lie between 0 and π/2, so that no factor is \
negative. Fractions may be given as 'a/b'."""


def generate(rng):
    # backwards: w = (p, q) is the eigenvector of b, (−q, p) that of a, and A = a I + (b − a) w wᵀ/‖w‖²
    p, q = ((1, 1), (1, 2), (2, 1), (1, -1), (1, -2), (2, -1))[rng.integers(6)]
    norm = p * p + q * q
    a = int(rng.integers(-7, 8))
    b = a + norm * int(rng.choice([-3, -2, -1, 1, 2, 3]))
    shift = int(rng.integers(-9, 10))
    near, far = sorted((a, b), key=lambda value: abs(value - shift))
    if 0 in (a, b) or abs(a) == abs(b) or shift in (a, b) or abs(a - shift) == abs(b - shift) or max(abs(a), abs(b)) > 12:
        raise Rejected
    gap = (b - a) // norm
    # v₀ = (1, 0) has the weight p²/‖w‖² along w and q²/‖w‖² along the other
    quotient = Fraction(p * p * b**3 + q * q * a**3, p * p * b**2 + q * q * a**2)
    factor = Fraction(min(abs(a), abs(b)), max(abs(a), abs(b)))
    return Problem(STATEMENT, {"A": [[a + gap * p * p, gap * p * q], [gap * p * q, a + gap * q * q]], "shift": shift},
                   answer={"rayleigh": str(quotient), "factor": str(factor), "found": near,
                           "inverse_factor": str(Fraction(abs(near - shift), abs(far - shift)))},
                   steps=(f"eigenvalues {a}, {b}", "v₁ᵀA v₁/v₁ᵀv₁",
                          f"inverse iteration: |λ − ({shift})| is {abs(near - shift)} and {abs(far - shift)}"))


def solve(A, shift):
    # independent: the characteristic polynomial, and the step itself
    trace, determinant = A[0][0] + A[1][1], A[0][0] * A[1][1] - A[0][1]**2
    root = isqrt(trace * trace - 4 * determinant)
    small, large = sorted(((trace - root) // 2, (trace + root) // 2), key=abs)
    near, far = sorted((small, large), key=lambda value: abs(value - shift))
    x, y = A[0][0], A[1][0]
    return {"rayleigh": Fraction(A[0][0] * x * x + 2 * A[0][1] * x * y + A[1][1] * y * y, x * x + y * y),
            "factor": Fraction(abs(small), abs(large)), "found": near,
            "inverse_factor": Fraction(abs(near - shift), abs(far - shift))}


def effort(A, shift):
    return sum(len(str(entry)) for row in A for entry in row) + len(str(shift))


def mistakes(A, shift):
    right = solve(A, shift)
    large = max(right["found"], A[0][0] + A[1][1] - right["found"], key=abs)
    found = {"the Rayleigh quotient is that of v₀": right | {"rayleigh": A[0][0]},
             "the factor is squared, as the error of the eigenvalue is": right | {"factor": right["factor"]**2},
             "the inverse factor is upside down": right | {"inverse_factor": 1 / right["inverse_factor"]}}
    if right["found"] != large:
        found["inverse iteration is said to find the largest eigenvalue"] = right | {"found": large}
    return found
