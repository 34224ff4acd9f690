"""A folder of real files beside a learner's file: `tree("part")` is what lies there, as {path: text}.

Shared by both sides: the grader takes the folder along, and a confined learner's file finds there what was taken.
"""
import os
import stat
import sys
import unicodedata
from collections.abc import Mapping
from pathlib import Path

WORD = "autograder.folder"          # a file that names it has its folder taken along
LEFT_OUT = (".git", "__pycache__", ".venv", "venv", "build", "dist", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".ipynb_checkpoints", ".DS_Store")
ENTRIES, DEPTH, NAME = 2000, 12, 150          # files and folders; folders within folders; bytes of a name
FILE, ALL = 4 << 20, 16 << 20       # bytes of one file, of all

taken: dict[str, bytes] | str | None = None    # on the learner's side: what was taken along, or why it was not


class FolderError(Exception):
    """A folder cannot be taken along; the message says where and why."""


def tree(folder: str = "", *, history: bool = False) -> dict[str, str | bytes]:
    """Return {path: text} of what lies in the folder that has this file's name, or in `folder` inside it.

    Caches and build results are left out, and a repository's `.git` too unless `history` is asked for; what is no UTF-8 text comes as bytes.
    """
    found = taken
    if found is None:
        beside = Path(sys._getframe(1).f_globals["__file__"]).with_suffix("")
        found = take(beside)
    if isinstance(found, str):
        raise FolderError(found)
    above = folder.strip("/") + "/" if folder.strip("/") else ""
    inside = {path.removeprefix(above): data for path, data in found.items() if path.startswith(above)}
    if not inside:
        raise FolderError(f"there is no file in the folder {folder or 'beside this file'}: write it, or return the texts themselves")
    return {path: _text(data) for path, data in sorted(inside.items()) if history or not _is_history(path)}


def _is_history(path: str) -> bool:
    return ".git" in path.split("/")


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def take(root: Path) -> dict[str, bytes]:
    """Return {path: bytes} of a folder's plain files; refuse one that leads out of itself or is too large to be an answer."""
    found: dict[str, bytes] = {}
    if root.is_symlink():
        raise FolderError(f"{root.name} is a link: a folder of its own can be taken along, a link cannot")
    if root.is_dir():
        _take(root, "", found, [0])
    return found


def _take(folder: Path, above: str, found: dict[str, bytes], seen: list[int]) -> None:
    if above.count("/") > DEPTH:
        raise FolderError(f"{above} lies more than {DEPTH} folders deep")
    for entry in sorted(os.scandir(folder), key=lambda e: e.name):
        path = above + entry.name
        if entry.name in LEFT_OUT and entry.name != ".git" or entry.name.endswith((".egg-info", ".pyc")):
            continue
        seen[0] += 1
        if seen[0] > ENTRIES:
            raise FolderError(f"{folder.name} holds more than {ENTRIES} files: leave out what was built or downloaded")
        if len(os.fsencode(entry.name)) > NAME or not all(c.isprintable() for c in entry.name):
            raise FolderError(f"{ascii(path)[1:-1]} has a name that cannot be taken along: use printable characters, at most {NAME} bytes")
        kind = entry.stat(follow_symlinks=False).st_mode
        if stat.S_ISLNK(kind):
            raise FolderError(f"{path} is a link to {ascii(os.readlink(entry.path))[1:-1]}: put the file itself there")
        if stat.S_ISDIR(kind):
            _take(Path(entry.path), path + "/", found, seen)
        elif stat.S_ISREG(kind):
            found[path] = _bytes(entry.path, path, sum(map(len, found.values())))
        else:
            raise FolderError(f"{path} is no file: a pipe, a socket or a device cannot be taken along")


def _bytes(where: str, path: str, sofar: int) -> bytes:
    """Read one file, even where something else has meanwhile been put in its place."""
    try:
        with open(os.open(where, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)), "rb") as file:
            data = file.read(FILE + 1)
    except OSError as e:
        raise FolderError(f"{path} cannot be read: {e.strerror}") from None
    if len(data) > FILE or sofar + len(data) > ALL:
        raise FolderError(f"{path} is too much: a file has at most {FILE >> 20} MiB, a folder {ALL >> 20} MiB")
    return data


def faulty_path(files: Mapping[str, object]) -> str:
    """Return why these paths cannot be laid out as files, or nothing: all stay below one folder, none is another one's folder."""
    known: dict[str, str] = {}
    for path in files:
        steps = path.split("/")
        if not all(steps) or any(s in (".", "..") for s in steps) or not all(c.isprintable() for c in path) or "\\" in path:
            return f"the path {path!a} leads out of the folder, or is none: write it like src/seriestools/cli.py"
        if len(steps) > DEPTH or any(len(s.encode()) > NAME for s in steps):
            return f"the path {path[:60]}… is too long"
        for end in range(1, len(steps) + 1):
            part = "/".join(steps[:end])
            kind = "file" if end == len(steps) else "folder"
            before = known.setdefault(_folded(part), f"{kind} {part}")
            if before != f"{kind} {part}" or kind == "file" and part != path:
                return f"{kind} {part} and {before} cannot lie side by side (some systems take them for the same)"
    return f"more than {ENTRIES} files" if len(files) > ENTRIES else ""


def _folded(path: str) -> str:
    return unicodedata.normalize("NFC", path).casefold()
