"""A learner's file as the cells of a notebook, and a notebook's cells as that file: what was not changed keeps every byte."""
import ast
import io
import re
import tokenize
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from ..learner.mine import defines, names_used
from . import magics
from .statement import markdown

Kind = Literal["statement", "markdown", "code", "trial"]

MARK = re.compile(r"# %%(?: .*)?$")                 # where a cell begins in a file
PART = re.compile(r"# %% [a-z][a-z_0-9]*: ")        # and a part of the exercise
BARE, MARKDOWN, TRIAL = "# %%", "# %% [markdown]", "# %% [trial]"
STATEMENT = re.compile(r'\ufeff?(?:#.*\n)*[rR]?"""(?:[^"\\]|\\(?s:.)|"(?!""))*"""[ \t]*(?:#.*)?(?:\n|\Z)\s*?(?=\S|\Z)')
ALIKE = 0.5         # of 1; a changed cell that has this much in common with one of the file is that one


@dataclass(frozen=True)
class Cell:
    """What a notebook shows of a piece of the file."""
    kind: Literal["markdown", "code"]
    source: str
    is_statement: bool = False


@dataclass(frozen=True)
class Piece:
    """A stretch of the file; the pieces of a file add up to it."""
    kind: Kind
    text: str

    @property
    def cell(self) -> Cell:
        if self.kind == "statement":
            return Cell("markdown", markdown(self.text), True)
        lines = self.text.strip("\n").split("\n")
        if self.kind in ("markdown", "trial"):
            bare = [re.sub(r"^# ?", "", line) for line in lines[1:]]
            return Cell("markdown" if self.kind == "markdown" else "code", "\n".join(bare).strip("\n"))
        return Cell("code", "\n".join(lines[1:] if lines[0].rstrip() == BARE else lines).strip("\n"))


def pieces(text: str) -> list[Piece]:
    """Return a file cut at its `# %%` lines; before the first stand the statement and what all parts need."""
    lines, inside = list(io.StringIO(text, newline="\n")), _inside_strings(text)
    starts = [n for n, line in enumerate(lines) if n not in inside and MARK.match(line.rstrip("\r\n"))]
    head = "".join(lines[:starts[0]] if starts else lines)
    said = match.end() if (match := STATEMENT.match(head)) else 0
    if not head[said:].strip():         # nothing is there but the statement
        said = len(head) if said else 0
    found = [Piece("statement", head[:said]), Piece("code", head[said:])]
    for first, end in zip(starts, [*starts[1:], len(lines)], strict=False):
        found.append(_piece("".join(lines[first:end])))
    return [piece for piece in found if piece.text]


def _piece(text: str) -> Piece:
    mark, *rest = text.strip("\n").split("\n")
    for kind, begins in (("markdown", MARKDOWN), ("trial", TRIAL)):
        if mark.startswith(begins) and all(line.startswith("#") or not line.strip() for line in rest):
            return Piece(kind, text)    # type: ignore[arg-type]  # one of the two
    return Piece("code", text)


def _inside_strings(text: str) -> set[int]:
    """Return the lines that begin inside a text of several lines, up to where the file cannot be read."""
    inside = set[int]()
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.STRING:
                inside.update(range(token.start[0], token.end[0]))
    except (tokenize.TokenError, SyntaxError):
        pass        # half written: what was seen so far counts
    return inside


def written(text: str, cells: Sequence[Cell]) -> str:
    """Return the file with what a notebook's cells say: a cell that is as it was keeps its bytes, and the statement is never lost."""
    before = pieces(text)
    shown = [piece.cell for piece in before]
    now = [cell for cell in cells if not cell.is_statement and cell.source.strip()]
    statement = [piece for piece in before if piece.kind == "statement"]
    old = [piece for piece in before if piece.kind != "statement"]
    if [c for c in shown if not c.is_statement and c.source.strip()] == now:
        return text
    partners = _partners([piece.cell for piece in old], now)
    needed = _needed(now)
    told = [*statement, *(_told(cell, old[n] if n is not None else None, needed) for cell, n in zip(now, partners, strict=True))]
    return _joined(told, before)


def _told(cell: Cell, old: Piece | None, needed: set[str]) -> Piece:
    """Return a cell as a piece of the file."""
    is_same = old is not None and old.cell == cell
    if cell.kind == "markdown":
        return old if is_same and old else Piece("markdown", _commented(MARKDOWN, cell.source))
    is_part = bool(PART.match(cell.source))
    if is_same and old and (old.kind == "code" or _only_tries(cell.source, needed)):
        return old
    if not is_part and (old is None or old.kind != "code") and _only_tries(cell.source, needed):
        return Piece("trial", _commented(TRIAL, cell.source))
    source = magics.without(cell.source)
    is_headless = old is not None and not MARK.match(old.text.lstrip("\n").partition("\n")[0]) and old.kind == "code"
    mark = "" if MARK.match(source.partition("\n")[0]) or is_headless else BARE + "\n"
    return Piece("code", f"{mark}{source}\n" + _tail(old))


def _tail(old: Piece | None) -> str:
    """Return the empty lines a piece ended with."""
    if old is None or not old.text.endswith("\n"):
        return "\n\n"
    return old.text[len(old.text.rstrip("\n")) + 1:]


def _commented(mark: str, source: str) -> str:
    return "\n".join([mark, *(f"# {line}".rstrip() for line in source.split("\n"))]) + "\n\n\n"


def _joined(told: Sequence[Piece], before: Sequence[Piece]) -> str:
    """Return the pieces as one text: empty lines between them, none at its end but those that were there."""
    texts = [_marked(piece) if n and told[n - 1].kind != "statement" else piece.text for n, piece in enumerate(told)]
    for n, text in enumerate(texts[:-1]):
        if not text.endswith("\n\n") and told[n].kind != "statement" and texts[n + 1].startswith("# %%"):
            texts[n] = text.rstrip("\n") + "\n\n\n"
    if texts and (not before or told[-1].text != before[-1].text):
        texts[-1] = texts[-1].rstrip("\n") + "\n"
    return "".join(texts)


def _marked(piece: Piece) -> str:
    """Return a piece that does not stand first: what stood there has no mark of its own."""
    return piece.text if piece.text.startswith("# %%") else f"{BARE}\n{piece.text.lstrip(chr(10))}"


def _partners(old: Sequence[Cell], now: Sequence[Cell]) -> list[int | None]:
    """Return for each cell which one of the file it is, if any: the same, the same part, or much like it."""
    found: list[int | None] = [None] * len(now)
    for what, a, b, c, d in SequenceMatcher(None, old, now, autojunk=False).get_opcodes():
        if what == "equal":
            found[c:d] = range(a, b)
        elif what == "replace":
            free = list(range(a, b))
            for n in range(c, d):
                likes = [k for k in free if _alike(old[k], now[n], single=b - a == d - c == 1)]
                if likes:
                    found[n] = likes[0]
                    free = [k for k in free if k > likes[0]]
    return found


def _alike(a: Cell, b: Cell, single: bool) -> bool:
    if a.kind != b.kind:
        return False
    first, second = a.source.partition("\n")[0], b.source.partition("\n")[0]
    if PART.match(first) or PART.match(second):
        return first == second or single
    return SequenceMatcher(None, a.source, b.source).quick_ratio() >= ALIKE


def _needed(cells: Iterable[Cell]) -> set[str]:
    """Return the names that functions and classes of these cells use."""
    found = set[str]()
    for cell in cells:
        source = magics.plain(cell.source) if cell.kind == "code" else None
        for node in ast.parse(source).body if source is not None else ():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found |= names_used(ast.unparse(node))
    return found


def _only_tries(source: str, needed: set[str]) -> bool:
    """Return whether a cell only tries something out: it defines no function, no class, and nothing that one of them uses.

    The grader does not run such a cell: what it shows may take long, draw, or fail.
    """
    code = magics.plain(source)
    if code is None:        # half written, or not Python
        return bool(magics.CELL.match(source)) or not re.search(r"^(?:async def|def|class|@)\b", source, re.MULTILINE)
    body = ast.parse(code).body
    if any(isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) for n in body):
        return False
    return not any(name in needed for node in body for name in defines(node))
