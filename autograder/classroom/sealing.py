"""Which oracles give an answer away, and what stands in their place in a learner's copy: their answers, for seeds drawn beforehand."""
import ast
import importlib
import inspect
import re
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from ..course import places
from ..course.answers import other_answers
from ..course.exercises import Exercise
from ..errors import WallError
from ..grading import collection
from ..grading.content import oracles
from ..grading.judging import judge
from ..grading.kept import NEAR, Kept, Question, Unkeepable, question
from ..grading.run import submission_of
from ..worker.client import Worker
from ..worker.launch import Host
from ..worker.protocol import decode, encode
from .similarity import fingerprints

LEAST = 20          # characters of a line that tells something
ALIKE = 0.5         # share of an oracle's fingerprints that an answer has too, from which on one is written as the other
FEW = 6             # fingerprints under which a likeness says nothing: about two lines
HEADER = re.compile(r"(def|class|import|from|return|@|#|//)\b.{0,20}$|.*[:{,(]$|(import|from|def|class) .*")

Name = tuple[str, str]      # an oracle: module, function


@dataclass(frozen=True)
class Call:
    """A call of an oracle that was seen: what was asked, or why no table can answer it; under which others; by the solution or another answer."""
    name: Name
    question: Question | None
    answer: bytes
    why: str
    under: frozenset[Name]
    exercise: str
    is_right: bool


@dataclass
class Sealed:
    """What the copy ships in place of what."""
    reasons: Mapping[Name, str]                             # every oracle that gives an answer away, and why
    kept: Mapping[Name, str] = field(default_factory=dict)  # those shipped all the same, and why they must be
    rows: Mapping[str, Sequence[Kept]] = field(default_factory=dict)        # the tables, by module

    @property
    def names(self) -> set[Name]:
        return set(self.reasons) - set(self.kept)


def answer_lines(exercise: Exercise) -> set[str]:
    """Return the lines of an answer, those of its stub and short ones apart."""
    given = {line.strip() for line in exercise.stub.splitlines()}
    return {text for line in exercise.text.splitlines() if len(text := line.strip()) >= LEAST and text not in given}


def telling_lines(exercises: Iterable[Exercise], engine: Iterable[Path]) -> dict[str, set[str]]:
    """Return, by exercise, the lines that belong to its answer alone.

    What several answers, a stub, a check or the engine say too is how one writes, and so is the head of a block, a definition or an import.
    """
    exercises = list(exercises)
    lines = {e.id: answer_lines(e) for e in exercises}
    common = {line.strip() for e in exercises for line in e.stub.splitlines()}
    public = [*(e.checks for e in exercises), *engine]
    common |= {line.strip() for path in public for line in path.read_text(encoding="utf-8").splitlines()}
    seen: dict[str, int] = {}
    for each in lines.values():
        for line in each:
            seen[line] = seen.get(line, 0) + 1
    return {id: {x for x in each if seen[x] == 1 and x not in common and not HEADER.fullmatch(x)} for id, each in lines.items()}


def giving_away(exercises: Sequence[Exercise], telling: Mapping[str, set[str]], root: Path) -> dict[Name, str]:
    """Return the functions of `reference/` that give an answer away, and why."""
    found: dict[Name, str] = {}
    asked = {(e.id, path.stem) for e in exercises for path in oracles(e)}
    signatures = {e.id: _signatures(e.stub) if not e.is_compiled else {} for e in exercises}
    prints = {e.id: {p.hash for p in fingerprints(e.text, e.suffix)} - {p.hash for p in fingerprints(e.stub, e.suffix)} for e in exercises}
    for path in sorted(p for each in places.roots(root) for p in places.reference(each).glob("*.py")):
        text = path.read_text(encoding="utf-8")
        for node in ast.parse(text).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            source = ast.get_source_segment(text, node) or ""
            lines, mine = {line.strip() for line in source.splitlines()}, {p.hash for p in fingerprints(source)}
            for e in exercises:
                shared = len(mine & prints[e.id])
                if lines & telling[e.id]:
                    why = f"has lines of the answer of {e.id}"
                elif (e.id, path.stem) in asked and signatures[e.id].get(node.name) == _parameters(node) and node.name in e.blanks:
                    why = f"could be handed in as {e.id}'s `{node.name}`"
                elif (e.id, path.stem) in asked and shared >= FEW and shared >= ALIKE * len(mine):
                    why = f"is written as the answer of {e.id} is"
                else:
                    continue
                found.setdefault((path.stem, node.name), why)
        found |= _handing_on(path.stem, ast.parse(text), {name for module, name in found if module == path.stem})
    return found


def _handing_on(module: str, tree: ast.Module, given: set[str]) -> dict[Name, str]:
    """Return the functions that hand on others which give an answer away, as objects: they may read their text."""
    found: dict[Name, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name not in given:
            called = {id(n.func) for n in ast.walk(node) if isinstance(n, ast.Call)}
            named = {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and id(n) not in called}
            if handed := sorted(named & given):
                found[module, node.name] = f"hands on `{handed[0]}`"
    return found


def _signatures(text: str) -> dict[str, list[str]]:
    return {node.name: _parameters(node) for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)}


def _parameters(node: ast.FunctionDef) -> list[str]:
    a = node.args
    return [x.arg for x in (*a.posonlyargs, *a.args, *a.kwonlyargs)]


def sealed(reasons: Mapping[Name, str], calls: Sequence[Call]) -> Sealed:
    """Return which oracles can be replaced by tables; one that is asked what only a learner's answer decides cannot."""
    must_stay: dict[Name, str] = {}
    while True:
        names = set(reasons) - set(must_stay)
        needed = [c for c in calls if c.name in names and not c.under & names]
        tables: dict[Name, dict[str, list[Call]]] = {}
        for call in needed:
            if call.question and call.is_right:
                tables.setdefault(call.name, {}).setdefault(call.question.digest, []).append(call)
        more = {c.name: c.why or "it is asked about the learner's own answer" for c in needed
                if c.question is None or not (c.is_right or _is_known(c, tables))}
        if not more:
            break
        must_stay |= more
    rows: dict[str, dict[tuple[str, str, tuple[float, ...]], Kept]] = {}
    for call in needed:
        if call.question and call.is_right:
            row = Kept(call.name[1], call.question, decode(_reader(call.answer))[2])
            rows.setdefault(call.name[0], {})[row.function, row.question.digest, row.question.place] = row
    return Sealed(reasons, must_stay, {module: list(table.values()) for module, table in rows.items()})


def _is_known(call: Call, tables: Mapping[Name, Mapping[str, Sequence[Call]]]) -> bool:
    asked = call.question
    assert asked is not None
    return any(c.question and asked.distance(c.question) <= NEAR for c in tables.get(call.name, {}).get(asked.digest, ()))


def _reader(data: bytes) -> Callable[[int], bytearray]:
    import io
    stream = io.BytesIO(data)
    return lambda size: bytearray(stream.read(size))


def record_calls(exercise: Exercise, names: Collection[Name], host: Host, seeds: Sequence[int]) -> list[Call]:
    """Return every call of these oracles that the checks make: with the right answer under every seed, with the other ones under the first."""
    log: list[Call] = []
    listener = _Listener(exercise.id, log)
    with _listening(exercise, names, listener):
        checks = collection.collect_anew(exercise)
        for seed in seeds:
            _judge(exercise, exercise.text, checks.checks, checks, host, seed)
        listener.is_right = False
        for answer in other_answers(exercise):
            rows = [c for c in checks.checks if answer.check in (None, c.name.partition("[")[0])]
            _judge(exercise, answer.text, rows, checks, host, seeds[0])
    return log


def _judge(exercise: Exercise, text: str, rows: Sequence[collection.Check], checks: collection.Checks, host: Host, seed: int) -> None:
    worker = Worker(host, submission_of(exercise.file_name, text, exercise, checks.forbidden), checks.limits)
    try:
        for check in rows:
            judge(check, worker, seed)
    finally:
        worker.stop()


class _Listener:
    """Writes down what oracles are asked."""

    def __init__(self, exercise: str, log: list[Call]) -> None:
        self.exercise, self.log, self.is_right, self.stack = exercise, log, True, list[Name]()

    def wrapped(self, name: Name, function: Callable[..., Any]) -> Callable[..., Any]:
        signature = inspect.signature(function)

        @wraps(function)
        def heard(*given: Any, **named: Any) -> Any:
            bound = signature.bind(*given, **named)
            bound.apply_defaults()
            under = frozenset(self.stack)
            try:
                asked, why = question(bound.arguments), ""
            except Unkeepable as error:
                asked, why = None, f"it is asked with {error}"
            self.stack.append(name)
            try:
                answer = function(*given, **named)
            finally:
                self.stack.pop()
            data = b""
            if asked is not None:
                data = _written(answer)
                asked, why = (asked, "") if data else (None, "it answers with what no table can hold")
            self.log.append(Call(name, asked, data, why, under, self.exercise, self.is_right))
            return answer
        return heard


def _written(answer: Any) -> bytes:
    """Return an answer as a message; nothing where it would come back as something else."""
    try:
        data = encode("kept", 0, answer)
        return data if _alike(answer, decode(_reader(data))[2]) else b""
    except WallError:
        return b""


def _alike(a: Any, b: Any) -> bool:
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(_alike, a, b))
    if isinstance(a, dict):
        return len(a) == len(b) and all(map(_alike, a, b)) and all(_alike(a[k], b[k]) for k in a)
    return True


@contextmanager
def _listening(exercise: Exercise, names: Collection[Name], listener: _Listener) -> Iterator[None]:
    """Put ears on the oracles, wherever a module of theirs has them by name."""
    package = places.reference(exercise.root).name
    sys.path.insert(0, str(exercise.root))
    forget(package)
    collection.lay_over(exercise)
    try:
        modules: list[ModuleType] = [importlib.import_module(f"{package}.{p.stem}") for p in oracles(exercise) if p.suffix == ".py"]
        heard: dict[int, Callable[..., Any]] = {}
        for module in modules:
            for name, value in list(vars(module).items()):
                key = (getattr(value, "__module__", "").rpartition(".")[2], name)
                if inspect.isfunction(value) and key in names:
                    setattr(module, name, heard.setdefault(id(value), listener.wrapped(key, value)))
        yield
    finally:
        sys.path.remove(str(exercise.root))
        forget(package)


def forget(package: str) -> None:
    """Let the modules of a package be read anew when they are next imported, and the checks that hold on to them."""
    for name in [n for n in sys.modules if n == package or n.startswith(package + ".")]:
        del sys.modules[name]
    collection.forget_all()


def without(text: str, names: Collection[str], wanted: Callable[[str], bool]) -> str:
    """Return an oracle's module with a look-up in place of these functions, and without what only they used."""
    lines = text.splitlines()
    cuts: list[tuple[int, int, list[str]]] = []
    for node in ast.parse(text).body:
        if isinstance(node, ast.FunctionDef) and node.name in names:
            has_words = ast.get_docstring(node) is not None
            first = node.body[0].end_lineno or 0 if has_words else node.body[0].lineno - 1
            if node.body[0].lineno == node.lineno:      # all on one line
                first, head = node.lineno, lines[node.lineno - 1]
                lines[node.lineno - 1] = head[:node.body[0].col_offset].rstrip()
            cuts.append((first, node.end_lineno or 0, [f'    return kept_answer(__file__, "{node.name}", locals())']))
    for begin, end, new in reversed(cuts):
        lines[begin:end] = new
    return _pruned(_with_import("\n".join(lines) + "\n"), wanted)


def _with_import(text: str) -> str:
    """Put the import that the look-ups need behind the docstring."""
    tree, lines = ast.parse(text), text.splitlines()
    after = tree.body[0].end_lineno or 0 if ast.get_docstring(tree) is not None else 0
    return "\n".join([*lines[:after], "from autograder.grading.kept import kept_answer", *lines[after:]]) + "\n"


def _pruned(text: str, wanted: Callable[[str], bool]) -> str:
    """Return a module without the functions that nothing in it names, and nobody else wants."""
    while True:
        tree = ast.parse(text)
        named = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name)} | {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
        idle = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name not in named and not wanted(n.name)]
        if not idle:
            return re.sub(r"\n{4,}", "\n\n\n", text)
        lines = text.splitlines()
        for node in reversed(idle):
            begin = min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1
            del lines[begin:node.end_lineno]
        text = "\n".join(lines) + "\n"
