"""Files that others have made, read whole: what is no file, and what is far too large for one, is refused before it can block or fill the memory."""
import errno
import os
import stat
from pathlib import Path

MOST = 256 << 20        # bytes; the text of a course is a thousand times smaller, a ledger of years a ten times


def content(path: Path, most: int = MOST) -> bytes:
    """Return a file's bytes; a pipe, a device or a socket in its place is an OSError that says so, as whatever else cannot be read is."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOCTTY", 0))
    try:
        found = os.fstat(descriptor)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, "it is a folder, not a file", str(path))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device, not a file", str(path))
        if found.st_size > most:
            raise OSError(errno.EFBIG, f"it has {found.st_size >> 20} MiB, more than anything here needs", str(path))
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def text(path: Path) -> str:
    """Return a file's text, its lines ending in one character."""
    return content(path).decode("utf-8").replace("\r\n", "\n")
