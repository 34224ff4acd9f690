"""Where mathematics is typed, the program of a right answer is taken behind the wall, and none with a wrong line."""
import ast

import numpy as np
import pytest

from autograder.course import places
from autograder.grading.problem_file import grade_problems
from autograder.problems.program import Posed, program
from autograder.problems.template import Template, templates
from autograder.worker.launch import start_host

WRITTEN = [t for t in templates(places.root()).values() if t.is_written]
VARIANTS = 20
BROKEN = {"derivation": 6, "symbolic": 2}       # why an expression is wrong takes seconds to find out
each = pytest.mark.parametrize("template", WRITTEN, ids=lambda t: t.exercise)


@pytest.fixture(scope="module")
def host():
    host = start_host(False)
    yield host
    host.close()


def posed(template: Template, count: int) -> list[Posed]:
    return [Posed(template.exercise, template.title, template.kind, template.minutes, template.draw(np.random.default_rng([7, n]))) for n in range(count)]


def graded(template: Template, ones: list[Posed], bodies: list[list[str]], host):
    text = program(ones, "A set", bodies=["\n".join(lines) for lines in bodies])
    return grade_problems(ones, {template.exercise: template}, text, name="set.py", host=host).findings


def doubled(line: str) -> str:
    """A line whose expression is twice as large: wrong, as nothing here is 0."""
    statement = ast.parse(line).body[0]
    holder = statement.value if isinstance(statement, ast.Expr) else statement
    parts = list(holder.value.elts) if isinstance(holder.value, ast.Tuple) else [holder.value]
    place = next(n for n, part in enumerate(parts) if not isinstance(part, ast.Constant) or not isinstance(part.value, str))
    parts[place] = ast.BinOp(ast.Constant(2), ast.Mult(), parts[place])
    holder.value = ast.Tuple(parts) if len(parts) > 1 else parts[0]
    return ast.unparse(statement)


def unfinished(lines: tuple[str, ...]) -> list[str]:
    """The lines above the last that cites a rule: what follows it only tidies up."""
    return list(lines[:max(n for n, line in enumerate(lines) if line.endswith(("'", '"')))])


@each
def test_the_program_of_every_variant_is_right(template: Template, host) -> None:
    ones = posed(template, VARIANTS)
    for one, finding in zip(ones, graded(template, ones, [list(one.problem.steps) for one in ones], host), strict=True):
        assert finding.verdict == "passed", (one.problem.steps, finding.evidence)


@each
def test_a_program_with_one_wrong_line_is_refused(template: Template, host) -> None:
    ones = posed(template, BROKEN[template.kind])
    bodies = [list(one.problem.steps) for one in ones]
    for n, lines in enumerate(bodies):
        written = [k for k, line in enumerate(lines) if line.startswith(("yield", "return"))]
        at = written[n % len(written)]
        lines[at] = doubled(lines[at])
    for lines, finding in zip(bodies, graded(template, ones, bodies, host), strict=True):
        assert finding.verdict == "failed", (lines, finding.evidence)


@pytest.mark.parametrize("template", [t for t in WRITTEN if t.kind == "derivation"], ids=lambda t: t.exercise)
def test_a_derivation_may_neither_jump_nor_stop_short(template: Template, host) -> None:
    ones = posed(template, BROKEN[template.kind])
    bodies = [[one.problem.steps[0], one.problem.steps[-1]] if n % 2 else unfinished(one.problem.steps) for n, one in enumerate(ones)]
    for lines, finding in zip(bodies, graded(template, ones, bodies, host), strict=True):
        assert finding.verdict == "failed", (lines, finding.evidence)


@pytest.mark.parametrize("template", [t for t in WRITTEN if t.kind == "symbolic"], ids=lambda t: t.exercise)
def test_a_mistake_in_an_expression_is_called_by_its_name(template: Template, host) -> None:
    one = posed(template, 1)[0]
    named = dict(list(template.mistakes(one.problem).items())[:2])
    findings = graded(template, [one] * len(named), [[*one.problem.steps[:-1], f"return {wrong!r}"] for wrong in named.values()], host)
    assert [finding.diagnosis and finding.diagnosis.title for finding in findings] == list(named)
