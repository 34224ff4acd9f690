"""Grade any file, or a notebook, as a submission; the ledger hears nothing of it."""
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..course import regular
from ..course.exercises import Exercise
from ..errors import LearnerError, UsageError
from ..model import Result
from .desk import Desk, of_a_grading
from .names import complete, exercise_and_part
from .screens import Claims, ending
from .status import COURSE, NOT_YET, PASSED

if TYPE_CHECKING:
    from ..notebook.reading import Program


@click.command()
@click.argument("id", metavar="ID", shell_complete=complete)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--confine", is_flag=True, help="Shut the file in by bubblewrap: for programs you did not write.")
@of_a_grading
def file(id: str, path: Path, confine: bool, as_json: bool, fresh: bool, seed: int | None) -> int:
    """Grade the file PATH as a submission of the exercise ID; nothing is recorded.

    Of a notebook (.ipynb) the functions that the exercise asks for are graded, and what they use, whichever cells they stand in.

    With --json: one object, `exercise passed earned possible confinement seed seconds parts findings`.
    """
    desk = Desk(as_json)
    exercise, part = exercise_and_part(id, desk)
    with _readable(exercise, path) as (readable, notebook):
        result = _graded(exercise, readable, part, confine, seed, Claims(exercise, path, desk))
    if notebook:
        from ..notebook.reading import placed
        result = placed(result, path, readable, notebook)
        desk.warn(f"{desk.shown(path)}: {note}" for note in notebook.notes)
    desk.data(result.plain())
    ending(result, desk)
    return status_of(result)


@contextmanager
def _readable(exercise: Exercise, path: Path) -> "Iterator[tuple[Path, Program | None]]":
    """Give the program that is to be graded: the file itself, or what a notebook holds, in a file of its own."""
    if path.suffix != ".ipynb":
        yield path, None
        return
    from tempfile import TemporaryDirectory

    from ..notebook.reading import program
    try:
        notebook = program(regular.content(path), exercise)
    except LearnerError as error:
        raise UsageError(f"{path}: {error.message}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}; name the notebook to grade as {exercise.id}") from None
    with TemporaryDirectory(prefix="grade-") as folder:
        copy = Path(folder) / path.name
        copy.write_text(notebook.text, "utf-8")
        yield copy, notebook


def _graded(exercise: Exercise, path: Path, part: str | None, confine: bool, seed: int | None, claims: Claims) -> Result:
    from ..worker.launch import start_host
    host = start_host(confine, exercise.imports_for(path, part))    # before pytest is imported: both take their time at once
    try:
        from .. import grading
        return grading.grade(exercise, path, part=part, seed=seed, confine=confine, host=host, on_finding=claims.hear,
                             on_progress=claims.watch)
    finally:
        host.close()
        claims.desk.hush()


def status_of(result: Result) -> int:
    """Return how to leave after a grading; nothing judged is never a pass."""
    if not result.findings or any(f.verdict == "grader_fault" for f in result.findings):
        return COURSE
    return PASSED if result.passed else NOT_YET
