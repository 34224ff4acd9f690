"""Divergence between two Gaussians in the plane

symbolic · 12 min · difficulty 3
"""
from autograder.algebra import Rational, log, positive
from autograder.checks import answers
from autograder.problems import Problem, Rejected

BAND = (9, 16)      # digits and signs that have to be carried
s, t = positive("s"), positive("t")
SETUP = 's, t = positive("s"), positive("t")'

STATEMENT = """In the plane, P is the normal law with mean (0, 0) and covariance t·{S}, Q that with mean {m} and covariance s·{T}, s and t > 0. \
Return KL(P ‖ Q) in nats as a function of s and t (log is the natural logarithm)."""


def generate(rng):
    a, c = (int(v) for v in rng.integers(1, 7, 2))
    b = int(rng.choice([-3, -2, -1, 1, 2, 3]))
    e, f = (int(v) for v in rng.integers(1, 6, 2))
    m = [int(v) for v in rng.integers(-4, 5, 2)]
    if a * c <= b * b or e == f or 0 in m or a * c - b * b == e * f:
        raise Rejected
    given = {"S": [[a, b], [b, c]], "m": m, "T": [[e, 0], [0, f]]}
    found = goal(**given)
    return Problem(STATEMENT, given, answer=str(found), setup=SETUP, steps=(f"return {found!r}",))


def goal(S, m, T):
    (a, b), (_, c) = S
    (e, _), (_, f) = T
    return (t * (a * f + c * e) / (s * e * f) + (m[0]**2 * f + m[1]**2 * e) / (s * e * f) - 2 + log(s**2 * e * f / (t**2 * (a * c - b * b)))) / 2


def solve(S, m, T):
    # one coordinate after the other: KL of the first, and the mean KL of the second given the first, whose mean under P is (b/a) x₁
    (a, b), (_, c) = S
    (e, _), (_, f) = T
    first = line(t * a, s * e, m[0]**2)
    return first + line(t * (c * a - b * b) / a, s * f, m[1]**2 + t * b * b / a)


def line(p, q, apart):
    """Return the divergence of two normal laws on the line, by their variances and the squared distance of their means."""
    return (p / q + apart / q - 1 + log(q / p)) / 2


def check(ask, problem):
    answers(ask, goal(**problem.parameters))


def effort(S, m, T):
    return sum(len(str(v)) for v in (*S[0], *S[1], *m, T[0][0], T[1][1]))


def mistakes(S, m, T):
    (a, b), (_, c) = S
    (e, _), (_, f) = T
    right, ratio = goal(S, m, T), log(s**2 * e * f / (t**2 * (a * c - b * b)))
    back = (s * (e * c + f * a) / (t * (a * c - b * b)) + (c * m[0]**2 - 2 * b * m[0] * m[1] + a * m[1]**2) / (t * (a * c - b * b)) - 2 - ratio) / 2
    return {"it is KL(Q ‖ P)": back,
            "the ratio of the determinants is turned round": right - ratio,
            "the dimension is forgotten": right + 1,
            "the factor ½ is forgotten": 2 * right,
            "the determinant of a multiple in the plane is multiplied once, not squared": right - log(s / t) / 2,
            "the covariance of P is left out of the determinant": right + log(Rational(a * c - b * b, a * c)) / 2}
