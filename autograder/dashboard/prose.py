"""A statement as paragraphs and formulas: what is indented by four spaces is a formula and stays as it stands."""
import re
import textwrap
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Block:
    kind: Literal["prose", "formula"]
    text: str


def blocks(text: str) -> list[Block]:
    """Return a text's blocks; a paragraph's line breaks mean nothing, a formula's do."""
    found = []
    for block in re.split(r"\n[ \t]*\n", text.expandtabs(4).strip("\n")):
        if not block.strip():
            continue
        for formula, lines in _runs(block.split("\n")):
            found.append(Block("formula", textwrap.dedent("\n".join(lines))) if formula else Block("prose", " ".join(lines)))
    return _joined(found)


def _runs(lines: list[str]) -> list[tuple[bool, list[str]]]:
    """Return runs of indented and of other lines."""
    runs: list[tuple[bool, list[str]]] = []
    for line in lines:
        indented = line.startswith("    ")
        if not runs or runs[-1][0] != indented:
            runs.append((indented, []))
        runs[-1][1].append(line if indented else line.strip())
    return runs


def _joined(found: list[Block]) -> list[Block]:
    """Return formulas that follow each other as one."""
    joined: list[Block] = []
    for block in found:
        if joined and block.kind == joined[-1].kind == "formula":
            joined[-1] = Block("formula", f"{joined[-1].text}\n{block.text}")
        else:
            joined.append(block)
    return joined


def spans(text: str) -> list[tuple[str, bool]]:
    """Return a sentence as (piece, is code): code stands between backticks."""
    pieces = re.split(r"``?([^`\n]+)``?", text)
    return [(piece, bool(n % 2)) for n, piece in enumerate(pieces) if piece]
