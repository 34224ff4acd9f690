"""What a learner has mastered: computed from their attempts, stored nowhere."""
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from ..course.exercises import Exercise
from ..course.planned import Plan
from ..course.references import Reference
from ..course.tracks import Track
from ..model import Verdict
from . import ledger

State = Literal["mastered", "passed", "due", "started", "new", "not_built"]


@dataclass(frozen=True)
class Task:
    """An exercise as far as mastery goes: what it builds on, and the names of its parts; `unbuilt` are the planned ones that are required.

    `derived` are the (exercise, part)s of the derivation that comes first: it locks nothing, and bars mastery.
    """
    id: str
    after: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    unbuilt: tuple[str, ...] = ()
    derived: tuple[tuple[str, str], ...] = ()


def task(id: str, built: Mapping[str, Exercise], plan: Plan) -> Task:
    """Return an exercise, built or planned, as a task."""
    unbuilt = plan[id].parts if id in plan else ()
    if id not in built:
        return Task(id, tuple(str(r) for r in plan[id].after) if id in plan else (), unbuilt=unbuilt or (id,))
    exercise = built[id]
    return Task(id, exercise.header.after, tuple(p.name for p in exercise.parts if p.required),
                tuple(p.name for p in exercise.parts if not p.required), unbuilt, _derived(exercise.header.derive, built))


def _derived(reference: str | None, built: Mapping[str, Exercise]) -> tuple[tuple[str, str], ...]:
    """Return the parts of the derivation a header names; of one that is not built, a part that nobody has passed."""
    if reference is None:
        return ()
    id, _, part = reference.partition("#")
    if part or id not in built:
        return ((id, part),)
    return tuple((id, p.name) for p in built[id].parts if p.required)


def way(track: Track) -> list[Reference]:
    """Return what a track asks for, in the order to do it: week by week; modules, which gather the same by subject, come last."""
    nodes = sorted(track.nodes, key=lambda n: n.type in ("phase", "module"))
    return list(dict.fromkeys(reference for node in nodes for reference in node.exercises))


@dataclass(frozen=True)
class Record:
    """All that was ever tried of one part."""
    tries: int = 0
    last: Verdict = "not_run"
    passed: bool = False             # once and for good
    courses: frozenset[str] = frozenset()    # the versions of the course under which it passed
    first_pass: str = ""
    seconds: float = 0.0
    content: str = ""                # of the file, when it was tried last
    is_seen: bool = False            # the answer was opened before it passed, and it has not passed on an empty copy since
    facts: tuple[Mapping[str, Any], ...] = ()       # what each accepted submission of it was about, as its checks noted it


@dataclass(frozen=True)
class Records:
    """Every part ever tried, by exercise and part; and which parts passed together on each empty copy, of an exam or another."""
    parts: Mapping[tuple[str, str], Record] = field(default_factory=dict)
    exams: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    copies: Mapping[str, frozenset[tuple[str, str]]] = field(default_factory=dict)

    def of(self, exercise: str, part: str) -> Record:
        return self.parts.get((exercise, part), Record())


SAYS_NOTHING = ("not_built", "not_run", "unattempted", "skipped", "grader_fault")    # of what the learner can


def fold(lines: Iterable[Mapping[str, Any]]) -> Records:
    """Return what a ledger's lines, oldest first, add up to."""
    parts: dict[tuple[str, str], Record] = {}
    exams: dict[str, frozenset[tuple[str, str]]] = {}
    copies: dict[str, frozenset[tuple[str, str]]] = {}
    emptied: set[str] = set()    # reviews whose copy had the whole part taken out
    unsolved: set[tuple[str, str]] = set()      # sittings and exercises whose fresh problem is not solved: nothing was shown there
    for line in lines:
        kind = line.get("kind", "attempt")
        if kind == "review" and line.get("whole"):
            emptied.add(line["review"])
        elif kind == "exam" and line.get("event") == "begun":
            unsolved |= {(line["sitting"], exercise) for exercise in line.get("problems", ())}
        elif kind == "problem" and line["verdict"] in ("passed", "not_built"):      # a template that has gone asks nothing
            unsolved.discard((str(line.get("exam", "")), line["exercise"]))
        elif kind == "answer":
            key = line["exercise"], line["part"]
            before = parts.get(key, Record())
            parts[key] = before if before.passed else replace(before, is_seen=True)
        elif kind == "attempt":
            review = str(line.get("review", ""))
            sitting = str(line.get("exam", "")) or (review if review in emptied else "")
            _count(line, parts, bool(sitting))
            passed = frozenset((line["exercise"], part) for part, verdict in line["parts"].items() if verdict == "passed")
            for held in ((exams, copies) if line.get("exam") else (copies,)) if sitting else ():
                held[sitting] = held.get(sitting, frozenset()) | passed
    for held in (exams, copies):
        for sitting, exercise in unsolved:
            if sitting in held:
                held[sitting] = frozenset(part for part in held[sitting] if part[0] != exercise)
    return Records(parts, exams, copies)


def _count(line: Mapping[str, Any], parts: dict[tuple[str, str], Record], empty: bool) -> None:
    """Count one attempt; what fails on a copy takes nothing from the learner's own file."""
    on_a_copy = any(line.get(mark) for mark in ("exam", "review", "late"))
    for part, verdict in line["parts"].items():
        if verdict not in SAYS_NOTHING and (verdict == "passed" or not on_a_copy):
            key = line["exercise"], part
            parts[key] = _after(parts.get(key, Record()), part, verdict, line, empty)


def _after(record: Record, part: str, verdict: Verdict, line: Mapping[str, Any], empty: bool) -> Record:
    """Return a part's record with one more attempt: what was passed stays passed."""
    good = verdict == "passed"
    content = ledger.content_of(line, part)
    again = bool(content) and content == record.content and not good       # the same file, run once more, is no new try
    return Record(record.tries + (not again), verdict, record.passed or good, record.courses | ({line.get("course", "")} if good else set()),
                  record.first_pass or (line["when"] if good else ""), record.seconds + line.get("seconds", 0.0), content,
                  record.is_seen and not (good and empty), record.facts + _new_facts(record, part, line) if good else record.facts)


def _new_facts(record: Record, part: str, line: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return what was noted of a pass, if it is not known yet."""
    noted = line.get("facts", {}).get(part, {}) if isinstance(line.get("facts"), Mapping) else {}
    return (noted,) if isinstance(noted, Mapping) and noted and noted not in record.facts else ()


@dataclass(frozen=True)
class Standing:
    """How an exercise, or some of its parts, stands: names of parts by state."""
    exercise: str
    passed: tuple[str, ...]
    due: tuple[str, ...]          # passed, but the checks have grown stricter since
    open: tuple[str, ...]         # required, built and not passed yet
    unbuilt: tuple[str, ...]
    tried: bool
    underived: tuple[str, ...] = ()     # derivations that come first and are not passed yet
    seen: tuple[str, ...] = ()          # passed with the answer open: mastered once passed on an empty copy

    @property
    def state(self) -> State:
        if self.open:
            return "started" if self.tried or self.passed else "new"
        if self.due:
            return "due"
        if self.unbuilt or self.underived or self.seen:
            return "passed" if self.passed else "not_built"
        return "mastered" if self.passed else "new"

    @property
    def is_done(self) -> bool:
        """Everything that can be graded was passed, now or once."""
        return not self.open and bool(self.passed)


def standing(task: Task, records: Records, course: str = "", only: str | None = None) -> Standing:
    """Return how a task, or one part of it, stands under this version of the course; planned parts bar mastery only."""
    built = [p for p in task.required + task.optional if only in (None, p)]
    found = {p: records.of(task.id, p) for p in built}
    return Standing(task.id, passed=tuple(p for p, r in found.items() if r.passed),
                    due=tuple(p for p, r in found.items() if r.passed and course and course not in r.courses),
                    open=tuple(p for p in built if (p in task.required or only) and not found[p].passed),
                    unbuilt=tuple(p for p in task.unbuilt if only in (None, p)),
                    tried=any(r.tries for r in found.values()),
                    underived=tuple(dict.fromkeys(f"{id}#{part}" if part else id for id, part in task.derived if not records.of(id, part).passed)),
                    seen=tuple(p for p, r in found.items() if r.passed and r.is_seen))


@dataclass(frozen=True)
class Step:
    """One part to work on."""
    exercise: str
    part: str


def steps(tasks: Iterable[tuple[Task, str | None]], records: Records) -> list[Step]:
    """Return what is open, in the order to do it: the course's own, but never before what it builds on, nor any part twice."""
    wanted = list(tasks)
    listed: dict[str, Task] = {task.id: task for task, _ in wanted}
    only: dict[str, list[str | None]] = {}
    for task, part in wanted:
        only.setdefault(task.id, []).append(part)
    order: list[str] = []
    for task, _ in wanted:
        _visit(task.id, listed, order, set())
    found = [Step(id, part) for id in order for one in only[id] for part in standing(listed[id], records, only=one).open]
    return list(dict.fromkeys(found))


def _visit(id: str, listed: Mapping[str, Task], order: list[str], above: set[str]) -> None:
    """Append an exercise behind those of the list that it builds on."""
    if id in order or id in above or id not in listed:
        return
    for earlier in listed[id].after:
        _visit(earlier.partition("#")[0], listed, order, above | {id})
    order.append(id)


def passes(records: Records, find: Callable[[str], Task | None]) -> Callable[[str], bool]:
    """Return the test that predicates ask: is `id` or `id#part` passed, everything planned included?"""
    def passed(reference: str) -> bool:
        id, _, part = reference.partition("#")
        task = find(id)
        if task is None:
            return False
        state = standing(task, records, only=part or None)
        return state.is_done and not state.unbuilt and not state.seen
    return passed


@dataclass(frozen=True)
class Shown:
    """What attempts say beyond passed or not: the evidence that predicates ask for."""
    records: Records
    find: Callable[[str], Task | None]

    def exams(self, reference: str) -> bool:
        return self.instances(reference, True) > 0

    def instances(self, reference: str, exam: bool) -> int:
        """Return on how many copies, each with its own draws, all of it was passed; the learner's own file is one more."""
        wanted = self._parts(reference)
        if not wanted:
            return 0
        held = self.records.exams if exam else self.records.copies
        own = not exam and all(self.records.of(*part).passed for part in wanted)
        return sum(wanted <= passed for passed in held.values()) + own

    def submissions(self, reference: str, distinct: str, min_seeds: int) -> int:
        """Return how many accepted submissions differ in a field, as the checks noted it; without a field, how many there are."""
        wanted = self._parts(reference)
        if not wanted or not all(self.records.of(*part).passed for part in wanted):
            return 0
        noted = [facts for part in wanted for facts in self.records.of(*part).facts if _number(facts.get("seeds")) >= min_seeds]
        if distinct:
            return len({str(facts[distinct]) for facts in noted if distinct in facts})
        return max(len(noted), int(min_seeds <= 1))

    def _parts(self, reference: str) -> set[tuple[str, str]]:
        """Return the parts that a reference asks for; none, while one of them is not built."""
        id, _, part = reference.partition("#")
        task = self.find(id)
        if task is None or (part in task.unbuilt if part else task.unbuilt):
            return set()
        return {(id, p) for p in ((part,) if part else task.required)}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
