"""The oracle of log-sum-exp and its relatives against mpmath, SciPy and what defines them."""
import numpy as np
import pytest

from reference import scores

mpmath = pytest.importorskip("mpmath")
special = pytest.importorskip("scipy.special")

HARD = [[0.3, -1.2, 2.0], [1000.0, 1000.5, 999.0], [-1000.0, -1000.5, -999.0], [8e307, -8e307, 8e307], [1e15, 1e15 + 1, 1e15 - 1],
        [-np.log(2), -np.log(2), -800.0], [0.0, 1e-300, -1e-300], [-np.inf, 0.5, 3.0]]


@pytest.fixture(autouse=True)
def digits():
    with mpmath.workdps(1000):          # 8e307 has 308 digits before the point
        yield


@pytest.mark.parametrize("x", HARD)
def test_scores_are_mpmaths(x):
    exp = [mpmath.exp(mpmath.mpf(a) - mpmath.mpf(max(x))) for a in x]
    total = mpmath.fsum(exp)
    np.testing.assert_allclose(scores.logsumexp(x), float(mpmath.mpf(max(x)) + mpmath.log(total)), rtol=1e-15)
    np.testing.assert_allclose(scores.softmax(x), [float(e / total) for e in exp], rtol=1e-15)
    logs = [float(mpmath.mpf(a) - mpmath.mpf(max(x)) - mpmath.log(total)) for a in x]
    np.testing.assert_allclose(scores.log_softmax(x), logs, rtol=1e-15)


def test_infinite_scores():
    inf = np.inf
    assert scores.logsumexp([-inf, -inf]) == -inf and scores.logsumexp([inf, -inf, 3]) == inf
    assert scores.logsumexp([inf, 2.0], weights=[0, 1]) == 2.0 and scores.logsumexp([1.0], weights=[0]) == -inf


def test_axes_and_weights_are_scipys():
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(2, 3, 4)), rng.uniform(0.1, 2, size=(3, 1))
    for axis in [0, 1, -1]:
        np.testing.assert_allclose(scores.logsumexp(x, axis, w), special.logsumexp(x, axis=axis, b=w), rtol=1e-13)
        np.testing.assert_allclose(scores.softmax(x, axis), special.softmax(x, axis=axis), rtol=1e-13)
        np.testing.assert_allclose(scores.log_softmax(x, axis), special.log_softmax(x, axis=axis), rtol=1e-13)
    assert scores.logsumexp(x).__class__ is float


def test_elementwise_functions_are_mpmaths():
    z = np.array([0.0, 1.0, -1.0, 40.0, -40.0, -49.9, -50.1, 700.0, -700.0, -750.0, 800.0, -1000.0, 1000.0])
    for a, s, p in zip(z, scores.sigmoid(z), scores.softplus(z), strict=True):
        t = mpmath.exp(mpmath.mpf(a))
        np.testing.assert_allclose(s, float(t / (1 + t)), rtol=1e-15)
        np.testing.assert_allclose(p, float(mpmath.log(1 + t)), rtol=1e-15)
    for a in z:
        for y in [0.0, 0.25, 1.0]:
            s = 1 / (1 + mpmath.exp(-mpmath.mpf(a)))
            np.testing.assert_allclose(scores.bce_with_logits(a, y), float(-y * mpmath.log(s) - (1 - y) * mpmath.log(1 - s)), rtol=1e-15)


def test_a_difference_is_mpmaths():
    for a, b in [(0, -1), (1000, 999), (0, -1e-9), (1e-9, 9e-10), (2, -40), (0, -1e-25), (1e-300, 0), (0, -800)]:
        expected = mpmath.log(mpmath.exp(mpmath.mpf(a)) - mpmath.exp(mpmath.mpf(b)))
        np.testing.assert_allclose(scores.log_diff_exp(a, b), float(expected), rtol=1e-15)
    assert scores.log_diff_exp(-np.inf, -np.inf) == -np.inf and scores.log_diff_exp(2.0, -np.inf) == 2.0


def test_cross_entropy_is_the_mean_of_what_log_softmax_picks():
    rng = np.random.default_rng(1)
    Z, y = rng.normal(scale=30, size=(5, 4)), rng.integers(4, size=5)
    np.testing.assert_allclose(scores.cross_entropy_from_logits(Z, y), -scores.log_softmax(Z)[np.arange(5), y].mean(), rtol=1e-14)
