"""Hours a week and a first day become dates: weeks merge or stretch as their track allows, and a day off moves what follows."""
import json
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from ..course import places
from ..course.nodes import Node
from ..course.tracks import Track
from ..errors import UsageError
from .workspace import Workspace, read, write

RHYTHM = (("build", 5), ("consolidate", 1), ("read", 1))     # days of a week, where the track says nothing else
A_WEEK = 7
FEWEST, MOST = 1, 100      # hours a week
YEARS = range(1900, 2200)       # of a first day, and of days off: a slip of the finger lies outside
WHOLE = ("week", "day-block")       # what takes a week at least, unless its track lets it be merged
GATHERING = ("phase", "module")     # nodes that gather by subject what weeks ask for


@dataclass(frozen=True)
class Plan:
    """What a learner has said: the hours of a week, the first day, the days off."""
    track: str
    hours: float
    start: date
    off: frozenset[date] = frozenset()

    def plain(self) -> dict[str, Any]:
        return {"hours": self.hours, "start": self.start.isoformat(), "off": sorted(day.isoformat() for day in self.off)}


@dataclass(frozen=True)
class Block:
    """Some nodes done together, and their first and last day."""
    nodes: tuple[Node, ...]
    first: date
    last: date
    moved: int = 0      # days by which it goes on longer than was planned

    @property
    def hours(self) -> int:
        return sum(n.hours for n in self.nodes)


@dataclass(frozen=True)
class Schedule:
    """The dates of a plan, and what is to be said of its pace."""
    blocks: tuple[Block, ...]
    note: str = ""

    @property
    def last(self) -> date | None:
        return self.blocks[-1].last if self.blocks else None

    def at(self, day: date) -> Block | None:
        return next((b for b in self.blocks if b.first <= day <= b.last), None)


def schedule(plan: Plan, track: Track, today: date, done: Collection[str] = ()) -> Schedule:
    """Return the dates: each week as long as its hours take; what was not finished in its days goes on, and all that follows moves."""
    groups = list(_groups(track, plan.hours))
    ends, begin = [], 0.0
    for group in groups:
        begin += _days(group, plan.hours)
        ends.append(begin)
    tiny = 1e-9      # days: sums of quotients are known to rounding
    spans = [(math.floor(a + tiny), max(math.ceil(b - tiny) - 1, math.floor(a + tiny))) for a, b in zip([0.0, *ends], ends, strict=False)]
    calendar = _Calendar(plan)
    here = next((n for n, group in enumerate(groups) if any(node.id not in done for node in group)), len(groups))
    moved = max(0, calendar.number(today) - spans[here][1]) if here < len(groups) else 0
    blocks = []
    for n, (group, (first, last)) in enumerate(zip(groups, spans, strict=True)):
        first, last = first + (moved if n > here else 0), last + (moved if n >= here else 0)
        blocks.append(Block(group, calendar.day(first), calendar.day(last), moved if n == here else 0))
    return Schedule(tuple(blocks), _note(groups, plan, track))


def kind_of(plan: Plan, track: Track, day: date) -> str:
    """Return what a day is for: build, consolidate, read, or off; nothing before the first."""
    if day < plan.start:
        return ""
    if day in plan.off:
        return "off"
    rhythm = [kind for kind, days in (track.rhythm or RHYTHM) for _ in range(days)]
    return rhythm[_Calendar(plan).number(day) % len(rhythm)]


def _groups(track: Track, hours: float) -> Iterator[tuple[Node, ...]]:
    """Yield what is done together: weeks that the track lets be merged, where there are hours for it; each other node is alone."""
    nodes = [n for n in track.nodes if n.type not in GATHERING] or list(track.nodes)
    merged = {named.id: group for group in track.merge for named in group}
    seen: set[str] = set()
    for node in nodes:
        if node.name not in seen:
            names = [named.id for named in merged.get(node.name, ())] or [node.name]
            group = tuple(n for n in nodes if n.name in names)
            seen |= {n.name for n in group}
            yield from [group] if sum(n.hours for n in group) < len(group) * hours else [(n,) for n in group]


def _days(group: Sequence[Node], hours: float) -> float:
    """Return how long a group takes: a week at the least, however many hours there are."""
    least = A_WEEK if any(n.type in WHOLE for n in group) else 1
    return max(least, A_WEEK * sum(n.hours for n in group) / hours)


class _Calendar:
    """The days of a plan, numbered from its first; days off have no number of their own."""

    def __init__(self, plan: Plan) -> None:
        self.start, self.off = plan.start, sorted(day for day in plan.off if day >= plan.start)

    def day(self, number: int) -> date:
        found = self.start + timedelta(days=number)
        for day in self.off:
            if day <= found:
                found += timedelta(days=1)
        return found

    def number(self, day: date) -> int:
        return (day - self.start).days - sum(off < day for off in self.off)


def _note(groups: Sequence[Sequence[Node]], plan: Plan, track: Track) -> str:
    """Return what is to be said where the pace is another than the track is made for."""
    weeks = [group for group in groups if any(n.type in WHOLE for n in group)]
    days, total = sum(_days(group, plan.hours) for group in weeks), sum(n.hours for group in weeks for n in group)
    if track.stretch and days > A_WEEK * track.stretch:
        return (f"{math.ceil(days / A_WEEK)} weeks at this pace; the track is made for {track.stretch} at most, which "
                f"{math.ceil(total / track.stretch)} h a week would do. It works all the same: reviews keep what is behind you.")
    need = max((sum(n.hours for n in group) for group in weeks), default=0)
    return f"from {need} h a week on nothing gets faster: what is learnt in a week takes one." if weeks and plan.hours > need else ""


def can_be_planned(day: date) -> bool:
    return day.year in YEARS


def path(workspace: Workspace) -> Path:
    return places.state(workspace.root) / "plan.json"


def kept(workspace: Workspace, track: str) -> Plan | None:
    """Return the plan of a track that was made in this workspace."""
    found = _all(workspace).get(track)
    if found is None:
        return None
    try:
        plan = Plan(track, float(found["hours"]), date.fromisoformat(found["start"]), frozenset(map(date.fromisoformat, found["off"])))
        if not FEWEST <= plan.hours <= MOST or not all(map(can_be_planned, (plan.start, *plan.off))):
            raise ValueError
        return plan
    except (KeyError, TypeError, ValueError, OverflowError):
        raise UsageError(f"{workspace.shown(path(workspace))} cannot be read as a plan: `grade plan --forget` takes it away, "
                         "`grade plan --hours 10` then begins anew") from None


def keep(workspace: Workspace, track: str, plan: Plan | None) -> None:
    """Write a track's plan down, or forget it."""
    every = {name: found for name, found in _all(workspace).items() if name != track}
    write(path(workspace), json.dumps(every | ({track: plan.plain()} if plan else {}), indent=1) + "\n")


def _all(workspace: Workspace) -> Mapping[str, Any]:
    if not path(workspace).exists():
        return {}
    try:
        found = json.loads(read(path(workspace)))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
