"""`grade hint`, `grade debug` and `grade journal` where nothing fails, nothing runs, or nobody has said which editor."""
import pytest


def test_what_holds_is_no_more_than_what_was_judged(desk):
    desk.write(again="...")
    desk.grade("doubling#twice")
    said = desk.grade("hint").out
    assert "every check of doubling#twice holds" in said and "grade hint doubling#again" in said and "by adding" in said
    assert "no check of doubling#twice fails" in desk.grade("debug").out
    desk.write()
    desk.grade("doubling")
    said = desk.grade("hint").out
    assert "every check of doubling holds" in said and "grade hint doubling#again" not in said


def test_a_hint_is_meant_for_the_review_that_is_open(desk):
    desk.write()
    desk.grade("doubling")
    assert "grade review --hint" not in desk.grade("hint").out
    desk.grade("review", "doubling#again")
    assert "grade review --hint" in desk.grade("hint").out


@pytest.mark.parametrize("answer, said", [("while True: pass", True), ("return x ** 2", False)])
def test_a_debugger_of_a_call_without_an_end_says_how_it_is_stopped(desk, answer, said):
    desk.write(twice=answer)
    assert ("Ctrl-C then stops it" in desk.grade("debug", "doubling#twice", typed="q\n").out) is said
