"""The oracle of the linear-algebra readings against SymPy, SciPy and what defines each value."""
from fractions import Fraction

import numpy as np
import pytest

from reference import linear_algebra_texts as exact

sympy = pytest.importorskip("sympy")


def whole(seed, *shape):
    return np.random.default_rng(seed).integers(-5, 6, shape)


def fractions(A):
    return [[Fraction(int(x.p), int(x.q)) for x in A.row(i)] for i in range(A.rows)]


@pytest.mark.parametrize("n", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(5))
def test_determinant_inverse_and_solution_are_sympys(n, seed):
    A, b = whole(seed, n, n), whole(seed + 100, n)
    S = sympy.Matrix(A.tolist())
    assert exact.determinant(A) == S.det()
    if exact.determinant(A):
        assert exact.inverse(A) == fractions(S.inv())
        assert exact.product(A, exact.solve(A, b)) == b.tolist()
        assert exact.rank(A) == S.rank()


def test_no_number_overflows():
    assert exact.determinant(np.full((2, 2), 2 ** 62) + np.eye(2, dtype=int)) == 2 ** 63 + 1


def test_products_associate():
    A, B, v = whole(1, 2, 3), whole(2, 3, 2), whole(3, 2)
    assert exact.product(A, B, v) == (A @ B @ v).tolist() and exact.product(A, B) == (A @ B).tolist()


@pytest.mark.parametrize("seed", range(5))
def test_best_is_what_numpy_finds(seed):
    A, b = whole(seed, 5, 2), whole(seed + 9, 5)
    np.testing.assert_allclose(np.array(exact.best(A, b), float), np.linalg.lstsq(A.astype(float), b, rcond=None)[0], atol=1e-12)


def test_steady_stays_and_keeps_the_total():
    M = np.array([[0.5, 0.2, 0.3], [0.4, 0.1, 0.3], [0.1, 0.7, 0.4]])
    x = np.array(exact.steady(M, 60), float)
    np.testing.assert_allclose(M @ x, x, rtol=1e-14)
    np.testing.assert_allclose(x, np.linalg.matrix_power(M, 200) @ [60, 0, 0], rtol=1e-12)


def test_the_threshold_is_where_the_least_eigenvalue_is_zero():
    c = float(exact.threshold([1, 2], [[3, 1], [1, 2]]))
    assert abs(np.linalg.eigvalsh([[c, 1, 2], [1, 3, 1], [2, 1, 2]])[0]) < 1e-14


@pytest.mark.parametrize("S, label", [([[2, 1], [1, 2]], "positive definite"), ([[1, 1], [1, 1]], "positive semidefinite"), ([[1, 2], [2, 1]], "indefinite"),
                                      ([[0, 0], [0, 1]], "positive semidefinite"), ([[0, 1], [1, 0]], "indefinite"), ([[1, 0], [0, -1]], "indefinite")])
def test_definiteness(S, label):
    assert exact.definiteness(S) == label


def test_interlacing_holds_for_submatrices_and_is_attained_by_bordering():
    rng = np.random.default_rng(0)
    for n in (2, 3, 5):
        A = rng.normal(size=(n, n))
        A = A + A.T
        assert exact.interlaces(exact.eigenvalues(A[1:, 1:]), exact.eigenvalues(A))
    outer, inner = np.array([-2.0, 1, 4, 9]), np.array([0.5, 2, 5])
    squares = [-np.prod(x - outer) / np.prod(x - np.delete(inner, i)) for i, x in enumerate(inner)]     # from the secular equation
    y = np.sqrt(squares)
    B = np.block([[np.diag(inner), y[:, None]], [y[None, :], np.array([[outer.sum() - inner.sum()]])]])
    np.testing.assert_allclose(exact.eigenvalues(B), outer, atol=1e-12)
    assert exact.interlaces(inner, outer) and not exact.interlaces([0.5, 0.6, 5], outer)


def test_the_largest_across_a_vector():
    A, w = np.array([[2, 1, 0], [1, -1, 3], [0, 3, 1]]), np.array([1, 2, -2])
    rng = np.random.default_rng(1)
    X = rng.normal(size=(200_000, 3))
    X -= np.outer(X @ w, w) / (w @ w)
    X /= np.linalg.norm(X, axis=1)[:, None]
    found = np.einsum("ki,ij,kj->k", X, A, X).max()
    assert found <= exact.largest_across(A, w) <= found + 1e-6


@pytest.mark.parametrize("first, second, corner", [(1, 1, 4), (-3, 2, 5), (0, 0, 2), (2, -2, 3), (5, 1, 0)])
def test_the_field_of_values_of_a_triangle(first, second, corner):
    radius = exact.radius_of_triangle(first, second, corner)
    assert exact.numerical_radius([[first, corner], [0, second]]) == pytest.approx(radius, rel=1e-12)       # on the real axis, an angle of the grid
    rng = np.random.default_rng(2)
    X = rng.normal(size=(100_000, 2)) + 1j * rng.normal(size=(100_000, 2))
    X /= np.linalg.norm(X, axis=1)[:, None]
    seen = abs(np.einsum("ki,ij,kj->k", X.conj(), np.array([[first, corner], [0, second]]), X)).max()
    assert 0.999 * radius < seen < radius * (1 + 1e-12)


def test_the_numerical_radius_of_a_normal_matrix_is_its_spectral_radius():
    assert exact.numerical_radius(np.diag([3, -4, 1])) == pytest.approx(4, rel=1e-12)
    assert exact.numerical_radius([[0, 1], [0, 0]]) == pytest.approx(0.5, rel=1e-12)
