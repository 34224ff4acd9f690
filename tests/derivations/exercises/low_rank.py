"""Witnesses of matrices and vectors: a best approximation that is not the only one, a norm without an inner product."""
from autograder.algebra import Abs, Eq, Ne, assume, det, frobenius2, matrix, rank, vector
from autograder.checks import witnesses

A, B1, B2 = (matrix(name, 2, 2) for name in ("A", "B1", "B2"))
p, q = vector("p", 2), vector("q", 2)


def tie():
    ...
    return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]


def no_inner_product():
    ...
    return [1, 0], [0, 1]


def check_tie(yours):
    e1, e2 = frobenius2(A - B1), frobenius2(A - B2)
    witnesses(yours.tie, (A, B1, B2), Eq(rank(B1), 1), Eq(rank(B2), 1), Ne(frobenius2(B1 - B2), 0),
              assume("‖A−B1‖ = ‖A−B2‖", Eq(e1, e2)), assume("‖A−B1‖² = σ₂²", Eq(e1 * (frobenius2(A) - e1), det(A)**2)),
              assume("‖A−B1‖² is the smaller of the two", 2 * e1 <= frobenius2(A)))


def check_no_inner_product(yours):
    def length(v):
        return Abs(v[1]) + Abs(v[2])
    witnesses(yours.no_inner_product, (p, q), assume("the parallelogram law is broken", Ne(
        length(p + q)**2 + length(p - q)**2, 2 * length(p)**2 + 2 * length(q)**2)))


OTHERS = """
equally bad ✗ tie
- return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]
+ return [[2, 0], [0, 1]], [[0, 1], [0, 0]], [[0, 0], [1, 0]]

of rank two ✗ tie
- return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]
+ return [[1, 0], [0, 1]], [[1, 0], [0, 1]], [[0, 0], [0, 1]]

not two ✗ tie
- return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]
+ return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[1, 0], [0, 0]]

of another size ✗ tie
- return [[1, 0], [0, 1]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]
+ return [[1, 0, 0], [0, 1, 0]], [[1, 0], [0, 0]], [[0, 0], [0, 1]]

parallel ✗ no_inner_product
- return [1, 0], [0, 1]
+ return [1, 0], [2, 0]

another pair ✓ no_inner_product
- return [1, 0], [0, 1]
+ return [1, 1], [1, -1]
"""
