"""Words for a figure that was returned: what it shows, on which scales, under which words; never its pixels.

`where` is a figure, or one of its axes: of a figure all its axes are looked through, so that no order of them matters.
"""
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import Mismatch
from ..worker.figures import Area, Arrows, Axes, Contours, Figure, Image, Line, Points, Segments
from .compare import assert_close, kind, require

DRAWN = 1e-9        # relative: what is drawn is what was computed, perhaps in another order of additions
INSIDE = 1e-6       # of the length of an axis: a point on the edge of the picture is seen
KINDS = {"lines": "a line", "points": "points", "bars": "bars", "images": "an image", "arrows": "arrows", "contours": "contours",
         "segments": "line segments", "areas": "a filled area"}

Where = Figure | Axes


def panels(got: Any, count: int | None = None) -> tuple[Axes, ...]:
    """Return the figure's axes, without colour bars, twins of others, insets, and a legend's own; there are `count` of them."""
    if not isinstance(got, Figure):
        raise Mismatch(f"a matplotlib Figure is asked for, and this is {kind(got)}: `return fig`", got)
    found = tuple(a for a in got.axes if a.role != "colorbar" and a.twin < 0 and a.inset < 0 and not _is_for_a_legend(a))
    if count is not None:
        require(len(found) == count, f"the figure has {_so_many(len(found), 'axes')}; {count or 'none'} {'are' if count != 1 else 'is'} asked for", got=got)
    return found


def panel(got: Any, holding: str, number: int | None = None) -> Axes:
    """Return the one of the figure's axes that holds this kind of artist (`lines`, `bars`, …), and `number` of them where that is said."""
    every = panels(got)
    found = [a for a in every if getattr(a, holding) and number in (None, len(getattr(a, holding)))]
    many = f"{number} {holding}" if number is not None else KINDS[holding]
    require(len(found) > 0, f"no axes of the figure hold {many}{_but_an_inset(got, holding)}: it is {got!r}", got=got)
    require(len(found) == 1, f"{len(found)} axes of the figure hold {many}; one is asked for", got=got)
    return found[0]


def lines(where: Where) -> tuple[Line, ...]:
    """Return every line."""
    return tuple(line for axes in _axes(where) for line in axes.lines)


def line(where: Where, label: str) -> Line:
    """Return the line of this label: in full, as a word of a longer one, or alone on axes whose title says it."""
    return _labelled(where, "lines", label)     # type: ignore[no-any-return]


def assert_line(where: Where, x: Any, y: Any, *, label: str | None = None, rtol: float = DRAWN, atol: float = 0.0, of: str = "") -> Line:
    """A line goes through exactly these points, in whatever order they were handed over; `of` says what they are."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    candidates = [line(where, label)] if label is not None else list(lines(where))
    require(candidates, f"{_place(where)} holds no line{' for ' + of if of else ''}{_but_an_inset(where, 'lines')}", got=where)
    failures = []
    for one in candidates:
        try:
            _same_points(one, x, y, rtol, atol, of or (f"the line “{label}”" if label is not None else _a_line(one)))
            return one
        except Mismatch as error:
            failures.append((len(one.x) != len(x), error))
    if len(candidates) > 1:
        nearest = min(failures, key=lambda f: f[0])[1]
        said = f"none of the {len(candidates)} lines shows {of or 'what is asked for'}; of the nearest: {nearest.message}"
        raise Mismatch(said, nearest.got, nearest.expected)
    raise failures[0][1]


def _same_points(one: Line, x: np.ndarray, y: np.ndarray, rtol: float, atol: float, of: str) -> None:
    if len(one.x) != len(x):
        raise Mismatch(f"{of} has {_so_many(len(one.x), 'point')}; {len(x)} are to be drawn", one.y, y)
    theirs, ours = np.argsort(one.x, kind="stable"), np.argsort(x, kind="stable")
    in_order = np.array_equal(theirs, np.arange(len(x)))
    got = (one.x, one.y) if in_order or len(set(x.tolist())) < len(x) else (one.x[theirs], one.y[theirs])
    expected = (x, y) if in_order or len(set(x.tolist())) < len(x) else (x[ours], y[ours])
    assert_close(got[0], expected[0], rtol=rtol, atol=atol, said=f"{of}, the x of its points")
    assert_close(got[1], expected[1], rtol=rtol, atol=atol, said=f"{of}, the y of its points")


def height(one: Line, at: Any) -> np.ndarray:
    """Return how high a line is drawn at each x of `at`, be it straight between its points or in steps; nan beyond its ends."""
    x, y, at = one.x, one.y, np.asarray(at, float)
    if len(x) > 1 and x[0] > x[-1]:
        x, y = x[::-1], y[::-1]
    require(len(x) > 0 and (np.diff(x) >= 0).all(), f"{_a_line(one)} is to go from left to right, and goes back and forth", got=one.y)
    i = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(x) - 1)
    j = np.minimum(i + 1, len(x) - 1)
    style = one.drawstyle.replace("steps-pre", "steps")
    with np.errstate(all="ignore"):
        share = np.where(x[j] > x[i], (at - x[i]) / (x[j] - x[i]), 0.0)
    if style == "steps":
        drawn = np.where(at == x[i], y[i], y[j])
    elif style == "steps-mid":
        drawn = np.where(share < 0.5, y[i], y[j])
    else:
        drawn = y[i] if style == "steps-post" else y[i] + np.where(share > 0, share * (y[j] - y[i]), 0.0)
    return np.where((at >= x[0]) & (at <= x[-1]), drawn, np.nan)


@dataclass(frozen=True, eq=False)
class BarSeries:
    """Bars of one label: where they stand, from the least on, how high and wide they are, and where they begin."""
    at: np.ndarray
    height: np.ndarray
    width: np.ndarray
    base: np.ndarray
    label: str


def bars(where: Where, label: str | None = None) -> BarSeries:
    """Return the bars of a label, or all; those that lie along the x axis are read from below."""
    groups = [b for axes in _axes(where) for b in axes.bars]
    require(groups, f"{_place(where)} holds no bars{_but_an_inset(where, 'bars')}", got=where)
    if label is not None:
        named = [b for b in groups if _says(b.label, label)]
        require(named, f"no bars are labelled “{label}”; the labels are {_list([b.label for b in groups])}", got=where)
        groups = named + [b for b in groups if not b.label and b.color in {n.color for n in named}]      # drawn one by one, and labelled once
    parts = [(b.y + b.height / 2, b.width, b.height, b.x) if b.horizontal else (b.x + b.width / 2, b.height, b.width, b.y) for b in groups]
    at, high, wide, base = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.argsort(at, kind="stable")
    return BarSeries(at[order], high[order], abs(wide[order]), base[order], label or "")


def assert_bars(where: Where, at: Any, heights: Any, *, label: str | None = None, rtol: float = DRAWN, atol: float = 0.0, of: str = "") -> None:
    """One bar of this label stands at (or beside) each of `at`, from 0 up, and is this high."""
    at, heights, found = np.asarray(at, float), np.asarray(heights, float), bars(where, label)
    named = of or (f"the bars “{label}”" if label is not None else "the bars")
    require(len(found.at) == len(at), f"{named}: there are {len(found.at)}; {len(at)} are asked for", got=found.height, expected=heights)
    order = np.argsort(at, kind="stable")
    room = np.min(np.diff(at[order])) / 2 if len(at) > 1 else np.inf
    astray = np.abs(found.at - at[order]) >= room
    require(not astray.any(), f"{named}: one stands at {found.at[np.argmax(astray)]:.4g}, where none belongs", got=found.at, expected=at[order])
    require(not found.base.any(), f"{named} are to begin at 0", got=found.base)
    assert_close(found.height, heights[order], rtol=rtol, atol=atol, said=f"{named}, their heights")


def points(where: Where, label: str | None = None) -> np.ndarray:
    """Return the places (n, 2) of what is drawn as points: scatters, and lines that are markers only."""
    found: list[Line | Points] = []
    for axes in _axes(where):
        drawn: list[Line | Points] = [*axes.points, *(one for one in axes.lines if one.marker and not one.linestyle)]
        found += [p for p in drawn if label is None or _says(p.label, label)]
    labelled = f" labelled “{label}”" if label is not None else ""
    require(found, f"{_place(where)} holds no points{labelled}{_but_an_inset(where, 'points')}", got=where)
    return np.concatenate([np.column_stack([p.x, p.y]) for p in found])


def assert_points(where: Where, places: Any, *, label: str | None = None, rtol: float = DRAWN, atol: float = 1e-12, of: str = "the points") -> None:
    """Exactly these places (n, 2) are drawn as points, in whatever order."""
    got, expected = points(where, label), np.asarray(places, float)
    require(len(got) == len(expected), f"{of}: {len(got)} are drawn; {len(expected)} are asked for", got=got, expected=expected)
    free = np.ones(len(got), bool)
    for number, place in enumerate(expected):
        near = free & (np.abs(got - place) <= atol + rtol * np.abs(place)).all(axis=1)
        require(near.any(), f"{of}: none is drawn at ({place[0]:.6g}, {place[1]:.6g}), the place of number {number}", got=got, expected=expected)
        free[np.argmax(near)] = False


def segments(where: Where) -> tuple[np.ndarray, ...]:
    """Return what is drawn as pieces of line, each (n, 2): line collections (`hlines`, `vlines`) and plain lines."""
    many: list[Segments] = [s for axes in _axes(where) for s in axes.segments]
    return (*(piece for s in many for piece in s.pieces), *(np.column_stack([one.x, one.y]) for one in lines(where)))


def image(where: Where) -> Image:
    """Return the one image or mesh."""
    return _the_one(where, "images")    # type: ignore[no-any-return]


def shade(picture: Image, x: Any, y: Any) -> np.ndarray:
    """Return the value of the cell that each point (x, y) lies in, however the image is turned; nan beside it."""
    x, y, values = np.asarray(x, float), np.asarray(y, float), picture.values
    rows, columns = values.shape[:2]
    if picture.x is not None and picture.y is not None:
        require(values.ndim == 2 and picture.x.shape == (rows + 1, columns + 1), "the cells of the mesh are to be rectangles, a value each", got=values)
        i, j = _cell(picture.y[:, 0], y), _cell(picture.x[0], x)
    else:
        left, right, bottom, top = picture.extent
        first, last = (top, bottom) if picture.origin == "upper" else (bottom, top)
        i, j = _cell(np.linspace(first, last, rows + 1), y), _cell(np.linspace(left, right, columns + 1), x)
    found: np.ndarray = values[np.maximum(i, 0), np.maximum(j, 0)].copy()
    found[(i < 0) | (j < 0)] = np.nan
    return found


def _cell(edges: np.ndarray, at: np.ndarray) -> np.ndarray:
    """Return the number of the cell between ascending or descending edges, −1 outside."""
    sign = 1.0 if edges[-1] >= edges[0] else -1.0
    found = np.searchsorted(sign * edges, sign * at, side="right") - 1
    found = np.where(at == edges[-1], len(edges) - 2, found)
    return np.where((found < 0) | (found > len(edges) - 2), -1, found)


def arrows(where: Where) -> Arrows:
    """Return the one field of arrows."""
    return _the_one(where, "arrows")    # type: ignore[no-any-return]


def contours(where: Where, filled: bool | None = None) -> Contours:
    """Return the contours; lines are preferred to filled regions where both are drawn."""
    found = [c for axes in _axes(where) for c in axes.contours if filled in (None, c.filled)]
    require(found, f"{_place(where)} holds no contours{_but_an_inset(where, 'contours')}", got=where)
    return min(found, key=lambda c: c.filled)


def assert_contours(where: Where, function: Callable[[np.ndarray, np.ndarray], np.ndarray], *, atol: float) -> Contours:
    """The levels ascend, and where the line of a level is drawn, `function(x, y)` is that level within `atol` (the grid's error)."""
    found = contours(where, filled=False)
    require(len(found.levels) > 0 and (np.diff(found.levels) > 0).all(), "the levels of the contours are to ascend", got=found.levels)
    require(sum(map(len, found.points)) > 0, "no contour line lies on the axes: choose levels that the function takes", got=found.levels)
    for level, places in zip(found.levels, found.points, strict=False):
        if len(places):
            assert_close(function(places[:, 0], places[:, 1]), np.full(len(places), level), rtol=0, atol=atol,
                         said=f"the function along the contour line of level {level:.4g}")
    return found


def band(where: Where, at: Any, label: str | None = None) -> tuple[np.ndarray, np.ndarray]:
    """Return the lower and the upper edge of a filled area at each x of `at`; nan where it is not."""
    found: Area = _labelled(where, "areas", label) if label is not None else _the_one(where, "areas")
    low, high = np.full(np.shape(at), np.nan), np.full(np.shape(at), np.nan)
    for outline in found.outlines:
        (x0, y0), (x1, y1) = outline.T, np.roll(outline, -1, axis=0).T
        for k, x in enumerate(np.asarray(at, float)):
            crossed = (np.minimum(x0, x1) <= x) & (x <= np.maximum(x0, x1))
            with np.errstate(all="ignore"):
                share = np.where(x1 == x0, 0.0, (x - x0) / (x1 - x0))
            y = np.concatenate([(y0 + share * (y1 - y0))[crossed], y1[crossed & (x1 == x0)]])
            if len(y):
                low[k], high[k] = np.fmin(low[k], y.min()), np.fmax(high[k], y.max())
    return low, high


def assert_labelled(got: Figure, *, title: bool = False) -> None:
    """Each axis has words; one shared by several axes, or by the whole figure, has them once. With `title`, so has each of the axes."""
    every = panels(got)
    require(every, "the figure has no axes", got=got)
    for number, axes in enumerate(every, 1):
        name = _place(axes) if len(every) == 1 or _place(axes) != "the axes" else f"axes {number} of {len(every)}"
        for which, words, of_all in (("x", axes.xlabel, got.xlabel), ("y", axes.ylabel, got.ylabel)):
            group = f"{which}_group"
            told = [getattr(a, f"{which}label").strip() for a in every if getattr(a, group) == getattr(axes, group)]
            require(words.strip() or of_all.strip() or any(told), f"the {which} axis of {name} has no label: what is drawn along it?", got=got)
        if axes.role == "3d":
            require(axes.zlabel.strip(), f"the z axis of {name} has no label", got=got)
        require(not title or axes.title.strip() or len(every) == 1 and got.title.strip(), f"{name} has no title", got=got)


def assert_scales(where: Where, *, x: str | None = None, y: str | None = None) -> None:
    """The axes have these scales: `linear`, `log`, …"""
    for axes in _axes(where):
        for which, wanted, scale in (("x", x, axes.xscale), ("y", y, axes.yscale)):
            require(wanted in (None, scale), f"the {which} axis of {_place(axes)} is {scale}; {wanted} is asked for", got=where)


def assert_visible(where: Where) -> None:
    """No point of a line, no point and no bar lies outside the limits; what a logarithmic axis cannot show is left out."""
    for axes in _axes(where):
        for x, y, what in _shown(axes):
            for which, values, limits, scale in (("x", x, axes.xlim, axes.xscale), ("y", y, axes.ylim, axes.yscale)):
                low, high = sorted(limits)
                values = values[np.isfinite(values) & ((scale != "log") | (values > 0))]
                slack = INSIDE * (high - low) if scale != "log" else INSIDE * low
                outside = (values < low - slack) | (values > high + slack)
                if outside.any():
                    raise Mismatch(f"{what} of {_place(axes)} goes to {which} = {values[np.argmax(outside)]:.4g}, outside the limits "
                                   f"{low:.4g} to {high:.4g}: it is cut off", where)


def _shown(axes: Axes) -> Iterator[tuple[np.ndarray, np.ndarray, str]]:
    yield from ((one.x, one.y, _a_line(one)) for one in axes.lines)
    yield from ((p.x, p.y, "a point") for p in axes.points)
    yield from ((np.append(b.x, b.x + b.width), b.y + b.height, "a bar") for b in axes.bars)


def assert_named(where: Where, names: Sequence[str]) -> None:
    """Each of these names can be read: in a legend, in a title, or beside what it names."""
    told = words(where)
    for name in names:
        labels = [label for axes in _axes(where) for label in _labels(axes)]
        hint = ": it is a label, but no legend is drawn" if any(_says(label, name) for label in labels) else ""
        require(any(_says(text, name) for text in told), f"“{name}” is nowhere to be read on {_place(where)}{hint}", got=where)


def words(where: Where) -> list[str]:
    """Return all that can be read: titles, labels of axes and ticks, legends, texts."""
    found = [where.title, where.xlabel, where.ylabel, *where.legend] if isinstance(where, Figure) else []
    for axes in _axes(where, everything=True):
        found += [axes.title, axes.xlabel, axes.ylabel, axes.zlabel, *axes.legend, *axes.xticks, *axes.yticks, *(t.words for t in axes.texts)]
    return [text for text in found if text.strip()]


def assert_equal_aspect(axes: Axes) -> None:
    """A unit is as long upwards as sideways, so that right angles and circles look like it."""
    require(axes.aspect == "equal", f"the aspect of {_place(axes)} is {axes.aspect}; with equal units circles look like circles, "
            "and arrows stand upright on contours", got=axes)


def assert_colour_bar(got: Figure) -> None:
    """A colour bar says which colour is which value."""
    panels(got)
    require(any(a.role == "colorbar" for a in got.axes), "the figure has no colour bar: which colour is which value?", got=got)


def _axes(where: Any, everything: bool = False) -> tuple[Axes, ...]:
    """Return the axes to look through, twins among them; with `everything`, those that only explain or repeat others too."""
    if isinstance(where, Axes):
        return (where,)
    panels(where)
    return tuple(a for a in where.axes if everything or a.role != "colorbar" and a.inset < 0 and not _is_for_a_legend(a))


def _but_an_inset(where: Where, of: str) -> str:
    """Return what to say beside what is missing, where an inset holds it."""
    insets = [a for a in where.axes if a.inset >= 0 and a.role != "colorbar"] if isinstance(where, Figure) else []
    return " beside those of an inset, which repeats what its axes show and is not judged" if any(getattr(a, of) for a in insets) else ""


def _is_for_a_legend(axes: Axes) -> bool:
    """Return whether there is nothing on the axes but a legend: it is of what others show."""
    return axes.has_legend and not any(getattr(axes, kind) for kind in KINDS)


def _labels(axes: Axes) -> list[str]:
    return [artist.label for name in KINDS for artist in getattr(axes, name) if getattr(artist, "label", "")]


def _the_one(where: Where, of: str) -> Any:
    found = [artist for axes in _axes(where) for artist in getattr(axes, of)]
    require(found, f"{_place(where)} holds no {of}{_but_an_inset(where, of)}", got=where)
    require(len(found) == 1, f"{_place(where)} holds {len(found)} {of}; one is asked for", got=where)
    return found[0]


def _labelled(where: Where, of: str, label: str) -> Any:
    every = [artist for axes in _axes(where) for artist in getattr(axes, of)]
    exact = [a for a in every if a.label.strip() == label]
    found = exact or [a for a in every if _says(a.label, label)]
    found = found or [getattr(axes, of)[0] for axes in _axes(where) if _says(axes.title, label) and len(getattr(axes, of)) == 1]
    require(found, f"{KINDS[of]} labelled “{label}” is asked for; {_place(where)} has {_list([a.label for a in every])}{_but_an_inset(where, of)}", got=where)
    require(len(found) == 1, f"{len(found)} {of} are labelled “{label}”; which is it?", got=where)
    return found[0]


def _says(text: str, name: str) -> bool:
    """Return whether a text holds a name as a word of its own, whatever stands around it."""
    text, name = text.casefold(), name.casefold()
    at = text.find(name)
    while at >= 0:
        around = text[at - 1:at], text[at + len(name):at + len(name) + 1]
        if not any(c.isalnum() for c in around):
            return True
        at = text.find(name, at + 1)
    return False


def _place(where: Where) -> str:
    if isinstance(where, Figure):
        return "the figure"
    name = where.title or where.ylabel or where.xlabel
    return f"the axes “{name}”" if name else "the axes"


def _a_line(one: Line) -> str:
    return f"the line “{one.label}”" if one.label else "a line"


def _list(labels: Sequence[str]) -> str:
    shown = [f"“{label}”" if label else "none" for label in dict.fromkeys(labels)]
    return ", ".join(shown[:8]) or "none at all"


def _so_many(number: int, of: str) -> str:
    return f"{number or 'no'} {of}{'s' if number != 1 and not of.endswith('s') else ''}"
