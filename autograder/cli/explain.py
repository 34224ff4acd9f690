"""`grade explain`: the model answer beside the learner's own, with its reasons."""
from pathlib import Path
from typing import Any

import click

from ..course.answers import OtherAnswer, other_answers
from ..course.exercises import Exercise, Part
from ..errors import SurroundingsError, UsageError
from ..learner import ledger
from ..learner.copies import answer_alone
from ..learner.mastery import standing
from ..learner.merge import section
from ..learner.practice import Practice
from ..learner.workspace import read
from ..report.beside import beside
from ..report.naming import typed
from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .status import PASSED
from .stuck import last_graded, without_exam


@click.command()
@a_name(required=False)
@click.option("--anyway", is_flag=True, help="Open the answer before you have passed; it is written down, and an empty copy is asked for later.")
@as_json
def explain(what: str | None, anyway: bool, as_json: bool) -> int:
    """Show the model answer beside yours, its reasons, what else is right and where it often goes wrong.

    It teaches most once you have passed. With --anyway the first part that you have not passed is opened too: that is no shame and
    costs nothing but this: it counts as mastered once you have written it again on an empty copy (`grade review`).
    """
    desk = Desk(as_json)
    what = what or last_graded(desk.reading)
    exercise, part = exercise_and_part(what, desk)
    without_exam(exercise, desk.reading)
    if not exercise.solution.exists():
        raise UsageError(f"this copy of the course holds no answer of {exercise.id}; who gave it to you has it")
    passed = standing(desk.task(exercise.id), desk.records).passed
    wanted = [p for p in exercise.parts if part in (None, p.name)]
    shut = [p for p in wanted if p.name not in passed]
    opened = shut[0] if anyway and shut else None
    if len(shut) == len(wanted) and opened is None:
        raise UsageError(f"{what} is explained once it is passed, when it teaches most: `grade hint {what}` helps until then. "
                         f"`grade explain {what} --anyway` opens it now; then it waits for an empty copy to count as mastered")
    if opened:
        _write_down(exercise, opened, desk)
    answers = other_answers(exercise)
    shown = [p for p in wanted if p.name in passed or p is opened]
    for one in shown:
        desk.say(_part(exercise, one, answers, desk))
    if left := [p.name for p in shut if p is not opened]:
        desk.say(["", *desk.ink.paragraph(f"{', '.join(left)}: once passed", 0, "dim")])
    if opened:
        again = typed(exercise, opened.name)
        desk.say(["", *nexts([(f"grade {again}", "when you have written it yourself"),
                              (f"grade review {again}", "tomorrow, say: an empty copy; then it is yours")], desk.ink)])
    desk.data({"exercise": exercise.id, "parts": [_data(exercise, p, answers, desk) for p in shown], "opened_early": opened.name if opened else None})
    return PASSED


def _write_down(exercise: Exercise, part: Part, desk: Desk) -> None:
    """Record that an answer was opened; it is shown only if that could be recorded."""
    with Practice(desk.workspace) as practice:
        if practice.may_append:
            practice.remember(ledger.answer_opened(exercise.id, part.name))
        if practice.unrecorded:
            raise SurroundingsError(practice.unrecorded[0])


def model(exercise: Exercise, part: Part) -> str:
    """Return the model answer of a part."""
    return answer_alone("\n".join(exercise.text.splitlines()[part.first - 1:part.last]))


def own(exercise: Exercise, part: str, path: Path) -> str:
    """Return the learner's own text of a part; nothing, where it cannot be read."""
    try:
        text = read(path)
    except (SurroundingsError, UsageError):
        return ""
    span = section(text, part)
    return answer_alone(text[slice(*span)] if span else text)


def _neighbours(exercise: Exercise, part: str, answers: tuple[OtherAnswer, ...]) -> tuple[list[OtherAnswer], dict[str, str]]:
    """Return what else is right, and what often goes wrong, by title: an answer is understood by its neighbours."""
    here = [a for a in answers if any(exercise.homes.get(name) == part for name in a.changed)]
    return [a for a in here if not a.check], {a.title: a.sentence for a in here if a.check and a.sentence}


def _part(exercise: Exercise, part: Part, answers: tuple[OtherAnswer, ...], desk: Desk) -> list[str]:
    ink, theirs = desk.ink, own(exercise, part.name, exercise.work(desk.workspace.root))
    rows = ["", *ink.paragraph(exercise.title + (f": {part.name}" if part.what else ""), 0, "bold"), ""]
    answer = model(exercise, part)
    if theirs.split() == answer.split():
        rows += ["  " + ink("bold", "Yours is the model answer"), *ink.paragraph(answer, 4)]
    else:
        rows += beside(("Yours", theirs or "(your file cannot be read)"), ("The model answer", answer), ink)
    right, wrong = _neighbours(exercise, part.name, answers)
    if right:
        rows += ["", "  " + ink("bold", "Also right")]
        rows += [row for a in right for row in ink.paragraph(f"{a.title}{': ' + a.sentence if a.sentence else ''}", 4)]
    if wrong:
        rows += ["", "  " + ink("bold", "Where it goes wrong")]
        rows += [row for title, sentence in wrong.items() for row in ink.paragraph(f"{title}: {sentence}", 4)]
    return rows


def _data(exercise: Exercise, part: Part, answers: tuple[OtherAnswer, ...], desk: Desk) -> dict[str, Any]:
    right, wrong = _neighbours(exercise, part.name, answers)
    return {"part": part.name, "yours": own(exercise, part.name, exercise.work(desk.workspace.root)), "answer": model(exercise, part),
            "also_right": [{"title": a.title, "sentence": a.sentence} for a in right],
            "goes_wrong": [{"title": title, "sentence": sentence} for title, sentence in wrong.items()]}
