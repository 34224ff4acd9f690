"""Where gradient descent goes on a quadratic, and which step backtracking makes.

ACCURACY: long double; `armijo_step` says by how much its nearest decision was made, relative to f.
SOURCE: x_k − x* = (I − ηH)ᵏ (x₀ − x*); the condition of L. Armijo 1966, Pacific Journal of Mathematics 16(1), tried at 1, β, β², …
"""
import numpy as np


def quadratic_trajectory(H, best, x0, lr, steps):
    """Return x₀ … x_steps, each from x₀ alone, by a power of I − lr·H."""
    H, best, x0 = (np.asarray(a, np.longdouble) for a in (H, best, x0))
    power, points = np.eye(len(x0), dtype=np.longdouble), []
    for _ in range(steps + 1):
        points.append(best + power @ (x0 - best))
        power = power - lr * (H @ power)
    return np.array(points, float)


def armijo_step(f, grad, x, alpha, beta):
    """Return (t, margin): the first of 1, β, β², … that meets the condition, and how clear the least clear decision was."""
    x = np.asarray(x, np.longdouble)
    value, g = f(x), grad(x)
    t, margin = 1.0, np.inf
    while True:
        slack = value - alpha * t * np.sum(g * g) - f(x - t * g)
        if np.isfinite(slack):
            margin = min(margin, float(abs(slack) / max(abs(value), 1e-300)))
        if slack >= 0:
            return t, margin
        t *= beta
