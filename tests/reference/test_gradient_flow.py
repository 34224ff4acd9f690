"""The oracle of the gradient-flow report agrees with PyTorch-free identities: central differences, and a network of one layer in closed form."""
from itertools import pairwise

import numpy as np

from reference.gradient_flow import gradients, loss


def a_network(rng, sizes):
    weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in pairwise(sizes)]
    return weights, rng.normal(size=(5, sizes[0])), rng.normal(size=(5, sizes[-1]))


def test_one_layer_is_least_squares():
    (W,), x, y = a_network(np.random.default_rng(0), (4, 2))
    (found,) = gradients([W], x, y)
    assert abs(found - x.T @ (x @ W - y) / len(x)).max() < 1e-14


def test_differences_agree():
    weights, x, y = a_network(np.random.default_rng(1), (3, 4, 5, 2))
    found = gradients(weights, x, y)
    for l, W in enumerate(weights):
        for at in np.ndindex(W.shape):
            step = np.zeros_like(W)
            step[at] = 1e-6
            up, down = ([*weights[:l], W + sign * step, *weights[l + 1:]] for sign in (1, -1))
            slope = (loss(up, x, y) - loss(down, x, y)) / 2e-6
            assert abs(found[l][at] - slope) < 1e-9      # 1e-12 from the step, and rounding of a loss near 1 over 2e-6
