"""A private overlay adds and replaces exercises and nodes, and says worth, dates and the secret."""
import json
import os
import re
import subprocess
import sys

import pytest

from autograder.course.exercises import Exercise
from autograder.course.stub import stub

from ..course_of_one import ANSWERS, CHECKS, SOLUTION, write_course

ORACLE = '"""Twice."""\n\n\ndef twice(x):\n    return x + x\n'


@pytest.fixture
def lecture(tmp_path):
    """A course, and an overlay that replaces its exercise and adds another with an oracle of its own."""
    root, over = tmp_path / "course", tmp_path / "over"
    root.mkdir()
    write_course(root)
    (root / "reference" / "__init__.py").write_text("")
    (root / "reference" / "shared.py").write_text(ORACLE)
    (root / "curriculum" / "main").mkdir()
    (root / "curriculum" / "main" / "track.yaml").write_text("title: T\ndescription: D\norder: 1\n")
    (root / "curriculum" / "main" / "week1.yaml").write_text("title: One\nhours: 1\nexercises: [twice-and-sum]\n")
    exercise = write_course(over)
    exercise.solution.write_text(SOLUTION.replace("Twice, and the sum", "Twice, as we teach it"))
    exercise.stub_file.write_text(stub(exercise.solution.read_text()))
    added = Exercise(over, "arithmetic", "doubling-again")
    for path, text in [(added.solution, SOLUTION), (added.answers, ANSWERS), (added.stub_file, stub(SOLUTION)),
                       (added.checks, CHECKS.replace("import numpy as np\n", "import numpy as np\nfrom reference.own import twice as own\n"
                                                     "from reference.shared import twice\n").replace("2 * x, rtol", "(own(x) + twice(x)) / 2, rtol"))]:
        path.write_text(text)
    (over / "reference" / "own.py").write_text(ORACLE)
    (over / "curriculum" / "main").mkdir()
    (over / "curriculum" / "main" / "week2.yaml").write_text("title: Two\nhours: 1\nexercises: [doubling-again]\n")
    (over / "overlay.yaml").write_text("worth:\n  twice-and-sum: {adds: 5}\ndates: {week1: 2027-03-01T12:00:00+00:00}\nseed: a secret\n")
    return root, over


def typed(lecture, *words, work=None, overlay=True):
    root, over = lecture
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GROUNDWORK", "GRADE"))}
    environment |= {"GROUNDWORK_COURSE": str(root), "GROUNDWORK_WORK": str(work or root.parent / "work")}
    command = [sys.executable, "-c", "from autograder.cli import main; main()", *words, *(("--overlay", str(over)) if overlay else ())]
    found = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    return found.returncode, found.stdout + found.stderr


def test_an_exercise_is_replaced_and_one_is_added(lecture):
    assert "as we teach it" in typed(lecture, "show", "twice-and-sum")[1]
    assert "as we teach it" not in typed(lecture, "show", "twice-and-sum", overlay=False)[1]
    assert "doubling-again" in typed(lecture, "show", "week2")[1]
    assert typed(lecture, "show", "week2", overlay=False)[0] == 2


def test_both_are_graded_with_the_oracles_of_course_and_overlay(lecture):
    _, over = lecture
    for id in ("twice-and-sum", "doubling-again"):
        status, said = typed(lecture, "file", id, str(over / "solutions" / "arithmetic" / f"{id.replace('-', '_')}.py"), "--json")
        assert status == 0, said
        assert json.loads(said)["passed"]
    assert json.loads(said)["possible"] == 3


def test_worth_is_what_the_overlay_says(lecture):
    _, over = lecture
    solution = str(over / "solutions" / "arithmetic" / "twice_and_sum.py")
    assert json.loads(typed(lecture, "file", "twice-and-sum", solution, "--json")[1])["possible"] == 7
    assert json.loads(typed(lecture, "file", "twice-and-sum", solution, "--json", overlay=False)[1])["possible"] == 3


def test_dates_and_the_secret_reach_a_class(lecture, monkeypatch, tmp_path):
    root, over = lecture
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "class.yaml").write_text("title: C\nexercises: [week1]\n")
    (folder / "roster.csv").write_text("id,name,email\nada,Ada,a@b.c\n")
    program = ("from pathlib import Path; from autograder.classroom.plan import read_class; from autograder.course.overlay import settings; "
               f"print(read_class(Path({str(folder)!r})).due, settings().secret)")
    monkeypatch.setenv("GROUNDWORK_COURSE", str(root))
    monkeypatch.setenv("GROUNDWORK_OVERLAY", str(over))
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120)
    assert re.fullmatch(r"2027-03-01 12:00:00\+00:00 \d{15,}\n", said.stdout), said


@pytest.mark.parametrize("text, why", [
    ("worth:\n  twise-and-sum: {adds: 5}\n", r"overlay.yaml:2: no exercise is called `twise-and-sum`; did you mean `twice-and-sum`\?"),
    ("worth:\n  twice-and-sum:\n    subtracts: 5\n", r"overlay.yaml:3: `twice-and-sum` has no check `subtracts`"),
    ("worth:\n  twice-and-sum:\n    adds: -5\n", r"overlay.yaml:3: `adds` is -5; allowed: whole numbers from 1"),
    ("dates: {week9: 2027-03-01}\n", r"overlay.yaml:1: nothing is called `week9`"),
    ("dates: {week1: soon}\n", r"overlay.yaml:1: `week1` is `soon`; expected a moment"),
    ("weights: {}\n", r"overlay.yaml:1: unknown key `weights` in the overlay; allowed: worth, dates, seed")])
def test_what_is_wrong_is_said_with_its_line(lecture, text, why):
    (lecture[1] / "overlay.yaml").write_text(text)
    status, said = typed(lecture, "show", "week1")
    assert status == 2 and re.search(why, said), said


def test_what_is_no_overlay_is_refused(lecture, tmp_path):
    root, over = lecture
    assert "no such folder" in typed((root, tmp_path / "nowhere"), "show", "week1")[1]
    (tmp_path / "empty").mkdir()
    assert "is no overlay" in typed((root, tmp_path / "empty"), "show", "week1")[1]
    (over / "reference" / "shared.py").write_text(ORACLE)
    assert "shared.py:1: the course has an oracle module of this name" in typed(lecture, "show", "week1")[1]
    (over / "reference" / "shared.py").unlink()
    (over / "solutions" / "arithmetic" / "doubling_again.py").unlink()
    (over / "exercises" / "arithmetic" / "doubling_again.py").unlink()
    assert re.search(r"test_doubling_again.py:1: doubling-again has neither solution nor stub here", typed(lecture, "show", "week1")[1])


def test_a_copy_for_learners_holds_the_overlay_without_its_secret(lecture, tmp_path):
    out = tmp_path / "copy"
    status, said = typed(lecture, "release", str(out), "--seeds", "2")
    assert status == 0, said
    assert "seed" not in (out / "overlay.yaml").read_text() and "adds: 5" in (out / "overlay.yaml").read_text()
    assert "as we teach it" in (out / "exercises" / "arithmetic" / "twice_and_sum.py").read_text() and not (out / "solutions").exists()
    solution = tmp_path / "mine.py"
    solution.write_text(SOLUTION)
    status, said = typed((out, None), "file", "twice-and-sum", str(solution), "--json", overlay=False)
    assert status == 0 and json.loads(said)["possible"] == 7, said
    status, said = typed((out, None), "file", "doubling-again", str(solution), "--json", overlay=False)
    assert status == 0, said
