"""A class's file is read whole, and everything that is wrong with it told with its line."""
import inspect
from datetime import UTC, datetime, timedelta

import pytest

from autograder.classroom.plan import OWN, Item, Late, own_rubric, read_class
from autograder.course.exercises import Exercise
from autograder.errors import CourseError, UsageError


def made(tmp_path, text, roster="id,name\nada,Ada\nbob,Bob\n"):
    (tmp_path / "class.yaml").write_text(text)
    if roster:
        (tmp_path / "roster.csv").write_text(roster)
    return read_class(tmp_path)


def test_all_of_it(tmp_path) -> None:
    given = made(tmp_path, "title: A\nexercises: [log-sum-exp-softmax]\ndue: 2027-03-01T12:00:00+01:00\nlate: {grace: 15, percent: 10, days: 3}\n"
                           "extensions: {ada: 2027-03-03T12:00:00+01:00}\nresubmission: best\ngradebook: postgresql+psycopg://x@y/z\n")
    assert given.asked == ("log-sum-exp-softmax",) and [p.id for p in given.learners] == ["ada", "bob"] and given.resubmission == "best"
    noon = datetime(2027, 3, 2, 11, tzinfo=UTC)
    assert given.lateness("bob", noon) == timedelta(days=1) and given.lateness("ada", noon) == timedelta()


def test_a_rubric_is_read_in_its_order(tmp_path) -> None:
    given = made(tmp_path, "title: A\nexercises: [log-sum-exp-softmax]\nrubric: {log-sum-exp-softmax: {insight: {of: 6, asks: What is new?}, clarity: 4}}\n")
    assert given.rubric == {"log-sum-exp-softmax": (Item("insight", 6, "What is new?"), Item("clarity", 4))}


def test_a_week_is_its_exercises(tmp_path) -> None:
    assert len(made(tmp_path, "title: A\nexercises: [week1]\n").exercises) > 1


@pytest.mark.parametrize(("late", "factor"), [(0, 1), (15, 1), (16, .9), (24 * 60, .9), (24 * 60 + 1, .8), (72 * 60, .7), (72 * 60 + 1, 0)])
def test_what_lateness_costs(late, factor) -> None:
    assert Late(15, 10, 3).factor(timedelta(minutes=late)) == pytest.approx(factor)
    assert Late().factor(timedelta(days=400)) == 1


def test_what_costs_nothing_may_be_said(tmp_path) -> None:
    given = made(tmp_path, "title: A\nexercises: [log-sum-exp-softmax]\nlate: {grace: 0, percent: 0, days: 0}\n")
    assert given.late == Late() and given.resubmission == "latest"


@pytest.mark.parametrize(("text", "said"), [
    ("title: A\nexercises: [log-sum-exp-softmax]\nrubric: {sgd-momentum-adam: {clarity: 4}}\n", "does not ask for it"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nrubric: {log-sum-exp-softmax: {clarity: 0}}\n", "whole numbers from 1"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nrubric: {log-sum-exp-softmax: {clarity: {asks: Why}}}\n", "no `of`"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nrubric: {log-sum-exp-softmax: 4}\n", "expected lines"),
    ("exercises: [log-sum-exp-softmax]\n", "no `title`"), ("title: A\n", "one of the two"), ("title: A\nexercises: [nothing-like-it]\n", "class.yaml:2"),
    ("title: A\nexercises: [log-sum-exp-softmax]\ndue: tomorrow\n", "class.yaml:3"), ("title: A\nexercises: [log-sum-exp-softmax]\nlate: {percent: 200}\n", "more than 100"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nextensions: {zoe: 2027-01-01T00:00:00}\n", "not in the roster"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nduee: 1\n", "unknown key `duee`.*did you mean `due`"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nresubmision: best\n", "allowed: .*resubmission.*did you mean `resubmission`"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nresubmission: first\n", "allowed: latest, best"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nextensions: {adda: 2027-01-01T00:00:00}\n", "did you mean `ada`"),
    ("title: A\nexercises: [log-sum-exp-softmax]\nrubric: {log-sum-exp-softmx: {clarity: 4}}\n", "did you mean `log-sum-exp-softmax`"), ("title: [\n", "no YAML"), ("title: A\nexercises: [vae-posterior-collapse]\n", "built yet")])
def test_what_is_wrong_is_told(tmp_path, text, said) -> None:
    with pytest.raises(UsageError, match=said):
        made(tmp_path, text)


def test_no_class_and_no_roster_say_what_to_write(tmp_path) -> None:
    with pytest.raises(UsageError, match="for example"):
        read_class(tmp_path)
    with pytest.raises(UsageError, match="roster is missing"):
        made(tmp_path, "title: A\nexercises: [log-sum-exp-softmax]\n", roster="")


REPORT = "gradient-flow-report"


def test_an_exercise_that_brings_a_rubric_is_marked_by_it_unless_the_class_says_otherwise(tmp_path) -> None:
    given = made(tmp_path, f"title: A\nexercises: [{REPORT}, log-sum-exp-softmax]\n")
    assert list(given.rubric) == [REPORT]
    assert [i.name for i in given.rubric[REPORT]] == ["question", "derivation", "evidence", "alternatives", "limits"]
    assert {i.of for i in given.rubric[REPORT]} == {3} and given.rubric[REPORT][3].asks == "another explanation is considered"
    given = made(tmp_path, f"title: A\nexercises: [{REPORT}]\nrubric: {{{REPORT}: {{clarity: 4}}}}\n")
    assert given.rubric == {REPORT: (Item("clarity", 4),)}
    assert made(tmp_path, f"title: A\nexercises: [{REPORT}]\nrubric: {{{REPORT}: no}}\n").rubric == {}


def test_a_criterion_has_the_points_that_learners_give_themselves() -> None:
    from autograder.checks.claims import pointed
    assert max(inspect.signature(pointed).parameters["scale"].default) == OWN


@pytest.mark.parametrize("said", ["CRITERIA = {name: 1 for name in 'ab'}", "CRITERIA = ['a']", "CRITERIA = 3", "x = 'CRITERIA'"])
def test_criteria_that_are_not_written_out_are_none(tmp_path, said) -> None:
    exercise = Exercise(tmp_path, "area", "one")
    exercise.checks.parent.mkdir(parents=True)
    exercise.checks.write_text(said)
    assert own_rubric(exercise) == ()


@pytest.mark.parametrize("data, said", [(b"CRITERIA = {\n", "no Python"), (b"x = 1\nCRITERIA = '\xff'\n", "not UTF-8")])
def test_a_check_file_that_cannot_be_read_is_told_with_its_line(tmp_path, data, said) -> None:
    exercise = Exercise(tmp_path, "area", "one")
    exercise.checks.parent.mkdir(parents=True)
    exercise.checks.write_bytes(data)
    with pytest.raises(CourseError, match=said) as caught:
        own_rubric(exercise)
    assert caught.value.path == exercise.checks and caught.value.line
