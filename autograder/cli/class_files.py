"""`grade class files`: what somebody handed in for an exercise, file by file, as it is graded."""
from pathlib import Path

import click

from ..errors import SurroundingsError, UsageError
from .classroom import CLASS
from .desk import Desk, as_json
from .status import PASSED


@click.command()
@CLASS
@click.argument("learner")
@click.argument("exercise")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="A new folder to lay the files out in.")
@as_json
def files(folder: Path, learner: str, exercise: str, output: Path | None, as_json: bool) -> int:
    """List what counts of what somebody handed in, its folder and what it imports included; with -o, lay it out to be looked at.

    Repositories are not laid out: a git that is asked anything in one, by a shell's prompt for example, runs its hooks.
    """
    from ..classroom import companions
    from ..classroom.gradebook import Gradebook
    from ..classroom.plan import read_class
    from ..classroom.standing import standing
    from ..classroom.store import kept, stored
    desk = Desk(as_json)
    given = read_class(folder)
    with Gradebook.of_folder(folder, given.gradebook) as book:
        cell = standing(given, book).cells.get((learner, exercise))
    if cell is None:
        raise UsageError(f"this class has no {exercise} of {learner}; it asks {', '.join(p.id for p in given.learners[:8])} … for {', '.join(given.asked)}")
    if cell.handed is None or not cell.handed.sha256:
        raise UsageError(f"{learner} has handed in nothing for {exercise} that was kept" + (f": {cell.why}" if cell.why else ""))
    name = exercise.replace("-", "_")
    named = name + next((suffix for suffix in (".cu", ".cpp") if cell.handed.origin.endswith(suffix)), ".py")      # of a notebook its program is kept
    found = companions.listed(given, cell.handed.folder) if cell.handed.folder else ()
    desk.say(f"{named}, handed in {cell.handed.received}  {stored(given, cell.handed.sha256)}")
    shown = [] if isinstance(found, str) else companions.without_histories(found)
    desk.say([f"  its folder could not be taken: {found}"] if isinstance(found, str) else
             [f"  {one.path}, {one.size} bytes  {stored(given, one.sha256)}" for one in shown])
    if len(shown) < len(found) and not isinstance(found, str):
        desk.say(f"  and {len(found) - len(shown)} files of repositories' insides: --json has them")
    brought = cell.outcome.brought if cell.outcome and not cell.outcome.asks else ()
    desk.say([f"  imports from {other}  {stored(given, sha)}" for other, sha in brought])
    if output:
        _new(output)
        (output / named).write_bytes(kept(given, cell.handed.sha256))
        has_any = found and not isinstance(found, str)
        written, left = companions.write_out(given, cell.handed.folder, output / name) if has_any else (0, 0)
        more = f"; {left} of repositories are left out: git would run their hooks" if left else ""
        desk.say(["", f"{written + 1} files are written below {output}{more}"])
    desk.data({"file": named, "sha256": cell.handed.sha256, "received": cell.handed.received, "folder": found if isinstance(found, str) else "",
               "files": [] if isinstance(found, str) else [vars(one) for one in found], "brought": [list(pair) for pair in brought]})
    return PASSED


def _new(output: Path) -> None:
    """Make a folder that was not there: what lay in one might be links to elsewhere."""
    try:
        output.mkdir(parents=True)
    except FileExistsError:
        raise UsageError(f"{output} is there already: name a new folder") from None
    except OSError as error:
        raise SurroundingsError(f"{output}: {error.strerror}; name a folder elsewhere") from None
