"""The oracle of best approximations against the SVD."""
from fractions import Fraction

import numpy as np
import pytest

from reference.low_rank import is_best_of_rank_one, is_largest_eigenvalue


@pytest.mark.parametrize("values", [[3, 1], [5, 5, 2], [4, 0, 0], [7, -2, 1, 0]])
def test_the_largest_eigenvalue_and_no_other(values):
    rng = np.random.default_rng(len(values))
    n = len(values)
    H = np.zeros((n, n), object)
    v = [int(x) for x in rng.integers(1, 5, size=n)]
    for i in range(n):
        for j in range(n):
            H[i, j] = int(i == j) - Fraction(2 * v[i] * v[j], sum(x * x for x in v))     # a reflection: orthogonal, and of fractions
    G = H @ np.diag(np.array(values, dtype=object)) @ H.T
    for lam in {*values, max(values) + 1}:
        assert is_largest_eigenvalue(G, lam) == (lam == max(values))


def test_best_of_rank_one():
    A = [[2, 0, 0], [0, 2, 0]]
    assert is_best_of_rank_one(A, [[2, 0, 0], [0, 0, 0]]) and is_best_of_rank_one(A, [[1, 1, 0], [1, 1, 0]])
    assert not is_best_of_rank_one(A, [[1, 0, 0], [0, 0, 0]]) and not is_best_of_rank_one([[2, 0], [0, 1]], [[0, 0], [0, 1]])
