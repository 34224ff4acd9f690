"""The fresh problems of an exam: laid out beside its emptied files, and judged with them."""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from ..course import places
from ..course.exercises import Exercise
from ..errors import LearnerError, UsageError
from ..learner import exam as exams
from ..learner import ledger
from ..learner.copies import lay_out
from ..learner.exam import Sitting
from ..learner.practice import Practice
from ..model import Finding, Verdict
from ..problems.asked import drawn, keep, kept, templates_of
from ..problems.program import Posed, name_of, program
from ..report.naming import line_of
from ..report.terminal import claim
from .desk import Desk
from .screens import failure

NOTE = ("Each belongs to an exercise of this exam, which counts once its problem is solved too. Write the answer in place of the dots: numbers, lists "
        "and dicts as Python writes them, fractions as 'a/b'.")


@dataclass(frozen=True)
class Solved:
    """How one problem came out."""
    exercise: str
    verdict: Verdict
    in_time: bool

    @property
    def counts(self) -> bool:
        return self.verdict in ("passed", "not_built") and self.in_time


def draw(items: Sequence[tuple[Exercise, str | None]], seed: int) -> tuple[Posed, ...]:
    """Return a problem for each exercise that has a template, once."""
    wanted: dict[str, Posed | None] = {}
    for exercise, part in items:
        if wanted.get(exercise.id) is None:
            wanted[exercise.id] = drawn(exercise, part, seed)
    return tuple(one for one in wanted.values() if one)


def begin(sitting: Sitting, posed: Sequence[Posed], desk: Desk) -> None:
    """Lay out the problems of a sitting, and keep them as they were set."""
    if posed:
        keep(places.posed(desk.workspace.root, sitting.id), posed)
        lay_out(desk.workspace, sitting.problem_file(desk.workspace), _text(sitting, posed))


def of(sitting: Sitting, items: Sequence[tuple[Exercise, str | None]], desk: Desk) -> tuple[Posed, ...]:
    """Return a sitting's problems as they were set; drawn again by their seed, where they have got lost."""
    if not sitting.problems:
        return ()
    found = kept(places.posed(desk.workspace.root, sitting.id))
    return found if found is not None else tuple(one for one in draw(items, sitting.seed) if one.exercise in sitting.problems)


def put_back(sitting: Sitting, posed: Sequence[Posed], desk: Desk) -> Path | None:
    """Lay the file out again, if it has gone."""
    path = sitting.problem_file(desk.workspace)
    if not posed or path.exists():
        return None
    lay_out(desk.workspace, path, _text(sitting, posed))
    return path


def spots(sitting: Sitting, posed: Sequence[Posed], desk: Desk) -> list[tuple[str, str]]:
    """Return `path:line` of each problem, and what it is about."""
    path = sitting.problem_file(desk.workspace)
    return [(f"{desk.shown(path)}:{line_of(path, name_of(number))}", f"a problem: {one.title}") for number, one in enumerate(posed, 1)]


def _text(sitting: Sitting, posed: Sequence[Posed]) -> str:
    return program(posed, f"Problems of the exam {sitting.check}", NOTE)


def judge(sitting: Sitting, posed: Sequence[Posed], desk: Desk, practice: Practice) -> tuple[list[Solved], list[Finding]]:
    """Grade the file of problems; nothing is recorded yet."""
    from ..grading.problem_file import grade_problems, read_program
    if not posed:
        return [], []
    path = sitting.problem_file(desk.workspace)
    if not path.exists():
        raise UsageError(f"{desk.shown(path)} is gone: `grade exam` puts it back as it began")
    in_time = exams.is_in_time(sitting, path, datetime.now(UTC))
    try:
        text = read_program(path)
    except LearnerError as error:
        raise UsageError(f"{desk.shown(path)}: {error.message}") from None
    found = templates_of(posed, desk.built)
    desk.say([*desk.ink.paragraph("Problems", 0, "bold"), *desk.ink.paragraph(desk.shown(path), 0, "dim")])
    desk.status("  judging the problems …")
    result = grade_problems(posed, found, text, name=str(path), host=practice.host_with(()),
                            on_finding=lambda finding: None if finding.verdict == "broken" else desk.say(claim(finding, desk.ink)))
    desk.say([*failure(result.findings, desk, result.seed), ""])
    gone = {one.exercise for one in posed} - set(found)
    return [Solved(one.exercise, "not_built" if one.exercise in gone else finding.verdict, in_time)
            for one, finding in zip(posed, result.findings, strict=True)], list(result.findings)


def remember(sitting: Sitting, solved: Sequence[Solved], practice: Practice) -> None:
    """Record how each problem came out; what was saved late counts as practice."""
    for one in solved:
        practice.remember(ledger.problem(one.exercise, "", one.verdict, **{"exam" if one.in_time else "late": sitting.id}))
