"""A node as an nbgrader course: notebooks with its cell metadata, whose grade cells ask our grader and hold no test."""
import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .. import folder
from ..course.exercises import MARK, Exercise
from ..course.stub import gap, kinds
from ..errors import UsageError
from ..learner.workspace import write
from .cells import pieces

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
MARKED = "# %% "
STATEMENT, ANSWER = "statement", "-answer"      # names of cells; a part's answer is `part-answer`, its grade cell is called as the part
MODULE = "groundwork_checks"                    # what a grade cell imports; it lies beside the notebooks
CHECKS = '''"""What the grade cells of these notebooks import: the grader itself is no part of them."""
try:
    from autograder.notebook.checking import check
except ModuleNotFoundError as error:
    if (error.name or "").partition(".")[0] != "autograder":
        raise

    def check(reference):
        raise ModuleNotFoundError(f"{reference} is checked by Groundwork, which this kernel does not have: pip install groundwork, or hand in without it")
'''
CONFIG = '''"""nbgrader's settings for this course; `nbgrader --help-all` knows the others."""
c = get_config()    # noqa: F821  # nbgrader gives it
c.CourseDirectory.course_id = "{course}"
c.ClearSolutions.code_stub = {{"python": "..."}}      # a release cell is then what everybody begins with
c.ExecutePreprocessor.timeout = 600                 # s a cell: one that trains takes its time

# `nbgrader autograde` grades behind Groundwork's wall: no cell of a learner runs in a kernel here, and none can write its own marks.
# Without these lines nbgrader runs the notebooks itself, in one process with the learner's code.
c.Autograde.autograde_preprocessors = [
    "autograder.classroom.nbgrader_steps.Judge",
    "nbconvert.preprocessors.ClearMetadataPreprocessor",
    "nbgrader.preprocessors.LimitOutput",
    "autograder.classroom.nbgrader_steps.Save",
    "nbgrader.preprocessors.AssignLatePenalties",
    "nbgrader.preprocessors.CheckCellMetadata",
]
'''
Say = Callable[[str], None]


def write_course(exercises: Sequence[Exercise], name: str, out: Path, say: Say) -> list[Path]:
    """Write an assignment into an nbgrader course, new or standing; return the notebooks.  What cannot be a notebook is told and left out."""
    chosen = [e for e in exercises if not no_notebook(e)]
    for exercise in exercises:
        if why := no_notebook(exercise):
            say(f"{exercise.id} is left out: {why}")
    if not chosen:
        raise UsageError(f"nothing of `{name}` can be a notebook")
    source = out / "source" / name
    try:
        there = sorted(p.name for p in source.iterdir()) if source.exists() else []
    except OSError as error:
        raise UsageError(f"{source}: {error.strerror}; name the folder of an nbgrader course, or a new one") from None
    meant = {f"{e.name}.ipynb" for e in chosen}
    if strangers := [n for n in there if n.endswith(".ipynb") and n not in meant]:
        raise UsageError(f"{source} holds notebooks of another assignment ({', '.join(strangers[:3])}): name another folder, or delete it")
    written = []
    for exercise in chosen:
        path = source / f"{exercise.name}.ipynb"
        text = exercise.text if exercise.solution.exists() else exercise.stub
        write(path, as_json(notebook(exercise, marked(text), points(exercise))))
        written.append(path)
    write(source / f"{MODULE}.py", CHECKS)
    config = out / "nbgrader_config.py"
    if not config.exists():
        write(config, CONFIG.format(course=re.sub(r"[^\w-]+", "-", out.resolve().name)))
    elif "nbgrader_steps" not in config.read_text("utf-8"):
        say(f"{config} stands as it is: docs/classroom.md says which lines let `nbgrader autograde` grade confined")
    return written


def no_notebook(exercise: Exercise) -> str:
    """Return why an exercise is handed in as files; nothing, where a notebook holds it."""
    if exercise.is_compiled:
        return f"it is written in {'CUDA C++' if exercise.suffix == '.cu' else 'C++'}, as {exercise.file_name}"
    return "it takes a folder of files along" if folder.WORD in exercise.stub else ""


def points(exercise: Exercise) -> dict[str, int]:
    """Return what each part is worth: the sum of its checks."""
    from ..grading.collection import collect
    found: dict[str, int] = {}
    for check in collect(exercise).checks:
        found[check.part] = found.get(check.part, 0) + check.worth
    return {p.name: found[p.name] for p in exercise.parts if p.name in found}


def marked(text: str) -> str:
    """Return a solution whose answers stand between nbgrader's marks: what it puts in their place is the `...` of our stub."""
    rows: list[str] = []
    answer: list[str] = []
    indent: str | None = None
    for line, kind in kinds(text):
        if kind != "answer" and indent is not None:
            rows += [*_region(answer, indent), *gap(line)]
            answer, indent = [], None
        if kind == "blank":
            indent = line[:len(line) - len(line.lstrip())]
        else:
            (answer if kind == "answer" else rows).append(line)
    return "\n".join([*rows, *(_region(answer, indent) if indent is not None else [])]).rstrip() + "\n"


def _region(answer: list[str], indent: str) -> list[str]:
    while answer and not answer[-1].strip():
        answer.pop()
    return [indent + BEGIN, *(answer or [f"{indent}..."]), indent + END]


def notebook(exercise: Exercise, text: str, worth: Mapping[str, int]) -> dict[str, Any]:
    """Return a file of an exercise as a notebook of nbgrader's: the statement locked, after each part the cell that grades it."""
    made, blank = list[dict[str, Any]](), {_part(p.text, exercise) for p in pieces(exercise.stub) if any(kind == "blank" for _, kind in kinds(p.text))}
    for n, piece in enumerate(pieces(text)):
        cell, part = piece.cell, _part(piece.text, exercise) if piece.kind == "code" else ""
        if cell.is_statement:
            made.append(_cell("markdown", STATEMENT, cell.source, _meta(STATEMENT, "markdown", locked=True)))
        elif piece.kind == "code" and part in blank:
            name = (part or "head") + ANSWER
            made.append(_cell("code", name, _headed(cell.source), _meta(name, "code", solution=True)))
        else:
            made.append(_cell(cell.kind, f"cell-{n}", _headed(cell.source), {}))
        if part in worth:
            made.append(_cell("code", part, grading(exercise, part), _meta(part, "code", grade=True, locked=True, points=worth[part])))
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return {"cells": made, "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}}, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, id: str, source: str, metadata: dict[str, Any]) -> dict[str, Any]:
    more = {"execution_count": None, "outputs": list[Any]()} if kind == "code" else {}
    return {"cell_type": kind, "id": id[:64], "metadata": metadata, "source": source.splitlines(keepends=True), **more}


def _headed(source: str) -> str:
    """Return a cell that begins with the part's name, no longer with a mark: jupytext would begin another cell there."""
    return f"# {source.removeprefix(MARKED)}" if source.startswith(MARKED) else source


def grading(exercise: Exercise, part: str) -> str:
    """Return what a grade cell says."""
    reference = exercise.id if part == exercise.name else f"{exercise.id}#{part}"
    return f'from {MODULE} import check\n\ncheck("{reference}")'


def _part(text: str, exercise: Exercise) -> str:
    """Return the part that a piece of the file is; nothing, for what stands before them."""
    if match := MARK.match(text.lstrip("\n").partition("\n")[0]):
        return match["name"]
    return exercise.name if exercise.parts[0].name == exercise.name and len(exercise.parts) == 1 else ""


def _meta(id: str, kind: str, **said: Any) -> dict[str, Any]:
    flags = {"grade": False, "solution": False, "locked": False, "task": False} | said
    return {"nbgrader": {**flags, "grade_id": id, "cell_type": kind, "schema_version": 3},
            **({"editable": False, "deletable": False} if flags["locked"] else {"deletable": False} if flags["solution"] else {})}


def as_json(made: Mapping[str, Any]) -> str:
    return json.dumps(made, indent=1, ensure_ascii=False) + "\n"
