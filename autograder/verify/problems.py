"""The laws of an exercise's template: its problems are right and give nothing away, and their keys pass where a learner's answer must."""
from collections.abc import Iterator

import numpy as np

from ..errors import CourseError
from ..grading.problem_file import grade_problems
from ..model import Result
from ..problems.laws import broken
from ..problems.problem import Problem
from ..problems.program import Posed, program
from ..problems.template import Template, template
from .bench import Bench

VARIANTS = 30           # drawn here; `pytest tests/problems` draws 200
BEHIND_THE_WALL = 3     # of them, whose keys are graded as a learner's file
Broken = tuple[str, str]


def problems_are_right(bench: Bench) -> Iterator[Broken]:
    """Yield what breaks the laws of the exercise's template, if it has one."""
    try:
        found = template(bench.exercise)
        said = broken(found, VARIANTS) if found else []
    except CourseError as error:
        yield "a template of problems is in order", str(error)
        return
    if found is None:
        return
    if found.part and found.part not in [p.name for p in bench.exercise.parts]:
        yield "a template of problems is in order", f"{found.path}: {found.exercise} has no part `{found.part}`"
    yield from (("every problem is right, and gives nothing away", f"{found.path}: {what}") for what in said)
    if not said:
        yield from _behind_the_wall(found, bench)


def _behind_the_wall(found: Template, bench: Bench) -> Iterator[Broken]:
    posed = [Posed(found.exercise, found.title, found.kind, found.minutes, found.draw(np.random.default_rng([1, n]))) for n in range(BEHIND_THE_WALL)]
    bodies = [_body(found, one.problem) for one in posed]
    for one in _graded(found, posed, program(posed, "Keys", bodies=bodies), bench).findings:
        if one.verdict != "passed":
            yield "the key of a problem passes", f"{found.path}: {one.check}: {one.verdict} {one.evidence.message}"
    for one in _graded(found, posed, program(posed, "Nothing"), bench).findings:
        if one.verdict != "unattempted":
            yield "a problem that nobody has written is unattempted", f"{found.path}: {one.check}: {one.verdict} {one.evidence.message}"


def _body(found: Template, problem: Problem) -> str:
    """Return the key as a learner would write it."""
    if found.is_written:
        return "\n".join(problem.steps)
    return f"return {(found.solve(problem) if problem.answer is None else problem.answer)!r}"


def _graded(found: Template, posed: list[Posed], text: str, bench: Bench) -> Result:
    return grade_problems(posed, {found.exercise: found}, text, name=str(found.path), host=bench.host)
