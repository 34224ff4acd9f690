"""`grade exam CHECK`: a mastery check shown on empty files, within a time, without help."""
import secrets
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import click
from click.shell_completion import CompletionItem

from ..course.exercises import Exercise
from ..course.predicates import Check, missing
from ..course.references import Reference
from ..course.tracks import Track, tracks
from ..errors import UsageError
from ..learner import exam as exams
from ..learner.exam import Sitting
from ..learner.mastery import Shown, fold, passes
from ..learner.practice import Practice
from ..model import Result
from ..report.ink import table
from ..report.naming import line_of, minutes
from ..report.naming import name as called
from ..report.terminal import nexts, sign
from . import exam_problems
from .desk import Desk, as_json
from .exam_problems import Solved
from .screens import Claims, ending
from .status import COURSE, NOT_YET, PASSED, SURROUNDINGS

Item = tuple[Exercise, str | None]


def completed(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return [CompletionItem(c.id, help=c.statement) for c in _of(Desk().track) if c.id.startswith(incomplete)]


@click.command()
@click.argument("check", metavar="[CHECK]", required=False, shell_complete=completed)
@click.option("--hand-in", is_flag=True, help="Grade what you have saved; it ends the exam.")
@click.option("--leave", is_flag=True, help="End the exam without handing anything in.")
@as_json
def exam(check: str | None, hand_in: bool, leave: bool, as_json: bool) -> int:
    """Begin or go on with the exam of a mastery check: empty files, a time, no hints.

    \b
    grade exam                  which checks ask for an exam, or the one that runs
    grade exam CHECK            begin it; the same command again tells the time that is left
    grade exam --hand-in        grade what you have saved

    What you save is safe: close the terminal, lose power, and go on with the same command. The clock runs on; what was saved in time
    can be handed in later. A file that does not run ends nothing while time is left.
    """
    desk = Desk(as_json)
    sitting = exams.open_sitting(desk.reading.lines)
    if sitting is None:
        if hand_in or leave:
            raise UsageError("no exam is running; `grade exam` tells which there are")
        return _begin(*_found(check, desk), desk) if check else _offered(desk)
    if check is not None and check not in (sitting.check, sitting.check.rpartition("/")[2]):
        raise UsageError(f"the exam {sitting.check} is not handed in yet: `grade exam --hand-in` grades it, `grade exam --leave` ends it without")
    if leave:
        return _leave(sitting, desk)
    return _hand_in(sitting, desk) if hand_in else _go_on(sitting, desk)


def _of(track: Track) -> list[Check]:
    """Return the checks of a track that ask for an exam."""
    return [c for group in (*(n.checks for n in track.nodes), track.checks) for c in group if exams.asks_for_an_exam(c)]


def _found(typed: str, desk: Desk) -> tuple[Track, Check]:
    """Return the check that is meant, of the learner's track before any other."""
    name, _, id = typed.rpartition("/")
    every = sorted(tracks(), key=lambda t: t.name != desk.track.name)
    for track in every:
        for check in (c for group in (*(n.checks for n in track.nodes), track.checks) for c in group):
            if check.id == id and name in ("", track.name):
                if not exams.asks_for_an_exam(check):
                    raise UsageError(f"`{check.id}` asks for no exam: passing {', '.join(str(i.reference) for i in check.items)} is enough")
                return track, check
    from difflib import get_close_matches
    ids = [c.id for t in every for c in _of(t)]
    near = get_close_matches(id, ids, 1) or [i for i in ids if id and id in i][:1]
    meant = f"did you mean `grade exam {near[0]}`?" if near else "`grade exam` lists those with an exam"
    raise UsageError(f"no mastery check is called `{typed}`; {meant}")


def _offered(desk: Desk) -> int:
    """Say which checks of the track ask for an exam."""
    checks, cells, rows = _of(desk.track), [], []
    shown = Shown(desk.records, desk.task)
    for check in checks:
        gaps = missing(check, passes(desk.records, desk.task), shown)
        built = exams.wanted(check, lambda r: _is_built(r, desk), shown)
        note = "shown" if not gaps else f"{_minutes(built, desk)} min" if built else "not built"
        cells.append((f"  {sign('unattempted' if gaps else 'passed', desk.ink)} {check.id}", note, check.statement))
        rows.append({"check": check.id, "statement": check.statement, "met": not gaps, "minutes": _minutes(built, desk),
                     "items": [str(r) for r in built]})
    head = [desk.ink("bold", f"Exams of {desk.track.title}"), ""]
    desk.say([*head, *table(cells, desk.ink.width)] if checks else f"no check of {desk.track.title} asks for an exam")
    ready = next((r for r in rows if not r["met"] and r["items"]), None)
    desk.say(["", *nexts([(f"grade exam {ready['check']}", "begins it: empty files, a time, no hints")], desk.ink)] if ready else [])
    desk.data({"exams": rows, "running": None})
    return PASSED


def _is_built(reference: Reference, desk: Desk) -> bool:
    exercise = desk.built.get(reference.exercise)
    return exercise is not None and (reference.part is None or reference.part in [p.name for p in exercise.parts])


def _minutes(references: tuple[Reference, ...], desk: Desk) -> int:
    """Return how long a sitting takes, the problems that go with its exercises included."""
    from ..problems.asked import minutes as of_problem
    problems = {r.exercise: found for r in references if (found := of_problem(desk.built[r.exercise], r.part))}
    return sum(minutes(desk.built[r.exercise]) if r.part else desk.built[r.exercise].header.minutes for r in references) + sum(problems.values())


def _begin(track: Track, check: Check, desk: Desk) -> int:
    asked = exams.wanted(check, lambda r: _is_built(r, desk), Shown(desk.records, desk.task))
    if not asked:
        raise UsageError(f"nothing that `{check.id}` asks for is built yet, so there is nothing to sit; `grade` tells what you can do now")
    sitting = Sitting(secrets.token_hex(6), f"{track.name}/{check.id}", tuple(map(str, asked)), secrets.randbelow(1 << 31), datetime.now(UTC),
                      _minutes(asked, desk))
    desk.status("  drawing fresh problems …")
    posed = exam_problems.draw(_items(sitting, desk), sitting.seed)
    sitting = replace(sitting, problems=tuple(one.exercise for one in posed), begun=datetime.now(UTC))
    files = exams.texts(desk.workspace, _items(sitting, desk))
    with Practice(desk.workspace) as practice:
        if not practice.may_append:
            desk.warn(practice.unrecorded)
            return SURROUNDINGS
        exams.lay_out_all(desk.workspace, sitting, files, only_missing=False)    # before its time runs
        exam_problems.begin(sitting, posed, desk)
        practice.remember(exams.begun(sitting))
        desk.warn(practice.unrecorded)
        if practice.unrecorded:
            return SURROUNDINGS
    unbuilt = [str(i.reference) for i in check.items if i.exam and not _is_built(i.reference, desk)]
    desk.say([*desk.ink.paragraph(f"Exam: {check.statement}", 0, "bold"), ""])
    if unbuilt:
        words = f"{', '.join(unbuilt)}: not built yet, and not asked here; until then the check cannot be met whole."
        desk.say([*desk.ink.paragraph(words, 2, "dim"), ""])
    return _say(sitting, desk)


def _check_of(sitting: Sitting, desk: Desk) -> Check | None:
    """Return the check that is sat, where this course still has it."""
    track = next((t for t in tracks() if t.name == sitting.check.partition("/")[0]), desk.track)
    return next((c for c in _of(track) if c.id == sitting.check.rpartition("/")[2]), None)


def _items(sitting: Sitting, desk: Desk) -> list[Item]:
    """Return what a sitting asks that this course still has."""
    named = [item.partition("#") for item in sitting.items]
    return [(desk.built[id], part or None) for id, _, part in named if _is_built(Reference(id, part or None), desk)]


def _places(sitting: Sitting, desk: Desk) -> Iterator[tuple[str, str]]:
    """Return `path:line` of all that is to be written, and what it is."""
    for exercise, part in _items(sitting, desk):
        path = sitting.path(desk.workspace, exercise)
        for name in [part] if part else [p.name for p in exercise.parts if p.required]:
            yield f"{desk.shown(path)}:{line_of(path, name)}", called(exercise, name)
    if sitting.problems:
        yield from exam_problems.spots(sitting, exam_problems.of(sitting, _items(sitting, desk), desk), desk)


def _go_on(sitting: Sitting, desk: Desk) -> int:
    files = exams.texts(desk.workspace, _items(sitting, desk))
    for path in exams.lay_out_all(desk.workspace, sitting, files, only_missing=True):
        desk.warn([f"{desk.shown(path)} was gone: it is there again, as it began"])
    if again := exam_problems.put_back(sitting, exam_problems.of(sitting, _items(sitting, desk), desk), desk):
        desk.warn([f"{desk.shown(again)} was gone: it is there again, as it began"])
    check = _check_of(sitting, desk)
    desk.say([*desk.ink.paragraph(f"Exam, under way: {check.statement if check else sitting.check}", 0, "bold"), ""])
    return _say(sitting, desk)


def _say(sitting: Sitting, desk: Desk) -> int:
    """Say how much time is left, and where to write."""
    left = sitting.left(datetime.now(UTC))
    ink, places = desk.ink, list(_places(sitting, desk))
    until = sitting.until.astimezone().strftime("%H:%M")
    over = f"its time was over at {until}: what you saved until then can be handed in"
    time = f"{_words(left.total_seconds())} left, until {until}" if left else over
    desk.say(nexts(places, ink, "Open"))
    desk.say(["", *ink.paragraph(f"{time}. No hints; your own file and what you pass elsewhere stay as they are.", 2), "",
              *nexts([("grade exam --hand-in", "when you have written it: it is graded once")], ink, "Then")])
    desk.data({"running": {"check": sitting.check, "items": list(sitting.items), "until": sitting.until.isoformat(), "places": [p for p, _ in places],
                           "seconds_left": round(left.total_seconds())}})
    return PASSED


def _words(seconds: float) -> str:
    return f"{-int(-seconds // 60)} min" if seconds > 60 else f"{-int(-seconds // 1)} s"


def _leave(sitting: Sitting, desk: Desk) -> int:
    with Practice(desk.workspace) as practice:
        practice.remember(exams.ended(sitting))
        desk.warn(practice.unrecorded)
        desk.say([f"the exam {sitting.check} has ended; nothing was handed in, and your files lie in {desk.shown(sitting.folder(desk.workspace))}"])
        desk.data({"running": None})
        return SURROUNDINGS if practice.unrecorded else PASSED


def _hand_in(sitting: Sitting, desk: Desk) -> int:
    """Grade what was saved; a file that does not run ends nothing while time is left."""
    results: list[tuple[Reference, Result, bool]] = []
    with Practice(desk.workspace, seed=sitting.seed) as practice:
        for exercise, part in _items(sitting, desk):
            path = sitting.path(desk.workspace, exercise)
            if not path.exists():
                raise UsageError(f"{desk.shown(path)} is gone: `grade exam` puts it back as it began")
            in_time = exams.is_in_time(sitting, path, datetime.now(UTC))
            claims = Claims(exercise, path, desk)
            desk.status(f"  judging {exercise.id} …")
            result = practice.grade_copy(exercise, path, part, claims.hear, claims.watch, **{"exam" if in_time else "late": sitting.id})
            ending(result, desk)
            desk.say("")
            results.append((Reference(exercise.id, part), result, in_time))
        posed = exam_problems.of(sitting, _items(sitting, desk), desk)
        solved, found = exam_problems.judge(sitting, posed, desk, practice)
        broken = [str(r) for r, result, _ in results if any(f.verdict == "broken" for f in result.findings)]
        broken += [desk.shown(sitting.problem_file(desk.workspace))] if any(f.verdict == "broken" for f in found) else []
        if broken and sitting.left(datetime.now(UTC)):
            desk.say([*desk.ink.paragraph(f"{', '.join(broken)} does not run yet, so nothing was handed in: "
                                          f"{_words(sitting.left(datetime.now(UTC)).total_seconds())} left.", 0, "bold")])
            desk.data(_data(sitting, results, solved, False))
            return NOT_YET
        exam_problems.remember(sitting, solved, practice)
        practice.remember(exams.ended(sitting))
        status = _tell(sitting, results, solved, desk, practice)
        desk.warn(practice.unrecorded)
        return SURROUNDINGS if practice.unrecorded else status


def _tell(sitting: Sitting, results: list[tuple[Reference, Result, bool]], solved: list[Solved], desk: Desk, practice: Practice) -> int:
    """Say what the exam came to."""
    unsolved = [one.exercise for one in solved if not one.counts]
    passed = bool(results) and all(_held(r, part) and in_time for part, r, in_time in results) and not unsolved
    late = [str(part) for part, _, in_time in results if not in_time] + ["the problems" for one in solved[:1] if not one.in_time]
    records = fold([*practice.reading.lines, *practice.appended])
    check = _check_of(sitting, desk)
    gaps = missing(check, passes(records, desk.task), Shown(records, desk.task)) if check else []
    if late:
        desk.say(desk.ink.paragraph(f"{', '.join(late)}: saved after the time was over, so it counts as practice.", 0, "dim"))
    if unsolved:
        desk.say(desk.ink.paragraph(f"{', '.join(unsolved)}: counts in exam mode once the problem is solved in the same sitting.", 0, "dim"))
    words = ["Passed in exam mode." if passed else "Not this time; nothing you have passed before is lost.",
             f"Shown: {check.statement}." if check and not gaps else f"Still missing: {', '.join(map(str, gaps))}." if passed else ""]
    desk.say(desk.ink.paragraph(" ".join(filter(None, words)), 0, "bold"))
    held = [str(part) for part, r, in_time in results if in_time and _held(r, part) and part.exercise not in unsolved]
    if held and not passed:
        missed = f"; still missing: {', '.join(map(str, gaps))}" if gaps else ""
        desk.say(desk.ink.paragraph(f"Shown, and not asked again: {', '.join(held)}{missed}."))
    first = str(results[0][0]) if results else ""
    again = [] if passed else [(f"grade exam {sitting.check.rpartition('/')[2]}", "another sitting: empty files, new draws")]
    rows = [(f"grade explain {first}", "the model answer and its reasons")] if passed and not desk.is_a_copy else [*again, ("grade", "what is next")]
    desk.say(["", *nexts(rows, desk.ink)])
    desk.data(_data(sitting, results, solved, True) | {"passed": passed, "missing": [str(g) for g in gaps]})
    if any(f.verdict == "grader_fault" for _, r, _ in results for f in r.findings) or any(one.verdict == "grader_fault" for one in solved):
        return COURSE
    return PASSED if passed else NOT_YET


def _held(result: Result, reference: Reference) -> bool:
    asked = [p.verdict for p in result.parts if (p.part == reference.part if reference.part else p.required) and p.verdict != "not_built"]
    return bool(asked) and set(asked) == {"passed"}


def _data(sitting: Sitting, results: list[tuple[Reference, Result, bool]], solved: list[Solved], is_ended: bool) -> dict[str, Any]:
    return {"check": sitting.check, "ended": is_ended, "late": [str(r) for r, _, in_time in results if not in_time],
            "exercises": [result.plain() for _, result, _ in results],
            "problems": [{"exercise": one.exercise, "verdict": one.verdict, "counts": one.counts} for one in solved]}
