"""Kernels that say at their top how they are launched and what comes of it: `bugs/` a class and a piece of the message, `right/` the result."""
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from autograder.kernels.build import build
from autograder.kernels.passing import by_value, encoded, inout, null, out
from autograder.kernels.running import Compiled

HERE = Path(__file__).parent
BUGS, RIGHT = (sorted((HERE / folder).glob("*.cu")) for folder in ("bugs", "right"))
ORDERS = (0, 1, 7)          # as numbered, backwards, shuffled
CALL = re.compile(r"(?P<name>\w+)\[(?P<sizes>.*?)\]\((?P<arguments>.*)\)$")


def floats(*shape: int) -> np.ndarray:
    return np.arange(np.prod(shape), dtype="f4").reshape(shape) % 23


WORDS = {"np": np, "floats": floats, "zeros": np.zeros, "bytes_": lambda n: (np.arange(n) * 7).astype("u1"), "out": out, "inout": inout, "null": null,
         "by_value": by_value}


def value(text: str) -> Any:
    return eval(text, dict(WORDS))      # text of this folder's own files


@cache
def compiled(path: Path, compiler: str) -> Compiled:
    """Return a file's library; `compiler` is in force by the environment and only tells apart."""
    return of_text(path.read_text("utf-8"), path.name)


def of_text(text: str, name: str = "f.cu", unwritten: tuple[str, ...] = ()) -> Compiled:
    return Compiled(name, text, *build(name, text, unwritten))


def launch(library: Compiled, text: str, kind: str = "launch", **options: Any) -> Any:
    """Launch as a check would write it: `f[2, 32](floats(64), out(64), 64)`."""
    match = CALL.match(text)
    assert match, text
    grid, block, *shared = value(f"({match['sizes']},)")
    return getattr(library, kind)(match["name"], grid, block, shared[0] if shared else 0, encoded(value(f"({match['arguments']},)")), options)
