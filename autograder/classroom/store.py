"""The class's store: bytes that were handed in, each under its hash, kept as they were for as long as the class is."""
import hashlib
import os
from pathlib import Path

from ..errors import SurroundingsError
from .plan import Class


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


def kept(given: Class, sha: str) -> bytes:
    """Return the bytes of a hash; what is gone, or no longer what was handed in, is a sentence."""
    path = stored(given, sha)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise SurroundingsError(f"{path}: {error.strerror}: what was collected is no longer there; collect it again") from None
    if hashlib.sha256(data).hexdigest() != sha:
        raise SurroundingsError(f"{path} is no longer what was handed in: delete it and collect again, nothing else is lost")
    return data
