"""The oracle of softmax and cross entropy against SciPy, differences of its own, and what must hold."""
import numpy as np
from scipy.special import log_softmax, softmax

from reference.softmax_cross_entropy import loss_and_grad


def test_it_is_scipy_written_out() -> None:
    rng = np.random.default_rng(0)
    Z, Y = rng.normal(size=(4, 3)), rng.uniform(size=(4, 3))
    loss, grad = loss_and_grad(Z, Y)
    np.testing.assert_allclose(loss, -(Y * log_softmax(Z, axis=1)).sum() / 4, rtol=1e-14)
    np.testing.assert_allclose(grad, (softmax(Z, axis=1) * Y.sum(axis=1, keepdims=True) - Y) / 4, rtol=1e-13, atol=1e-15)


def test_the_gradient_is_a_derivative() -> None:
    rng = np.random.default_rng(1)
    Z, Y, h = rng.normal(size=(2, 3)), rng.uniform(size=(2, 3)), 1e-5
    _, grad = loss_and_grad(Z, Y)
    for place in np.ndindex(2, 3):
        step = np.zeros((2, 3))
        step[place] = h
        rise = (loss_and_grad(Z + step, Y)[0] - loss_and_grad(Z - step, Y)[0]) / (2 * h)
        np.testing.assert_allclose(grad[place], rise, atol=1e-9)


def test_labels_are_rows_with_a_one_and_scores_may_be_enormous() -> None:
    Z = np.array([[1e4, -1e4], [0.0, 3.0]])
    loss, grad = loss_and_grad(Z, np.array([1, 0]))
    other = loss_and_grad(Z, np.array([[0.0, 1.0], [1.0, 0.0]]))
    assert loss == other[0]
    np.testing.assert_array_equal(grad, other[1])
    np.testing.assert_allclose(loss, (2e4 + np.logaddexp(0, 3)) / 2, rtol=1e-14)
