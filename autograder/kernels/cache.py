"""Compiled libraries, kept by the hash of all they were made of, in a folder that nobody else can write."""
import hashlib
import os
import stat
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

MOST = 400          # libraries kept; each is some 60 KiB


def key(parts: Iterable[str | bytes]) -> str:
    """Return a hash that no other sequence of parts has."""
    total = hashlib.blake2b(digest_size=20)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        total.update(len(data).to_bytes(8, "little") + data)
    return total.hexdigest()


@cache
def folder() -> Path | None:
    """Return where this user's libraries are kept; None where no folder is this user's alone."""
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    path = Path(base) / "groundwork" / "kernels"
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        found = path.stat()
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or found.st_uid == os.getuid()
    return path if mine and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH) else None


def read(name: str) -> bytes | None:
    """Return what was kept under a name; what is torn or another's is nothing."""
    place = folder()
    if place is None:
        return None
    try:
        data = (place / name).read_bytes()
    except OSError:
        return None
    digest, body = data[:20], data[20:]
    return body if hashlib.blake2b(body, digest_size=20).digest() == digest else None


def keep(name: str, data: bytes) -> None:
    """Keep bytes under a name, whole or not at all; a full disk keeps nothing and breaks nothing."""
    place = folder()
    if place is None:
        return
    try:
        descriptor, temporary = tempfile.mkstemp(dir=place)
        with open(descriptor, "wb") as file:
            file.write(hashlib.blake2b(data, digest_size=20).digest() + data)
        os.replace(temporary, place / name)
        _drop_the_oldest(place)
    except OSError:
        pass            # it is compiled again next time


def _drop_the_oldest(place: Path) -> None:
    kept = list(place.iterdir())
    if len(kept) > MOST:
        for path in sorted(kept, key=lambda p: p.stat().st_mtime)[:len(kept) - MOST * 3 // 4]:
            path.unlink(missing_ok=True)
