"""What a quiz on a text takes for right, and what it says of the rest; what a log must hold."""
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import numpy as np
import pytest

from autograder.checks import Item, Mismatch, holds, logged, numbers, quiz, require, until, value
from autograder.checks.reading_logs import pasted
from autograder.checks.readings import plain
from autograder.errors import LearnerError
from autograder.notes import noting

NUMBERED = [Item(f"sum {k}", "adding", lambda rng: {"a": int(rng.integers(1, 50)), "b": rng.integers(1, 9, 2)},
                 value(lambda a, b: a + b, rtol=1e-6)) for k in range(5)]


def rng():
    return np.random.default_rng(0)


def adds(items):
    return {name: [given["a"] + x for x in given["b"]] for name, given in items.items()}


def slips(count):
    """Return a program that gets so many of the sums wrong."""
    return lambda items: {name: [-1, -1] if int(name[-1]) < count else answer for name, answer in adds(items).items()}


def said(ask, items=NUMBERED, **options):
    with pytest.raises(Mismatch) as caught:
        quiz(ask, items, rng(), **options)
    return caught.value


# Quizzes

def test_four_fifths_pass():
    quiz(adds, NUMBERED, rng())
    quiz(slips(1), NUMBERED, rng())
    assert said(slips(2)).message.startswith("3 of 5 are right, 4 pass. `sum 0` (adding): [0]: -1 is not right; `sum 1`")
    assert said(slips(1), pass_at=1).message.startswith("4 of 5 are right, 5 pass.")
    ten = [Item(f"sum {k}", "", NUMBERED[0].draw, NUMBERED[0].judge) for k in range(10)]
    quiz(slips(2), ten, rng())
    assert said(slips(3), ten).message.startswith("7 of 10 are right, 8 pass.")


def test_all_items_come_in_one_call_and_in_no_order():
    calls = []
    for seed in range(20):
        quiz(lambda items: calls.append(list(items)) or adds(items), NUMBERED, np.random.default_rng(seed))
    assert len(calls) == 20 and all(sorted(call) == [item.name for item in NUMBERED] for call in calls)
    assert len({tuple(call) for call in calls}) > 10


def test_inputs_are_drawn_afresh_and_plain():
    seen = []
    for seed in (0, 0, 1):
        quiz(lambda items: seen.append(items) or adds(items), NUMBERED, np.random.default_rng(seed))
    assert seen[0] == seen[1] != seen[2]
    assert type(seen[0]["sum 0"]["b"]) is list and type(seen[0]["sum 0"]["b"][0]) is int
    assert plain({"x": (np.float64(1), np.array([[2]])), "y": Fraction(1, 2)}) == {"x": [1.0, [[2]]], "y": Fraction(1, 2)}


def test_the_first_wrong_answer_is_asked_for_alone():
    calls = []

    def ask(items):
        calls.append(list(items))
        return slips(3)(items)
    error = said(ask)
    assert calls[1:] == [["sum 0"]] and error.got == {"sum 0": [-1, -1]} and error.expected is None


def test_what_was_answered_is_asked_before_what_was_not():
    error = said(lambda items: {name: 0 for name in items if name > "sum 2"})
    assert error.got == {"sum 3": 0}
    assert said(lambda items: {}).got == {}


def test_a_program_that_wants_all_items_keeps_its_evidence():
    def ask(items):
        if len(items) < 5:
            raise LearnerError("raised", "KeyError: 'sum 1'", ["KeyError"])
        return slips(5)(items)
    assert set(said(ask).got) == {item.name for item in NUMBERED}


def test_a_mistake_that_shows_in_company_only_keeps_its_evidence():
    assert len(said(lambda items: slips(5)(items) if len(items) == 5 else adds(items)).got) == 5


def test_answers_nobody_asked_for_are_wrong():
    assert "'sum 9': no such item was asked" in said(lambda items: {**slips(1)(items), "sum 9": 1}).message
    quiz(lambda items: {**adds(items), "sum 9": 1}, NUMBERED, rng())        # 5 of 6


@pytest.mark.parametrize("answers", [None, 0.0, [], "x", float("nan")])
def test_answers_are_a_dict(answers):
    assert "the answers are a dict {name of an item: answer}" in said(lambda items: answers).message


@pytest.mark.parametrize("worthless", [0, 1, 0.0, float("nan"), float("inf"), None, True, "", "0/0", [], [[]], {}, [None, None], ["a/b", "1/0"], [True, True]])
def test_nothing_is_got_for_nothing(worthless):
    assert said(lambda items: dict.fromkeys(items, worthless)).message.startswith("0 of 5")


def test_what_is_right_is_never_told():
    for wrong in ([-1, -1], 7, [7], None, "x", ["1/3", 5]):
        error = said(lambda items, wrong=wrong: dict.fromkeys(items, wrong))
        assert error.expected is None and "expected" not in error.message


# How an answer is judged

def judged(judge, answer, **given):
    try:
        judge(answer, given)
    except Mismatch as e:
        return e.message
    return ""


@pytest.mark.parametrize("answer", [Fraction(1, 3), "1/3", " 2 / 6", 1 / 3, 0.3333333, np.float32(1 / 3), np.array(1 / 3), "+1/3"])
def test_a_third_is_a_third(answer):
    assert judged(value(lambda: Fraction(1, 3), rtol=1e-6), answer) == ""


@pytest.mark.parametrize("answer", [0.33333, "0.3333333", "1/0", "1/3/1", True, None, float("nan"), [1 / 3], "9" * 500, 10 ** 400, -1 / 3])
def test_and_nothing_else_is(answer):
    assert judged(value(lambda: Fraction(1, 3), rtol=1e-6), answer)


def test_a_small_entry_is_judged_beside_the_largest():
    judge = value(lambda: [1e6, 0.0], rtol=1e-9)
    assert judged(judge, [1e6, 1e-4]) == "" and judged(judge, [1e6, 1e-2]) == "[1]: 0.01 is not right"
    assert judged(value(lambda: [0, 0.0], rtol=1e-6), [1e-15, -1e-13]) == ""
    assert judged(value(lambda: 0, rtol=1e-6), 1e-9) and judged(value(lambda: 3e-16, rtol=1e-6), 0) == "" and judged(value(lambda: 0, rtol=0), 1e-300)


def test_lists_have_the_length_that_is_asked_for():
    judge = value(lambda: [[1, 2], [3, 4]], rtol=1e-6)
    assert judged(judge, np.array([[1, 2], [3, 4]])) == "" and judged(judge, ((1, "2"), (3.0, Fraction(4)))) == ""
    assert judged(judge, [[1, 2]]) == "2 values are asked for, not 1"
    assert judged(judge, [[1, 2], 3]) == "[1]: 2 values in a list are asked for, not 3"


def test_labels_are_of_the_closed_list():
    judge = value(lambda: ["yes", "no"], rtol=0, among=["yes", "no"])
    assert judged(judge, ["yes", "no"]) == ""
    assert judged(judge, ["yes", "yes"]) == "[1]: 'yes' is not right"
    assert judged(judge, ["yes", "maybe"]) == "[1]: 'maybe' is none of yes, no"
    assert judged(judge, ["yes", ["no"]]) == "[1]: ['no'] is none of yes, no"


def test_a_property_is_judged_as_it_is_said():
    def unit(answer, n):
        v = numbers(answer, n, said="v")
        require(abs(v @ v - 1) < 1e-6, "v is not of length 1")
    judge = holds(unit)
    assert judged(judge, ["3/5", 0.8], n=2) == "" and judged(judge, [-1, 0], n=2) == ""
    assert judged(judge, [1, 1], n=2) == "v is not of length 1"
    assert judged(judge, [1], n=2) == "v: a list of 2 numbers is asked for, not [1]"
    assert judged(judge, [1, None], n=2) == "v: None is no number that can be judged"


def test_numbers_come_in_the_shape_that_is_asked_for():
    assert numbers([[1, 2, 3]], None, 3).shape == (1, 3)
    assert numbers([], None, 3).shape == (0, 3) and numbers(2).shape == () and numbers([[], []], 2, None).shape == (2, 0)
    for bad, shape in [([[1, 2], [3]], (2, None)), ([1, 2], (2, 1)), (1, (1,)), ([[1e200]], (1, 1)), ({}, (None,)), ("12", (2,))]:
        with pytest.raises(Mismatch):
            numbers(bad, *shape)


def test_until_gives_up_loudly():
    draw = iter(range(10)).__next__
    assert until(lambda n: n > 3, draw) == 4
    with pytest.raises(ValueError, match="draws is good"):
        until(lambda n: False, lambda: 0)


# Logs

NOTES = ("Columns are where the unit vectors go, which I had never seen. A product of matrices is one movement after another, "
         "read from the right, and a negative determinant means that the picture was turned over.")
OTHER = ("Elimination is a factorisation. Each multiplier that was used on the way stands in the lower factor, untouched, and an exchange "
         "of two rows is a third matrix that comes before everything else in the product.")
LOG = {"status": "read", "began": "2025-01-06", "ended": "2025-01-12", "sections": ["3", 6], "notes": NOTES}


def complaint(others=(), statement="", also=(), **changes):
    entry = {k: v for k, v in {**LOG, **changes}.items() if v is not ...}
    try:
        logged(lambda: entry, others=others, statement=statement, also=also)
    except Mismatch as e:
        assert e.got is entry
        return e.message
    return ""


def test_a_log_that_is_kept():
    assert complaint() == "" and complaint(status="reread", ended="2025-01-06", sections=("3",)) == ""
    today = datetime.now(UTC).date()
    assert complaint(ended=str(today)) == "" and complaint(ended=str(today + timedelta(days=1))) == ""


@pytest.mark.parametrize("changes, message", [
    ({"status": "reading"}, "still reading"), ({"status": "done"}, "the status is one of"), ({"status": ["read"]}, "the status is one of"),
    ({"notes": ...}, "the log lacks notes"), ({"page": 3}, "'page' is none of them"),
    ({"began": "2025-02-30", "ended": "2025-03-01"}, "stands in no calendar"), ({"began": "6.1.2025"}, "`began` is a date"),
    ({"ended": "2025-01-05"}, "before it began"), ({"ended": "2999-01-01"}, "yet to come"), ({"began": 20250106}, "`began` is a date"),
    ({"began": "20250106"}, "`began` is a date"), ({"ended": "2025-W02-7"}, "`ended` is a date"),
    ({"sections": []}, "names 0 of the 1"), ({"sections": "3, 6"}, "are a list"), ({"sections": [" "]}, "are a list"), ({"sections": [True]}, "are a list"),
    ({"notes": "Very good."}, "the notes have 2 words"), ({"notes": "good " * 40}, "1 different words"), ({"notes": None}, "the notes have 0 words")])
def test_a_log_that_is_not(changes, message):
    assert message in complaint(**changes)


@pytest.mark.parametrize("entry", [None, 0.0, [], "read"])
def test_a_log_is_a_dict(entry):
    with pytest.raises(Mismatch, match="a log is a dict"):
        logged(lambda: entry)


def test_sections_that_are_named_twice_count_once():
    logged(lambda: LOG, sections=2)
    with pytest.raises(Mismatch, match="names 1 of the 2"):
        logged(lambda: {**LOG, "sections": ["3", "3 ", 3]}, sections=2)


def test_notes_are_the_learners_own():
    assert complaint(statement=OTHER) == ""
    assert "repeat what the exercise says" in complaint(statement=f"{OTHER} {NOTES.upper()} {OTHER}")
    assert "repeat what the exercise says" in complaint(statement=NOTES[:110])
    assert not pasted("", NOTES) and not pasted("one two three", "one two three")


def test_each_text_has_notes_of_its_own():
    assert complaint(others=[lambda: {**LOG, "notes": OTHER}]) == ""
    assert "another text" in complaint(others=[lambda: {**LOG, "notes": OTHER}, lambda: {**LOG, "notes": "Well. " + NOTES}])


def test_a_log_is_noted_but_for_what_is_private():
    with noting() as notes:
        logged(lambda: {**LOG, "sections": ["3", "six\x1b[31m"]})
    assert notes.facts == {"status": "read", "began": "2025-01-06", "ended": "2025-01-12", "sections": "3, six\ufffd[31m", "words": 36}


def test_what_is_not_written_yet_is_no_hindrance():
    def unwritten():
        raise LearnerError("unattempted", "other_log is not written yet")
    assert complaint(others=[unwritten, lambda: None, dict]) == ""


def test_a_text_may_be_asked_for_more():
    assert "the log lacks claim" in complaint(also=["claim"])
    assert "`claim` wants a sentence" in complaint(also=["claim"], claim="that it works")
    assert complaint(also=["claim"], claim="that a smaller model reaches the same loss") == ""
