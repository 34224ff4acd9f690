"""What each learner has: one cell an exercise, in which zero, not submitted, crashed, timed out and not graded are five different things."""
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from ..roster import Learner
from .gradebook import Gradebook, Handed, Mark, Outcome
from .plan import Class

Word = Literal["graded", "not_submitted", "crashed", "timed_out", "not_graded", "waiting"]
WORDS: Mapping[Word, str] = {"graded": "", "not_submitted": "not submitted", "crashed": "crashed", "timed_out": "timed out",
                             "not_graded": "not graded", "waiting": "waits to be graded"}


@dataclass(frozen=True)
class Cell:
    """One learner's standing in one exercise.  `score` is between 0 and 1 after lateness; None where nothing was judged."""
    learner: str
    exercise: str
    word: Word
    score: float | None = None
    earned: int = 0
    possible: int = 0
    late: timedelta = timedelta()
    factor: float = 1.0
    confinement: str = ""
    handed: Handed | None = None
    outcome: Outcome | None = None
    marks: tuple[Mark, ...] = ()        # what people gave, beside the score and never in it
    why: str = ""                       # why there is no score

    @property
    def percent(self) -> str:
        """Return the score as a table shows it, or the word in its place."""
        return WORDS[self.word] if self.score is None else f"{100 * self.score:.4g}"


@dataclass(frozen=True)
class Standing:
    """A whole class at one moment."""
    learners: tuple[Learner, ...]
    exercises: tuple[str, ...]
    cells: Mapping[tuple[str, str], Cell]

    def of(self, learner: str) -> list[Cell]:
        return [self.cells[learner, exercise] for exercise in self.exercises]

    def column(self, exercise: str) -> list[Cell]:
        return [self.cells[one.id, exercise] for one in self.learners]

    def total(self, learner: str) -> float | None:
        """Return the mean score over what was asked; None for who has no score at all.

        Beside a score, what was never handed in or never ran counts nothing, and so it says beside it.
        """
        scores = [c.score for c in self.of(learner) if c.score is not None]
        return sum(scores) / len(self.exercises) if scores else None

    def mean(self, learner: str) -> str:
        """Return the total as a table shows it."""
        total = self.total(learner)
        return "–" if total is None else f"{100 * total:.0f}"


def standing(given: Class, book: Gradebook, versions: Mapping[str, str] | None = None) -> Standing:
    """Return who has what, by the version of the grader that counts, or by those that are named."""
    handed: dict[tuple[str, str], list[Handed]] = {}
    for one in book.handed_in():
        handed.setdefault((one.learner, one.exercise), []).append(one)
    counts = {exercise: (versions or {}).get(exercise) or book.counting(exercise) for exercise in given.asked}
    found = {(o.submission, o.exercise): o for exercise, grader in counts.items() if grader for o in book.outcomes(grader, exercise)}
    marks: dict[str, dict[tuple[str, str], Mark]] = {}
    for mark in book.given():
        marks.setdefault(mark.submission, {})[mark.item, mark.marker] = mark       # of one marker and item the last counts
    cells = {(p.id, e): _cell(given, p.id, e, handed.get((p.id, e), []), found, marks) for p in given.learners for e in given.asked}
    return Standing(given.learners, given.asked, cells)


def _cell(given: Class, learner: str, exercise: str, handed: Iterable[Handed], found: Mapping[tuple[str, str], Outcome],
          marks: Mapping[str, Mapping[tuple[str, str], Mark]]) -> Cell:
    """Return the cell of the submission that counts: the last one, or the one with most marks after lateness."""
    cells = [_one(given, learner, exercise, h, found.get((h.id, exercise)), tuple(marks.get(h.id, {}).values())) for h in handed]
    if not cells:
        return Cell(learner, exercise, "not_submitted")
    gradable = [c for c in cells if c.handed and not c.handed.refused] or cells
    if given.resubmission == "latest":
        return max(gradable, key=_age)
    return max(gradable, key=lambda c: (-1.0 if c.score is None else c.score, _age(c)))


def _why(outcome: Outcome) -> str:
    """Return the first that is said of what has no score: by the pool of the whole, by the grader in a finding's evidence."""
    said = (f.get("message") or (f.get("evidence") or {}).get("message") for f in outcome.findings)
    return next((str(message) for message in said if message), "")


def _age(cell: Cell) -> tuple[str, bool, str]:
    return cell.handed.age if cell.handed else ("", False, "")


def _one(given: Class, learner: str, exercise: str, handed: Handed, outcome: Outcome | None, marks: tuple[Mark, ...]) -> Cell:
    late = given.lateness(learner, datetime.fromisoformat(handed.received))
    factor = given.late.factor(late)
    cell = Cell(learner, exercise, "waiting", late=late, factor=factor, handed=handed, outcome=outcome, marks=marks)
    if handed.refused:
        return Cell(**{**vars(cell), "word": "not_graded", "why": handed.refused})
    if outcome is None:
        return cell
    judged = outcome.status == "graded" and outcome.possible > 0
    return Cell(**{**vars(cell), "word": outcome.status if outcome.status != "graded" or judged else "not_graded", "why": "" if judged else _why(outcome),
                   "score": factor * outcome.earned / outcome.possible if judged else None, "earned": outcome.earned,
                   "possible": outcome.possible, "confinement": outcome.confinement})
