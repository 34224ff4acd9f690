"""Gradient descent from scratch and its trajectories for several learning rates

75 min · difficulty 2 · after taylor-smoothness-conditions

    x ← x − η ∇f(x)

One number is to be chosen, the learning rate η, and it decides everything.  On a quadratic this can be seen through:

    f(x) = (x − x*)ᵀH(x − x*)/2 + f(x*)         x_k − x* = (I − ηH)ᵏ (x₀ − x*)

Along an eigenvector of H with eigenvalue λ the error is multiplied by 1 − ηλ in each step.  What becomes of it:

    monotone        ηλ ≤ 1          it shrinks on its own side of x*
    oscillating     1 < ηλ < 2      it shrinks, and jumps from side to side
    divergent       ηλ ≥ 2          it never shrinks

All directions share one η.  Where no H is known, a step can be tried before it is made: begin with t = 1, and shorten it
until f has fallen by a share α of what the slope promised (Armijo's condition),

    f(x − t∇f(x)) ≤ f(x) − α t ‖∇f(x)‖²
"""
import numpy as np


# %% descend: with a fixed step, and with one that is tried
def gradient_descent(grad, x0, lr, steps):
    """The trajectory (steps + 1, n) in float64: x₀ (n,) and the point after each step.  x₀ itself stays as it is; lr may be 0."""
    ...
    trajectory = [np.array(x0, float)]
    for _ in range(steps):
        trajectory.append(trajectory[-1] - lr * grad(trajectory[-1]))
    return np.array(trajectory)


def backtracking_descent(f, grad, x0, alpha, beta, steps):
    """The trajectory (steps + 1, n) of steps of length t: in each step 1, β, β², … are tried, and the first t that meets
    Armijo's condition is made.

    Where f is nan or +∞, the condition is not met.  Where the gradient is 0, x is repeated.
    ValueError unless 0 < α ≤ 1/2 and 0 < β < 1.
    """
    ...
    if not (0 < alpha <= 0.5 and 0 < beta < 1):
        raise ValueError("alpha lies in (0, 1/2], beta in (0, 1)")
    trajectory = [np.array(x0, float)]
    for _ in range(steps):
        x, t = trajectory[-1], 1.0
        g = grad(x)
        while not f(x - t * g) <= f(x) - alpha * t * (g @ g):       # `not … <=`: a comparison with nan is False
            t *= beta
        trajectory.append(x - t * g)
    return np.array(trajectory)


# %% predict: what becomes of each direction
def critical_learning_rate(H):
    """The least η at which some direction of a quadratic with the Hessian H (n, n) no longer shrinks.

    ValueError unless H is symmetric and positive definite.
    """
    ...
    H = np.asarray(H, float)
    if H.ndim != 2 or H.shape[0] != H.shape[1] or not np.allclose(H, H.T, rtol=0, atol=1e-12 * abs(H).max()):
        raise ValueError("a Hessian is square and symmetric")
    eigenvalues = np.linalg.eigvalsh(H)
    if eigenvalues[0] <= 0:
        raise ValueError("H is not positive definite: there is no minimum to descend to")
    return 2 / eigenvalues[-1]


def regime(H, lr):
    """The regime of each eigenvalue of H (n, n), symmetric and positive definite, in ascending order, for a learning rate lr > 0:
    a list of “monotone”, “oscillating” and “divergent”."""
    ...
    scaled = lr * np.linalg.eigvalsh(H)
    return ["monotone" if z <= 1 else "oscillating" if z < 2 else "divergent" for z in scaled]


# %% figure: paths on the landscape, and losses · needs matplotlib
def trajectory_figure(f, trajectories):
    """A matplotlib Figure of two axes for {lr: trajectory (t + 1, 2)}; f takes points (…, 2), gives (…) and is never negative.

    One axes: contour lines of f, drawn from a grid of at least 60 × 60 points, and each trajectory as one line through all
    its points, whose label holds the number lr, as in “η = 0.3”.
    The other: for each trajectory one line of f over the steps 0, 1, …, t, on a linear x axis and under a logarithmic y axis.

    A trajectory that ends higher than it began may go anywhere: it keeps all its points, but does not set the limits.  Those
    of the first axes hold all the other trajectories and every start, and are at most five times as wide and high as these are.
    All axes are labelled, and each lr can be read in a legend.
    """
    import matplotlib.pyplot as plt
    ...
    figure, (left, right) = plt.subplots(1, 2, figsize=(10, 4.5), layout="constrained")
    losses = {lr: f(path) for lr, path in trajectories.items()}
    shown = np.concatenate([path if losses[lr][-1] <= losses[lr][0] else path[:1] for lr, path in trajectories.items()])
    low, high = shown.min(axis=0), shown.max(axis=0)
    margin = np.where(high > low, 0.15 * (high - low), 1.0)         # a path along one axis has no height
    low, high = low - margin, high + margin

    grid = np.stack(np.meshgrid(*np.linspace(low, high, 100).T), axis=-1)
    left.contour(grid[..., 0], grid[..., 1], f(grid), levels=12, colors="0.75", linewidths=0.8)
    for lr, path in trajectories.items():
        left.plot(*path.T, marker=".", label=f"η = {lr:g}")
        right.semilogy(losses[lr], label=f"η = {lr:g}")
    left.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]), xlabel="x₁", ylabel="x₂")
    right.set(xlabel="steps", ylabel="f")
    right.legend()
    return figure
