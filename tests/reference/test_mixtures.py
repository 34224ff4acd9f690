"""The oracle of mixtures against logarithms in floating point, and what must hold of a bound and of EM."""
import numpy as np
from scipy.special import rel_entr

from reference.mixtures import bound, em_step, gap, posterior


def model(seed: int, K: int = 3, V: int = 4) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(K)), rng.dirichlet(np.ones(V), size=K)


def test_bayes_rule_and_the_gap() -> None:
    pi, theta = model(0)
    q = np.array([0.2, 0.5, 0.3])
    evidence, share = posterior(pi, theta, 2)
    np.testing.assert_allclose(share, pi * theta[:, 2] / (pi @ theta[:, 2]), rtol=1e-14)
    np.testing.assert_allclose(evidence, np.log(pi @ theta[:, 2]), rtol=1e-14)
    np.testing.assert_allclose(gap(q, pi, theta, 2), rel_entr(q, share).sum(), rtol=1e-13)
    np.testing.assert_allclose(bound(q, pi, theta, 2) + gap(q, pi, theta, 2), evidence, rtol=1e-14)
    assert abs(gap(share, pi, theta, 2)) < 1e-15


def test_zeros() -> None:
    pi, theta = np.array([0.5, 0.5, 0.0]), np.array([[1.0, 0.0], [0.25, 0.75], [0.5, 0.5]])
    np.testing.assert_array_equal(posterior(pi, theta, 1)[1], [0, 1, 0])
    assert bound([0.5, 0.5, 0.0], pi, theta, 1) == -np.inf and gap([0.5, 0.5, 0.0], pi, theta, 1) == np.inf
    np.testing.assert_allclose(bound([0.0, 1.0, 0.0], pi, theta, 1), np.log(0.375), rtol=1e-15)
    assert posterior([1e-200, 0], [[1e-200], [1.0]], 0)[0] == -400 * np.log(10)


def test_em_reaches_the_shares_of_the_data_in_one_step() -> None:
    pi, theta = model(1)
    xs = [0, 0, 1, 3, 2, 0]
    shares = np.bincount(xs, minlength=4) / len(xs)
    before = em_step(pi, theta, xs)[2]
    for _ in range(3):
        pi, theta, _ = em_step(pi, theta, xs)
        np.testing.assert_allclose([pi.sum(), *theta.sum(axis=1)], 1, rtol=1e-14)
        np.testing.assert_allclose(pi @ theta, shares, rtol=1e-13)
    best = sum(share * np.log(share) for share in shares)
    assert before < best
    np.testing.assert_allclose(em_step(pi, theta, xs)[2], best, rtol=1e-14)
    np.testing.assert_array_equal(em_step([1.0, 0.0], [[0.5, 0.5], [0.1, 0.9]], [0, 1])[1][1], [0.1, 0.9])
