"""`grade exam`: empty files, a time, no hints; interrupted at any moment, nothing is lost."""
import json
import os
import re
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest

CHECKS = """
  - id: doubles-alone
    statement: double and halve with no notes
    all: [doubling#twice, halving]
    exam: true
milestones:
  - id: thrice
    statement: triple something
    all: [tripling]
    exam: true
"""


@pytest.fixture
def exam(own_course):
    week = own_course.course / "curriculum" / "basics" / "week1.yaml"
    week.write_text(week.read_text().rstrip() + CHECKS)
    return own_course


def lines(desk, kind):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == kind]


def fill(desk, name, **answers):
    """Write answers into a file of the exam."""
    path = desk.work / "exams" / "doubles-alone" / f"{name}.py"
    text = path.read_text()
    for function, answer in answers.items():
        text = re.sub(rf"(def {function}\(x\):\n.*\n)    .*\n", rf"\g<1>    {answer}\n", text)
    path.write_text(text)
    return path


def begin_earlier(desk, **ago):
    """Let the running exam have begun so long ago."""
    path = desk.work / ".grade" / "attempts.jsonl"
    found = [json.loads(row) for row in path.read_text().splitlines()]
    for line in found:
        if line["kind"] == "exam":
            line["when"] = (datetime.fromisoformat(line["when"]) - timedelta(**ago)).isoformat(timespec="microseconds")
    path.write_text("".join(json.dumps(line) + "\n" for line in found))


def test_what_can_be_sat_is_listed(exam):
    ran = exam.grade("exam")
    assert "doubles-alone" in ran.out and "25 min" in ran.out and "thrice" in ran.out and "not built" in ran.out and ran.status == 0
    assert json.loads(exam.grade("exam", "--json").out)["exams"][0]["items"] == ["doubling#twice", "halving"]


def test_the_files_are_empty_and_what_stands_around_is_ones_own(exam):
    exam.write(again="return x + x    # mine")
    ran = exam.grade("exam", "doubles-alone")
    copy = (exam.work / "exams" / "doubles-alone" / "doubling.py").read_text()
    assert ran.status == 0 and "work/exams/doubles-alone/doubling.py:12" in ran.out and "25 min left" in ran.out
    assert "twice: by multiplying" in ran.out and "Halving" in ran.out      # what is to be written, not only where
    assert "Exam, under way: double and halve with no notes" in exam.grade("exam").out
    assert "    ...\n" in copy and "# mine" in copy and "return 2 * x" not in copy and "return 2 * x" in exam.doubling.read_text()


def test_an_exam_is_passed_once_for_all(exam):
    exam.grade("exam", "doubles-alone")
    fill(exam, "doubling", twice="return 2 * x")
    fill(exam, "halving", half="return x / 2")
    ran = exam.grade("exam", "--hand-in")
    assert ran.status == 0 and "Passed in exam mode. Shown: double and halve with no notes." in ran.out and "grade hint" not in ran.out
    made = lines(exam, "attempt")
    assert len({line["exam"] for line in made}) == 1 and len({line["seed"] for line in made}) == 1
    assert [line["parts"] for line in made] == [{"twice": "passed"}, {"half": "passed"}]
    met = {c["id"]: c["met"] for c in json.loads(exam.grade("progress", "--json").out)["mastery"]}
    assert met == {"doubles": False, "doubles-alone": True, "thrice": False}
    assert exam.grade("explain", "halving").status == 0


def test_passing_without_an_exam_is_not_enough(exam):
    exam.write()
    exam.write(twice="return x / 2", name="halving")
    exam.grade("week1")
    ran = exam.grade("progress")
    assert "halving in exam mode" in ran.out and "grade exam doubles-alone   all of it is passed; now without help" in ran.out


def test_what_was_shown_need_not_be_shown_again(exam):
    exam.grade("exam", "doubles-alone")
    fill(exam, "doubling", twice="return 2 * x")
    ran = exam.grade("exam", "--hand-in")
    assert ran.status == 1 and "Not this time" in ran.out
    assert "Shown, and not asked again: doubling#twice; still missing: halving in exam mode." in " ".join(ran.out.split())
    again = exam.grade("exam", "doubles-alone", "--json")
    assert json.loads(again.out)["running"]["items"] == ["halving"]     # twice was shown, and stays so
    assert list((exam.work / ".grade" / "kept").rglob("halving.*"))    # the first file is kept


def test_draws_are_new_each_time(exam):
    for _ in range(2):
        exam.grade("exam", "doubles-alone")
        exam.grade("exam", "--leave")
    first, second = (line for line in lines(exam, "exam") if line["event"] == "begun")
    assert first["seed"] != second["seed"] and first["sitting"] != second["sitting"]


def test_help_is_off_while_it_runs(exam):
    exam.write(twice="return 0")
    exam.grade("doubling")
    exam.grade("exam", "doubles-alone")
    for command in ("hint", "explain", "debug"):
        ran = exam.grade(command, "doubling")
        assert ran.status == 2 and "an exam on doubling is running until" in ran.err
    assert re.search(r"Also  grade exam\s+the exam \S+/doubles-alone: until \d\d:\d\d", exam.grade().out)
    exam.grade("exam", "--leave")
    assert exam.grade("hint", "doubling").status == 0


def test_it_goes_on_after_an_interruption(exam):
    exam.grade("exam", "doubles-alone")
    fill(exam, "doubling", twice="return 2 * x")
    os.unlink(exam.work / "exams" / "doubles-alone" / "halving.py")
    begin_earlier(exam, minutes=20)
    assert "the exam basics/doubles-alone" in exam.grade().out
    ran = exam.grade("exam")
    assert "5 min left" in ran.out and "halving.py was gone" in ran.err
    assert "return 2 * x" in (exam.work / "exams" / "doubles-alone" / "doubling.py").read_text()
    assert len([line for line in lines(exam, "exam") if line["event"] == "begun"]) == 1


def test_what_was_saved_in_time_is_handed_in_later(exam):
    exam.grade("exam", "doubles-alone")
    saved = datetime.now().timestamp() - 3600
    for path in (fill(exam, "doubling", twice="return 2 * x"), fill(exam, "halving", half="return x / 2")):
        os.utime(path, (saved, saved))
    begin_earlier(exam, minutes=70)
    assert "its time was over at" in exam.grade("exam").out
    assert exam.grade("exam", "--hand-in").status == 0


def test_what_was_saved_late_is_practice(exam):
    exam.grade("exam", "doubles-alone")
    fill(exam, "doubling", twice="return 2 * x")
    fill(exam, "halving", half="return x / 2")
    begin_earlier(exam, minutes=70)
    ran = exam.grade("exam", "--hand-in")
    assert ran.status == 1 and "saved after the time was over" in ran.out
    met = {c["id"]: c for c in json.loads(exam.grade("progress", "--json").out)["mastery"]}
    assert met["doubles-alone"]["missing"] == ["doubling#twice in exam mode", "halving in exam mode"] and "halving" not in met["doubles"]["missing"]


def test_a_file_that_does_not_run_ends_nothing(exam):
    exam.grade("exam", "doubles-alone")
    fill(exam, "doubling", twice="return (2 * x")
    ran = exam.grade("exam", "--hand-in")
    assert ran.status == 1 and "doubling#twice does not run yet, so nothing was handed in" in ran.out
    fill(exam, "doubling", twice="return 2 * x")
    fill(exam, "halving", half="return x / 2")
    assert exam.grade("exam", "--hand-in").status == 0


def test_a_failed_exam_takes_nothing_away(exam):
    exam.write()
    exam.grade("doubling")
    before = exam.grade("progress").out
    exam.grade("exam", "doubles-alone")
    exam.grade("exam", "--hand-in")
    assert exam.grade("progress").out == before and "did not hold" not in exam.grade().out


@pytest.mark.parametrize(("typed", "words"), [
    (["exam", "doubles"], "asks for no exam"), (["exam", "double-alone"], "did you mean `grade exam doubles-alone`"),
    (["exam", "thrice"], "nothing that `thrice` asks for is built yet"),
    (["exam", "--hand-in"], "no exam is running"), (["exam", "nonsense"], "no mastery check")])
def test_what_cannot_be_sat_is_said(exam, typed, words):
    ran = exam.grade(*typed)
    assert ran.status == 2 and words in ran.err


def test_one_exam_at_a_time(exam):
    exam.grade("exam", "doubles-alone")
    ran = exam.grade("exam", "thrice")
    assert ran.status == 2 and "is not handed in yet" in ran.err


@pytest.mark.skipif(os.name != "posix", reason="needs signals as POSIX has them")
def test_an_interrupted_hand_in_is_handed_in_again(exam, tmp_path):
    exam.grade("exam", "doubles-alone")
    begun = tmp_path / "begun"
    fill(exam, "halving", half="return x / 2")
    path = fill(exam, "doubling", twice=f"import time; open({str(begun)!r}, 'w').close(); time.sleep(60)")
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", "exam", "--hand-in"], cwd=exam.work.parent,
                               env=exam.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    while not begun.exists() and process.poll() is None:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    said = process.communicate(timeout=60)[1].decode()
    assert process.returncode == 130 and "everything found so far is kept" in said
    assert "min left" in exam.grade("exam").out and not [line for line in lines(exam, "exam") if line["event"] == "ended"]
    path.write_text(re.sub(r"import time.*", "return 2 * x", path.read_text()))
    assert exam.grade("exam", "--hand-in").status == 0
