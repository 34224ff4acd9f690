"""A class's marks for other programs: a table of its own, and the tables that Canvas and Moodle import."""
import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import fmean

from .standing import WORDS, Cell, Standing

CLAIMS = 3          # that a learner reads beside a mark in Moodle; `grade class feedback` has them all
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")        # what a spreadsheet takes for a formula


def table(standing: Standing) -> str:
    """Return everything, a row a learner and exercise: what a spreadsheet or a program goes on with."""
    head = ("id", "name", "email", "exercise", "state", "score", "earned", "possible", "received", "late_minutes", "late_factor", "confinement", "why",
            "human_marks")
    return as_csv([head, *(_row(standing, one.id, one.name, one.email, cell) for one in standing.learners for cell in standing.of(one.id))])


def _row(standing: Standing, id: str, name: str, email: str, cell: Cell) -> Sequence[str]:
    score = "" if cell.score is None else f"{cell.score:.6g}"
    judged = cell.score is not None
    return (id, name, email, cell.exercise, cell.word, score, str(cell.earned) if judged else "", str(cell.possible) if judged else "",
            cell.handed.received if cell.handed else "", f"{cell.late.total_seconds() / 60:.0f}" if cell.late else "",
            f"{cell.factor:.4g}" if cell.late else "", cell.confinement, cell.why,
            "; ".join(f"{m.item}: {m.score:g}/{m.of:g} ({m.marker})" for m in cell.marks))


def canvas(standing: Standing) -> str:
    """Return a gradebook that Canvas imports: points out of 100 an exercise; an empty cell leaves what Canvas has, and is no zero.

    What people gave has columns of its own, beside the exercises.
    """
    marked = _marked(standing)
    head = ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", *standing.exercises, *(f"{e}, marked by people" for e in marked)]
    possible = ["    Points Possible", "", "", "", "", *("100" for _ in standing.exercises), *(f"{sum(items.values()):g}" for items in marked.values())]
    return as_csv([head, possible, *([one.name, "", one.id, one.id, "", *(_points(c) for c in standing.of(one.id)),
                                      *_given(standing, one.id, marked)] for one in standing.learners)])


def moodle(standing: Standing) -> str:
    """Return a table for Moodle's grade import: the learner's id number and address, then marks of 100, then a word and the reason where there is none.

    What people gave has columns of its own, beside the exercises.
    """
    marked = _marked(standing)
    head = ["ID number", "Email address", *(column for e in standing.exercises for column in (e, f"{e} feedback")),
            *(f"{e}, marked by people" for e in marked)]
    return as_csv([head, *([one.id, one.email, *(value for c in standing.of(one.id) for value in (_points(c), _feedback(c))),
                            *_given(standing, one.id, marked)] for one in standing.learners)])


def _feedback(cell: Cell) -> str:
    """Return what a learner reads beside a mark: why it is not there, or why it is not 100."""
    if cell.score is None:
        return ": ".join(filter(None, (WORDS[cell.word], cell.why)))
    late = f"late: {100 * cell.factor:.4g} % counts" if cell.factor < 1 else ""
    return "; ".join(filter(None, (late, _open(cell))))


def _open(cell: Cell) -> str:
    """Return the claims that do not hold yet, the first of them: a gradebook's column is no place for more."""
    findings = cell.outcome.findings if cell.outcome else ()
    claims = [str(f["claim"]).rstrip(".") for f in findings if f.get("claim") and f.get("verdict") not in ("passed", "skipped")]
    more = f" … and {len(claims) - CLAIMS} more" if len(claims) > CLAIMS else ""
    return f"does not hold: {'; '.join(claims[:CLAIMS])}{more}" if claims else ""


def _marked(standing: Standing) -> dict[str, dict[str, float]]:
    """Return what people mark, by exercise, and of how many points."""
    found = {e: {m.item: m.of for c in standing.column(e) for m in c.marks} for e in standing.exercises}
    return {e: items for e, items in found.items() if items}


def _given(standing: Standing, learner: str, marked: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Return what people gave a learner in each exercise, several markers' mean; empty until every item is marked."""
    sums = []
    for exercise, items in marked.items():
        marks = standing.cells[learner, exercise].marks
        by_item = [[m.score for m in marks if m.item == item] for item in items]
        sums.append(f"{sum(fmean(scores) for scores in by_item):.4g}" if all(by_item) else "")
    return sums


def _points(cell: Cell) -> str:
    return "" if cell.score is None else f"{100 * cell.score:.4g}"


FORMATS: Mapping[str, Callable[[Standing], str]] = {"csv": table, "canvas": canvas, "moodle": moodle}


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return a table as text, each cell harmless to spreadsheets."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue()


def _harmless(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula: names and reasons are strangers' words."""
    return f"'{cell}" if cell.startswith(DANGEROUS) and not _is_number(cell) else cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
