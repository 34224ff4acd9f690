"""Copies of exercises to be filled in again, beside the learner's own files, which they leave alone."""
import ast
import re
from collections.abc import Collection
from pathlib import Path

from ..course import c_text
from ..course.exercises import Exercise
from ..course.source_lines import source_lines, whole_source_lines
from ..course.stub import definitions
from ..errors import UsageError
from .merge import section
from .workspace import Workspace, keep, read, stub_of, write


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


def own_text(workspace: Workspace, exercise: Exercise) -> str | None:
    """Return what the learner has written; None where there is nothing, or nothing that can be read."""
    path = exercise.work(workspace.root)
    try:
        return read(path) if path.exists() else None
    except UsageError:    # no UTF-8: grading it says so
        return None


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
    if theirs is None or not _parses(theirs, exercise):
        return None
    stub = stub_of(exercise)
    here, there = _span(theirs, function, exercise), _span(stub, function, exercise)
    if here is None or there is None:
        return None
    text = theirs[:here[0]] + stub[slice(*there)] + theirs[here[1]:]
    return text if _parses(text, exercise) else None


def answer_alone(text: str) -> str:
    """Return a program without what both sides know: the lines at which its stub ends, its part's mark, its docstrings."""
    lines: list[str | None] = [*source_lines(text)]
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):    # C, or a file in pieces
        tree = ast.Module([], [])
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None and len(node.body) > 1:
            said = node.body[0]
            for number in range(said.lineno - 1, said.end_lineno or said.lineno):
                lines[number] = None
    known = re.compile(r"[ \t]*(// )?\.\.\.[ \t]*|(#|//) %% .*")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None and not known.fullmatch(line))).strip("\n")


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
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _span(text: str, function: str, exercise: Exercise) -> tuple[int, int] | None:
    """Return where a function stands in a text."""
    if exercise.is_compiled:
        return next(((f.start, f.closes + 1) for f in c_text.functions(text) if f.name == function), None)
    body: list[ast.stmt] = ast.parse(text).body
    *owner, name = function.split(".")
    for step in owner:
        body = next((n.body for n in body if isinstance(n, ast.ClassDef) and n.name == step), [])
    starts = [0]
    for line in whole_source_lines(text):
        starts.append(starts[-1] + len(line))
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name:
            first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            return starts[first - 1], starts[node.end_lineno or node.lineno]
    return None
