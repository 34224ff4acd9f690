"""Copies of exercises to be filled in again, beside the learner's own files, which they leave alone."""
import ast
import re
from collections.abc import Collection
from pathlib import Path

from .course.exercises import Exercise
from .course.stub import definitions
from .merge import section
from .workspace import Workspace, keep, stub_of, write


def lay_out(workspace: Workspace, path: Path, text: str) -> None:
    """Write a copy; what lies there from before is kept."""
    put_away(workspace, path)
    write(path, text)


def put_away(workspace: Workspace, path: Path) -> Path | None:
    """Move a copy that is done with to where nothing is overwritten; return where."""
    if not path.exists():
        return None
    kept = keep(workspace, path)
    path.unlink()
    return kept


def emptied(exercise: Exercise, theirs: str | None, parts: Collection[str]) -> str:
    """Return the learner's text with these parts as in the stub; the stub itself, where all parts are meant or theirs cannot be cut."""
    stub = stub_of(exercise)
    if theirs is None or len(parts) == len(exercise.parts):
        return stub
    text = theirs
    for part in parts:
        here, there = section(text, part), section(stub, part)
        if here is None or there is None:
            return stub
        text = text[:here[0]] + stub[slice(*there)] + text[here[1]:]
    return text if _parses(text, exercise) else stub


def blanked(exercise: Exercise, theirs: str | None, function: str) -> str | None:
    """Return the learner's text with one function, or `Class.method`, as in the stub; None where it cannot be cut out."""
    if theirs is None or exercise.is_compiled or not _parses(theirs, exercise):
        return None
    stub = stub_of(exercise)
    here, there = _span(theirs, function), _span(stub, function)
    if here is None or there is None:
        return None
    lines = theirs.splitlines(keepends=True)
    lines[here[0]:here[1]] = stub.splitlines(keepends=True)[slice(*there)]
    text = "".join(lines)
    return text if _parses(text, exercise) else None


def without_dots(text: str) -> str:
    """Return a program without the lines at which its stub ends."""
    return re.sub(r"^[ \t]*(// )?\.\.\.[ \t]*\n", "", text, flags=re.MULTILINE).strip("\n")


def is_blank(exercise: Exercise, text: str, functions: Collection[str]) -> bool:
    """Return whether none of these functions has been written yet."""
    if not _parses(text, exercise):
        return False
    theirs = dict(definitions(text, exercise.suffix))
    return all(theirs.get(name) == exercise.blanks[name] for name in functions)


def _parses(text: str, exercise: Exercise) -> bool:
    if exercise.is_compiled:
        return True
    try:
        ast.parse(text)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _span(text: str, function: str) -> tuple[int, int] | None:
    """Return where a function stands, as a slice of the lines."""
    body: list[ast.stmt] = ast.parse(text).body
    *owner, name = function.split(".")
    for step in owner:
        body = next((n.body for n in body if isinstance(n, ast.ClassDef) and n.name == step), [])
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            return min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1, node.end_lineno or node.lineno
    return None
