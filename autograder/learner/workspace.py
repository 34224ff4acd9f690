"""The learner's folder: their files, and what the course keeps beside them."""
import errno
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ..course import places, regular
from ..errors import SurroundingsError, UsageError
from .merge import Merge, difference, merged, section

ATTRIBUTES = f"{places.STATE}/attempts.jsonl merge=union text eol=lf\n"    # two machines' attempts are put together by git itself
IGNORED = f"__pycache__/\n.ipynb_checkpoints/\n/mine/\n{places.STATE}/findings/\n{places.STATE}/traces/\n{places.STATE}/last-fault.txt\n"
PICTURE = re.compile(r"[0-9a-f]{32}\.png")
IN_THE_WAY = (errno.EISDIR, errno.EINVAL, errno.EFBIG)     # a folder, a pipe or something huge where a file should be
PICTURES = 400      # that are kept, some 30 KB each


class HasStub(Protocol):
    """An exercise as far as a workspace goes."""
    @property
    def id(self) -> str: ...
    @property
    def stub_file(self) -> Path: ...
    @property
    def stub(self) -> str: ...
    def work(self, workspace: Path) -> Path: ...


@dataclass(frozen=True)
class Workspace:
    root: Path

    @property
    def ledger(self) -> Path:
        return places.ledger(self.root)

    @property
    def fault(self) -> Path:
        """Return where the last failure of the grader itself is written down."""
        return places.state(self.root) / "last-fault.txt"

    def memory(self, exercise: HasStub) -> Path:
        """Return where it lies what was last found of an exercise."""
        return places.state(self.root) / "findings" / f"{exercise.id}.json"

    @property
    def pictures(self) -> Path:
        """Return where it lies what figures looked like that were judged."""
        return places.state(self.root) / "pictures"

    @property
    def chosen(self) -> Path:
        """Return where it lies which track the learner has chosen."""
        return places.state(self.root) / "track"

    @property
    def track(self) -> str | None:
        """Return the track the learner has chosen."""
        kept = self.chosen
        with _told(kept):
            return regular.content(kept).decode("utf-8", "replace").strip() or None if kept.exists() else None

    def trace(self, exercise: HasStub) -> Path:
        """Return where the last drawing of a launch lies."""
        return places.state(self.root) / "traces" / f"{exercise.id}.svg"

    def base(self, exercise: HasStub) -> Path:
        """Return where the stub lies that the learner's file began as."""
        return places.state(self.root) / "stubs" / exercise.work(self.root).relative_to(self.root)

    def shown(self, path: Path) -> str:
        """Return a path as one would type it here."""
        for near in (Path.cwd(), self.root.parent):
            if path.is_relative_to(near):
                return path.relative_to(near).as_posix()
        return str(path)


def begin(workspace: Workspace) -> bool:
    """Make the workspace ready, a folder that can be put under git as it is; return whether it was new."""
    new = not (places.state(workspace.root)).is_dir()
    with _told(workspace.root):
        (places.state(workspace.root)).mkdir(parents=True, exist_ok=True)
    for name, text in ((".gitattributes", ATTRIBUTES), (".gitignore", IGNORED)):
        if not (workspace.root / name).exists():
            write(workspace.root / name, text)
    return new


def choose(workspace: Workspace, track: str) -> None:
    """Remember the learner's track."""
    begin(workspace)
    write(workspace.chosen, track + "\n")


def opened(workspace: Workspace, exercise: HasStub) -> Path:
    """Return the learner's file, copied from the stub where there is none yet."""
    path = exercise.work(workspace.root)
    if not path.exists():
        begin(workspace)
        stub = stub_of(exercise)
        write(workspace.base(exercise), stub)
        write(path, stub)
    return path


def is_untouched(workspace: Workspace, exercise: HasStub) -> bool:
    """Return whether the learner's file is the stub as it came, or not there at all."""
    path = exercise.work(workspace.root)
    with _told(path):
        if not path.exists():
            return True
        return regular.content(path).replace(b"\r\n", b"\n") == stub_of(exercise).encode()


def reset(workspace: Workspace, exercise: HasStub, part: str | None) -> Path | None:
    """Put the stub, or one part of it, back in place; return where the learner's text was kept."""
    path = exercise.work(workspace.root)
    if not path.exists():
        opened(workspace, exercise)
        return None
    stub = stub_of(exercise)
    text = _with_part(read(path), stub, part, workspace.shown(path)) if part else stub
    with _told(path):
        is_the_same = regular.content(path).replace(b"\r\n", b"\n") == text.encode()
    kept = None if is_the_same else keep(workspace, path)
    if kept:
        write(path, text)
    if not part:
        write(workspace.base(exercise), stub)
    return kept


def _with_part(mine: str, stub: str, part: str, shown: str) -> str:
    """Return the learner's text with one part as in the stub."""
    theirs, ours = section(mine, part), section(stub, part)
    if ours is None:    # an exercise of one part has no `# %%` line
        return stub
    if theirs is None:
        raise UsageError(f"{shown} has no line `# %% {part}: …` any more, so where the part stands cannot be told: put the line back, "
                         "or reset the whole exercise")
    return mine[:theirs[0]] + stub[slice(*ours)] + mine[theirs[1]:]


def keep(workspace: Workspace, path: Path) -> Path:
    """Copy a file of the learner's to where nothing is ever overwritten; return the copy."""
    place = places.state(workspace.root) / "kept" / path.relative_to(workspace.root).parent
    stem = f"{path.stem}.{datetime.now():%Y-%m-%d.%H%M%S}"
    with _told(workspace.root):
        place.mkdir(parents=True, exist_ok=True)
        copy = next(p for n in range(1000) if not (p := place / f"{stem}{f'.{n}' if n else ''}{path.suffix}").exists())
        try:
            shutil.copyfile(path, copy)
        except OSError:
            copy.unlink(missing_ok=True)     # half a copy on a full disk is none
            raise
    return copy


@dataclass(frozen=True)
class Update:
    """What a newer course did to one file of the learner's."""
    path: Path
    merge: Merge
    kept: Path | None
    diff: str    # what the course changed and the learner's file did not take


def update(workspace: Workspace, exercise: HasStub) -> Update | None:
    """Bring one file up to date with the course; return what happened, or None where the course did not change it."""
    path, base, stub = exercise.work(workspace.root), workspace.base(exercise), stub_of(exercise)
    if not path.exists():
        return None
    began = read(base) if base.exists() else ""
    if began == stub:
        return None
    mine = read(path)
    merge = merged(mine, began, stub, python=path.suffix == ".py")
    kept = None
    if merge.text != mine:
        kept = keep(workspace, path)
        write(path, merge.text)
    if not merge.refused:
        write(base, stub)
    left = merge.contested or merge.refused
    return Update(path, merge, kept, difference(began or mine, stub, exercise.id) if left else "")


def stub_of(exercise: HasStub) -> str:
    """Return what a learner's file begins as: the stub as it lies there, which is read faster than it is cut."""
    return read(exercise.stub_file) if exercise.stub_file.exists() else exercise.stub


def read(path: Path) -> str:
    """Return a file's text, lines ending in one character."""
    with _told(path):
        raw = regular.content(path)
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise UsageError(f"{path}:{line}: the byte {raw[error.start]:#04x} is not UTF-8: save the file as UTF-8 (every editor can)") from None


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all, its lines ending as they did; what is no file, as /dev/stdout, is written to and never replaced."""
    with _told(path):
        if path.exists() and not path.is_file() and not path.is_dir():
            path.write_text(text, encoding="utf-8")
            return
        path = Path(os.path.realpath(path))     # a link is written through
        path.parent.mkdir(parents=True, exist_ok=True)
        ending = "\r\n" if path.exists() and b"\r\n" in regular.content(path) else "\n"
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8", newline=ending) as file:
                file.write(text)
            os.chmod(name, path.stat().st_mode & 0o777 if path.exists() else 0o644)
            os.replace(name, path)
        except BaseException:
            os.unlink(name)
            raise


def keep_picture(workspace: Workspace, png: bytes) -> str:
    """Keep a picture under the name of its content; only the newest are kept, and one that cannot be is missed by no verdict."""
    place, name = workspace.pictures, named(png)
    with suppress(OSError):
        if not place.is_dir():
            place.mkdir(parents=True)
            (place / ".gitignore").write_text("*\n", "utf-8")
        descriptor, new = tempfile.mkstemp(dir=place, prefix=".new.")
        try:
            with open(descriptor, "wb") as file:
                file.write(png)
            os.replace(new, place / name)
        except OSError:
            os.unlink(new)
            raise
        by_age = sorted((p for p in place.iterdir() if PICTURE.fullmatch(p.name)), key=lambda p: p.stat().st_mtime_ns)
        for old in by_age[:-PICTURES]:
            old.unlink(missing_ok=True)
    return name


def picture(workspace: Workspace, name: str) -> bytes | None:
    """Return a picture by its name, or None where it is no longer there, or the name is not one of a picture."""
    if not PICTURE.fullmatch(name):
        return None
    with suppress(OSError):
        png = regular.content(workspace.pictures / name)
        return png if named(png) == name else None      # a torn one is drawn again
    return None


def named(png: bytes) -> str:
    """Return the name of a picture: what it shows."""
    return f"{hashlib.blake2b(png, digest_size=16).hexdigest()}.png"


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the system refuses into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        remedy = ("move it away, then type it again" if error.errno in IN_THE_WAY else
                  "make it readable and writable, free some space, or make a workspace elsewhere with `grade init DIR`")
        raise SurroundingsError(f"{path}: {error.strerror or error}; {remedy}") from error
