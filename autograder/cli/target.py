"""`grade week1`, `grade some-exercise`, `grade some-exercise#part`."""
import re
from typing import Any

import click

from ..course.exercises import Exercise
from ..course.nodes import Node
from ..course.references import Reference
from ..learner.practice import Practice, Told, not_begun
from ..model import Result
from ..report.naming import heading, label
from ..report.rows import Row, Rows, summary, verdict_of, words_of
from ..report.terminal import nexts, to_look_at
from .desk import Desk, of_a_grading
from .file import status_of
from .names import complete, resolved
from .screens import Claims, ending, failure
from .status import COURSE, NOT_YET, PASSED, SURROUNDINGS
from .steps import advice, opening


class Named(click.Command):
    """A command that is called by what it grades."""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_usage("grade", "WEEK | EXERCISE | EXERCISE#PART … [OPTIONS]")


@click.command(cls=Named)
@click.argument("what", nargs=-1, required=True, shell_complete=complete)
@of_a_grading
def target(what: tuple[str, ...], as_json: bool, fresh: bool, seed: int | None) -> int:
    """Grade a week, an exercise or a part of one."""
    desk = Desk(as_json)
    asked = [resolved(typed, desk) for typed in typed_names(what)]
    with Practice(desk.workspace, seed, fresh) as practice:
        answers = [_node(one, desk, practice) if isinstance(one, Node) else _exercise(one, desk, practice) for one in asked]
        if practice.reading.unreadable:
            desk.warn([f"{desk.shown(desk.workspace.ledger)}: {practice.reading.passed_over}"])
        desk.warn(practice.unrecorded)
    data = [found for found, _ in answers]
    desk.data(data[0] if len(data) == 1 else data)
    statuses = {status for _, status in answers} | ({SURROUNDINGS} if practice.unrecorded else set())
    return next(s for s in (COURSE, SURROUNDINGS, NOT_YET, PASSED) if s in statuses)


def typed_names(words: tuple[str, ...]) -> list[str]:
    """Return what was typed, `week 1` as the one name that it is."""
    return re.sub(r"(?im)^(week|module)\n(?=\d+$)", r"\1", "\n".join(words)).split("\n")


def _exercise(reference: Reference, desk: Desk, practice: Practice) -> tuple[dict[str, Any], int]:
    """Grade one exercise, or one part, and tell every check."""
    exercise = desk.built.get(reference.exercise)
    if exercise is None or reference.part and reference.part not in [p.name for p in exercise.parts]:
        return _not_built(reference, desk)
    claims = Claims(exercise, exercise.work(desk.workspace.root), desk)
    desk.status(f"  judging {exercise.id} …")
    told = practice.grade(exercise, reference.part, claims.hear, claims.watch)
    if told.since:
        for finding in told.result.findings:
            claims.hear(finding)
    ending(told.result, desk, told.since)
    desk.say(["", *nexts(advice(reference, told.result, desk, practice), desk.ink)])
    return _plain(told), status_of(told.result)


def _not_built(reference: Reference, desk: Desk) -> tuple[dict[str, Any], int]:
    title = desk.built[reference.exercise].title if reference.exercise in desk.built else desk.planned(reference.exercise).title
    sentence = f"{reference} is planned but not built yet: nothing grades it, and nothing waits for it."
    desk.say([*desk.ink.paragraph(title, 0, "bold"), "", *desk.ink.paragraph(sentence, 2), "", *nexts([("grade", "what you can do now")], desk.ink)])
    parts = [{"part": p, "verdict": "not_built"} for p in desk.task(reference.exercise).unbuilt]
    return {"exercise": reference.exercise, "passed": False, "parts": parts, "findings": []}, NOT_YET


def _node(node: Node, desk: Desk, practice: Practice) -> tuple[dict[str, Any], int]:
    """Grade what a week asks for; a row an exercise, and the one failure to look at next."""
    ink = desk.ink
    desk.say([*heading(node, ink), ""])
    rows = {reference: Row(desk.title(reference), str(reference), desk.minutes(reference)) for reference in node.exercises}
    write = Rows(list(rows.values()), ink)
    told: list[Told] = []
    planned: list[str] = []
    for reference, row in rows.items():
        exercise = desk.built.get(reference.exercise)
        if exercise is None or reference.part and reference.part not in [p.name for p in exercise.parts]:
            planned.append(str(reference))
            desk.say(write(row, "not_built", ["not built"]))
            continue
        one = _one(exercise, reference.part, desk, practice)
        told.append(one)
        desk.say(write(row, verdict_of(one.result), words_of(one.result, row.minutes), one.since))
    return _week(node, told, planned, desk, practice)


def _one(exercise: Exercise, part: str | None, desk: Desk, practice: Practice) -> Told:
    """Grade an exercise of a week; one that was not begun needs no run to say so."""
    if not practice.is_begun(exercise):
        return not_begun(exercise, part)
    desk.status(f"  judging {exercise.id} …")
    return practice.grade(exercise, part, lambda finding: desk.status(f"  judging {exercise.id}: {finding.claim}"),
                          lambda text: desk.status(f"  judging {exercise.id}: {text} …"))


def _week(node: Node, told: list[Told], planned: list[str], desk: Desk, practice: Practice) -> tuple[dict[str, Any], int]:
    """Say what all rows come to."""
    results = [one.result for one in told]
    failing = next((r for r in results if to_look_at(r.findings)), None)
    if failing:
        desk.say(failure(failing.findings, desk, failing.seed))
    desk.say(["", *summary(label(node), results, len(planned), desk.ink)])
    done = bool(results) and all(r.passed for r in results)
    rows = advice(Reference(failing.exercise), failing, desk, practice) if failing else opening(node.exercises, desk, practice)
    desk.say(["", *nexts(rows, desk.ink)] if rows else [])
    statuses = [status_of(r) for r in results if r.findings]
    status = COURSE if COURSE in statuses else PASSED if done else NOT_YET
    return {"node": node.id, "title": node.title, "passed": done, "earned": sum(r.earned for r in results),
            "possible": sum(r.possible for r in results), "not_built": planned, "exercises": [_plain(one) for one in told]}, status


def _plain(told: Told) -> dict[str, Any]:
    """Return a result as data, and since when nothing has changed."""
    result: Result = told.result
    return {**result.plain(), "unchanged_since": told.since or None}
