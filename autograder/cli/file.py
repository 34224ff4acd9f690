"""Grade any file as a submission; the ledger hears nothing of it."""
from pathlib import Path

import click

from ..model import Result
from .desk import Desk, of_a_grading
from .names import complete, exercise_and_part
from .screens import Claims, ending
from .status import COURSE, NOT_YET, PASSED


@click.command()
@click.argument("id", metavar="ID", shell_complete=complete)
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--confine", is_flag=True, help="Shut the file in by bubblewrap: for programs you did not write.")
@of_a_grading
def file(id: str, path: Path, confine: bool, as_json: bool, fresh: bool, seed: int | None) -> int:
    """Grade the file PATH as a submission of the exercise ID; nothing is recorded.

    With --json: one object, `exercise passed earned possible confinement seed seconds parts findings`.
    """
    desk = Desk(as_json)
    exercise, part = exercise_and_part(id, desk)
    from ..worker.launch import start_host
    host = start_host(confine, exercise.imports)    # before pytest is imported: both take their time at once
    claims = Claims(exercise, path, desk)
    try:
        from .. import grading
        result = grading.grade(exercise, path, part=part, seed=seed, confine=confine, host=host, on_finding=claims.hear,
                               on_progress=claims.watch)
    finally:
        host.close()
        desk.hush()
    desk.data(result.plain())
    ending(result, desk)
    return status_of(result)


def status_of(result: Result) -> int:
    """Return how to leave after a grading; nothing judged is never a pass."""
    if not result.findings or any(f.verdict == "grader_fault" for f in result.findings):
        return COURSE
    return PASSED if result.passed else NOT_YET
