"""Commands about kernels and what this machine has for them."""
from pathlib import Path

import click

from ..errors import LearnerError, UsageError
from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .status import NOT_YET, PASSED, SURROUNDINGS


@click.command()
@a_name()
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help="Fix what is drawn.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the drawing.")
def trace(what: str, seed: int, output: Path | None) -> int:
    """Draw a launch of your kernel: which thread touches which element, from barrier to barrier, as an SVG for your browser."""
    from ..grading.tracing import drawing
    from ..learner.practice import Practice
    from ..learner.workspace import opened, write
    desk = Desk()
    exercise, part = exercise_and_part(what, desk)
    with Practice(desk.workspace) as practice:
        text = drawing(exercise, opened(desk.workspace, exercise), part, seed, practice.host(exercise))
    path = output or exercise.work(desk.workspace.root).with_suffix(".svg")
    path.write_text(text, encoding="utf-8")
    write(desk.workspace.trace(exercise), text)     # for its page on the dashboard
    desk.say([f"{desk.shown(path)}", "", *nexts([(f"open {desk.shown(path)}", "in a browser: point at a cell and it says who came")], desk.ink)])
    return PASSED


@click.command()
@a_name()
@click.option("--file", type=click.Path(path_type=Path), help="A file other than yours, the solution say.")
@click.option("-n", "size", type=click.IntRange(1), default=1 << 25, show_default=True, help="How many elements are timed.")
def speed(what: str, file: Path | None, size: int) -> int:
    """Run your kernel on a GPU: right at every size, then how fast against what the card reaches; nothing is recorded or required."""
    from ..grading.collection import collect
    from ..kernels.gpu import Device, card
    from ..learner.workspace import opened
    desk = Desk()
    exercise, _ = exercise_and_part(what, desk)
    cases = collect(exercise).on_gpu
    if cases is None:
        raise UsageError(f"{exercise.id} has nothing to run on a GPU")
    path = file or opened(desk.workspace, exercise)
    device = Device(path.name, path.read_text("utf-8"))
    desk.say([desk.ink("bold", exercise.title), f"  {card()}", ""])
    try:
        wrong = list(device.check(cases))
        desk.say([f"  {what}" for what in wrong] or "  right at every size")
        if not wrong:
            desk.say(f"  {device.speed(cases, size)}")
    except LearnerError as error:
        desk.say(desk.ink.paragraph(error.message, 2))
        return NOT_YET
    return NOT_YET if wrong else PASSED


@click.command()
@as_json
def doctor(as_json: bool) -> int:
    """Say what this machine has for the course, what a missing thing costs, and how to get it."""
    from ..doctor import things
    desk = Desk(as_json)
    found = []
    for thing in things(desk.workspace):    # told one by one: some take a second to try
        found.append(thing)
        head = desk.ink("good", "✓") if thing.is_there else desk.ink("bad", "✗") if thing.is_needed else desk.ink("dim", "–")
        desk.say([f"{head} {desk.ink('bold', thing.name)}", *desk.ink.paragraph(thing.found, 4)])
        if not thing.is_there:
            desk.say([*desk.ink.paragraph(thing.costs, 4, "dim"), *desk.ink.paragraph(f"to get it: {thing.how}", 4, "dim")])
    desk.data([{"name": t.name, "there": t.is_there, "needed": t.is_needed, "found": t.found, "costs": t.costs, "how": t.how} for t in found])
    return PASSED if all(t.is_there for t in found if t.is_needed) else SURROUNDINGS
