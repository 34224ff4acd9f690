"""`grade` on weeks, exercises and parts: what it says, what it records, how it leaves."""
import json

import pytest


def attempts(desk):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_the_first_word_is_what_to_do_next(desk):
    ran = desk.grade()
    assert ran.status == 0 and "Doubling" in ran.out and "work/arithmetic/doubling.py:12" in ran.out and "grade doubling#twice" in ran.out
    assert desk.doubling.read_text().splitlines()[11] == "    ..."


def test_a_fresh_week_ends_in_one_next_step(desk):
    ran = desk.grade("week1")
    assert ran.status == 1 and "0 of 3 parts" in ran.out and "not started" in ran.out and "tripling" in ran.out and "not built" in ran.out
    assert ran.out.rstrip().splitlines()[-2].startswith("Next  work/arithmetic/doubling.py:12")


def test_a_passed_exercise_leaves_with_0_though_a_part_is_planned(desk):
    desk.write()
    ran = desk.grade("doubling")
    assert ran.status == 0 and "3 of 3 checks" in ran.out and "by_hand: not built yet" in ran.out and "grade explain doubling" in ran.out


def test_a_failure_is_told_whole(desk):
    desk.write(twice="print('x is', x); return x ** 2")
    ran = desk.grade("week1")
    for words in ("✗ Your twice is 2x.", "work/arithmetic/doubling.py:10", "twice(3)", "expected  6", "yours     9", "perhaps   squares",
                  "Twice a number is not its square.", "x is 3", "seed ", "grade hint doubling#twice", "grade debug doubling#twice"):
        assert words in ran.out, ran.out
    assert ran.status == 1


def test_a_part_is_graded_alone(desk):
    desk.write(twice="return 0")
    assert desk.grade("doubling#again").status == 0
    assert [a["parts"] for a in attempts(desk)] == [{"again": "passed"}]


def test_what_is_unchanged_is_told_at_once_and_marked(desk):
    desk.write()
    desk.grade("week1")
    ran = desk.grade("week1")
    assert "unchanged" in ran.out and len(attempts(desk)) == 1
    assert "unchanged" not in desk.grade("week1", "--fresh").out and len(attempts(desk)) == 2
    desk.write(again="return 0")
    assert "unchanged" not in desk.grade("week1").out


def test_a_failure_is_told_again_in_the_same_words(desk):
    desk.write(twice="return x ** 2")
    first, again = desk.grade("doubling"), desk.grade("doubling")
    cut = first.out.index("twice  by")
    assert first.out[cut:].partition("█")[0] == again.out[again.out.index("twice  by"):].partition("█")[0] and again.status == 1


def test_a_seed_is_kept_to(desk):
    desk.write(twice="return x ** 2")
    assert json.loads(desk.grade("doubling", "--seed", "7", "--json").out)["seed"] == 7


def test_planned_exercises_are_shown_and_never_passed(desk):
    ran = desk.grade("tripling")
    assert ran.status == 1 and "not built yet" in ran.out and not attempts(desk)
    assert json.loads(desk.grade("doubling#by_hand", "--json").out)["passed"] is False


def test_all_that_is_built_passed_is_0(desk):
    desk.write()
    desk.write(twice="return x / 2", name="halving")
    ran = desk.grade("week1")
    assert ran.status == 0 and "3 of 3 parts" in ran.out
    assert "Everything of Basics that is built is passed." in desk.grade().out


def test_several_things_at_once(desk):
    desk.write()
    ran = desk.grade("doubling", "halving", "--json")
    assert [one["passed"] for one in json.loads(ran.out)] == [True, False] and ran.status == 1


def test_any_file_is_a_submission_and_nothing_is_recorded(desk, tmp_path):
    desk.write()
    other = tmp_path / "theirs.py"
    other.write_text(desk.doubling.read_text())
    ran = desk.grade("file", "doubling", str(other), "--json", "--seed", "3")
    found = json.loads(ran.out)
    assert list(found) == ["exercise", "passed", "earned", "possible", "confinement", "seed", "seconds", "parts", "findings"]
    assert found["passed"] and found["seed"] == 3 and found["confinement"] == "plain" and ran.status == 0
    assert {p["part"]: p["verdict"] for p in found["parts"]} == {"twice": "passed", "again": "passed", "by_hand": "not_built"}
    assert list(found["findings"][0]) == ["check", "part", "claim", "verdict", "evidence", "worth", "diagnosis"]
    assert not attempts(desk)


@pytest.mark.parametrize("arguments", [("week1", "--json"), ("--json", "week1")])
def test_json_is_one_object_wherever_the_option_stands(desk, arguments):
    desk.write(twice="return x ** 2")
    found = json.loads(desk.grade(*arguments).out)
    assert found["node"] == "basics/week1" and not found["passed"] and found["not_built"] == ["tripling"]
    assert found["exercises"][0]["findings"][0]["diagnosis"] == {"title": "squares", "sentence": "Twice a number is not its square."}


THOUGHTS = ("--derivation", "I multiplied the number by itself, so that 3 becomes 9 and 2 becomes 4.",
            "--reasoning", "For the number two both agree, therefore I thought that it is the same thing.",
            "--failure", "The check calls twice(3) and asks for 6, while mine returns 9 on that call.")


def test_hints_come_one_by_one(desk):
    desk.write(twice="return x ** 2")
    desk.grade("week1")
    first, shut = (desk.grade("hint").out for _ in range(2))
    assert "What is twice(1)?" in first and "And twice(3)?" not in first
    assert "written down what you tried" in first and "grade journal doubling#twice" in first and "the same command again" not in first
    assert "And twice(3)?" not in shut and "grade journal doubling#twice" in shut
    desk.grade("journal", "doubling#twice", *THOUGHTS)
    second, third = (desk.grade("hint").out for _ in range(2))
    assert "And twice(3)?" in second and "last one" in second and "And twice(3)?" in third
    assert [a["stage"] for a in attempts(desk) if a["kind"] == "hint"] == [1, 2]


def test_what_is_said_of_nothing_is_refused_and_says_of_what(desk):
    for typed in (("journal", *THOUGHTS), ("declare", "--ai", "none"), ("declare", "--note", "by hand")):
        ran = desk.grade(*typed)
        assert ran.status == 2 and f"grade {typed[0]} ID" in ran.err and not ran.out
    desk.write(twice="return x ** 2")
    desk.grade("doubling#twice")
    assert "`grade journal doubling#twice` and then the same options" in desk.grade("journal", *THOUGHTS).err
    assert desk.grade("journal").status == desk.grade("declare").status == 0


def test_a_check_without_a_hint_is_not_said_to_have_one(desk):
    desk.write(again="return 0")
    assert "grade debug doubling#again" in desk.grade("doubling").out
    said = desk.grade().out
    assert "grade debug doubling#again" in said and "grade hint" not in said
    assert "holds" not in desk.grade("hint").out and "\n\n\n" not in desk.grade("hint").out


def test_debug_stops_in_the_learners_function(desk):
    desk.write(twice="print('x is', x); return x ** 2")
    ran = desk.grade("debug", "doubling", typed="p x\nc\n")
    assert "doubling.py(10)twice()" in ran.out and "(Pdb) 3" in ran.out and "x is 3" in ran.out and "it returned\n9" in ran.out


def test_debug_says_nothing_of_a_call_that_was_left(desk):
    desk.write(twice="y = x; return x ** 2")
    ran = desk.grade("debug", "doubling", typed="n\nq\n")
    assert "(Pdb)" in ran.out and "it returned" not in ran.out and ran.status == 0


def test_ctrl_c_is_the_debuggers(desk):
    desk.write(twice="import os, signal; os.kill(os.getppid(), signal.SIGINT); return x ** 2")
    desk.doubling.write_text(desk.doubling.read_text().replace("import os, signal;", "import os, signal, sys;").replace(
        "os.kill(", "'pdb' in sys.modules and os.kill("))
    assert "it returned\n9" in desk.grade("debug", "doubling", typed="c\n").out


def test_nothing_to_debug_and_nothing_written_say_what_is_next(desk):
    for command in ("hint", "debug"):
        said = desk.grade(command, "doubling").out.splitlines()
        assert said[-2].startswith("Next  work/arithmetic/doubling.py:12") and said[-1].strip().startswith("grade doubling#twice")
    desk.write()
    for command in ("hint", "debug"):
        assert desk.grade(command, "doubling").out.splitlines()[-1].startswith("Next  grade ")


def test_what_is_begun_is_gone_on_with(desk):
    desk.write(name="halving", twice="return 0")
    assert "Next  grade hint" in desk.grade("halving").out or "grade debug halving" in desk.grade("halving").out
    said = desk.grade().out
    assert "open work/arithmetic/doubling.py:12" in said and "grade halving" in said.partition("Also")[2]
    desk.write(again="...")
    said = desk.grade("doubling#twice").out
    assert "work/arithmetic/doubling.py:18" in said.partition("Next")[2]


def test_an_exercise_that_was_asked_for_is_next_and_what_it_builds_on_is_named(desk):
    said = desk.grade("halving").out.partition("Next")[2]
    assert said.split()[0] == "work/arithmetic/halving.py:12" and "grade show doubling" in said


def test_a_file_and_a_spaced_week_are_names_too(desk):
    desk.write()
    for typed in (["work/arithmetic/doubling.py"], ["work/arithmetic/doubling.py:12"], [str(desk.doubling)]):
        assert desk.grade(*typed).out.startswith("Doubling\ndoubling · work/arithmetic/doubling.py")
    assert desk.grade("Week", "1").out == desk.grade("week1").out


def test_help_is_a_word_too(desk):
    assert desk.grade("help").out == desk.grade("-h").out == desk.grade("--help").out
    assert desk.grade("help", "exam").out == desk.grade("exam", "-h").out


def test_a_track_is_shown_by_its_name(desk):
    ran = desk.grade("show", "side")
    assert ran.status == 0 and "The side track  side" in ran.out and "week1" in ran.out and "grade use side" in ran.out
    assert desk.grade("use").out == desk.grade("tracks").out


def test_debug_stops_where_it_happened(desk):
    desk.write(twice="return x.twice")
    ran = desk.grade("debug", "doubling", typed="c\np x\nq\n")
    assert "AttributeError" in ran.out and "doubling.py(12)twice()" in ran.out


def test_the_answer_is_explained_once_it_is_passed(desk):
    desk.write(again="return 0")
    assert desk.grade("explain", "doubling#twice").status == 2
    desk.grade("doubling")
    ran = desk.grade("explain", "doubling")
    assert "# the definition" in ran.out and "adds to itself" in ran.out and "squares: Twice" in ran.out and "again: once passed" in ran.out
    assert "return x + x" not in ran.out


def test_progress_is_folded_from_attempts(desk):
    desk.write()
    desk.grade("week1")
    found = json.loads(desk.grade("progress", "--json").out)
    assert found["nodes"] == [{"node": "basics/week1", "passed": 2, "built": 3, "not_built": 2}]
    assert found["mastery"] == [{"id": "doubles", "statement": "double and halve anything", "met": False, "missing": ["doubling", "halving"]}]
    ran = desk.grade("progress")
    assert ran.status == 0 and "2/3" in ran.out and "2 not built" in ran.out and "missing: doubling (not built), halving" in ran.out


def test_a_stricter_course_makes_it_due(own_course):
    own_course.write()
    own_course.grade("week1")
    checks = own_course.course / "exercises" / "arithmetic" / "test_doubling.py"
    checks.write_text(checks.read_text() + '\n\ndef test_again(yours):\n    """Your again doubles 4."""\n    assert_equal(yours.again(4), 8)\n')
    assert json.loads(own_course.grade("progress", "--json").out)["due"] == ["doubling"]
    assert "stricter" in own_course.grade().out
    assert own_course.grade("doubling").status == 0 and json.loads(own_course.grade("progress", "--json").out)["due"] == []
