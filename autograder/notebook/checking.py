"""`check("some-exercise#part")` in a cell: our grader, in a process of its own, on what the cells of this kernel define.

The cell holds no test and no answer, and so nothing that a page of feedback could print.  The kernel it stands in is the learner's all the
same: a program that means to can forge what comes out of it.  Marks that count are given behind the wall, by `grade class`.
"""
import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..worker.launch import PACKAGE_PARENT
from .feedback import feedback, share

MOST_CELLS = 2000       # of those that were run, the newest


class NotPassed(AssertionError):        # what its reader sees is a sentence of its own
    """A part that earns nothing; its text is the feedback."""

    def _render_traceback_(self) -> list[str]:
        """Return what IPython shows in the place of a traceback through the grader."""
        return str(self).split("\n")


def check(reference: str) -> float | None:
    """Grade a part as this kernel's cells define it: nothing where all of it holds, points with feedback where some does, else NotPassed."""
    told = _asked({"reference": reference, "cells": _cells()})
    if "error" in told:
        raise NotPassed(told["error"])
    said, earned = feedback(told["findings"]), share(told["findings"])
    if earned is None:
        raise NotPassed(f"{said}\n\nnothing of {reference} can be judged on this machine: that is not the same as wrong")
    if earned == 0:
        raise NotPassed(said)
    print(said)
    return None if earned == 1 else round(earned * sum(f["worth"] for f in told["findings"]), 6)


def _cells() -> list[str]:
    from IPython import get_ipython
    shell = get_ipython()
    if shell is None:
        raise NotPassed("check() grades the cells of a notebook: call it there")
    return [str(cell) for cell in shell.user_ns.get("In", [])[-MOST_CELLS:]]


def _asked(question: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the grader's answer.  Its prints go nowhere: nbgrader takes a word on stderr for a failure."""
    paths = os.pathsep.join([PACKAGE_PARENT, *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {k: v for k, v in os.environ.items() if k != "MPLBACKEND"} | {"PYTHONPATH": paths, "PYTHONIOENCODING": "utf-8"}
    found = subprocess.run([sys.executable, "-P", "-m", __name__], input=json.dumps(question), capture_output=True, encoding="utf-8",
                           env=environment, start_new_session=True)
    try:
        return dict(json.loads(found.stdout.rpartition("\n")[2] or found.stdout))
    except ValueError:
        return {"error": f"the grader ended without an answer: {found.stderr.strip()[-500:] or 'it says nothing'}"}


def judged(reference: str, cells: Sequence[str]) -> dict[str, Any]:
    """Return the findings of a part, or why there are none."""
    from ..course.references import WRITTEN
    from ..errors import CourseError, LearnerError, SurroundingsError, UsageError
    match = WRITTEN.fullmatch(reference)
    if not match:
        return {"error": f"`{reference}` names no exercise: the cell reads check(\"some-exercise#part\")"}
    try:
        return {"findings": _findings(match["exercise"], match["part"], cells)}
    except LearnerError as error:
        return {"error": error.message}
    except (UsageError, SurroundingsError) as error:
        return {"error": str(error)}
    except CourseError as error:
        return {"error": f"{error}\nThis is a fault of the course, not yours."}


def _findings(id: str, part: str | None, cells: Sequence[str]) -> list[dict[str, Any]]:
    from ..course.exercises import find
    from ..grading import grade
    from ..worker.confinement import obstacle
    from .reading import program
    exercise = find(id)
    notebook = {"nbformat": 4, "cells": [{"cell_type": "code", "source": cell} for cell in cells]}
    with TemporaryDirectory(prefix="check-") as folder:
        path = Path(folder) / exercise.file_name
        path.write_text(program(json.dumps(notebook).encode(), exercise).text, "utf-8")
        result = grade(exercise, path, part=part, confine=not obstacle())
        return [_bare(f.plain(), f"{folder}{os.sep}") for f in result.findings]


def _bare(finding: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return a finding that names the file alone: where it lay is nobody's business."""
    bare: dict[str, Any] = json.loads(json.dumps(finding, ensure_ascii=False).replace(json.dumps(prefix, ensure_ascii=False)[1:-1], ""))
    return bare


def main() -> None:
    """Answer one question; what anything prints goes elsewhere."""
    answer = open(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    question = json.load(sys.stdin)
    answer.write(json.dumps(judged(question["reference"], question["cells"]), ensure_ascii=False))
    answer.close()


if __name__ == "__main__":
    main()
