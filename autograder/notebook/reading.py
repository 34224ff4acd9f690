"""Notebooks of strangers, read by function names and never run: from cells in any order to one program."""
import ast
import builtins
import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from ..course.exercises import Exercise
from ..course.stub import untouched
from ..errors import LearnerError
from ..learner.mine import defines, first_line, names_used
from ..model import Finding, Result
from . import magics

LONGEST = 64 << 20      # bytes: outputs may hold pictures
MOST_CODE = 1 << 20     # characters in code cells: an exercise takes a few thousand
MOST_STATEMENTS = 5000
POSED = re.compile(r"problem_\d+")       # what the functions of a problem set are called


@dataclass(frozen=True)
class Statement:
    """One statement of a code cell: what it defines or changes, and where it stands; cells are counted as JupyterLab shows them, from 1."""
    cell: int
    line: int
    source: str
    names: frozenset[str]
    is_definition: bool     # of a function or a class


IsBlank = Callable[[str, Statement], bool]      # whether a statement defines a name as it was handed out, with nothing written


@dataclass(frozen=True)
class Program:
    """What a notebook says about an exercise: the program to grade, what a reader should know of it, and the place of each line."""
    text: str
    notes: tuple[str, ...] = ()
    places: tuple[tuple[int, int], ...] = ()    # (cell, line in it) of each line of the text; (0, 0) between

    def place(self, line: int) -> str:
        """Return where a line of the text stands in the notebook."""
        cell, number = self.places[line - 1] if 0 < line <= len(self.places) else (0, 0)
        return f"cell {cell}, line {number}" if cell else ""


def program(data: bytes, exercise: Exercise) -> Program:
    """Return the program a notebook holds for an exercise; a notebook that cannot be graded raises LearnerError with a sentence.

    Taken are the functions the exercise asks for and all that they use, wherever they stand; magics, cells that only show something
    and cells that are no Python are left out.
    """
    if exercise.is_compiled:
        raise _unusable(f"{exercise.id} is written in {exercise.suffix[1:].upper()}, not in a notebook: hand in {exercise.file_name}")
    try:
        return _program(code_cells(data), exercise)
    except (RecursionError, MemoryError):
        raise _unusable("the notebook's code is nested too deeply to be read") from None


def problems(data: bytes) -> Program:
    """Return the program a notebook holds for a problem set: its functions `problem_…` and all that they use; what is only tried out is left out."""
    try:
        broken = dict[int, str]()
        found = [s for number, source in code_cells(data) for s in _statements(number, source, broken)]
        names = [name for s in found if s.is_definition for name in s.names if POSED.fullmatch(name)]
        half = [match[1] for source in broken.values() for match in re.finditer(rf"^def ({POSED.pattern})\b", source, re.MULTILINE)]
        asked = {name: _chosen(name, found, _ends_in_dots) for name in dict.fromkeys(names)}
        _finished(dict.fromkeys([*names, *half]), broken)
        if not asked:
            raise _unusable("no cell defines a function `problem_1`, `problem_2`, …: is this the notebook of the problem set?")
        return _assembled(found, asked, _notes(asked, found, _ends_in_dots, broken))
    except (RecursionError, MemoryError):
        raise _unusable("the notebook's code is nested too deeply to be read") from None


def _program(cells: list[tuple[int, str]], exercise: Exercise) -> Program:
    broken = dict[int, str]()
    statements = _as_stated([s for number, source in cells for s in _statements(number, source, broken)], exercise)
    if len(statements) > MOST_STATEMENTS:
        raise _unusable(f"the notebook has {len(statements)} statements; an exercise takes a few dozen: hand in those")
    is_blank = partial(_is_blank, exercise)
    asked = {name: _chosen(name, statements, is_blank) for name in exercise.homes}
    _finished(asked, broken)
    if asked and not any(asked.values()):
        raise _unusable(f"no cell defines {_listed(asked)}: is this the notebook of {exercise.id}?")
    return _assembled(statements, asked, _notes(asked, statements, is_blank, broken))


def _finished(asked: Iterable[str], broken: Mapping[int, str]) -> None:
    """Refuse a notebook in which something that is asked for is begun and cannot be read."""
    half = {name: cell for name in asked for cell, source in broken.items() if _begins(name, source)}
    if half:
        name, cell = next(iter(half.items()))
        raise _unusable(f"cell {cell}, which begins `{name}`, is not Python yet{_why(broken[cell])}: finish it and hand in again")


def placed(result: Result, notebook: Path, graded: Path, program: Program) -> Result:
    """Return a result that speaks of the notebook's cells where it spoke of the lines of the program taken from it."""
    def place(match: re.Match[str]) -> str:
        return f"{notebook}, {program.place(int(match[1]))}".removesuffix(", ")

    def told(finding: Finding) -> Finding:
        e = finding.evidence
        rows = tuple(re.sub(rf"^{re.escape(graded.name)}:(\d+)", lambda m: program.place(int(m[1])) or m[0], row) for row in e.lines)
        where = re.sub(rf"^{re.escape(str(graded))}(?::(\d+))?$", lambda m: place(m) if m[1] else str(notebook), e.where)
        return replace(finding, evidence=replace(e, where=where, lines=rows, message=e.message.replace(str(graded), str(notebook))))
    return replace(result, findings=tuple(told(f) for f in result.findings))


def code_cells(data: bytes) -> list[tuple[int, str]]:
    """Return (number, source) of the code cells of a Python notebook."""
    if len(data) > LONGEST:
        raise _unusable(f"the notebook has {len(data) >> 20} MiB (at most {LONGEST >> 20}): clear its outputs and save it")
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        where = f" (line {error.lineno})" if isinstance(error, json.JSONDecodeError) else ""
        raise _unusable(f"this is no notebook: it is not JSON{where}; open it in JupyterLab, save it, and hand in that file") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat"), int):
        raise _unusable("this is no notebook: it has no nbformat; hand in the .ipynb that JupyterLab saves")
    if notebook["nbformat"] < 4:
        raise _unusable(f"the notebook is of the old format {notebook['nbformat']}: open it in JupyterLab and save it, which makes it a new one")
    if (language := _language(notebook.get("metadata"))) != "python":
        raise _unusable(f"the notebook is written in {language}; Python is asked for: choose a Python kernel and write it there")
    found = notebook.get("cells")
    if not isinstance(found, list):
        raise _unusable("the notebook has no list of cells; open it in JupyterLab, save it, and hand in that file")
    cells = [(n, _source(cell, n)) for n, cell in enumerate(found, 1) if isinstance(cell, dict) and cell.get("cell_type") == "code"]
    if sum(len(source) for _, source in cells) > MOST_CODE or len(cells) > MOST_STATEMENTS:
        raise _unusable(f"the notebook's {len(cells)} code cells hold too much; an exercise takes a few: hand in those")
    return cells


def _source(cell: Mapping[str, Any], number: int) -> str:
    source = cell.get("source", "")
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _unusable(f"cell {number} holds no text; open the notebook in JupyterLab, save it, and hand in that file")
    return source.replace("\r\n", "\n")


def _language(metadata: Any) -> str:
    """Return the language a notebook says it is written in; one that says nothing is taken for Python."""
    known = metadata if isinstance(metadata, dict) else {}
    for key, field in (("language_info", "name"), ("kernelspec", "language")):
        said = known.get(key)
        if isinstance(said, dict) and isinstance(said.get(field), str) and said[field].strip():
            return str(said[field]).lower().replace("ipython", "python")[:40]
    return "python"


def statements(number: int, source: str) -> list[Statement] | None:
    """Return the statements of a cell, or None where it is no Python."""
    code = magics.plain(source)
    if code is None:
        return None
    lines, body = code.split("\n"), ast.parse(code).body
    if len(body) > MOST_STATEMENTS:
        raise _unusable(f"cell {number} has {len(body)} statements; an exercise takes a few dozen")
    spans = [(0, 0), *((first_line(node), node.end_lineno or node.lineno) for node in body), (len(lines) + 2, len(lines) + 2)]
    found = []
    for n, node in enumerate(body, 1):
        begin, end = spans[n]
        shares_a_line = spans[n - 1][1] >= begin or spans[n + 1][0] <= end
        text = ast.get_source_segment(code, node) if shares_a_line else None
        is_definition = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        is_open = isinstance(node, ast.ImportFrom) and (node.names[0].name == "*" or node.module == "__future__")
        names = frozenset({"*"} if is_open else defines(node))
        found.append(Statement(number, begin, text or "\n".join(lines[begin - 1:end]), names, is_definition))
    return found


def _statements(number: int, source: str, broken: dict[int, str]) -> list[Statement]:
    found = statements(number, source)
    if found is None and not magics.CELL.match(source):
        broken[number] = source
    return found or []


def _as_stated(found: list[Statement], exercise: Exercise) -> list[Statement]:
    """Return the statements with the names that the exercise itself gives, such as a derivation's letters, standing for what it says.

    Where a cell says the same, other cells that take such a name for a trial do not count; what no cell says is said as the stub does.
    """
    ahead = list[Statement]()
    for given in statements(0, exercise.stub) or []:
        if given.is_definition or not given.names:
            continue
        same = ast.dump(ast.parse(given.source))
        others = [s for s in found if s.names & given.names and not s.is_definition]
        if not others and not any(s.names & given.names for s in found):
            ahead.append(given)
        elif not _is_import(given) and any(ast.dump(ast.parse(s.source)) == same for s in others):
            found = [s for s in found if s not in others or _is_import(s) or ast.dump(ast.parse(s.source)) == same]
    return [*ahead, *found]


def _is_import(statement: Statement) -> bool:
    return isinstance(ast.parse(statement.source).body[0], ast.Import | ast.ImportFrom)


def _begins(name: str, source: str) -> bool:
    return any(line.startswith((f"def {name}(", f"class {name}(", f"class {name}:", f"async def {name}(")) for line in source.split("\n"))


def _why(source: str) -> str:
    try:
        ast.parse(source)
    except SyntaxError as error:
        return f" ({error.msg}, line {error.lineno} of it)"
    except (ValueError, RecursionError, MemoryError):
        pass
    return ""


def _chosen(name: str, statements: Collection[Statement], is_blank: IsBlank) -> Statement | None:
    """Return what defines a name: the last that is written, as when all cells are run from the top; else the last."""
    defined = [s for s in statements if s.is_definition and name in s.names]
    return next((s for s in reversed(defined) if not is_blank(name, s)), defined[-1] if defined else None)


def _is_blank(exercise: Exercise, name: str, statement: Statement) -> bool:
    blank = {k: v for k, v in exercise.blanks.items() if k.partition(".")[0] == name}
    return bool(blank) and untouched(statement.source, blank) == set(blank)


def _ends_in_dots(_name: str, statement: Statement) -> bool:
    last = getattr(ast.parse(statement.source).body[0], "body", [statement])[-1]
    return isinstance(last, ast.Expr) and isinstance(last.value, ast.Constant) and last.value.value is ...


def _notes(asked: Mapping[str, Statement | None], statements: Collection[Statement], is_blank: IsBlank, broken: Mapping[int, str]) -> tuple[str, ...]:
    """Return the sentences a reader should know: what stands twice, what stands nowhere, what could not be read."""
    notes = []
    for name, chosen in asked.items():
        if chosen is None:
            notes.append(f"no cell defines `{name}`")
            continue
        written = [s for s in statements if s.is_definition and name in s.names and not is_blank(name, s)]
        if len({ast.dump(ast.parse(s.source)) for s in written}) > 1:
            notes.append(f"`{name}` is written {_times(len(written))}, in cells {', '.join(str(s.cell) for s in written)}: "
                         f"the one of cell {chosen.cell} counts, as when all cells are run in their order")
    if broken:
        notes.append(f"left out, for {'they are' if len(broken) > 1 else 'it is'} not Python: cell{'s' * (len(broken) > 1)} {', '.join(map(str, broken))}")
    return tuple(notes)


def _times(number: int) -> str:
    return "twice" if number == 2 else f"{number} times"


def _assembled(statements: list[Statement], asked: Mapping[str, Statement | None], notes: tuple[str, ...]) -> Program:
    """Return the chosen functions and all that they use, in the order of the cells."""
    wanted = [s for s in asked.values() if s]
    patches = [s for name, chosen in asked.items() if chosen for s in statements[statements.index(chosen):] if _changes(name, s)]
    lines, places = list[str](), list[tuple[int, int]]()
    for statement in closure(statements, [*wanted, *patches]):
        rows = statement.source.split("\n")
        lines += [*rows, "", ""]
        places += [*((statement.cell, statement.line + n) for n in range(len(rows))), (0, 0), (0, 0)]
    return Program("\n".join(lines[:-2]) + "\n" if lines else "", notes, tuple(places))


def _changes(name: str, statement: Statement) -> bool:
    """Return whether a statement changes what a name stands for, as `Tensor.__add__ = …` does; one that takes the name for other data does not count."""
    if statement.is_definition or name not in statement.names:
        return False
    return not any(isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store) for n in ast.walk(ast.parse(statement.source)))


def closure(statements: Sequence[Statement], wanted: Collection[Statement], known: Collection[str] = ()) -> list[Statement]:
    """Return these statements and all that they use, in order: of a function the last definition, of data each line that makes it.

    What is `known` is taken from elsewhere; `from m import *` always goes along.
    """
    kept, ahead = {s for s in statements if "*" in s.names} | set(wanted), list(wanted)
    seen = {name for s in wanted for name in s.names} | set(known) | set(dir(builtins))
    while ahead:
        for name in sorted(_uses(ahead.pop()) - seen):
            seen.add(name)
            making = [s for s in statements if name in s.names]
            if making and making[-1].is_definition:
                making = making[-1:]
            ahead += [s for s in making if s not in kept]
            kept |= set(making)
    order = {s: n for n, s in enumerate(statements)}
    return sorted(kept, key=lambda s: order.get(s, len(order)))


def _uses(statement: Statement) -> set[str]:
    try:
        return names_used(statement.source)
    except SyntaxError:     # it can be parsed and yet not compiled: its loading tells
        return set()


def definitions(cells: Iterable[tuple[int, str]]) -> list[Statement]:
    """Return every statement of these cells that can be read."""
    return [s for number, source in cells for s in statements(number, source) or []]


def _listed(names: Collection[str]) -> str:
    listed = [f"`{name}`" for name in names]
    return " or ".join([", ".join(listed[:-1]), listed[-1]]) if len(listed) > 1 else listed[0]


def _unusable(sentence: str) -> LearnerError:
    return LearnerError("unloadable", sentence)
