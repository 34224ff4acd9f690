"""The folder that is handed in with a file: taken as a learner's own `grade` takes it, whatever else strangers put there; kept, and graded, as it was."""
import io
import json
import os
import stat
import subprocess
import zipfile
from dataclasses import replace
from datetime import datetime

import pytest

from autograder import folder, grading
from autograder.classroom import companions, opening, walking
from autograder.classroom.collecting import collect
from autograder.classroom.jobs import jobs, loaded
from autograder.classroom.plan import read_class
from autograder.classroom.running import How, run
from autograder.classroom.standing import standing
from autograder.classroom.store import stored
from autograder.course.exercises import find
from autograder.errors import SurroundingsError, UsageError
from tests.needs import bubblewrap, git

EXERCISE = find("git-bash-workflow")
NAME = EXERCISE.name
READS = '''from autograder.folder import tree


def pipeline_script():
    return tree()["pipeline.sh"]
'''
SCRIPT = "#!/bin/sh\nsort\n"
HOW = How(confine=False, diagnosing=False, processes=1)


@pytest.fixture
def asked(given):
    (given.folder / "class.yaml").write_text("title: A\nexercises: [git-bash-workflow, log-sum-exp-softmax]\n")
    return read_class(given.folder)


def put(root, path, text=""):
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def zipped(entries, links=()):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
        for name, to in links:
            link = zipfile.ZipInfo(name)
            link.external_attr = (stat.S_IFLNK | 0o777) << 16
            archive.writestr(link, to)
    return data.getvalue()


def one(given, book, *sources):
    """Collect; return what was told, ada's row of the exercise, and what lies in its folder."""
    told = collect(given, book, list(sources))
    rows = [h for h in book.handed_in() if h.learner == "ada" and h.exercise == EXERCISE.id]
    handed = max(rows, key=lambda h: (not h.refused, *h.age)) if rows else None
    return told, handed, companions.laid(given, handed.folder) if handed else None


@pytest.mark.parametrize("where", ["ada/", "ada/work/systems/", "Ada Lovelace_1_assignsubmission_file/", f"ada/{NAME}/"])
def test_the_folder_beside_a_file_is_kept_with_it(asked, book, tmp_path, where) -> None:
    put(tmp_path / "in", f"{where}{NAME}.py", READS)
    put(tmp_path / "in", f"{where}{NAME}/pipeline.sh", SCRIPT)
    put(tmp_path / "in", f"{where}{NAME}/deep/er/raw", b"\xff\0")
    put(tmp_path / "in", f"{where}{NAME}/__pycache__/x.pyc", b"built")
    told, handed, beside = one(asked, book, tmp_path / "in")
    assert beside == (("deep/er/raw", b"\xff\0"), ("pipeline.sh", SCRIPT.encode())) and not handed.refused
    assert (told.new, told.folders, told.refused, told.notes) == (1, 1, [], [])
    assert collect(asked, book, [tmp_path / "in"]).new == 0


@pytest.mark.parametrize("source", ["in/ada.zip", "in", "in/ada_1_2_all.zip"])
@pytest.mark.parametrize("above", ["", "work/systems/", "./"])
def test_out_of_a_zip_too(asked, book, tmp_path, source, above) -> None:
    name = source.removeprefix("in/") if source != "in" else "ada.zip"
    put(tmp_path / "in", name, zipped({f"{above}{NAME}.py": READS, f"{above}{NAME}/pipeline.sh": SCRIPT, f"{above}{NAME}/.git/HEAD": "ref", "__MACOSX/._x": ""}))
    _, handed, beside = one(asked, book, tmp_path / source)
    assert beside == ((".git/HEAD", b"ref"), ("pipeline.sh", SCRIPT.encode())) and not handed.refused


@pytest.mark.parametrize("inner", ["", f"{NAME}/"])
def test_a_file_and_its_folder_as_a_zip_of_its_own_as_an_lms_takes_them(asked, book, tmp_path, inner) -> None:
    put(tmp_path / "in", f"ada_1_2_{NAME}.py", READS)
    put(tmp_path / "in", f"ada_1_3_{NAME}.zip", zipped({f"{inner}pipeline.sh": SCRIPT}))
    put(tmp_path / "in", f"bob_1_2_{NAME}.py", READS)
    _, _, beside = one(asked, book, tmp_path / "in")
    assert beside == (("pipeline.sh", SCRIPT.encode()),)
    assert {h.learner: bool(h.folder) for h in book.handed_in()} == {"ada": True, "bob": False}


def test_a_whole_workspace_by_its_learners_name(asked, book, tmp_path) -> None:
    """Copies of exams and reviews are no submissions, and no file of another exercise is taken for one."""
    for name in (f"systems/{NAME}.py", f"exams/1/{NAME}.py", f"reviews/1/{NAME}.py"):
        put(tmp_path / "ada", name, READS + f"# {name}\n")
    put(tmp_path / "ada", f"systems/{NAME}/pipeline.sh", SCRIPT)
    put(tmp_path / "ada", ".grade/track", "x")
    put(tmp_path / "ada", "optimization/sgd_momentum_adam.py", "x = 1")
    told, handed, beside = one(asked, book, tmp_path / "ada")
    assert (told.new, told.strangers, told.others) == (1, [], 0) and beside == (("pipeline.sh", SCRIPT.encode()),)
    assert "# systems/" in stored(asked, handed.sha256).read_text()


def test_a_notebook_has_its_folder_too(asked, book, tmp_path) -> None:
    """As nbgrader collects them, `timestamp.txt` says when both came."""
    cells = [{"cell_type": "code", "source": READS, "metadata": {}, "outputs": []}, {"cell_type": "code", "source": "print(tree())", "metadata": {}, "outputs": []}]
    put(tmp_path / "in", f"ada/week1/{NAME}.ipynb", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    put(tmp_path / "in", f"ada/week1/{NAME}/pipeline.sh", SCRIPT)
    put(tmp_path / "in", "ada/week1/timestamp.txt", "2026-02-28 10:00:00 UTC")
    _, handed, beside = one(asked, book, tmp_path / "in")
    assert beside == (("pipeline.sh", SCRIPT.encode()),) and handed.received == "2026-02-28T10:00:00+00:00"
    assert "print" not in stored(asked, handed.sha256).read_text()


def test_another_folder_is_another_submission_and_the_same_is_known(asked, book, tmp_path) -> None:
    program = put(tmp_path / "in", f"ada/{NAME}.py", READS)
    script = put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT)
    for path in (program, script):
        os.utime(path, (1e9, 1e9))
    _, first, _ = one(asked, book, tmp_path / "in")
    assert one(asked, book, tmp_path / "in")[0].new == 0
    script.write_text(SCRIPT + "uniq\n")
    os.utime(script, (1e9 + 60, 1e9 + 60))
    told, second, beside = one(asked, book, tmp_path / "in")
    assert told.new == 1 and second.sha256 == first.sha256 and second.id != first.id and beside[0][1].endswith(b"uniq\n")
    assert second.received > first.received, "it is as late as the last of its files"
    assert [j.submission for j in jobs(asked, book)] == [second.id]


def test_a_file_that_was_collected_without_its_folder_is_overtaken_by_both(asked, book, tmp_path) -> None:
    program = put(tmp_path / "in", f"ada/{NAME}.py", READS)
    os.utime(program, (1e9, 1e9))
    one(asked, book, tmp_path / "in")
    os.utime(put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT), (1e9, 1e9))
    _, handed, _ = one(asked, book, tmp_path / "in")
    assert handed.folder and [j.folder for j in jobs(asked, book)] == [handed.folder] and standing(asked, book).cells["ada", EXERCISE.id].handed == handed


def test_what_is_kept_is_graded_months_later_or_told(asked, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    script = put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT)
    _, handed, _ = one(asked, book, tmp_path / "in")
    script.write_text("changed")
    assert loaded(asked, jobs(asked, book)[0]).beside == (("pipeline.sh", SCRIPT.encode()),)
    listed, = companions.listed(asked, handed.folder)
    stored(asked, listed.sha256).write_text("changed")
    with pytest.raises(SurroundingsError, match="no longer what was handed in"):
        loaded(asked, jobs(asked, book)[0])


SPOILT = {
    "link": (lambda at: (at / "out").symlink_to("/etc/passwd"), "out is a link"), "folder": (lambda at: (at / "etc").symlink_to("/etc"), "etc is a link"),
    "pipe": (lambda at: os.mkfifo(at / "pipe"), "pipe is no file"), "large": (lambda at: (at / "big").write_bytes(bytes(5 << 20)), "big is too much"),
    "many": (lambda at: [(at / f"{n}").touch() for n in range(2100)], "more than 2000 files"), "name": (lambda at: (at / "a\nb").touch(), "printable"),
    "deep": (lambda at: (at / ("d/" * 30)).mkdir(parents=True), "folders deep")}


@pytest.mark.parametrize("spoil", SPOILT)
def test_a_folder_that_cannot_be_taken_is_told_and_costs_nobody_else(asked, book, tmp_path, spoil) -> None:
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    beside = put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT).parent
    SPOILT[spoil][0](beside)
    put(tmp_path / "in", f"bob/{NAME}.py", READS)
    put(tmp_path / "in", f"bob/{NAME}/pipeline.sh", SCRIPT)
    told, handed, why = one(asked, book, tmp_path / "in")
    assert SPOILT[spoil][1] in why and not handed.refused and SPOILT[spoil][1] in told.notes[0]
    assert told.folders == 1 and collect(asked, book, [tmp_path / "in"]).new == 0
    assert loaded(asked, next(j for j in jobs(asked, book) if j.learner == "bob")).beside == (("pipeline.sh", SCRIPT.encode()),)


def test_a_folder_that_is_a_link_is_not_followed(asked, book, tmp_path) -> None:
    secret = put(tmp_path, "elsewhere/secret.txt", "secret").parent
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    (tmp_path / "in" / "ada" / NAME).symlink_to(secret)
    told, handed, why = one(asked, book, tmp_path / "in")
    assert "is a link" in why and not handed.refused and len(told.refused) == 0
    assert not any(b"secret" in p.read_bytes() for p in (asked.folder / "store").rglob("*") if p.is_file() and b"is a link" not in p.read_bytes())


EVIL = {
    "above": ({f"{NAME}/../../evil.sh": "x"}, (), "leads out"), "far above": ({f"{NAME}/a/../../../../etc/evil": "x"}, (), "leads out"),
    "windows": ({f"{NAME}\\..\\..\\evil.sh": "x"}, (), "leads out"), "link": ({}, [(f"{NAME}/out", "/etc/passwd")], "out is a link"),
    "linked": ({}, [(f"{NAME}/deep", "/etc")], "deep is a link"), "many": ({f"{NAME}/{n}": "" for n in range(2100)}, (), "more than 2000 files"),
    "bomb": ({f"{NAME}/zeros": bytes(200 << 20)}, (), "too much"), "bombs": ({f"{NAME}/{n}": bytes(4 << 20) for n in range(9)}, (), "too much"),
    "control": ({f"{NAME}/a\x1bb": "x"}, (), "printable"), "cases": ({f"{NAME}/A/x": "", f"{NAME}/a/x": ""}, (), "side by side"),
    "both": ({f"{NAME}/a": "", f"{NAME}/a/b": ""}, (), "side by side"), "deep": ({f"{NAME}/{'d/' * 30}x": ""}, (), "folders deep"),
    "deeper": ({f"{NAME}/{'d/' * 3000}x": ""}, (), "folders deep")}


@pytest.mark.parametrize("kind", EVIL)
def test_a_zip_whose_folder_is_hostile_costs_its_folder(asked, book, tmp_path, kind) -> None:
    more, links, said = EVIL[kind]
    put(tmp_path, "ada.zip", zipped({f"{NAME}.py": READS, f"{NAME}/pipeline.sh": SCRIPT, **more}, links))
    told, handed, why = one(asked, book, tmp_path / "ada.zip")
    assert said in why and not handed.refused and stored(asked, handed.sha256).read_text() == READS
    assert said in " ".join(told.notes) and {p.name for p in tmp_path.iterdir()} == {"ada.zip", "class"}


def test_a_name_that_stands_twice_in_a_zip_is_not_chosen_from(asked, book, tmp_path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, pytest.warns(UserWarning):
        archive.writestr(f"{NAME}.py", READS)
        archive.writestr(f"{NAME}/a.sh", "1")
        archive.writestr(f"{NAME}/a.sh", "2")
    put(tmp_path, "ada.zip", data.getvalue())
    assert "stands in it twice" in one(asked, book, tmp_path / "ada.zip")[2]


def test_the_folder_itself_as_a_link_in_a_zip(asked, book, tmp_path) -> None:
    put(tmp_path, "ada.zip", zipped({f"{NAME}.py": READS}, [(NAME, "/etc")]))
    assert "is a link" in one(asked, book, tmp_path / "ada.zip")[2]


@pytest.mark.parametrize(("where", "suffix"), [(f"ada/{NAME}", "txt"), ("ada", "txt"), ("ada", "py"), ("ada/more", "zip")])
def test_very_many_files_cost_their_learner_only(asked, book, tmp_path, where, suffix, monkeypatch) -> None:
    monkeypatch.setattr(walking, "ENTRIES", 2000)
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    (tmp_path / "in" / where).mkdir(exist_ok=True)
    for n in range(2001):
        os.close(os.open(f"{tmp_path}/in/{where}/{n}.{suffix}", os.O_CREAT))
    put(tmp_path / "in", f"bob/{NAME}.py", READS)
    put(tmp_path / "in", f"bob/{NAME}/pipeline.sh", SCRIPT)
    _, handed, beside = one(asked, book, tmp_path / "in")
    if where == f"ada/{NAME}":
        assert "more than 2000 files" in beside and not handed.refused
    else:
        assert bool(handed.refused) is (where == "ada" and suffix == "py")      # in `more`, what was asked for had been found before
        assert collect(asked, book, [tmp_path / "in"]).new == 0
    assert suffix == "txt" or any("more than 2000 programs" in h.refused for h in book.handed_in() if h.learner == "ada")
    assert next(h for h in book.handed_in() if h.learner == "bob").folder


def test_a_hundred_thousand_files_in_a_zip(asked, book, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(opening, "IN_A_ZIP", 100_001)
    put(tmp_path / "in", "ada.zip", zipped({f"{NAME}.py": READS, **{f"{NAME}/{n}": "" for n in range(100_000)}}))
    put(tmp_path / "in", "bob.zip", zipped({f"{NAME}.py": READS, f"{NAME}/pipeline.sh": SCRIPT, **{f"data/{n}": "" for n in range(100_000)}}))
    told, _, why = one(asked, book, tmp_path / "in")
    assert "more than 2000 files" in why and told.folders == 0 and {h.learner for h in told.refused} == {"bob"} and "100001 files" in told.refused[0].refused


def test_a_folder_without_its_file_is_told_and_no_zero(asked, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT)
    put(tmp_path / "in", f"bob_1_2_{NAME}.zip", zipped({"pipeline.sh": SCRIPT}))
    told, handed, _ = one(asked, book, tmp_path / "in")
    assert f"without {NAME}.py" in handed.refused and {h.learner for h in told.refused} == {"ada", "bob"}
    assert standing(asked, book).cells["ada", EXERCISE.id].word == "not_graded"
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    told, handed, beside = one(asked, book, tmp_path / "in")
    assert not handed.refused and beside and {h.learner for h in told.refused} == {"bob"}


def test_in_a_class_of_one_exercise_no_file_of_a_folder_is_taken_for_the_program(asked, book, tmp_path) -> None:
    (asked.folder / "class.yaml").write_text("title: A\nexercises: [python-package-with-tests]\n")
    given = read_class(asked.folder)
    put(tmp_path / "in", "ada/python_package_with_tests/src/tools/cli.py", "print(1)\n")
    put(tmp_path / "in", "bob/answers.py", "from autograder.folder import tree\ndef build_tree():\n    return tree()\n")
    put(tmp_path / "in", "bob/python_package_with_tests/src/tools/cli.py", "print(1)\n")
    put(tmp_path / "in", "bob2/log_sum_exp_softmax.py", "x = 1\n")
    collect(given, book, [tmp_path / "in"])
    rows = {h.learner: h for h in book.handed_in()}
    assert set(rows) == {"ada", "bob"} and "without python_package_with_tests.py" in rows["ada"].refused
    assert [path for path, _ in companions.laid(given, rows["bob"].folder)] == ["src/tools/cli.py"]


def test_a_folder_that_the_file_does_not_read_is_left_out_and_told(asked, book, tmp_path) -> None:
    put(tmp_path / "in", "ada/log_sum_exp_softmax.py", "x = 1\n")
    put(tmp_path / "in", "ada/log_sum_exp_softmax/notes.md", "x")
    told = collect(asked, book, [tmp_path / "in"])
    assert "does not read it" in told.notes[0] and not book.handed_in()[0].folder


def graded(given, book, how=HOW):
    run(given, jobs(given, book), how, lambda found: book.record([found]))
    return standing(given, book).cells


@pytest.mark.parametrize("confine", [False, pytest.param(True, marks=bubblewrap)])
def test_it_is_graded_as_the_learners_own_grade_does(asked, book, tmp_path, confine) -> None:
    text = EXERCISE.solution.read_text()
    space = {"__name__": "solution", "__file__": "x.py"}
    exec(text, space)
    program = put(tmp_path / "in", f"ada/{NAME}.py", text + READS.partition("tree\n")[2])
    put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", space["pipeline_script"]())
    collect(asked, book, [tmp_path / "in"])
    cell = graded(asked, book, replace(HOW, confine=confine))["ada", EXERCISE.id]
    own = grading.grade(EXERCISE, program, seed=cell.outcome.seed, diagnosing=False)
    assert (cell.word, cell.earned, cell.possible) == ("graded", own.earned, own.possible) and cell.earned > 0
    assert {f["check"]: f["verdict"] for f in cell.outcome.findings} == {f.check: f.verdict for f in own.findings}


@pytest.mark.parametrize(("spoil", "said"), [(False, "was not handed in: hand in both"), (True, "out is a link")])
def test_a_file_without_the_folder_it_reads_is_not_graded_and_says_what_to_hand_in(asked, book, tmp_path, spoil, said) -> None:
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    if spoil:
        (tmp_path / "in" / "ada" / NAME).mkdir()
        (tmp_path / "in" / "ada" / NAME / "out").symlink_to("/etc/passwd")
    collect(asked, book, [tmp_path / "in"])
    cell = graded(asked, book)["ada", EXERCISE.id]
    assert cell.word == "not_graded" and cell.score is None and said in cell.why
    assert jobs(asked, book) == [], "nothing new was handed in, so there is nothing to try"


def test_a_folder_that_lacks_a_file_is_the_learners_own_fault(asked, book, tmp_path) -> None:
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    put(tmp_path / "in", f"ada/{NAME}/other.sh", SCRIPT)
    collect(asked, book, [tmp_path / "in"])
    assert graded(asked, book)["ada", EXERCISE.id].word in ("graded", "crashed")


@git
def test_a_repository_with_hooks_is_kept_and_never_asked(asked, book, tmp_path) -> None:
    """Its hooks, filters and monitors are programs of a stranger: nothing of the collecting, listing and laying out runs git there."""
    put(tmp_path / "in", f"ada/{NAME}.py", READS)
    beside = put(tmp_path / "in", f"ada/{NAME}/pipeline.sh", SCRIPT).parent
    marker = tmp_path / "hooked"
    subprocess.run(["git", "init", "-q", str(beside)], check=True)
    subprocess.run(["git", "init", "-q", "--bare", str(beside / "bare")], check=True)
    for hooks in (beside / ".git" / "hooks", beside / "bare" / "hooks"):
        hooks.mkdir(exist_ok=True)
        (hooks / "post-checkout").write_text(f"#!/bin/sh\ntouch {marker}\n")
        (hooks / "post-checkout").chmod(0o755)
    with open(beside / ".git" / "config", "a") as config:
        config.write(f'[core]\n\tfsmonitor = "touch {marker}; false"\n')
    _, handed, taken = one(asked, book, tmp_path / "in")
    assert ".git/hooks/post-checkout" in dict(taken) and "fsmonitor" in dict(taken)[".git/config"].decode()
    written, left = companions.write_out(asked, handed.folder, tmp_path / "out")
    assert sorted(p.relative_to(tmp_path / "out").as_posix() for p in (tmp_path / "out").rglob("*") if p.is_file()) == ["pipeline.sh"]
    assert (written, left) == (1, len(taken) - 1) and not marker.exists()
    subprocess.run(["git", "status"], cwd=tmp_path / "out", capture_output=True, check=False)
    assert not marker.exists()
    assert not any(os.access(p, os.X_OK) for p in (asked.folder / "store").rglob("*") if p.is_file())


def test_what_cannot_be_laid_out_is_told(asked, tmp_path) -> None:
    sha = companions.keep(asked, {"a/x": b"", "A/x": b""})
    with pytest.raises(UsageError, match="side by side"):
        companions.write_out(asked, sha, tmp_path / "out")
    sha = companions.keep(asked, "out is a link")
    assert companions.laid(asked, sha) == "out is a link" and companions.keep(asked, {}) == "" and companions.laid(asked, "") == ()


def test_the_limits_are_those_of_a_learners_own_folder() -> None:
    assert (folder.ENTRIES, folder.FILE, folder.ALL) == (2000, 4 << 20, 16 << 20)


def test_times_of_a_zip_decide_what_is_latest(asked, book, tmp_path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr(zipfile.ZipInfo(f"{NAME}.py", (2026, 1, 1, 10, 0, 0)), READS)
        archive.writestr(zipfile.ZipInfo(f"{NAME}/pipeline.sh", (2026, 1, 2, 10, 0, 0)), SCRIPT)
    put(tmp_path, "ada.zip", data.getvalue())
    received = datetime.fromisoformat(one(asked, book, tmp_path / "ada.zip")[1].received)
    assert received == datetime(2026, 1, 2, 10).astimezone()        # a zip knows the clock of who made it, not its zone
