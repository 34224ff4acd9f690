"""The oracle of Gaussian divergences against SciPy's densities, quadrature and draws."""
import numpy as np
from scipy.integrate import quad
from scipy.stats import multivariate_normal, norm

from reference.gaussian_divergence import divergence, variance


def test_one_dimension_is_an_integral() -> None:
    p, q = norm(0.3, 1.2), norm(-0.5, 0.7)
    mean = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)), -12, 12)[0]
    square = quad(lambda x: p.pdf(x) * (p.logpdf(x) - q.logpdf(x)) ** 2, -12, 12)[0]
    laws = [0.3], [[1.44]], [-0.5], [[0.49]]
    np.testing.assert_allclose(divergence(*laws), mean, rtol=1e-10)
    np.testing.assert_allclose(variance(*laws), square - mean**2, rtol=1e-9)


def test_three_dimensions_against_draws() -> None:
    rng = np.random.default_rng(0)
    A, B = rng.normal(size=(2, 3, 3))
    laws = rng.normal(size=3), A @ A.T + np.eye(3), rng.normal(size=3), B @ B.T + np.eye(3)
    p, q = multivariate_normal(laws[0], laws[1]), multivariate_normal(laws[2], laws[3])
    x = p.rvs(size=200_000, random_state=1)
    ratio = p.logpdf(x) - q.logpdf(x)
    assert abs(ratio.mean() - divergence(*laws)) < 4 * ratio.std() / np.sqrt(len(x))
    np.testing.assert_allclose(variance(*laws), ratio.var(), rtol=0.05)


def test_equal_laws_independent_parts_and_other_coordinates() -> None:
    rng = np.random.default_rng(2)
    A, B, C = rng.normal(size=(3, 3, 3))
    S, T, m, k = A @ A.T + np.eye(3), B @ B.T + np.eye(3), rng.normal(size=3), rng.normal(size=3)
    assert abs(divergence(m, S, m, S)) < 1e-40 and variance(m, S, m, S) < 1e-28
    np.testing.assert_allclose(divergence(C @ m, C @ S @ C.T, C @ k, C @ T @ C.T), divergence(m, S, k, T), rtol=1e-11)
    parts = [divergence([m[i]], [[S[i, i]]], [k[i]], [[T[i, i]]]) for i in range(3)]
    np.testing.assert_allclose(divergence(m, np.diag(np.diag(S)), k, np.diag(np.diag(T))), sum(parts), rtol=1e-14)
