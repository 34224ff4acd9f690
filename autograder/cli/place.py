"""`grade place`: a short quiz that suggests where to begin."""
import ast
import secrets
from typing import Any

import click
import numpy as np

from .. import ledger
from ..checks.compare import Mismatch
from ..errors import UsageError
from ..placement import MOST, Map, Placement
from ..problems.template import Template, templates
from ..report.terminal import nexts
from .desk import Desk, as_json
from .status import PASSED

TYPED = ("numeric", "steps")     # kinds whose answer can be typed in a line


@click.command()
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Ask the same questions again.")
@as_json
def place(seed: int | None, as_json: bool) -> int:
    """Answer a few questions; it suggests where to begin and what to repair.  Nothing is locked, and nothing counts.

    An answer is a number (`-3`, `0.25`, `2/3`), a list (`[1, 2]`) or a dict, as Python writes them; Enter alone means: I do not know.
    """
    desk = Desk(as_json)
    found = {id: t for id, t in templates().items() if t.kind in TYPED}
    order = [r.exercise for node in desk.track.nodes for r in node.exercises]
    order = list(dict.fromkeys(order))
    quiz = Placement(Map.of(order, lambda id: desk.task(id).after))
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    if quiz.next(found) is None:
        raise UsageError(f"no question can be asked about {desk.track.title} yet; `grade` begins at its beginning")
    desk.say([desk.ink("bold", f"Where to begin in {desk.track.title}"),
              *desk.ink.paragraph(f"At most {MOST} questions. Enter alone means: I do not know, which is a good answer here.", 0, "dim")])
    while (id := quiz.next(found)) is not None:
        quiz.asked[id] = _asked(found[id], len(quiz.asked) + 1, seed, desk)
    ledger.append(desk.workspace.ledger, ledger.entry("placement", track=desk.track.name, seed=seed, asked=quiz.asked, start=quiz.start))
    _tell(quiz, desk)
    return PASSED


def _asked(template: Template, number: int, seed: int, desk: Desk) -> bool:
    """Ask one question; return whether it was answered."""
    problem = template.draw(np.random.default_rng([seed, number]))
    desk.say(["", *desk.ink.paragraph(f"{number}. {template.title}", 0, "bold"), *desk.ink.paragraph(problem.text(), 3)])
    while True:
        try:
            text = click.prompt("   ", default="", show_default=False, prompt_suffix="", err=desk.as_json).strip()
        except click.Abort:
            raise UsageError("stopped; nothing was written down, and `grade place` begins again") from None
        if not text:
            return False
        try:
            answer = parsed(text)
        except ValueError as error:
            desk.say(desk.ink.paragraph(str(error), 3))
            continue
        try:
            template.check(lambda *data, answer=answer: answer, problem)
        except Mismatch:
            return False
        return True


def parsed(text: str) -> Any:
    """Return what was typed: Python's literals, and fractions without quotes."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        pass
    from fractions import Fraction
    try:
        return str(Fraction(text.replace(" ", "")))
    except (ValueError, ZeroDivisionError):
        raise ValueError(f"`{text[:60]}` is no number, list or dict: type -3, 0.25, 2/3, [1, 2] or {{'a': 1}}; a fraction in a list stands in "
                         "quotes") from None


def _tell(quiz: Placement, desk: Desk) -> None:
    right = sum(quiz.asked.values())
    desk.say(["", desk.ink("bold", f"{right} of {len(quiz.asked)} solved")])
    for id in quiz.repair:
        desk.say(desk.ink.paragraph(f"worth repairing: {desk.built[id].title if id in desk.built else id} ({id})", 2))
    start = next((id for id in quiz.map.order if id not in quiz.known and id in desk.built), None)
    rows = [(f"grade {start}", "is where it suggests to begin")] if start else [("grade", "what is next")]
    desk.say(["", *nexts([*rows, ("grade", "goes through all of it: nothing is locked")][:2], desk.ink)])
    desk.data({"asked": quiz.asked, "known": sorted(quiz.known), "repair": list(quiz.repair), "start": start})
