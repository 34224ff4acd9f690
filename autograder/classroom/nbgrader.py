"""Our confined grading in nbgrader's gradebook, through its own API: scores, lateness and feedback, and never a zero for what was not judged."""
import json
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from ..course.exercises import Exercise, find
from ..errors import SurroundingsError, UsageError
from ..learner.workspace import write
from ..notebook.assignment import ANSWER, as_json, no_notebook, notebook, points
from ..notebook.feedback import feedback, share
from ..roster import Learner
from .companions import listed
from .opening import NOTEBOOK
from .plan import Class
from .standing import WORDS, Cell, Standing
from .store import stored

CONFIG = "nbgrader_config.py"
MISSING = "nbgrader is needed and not installed: pip install 'groundwork[classroom]'"


def into_gradebook(given: Class, standing: Standing, course: Path) -> str:
    """Write a class's standing into the gradebook of an nbgrader course; return what was done, as lines."""
    if given.problems:
        raise UsageError("this class asks for a problem set, and nbgrader's gradebook holds notebooks of exercises: --to csv has its marks")
    rooms = _Course(course)
    with rooms.book() as book:
        homes = _homes(book, given)
        if not homes:
            raise UsageError(f"the gradebook of {course} knows none of {', '.join(given.asked)}: `grade export NODE --nbgrader {course}` writes them "
                             f"as an assignment, and `nbgrader generate_assignment` there makes it known")
        told = [f"{exercise} is no notebook of this course, and left out{beyond(exercise)}" for exercise in given.asked if exercise not in homes]
        done = set[str]()
        for learner in standing.learners:
            _enroll(book, learner)
            for assignment in dict.fromkeys(homes.values()):
                cells = [standing.cells[learner.id, e] for e, home in homes.items() if home == assignment]
                if any(c.handed for c in cells):
                    told += _submission(book, rooms, given, learner.id, assignment, cells)
                    done.add(learner.id)
        return "\n".join([f"in nbgrader's gradebook: what {len(done)} of {len(standing.learners)} learners handed in; "
                          "what was not judged waits there for a person, and is no zero", *told])


def beyond(exercise: str) -> str:
    """Return why nbgrader cannot have an exercise, where it cannot, and where its marks can go instead."""
    why = no_notebook(find(exercise))
    return f": {why}, for which a notebook has no place; `--to csv`, `canvas` and `moodle` have its marks" if why else ""


class _Course:
    """An nbgrader course: where its files and its gradebook are, by its own configuration."""

    def __init__(self, folder: Path) -> None:
        if not (folder / CONFIG).is_file():
            raise UsageError(f"{folder} is no nbgrader course: it has no {CONFIG}. `grade export NODE --nbgrader {folder}` writes one")
        try:
            from nbgrader.coursedir import CourseDirectory
            from traitlets.config.loader import PyFileConfigLoader
        except ModuleNotFoundError:
            raise SurroundingsError(MISSING) from None
        try:
            config = PyFileConfigLoader(CONFIG, path=str(folder)).load_config()
        except Exception as error:      # it is a program, the instructor's
            raise UsageError(f"{folder / CONFIG} does not run: {type(error).__name__}: {error}") from None
        self.directory = CourseDirectory(config=config)
        if not config.CourseDirectory.get("root"):
            self.directory.root = str(folder.resolve())

    def place(self, step: str, learner: str, assignment: str) -> Path:
        return Path(self.directory.format_path(getattr(self.directory, f"{step}_directory"), learner, assignment))

    @contextmanager
    def book(self) -> Iterator[Any]:
        """Open its gradebook; what a database refuses is a sentence."""
        from nbgrader.api import Gradebook, InvalidEntry
        from sqlalchemy.exc import SAWarning, SQLAlchemyError
        try:
            with warnings.catch_warnings(), Gradebook(self.directory.db_url, self.directory.course_id) as book:
                warnings.simplefilter("ignore", SAWarning)      # of its own queries: nothing that anybody here could change
                yield book
        except (SQLAlchemyError, InvalidEntry) as error:
            said = str(getattr(error, "orig", None) or error).strip().split("\n")[0]
            raise SurroundingsError(f"nbgrader's gradebook does not answer: {said}; what is written stays, and the same command goes on") from error


def _homes(book: Any, given: Class) -> dict[str, str]:
    """Return {exercise: the assignment that has its notebook}."""
    found: dict[str, str] = {}
    names = {e.name: e.id for e in given.exercises}
    for assignment in book.assignments:
        for one in assignment.notebooks:
            if id := names.get(one.name):
                if found.setdefault(id, assignment.name) != assignment.name:
                    raise UsageError(f"{one.name} stands in two assignments of this course, {found[id]} and {assignment.name}: which of them is meant "
                                     "cannot be known; `nbgrader db assignment remove NAME` takes one away")
    return found


def _enroll(book: Any, learner: Learner) -> None:
    """Add a learner; what nbgrader knows of them already stays."""
    first, _, last = learner.name.rpartition(" ")
    known = book.update_or_create_student(learner.id)
    for key, value in (("first_name", first), ("last_name", last), ("email", learner.email)):
        if getattr(known, key) is None:     # formgrader writes None as a name
            setattr(known, key, value)
    book.db.commit()


def _submission(book: Any, rooms: _Course, given: Class, learner: str, assignment: str, cells: list[Cell]) -> list[str]:
    """Write one learner's work on one assignment: its scores, and the notebooks that formgrader shows."""
    told = []
    for cell in cells:
        if cell.handed:
            told += _files(rooms, given, assignment, cell)
            beside = listed(given, cell.handed.folder) if cell.handed.folder else ()
            if beside and not isinstance(beside, str):
                told.append(f"{learner}, {cell.exercise}: graded with the {len(beside)} files of its folder; formgrader shows the notebook alone")
    when = rooms.directory.get_existing_timestamp(str(rooms.place("submitted", learner, assignment)))
    submission = book.update_or_create_submission(assignment, learner, timestamp=when)
    by_name = {find(c.exercise).name: c for c in cells}
    for one in submission.notebooks:
        if one.name in by_name:
            score(one, by_name[one.name])
    book.db.commit()
    return told


def score(submitted: Any, cell: Cell) -> None:
    """Put what was found into nbgrader's rows of one notebook: a score a part, its feedback, what lateness costs; a person's marks stay."""
    parts = by_part(cell)
    lost = 0.0
    for grade in submitted.grades:
        earned = share(parts.get(grade.name, ())) if cell.word == "graded" else None
        before, grade.auto_score = grade.auto_score, None if earned is None else earned * grade.cell.max_score
        if grade.manual_score is None:
            grade.needs_manual_grade = earned is None
            lost += (grade.auto_score or 0.0) * (1 - cell.factor)
        elif before != grade.auto_score:
            grade.needs_manual_grade = True     # a person gave marks for something else
    for comment in submitted.comments:
        comment.auto_comment = comment_on(cell, parts.get(comment.name.removesuffix(ANSWER), ()))
    submitted.late_submission_penalty = round(lost, 6) or None


def by_part(cell: Cell) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for finding in cell.outcome.findings if cell.outcome else ():
        if "part" in finding:
            found.setdefault(str(finding["part"]), []).append(finding)
    return found


def comment_on(cell: Cell, findings: list[Mapping[str, Any]] | tuple[()]) -> str | None:
    """Return what stands under a part: its feedback, or the word for what is no mark, and why."""
    said = feedback(findings) if findings else ""
    if cell.word != "graded":
        word = f"{WORDS[cell.word]}: this is no zero, and waits for a person"
        return "\n\n".join(filter(None, [word, cell.why or said]))
    if findings and share(findings) is None:
        said += "\n\nnothing of this part could be judged where it was graded: this is no zero, and waits for a person"
    late = f"{cell.late.total_seconds() / 3600:.1f} h late: {100 * cell.factor:.0f} % of the marks count" if cell.factor < 1 and said else ""
    return "\n\n".join(filter(None, [said, late])) or None


def _files(rooms: _Course, given: Class, assignment: str, cell: Cell) -> list[str]:
    """Write the graded notebook where formgrader and `nbgrader generate_feedback` look for it; return what could not be.

    What nbgrader has not collected itself is put among what was submitted: without it formgrader would not show it.
    """
    exercise = find(cell.exercise)
    handed = rooms.place("submitted", cell.learner, assignment) / f"{exercise.name}.ipynb"
    shown = rooms.place("autograded", cell.learner, assignment) / handed.name
    made = read_notebook(handed) if os.path.lexists(handed) else _rebuilt(given, exercise, cell)
    if made is None:
        return [f"{handed} is no notebook that can be shown: its scores are in the gradebook all the same"] if os.path.lexists(handed) else []
    try:
        if not os.path.lexists(handed):
            write(handed, as_json(made))
            if not os.path.lexists(handed.parent / "timestamp.txt") and cell.handed:
                moment = datetime.fromisoformat(cell.handed.received)
                write(handed.parent / "timestamp.txt", f"{moment:%Y-%m-%d %H:%M:%S} UTC")
        shown.parent.mkdir(parents=True, exist_ok=True)
        if shown.exists():
            shown.unlink()      # nbgrader writes it read-only
        write(shown, as_json(with_feedback(made, cell)))
    except OSError as error:
        raise SurroundingsError(f"{shown}: {error.strerror}; scores that are written stay, and the same command goes on") from error
    return []


def read_notebook(path: Path) -> dict[str, Any] | None:
    """Return a stranger's notebook as data, opened without following a link; None where it is none."""
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            made = json.loads(file.read(NOTEBOOK))
    except (OSError, ValueError, RecursionError):
        return None
    is_one = isinstance(made, dict) and isinstance(made.get("cells"), list) and all(isinstance(c, dict) for c in made["cells"])
    return made if is_one else None


def _rebuilt(given: Class, exercise: Exercise, cell: Cell) -> dict[str, Any] | None:
    """Return a notebook of a program that was handed in as a file."""
    if cell.handed is None or cell.handed.refused or not cell.handed.sha256:
        return None
    try:
        text = stored(given, cell.handed.sha256).read_text("utf-8")
        return notebook(exercise, text, points(exercise))
    except (OSError, ValueError, SyntaxError):
        return None


def with_feedback(made: Mapping[str, Any], cell: Cell) -> dict[str, Any]:
    """Return a notebook whose grade cells show what we found; every output of the learner's is gone, for a page would render it."""
    parts, cells = by_part(cell), list[dict[str, Any]]()
    for one in made["cells"]:
        one = {**one, **({"outputs": [], "execution_count": None} if one.get("cell_type") == "code" else {})}
        if one.get("cell_type") == "code" and (part := _graded_part(one)) and (said := comment_on(cell, parts.get(part, ()))):
            one["outputs"] = [{"output_type": "stream", "name": "stdout", "text": said + "\n"}]
        cells.append(one)
    return {**made, "cells": cells}


def _graded_part(cell: Mapping[str, Any]) -> str:
    """Return the part that a grade cell is for, by the metadata that came with it."""
    metadata = cell.get("metadata")
    said = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    return str(said.get("grade_id", "")) if isinstance(said, dict) and said.get("grade") is True else ""
