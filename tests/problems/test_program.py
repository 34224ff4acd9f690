"""A file of problems is Python that says its statement, and is graded behind the wall."""
import ast
from dataclasses import replace

import numpy as np
import pytest

from autograder.course import places
from autograder.grading.problem_file import grade_problems
from autograder.problems import Problem
from autograder.problems.program import Posed, program
from autograder.problems.template import templates
from autograder.worker.launch import start_host

TEMPLATES = templates(places.root())
NUMERIC = [t for t in TEMPLATES.values() if t.kind in ("numeric", "steps")][:3]


def posed(template, seed=1):
    return Posed(template.exercise, template.title, template.kind, template.minutes, template.draw(np.random.default_rng(seed)))


@pytest.fixture(scope="module")
def host():
    host = start_host(False)
    yield host
    host.close()


def answered(ones, answers):
    return program(ones, "A set", bodies=["..." if answer is ... else f"return {answer!r}" for answer in answers])


def test_right_wrong_unwritten_and_mistaken_are_told_apart(host) -> None:
    template = TEMPLATES["spectral-theorem-symmetric"]
    ones = [posed(template, n) for n in range(4)]
    a, b = ones[3].problem.answer
    text = answered(ones, [ones[0].problem.answer, [0.1, 0.2], ..., [-b, -a]])
    result = grade_problems(ones, TEMPLATES, text, name="set.py", host=host)
    assert [f.verdict for f in result.findings] == ["passed", "failed", "unattempted", "failed"]
    assert result.findings[3].diagnosis.title == "the signs of both eigenvalues are turned round"
    assert all(str(ones[1].problem.answer) not in str(f.plain()) for f in result.findings[1:2])


def test_a_file_that_does_not_run_is_told_at_every_problem(host) -> None:
    ones = [posed(t) for t in NUMERIC]
    result = grade_problems(ones, TEMPLATES, "def problem_1(:", name="set.py", host=host)
    assert {f.verdict for f in result.findings} == {"broken"}


def test_a_template_that_is_gone_costs_its_problem_only(host) -> None:
    ones = [posed(NUMERIC[0]), replace(posed(NUMERIC[0]), exercise="gone")]
    result = grade_problems(ones, TEMPLATES, answered(ones, [ones[0].problem.answer, 1]), name="set.py", host=host)
    assert [f.verdict for f in result.findings] == ["passed", "grader_fault"]


@pytest.mark.parametrize("statement", ['Three """ quotes', "a \\ backslash\\", "x\n\ny", "{A} and {b}", "ends with a quote\""])
def test_any_statement_is_a_docstring(statement: str) -> None:
    one = Posed("e", "title", "numeric", 5, Problem(statement, {"A": [[1, 2], [3, 4]]}))
    tree = ast.parse(program([one], "A set", "What to do."))
    assert ast.get_docstring(tree.body[-1])


def test_every_key_is_right_behind_the_wall(host) -> None:
    ones = [posed(t, n) for t in TEMPLATES.values() if not t.is_written and t.kind != "kernel" for n in range(2)]
    result = grade_problems(ones, TEMPLATES, answered(ones, [o.problem.answer for o in ones]), name="set.py", host=host)
    assert [(one.exercise, f.evidence.message) for one, f in zip(ones, result.findings, strict=True) if f.verdict != "passed"] == []


def test_data_are_passed_to_the_function(host) -> None:
    one = posed(TEMPLATES["ols-normal-equations"])
    fit = """slope, intercept = np.polyfit(x, y, 1)
rss = np.sum((y - intercept - slope * x)**2)
return {"intercept": intercept, "slope": slope, "rss": rss, "variance": rss / (len(x) - 2)}"""
    assert grade_problems([one], TEMPLATES, program([one], "A set", bodies=[fit]), name="set.py", host=host).passed


def test_a_witness_is_judged_by_what_it_shows(host) -> None:
    """Another than the key is right too; a fraction may come as it is."""
    one = posed(TEMPLATES["convexity-proofs"])
    (p, q), _ = one.problem.parameters["H"]
    bodies = [f"from fractions import Fraction\nv = [Fraction({-q}, {p}), 1]\nreturn v, [-v[0], -1], 0.25",
              "return [1, 0], [0, 0], 0.5", "return [1], 2", "return [float('nan'), 1], [0, 0], 0.5"]
    findings = grade_problems([one] * 4, TEMPLATES, program([one] * 4, "A set", bodies=bodies), name="set.py", host=host).findings
    assert [f.verdict for f in findings] == ["passed", "failed", "failed", "failed"]
