"""A small launch as a drawing: which thread touched which element, between which barriers, and where lanes meet in a bank."""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

import numpy as np

from .requests import conflicts, requests

WRITE, ATOMIC = 1, 2
CELL, GAP, LEFT, ROW = 24, 4, 132, 32       # pixels, pixels, pixels, elements: as many as there are banks, and four sectors of floats
MOST_CELLS, MOST_PHASES = 128, 12
INK, FAINT, ALARM = "#1c1c1c", "#8a8a8a", "#c62828"
STYLE = (f'<style>text{{font:11px ui-monospace,Menlo,Consolas,monospace;fill:{INK}}}'
         f'.h{{font:600 14px system-ui,sans-serif}}.p{{font:600 12px system-ui,sans-serif}}'
         f'.n{{font:11px system-ui,sans-serif;fill:{FAINT}}}.a{{font:600 11px system-ui,sans-serif;fill:{ALARM}}}</style>')


@dataclass
class Touched:
    """One element in one phase: (thread, how, line) of those that came."""
    visits: list[tuple[int, int, int]] = field(default_factory=list)

    @property
    def threads(self) -> list[int]:
        return list(dict.fromkeys(t for t, _, _ in self.visits))

    @property
    def is_raced(self) -> bool:
        """Return whether nothing orders two threads here, one of which writes."""
        return len(self.threads) > 1 and any(h & WRITE for _, h, _ in self.visits) and not all(h & ATOMIC for _, h, _ in self.visits)


@dataclass(frozen=True)
class Array:
    """A parameter, or an array in shared memory."""
    name: str
    object: int
    first: int          # its first byte in the log's offsets
    element: int
    is_shared: bool


def svg(data: dict[str, Any], parameters: Sequence[str], call: str, threads: int, block: int = 0) -> str:
    """Return the drawing of one block of a launch."""
    mine = data["block"] == block
    rows = {k: np.asarray(v)[mine] for k, v in data.items() if isinstance(v, np.ndarray)}
    drawing = _Drawing(threads)
    drawing.heading(call, f"block {block}, {threads} threads; a cell is an element, its number and colour the thread that came; "
                          "time goes down, from barrier to barrier")
    phases = sorted(set(rows["epoch"].tolist()))
    for phase in phases[:MOST_PHASES]:
        drawing.phase(phase)
        for array in _arrays(rows, parameters, data.get("shared", [])):
            here = (rows["epoch"] == phase) & _of(rows, array)
            if here.any():
                drawing.array(array, {k: v[here] for k, v in rows.items()})
    if len(phases) > MOST_PHASES:
        drawing.note(f"… {len(phases) - MOST_PHASES} more phases")
    if data.get("said"):
        drawing.alarm(str(data["said"]))
    return drawing.text()


def block_to_draw(data: dict[str, Any]) -> int:
    """Return the first block that touched anything."""
    return int(data["block"].min(initial=0)) if len(data["block"]) else 0


def _arrays(rows: dict[str, np.ndarray], parameters: Sequence[str], shared: Sequence[Sequence[Any]]) -> list[Array]:
    found = []
    for number, name in enumerate(parameters):
        if (own := rows["object"] == number).any():
            found.append(Array(name, number, 0, int(rows["size"][own].min()), False))
    for name, first, size in shared:
        own = (rows["object"] == -1) & (rows["offset"] >= first) & (rows["offset"] < first + size)
        if own.any():
            found.append(Array(str(name), -1, int(first), int(rows["size"][own].min()), True))
    if (own := rows["object"] == -2).any():
        found.append(Array("dynamic shared", -2, 0, int(rows["size"][own].min()), True))
    return found


def _of(rows: dict[str, np.ndarray], array: Array) -> np.ndarray:
    own: np.ndarray = rows["object"] == array.object
    return own & (rows["offset"] >= array.first) if array.object == -1 else own


class _Drawing:
    """Rows of cells under each other."""

    def __init__(self, threads: int) -> None:
        self.threads, self.y, self.parts = max(1, threads), 24, list[str]()

    def heading(self, call: str, note: str) -> None:
        for row in call.split("\n")[:6]:
            self._text(12, "h", row[:110])
            self.y += 18
        self.note(note)

    def note(self, text: str) -> None:
        self._text(12, "n", text)
        self.y += 20

    def alarm(self, text: str) -> None:
        self.y += 6
        for row in text.split("\n"):
            for piece in _folded(row, 130):
                self._text(12, "a", piece)
                self.y += 15
            self.y += 4

    def phase(self, number: int) -> None:
        self.y += 10
        self._text(12, "p", "before any barrier" if not number else f"after barrier {number}")
        self.parts.append(f'<line x1="12" x2="{LEFT + ROW * (CELL + 1)}" y1="{self.y + 5}" y2="{self.y + 5}" stroke="{FAINT}" stroke-width=".5"/>')
        self.y += 26

    def array(self, array: Array, rows: dict[str, np.ndarray]) -> None:
        touched: dict[int, Touched] = {}
        for offset, size, thread, how, line in zip(*(rows[k].tolist() for k in ("offset", "size", "thread", "how", "line")), strict=True):
            first = (offset - array.first) // array.element
            for index in range(first, first + max(1, size // array.element)):
                touched.setdefault(index, Touched()).visits.append((thread, how, line))
        lines = sorted({index // ROW for index in touched})[:MOST_CELLS // ROW]
        for line in lines:
            self._text(12, "", f"{array.name}[{line * ROW}]")
            for index in range(line * ROW, (line + 1) * ROW):
                if index in touched:
                    self._cell(LEFT + index % ROW * (CELL + 1), index, touched[index], array)
            self.y += CELL + GAP
        if (rest := sorted({index // ROW for index in touched})[MOST_CELLS // ROW:]):
            self.note(f"  … and {len(rest)} more rows of {array.name}")
        if array.is_shared and (worst := _worst(rows)) > 1:
            self._text(LEFT, "a", f"{array.name}: up to {worst} lanes of a request meet in one bank (a column)")
            self.y += 16

    def _cell(self, x: int, index: int, touched: Touched, array: Array) -> None:
        writes = any(h & WRITE for _, h, _ in touched.visits)
        hue, light = 360 * touched.threads[0] // self.threads, 62 if writes else 88
        edge = f' stroke="{ALARM}" stroke-width="2.5"' if touched.is_raced else f' stroke="{FAINT}" stroke-width=".4"'
        label = str(touched.threads[0]) + ("+" if len(touched.threads) > 1 else "")
        told = escape(f"{array.name}[{index}]: " + "; ".join(f"thread {t} {_does(h)} (line {n})" for t, h, n in dict.fromkeys(touched.visits[:12])))
        self.parts.append(f'<g><title>{told}</title><rect x="{x}" y="{self.y - 16}" width="{CELL}" height="{CELL}" rx="3" '
                          f'fill="hsl({hue},70%,{light}%)"{edge}/><text x="{x + CELL // 2}" y="{self.y}" text-anchor="middle">{label}</text></g>')

    def _text(self, x: int, kind: str, text: str) -> None:
        self.parts.append(f'<text x="{x}" y="{self.y}"' + (f' class="{kind}"' if kind else "") + f">{escape(text)}</text>")

    def text(self) -> str:
        width, height = LEFT + ROW * (CELL + 1) + 12, self.y + 30
        key = (f'<text class="n" x="12" y="{height - 12}">pale: read · full: written · '
               "red edge: two threads, one of them writing, and no barrier between · "
               "a row is 32 elements: of floats, the 32 banks, or 4 sectors</text>")
        return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{STYLE}'
                f'<rect width="100%" height="100%" fill="#fff"/>{"".join(self.parts)}{key}</svg>\n')


def _does(how: int) -> str:
    return "updates" if how & ATOMIC else "writes" if how & WRITE else "reads"


def _worst(rows: dict[str, np.ndarray]) -> int:
    log = np.zeros(len(rows["line"]), [("place", "<i8"), ("offset", "<i8"), ("block", "<u4"), ("thread", "<u4"), ("size", "<u4")])
    for name in ("offset", "block", "thread", "size"):
        log[name] = rows[name]
    log["place"] = rows["line"] * 2 + (rows["how"] & WRITE)
    return int(conflicts(log, requests(log)).max(initial=0))


def _folded(text: str, width: int) -> Iterable[str]:
    import textwrap
    return textwrap.wrap(text, width) or [""]
