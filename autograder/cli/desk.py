"""Where a command stands: the learner's workspace, and the terminal it speaks to."""
import json
import sys
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import click

from ..course import places
from ..course.exercises import Exercise, every_exercise
from ..course.planned import Planned, plan
from ..course.references import Reference
from ..course.tracks import Track
from ..errors import SurroundingsError, UsageError
from ..learner import ledger
from ..learner.mastery import Records, Task, fold, task
from ..learner.workspace import Workspace
from ..report.ink import Ink, ink_for, size, write
from ..report.terminal import bar

MUCH = 20       # pieces of work, of which a log is told on the way
Command = TypeVar("Command", bound=Callable[..., Any])

as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object, for programs.")


def of_a_grading(command: Command) -> Command:
    """Add the options that every grading takes."""
    fresh = click.option("--fresh", is_flag=True, help="Run again what has not changed.")
    seed = click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Fix what is drawn; without it every run draws anew.")
    return as_json(fresh(seed(command)))


class Desk:
    """What every command needs, read when first asked for."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json
        self.workspace = Workspace(places.workspace())
        self.ink: Ink = ink_for(sys.stdout)
        self._status = 0

    @cached_property
    def reading(self) -> ledger.Reading:
        return ledger.read(self.workspace.ledger)

    @cached_property
    def records(self) -> Records:
        return fold(self.reading.lines)

    @cached_property
    def track(self) -> Track:
        """Return the learner's track: the one they chose, else the first of the main line."""
        from ..course.resolve import resolve_track
        from ..course.tracks import tracks
        chosen = self.workspace.track
        if chosen:
            try:
                return resolve_track(chosen)
            except UsageError as error:      # the course has renamed it, say
                raise UsageError(f"{self.shown(self.workspace.chosen)}: {error}; `grade use NAME` chooses one, and nothing else changes") from None
        every = tracks()
        if not every:
            raise SurroundingsError(f"{places.curriculum(places.root())} holds no track: is the course complete? `git status` there tells")
        return every[0]

    @cached_property
    def built(self) -> dict[str, Exercise]:
        return {e.id: e for e in every_exercise()}

    @property
    def is_a_copy(self) -> bool:
        """Return whether answers were left out of this course, as they are of a learners' copy."""
        return not all(e.solution.exists() for e in self.built.values())

    def planned(self, id: str) -> Planned:
        return plan()[id]

    def title(self, reference: Reference) -> str:
        """Return an exercise's title, and which part of it is meant."""
        id = reference.exercise
        title = self.built[id].title if id in self.built else self.planned(id).title
        return f"{title}: {reference.part}" if reference.part else title

    def minutes(self, reference: Reference) -> int:
        id = reference.exercise
        return self.built[id].header.minutes if id in self.built else self.planned(id).minutes

    def task(self, id: str) -> Task:
        return task(id, self.built, plan())

    def say(self, lines: str | Iterable[str]) -> None:
        """Write lines, unless a program listens; a sentence that somebody reads in a terminal is not broken within a word."""
        if not self.as_json:
            self.hush()
            for line in [lines] if isinstance(lines, str) else lines:
                for row in self.ink.paragraph(line) if self._is_long(line) else [line]:
                    write(row)

    def _is_long(self, line: str) -> bool:
        """Return whether a terminal would break the line where it ends; a path or an address that is longer is to be copied whole."""
        is_wide = size(line) > self.ink.width and "\x1b" not in line and sys.stdout.isatty()
        return is_wide and all(size(word) <= self.ink.width for word in line.split())

    def data(self, value: Any) -> None:
        """Write one JSON object, if a program listens."""
        if self.as_json:
            write(json.dumps(value, ensure_ascii=False))

    def status(self, text: str) -> None:
        """Show what is being done on one line that the next word overwrites; only where somebody is watching."""
        if self.as_json or not sys.stdout.isatty():
            return
        self.hush()
        text = text if size(text) < self.ink.width else text[:self.ink.width - 2] + "…"
        self._status = size(text)
        sys.stdout.write("\r" + self.ink("dim", text))
        sys.stdout.flush()

    def progress(self, done: int, of: int, about: str = "") -> None:
        """Show how far long work has come: a bar where somebody is watching, elsewhere, of much work, a line a tenth."""
        told = f"{done} of {of}" + (f", {about}" if about else "")
        if sys.stdout.isatty():
            self.status(f"  {bar(done, of, self.ink)} {told}")
        elif of >= MUCH and 10 * done // of > 10 * (done - 1) // of:
            self.say(f"  {told}")

    def hush(self) -> None:
        """Take the status line away; with blanks, for a terminal without colour may know no escapes."""
        if self._status:
            sys.stdout.write("\r" + " " * self._status + "\r")
            self._status = 0

    def warn(self, lines: Iterable[str]) -> None:
        """Say what went wrong beside the verdicts."""
        self.hush()
        for line in lines:
            write(f"grade: {line}", sys.stderr)

    def shown(self, path: str | Path) -> str:
        return self.workspace.shown(Path(path))
