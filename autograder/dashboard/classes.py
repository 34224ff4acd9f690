"""A class's page: live beside a learner's pages, or one file that anybody can open; and the page of repaired checks."""
import hashlib
import threading
import time
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..classroom.gradebook import Gradebook
from ..classroom.handing_back import HandedBack
from ..classroom.plan import FILE, ROSTER, read_class
from ..classroom.regrading import Erratum
from ..classroom.report import Report, report
from .links import STATIC, SiteLinks
from .pages import Page, environment

FRESH = 10      # s that a page of a gradebook on a server is taken to be fresh: a file tells when it changes, a server does not


class Classroom:
    """A class's folder, read anew when something of it has changed, and only then."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = threading.Lock()
        self._last: tuple[str, Report] | None = None
        self._is_elsewhere = bool(read_class(folder).gradebook)

    def stamp(self) -> str:
        """Return what changes whenever something was handed in, graded or marked."""
        seen = [str(int(time.time() / FRESH))] if self._is_elsewhere else []
        for name in (FILE, ROSTER, "gradebook.db", "gradebook.db-wal"):
            try:
                found = (self.folder / name).stat()
                seen.append(f"{found.st_ino} {found.st_mtime_ns} {found.st_size}")
            except OSError:
                seen.append("-")
        return hashlib.blake2b("\n".join(seen).encode(), digest_size=8).hexdigest()

    def page(self) -> Page:
        """Return the page as the class is now."""
        with self._lock:
            current = self.stamp()
            if self._last is None or self._last[0] != current:
                self._last = current, self._read()
            return Page("class.html", "class", {"report": self._last[1], "since": current})

    def _read(self) -> Report:
        given = read_class(self.folder)
        with Gradebook.of_folder(self.folder, given.gradebook) as book:
            return report(given, book, with_pairs=True)


def report_page(found: Report) -> str:
    """Return a class's page as one file that needs nothing beside it."""
    return _file("class_file.html", found.title, report=found)


def errata_page(title: str, errata: Sequence[Erratum]) -> str:
    """Return what was repaired as one file, for everybody to read."""
    return _file("errata.html", f"Repaired checks: {title}", of=title, errata=errata, day=_day)


def feedback_page(back: HandedBack) -> str:
    """Return what one learner gets back as one file."""
    return _file("class_feedback.html", f"{back.title}: {back.name}", back=back)


def _file(template: str, title: str, **facts: object) -> str:
    css = (STATIC / "dashboard.css").read_text("utf-8")
    return environment().get_template(template).render(title=title, css=css, links=SiteLinks(0, ""), **facts)


def _day(when: str) -> str:
    then = datetime.fromisoformat(when).astimezone()
    return f"{then.day} {then:%B %Y}"
