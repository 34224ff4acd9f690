"""`grade dashboard` and `grade site`: the same day in a browser, and the course as files."""
from pathlib import Path

import click

from ..errors import SurroundingsError
from .desk import Desk
from .status import PASSED

MISSING = ("the dashboard needs a few packages that are not installed ({name}): pip install 'groundwork[dashboard]', "
           "or in a checkout pip install -e '.[dashboard]'")


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), metavar="N", help="Which port of this machine; 0 takes any that is free.")
@click.option("--no-browser", is_flag=True, help="Only say the address.")
@click.option("--class", "folder", metavar="CLASS", type=click.Path(file_okay=False, path_type=Path), help="Show a class too: the folder of its class.yaml.")
def dashboard(port: int | None, no_browser: bool, folder: Path | None) -> int:
    """Show your day in a browser: what is next, what fails and why, how far you are. It follows whatever you grade."""
    desk = Desk()
    try:
        from ..dashboard.serve import serve
    except ModuleNotFoundError as error:
        raise SurroundingsError(MISSING.format(name=error.name)) from error
    classroom = None
    if folder:
        try:
            from ..dashboard.classes import Classroom
        except ModuleNotFoundError as error:
            raise SurroundingsError(f"a class needs {error.name}, which is not installed: pip install 'groundwork[classroom]'") from error
        classroom = Classroom(folder)
    try:
        serve(desk.workspace, port, not no_browser, desk.say, classroom)
    except KeyboardInterrupt:
        pass    # this is how it ends
    desk.say("the dashboard has ended; nothing of yours was kept in it")
    return PASSED


@click.command()
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
def site(out: Path) -> int:
    """Write the course to the folder OUT as plain web pages: statements, map, resources; no answers, and nothing of yours."""
    desk = Desk()
    try:
        from ..dashboard.site import write_site
    except ModuleNotFoundError as error:
        raise SurroundingsError(MISSING.format(name=error.name)) from error
    desk.say(f"{write_site(out)} pages: open {desk.shown(out.resolve() / 'index.html')}")
    return PASSED
