"""Scenarios: the source of a check-file function, with all it needs, on its way to the learner's side."""
import ast
import inspect
import textwrap
import types
from collections.abc import Callable
from functools import cache
from typing import Any

from ..errors import CourseError

Source = tuple[str, int, str]       # file, line, text
KEPT_HERE = ("autograder", "reference", "solutions")       # `autograder.algebra` alone may go over: it is the learner's language too


@cache
def ship(function: Callable[..., Any]) -> tuple[list[Source], dict[str, Any]]:
    """Return (sources, constants): what a scenario names, transitively; refuse what cannot cross, at path:line."""
    cargo = _Cargo()
    cargo.collect(function)
    return cargo.imports + cargo.functions, cargo.constants


class _Cargo:
    def __init__(self) -> None:
        self.imports: list[Source] = []
        self.functions: list[Source] = []
        self.constants: dict[str, Any] = {}
        self.seen: set[str] = set()

    def collect(self, function: Callable[..., Any]) -> None:
        file, first, text, node = _source(function)
        self.seen.add(node.name)
        self.functions.append((file, first, text))
        own = {*function.__code__.co_varnames, *function.__code__.co_cellvars}      # a parameter `A` is not the statement's A
        names = {n.id for n in ast.walk(node) if isinstance(n, ast.Name)} & function.__globals__.keys() - own
        bound = _imports(file)
        for name in sorted(names - self.seen):
            value = function.__globals__[name]
            self.seen.add(name)
            if name in bound:
                self.imports.append(_import(bound[name], name, file, first))
            elif isinstance(value, types.FunctionType):
                self.collect(value)
            else:
                self.constants[name] = value


def _source(function: Callable[..., Any]) -> tuple[str, int, str, ast.FunctionDef]:
    code = getattr(function, "__code__", None)
    if code is None or code.co_freevars or code.co_name == "<lambda>":
        path, line = (code.co_filename, code.co_firstlineno) if code else ("?", 0)
        raise CourseError(path, line, "a scenario is a plain function of the check file: no lambda, no closure (pass data as arguments)")
    lines, first = inspect.getsourcelines(function)
    text = textwrap.dedent("".join(lines))
    node = ast.parse(text).body[0]
    if not isinstance(node, ast.FunctionDef) or node.decorator_list:
        raise CourseError(code.co_filename, first, "a scenario is a plain function: no decorators, not async")
    return code.co_filename, first, text, node


def _import(statement: tuple[int, str, str], name: str, file: str, line: int) -> Source:
    at, text, origin = statement
    if origin.split(".")[0] in KEPT_HERE and not origin.startswith("autograder.algebra"):
        raise CourseError(file, line, f"a scenario cannot use `{name}` of {origin}: it runs beside the learner's code")
    return file, at, text


@cache
def _imports(file: str) -> dict[str, tuple[int, str, str]]:
    """Return {name: (line, statement, module)} of the names a check file imports."""
    with open(file, encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    return {(a.asname or a.name).split(".")[0]: (node.lineno, ast.unparse(node), getattr(node, "module", None) or a.name)
            for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom)) for a in node.names}
