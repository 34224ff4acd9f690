"""Gradients of a deep tanh network by a complex step through the pass forwards: no pass backwards is written here.

ACCURACY: 1e-13 relative to the largest entry; a complex step of 1e-200 has no error of its own.
SOURCE: the definition of the network and of its loss.
"""
import numpy as np

from .index_gradients import derivative


def loss(weights, x, y):
    """½ the mean over points of ‖f(x) − y‖²."""
    for W in weights[:-1]:
        x = np.tanh(x @ W)
    return ((x @ weights[-1] - y) ** 2).sum() / (2 * len(x))


def gradients(weights, x, y):
    """Return the gradient by each matrix of weights."""
    return [derivative(lambda W, l=l: loss([*weights[:l], W, *weights[l + 1:]], x, y), weights[l]) for l in range(len(weights))]
