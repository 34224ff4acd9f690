"""`grade place`: a short quiz that suggests where to begin."""
import ast
import json
import secrets
import sys
from pathlib import Path
from typing import Any

import click
import numpy as np

from ..checks.compare import Mismatch
from ..errors import UsageError
from ..learner import ledger
from ..learner.placement import MOST, Map, Placement
from ..problems.problem import Problem
from ..problems.template import Template, templates
from ..report.terminal import nexts
from .desk import Desk, as_json
from .status import NOT_YET, PASSED

TYPED = ("numeric", "steps")     # kinds whose answer can be typed in a line


@click.command()
@click.option("--seed", type=click.IntRange(0, 2**31 - 1), metavar="N", help="Ask the same questions again.")
@click.option("--answers", "file", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE",
              help="A JSON list of answers in the order of the questions, null for one that is not known; the first that lacks one is told.")
@as_json
def place(seed: int | None, file: Path | None, as_json: bool) -> int:
    """Answer a few questions; it suggests where to begin and what to repair.  Nothing is locked, and nothing counts.

    An answer is a number (`-3`, `0.25`, `2/3`), a list (`[1, 2]`) or a dict, as Python writes them; Enter alone means: I do not know.

    A program asks with --json --seed N --answers FILE: as long as an answer is lacking, it is told the next question, and nothing is recorded.
    """
    desk = Desk(as_json)
    given = _given(file)
    if given is not None and seed is None:
        raise UsageError("--answers goes with --seed N, which fixes the questions that are answered")
    found = {id: t for id, t in templates().items() if t.kind in TYPED}
    order = [r.exercise for node in desk.track.nodes for r in node.exercises]
    order = list(dict.fromkeys(order))
    quiz = Placement(Map.of(order, lambda id: desk.task(id).after))
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    if quiz.next(found) is None:
        where = "in this copy of the course, for it would hold the answers" if desk.is_a_copy else "yet"
        raise UsageError(f"no question can be asked about {desk.track.title} {where}; `grade` begins at its beginning")
    desk.say([desk.ink("bold", f"Where to begin in {desk.track.title}"),
              *desk.ink.paragraph(f"At most {MOST} questions. Enter alone means: I do not know, which is a good answer here.", 0, "dim")])
    while (id := quiz.next(found)) is not None:
        number = len(quiz.asked) + 1
        problem = found[id].draw(np.random.default_rng([seed, number]))
        desk.say(["", *desk.ink.paragraph(f"{number}. {found[id].title}", 0, "bold"), *desk.ink.paragraph(problem.text(), 3)])
        right: bool | None = None
        if given is None:
            right = _asked(found[id], problem, desk)
        elif number <= len(given):
            right = _is_right(found[id], problem, given[number - 1])
        if right is None:
            desk.say(["", f"no answer of number {number} is given yet: --answers FILE"])
            desk.data({"question": {"number": number, "title": found[id].title, "text": problem.text()}, "asked": quiz.asked, "seed": seed})
            return NOT_YET
        quiz.asked[id] = right
    ledger.append(desk.workspace.ledger, ledger.entry("placement", track=desk.track.name, seed=seed, asked=quiz.asked, start=quiz.start))
    _tell(quiz, desk)
    return PASSED


def _given(file: Path | None) -> list[Any] | None:
    """Return the answers of a file; None where none is named."""
    if file is None:
        return None
    try:
        found = json.loads(file.read_text("utf-8"))
    except OSError as error:
        raise UsageError(f"{file}: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{file} is no JSON: {error}") from None
    if not isinstance(found, list) or len(found) > MOST:
        raise UsageError(f"{file}: a JSON list of at most {MOST} answers is expected, such as [-3, \"2/3\", [1, 2], null]")
    return found


def _is_right(template: Template, problem: Problem, answer: Any) -> bool:
    """Return whether an answer is right; None is one that is not known, and what no judge can make sense of is wrong."""
    if answer is None:
        return False
    try:
        template.check(lambda *data: answer, problem)
    except Mismatch:
        return False
    return True


def _asked(template: Template, problem: Problem, desk: Desk) -> bool | None:
    """Have one question answered; return whether it is right, or None where a program has no answer to it yet."""
    while True:
        try:
            text = click.prompt("   ", default="", show_default=False, prompt_suffix="", err=desk.as_json).strip()
        except click.Abort:
            if desk.as_json and not sys.stdin.isatty():
                return None
            raise UsageError("stopped; nothing was written down, and `grade place` begins again") from None
        if not text:
            return False
        try:
            answer = parsed(text)
        except ValueError as error:
            desk.say(desk.ink.paragraph(str(error), 3))
            continue
        return _is_right(template, problem, answer)


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
