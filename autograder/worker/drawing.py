"""The learner's side of figures: what a matplotlib figure shows, read from its artists; nothing here imports matplotlib.

Whatever places an artist (data, axes or both, as of `axhline`), its coordinates are told in the units of the data.
"""
import io
import sys
from collections import deque
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np

from ..errors import WallError
from .figures import ARTISTS, AXES, LETTERS, NUMBERS

KEPT = 8                # figures whose picture can still be asked for
WIDEST = 1200           # pixels of a picture, either way: a figure may say that it is a mile wide
DOTS = 110.0            # an inch

_drawn: deque[tuple[int, Any]] = deque(maxlen=KEPT)
_count = iter(range(1 << 62))


def is_figure(value: Any) -> bool:
    """Return whether it is a figure; nobody has one who has not imported matplotlib."""
    module = sys.modules.get("matplotlib.figure")
    return module is not None and isinstance(value, module.Figure)


def is_axes(value: Any) -> bool:
    module = sys.modules.get("matplotlib.axes")
    return module is not None and isinstance(value, module.Axes)


def plain_figure(figure: Any) -> dict[str, Any]:
    """Return what a figure shows as plain data; keep it, so that its picture may be asked for, and take it out of pyplot's hands."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)        # the next call begins on an empty one, and none is kept for good
    every = with_insets(figure.axes)
    if len(every) > AXES:
        raise WallError(f"a figure of {len(every)} axes: more than {AXES} cannot cross")
    room = _Room()
    axes = tuple(_Axes(a, every, figure.legends, room).plain() for a in every)
    number = next(_count)
    _drawn.append((number, figure))
    words = {"title": "_suptitle", "xlabel": "_supxlabel", "ylabel": "_supylabel"}
    legend = tuple(_text(t.get_text()) for one in figure.legends for t in one.get_texts())
    return {"number": number, **{name: _text(_words_of(figure, held)) for name, held in words.items()}, "legend": legend, "axes": axes}


def with_insets(axes: Sequence[Any]) -> list[Any]:
    """Return axes and behind them what was put into them: a figure itself does not count those among its own."""
    every = list(axes)
    for one in every:       # which grows meanwhile: an inset may have one too
        every += [inner for inner in getattr(one, "child_axes", ()) if is_axes(inner) and inner.get_visible() and inner not in every][:AXES]
        if len(every) > AXES:
            break
    return every


def picture(number: int) -> bytes | None:
    """Return a figure as a PNG, or None where it is no longer remembered."""
    figure = next((f for n, f in _drawn if n == number), None)
    if figure is None:
        return None
    width, height = (float(x) for x in figure.get_size_inches())
    dots = min(DOTS, WIDEST / max(width, height, 1e-9))     # the guard is against a figure of no size
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=dots, metadata={"Software": None})
    return target.getvalue()


class _Room:
    """What of a figure may still cross."""

    def __init__(self) -> None:
        self.artists = self.numbers = 0

    def artist(self) -> None:
        self.artists += 1
        if self.artists > ARTISTS:
            raise WallError(f"a figure of more than {ARTISTS} artists: draw many points in one call, not in one call each")

    def array(self, value: Any) -> np.ndarray:
        a = np.ma.masked_invalid(np.ma.asarray(value).astype(float)) if np.ma.isMaskedArray(value) else np.asarray(value, float)
        self.numbers += a.size
        if self.numbers > NUMBERS:
            raise WallError(f"a figure of more than {NUMBERS} numbers")
        filled: np.ndarray = np.ascontiguousarray(np.ma.filled(a, np.nan))
        return filled.reshape(a.shape)


class _Axes:
    """One set of axes, read kind by kind of artist."""

    def __init__(self, axes: Any, every: Sequence[Any], legends: Sequence[Any], room: _Room) -> None:
        self.axes, self.every, self.legends, self.room = axes, list(every), legends, room
        self.in_containers = {id(p) for c in axes.containers for p in (c.patches if hasattr(c, "patches") else ())}
        self.named = {id(c[0]): _name(c.get_label()) for c in axes.containers if len(c) and hasattr(c[0], "get_drawstyle")}
        self.artists: dict[str, list[dict[str, Any]]] = {k: [] for k in (
            "lines", "points", "bars", "images", "arrows", "contours", "segments", "areas", "texts")}

    def plain(self) -> dict[str, Any]:
        axes = self.axes
        self.read()
        for one in (*self.legends, *([axes.get_legend()] if axes.get_legend() is not None else [])):
            self.name_by(one)
        legend = axes.get_legend()
        shown = tuple(_text(t.get_text()) for t in legend.get_texts()) if legend is not None and legend.get_visible() else ()
        titles = [_text(axes.get_title(loc=place)) for place in ("left", "center", "right")]
        aspect = axes.get_aspect()
        inset = self.inset()
        return {"role": self.role(), "twin": self.twin() if inset < 0 else -1, "inset": inset, "x_group": self.group("x"), "y_group": self.group("y"),
                "title": " ".join(filter(None, titles))[:LETTERS], "xlabel": _text(axes.get_xlabel()), "ylabel": _text(axes.get_ylabel()),
                "zlabel": _text(axes.get_zlabel()) if hasattr(axes, "get_zlabel") else "",
                "xscale": _text(axes.get_xscale()), "yscale": _text(axes.get_yscale()),
                "xlim": _pair(axes.get_xlim()), "ylim": _pair(axes.get_ylim()), "aspect": "equal" if aspect == 1 else _text(str(aspect)),
                "xticks": self.ticks("x"), "yticks": self.ticks("y"), "has_legend": legend is not None, "legend": shown,
                **{kind: tuple(found) for kind, found in self.artists.items()}}

    def role(self) -> str:
        if getattr(self.axes, "_colorbar", None) is not None or self.axes.get_label() == "<colorbar>":
            return "colorbar"
        return str(getattr(self.axes, "name", "")) if getattr(self.axes, "name", "") in ("3d", "polar") else "axes"

    def twin(self) -> int:
        """Return the number of the axes that these lie upon and share one axis with, or −1."""
        place = self.axes.get_position(original=True).bounds
        for number, other in enumerate(self.every):
            if other is self.axes:
                return -1
            if other.get_position(original=True).bounds == place and (self.shares("x", other) or self.shares("y", other)):
                return number
        return -1

    def inset(self) -> int:
        """Return the number of the axes that these were put into, be it by `inset_axes` of theirs or of mpl_toolkits, or −1."""
        inner = next((n for n, other in enumerate(self.every) if self.axes in getattr(other, "child_axes", ())), -1)
        locator = self.axes.get_axes_locator()
        if inner >= 0 or not type(locator).__module__.endswith("inset_locator"):
            return inner
        anchors = [getattr(locator, "_bbox_to_anchor", None), getattr(locator, "_bbox_to_anchor_transform", None)]
        return next((n for n, other in enumerate(self.every) if any(x is y for x in (other.bbox, other.transAxes) for y in anchors)), 0)

    def shares(self, which: str, other: Any) -> bool:
        return bool(getattr(self.axes, f"get_shared_{which}_axes")().joined(self.axes, other))

    def group(self, which: str) -> int:
        return next((n for n, other in enumerate(self.every) if other is self.axes or self.shares(which, other)), -1)

    def ticks(self, which: str) -> tuple[str, ...]:
        """Return the words at the ticks, where they are words that were given."""
        axis = getattr(self.axes, f"{which}axis")
        if type(axis.get_major_formatter()).__name__ not in ("FixedFormatter", "StrCategoryFormatter"):
            return ()
        return tuple(_text(t.get_text()) for t in islice(axis.get_majorticklabels(), 200))

    def read(self) -> None:
        """Sort the visible artists into their kinds; what is none of them is decoration."""
        for container in self.axes.containers:
            if hasattr(container, "patches") and container.patches:
                self.bars(list(container.patches), container.get_label(), getattr(container, "orientation", "vertical") == "horizontal")
        for artist in self.axes.get_children():
            if artist is self.axes.patch or not artist.get_visible() or id(artist) in self.in_containers:
                continue
            if artist in (self.axes.title, getattr(self.axes, "_left_title", None), getattr(self.axes, "_right_title", None)):
                continue
            name = next((base.__name__ for base in type(artist).__mro__ if base.__name__ in READERS), "")
            if name and (self.axes.name != "3d" or name in IN_SPACE):
                READERS[name](self, artist)
        self.loose_bars()

    def name_by(self, legend: Any) -> None:
        """Give an artist without a label the words that stand beside its look in a legend: so `legend(["a", "b"])` names lines."""
        for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=False):
            kind, look = _look(handle)
            alike = [a for a in self.artists.get(kind, []) if all(a[name] == value for name, value in look.items())]
            unnamed = [a for a in alike if not a["label"]]
            if unnamed and (len(alike) == 1 or kind == "bars"):
                for artist in unnamed:
                    artist["label"] = _text(text.get_text())

    def add(self, kind: str, **fields: Any) -> None:
        self.room.artist()
        self.artists[kind].append(fields)

    def in_data(self, transform: Any, xy: Any) -> np.ndarray:
        """Return places in the units of the data, as an array (n, 2)."""
        places = self.room.array(xy).reshape(-1, 2)
        if transform is None or transform == self.axes.transData:
            return places
        with np.errstate(all="ignore"):
            return np.ascontiguousarray((transform - self.axes.transData).transform(places), float)

    def line(self, line: Any) -> None:
        z = None
        if hasattr(line, "get_data_3d"):
            x, y, z = (self.room.array(v) for v in line.get_data_3d())
        else:
            xy: Any = np.column_stack([np.ma.filled(np.ma.asarray(v, float), np.nan) for v in (line.get_xdata(orig=False), line.get_ydata(orig=False))])
            x, y = self.in_data(line.get_transform(), xy).T.copy()
        label = _label(line) or self.named.get(id(line), "")        # of `errorbar` and `stem`, the whole has the label
        self.add("lines", x=x, y=y, z=z, label=label, drawstyle=_text(line.get_drawstyle()), linestyle=_none(line.get_linestyle()),
                 marker=_none(line.get_marker()), color=_color(line.get_color()))

    def scatter(self, points: Any) -> None:
        z = getattr(points, "_offsets3d", None)
        if z is not None:
            x, y, z = (self.room.array(v) for v in z)
        else:
            x, y = self.in_data(points.get_offset_transform(), points.get_offsets()).T.copy()
        values = points.get_array()
        self.add("points", x=x, y=y, z=z, values=None if values is None else self.room.array(values),
                 sizes=self.room.array(points.get_sizes()), label=_label(points), color=_color(_first(points.get_facecolor())))

    def bars(self, patches: Sequence[Any], label: Any, horizontal: bool) -> None:
        for _ in patches:
            self.room.artist()
        x, y, width, height = (self.room.array([getattr(p, f"get_{name}")() for p in patches]) for name in ("x", "y", "width", "height"))
        self.add("bars", x=x, y=y, width=width, height=height, horizontal=horizontal, label=_name(label), color=_color(patches[0].get_facecolor()))

    def loose_bars(self) -> None:
        """Rectangles that were put there one by one, by their label; those placed by the axes (`axvspan`) are decoration."""
        groups: dict[str, list[Any]] = {}
        for patch in self.axes.patches:
            if type(patch).__name__ == "Rectangle" and id(patch) not in self.in_containers and patch.get_visible():
                if patch.get_data_transform() == self.axes.transData:
                    groups.setdefault(_label(patch), []).append(patch)
        for label, patches in groups.items():
            self.bars(patches, label, False)

    def stairs(self, patch: Any) -> None:
        """A staircase is bars that touch; where it is not filled, it is a line of steps too."""
        values, edges, baseline = patch.get_data()
        values, edges = self.room.array(values), self.room.array(edges)
        base = np.zeros_like(values) if baseline is None else np.broadcast_to(self.room.array(baseline), values.shape).copy()
        if not patch.get_fill():
            self.add("lines", x=edges, y=np.append(values, values[-1:]), z=None, label=_label(patch), drawstyle="steps-post", linestyle="-",
                     marker="", color=_color(patch.get_edgecolor()))
            return
        self.add("bars", x=edges[:-1].copy(), y=base, width=np.diff(edges), height=values - base, horizontal=False, label=_label(patch),
                 color=_color(patch.get_facecolor()))

    def image(self, image: Any) -> None:
        self.add("images", values=self.room.array(image.get_array()), extent=tuple(map(float, image.get_extent())),
                 origin=_text(getattr(image, "origin", "") or ""), x=None, y=None, label=_label(image))

    def mesh(self, mesh: Any) -> None:
        corners = self.room.array(mesh.get_coordinates())
        x, y = np.ascontiguousarray(corners[..., 0]), np.ascontiguousarray(corners[..., 1])
        rows, columns = x.shape[0] - 1, x.shape[1] - 1
        values = self.room.array(mesh.get_array())
        if values.size == (rows + 1) * (columns + 1):       # gouraud: a value a corner
            rows, columns = rows + 1, columns + 1
        self.add("images", values=values.reshape(rows, columns) if values.size == rows * columns else values,
                 extent=tuple(map(float, (x[0, 0], x[-1, -1], y[0, 0], y[-1, -1]))), origin="lower", x=x, y=y, label=_label(mesh))

    def quiver(self, q: Any) -> None:
        places = self.in_data(q.get_offset_transform(), q.get_offsets())
        u, v = (self.room.array(a).reshape(-1) for a in (q.U, q.V))
        angles = q.angles if isinstance(q.angles, str) else "given"
        self.add("arrows", x=places[:, 0].copy(), y=places[:, 1].copy(), u=u, v=v, scale=float("nan") if q.scale is None else float(q.scale),
                 units=_text(str(q.scale_units or "")), angles=_text(angles), pivot=_text(str(q.pivot)), label=_label(q))

    def contour(self, found: Any) -> None:
        places = tuple(self.in_data(found.get_transform(), p.vertices) for p in found.get_paths())
        self.add("contours", levels=self.room.array(found.levels), filled=bool(found.filled), points=places)

    def segments(self, many: Any) -> None:
        pieces = many.get_segments()
        self.room.numbers += 10 * len(pieces)       # so that a million tiny ones are many, too
        found = tuple(self.in_data(many.get_transform(), s) for s in islice(pieces, ARTISTS))
        if len(pieces) > ARTISTS:
            raise WallError(f"a figure of more than {ARTISTS} segments")
        self.add("segments", pieces=found, label=_label(many))

    def area(self, filled: Any) -> None:
        paths = filled.get_paths()
        if len(paths) > ARTISTS:
            raise WallError(f"a figure of more than {ARTISTS} areas")
        self.add("areas", outlines=tuple(self.in_data(filled.get_transform(), p.vertices) for p in paths), label=_label(filled))

    def outline(self, patch: Any) -> None:
        transform = patch.get_transform()
        if not transform.contains_branch(self.axes.transData):
            return
        self.add("areas", outlines=(self.in_data(transform, patch.get_path().vertices),), label=_label(patch))

    def text(self, text: Any) -> None:
        if words := _text(text.get_text()):
            points_at = getattr(text, "xy", None) if getattr(text, "xycoords", None) == "data" else None     # what an annotation is about
            places = self.in_data(text.get_transform(), [[float(v) for v in text.get_unitless_position()]]) if points_at is None else [points_at]
            self.add("texts", words=words, x=float(places[0][0]), y=float(places[0][1]))


# By the name of an artist's class or of the nearest class that it comes from.
READERS = {"Line2D": _Axes.line, "PathCollection": _Axes.scatter, "Quiver": _Axes.quiver, "ContourSet": _Axes.contour,
           "LineCollection": _Axes.segments, "PolyCollection": _Axes.area, "AxesImage": _Axes.image, "_ImageBase": _Axes.image,
           "QuadMesh": _Axes.mesh, "StepPatch": _Axes.stairs, "Text": _Axes.text, "Rectangle": lambda axes, patch: None, "Patch": _Axes.outline}

IN_SPACE = ("Line2D", "PathCollection")     # what three-dimensional axes hold that is told: the rest is projected, and not its data


def _words_of(figure: Any, held: str) -> Any:
    text = getattr(figure, held, None)
    return text.get_text() if text is not None else ""


def _pair(limits: Any) -> tuple[float, float]:
    a, b = limits
    return float(a), float(b)


def _text(words: Any) -> str:
    return str(words)[:LETTERS]


def _name(label: Any) -> str:
    """Return a label as a reader meets it: one that begins with `_` is matplotlib's own."""
    words = _text(label) if label is not None else ""
    return "" if words.startswith("_") else words


def _label(artist: Any) -> str:
    return _name(artist.get_label())


def _none(style: Any) -> str:
    return "" if style in (None, "None", "none", " ", "") else _text(style)


def _look(handle: Any) -> tuple[str, dict[str, str]]:
    """Return which kind of artist a legend's handle stands for, and what such an artist looks like."""
    if hasattr(handle, "get_drawstyle"):
        return "lines", {"color": _color(handle.get_color()), "linestyle": _none(handle.get_linestyle()), "marker": _none(handle.get_marker())}
    if hasattr(handle, "get_offsets"):
        return "points", {"color": _color(_first(handle.get_facecolor()))}
    return ("bars", {"color": _color(handle.get_facecolor())}) if hasattr(handle, "get_width") else ("", {})


def _first(colors: Any) -> Any:
    return colors[0] if len(colors) else "none"


def _color(color: Any) -> str:
    """Return a colour as `#rrggbbaa`, or nothing where it cannot be told."""
    try:
        return str(sys.modules["matplotlib.colors"].to_hex(color, keep_alpha=True))
    except (KeyError, ValueError, TypeError):
        return ""
