"""`grade class feedback`: what each learner gets back, a page a learner."""
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..course.catalogue import near
from ..errors import SurroundingsError, UsageError
from ..report.naming import counted
from .class_regrade import NO_TEMPLATES
from .classroom import CLASS
from .desk import Desk, as_json
from .status import PASSED

if TYPE_CHECKING:
    from collections.abc import Callable

    from ..classroom.handing_back import HandedBack


def _page() -> "Callable[[HandedBack], str]":
    try:
        from ..dashboard.classes import feedback_page
    except ModuleNotFoundError as error:
        raise SurroundingsError(NO_TEMPLATES.format(name=error.name) + "; --text needs nothing") from error
    return feedback_page


@click.command()
@CLASS
@click.argument("out", type=click.Path(file_okay=False, path_type=Path))
@click.option("--learner", "wanted", multiple=True, metavar="ID", help="Only theirs; may be given several times.")
@click.option("--text", is_flag=True, help="Plain text in place of pages.")
@as_json
def feedback(folder: Path, out: Path, wanted: tuple[str, ...], text: bool, as_json: bool) -> int:
    """Write OUT/ID.html for everybody who handed in: their scores, what people said, every check and the first that fails; nobody else's."""
    from ..classroom.gradebook import Gradebook
    from ..classroom.handing_back import as_text, handed_back
    from ..classroom.plan import read_class
    from ..classroom.standing import standing
    from ..learner.workspace import write
    desk = Desk(as_json)
    given = read_class(folder)
    ids = [p.id for p in given.learners]
    if unknown := [one for one in wanted if one not in ids]:
        raise UsageError(f"nobody in the roster is `{unknown[0]}`{near(unknown[0], ids)}")
    draw = as_text if text else _page()
    with Gradebook.of_folder(folder, given.gradebook) as book:
        now = standing(given, book)
    chosen = [id for id in wanted or ids if any(cell.handed for cell in now.of(id))]
    paths = {id: out / f"{id}.{'txt' if text else 'html'}" for id in chosen}
    for id, path in paths.items():
        write(path, draw(handed_back(given, now, id)))
    nothing = len(wanted or ids) - len(chosen)
    desk.say(f"{counted(len(chosen), 'learner')} in {out}" + (f"; {nothing} handed in nothing" if nothing else ""))
    desk.data({"out": str(out), "written": {id: str(path) for id, path in paths.items()}})
    return PASSED
