"""The oracle of eigenpairs against what defines them."""
import numpy as np
import pytest

from reference.eigenpairs import by_size, eigenspace, nearest, power, tangent


def symmetric(rng, values):
    Q = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
    A = Q * np.array(values) @ Q.T
    return (A + A.T) / 2, Q


@pytest.mark.parametrize("values", [[2.0], [-3, 1], [0, 0], [5, -4, 3, 0.1], [2, 2, -1]])
def test_pairs_are_eigenpairs_in_order(values):
    A, _ = symmetric(np.random.default_rng(0), values)
    lams, Q = by_size(A)
    np.testing.assert_allclose(lams, sorted(values, key=lambda x: -abs(x)), atol=1e-13)
    np.testing.assert_allclose(A @ Q, Q * lams, atol=1e-13)
    np.testing.assert_allclose(Q.T @ Q, np.eye(len(values)), atol=1e-13)


def test_nearest_and_its_eigenspace():
    A, Q = symmetric(np.random.default_rng(1), [4, 1, 1, -2])
    assert nearest(A, 0.7) == pytest.approx(1)
    assert nearest(A, -9) == pytest.approx(-2)
    np.testing.assert_allclose(eigenspace(A, 1), Q[:, 1:3] @ Q[:, 1:3].T, atol=1e-13)


def test_power_is_the_power_and_leans_as_it_should():
    A, Q = symmetric(np.random.default_rng(2), [-2, 1.5, 0])
    v0 = Q @ [1, 1, 1]
    exact = np.linalg.matrix_power(A, 5) @ v0
    np.testing.assert_allclose(power(A, v0, 5), exact / np.linalg.norm(exact), atol=1e-14)
    assert tangent(power(A, v0, 5), Q[:, 0]) == pytest.approx(0.75**5)
    assert np.isfinite(power(1e150 * A, v0, 50)).all()
