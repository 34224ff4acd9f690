"""What only people judge: who waits for a mark, by which rubric, and where in the work the learner points for it.

A rubric stands in `class.yaml`, or else is the exercise's own.  Learners point with a dictionary in their file,
`POINTERS = {"clarity": "section 2, the first picture"}`, or with what their `self_assessment` returns: both are read as text, nothing of theirs
runs.  Marks are kept beside the automatic ones and never among them.
"""
import ast
import csv
import math
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from ..course.catalogue import near
from ..errors import SurroundingsError, UsageError
from .companions import Listed, listed, without_histories
from .gradebook import Gradebook, Mark
from .plan import Class, Item
from .standing import Cell, standing
from .store import stored

POINTERS = "POINTERS"           # what the learner's dictionary is called
COLUMNS = ("learner", "exercise", "item", "score")      # of a table of marks; `of`, `comment` and `marker` may stand beside
ASSESSMENT = "self_assessment"  # the function that returns a list of {criterion, score, section, quote}
ENORMOUS = 400_000              # bytes of a file in which no pointers are looked for: nobody writes so much, and reading it takes seconds
LONGEST = 400                   # characters of one pointer that are shown


@dataclass(frozen=True)
class Waiting:
    """One piece of work and its rubric: what of it nobody has marked yet, and what was given."""
    cell: Cell
    items: tuple[Item, ...]
    path: Path
    pointers: Mapping[str, str]
    files: tuple[Listed, ...] = ()      # of the folder beside it
    folder: str = ""                    # why that could not be taken

    @property
    def left(self) -> tuple[Item, ...]:
        return unmarked(self.cell, self.items)


def unmarked(cell: Cell, items: Iterable[Item]) -> tuple[Item, ...]:
    """Return what of a piece of work nobody has marked yet; of one that cannot be marked, nothing."""
    marked = {m.item for m in cell.marks}
    return tuple(i for i in items if i.name not in marked) if cell.handed and not cell.handed.refused else ()


def queue(given: Class, book: Gradebook) -> list[Waiting]:
    """Return what has a rubric and was handed in, what waits longest first; what is marked already stands behind."""
    now = standing(given, book)
    found = []
    for exercise, items in given.rubric.items():
        for cell in now.column(exercise):
            if cell.handed and not cell.handed.refused:
                path = stored(given, cell.handed.sha256)
                beside = listed(given, cell.handed.folder) if cell.handed.folder else ()
                found.append(Waiting(cell, items, path, pointers(path), *(((), beside) if isinstance(beside, str) else (tuple(without_histories(beside)), ""))))
    return sorted(found, key=lambda w: (not w.left, w.cell.handed.received if w.cell.handed else "", w.cell.learner))


def pointers(path: Path) -> dict[str, str]:
    """Return where the learner points for each item; nothing, where the file does not say, cannot be read or is enormous."""
    try:
        if path.stat().st_size > ENORMOUS:
            return {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")         # of a stranger's text
            tree = ast.parse(path.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    return _assessed(tree) | _pointed(tree)


def _pointed(tree: ast.Module) -> dict[str, str]:
    for statement in reversed(tree.body):
        if isinstance(statement, ast.Assign) and [t.id for t in statement.targets if isinstance(t, ast.Name)] == [POINTERS]:
            return {key: str(value)[:LONGEST] for key, value in _literals(statement.value).items() if isinstance(value, str)}
    return {}


def _assessed(tree: ast.Module) -> dict[str, str]:
    """Return what a learner's own assessment says of each criterion, where it is written out: the section, the words in it, their own score."""
    function = next((s for s in reversed(tree.body) if isinstance(s, ast.FunctionDef) and s.name == ASSESSMENT), None)
    returned = next((s.value for s in reversed(function.body) if isinstance(s, ast.Return)), None) if function else None
    rows = [_literals(one) for one in returned.elts] if isinstance(returned, ast.List | ast.Tuple) else []
    return {str(row["criterion"]): f"{row.get('section', '?')}: “{row.get('quote', '')}” (gives itself {row.get('score', '?')})"[:LONGEST]
            for row in rows if isinstance(row.get("criterion"), str)}


def _literals(value: ast.expr) -> dict[str, object]:
    """Return the entries of a dictionary that are written out, keys that are text."""
    pairs = zip(value.keys, value.values, strict=True) if isinstance(value, ast.Dict) else ()
    return {k.value: v.value for k, v in pairs if isinstance(k, ast.Constant) and isinstance(k.value, str) and isinstance(v, ast.Constant)}


def mark(given: Class, book: Gradebook, wanted: Iterable[tuple[str, Mapping[str, str]]]) -> int:
    """Keep marks, all of them or none; each comes with where it stands.  Return how many were new: one that stands already is no news."""
    now, errors, kept = standing(given, book), list[str](), list[Mark]()
    for where, row in wanted:
        try:
            kept.append(_mark(given, now.cells, row))
        except UsageError as error:
            errors.append(f"{where}{error}")
    if errors:
        raise UsageError("\n".join([*errors, "no mark was kept: put this right and give them again"]))
    standing_now = {_key(m) for cell in now.cells.values() for m in cell.marks}
    return book.mark(list({_key(m): m for m in kept if _key(m) not in standing_now}.values()))


def _key(mark: Mark) -> tuple[str, str, str, float, str]:
    return mark.submission, mark.item, mark.marker, mark.score, mark.comment


def _mark(given: Class, cells: Mapping[tuple[str, str], Cell], row: Mapping[str, str]) -> Mark:
    """Return the mark that one row gives; what is wrong with it is a sentence."""
    learner, exercise, name = row["learner"], row["exercise"], row["item"]
    if learner not in {p.id for p in given.learners}:
        raise UsageError(f"nobody in the roster is `{learner}`{near(learner, [p.id for p in given.learners])}")
    if exercise not in given.asked:
        raise UsageError(f"the class does not ask for `{exercise}`{near(exercise, given.asked) or '; it asks for ' + ', '.join(given.asked)}")
    if exercise not in given.rubric:
        raise UsageError(f"`{exercise}` has no rubric: write it in {given.folder / 'class.yaml'}, "
                         f"for example `rubric: {{{exercise}: {{clarity: 4}}}}`")
    item = next((i for i in given.rubric[exercise] if i.name == name), None)
    if item is None:
        raise UsageError(f"the rubric of {exercise} has no `{name}`; it has {', '.join(i.name for i in given.rubric[exercise])}")
    handed = cells[learner, exercise].handed
    if handed is None or handed.refused:
        raise UsageError(f"{learner} has handed in nothing for {exercise} that could be marked")
    if row.get("of") and _number(row["of"], "of") != item.of:
        raise UsageError(f"`{name}` counts {item.of} in the rubric, not {row['of']}")
    score = _number(row["score"], "score")
    if not 0 <= score <= item.of:
        raise UsageError(f"a score of {row['score']} for `{name}`; it lies between 0 and {item.of}")
    if not row.get("marker"):
        raise UsageError("who marks? `--marker NAME`, or a column `marker`")
    return Mark(handed.id, name, row["marker"], score, item.of, row.get("comment", ""))


def _number(text: str, what: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UsageError(f"`{what}` is `{text}`; expected a number")
    return value


def read_marks(path: Path, marker: str) -> list[tuple[str, dict[str, str]]]:
    """Return the rows of a table of marks, each with where it stands; `marker` is who marked where the table does not say."""
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8: save it as UTF-8 with commas between the columns") from None
    except OSError as error:
        raise SurroundingsError(f"{path}: {error.strerror}") from None
    except csv.Error as error:
        raise UsageError(f"{path} is no table: {error}") from None
    head = [h.strip().lower() for h in rows[0]] if rows else []
    if missing := [c for c in COLUMNS if c not in head]:
        raise UsageError(f"{path}:1: no column `{'`, `'.join(missing)}`; a table of marks has learner,exercise,item,score and may have of,comment,marker")
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = {key: value.strip() for key, value in zip(head, row, strict=False)}
        if any(cells.values()):
            found.append((f"{path}:{number}: ", {"marker": marker} | dict.fromkeys(COLUMNS, "") | {k: v for k, v in cells.items() if v}))
    return found
