"""Gradient descent beside the bounds that hold for it.

ACCURACY: float64; after k steps a coordinate is off by some k·ε of its start.
SOURCE: the definition of the iteration and of the two bounds, with every x_j kept.
"""
import numpy as np


def bounds(f, grad, mu, x0, x_star, eta, k):
    """Return what falls, for x₀ … x_k, and its bound: f − f* and 1/j for mu = 0, the squared distance and (1 − η mu)ʲ for mu > 0."""
    run = [np.asarray(x0, float)]
    while len(run) <= k:
        run.append(run[-1] - eta * grad(run[-1]))
    squares = [float(np.dot(x - x_star, x - x_star)) for x in run]
    if mu:
        return np.array(squares), np.array([(1 - eta * mu) ** j * squares[0] for j in range(k + 1)])
    return (np.array([float(f(x) - f(np.asarray(x_star, float))) for x in run]),
            np.array([squares[0] / (2 * eta * j) if j else np.inf for j in range(k + 1)]))
