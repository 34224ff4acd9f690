"""The oracle of estimates of information against tables known by heart, NumPy's histogram and SciPy's ψ."""
from math import log

import numpy as np
import pytest

from reference import information_estimates as exact


def test_tables_known_by_heart() -> None:
    same, other = [0, 0, 1, 1], [0, 1, 0, 1]
    assert exact.plugin_mi(same, same, 2) == pytest.approx(log(2)) and exact.plugin_mi(same, other, 2) == 0
    assert exact.miller_madow(same, same, 2) == pytest.approx(log(2) + 1 / 8)
    assert exact.plugin_mi(same, [3, 3, 3, 3], 2) == 0
    assert exact.miller_madow(same, other, 2) == pytest.approx(-1 / 8)


@pytest.mark.parametrize("bins", [3, 7])
def test_cells_are_those_of_a_histogram(bins: int) -> None:
    rng = np.random.default_rng(bins)
    x, y = rng.normal(size=60), rng.exponential(size=60)
    p = np.histogram2d(x, y, bins)[0] / 60
    outer = p.sum(1)[:, None] * p.sum(0)
    assert exact.plugin_mi(x, y, bins) == pytest.approx((p[p > 0] * np.log(p[p > 0] / outer[p > 0])).sum(), rel=1e-12)
    edges = np.array([-9, 0, 9.0]), np.array([0, 1, 2, 99.0])
    p = np.histogram2d(x, y, edges)[0]
    assert len(exact._counts(x, y, edges)[0]) == np.count_nonzero(p)


def test_the_nearest_points_of_three() -> None:
    """ε is 1, 1, 2 for k = 1; nearer lie (0, 1), (0, 1), (1, 0) others by x and by y: ψ(1) + ψ(3) − mean(ψ + ψ) = 3/2 − 1."""
    assert exact.ksg_mi([0.0, 1.0, 2.5], [0.0, 0.9, 2.9], 1) == pytest.approx(1 / 2)


def test_psi_is_scipys() -> None:
    special = pytest.importorskip("scipy.special")
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(40, 2)), rng.normal(size=40)
    dx, dy = np.abs(x[:, None] - x).max(2), np.abs(y[:, None] - y)
    epsilon = np.sort(np.maximum(dx, dy), axis=1)[:, 4]         # the nearest is the point itself
    n_x, n_y = ((d < epsilon[:, None]).sum(1) - 1 for d in (dx, dy))
    expected = special.psi(4) + special.psi(40) - (special.psi(n_x + 1) + special.psi(n_y + 1)).mean()
    assert exact.ksg_mi(x, y, 4) == pytest.approx(expected, rel=1e-12)


def test_gaussians() -> None:
    errors = exact.errors(np.random.default_rng(0), 0.6, 150, 12, 4, 3)
    assert abs(errors["ksg"].mean()) < 0.05 and exact.gaussian_mi(0.6) == pytest.approx(0.2231435513)
