"""`grade export`: finished work, to keep and to show."""
from pathlib import Path

import click

from ..errors import UsageError
from .desk import Desk
from .status import PASSED, SURROUNDINGS


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--notebooks", is_flag=True, help="Only notebooks, one an exercise.")
@click.option("--repository", is_flag=True, help="Only the repository: a package, its tests, derivations and kernels.")
def export(out: Path, notebooks: bool, repository: bool) -> int:
    """Write what you have passed to the folder OUT: notebooks, and a repository whose tests need nothing but pytest.

    It holds your functions as they passed, and nothing of the course's solutions. Written into an earlier export, it renews what you have not changed.
    """
    desk = Desk()
    if notebooks and repository:
        raise UsageError("--notebooks and --repository leave each other out; without either you get both")
    from ..notebook.export import export as write_export
    from ..practice import Practice
    with Practice(desk.workspace) as practice:
        files = write_export(practice, out, not repository, not notebooks, lambda line: desk.say(f"  {line}"))
        desk.warn(practice.unrecorded)
        shown = desk.shown(out.resolve())
        desk.say(f"{len(files)} files written to {shown}" if files else f"{shown} was up to date")
        if not notebooks and files:
            desk.say(f"its tests: python -m pytest {shown}   and to keep it: git -C {shown} init")
        return SURROUNDINGS if practice.unrecorded else PASSED
