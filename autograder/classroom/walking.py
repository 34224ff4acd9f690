"""Every file of what is collected, folder by folder, and what takes the folder along that goes with it."""
import os
import stat
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from ..course import places
from ..course.exercises import every_exercise
from ..errors import UsageError
from ..notebook.assignment import MODULE
from .naming import COPY, Names, named, takes_folder
from .opening import DEEP, ENTRIES, OTHER_ARCHIVES, PASSED_OVER, SUFFIXES, InZip, OnDisk, Place, Taken, kind, unfolded
from .plan import Class

STAMP = "timestamp.txt"         # of nbgrader's: when what lies beside it came
OURS = f"{MODULE}.py"           # lies beside the notebooks of an nbgrader course, and is nobody's answer
NOT_HANDED_IN = {"exams", "reviews", "manifests", "mine"}       # folders of a workspace that hold copies, or what is made anew

TakeAlong = Callable[[], tuple[Taken, datetime | None]]


@dataclass(frozen=True)
class Found:
    """One file before it is known whose it is: its path in what was collected, when it was saved, its bytes or why there are none."""
    path: str
    saved: datetime
    data: bytes = b""
    refused: str = ""
    is_zip: bool = False            # refused as a whole: whatever was asked for may have been in it
    is_stamped: bool = False        # `saved` is when it came, whatever the files say
    lone: str = ""                  # no file, but a folder that goes with the file of this exercise
    companion: str = ""             # what the folder beside it is called
    beside: TakeAlong | None = None     # takes that folder along


class Walk:
    """One source that is collected, folder by folder."""

    def __init__(self, given: Class, source: Path) -> None:
        self.given, self.source, self.names = given, source, Names(given)
        self.counted: Counter[str | None] = Counter()
        self.around = ""                # whose the whole source is, where nothing in it says so

    @cached_property
    def areas(self) -> set[str]:
        return {e.area for e in every_exercise()}

    def all(self) -> Iterator[tuple[Found, str | None]]:
        """Yield every file of the source, and whose it is."""
        try:
            mode = os.lstat(self.source).st_mode
        except OSError as error:
            raise UsageError(f"{self.source}: {error.strerror}; name a folder, a zip or a file that was handed in") from None
        if stat.S_ISLNK(mode):
            raise UsageError(f"{self.source} is a link: name what it points to, if that is what you mean")
        if stat.S_ISDIR(mode):
            root = OnDisk(self.source)
            above = self.source.absolute()
            self.around = self._around(above.name) or (self._around(above.parent.name) if self._is_workspace(root) else "")
            found = self._folder(root, 0)
        else:
            parent = OnDisk(self.source.parent)
            self.around = self._around(self.source.absolute().parent.name)
            parent.files = [self.source.name]
            found = self._file(parent, self.source.name, self._partner(parent, self.source.name))
        for one in found:
            yield one, self.whose(one.path)

    def _around(self, name: str) -> str:
        return self.names.folder_of(name) or ""

    def whose(self, path: str) -> str | None:
        return self.names.whose(path) or self.around or None

    def owner(self, path: str) -> str | None:
        """Return whose a folder is, where all that lies in it is theirs."""
        return self.names.folder_of(path) or self.around or None

    def _is_workspace(self, place: Place) -> bool:
        return places.STATE in place.folders or bool(self.areas & set(place.folders))

    def _folder(self, place: Place, depth: int, inside: int = 0) -> Iterator[Found]:
        """Yield what a folder holds, the folders that go with its files left to them."""
        owner = self.owner(place.path)
        wanted = [name for name in place.files if kind(name) in (*SUFFIXES, ".zip") and not PASSED_OVER.search(name) and name != OURS]
        before, more = self.counted[owner], len(wanted) + len(place.folders)
        self.counted[owner] += more
        if self.counted[owner] > ENTRIES and (owner or isinstance(place, OnDisk)):
            if owner is None:
                raise UsageError(f"{self.source} holds more than {ENTRIES} files: collect it in pieces, a folder at a time")
            if before <= ENTRIES:       # told once
                yield Found(place.path or owner, datetime.fromtimestamp(os.lstat(self.source).st_mtime, UTC), is_zip=True,
                            refused=f"{owner} handed in more than {ENTRIES} programs and folders: hand in the programs, without what was built or downloaded")
            return
        stamp = _stamp(place) if STAMP in place.files else None
        partners = {name: partner for name in wanted if (partner := self._partner(place, name))}
        if inside > 1:          # a class's zip holds a zip a learner; deeper ones are nobody's habit
            wanted = [name for name in wanted if kind(name) != ".zip"]
        for name in wanted:
            for found in self._file(place, name, partners.get(name, ""), inside):
                yield replace(found, saved=stamp, is_stamped=True) if stamp else found
        taken = set(partners.values())
        yield from self._no_programs(place, {*wanted, *taken, OURS})
        yield from self._faults(place)
        for name in place.links:
            if name not in taken and not PASSED_OVER.search(name):
                yield Found(place.shown(name), place.saved(name), is_zip=True,
                            refused=f"{name} is a link to a folder, which is never followed: hand in the folder itself")
        skipped = NOT_HANDED_IN if self._is_workspace(place) else set()
        for name in place.folders if depth < DEEP else ():
            if name not in taken and name not in skipped and not PASSED_OVER.search(name):
                yield from self._lone(place, name)
                yield from self._folder(place.below(name), depth + 1, inside)

    def _file(self, place: Place, name: str, partner: str, inside: int = 0) -> Iterator[Found]:
        """Yield a file with what takes its folder along, or the files of a zip."""
        opened, path, is_zip = place.open(name), place.shown(name), kind(name) == ".zip"
        if opened.refused:
            yield Found(path, opened.saved, refused=opened.refused, is_zip=is_zip)
        elif is_zip:
            yield from self._lone(place, name)
            yield from unfolded(opened.data, path, opened.saved, lambda zipped: self._folder(zipped, 0, inside + 1),
                                lambda why: Found(path, opened.saved, refused=why, is_zip=True))
        else:
            take = None if not partner else partial(_of_a_zip, place, partner, self.given) if kind(partner) == ".zip" else partial(place.take, partner)
            yield Found(path, opened.saved, opened.data, companion=partner, beside=take)

    def _partner(self, place: Place, name: str) -> str:
        """Return the folder that goes with a file, or the zip that stands for one.

        It bears the file's own name or, where all that lies here is one learner's, that of the exercise.
        """
        exercise = named(name, self.given.exercises) or (self.given.exercises[0] if len(self.given.exercises) == 1 else None)
        if exercise is None or kind(name) == ".zip":
            return ""
        stem = PurePosixPath(name).stem
        names: list[str] = [stem, COPY.sub("", stem), *((exercise.name, exercise.id) if self.owner(place.path) else ())]
        for n, one in enumerate(names):
            if one in place.links or one in place.files and place.is_link(one):
                return one
            if one in place.folders and (n == 0 or exercise.file_name not in place.below(one).files):    # else it is where the file itself lies
                return one
        return next((z for z in self._zips(place).get((self.whose(place.shown(name)), exercise.id), ()) if _is_folder_of(place, z, self.given)), "")

    def _zips(self, place: Place) -> dict[tuple[str | None, str], list[str]]:
        """Return the zips of a folder that bear the name of an exercise that takes a folder, by whose they are and which."""
        found: dict[tuple[str | None, str], list[str]] = {}
        for name in place.files:
            if kind(name) == ".zip" and (exercise := named(name, self.given.exercises)) and takes_folder(exercise):
                found.setdefault((self.whose(place.shown(name)), exercise.id), []).append(name)
        return found

    def _lone(self, place: Place, name: str) -> Iterator[Found]:
        """Yield a folder, or a zip, that bears the name of an exercise that takes one along: it is told, should the file not come."""
        exercise = named(name, self.given.exercises)
        if exercise and takes_folder(exercise):
            yield Found(place.shown(name), place.saved(name), lone=exercise.id,
                        refused=f"{name} is there without {exercise.file_name}, the file that reads it: hand in both, side by side")

    def _no_programs(self, place: Place, known: Collection[str]) -> Iterator[Found]:
        """Yield what may be meant as an answer and is no program of ours: it is told, should none come."""
        for name in place.files:
            if name in known or PASSED_OVER.search(name):
                continue
            if name.casefold().endswith(OTHER_ARCHIVES):
                yield from (Found(place.shown(name), place.saved(name), lone=id, refused=f"{name} is no zip, and is not opened: make a zip of it")
                            for id in self.given.asked)
            elif exercise := named(name.partition(".")[0], self.given.exercises):
                yield Found(place.shown(name), place.saved(name), lone=exercise.id, refused=f"{name} is no program: hand in {exercise.file_name}")

    def _faults(self, place: Place) -> Iterator[Found]:
        """Yield what of a zip was asked for, maybe, and has a name that leads out of it."""
        if not isinstance(place, InZip) or place.here:
            return
        for _, why, entry in place.archive.faults:
            path = PurePosixPath(entry.filename.replace("\\", "/"))
            if kind(path.name) in (*SUFFIXES, ".zip"):
                yield Found(place.shown(path.name), place.archive.saved, is_zip=kind(path.name) == ".zip",
                            refused=f"{ascii(entry.filename[:80])[1:-1]} {why.replace('it', 'the zip')}: make it again, with plain names")


def _is_folder_of(place: Place, name: str, given: Class) -> bool:
    """Return whether a zip holds no program that is asked for: then it is the folder of one."""
    opened = place.open(name)
    return not opened.refused and all(unfolded(opened.data, name, opened.saved, lambda root: (not named(each, given.exercises) for each in _programs(root)),
                                               lambda why: False))


def _programs(place: Place, depth: int = 0) -> Iterator[str]:
    yield from (name for name in place.files if kind(name) in SUFFIXES)
    for name in place.folders if depth < DEEP else ():
        yield from _programs(place.below(name), depth + 1)


def _of_a_zip(place: Place, name: str, given: Class) -> tuple[Taken, datetime | None]:
    """Take a folder that was handed in as a zip of its own: all of it or, where that is one folder of the exercise's name, what lies in it."""
    opened = place.open(name)

    def take(root: InZip) -> Iterator[tuple[Taken, datetime | None]]:
        tops = [top for top in root.folders if top != "__MACOSX"]
        is_wrapped = len(tops) == 1 and not root.files and named(tops[0], given.exercises) is not None
        yield root.take(tops[0] if is_wrapped else "")
    return next(unfolded(opened.data, name, opened.saved, take, lambda why: (why, None)))


def _stamp(place: Place) -> datetime | None:
    """Return the moment that nbgrader has written beside what it collected, `2027-02-28 10:00:00.5 UTC`; None for whatever else it is."""
    if not isinstance(place, OnDisk):
        return None
    try:
        with open(os.open(place.root / STAMP, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), encoding="utf-8") as file:
            said = file.read(100).strip()
        found = datetime.fromisoformat(said.removesuffix(" UTC"))
    except (OSError, ValueError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
