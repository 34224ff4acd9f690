"""The oracle of the update rules against PyTorch's optimisers, and against what each does on a gradient that stays the same."""
import numpy as np
import pytest

from reference.optimizers import adagrad, adam, rmsprop, sgd, walk


def problem(seed, steps=50):
    rng = np.random.default_rng(seed)
    shapes = {"w": (2, 3), "b": (3,), "s": ()}
    params = {k: np.array(rng.normal(size=s)) for k, s in shapes.items()}
    gradients = [{k: np.array(rng.normal(size=s)) for k, s in shapes.items()} for _ in range(steps)]
    gradients[0]["b"] = gradients[steps // 2]["b"] = np.zeros(3)
    return params, gradients


CASES = [
    ("SGD", sgd, dict(lr=0.1), {}),
    ("SGD", sgd, dict(lr=0.1, momentum=0.9, weight_decay=0.1), {}),
    ("SGD", sgd, dict(lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1), {}),
    ("RMSprop", rmsprop, dict(lr=0.01), {}),
    ("RMSprop", rmsprop, dict(lr=0.01, alpha=0.9, eps=1e-3, momentum=0.9, weight_decay=0.1), {}),
    ("Adagrad", adagrad, dict(lr=0.1), {}),
    ("Adagrad", adagrad, dict(lr=0.1, eps=0.1, lr_decay=0.3), {}),
    ("Adam", adam, dict(lr=0.01), {}),
    ("Adam", adam, dict(lr=0.01, betas=(0.5, 0.9), eps=1e-2, weight_decay=0.1), {}),
    ("AdamW", adam, dict(lr=0.01, weight_decay=0.1), dict(decoupled=True)),
]


@pytest.mark.parametrize("name, direction, settings, ours", CASES)
def test_is_pytorchs(name, direction, settings, ours):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: parity with torch.optim is not tested here")
    params, gradients = problem(0)
    theirs = {k: torch.tensor(p, dtype=torch.float64, requires_grad=True) for k, p in params.items()}
    optimizer = getattr(torch.optim, name)(theirs.values(), **settings)
    for grads, mine in zip(gradients, walk(direction, params, gradients, **settings, **ours), strict=True):
        for k, p in theirs.items():
            p.grad = torch.tensor(grads[k], dtype=torch.float64)
        optimizer.step()
        for k, p in theirs.items():
            np.testing.assert_allclose(mine[k], p.detach().numpy(), rtol=1e-9, atol=1e-12)


def steps_of(direction, gradients, **settings):
    """Return the steps that one parameter takes at rate 1."""
    at = [0.0, *(float(p["x"]) for p in walk(direction, {"x": 0.0}, [{"x": np.array(g)} for g in gradients], lr=1.0, **settings))]
    return -np.diff(at)


def test_momentum_of_a_constant_gradient_is_a_geometric_sum():
    np.testing.assert_allclose(steps_of(sgd, [2.0] * 5, momentum=0.5), [2, 3, 3.5, 3.75, 3.875])


def test_nesterov_is_momentum_looked_at_from_the_point_ahead():
    """On a quadratic, y = θ − lr·μ·b follows the steps of the look-ahead form (Sutskever et al. 2013)."""
    a, lr, mu, steps = 3.0, 0.1, 0.9, 12
    position, velocity, ahead = 1.0, 0.0, []
    for _ in range(steps):
        ahead.append(position + mu * velocity)
        velocity = mu * velocity - lr * a * ahead[-1]
        position += velocity
    gradients = [{"x": np.array(a * y)} for y in ahead]
    ours = walk(sgd, {"x": np.array(1.0)}, gradients, lr=lr, momentum=mu, nesterov=True)
    np.testing.assert_allclose([float(p["x"]) for p in ours[:-1]], ahead[1:], rtol=1e-12)


def test_adam_of_a_constant_gradient_steps_by_the_rate():
    for g in [1e-3, -2.0]:
        np.testing.assert_allclose(steps_of(adam, [g] * 9, eps=0.0), np.full(9, np.sign(g)), rtol=1e-12)


def test_rmsprop_and_adagrad_of_a_constant_gradient():
    t = np.arange(1, 7)
    np.testing.assert_allclose(steps_of(rmsprop, [3.0] * 6, alpha=0.9, eps=0.0), 1 / np.sqrt(1 - 0.9**t), rtol=1e-12)
    np.testing.assert_allclose(steps_of(adagrad, [3.0] * 6, eps=0.0), 1 / np.sqrt(t), rtol=1e-12)


def test_weight_decay_of_plain_descent_is_decoupled_decay():
    params, gradients = problem(1, 5)
    coupled, decoupled = (walk(sgd, params, gradients, lr=0.1, weight_decay=0.3, decoupled=d) for d in (False, True))
    for a, b in zip(coupled, decoupled, strict=True):
        for k in params:
            np.testing.assert_allclose(a[k], b[k], rtol=1e-12)
