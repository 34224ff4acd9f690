"""How well a part is remembered is a fold over the ledger, and one more right answer never lowers it."""
from datetime import UTC, datetime, timedelta

from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as st

from autograder.learner.review import A_DAY, open_review, rating, remembered, reviews, waiting

START = datetime(2025, 1, 1, 12, tzinfo=UTC)
BEFORE = {"ols": ["svd"], "ridge": ["ols#fit"]}


def after(id):
    return BEFORE.get(id, [])


def at(days, kind, **facts):
    return {"kind": kind, "when": (START + timedelta(days=days)).isoformat(timespec="microseconds"), **facts}


def attempt(days, exercise="svd", part="thin", verdict="passed", **marks):
    return at(days, "attempt", exercise=exercise, parts={part: verdict}, **marks)


def begun(days, review, exercise="svd", part="thin", **facts):
    return at(days, "review", event="begun", review=review, exercise=exercise, part=part, **facts)


def known(*lines):
    return remembered(lines, after)


def of(*lines, key=("svd", "thin")):
    return known(*lines)[key]


def test_what_was_never_passed_is_not_reviewed():
    assert known(attempt(0, verdict="failed")) == {}


def test_what_came_easily_comes_back_late():
    easy = of(attempt(0))
    good = of(attempt(0, verdict="failed"), attempt(0))
    hard = of(*[attempt(0, verdict="failed")] * 3, attempt(0))
    hinted = of(at(0, "hint", exercise="svd", part="thin", check="c", stage=1), attempt(0))
    seen = of(at(0, "answer", exercise="svd", part="thin"), attempt(0))
    assert easy.due > good.due > hard.due >= seen.due and hard == hinted and easy.stability > good.stability > hard.stability > seen.stability


def test_ratings_are_as_promised():
    assert [rating(n, False, False) for n in (1, 2, 3, 4)] == [Rating.Easy, Rating.Good, Rating.Good, Rating.Hard]
    assert rating(1, True, False) == Rating.Hard and rating(1, True, True) == Rating.Again


def test_running_the_same_file_again_says_nothing():
    assert of(attempt(0), attempt(3), attempt(9, verdict="failed")) == of(attempt(0))


def test_a_file_that_fails_twice_as_it_stands_was_tried_once():
    def failed(content, verdict="failed"):
        return attempt(0, verdict=verdict, content={"thin": content})
    assert of(failed("a", "broken"), failed("a", "broken"), failed("a"), attempt(0)) == of(failed("a"), attempt(0))
    assert of(failed("a", "unattempted"), failed("a"), failed("b"), attempt(0)) == of(failed("a"), failed("b"), attempt(0))


def test_a_review_that_holds_moves_it_far_away():
    lines = [attempt(0), begun(9, "r"), attempt(9, review="r")]
    assert of(*lines).due > of(attempt(0)).due + timedelta(days=9) and reviews(lines)[0].outcome == "passed" and open_review(lines) is None


def test_an_answer_opened_in_a_review_brings_it_back_soon():
    found = of(attempt(0), begun(9, "r"), at(9, "review", event="ended", review="r", outcome="answer"))
    assert found.due <= START + timedelta(days=9 + 3) and found.stability < of(attempt(0)).stability


def test_put_off_is_no_answer():
    lines = [attempt(0), begun(9, "r"), at(9, "review", event="ended", review="r", outcome="later")]
    assert of(*lines) == of(attempt(0))
    assert not waiting(lines, after, START + timedelta(days=9)).due and waiting(lines, after, START + timedelta(days=10)).due


def test_tries_and_hints_count_within_a_review():
    one = [attempt(0), begun(9, "r")]
    wrong = [attempt(9, verdict="failed", review="r")]
    hint = [at(9, "hint", exercise="svd", part="thin", check="c", stage=1, review="r")]
    right = [attempt(9, review="r")]
    easy, good, hard = of(*one, *right), of(*one, *wrong, *right), of(*one, *hint, *right)
    assert easy.stability > good.stability > hard.stability and open_review([*one, *wrong, *hint]).hints == 1
    assert of(*one, *wrong) == of(attempt(0))


def test_what_builds_on_a_part_reminds_of_it():
    alone, reminded = of(attempt(0)), of(attempt(0), attempt(8, "ols", "fit"))
    assert reminded.last > alone.last and reminded.due > alone.due
    assert of(attempt(0), attempt(8, "lasso", "fit")) == alone
    parts = known(attempt(0, "ols", "fit"), attempt(0, "ols", "predict"), attempt(8, "ridge", "solve"))
    assert parts["ols", "fit"].last > parts["ols", "predict"].last


def test_three_a_day_the_least_remembered_first():
    lines = [attempt(0, "svd", p) for p in "abcd"] + [attempt(-20, "svd", "old")]
    now = START + timedelta(days=40)
    found = waiting(lines, after, now)
    assert len(found.due) == 5 and found.due[0].part == "old" and found.left_today == A_DAY
    recalls = [one.recall(now) for one in found.due]
    assert recalls == sorted(recalls)
    begun_now = [begun(40, f"r{n}", part=p) for n, p in enumerate("abc")]
    assert waiting([*lines, *begun_now], after, now).left_today == 0
    assert waiting([*lines, *(line | {"asked": True} for line in begun_now)], after, now).left_today == A_DAY
    assert waiting([*lines, *begun_now], after, now + timedelta(days=1)).left_today == A_DAY


def test_nothing_due_tells_when_the_next_is():
    found = waiting([attempt(0)], after, START)
    assert not found.due and found.next == of(attempt(0)).due
    assert waiting([], after, START).next is None


def test_lines_that_somebody_else_has_written_are_survived():
    assert known(at(0, "novelty"), {"kind": "attempt", "when": "yesterday", "exercise": "svd", "parts": {"thin": "passed"}}) == {}


KINDS = st.sampled_from(["pass", "fail", "hint", "answer", "exam", "review", "give up", "ols"])


def history(events):
    """Return a ledger of (days later, what happened)."""
    lines, day = [], 0.0
    for number, (later, what) in enumerate(events):
        day += later
        review = f"r{number}"
        svd = {"exercise": "svd", "part": "thin"}
        lines += {"pass": [attempt(day)], "fail": [attempt(day, verdict="failed")], "exam": [attempt(day, exam="e")],
                  "ols": [attempt(day, "ols", "fit")], "hint": [at(day, "hint", check="c", stage=1, **svd)], "answer": [at(day, "answer", **svd)],
                  "review": [begun(day, review), attempt(day, review=review)],
                  "give up": [begun(day, review), at(day, "review", event="ended", review=review, outcome="answer")]}[what]
    return lines, day


@given(st.lists(st.tuples(st.floats(0, 40), KINDS), max_size=8), st.floats(0, 40), st.integers(1, 5), st.booleans())
def test_one_more_right_answer_never_lowers_anything(events, later, tries, hinted):
    """Neither recall nor stability of any part, nor the day it is due."""
    lines, day = history(events)
    day += later
    hint = [at(day, "hint", exercise="svd", part="thin", check="c", stage=1, review="last")] * hinted
    more = [begun(day, "last"), *[attempt(day, verdict="failed", review="last")] * (tries - 1), *hint, attempt(day, review="last")]
    before, then = remembered(lines, after), remembered([*lines, *more], after)
    now = START + timedelta(days=day)
    for key, was in before.items():
        one = then[key]
        assert one.stability >= was.stability and one.due >= was.due
        assert all(one.recall(now + timedelta(days=d)) >= was.recall(now + timedelta(days=d)) for d in (0, 1, 10, 100))


@given(st.lists(st.tuples(st.floats(0, 40), KINDS), max_size=8))
def test_the_same_ledger_says_the_same(events):
    lines, _ = history(events)
    assert remembered(lines, after) == remembered(list(lines), after)
