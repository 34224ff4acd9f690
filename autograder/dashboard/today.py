"""Today: the one thing to do next, what is worth a second look, and how far everything is."""
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from ..course.exercises import Exercise
from ..course.nodes import Node
from ..course.references import Reference
from ..errors import SurroundingsError, UsageError
from ..learner.exam import Sitting, open_sitting
from ..learner.mastery import Step, steps
from ..learner.workspace import opened
from ..report.naming import line_of, minutes, typed
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


class Today:
    """The day at one moment; each piece is worked out when it is first drawn."""

    def __init__(self, moment: Moment) -> None:
        self.moment = moment

    @property
    def sitting(self) -> Sitting | None:
        return sitting(self.moment)

    @cached_property
    def _ahead(self) -> list[Step]:
        return steps([(self.moment.task(r.exercise), r.part) for r in self.moment.way], self.moment.records)

    @property
    def has_questions(self) -> bool:
        """Return whether `grade place` can ask anything: a learners' copy holds no answers, and so no questions."""
        return any(e.solution.exists() for e in self.moment.built.values())

    @property
    def next(self) -> Next | None:
        """Return the part to work on; found anew each time, for its line moves while the learner writes."""
        return _next(self._ahead, self.moment) if self._ahead else None

    @cached_property
    def doors(self) -> tuple[Reference, ...]:
        return _doors(self._ahead, self.moment)

    @property
    def reviews(self) -> Reviews:
        return reviews(self.moment)

    @cached_property
    def stuck(self) -> list[Stuck]:
        """Return the exercises with the most tries at a part that is still open."""
        ids = [id for id in self.moment.attempts if id in self.moment.built and self.moment.state(Reference(id)) == "stuck"]
        return sorted((Stuck(id, self.moment.tries(id)) for id in ids), key=lambda one: -one.tries)[:3]

    @cached_property
    def areas(self) -> tuple[Area, ...]:
        return areas(self.moment)

    @cached_property
    def weeks(self) -> tuple[Week, ...]:
        return weeks(self.moment)

    @cached_property
    def rhythm(self) -> Rhythm:
        return rhythm(self.moment.reading.attempts, datetime.now().astimezone().date())

    @cached_property
    def tries(self) -> tuple[int, ...]:
        return until_pass(self.moment.reading.attempts)

    @property
    def demands(self) -> list[Demand]:
        return demands(self.moment)


def sitting(moment: Moment) -> Sitting | None:
    """Return the exam whose time is running."""
    found = open_sitting(moment.reading.lines)
    return found if found and found.left(datetime.now(UTC)) else None


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
