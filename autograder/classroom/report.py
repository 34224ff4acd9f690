"""A class at one moment, by exercise and by person: what the terminal, the page and the tables are made of."""
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..course.answers import other_answers
from ..course.exercises import find
from . import statistics
from .exporting import as_csv
from .gradebook import Gradebook, now
from .marking import unmarked
from .plan import PROBLEMS, Class
from .regrading import repaired
from .similarity import Pair, similar
from .standing import Standing, standing
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

    @property
    def moment(self) -> str:
        """Return when it was made, with the day: a file is read later."""
        then = datetime.fromisoformat(self.when).astimezone()
        return f"{then.day} {then:%B %Y, %H:%M}"

    def name(self, learner: str) -> str:
        return next((p.name or p.id for p in self.standing.learners if p.id == learner), learner)

    def late(self, learner: str) -> int:
        return sum(bool(c.late) for c in self.standing.of(learner))

    def plain(self) -> dict[str, Any]:
        """Return the report as JSON data."""
        return {"title": self.title, "when": self.when, "exercises": [_exercise(e) for e in self.exercises],
                "people": [{"id": p.id, "name": p.name, "total": self.standing.total(p.id), "late": self.late(p.id), "cells": [
                    {"exercise": c.exercise, "state": c.word, "score": c.score, "why": c.why,
                     "marks": [{"item": m.item, "score": m.score, "of": m.of, "marker": m.marker} for m in c.marks]}
                    for c in self.standing.of(p.id)]} for p in self.standing.learners],
                "misconceptions": [vars(m) for m in self.misconceptions], "stuck": [vars(s) for s in self.stuck], "repaired": self.repaired,
                "to_mark": self.to_mark, "similar": None if self.pairs is None else [
                    {"exercise": p.exercise, "learners": [p.left.learner, p.right.learner], "score": round(p.score, 3), "fingerprints": p.prints}
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
                  tuple(repaired(given, book)), waiting, pairs(given, current, tell) if with_pairs else None)


def pairs(given: Class, current: Standing, tell: Callable[[str], None] = lambda words: None) -> tuple[Pair, ...]:
    """Return the pairs of all exercises that are worth a look; of a problem set, whose variants differ, none."""
    found: list[Pair] = []
    for exercise in given.exercises:
        tell(f"  comparing {exercise.id} …")
        handed = tuple((c.learner, stored(given, c.handed.sha256)) for c in current.column(exercise.id) if c.handed and c.handed.sha256)
        found += _compared(exercise.id, handed)
    return tuple(found)


@lru_cache(maxsize=64)      # a live page asks again whenever something was graded, and what was handed in lies under its hash
def _compared(id: str, handed: tuple[tuple[str, Path], ...]) -> tuple[Pair, ...]:
    exercise = find(id)
    known = [exercise.stub, exercise.text, *(a.text for a in other_answers(exercise) if not a.check)]
    programs = {who: _text(path) for who, path in handed}
    return tuple(similar(id, {who: text for who, text in programs.items() if text}, known, exercise.suffix))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""       # what is no longer in the store is compared with nothing
