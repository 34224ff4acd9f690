"""What to do next, as commands and places."""
import re
from collections.abc import Iterable

from ..course import places
from ..course.exercises import Exercise
from ..course.references import Reference
from ..errors import SurroundingsError
from ..learner.mastery import Records, Step, fold, standing, steps, way
from ..learner.merge import section
from ..learner.practice import Practice
from ..learner.workspace import opened, stub_of
from ..model import Result
from ..report.naming import line_of, minutes, name, typed
from ..report.terminal import to_look_at
from .desk import Desk


def advice(reference: Reference, result: Result, desk: Desk, practice: Practice) -> list[tuple[str, str]]:
    """Return what to type after a grading: help with the failure, or what comes next."""
    id = reference.exercise
    failing = to_look_at(result.findings)
    if failing and failing.verdict == "grader_fault":
        return [(f"grade {reference} --fresh", "try again; if it stays, report it")]
    if failing and failing.verdict == "broken":
        return [(f"grade {reference}", "once your file runs")]
    if failing:
        whole = len(desk.built[id].parts) == 1
        what = id if whole else f"{id}#{failing.part}"
        return [*([(f"grade hint {what}", "where to look, without the answer")] if failing.hints else []),
                (f"grade trace {what}", "the launch as a drawing") if desk.built[id].is_compiled
                else (f"grade debug {what}", "the failing call, in a debugger")]
    rows = [(f"grade explain {reference}", "the model answer and its reasons")] if result.passed and desk.built[id].solution.exists() else []
    records = fold_again(desk, practice)
    emptied = next((f.part for f in result.findings if f.verdict == "unattempted" and records.of(id, f.part).passed), None)
    if emptied and not result.passed:       # it was passed and begun anew: that counts, and yet it is what is being worked on
        return _to_write(desk.built[id], emptied, desk, practice)
    if not following([Reference(id)], desk, records):
        return rows + opening(way(desk.track), desk, practice)
    return rows + opening([Reference(id)], desk, practice) + (_before(id, desk, records) if not result.earned else [])


def _before(id: str, desk: Desk, records: Records) -> list[tuple[str, str]]:
    """Return what an exercise builds on and is not passed: order blocks nothing, but it is good to know."""
    open_ones = [after for after in desk.task(id).after if following([Reference(after.partition("#")[0])], desk, records)]
    return [(f"grade show {after}", "it builds on this, which you have not passed") for after in open_ones[:1]]


def begun(desk: Desk) -> Step | None:
    """Return the next part of the exercise that was tried last and is still open."""
    for line in reversed(desk.reading.lines):
        id = str(line.get("exercise", ""))
        if line["kind"] == "attempt" and id in desk.built and standing(desk.task(id), desk.records).state == "started":
            return next(iter(following([Reference(id)], desk, desk.records)), None)
    return None


def opening(references: Iterable[Reference], desk: Desk, practice: Practice) -> list[tuple[str, str]]:
    """Return the next part to begin, where it stands and how long it takes."""
    ahead = following(references, desk, fold_again(desk, practice))
    if not ahead:
        return [("grade progress", "nothing is left here that can be graded")]
    return _to_write(desk.built[ahead[0].exercise], ahead[0].part, desk, practice)


def _to_write(exercise: Exercise, part: str, desk: Desk, practice: Practice) -> list[tuple[str, str]]:
    """Return where a part is to be written, and what to type then."""
    try:
        place = where(exercise, part, desk)
    except SurroundingsError as error:    # what was found is told all the same
        practice.unrecorded.append(str(error))
        place = desk.shown(exercise.work(desk.workspace.root))
    return [(place, f"{name(exercise, part)}, about {minutes(exercise)} min"), (f"grade {typed(exercise, part)}", "when you have written it")]


def fold_again(desk: Desk, practice: Practice) -> Records:
    """Return all records, what was found just now included."""
    return fold([*practice.reading.lines, *practice.appended])


def following(references: Iterable[Reference], desk: Desk, records: Records) -> list[Step]:
    return steps([(desk.task(r.exercise), r.part) for r in references], records)


def guide(exercise: Exercise, part: str | None, desk: Desk) -> list[str]:
    """Return a row that names the page a derivation needs, where one is to be written."""
    page, text = places.derivations(exercise.root), stub_of(exercise)
    span = section(text, part) if part else None
    is_wanted = re.search(r"^    yield ", text[slice(*span)] if span else text, re.MULTILINE) and page.exists()
    return [f"  {desk.ink('dim', 'how ')} {desk.shown(page)}: what a line and a reason may be"] if is_wanted else []


def where(exercise: Exercise, part: str, desk: Desk) -> str:
    """Return `path:line` of what is to be written next in a part, the file there to be opened."""
    path = opened(desk.workspace, exercise)
    return f"{desk.shown(path)}:{line_of(path, part)}"
