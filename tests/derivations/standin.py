"""A learner's file without a worker: recorded in this process, sent through JSON, judged by the checks beside it."""
import ast
import importlib.util
import itertools
import json
import linecache
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from autograder.algebra.record import record
from autograder.derivations.telling import NotYet

_numbers = itertools.count()


@dataclass
class Function:
    """What a check asks of one function of the learner's file."""
    module: ModuleType
    name: str
    path: str

    def record(self) -> Any:
        return json.loads(json.dumps(record(getattr(self.module, self.name))))

    def source(self, line: int) -> str:
        text = Path(self.path).read_text()
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Yield) and node.value is not None and node.lineno <= line <= (node.end_lineno or 0):
                return " ".join((ast.get_source_segment(text, node.value) or "").split())
        return ""


class Yours:
    """The learner's file."""

    def __init__(self, module: ModuleType) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Function:
        return Function(self._module, name, str(self._module.__file__))


def loaded(source: str, folder: Path, name: str = "work") -> ModuleType:
    """Return the module that the source is."""
    path = folder / f"{name}.py"
    path.write_text(source)
    linecache.clearcache()
    spec = importlib.util.spec_from_file_location(f"{name}_{next(_numbers)}", path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    exec(compile(source, str(path), "exec"), module.__dict__)      # not by the loader: it would keep bytecode of a file that changes
    return module


def judged(check: Any, module: ModuleType) -> NotYet | None:
    """Return what a check says of the learner's module, None if it passes."""
    try:
        check(Yours(module))
    except NotYet as e:
        return e
    return None


# ---- other answers, in the format of a .diff

@dataclass(frozen=True)
class Other:
    """A wrong answer with the check that is to catch it, or an unusual right one."""
    title: str
    wrong: bool
    check: str
    old: list[str]
    new: list[str]


def others(text: str) -> Iterator[Other]:
    for block in re.split(r"\n\s*\n", text.strip()):
        head, *rest = block.splitlines()
        match = re.fullmatch(r"(.*) ([✗✓]) (\w+)", head.strip())
        assert match, head
        minus, plus = ([line.strip()[1:].strip() for line in rest if line.strip().startswith(sign)] for sign in "-+")
        yield Other(match[1], match[2] == "✗", match[3], minus, plus)


def changed(source: str, other: Other) -> tuple[str, range]:
    """Return the source with the answer in it, and the lines it changed."""
    lines = source.split("\n")
    bare = [line.strip() for line in lines]
    count = len(other.old)
    places = [n for n in range(len(lines) - count + 1) if bare[n:n + count] == other.old]
    if len(places) == 1:
        (at,) = places
        indent = lines[at][:len(lines[at]) - len(lines[at].lstrip())]
        new = [indent + line for line in other.new if line]
        return "\n".join(lines[:at] + new + lines[at + count:]), range(at + 1, at + 1 + max(1, len(new)))
    assert count == 1 and source.count(other.old[0]) == 1, f"{other.title}: {other.old} stands {source.count(other.old[0])} times"
    at = source[:source.index(other.old[0])].count("\n") + 1
    return source.replace(other.old[0], other.new[0] if other.new else ""), range(at, at + 1)


def stub(source: str) -> str:
    """Return the source with each function cut at its `...`."""
    kept: list[str] = []
    depth: int | None = None
    for line in source.split("\n"):
        indent = len(line) - len(line.lstrip())
        if depth is not None and line.strip() and indent < depth:
            depth = None
        if depth is None:
            kept.append(line)
        if line.strip() == "...":
            depth = indent
    return "\n".join(kept)


__all__ = ["Function", "Other", "Yours", "changed", "judged", "loaded", "others", "stub", "sys"]
