"""What only people judge waits for them with its rubric; what they give stands beside the automatic marks."""
import csv
import io
import json
from dataclasses import replace

import pytest
from click.testing import CliRunner

from autograder.classroom.companions import keep
from autograder.classroom.exporting import canvas, moodle
from autograder.classroom.gradebook import Handed
from autograder.classroom.marking import mark, pointers, queue, read_marks
from autograder.classroom.plan import Item
from autograder.classroom.standing import standing
from autograder.classroom.store import store
from autograder.cli.class_files import files
from autograder.cli.class_mark import mark as command
from autograder.errors import UsageError

REPORT = "sgd-momentum-adam"
TEXT = b'POINTERS = {"clarity": "section 2, the first picture", "insight": "line 40"}\nprint("never run")\n'


@pytest.fixture
def asked(given, book):
    given = replace(given, rubric={REPORT: (Item("clarity", 4, "Can a stranger follow it?"), Item("insight", 6))})
    book.enroll(given.learners)
    for who, when in (("ada", "2027-03-01T10:00:00+00:00"), ("bob", "2027-03-01T09:00:00+00:00")):
        book.hand_in([Handed(f"{who}-report", who, REPORT, when, store(given, TEXT), f"{who}/x.py")])
    book.hand_in([Handed("no", "bob2", REPORT, "2027-03-01T09:00:00+00:00", "", "bob2/x.py", "a link")])
    return given


def one(learner="ada", item="clarity", score="3", **more):
    return ("", {"learner": learner, "exercise": REPORT, "item": item, "score": score, "marker": "eve", **more})


def test_the_queue_is_what_was_handed_in_with_its_rubric_and_pointers(asked, book, capsys) -> None:
    waiting = queue(asked, book)
    assert [w.cell.learner for w in waiting] == ["bob", "ada"]
    assert waiting[0].pointers == {"clarity": "section 2, the first picture", "insight": "line 40"} and [i.name for i in waiting[0].left] == ["clarity", "insight"]
    assert waiting[0].path.read_bytes() == TEXT and "never run" not in capsys.readouterr().out


def test_a_mark_shortens_the_queue_and_leaves_the_automatic_marks_alone(asked, book) -> None:
    before = standing(asked, book).cells["ada", REPORT]
    assert mark(asked, book, [one(comment="good", of="4"), one(item="insight", score="5.5")]) == 2
    assert [w.cell.learner for w in queue(asked, book) if w.left] == ["bob"]
    cell = standing(asked, book).cells["ada", REPORT]
    assert [(m.item, m.score, m.of, m.comment) for m in cell.marks] == [("clarity", 3, 4, "good"), ("insight", 5.5, 6, "")]
    assert replace(cell, marks=()) == before


def test_marks_given_again_are_known_and_changed_ones_count(asked, book) -> None:
    assert mark(asked, book, [one()]) == 1 and mark(asked, book, [one(), one()]) == 0
    assert mark(asked, book, [one(score="4")]) == 1
    assert [m.score for m in standing(asked, book).cells["ada", REPORT].marks] == [4]


def test_what_is_handed_in_again_waits_again(asked, book) -> None:
    mark(asked, book, [one(), one(item="insight")])
    book.hand_in([Handed("again", "ada", REPORT, "2027-03-02T10:00:00+00:00", store(asked, b"("), "ada/x.py")])
    again = next(w for w in queue(asked, book) if w.cell.learner == "ada")
    assert len(again.left) == 2 and again.pointers == {}


@pytest.mark.parametrize(("row", "said"), [
    (one(learner="zoe"), "nobody"), (one(learner="adda"), "did you mean `ada`"),
    (("", one()[1] | {"exercise": "sgd-momentum-adm"}), "does not ask for `sgd-momentum-adm`; did you mean `sgd-momentum-adam`"), (one(item="beauty"), "has no `beauty`; it has clarity, insight"), (one(score="5"), "between 0 and 4"),
    (one(score="-1"), "between 0 and 4"), (one(score="nan"), "expected a number"), (one(score="good"), "expected a number"), (one(of="5"), "counts 4"),
    (one(learner="bob2"), "handed in nothing"), (one(marker=""), "who marks"), (("", one()[1] | {"exercise": "log-sum-exp-softmax"}), "has no rubric")])
def test_what_is_wrong_is_told_and_nothing_kept(asked, book, row, said) -> None:
    with pytest.raises(UsageError, match=said):
        mark(asked, book, [one(), row])
    assert book.given() == []


def test_a_table_of_marks_is_read_with_its_lines(asked, book, tmp_path) -> None:
    table = tmp_path / "marks.csv"
    table.write_text(f'﻿Learner,exercise,item,score,comment,marker\nada,{REPORT},clarity,2,"so, so",\n\nbob,{REPORT},clarity,9,,\n', "utf-8")
    with pytest.raises(UsageError, match=r"marks.csv:4: a score of 9"):
        mark(asked, book, read_marks(table, "eve"))
    table.write_text(table.read_text("utf-8").replace(",9,", ",4,").replace("4,,", "4,,mia"), "utf-8")
    assert mark(asked, book, read_marks(table, "eve")) == 2
    assert {(m.marker, m.comment) for m in book.given()} == {("eve", "so, so"), ("mia", "")}
    table.write_text("who,what\n")
    with pytest.raises(UsageError, match=":1: no column `learner`"):
        read_marks(table, "")


@pytest.mark.parametrize("export", [canvas, moodle])
def test_marks_are_exported_beside_and_only_when_all_are_given(asked, book, export) -> None:
    def columns():
        rows = list(csv.reader(io.StringIO(export(standing(asked, book)))))
        return [row[rows[0].index(f"{REPORT}, marked by people")] for row in rows if {"ada", "bob"} & set(row)]
    assert "marked by people" not in export(standing(asked, book))
    mark(asked, book, [one(), one(item="insight", score="5"), one(learner="bob", item="clarity", score="0")])
    assert columns() == ["8", ""]
    mark(asked, book, [one(score="4", marker="mia"), one(learner="bob", item="insight", score="0")])
    assert columns() == ["8.5", "0"]


@pytest.mark.parametrize("text", [b"", b"\xff\xfe", b"POINTERS = 3", b"POINTERS = {**x}", b"POINTERS = {1: 'a', 'b': 2}", b"(" * 5000, b"\0"])
def test_pointers_of_any_file_are_a_dictionary(tmp_path, text) -> None:
    (tmp_path / "x.py").write_bytes(text)
    assert pointers(tmp_path / "x.py") == {} and pointers(tmp_path / "none.py") == {}


ASSESSED = '''POINTERS = {"limits": "page 3"}


def self_assessment():
    """What I think."""
    return [{"criterion": "question", "score": 2, "section": "setting", "quote": "what is " "studied"},
            {"criterion": "limits", "score": 1}, {"criterion": [1], "score": print("never run")}, {**nothing}, 7]
'''


def test_where_the_learners_own_assessment_points_is_shown(tmp_path, capsys) -> None:
    (tmp_path / "x.py").write_text(ASSESSED)
    assert pointers(tmp_path / "x.py") == {"question": "setting: “what is studied” (gives itself 2)", "limits": "page 3"}
    (tmp_path / "x.py").write_text("def self_assessment():\n    return made_elsewhere()\n")
    assert pointers(tmp_path / "x.py") == {} and "never" not in capsys.readouterr().out


def test_the_folder_is_listed_beside_and_laid_out_anew(asked, book, tmp_path) -> None:
    (asked.folder / "class.yaml").write_text(f"title: A\nexercises: [{REPORT}]\nrubric: {{{REPORT}: {{clarity: 4}}}}\n")
    taken = {"report.md": b"# Mine", "figures/one.png": b"\x89PNG", ".git/hooks/pre-commit": b"evil"}
    book.hand_in([Handed("with", "ada", REPORT, "2027-03-02T10:00:00+00:00", store(asked, TEXT), "ada/x.py", "", keep(asked, taken))])
    listed = CliRunner().invoke(command, [str(asked.folder)], standalone_mode=False).output
    assert "report.md, 6 bytes" in listed and f"grade class files {asked.folder} ada {REPORT} -o NEW_FOLDER" in " ".join(listed.split())

    def said(*words):
        ran = CliRunner().invoke(files, [str(asked.folder), *words], standalone_mode=False)
        return str(ran.exception or "") + " ".join(ran.output.split())
    told = said("ada", REPORT, "-o", str(tmp_path / "out"))
    assert "3 files are written" in told and "1 of repositories are left out" in told
    assert (tmp_path / "out" / "sgd_momentum_adam" / "report.md").read_bytes() == b"# Mine" and (tmp_path / "out" / "sgd_momentum_adam.py").read_bytes() == TEXT
    assert "is there already" in said("ada", REPORT, "-o", str(tmp_path / "out"))
    assert "nothing" in said("bob2", REPORT) and "has no" in said("zoe", REPORT)
    plain = json.loads(CliRunner().invoke(files, [str(asked.folder), "ada", REPORT, "--json"], standalone_mode=False).output)
    assert [f["path"] for f in plain["files"]] == [".git/hooks/pre-commit", "figures/one.png", "report.md"]


def test_the_command_lists_and_marks(asked, book) -> None:
    (asked.folder / "class.yaml").write_text(f"title: A\nexercises: [{REPORT}]\nrubric: {{{REPORT}: {{clarity: {{of: 4, asks: Can a stranger follow it?}}}}}}\n")

    def said(*words):
        ran = CliRunner().invoke(command, [str(asked.folder), *words], standalone_mode=False)
        return str(ran.exception or "") + " ".join(ran.output.split())
    listed = said()
    assert "2 of 2 wait for a person" in listed and "see section 2, the first picture" in listed and "clarity, open, of 4: Can a stranger follow it?" in listed
    assert "1 mark kept" in said("ada", REPORT, "--item", "clarity", "--score", "3", "--of", "4", "--marker", "bob") and "1 of 2 wait" in said()
    assert "a mark is for a learner, an exercise and an item" in said("ada") and "who marks" in said("bob", REPORT, "--item", "clarity", "--score", "3")
    assert json.loads(CliRunner().invoke(command, [str(asked.folder), "--json"], standalone_mode=False).output)["waiting"][1]["marks"][0]["marker"] == "bob"
