"""The singular values obey the identities that define them."""
import numpy as np
import pytest
import scipy.linalg

from reference.singular_values import singular_values, svd

SHAPES = [(1, 1), (1, 4), (5, 1), (3, 3), (7, 4), (4, 7), (20, 12)]


def matrix(rng, shape, entries):
    A = rng.normal(size=shape)
    return A + 1j * rng.normal(size=shape) if entries is complex else A


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("entries", [float, complex])
def test_product_and_orthonormality(shape, entries):
    A = matrix(np.random.default_rng(1), shape, entries)
    U, s, V = svd(A)
    one = np.eye(min(shape))
    assert abs(U * s @ V.conj().T - A).max() < 1e-14
    assert abs(U.conj().T @ U - one).max() < 1e-14
    assert abs(V.conj().T @ V - one).max() < 1e-14
    assert (np.diff(s) <= 0).all()


@pytest.mark.parametrize("shape", SHAPES)
def test_scipy_agrees(shape):
    A = matrix(np.random.default_rng(2), shape, float)
    assert abs(singular_values(A) - scipy.linalg.svdvals(A)).max() < 1e-14 * shape[0] * shape[1]


def test_known_values():
    assert abs(singular_values(np.array([[3, 0], [4, 5]])) - np.sqrt([45, 5])).max() < 1e-15
    assert abs(singular_values(np.ones((3, 2))) - np.array([np.sqrt(6), 0])).max() < 1e-15
    assert not singular_values(np.zeros((2, 3))).any()
    i = np.arange(1, 13)
    hilbert = 1 / (i[:, None] + i - 1)
    assert abs(singular_values(hilbert)[0] - 1.7953720595620) < 1e-12       # as tabulated for order 12


def test_rank_deficient_beyond_rounding():
    rng = np.random.default_rng(3)
    A = (rng.integers(-3, 4, size=(30, 2)) @ rng.integers(-3, 4, size=(2, 20))).astype(float)
    s = singular_values(A)
    assert (s[2:] < 1e-14 * s[0]).all() and s[1] > 1e-3 * s[0]
