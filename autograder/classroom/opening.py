"""What strangers handed in, opened: folders of a disk and zips alike, nothing followed and nothing run."""
import io
import os
import re
import stat
import zipfile
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TypeVar

from .. import folder
from ..errors import UsageError

LARGEST = 2 << 20               # bytes of a program, as everywhere
NOTEBOOK = 64 << 20             # bytes of a notebook, outputs and all
OPENED = 256 << 20              # bytes that the programs and zips of one zip may unfold to
ENTRIES = 20_000                # programs, zips and folders that one learner hands in; other files are not opened, and may be as many as they like
IN_A_ZIP = 200_000              # files in one zip, which may be a whole class's
DEEP = 12                       # folders in each other
SUFFIXES = (".py", ".ipynb", ".cu", ".cpp")
OTHER_ARCHIVES = (".rar", ".7z", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz")      # told, and not opened
PASSED_OVER = re.compile(r"(^|/)(__MACOSX|\.git|\.ipynb_checkpoints|__pycache__|\.venv|node_modules)(/|$)|(^|/)\.(?!\.?(/|$))")
BROKEN = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError, RecursionError)

T = TypeVar("T")
Taken = Mapping[str, bytes] | str       # {path: bytes} of what lies in a folder, or why it cannot be taken


@dataclass(frozen=True)
class Opened:
    """One file: when it was saved, and its bytes or why there are none."""
    saved: datetime
    data: bytes = b""
    refused: str = ""


@dataclass
class Place(ABC):
    """A folder of a disk or of a zip: the names in it, and how they are opened.  `path` is what is shown of it."""
    path: str
    files: list[str] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)      # folders that are links: never followed

    def shown(self, name: str) -> str:
        return f"{self.path}/{name}" if self.path else name

    @abstractmethod
    def open(self, name: str) -> Opened:
        """Return a plain file's bytes; what is none, or too large, is refused unread."""

    @abstractmethod
    def below(self, name: str) -> "Place":
        """Return a folder in this one."""

    @abstractmethod
    def is_link(self, name: str) -> bool:
        """Return whether a name in it is a link."""

    @abstractmethod
    def saved(self, name: str) -> datetime:
        """Return when a file or a folder was saved."""

    @abstractmethod
    def take(self, name: str) -> tuple[Taken, datetime | None]:
        """Return what lies in a folder, by the rules of autograder/folder.py, or why it cannot be taken; and when the last of it was saved."""


class OnDisk(Place):
    """A folder of a disk."""

    def __init__(self, root: Path, path: str = "") -> None:
        super().__init__(path)
        self.root = root
        try:
            found = sorted(os.scandir(root), key=lambda e: e.name)
        except OSError:
            found = []          # it cannot be read: nothing of it was handed in
        for one in found:
            is_link = one.is_symlink()
            row = self.links if is_link and one.is_dir() else self.folders if not is_link and one.is_dir() else self.files
            row.append(one.name)

    def below(self, name: str) -> "OnDisk":
        return OnDisk(self.root / name, self.shown(name))

    def is_link(self, name: str) -> bool:
        return (self.root / name).is_symlink()

    def saved(self, name: str) -> datetime:
        return datetime.fromtimestamp(os.lstat(self.root / name).st_mtime, UTC)

    def open(self, name: str) -> Opened:
        path, saved = self.root / name, datetime.now(UTC)
        try:
            found = os.lstat(path)
            saved = datetime.fromtimestamp(found.st_mtime, UTC)
            if not stat.S_ISREG(found.st_mode):
                what = "a link, which is never followed" if stat.S_ISLNK(found.st_mode) else "no plain file, and is never opened"
                return Opened(saved, refused=f"{name} is {what}: hand in the file itself")
            if found.st_size > most(name):
                return Opened(saved, refused=too_large(name, found.st_size))
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
            with os.fdopen(descriptor, "rb") as file:
                return Opened(saved, file.read(most(name) + 1))
        except OSError as error:
            return Opened(saved, refused=f"{name} cannot be read: {error.strerror}")

    def take(self, name: str) -> tuple[Taken, datetime | None]:
        root = self.root / name
        try:
            taken = folder.take(root)
            times = [os.lstat(root / path).st_mtime for path in taken]
        except folder.FolderError as error:
            return str(error), None
        except OSError as error:
            return f"the folder {name} cannot be read: {error.strerror}", None
        return taken, datetime.fromtimestamp(max(times), UTC) if times else None


@dataclass
class Archive:
    """An open zip: its entries by folder, and those whose names lead out of it."""
    zip: zipfile.ZipFile
    saved: datetime                                                     # of the zip itself
    inside: dict[str, dict[str, zipfile.ZipInfo]] = field(default_factory=dict)     # {folder: {name: its entry}}
    folders: dict[str, dict[str, None]] = field(default_factory=dict)   # {folder: the folders in it}
    faults: list[tuple[str, str, zipfile.ZipInfo]] = field(default_factory=list)      # (the folder that it leads out of, why, entry)

    def __post_init__(self) -> None:
        for entry in self.zip.infolist():
            path = entry.filename.replace("\\", "/")
            parts = [p for p in path.split("/") if p not in ("", ".")]
            if not parts:
                continue
            if path.startswith("/") or ".." in parts or ":" in parts[0]:
                good = parts[:parts.index("..")] if ".." in parts and not path.startswith("/") else []
                self.faults.append(("/".join(good), "leads out of it", entry))
            elif len(parts) > DEEP + folder.DEPTH:
                self.faults.append(("/".join(parts[:DEEP]), f"lies more than {folder.DEPTH} folders deep", entry))
            else:
                self._add(parts, entry)

    def _add(self, parts: list[str], entry: zipfile.ZipInfo) -> None:
        above = ["/".join(parts[:n]) for n in range(len(parts))]
        for n, there in enumerate(above[:-1]):
            self.folders.setdefault(there, {})[parts[n]] = None
        if entry.is_dir():
            self.folders.setdefault(above[-1], {})[parts[-1]] = None
        elif parts[-1] in (names := self.inside.setdefault(above[-1], {})):
            self.faults.append((above[-1], "stands in it twice", entry))
        else:
            names[parts[-1]] = entry

    def read(self, entry: zipfile.ZipInfo, most: int) -> bytes:
        """Return an entry's bytes, at most so many and one more: what the zip says of its size is its word."""
        with self.zip.open(entry) as file:
            return file.read(most + 1)

    def moment(self, entry: zipfile.ZipInfo) -> datetime:
        try:
            return datetime(*entry.date_time).astimezone(UTC)
        except (ValueError, OverflowError):
            return self.saved


def is_link(entry: zipfile.ZipInfo) -> bool:
    return stat.S_ISLNK(entry.external_attr >> 16)


class InZip(Place):
    """A folder of a zip."""
    archive: Archive

    def __init__(self, archive: Archive, path: str, here: str = "") -> None:
        inside = archive.inside.get(here, {})
        super().__init__(path, sorted(inside), sorted(archive.folders.get(here, {})))
        self.archive, self.here = archive, here

    def _key(self, name: str) -> str:
        return f"{self.here}/{name}" if self.here and name else self.here or name

    @property
    def entries(self) -> dict[str, zipfile.ZipInfo]:
        return self.archive.inside.get(self.here, {})

    def below(self, name: str) -> "InZip":
        return InZip(self.archive, self.shown(name), self._key(name))

    def is_link(self, name: str) -> bool:
        return name in self.entries and is_link(self.entries[name])

    def saved(self, name: str) -> datetime:
        return self.archive.moment(self.entries[name]) if name in self.entries else self.archive.saved

    def open(self, name: str) -> Opened:
        entry = self.entries[name]
        saved = self.archive.moment(entry)
        if self.is_link(name):
            return Opened(saved, refused=f"{name} is a link, which is never followed: hand in the file itself")
        data = self.archive.read(entry, most(name))
        return Opened(saved, refused=too_large(name, max(entry.file_size, len(data)))) if len(data) > most(name) else Opened(saved, data)

    def take(self, name: str) -> tuple[Taken, datetime | None]:
        root = self._key(name)
        try:
            if name in self.entries:
                raise folder.FolderError(f"{name} is a link: a folder of its own can be taken along, a link cannot")
            for where, why, entry in self.archive.faults:
                if where == root or where.startswith(f"{root}/" if root else ""):
                    raise folder.FolderError(f"{ascii(entry.filename[:80])[1:-1]} {why}: make the zip again, with plain names")
            found, moments = dict[str, bytes](), list[datetime]()
            self._take(root, "", found, moments, [0])
            if why := folder.faulty_path(found):
                raise folder.FolderError(why)
        except folder.FolderError as error:
            return str(error), None
        except BROKEN as error:
            return f"the folder {name} cannot be unfolded ({str(error)[:120]}): make the zip again", None
        return found, max(moments, default=None)

    def _take(self, root: str, above: str, found: dict[str, bytes], moments: list[datetime], seen: list[int]) -> None:
        """The rules of `folder.take`, of entries of a zip."""
        if above.count("/") > folder.DEPTH:
            raise folder.FolderError(f"{above} lies more than {folder.DEPTH} folders deep")
        files, folders = self.archive.inside.get(root, {}), self.archive.folders.get(root, {})
        for name in sorted({*files, *folders}):
            if name in (*folder.LEFT_OUT, "__MACOSX") and name != ".git" or name.endswith((".egg-info", ".pyc")):
                continue
            path, seen[0] = above + name, seen[0] + 1
            if seen[0] > folder.ENTRIES:
                raise folder.FolderError(f"it holds more than {folder.ENTRIES} files: leave out what was built or downloaded")
            if len(os.fsencode(name)) > folder.NAME or not name.isprintable():
                raise folder.FolderError(f"{ascii(path)[1:-1]} has a name that cannot be taken along: use printable characters, at most {folder.NAME} bytes")
            if name in files:
                found[path] = self._bytes(files[name], path, sum(map(len, found.values())))
                moments.append(self.archive.moment(files[name]))
            if name in folders:
                self._take(f"{root}/{name}" if root else name, path + "/", found, moments, seen)

    def _bytes(self, entry: zipfile.ZipInfo, path: str, sofar: int) -> bytes:
        if is_link(entry):
            raise folder.FolderError(f"{path} is a link: put the file itself there")
        left = min(folder.FILE, folder.ALL - sofar)
        data = self.archive.read(entry, left)
        if len(data) > left:
            raise folder.FolderError(f"{path} is too much: a file has at most {folder.FILE >> 20} MiB, a folder {folder.ALL >> 20} MiB")
        return data


def most(name: str) -> int:
    """Return how many bytes a file of this name may have."""
    return {".zip": OPENED, ".ipynb": NOTEBOOK}.get(kind(name), LARGEST)


def kind(name: str) -> str:
    """Return a name's suffix as everybody writes it: HOMEWORK.ZIP is a zip."""
    return PurePosixPath(name).suffix.casefold()


def too_large(name: str, size: int) -> str:
    return f"{name} has {size >> 20} MiB; at most {most(name) >> 20} MiB are taken: hand in the program, without data and outputs"


def unfolded(data: bytes, name: str, saved: datetime, visit: Callable[[InZip], Iterator[T]], refuse: Callable[[str], T]) -> Iterator[T]:
    """Yield what a visit of a zip yields; one that is broken, or unfolds to more than it may, is refused with the reason."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            entries = opened.infolist()
            wanted = sum(e.file_size for e in entries if kind(e.filename) in (*SUFFIXES, ".zip"))
            if len(entries) > IN_A_ZIP or wanted > OPENED:
                yield refuse(f"{name} unfolds to more than {OPENED >> 20} MiB or {IN_A_ZIP} files: it is not opened")
                return
            yield from visit(InZip(Archive(opened, saved), name))
    except BROKEN as error:
        what = "is locked by a password" if "password" in str(error) else "is broken"
        yield refuse(f"{name} {what} ({str(error)[:120]}): make the zip again")
    except UsageError:
        raise
    except Exception as error:      # zlib and others: whatever the bytes are, one zip costs no other
        yield refuse(f"{name} is broken ({type(error).__name__}): make the zip again")
