"""Files of a set are written whole or not at all."""
import os
import tempfile
from pathlib import Path

from ..errors import SurroundingsError


def put(path: Path, data: bytes) -> None:
    """Write a file; what the system refuses is a sentence, and leaves what lay there before."""
    name = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".new.")
        with open(descriptor, "wb") as file:
            file.write(data)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as error:
        if name and os.path.exists(name):
            os.unlink(name)
        raise SurroundingsError(f"{path}: {error.strerror}; free some space, or make it writable, and run the same command again: "
                                "what was written until now stays") from error
