"""`from mine import …` in a class: the same learner's functions of other exercises, as they were handed in; what is not there is asked for, and is no zero."""
import json
import os
from dataclasses import replace

import pytest

from autograder.classroom import borrowing
from autograder.classroom.borrowing import Lacking, borrowed, wanted
from autograder.classroom.collecting import collect
from autograder.classroom.gradebook import Gradebook
from autograder.classroom.jobs import jobs
from autograder.classroom.plan import read_class
from autograder.classroom.running import How, run
from autograder.classroom.standing import standing
from autograder.course import exercises, places
from autograder.course.stub import stub
from tests.cli.conftest import FILES
from tests.needs import bubblewrap

HOW = How(confine=False, diagnosing=False, processes=1)
TRIPLING = FILES["solutions/arithmetic/halving.py"].replace("Halving", "Tripling").replace("Half of a number", "Thrice a number")
MORE = {"solutions/arithmetic/tripling.py": TRIPLING.replace("half", "triple").replace("x / 2", "3 * x") + "\n\ndef twice(x):\n    \"\"\"2x too.\"\"\"\n    ...\n    return x * 2\n",
        "exercises/arithmetic/test_tripling.py": "from autograder.checks import assert_equal\n\n\n# %% triple: of a number\ndef test_triples(yours):\n"
        "    \"\"\"Your triple is 3x.\"\"\"\n    assert_equal(yours.triple(2), 6)\n"}
DOUBLING = FILES["solutions/arithmetic/doubling.py"].replace("    ...\n", "")
HALF = "from mine import twice\n\n\ndef half(x):\n    return twice(x) / 4\n"


@pytest.fixture
def course(tmp_path, monkeypatch):
    """The course of a few small exercises, in place of the one that is here."""
    root = tmp_path / "course"
    for name, text in (FILES | MORE).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.replace("exercises: [doubling, halving, tripling]", "exercises: [doubling, halving]"))
        if name.startswith("solutions/") and name.endswith(".py"):
            there = root / "exercises" / "arithmetic" / path.name
            there.parent.mkdir(parents=True, exist_ok=True)
            there.write_text(stub(text))
    (root / "reference").mkdir()
    (root / "curriculum" / "planned.yaml").unlink()
    monkeypatch.setenv("GROUNDWORK_COURSE", str(root))
    for cached in (places.root, exercises.every_exercise):
        cached.cache_clear()
    yield root
    monkeypatch.undo()
    for cached in (places.root, exercises.every_exercise):
        cached.cache_clear()


@pytest.fixture
def given(course, tmp_path):
    room = tmp_path / "class"
    room.mkdir()
    (room / "class.yaml").write_text("title: A\nexercises: [doubling, halving]\n")
    (room / "roster.csv").write_text("id,name\nada,Ada\nbob,Bob\n")
    return read_class(room)


@pytest.fixture
def book(given):
    with Gradebook.of_folder(given.folder) as book:
        yield book


def hand_in(given, book, tmp_path, name, text, who="ada", when=1e9):
    path = tmp_path / "in" / who / f"{name}.py"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    os.utime(path, (when, when))
    return collect(given, book, [path])


def graded(given, book, how=HOW):
    run(given, jobs(given, book), how, lambda found: book.record([found]))
    return {who: standing(given, book).cells[who, "halving"] for who in ("ada", "bob")}


@pytest.mark.parametrize("confine", [False, pytest.param(True, marks=bubblewrap)])
def test_what_the_same_learner_handed_in_is_imported(given, book, tmp_path, confine) -> None:
    hand_in(given, book, tmp_path, "doubling", DOUBLING)
    hand_in(given, book, tmp_path, "halving", HALF)
    hand_in(given, book, tmp_path, "halving", HALF, "bob")
    found = graded(given, book, replace(HOW, confine=confine))
    assert (found["ada"].word, found["ada"].score) == ("graded", 1) and [e for e, _ in found["ada"].outcome.brought] == ["doubling"]
    assert found["bob"].word == "not_graded" and found["bob"].score is None
    assert found["bob"].why == "it imports `twice`, the learner's own of doubling or tripling, and doubling.py or tripling.py was not handed in: hand it in too"


def test_what_is_missing_is_asked_for_once_and_graded_when_it_comes(given, book, tmp_path) -> None:
    hand_in(given, book, tmp_path, "halving", HALF)
    assert graded(given, book)["ada"].word == "not_graded"
    assert jobs(given, book) == [], "nothing has come since"
    hand_in(given, book, tmp_path, "doubling", DOUBLING, when=1e9 + 3600)
    cell = graded(given, book)["ada"]
    assert (cell.word, cell.score) == ("graded", 1) and len([o for o in book.outcomes() if o.exercise == "halving"]) == 1


@pytest.mark.parametrize(("text", "said"), [
    ("def twice(x:\n", "is no Python"), (stub(FILES["solutions/arithmetic/doubling.py"]), "does not have `twice` written"), ("\x00", "is no Python"),
    ("x = 1\n", "does not have `twice` written"), ("(" * 100_000, ""), ("#" * 500_000, "too large")])
def test_of_a_file_that_gives_nothing_it_is_told_why(given, text, said) -> None:
    with pytest.raises(Lacking, match=f"the doubling.py that was handed in .*{said}.*: hand it in again, finished"):
        borrowed(given.exercises[1], HALF, [("doubling", text.encode())])


def test_an_exercise_that_the_class_does_not_ask_for_is_kept_for_what_imports_it(course, given, book, tmp_path) -> None:
    (given.folder / "class.yaml").write_text("title: A\nexercises: [halving]\n")
    given = read_class(given.folder)
    told = hand_in(given, book, tmp_path, "doubling", DOUBLING, "bob")
    assert (told.new, told.others, book.handed_in()) == (0, 0, []), "nothing of bob's imports it"
    hand_in(given, book, tmp_path, "halving", HALF)
    told = hand_in(given, book, tmp_path, "doubling", DOUBLING)
    assert (told.new, told.others) == (0, 1)
    assert graded(given, book)["ada"].score == 1 and standing(given, book).exercises == ("halving",)


def test_it_stands_beside_what_stood_there_when_it_came(given, book, tmp_path) -> None:
    """A regrade months later imports the same: of each exercise the last one until then, or else the first after."""
    hand_in(given, book, tmp_path, "doubling", DOUBLING, when=1e9)
    hand_in(given, book, tmp_path, "halving", HALF, when=1e9 + 60)
    first = graded(given, book)["ada"].outcome
    hand_in(given, book, tmp_path, "doubling", DOUBLING.replace("2 * x", "0"), when=1e9 - 60)     # an older one that is found later
    hand_in(given, book, tmp_path, "doubling", DOUBLING.replace("2 * x", "0"), when=1e9 + 120)
    assert [j.exercise for j in jobs(given, book)] == ["doubling"]
    checks = given.exercises[1].checks
    checks.write_text(checks.read_text() + "# repaired\n")
    again = next(j for j in jobs(given, book) if j.exercise == "halving")
    assert again.others == first.brought and again.seed == first.seed


def test_of_two_functions_of_one_name_the_one_it_comes_after_is_meant_or_it_is_asked_which(given) -> None:
    halving = given.exercises[1]
    theirs = (("doubling", DOUBLING.encode()), ("tripling", b"def twice(x):\n    return 0\n"))
    shelf = dict(borrowed(halving, HALF, theirs)[0])        # after doubling
    assert any(name.startswith("mine.doubling") for name in shelf) and not any(name.startswith("mine.tripling") for name in shelf)
    with pytest.raises(Lacking, match=r"of several exercises: `from mine import doubling` and doubling\.twice says which"):
        borrowed(replace_after(halving), HALF, theirs)
    assert borrowed(replace_after(halving), "from mine import tripling\nx = tripling.twice\n", theirs)[1] >= {"tripling"}


def replace_after(exercise):
    """Return the exercise as if it came after none."""
    fresh = replace(exercise)
    fresh.__dict__["header"] = replace(exercise.header, after=())
    return fresh


def test_what_an_imported_function_imports_comes_along_or_is_asked_for(given) -> None:
    halving = given.exercises[1]
    doubling = "from mine import triple\n\n\ndef twice(x):\n    return triple(x) - x\n"
    theirs = [("doubling", doubling.encode()), ("tripling", b"def triple(x):\n    return 3 * x\n")]
    library, used = borrowed(halving, HALF, theirs)
    assert len(library) == 3 and used == {"doubling", "tripling"}
    with pytest.raises(Lacking, match=r"imports `triple`, the learner's own of tripling, and tripling\.py was not handed in"):
        borrowed(halving, HALF, theirs[:1])


@pytest.mark.parametrize(("text", "found"), [
    ("from mine import twice as t, again", {("", "twice"), ("", "again")}), ("import mine\nmine.twice(2)\n", {("", "twice")}),
    ("import mine as m\nm.doubling.twice(2)\n", {("doubling", "twice")}), ("from mine import doubling as d\nd.twice\n", {("doubling", "twice")}),
    ("def f():\n    from mine import twice\n", {("", "twice")}), ("from mine import *\nprint(twice(len([HERE])))\nHERE = 1\n", {("", "twice")}),
    ('"""from mine import twice"""\n', set()), ("from .mine import twice", set()), ("from mine import (", set()), ("(" * 50_000, set())])
def test_what_a_program_asks_of_its_learners_own(course, text, found) -> None:
    assert set(wanted(text)) == found


def test_a_name_that_no_exercise_asks_for_is_the_programs_own_fault(given, book, tmp_path) -> None:
    hand_in(given, book, tmp_path, "doubling", DOUBLING)
    hand_in(given, book, tmp_path, "halving", "from mine import nothing_of_the_kind\n" + HALF)
    cell = graded(given, book)["ada"]
    assert cell.word == "crashed" and "no exercise asks for it (yours so far: again, twice)" in json.dumps(cell.outcome.findings)


def test_nothing_of_the_rest_of_a_file_runs(given) -> None:
    shelf = dict(borrowed(given.exercises[1], HALF, [("doubling", (DOUBLING + "print('loud')\nraise SystemExit\n").encode())])[0])
    assert "loud" not in "".join(shelf.values()) and "SystemExit" not in "".join(shelf.values())


def test_another_learners_file_is_never_brought(given, book, tmp_path) -> None:
    hand_in(given, book, tmp_path, "doubling", DOUBLING, "bob")
    hand_in(given, book, tmp_path, "halving", HALF)
    assert graded(given, book)["ada"].word == "not_graded" and borrowing.LARGEST
