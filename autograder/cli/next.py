"""`grade` alone: what to do next, and where."""
from typing import Any

import click

from ..course.exercises import Exercise
from ..course.nodes import Node
from ..learner.mastery import Standing, Step, standing, way
from ..report.naming import label, minutes, typed
from ..report.terminal import nexts, to_look_at
from .desk import Desk, as_json
from .steps import begun, following, guide, where


@click.command("next")
@as_json
def next_(as_json: bool) -> int:
    """Say what to do next, and where it stands."""
    desk = Desk(as_json)
    ahead = following(way(desk.track), desk, desk.records)
    if not ahead:
        desk.say([*desk.ink.paragraph(f"Everything of {desk.track.title} that is built is passed.", 0, "bold"), "",
                  *nexts([("grade tracks", "where to go from here"), ("grade progress", "what is due, and what is still being built")], desk.ink)])
        desk.data({"next": None, "track": desk.track.name})
        return 0
    step = ahead[0]
    exercise = desk.built[step.exercise]
    place = where(exercise, step.part, desk)
    node = next(n for n in desk.track.nodes if n.type != "module" and step.exercise in {r.exercise for r in n.exercises})
    desk.say(_lines(exercise, step, ahead, node, place, desk))
    desk.data(_data(exercise, step, node, place))
    return 0


def _lines(exercise: Exercise, step: Step, ahead: list[Step], node: Node, place: str, desk: Desk) -> list[str]:
    ink, part = desk.ink, exercise.part(step.part)
    facts = f"{typed(exercise, step.part)} · {label(node)} · about {minutes(exercise)} min"
    rows = [*ink.paragraph(exercise.title, 0, "bold"), *ink.paragraph(facts, 0, "dim"), ""]
    rows += [*_road(step, ahead, desk), ""]
    rows += [*ink.paragraph(_asked(exercise, part.what), 2), "", "  " + ink("dim", "open") + " " + place, *guide(exercise, step.part, desk), ""]
    rows += nexts([(f"grade {typed(exercise, step.part)}", "when you have written it")], ink, "Then")
    also = _also(step, desk)
    return rows + (nexts(also, ink, "Also") if also else [])


def _road(step: Step, ahead: list[Step], desk: Desk) -> list[str]:
    """Return the parts just behind, the one at hand and the next ones, as many as fit on a line."""
    ink, exercise = desk.ink, desk.built[step.exercise]
    done = standing(desk.task(step.exercise), desk.records).passed
    behind = [f"{name} ✓" for name in done]
    here = step.part if len(exercise.parts) > 1 else exercise.title
    to_come = [s.part if s.exercise == step.exercise else desk.built[s.exercise].title for s in ahead[1:4]]
    while len("  →  ".join([*behind, here, *to_come])) > ink.width - 4 and (behind or to_come):
        (to_come or behind).pop()
    marked = [ink("good", text) for text in behind]
    return ["  " + "  →  ".join([*(["   ".join(marked)] if marked else []), ink("bold", here), *to_come])]


def _asked(exercise: Exercise, what: str) -> str:
    """Return what a part is about, or what its exercise asks."""
    text = what or exercise.statement.strip().partition("\n\n")[0] or exercise.title
    return text[0].upper() + text[1:]


def _also(step: Step, desk: Desk) -> list[tuple[str, str]]:
    """Return what else may be wanted: what failed last, and what has become due."""
    from .. import grading
    rows = _under_way(desk)
    last = desk.records.of(step.exercise, step.part).last
    if last in ("failed", "timed_out", "undecided"):
        rows.append((f"grade {_help(step, desk)} {typed(desk.built[step.exercise], step.part)}", "it did not hold when it was last graded"))
    elif last == "broken":
        rows.append((f"grade hint {typed(desk.built[step.exercise], step.part)}", "your file did not run when it was last graded: it says where"))
    last_tried = begun(desk)
    if last_tried and last_tried.exercise != step.exercise:
        exercise = desk.built[last_tried.exercise]
        rows.append((f"grade {typed(exercise, last_tried.part)}", f"begun: {where(exercise, last_tried.part, desk)}"))
    tried = {id for id, _ in desk.records.parts if id in desk.built}
    states: list[Standing] = [standing(desk.task(id), desk.records, grading.course_version(desk.built[id])) for id in sorted(tried)]
    due = [(f"grade {s.exercise}", "passed before; its checks have grown stricter since") for s in states if s.state == "due"][:3]
    return rows + _to_review(desk) + due


def _help(step: Step, desk: Desk) -> str:
    """Return the command that says most of what failed: some checks have no hint, and their failing call says it."""
    from ..learner.memory import remembered
    exercise = desk.built[step.exercise]
    known = remembered(desk.workspace.memory(exercise)).get(step.part)
    finding = to_look_at(known.findings) if known else None
    if finding is None or finding.hints:
        return "hint"
    return "trace" if exercise.is_compiled else "debug"


def _under_way(desk: Desk) -> list[tuple[str, str]]:
    """Return the exam that is running."""
    from ..learner.exam import open_sitting
    sitting = open_sitting(desk.reading.lines)
    return [("grade exam", f"the exam {sitting.check}: until {sitting.until.astimezone():%H:%M}, then hand it in")] if sitting else []


def _to_review(desk: Desk) -> list[tuple[str, str]]:
    """Return the reviews of today, where there are any."""
    if not desk.records.parts:
        return []
    from ..learner.review import open_review
    from .review_due import what_waits
    if begun := open_review(desk.reading.lines):
        return [("grade review", f"a review of {begun.exercise} that you have begun")]
    found = what_waits(desk)
    count = min(len(found.due), found.left_today)
    return [("grade review", f"{count} {'functions' if count > 1 else 'function'} of yours to write again, a few minutes each")] if count else []


def _data(exercise: Exercise, step: Step, node: Node, place: str) -> dict[str, Any]:
    path, _, line = place.rpartition(":")
    return {"next": {"exercise": exercise.id, "part": step.part, "title": exercise.title, "node": node.id, "path": path, "line": int(line),
                     "minutes": minutes(exercise)}}
