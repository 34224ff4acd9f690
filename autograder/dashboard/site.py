"""The course as plain pages that any web host serves: statements, map, resources; no answers, and nothing of a learner's."""
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ..course.tracks import Track, tracks
from ..errors import SurroundingsError, UsageError
from ..learner import ledger
from ..learner.workspace import Workspace
from .links import STATIC, SiteLinks
from .map import course_map
from .moment import Moment
from .pages import Page, exercise_page, node_page
from .words import demands

MARK = ".groundwork-site"       # what a folder holds that these pages were written into, and may be written into again


def write_site(out: Path) -> int:
    """Write the course's pages into a folder; return how many."""
    if out.exists() and not out.is_dir():
        raise UsageError(f"{out} is a file; name a folder, new or not")
    if out.is_dir() and any(out.iterdir()) and not (out / MARK).exists():
        raise UsageError(f"{out} holds other things, and nothing of yours is overwritten: name an empty or a new folder")
    number = 0
    try:
        for folder in ("exercise", "node", "map", "mastery", "static"):     # pages of an older course
            shutil.rmtree(out / folder, ignore_errors=True)
        out.mkdir(parents=True, exist_ok=True)
        (out / MARK).touch()
        shutil.copytree(STATIC, out / "static", ignore=shutil.ignore_patterns("*.js", "vendor"))
        with tempfile.TemporaryDirectory() as nobody:
            for path, html in _pages(Workspace(Path(nobody))):
                (out / path).parent.mkdir(parents=True, exist_ok=True)
                (out / path).write_text(html, "utf-8")
                number += 1
    except OSError as error:
        raise SurroundingsError(f"{out}: {why(error)}; make it writable, free some space, or name another folder") from error
    return number


def why(error: OSError) -> str:
    """Return what kept a folder from being written: `copytree` gathers the reasons of every file, and the first one is enough."""
    first = error.args[0][0][2] if isinstance(error, shutil.Error) and isinstance(error.args[0], list) else error.strerror or error
    return re.sub(r"^\[Errno \d+\] |: '.*", "", str(first))


def _pages(nobody: Workspace) -> Iterator[tuple[str, str]]:
    """Yield the path and text of every page."""
    every = tracks()
    moments = {track.name: _moment(nobody, track) for track in every}
    first = moments[every[0].name]
    yield "index.html", _drawn(Page("course.html", "today", {"tracks": every}), first, 0)
    for track in every:
        moment = moments[track.name]
        yield f"map/{track.name}.html", _drawn(Page("map.html", "map", {"map": course_map(moment)}), moment, 1)
        yield f"mastery/{track.name}.html", _drawn(Page("mastery.html", "mastery", {"demands": demands(moment)}), moment, 1)
        for node in track.nodes:
            yield f"node/{track.name}/{node.name}.html", _drawn(node_page(node), moment, 2)
    homes = {id: moment for moment in reversed(moments.values()) for id in moment.homes}    # the main line comes first
    for id in first.catalogue.ids:
        if id in first.catalogue:
            moment = homes.get(id, first)
            yield f"exercise/{id}.html", _drawn(exercise_page(id, moment, with_answers=False), moment, 1)


def _moment(nobody: Workspace, track: Track) -> Moment:
    """Return the course as somebody sees it who has tried nothing."""
    return Moment(nobody, "", ledger.Reading(), track)


def _drawn(page: Page, moment: Moment, depth: int) -> str:
    return page.whole(moment, SiteLinks(depth, moment.track.name), "")
