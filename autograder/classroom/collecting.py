"""What strangers handed in, taken into the class's store: bytes and names only, nothing followed and nothing run.

Taken are folders and zips, `<learner>/<file>`, one zip a learner, whole workspaces, and the flat names that Canvas and Moodle give; with a file
that reads one, the folder of its name beside it.  Every file becomes a row, also one that cannot be graded: then with the reason.
"""
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

from .. import folder
from ..course.exercises import Exercise, every_exercise
from ..errors import LearnerError, SurroundingsError
from ..learner.mine import IMPORTS
from ..notebook.reading import problems, program
from ..problems.sets import ProblemSet
from . import companions
from .begun import is_begun, sheet_of_another
from .gradebook import Gradebook, Handed
from .naming import named, which
from .opening import kind
from .plan import PROBLEMS, Class
from .store import kept, store
from .walking import Found, Walk

AHEAD = timedelta(minutes=5)    # that two clocks may be apart


@dataclass
class Collected:
    """What one collecting came to."""
    new: int = 0
    known: int = 0
    refused: list[Handed] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)      # paths that belong to nobody of the roster
    notes: list[str] = field(default_factory=list)          # what stands in a notebook twice, and the like
    unfit: list[str] = field(default_factory=list)          # programs of a learner that fit nothing that was asked for
    folders: int = 0                # files that came with their folder
    others: int = 0                 # files of exercises that are not asked for, kept for those that import from them


def collect(given: Class, book: Gradebook, sources: list[Path], received: datetime | None = None) -> Collected:
    """Take everything that these folders and files hold; what was collected before is known again."""
    book.enroll(given.learners)
    one = _Collecting(given, received)
    for source in sources:
        for found, learner in Walk(given, source).all():
            one.take(found, learner)
    rows = [*one.without_blank_ones(book), *one.lone_folders()]
    one.told.notes += one.too_early()
    one.told.new = book.hand_in(rows)
    one.told.known = len(rows) - one.told.new
    one.told.refused = [h for h in rows if h.refused]
    importing = one.importing | _importing(given, book, {h.learner for h in one.others} - one.importing)
    one.told.others = book.hand_in(h for h in one.others if h.learner in importing)
    return one.told


def _importing(given: Class, book: Gradebook, learners: Set[str]) -> set[str]:
    """Return which of these learners handed in before what says `from mine import …`."""
    handed = [h for h in book.handed_in() if h.learner in learners and h.exercise in given.asked and not h.refused] if learners else []
    return {h.learner for h in handed if imports_own(kept(given, h.sha256))}


def imports_own(data: bytes) -> bool:
    return IMPORTS.search(data.decode("utf-8", "replace")) is not None


class _Collecting:
    """One collecting: its rows so far, and what is told of it."""

    def __init__(self, given: Class, received: datetime | None) -> None:
        self.given, self.received, self.told = given, received, Collected()
        self.rows: list[Handed] = []
        self.others: list[Handed] = []              # of exercises that the class does not ask for
        self.importing: set[str] = set()            # learners with a file that says `from mine import …`
        self.lone: dict[tuple[str, str], Found] = {}
        self.ahead: dict[str, list[str]] = {}       # by learner, files that say they were saved at a time to come

    def take(self, found: Found, learner: str | None) -> None:
        """Keep a file as a row: none where it belongs to nobody or is nothing that was asked for, and of a zip that is refused one an exercise."""
        if learner is None:
            if not found.lone:
                self.told.strangers.append(found.path + (f": {found.refused}" if found.refused else ""))
        elif found.lone:
            self.lone.setdefault((learner, found.lone), found)
        elif found.is_zip:
            self.rows += [_row(learner, exercise, self._when(found.saved), "", found) for exercise in self.given.asked]
        else:
            self._file(found, learner)

    def _file(self, found: Found, learner: str) -> None:
        exercise, refused = which(found.path, found.data, self.given)
        if exercise is None:
            if named(PurePosixPath(found.path).name, every_exercise()) is None:      # of a workspace, what was written for other weeks is no news
                self.told.unfit.append(found.path + (f": {found.refused}" if found.refused else ""))
            return
        asked = exercise if isinstance(exercise, Exercise) else None
        id, data, refused = asked.id if asked else PROBLEMS, found.data, refused or found.refused
        is_asked = id in self.given.asked
        if not refused and kind(found.path) == ".ipynb":
            data, refused, notes = of_a_notebook(data, asked)
            self.told.notes += [f"{learner}, {id}: {note}" for note in notes if is_asked]
        beside, saved = ("", found.saved) if refused or not is_asked else self._folder(found, data, f"{learner}, {id}")
        row = _row(learner, id, self._when(saved), "" if refused else store(self.given, data), replace(found, refused=refused), beside)
        if not is_asked:
            self.others += [] if refused else [row]
            return
        self.rows.append(row)
        if self.received is None and saved > datetime.now(UTC) + AHEAD:
            self.ahead.setdefault(learner, []).append(found.path)
        if self.given.problems and not refused and (other := sheet_of_another(data, self.given.problems, learner)):
            self.told.notes.append(f"{learner}, {id}: {found.path} answers the sheet of {other}")
        if imports_own(data):
            self.importing.add(learner)

    def _folder(self, found: Found, data: bytes, where: str) -> tuple[str, datetime]:
        """Keep the folder that goes with a file; return its hash, and when the last of both was saved."""
        if found.beside is None:
            return "", found.saved
        if folder.WORD.encode() not in data:
            self.told.notes.append(f"{where}: the folder {found.companion} lies beside the file, which does not read it: it is left out")
            return "", found.saved
        taken, newest = found.beside()
        if isinstance(taken, str):
            self.told.notes.append(f"{where}: its folder {found.companion} is not taken: {taken}")
        self.told.folders += bool(taken) and not isinstance(taken, str)
        return companions.keep(self.given, taken), found.saved if found.is_stamped or newest is None else max(found.saved, newest)

    def _when(self, saved: datetime) -> str:
        return (self.received or saved).astimezone(UTC).isoformat(timespec="seconds")

    def too_early(self) -> list[str]:
        """Return a sentence a learner whose clock was wrong, or was set."""
        return [f"{learner}: by their own clock, {' and '.join([paths[0], *([f'{len(paths) - 1} more'] if len(paths) > 1 else [])])} came at a time that is "
                "still to come: --received says when" for learner, paths in self.ahead.items()]

    def without_blank_ones(self, book: Gradebook) -> list[Handed]:
        """Return the rows; of who began elsewhere, a file in which nothing is begun is refused: it puts no work out of count.

        Only where somebody has handed in more than one file is any of them read for this.
        """
        ours = {r.id: r for r in self.rows if not r.refused}
        every = [*ours.values(), *(h for h in book.handed_in() if h.id not in ours and not h.refused and h.exercise in self.given.asked)]
        times = Counter((h.learner, h.exercise) for h in every)
        began = {h.id for h in every if times[h.learner, h.exercise] > 1 and self._is_begun(h)}
        whose = {(h.learner, h.exercise) for h in every if h.id in began}
        return [_passed_over(r) if r.id in ours and r.id not in began and (r.learner, r.exercise) in whose else r for r in self.rows]

    def _is_begun(self, handed: Handed) -> bool:
        try:
            return is_begun(kept(self.given, handed.sha256), self._asked(handed.exercise), handed.learner)
        except SurroundingsError:       # an older text that is lost: the run says so
            return True

    def _asked(self, id: str) -> Exercise | ProblemSet:
        return self.given.problems or next(e for e in self.given.exercises if e.id == id)

    def lone_folders(self) -> list[Handed]:
        """Return a row, refused, of each folder whose file did not come."""
        came = {(h.learner, h.exercise) for h in self.rows}
        return [_row(*key, self._when(found.saved), "", found) for key, found in self.lone.items() if key not in came]


def _row(learner: str, exercise: str, when: str, sha: str, found: Found, beside: str = "") -> Handed:
    words = (learner, exercise, sha or found.path, when, *([beside] if beside else []))
    return Handed(hashlib.sha256("\0".join(words).encode()).hexdigest()[:32], learner, exercise, when, sha, found.path, found.refused, beside)


def _passed_over(row: Handed) -> Handed:
    why = f"{row.origin} begins nothing that is asked, and another file does"
    return _row(row.learner, row.exercise, row.received, "", Found(row.origin, datetime.now(UTC), refused=why))


def of_a_notebook(data: bytes, exercise: Exercise | None) -> tuple[bytes, str, Sequence[str]]:
    """Return the program that a notebook holds, or why it holds none, and what a reader should know; without an exercise it is a problem set's."""
    try:
        taken = program(data, exercise) if exercise else problems(data)
    except LearnerError as error:
        return b"", error.message, ()
    return taken.text.encode(), "", taken.notes


def latest(handed: list[Handed]) -> Mapping[tuple[str, str], Handed]:
    """Return each learner's last submission of each exercise, those that can be graded before those that cannot."""
    found: dict[tuple[str, str], Handed] = {}
    for one in sorted(handed, key=lambda h: (not h.refused, *h.age)):
        found[one.learner, one.exercise] = one
    return found
