"""The pseudoinverse is what Penrose's equations say, and the residuals see each of them."""
import numpy as np
import pytest
import scipy.linalg

from reference.pseudoinverse import minimum_norm_solution, penrose_residuals, pseudoinverse


def low_rank(rng, m, n, r, entries=float):
    C, F = rng.normal(size=(m, r)), rng.normal(size=(r, n))
    if entries is complex:
        C, F = C + 1j * rng.normal(size=C.shape), F + 1j * rng.normal(size=F.shape)
    return C @ F


@pytest.mark.parametrize("m, n, r", [(1, 1, 1), (1, 4, 1), (4, 1, 1), (5, 3, 3), (3, 5, 3), (6, 5, 2)])
@pytest.mark.parametrize("entries", [float, complex])
def test_four_conditions_and_scipy(m, n, r, entries):
    A = low_rank(np.random.default_rng(1), m, n, r, entries)
    X = pseudoinverse(A)
    assert (penrose_residuals(A, X) < 1e-13 * np.linalg.norm(A) * np.linalg.norm(X)).all()
    assert abs(X - scipy.linalg.pinv(A, rtol=1e-6)).max() < 1e-12 * np.linalg.norm(X)


def test_what_is_small_is_dropped():
    assert np.array_equal(pseudoinverse(np.diag([1.0, 0.1, 0.01]), 0.05), np.diag([1.0, 10.0, 0.0]))
    assert np.array_equal(pseudoinverse(np.zeros((2, 3))), np.zeros((3, 2)))


def test_residuals_by_hand():
    assert np.allclose(penrose_residuals([[1.0]], [[1j]]), [abs(1j - 1), abs(-1 - 1j), 2, 2])
    assert np.allclose(penrose_residuals([[1.0, 0.0]], [[1.0], [2.0]]), [0, 0, 0, np.sqrt(8)])
    assert np.allclose(penrose_residuals([[1.0], [0.0]], [[1.0, 2.0]]), [0, 0, np.sqrt(8), 0])


def test_shortest_solution():
    assert np.allclose(minimum_norm_solution(np.array([[3.0, 4.0]]), [25.0]), [3, 4])
    rng = np.random.default_rng(2)
    A, b = low_rank(rng, 6, 5, 2), rng.normal(size=6)
    assert np.allclose(minimum_norm_solution(A, b), scipy.linalg.lstsq(A, b, cond=1e-6)[0])
