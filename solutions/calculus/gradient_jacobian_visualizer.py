"""Gradient-field and Jacobian visualiser for multivariate functions

75 min · difficulty 2 · after index-notation-gradient

    f: ℝⁿ → ℝ       ∇f = (∂f/∂x₁, …, ∂f/∂xₙ)            F: ℝⁿ → ℝᵐ      Jᵢⱼ = ∂Fᵢ/∂xⱼ,  m × n,  a row for each Fᵢ

Both are to be had from values alone: move one coordinate a little, and see what changes.  How little?  Too far, and the curvature
of f shows; too near, and the digits of f run out, or those of x itself: near 10⁶ the next number is 10⁻¹⁰ away.

Then look at them.  The gradient stands at right angles to the contours of f, points to where f grows, and is long where
the contours are dense.  A Jacobian is what F does to a small neighbourhood: it takes a circle around x₀ to an ellipse,

    (F(x₀ + ε u) − F(x₀)) / ε  ≈  J u           J = s₁ u₁v₁ᵀ + s₂ u₂v₂ᵀ

whose half axes are s₁u₁ and s₂u₂.
"""
import numpy as np


# %% numeric: derivatives from values
def numerical_gradient(f, x):
    """∇f (n,) at x (n,), right to 1e-6 of each entry (to 1e-8 where an entry is 0), for smooth f and |xᵢ| up to 10⁶.

    f takes an array (n,) of float64 and returns a number.  It need not take complex ones.  x itself stays as it is.
    """
    ...
    return numerical_jacobian(f, x)[0]


def numerical_jacobian(F, x):
    """J (m, n) at x (n,), as exact as a gradient.  F returns m numbers, as an array or a list; or one number, and J is (1, n)."""
    ...
    x, columns = np.array(x, float), []
    for j in range(len(x)):
        h = np.finfo(float).eps**(1 / 3) * max(1.0, abs(x[j]))      # the curvature leaves h², rounding ε/h: they are alike
        ahead, behind = x.copy(), x.copy()
        ahead[j] += h
        behind[j] -= h
        change = np.atleast_1d(np.asarray(F(ahead), float)) - np.atleast_1d(np.asarray(F(behind), float))
        columns.append(change / (ahead[j] - behind[j]))             # what was moved in fact, 2h but for rounding
    return np.stack(columns, axis=1)


# %% figure: a field of arrows, and a circle and its image · needs matplotlib
def gradient_field_figure(f, xlim, ylim, n):
    """A matplotlib Figure of f over the rectangle xlim × ylim, pairs of numbers: contour lines of f, drawn from the n × n grid of
    evenly spaced points or from a finer one, and one quiver of ∇f at the points of that n × n grid, the ends among them.

    The (u, v) of the quiver are ∇f itself, not shortened.  f takes an array (2,) and returns a number.  The aspect is equal, so that
    right angles look like it, and both axes are labelled.
    """
    import matplotlib.pyplot as plt
    ...
    x, y = np.linspace(*xlim, n), np.linspace(*ylim, n)
    fine_x, fine_y = np.linspace(*xlim, 40), np.linspace(*ylim, 40)
    values = np.array([[f(np.array([a, b])) for a in fine_x] for b in fine_y])          # a row for each y
    slopes = np.array([[numerical_gradient(f, np.array([a, b])) for a in x] for b in y])
    figure, axes = plt.subplots(layout="constrained")
    axes.contour(fine_x, fine_y, values, levels=12, cmap="viridis", linewidths=0.9)
    axes.quiver(*np.meshgrid(x, y), slopes[..., 0], slopes[..., 1], angles="xy", width=0.004)
    axes.set(xlabel="x", ylabel="y", aspect="equal", title="contours and gradient")
    return figure


def jacobian_figure(F, x0, eps=1e-3):
    """A matplotlib Figure of what F does to a circle of radius eps around x0 (2,), seen at the scale of eps: lines labelled

        “circle”        all u of length 1
        “image”         (F(x0 + eps u) − F(x0)) / eps
        “singular 1”    from 0 to s₁u₁ of the Jacobian at x0; the sign of u₁ is free
        “singular 2”    from 0 to s₂u₂ likewise, s₁ ≥ s₂

    Circle and image have 100 points or more, all the way round.  F returns two numbers, as an array or a list.  The aspect is equal, both
    axes are labelled, and the four names can be read in a legend.
    """
    import matplotlib.pyplot as plt
    ...
    x0 = np.asarray(x0, float)
    angles = np.linspace(0, 2 * np.pi, 201)
    circle = np.column_stack([np.cos(angles), np.sin(angles)])
    image = np.array([np.subtract(F(x0 + eps * u), F(x0)) / eps for u in circle])
    U, s, _ = np.linalg.svd(numerical_jacobian(F, x0))
    figure, axes = plt.subplots(layout="constrained")
    axes.plot(*circle.T, "--", color="0.6", label="circle")
    axes.plot(*image.T, label="image")
    for i in range(2):
        axes.plot(*np.outer(s[i] * U[:, i], [0, 1]), marker=".", label=f"singular {i + 1}")
    axes.set(xlabel="first coordinate", ylabel="second coordinate", aspect="equal")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
    return figure
