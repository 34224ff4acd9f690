"""A matplotlib figure as plain data: what is drawn, on which axes, under which words.  Shared by both sides.

Lengths are in the units of the data, whatever the artist was placed by.  Everything here is the learner's word, so that what
crosses is read field by field: a figure is built whole, or not at all.
"""
from collections.abc import Callable, Iterator
from dataclasses import Field, dataclass, fields, is_dataclass
from typing import Any, get_args, get_origin

import numpy as np

from .text import clean

AXES, ARTISTS, NUMBERS, LETTERS = 64, 4000, 4_000_000, 400     # of one figure: axes, artists, numbers in all; characters of a text

Pair = tuple[float, float]


@dataclass(frozen=True, eq=False)
class Line:
    """A line's points in their order, and how they are joined: `default` (straight), `steps-pre`, `steps-mid`, `steps-post`; a
    linestyle or marker of "" draws none."""
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray | None
    label: str
    drawstyle: str
    linestyle: str
    marker: str
    color: str

    def __post_init__(self) -> None:
        _alike(self.x, self.y, *([] if self.z is None else [self.z]))


@dataclass(frozen=True, eq=False)
class Points:
    """A scatter: places, and the numbers that colour them, where there are any."""
    x: np.ndarray
    y: np.ndarray
    z: np.ndarray | None
    values: np.ndarray | None
    sizes: np.ndarray
    label: str
    color: str

    def __post_init__(self) -> None:
        _alike(self.x, self.y, *([] if self.z is None else [self.z]))


@dataclass(frozen=True, eq=False)
class Bars:
    """Rectangles: lower left corners, widths and heights, as drawn."""
    x: np.ndarray
    y: np.ndarray
    width: np.ndarray
    height: np.ndarray
    horizontal: bool
    label: str
    color: str

    def __post_init__(self) -> None:
        _alike(self.x, self.y, self.width, self.height)


@dataclass(frozen=True, eq=False)
class Image:
    """An array shown as an image (left, right, bottom, top) or as a mesh between the corners x and y."""
    values: np.ndarray
    extent: tuple[float, ...]
    origin: str
    x: np.ndarray | None
    y: np.ndarray | None
    label: str


@dataclass(frozen=True, eq=False)
class Arrows:
    """A quiver: where arrows stand and where they point; scale is how many units of (u, v) make one of `units`, nan where left to chance."""
    x: np.ndarray
    y: np.ndarray
    u: np.ndarray
    v: np.ndarray
    scale: float
    units: str
    angles: str
    pivot: str
    label: str

    def __post_init__(self) -> None:
        _alike(self.x, self.y, self.u, self.v)


@dataclass(frozen=True, eq=False)
class Contours:
    """Levels, ascending as drawn, and the points of each level's lines, or, where filled, of its regions' edges: (n, 2) a level."""
    levels: np.ndarray
    filled: bool
    points: tuple[np.ndarray, ...]

    def __post_init__(self) -> None:
        _pairs(self.points)


@dataclass(frozen=True, eq=False)
class Segments:
    """Lines drawn as one: (n, 2) each."""
    pieces: tuple[np.ndarray, ...]
    label: str

    def __post_init__(self) -> None:
        _pairs(self.pieces)


@dataclass(frozen=True, eq=False)
class Area:
    """Filled outlines, such as a band between two curves: (n, 2) each."""
    outlines: tuple[np.ndarray, ...]
    label: str

    def __post_init__(self) -> None:
        _pairs(self.outlines)


@dataclass(frozen=True, eq=False)
class Text:
    """Words on the axes, and where."""
    words: str
    x: float
    y: float


@dataclass(frozen=True, eq=False)
class Axes:
    """One set of axes; role is `axes`, `3d`, `polar` or `colorbar`, `twin` the number of the axes that it lies upon, and `inset` of those
    that it was put into, −1 where there are none.

    Axes of one `x_group` share their x axis.  Limits as they stand: the first is the larger where an axis is turned round.
    """
    role: str
    twin: int
    inset: int
    x_group: int
    y_group: int
    title: str
    xlabel: str
    ylabel: str
    zlabel: str
    xscale: str
    yscale: str
    xlim: Pair
    ylim: Pair
    aspect: str
    xticks: tuple[str, ...]
    yticks: tuple[str, ...]
    has_legend: bool
    legend: tuple[str, ...]
    lines: tuple[Line, ...]
    points: tuple[Points, ...]
    bars: tuple[Bars, ...]
    images: tuple[Image, ...]
    arrows: tuple[Arrows, ...]
    contours: tuple[Contours, ...]
    segments: tuple[Segments, ...]
    areas: tuple[Area, ...]
    texts: tuple[Text, ...]


@dataclass(frozen=True, eq=False)
class Figure:
    """A figure; its number is what its picture can be asked for by, as long as the worker remembers it."""
    number: int
    title: str
    xlabel: str
    ylabel: str
    legend: tuple[str, ...]
    axes: tuple[Axes, ...]

    def __repr__(self) -> str:
        return described(self)


def described(figure: Figure) -> str:
    """Return in a line or two what a figure shows."""
    rows = [" ".join([*_headed(a), ", ".join(_counted(a)) or "nothing"]) for a in figure.axes[:6]]
    return clean(f"<figure: {'; '.join(rows) or 'no axes'}{'; …' if len(figure.axes) > 6 else ''}>").replace("\n", " ")


ONE = {"lines": "1 line", "images": "1 image", "areas": "1 area", "texts": "1 text"}       # of the other kinds one holds several


def _headed(axes: Axes) -> Iterator[str]:
    if axes.inset >= 0:
        yield "inset"
    if axes.title:
        yield f"“{axes.title}”:"
    if (axes.xscale, axes.yscale) != ("linear", "linear"):
        yield f"{axes.xscale}/{axes.yscale}"


def _counted(axes: Axes) -> Iterator[str]:
    for one in fields(axes):
        artists = getattr(axes, one.name)
        if get_origin(one.type) is tuple and is_dataclass(get_args(one.type)[0]) and artists:
            named = [x.label for x in artists if getattr(x, "label", "")]
            many = ONE.get(one.name, one.name) if len(artists) == 1 else f"{len(artists)} {one.name}"
            yield many + (f" ({', '.join(named[:5])}{', …' if len(named) > 5 else ''})" if named else "")


def essence(figure: Figure) -> list[dict[str, Any]]:
    """Return what two programs that do the same have in common: the data, the scales, the labels of artists, and which words there are.

    Styles, colours, the wording of titles and axis labels, and limits that hide nothing are a matter of taste.
    """
    told = []
    for a in figure.axes:
        found: dict[str, Any] = {"role": a.role, "inset": a.inset >= 0, "scales": [a.xscale, a.yscale], "equal": a.aspect == "equal", "legend": list(a.legend),
                                 "words": [bool(w.strip()) for w in (a.title, a.xlabel, a.ylabel, a.zlabel)], "cut": _is_cut(a)}
        for one in fields(a):
            if get_origin(one.type) is tuple and is_dataclass(get_args(one.type)[0]):
                found[one.name] = [{f.name: getattr(x, f.name) for f in fields(x) if f.name not in TASTE} for x in getattr(a, one.name)]
        told.append(found)
    return told


TASTE = ("linestyle", "marker", "color", "sizes", "width", "scale", "units", "pivot")


def _is_cut(axes: Axes) -> bool:
    """Return whether a line goes beyond the limits; of an inset it is to."""
    if axes.inset >= 0:
        return False
    for values, (low, high) in [(one.x, sorted(axes.xlim)) for one in axes.lines] + [(one.y, sorted(axes.ylim)) for one in axes.lines]:
        slack = 1e-6 * (high - low)
        if np.any(values < low - slack) or np.any(values > high + slack):
            return True
    return False


def changed(value: Any, leaf: Callable[[Any], Any]) -> Any:
    """Return a figure, or a piece of one, with each number, array and text put through `leaf`; its number and what it holds stay."""
    if isinstance(value, tuple):
        return tuple(changed(x, leaf) for x in value)
    if is_dataclass(value) and not isinstance(value, type):
        kept = {f.name: getattr(value, f.name) for f in fields(value)}
        new = object.__new__(type(value))
        for name, old in kept.items():
            object.__setattr__(new, name, old if name in ("number", "twin", "inset", "x_group", "y_group") else changed(old, leaf))
        return new
    return leaf(value)


def pieces(value: Any) -> Iterator[Any]:
    """Yield a figure, its axes, their artists and their arrays: what may be held by identity."""
    yield value
    if isinstance(value, tuple):
        for x in value:
            yield from pieces(x)
    elif is_dataclass(value) and not isinstance(value, type):
        for f in fields(value):
            yield from pieces(getattr(value, f.name))


def read_figure(data: Any) -> Figure:
    """Return the figure that plain data describes; whatever is not exactly that raises ValueError."""
    figure: Figure = _Reader().one(Figure, data)
    return figure


class _Reader:
    """Reads fields by their types, and counts."""

    def __init__(self) -> None:
        self.artists = self.numbers = 0

    def one(self, of: Any, data: Any) -> Any:
        wanted = fields(of)
        if type(data) is not dict or data.keys() != {f.name for f in wanted}:
            raise ValueError
        self.artists += 1
        if self.artists > ARTISTS + AXES + 1:
            raise ValueError
        return of(**{f.name: self.field(f, data[f.name]) for f in wanted})

    def field(self, f: "Field[Any]", data: Any) -> Any:
        if f.type is np.ndarray or f.type == np.ndarray | None:
            return None if data is None and f.type is not np.ndarray else self.array(data)
        if f.type in (str, int, bool, float):
            return self.plain(f.type, data)
        inner = get_args(f.type)[0]
        if type(data) is not tuple or len(data) > ARTISTS or f.type == Pair and len(data) != 2 or inner is Axes and len(data) > AXES:
            raise ValueError
        if inner is np.ndarray:
            return tuple(self.array(x) for x in data)
        return tuple(self.one(inner, x) if is_dataclass(inner) else self.plain(inner, x) for x in data)

    def plain(self, of: Any, data: Any) -> Any:
        if type(data) is not of or of is str and len(data) > LETTERS or of is int and abs(data) > 1 << 62:
            raise ValueError
        return data

    def array(self, data: Any) -> np.ndarray:
        if not isinstance(data, np.ndarray) or data.dtype.kind != "f" or data.ndim > 3:
            raise ValueError
        self.numbers += data.size
        if self.numbers > NUMBERS:
            raise ValueError
        return data


def _pairs(arrays: tuple[np.ndarray, ...]) -> None:
    if any(a.ndim != 2 or a.shape[1] != 2 for a in arrays):
        raise ValueError("places come as (n, 2)")


def _alike(*arrays: np.ndarray) -> None:
    if len({a.shape for a in arrays}) != 1 or arrays[0].ndim != 1:
        raise ValueError("the parts of an artist are of different lengths")
