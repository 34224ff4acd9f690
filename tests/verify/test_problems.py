"""A template is held to its laws with its exercise, and the record of what was seen to hold depends on it."""
import pytest

from autograder.course.exercises import find
from autograder.grading.content import answers_key, course_version
from autograder.verify import verify
from tests.cli.test_problems import TEMPLATE
from tests.course_of_one import write_course


@pytest.fixture
def said(tmp_path):
    """Return what `grade verify` says of the course of one with this template."""
    def run(text):
        exercise = write_course(tmp_path)
        exercise.solution.with_name(f"{exercise.name}_problems.py").write_text(text)
        told: list[str] = []
        verify(["twice-and-sum"], seeds=1, tell=told.append, root=tmp_path)
        return "\n".join(told)
    return run


def test_a_good_template_breaks_nothing(said) -> None:
    assert "every law holds" in said(TEMPLATE)


@pytest.mark.parametrize(("text", "words"), [
    (TEMPLATE.replace("x + x + x - 2", "x + x - 2"), "solve and the key differ"),
    (TEMPLATE.replace("6 min", "six minutes"), "a template of problems is in order"),
    (TEMPLATE.replace("difficulty 1", "difficulty 1 · part nowhere"), "no part `nowhere`"),
    (TEMPLATE.replace("answer=3 * x - 2", "answer=x").replace("x + x + x - 2", "x"), "stands in the statement")])
def test_what_is_wrong_with_one_is_told(said, text, words) -> None:
    assert words in said(text)


def test_the_record_depends_on_the_template_and_a_grading_does_not(tmp_path) -> None:
    write_course(tmp_path)
    exercise = find("twice-and-sum", tmp_path)
    before = answers_key(exercise), course_version(exercise)
    exercise.solution.with_name(f"{exercise.name}_problems.py").write_text(TEMPLATE)
    between = answers_key(exercise), course_version(exercise)
    exercise.solution.with_name(f"{exercise.name}_problems.py").write_text(TEMPLATE + "# another\n")
    after = answers_key(exercise), course_version(exercise)
    assert len({before[0], between[0], after[0]}) == 3 and before[1] == between[1] == after[1]
