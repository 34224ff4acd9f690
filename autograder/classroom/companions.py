"""The folder that was handed in with a file: kept in the store as a list of its files, each under its own hash.

What may be taken is what a learner's own `grade` takes (autograder/folder.py); a folder that cannot be is kept as the reason, and told when
the file reads it.
"""
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from .. import folder
from ..errors import SurroundingsError, UsageError
from .plan import Class
from .store import kept, store

if TYPE_CHECKING:
    from ..grading.run import Folder

HEAD = "groundwork folder 1"
REFUSED = "not taken: "


@dataclass(frozen=True)
class Listed:
    """One file of a folder: its path there, its size, and the hash it lies under."""
    path: str
    size: int
    sha256: str


def keep(given: Class, taken: Mapping[str, bytes] | str) -> str:
    """Keep a folder, or why it could not be taken; return the hash of its list, and nothing of an empty one."""
    if not taken:
        return ""
    rows = [REFUSED + taken] if isinstance(taken, str) else [f"{store(given, data)} {len(data)} {path}" for path, data in sorted(taken.items())]
    return store(given, "\n".join([HEAD, *rows, ""]).encode())


def listed(given: Class, sha: str) -> tuple[Listed, ...] | str:
    """Return what lies in a folder that was kept, or why it could not be taken."""
    head, *rows = kept(given, sha).decode().removesuffix("\n").split("\n")
    if head != HEAD:
        raise SurroundingsError(f"a folder of this class was kept by a newer version of this program ({head[:60]}): bring this copy up to date")
    if rows[0].startswith(REFUSED):
        return "\n".join(rows).removeprefix(REFUSED)
    return tuple(Listed(path, int(size), name) for name, size, path in (row.split(" ", 2) for row in rows))


def laid(given: Class, sha: str) -> "Folder":
    """Return (path, bytes) of a folder as they cross to the worker, or why it could not be taken; of none, nothing."""
    found = listed(given, sha) if sha else ()
    return found if isinstance(found, str) else tuple((one.path, kept(given, one.sha256)) for one in found)


def write_out(given: Class, sha: str, out: Path) -> tuple[int, int]:
    """Lay a folder out for a person to look at; return how many files were written and how many left out.

    Repositories' insides are left out: a git that is asked anything there, by a shell's prompt for one, would run their hooks and filters.
    """
    found = listed(given, sha)
    if isinstance(found, str):
        raise UsageError(f"its folder could not be taken: {found}")
    shown = without_histories(found)
    if why := folder.faulty_path({one.path: None for one in shown}):
        raise UsageError(f"its folder cannot be laid out here: {why}")
    for one in shown:
        path = out / one.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(kept(given, one.sha256))
        except OSError as error:
            raise SurroundingsError(f"{path}: {error.strerror}; name a new folder elsewhere") from None
    return len(shown), len(found) - len(shown)


def without_histories(found: tuple[Listed, ...]) -> list[Listed]:
    """Return the files that stand in no repository's inside: neither in a `.git`, whatever its case, nor in one that has no work tree."""
    heads = {one.path[:-4] for one in found if ("/" + one.path.casefold()).endswith("/head")}
    bare = tuple(head for head in heads if any(one.path.casefold().startswith((f"{head}config".casefold(), f"{head}objects/".casefold())) for one in found))
    return [one for one in found if ".git" not in PurePosixPath(one.path.casefold()).parts and not one.path.startswith(bare)]
