"""The bound and the ways between codes, against SciPy and against what defines them."""
import numpy as np
import pytest

from reference import variational as v

integrate = pytest.importorskip("scipy.integrate")


def test_the_likelihood_is_that_of_bernoulli_pixels() -> None:
    rng = np.random.default_rng(0)
    x, a = rng.integers(0, 2, size=(3, 64)), 3 * rng.normal(size=(3, 64))
    p = 1 / (1 + np.exp(-a))
    np.testing.assert_allclose(v.log_likelihood(x, a), np.log(np.where(x == 1, p, 1 - p)).sum(axis=1), rtol=1e-13)
    np.testing.assert_allclose(v.logistic(a), p, rtol=1e-14)
    assert v.log_likelihood([[1.0, 0.0]], [[-1000.0, 800.0]]) == [-1800.0]
    assert np.isnan(v.log_likelihood([[1.0]], [[np.nan]])).all()


def test_the_divergence_is_its_integral() -> None:
    for mu, logvar in [(0.0, 0.0), (0.7, -1.2), (-1.5, 0.4)]:
        s = np.exp(logvar / 2)

        def density(z: float, m: float = mu, s: float = s) -> float:
            return float(np.exp(-((z - m) / s) ** 2 / 2) / s / np.sqrt(2 * np.pi))

        def weighed(z: float, m: float = mu, s: float = s) -> float:
            return density(z, m, s) * (-(((z - m) / s) ** 2) / 2 - np.log(s) + z * z / 2)
        expected = integrate.quad(weighed, mu - 12 * s, mu + 12 * s, epsabs=1e-12)[0]
        np.testing.assert_allclose(v.divergence([[mu]], [[logvar]]), [expected], rtol=1e-9, atol=1e-12)


def test_the_bound_lies_below_the_evidence() -> None:
    """For one latent and a linear decoder log p(x) is an integral; the mean of the bound over ε is never above it."""
    rng = np.random.default_rng(1)
    x, w = rng.integers(0, 2, size=8).astype(float), rng.normal(size=8)
    nodes, weights = np.polynomial.hermite_e.hermegauss(80)
    evidence = np.log((weights / weights.sum()) @ np.exp(v.log_likelihood(np.tile(x, (80, 1)), np.outer(nodes, w))))
    for mu, logvar in [(0.0, 0.0), (0.5, -0.5), (-1.0, 0.3)]:
        z = v.code(mu, logvar, nodes)
        bound = (weights / weights.sum()) @ v.log_likelihood(np.tile(x, (80, 1)), np.outer(z, w)) - v.divergence([[mu]], [[logvar]])[0]
        assert bound <= evidence
    assert v.elbo(x[None], np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 8))) == pytest.approx(-8 * np.log(2))


def test_a_spherical_way_turns_evenly_and_changes_its_norm_evenly() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        za, zb = rng.normal(size=4), 3 * rng.normal(size=4)
        way = v.spherical(za, zb, 7)
        np.testing.assert_allclose(way[[0, -1]], [za, zb], atol=1e-13)
        norms = np.linalg.norm(way, axis=1)
        np.testing.assert_allclose(np.diff(norms), (norms[-1] - norms[0]) / 6, atol=1e-12)
        cosines = (way[1:] * way[:-1]).sum(axis=1) / norms[1:] / norms[:-1]
        np.testing.assert_allclose(cosines, cosines[0], atol=1e-12)
        assert np.linalg.matrix_rank(way, tol=1e-9) == 2
    np.testing.assert_allclose(v.linear(za, zb, 3)[1], (za + zb) / 2)
