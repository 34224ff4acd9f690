"""Commands that show the course: tracks, a node, an exercise."""
from typing import Any

import click

from ..course.nodes import Node
from ..course.references import Reference
from ..course.tracks import Track
from ..learner.mastery import Standing, State, standing
from ..report.ink import table
from ..report.naming import heading, minutes, typed
from ..report.terminal import nexts, sign
from .desk import Desk, as_json
from .names import complete, resolved
from .progress import check_rows, parts_done
from .status import PASSED
from .steps import guide

SIGNS: dict[State, tuple[str, str]] = {"mastered": ("✓", "good"), "passed": ("✓", "good"), "due": ("↻", "doubt"), "started": ("◐", "doubt"),
                                      "new": ("·", "dim"), "not_built": ("○", "dim")}
WORDS: dict[State, str] = {"mastered": "mastered", "passed": "passed", "due": "due: its checks have grown stricter", "started": "begun", "new": "",
                           "not_built": "not built"}


@click.command()
@as_json
def tracks(as_json: bool) -> int:
    """Show all tracks, and how far you are on each."""
    return _tracks(Desk(as_json))


def _tracks(desk: Desk) -> int:
    from ..course.tracks import tracks as every_track
    data = []
    for one in every_track():
        done, built, planned = parts_done([r for node in one.nodes for r in node.exercises], desk)
        mine = one.name == desk.track.name
        facts = f"{len(one.nodes)} weeks, modules and projects · {done} of {built} parts passed" + (f" · {planned} not built" if planned else "")
        desk.say([*desk.ink.flow([desk.ink("bold", one.title), desk.ink("dim", one.name), desk.ink("good", "← yours") if mine else ""], 2),
                  *desk.ink.paragraph(one.description, 2), *desk.ink.paragraph(facts, 2, "dim"), ""])
        data.append({"track": one.name, "title": one.title, "yours": mine, "nodes": [n.id for n in one.nodes],
                     "passed": done, "built": built, "not_built": planned})
    desk.say(nexts([("grade use TRACK", "makes it yours: `grade` then tells what is next on it")], desk.ink))
    desk.data({"tracks": data})
    return PASSED


@click.command()
@click.argument("track", required=False)
def use(track: str | None) -> int:
    """Choose your track; whatever you have passed counts on all of them. Without a name it says which there are."""
    from ..course.resolve import resolve_track
    from ..learner.workspace import choose
    desk = Desk()
    if track is None:
        return _tracks(desk)
    found = resolve_track(track)
    choose(desk.workspace, found.name)
    desk.say([f"your track is now {found.title} ({found.name})", "", *nexts([("grade", "what is next on it")], desk.ink)])
    return PASSED


@click.command()
@click.argument("what", metavar="[TRACK | NODE | ID]", required=False, shell_complete=complete)
@as_json
def show(what: str | None, as_json: bool) -> int:
    """Show a track, a week, an exercise or a part; without a name, your track."""
    from ..course.resolve import key
    from ..course.tracks import track, track_names
    desk = Desk(as_json)
    name = next((name for name in track_names() if what and key(name) == key(what)), None)
    if what is None or name:
        return _track(track(name) if name else desk.track, desk)
    found = resolved(what, desk)
    return _node(found, desk) if isinstance(found, Node) else _exercise(found, desk)


def _track(one: Track, desk: Desk) -> int:
    rows = []
    for node in one.nodes:
        done, built, _ = parts_done(node.exercises, desk)
        rows.append(("  " + node.name, f"{node.hours} h", f"{done}/{built}" if built else "not built", node.title))
    mine = one.name == desk.track.name
    after = ("grade", "what is next on it") if mine else (f"grade use {one.name}", "makes it yours")
    desk.say([*desk.ink.flow([desk.ink("bold", one.title), desk.ink("dim", one.name)]), *desk.ink.paragraph(one.description, 2, "dim"), "",
              *table(rows, desk.ink.width), "",
              *nexts([(f"grade show {one.nodes[0].name if mine else one.nodes[0].id}", "what it asks"), after] if one.nodes else [after], desk.ink)])
    desk.data({"track": one.name, "title": one.title, "nodes": [n.id for n in one.nodes]})
    return PASSED


def _node(node: Node, desk: Desk) -> int:
    ink = desk.ink
    after = f" · after {', '.join(a.id.removeprefix(node.track + '/') for a in node.after)}" if node.after else ""
    desk.say([*heading(node, ink), ink("dim", f"{node.id} · {node.hours} h{after}")])
    for title, references in (("Completes it", node.exercises), ("Offered besides", node.more)):
        if references:
            desk.say(["", ink("bold", title), *table([_row(r, desk) for r in references])])
    for title, checks in (("Mastery", node.mastery), ("Milestones", node.milestones), ("Gates", node.gates)):
        if checks:
            desk.say(["", ink("bold", title), *[row for check in checks for row in check_rows(check, desk)]])
    if node.resources:
        desk.say(["", ink("bold", "To read"), *[row for text in node.resources for row in ink.paragraph(text, 2)]])
    desk.say(["", *nexts([(f"grade {node.name if node.track == desk.track.name else node.id}", "grades all of it")], ink)])
    desk.data({"node": node.id, "title": node.title, "type": node.type, "hours": node.hours, "exercises": [str(r) for r in node.exercises],
               "more": [str(r) for r in node.more], "resources": list(node.resources),
               "mastery": [{"id": c.id, "statement": c.statement} for c in node.checks]})
    return PASSED


def _row(reference: Reference, desk: Desk) -> tuple[str, ...]:
    stands = standing(desk.task(reference.exercise), desk.records, only=reference.part)
    text, style = SIGNS[stands.state]
    return f"  {desk.ink(style, text)} {reference}", f"{desk.minutes(reference)} min", desk.ink("dim", WORDS[stands.state])


def _exercise(reference: Reference, desk: Desk) -> int:
    """Show what an exercise asks, its parts, and what it builds on."""
    ink, exercise = desk.ink, desk.built.get(reference.exercise)
    stands = standing(desk.task(reference.exercise), desk.records, _version(reference.exercise, desk))
    desk.data(_data(reference, stands, desk))
    if exercise is None:
        plan = desk.planned(reference.exercise)
        desk.say([*ink.paragraph(plan.title, 0, "bold"), ink("dim", f"{plan.id} · {plan.kind} · {plan.minutes} min · not built yet"), "",
                  *ink.paragraph(f"Its parts will be {', '.join(plan.parts)}.", 2)])
        return PASSED
    header = exercise.header
    facts = [exercise.id, f"{header.minutes} min", f"difficulty {header.difficulty}", *([f"after {', '.join(header.after)}"] if header.after else []),
             *([f"needs {', '.join(header.needs)}"] if header.needs else []), WORDS[stands.state]]
    desk.say([*ink.paragraph(exercise.title, 0, "bold"), *ink.paragraph(" · ".join(f for f in facts if f), 0, "dim"), "",
              *ink.prose(exercise.statement, 2), ""])
    rows = [(f"  {sign('passed' if p.name in stands.passed else 'unattempted', ink)} {p.name}",
             p.what + ("" if p.required else " (optional)") + (f", needs {', '.join(p.needs)}" if p.needs else ""))
            for p in exercise.parts if reference.part in (None, p.name)]
    unbuilt = [(f"  {sign('not_built', ink)} {name}", ink("dim", "not built yet")) for name in stands.unbuilt if reference.part in (None, name)]
    whole = (exercise.id, header.minutes)
    what, long = (typed(exercise, reference.part), minutes(exercise)) if reference.part else whole
    first = [f"  for mastery, derive it too: grade {name}" for name in stands.underived]
    first += [f"  passed with the answer open; once more on an empty copy, and it is mastered: grade review {typed(exercise, name)}"
              for name in stands.seen]
    desk.say([*table(rows + unbuilt, ink.width), *first, "", "  " + ink("dim", "file") + " " + desk.shown(exercise.work(desk.workspace.root)),
              *guide(exercise, reference.part, desk), "",
              *nexts([(f"grade {what}", f"when you have written it, about {long} min")], ink)])
    return PASSED


def _version(id: str, desk: Desk) -> str:
    from .. import grading
    return grading.course_version(desk.built[id]) if id in desk.built else ""


def _data(reference: Reference, stands: Standing, desk: Desk) -> dict[str, Any]:
    id = reference.exercise
    exercise = desk.built.get(id)
    return {"exercise": id, "title": desk.title(Reference(id)), "minutes": desk.minutes(reference), "state": stands.state,
            "passed": list(stands.passed), "due": list(stands.due), "open": list(stands.open),
            "not_built": list(stands.unbuilt), "derive_first": list(stands.underived),
            "answer_seen": list(stands.seen),
            "path": str(exercise.work(desk.workspace.root)) if exercise else None}
