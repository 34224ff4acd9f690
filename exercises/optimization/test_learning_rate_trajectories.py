import re

import numpy as np

from autograder.checks import (assert_close, assert_contours, assert_equal, assert_labelled, assert_line, assert_scales, assert_visible, contours,
                               forbids, hint, panel, panels, raises, require, unspoiled, words, worth)
from reference import trajectories as exact

forbidden = forbids("scipy.optimize.minimize", "scipy.optimize.line_search", "scipy.optimize.minimize_scalar", "scipy.optimize.fmin_cg",
                    "scipy.optimize.fmin_bfgs")

ROUNDING = 1e-10    # of the largest iterate: some k·ε of it are lost in k steps
STEP = 1e-9         # of the step that was made: one subtraction
CLEAR = 1e-9        # of f: where a decision was clearer than that, rounding has no say in it
EXACT = 1e-12       # of an eigenvalue of a matrix of a few rows: some n·ε


# %% descend: with a fixed step, and with one that is tried
def on_a_quadratic(yours, H, best, x0, lr, steps):
    def grad(x):
        return H @ (x - best)
    return yours.gradient_descent(grad, x0, lr, steps)


def symmetric(rng, eigenvalues):
    """Return a symmetric matrix of these eigenvalues."""
    Q = np.linalg.qr(rng.normal(size=(len(eigenvalues), len(eigenvalues))))[0]
    H = (Q * np.array(eigenvalues)) @ Q.T
    return (H + H.T) / 2


@hint("Which way does f fall?", "A trajectory of `steps` steps has how many points?")
@worth(2)
def test_follows_the_gradient_down(yours, rng):
    """On a quadratic, x_k − x* is (I − ηH)ᵏ (x₀ − x*): for short, long and too long steps, from x₀ on."""
    cases = [([2.0], 0.25, 1), ([2.0], 0.25, 3), ([0.5, 4.0], 0.4, 6), ([1.0, 3.0, 10.0], 0.15, 25), ([1.0, 3.0], 1.0, 20), ([2.0, 5.0, 6.0, 7.0], 0.1, 60)]
    for eigenvalues, lr, steps in cases:
        H, best, x0 = symmetric(rng, eigenvalues), rng.normal(size=len(eigenvalues)), 3 * rng.normal(size=len(eigenvalues))
        expected = exact.quadratic_trajectory(H, best, x0, lr, steps)
        assert_close(yours.run(on_a_quadratic, H, best, x0, lr, steps), expected, rtol=0, atol=ROUNDING * abs(expected).max())


def test_stays(yours, rng):
    """Without a step the trajectory is x₀ alone; with a learning rate of 0 it is x₀ again and again."""
    for lr, steps in [(0.3, 0), (0.0, 4)]:
        x0 = rng.normal(size=3)
        assert_close(yours.run(on_a_quadratic, np.eye(3), np.ones(3), x0, lr, steps), np.tile(x0, (steps + 1, 1)), rtol=0)


def point_afterwards(yours, x0, backtracking):
    if backtracking:
        return {"trajectory": yours.backtracking_descent(quartic, quartic_slope, x0, 0.25, 0.5, 3), "x0": x0}
    return {"trajectory": yours.gradient_descent(quartic_slope, x0, 0.01, 3), "x0": x0}


@hint("Whose array is x₀?")
def test_start_stays_as_it_is(yours, rng):
    """Afterwards x₀ holds what it held, with a fixed step and with one that is tried."""
    for backtracking in (False, True):
        x0 = rng.uniform(1, 2, size=2)
        got = yours.run(point_afterwards, x0, backtracking)
        assert_equal(got["x0"], x0)
        require(np.shape(got["trajectory"]) == (4, 2), "three steps make four points", got=got["trajectory"])
        assert_close(got["trajectory"][0], x0, rtol=0, said="the first point")
        require(np.isfinite(got["trajectory"]).all() and (np.diff(quartic(got["trajectory"])) < 0).all(), "f falls with each of these steps",
                got=got["trajectory"])


def test_takes_any_start(yours, rng):
    """Whole numbers, float32 and any layout of x₀ give a trajectory in float64."""
    H, best = symmetric(rng, [1.0, 2.0, 3.0]), rng.normal(size=3)
    unspoiled(lambda x0: yours.run(on_a_quadratic, H, best, x0, 0.3, 4), 4 * rng.normal(size=3),
              expect=lambda x0: exact.quadratic_trajectory(H, best, x0, 0.3, 4), rtol=0, atol=20 * ROUNDING)      # points lie below 20


def parabola(x):
    return 2 * np.sum(x * x)


def parabola_slope(x):
    return 4 * x


def quartic(x):
    return np.sum(x**4 * np.array([0.25, 2.0]), axis=-1)


def quartic_slope(x):
    return x**3 * np.array([1.0, 8.0])


def wells(x):
    return np.sum((x * x - 1)**2) + np.sum(x)**2


def wells_slope(x):
    return 4 * x * (x * x - 1) + 2 * np.sum(x)


def barrier(x):
    with np.errstate(invalid="ignore"):
        return 10 * np.sum(x - np.log(x))


def barrier_slope(x):
    return 10 * (1 - 1 / x)


LANDSCAPES = {"parabola": (parabola, parabola_slope), "quartic": (quartic, quartic_slope), "wells": (wells, wells_slope),
              "barrier": (barrier, barrier_slope)}


def downhill(yours, name, x0, alpha, beta, steps):
    f, grad = {"parabola": (parabola, parabola_slope), "quartic": (quartic, quartic_slope), "wells": (wells, wells_slope),
               "barrier": (barrier, barrier_slope)}[name]
    return yours.backtracking_descent(f, grad, x0, alpha, beta, steps)


def tries(yours, name, x0, alpha, beta, steps):
    """Each step of the trajectory is the first of 1, β, β², … that meets the condition, from the point where yours stands."""
    f, grad = LANDSCAPES[name]
    x0 = np.array(x0)
    got = yours.run(downhill, name, x0, alpha, beta, steps)
    require(isinstance(got, np.ndarray) and got.shape == (steps + 1, len(x0)), f"a trajectory of shape {(steps + 1, len(x0))} is asked for", got=got)
    assert_close(got[0], x0, rtol=0, said="the first point")
    for k, (x, after) in enumerate(zip(got, got[1:])):
        g = grad(x)
        if not np.isfinite(x).all() or np.linalg.norm(g) <= 1e-6:
            break
        t, margin = exact.armijo_step(f, grad, x, alpha, beta)
        if margin > CLEAR:
            made = (x - after) @ g / (g @ g)
            length = STEP * t * np.linalg.norm(g) + 1e-13 * abs(x).max()
            assert_close(after, x - t * g, rtol=0, atol=length, said=f"step {k + 1} is of length t = {made:.4g}, with β = {beta:g}")


@hint("With t = 1 and α = 1/2 on paper: what do both sides of the condition say?", "Of which trial is the first in each step?")
@worth(2)
def test_first_step_that_will_do(yours, rng):
    """In each step t is the first of 1, β, β², … at which f has fallen by α t ‖∇f‖² or more."""
    tries(yours, "parabola", [0.5], 0.5, 0.9, 1)
    tries(yours, "quartic", [2.0, 0.0], 0.25, 0.6, 2)          # steep at first, then flat enough for a whole step
    tries(yours, "quartic", [2.0, 1.0], 0.25, 0.6, 12)
    tries(yours, "quartic", [30.0, -20.0], 0.25, 0.97, 2)      # so steep, and shortened by so little, that hundreds are tried
    for _ in range(3):
        tries(yours, "wells", rng.uniform(-3, 3, size=3), rng.uniform(0.05, 0.45), rng.uniform(0.3, 0.9), 12)
        tries(yours, "parabola", 20 * rng.normal(size=2), rng.uniform(0.05, 0.45), rng.uniform(0.3, 0.9), 4)


@hint("What does Python say to nan > 1?  And to nan <= 1?")
def test_no_number_is_no_descent(yours, rng):
    """Where a trial leaves the domain of f and f is nan, a shorter step is tried."""
    tries(yours, "barrier", [2.0], 0.25, 0.5, 1)
    tries(yours, "barrier", rng.uniform(1.5, 4, size=3), 0.1, 0.6, 6)


def test_rests_where_it_is_flat(yours, rng):
    """Where the gradient is 0, x is repeated."""
    for name, x0 in [("parabola", np.zeros(1)), ("wells", np.array([1.0, -1.0])), ("barrier", np.ones(3))]:
        assert_close(yours.run(downhill, name, x0, 0.3, 0.5, 3), np.tile(x0, (4, 1)), rtol=0)


def test_refuses_what_promises_nothing(yours):
    """α outside (0, 1/2] and β outside (0, 1) raise ValueError; α = 1/2 is a share that can be met."""
    for alpha, beta in [(0.0, 0.5), (-0.1, 0.5), (0.51, 0.5), (1.0, 0.5), (0.3, 0.0), (0.3, 1.0), (0.3, -0.5), (0.3, 1.5)]:
        with raises(ValueError):
            yours.run(downhill, "parabola", np.array([1.0]), alpha, beta, 1)
    tries(yours, "parabola", [3.0], 0.5, 0.9, 2)


# %% predict: what becomes of each direction
@hint("For which η is |1 − ηλ| = 1?  Which λ gets there first?")
def test_critical_rate(yours, rng):
    """critical_learning_rate(H) is the least η at which the factor 1 − ηλ of some direction reaches −1."""
    for H, largest in [(np.array([[2.0, 1.0, 0.0], [1.0, 2.0, 0.0], [0.0, 0.0, 2.5]]), 3.0), (np.array([[4.0]]), 4.0)]:
        assert_close(yours.critical_learning_rate(H), 2 / largest, rtol=EXACT)
    for n in (2, 3, 6):
        eigenvalues = rng.uniform(0.1, 9, size=n)
        H = symmetric(rng, eigenvalues)
        assert_close(yours.critical_learning_rate(H), 2 / eigenvalues.max(), rtol=EXACT)


def test_no_minimum(yours, rng):
    """A matrix that is not symmetric, or not positive definite, raises ValueError."""
    for H in [np.array([[-1.0]]), np.diag([1.0, 0.0]), symmetric(rng, [-0.5, 2.0, 3.0]), np.array([[2.0, 1.0], [0.0, 2.0]]),
              np.array([[2.0, 0.0], [0.5, 2.0]]), np.ones((2, 3))]:
        with raises(ValueError):
            yours.critical_learning_rate(H)
    yours.critical_learning_rate(symmetric(rng, [0.5, 2.0, 3.0]))       # and a minimum is not refused


@hint("1 − ηλ: when is it negative?  When is it −1 or less?", "What is said of ηλ = 1, and of ηλ = 2?")
def test_regimes(yours, rng):
    """Each eigenvalue in ascending order has its regime; 1 and 2 belong where the statement says."""
    for H, lr, expected in [([[1.0]], 0.5, ["monotone"]), ([[1.0]], 1.5, ["oscillating"]), ([[1.0]], 3.0, ["divergent"]),
                            ([[2.0, 1.0], [1.0, 2.0]], 0.7, ["monotone", "divergent"]),
                            ([[8.0, 0.0], [0.0, 1.0]], 0.125, ["monotone", "monotone"]), ([[8.0, 0.0], [0.0, 1.0]], 0.25, ["monotone", "divergent"]),
                            ([[4.0, 0.0, 0.0], [0.0, 16.0, 0.0], [0.0, 0.0, 6.0]], 0.25, ["monotone", "oscillating", "divergent"])]:
        assert_equal(yours.regime(np.array(H), lr), expected)
    assert_equal(yours.regime(symmetric(rng, [0.3, 0.9, 1.1, 1.9, 2.5]), 1.0), ["monotone", "monotone", "oscillating", "oscillating", "divergent"])
    assert_equal(yours.regime(symmetric(rng, [0.3, 0.9]), 2.0), ["monotone", "oscillating"])


# %% figure: paths on the landscape, and losses · needs matplotlib
STEEP, SHALLOW, MIXED = 4.0, 1.0, 0.6


def bowl(p):
    """A bowl that is neither symmetric under exchange of its axes nor in their direction."""
    x, y = p[..., 0] - 0.5, p[..., 1] + 0.25
    return (STEEP * x * x + 2 * MIXED * x * y + SHALLOW * y * y) / 2


def draw(yours, trajectories):
    return yours.trajectory_figure(bowl, trajectories)


def descents(rng, rates, steps=12):
    """Return {lr: trajectory} on the bowl, from a start each."""
    H, best = np.array([[STEEP, MIXED], [MIXED, SHALLOW]]), np.array([0.5, -0.25])
    return {lr: exact.quadratic_trajectory(H, best, best + rng.uniform(1, 2, size=2) * rng.choice([-1, 1], size=2), lr, steps + k)
            for k, lr in enumerate(rates)}


def one(rng):
    return {0.25: np.array([[2.0, 1.0], [1.0, 0.5], [0.75, 0.25]])}


def several(rng):
    """Return one trajectory for each regime of the steep direction: the last one flies off."""
    return descents(rng, (0.15, 0.42, 0.7), 20)


def says(label, lr):
    """A label holds a number, however it is written."""
    return any(abs(float(number) - lr) <= 1e-6 * lr for number in re.findall(r"\d*\.?\d+(?:[eE][+-]?\d+)?", label))


@hint("A trajectory has rows.  Which of its columns goes along x?")
@worth(2)
def test_paths(yours, rng):
    """On the axes with the contours, each trajectory is one line through all its points in their order; its label holds the learning rate."""
    for trajectories in (one(rng), several(rng)):
        figure = yours.run(draw, trajectories)
        axes = panel(figure, "contours")
        for lr, path in trajectories.items():
            named = [line for line in axes.lines if says(line.label, lr)]
            labels = ", ".join(f"“{line.label}”" for line in axes.lines) or "none at all"
            require(len(named) == 1, f"one line is to have the number {lr:g} in its label; the labels are {labels}", got=figure)
            drawn = np.column_stack([named[0].x, named[0].y])
            require(len(drawn) == len(path), f"the path of {lr:g} has {len(drawn)} points, the trajectory {len(path)}", got=drawn, expected=path)
            assert_close(drawn, path, rtol=1e-9, said=f"the path of {lr:g}")        # what is drawn is what was given


@hint("Which values of f does the line of a level connect?", "f takes points (…, 2): in which entry is x?")
def test_contours(yours, rng):
    """The contours are those of f: along the line of a level, f has that value, within what a grid of 60 × 60 leaves."""
    for trajectories in (one(rng), several(rng)):
        figure = yours.run(draw, trajectories)
        axes = panel(figure, "contours")
        places = np.concatenate([np.array([axes.xlim, axes.ylim]).T, *(p for p in contours(axes).points if len(p))])
        width, height = np.ptp(places, axis=0) / 59
        error = max(STEEP * width**2, SHALLOW * height**2) / 8      # of a line between two points, beside the curve
        assert_contours(axes, lambda x, y: bowl(np.stack([x, y], axis=-1)), atol=1.01 * error)      # and rounding


@hint("Of which points is the loss at step 0?")
@worth(2)
def test_losses(yours, rng):
    """On the other axes each trajectory has a line of f over 0, 1, …, t, under a logarithmic axis, and nothing of it is cut off."""
    for trajectories in (one(rng), several(rng)):
        figure = yours.run(draw, trajectories)
        others = [axes for axes in panels(figure, 2) if not axes.contours]
        require(len(others) == 1, "one of the two axes has no contours: that of the losses", got=figure)
        for lr, path in trajectories.items():
            drawn = assert_line(others[0], np.arange(len(path)), bowl(path), of=f"the losses of {lr:g}")
            require(not drawn.label or says(drawn.label, lr), f"the losses of {lr:g} are labelled “{drawn.label}”", got=figure)
        assert_scales(others[0], x="linear", y="log")
        assert_visible(others[0])


@hint("How far does a divergent path go?  What is then seen of the others?", "A path may leave the picture without losing its points.")
def test_limits(yours, rng):
    """All starts and all trajectories that end lower are seen, and the limits are at most five times as wide and high as these."""
    for trajectories in (one(rng), several(rng), descents(rng, (0.6, 0.2))):
        axes = panel(yours.run(draw, trajectories), "contours")
        seen = np.concatenate([path if bowl(path[-1]) <= bowl(path[0]) else path[:1] for path in trajectories.values()])
        for name, (low, high), values in zip("xy", np.sort([axes.xlim, axes.ylim]), seen.T):
            inside = low - 1e-9 <= values.min() and values.max() <= high + 1e-9
            require(inside, f"points at {name} = {values.min():.4g} to {values.max():.4g} are to be seen, the limits are {low:.4g} to {high:.4g}", got=axes)
            widest = 5 * np.ptp(values)
            require(high - low <= widest, f"the limits {low:.4g} to {high:.4g} of {name} are more than five times as wide as the paths, "
                    f"{values.min():.4g} to {values.max():.4g}", got=axes)
        for lr, path in trajectories.items():
            require(any(len(line.x) == len(path) for line in axes.lines if says(line.label, lr)), f"the path of {lr:g} has lost points", got=axes)


def test_says_what_is_drawn(yours, rng):
    """All axes are labelled, and each learning rate can be read."""
    for trajectories in (one(rng), several(rng)):
        figure = yours.run(draw, trajectories)
        panels(figure, 2)
        assert_labelled(figure)
        told = words(figure)
        for lr in trajectories:
            require(any(says(text, lr) for text in told), f"the learning rate {lr:g} is nowhere to be read: is a legend drawn?", got=figure)
