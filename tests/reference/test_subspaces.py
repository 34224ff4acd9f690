"""The oracle of the four subspaces against SymPy, SciPy and what defines a projector."""
from fractions import Fraction

import numpy as np
import pytest

from reference.subspaces import change_of_basis, coordinates, hilbert, projectors, rank, rref

sympy = pytest.importorskip("sympy")
scipy_linalg = pytest.importorskip("scipy.linalg")


def rational(rng, m, n):
    return [[Fraction(int(a), int(b)) for a, b in zip(rng.integers(-4, 5, n), rng.integers(1, 6, n))] for _ in range(m)]


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (4, 1), (2, 2), (2, 5), (5, 2), (4, 4)])
@pytest.mark.parametrize("repeats", [False, True])
def test_rref_is_sympys(shape, repeats):
    A = rational(np.random.default_rng(0), *shape)
    if repeats:
        A[-1] = A[0]
    R, pivots = rref(A)
    theirs, columns = sympy.Matrix([[sympy.Rational(x.numerator, x.denominator) for x in row] for row in A]).rref()
    assert pivots == list(columns)
    assert [[sympy.Rational(x.numerator, x.denominator) for x in row] for row in R] == theirs.tolist()


def test_rref_of_zeros():
    assert rref([[0, 0], [0, 0]]) == ([[0, 0], [0, 0]], [])


@pytest.mark.parametrize("m, n, r", [(1, 1, 1), (3, 2, 1), (2, 4, 2), (5, 4, 3), (3, 3, 0)])
def test_projectors_split_both_spaces(m, n, r):
    rng = np.random.default_rng(1)
    A = rng.normal(size=(m, r)) @ rng.normal(size=(r, n))
    P = projectors(A)
    for name, size, other in [("col", m, "left"), ("row", n, "null")]:
        np.testing.assert_allclose(P[name] @ P[name], P[name], atol=1e-12)
        np.testing.assert_allclose(P[name] + P[other], np.eye(size), atol=1e-12)
        assert round(np.trace(P[name])) == r
    np.testing.assert_allclose(A @ P["null"], 0, atol=1e-12)
    np.testing.assert_allclose(A.T @ P["left"], 0, atol=1e-12)
    basis = scipy_linalg.orth(A)
    np.testing.assert_allclose(P["col"], basis @ basis.T, atol=1e-12)


def test_rank_counts_what_is_above_the_border():
    A = np.diag([1, 1e-3, 1e-9])
    assert [rank(A), rank(A, 1e-2), rank(A, 1e-12), rank(A * 1e-30)] == [2, 1, 3, 2]


def test_coordinates_rebuild_the_vector():
    rng = np.random.default_rng(2)
    B, C, x = rng.normal(size=(4, 4)), rng.normal(size=(4, 4)), rng.normal(size=4)
    np.testing.assert_allclose(B @ coordinates(x, B), x, rtol=1e-12)
    np.testing.assert_allclose(change_of_basis(B, C) @ coordinates(x, B), coordinates(x, C), rtol=1e-10)


def test_hilbert_is_scipys():
    np.testing.assert_array_equal(hilbert(5, 5), scipy_linalg.hilbert(5))
    assert 1e5 < np.linalg.cond(hilbert(8, 5)) < 2e5
