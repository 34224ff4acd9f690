"""`grade progress`: what is passed, what is due, what mastery still lacks."""
from collections.abc import Iterable
from typing import Any

import click

from ..course.predicates import Check, Missing, missing
from ..course.references import Reference
from ..learner.exam import asks_for_an_exam
from ..learner.mastery import Shown, passes, standing
from ..report.naming import label
from ..report.terminal import bar, nexts, sign
from .desk import Desk, as_json
from .status import PASSED


@click.command()
@as_json
def progress(as_json: bool) -> int:
    """Show what you have passed on your track, what has become due, and what each mastery check still lacks."""
    desk = Desk(as_json)
    ink, track = desk.ink, desk.track
    desk.say([ink("bold", track.title) + ink("dim", f"  {track.name}"), ""])
    weeks = [n for n in track.nodes if n.type not in ("module", "phase")] or list(track.nodes)
    short = {n.id: label(n) if len(label(n)) <= 24 else n.name for n in weeks}
    wide = max(map(len, short.values()), default=0)
    nodes = []
    for node in weeks:
        done, built, planned = parts_done(node.exercises, desk)
        nodes.append({"node": node.id, "passed": done, "built": built, "not_built": planned})
        line = f"{bar(done, built, ink)} {done}/{built}" if built else ""
        desk.say(ink.flow([f"  {short[node.id]:<{wide}}", line, ink("dim", f"{planned} not built" if planned else "")], 4))
    due = due_exercises(desk)
    if due:
        told = [f"{id}: passed before; its checks have grown stricter since" for id in due]
        desk.say(["", ink("bold", "Due"), *[row for text in told for row in ink.paragraph(text, 2)]])
    checks = [c for n in track.nodes for c in n.checks] + list(track.checks)
    if checks:
        desk.say(["", ink("bold", "Mastery"), *[row for check in checks for row in check_rows(check, desk)]])
    if desk.reading.unreadable:
        desk.warn([f"{desk.shown(desk.workspace.ledger)}: {desk.reading.passed_over}"])
    rows = [(f"grade {due[0]}", "tells whether it still holds") if due else ("grade", "what is next")]
    ready = [(f"grade exam {check.id}", "all of it is passed; now without help") for check in _only_exams(checks, desk)[:1]]
    rows += ready or [("grade exam", "what is shown in an exam: empty files, a time, no hints")] * any(map(asks_for_an_exam, checks))
    desk.say(["", *nexts(rows, ink)])
    desk.data({"track": track.name, "nodes": nodes, "due": due, "mastery": [_plain(c, desk) for c in checks]})
    return PASSED


def parts_done(references: Iterable[Reference], desk: Desk) -> tuple[int, int, int]:
    """Return how many required parts are passed, how many are built, and how many are only planned."""
    done, built, planned = set[tuple[str, str]](), set[tuple[str, str]](), set[tuple[str, str]]()
    for reference in references:
        id = reference.exercise
        stands = standing(desk.task(id), desk.records, only=reference.part)
        required = desk.task(id).required if reference.part is None else (reference.part,)
        done |= {(id, p) for p in stands.passed if p in required}
        built |= {(id, p) for p in (*stands.passed, *stands.open) if p in required}
        planned |= {(id, p) for p in stands.unbuilt}
    return len(done), len(built), len(planned)


def due_exercises(desk: Desk) -> list[str]:
    """Return the exercises that were passed under checks that have changed since."""
    from .. import grading
    tried = sorted({id for id, _ in desk.records.parts if id in desk.built})
    return [id for id in tried if standing(desk.task(id), desk.records, grading.course_version(desk.built[id])).due]


def gaps_of(check: Check, desk: Desk) -> list[Missing]:
    """Return what a mastery check still lacks."""
    return missing(check, passes(desk.records, desk.task), Shown(desk.records, desk.task))


def _only_exams(checks: Iterable[Check], desk: Desk) -> list[Check]:
    """Return the checks of which everything is passed, and an exam alone is missing."""
    passed = passes(desk.records, desk.task)
    return [c for c in checks if asks_for_an_exam(c) and gaps_of(c, desk) and all(passed(str(i.reference)) for i in c.all)]


def check_rows(check: Check, desk: Desk) -> list[str]:
    """Return a mastery check and what it still lacks."""
    gaps = gaps_of(check, desk)
    first, *rest = desk.ink.paragraph(check.statement, 4)
    rows = [f"  {sign('unattempted' if gaps else 'passed', desk.ink)} {first[4:]}", *rest]
    if gaps:
        rows += desk.ink.paragraph("missing: " + ", ".join(str(g) + _note(g.references, desk) for g in gaps), 6, "dim")
    return rows


def _note(references: Iterable[Reference], desk: Desk) -> str:
    """Say of what is missing that it cannot be had yet."""
    tasks = [(r, desk.task(r.exercise)) for r in references]
    unbuilt = [str(r) for r, task in tasks if (r.part in task.unbuilt if r.part else bool(task.unbuilt))]
    return " (not built)" if unbuilt and len(unbuilt) == len(tasks) else ""


def _plain(check: Check, desk: Desk) -> dict[str, Any]:
    gaps = gaps_of(check, desk)
    return {"id": check.id, "statement": check.statement, "met": not gaps, "missing": [str(g) for g in gaps]}
