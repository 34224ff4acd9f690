"""`grade lab`: exercises as notebooks."""
from pathlib import Path

import click

from ..course.nodes import Node
from ..errors import UsageError
from .desk import Desk
from .names import complete, resolved
from .status import PASSED


@click.command()
@click.argument("what", nargs=-1, metavar="[WEEK | EXERCISE | EXERCISE#PART]…", shell_complete=complete)
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Which port of this machine; 0 takes any that is free.")
@click.option("--no-browser", is_flag=True, help="Only say the address.")
def lab(what: tuple[str, ...], port: int | None, no_browser: bool) -> int:
    """Open exercises as notebooks in JupyterLab; without a name, all you have begun.

    Your .py file stays the only one there is: its `# %%` parts are the cells, and saving the notebook saves the file.
    `%grade` in a cell grades what its kernel defines.
    """
    desk = Desk()
    files = _files(what, desk)
    from ..learner.workspace import begin
    from ..notebook.lab import serve
    begin(desk.workspace)
    try:
        serve(desk.workspace, files, port, not no_browser, desk.say)
    except KeyboardInterrupt:
        pass    # this is how it ends
    desk.say("JupyterLab has ended; what was saved is in your files")
    return PASSED


def _files(what: tuple[str, ...], desk: Desk) -> list[Path]:
    """Return the files to open, made where they are not there yet."""
    from ..learner.workspace import opened
    from .target import typed_names
    if not what:
        begun = [e.work(desk.workspace.root) for e in desk.built.values()]
        return [path for path in begun if path.exists() and path.suffix == ".py"]
    found, unbuilt = dict[str, Path](), list[str]()
    for typed in typed_names(what):
        one = resolved(typed, desk)
        for reference in one.exercises if isinstance(one, Node) else [one]:
            if exercise := desk.built.get(reference.exercise):
                found.setdefault(exercise.id, opened(desk.workspace, exercise))
                if exercise.is_compiled:
                    desk.say(f"{exercise.id} opens as text, for it is no Python: save it, and `grade {exercise.id}` grades it")
            else:
                unbuilt.append(str(reference))
    if not found:
        raise UsageError(f"nothing of this is built yet: {', '.join(dict.fromkeys(unbuilt)) or 'it names no exercise'}")
    if unbuilt:
        desk.say(f"not built yet: {', '.join(dict.fromkeys(unbuilt))}")
    return list(found.values())
