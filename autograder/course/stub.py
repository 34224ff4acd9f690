"""The stub is the solution cut at `...`; what a learner has not written yet is what still equals it."""
import ast
import io
import tokenize
from collections.abc import Iterator
from typing import Literal

from . import c_text
from .source_lines import source_lines

Kind = Literal["kept", "blank", "answer"]


def stub(source: str, suffix: str = ".py") -> str:
    """Return the source without what stands after each `...`: to the end of its block, comments included.

    A block ends at the first line that is indented less; at column 0, at the next `# %%` line.
    """
    if suffix != ".py":
        return c_text.stub(source)
    kept: list[str] = []
    before: Kind = "kept"
    for line, kind in kinds(source):
        if kind != "answer" and before != "kept":
            kept += gap(line)       # the blank lines went with the answer
        if kind != "answer":
            kept.append(line)
        before = kind
    return "\n".join(kept).rstrip() + "\n"


def kinds(source: str) -> Iterator[tuple[str, Kind]]:
    """Yield each line and whether the stub keeps it, it is the `...` itself, or it belongs to the answer."""
    margin: int | None = None
    for line, inside in zip(source_lines(source), _inside_strings(source), strict=False):
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if margin is not None and text and not inside and (indent < margin or line.startswith("# %%")):
            margin = None
        if margin is not None:
            yield line, "answer"
        elif text == "..." and not inside:
            margin = indent
            yield line, "blank"
        else:
            yield line, "kept"


def gap(line: str) -> list[str]:
    """Return the empty lines between an answer and what follows it."""
    return ["", ""] if line == line.lstrip() else [""]


def _inside_strings(source: str) -> list[bool]:
    """Return for each line whether it begins inside a string of several lines."""
    inside = [False] * (source.count("\n") + 1)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.STRING:
            for number in range(token.start[0], token.end[0]):
                inside[number] = True
    return inside


def blanks(stub_text: str, suffix: str = ".py") -> dict[str, str]:
    """Return {name: statements} of what a learner is to write: functions and methods whose body holds `...`."""
    return {name: body for name, body in definitions(stub_text, suffix) if body.endswith("...")}


def untouched(theirs: str, blank: dict[str, str], suffix: str = ".py") -> set[str]:
    """Return the names the learner has not written yet: their statements are still the stub's."""
    return {name for name, body in definitions(theirs, suffix) if blank.get(name) == body}


def definitions(source: str, suffix: str = ".py") -> Iterator[tuple[str, str]]:
    """Yield (name, statements after the docstring as one line) of functions and of `Class.method`s."""
    if suffix != ".py":
        yield from c_text.definitions(source)
        return
    lines = source_lines(source)
    for node in ast.parse(source).body:
        members: list[ast.AST] = [node, *node.body] if isinstance(node, ast.ClassDef) else [node]
        for inner in members:
            if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                name = inner.name if inner is node or not isinstance(node, ast.ClassDef) else f"{node.name}.{inner.name}"
                yield name, _body(inner, lines)


def _body(function: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> str:
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    rows = lines[body[0].lineno - 1:function.end_lineno] if body else []
    return " ".join(code for row in rows if (code := row.strip()) and not code.startswith("#"))
