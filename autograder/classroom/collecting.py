"""What strangers handed in, taken into the class's store: bytes and names only, nothing followed and nothing run.

Taken are folders and zips, `<learner>/<file>`, one zip a learner, and the flat names that Canvas and Moodle give.  Every file becomes a
row, also one that cannot be graded: then with the reason.
"""
import hashlib
import io
import os
import re
import stat
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from ..course.exercises import Exercise
from ..errors import LearnerError, SurroundingsError, UsageError
from ..notebook.reading import problems, program
from .gradebook import Gradebook, Handed
from .plan import PROBLEMS, Class

LARGEST = 2 << 20               # bytes of a program, as everywhere
NOTEBOOK = 64 << 20             # bytes of a notebook, outputs and all
OPENED = 256 << 20              # bytes that one zip may unfold to
ENTRIES = 20_000                # files in one zip, and in one folder
DEEP = 12                       # folders in each other
COPY = re.compile(r"(?:[ _-]*\((\d{1,3})\)|[_-](\d{1,2}))$")     # what browsers and LMSs add to a name that is there already
MOODLE = re.compile(r"^(?P<name>.+)_(?P<number>\d+)_assignsubmission_file")
STAMP = "timestamp.txt"         # of nbgrader's: when what lies beside it came
SUFFIXES = (".py", ".ipynb", ".cu", ".cpp")
PASSED_OVER = re.compile(r"(^|/)(__MACOSX|\.git|\.ipynb_checkpoints|__pycache__|\.venv|node_modules)(/|$)|(^|/)\.(?!\.?(/|$))")


@dataclass(frozen=True)
class Found:
    """One file before it is known whose it is: its path in what was collected, when it was saved, its bytes or why there are none."""
    path: str
    saved: datetime
    data: bytes = b""
    refused: str = ""
    is_zip: bool = False            # refused as a whole: whatever was asked for may have been in it


@dataclass
class Collected:
    """What one collecting came to."""
    new: int = 0
    known: int = 0
    refused: list[Handed] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)      # paths that belong to nobody of the roster
    notes: list[str] = field(default_factory=list)          # what stands in a notebook twice, and the like


def collect(given: Class, book: Gradebook, sources: list[Path], received: datetime | None = None) -> Collected:
    """Take everything that these folders and files hold; what was collected before is known again."""
    book.enroll(given.learners)
    told, rows, names = Collected(), list[Handed](), Names(given)
    for source in sources:
        for found in _files(source):
            rows += _handed(found, names.whose(found.path), given, told, received)
    told.new = book.hand_in(rows)
    told.known = len(rows) - told.new
    told.refused = [h for h in rows if h.refused]
    return told


def store(given: Class, data: bytes) -> str:
    """Keep bytes under their hash; return it."""
    sha = hashlib.sha256(data).hexdigest()
    path = stored(given, sha)
    if not path.exists():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f".{sha}.{os.getpid()}")
            new.write_bytes(data)
            os.replace(new, path)
        except OSError as error:
            raise SurroundingsError(f"{path}: {error.strerror}; nothing that was collected is lost: free some space and collect again") from error
    return sha


def stored(given: Class, sha: str) -> Path:
    return given.folder / "store" / sha[:2] / sha


def _handed(found: Found, learner: str | None, given: Class, told: Collected, received: datetime | None) -> list[Handed]:
    """Return the row of a file; none where it belongs to nobody or is nothing that was asked for, and of a zip that is refused one an exercise."""
    if learner is None:
        told.strangers.append(found.path + (f": {found.refused}" if found.refused else ""))
        return []
    when = (received or found.saved).astimezone(UTC).isoformat(timespec="seconds")
    if found.is_zip:
        return [_row(learner, exercise, when, "", found) for exercise in given.asked]
    exercise, refused, data = _which(found, given)
    if exercise is None:
        return []
    if not refused and found.path.endswith(".ipynb"):
        asked = next((e for e in given.exercises if e.id == exercise), None)
        data, refused = _of_a_notebook(data, asked, f"{learner}, {exercise}", told)
    return [_row(learner, exercise, when, "" if refused else store(given, data), replace(found, refused=refused))]


def _row(learner: str, exercise: str, when: str, sha: str, found: Found) -> Handed:
    id = hashlib.sha256("\0".join((learner, exercise, sha or found.path, when)).encode()).hexdigest()[:32]
    return Handed(id, learner, exercise, when, sha, found.path, found.refused)


def _which(found: Found, given: Class) -> tuple[str | None, str, bytes]:
    """Return the exercise a file is for, why it cannot be graded, and its bytes."""
    path = PurePosixPath(found.path)
    if path.suffix not in SUFFIXES:
        return None, "", b""
    stem = path.stem
    while (cut := COPY.sub("", stem)) != stem:
        stem = cut
    stem = stem.casefold()
    if given.problems:
        return PROBLEMS, found.refused, found.data
    named = [e for e in given.exercises if stem == e.name or stem.endswith(f"_{e.name}") or stem == e.id]
    chosen: Exercise | None = max(named, key=lambda e: len(e.name), default=None)
    if chosen is None and len(given.exercises) == 1:
        chosen = given.exercises[0]
    if chosen is None:
        return None, "", b""
    if path.suffix not in (chosen.suffix, *((".ipynb",) if chosen.suffix == ".py" else ())):
        return chosen.id, found.refused or f"{path.name} is for {chosen.id}, which is written in {chosen.suffix}: hand in {chosen.file_name}", b""
    return chosen.id, found.refused, found.data


def _of_a_notebook(data: bytes, exercise: Exercise | None, where: str, told: Collected) -> tuple[bytes, str]:
    """Return the program that a notebook holds, or why it holds none; without an exercise it is a problem set's."""
    try:
        taken = program(data, exercise) if exercise else problems(data)
    except LearnerError as error:
        return b"", error.message
    told.notes += [f"{where}: {note}" for note in taken.notes]
    return taken.text.encode(), ""


class Names:
    """Whose a path is: of a folder or a zip that is a learner's id, a flat name that begins with it, or Moodle's folder of their name."""

    def __init__(self, given: Class) -> None:
        self.ids = {p.id.casefold(): p.id for p in given.learners}
        self.names = {_folded(p.name): p.id for p in given.learners}

    def whose(self, path: str) -> str | None:
        parts = PurePosixPath(path).parts
        for part in parts:
            plain = part.removesuffix(".zip").casefold()
            if plain in self.ids:
                return self.ids[plain]
            moodle = MOODLE.match(part)
            if moodle and (who := self.names.get(_folded(moodle["name"]))):
                return who
        flat = parts[-1].casefold()
        begins = (flat[:n] for n in range(len(flat) - 1, 0, -1) if flat[n] in "_ .-")       # the longest first: `bob2_1_x.py` is no file of bob's
        return next((self.ids[begin] for begin in begins if begin in self.ids), None)


def _folded(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def _files(source: Path) -> Iterator[Found]:
    """Yield every file of a folder, a zip or a single file, in an order of its own."""
    try:
        kind = os.lstat(source)
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}; name a folder, a zip or a file that was handed in") from None
    if stat.S_ISLNK(kind.st_mode):
        raise UsageError(f"{source} is a link: name what it points to, if that is what you mean")
    if stat.S_ISDIR(kind.st_mode):
        yield from _of_a_folder(source)
    elif source.suffix == ".zip":
        yield from _of_a_file(source.parent, source.name)
    else:
        yield from _of_a_file(source.parent, source.name)


def _of_a_folder(root: Path) -> Iterator[Found]:
    count = 0
    for folder, folders, files in os.walk(root, followlinks=False):
        inside = Path(folder).relative_to(root)
        depth = len(inside.parts)
        yield from (_a_link(root, (inside / name).as_posix()) for name in sorted(folders) if os.path.islink(Path(folder) / name))
        folders[:] = [] if depth >= DEEP else sorted(f for f in folders if not PASSED_OVER.search(f))
        stamp = _stamp(Path(folder) / STAMP) if STAMP in files else None
        for name in sorted(files):
            count += 1
            if count > ENTRIES:
                raise UsageError(f"{root} holds more than {ENTRIES} files: collect it in pieces, a folder at a time")
            relative = (inside / name).as_posix()
            if not PASSED_OVER.search(relative):
                yield from (replace(f, saved=stamp) if stamp else f for f in _of_a_file(root, relative))


def _a_link(root: Path, relative: str) -> Found:
    """Return a folder that is a link, refused as a whole."""
    name = PurePosixPath(relative).name
    saved = datetime.fromtimestamp(os.lstat(root / relative).st_mtime, UTC)
    return Found(relative, saved, refused=f"{name} is a link to a folder, which is never followed: hand in the folder itself", is_zip=True)


def _stamp(path: Path) -> datetime | None:
    """Return the moment that nbgrader has written beside what it collected, `2027-02-28 10:00:00.5 UTC`; None for whatever else it is."""
    try:
        with open(os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), encoding="utf-8") as file:
            said = file.read(100).strip()
        found = datetime.fromisoformat(said.removesuffix(" UTC"))
    except (OSError, ValueError):
        return None
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _of_a_file(root: Path, relative: str) -> Iterator[Found]:
    """Yield a file, or the files of a zip; opened without following a link, and only if it is a plain file."""
    path = root / relative
    if path.suffix not in (*SUFFIXES, ".zip"):
        return
    saved, is_zip = datetime.now(UTC), path.suffix == ".zip"
    try:
        kind = os.lstat(path)
        saved = datetime.fromtimestamp(kind.st_mtime, UTC)
        if not stat.S_ISREG(kind.st_mode):
            what = "a link, which is never followed" if stat.S_ISLNK(kind.st_mode) else "no plain file, and is never opened"
            yield Found(relative, saved, refused=f"{path.name} is {what}: hand in the file itself", is_zip=is_zip)
            return
        most = OPENED if is_zip else NOTEBOOK if path.suffix == ".ipynb" else LARGEST
        if kind.st_size > most:
            yield Found(relative, saved, refused=_too_large(path.name, kind.st_size, most), is_zip=is_zip)
            return
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        yield Found(relative, saved, refused=f"{path.name} cannot be read: {error.strerror}", is_zip=is_zip)
        return
    if is_zip:
        yield from _of_a_zip(data, relative, saved)
    else:
        yield Found(relative, saved, data)


def _of_a_zip(data: bytes, name: str, saved: datetime, inside: int = 0) -> Iterator[Found]:
    """Yield the files of a zip; one that is broken, or unfolds to more than it may, is one file that is refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            if len(entries) > ENTRIES or sum(e.file_size for e in entries) > OPENED:
                yield Found(name, saved, is_zip=True, refused=f"{name} unfolds to more than {OPENED >> 20} MiB or {ENTRIES} files: it is not opened")
                return
            for entry in entries:
                yield from _of_an_entry(archive, entry, name, saved, inside)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, RecursionError) as error:
        what = "is locked by a password" if "password" in str(error) else "is broken"
        yield Found(name, saved, is_zip=True, refused=f"{name} {what} ({str(error)[:120]}): make the zip again")
    except Exception as error:      # zlib and others: whatever the bytes are, one zip costs no other
        yield Found(name, saved, is_zip=True, refused=f"{name} is broken ({type(error).__name__}): make the zip again")


def _of_an_entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, saved: datetime, inside: int) -> Iterator[Found]:
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    inner = f"{name}/{path}"
    if entry.is_dir() or PASSED_OVER.search(str(path)) or path.suffix not in (*SUFFIXES, ".zip"):
        return
    is_zip = path.suffix == ".zip"
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        yield Found(f"{name}/{path.name}", saved, refused=f"{entry.filename[:80]} leads out of the zip: make it again, with plain names",
                    is_zip=is_zip)
        return
    if stat.S_ISLNK(entry.external_attr >> 16):
        yield Found(inner, saved, refused=f"{path.name} is a link, which is never followed: hand in the file itself", is_zip=is_zip)
        return
    most = NOTEBOOK if path.suffix == ".ipynb" else OPENED if is_zip else LARGEST
    with archive.open(entry) as file:
        data = file.read(most + 1)      # what the zip says of its size is its word
    when = _saved(entry, saved)
    if len(data) > most:
        yield Found(inner, when, refused=_too_large(path.name, max(entry.file_size, len(data)), most), is_zip=is_zip)
    elif is_zip:
        if inside < 1:                  # a zip of a class holds a zip a learner; deeper ones are nobody's habit
            yield from _of_a_zip(data, inner, when, inside + 1)
    else:
        yield Found(inner, when, data)


def _saved(entry: zipfile.ZipInfo, otherwise: datetime) -> datetime:
    try:
        return datetime(*entry.date_time).astimezone(UTC)
    except (ValueError, OverflowError):
        return otherwise


def _too_large(name: str, size: int, most: int) -> str:
    return f"{name} has {size >> 20} MiB; at most {most >> 20} MiB are taken: hand in the program, without data and outputs"


def latest(handed: list[Handed]) -> Mapping[tuple[str, str], Handed]:
    """Return each learner's last submission of each exercise, those that can be graded before those that cannot."""
    found: dict[tuple[str, str], Handed] = {}
    for one in sorted(handed, key=lambda h: (not h.refused, h.received, h.id)):
        found[one.learner, one.exercise] = one
    return found
