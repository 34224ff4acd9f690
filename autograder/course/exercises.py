"""An exercise is three files of one name; the path is the link."""
import ast
import re
import tokenize
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path

from ..errors import CourseError, UsageError
from . import c_text, places, regular
from .source_lines import source_lines
from .stub import blanks, stub

MARK = re.compile(r"^(?:#|//) %% (?P<name>[a-z][a-z_0-9]*): (?P<what>.*?\S)"
                  r"(?: · needs (?P<needs>[a-z0-9, ]+?))?(?P<optional> · optional)?$")
ALMOST = re.compile(r"^(?:#|//)\s*%%")
HEADER = re.compile(r"^(?P<minutes>\d+) min · difficulty (?P<difficulty>[1-5])(?: · after (?P<after>[a-z0-9#_, -]+?))?"
                    r"(?: · needs (?P<needs>[a-z0-9, ]+?))?(?: · derive (?P<derive>[a-z0-9#_-]+))?$")
FIRST_LINES = re.compile(r'r?"""(.*)\n(.*)\n(.*)')
FIRST_COMMENTS = re.compile(r"// (.*)\n//(.*)\n// (.*)")
EXPECTED = "expected `25 min · difficulty 1 · after some-exercise · needs torch` (the last two where they apply)"


@dataclass(frozen=True)
class Part:
    """A piece of 15 to 40 minutes; its lines in the solution."""
    name: str
    what: str
    first: int
    last: int
    required: bool = True
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Header:
    """The first lines of a solution's docstring."""
    title: str
    minutes: int
    difficulty: int
    after: tuple[str, ...]
    needs: tuple[str, ...]
    derive: str | None


@dataclass(frozen=True)
class Exercise:
    """Where an exercise's files are and what they say; equal by its folder and name."""
    root: Path
    area: str
    id: str
    suffix: str = ".py"         # .cu and .cpp are compiled

    @property
    def is_compiled(self) -> bool:
        return self.suffix != ".py"

    @property
    def name(self) -> str:
        return self.id.replace("-", "_")

    @property
    def file_name(self) -> str:
        return self.name + self.suffix

    @property
    def solution(self) -> Path:
        return places.solutions(self.root) / self.area / self.file_name

    @property
    def answers(self) -> Path:
        return self.solution.with_suffix(".diff")

    @property
    def stub_file(self) -> Path:
        return places.exercises(self.root) / self.area / self.file_name

    @property
    def checks(self) -> Path:
        return places.exercises(self.root) / self.area / f"test_{self.name}.py"

    def work(self, workspace: Path) -> Path:
        """Return the learner's file."""
        return workspace / self.area / self.file_name

    @cached_property
    def text(self) -> str:
        return read_text(self.solution)

    @cached_property
    def stub(self) -> str:
        """Return the stub: cut from the solution, or, in a course that ships none, as it is."""
        if not self.solution.exists():
            return read_text(self.stub_file)
        with read_as_python(self.solution):
            return stub(self.text, self.suffix)

    @cached_property
    def blanks(self) -> dict[str, str]:
        with read_as_python(self.solution):
            return blanks(self.stub, self.suffix)

    @cached_property
    def statement(self) -> str:
        """Return the docstring after the header: what is asked."""
        with read_as_python(self.solution):
            said = c_text.docstring(self.stub) if self.is_compiled else ast.get_docstring(ast.parse(self.stub)) or ""
        return "\n".join(said.split("\n")[3:]).strip("\n")

    @cached_property
    def header(self) -> Header:
        return header(self.text if self.solution.exists() else self.stub, self.solution)

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """Return what a host imports once for all workers: what is needed, and the modules of it that solution and checks name."""
        needs = self.needs()
        if not needs:
            return ()
        found = set[str]()
        for path in (self.solution, self.checks):
            with read_as_python(path):
                found |= {name for name in _named(read_text(path)) if name.partition(".")[0] in needs} if path.exists() else set()
        return tuple(dict.fromkeys((*needs, *sorted(found))))

    def needs(self, part: str | None = None) -> tuple[str, ...]:
        """Return the libraries and programs that a part needs, or the whole."""
        return tuple(dict.fromkeys((*self.header.needs, *(m for p in self.parts if part in (None, p.name) for m in p.needs))))

    def imports_for(self, submission: Path, part: str | None = None) -> tuple[str, ...]:
        """Return what a host imports once to judge a file: not what only a part needs that is not asked, or not begun."""
        if not any(p.needs for p in self.parts):
            return self.imports
        wanted = {m for p in self.parts if part in (None, p.name) and self._is_begun(p.name, submission) for m in p.needs}
        return tuple(m for m in self.imports if m.partition(".")[0] in {*wanted, *self.header.needs})

    def _is_begun(self, part: str, submission: Path) -> bool:
        """Return whether a part no longer stands in a file as it stands in the stub."""
        try:
            return _section(regular.text(submission), part) != _section(self.stub, part)
        except (OSError, ValueError):
            return True

    @property
    def title(self) -> str:
        return self.header.title

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts(self.text if self.solution.exists() else self.stub, self.solution, self.name)

    def part(self, name: str) -> Part:
        for part in self.parts:
            if part.name == name:
                return part
        raise UsageError(f"{self.id} has no part `{name}`; it has {', '.join(p.name for p in self.parts)}")

    @cached_property
    def check_parts(self) -> list[tuple[int, str]]:
        """Return (line, part) of each `# %%` in the check file; they are the solution's."""
        names, found = {p.name for p in self.parts}, []
        for number, line in enumerate(source_lines(read_text(self.checks)), 1):
            if match := MARK.match(line):
                if match["name"] not in names:
                    raise CourseError(self.checks, number, f"no part `{match['name']}` in {self.solution.name}; it has {', '.join(sorted(names))}")
                found.append((number, match["name"]))
        return found

    def part_of_check(self, line: int) -> str:
        """Return the part a check belongs to: the one of the `# %%` above it."""
        above = [name for number, name in self.check_parts if number < line]
        return above[-1] if above else self.parts[0].name

    @cached_property
    def homes(self) -> dict[str, str]:
        """Return {function or class: the part it stands in}."""
        with read_as_python(self.solution):
            return homes(self.stub, self.parts, self.solution)


def read_text(path: Path) -> str:
    """Return a file of the course's; what cannot be read is the course's fault."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise CourseError(path, error.object[:error.start].count(b"\n") + 1, "not UTF-8; save the file as UTF-8") from None
    except OSError as error:
        raise CourseError(path, 0, f"cannot be read: {error.strerror or error}") from None


@contextmanager
def read_as_python(path: Path) -> Iterator[None]:
    """Say where a file of the course's is no Python."""
    try:
        yield
    except SyntaxError as error:
        raise CourseError(path, error.lineno or 0, f"no Python: {error.msg}") from None
    except tokenize.TokenError as error:
        raise CourseError(path, error.args[1][0], f"no Python: {error.args[0]}") from None
    except ValueError as error:     # a null byte
        raise CourseError(path, 0, f"no Python: {error}") from None


def _section(text: str, part: str) -> str:
    """Return the lines of a part, from its `# %%` to the next."""
    lines = source_lines(text)
    marks = [n for n, line in enumerate(lines) if ALMOST.match(line)] + [len(lines)]
    found = ("\n".join(lines[a:b]).rstrip() for a, b in pairwise(marks) if (m := MARK.match(lines[a])) and m["name"] == part)
    return next(found, "")


def _named(text: str) -> set[str]:
    """Return the dotted names a program reads or imports."""
    nodes = list(ast.walk(ast.parse(text)))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found |= {f"{node.module}.{alias.name}" for node in nodes if isinstance(node, ast.ImportFrom) and node.module for alias in node.names}
    found |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    return found | {name for node in nodes if isinstance(node, ast.Attribute) and re.fullmatch(r"\w+(\.\w+)+", name := ast.unparse(node))}


def header(text: str, path: Path) -> Header:
    """Return what a docstring says first; only its first lines are read, for every command asks every exercise."""
    match = (FIRST_LINES if path.suffix == ".py" else FIRST_COMMENTS).match(text)
    title, blank, line = match.groups() if match else ("", "", text.partition("\n")[0])
    match = HEADER.match(line)
    if not match or blank or not title:
        raise CourseError(path, 3, f"{EXPECTED}, under the title and an empty line; found `{line}`")
    return Header(title, int(match["minutes"]), int(match["difficulty"]), _names(match["after"]), _names(match["needs"]), match["derive"])


def _names(listed: str | None) -> tuple[str, ...]:
    return tuple(x.strip() for x in (listed or "").split(",") if x.strip())


def parts(text: str, path: Path, default: str) -> tuple[Part, ...]:
    """Return the parts of a solution or stub; without a `# %%` line it is one part of its name."""
    lines = source_lines(text)
    marks = []
    for number, line in enumerate(lines, 1):
        if match := MARK.match(line):
            marks.append((number, match))
        elif ALMOST.match(line):
            raise CourseError(path, number, "a part begins with a line `# %% name: what it is`")
    ends = [*(n - 1 for n, _ in marks[1:]), len(lines)][:len(marks)]
    found = tuple(Part(m["name"], m["what"], n, end, not m["optional"], _names(m["needs"])) for (n, m), end in zip(marks, ends, strict=True))
    return found or (Part(default, "", 1, len(lines)),)


def homes(text: str, named: tuple[Part, ...], path: Path) -> dict[str, str]:
    """Return {function or class of this text: its part}."""
    if path.suffix == ".py":
        defined = [(n.name, n.lineno) for n in ast.parse(text).body if isinstance(n, (ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef))]
    else:
        defined = [(f.name, f.line) for f in c_text.functions(text)]
    return {name: p.name for name, line in defined for p in parts(text, path, named[0].name) if p.first <= line <= p.last}


@cache
def every_exercise(root: Path | None = None) -> tuple[Exercise, ...]:
    """Return the exercises that are built, by area and name; a course without solutions goes by its checks."""
    found = {e.id: e for each in places.roots(root or places.root()) for e in _exercises_of(each)}
    return tuple(sorted(found.values(), key=lambda e: (e.area, e.name)))


def _exercises_of(root: Path) -> tuple[Exercise, ...]:
    found = {(p.parent.name, p.stem): p.suffix for suffix in (".py", *c_text.SUFFIXES) for p in places.solutions(root).glob(f"*/*{suffix}")
             if not p.stem.endswith("_problems")}
    for path in places.exercises(root).glob("*/test_*.py"):
        name = path.stem.removeprefix("test_")
        if (path.parent.name, name) not in found:
            found[path.parent.name, name] = next((s for s in c_text.SUFFIXES if path.with_name(name + s).exists()), ".py")
    return tuple(Exercise(root, area, stem.replace("_", "-"), suffix) for (area, stem), suffix in sorted(found.items()))


def find(id: str, root: Path | None = None) -> Exercise:
    """Return the exercise of this id."""
    for exercise in every_exercise(root):
        if exercise.id == id:
            return exercise
    raise UsageError(f"no exercise is called `{id}`")
