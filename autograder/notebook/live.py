"""What a live kernel defines beside what is saved: the saved file counts, with the kernel's functions where they are other programs."""
import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..course.exercises import Exercise
from ..course.stub import untouched
from ..learner.mine import defines, first_line
from .reading import Statement, closure, definitions, statements


@dataclass(frozen=True)
class Live:
    """A program to grade: the functions taken from the kernel, and those the kernel has only as the stub though the file has more."""
    text: str
    taken: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()


def live(saved: str, kernel: Mapping[str, str], cells: Sequence[str], exercise: Exercise) -> Live:
    """Return the program: `kernel` holds the source of each function of the kernel that a cell wrote, `cells` all that was run, oldest first."""
    try:
        tree = ast.parse(saved)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return Live(saved)      # its loading says what is wrong
    own = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    taken, behind = dict[str, Statement](), list[str]()
    for name in dict.fromkeys([*exercise.homes, *own]):
        found = _definition(name, kernel)
        if found is None or name in own and ast.dump(own[name]) == ast.dump(ast.parse(found.source).body[0]):
            continue
        if name in own and _is_blank(name, found.source, exercise) and not _is_blank(name, _lines(saved, own[name]), exercise):
            behind.append(name)
        elif name in own or not _is_blank(name, found.source, exercise):
            taken[name] = found
    if not taken:
        return Live(saved, (), tuple(behind))
    have = {name for node in tree.body for name in defines(node)} - set(taken)
    run = [s for s in definitions(enumerate(cells, 1)) if not (s.is_definition and s.names & set(kernel))]
    written = [s for name in kernel if name not in taken and (s := _definition(name, kernel))]
    brought = [s for s in closure([*run, *written], list(taken.values()), have) if s not in taken.values() and not (s.names & {"*", *have})]
    return Live(_together(saved, own, taken, brought), tuple(taken), tuple(behind))


def _definition(name: str, kernel: Mapping[str, str]) -> Statement | None:
    found = [s for s in statements(0, kernel[name]) or [] if name in s.names] if name in kernel else []
    return found[-1] if found and found[-1].is_definition else None


def _is_blank(name: str, source: str, exercise: Exercise) -> bool:
    blank = {k: v for k, v in exercise.blanks.items() if k.partition(".")[0] == name}
    return bool(blank) and untouched(source, blank) == set(blank)


def _lines(text: str, node: ast.stmt) -> str:
    return "\n".join(text.split("\n")[first_line(node) - 1:node.end_lineno])


def _together(saved: str, own: Mapping[str, ast.stmt], taken: Mapping[str, Statement], brought: Sequence[Statement]) -> str:
    """Return the saved text with these functions in the place of its own; what they bring along stands before all functions."""
    lines = saved.split("\n")
    spots = sorted(((first_line(own[name]), own[name].end_lineno or 0, taken[name].source) for name in taken if name in own), reverse=True)
    first = min((first_line(node) for node in own.values()), default=len(lines) + 1)
    for begin, end, source in spots:
        lines[begin - 1:end] = source.split("\n")
    lines[first - 1:first - 1] = [row for s in brought for row in (*s.source.split("\n"), "")]
    added = [source for name, s in taken.items() if name not in own for source in ("", "", s.source)]
    return "\n".join([*lines, *added]).rstrip("\n") + "\n"


def functions(text: str) -> list[tuple[str, int, int]]:
    """Return (name, first line, last line) of functions, classes and methods, the inner after the outer."""
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    found = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = node.body if isinstance(node, ast.ClassDef) else []
            methods = [(f"{node.name}.{n.name}", n) for n in inner if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
            found += [(n, d.lineno, d.end_lineno or d.lineno) for n, d in [(node.name, node), *methods]]
    return found
