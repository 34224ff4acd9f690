"""The oracle of trajectories against the iteration itself, and against the interval that Armijo's condition leaves on a parabola."""
import numpy as np
import pytest

from reference import trajectories as exact


@pytest.mark.parametrize("lr", [0.0, 0.05, 0.4, 1.1])
def test_powers_are_the_iteration(lr: float) -> None:
    rng = np.random.default_rng(0)
    A, best, x = rng.normal(size=(3, 3)), rng.normal(size=3), rng.normal(size=3)
    H = A @ A.T + np.eye(3)
    points = exact.quadratic_trajectory(H, best, x, lr, 9)
    for point in points:
        np.testing.assert_allclose(x, point, rtol=0, atol=1e-12 * abs(points).max())
        x = x - lr * H @ (x - best)


@pytest.mark.parametrize("curvature, alpha, beta", [(4.0, 0.5, 0.9), (30.0, 0.1, 0.5), (0.7, 0.3, 0.2), (9.0, 0.01, 0.7)])
def test_steps_on_a_parabola(curvature: float, alpha: float, beta: float) -> None:
    t, margin = exact.armijo_step(lambda x: curvature * (x * x).sum() / 2, lambda x: curvature * x, [3.0, -1.0], alpha, beta)
    longest = 2 * (1 - alpha) / curvature           # f(x) − f(x − tg) = t ‖g‖² (1 − curvature t/2)
    assert t <= longest and (t == 1 or t / beta > longest) and margin > 1e-3


def test_no_number_is_no_descent() -> None:
    with np.errstate(invalid="ignore"):
        t, _ = exact.armijo_step(lambda x: 10 * float((x - np.log(x))[0]), lambda x: 10 * (1 - 1 / x), [2.0], 0.25, 0.5)
    assert t == 0.25        # 2 − 5 and 2 − 2.5 have no logarithm; 2 − 1.25 is lower by more than a quarter of 6.25
