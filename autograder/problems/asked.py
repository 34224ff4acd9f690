"""A fresh problem that goes with an exercise in an exam or a review: drawn once, and judged as it was set."""
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ..course.exercises import Exercise
from ..errors import CourseError, SurroundingsError
from .program import Posed
from .sets import fresh
from .storing import put
from .template import HEADER, Template, path_of, template

VERSION = 1


def minutes(exercise: Exercise, part: str | None) -> int:
    """Return how long the problem takes that goes with an exercise, or with one part of it; 0 where there is none.

    It is read from the template's first lines: nothing runs.
    """
    try:
        lines = path_of(exercise).read_text("utf-8").split("\n", 3)
    except (OSError, ValueError):
        return 0
    match = HEADER.match(lines[2]) if len(lines) > 2 else None
    return int(match["minutes"]) if match and (not match["part"] or part in (None, match["part"])) else 0


def drawn(exercise: Exercise, part: str | None, seed: int) -> Posed | None:
    """Return the problem that this seed draws; None where there is none, or where its template is broken: that is no learner's fault."""
    if not minutes(exercise, part):
        return None
    try:
        found = template(exercise)
        return fresh(found, seed, exercise.id, 1, 0) if found else None
    except CourseError:
        return None


def templates_of(posed: Sequence[Posed], built: Mapping[str, Exercise]) -> dict[str, Template]:
    """Return the templates that judge these problems, those that are still there."""
    return {one.exercise: found for one in posed if one.exercise in built and (found := template(built[one.exercise]))}


def keep(path: Path, posed: Sequence[Posed]) -> None:
    """Keep problems as they were set, whole or not at all: whatever the templates become, these are judged."""
    put(path, json.dumps({"version": VERSION, "problems": [one.plain() for one in posed]}, ensure_ascii=False).encode())


def kept(path: Path) -> tuple[Posed, ...] | None:
    """Return problems that were kept; None where they are gone or cannot be read, so that they are drawn again by their seed."""
    try:
        data: Mapping[str, Any] = json.loads(path.read_text("utf-8"))
        if data["version"] > VERSION:
            raise SurroundingsError(f"{path} was written by a newer version of this course: bring this copy up to date")
        return tuple(map(Posed.of, data["problems"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
