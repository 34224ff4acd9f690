"""One exercise: what it asks, what was found of it, what helps, and, once passed, why the answer is right."""
import ast
import io
import re
import struct
import tokenize
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from ..course import places
from ..course.answers import OtherAnswer, other_answers
from ..course.exercises import Exercise, Part, read_as_python, read_text
from ..course.nodes import Node
from ..course.references import Reference
from ..course.source_lines import whole_source_lines
from ..errors import CourseError, SurroundingsError, UsageError
from ..learner import ledger
from ..learner.exam import Sitting, sits
from ..learner.journal import Declared, declared, is_shut
from ..learner.memory import Remembered, remembered
from ..learner.merge import section
from ..learner.workspace import Workspace, picture, read
from ..model import Finding, Verdict
from ..report.naming import typed
from ..report.terminal import to_look_at
from .moment import Moment
from .today import place

ATTEMPTS = 12       # the newest ones that are listed


@dataclass(frozen=True)
class Claim:
    """A check as its file states it: what a learner may know before anything was graded."""
    part: str
    name: str
    words: str


@dataclass(frozen=True)
class Picture:
    """A kept picture and its size, which the page leaves room for."""
    name: str
    width: int
    height: int


@dataclass(frozen=True)
class Row:
    """A check on the page: its claim, its verdict, and what that rests on."""
    claim: str
    verdict: Verdict
    finding: Finding | None
    is_next: bool = False
    pictures: tuple[Picture, ...] = ()      # of the figures it was about, as far as they are still kept
    is_seen: bool = False                   # its picture stands open: of those of a part, one is enough


@dataclass(frozen=True)
class Explanation:
    """The model answer of a part beside the learner's own, and its neighbours: an answer is understood by them."""
    answer: str
    own: str
    right: tuple[OtherAnswer, ...]
    wrong: tuple[OtherAnswer, ...]


@dataclass(frozen=True)
class PartView:
    """A part with its checks, and its explanation once it is passed."""
    part: Part
    state: str
    rows: tuple[Row, ...]
    place: str
    command: str
    when: str
    seed: int
    explanation: Explanation | None


@dataclass(frozen=True)
class Hints:
    """The hints of the check to look at: those read, and how many are left."""
    finding: Finding
    read: tuple[str, ...]
    left: int
    is_shut: bool = False       # the last one opens once the learner has written down what they tried


@dataclass(frozen=True)
class Tried:
    """One attempt in the list."""
    when: str
    part: str
    mark: str       # an exam or a review, on a copy
    held: int
    of: int
    seconds: float


@dataclass(frozen=True)
class ExerciseView:
    exercise: Exercise
    state: str
    parts: tuple[PartView, ...]
    unbuilt: tuple[str, ...]
    underived: tuple[str, ...]
    seen: tuple[str, ...]       # parts that passed with their answer open
    hints: Hints | None
    tried: tuple[Tried, ...]
    attempts: int
    broken: Finding | None
    changed: bool               # the file was saved after it was last graded
    wrong: int                  # wrong answers that are known
    catches: tuple[tuple[str, int], ...]    # how many of them each check catches by name
    verified: bool
    nodes: tuple[Node, ...]
    file: str
    sitting: Sitting | None     # the exam that is running on it: no hints and no answers meanwhile
    declared: tuple[Declared, ...]      # what its learner says of AI help
    traced: int                 # when its last launch was drawn, ns; 0 where none was


def exercise_view(exercise: Exercise, moment: Moment) -> ExerciseView:
    """Return all there is to say of an exercise."""
    stands = moment.standing(Reference(exercise.id))
    known = remembered(moment.workspace.memory(exercise))
    answers = _answers(exercise)
    catches = Counter(a.check for a in answers if a.check)
    findings = [f for one in known.values() for f in one.findings]
    next_one = to_look_at(findings)
    parts = tuple(_part(p, exercise, moment, known, next_one, answers) for p in exercise.parts)
    every = moment.attempts.get(exercise.id, [])
    caught = tuple((c.words, catches[c.name]) for c in claims(exercise) if catches[c.name])
    return ExerciseView(exercise, moment.state(Reference(exercise.id)), parts, stands.unbuilt, stands.underived, stands.seen,
                        hints(exercise, findings, moment.reading), tuple(_tried(line) for line in every[:-ATTEMPTS - 1:-1]), len(every),
                        next((f for f in findings if f.verdict == "broken"), None), _changed(exercise, moment, known),
                        sum(catches.values()), caught, exercise.id in _verified(exercise),
                        tuple(moment.everywhere.get(exercise.id, ())), moment.workspace.shown(exercise.work(moment.workspace.root)),
                        sits(moment.reading.lines, exercise.id),
                        tuple(d for (id, _), d in declared(moment.reading.lines).items() if id == exercise.id), _traced(exercise, moment.workspace))


def _traced(exercise: Exercise, workspace: Workspace) -> int:
    try:
        return workspace.trace(exercise).stat().st_mtime_ns
    except OSError:
        return 0


def _part(part: Part, exercise: Exercise, moment: Moment, known: Mapping[str, Remembered],
          next_one: Finding | None, answers: tuple[OtherAnswer, ...]) -> PartView:
    stands = moment.standing(Reference(exercise.id, part.name))
    state = "due" if stands.due else "passed" if stands.passed else "started" if stands.tried else "new"
    found = known.get(part.name)
    if found:
        drawn = {f.check: _pictures(f, moment.workspace) for f in found.findings}
        seen = next((f.check for f in reversed(found.findings) if f.verdict == "passed" and drawn[f.check]), None)
        rows = tuple(Row(f.claim, f.verdict, f, f is next_one, drawn[f.check], f.check == seen) for f in found.findings)
    else:
        told = _last_verdicts(exercise.id, moment)
        rows = tuple(Row(c.words, told.get(f"{c.part}/{c.name}", "not_run"), None)
                     for c in claims(exercise) if c.part == part.name)
    may_explain = stands.passed and not sits(moment.reading.lines, exercise.id)
    explanation = _explanation(exercise, part, moment, answers) if may_explain else None
    return PartView(part, state, rows, place(exercise, part.name, moment, begin=False), typed(exercise, part.name),
                    found.when if found else "", found.seed if found else 0, explanation)


def _pictures(finding: Finding, workspace: Workspace) -> tuple[Picture, ...]:
    kept = ((name, picture(workspace, name)) for name in finding.evidence.pictures)
    return tuple(Picture(name, *struct.unpack(">II", png[16:24])) for name, png in kept if png is not None and len(png) > 24)


def claims(exercise: Exercise) -> tuple[Claim, ...]:
    """Return what the checks claim, read from their file without running it."""
    try:
        return _claims(exercise, exercise.checks.stat().st_mtime_ns)
    except OSError:
        raise CourseError(exercise.checks, 0, "this exercise has no check file") from None


@lru_cache(maxsize=1024)
def _claims(exercise: Exercise, changed: int) -> tuple[Claim, ...]:
    found = []
    with read_as_python(exercise.checks):
        tree = ast.parse(read_text(exercise.checks))
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            words = (ast.get_docstring(node) or node.name).split("\n\n")[0].replace("\n", " ")
            found.append(Claim(exercise.part_of_check(node.lineno), node.name.removeprefix("test_"), words))
    return tuple(found)


def _stem(check: str) -> str:
    return check.partition("[")[0]


def _last_verdicts(id: str, moment: Moment) -> Mapping[str, Verdict]:
    """Return what the ledger knows of each check, where what rested on it has been thrown away."""
    told: dict[str, Verdict] = {}
    for line in moment.attempts.get(id, []):
        told |= {_stem(name): verdict for name, verdict in line.get("checks", {}).items()}
    return told


def hints(exercise: Exercise, findings: list[Finding], reading: ledger.Reading) -> Hints | None:
    """Return the hints of the check to look at: the failing one, else the first that is not begun."""
    ahead = [f for f in findings if f.verdict in ("unattempted", "waiting")]
    finding = to_look_at(findings) or (ahead[0] if ahead else None)
    if finding is None or not finding.hints:
        return None
    stage = ledger.hints_read(reading, exercise.id, finding.check)
    shut = is_shut(reading.lines, exercise.id, finding.part, stage + 1, len(finding.hints))
    return Hints(finding, finding.hints[:stage], max(0, len(finding.hints) - stage), shut)


def _tried(line: ledger.Line) -> Tried:
    judged = [v for v in line.get("checks", {}).values() if v != "skipped"]
    mark = next((word for word in ("exam", "review") if line.get(word)), "")
    return Tried(line["when"], line.get("part") or "", mark, judged.count("passed"), len(judged), line.get("seconds", 0.0))


def _changed(exercise: Exercise, moment: Moment, known: Mapping[str, Remembered]) -> bool:
    """Return whether the learner's file was saved after anything was last found of it."""
    from datetime import datetime
    try:
        saved = exercise.work(moment.workspace.root).stat().st_mtime
        return bool(known) and saved > max(datetime.fromisoformat(one.when).timestamp() for one in known.values()) + 1    # s; clocks are coarse
    except (OSError, ValueError):
        return False


def _answers(exercise: Exercise) -> tuple[OtherAnswer, ...]:
    if not exercise.solution.exists() or not exercise.answers.exists():
        return ()
    return _applied(exercise, exercise.answers.stat().st_mtime_ns)


@lru_cache(maxsize=1024)
def _applied(exercise: Exercise, changed: int) -> tuple[OtherAnswer, ...]:
    return other_answers(exercise)


@cache
def _lock(path: str, changed: int) -> frozenset[str]:
    with open(path, encoding="utf-8") as file:
        return frozenset(line.partition(" ")[0] for line in file)


def _verified(exercise: Exercise) -> frozenset[str]:
    """Return the exercises whose laws were seen to hold: every wrong answer caught by the check it names."""
    path = places.verified(exercise.root)
    return _lock(str(path), path.stat().st_mtime_ns) if path.exists() else frozenset()


def _explanation(exercise: Exercise, part: Part, moment: Moment, answers: tuple[OtherAnswer, ...]) -> Explanation | None:
    if not exercise.solution.exists():
        return None
    here = [a for a in answers if any(exercise.homes.get(name) == part.name for name in a.changed)]
    lines = exercise.text.splitlines()[part.first - 1:part.last]
    wrong = {a.title: a for a in here if a.check and a.sentence}
    return Explanation(_bare("\n".join(lines)), _own(exercise, part, moment), tuple(a for a in here if not a.check), tuple(wrong.values()))


def _bare(text: str) -> str:
    """Return an answer without what both sides have in common: the part's line, docstrings, and the line at which the stub ends."""
    text = re.sub(r'(?<=:\n)[ \t]+r?"""(?s:.*?)"""[ \t]*\n', "", text)
    return re.sub(r"^(?:(?:#|//) %% .*|[ \t]*(?:// )?\.\.\.[ \t]*)\n", "", text, flags=re.MULTILINE).strip("\n")


def _own(exercise: Exercise, part: Part, moment: Moment) -> str:
    """Return the learner's own text of a part."""
    try:
        text = read(exercise.work(moment.workspace.root))
    except (SurroundingsError, UsageError):
        return ""
    span = section(text, part.name)
    return _bare(text[slice(*span)] if span else text)


def code_pieces(text: str) -> list[tuple[str, bool]]:
    """Return Python or C as (piece, is a comment): the reasons of an answer stand in its comments."""
    try:
        spots = [(t.start, t.end) for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError, ValueError):    # a piece of a file, or C
        return _by_pattern(text)
    lines, found, at = whole_source_lines(text), list[tuple[str, bool]](), 0
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for (row, column), (_, end) in spots:
        begin, stop = starts[row - 1] + column, starts[row - 1] + end
        found += [(text[at:begin], False), (text[begin:stop], True)]
        at = stop
    return [*found, (text[at:], False)]


def _by_pattern(text: str) -> list[tuple[str, bool]]:
    found, at = list[tuple[str, bool]](), 0
    for match in re.finditer(r"(?<![:\w])(//|# )[^\n]*", text):
        found += [(text[at:match.start()], False), (match[0], True)]
        at = match.end()
    return [*found, (text[at:], False)]
