"""A learner's own functions as a repository: an installable package, and tests that need nothing of this course."""
import json
import keyword
import re
import sys
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, packages_distributions, version

from ..learner.practice import Practice
from .finished import Call, Finished, Part, calls, derivations
from .statement import prose

Files = dict[str, str]

PROJECT = '''\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}"
version = "0.1.0"
description = "Mathematics and machine learning, written from scratch"
readme = "README.md"
requires-python = ">=3.11"
dependencies = [{needs}]

[project.optional-dependencies]
test = ["numpy", "pytest>=8"]

[tool.setuptools.packages.find]
where = ["src"]

[tool.pytest.ini_options]
testpaths = ["tests"]
pythonpath = ["src", "tests"]
'''
IGNORED = "__pycache__/\n*.egg-info/\n.pytest_cache/\n.ipynb_checkpoints/\nbuild/\ndist/\n.venv/\n"
PACKAGE = '"""Functions written from scratch, by exercise."""\n'
MINE = '''\
"""Every function of this package by its name, or by its exercise where two have functions of one name."""
from importlib import import_module

HOMES = {homes}
EXERCISES = {exercises}


def __getattr__(name):
    if name in EXERCISES:
        return import_module(f"{{__package__}}.{{name}}")
    if name in HOMES:
        return getattr(import_module(f"{{__package__}}.{{HOMES[name]}}"), name)
    raise AttributeError(name)


__all__ = sorted(HOMES)
'''
RECORDED = '''\
"""Recorded calls: read from cases/, made again, and compared with the answers that were given then."""
import builtins
import json
from fractions import Fraction
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

RTOL, ATOL = 1e-9, 1e-12    # another machine may sum in another order; a wrong program is off by more


def cases(name):
    """Return the calls recorded of a module, each with a name to be known by."""
    found = json.loads((Path(__file__).parent / "cases" / f"{name}.json").read_text("utf-8"))
    return [pytest.param(case, id=f"{case['function']}-{number}") for number, case in enumerate(found["calls"])], found["module"]


def holds(module, case):
    """Make one call again."""
    function = getattr(import_module(module), case["function"])
    arguments, keywords = [value(a) for a in case["arguments"]], {k: value(v) for k, v in case["keywords"].items()}
    if case.get("raised"):
        with pytest.raises(getattr(builtins, case["raised"])):
            function(*arguments, **keywords)
    else:
        same(function(*arguments, **keywords), value(case["answer"]))


def value(data):
    """Return what JSON data stands for."""
    if isinstance(data, list):
        return [value(item) for item in data]
    if not isinstance(data, dict):
        return data
    if "array" in data:
        flat = np.array([value(item) for item in data["array"]]).astype(data["dtype"]).reshape(data["shape"])
        return flat if data["shape"] else flat[()]
    if "tuple" in data:
        return tuple(value(item) for item in data["tuple"])
    if "dict" in data:
        return {value(k): value(v) for k, v in data["dict"]}
    if "complex" in data:
        return complex(*(value(item) for item in data["complex"]))
    if "fraction" in data:
        return Fraction(data["fraction"])
    return float(data["float"])


def same(got, recorded):
    """Compare an answer with the recorded one: numbers nearly, all else exactly."""
    if isinstance(recorded, (list, tuple)):
        assert isinstance(got, type(recorded)) and len(got) == len(recorded)
        for one, other in zip(got, recorded):
            same(one, other)
    elif isinstance(recorded, dict):
        assert set(got) == set(recorded)
        for key in recorded:
            same(got[key], recorded[key])
    elif isinstance(recorded, (float, complex, np.ndarray, np.generic)):
        assert np.shape(got) == np.shape(recorded)
        np.testing.assert_allclose(got, recorded, rtol=RTOL, atol=ATOL)
    else:
        assert got == recorded and isinstance(got, type(recorded))
'''
TEST = '''\
"""{title}: calls that were made when it passed, and what was answered."""
import pytest
from recorded import cases, holds
{parts}'''
TEST_PART = '''
{constant}, {module} = cases("{file}")


@pytest.mark.parametrize("case", {constant})
def test_{part}(case):
    holds({module}, case)
'''


def package_name(folder: str) -> str:
    """Return a name for the package that is one in Python and hides no other."""
    name = re.sub(r"\W+", "_", folder.lower(), flags=re.ASCII).strip("_") or "groundwork_export"
    if not name.isidentifier() or keyword.iskeyword(name) or name in {*sys.stdlib_module_names, "mine", "numpy", "pytest", "autograder", "recorded", "tests"}:
        name = f"my_{name}"
    return name


def renamed(source: str, package: str) -> str:
    """Return a source that imports its author's other functions from this package."""
    if not package:
        return source
    source = re.sub(r"^([ \t]*)from[ \t]+mine[ \t]+import\b", rf"\1from {package}.mine import", source, flags=re.MULTILINE)
    return re.sub(r"^([ \t]*)import[ \t]+mine\b(?![ \t]*,)([ \t]+as[ \t]+\w+)?", rf"\1from {package} import mine\2", source, flags=re.MULTILINE)


def repository(work: list[Finished], practice: Practice, package: str, name: str, say: Callable[[str], None]) -> Files:
    """Return the files of the repository."""
    files: Files = {".gitignore": IGNORED, "tests/recorded.py": RECORDED, f"src/{package}/__init__.py": PACKAGE}
    homes, rows, imported = dict[str, list[str]](), list[str](), set[str]()
    for one in work:
        coded = [p for p in one.parts if not p.is_derivation]
        recorded = {p: calls(one, p, practice) for p in coded}
        say(f"{one.exercise.id}: " + (", ".join(f"{p.name} ({_count(len(recorded[p]))})" for p in coded) or "its derivation" * bool(one.parts) or "its kernel"))
        files |= _package(one, coded, package) | _tests(one, recorded, package) | _papers(one, practice) | _kernel(one)
        for part in coded:
            imported |= _imported(part.source)
            for function in part.functions:
                homes.setdefault(function, []).append(f"{one.exercise.name}.{part.module}")
        rows.append(_row(one, recorded))
    single = {function: where[0] for function, where in sorted(homes.items()) if len(where) == 1}
    exercises = sorted({one.exercise.name for one in work if any(not p.is_derivation for p in one.parts)})
    files[f"src/{package}/mine.py"] = MINE.format(homes=_table(single), exercises=repr(exercises))
    needs = sorted(_distribution(module) for module in imported - set(sys.stdlib_module_names) - {"mine", package, "__future__"})
    files["pyproject.toml"] = PROJECT.format(name=re.sub(r"[^a-z0-9]+", "-", package).strip("-"), needs=", ".join(f'"{n}"' for n in needs))
    files["README.md"] = _readme(name, package, rows)
    return files


def _package(one: Finished, parts: list[Part], package: str) -> Files:
    """Return an exercise as a package, a module a part."""
    if not parts:
        return {}
    folder = f"src/{package}/{one.exercise.name}"
    lines = [f"from .{p.module} import {', '.join(p.functions)}" for p in parts]
    every = sorted(function for p in parts for function in p.functions)
    names = "\n".join(f'    "{function}",' for function in every)
    files = {f"{folder}/__init__.py": f'"""{_quoted(one.exercise.title)}"""\n' + "\n".join(lines) + f"\n\n__all__ = [\n{names}\n]\n"}
    for part in parts:
        said = f'"""{_quoted(one.exercise.title)}{": " + _quoted(part.what) if part.what else ""}"""\n'
        files[f"{folder}/{part.module}.py"] = said + renamed(part.source, package)
    return files


def _tests(one: Finished, recorded: dict[Part, list[Call]], package: str) -> Files:
    """Return the tests of an exercise and the calls they make."""
    files, parts = Files(), ""
    for part, found in recorded.items():
        if found:
            file = f"{one.exercise.name}_{part.module}"
            data: dict[str, object] = {"module": f"{package}.{one.exercise.name}.{part.module}", "calls": [_case(call) for call in found]}
            files[f"tests/cases/{file}.json"] = _json(data)
            parts += "\n" + TEST_PART.format(constant=part.module.upper(), module=f"{part.module.upper()}_MODULE", file=file, part=part.module)
    if parts:
        files[f"tests/test_{one.exercise.name}.py"] = TEST.format(title=_quoted(one.exercise.title), parts=parts)
    return files


def _case(call: Call) -> dict[str, object]:
    case: dict[str, object] = {"function": call.function, "arguments": call.arguments, "keywords": call.keywords}
    return case | ({"raised": call.raised} if call.raised else {"answer": call.answer})


def _json(data: dict[str, object]) -> str:
    """Return data with one call a line: a change is then seen in a diff."""
    every = data["calls"]
    assert isinstance(every, list)
    listed = ",\n".join("  " + json.dumps(call, ensure_ascii=False, allow_nan=False) for call in every)
    return f'{{"module": {json.dumps(data["module"])}, "calls": [\n{listed}\n]}}\n'


def _papers(one: Finished, practice: Practice) -> Files:
    """Return an exercise's derivations, typeset by whatever shows Markdown with formulas."""
    found = [(p, derivations(one, p, practice)) for p in one.parts if p.is_derivation]
    blocks = [f"# {prose(one.exercise.title)}"]
    for part, chains in found:
        blocks += [f"## {prose(part.what or part.name)}", *(f"`{name}`\n\n$$\n{block}\n$$" for name, block in chains)]
    files = {f"derivations/{one.exercise.name}.md": "\n\n".join(blocks) + "\n"} if found else {}
    return files | {f"derivations/{one.exercise.name}_{p.module}.py": p.source for p, _ in found}


def _kernel(one: Finished) -> Files:
    return {f"kernels/{one.exercise.file_name}": one.kernel} if one.kernel else {}


def _row(one: Finished, recorded: dict[Part, list[Call]]) -> str:
    """Return an exercise's line in the README's table."""
    if one.kernel:
        return f"| {prose(one.exercise.title)} | `kernels/{one.exercise.file_name}` | passed; its checks need the course |"
    functions = ", ".join(f"`{function}`" for p in recorded for function in p.functions)
    count = sum(map(len, recorded.values()))
    bare = [f"`{function}`" for p, found in recorded.items() for function in p.functions if not any(call.function == function for call in found)]
    paper = f"[derivation](derivations/{one.exercise.name}.md)" if any(p.is_derivation for p in one.parts) else ""
    told = _count(count, "recorded call") + (f", none of {', '.join(bare)}" if count and bare else "")
    tested = told if recorded else "every line was checked"
    return f"| {prose(one.exercise.title)} | {', '.join(filter(None, [functions, paper]))} | {tested} |"


def _count(calls: int, of: str = "call") -> str:
    return f"{calls or 'no'} {of if calls == 1 else of + 's'}"


def _readme(name: str, package: str, rows: list[str]) -> str:
    return f"""# {name}

What I have written from scratch, exercise by exercise; all of it passed its checks in Groundwork.

```sh
pip install -e '.[test]'
pytest
```

```python
from {package}.mine import *
```

| Exercise | What | Tested by |
|---|---|---|
{chr(10).join(rows)}

The tests are regression tests: calls that were made when a part passed, with the answers my functions gave and the checks accepted. Calls whose answer
is drawn at random or depends on what was called before are not among them, nor are those that a check makes within a longer program.
"""


def _imported(source: str) -> set[str]:
    """Return the modules a source imports, by their first name."""
    import ast
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found


def _distribution(module: str) -> str:
    """Return what to install for a module, at least as new as here."""
    name = packages_distributions().get(module, [module])[0]
    try:
        return f"{name}>={'.'.join(version(name).split('.')[:2])}"
    except PackageNotFoundError:
        return name


def _quoted(words: str) -> str:
    """Return words fit for a docstring of one line."""
    return words.replace("\\", "\\\\").replace('"""', "'''")


def _table(found: dict[str, str]) -> str:
    rows = "".join(f'    "{key}": "{value}",\n' for key, value in found.items())
    return "{\n" + rows + "}"
