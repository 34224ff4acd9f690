"""The oracle of repeated runs against SciPy and against what is known by hand."""
from math import sqrt

import numpy as np
import pytest

from reference import repeated_runs as exact

stats = pytest.importorskip("scipy.stats")


@pytest.mark.parametrize("freedom", [1, 2, 2.4, 3, 7.5, 30, 1000])
def test_students_law(freedom: float) -> None:
    for t in [0.01, 0.3, 1, 2.5, 12, 60]:
        assert exact.student_within(t, freedom) == pytest.approx(1 - 2 * stats.t.sf(t, freedom), abs=1e-12)
    for level in [0.5, 0.9, 0.95, 0.99]:
        assert exact.student_quantile(level, freedom) == pytest.approx(stats.t.isf((1 - level) / 2, freedom), rel=1e-10)


def test_the_normal_law() -> None:
    for p in [1e-6, 0.025, 0.5, 0.9]:
        assert exact.normal_quantile(p) == pytest.approx(stats.norm.ppf(p), rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("n", [2, 3, 5, 12])
@pytest.mark.parametrize("effect", [0.0, 0.4, -1.5])
def test_power(n: int, effect: float) -> None:
    alpha = 0.05
    critical = stats.t.isf(alpha / 2, n - 1)
    law = stats.nct(n - 1, sqrt(n) * abs(effect))
    assert exact.power(n, effect, 1.0, alpha) == pytest.approx(law.sf(critical) + law.cdf(-critical), abs=1e-9)
    assert exact.power(n, 2 * effect, 2.0, alpha) == pytest.approx(exact.power(n, effect, 1.0, alpha), abs=1e-12)


def test_tests_are_scipys() -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=5), rng.normal(1, 2, size=5)
    one = stats.ttest_rel(a, b)
    assert exact.paired_t(a, b) == pytest.approx((one.statistic, one.df, one.pvalue), rel=1e-10)
    other = stats.ttest_ind(a, b[:4], equal_var=False)
    assert exact.welch(a, b[:4]) == pytest.approx((other.statistic, other.df, other.pvalue), rel=1e-10)
    flips = stats.permutation_test((a - b,), lambda d, axis: d.mean(axis=axis), permutation_type="samples", n_resamples=np.inf)
    assert exact.sign_flip_p(a, b) == pytest.approx(flips.pvalue)
    p = rng.uniform(size=9)
    assert exact.benjamini_hochberg(p) == pytest.approx(stats.false_discovery_control(p))


def test_holm_by_hand() -> None:
    assert exact.holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert exact.holm([0.6, 0.5]) == [1.0, 1.0] and exact.holm([]) == []


def test_a_bootstrap_is_scipys() -> None:
    rng = np.random.default_rng(1)
    x = rng.exponential(size=9)
    rows = rng.integers(0, 9, (999, 9))
    ours = {kind: exact.bootstrap_ci(x, lambda v: float(np.mean(v)), 0.9, rows, kind) for kind in ("percentile", "bca")}
    values = np.mean(x[rows], axis=1)
    np.testing.assert_allclose(ours["percentile"], np.quantile(values, [0.05, 0.95]), rtol=1e-12)
    z0 = stats.norm.ppf(np.mean(values < x.mean()) + np.mean(values == x.mean()) / 2)
    u = x - x.mean()                # leaving one out moves the mean by (x̄ − xᵢ)/(s − 1)
    a = (u**3).sum() / (6 * (u**2).sum()**1.5)
    z = z0 + stats.norm.ppf([0.05, 0.95])
    np.testing.assert_allclose(ours["bca"], np.quantile(values, stats.norm.cdf(z0 + z / (1 - a * z))), rtol=1e-10)


def test_small_things() -> None:
    assert exact.iqm([5, 1, 2, 100, 3]) == pytest.approx(10 / 3) and exact.iqm([4, 1]) == 2.5
    assert exact.mean_std_ci([1, 3], 0.5) == pytest.approx((2, sqrt(2), 1, 3))        # t of one degree of freedom at 3/4 is 1
    assert exact.decide([3, 3.5], [1, 1.5], 1.9, 0.9) == "better"
    assert exact.effect_size([1, 3], [0, 0], True) == pytest.approx(sqrt(2))
