"""Today: the one thing to do next, what is worth a second look, and how far everything is."""
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from ..course.exercises import Exercise
from ..course.nodes import Node
from ..course.references import Reference
from ..errors import SurroundingsError, UsageError
from ..mastery import Step, steps
from ..report.naming import line_of, minutes, typed
from ..workspace import opened
from .moment import Moment, is_gone
from .numbers import Rhythm, rhythm, until_pass
from .reviews import Reviews, reviews
from .words import Count, Demand, count, demands

DOORS = 3           # other exercises that can be begun now
ROAD = 3            # steps shown ahead


@dataclass(frozen=True)
class Stone:
    """A step on the road: behind, here or ahead."""
    words: str
    exercise: str
    where: str


@dataclass(frozen=True)
class Next:
    """The part to work on, and the place to write it."""
    exercise: Exercise
    part: str
    what: str
    node: Node
    place: str
    command: str
    minutes: int
    road: tuple[Stone, ...]
    failed: bool


@dataclass(frozen=True)
class Stuck:
    exercise: str
    tries: int


@dataclass(frozen=True)
class Area:
    """An area of the track: how many of its exercises stand how."""
    name: str
    states: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def built(self) -> int:
        return self.total - self.states.get("not_built", 0)

    @property
    def done(self) -> int:
        return sum(self.states.get(s, 0) for s in ("mastered", "passed", "due"))


@dataclass(frozen=True)
class Week:
    """A column of the table of weeks, and an area's cell in each."""
    node: Node
    cells: dict[str, Count]


@dataclass(frozen=True)
class Today:
    next: Next | None
    doors: tuple[Reference, ...]
    reviews: Reviews
    stuck: tuple[Stuck, ...]
    areas: tuple[Area, ...]
    weeks: tuple[Week, ...]
    rhythm: Rhythm
    tries: tuple[int, ...]
    demands: tuple[Demand, ...]


def today(moment: Moment) -> Today:
    ahead = steps([(moment.task(r.exercise), r.part) for r in moment.way], moment.records)
    here = _next(ahead, moment) if ahead else None
    stuck = sorted((Stuck(id, moment.tries(id)) for id in moment.attempts if id in moment.built and moment.state(Reference(id)) == "stuck"),
                   key=lambda s: -s.tries)
    lines = list(moment.reading.attempts)
    return Today(here, _doors(ahead, moment), reviews(moment), tuple(stuck[:3]), areas(moment), weeks(moment),
                 rhythm(lines, datetime.now().astimezone().date()), until_pass(lines), tuple(demands(moment)))


def _next(ahead: list[Step], moment: Moment) -> Next:
    step = ahead[0]
    exercise = moment.built[step.exercise]
    part = exercise.part(step.part)
    last = moment.records.of(step.exercise, step.part).last
    return Next(exercise, step.part, part.what or exercise.title, moment.homes[step.exercise], place(exercise, step.part, moment),
                typed(exercise, step.part), minutes(exercise), _road(step, ahead, moment), last in ("failed", "timed_out", "undecided", "broken"))


def place(exercise: Exercise, part: str, moment: Moment, begin: bool = True) -> str:
    """Return `path:line` of what is to be written, the file there to be opened; a workspace that is gone stays so."""
    path = exercise.work(moment.workspace.root)
    try:
        if not path.exists() and begin and not is_gone(moment.workspace):
            opened(moment.workspace, exercise)
        line = line_of(path if path.exists() else exercise.stub_file, part)
    except (SurroundingsError, UsageError):    # a page is drawn all the same; grading says what is wrong
        return moment.workspace.shown(path)
    return f"{moment.workspace.shown(path)}:{line}"


def _road(step: Step, ahead: list[Step], moment: Moment) -> tuple[Stone, ...]:
    """Return the parts just behind, the one at hand and the next ones."""
    exercise = moment.built[step.exercise]
    behind = [Stone(p, step.exercise, "behind") for p in moment.standing(Reference(step.exercise)).passed]
    here = Stone(step.part if len(exercise.parts) > 1 else exercise.title, step.exercise, "here")
    to_come = [Stone(s.part if s.exercise == step.exercise else moment.built[s.exercise].title, s.exercise, "ahead") for s in ahead[1:]]
    return (*behind[-ROAD:], here, *list(dict.fromkeys(to_come))[:ROAD])


def _doors(ahead: list[Step], moment: Moment) -> tuple[Reference, ...]:
    """Return other exercises that rest on nothing still open and can be begun as well."""
    first = ahead[0].exercise if ahead else ""
    waiting = {s.exercise for s in ahead}
    ids = [id for id in dict.fromkeys(s.exercise for s in ahead) if id != first
           and not {after.partition("#")[0] for after in moment.task(id).after} & waiting]
    return tuple(Reference(id) for id in ids[:DOORS])


def areas(moment: Moment) -> tuple[Area, ...]:
    """Return the track's areas, those that it meets first coming first."""
    found: dict[str, dict[str, int]] = {}
    for id in dict.fromkeys(r.exercise for r in _in_order(moment)):
        states = found.setdefault(moment.area(id), defaultdict(int))
        states[moment.state(Reference(id))] += 1
    return tuple(Area(name, states) for name, states in found.items())


def weeks(moment: Moment) -> tuple[Week, ...]:
    """Return what each week asks for, by area."""
    found = []
    for node in moment.nodes:
        by_area: dict[str, list[Reference]] = {}
        for one in node.exercises:
            by_area.setdefault(moment.area(one.exercise), []).append(one)
        found.append(Week(node, {area: count(ones, moment) for area, ones in by_area.items()}))
    return tuple(found)


def _in_order(moment: Moment) -> list[Reference]:
    return [one for node in (*moment.nodes, *moment.track.nodes) for one in node.exercises]
