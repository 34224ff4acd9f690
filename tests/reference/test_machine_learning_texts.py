"""The oracle of the machine-learning readings against SciPy, other ways to the same number, and what defines each value."""
from fractions import Fraction
from math import exp, log

import numpy as np
import pytest

from reference import machine_learning_texts as exact

stats = pytest.importorskip("scipy.stats")
optimize = pytest.importorskip("scipy.optimize")
S = np.array([[2.0, 0.7], [0.7, 1.5]])
T = np.array([[1.2, -0.5], [-0.5, 3.0]])


def test_maps_are_composed():
    A, a, B, b, x = np.array([[1, 2], [3, 4]]), np.array([5, 6]), np.array([[0, 1], [2, 3]]), np.array([7, 8]), np.array([9, -2])
    M, c = exact.composed(A, a, B, b)
    np.testing.assert_array_equal(M @ x + c, B @ (A @ x + a) + b)


def test_log_normal_is_scipys():
    assert exact.log_normal([1, 2], [0, 0.5], S) == pytest.approx(stats.multivariate_normal([0, 0.5], S).logpdf([1, 2]), rel=1e-13)
    assert exact.log_normal(1.0, 0.3, 2.0) == pytest.approx(stats.norm(0.3, np.sqrt(2)).logpdf(1.0), rel=1e-13)


def test_a_product_of_gaussians_is_proportional_to_one():
    a, b = np.array([1.0, -1]), np.array([0.5, 2])
    mean, cov = exact.product_of_gaussians(a, S, b, T)
    X = np.random.default_rng(0).normal(size=(5, 2))
    ratio = [exact.log_normal(x, a, S) + exact.log_normal(x, b, T) - exact.log_normal(x, mean, cov) for x in X]
    np.testing.assert_allclose(ratio, exact.log_normal(a, b, S + T), rtol=1e-12)        # the constant is N(a; b, S + T)


def test_covariance_is_numpys():
    X = np.random.default_rng(1).normal(size=(6, 3)) + 4
    np.testing.assert_allclose(exact.covariance(X), np.cov(X.T, bias=True), rtol=1e-12)


@pytest.mark.parametrize("points, labels", [([[0, 0], [2, 0], [5, 1]], [-1, 1, 1]), ([[0, 0], [2, 2], [2, -2]], [-1, 1, 1]), ([[1, 3], [-2, 0], [0, -4]], [1, 1, -1])])
def test_support_is_the_optimum_of_the_dual(points, labels):
    alpha, w, b = exact.support(points, labels)
    x, y = np.array(points, float), np.array(labels, float)
    G = np.outer(y, y) * (x @ x.T)
    found = optimize.minimize(lambda a: a @ G @ a / 2 - a.sum(), np.ones(3), jac=lambda a: G @ a - 1, bounds=[(0, None)] * 3,
                              constraints={"type": "eq", "fun": lambda a: y @ a}, options={"ftol": 1e-14, "maxiter": 500})
    np.testing.assert_allclose(np.array(alpha, float), found.x, atol=1e-6)
    np.testing.assert_allclose(np.array(w, float), (found.x * y) @ x, atol=1e-6)
    assert min(k * (sum(float(u) * v for u, v in zip(w, p)) + float(b)) for p, k in zip(points, labels)) == pytest.approx(1)


def test_points_that_cannot_be_separated():
    with pytest.raises(ValueError, match="cannot be separated"):
        exact.support([[0, 0], [1, 0], [2, 0]], [1, -1, 1])


def differences(f, x, h=1e-6):
    return np.array([(f(x + h * e) - f(x - h * e)) / (2 * h) for e in np.eye(len(x))])


def test_the_logistic_gradient_is_one():
    X, y, theta = np.array([[1.0, 2], [-1, 0.5], [0.3, -2]]), np.array([1, 0, 1]), np.array([0.4, -0.7])

    def likelihood(theta):
        p = 1 / (1 + np.exp(-X @ theta))
        return (y * np.log(p) + (1 - y) * np.log(1 - p)).sum()
    np.testing.assert_allclose(exact.logistic_gradient(theta, X, y), differences(likelihood, theta), rtol=1e-8)


def test_the_discriminant_is_bayes_rule():
    mu0, mu1, phi, x = np.array([1.0, 0]), np.array([-1, 2.0]), 0.3, np.array([0.4, 0.9])
    theta, bias = exact.discriminant(phi, mu0, mu1, S)
    p1, p0 = phi * exp(exact.log_normal(x, mu1, S)), (1 - phi) * exp(exact.log_normal(x, mu0, S))
    assert 1 / (1 + exp(-(theta @ x + bias))) == pytest.approx(p1 / (p0 + p1), rel=1e-12)
    assert exact.discriminant(0.5, mu0, -mu0, S)[1] == pytest.approx(0, abs=1e-14)


def test_em_bounds_touches_and_rises():
    x, phi, means = [-1.0, 0.2, 2.5, 3.0], 0.4, [0.0, 2.0]
    p = exact.joint(x, phi, means)
    posterior = p[:, 1] / p.sum(axis=1)
    assert exact.gap(x, phi, means, posterior) == pytest.approx(0, abs=1e-14) and exact.gap(x, phi, means, [0.5] * 4) > 0
    assert exact.gain(x, phi, means) > 0
    for _ in range(500):
        p = exact.joint(x, phi, means)
        q = p[:, 1] / p.sum(axis=1)
        phi, means = q.mean(), [np.average(x, weights=1 - q), np.average(x, weights=q)]
    assert exact.gain(x, phi, means) == pytest.approx(0, abs=1e-12)


def test_classes_whose_dimension_is_known():
    cube = np.arange(8)[:, None] >> np.arange(3) & 1
    thresholds = (np.arange(6)[:, None] > np.arange(5)).astype(int)
    intervals = np.array([[int(a <= k < b) for k in range(5)] for a in range(6) for b in range(a, 6)])
    assert [exact.vc_dimension(t) for t in (cube, thresholds, intervals, cube[:1])] == [3, 1, 2, 0]
    assert [exact.growth(thresholds, k) for k in (1, 2, 5)] == [2, 3, 6]
    for table in (cube, thresholds, intervals):     # Sauer
        assert all(exact.growth(table, k) <= exact.sauer(k, exact.vc_dimension(table)) for k in range(1, len(table[0]) + 1))
    assert exact.sauer(10, 2) == 56 and exact.sauer(4, 4) == 16


def test_sample_sizes_are_the_least():
    m = exact.realisable(100, 0.1, 0.05)
    assert 100 * exp(-0.1 * m) <= 0.05 < 100 * exp(-0.1 * (m - 1))
    m = exact.agnostic(100, 0.1, 0.05)
    assert 200 * exp(-m * 0.01 / 2) <= 0.05 < 200 * exp(-(m - 1) * 0.01 / 2)


def test_rademacher_complexities_that_are_known():
    assert exact.rademacher([[3, -1, 4]]) == 0
    assert exact.rademacher([[1, 1], [-1, -1]]) == Fraction(1, 2)       # E|σ₁ + σ₂| / 2
    A = np.array([[1, 2, -1], [0, 3, 1], [2, -2, 0]])
    assert exact.rademacher(5 * A + np.array([7, 0, -2])) == 5 * exact.rademacher(A)


def test_maximised_raises_the_expected_likelihood_to_its_top():
    x, gamma = np.array([-1.0, 0.5, 2, 3.5]), np.array([[0.9, 0.1], [0.6, 0.4], [0.3, 0.7], [0.2, 0.8]])

    def expected(weights, means, variances):
        return sum(g * (log(w) + exact.log_normal(v, m, s)) for v, row in zip(x, gamma) for g, w, m, s in zip(row, weights, means, variances))
    weights, means, variances = map(np.array, exact.maximised(x, gamma))
    top = expected(weights, means, variances)
    for d in (0.01, -0.01):
        assert expected(weights + d * np.array([1, -1]), means, variances) < top
        assert expected(weights, means + d * np.array([1, 0]), variances) < top > expected(weights, means, variances + d * np.array([0, 1]))
    np.testing.assert_allclose(exact.responsibilities(x, [0.5, 0.5], [0, 0], [1, 1]), 0.5)


def test_factors_minimise_the_divergence():
    precision, mu, other = np.linalg.inv(S), np.array([1.0, -1]), 0.5
    mean, variance = exact.factor(mu, precision, other)
    np.testing.assert_allclose([mean, variance], [mu[0] - precision[0, 1] / precision[0, 0] * (other - mu[1]), 1 / precision[0, 0]], rtol=1e-12)
    variances = np.array(exact.factor_variances(S))

    def divergence(v):      # KL(N(0, diag v) ‖ N(0, S)), constants left out
        return (np.diag(precision) * v).sum() / 2 - np.log(v).sum() / 2
    np.testing.assert_allclose(differences(divergence, variances), 0, atol=1e-8)
    assert (variances < np.diag(S)).all()


def test_bayesian_regression_by_its_normal_equations():
    rng = np.random.default_rng(3)
    phi, t, alpha, beta, x = rng.normal(size=(5, 2)), rng.normal(size=5), 0.7, 2.5, np.array([1.0, -2])
    mean, cov = exact.posterior(phi, t, alpha, beta)
    A = alpha * np.eye(2) + beta * phi.T @ phi
    np.testing.assert_allclose(cov, np.linalg.inv(A), rtol=1e-11)
    np.testing.assert_allclose(mean, beta * np.linalg.solve(A, phi.T @ t), rtol=1e-11)
    energy = beta / 2 * ((t - phi @ mean) ** 2).sum() + alpha / 2 * mean @ mean
    logs = log(alpha) + 5 / 2 * log(beta) - np.linalg.slogdet(A)[1] / 2 - 5 / 2 * log(2 * np.pi)
    assert exact.evidence(phi, t, alpha, beta) == pytest.approx(logs - energy, rel=1e-11)
    assert exact.predictive_variance(phi, alpha, beta, x) == pytest.approx(1 / beta + x @ np.linalg.inv(A) @ x, rel=1e-11)
