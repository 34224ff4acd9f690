"""The oracle of backpropagation against central differences of its own losses, and against counts by hand."""
import numpy as np
import pytest

from reference import backpropagation as exact


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu"])
@pytest.mark.parametrize("loss", ["ce", "mse", "hinge"])
def test_gradients_are_limits_of_quotients(activation: str, loss: str) -> None:
    rng = np.random.default_rng(3)
    X, W1, W2, b1, b2 = (rng.normal(size=shape) for shape in [(2, 3), (3, 4), (4, 2), 4, 2])
    Y = rng.choice([-1.0, 1.0], size=(2, 2)) if loss == "hinge" else np.array([[0.25, 0.75], [0.5, 0.5]])
    found = exact.two_layers(activation, loss, "rows", X, Y, W1, b1, W2, b2)
    names = {"dX": 0, "dW1": 2, "db1": 3, "dW2": 4, "db2": 5}
    for name, place in names.items():
        data = [X, Y, W1, b1, W2, b2]
        step = 1e-6 * rng.normal(size=data[place].shape)
        ends = []
        for side in (1, -1):
            moved = [*data[:place], data[place] + side * step, *data[place + 1:]]
            ends.append(exact.loss_of(loss, exact.activated(activation, moved[0] @ moved[2] + moved[3]) @ moved[4] + moved[5], moved[1]))
        np.testing.assert_allclose((found[name] * step).sum(), (ends[0] - ends[1]) / 2, rtol=1e-6, atol=1e-13)


def test_columns_are_rows_transposed_and_costs_are_counted() -> None:
    rng = np.random.default_rng(4)
    X, Y, W1, W2, b1, b2 = (rng.normal(size=shape) for shape in [(2, 3), (2, 5), (3, 4), (4, 5), 4, 5])
    rows = exact.two_layers("tanh", "mse", "rows", X, Y, W1, b1, W2, b2)
    columns = exact.two_layers("tanh", "mse", "columns", X.T, Y.T, W1.T, b1, W2.T, b2)
    np.testing.assert_allclose(columns["dW1"], rows["dW1"].T)
    assert columns["delta2"].shape == (5, 2)
    assert exact.cost(10, [2, 3, 4]) == [10 * (6 + 12), 10 * 6 + 10 * 12 + 10 * 12]
