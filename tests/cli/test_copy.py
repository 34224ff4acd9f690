"""A learners' copy, where no answer is: what needs one says so, and nothing is offered that cannot be had."""
import shutil

import pytest


@pytest.fixture
def copy(own_course):
    shutil.rmtree(own_course.course / "solutions")
    return own_course


@pytest.mark.parametrize("command", ["verify doubling", "verify", "stub doubling", "stub", "explain doubling", "explain doubling --anyway"])
def test_what_needs_an_answer_says_that_there_is_none(copy, command):
    ran = copy.grade(*command.split())
    assert ran.status == 2 and "this copy of the course holds no answer of doubling" in ran.err


@pytest.mark.parametrize("command, status", [("problems templates", 0), ("problems templates week1", 0), ("problems new set --from week1", 2),
                                             ("place", 2)])
def test_what_needs_templates_says_where_they_are(copy, command, status):
    ran = copy.grade(*command.split())
    assert ran.status == status and "in this copy of the course" in ran.out + ran.err and "None" not in ran.out


def test_what_is_passed_is_not_offered_an_explanation(copy, desk):
    copy.write()
    told = copy.grade("doubling")
    assert told.status == 0 and "grade explain" not in told.out and "halving" in told.out


def test_where_answers_are_nothing_speaks_of_a_copy(desk):
    assert desk.grade("problems", "templates").out == "nothing has a template yet\n"
