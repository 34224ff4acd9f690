"""The oracle of conditioning against iteration, step by step, and against one dimension."""
from math import ceil, log

import numpy as np
import pytest

from reference import conditioning as exact


@pytest.mark.parametrize("kappa", [1.0, 3.0, 40.0, 900.0])
def test_counts_are_those_of_the_iteration(kappa: float) -> None:
    rng = np.random.default_rng(0)
    eigenvalues, start = np.geomspace(1, kappa, 5), rng.normal(size=5)
    x, k = start.copy(), 0
    while np.linalg.norm(x) > 1e-6 * np.linalg.norm(start):
        x, k = x - 2 / (1 + kappa) * eigenvalues * x, k + 1
    assert abs(exact.gd_count(eigenvalues, start, 1e-6) - k) <= (0 if kappa < 900 else 1)


def test_one_slow_mode_is_a_geometric_series() -> None:
    assert exact.gd_count([1, 9], [1, 0], 1e-3) == ceil(log(1e3) / log(10 / 8)) == ceil(exact.prediction(9, 1e-3))
    assert exact.gd_count([2, 2], [1, 1], 1e-8) == 1 and exact.prediction(1, 1e-8) == 1


@pytest.mark.parametrize("kappa", [10.0, 100.0, 3000.0])
def test_the_prediction_is_near_and_never_too_small(kappa: float) -> None:
    count = exact.gd_count(np.geomspace(1, kappa, 6), np.ones(6), 1e-8)
    assert 0.93 * exact.prediction(kappa, 1e-8) < count <= ceil(exact.prediction(kappa, 1e-8))


def test_condition() -> None:
    assert exact.condition(np.diag([1.0, 4.0])) == pytest.approx(16)
    Z = exact.standardised(np.random.default_rng(0).normal(3, 2, size=(50, 3)))
    np.testing.assert_allclose([Z.mean(axis=0), Z.std(axis=0)], [np.zeros(3), np.ones(3)], atol=1e-12)
    Q = exact.orthogonal(np.random.default_rng(1), 4)
    np.testing.assert_allclose(Q.T @ Q, np.eye(4), atol=1e-12)
