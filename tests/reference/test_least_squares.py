"""The oracle of least squares against what defines it, and against SciPy."""
import numpy as np
import pytest

from reference.least_squares import fitted, inference, leverages, ols


@pytest.mark.parametrize("intercept", [False, True])
@pytest.mark.parametrize("shape", [(1, 1), (6, 3), (3, 5)])
def test_the_residual_is_perpendicular_and_the_solution_shortest(shape, intercept):
    rng = np.random.default_rng(1)
    X, y = rng.normal(size=shape), rng.normal(size=shape[0])
    fit, A = ols(X, y, intercept), fitted(X, intercept)
    solution = np.append(fit["intercept"], fit["coef"]) if intercept else fit["coef"]
    np.testing.assert_allclose(A.T @ (y - A @ solution), 0, atol=1e-12)
    np.testing.assert_allclose(solution, np.linalg.pinv(A) @ y, atol=1e-12)
    assert fit["rank"] == min(A.shape) and fit["full_rank"] == (A.shape[0] >= A.shape[1])


def test_leverages_sum_to_the_rank():
    X = np.array([[1.0, 2, 3], [1, 0, 1], [2, 2, 4], [0, 1, 1]])        # the third column is the sum of the others
    h = leverages(X)
    assert h.sum() == pytest.approx(2) and ((h >= 0) & (h <= 1 + 1e-14)).all()


def test_inference_is_that_of_a_line():
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(2)
    x, y = rng.normal(size=9), rng.normal(size=9)
    line = stats.linregress(x, y)
    _, cov, t = inference(np.column_stack([x, np.ones(9)]), y)
    assert cov[0, 0] == pytest.approx(line.stderr**2) and t[0] == pytest.approx(line.slope / line.stderr)
