"""What a verdict depends on, as a hash: the submission, the checks, their oracles, the engine."""
import ast
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from .. import folder
from ..course import places, regular
from ..course.exercises import Exercise
from ..course.overlay import settings

# What shows a verdict, or keeps it, does not change it.
FACES = ("cli", "report", "dashboard", "notebook", "classroom", "learner", "doctor", "problems", "roster")
TEMPLATES = ("judging", "laws", "problem", "program", "said", "template")      # of the room of problems, what holds a template to its laws
IMPORT = re.compile(r"^[ \t]*(from[ \t]+[\w.]+[ \t]+import[ \t]*(?:\([^)]*\)|[^\n(]*)|import[ \t]+[^\n]*)", re.MULTILINE)


def content_key(exercise: Exercise, submission: Path) -> str:
    """Return one hash of everything a verdict on this file depends on, the seed apart."""
    key = digest([submission, exercise.checks, exercise.stub_file, *oracles(exercise), *engine(exercise.is_compiled)])
    return hashlib.blake2b(f"{key} {there}".encode(), digest_size=16).hexdigest() if (there := beside(submission)) else key


def beside(submission: Path) -> str:
    """Return one hash of the folder that a file reads; nothing where it reads none."""
    if folder.WORD.encode() not in _bytes(submission):
        return ""
    try:
        files = folder.take(submission.with_suffix(""))
    except (folder.FolderError, OSError) as e:
        return str(e)
    total = hashlib.blake2b(digest_size=16)
    for path, data in files.items():
        total.update(f"{path}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def course_version(exercise: Exercise) -> str:
    """Return one hash of what judges this exercise: a stricter check makes older passes due."""
    judges = digest([exercise.checks, *oracles(exercise)])
    if places.root() in places.roots(exercise.root) and (points := settings().worth.get(exercise.id)):
        return hashlib.blake2b(f"{judges} {sorted(points.items())}".encode(), digest_size=16).hexdigest()[:16]
    return judges[:16]


def answers_key(exercise: Exercise) -> str:
    """Return one hash of an exercise, its other answers and its template, and what judges them: what `grade verify` depends on."""
    import numpy
    template = exercise.solution.with_name(f"{exercise.name}_problems.py")
    room = Path(__file__).resolve().parents[1] / "problems"
    drawn = [template, *(room / f"{name}.py" for name in TEMPLATES)] if template.exists() else []
    answers = [exercise.answers] if exercise.answers.exists() else []
    files = [exercise.solution, exercise.checks, exercise.stub_file, *answers, *drawn, *oracles(exercise), *engine(exercise.is_compiled)]
    return hashlib.blake2b(f"{digest(files)} numpy {numpy.__version__}".encode(), digest_size=16).hexdigest()


def digest(paths: Iterable[Path]) -> str:
    total = hashlib.blake2b(digest_size=16)
    for path in paths:
        data = _bytes(path)
        total.update(f"{path.name}\0{len(data)}\0".encode() + data)
    return total.hexdigest()


def _bytes(path: Path) -> bytes:
    try:
        return regular.content(path)
    except OSError:
        return b"(cannot be read)"


def oracles(exercise: Exercise) -> list[Path]:
    """Return the files of `reference/` that the checks import, and those that these import; and the table of measured bounds."""
    found, ahead = set[Path](), [exercise.checks]
    folders = [places.reference(root) for root in places.roots(exercise.root)]
    if (measured := places.calibration(exercise.root, exercise.id)).exists():
        found.add(measured)
    while ahead:
        for name in _imported(ahead.pop(), "reference"):
            path = next((p for folder in folders if (p := folder / f"{name}.py").exists()), None)
            if path and path not in found:
                found.add(path)
                ahead.append(path)
    return sorted(found)


def _imported(path: Path, package: str) -> set[str]:
    """Return the modules of a package that a file names in its import statements."""
    try:
        tree = _imports(path.read_text(encoding="utf-8"))
    except (OSError, SyntaxError, ValueError):
        return set()
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == package:
            rest = (node.module or "").split(".")[1:]
            found |= set(rest[:1]) or {a.name for a in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level and path.parent.name == package:
            found |= {node.module} if node.module else {a.name for a in node.names}
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith(package + ".")}
    return found


def _imports(text: str) -> ast.Module:
    """Return a file's import statements as a tree: parsing all of it would cost more than everything else that is told at once."""
    try:
        return ast.parse("\n".join(match[1] for match in IMPORT.finditer(text)))
    except SyntaxError:        # a docstring's line may begin with `import`
        return ast.parse(text)


@cache
def engine(compiled: bool) -> tuple[Path, ...]:
    """Return the files of the engine that decide verdicts; the emulator's count where something is compiled."""
    package = Path(__file__).resolve().parents[1]
    apart = FACES if compiled else (*FACES, "kernels")
    files = [p for p in sorted(package.rglob("*.py")) if p.relative_to(package).parts[0].removesuffix(".py") not in apart]
    return tuple(files + (sorted((package / "kernels" / "emulator").iterdir()) if compiled else []))
