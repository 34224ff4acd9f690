"""Commands about kernels and what this machine has for them."""
from pathlib import Path

import click

from ..report.terminal import nexts
from .desk import Desk, as_json
from .names import a_name, exercise_and_part
from .status import PASSED, SURROUNDINGS


@click.command()
@a_name()
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), default=0, metavar="N", help="Fix what is drawn.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write the drawing.")
def trace(what: str, seed: int, output: Path | None) -> int:
    """Draw a launch of your kernel: which thread touches which element, from barrier to barrier, as an SVG for your browser."""
    from ..grading.tracing import drawing
    from ..practice import Practice
    from ..workspace import opened
    desk = Desk()
    exercise, part = exercise_and_part(what, desk)
    with Practice(desk.workspace) as practice:
        text = drawing(exercise, opened(desk.workspace, exercise), part, seed, practice.host(exercise))
    path = output or exercise.work(desk.workspace.root).with_suffix(".svg")
    path.write_text(text, encoding="utf-8")
    desk.say([f"{desk.shown(path)}", "", *nexts([(f"open {desk.shown(path)}", "in a browser: point at a cell and it says who came")], desk.ink)])
    return PASSED


@click.command()
@as_json
def doctor(as_json: bool) -> int:
    """Say what this machine has for the course, what a missing thing costs, and how to get it."""
    from ..doctor import things
    desk = Desk(as_json)
    found = list(things())
    desk.data([{"name": t.name, "there": t.is_there, "found": t.found, "costs": t.costs, "how": t.how} for t in found])
    for thing in found:
        head = desk.ink("good", "✓") if thing.is_there else desk.ink("dim", "–")
        desk.say([f"{head} {desk.ink('bold', thing.name)}", *desk.ink.paragraph(thing.found, 4)])
        if not thing.is_there:
            desk.say([*desk.ink.paragraph(thing.costs, 4, "dim"), *desk.ink.paragraph(f"to get it: {thing.how}", 4, "dim")])
    return PASSED if all(t.is_there for t in found[:2]) else SURROUNDINGS
