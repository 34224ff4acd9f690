"""Text on a terminal: colour where it is wanted, width where it is known, and nothing that could steer it."""
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TextIO

from ..worker.text import clean
from .blocks import CODE, fitted, is_set_off
from .blocks import size as size

COLOURS = {"bold": "1", "dim": "2", "bad": "31", "good": "32", "doubt": "33", "command": "36"}
WIDEST = 100    # longer lines are harder to read
PLAINER = str.maketrans(dict(zip("✓✗·…○◐↻←█░–—→×−", "+x-~oo~<#.-->x-", strict=True)))


@dataclass(frozen=True)
class Ink:
    """How to write here; without colour no escape is ever written."""
    colour: bool = False
    width: int = 80

    def __call__(self, style: str, text: str) -> str:
        """Return text in a style, made of one or more names."""
        if not self.colour or not text:
            return text
        return f"\x1b[{';'.join(COLOURS[s] for s in style.split())}m{text}\x1b[0m"

    def paragraph(self, text: str, indent: int = 0, style: str = "") -> list[str]:
        """Return a text as lines that fit, each under the first."""
        room = max(self.width - indent, 20)
        rows = [row for line in clean(text).expandtabs(4).split("\n") for row in (_wrapped(line, room) or [""])]
        return [" " * indent + (self(style, row) if style else row) if row else "" for row in rows]


    def flow(self, pieces: Iterable[str], indent: int = 0, gap: str = "  ") -> list[str]:
        """Return pieces side by side, the next line begun, under an indent, where one does not fit any more; none is ever broken."""
        lines: list[str] = []
        for piece in filter(None, pieces):
            if lines and size(lines[-1] + gap + piece) <= self.width:
                lines[-1] += gap + piece
            else:
                lines.append((" " * indent if lines else "") + piece)
        return lines

    def prose(self, text: str, indent: int = 0) -> list[str]:
        """Return paragraphs filled anew; what is indented, a formula or a table, stays as it stands where it fits."""
        blocks = re.split(r"\n{2,}", clean(text).strip("\n"))
        room = max(self.width - indent, 20)
        filled = [fitted(block, room) if is_set_off(block) else _wrapped(" ".join(block.split("\n")), room) for block in blocks]
        rows = [row for block in filled for row in (*block, "")][:-1]
        return [" " * indent + row if row else "" for row in rows]


def ink_for(stream: TextIO, environ: Mapping[str, str] = os.environ) -> Ink:
    """Return how to write to a stream: colour on a terminal, unless NO_COLOR or a dumb one asks for none."""
    wanted = stream.isatty() and environ.get("TERM") != "dumb" or bool(environ.get("FORCE_COLOR"))
    width = shutil.get_terminal_size((80, 24)).columns
    return Ink(wanted and not environ.get("NO_COLOR"), max(min(width, WIDEST), 40))


def write(text: str, stream: TextIO | None = None) -> None:
    """Write a line and let it be seen at once; signs this terminal cannot show are told in plainer ones."""
    stream = stream or sys.stdout
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = text.translate(PLAINER).encode(stream.encoding, "replace").decode(stream.encoding)
    stream.write(text + "\n")
    stream.flush()


def padded(text: str, width: int) -> str:
    return text + " " * (width - size(text))


def table(rows: Iterable[tuple[str, ...]], width: int = 0) -> list[str]:
    """Return rows with their columns aligned; of a width, if one is given: then the last column goes on under itself."""
    kept = list(rows)
    widths = [max((size(row[n]) for row in kept if n < len(row)), default=0) for n in range(max(map(len, kept), default=0))]
    before = sum(widths[:-1]) + 2 * (len(widths) - 1)
    told = []
    for row in kept:
        last = row[-1:] if width <= before or len(row) < len(widths) or CODE.search(row[-1]) else _wrapped(row[-1], max(width - before, 10))
        told.append("  ".join(padded(cell, w) for cell, w in zip((*row[:-1], *last[:1]), widths, strict=False)).rstrip())
        told += [" " * before + rest for rest in last[1:]]
    return told


def _wrapped(line: str, room: int) -> list[str]:
    """Return one line in pieces that fit, continued under its own indentation."""
    if size(line) <= room:
        return [line]
    margin = line[:len(line) - len(line.lstrip())][:room // 2]
    return textwrap.wrap(line, room, initial_indent="", subsequent_indent=margin, break_on_hyphens=False, drop_whitespace=True,
                         replace_whitespace=False)
