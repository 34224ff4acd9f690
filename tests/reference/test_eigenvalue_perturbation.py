"""The oracle of moving eigenvalues against eigenvectors and against differences."""
import numpy as np
import pytest

from reference.eigenvalue_perturbation import first_order, gap


def symmetric(rng, n):
    A = rng.normal(size=(n, n))
    return A + A.T


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_is_the_quadratic_form_of_the_eigenvector(n):
    rng = np.random.default_rng(n)
    A, E = symmetric(rng, n), symmetric(rng, n)
    V = np.linalg.eigh(A)[1]
    for i in range(n):
        assert first_order(A, E, i) == pytest.approx(V[:, i] @ E @ V[:, i], abs=1e-12)


def test_is_the_derivative():
    rng = np.random.default_rng(7)
    A, E, t = symmetric(rng, 4), symmetric(rng, 4), 1e-5
    slopes = (np.linalg.eigvalsh(A + t * E) - np.linalg.eigvalsh(A - t * E)) / (2 * t)
    np.testing.assert_allclose([first_order(A, E, i) for i in range(4)], slopes, atol=1e-8)


def test_gap_is_the_distance_to_the_nearest():
    assert gap(np.diag([3.0, 1, 7]), 1) == pytest.approx(2)
    assert gap([[4.0]], 0) == np.inf
