"""A template that fails is its author's to mend: the fault is told with its line, never as one of the grader's."""
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.errors import CourseError
from autograder.problems.template import template
from tests.cli.test_problems import TEMPLATE

WRONG = {"generate raises": ("x = int(rng", "1 / 0\n    x = int(rng", 11), "generate returns a word": ("    return Problem(", "    return 'x'\n    return Problem(", 0),
         "generate without rng": ("def generate(rng)", "def generate()", 0), "an answer that is no data": ("answer=3 * x - 2", "answer={1}", 0),
         "steps that are a number": ('steps=(f"3 · {x} = {3 * x}",)', "steps=3", 0), "parameters in a row": ('{"x": x}, answer', "[x], answer", 0),
         "effort raises": ("return len(str(x))", "return 1 / 0", 20), "effort is a word": ("return len(str(x))", "return 'a'", 0),
         "mistakes raise": ('return {"adds', 'return 1 / 0 or {"adds', 24), "mistakes in a row": ('return {"adds instead', 'return [1] or {"adds instead', 0),
         "solve raises": ("return x + x", "return 1 / 0 + x", 16), "solve of another": ("def solve(x)", "def solve(y)", 0),
         "a band of words": ("(0, 9)", "'x'", 0), "no band": ("(0, 9)", "None", 0), "no Python": ("def effort(x)", "def effort(x", 19),
         "it raises": ("BAND =", "raise OSError('no')\nBAND =", 0)}


@pytest.mark.parametrize(("right", "wrong", "line"), WRONG.values(), ids=WRONG)
def test_it_is_told_with_its_line(tmp_path, right, wrong, line):
    path = tmp_path / "doubling_problems.py"
    assert right in TEMPLATE
    path.write_text(TEMPLATE.replace(right, wrong))
    with pytest.raises(CourseError) as told:
        found = template(SimpleNamespace(id="doubling", name="doubling", solution=tmp_path / "doubling.py"))
        problem = found.draw(np.random.default_rng(1))
        found.solve(problem), found.mistakes(problem)
    assert told.value.path == path and told.value.line == line, str(told.value)
