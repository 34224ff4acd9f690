"""The grader beside a kernel: a process of its own, for learner's code never shares one with the answer.

Each line it is sent is a question in JSON, each line it writes the answer; its hosts stay warm between them.
"""
import json
import os
import re
import sys
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory
from typing import Any

from ..course import places
from ..course.exercises import Exercise, every_exercise
from ..course.nodes import Node
from ..course.planned import plan
from ..course.resolve import resolve
from ..course.tracks import tracks
from ..errors import CourseError, SurroundingsError, UsageError
from ..learner.exam import sits
from ..learner.mastery import fold, standing, steps, task
from ..learner.practice import Practice, Told
from ..learner.workspace import Workspace, opened, picture, read
from ..report.naming import name, typed
from ..report.terminal import to_look_at
from .live import Live, functions, live

PICTURES = 4        # that are shown under a cell


def main() -> None:
    """Answer until the kernel is gone; what anything prints goes elsewhere."""
    answers = open(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)
    with Practice(Workspace(places.workspace())) as practice:
        for line in sys.stdin:
            try:
                told = answer(json.loads(line), practice)
            except KeyboardInterrupt:
                told = {"error": "stopped; everything found so far is kept"}
            answers.write(json.dumps(told, ensure_ascii=False) + "\n")


def answer(question: Mapping[str, Any], practice: Practice) -> dict[str, Any]:
    """Return what a notebook shows: of a grading, or a sentence that says what is in the way."""
    try:
        return _graded(question, practice)
    except (UsageError, SurroundingsError) as error:
        return {"error": str(error)}
    except CourseError as error:
        return {"error": f"{error}\nThis is a fault of the course, not yours."}
    except Exception as error:
        import traceback
        traceback.print_exception(error)        # for whoever reads the server's log
        return {"error": f"the grader itself failed: {type(error).__name__}: {error}\nNothing of yours is lost. Please report it."}


def _graded(question: Mapping[str, Any], practice: Practice) -> dict[str, Any]:
    exercise, part = asked(question["what"], practice.workspace)
    practice.refresh()
    practice.seed, practice.fresh = question.get("seed"), bool(question.get("fresh"))
    path = opened(practice.workspace, exercise)
    found = live(read(path), question.get("kernel", {}), question.get("cells", ()), exercise)
    if found.taken:
        with TemporaryDirectory(prefix="grade-") as folder:
            unsaved = Path(folder) / path.name
            unsaved.write_text(found.text, "utf-8")
            if (beside := path.with_suffix("")).is_dir():      # what the exercise asks for beside the file
                copytree(beside, unsaved.with_suffix(""), symlinks=True)
            told, graded = practice.grade(exercise, part, instead=unsaved), unsaved
    else:
        told, graded = practice.grade(exercise, part), path
    return {**_shown(told, found, graded), "next": following(told, part, practice), "warnings": list(practice.unrecorded),
            "pictures": _pictures(told, practice.workspace)}


def asked(what: str, workspace: Workspace) -> tuple[Exercise, str | None]:
    """Return the exercise and part that are meant, by name or by the path of their file."""
    exercises = {e.id: e for e in every_exercise()}
    path, _, part = what.partition("#")
    if path.endswith((".py", ".cu", ".cpp")):
        here = Path(path).resolve()
        of_file = next((e.id for e in exercises.values() if e.work(workspace.root.resolve()) == here), None)
        if of_file is None:
            raise UsageError("this notebook is no exercise: say which one, `%grade some-exercise` or `%grade some-exercise#part`")
        what = f"{of_file}#{part}" if part else of_file
    found = resolve(what, workspace.track or next((t.name for t in tracks()), ""))
    if isinstance(found, Node):
        raise UsageError(f"`{what}` is a whole {found.type}: `!grade {what}` grades its files; here name an exercise:\n"
                         + "\n".join(f"  %grade {reference}" for reference in found.exercises))
    exercise = exercises.get(found.exercise)
    if exercise is None or found.part and found.part not in [p.name for p in exercise.parts]:
        raise UsageError(f"`{found}` is planned but not built yet: there is nothing to grade")
    if exercise.is_compiled:
        raise UsageError(f"{exercise.id} is written in {exercise.file_name}, which opens as text: save it, and `!grade {found}` grades it")
    return exercise, found.part


def _shown(told: Told, found: Live, graded: Path) -> dict[str, Any]:
    exercise = told.exercise
    failing = to_look_at(told.result.findings)
    result = told.result.plain()
    for finding in result["findings"]:
        _place(finding["evidence"], found.text, graded)
    return {"id": exercise.id, "title": exercise.title, "since": told.since, "result": result,
            "parts": [{"part": p.name, "what": p.what} for p in exercise.parts], "look_at": failing.check if failing else "",
            "taken": list(found.taken), "behind": list(found.behind)}


def _pictures(told: Told, workspace: Workspace) -> list[str]:
    """Return the figures of the failure to look at, or of what holds where nothing fails, as base64."""
    failing = to_look_at(told.result.findings)
    names = [name for f in ([failing] if failing else told.result.findings) for name in f.evidence.pictures]
    return [b64encode(png).decode() for name in list(dict.fromkeys(names))[:PICTURES] if (png := picture(workspace, name))]


def _place(evidence: dict[str, Any], text: str, graded: Path) -> None:
    """Say where by function: a notebook shows cells, and no lines of the file."""
    spans = functions(text)

    def by_function(number: int) -> str:
        inside = [(n, first) for n, first, last in spans if first <= number <= last]
        return f"{inside[-1][0]}, line {number - inside[-1][1] + 1}" if inside else f"line {number}"
    found = re.fullmatch(r"(.*?)(?::(\d+))?", evidence.get("where", ""), re.DOTALL)
    if found and Path(found[1]).name == graded.name:      # without a line it is the whole file, which the notebook is
        evidence["where"] = by_function(int(found[2])) if found[2] else ""
    evidence["lines"] = [re.sub(rf"^{re.escape(graded.name)}:(\d+) \S*", lambda m: by_function(int(m[1])), row) for row in evidence.get("lines", ())]


def following(told: Told, part: str | None, practice: Practice) -> list[list[str]]:
    """Return what to type next, and why: help with the failure, the model answer once it is passed, or the next part."""
    exercise, result = told.exercise, told.result
    failing = to_look_at(result.findings)
    if failing and failing.verdict == "grader_fault":
        return [[f"%grade {typed(exercise, failing.part)} --fresh", "try again; if it stays, report it"]]
    if failing:
        what = typed(exercise, failing.part)
        hints = failing.hints and not sits(practice.reading.lines, exercise.id)
        return [*([[f"!grade hint {what}", "where to look, without the answer"]] if hints else []),
                [f"%grade {what}", "again, when you have run its cell"]]
    own, records = task(exercise.id, {e.id: e for e in every_exercise()}, plan()), fold([*practice.reading.lines, *practice.appended])
    ahead = steps([(own, part)], records) or steps([(own, None)], records)
    if ahead:
        step = ahead[0].part
        return [[f"%grade {typed(exercise, step)}", f"{name(exercise, step)}: when you have written it and run its cell"]]
    is_told = standing(own, records).passed and exercise.solution.exists()      # a learners' copy has no answers
    return [*([[f"!grade explain {exercise.id}", "the model answer beside yours"]] if is_told else []), ["!grade", "what is next"]]


if __name__ == "__main__":
    main()
