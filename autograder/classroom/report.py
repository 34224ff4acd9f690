"""A class at one moment, by exercise and by person: what the terminal, the page and the tables are made of."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..course.answers import other_answers
from ..course.exercises import find
from . import statistics
from .companions import listed, without_histories
from .exporting import as_csv
from .gradebook import Gradebook, now
from .marking import unmarked
from .plan import PROBLEMS, Class
from .regrading import repaired
from .similarity import PROSE, Pair, long_texts, of_a_folder, similar
from .standing import Cell, Standing, standing
from .statistics import ExerciseStatistics, Misconception, Stuck
from .store import stored


@dataclass(frozen=True)
class Report:
    """Everything that is told of a class.  `pairs` is None where nobody asked for similar programs."""
    title: str
    when: str
    standing: Standing
    titles: Mapping[str, str]
    exercises: tuple[ExerciseStatistics, ...]
    misconceptions: tuple[Misconception, ...]
    stuck: tuple[Stuck, ...]
    repaired: tuple[str, ...]       # exercises whose checks are not those that count
    to_mark: int                    # pieces of work that wait for a person
    pairs: tuple[Pair, ...] | None = None
    files: Mapping[str, tuple[str, ...]] = field(default_factory=dict)     # by submission, what lies in the folder beside it

    @property
    def moment(self) -> str:
        """Return when it was made, with the day: a file is read later."""
        then = datetime.fromisoformat(self.when).astimezone()
        return f"{then.day} {then:%B %Y, %H:%M}"

    def name(self, learner: str) -> str:
        return next((p.name or p.id for p in self.standing.learners if p.id == learner), learner)

    def files_of(self, cell: Cell) -> tuple[str, ...]:
        return self.files.get(cell.handed.id, ()) if cell.handed else ()

    def late(self, learner: str) -> int:
        return sum(bool(c.late) for c in self.standing.of(learner))

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        return {"title": self.title, "when": self.when, "exercises": [_exercise(e) for e in self.exercises],
                "people": [{"id": p.id, "name": p.name, "total": self.standing.total(p.id), "late": self.late(p.id), "cells": [
                    {"exercise": c.exercise, "state": c.word, "score": c.score, "why": c.why, "files": self.files_of(c),
                     "marks": [{"item": m.item, "score": m.score, "of": m.of, "marker": m.marker} for m in c.marks]}
                    for c in self.standing.of(p.id)]} for p in self.standing.learners],
                "misconceptions": [vars(m) for m in self.misconceptions], "stuck": [vars(s) for s in self.stuck], "repaired": self.repaired,
                "to_mark": self.to_mark, "similar": None if self.pairs is None else [
                    {"exercise": p.exercise, "of": p.of, "learners": [p.left.learner, p.right.learner], "score": round(p.score, 3), "fingerprints": p.prints}
                    for p in self.pairs]}

    def table(self) -> str:
        """Return the checks as CSV, a row a check."""
        head = ("exercise", "check", "claim", "judged", "passed", "facility", "discrimination", "median_seconds")
        return as_csv([head, *((e.exercise, i.check, i.claim, str(i.judged), str(i.passed), f"{i.facility:.4f}",
                                "" if i.discrimination is None else f"{i.discrimination:.4f}", "" if e.seconds is None else f"{e.seconds:.3f}")
                               for e in self.exercises for i in e.items)])


def _exercise(one: ExerciseStatistics) -> dict[str, Any]:
    return {**vars(one), "states": dict(one.states), "items": [{**vars(i), "facility": i.facility} for i in one.items]}


def report(given: Class, book: Gradebook, with_pairs: bool = False, tell: Callable[[str], None] = lambda words: None) -> Report:
    """Return a class's report as its gradebook is now."""
    current = standing(given, book)
    titles = {e.id: e.title for e in given.exercises} | ({PROBLEMS: given.problems.title} if given.problems else {})
    exercises = tuple(statistics.of_exercise(name, current.column(name)) for name in given.asked)
    waiting = sum(bool(unmarked(cell, items)) for exercise, items in given.rubric.items() for cell in current.column(exercise))
    return Report(given.title, now(), current, titles, exercises, statistics.misconceptions(current), statistics.stuck(current, book.handed_in()),
                  tuple(repaired(given, book)), waiting, pairs(given, current, tell) if with_pairs else None, _files(given, current))


def _files(given: Class, current: Standing) -> dict[str, tuple[str, ...]]:
    folders = {c.handed.id: listed(given, c.handed.folder) for c in current.cells.values() if c.handed and c.handed.folder}
    return {id: tuple(one.path for one in without_histories(found)) for id, found in folders.items() if not isinstance(found, str)}


def pairs(given: Class, current: Standing, tell: Callable[[str], None] = lambda words: None) -> tuple[Pair, ...]:
    """Return the pairs of all exercises that are worth a look; of a problem set, whose variants differ, none."""
    found: list[Pair] = []
    for exercise in given.exercises:
        tell(f"  comparing {exercise.id} …")
        handed = tuple((c.learner, stored(given, c.handed.sha256), _folder(given, c.handed.folder)) for c in current.column(exercise.id)
                       if c.handed and c.handed.sha256)
        found += _compared(exercise.id, handed)
    return tuple(found)


def _folder(given: Class, sha: str) -> tuple[tuple[str, Path], ...]:
    """Return (path, where it lies) of the files of a folder, those of repositories' insides left out."""
    found = listed(given, sha) if sha else ()
    return () if isinstance(found, str) else tuple((one.path, stored(given, one.sha256)) for one in without_histories(found))


@lru_cache(maxsize=64)      # a live page asks again whenever something was graded, and what was handed in lies under its hash
def _compared(id: str, handed: tuple[tuple[str, Path, tuple[tuple[str, Path], ...]], ...]) -> tuple[Pair, ...]:
    exercise = find(id)
    known = [exercise.stub, exercise.text, *(a.text for a in other_answers(exercise) if not a.check)]
    programs = {who: _text(path) for who, path, _ in handed}
    folders = {who: of_a_folder((name, _text(path)) for name, path in files) for who, _, files in handed}
    found = similar(id, {who: text for who, text in programs.items() if text}, known, exercise.suffix)
    beside = {who: files[".py"] for who, files in folders.items() if ".py" in files}
    found += similar(id, beside, known, ".py", "the programs of its folder")
    if exercise.suffix == ".py":
        words = {who: long_texts(text) + "\n" + folders[who].get(PROSE, "") for who, text in programs.items()}
        found += similar(id, {who: text for who, text in words.items() if text.strip()}, map(long_texts, known), PROSE, "its texts")
    return tuple(found)


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
        return "" if b"\0" in data else data.decode("utf-8", "replace")        # a picture, or whatever else is no text
    except OSError:
        return ""       # what is no longer in the store is compared with nothing
