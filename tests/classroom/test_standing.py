"""Zero, not submitted, crashed, timed out and not graded are five different things, in every table."""
import csv
import io
from dataclasses import replace

import pytest

from autograder.classroom.exporting import FORMATS, canvas, moodle, table
from autograder.classroom.gradebook import Handed, Learner, Mark, Outcome
from autograder.classroom.plan import Late
from autograder.classroom.standing import standing

EXERCISE = "log-sum-exp-softmax"


def put(book, learner, status="graded", earned=0, possible=4, received="2027-03-01T10:00:00+00:00", refused="", grader="v1", id=""):
    id = id or f"{learner}-{received}"
    book.hand_in([Handed(id, learner, EXERCISE, received, "0", f"{learner}/x.py", refused)])
    if not refused:
        book.record([Outcome(id, EXERCISE, grader, status, earned, possible, .1, 1, "bubblewrap", received, {}, ({"message": "why"},))])
    return id


@pytest.fixture
def one(given, book):
    given = replace(given, exercises=given.exercises[:1], learners=tuple(Learner(n, n.title(), f"{n}@x.org") for n in
                                                                        ("zero", "none", "crash", "slow", "ours", "half", "refused", "wait")))
    book.enroll(given.learners)
    put(book, "zero")
    put(book, "crash", "crashed")
    put(book, "slow", "timed_out")
    put(book, "ours", "not_graded")
    put(book, "half", earned=2)
    put(book, "refused", refused="a link")
    book.hand_in([Handed("w", "wait", EXERCISE, "2027-01-01T00:00:00+00:00", "0", "x")])
    return given


def test_five_states_and_a_score(one, book) -> None:
    found = {c.learner: c for c in standing(one, book).column(EXERCISE)}
    assert {n: c.word for n, c in found.items()} == {"zero": "graded", "none": "not_submitted", "crash": "crashed", "slow": "timed_out",
                                                     "ours": "not_graded", "half": "graded", "refused": "not_graded", "wait": "waiting"}
    assert found["zero"].score == 0 and found["half"].score == .5 and all(found[n].score is None for n in ("none", "crash", "slow", "ours", "refused"))
    assert found["refused"].why == "a link"


@pytest.mark.parametrize("table", FORMATS.values(), ids=FORMATS)
def test_only_a_zero_is_written_as_zero(one, book, table) -> None:
    rows = list(csv.reader(io.StringIO(table(standing(one, book)))))
    cells = {row[0].lower(): row for row in rows}
    zero, none = cells["zero"], cells["none"]
    assert "0" in zero and "0" not in none and "0" not in cells["crash"] and "0" not in cells["ours"]
    assert "50" in cells["half"] or "0.5" in cells["half"]


def test_lateness_and_extensions(one, book) -> None:
    put(book, "half", earned=4, received="2027-03-02T11:00:00+00:00")
    late = replace(one, late=Late(0, 10, 5))
    cell = standing(late, book).cells["half", EXERCISE]
    assert cell.score == pytest.approx(.9) and cell.late.total_seconds() == 23 * 3600
    assert standing(replace(late, extensions={"half": cell_time("2027-03-03")}), book).cells["half", EXERCISE].score == 1


def cell_time(day):
    from datetime import UTC, datetime
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def test_latest_or_best(one, book) -> None:
    put(book, "half", earned=1, received="2027-03-01T11:00:00+00:00")
    assert standing(one, book).cells["half", EXERCISE].earned == 1
    assert standing(replace(one, resubmission="best"), book).cells["half", EXERCISE].earned == 2


def test_a_regrade_counts_when_it_is_applied(one, book) -> None:
    put(book, "half", earned=3, grader="v2", id="half-2027-03-01T10:00:00+00:00")
    assert standing(one, book).cells["half", EXERCISE].earned == 2
    assert standing(one, book, {EXERCISE: "v2"}).cells["half", EXERCISE].earned == 3
    book.apply(EXERCISE, "v1", "v2", "")
    assert standing(one, book).cells["half", EXERCISE].earned == 3


def test_what_people_gave_stands_beside(one, book) -> None:
    id = "half-2027-03-01T10:00:00+00:00"
    book.mark([Mark(id, "clarity", "bob", 1, 4), Mark(id, "clarity", "bob", 3, 4)])
    cell = standing(one, book).cells["half", EXERCISE]
    assert [m.score for m in cell.marks] == [3] and cell.score == .5 and "clarity: 3/4 (bob)" in table(standing(one, book))


def test_a_name_is_no_formula(one, book) -> None:
    risky = replace(one, learners=(Learner("zero", '=HYPERLINK("http://x")'),))
    for text in (table(standing(risky, book)), canvas(standing(risky, book)), moodle(standing(risky, book))):
        assert "\n=" not in text and ",=" not in text and ',"=' not in text


def test_who_has_no_score_has_no_mean_either(one, book) -> None:
    now = standing(one, book)
    assert [now.mean(n) for n in ("zero", "half", "none", "crash", "slow", "ours", "refused", "wait")] == ["0", "50", *"––––––"]


def test_why_there_is_no_score_stands_in_the_tables(one, book) -> None:
    id = put(book, "none", "crashed", refused="", id="n", grader="v0")
    book.record([Outcome(id, EXERCISE, "v1", "crashed", 0, 4, .1, 1, "bubblewrap", "2027-03-01T10:00:00+00:00", {},
                         ({"check": "adds", "evidence": {"message": "your file does not run"}},))])
    put(book, "half", earned=4, received="2027-03-02T11:00:00+00:00")
    now = standing(replace(one, late=Late(0, 10, 5)), book, {EXERCISE: "v1"})
    assert now.cells["none", EXERCISE].why == "your file does not run" and now.cells["half", EXERCISE].why == ""
    told = {row[0]: row[3] for row in csv.reader(io.StringIO(moodle(now)))}
    assert told["none"] == "crashed: your file does not run" and told["refused"] == "not graded: a link" and told["half"] == "late: 90 % counts"


def test_moodle_says_what_does_not_hold(one, book) -> None:
    id = put(book, "none", "graded", grader="v0", id="h")
    claims = [{"check": n, "claim": f"It {n}.", "verdict": v} for n, v in (("adds", "passed"), *((w, "failed") for w in ("sums", "waits", "grows", "ends")))]
    book.record([Outcome(id, EXERCISE, "v1", "graded", 1, 5, .1, 1, "bubblewrap", "2027-03-01T10:00:00+00:00", {}, tuple(claims))])
    now = standing(one, book, {EXERCISE: "v1"})
    told = {row[0]: row[3] for row in csv.reader(io.StringIO(moodle(now)))}
    assert told["none"] == "does not hold: It sums; It waits; It grows … and 1 more"
