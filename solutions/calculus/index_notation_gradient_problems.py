"""One entry of a gradient, with a delta for every letter

derivation · 12 min · difficulty 3 · part chain
"""
from autograder.algebra import D, Sum, delta, dim, indices, matrix, vector
from autograder.checks import derives
from autograder.problems import Problem, Rejected

BAND = (6, 12)      # the powers to be taken down, and one for each sign
n = dim("n", 3, 4)
i, j, p = indices("i j p", n)
x, y, A = vector("x", n), vector("y", n), matrix("A", n, n)
SETUP = '''n = dim("n", 3, 4)
i, j, p = indices("i j p", n)
x, y, A = vector("x", n), vector("y", n), matrix("A", n, n)
'''


def start(c, r, s, d, k):
    return Sum(c * A[i, j] * x[i]**r * x[j]**s, i, j) + Sum(d * y[i] * x[i]**k, i)


def down(letter, power):
    """The derivative of a power, without its delta."""
    return power * x[letter]**(power - 1) if power > 2 else 2 * x[letter]


def chain(c, r, s, d, k):
    """The lines after the first, each with its reason."""
    split = D(Sum(c * A[i, j] * x[i]**r * x[j]**s, i, j), x[p]) + D(Sum(d * y[i] * x[i]**k, i), x[p])
    terms = (Sum(c * A[i, j] * (D(x[i]**r, x[p]) * x[j]**s + x[i]**r * D(x[j]**s, x[p])), i, j) + Sum(d * y[i] * D(x[i]**k, x[p]), i))
    deltas = (Sum(c * A[i, j] * (down(i, r) * delta(i, p) * x[j]**s + x[i]**r * (down(j, s) * delta(j, p))), i, j)
              + Sum(d * y[i] * (down(i, k) * delta(i, p)), i))
    end = Sum(c * A[p, j] * down(p, r) * x[j]**s, j) + Sum(c * A[i, p] * x[i]**r * down(p, s), i) + d * y[p] * down(p, k)
    return [(split, "linearity"), (terms, "product rule"), (deltas, "chain rule"), (end, "delta")]


def generate(rng):
    r, s, k = (int(power) for power in rng.integers(2, 5, size=3))
    c, d = (int(rng.choice([-5, -4, -3, -2, 2, 3, 4, 5])) for _ in range(2))
    if r == s == k or abs(c) == abs(d):
        raise Rejected
    f = start(c, r, s, d, k)
    return Problem(f"Derive ∂f/∂xₚ for f = {f} by index notation. A is not symmetric; x, y have n entries, and p is a free letter. "
                   "The first line is D(f, x[p]), the last has neither D nor delta; show the deltas on the way. "
                   "Yield a line for every step.",
                   {"c": c, "r": r, "s": s, "d": d, "k": k}, setup=f"{SETUP}f = {f!r}",
                   steps=("yield D(f, x[p])", *(f"yield {line!r}, {reason!r}" for line, reason in chain(c, r, s, d, k))))


def check(ask, problem):
    derives(ask, D(start(**problem.parameters), x[p]), to=chain(**problem.parameters)[-1][0], steps=2)


def effort(c, r, s, d, k):
    return r + s + k + (c < 0) + (d < 0)
