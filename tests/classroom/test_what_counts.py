"""What a learner's folder holds beside the work: nothing of it puts work out of count, and nothing is passed over in silence."""
import io
import json
import os
import zipfile

import pytest

from autograder.classroom import standing as told_standing
from autograder.classroom.begun import is_begun
from autograder.classroom.collecting import collect
from autograder.classroom.gradebook import Handed, Outcome
from autograder.classroom.plan import read_class
from autograder.classroom.store import stored
from autograder.cli.class_table import by_person
from autograder.cli.classroom import class_
from autograder.course import places
from autograder.course.exercises import every_exercise
from autograder.problems.files import notebook, program_of
from autograder.problems.sets import new_set
from autograder.problems.template import templates
from autograder.report.ink import Ink, size
from autograder.roster import Learner

NAME = "log_sum_exp_softmax.py"
EXERCISE = next(e for e in every_exercise() if e.id == "log-sum-exp-softmax")
WORK = "def softmax(x, axis=-1):\n    return x\n"


def put(root, path, text, at):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    os.utime(file, (at, at))


def counts(given, book, learner, exercise="log-sum-exp-softmax"):
    return told_standing.standing(given, book).cells[learner, exercise].handed


@pytest.fixture
def one(tmp_path):
    """A class of one exercise: there a file of any name is taken for it."""
    folder = tmp_path / "one"
    folder.mkdir()
    (folder / "class.yaml").write_text("title: A\nexercises: [log-sum-exp-softmax]\n")
    (folder / "roster.csv").write_text("id,name\nada,Ada\nbob,Bob\n")
    return read_class(folder)


def test_a_stub_as_it_was_given_out_puts_no_work_out_of_count(one, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}", WORK, 1e9)
    put(tmp_path / "in", f"ada/copy/{NAME}", EXERCISE.stub, 1.1e9)
    put(tmp_path / "in", "ada/helpers.py", "def doubled(x):\n    return 2 * x\n", 1.2e9)
    told = collect(one, book, [tmp_path / "in"])
    assert counts(one, book, "ada").origin == f"ada/{NAME}" and len(told.refused) == 2 and "begins nothing" in told.refused[0].refused
    assert collect(one, book, [tmp_path / "in"]).new == 0
    put(tmp_path / "later", f"ada/{NAME}", EXERCISE.stub + "\n", 1.3e9)
    collect(one, book, [tmp_path / "later"])
    assert counts(one, book, "ada").origin == f"ada/{NAME}" and counts(one, book, "ada").sha256


def test_a_text_that_is_lost_stops_no_collecting(one, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}", WORK, 1e9)
    collect(one, book, [tmp_path / "in"])
    stored(one, counts(one, book, "ada").sha256).unlink()
    put(tmp_path / "in", f"ada/{NAME}", WORK + "# more", 1.1e9)
    assert collect(one, book, [tmp_path / "in"]).new == 1


def test_a_stub_alone_is_handed_in(one, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}", EXERCISE.stub, 1e9)
    put(tmp_path / "in", "bob/anything.py", "x = 1\n", 1e9)
    assert not collect(one, book, [tmp_path / "in"]).refused
    assert counts(one, book, "ada").sha256 and counts(one, book, "bob").sha256


@pytest.mark.parametrize(("text", "begun"), [
    (WORK, True), (EXERCISE.stub, False), ("", False), ("def softmax(x):\n    ...\n", False), ("def other(x):\n    return x\n", False),
    ("def softmax(x)\n", True), (EXERCISE.stub.replace("    ...\n", "    ...\n    return 1\n", 1), True)])
def test_whether_it_is_begun(text, begun) -> None:
    assert is_begun(text.encode(), EXERCISE, "ada") is begun


def test_the_notebook_of_a_set_left_as_it_was_puts_no_answers_out_of_count(book, tmp_path) -> None:
    ada = Learner("ada", "Ada", "")
    made = new_set(tmp_path / "set", "S", "x", [templates(places.root())["power-iteration-eigenpairs"]], 1, (ada,), 1, False)
    (tmp_path / "class").mkdir(exist_ok=True)
    (tmp_path / "class" / "class.yaml").write_text("title: A\nproblems: ../set\n")
    given = read_class(tmp_path / "class")
    blank = program_of(made, ada, made.variant("ada"))
    put(tmp_path / "in", "ada/problems.py", blank.replace("    ...\n", "    return {}\n"), 1e9)
    put(tmp_path / "in", "ada/problems.ipynb", notebook(blank), 1.1e9)
    put(tmp_path / "in", "ada/mine.py", "x = 1\n", 1.2e9)
    collect(given, book, [tmp_path / "in"])
    assert counts(given, book, "ada", "problems").origin == "ada/problems.py"


def test_who_answers_the_sheet_of_another_is_told(book, tmp_path) -> None:
    people = (Learner("ada", "Ada", ""), Learner("bob", "Bob", ""))
    made = new_set(tmp_path / "set", "S", "x", [templates(places.root())["power-iteration-eigenpairs"]], 2, people, 1, False)
    (tmp_path / "class").mkdir(exist_ok=True)
    (tmp_path / "class" / "class.yaml").write_text("title: A\nproblems: ../set\n")
    given = read_class(tmp_path / "class")
    text = program_of(made, people[0], made.variant("ada")).replace("    ...\n", "    return {}\n")
    put(tmp_path / "in", "ada/problems.py", text, 1e9)
    put(tmp_path / "in", "bob/problems.py", text.replace("Ada", "Bob"), 1e9)
    assert collect(given, book, [tmp_path / "in"]).notes == ["bob, problems: bob/problems.py answers the sheet of ada"]


def test_what_fits_nothing_is_told(given, book, tmp_path) -> None:
    put(tmp_path / "in", "ada/hw1.py", WORK, 1e9)
    put(tmp_path / "in", "ada/gpu/own_kernel.cu", "x", 1e9)
    kernel = next(e for e in every_exercise() if e.is_compiled and e not in given.exercises)
    put(tmp_path / "in", f"ada/gpu/{kernel.file_name}", "x", 1e9)
    assert collect(given, book, [tmp_path / "in"]).unfit == ["ada/hw1.py", "ada/gpu/own_kernel.cu"] and not book.handed_in()


@pytest.mark.parametrize(("name", "said", "rows"), [
    ("homework.rar", "no zip", 3), ("homework.TAR.GZ", "no zip", 3), (f"{NAME}.txt", f"hand in {NAME}", 1), ("log_sum_exp_softmax.docx", f"hand in {NAME}", 1),
    ("notes.txt", "", 0), ("data.csv.gz", "", 0)])
def test_what_is_no_program_is_told_where_none_came(given, book, tmp_path, name, said, rows) -> None:
    put(tmp_path / "in", f"ada/{name}", b"x", 1e9)
    put(tmp_path / "in", f"bob/{name}", b"x", 1e9)
    put(tmp_path / "in", f"bob/{NAME}", WORK, 1e9)
    told = collect(given, book, [tmp_path / "in"])
    assert [said in h.refused for h in told.refused if h.learner == "ada"] == [True] * rows
    assert not any(h.exercise == "log-sum-exp-softmax" for h in told.refused if h.learner == "bob")


def test_names_in_capitals_are_the_same_names(given, book, tmp_path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("LOG_SUM_EXP_SOFTMAX.PY", WORK)
    put(tmp_path / "in", "ADA.ZIP", data.getvalue(), 1e9)
    put(tmp_path / "in", "bob/Log_Sum_Exp_Softmax.IPYNB", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
        {"cell_type": "code", "source": WORK, "metadata": {}, "outputs": []}]}), 1e9)
    told = collect(given, book, [tmp_path / "in"])
    assert not told.refused and told.new == 2 and {h.learner for h in book.handed_in()} == {"ada", "bob"}


def test_a_time_to_come_is_told(given, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}", WORK, 4e9)
    assert "still to come" in collect(given, book, [tmp_path / "in"]).notes[0]
    assert collect(given, book, [tmp_path / "in"]).new == 0


def test_the_terminal_shows_a_column_an_exercise_and_each_with_its_number_where_that_is_too_wide(given, book) -> None:
    now = told_standing.standing(given, book)
    wide = by_person(now, Ink(width=100), lambda learner: "1 late" if learner == "ada" else "")
    assert wide[0].split() == ["mean", "1", "2", "3"] and wide[1].split() == ["ada", "–", *["not", "submitted"] * 3, "1", "late"]
    assert len({line.index("not submitted", 30) for line in wide[1:]}) == 1
    narrow = by_person(now, Ink(width=44))
    assert narrow[0] == "  ada   –     1: not submitted" and all(size(line) <= 44 for line in narrow) and "3: not submitted" in "\n".join(narrow)


def test_what_was_graded_and_is_no_longer_asked_is_told(given, book, capsys) -> None:
    book.enroll(given.learners)
    book.hand_in([Handed("1" * 32, "ada", "by-an-overlay", "2026-01-01T00:00:00+00:00", "", "ada/x.py")])
    book.record([Outcome("1" * 32, "by-an-overlay", "v", "graded", 1, 1, 0.1, 1, "", "2026-01-01T00:00:00+00:00", {}, ())])
    assert class_.main(["status", str(given.folder)], standalone_mode=False) == 0
    assert "by-an-overlay was graded in this class, which does not ask for it now: is `--overlay DIR` missing" in capsys.readouterr().err


def test_a_zip_that_cannot_be_opened_is_one_line(given, book, tmp_path, capsys) -> None:
    put(tmp_path / "in", "ada/homework.zip", b"PK no zip", 1e9)
    put(tmp_path / "in", "bob/vector_add_kernel.py", b"x", 1e9)
    assert class_.main(["collect", str(given.folder), str(tmp_path / "in")], standalone_mode=False) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert said.count("homework.zip is broken") == 1 and "ada, all 3 exercises: ada/homework.zip is broken" in said
    assert "bob, vector-add-kernel: vector_add_kernel.py is for vector-add-kernel" in said
