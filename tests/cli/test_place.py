"""`grade place`: a quiz for people, and with a file of answers for programs."""
import json

import pytest

from tests.cli.test_problems import TEMPLATE


@pytest.fixture
def asked(own_course):
    for name in ("doubling", "halving"):
        (own_course.course / "solutions" / "arithmetic" / f"{name}_problems.py").write_text(TEMPLATE)
    return own_course


def solved(text):
    return 3 * int(text.rpartition("=")[2].strip(" ?")) - 2


def test_a_program_is_asked_one_by_one_and_nothing_is_recorded_before_the_end(asked, tmp_path) -> None:
    answers = []
    for _ in range(13):
        (tmp_path / "answers.json").write_text(json.dumps(answers))
        ran = asked.grade("place", "--json", "--seed", "3", "--answers", "answers.json")
        told = json.loads(ran.out)
        if ran.status == 0:
            break
        assert ran.status == 1 and not (asked.work / ".grade" / "attempts.jsonl").exists()
        answers.append(solved(told["question"]["text"]))
    assert answers and all(told["asked"].values()) and told["start"] is None
    line = json.loads((asked.work / ".grade" / "attempts.jsonl").read_text())
    assert line["kind"] == "placement" and line["asked"] == told["asked"]


def test_a_program_that_brings_no_answer_is_told_the_question(asked) -> None:
    ran = asked.grade("place", "--json", "--seed", "3", typed="")
    told = json.loads(ran.out)
    assert ran.status == 1 and told["question"]["number"] == 1 and told["asked"] == {} and told["seed"] == 3


def test_a_person_is_asked_the_same(asked) -> None:
    ran = asked.grade("place", "--seed", "3", typed="\n" * 12)
    assert ran.status == 0 and "0 of " in ran.out and "grade doubling" in ran.out


def test_what_is_not_known_is_null(asked, tmp_path) -> None:
    (tmp_path / "answers.json").write_text("[null, null, null]")
    told = json.loads(asked.grade("place", "--json", "--seed", "3", "--answers", "answers.json").out)
    assert not any(told["asked"].values()) and told["start"] == "doubling"


@pytest.mark.parametrize(("text", "typed", "words"), [
    ("{", ["--seed", "1"], "is no JSON"), ('{"a": 1}', ["--seed", "1"], "a JSON list"), ("[1]", [], "goes with --seed"), (None, ["--seed", "1"], "No such file")])
def test_bad_answers_are_a_sentence(asked, tmp_path, text, typed, words) -> None:
    if text is not None:
        (tmp_path / "answers.json").write_text(text)
    ran = asked.grade("place", *typed, "--answers", "answers.json")
    assert ran.status == 2 and words in ran.err


def test_what_was_passed_is_not_where_to_begin(asked) -> None:
    asked.write()
    asked.grade("doubling")
    ran = asked.grade("place", "--seed", "3", typed="\n" * 12)
    assert "grade halving" in ran.out and "grade doubling" not in ran.out and "none on what you have passed" in ran.out
    asked.write(twice="return x / 2", name="halving")
    asked.grade("halving")
    ran = asked.grade("place", "--seed", "3")
    assert ran.status == 0 and "You have passed all that could be asked." in ran.out


def test_a_person_hears_of_each_answer_and_may_mistype(asked) -> None:
    ran = asked.grade("place", "--seed", "3", typed="[1, 2]\n999\n" + "\n" * 12)
    assert "one value is asked for" in ran.out and "not that" in ran.out and "1." in ran.out
