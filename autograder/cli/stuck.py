"""Commands for when a check fails."""
import click

from ..course.exercises import Exercise
from ..course.references import Reference
from ..errors import UsageError
from ..learner import ledger
from ..learner.journal import is_shut
from ..learner.practice import Practice
from ..model import Finding, Result
from ..report.naming import name, typed
from ..report.terminal import claim, detail, nexts, to_look_at
from .desk import Desk
from .names import a_name, exercise_and_part
from .status import NOT_YET, PASSED, SURROUNDINGS
from .steps import fold_again, following, where

LAST_IS_SHUT = "One more, the last: it opens once you have written down what you tried."
KEYS = "n next line · s step into · p NAME show in full · w where · c go on · q leave"
ENDLESS = "It did not answer in time: c lets it run, and Ctrl-C then stops it at the line where it is."


def without_exam(exercise: Exercise, reading: ledger.Reading) -> None:
    """Refuse help with what an exam is running on."""
    from ..learner.exam import sits
    if sitting := sits(reading.lines, exercise.id):
        raise UsageError(f"an exam on {exercise.id} is running until {sitting.until.astimezone():%H:%M}: no hints and no answers meanwhile; "
                         "`grade exam --hand-in` grades it, `grade exam --leave` ends it")


def failing(what: str | None, desk: Desk, practice: Practice) -> tuple[Exercise, Result, Finding | None]:
    """Return the exercise that is meant, or the last one graded, and the check to look at: a failing one, else one not begun."""
    exercise, part = exercise_and_part(what or last_graded(practice.reading), desk)
    without_exam(exercise, practice.reading)
    desk.status(f"  judging {exercise.id} …")
    result = practice.grade(exercise, part, retry=False).result
    desk.hush()
    ahead = [f for f in result.findings if f.verdict in ("unattempted", "waiting")]
    return exercise, result, to_look_at(result.findings) or (ahead[0] if ahead else None)


def last_graded(reading: ledger.Reading) -> str:
    """Return the exercise, or the part of it, that was graded last."""
    for line in reversed(reading.lines):
        if line["kind"] == "attempt" and not any(line.get(mark) for mark in ("exam", "review", "late")):
            return f"{line['exercise']}#{line['part']}" if line.get("part") else str(line["exercise"])
    raise UsageError("nothing was graded here yet: name an exercise, or begin with `grade`")


def _meant(what: str | None, practice: Practice) -> str:
    """Return what was judged, and no more than that: the part graded last is not its whole exercise."""
    return what or last_graded(practice.reading)


def _instead(helping: str, exercise: Exercise, desk: Desk, practice: Practice) -> list[tuple[str, str]]:
    """Return what may be meant where nothing fails in what was named: the review that is open, or the part that comes next."""
    from ..learner.review import open_review
    ahead = following([Reference(exercise.id)], desk, fold_again(desk, practice))[:1] if helping else []
    reviewed = [(f"grade review --{helping}", "for the review that you have begun")] if helping and open_review(practice.reading.lines) else []
    return [*reviewed, *((f"grade {helping} {typed(exercise, step.part)}", f"for {name(exercise, step.part)}") for step in ahead),
            ("grade", "what is next")]


@click.command()
@a_name(required=False)
def hint(what: str | None) -> int:
    """Give the next hint of the failing check: one at a time, never the answer."""
    desk = Desk()
    with Practice(desk.workspace) as practice:
        exercise, _, finding = failing(what, desk, practice)
        if finding is None:
            desk.say([*desk.ink.paragraph(f"every check of {_meant(what, practice)} holds: no hint is needed"), "",
                      *nexts(_instead("hint", exercise, desk, practice), desk.ink)])
            return PASSED
        if finding.verdict == "broken":
            desk.say([*detail(finding, desk.ink, desk.shown), "", *nexts([(f"grade {exercise.id}", "once your file runs")], desk.ink)])
            return NOT_YET
        stage = ledger.hints_read(practice.reading, exercise.id, finding.check) + 1
        shut = is_shut(practice.reading.lines, exercise.id, finding.part, stage, len(finding.hints))
        shown = finding.hints[:stage - shut]
        desk.say([*claim(finding, desk.ink, 0), *([""] if shown else [])])
        for number, text in enumerate(shown, 1):
            desk.say(desk.ink.paragraph(f"{number}. {text}", 2, "" if number == len(shown) else "dim"))
        left = len(finding.hints) - len(shown)
        ahead = shut or is_shut(practice.reading.lines, exercise.id, finding.part, len(shown) + 1, len(finding.hints))
        desk.say(["", *desk.ink.paragraph(LAST_IS_SHUT if ahead else _what_is_left(len(shown), left), 2, "dim"), ""])
        thoughts = [(f"grade journal {typed(exercise, finding.part)}", "three questions; they are what a hint would ask you")]
        then = _after_a_hint(exercise, finding, desk)
        wrote = ahead and finding.verdict != "unattempted"       # what is not begun has nothing to tell of yet
        desk.say(nexts([*(thoughts if shut else []), *then, *(thoughts if wrote and not shut else [])], desk.ink))
        if len(shown) == stage:
            practice.remember(ledger.hint(exercise.id, finding.part, finding.check, stage))
        desk.warn(practice.unrecorded)
    return SURROUNDINGS if practice.unrecorded else PASSED


def _after_a_hint(exercise: Exercise, finding: Finding, desk: Desk) -> list[tuple[str, str]]:
    """Return what to type once a hint is read: nothing fails in what is not written."""
    what = typed(exercise, finding.part)
    if finding.verdict == "unattempted":
        return [(where(exercise, finding.part, desk), "where it is to be written"), (f"grade {what}", "when you have written it")]
    if exercise.is_compiled:
        return [(f"grade trace {what}", "the launch as a drawing")]
    return [(f"grade debug {what}", "the failing call, in a debugger")]


def _what_is_left(shown: int, left: int) -> str:
    if not shown:
        return "This check has no hint; its failing call says the most."
    return f"{left} more {'hints' if left > 1 else 'hint'}: the same command again." if left else "That was the last one."


@click.command()
@a_name(required=False)
def debug(what: str | None) -> int:
    """Run the failing call in a debugger (pdb), stopped in your own function; what your code prints shows."""
    desk = Desk()
    with Practice(desk.workspace) as practice:
        exercise, result, finding = failing(what, desk, practice)
        if exercise.is_compiled:
            raise UsageError(f"a debugger of Python sees nothing of a compiled file: `grade trace {what or exercise.id}` draws the launch, "
                             "and what your code prints with printf stands under the failing call")
        if finding is None or finding.verdict == "unattempted":
            rows = _after_a_hint(exercise, finding, desk) if finding else _instead("", exercise, desk, practice)
            desk.say([*desk.ink.paragraph(f"no check of {_meant(what, practice)} fails: there is nothing to debug"), "", *nexts(rows, desk.ink)])
            return PASSED if result.passed else NOT_YET
        desk.say(detail(finding, desk.ink, desk.shown))
        from ..grading import replay
        path = exercise.work(desk.workspace.root)
        call = replay.failing_call(exercise, path, finding.check, result.seed, practice.host(exercise), practice.shelf)
    if call is None:
        desk.say(["", *nexts([(f"grade {exercise.id}", "once your file runs" if finding.verdict == "broken" else "tells more")], desk.ink)])
        return NOT_YET
    desk.say(["", *desk.ink.paragraph(KEYS, 0, "dim"), *(desk.ink.paragraph(ENDLESS) if finding.verdict == "timed_out" else []), ""])
    replay.debug(call)
    return PASSED
