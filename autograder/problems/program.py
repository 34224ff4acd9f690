"""A learner's file of problems: one function a problem, its statement the docstring, its body to be written."""
import inspect
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .problem import Problem

ALGEBRA = "from autograder.algebra import *\n"      # what symbolic answers are written with
NUMPY = "import numpy as np\n"
WIDTH = 100


@dataclass(frozen=True)
class Posed:
    """A problem in its place: which exercise's template drew it, for how many minutes, and with which draw."""
    exercise: str
    title: str
    kind: str
    minutes: int
    problem: Problem
    draw: int = 0

    def plain(self) -> dict[str, Any]:
        return {"exercise": self.exercise, "title": self.title, "kind": self.kind, "minutes": self.minutes, "draw": self.draw,
                "problem": self.problem.plain()}

    @classmethod
    def of(cls, data: dict[str, Any]) -> "Posed":
        return cls(data["exercise"], data["title"], data["kind"], int(data["minutes"]), Problem.of(data["problem"]), int(data.get("draw", 0)))


def name_of(number: int) -> str:
    """Return the function that answers a problem, counted from 1."""
    return f"problem_{number}"


def program(posed: Sequence[Posed], title: str, note: str = "", bodies: Sequence[str] = ()) -> str:
    """Return the file as a learner gets it; the `# %%` lines are the cells of a notebook.  bodies: what they wrote, a problem each."""
    minutes = sum(p.minutes for p in posed)
    head = [title, "", f"{minutes} min · {len(posed)} {'problem' if len(posed) == 1 else 'problems'}", *(["", *textwrap.wrap(note, WIDTH)] if note else [])]
    imports = NUMPY + (ALGEBRA if any(p.kind in ("symbolic", "derivation") for p in posed) else "")
    blocks = [_docstring(head, 0) + imports]
    for number, one in enumerate(posed, 1):
        blocks.append(f"# %% {name_of(number)}: {one.title}\n{function(one, number, *bodies[number - 1:number])}")
    return "\n\n".join(blocks)


def function(one: Posed, number: int, body: str = "...") -> str:
    """Return one answering function; a body that is given stands in place of what is to be written."""
    rows = [line for paragraph in one.problem.text().split("\n") for line in (textwrap.wrap(paragraph, WIDTH) or [""])]
    data = ", ".join(one.problem.arguments)
    setup = textwrap.indent(one.problem.setup.strip("\n") + "\n", "    ") if one.problem.setup.strip() else ""
    return f"def {name_of(number)}({data}):\n{_docstring(rows, 4)}{setup}{textwrap.indent(body.rstrip(), '    ')}\n"


def _docstring(rows: Sequence[str], indent: int) -> str:
    """Return text as a docstring that says exactly this, whatever stands in it."""
    raw = "r" if any("\\" in row for row in rows) else ""
    text = "\n".join(rows).replace('"""', "'''").rstrip("\\")
    if len(rows) == 1 and len(text) < WIDTH and not text.endswith('"'):
        return textwrap.indent(f'{raw}"""{text}"""\n', " " * indent)
    return textwrap.indent(f'{raw}"""{text}\n"""\n', " " * indent, lambda line: bool(line.strip()))


def key_lines(one: Posed) -> tuple[str, ...]:
    """Return the answer and the way there, as a marker reads them."""
    from .problem import written
    answer = "" if one.problem.answer is None else written(one.problem.answer)
    return (*((answer,) if answer else ()), *(inspect.cleandoc(step) for step in one.problem.steps))
