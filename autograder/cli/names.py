"""What was typed, as the course knows it."""
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click
from click.shell_completion import CompletionItem

from ..course.c_text import SUFFIXES
from ..course.exercises import Exercise
from ..course.nodes import Node
from ..course.references import Reference
from ..errors import UsageError
from .completion import starting_with
from .desk import Desk

Command = TypeVar("Command", bound=Callable[..., Any])


def resolved(typed: str, desk: Desk) -> Node | Reference:
    """Return the node, exercise or part that is meant; a command with a letter wrong is told as one."""
    from ..course.resolve import resolve
    if found := _of_a_file(typed, desk):
        return found
    try:
        return resolve(typed, desk.track.name)
    except UsageError as error:
        from difflib import get_close_matches

        from .commands import COMMANDS
        near = get_close_matches(typed, [name for name in COMMANDS if name != "grade"], 1, cutoff=0.7)
        if near and "did you mean" not in str(error):
            raise UsageError(f"{error}; did you mean the command `grade {near[0]}`?") from None
        raise


def _of_a_file(typed: str, desk: Desk) -> Reference | None:
    """Return the exercise whose file is named, as it is shown: `work/numerics/softmax.py:12`."""
    path = re.sub(r":\d*$", "", typed)
    if not path.endswith((".py", *SUFFIXES)):
        return None
    here, root = Path(os.path.realpath(path)), Path(os.path.realpath(desk.workspace.root))
    return next((Reference(e.id) for e in desk.built.values() if e.work(root) == here), None)


def exercise_and_part(typed: str, desk: Desk) -> tuple[Exercise, str | None]:
    """Return the exercise that is meant, and the part, if one is; both are built."""
    found = resolved(typed, desk)
    if isinstance(found, Node):
        listed = "\n".join(f"  {reference}" for reference in found.exercises)
        raise UsageError(f"`{typed}` is a whole {found.type}; name one of its exercises:\n{listed}")
    exercise = desk.built.get(found.exercise)
    if exercise is None:
        raise UsageError(f"`{found.exercise}` is planned but not built yet: there is nothing to grade; `grade` tells what you can do now")
    if found.part and found.part not in [p.name for p in exercise.parts]:
        raise UsageError(f"`{found}` is planned but not built yet; of {exercise.id} there is {', '.join(p.name for p in exercise.parts)}")
    return exercise, found.part


def a_name(required: bool = True) -> Callable[[Command], Command]:
    """Add the argument that names an exercise or a part."""
    metavar = "ID[#PART]" if required else "[ID[#PART]]"
    return click.argument("what", metavar=metavar, required=required, shell_complete=complete)


def complete(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return starting_with(incomplete)
