"""Run an experiment twice and write down what its numbers depend on."""
import json
import re
from typing import Any

import click

from ..course import places
from ..course.exercises import Exercise
from ..errors import UsageError
from ..learner.practice import Practice
from ..learner.provenance import Manifest
from ..learner.workspace import write
from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .status import NOT_YET, PASSED

SHOWN = 6       # calls, or numbers, that the screen names; the file has them all


@click.command()
@a_name()
@click.argument("experiment", nargs=-1, metavar="[FUNCTION [NAME=VALUE …]]")
@click.option("--seeds", "seeds", default="0", show_default=True, metavar="N[,N…]", help="The seeds; of a function of yours, three or more.")
@click.option("--tolerance", type=click.FloatRange(0), default=0.0, help="How far a second run may lie from the first, relative; 0 is to the bit.")
@as_json
def manifest(what: str, experiment: tuple[str, ...], seeds: str, tolerance: float, as_json: bool) -> int:
    """Run an experiment twice and write its manifest: seeds, settings, data, code, environment, results.

    Without FUNCTION the experiment is what the checks ask of your file, which passes.  With it, that function of yours is called
    with these arguments (JSON) under each seed, which goes to its parameter rng or seed:

    \b
    grade manifest condition-number-convergence sweep kappas=[10,100,1000] --seeds 0,1,2
    """
    desk = Desk(as_json)
    exercise, part = exercise_and_part(what, desk)
    numbers = _seeds(seeds)
    with Practice(desk.workspace) as practice:
        desk.status(f"  judging {exercise.id} …")
        result = practice.grade(exercise, part).result
        if not result.passed:
            desk.say([f"{what} does not pass yet, and a manifest is of an experiment that does", "", *nexts([(f"grade {what}", "what is missing")], desk.ink)])
            desk.data({"exercise": exercise.id, "passed": False})
            return NOT_YET
        from ..learner import rerun
        desk.status(f"  running {exercise.id} twice …")
        on = rerun.bench(exercise, exercise.work(desk.workspace.root), practice.host(exercise), practice.shelf)
        if experiment:
            arguments = dict(_argument(text) for text in experiment[1:])
            found = rerun.of_a_function(on, experiment[0], arguments, numbers, tolerance)
        elif len(numbers) > 1:
            raise UsageError("the checks draw their own data under one seed; several are for a function of yours: "
                             f"`grade manifest {what} FUNCTION --seeds {seeds}`")
        else:
            found = rerun.of_the_checks(on, numbers[0], part, tolerance=tolerance)
    path = places.manifest(desk.workspace.root, exercise.id, found.function)
    write(path, found.text())
    desk.hush()
    desk.data(json.loads(found.text()))
    _tell(found, exercise, desk)
    desk.say(["", *nexts([(desk.shown(path), "what its numbers depend on, and the id of each")], desk.ink)])
    return PASSED if found.is_reproduced else NOT_YET


def _tell(found: Manifest, exercise: Exercise, desk: Desk) -> None:
    ink = desk.ink
    if found.moved:
        desk.say([ink("bold", f"{exercise.title}: {len(found.moved)} of {len(found.calls)} calls gave something else the second time"), ""])
        for call in found.moved[:SHOWN]:
            desk.say(ink.paragraph(f"{call.function}: {call.moved}", 2))
        desk.say(["", *ink.paragraph("every draw must come from the seed that is handed in: not the clock, not the order of a set, not what was left "
                                     "over from an earlier call", 2, "dim")])
        return
    desk.say([ink("bold", f"{exercise.title}: {len(found.calls)} calls, the same twice"
                  + (f" within {found.tolerance:g}" if found.tolerance else " to the bit")), ""])
    moving = [number for number in found.summaries if number.std > 0] or list(found.summaries)      # what was handed in is the same under every seed
    for number in moving[:SHOWN]:
        desk.say(f"  {number.evidence}  {number.of}  {number.mean:.6g}, deviation {number.std:.3g}, 95% in {number.low:.6g} … {number.high:.6g}")
    if not found.summaries:
        for call in found.calls[:SHOWN]:
            desk.say(f"  {call.evidence}  {call.function}" + (f"  ({call.of})" if call.of else ""))
    more = len(found.summaries or found.calls) - min(SHOWN, len(moving or found.calls))
    if more > 0:
        desk.say(ink("dim", f"  … and {more} more"))
    if found.function and not found.summaries:
        desk.say(["", *ink.paragraph(f"{len(found.seeds)} seed{'s' if len(found.seeds) > 1 else ''}: no mean, deviation and interval are formed, for a "
                                     "claim needs three seeds at least: --seeds 0,1,2", 2, "dim")])


def _seeds(text: str) -> list[int]:
    if not re.fullmatch(r"\d{1,9}(,\d{1,9})*", text):
        raise UsageError(f"--seeds {text}: whole numbers with commas between, as in --seeds 0,1,2")
    numbers = [int(n) for n in text.split(",")]
    if len(set(numbers)) < len(numbers):
        raise UsageError(f"--seeds {text}: a seed stands there twice; the same run counts once")
    return numbers


def _argument(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals or not name.isidentifier():
        raise UsageError(f"`{text}`: an argument is NAME=VALUE, as in kappas=[10,100]")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value
