"""Item statistics by their formulas, misconceptions by learner, and who needs a hand."""
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from autograder.classroom.gradebook import Handed, Outcome
from autograder.classroom.standing import standing
from autograder.classroom.statistics import items, misconceptions, of_exercise, point_biserial, stuck

EXERCISE = "log-sum-exp-softmax"
WHEN = "2027-03-01T10:00:00+00:00"


def put(book, learner, verdicts, status="graded", tries=1, title="", worth=1, seconds=.5):
    findings = tuple({"check": c, "claim": f"It {c}.", "verdict": v, "worth": worth,
                      "diagnosis": {"title": title, "sentence": "You do."} if title and v == "failed" else None} for c, v in verdicts.items())
    for n in range(tries):
        id = f"{learner}-{n}"
        book.hand_in([Handed(id, learner, EXERCISE, f"2027-03-01T1{n}:00:00+00:00", "0", "x.py")])
        earned = sum(worth for v in verdicts.values() if v == "passed")
        book.record([Outcome(id, EXERCISE, "v1", status, earned, worth * len(verdicts), seconds, 1, "plain", WHEN, {}, findings)])


@pytest.fixture
def one(given, book):
    given = replace(given, exercises=given.exercises[:1])
    book.enroll(given.learners)
    return given


def column(one, book):
    return standing(one, book).column(EXERCISE)


def test_the_point_biserial_correlation_is_the_correlation() -> None:
    rng = np.random.default_rng(5)
    for _ in range(50):
        rests = rng.integers(0, 6, 12) / 5
        passes = rng.random(12) < rests
        if 0 < passes.sum() < 12 and np.ptp(rests):
            assert point_biserial(list(passes), list(rests)) == pytest.approx(np.corrcoef(passes, rests)[0, 1], abs=1e-12)


def test_a_worked_example() -> None:
    # M₁ = 0.8, M₀ = 0.3, s = √0.075 = 0.27386, √(pq) = 0.5: r = 0.5/0.27386 · 0.5 = 0.91287
    assert point_biserial([True, True, False, False], [.9, .7, .2, .4]) == pytest.approx(.5 / np.std([.9, .7, .2, .4]) * .5)


@pytest.mark.parametrize(("passes", "rests"), [([], []), ([True], [1.0]), ([True, True], [0.0, 1.0]), ([False, False], [0.0, 1.0]), ([True, False], [1/3, 1/3])])
def test_where_it_is_not_defined(passes, rests) -> None:
    assert point_biserial(passes, rests) is None


def test_facility_and_discrimination_of_a_class(one, book) -> None:
    put(book, "ada", {"easy": "passed", "hard": "passed", "odd": "failed"})
    put(book, "bob", {"easy": "passed", "hard": "failed", "odd": "passed"})
    put(book, "bob2", {"easy": "failed", "hard": "failed", "odd": "waiting"})
    found = {i.check: i for i in items(column(one, book))}
    assert (found["easy"].judged, found["easy"].passed, found["hard"].facility, found["odd"].judged) == (3, 2, 1 / 3, 2)
    # of the rest of easy: ada ½, bob ½, bob2 0
    assert found["easy"].discrimination == pytest.approx(np.corrcoef([1, 1, 0], [.5, .5, 0])[0, 1])
    assert found["odd"].discrimination == pytest.approx(-1)
    assert found["easy"].claim == "It easy."


def test_only_programs_that_ran_say_something_of_a_check(one, book) -> None:
    put(book, "ada", {"a": "passed"})
    put(book, "bob", {"a": "broken"}, "crashed")
    put(book, "bob2", {"a": "timed_out"}, "timed_out", seconds=8)
    told = of_exercise(EXERCISE, column(one, book))
    assert told.items[0].judged == 1 and told.items[0].discrimination is None
    assert told.states == Counter(graded=1, crashed=1, timed_out=1) and told.mean == told.middle == 1 and told.seconds == 4.25


def test_no_submission_no_numbers(one, book) -> None:
    told = of_exercise(EXERCISE, column(one, book))
    assert not told.zeros and (told.mean, told.middle, told.seconds, told.items, told.late) == (None, None, None, (), 0) and told.states == {"not_submitted": 3}


def test_doubts_about_a_check(one) -> None:
    from autograder.classroom.statistics import ItemStatistics
    assert "is the check right" in ItemStatistics("a", "", 10, 0, None).doubt and "fail it more often" in ItemStatistics("a", "", 10, 5, -.2).doubt
    assert not ItemStatistics("a", "", 10, 5, .2).doubt and not ItemStatistics("a", "", 3, 1, -.9).doubt


def test_a_misconception_counts_once_a_learner(one, book) -> None:
    put(book, "ada", {"a": "failed", "b": "failed"}, title="forgets", tries=2)
    put(book, "bob", {"a": "failed"}, title="forgets")
    put(book, "bob2", {"a": "failed"}, title="adds")
    assert [(m.title, m.learners, m.sentence) for m in misconceptions(standing(one, book))] == [("forgets", ("ada", "bob"), "You do."), ("adds", ("bob2",), "You do.")]


@pytest.mark.parametrize(("verdicts", "status", "tries", "said"), [
    ({"a": "passed"}, "graded", 5, ""), ({"a": "passed", "b": "failed"}, "graded", 2, ""), ({"a": "passed", "b": "failed"}, "graded", 3, "3 tries, 1 of 2"),
    ({"a": "failed"}, "graded", 1, "nothing holds"), ({"a": "broken"}, "crashed", 1, "does not run"), ({"a": "timed_out"}, "timed_out", 1, "never comes"),
    ({}, "not_graded", 4, "")])
def test_who_needs_a_hand(one, book, verdicts, status, tries, said) -> None:
    put(book, "ada", verdicts, status, tries)
    told = stuck(standing(one, book), book.handed_in())
    assert [t.learner for t in told] == (["ada"] if said else []) and all(said in t.why and t.tries == tries for t in told)


@pytest.mark.parametrize(("status", "said"), [("graded", "1 of 2 hold"), ("crashed", "the file does not run")])
def test_who_imports_from_what_does_not_hold_is_told_so(given, book, status, said) -> None:
    book.enroll(given.learners)
    put(book, "ada", {"a": "passed", "b": "failed"})
    book.hand_in([Handed("other", "ada", "sgd-momentum-adam", WHEN, "0", "x.py")])
    book.record([Outcome("other", "sgd-momentum-adam", "v1", status, 1 if status == "graded" else 0, 2, .5, 1, "plain", WHEN, {}, (), ((EXERCISE, "0"),))])
    told = {t.exercise: t.why for t in stuck(standing(given, book), book.handed_in())}
    assert told == {"sgd-momentum-adam": f"{said}; it imports from {EXERCISE}, of which not all holds"}


def test_who_has_to_hand_in_more_is_told_with_what(given, book) -> None:
    book.enroll(given.learners)
    book.hand_in([Handed("a", "ada", EXERCISE, WHEN, "0", "x.py"), Handed("b", "bob", EXERCISE, WHEN, "", "x.py", "x.py is a link: hand in the file itself")])
    book.record([Outcome("a", EXERCISE, "v1", "not_graded", 0, 0, .5, 1, "", WHEN, {}, ({"message": "hand in y.py too"},), (), "hand in y.py too")])
    told = {t.learner: t.why for t in stuck(standing(given, book), book.handed_in())}
    assert told == {"ada": "not graded: hand in y.py too", "bob": "not graded: x.py is a link: hand in the file itself"}
