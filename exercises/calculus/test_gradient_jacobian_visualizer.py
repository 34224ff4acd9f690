import math

import numpy as np

from autograder.checks import (arrows, assert_close, assert_contours, assert_equal, assert_equal_aspect, assert_labelled, assert_named, forbids, hint,
                               line, panels, require, unspoiled, worth)
from reference import fields as exact
from reference.gradients import gradient

forbidden = forbids("numpy.gradient", "autograd.grad", "autograd.jacobian", "autograd.elementwise_grad", "torch.autograd.grad",
                    "torch.autograd.functional.jacobian", "torch.Tensor.backward", "scipy.optimize.approx_fprime",
                    "scipy.differentiate.derivative", "scipy.differentiate.jacobian")

RIGHT = 1e-6        # of an entry, as the statement says; the best step of a central difference leaves 1e-10
NOTHING = 1e-8      # where an entry is 0
ARROW = 1e-4        # of the longest gradient: longer than any error of a difference quotient, shorter than any eye can see
SEEN = 1e-3         # of ‖J‖: what the curvature of F leaves of a circle of radius 1e-3, and eight times the oracle's own
ROUND = 2 * np.pi / 50      # 100 points, evenly or nearly so, leave half of that


def cube(x):
    return x[0]**3


def mixed(x):
    return x[0]**2 * x[1] + np.sin(x[2]) * x[0] + np.exp(x[1] / 2)


def hill(x):
    return np.cos(x[0]) * np.exp(-x[1]**2) + x[2]


def logarithms(x):
    return np.sum(np.log(x))


def powers(x):
    return np.sum(x**3 / 7)


def quotient(x):
    return x[0]**1.5 / x[1]


def refuse_complex(x):
    """Raise TypeError where x is complex: `math` would drop the imaginary part of NumPy's numbers with no more than a warning."""
    if np.iscomplexobj(x):
        raise TypeError("real numbers only")


def real_only(x):
    refuse_complex(x)
    return math.log(x[0]) * math.atan(x[1]) + float(x[1])**2


def spiral(x):
    return [x[0] * np.cos(x[1]), x[0] * np.sin(x[1]), x[1]**2]


def product(x):
    return x[0] * x[1] * x[2]


def layer(x):
    return np.tanh(np.array([[0.5, -1.0, 0.2], [0.3, 0.4, -0.7]]) @ x)


def scales(x):
    return np.array([np.log(x[0]), x[0] * x[1], x[1]**3, 3.0 + 0 * x[0]])


def tangents(x):
    refuse_complex(x)
    return [math.tan(x[0]), math.hypot(x[0], x[1])]


# %% numeric: derivatives from values
def slopes(yours, name, x):
    functions = {"cube": cube, "mixed": mixed, "hill": hill, "logarithms": logarithms, "powers": powers, "quotient": quotient, "real": real_only}
    return yours.numerical_gradient(functions[name], x)


def matrix(yours, name, x):
    functions = {"spiral": spiral, "product": product, "layer": layer, "scales": scales, "tangents": tangents}
    return yours.numerical_jacobian(functions[name], x)


def is_gradient(yours, name, f, x, expected=None):
    expected = gradient(f, x) if expected is None else expected
    assert_close(yours.run(slopes, name, x), expected, rtol=RIGHT, atol=np.where(expected == 0, NOTHING, 0.0), said=f"at x = {x}")


@hint("Print the quotient for h = 1e−2, 1e−5, 1e−8 and 1e−12.", "How far are the two points apart between which you compare?")
def test_one_slope(yours, rng):
    """The derivative of x³ at 2 is 12, to six digits, and 3x² anywhere."""
    for x in [np.array([2.0]), *rng.uniform(0.5, 3, size=(4, 1))]:
        is_gradient(yours, "cube", cube, x)


@hint("Which coordinates move, and which stay?")
@worth(2)
def test_gradient(yours, rng):
    """Each entry is the derivative by one coordinate alone, also where it is 0."""
    for _ in range(3):
        is_gradient(yours, "mixed", mixed, rng.uniform(0.5, 2, size=3) * [1, 1, -0.25])
        is_gradient(yours, "hill", hill, rng.uniform(0.3, 1, size=3))
    is_gradient(yours, "hill", hill, np.array([0.0, 0.5, 1.0]), np.array([0.0, -np.exp(-0.25), 1.0]))
    is_gradient(yours, "hill", hill, np.array([0.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0]))


@hint("Which float64 comes after 1e6?  How many of them lie within your step?")
def test_large_numbers(yours, rng):
    """Powers and logarithms near 10⁶ have their derivatives too, and a small coordinate beside a large one."""
    is_gradient(yours, "logarithms", logarithms, np.array([1e6]))
    is_gradient(yours, "powers", powers, np.array([-1e6]))
    is_gradient(yours, "logarithms", logarithms, rng.uniform(0.5, 1, size=3) * [1e6, 4, 1e3])
    is_gradient(yours, "quotient", quotient, rng.uniform(0.5, 1, size=2) * [1e6, 5])


def test_no_complex_numbers(yours, rng):
    """A function that takes real numbers only has a gradient and a Jacobian all the same."""
    x = rng.uniform(0.5, 1.2, size=2)
    r = np.hypot(*x)
    is_gradient(yours, "real", real_only, x, np.array([np.arctan(x[1]) / x[0], np.log(x[0]) / (1 + x[1]**2) + 2 * x[1]]))
    expected = np.array([[1 / np.cos(x[0])**2, 0.0], [x[0] / r, x[1] / r]])
    assert_close(yours.run(matrix, "tangents", x), expected, rtol=RIGHT, atol=np.where(expected == 0, NOTHING, 0.0))


@hint("Which letter counts the rows, that of F or that of x?")
@worth(2)
def test_jacobian(yours, rng):
    """Row i of J belongs to Fᵢ and column j to xⱼ; F may return a list or an array."""
    for name, F, x in [("layer", layer, rng.uniform(-1, 1, size=3)), ("spiral", spiral, rng.uniform(0.5, 1.4, size=2)),
                       ("scales", scales, rng.uniform(0.5, 1, size=2) * [1e6, 3])]:
        expected = exact.jacobian(F, x)
        assert_close(yours.run(matrix, name, x), expected, rtol=RIGHT, atol=np.where(expected == 0, NOTHING, 0.0))


def test_jacobian_of_one_number(yours, rng):
    """Where F returns one number, J has one row."""
    x = rng.uniform(0.5, 2, size=3)
    assert_close(yours.run(matrix, "product", x), np.array([[x[1] * x[2], x[0] * x[2], x[0] * x[1]]]), rtol=RIGHT)


def afterwards(yours, x):
    return {"gradient": yours.numerical_gradient(mixed, x), "J": yours.numerical_jacobian(layer, x), "x": x}


@hint("Whose array is x?")
def test_leaves_x_alone(yours, rng):
    """Afterwards x holds what it held, to the last bit."""
    x = rng.uniform(0.5, 1, size=3)
    got = yours.run(afterwards, x)
    assert_equal(got["x"], x)
    assert_close((got["gradient"], got["J"]), (gradient(mixed, x), exact.jacobian(layer, x)), rtol=RIGHT)


def test_takes_any_point(yours, rng):
    """Whole numbers, float32 and any layout of x give derivatives in float64."""
    x = rng.uniform(0.6, 1.4, size=3) + np.array([1, 0, 0])
    unspoiled(lambda x: yours.run(slopes, "mixed", x), x, expect=lambda x: gradient(mixed, x.astype(float)), rtol=RIGHT)
    unspoiled(lambda x: yours.run(matrix, "layer", x), x, expect=lambda x: exact.jacobian(layer, x.astype(float)), rtol=RIGHT)


# %% figure: a field of arrows, and a circle and its image · needs matplotlib
def slope_of_valley(x):
    return np.array([x[1]**2 / 2 + 1, x[0] * x[1]])


def valley(x):
    return x[0] * x[1]**2 / 2 + x[0]


def waves(x):
    return np.sin(x[0]) + np.cos(2 * x[1]) / 2 + x[0] * x[1] / 4


def field(yours, name, xlim, ylim, n):
    return yours.gradient_field_figure({"valley": valley, "waves": waves}[name], xlim, ylim, n)


# name, f, xlim, ylim, n, and the largest |∂²f/∂x²| and |∂²f/∂y²| there
FIELDS = [("valley", valley, (-1.0, 2.0), (0.5, 3.0), 4, (0.0, 2.0)), ("waves", waves, (-2.0, 1.0), (-1.0, 3.0), 9, (1.0, 2.0)),
          ("valley", valley, (1.0, 2.0), (-2.0, 1.0), 15, (0.0, 2.0))]


@hint("At a point where f grows to the right, where does the arrow point?", "Which of the two index the rows of your arrays, x or y?")
@worth(2)
def test_arrows(yours):
    """One quiver stands on the n × n grid, both ends included, and its arrows are ∇f where they stand: in direction and in length."""
    for name, f, xlim, ylim, n, _ in FIELDS:
        got = arrows(yours.run(field, name, xlim, ylim, n))
        require(len(got.x) == n * n, f"{len(got.x)} arrows are drawn; on a grid of {n} × {n} points there are {n * n}", got=got.x)
        places, step = np.column_stack([got.x, got.y]), np.array([xlim[1] - xlim[0], ylim[1] - ylim[0]]) / (n - 1)
        cell = np.rint((places - [xlim[0], ylim[0]]) / step)
        require(len({tuple(c) for c in cell.tolist()}) == n * n, "two arrows stand at the same point of the grid", got=places)
        assert_close(places, cell * step + [xlim[0], ylim[0]], rtol=0, atol=1e-9 * abs(places).max(), said="where the arrows stand")    # a linspace
        inside = (cell >= 0).all() and (cell < n).all()
        require(inside, f"arrows stand outside {xlim} × {ylim}", got=places)
        slopes_there = np.array([gradient(f, place) for place in places])
        longest = np.linalg.norm(slopes_there, axis=1).max()
        for place, u, slope in zip(places, np.column_stack([got.u, got.v]), slopes_there):
            right = np.abs(u - slope).max() <= ARROW * longest
            require(right, f"at ({place[0]:.4g}, {place[1]:.4g}) the arrow is ({u[0]:.4g}, {u[1]:.4g}), and ∇f is ({slope[0]:.4g}, {slope[1]:.4g})",
                    got=u, expected=slope)


@hint("`contour` reads a row of its array as one y.")
def test_contour_lines(yours):
    """Along the line of a level f has that value, within what a grid of n × n points leaves; levels ascend."""
    for name, f, xlim, ylim, n, (bend_x, bend_y) in FIELDS:
        figure = yours.run(field, name, xlim, ylim, n)
        steps = np.array([xlim[1] - xlim[0], ylim[1] - ylim[0]]) / (n - 1)
        error = max(bend_x * steps[0]**2, bend_y * steps[1]**2) / 8         # of a straight line between two points, beside the curve
        found = assert_contours(figure, lambda x, y: np.array([f(p) for p in zip(x, y)]), atol=1.01 * error + 1e-9)     # and rounding
        reach = np.ptp(np.concatenate([p for p in found.points if len(p)]), axis=0)
        wide = np.array([xlim[1] - xlim[0], ylim[1] - ylim[0]])
        require((reach <= 1.001 * wide).all() and (reach >= 0.7 * wide).any(), "the contours do not fill the rectangle", got=found.levels)


def test_field_is_to_scale(yours):
    """The aspect of the field is equal, and both axes are labelled."""
    for name, _, xlim, ylim, n, _ in FIELDS:
        figure = yours.run(field, name, xlim, ylim, n)
        require(len(arrows(figure).x) > 1, "no arrows are drawn", got=figure)
        for axes in panels(figure):
            assert_equal_aspect(axes)
        assert_labelled(figure)


def shear(x):
    return [2 * x[0] + x[1], 0.5 * x[1] - 3]


def bent(x):
    return np.array([x[0] + 0.4 * x[1]**2, x[0] * x[1] + 2 * x[1]])


def polar(x):
    return [x[0] * np.cos(x[1]), x[0] * np.sin(x[1])]


MAPS = {"shear": shear, "bent": bent, "polar": polar}
# LAPACK's U of a 2 × 2 matrix is symmetric, its rows its columns, unless the entry below the diagonal is 0: at (0.3, −2) the second number of shear
# is −4, a power of 2, and every difference of it by x₁ is 0 to the last bit
PLACES = [("shear", (0.3, -2.0), 1e-3), ("bent", (0.7, -1.0), 1e-3), ("polar", (2.5, 0.6), 1e-3), ("bent", (0.2, 0.6), 0.5)]


def neighbourhood(yours, name, x0, eps):
    F = {"shear": shear, "bent": bent, "polar": polar}[name]
    return yours.jacobian_figure(F, x0) if eps == 1e-3 else yours.jacobian_figure(F, x0, eps)


def drawn(yours, name, x0, eps):
    return yours.run(neighbourhood, name, np.array(x0), eps)


def goes_round(got, label, angles):
    require(len(got) >= 100, f"“{label}” has {len(got)} points; 100 are the fewest", got=got)
    gap = exact.widest_gap(angles)
    require(gap <= ROUND, f"“{label}” does not go all the way round: {np.degrees(gap):.0f}° are missing", got=got)


@hint("What is the length of each u?")
def test_circle(yours):
    """“circle” is the unit circle, 100 points or more, all the way round."""
    for name, x0, eps in PLACES:
        one = line(drawn(yours, name, x0, eps), "circle")
        u = np.column_stack([one.x, one.y])
        assert_close(np.hypot(*u.T), np.ones(len(u)), rtol=RIGHT, said="the lengths of the circle's points")
        goes_round(u, "circle", np.arctan2(u[:, 1], u[:, 0]))


@hint("Where does F take x₀ itself?  How large is the image of a small circle, before it is magnified?")
@worth(2)
def test_image(yours):
    """“image” is (F(x₀ + ε u) − F(x₀)) / ε, all the way round: for a small ε an ellipse, for a large one what F makes of it."""
    for name, x0, eps in PLACES:
        F = MAPS[name]
        curve = exact.image_of_circle(F, np.array(x0), eps)
        one = line(drawn(yours, name, x0, eps), "image")
        points = np.column_stack([one.x, one.y])
        require(np.isfinite(points).all(), "the image has points that are no numbers", got=points)
        apart, nearest = exact.distances(points, curve)
        size, k = np.linalg.norm(exact.jacobian(F, np.array(x0)), 2), int(np.argmax(apart))
        require(apart[k] <= SEEN * size, f"the image has a point at ({points[k, 0]:.4g}, {points[k, 1]:.4g}), {apart[k]:.3g} away from where F takes the circle",
                got=points)
        goes_round(points, "image", 2 * np.pi * nearest / len(curve))


@hint("J takes v₁ to s₁u₁: which of the two lies along the longest half axis of the image?")
@worth(2)
def test_half_axes(yours):
    """“singular 1” and “singular 2” go from 0 to s₁u₁ and s₂u₂, the half axes of the ellipse."""
    for name, x0, eps in PLACES:
        figure = drawn(yours, name, x0, eps)
        U, s, _ = np.linalg.svd(exact.jacobian(MAPS[name], np.array(x0)))
        for i in range(2):
            one = line(figure, f"singular {i + 1}")
            ends = np.column_stack([one.x, one.y])[[0, -1]]
            ends = ends[np.argsort(np.linalg.norm(ends, axis=1))]
            half = s[i] * U[:, i]
            half *= 1 if half @ ends[1] >= 0 else -1
            for end, due in zip(ends, (np.zeros(2), half)):
                right = np.abs(end - due).max() <= ARROW * s[0]
                require(right, f"“singular {i + 1}” has an end at ({end[0]:.4g}, {end[1]:.4g}); expected 0 and ±({half[0]:.4g}, {half[1]:.4g})",
                        got=end, expected=due)


def test_neighbourhood_is_to_scale(yours):
    """The aspect is equal, both axes are labelled, and the four names can be read."""
    for name, x0, eps in PLACES[:2]:
        figure = drawn(yours, name, x0, eps)
        for axes in panels(figure):
            assert_equal_aspect(axes)
        assert_labelled(figure)
        assert_named(figure, ["circle", "image", "singular 1", "singular 2"])
