"""A word for what is run as commands: a package that is built, a history that is repaired, a script."""
import json
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from ..errors import Mismatch
from ..worker.bench import last_words, obstacle, shown
from ..worker.client import Function


@dataclass(frozen=True)
class Step:
    """One command and what came of it."""
    command: Sequence[str]
    status: int
    out: str
    err: str

    def succeeds(self, otherwise: str) -> "Step":
        """The command ends with status 0; `otherwise` says, in the learner's words, what does not hold."""
        if self.status != 0:
            raise Mismatch(f"{otherwise}: {self._how()}{self._said()}")
        return self

    def fails(self, otherwise: str) -> "Step":
        """The command ends with an exit status other than 0."""
        if type(self.status) is not int or self.status <= 0:
            raise Mismatch(f"{otherwise}: {self._how()}{self._said()}")
        return self

    @property
    def data(self) -> Any:
        """Return what was printed last, read as JSON."""
        try:
            return json.loads(self.out.splitlines()[-1])
        except (ValueError, IndexError, AttributeError, RecursionError):
            raise Mismatch(f"`{shown(self.command)}` says nothing that can be read{self._said()}") from None

    def _how(self) -> str:
        ended = f"was ended by signal {-self.status}" if type(self.status) is int and self.status < 0 else f"ended with status {self.status}"
        return f"`{shown(self.command)}` {ended}"

    def _said(self) -> str:
        return last_words(self.out, self.err)


@dataclass(frozen=True)
class Ran:
    """What commands did, and the files asked for; `odd` are links, pipes and the like among them, by what they are."""
    steps: tuple[Step, ...]
    files: dict[str, bytes]
    odd: dict[str, str]

    def __getitem__(self, index: int) -> Step:
        return self.steps[index]

    def text(self, path: str, otherwise: str = "") -> str:
        """Return a file's text."""
        if path not in self.files:
            raise Mismatch(otherwise or f"there is no file {path}" + (f": it is a {self.odd[path]}" if path in self.odd else ""))
        return self.files[path].decode("utf-8", "replace")


@dataclass(frozen=True)
class Stage:
    """Commands that run in one place: see `stage`."""
    commands: Sequence[Sequence[str]]
    files: Mapping[str, str | bytes]
    wanted: Sequence[str]
    at: str
    seconds: float

    @property
    def plain(self) -> list[Any]:
        return [[list(c) for c in self.commands], dict(self.files), list(self.wanted), self.at, self.seconds]


def stage(*commands: str | Sequence[str], files: Mapping[str, str | bytes] | None = None, wanted: Sequence[str] = (), at: str = "",
          seconds: float = 8.0) -> Stage:
    """Say what is run in one place: commands (words, no shell) in the folder `at`, each for at most so many seconds; files of ours beside
    what is there; `wanted` are the files or folders that come back, and go on to the next stage, which has a new place."""
    return Stage([shlex.split(c) if isinstance(c, str) else list(c) for c in commands], dict(files or {}), wanted, at, seconds)


def bench(made: Mapping[str, Function], *stages: Stage, later: Mapping[str, Function] | None = None) -> Ran:
    """Lay out what the learner's functions return, run the stages one after the other, and return what all their commands did.

    `made` says where: {"tree/": yours.build_tree} is a dict of texts below a folder, {"run.sh": yours.script} one text;
    `later` says so for the last stage.
    """
    if why := obstacle():
        pytest.skip(why)
    named = [[[where, function.name] for where, function in some.items()] for some in (made, later or {})]
    first = next(iter(made.values()))
    answer = first.yours._question("bench", [named[0], [s.plain for s in stages], named[1]])
    commands = [c for s in stages for c in s.commands]
    steps = tuple(Step(command, *step) for command, step in zip(commands, answer["steps"], strict=True))
    return Ran(steps, dict(answer["files"]), dict(answer["odd"]))
