"""A learner's own functions, kept as they passed: `from mine import softmax` in later exercises and in their notebooks."""
import ast
import hashlib
import re
import symtable
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..course import places, regular
from ..course.exercises import Exercise
from ..course.source_lines import source_lines
from .workspace import Workspace, write

IMPORTS = re.compile(r"^[ \t]*(?:from|import)[ \t]+mine\b", re.MULTILINE)
STAR = re.compile(r"^[ \t]*from[ \t]+mine[ \t]+import[ \t]*\*", re.MULTILINE)
PACKAGE = '''\"\"\"Your own functions, as they passed.  `grade` writes this file anew whenever you pass something.\"\"\"
from importlib import import_module
from types import SimpleNamespace

PASSED = {passed}
HERE = {here}
__path__ = {path}
__all__ = sorted(name for names in PASSED.values() for name in names if sum(name in other for other in PASSED.values()) == 1)


def __getattr__(name):
    homes = [exercise for exercise, names in PASSED.items() if name in names]
    if len(homes) == 1:
        return getattr(import_module(f"mine.{{PASSED[homes[0]][name]}}"), name)
    if name in PASSED:
        return SimpleNamespace(**{{each: getattr(import_module(f"mine.{{module}}"), each) for each, module in PASSED[name].items()}})
    if name.startswith("__"):
        raise AttributeError(name)
    if homes:
        ways = " or ".join(f"`from mine import {{home}}` and {{home}}.{{name}}" for home in homes)
        raise ImportError(f"`{{name}}` is yours from several exercises: {{ways}}")
    if name in HERE:
        raise ImportError(f"`{{name}}` is what this exercise asks for: write it here")
    yours = ", ".join(__all__) or "nothing"
    raise ImportError(f"`{{name}}` is not yours yet: {unknown} (yours so far: {{yours}})")


def __dir__():
    return [*__all__, *PASSED]
'''

Owned = Mapping[str, Mapping[str, str]]         # {exercise, as a name: {function: the module that holds it}}
Library = tuple[tuple[str, str], ...]           # (module, its source), as it crosses to the worker
NOT_PASSED = "no part that asks for it has passed"


def owned(lines: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return what a ledger says is the learner's own: of each function, what passed last."""
    found: dict[str, dict[str, str]] = {}
    for line in lines:
        pins = line.get("mine") if line.get("kind") == "attempt" else None
        if isinstance(pins, dict):
            found.setdefault(line["exercise"].replace("-", "_"), {}).update({str(k): str(v) for k, v in pins.items()})
    return found


def pin(workspace: Workspace, exercise: Exercise, text: str, parts: Collection[str]) -> dict[str, str]:
    """Keep the functions of parts that passed, each part with what it needs; return {function: module}."""
    if exercise.is_compiled:
        return {}
    functions, sources = apart(exercise, text, parts)
    for module, source in sources.items():
        path = _source(workspace, module)
        if not path.exists():
            write(path, source)
    return functions


def apart(exercise: Exercise, text: str, parts: Collection[str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the functions of some parts of a program, each part with what it needs: {function: module} and {module: its source}."""
    functions, sources = dict[str, str](), dict[str, str]()
    for part in parts:
        names = [name for name, home in exercise.homes.items() if home == part and not name.startswith("_")]
        source = needed(text, names)
        module = f"{exercise.name}_{part}_{hashlib.blake2b(source.encode(), digest_size=6).hexdigest()}"
        sources[module] = source
        functions |= {name: module for name in names if re.search(rf"^(?:async def|def|class) {name}\b", source, re.MULTILINE)}
    return functions, sources


def needed(text: str, names: Iterable[str]) -> str:
    """Return the part of a program that defines these names: them, and all that they name of the same file, in its order."""
    body, lines = ast.parse(text).body, source_lines(text)
    defined = [set(defines(node)) for node in body]
    kept = {n for n, node in enumerate(body) if isinstance(node, ast.ImportFrom) and (node.module == "__future__" or node.names[0].name == "*")}
    ahead, known = list(names), set[str]()
    while ahead:
        name = ahead.pop()
        if name not in known:
            known.add(name)
            for n, node in enumerate(body):
                if name in defined[n] and n not in kept:
                    kept.add(n)
                    ahead += names_used("\n".join(lines[first_line(node) - 1:node.end_lineno]))
    return "\n\n".join("\n".join(lines[first_line(body[n]) - 1:body[n].end_lineno]) for n in sorted(kept)) + "\n"


def names_used(statement: str) -> set[str]:
    """Return the names of the file that a statement uses, those of its functions' own variables left out."""
    ahead, found = [symtable.symtable(statement, "statement", "exec")], set[str]()
    while ahead:
        scope = ahead.pop()
        found |= {s.get_name() for s in scope.get_symbols() if s.is_referenced() and (scope.get_type() == "module" or s.is_global())}
        ahead += scope.get_children()
    return found


def first_line(node: ast.stmt) -> int:
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(d.lineno for d in decorators)])


def defines(node: ast.stmt) -> Iterator[str]:
    """Yield the names that a statement of a file defines or changes."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from ((alias.asname or alias.name).partition(".")[0] for alias in node.names)
    elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):      # a docstring defines nothing
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                yield inner.id
            elif isinstance(inner, ast.Subscript | ast.Attribute) and isinstance(inner.ctx, ast.Store) and isinstance(inner.value, ast.Name):
                yield inner.value.id
            elif isinstance(inner, ast.FunctionDef | ast.ClassDef):
                yield inner.name
            elif isinstance(inner, ast.Import | ast.ImportFrom):
                yield from ((alias.asname or alias.name).partition(".")[0] for alias in inner.names)


def _source(workspace: Workspace, module: str) -> Path:
    return places.pinned(workspace.root) / f"{module}.py"


def write_package(workspace: Workspace, known: Owned) -> None:
    """Write the package that notebooks import, where it is not yet what it should be."""
    path = places.mine(workspace.root) / "__init__.py"
    relative = "/".join(places.pinned(workspace.root).relative_to(workspace.root).parts)
    text = _package(_there(workspace, known), {}, f'[__file__.replace("\\\\", "/").rsplit("/", 2)[0] + "/{relative}"]')
    if _text(path) != text if path.exists() else known:
        write(path, text)


def library(workspace: Workspace, known: Owned, exercise: Exercise, text: str) -> Library:
    """Return what a file that imports `mine` may import: not what its own exercise asks for, nor what it does not mention."""
    if not IMPORTS.search(text):
        return ()
    return shelved(_there(workspace, known), exercise, text, lambda module: _text(_source(workspace, module)))


def shelved(known: Owned, exercise: Exercise, text: str, source_of: Callable[[str], str], unknown: str = NOT_PASSED) -> Library:
    """Return the package `mine` for a file of an exercise, and of the modules in it those that it mentions, and those that these mention."""
    others = {name: functions for name, functions in known.items() if name != exercise.name}
    here = dict.fromkeys(exercise.homes, exercise.id)
    found, ahead = {"mine": _package(others, here, "[]", unknown)}, [text]
    while ahead:
        now = ahead.pop()
        words = set(re.findall(r"\w+", now))
        for home, functions in others.items():
            for function, module in functions.items():
                if f"mine.{module}" not in found and (function in words or home in words or STAR.search(now)):
                    source = source_of(module)
                    found[f"mine.{module}"] = source
                    ahead += [source] if IMPORTS.search(source) else []
    return tuple(sorted(found.items()))


def _text(path: Path) -> str:
    """Return a file's text; nothing where what lies there cannot be read."""
    try:
        return regular.content(path).decode("utf-8")
    except (OSError, ValueError):
        return ""


def _there(workspace: Workspace, known: Owned) -> dict[str, dict[str, str]]:
    """Return what is kept here: another machine may have passed what this one has not fetched yet."""
    there = {home: {name: module for name, module in functions.items() if module.isidentifier() and _source(workspace, module).exists()}
             for home, functions in known.items()}
    return {home: functions for home, functions in sorted(there.items()) if functions}


def _package(passed: Owned, here: Mapping[str, str], path: str, unknown: str = NOT_PASSED) -> str:
    return PACKAGE.format(passed=repr({k: dict(sorted(v.items())) for k, v in passed.items()}), here=repr(sorted(here)), path=path, unknown=unknown)
