"""What the pages are about: the course, and what a learner has tried of it, as both were at one moment."""
import hashlib
import threading
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..course import places
from ..course.catalogue import Catalogue, catalogue
from ..course.exercises import Exercise, every_exercise
from ..course.nodes import Node
from ..course.planned import plan
from ..course.references import Reference
from ..course.resolve import resolve_track
from ..course.tracks import Track, tracks
from ..errors import SurroundingsError, UsageError
from ..learner import ledger
from ..learner.mastery import Record, Records, Standing, Task, fold, standing, task, way
from ..learner.workspace import Workspace

STUCK = 4               # tries of a part that has not passed yet, from which on it is called stuck
GATHERING = ("phase", "module")    # nodes that gather by subject what weeks ask for


def is_gone(workspace: Workspace) -> bool:
    """Return whether the workspace has been moved or deleted since it was made."""
    return not places.state(workspace.root).is_dir()


def stamp(workspace: Workspace) -> str:
    """Return what changes whenever a grading, a hint or a choice of track has been written down."""
    state = places.state(workspace.root)
    seen = [str(is_gone(workspace))]
    for path in (workspace.ledger, state / "findings", state / "track"):
        try:
            found = path.stat()
            seen.append(f"{found.st_ino} {found.st_mtime_ns} {found.st_size}")
        except OSError:
            seen.append("-")
    return hashlib.blake2b("\n".join(seen).encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class Moment:
    """The course and a learner's attempts; whatever is asked of it twice is found once."""
    workspace: Workspace
    stamp: str
    reading: ledger.Reading
    track: Track
    trouble: tuple[str, ...] = ()       # what every page has to say first
    versions: dict[str, str] = field(default_factory=dict)

    @cached_property
    def built(self) -> Mapping[str, Exercise]:
        return {e.id: e for e in every_exercise()}

    @cached_property
    def catalogue(self) -> Catalogue:
        return catalogue()

    @cached_property
    def records(self) -> Records:
        return fold(self.reading.lines)

    @cached_property
    def is_first_day(self) -> bool:
        return not self.reading.lines and not self.trouble

    @cached_property
    def attempts(self) -> Mapping[str, list[ledger.Line]]:
        """Return every exercise's attempts, oldest first."""
        found = defaultdict(list)
        for line in self.reading.attempts:
            found[line["exercise"]].append(line)
        return found

    @cached_property
    def _tasks(self) -> dict[str, Task]:
        return {}

    def task(self, id: str) -> Task:
        if id not in self._tasks:
            self._tasks[id] = task(id, self.built, plan())
        return self._tasks[id]

    @cached_property
    def _standings(self) -> dict[Reference, Standing]:
        return {}

    def standing(self, one: Reference) -> Standing:
        """Return how an exercise, or a part of it, stands."""
        if one not in self._standings:
            self._standings[one] = standing(self.task(one.exercise), self.records, self.version(one.exercise), one.part)
        return self._standings[one]

    def version(self, id: str) -> str:
        """Return the version of an exercise's checks, where something was tried and may have become due."""
        if id not in self.built or id not in self.attempts:
            return ""
        if id not in self.versions:
            from ..grading import course_version
            self.versions[id] = course_version(self.built[id])
        return self.versions[id]

    def is_stuck(self, id: str) -> bool:
        return any(r.tries >= STUCK and not r.passed for r in self._records_of(id).values())

    def tries(self, id: str) -> int:
        """Return the most tries that an open part of an exercise has taken."""
        return max((r.tries for r in self._records_of(id).values() if not r.passed), default=0)

    @cached_property
    def _by_exercise(self) -> Mapping[str, dict[str, Record]]:
        found: dict[str, dict[str, Record]] = defaultdict(dict)
        for (id, part), record in self.records.parts.items():
            found[id][part] = record
        return found

    def _records_of(self, id: str) -> dict[str, Record]:
        return self._by_exercise.get(id, {})

    def state(self, one: Reference) -> str:
        """Return the word for how an exercise stands: a state of mastery's, or stuck."""
        found = self.standing(one).state
        return "stuck" if found == "started" and self.is_stuck(one.exercise) else found

    def area(self, id: str) -> str:
        return self.built[id].area if id in self.built else self.catalogue.plan[id].area

    def title(self, one: Reference) -> str:
        return f"{self.catalogue.title(one.exercise)}{': ' + one.part if one.part else ''}"

    @cached_property
    def nodes(self) -> tuple[Node, ...]:
        """Return the track's nodes in the order to do them: weeks, or what it has instead of weeks."""
        return tuple(n for n in self.track.nodes if n.type not in GATHERING) or self.track.nodes

    @cached_property
    def way(self) -> list[Reference]:
        return way(self.track)

    @cached_property
    def homes(self) -> Mapping[str, Node]:
        """Return the node of the track in which each exercise is first asked for."""
        found: dict[str, Node] = {}
        for node in (*self.nodes, *self.track.nodes):
            for one in node.exercises:
                found.setdefault(one.exercise, node)
        return found

    @cached_property
    def everywhere(self) -> Mapping[str, list[Node]]:
        """Return all nodes, of every track, that ask for an exercise or offer it."""
        found = defaultdict(list)
        for each in tracks():
            for node in each.nodes:
                for id in dict.fromkeys(r.exercise for r in (*node.exercises, *node.more)):
                    found[id].append(node)
        return found

    @cached_property
    def leads_to(self) -> Mapping[str, list[str]]:
        """Return the exercises that build directly on each."""
        found: dict[str, list[str]] = defaultdict(list)
        for id in self.catalogue.ids:
            for one in self.catalogue.after(id) if id in self.catalogue else ():
                if id not in found[one.partition("#")[0]]:
                    found[one.partition("#")[0]].append(id)
        return found

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What a page works out from this moment alone, kept for as long as the moment lasts."""
        return {}


class Moments:
    """Reads the workspace anew when it has changed, and only then."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._lock = threading.Lock()
        self._last: Moment | None = None
        self._versions: dict[str, str] = {}
        self._lines: dict[bytes, ledger.Line | None] = {}       # taken apart once

    def now(self) -> Moment:
        with self._lock:
            current = stamp(self.workspace)
            if self._last is None or self._last.stamp != current:
                self._last = self._read(current)
            return self._last

    def _read(self, current: str) -> Moment:
        trouble, reading = [], ledger.Reading()
        if is_gone(self.workspace):
            trouble.append(f"Your workspace {self.workspace.root} is no longer there: was it moved or deleted? Nothing has been written since. "
                           "Move it back, or end this dashboard with Ctrl-C and start it again where the workspace is now.")
        else:
            try:
                reading = ledger.read(self.workspace.ledger, self._lines)
            except SurroundingsError as error:
                trouble.append(f"{error}. Until then these pages know nothing of what you have tried.")
            if reading.unreadable:
                trouble.append(f"{self.workspace.shown(self.workspace.ledger)}: {reading.passed_over}.")
        track = _track(self.workspace, trouble)
        return Moment(self.workspace, current, reading, track, tuple(trouble), self._versions)


def _track(workspace: Workspace, trouble: list[str]) -> Track:
    """Return the learner's track: the one they chose, else the first of the main line."""
    try:
        if chosen := workspace.track:
            return resolve_track(chosen)
    except (UsageError, SurroundingsError) as error:
        trouble.append(f"{error}; choose a track again below.")
    every = tracks()
    if not every:
        raise SurroundingsError(f"{places.curriculum(places.root())} holds no track: is the course complete? `git status` there tells")
    return every[0]
