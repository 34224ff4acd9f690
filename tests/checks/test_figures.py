"""The words for figures: right figures of every make pass, and each wrong one hears what it shows."""
import io

import numpy as np
import pytest

from autograder.checks import (
    arrows,
    assert_bars,
    assert_colour_bar,
    assert_contours,
    assert_equal_aspect,
    assert_labelled,
    assert_line,
    assert_named,
    assert_points,
    assert_scales,
    assert_visible,
    band,
    bars,
    contours,
    height,
    image,
    line,
    panel,
    panels,
    points,
    segments,
    shade,
    words,
)
from autograder.errors import Mismatch, WallError
from autograder.worker.protocol import decode, encode

matplotlib = pytest.importorskip("matplotlib")
matplotlib.use("Agg")
import matplotlib.pyplot as plt  # noqa: E402


def cross(figure):
    wire = io.BytesIO(encode("answer", 1, figure))
    return decode(lambda size: bytearray(wire.read(size)))[2]


def drawn(draw, *shape, **options):
    figure, axes = plt.subplots(*shape, **options)
    draw(axes)
    return cross(figure)


def says(*parts):
    return pytest.raises(Mismatch, match=".*".join(parts))


X, Y = np.array([1.0, 2.0, 4.0]), np.array([3.0, 0.5, 2.0])


@pytest.mark.parametrize("draw", [
    lambda a: a.plot(X, Y), lambda a: a.plot(X[::-1], Y[::-1], "o--"), lambda a: (a.plot([9, 9], [0, 1]), a.semilogy(X, Y)), lambda a: a.plot(X.tolist(), list(Y))])
def test_a_line_goes_through_its_points_however_it_was_drawn(draw):
    assert_line(drawn(draw), X, Y)


def test_what_a_wrong_line_hears():
    with says("no line"):
        assert_line(drawn(lambda a: a.scatter(X, Y)), X, Y)
    with says("“k”", "2 points", "3 are"):
        assert_line(drawn(lambda a: a.plot(X[:2], Y[:2], label="k")), X, Y)
    with says("the y of its points", r"\[1\]", "0.5", "0.6"):
        assert_line(drawn(lambda a: a.plot(X, [3, 0.6, 2])), X, Y)
    with says("none of the 2 lines shows the loss"):
        assert_line(drawn(lambda a: (a.plot(X, Y + 1), a.plot([0, 1], [0, 1]))), X, Y, of="the loss")
    with says("Figure", "return fig"):
        panels([1.0])


def test_lines_are_known_by_their_names():
    figure = drawn(lambda a: (a[0].plot(X, Y, label="lr=0.1 (diverges)"), a[0].plot(X, Y, label="lr=0.15"), a[1].plot(X, X), a[1].set_title("by hand")), 1, 2)
    assert line(figure, "lr=0.1").label == "lr=0.1 (diverges)" and line(figure, "LR=0.15").label == "lr=0.15"
    assert np.array_equal(line(figure, "by hand").y, X)
    for make in (lambda a: a.errorbar(X, Y, label="measured"), lambda a: a.errorbar(X, Y, yerr=0.1, fmt="o", label="measured"),
                 lambda a: a.stem(X, Y, label="measured")):
        assert_line(drawn(make), X, Y, label="measured")            # the label is the whole's, not its lines'
    with says("“momentum”", "“lr=0.15”"):
        line(figure, "momentum")
    with says("2 lines", "which"):
        line(figure, "lr")


def test_heights_between_points():
    at = np.array([1.0, 1.4, 1.6, 2.0, 3.0, 4.0, 5.0])
    cases = {"post": [3, 3, 3, 0.5, 0.5, 2, np.nan], "pre": [3, 0.5, 0.5, 0.5, 2, 2, np.nan], "mid": [3, 3, 0.5, 0.5, 2, 2, np.nan]}
    for where, expected in cases.items():
        figure = drawn(lambda a, where=where: a.step(X, Y, where=where))
        assert np.array_equal(height(figure.axes[0].lines[0], at), expected, equal_nan=True), where
    stairs = drawn(lambda a: a.stairs(Y[:2], X)).axes[0].lines[0]
    assert np.array_equal(height(stairs, at)[:5], [3, 3, 3, 0.5, 0.5])
    straight = drawn(lambda a: a.plot(X[::-1], Y[::-1])).axes[0].lines[0]
    assert np.allclose(height(straight, at), [3, 2, 1.5, 0.5, 1.25, 2, np.nan], equal_nan=True)
    with says("back and forth"):
        height(drawn(lambda a: a.plot([0, 2, 1], [0, 0, 0])).axes[0].lines[0], at)


@pytest.mark.parametrize("draw", [
    lambda a: a.bar([0, 1, 2], [1, 2, 3]), lambda a: a.barh([2, 0, 1], [3, 1, 2]), lambda a: a.bar(np.arange(3) + 0.3, [1, 2, 3], width=0.2),
    lambda a: a.bar(["p", "q", "r"], [1, 2, 3]), lambda a: [a.add_patch(plt.Rectangle((k - 0.4, 0), 0.8, k + 1)) for k in range(3)],
    lambda a: a.stairs([1, 2, 3], [-0.5, 0.5, 1.5, 2.5], fill=True), lambda a: a.hist([0, 1, 1, 2, 2, 2], bins=[-0.5, 0.5, 1.5, 2.5])])
def test_bars_of_every_make(draw):
    assert_bars(drawn(draw), [0, 1, 2], [1, 2, 3])


def test_what_wrong_bars_hear():
    with says("there are 3", "2 are"):
        assert_bars(drawn(lambda a: a.bar([0, 1, 2], [1, 2, 3])), [0, 1], [1, 2])
    with says("stands at 2"):
        assert_bars(drawn(lambda a: a.bar([0, 2], [1, 2])), [0, 1], [1, 2])
    with says("begin at 0"):
        assert_bars(drawn(lambda a: a.bar([0, 1], [1, 2], bottom=1)), [0, 1], [1, 2])
    with says("heights", r"\[1\]"):
        assert_bars(drawn(lambda a: a.bar([0, 1], [1, 2])), [0, 1], [1, 3])
    with says("no bars are labelled “seen”", "“found”"):
        bars(drawn(lambda a: a.bar([0], [1], label="found")), "seen")
    loop = drawn(lambda a: [a.bar(k, k + 1.0, color="C0", label="seen" if k == 0 else None) for k in range(3)])
    assert_bars(loop, [0, 1, 2], [1, 2, 3], label="seen")


def test_points_in_any_order():
    places = np.column_stack([X, Y])
    for draw in (lambda a: a.scatter(X[::-1], Y[::-1]), lambda a: a.plot(X, Y, "x"), lambda a: (a.scatter(X[:1], Y[:1]), a.plot(X[1:], Y[1:], "."))):
        assert_points(drawn(draw), places)
    with says("2 are drawn", "3 are"):
        assert_points(drawn(lambda a: a.scatter(X[1:], Y[1:])), places)
    with says("none is drawn at", "number 1"):
        assert_points(drawn(lambda a: a.scatter(X, Y * [1, 2, 1])), places)
    with says("no points labelled"):
        points(drawn(lambda a: a.plot(X, Y)), "test")


@pytest.mark.parametrize("draw", [
    lambda a, v: a.imshow(v[::-1], extent=(0, 3, 0, 2)), lambda a, v: a.imshow(v, extent=(0, 3, 0, 2), origin="lower"),
    lambda a, v: a.pcolormesh(np.arange(4), np.arange(3), v), lambda a, v: a.pcolormesh(np.arange(3, -1, -1), np.arange(3), v[:, ::-1])])
def test_images_are_read_where_they_are_seen(draw):
    values = np.arange(6.0).reshape(2, 3)
    picture = image(drawn(lambda a: draw(a, values)))
    x, y = np.meshgrid([0.5, 1.5, 2.5], [0.5, 1.5])
    assert np.array_equal(shade(picture, x, y), values)
    assert np.isnan(shade(picture, np.array([5.0]), np.array([1.0]))).all()


def test_arrows_contours_bands_and_segments():
    x, y = np.meshgrid(np.linspace(0, 1, 30), np.linspace(0, 2, 30))

    def draw(a):
        a.quiver(x, y, y, x)
        a.contourf(x, y, x**2 + y)
        a.contour(x, y, x**2 + y)
        a.fill_between([0, 1, 2], [0, 1, 0], [2, 3, 2])
        a.vlines([1.0], 0, 5)
    figure = drawn(draw)
    assert np.array_equal(arrows(figure).u, y.ravel())
    assert_contours(figure, lambda x, y: x**2 + y, atol=1e-2)
    assert not contours(figure).filled
    low, high = band(figure, [0.5, 1.5, 3.0])
    assert np.allclose(low, [0.5, 0.5, np.nan], equal_nan=True) and np.allclose(high, [2.5, 2.5, np.nan], equal_nan=True)
    assert any(np.array_equal(piece, [[1, 0], [1, 5]]) for piece in segments(figure))
    with says("along the contour line of level"):
        assert_contours(figure, lambda x, y: x + y, atol=1e-2)
    with says("holds no images"):
        image(figure)


@pytest.mark.parametrize("draw", [lambda a: a.semilogy(X, Y), lambda a: (a.plot(X, Y), a.set_yscale("log")), lambda a: a.set(yscale="log")])
def test_scales_however_they_were_set(draw):
    assert_scales(drawn(draw), x="linear", y="log")
    with says("the y axis", "is log; linear"):
        assert_scales(drawn(draw), y="linear")


def test_labels():
    assert_labelled(drawn(lambda a: a.set(xlabel="t", ylabel="x")))
    with says("the y axis", "no label"):
        assert_labelled(drawn(lambda a: a.set(xlabel="t", ylabel="  ")))
    with says("axes 2 of 2"):
        assert_labelled(drawn(lambda a: a[0].set(xlabel="t", ylabel="x"), 1, 2))
    shared = drawn(lambda a: (a[1].set(xlabel="t"), a[0].set(ylabel="x"), a[1].set(ylabel="y")), 2, 1, sharex=True)
    assert_labelled(shared)
    figure, _ = plt.subplots(1, 2)
    figure.supxlabel("t")
    figure.supylabel("x")
    assert_labelled(cross(figure))
    with says("no title"):
        assert_labelled(cross(figure), title=True)


def test_names_that_can_be_read():
    def labelled(a):
        a.plot(X, Y, label="momentum")
    with says("“momentum” is nowhere", "no legend is drawn"):
        assert_named(drawn(labelled), ["momentum"])
    for more in (lambda a: a.legend(), lambda a: a.set_title("With momentum"), lambda a: a.text(1, 1, "momentum"), lambda a: a.figure.legend()):
        assert_named(drawn(lambda a, more=more: (labelled(a), more(a))), ["momentum"])
    assert "momentum" in words(drawn(lambda a: (labelled(a), a.legend())))
    with says("nowhere"):
        assert_named(drawn(lambda a: (a.plot(X, Y, label="Nesterov's momentum2"), a.legend())), ["momentum"])


def test_axes_for_a_legend_show_nothing_themselves():
    def beside(a):
        a[0].semilogy(X, Y, label="momentum")
        a[0].set(xlabel="t", ylabel="x")
        a[1].axis("off")
        a[1].legend(*a[0].get_legend_handles_labels())
    figure = drawn(beside, 1, 2)
    panels(figure, 1)
    assert_labelled(figure)
    assert_scales(figure, y="log")
    assert_named(figure, ["momentum"])


def test_what_lies_outside_the_limits():
    assert_visible(drawn(lambda a: (a.semilogy(X, [1, 0.1, 0.0]), a.axhline(0.5), a.bar([1], [1]))))
    assert_visible(drawn(lambda a: (a.plot(X, Y), a.invert_yaxis())))
    for cut in (lambda a: a.set_ylim(1, 4), lambda a: a.set_xlim(0, 3)):
        with says("outside the limits", "cut off"):
            assert_visible(drawn(lambda a, cut=cut: (a.plot(X, Y), cut(a))))


def test_the_rest():
    figure = drawn(lambda a: (a[0].bar([0], [1]), a[1].set_aspect("equal"), a[1].figure.colorbar(a[1].imshow(np.eye(2)))), 1, 2)
    assert len(panels(figure, 2)) == 2 and panel(figure, "bars") is figure.axes[0]
    assert_equal_aspect(panel(figure, "images"))
    assert_colour_bar(figure)
    with says("2 axes; 3 are"):
        panels(figure, 3)
    with says("no axes of the figure hold contours"):
        panel(figure, "contours")
    with says("aspect", "auto"):
        assert_equal_aspect(figure.axes[0])
    with says("no colour bar"):
        assert_colour_bar(drawn(lambda a: a.plot(X, Y)))


def inset_of_axes(axes):
    return axes.inset_axes([0.5, 0.5, 0.4, 0.4])


def inset_of_toolkit(axes):
    from mpl_toolkits.axes_grid1.inset_locator import inset_axes
    return inset_axes(axes, "30%", "30%")


def inset_of_toolkit_in_a_box(axes):
    from mpl_toolkits.axes_grid1.inset_locator import inset_axes
    return inset_axes(axes, "100%", "100%", bbox_to_anchor=(0.5, 0.5, 0.4, 0.4), bbox_transform=axes.transAxes)


def zoomed_inset(axes):
    from mpl_toolkits.axes_grid1.inset_locator import zoomed_inset_axes
    return zoomed_inset_axes(axes, 2)


INSETS = pytest.mark.parametrize("inset", [inset_of_axes, inset_of_toolkit, inset_of_toolkit_in_a_box, zoomed_inset])


@INSETS
def test_an_inset_is_told_and_repeats_what_its_axes_show(inset):
    def draw(axes):
        axes[0].plot(X, 2 * Y, label="other")
        axes[1].plot(X, Y, label="f")
        inner = inset(axes[1])
        inner.plot(X, Y, label="f")
        inner.set(xlim=(X[0], X[1]), title="closer")
        axes[1].indicate_inset_zoom(inner)
    figure = drawn(draw, 1, 2)
    assert [a.inset for a in figure.axes] == [-1, -1, 1] and [a.twin for a in figure.axes] == [-1] * 3
    assert len(panels(figure, 2)) == 2 and "inset “closer”: 1 line (f)" in repr(figure)
    assert_line(figure, X, Y, label="f")
    assert_visible(figure)                              # that it is cut off is what a closer look is for
    assert "closer" in words(figure)
    assert_line(figure.axes[2], X, Y)                   # who asks for it may look into it


@INSETS
def test_who_draws_in_an_inset_alone_is_told(inset):
    def draw(axes):
        inner = inset(axes)
        inner.plot(X, Y, label="f")
        inner.bar([1], [2])
        inner.scatter([1], [2])
    figure = drawn(draw)
    for ask in (lambda: assert_line(figure, X, Y), lambda: assert_line(figure, X, Y, label="f"), lambda: bars(figure), lambda: points(figure), lambda: panel(figure, "lines")):
        with pytest.raises(Mismatch, match="beside those of an inset"):
            ask()


@INSETS
def test_a_colour_bar_may_stand_in_an_inset(inset):
    def draw(axes):
        axes.figure.colorbar(axes.imshow([[1, 2], [3, 4]]), cax=inset(axes))
    figure = drawn(draw)
    assert_colour_bar(figure)
    assert len(panels(figure)) == 1
    with pytest.raises(Mismatch, match=r"holds no arrows$"):
        arrows(figure)


def test_insets_within_insets_and_of_no_end():
    def draw(axes):
        inset_of_axes(inset_of_axes(axes)).plot(X, Y)
    assert [a.inset for a in drawn(draw).axes] == [-1, 0, 1]

    def too_many(axes):
        for _ in range(100):
            axes = inset_of_axes(axes)
    with pytest.raises(WallError, match="axes: more than 64"):
        drawn(too_many)


def test_a_secondary_axis_is_none_of_the_axes():
    def draw(axes):
        axes.plot(X, Y)
        axes.secondary_xaxis("top", functions=(lambda x: 2 * x, lambda x: x / 2))
    assert len(drawn(draw).axes) == 1
