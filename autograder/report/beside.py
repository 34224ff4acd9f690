"""Two texts to be compared: side by side where there is room, else one under the other."""
import shutil

from ..worker.text import clean
from .ink import Ink, padded, size

GAP = "  │ "


def beside(left: tuple[str, str], right: tuple[str, str], ink: Ink) -> list[str]:
    """Return two titled texts."""
    (left_title, left_text), (right_title, right_text) = left, right
    one, other = clean(left_text).expandtabs(4).split("\n"), clean(right_text).expandtabs(4).split("\n")
    wide = max(map(size, [left_title, *one]))
    room = shutil.get_terminal_size((ink.width, 24)).columns    # code may be as wide as the terminal; prose may not
    if 2 + wide + len(GAP) + max(map(size, [right_title, *other])) > room:
        return [*_under(left_title, left_text, ink), "", *_under(right_title, right_text, ink)]
    rows = max(len(one), len(other))
    one, other = one + [""] * (rows - len(one)), other + [""] * (rows - len(other))
    told = [(padded(ink("bold", left_title), wide), ink("bold", right_title)), *((padded(a, wide), b) for a, b in zip(one, other, strict=True))]
    return [("  " + a + ink("dim", GAP) + b).rstrip() for a, b in told]


def _under(title: str, text: str, ink: Ink) -> list[str]:
    return ["  " + ink("bold", title), *ink.paragraph(text, 4)]
