"""What is said of a derivation: a row for each line up to the first that does not hold, as text, as data and as LaTeX; never the line to come."""
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any, Literal, NoReturn, Protocol

from ..algebra.render import latex, unicode
from ..algebra.tree import Declaration, Tree
from ..errors import Mismatch

Mark = Literal["✓", "✗", "…", "?", "·"]      # holds · broken · right but unfinished · undecided · a case begins
SIGNS = {"<=": "≤", ">=": "≥", "!=": "≠"}
WIDEST = 140                                # columns of a formula in a terminal row; longer ones are cut in the middle


class Derivation(Protocol):
    """A learner's function as the checks see it: recorded in the worker, quoted from its file."""
    name: str
    path: str

    def record(self) -> Mapping[str, Any]: ...

    def source(self, line: int) -> str: ...


class NotYet(Mismatch):
    """A derivation that is broken, unfinished or undecided, with the rows that show where.

    `rows` the chain as text, `line` the learner's line, `verdict` “failed” or “undecided”, `data` the chain as JSON.
    """

    def __init__(self, message: str, *, got: Any = None, expected: Any = None, path: str = "", rows: tuple[str, ...] = (),
                 line: int | None = None, verdict: Literal["failed", "undecided"] = "failed", data: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, got, expected, path)
        self.rows, self.line, self.verdict, self.data = rows, line, verdict, dict(data or {})

    def __str__(self) -> str:
        return "\n".join(self.rows) if self.rows else self.message


@dataclass(frozen=True)
class Row:
    """One line of a chain and what was found of it."""
    mark: Mark
    line: int
    formula: Tree | None
    relation: str = ""
    reason: str = ""
    quoted: str = ""        # as the learner typed it, where it is not sure what was meant
    read: Tree | None = None    # what it was read as, then: typeset beside what was typed

    def text(self, declarations: Mapping[str, Declaration]) -> str:
        formula = self.quoted or ("" if self.formula is None else unicode(self.formula, declarations))
        sign = f"{SIGNS.get(self.relation, self.relation)} " if self.relation and not self.quoted else ""
        return f"  {self.mark} {sign}{_cut(formula)}{'      ' + self.reason if self.reason else ''}".rstrip()

    def data(self, declarations: Mapping[str, Declaration]) -> dict[str, Any]:
        formula = self.formula
        typeset = formula if formula is not None else self.read
        return {"mark": self.mark, "line": self.line, "relation": self.relation, "reason": self.reason,
                "text": self.quoted or ("" if formula is None else unicode(formula, declarations)),
                "latex": "" if typeset is None else latex(typeset, declarations)}


@dataclass(frozen=True)
class Found:
    """What is to be said of a line that stops a chain: sentences in the order told, the values at which it fails, its likely cause."""
    sentences: tuple[str, ...]
    mark: Mark = "✗"
    values: str = ""
    cause: str = ""
    got: Any = None
    expected: Any = None

    def told(self) -> tuple[str, ...]:
        return tuple(s for s in (*self.sentences, self.values, f"likely: {self.cause}" if self.cause else "") if s)


@dataclass
class Account:
    """The rows of one derivation so far. `on_a_good_path` lights up when a result asked for on the way has been passed."""
    derivation: Derivation
    declarations: Mapping[str, Declaration]
    rows: list[Row] = field(default_factory=list)
    on_a_good_path: bool = False

    def add(self, mark: Mark, line: int, formula: Tree | None, relation: str = "", reason: str = "") -> None:
        self.rows.append(Row(mark, line, formula, relation, reason))

    def say(self, mark: Mark, line: int, words: str) -> None:
        """Add a row of words where there is no formula."""
        self.rows.append(Row(mark, line, None, quoted=words))

    def stop(self, line: int, found: Found, formula: Tree | None = None, read: Tree | None = None) -> NoReturn:
        """End the judging here, with everything a learner needs to go on: the line as typed, or as it is read where it is one formula."""
        typed = "" if formula is not None else self.derivation.source(line) or self.derivation.name
        rows = [*self.rows, Row(found.mark, line, formula, quoted=typed, read=read)]
        raise NotYet(found.sentences[0] if found.sentences else "this line does not hold", got=found.got, expected=found.expected,
                     rows=self._text(line, rows, found.told()), line=line, verdict="undecided" if found.mark == "?" else "failed",
                     data=self._data(line, rows, found))

    def text(self) -> tuple[str, ...]:
        return self._text(self.rows[-1].line if self.rows else 0, self.rows, ())

    def data(self) -> dict[str, Any]:
        return self._data(self.rows[-1].line if self.rows else 0, self.rows, None)

    def latex(self) -> str:
        """Return the chain as an aligned block, one row a line, the reasons at its right."""
        return aligned([row.data(self.declarations) for row in self.rows])

    def _text(self, line: int, rows: list[Row], told: tuple[str, ...]) -> tuple[str, ...]:
        light = ("  on a good path",) if self.on_a_good_path else ()
        return (f"{self.derivation.name}   {PurePath(self.derivation.path).name}:{line}",
                *(row.text(self.declarations) for row in rows), *(f"      {sentence}" for sentence in told), *light)

    def _data(self, line: int, rows: list[Row], found: Found | None) -> dict[str, Any]:
        chain = [row.data(self.declarations) for row in rows]
        return {"name": self.derivation.name, "path": self.derivation.path, "line": line, "rows": chain, "latex": aligned(chain),
                "said": list(found.told()) if found else [], "values": found.values if found else "", "cause": found.cause if found else "",
                "good_path": self.on_a_good_path}


def aligned(rows: list[dict[str, Any]]) -> str:
    """Return rows of data as a LaTeX `aligned` block; a line that could not be read is left out."""
    lines = []
    for row in (row for row in rows if row["latex"]):
        relation = {"=": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}.get(row["relation"], "")
        reason = rf" && \text{{{_plain(row['reason'])}}}" if row["reason"] else ""
        lines.append(f"{relation} & {row['latex']}{reason}" if relation else f"& {row['latex']}{reason}")
    return r"\begin{aligned}" + "\n" + " \\\\\n".join(lines) + "\n" + r"\end{aligned}" if lines else ""


def _plain(words: str) -> str:
    """Return words fit for \\text: what LaTeX would read as a command is escaped."""
    words = words.replace("\\", r"\textbackslash ").replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")
    return "".join("\\" + c if c in "&%$#_{}" else c for c in words)


def _cut(formula: str) -> str:
    if len(formula) <= WIDEST:
        return formula
    half = (WIDEST - 3) // 2
    return f"{formula[:half]} … {formula[-half:]}"
