"""What each learner gets back: their scores, what people said, and of every check whether it holds, with the first that does not."""
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from ..course.exercises import every_exercise
from ..notebook.feedback import feedback
from .plan import Class
from .standing import WORDS, Cell, Standing


@dataclass(frozen=True)
class Sheet:
    """One exercise of one learner: what it is worth, why, and the checks by part."""
    exercise: str
    title: str
    word: str                           # the score of 100, or what stands in its place
    said: tuple[str, ...]               # lateness, and why there is no score
    marks: tuple[tuple[str, str], ...]  # what people gave: `clarity 3 of 4`, and their comment
    parts: tuple[tuple[str, str], ...]  # (part, its checks as text)


@dataclass(frozen=True)
class HandedBack:
    """All that one learner gets back."""
    learner: str
    name: str
    title: str                          # of the class
    mean: str
    sheets: tuple[Sheet, ...]


def handed_back(given: Class, now: Standing, learner: str) -> HandedBack:
    """Return a learner's own results; nothing of anybody else is in them."""
    titles = {e.id: e.title for e in every_exercise()}
    person = next(p for p in now.learners if p.id == learner)
    sheets = tuple(_sheet(cell, titles.get(cell.exercise, given.problems.title if given.problems else cell.exercise)) for cell in now.of(learner))
    return HandedBack(learner, person.name or learner, given.title, now.mean(learner), sheets)


def _sheet(cell: Cell, title: str) -> Sheet:
    findings = cell.outcome.findings if cell.outcome else ()
    parts: dict[str, list[Mapping[str, object]]] = {}
    for one in findings if cell.word == "graded" else ():
        parts.setdefault(str(one.get("part") or ""), []).append(one)
    word = WORDS[cell.word] if cell.score is None else f"{cell.percent} of 100"
    marks = tuple((f"{m.item}: {m.score:g} of {m.of:g}", m.comment) for m in cell.marks)
    return Sheet(cell.exercise, title, word, tuple(_said(cell)), marks, tuple((part, feedback(rows)) for part, rows in parts.items()))


def _said(cell: Cell) -> list[str]:
    rows = [f"handed in {_moment(cell.handed.received)}"] if cell.handed else []
    if cell.score is not None and cell.factor < 1:
        rows.append(f"late: {100 * cell.factor:.4g} % of {cell.earned} of {cell.possible} points count")
    elif cell.score is not None:
        rows.append(f"{cell.earned} of {cell.possible} points")
    return rows + ([cell.why] if cell.why else [])


def _moment(when: str) -> str:
    then = datetime.fromisoformat(when)
    return f"{then.day} {then:%B %Y, %H:%M} UTC"


def as_text(back: HandedBack) -> str:
    """Return it as plain text: for a mail, or a comment in another program."""
    rows = [f"{back.title}: {back.name}", ""]
    for one in back.sheets:
        rows += [f"{one.title} ({one.exercise})", f"  {one.word}", *(f"  {line}" for line in one.said)]
        rows += [f"  {given}" + (f"  {comment}" if comment else "") for given, comment in one.marks]
        rows += [f"  {line}" if line else "" for part, text in one.parts for line in ["", *([part] if part else []), *text.splitlines()]]
        rows.append("")
    return "\n".join(rows)
