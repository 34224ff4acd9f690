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
from ..learner.mastery import standing
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

    An answer is a number (`-3`, `0.25`, `2/3`), a list (`[1, 2/3]`) or a dict (`{'a': 1}`), as Python writes them; Enter alone means: I do
    not know.

    A program asks with --json --seed N --answers FILE: as long as an answer is lacking, it is told the next question, and nothing is recorded.
    """
    desk = Desk(as_json)
    given = _given(file)
    if given is not None and seed is None:
        raise UsageError("--answers goes with --seed N, which fixes the questions that are answered")
    found = {id: t for id, t in templates().items() if t.kind in TYPED}
    order = [r.exercise for node in desk.track.nodes for r in node.exercises]
    order = list(dict.fromkeys(order))
    passed = frozenset(id for id in order if id in desk.built and standing(desk.task(id), desk.records).is_done)
    quiz = Placement(Map.of(order, lambda id: desk.task(id).after), passed=passed)
    seed = secrets.randbelow(1 << 31) if seed is None else seed
    if not found.keys() & set(order):
        where = "in this copy of the course, for it would hold the answers" if desk.is_a_copy else "yet"
        raise UsageError(f"no question can be asked about {desk.track.title} {where}; `grade` begins at its beginning")
    desk.say([desk.ink("bold", f"Where to begin in {desk.track.title}"),
              *desk.ink.paragraph(f"At most {MOST} questions{', none on what you have passed' if passed else ''}. "
                                  "Enter alone means: I do not know, which is a good answer here.", 0, "dim")])
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
            of_its_kind(answer, problem.answer)
        except ValueError as error:
            desk.say(desk.ink.paragraph(str(error), 3))
            continue
        is_right = _is_right(template, problem, answer)
        desk.say("   " + desk.ink("good", "✓ right") if is_right else "   " + desk.ink("dim", "✗ not that"))
        return is_right


def parsed(text: str) -> Any:
    """Return what was typed: Python's literals, and fractions without quotes."""
    try:
        return _value(ast.parse(text.strip(), mode="eval").body)
    except (ValueError, SyntaxError, TypeError, ZeroDivisionError, RecursionError, MemoryError):
        raise ValueError(f"`{text[:60]}` is no number, list or dict: type -3, 0.25, 2/3, [1, 2/3] or {{'a': 1}}") from None


def _value(node: ast.expr) -> Any:
    """Return a literal; a quotient in it is kept exactly, as 'a/b'."""
    from fractions import Fraction
    match node:
        case ast.BinOp(left=above, op=ast.Div(), right=below):
            return str(Fraction(str(_value(above))) / Fraction(str(_value(below))))
        case ast.UnaryOp(op=ast.USub(), operand=ast.BinOp() as quotient):
            return str(-Fraction(_value(quotient)))
        case ast.List(elts=entries) | ast.Tuple(elts=entries):
            return [_value(entry) for entry in entries]
        case ast.Dict(keys=keys, values=values):
            return {ast.literal_eval(key or node): _value(value) for key, value in zip(keys, values, strict=True)}
    return ast.literal_eval(node)


def of_its_kind(answer: Any, model: Any) -> None:
    """Raise ValueError where a list, a dict or a single value is asked for and another was typed: a slip, and no sign of not knowing."""
    if isinstance(model, dict):
        if not isinstance(answer, dict) or answer.keys() != model.keys():
            shape = ", ".join(f"'{key}': …" for key in model)
            raise ValueError(f"a dict with these keys is asked for: {{{shape}}}")
    elif model is not None and isinstance(model, list) != isinstance(answer, list) or isinstance(answer, dict) and model is not None:
        raise ValueError("a list is asked for, as in [1, 2]" if isinstance(model, list) else "one value is asked for, as in -3 or 2/3")


def _tell(quiz: Placement, desk: Desk) -> None:
    right = sum(quiz.asked.values())
    desk.say(["", desk.ink("bold", f"{right} of {len(quiz.asked)} solved" if quiz.asked else "You have passed all that could be asked.")])
    for id in quiz.repair:
        desk.say(desk.ink.paragraph(f"worth repairing: {desk.built[id].title if id in desk.built else id} ({id})", 2))
    start = next((id for id in quiz.map.order if id not in quiz.known and id in desk.built), None)
    rows = [(f"grade {start}", "is where it suggests to begin")] if start else [("grade", "what is next")]
    desk.say(["", *nexts([*rows, ("grade", "goes through all of it: nothing is locked")][:2], desk.ink)])
    desk.data({"asked": quiz.asked, "known": sorted(quiz.known), "repair": list(quiz.repair), "start": start})
