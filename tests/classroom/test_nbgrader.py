"""nbgrader itself, by its own commands: it cuts our stubs, grades behind our wall, shows our marks, and holds no zero that nobody earned."""
import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.util import find_spec
from types import SimpleNamespace

import pytest

from autograder.classroom.collecting import collect
from autograder.classroom.gradebook import Gradebook, Outcome
from autograder.classroom.plan import read_class
from autograder.classroom.standing import standing
from autograder.course.exercises import every_exercise, find
from autograder.errors import UsageError
from autograder.grading.collection import collect as collect_checks
from autograder.notebook.assignment import BEGIN, END, marked, no_notebook, notebook, points, write_course
from autograder.notebook.contents import notebook_of
from tests.needs import bubblewrap

ID, NAME, TASK = "log-sum-exp-softmax", "log_sum_exp_softmax", "numerics"
installed = pytest.mark.skipif(find_spec("nbgrader") is None and "GROUNDWORK_EVERYTHING" not in os.environ,
                               reason="needs nbgrader: pip install 'groundwork[classroom]'")
pytestmark = pytest.mark.filterwarnings("ignore")        # nbgrader's queries and imports warn of what is its own
PARTS = {"lse": 15, "binary": 4, "multi": 7}
CLASS = f"title: Numerics\nexercises: [{ID}]\ndue: 2027-03-01T12:00:00+00:00\nlate: {{percent: 10, days: 5}}\n"


def cut(text):
    """Return what nbgrader makes of its marks when what it puts there is `...`."""
    rows, inside = [], False
    for line in text.splitlines():
        if line.strip() == BEGIN:
            rows.append(line.replace(BEGIN, "..."))
        inside = line.strip() == BEGIN or inside and line.strip() != END
        if not inside and line.strip() != END:
            rows.append(line)
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("exercise", [e for e in every_exercise() if not no_notebook(e)], ids=lambda e: e.id)
def test_cut_by_its_marks_every_solution_is_its_stub(exercise) -> None:
    assert cut(marked(exercise.text)) == exercise.stub
    compile(marked(exercise.text), exercise.id, "exec")


def test_a_notebook_has_the_cells_of_the_file_and_one_that_grades_each_part() -> None:
    exercise = find(ID)
    made = notebook(exercise, marked(exercise.text), points(exercise))
    said = {c["metadata"]["nbgrader"]["grade_id"]: c for c in made["cells"] if c["metadata"]}
    assert list(said) == ["statement", *(name for part in PARTS for name in (f"{part}-answer", part))]
    assert said["statement"]["metadata"]["nbgrader"]["locked"] and not said["statement"]["metadata"]["editable"]
    assert {name: said[name]["metadata"]["nbgrader"]["points"] for name in PARTS} == PARTS
    assert "".join(said["lse"]["source"]) == f'from groundwork_checks import check\n\ncheck("{ID}#lse")'


def test_it_goes_through_jupytext_and_back() -> None:
    jupytext = pytest.importorskip("jupytext")
    import nbformat
    made = nbformat.reads(json.dumps(notebook(find(ID), find(ID).text, PARTS)), 4)
    nbformat.validate(made)
    again = jupytext.reads(jupytext.writes(made, "py:percent"), "py:percent")
    assert [(c.cell_type, c.source, c.metadata.get("nbgrader")) for c in again.cells] == [(c.cell_type, c.source, c.metadata.get("nbgrader")) for c in made.cells]


def test_what_is_no_notebook_is_told(tmp_path) -> None:
    told = []
    write_course([find(ID), find("vector-add-kernel"), find("git-bash-workflow")], TASK, tmp_path / "course", told.append)
    assert ["CU" in told[0], "folder" in told[1], len(told)] == [True, True, 2]
    with pytest.raises(UsageError, match="nothing of `x`"):
        write_course([find("vector-add-kernel")], "x", tmp_path / "course", told.append)
    with pytest.raises(UsageError, match="another assignment"):
        write_course([find("gradient-checker")], TASK, tmp_path / "course", told.append)
    config = tmp_path / "course" / "nbgrader_config.py"
    config.write_text("c = get_config()\n")
    write_course([find(ID)], TASK, tmp_path / "course", told.append)
    assert config.read_text() == "c = get_config()\n" and "stands as it is" in told[-1]


def nbgrader(course, *words):
    found = subprocess.run([sys.executable, "-m", "nbgrader", *words], cwd=course, capture_output=True, encoding="utf-8", timeout=240)
    assert found.returncode == 0, found.stderr[-3000:]
    return found.stdout + found.stderr


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course with one assignment, which nbgrader has cut."""
    folder = tmp_path_factory.mktemp("nbgrader") / "course"
    write_course([find(ID)], TASK, folder, print)
    nbgrader(folder, "generate_assignment", TASK)
    return folder


def released(course):
    return json.loads((course / "release" / TASK / f"{NAME}.ipynb").read_text())


def written(course, **changes):
    """Return the released notebook filled in with the solution, each (old, new) of a part changed."""
    made, exercise = released(course), find(ID)
    answers = {c["metadata"]["nbgrader"]["grade_id"]: "".join(c["source"]) for c in notebook(exercise, exercise.text, PARTS)["cells"] if c["metadata"]}
    for cell in made["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.endswith("-answer"):
            old, new = changes.get(name.removesuffix("-answer"), ("", ""))
            assert old in answers[name]
            cell["source"] = answers[name].replace(old, new) if old else answers[name]
    return made


def hand_in(course, learner, made, when="2027-03-01 10:00:00.25 UTC"):
    folder = course / "submitted" / learner / TASK
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(made))
    (folder / "timestamp.txt").write_text(when)
    shutil.copy(course / "release" / TASK / "groundwork_checks.py", folder)
    return folder / f"{NAME}.ipynb"


def rows(course, learner):
    """Return what nbgrader's gradebook says of a learner: a row a part, and the submission."""
    from nbgrader.api import Gradebook as Theirs
    with Theirs(f"sqlite:///{course / 'gradebook.db'}") as book:
        one = book.find_submission_notebook(NAME, TASK, learner)
        return SimpleNamespace(
            scores={g.name: g.auto_score for g in one.grades}, waits={g.name: g.needs_manual_grade for g in one.grades}, total=one.score,
            comments={c.name: c.comment or "" for c in one.comments}, penalty=one.late_submission_penalty, when=one.assignment.timestamp,
            manual={g.name: g.manual_score for g in one.grades})


@installed
def test_its_release_is_our_stub_and_nothing_else(course) -> None:
    exercise = find(ID)
    cells = [c for c in released(course)["cells"] if not c["metadata"].get("nbgrader", {}).get("grade")]
    assert ["".join(c["source"]) for c in cells] == [c.source.replace("# %% ", "# ") for c in notebook_of(exercise.stub).cells]
    everything = "".join(p.read_text() for p in (course / "release").rglob("*") if p.is_file())
    answers = {line.strip() for line in exercise.text.splitlines()} - {line.strip() for line in exercise.stub.splitlines()}
    assert not [line for line in answers if len(line) > 20 and line in everything]
    exchange = course.parent / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    nbgrader(course, "release_assignment", TASK, f"--Exchange.root={exchange}")
    assert (exchange / "course" / "outbound" / TASK / f"{NAME}.ipynb").exists()


@installed
@bubblewrap
def test_its_autograde_grades_behind_the_wall(course, tmp_path) -> None:
    """The learner's code runs confined: it cannot give itself marks, and what crashes waits for a person and is no zero."""
    trace = tmp_path / "ran"
    hand_in(course, "right", written(course))
    wrong = written(course, lse=("np.exp(x - x.max(axis=axis, keepdims=True))", "np.exp(x)"), binary=("-np.abs(z)", "z"))
    wrong["cells"].insert(2, {"cell_type": "code", "id": "evil", "metadata": {}, "execution_count": None, "outputs": [],
                              "source": f"import pathlib; pathlib.Path({str(trace)!r}).write_text('x')\nimport groundwork_checks\n"
                                        "groundwork_checks.check = lambda reference: None"})
    wrong["cells"] = [c for c in wrong["cells"] if c.get("id") != "multi"]          # its grade cell deleted, its marks are found all the same
    hand_in(course, "wrong", wrong)
    hand_in(course, "crash", written(course, lse=("# lse", "import nowhere_to_be_found as np\n# lse")))
    log = nbgrader(course, "autograde", TASK)
    assert rows(course, "right").scores == PARTS and not any(rows(course, "right").waits.values())
    half = rows(course, "wrong")
    assert 0 < half.scores["lse"] < 15 and half.scores["binary"] == 0 and half.scores["multi"] == 7 and not trace.exists()
    crash = rows(course, "crash")
    assert set(crash.scores.values()) == {None} and all(crash.waits.values()) and "crash" in log
    assert "this is no zero" in crash.comments["lse-answer"] and "nowhere_to_be_found" in crash.comments["lse-answer"]
    nbgrader(course, "generate_feedback", TASK, "--student=wrong")
    page = (course / "feedback" / "wrong" / TASK / f"{NAME}.html").read_text()
    assert "expected" in page and not [c.name for c in collect_checks(find(ID)).checks if f"{c.function.__name__}(" in page]
    nbgrader(course, "export", "--to=grades.csv")
    table = {row["student_id"]: row for row in csv.DictReader((course / "grades.csv").open())}
    assert float(table["right"]["score"]) == 26 and float(table["wrong"]["score"]) == half.total


@installed
def test_a_grade_cell_asks_the_grader_beside_its_kernel(course) -> None:
    path = hand_in(course, "kernel", written(course, lse=("np.exp(x - x.max(axis=axis, keepdims=True))", "np.exp(x)"), binary=("-np.abs(z)", "z")))
    said = nbgrader(course, "validate", str(path))
    shutil.rmtree(path.parent.parent)
    assert "FAILED ON 2 CELL(S)" in said and "Partial credit" in said, said
    assert "expected" in said and "yours" in said and "Traceback" not in said and "autograder" not in said


PASSED, FAILED = "passed", "failed"


def outcome(id, status="graded", **verdicts):
    findings = [{"check": "c", "part": part, "claim": f"{part} claim", "verdict": v, "worth": 1, "evidence": {"got": "3"}, "diagnosis": None}
                for part, all_of in verdicts.items() for v in all_of]
    earned = sum(f["verdict"] == PASSED for f in findings)
    return Outcome(id, ID, "v1", status, earned, len(findings), .1, 1, "bubblewrap", "2027-03-01T13:00:00+00:00", {}, tuple(findings))


@pytest.fixture(scope="module")
def exported(course, tmp_path_factory):
    """A class's marks of every kind, exported into the course."""
    from autograder.classroom.nbgrader import into_gradebook
    tmp_path = tmp_path_factory.mktemp("class")
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "class.yaml").write_text(CLASS)
    (folder / "roster.csv").write_text("id,name,email\nada,Ada Lovelace,ada@x.org\nzero,Zero,\nhurt,Hurt B,\nnone,None C,\nlate,Late D,\nfile,File E,\nlink,Link F,\n")
    for who in ("ada", "zero", "hurt"):
        hand_in(course, who, made := written(course))
    made["cells"][2]["outputs"] = [{"output_type": "display_data", "metadata": {}, "data": {"text/html": "<script>alert(1)</script>"}}]
    hand_in(course, "late", made, "2027-03-02 13:00:00 UTC")
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / f"file_{NAME}.py").write_text(find(ID).text)
    os.utime(tmp_path / "files" / f"file_{NAME}.py", (1.8e9, 1.8e9))      # a moment in January 2027
    (course / "submitted" / "link" / TASK).mkdir(parents=True)
    (course / "submitted" / "link" / TASK / f"{NAME}.ipynb").symlink_to("/etc/passwd")
    given = read_class(folder)
    book = Gradebook.of_folder(folder)
    collect(given, book, [course / "submitted", tmp_path / "files"])
    ids = {h.learner: h for h in book.handed_in()}
    assert len(book.handed_in()) == len(ids), "the module beside the notebooks is ours, and nobody's answer"
    assert set(ids) == {"ada", "zero", "hurt", "late", "file", "link"} and ids["late"].received == "2027-03-02T13:00:00+00:00" and ids["link"].refused
    full = {"lse": [PASSED, PASSED], "binary": [PASSED], "multi": [PASSED]}
    book.record([outcome(ids["ada"].id, lse=[PASSED, FAILED, "skipped"], binary=["skipped"], multi=[PASSED]), outcome(ids["late"].id, **full),
                 outcome(ids["zero"].id, lse=[FAILED], binary=[FAILED], multi=[FAILED]), outcome(ids["file"].id, **full),
                 outcome(ids["hurt"].id, "crashed", lse=["broken"])])
    told = into_gradebook(given, standing(given, book), course)
    yield SimpleNamespace(told=told, again=lambda: into_gradebook(given, standing(given, book), course))
    book.close()


@installed
def test_our_marks_in_its_gradebook(course, exported) -> None:
    """Zero, crashed, not graded, not submitted and late are told apart there, and a person's marks stay."""
    assert exported.told.startswith("in nbgrader's gradebook: what 6 of 7 learners handed in")
    ada = rows(course, "ada")
    assert ada.scores == {"lse": 7.5, "binary": None, "multi": 7} and ada.waits == {"lse": False, "binary": True, "multi": False}
    assert "✗ lse claim" in ada.comments["lse-answer"] and "yours     3" in ada.comments["lse-answer"]
    assert set(rows(course, "zero").scores.values()) == {0} and not any(rows(course, "zero").waits.values())
    for who, word in (("hurt", "crashed"), ("link", "not graded")):
        assert set(rows(course, who).scores.values()) == {None} and all(rows(course, who).waits.values())
        assert rows(course, who).comments["lse-answer"].startswith(word)
    assert rows(course, "late").total == 26 and rows(course, "late").penalty == pytest.approx(5.2)      # two days are begun, 10 % each
    from nbgrader.api import Gradebook as Theirs
    from nbgrader.api import MissingEntry
    with Theirs(f"sqlite:///{course / 'gradebook.db'}") as theirs:
        assert theirs.find_student("none").last_name == "C"
        with pytest.raises(MissingEntry):
            theirs.find_submission(TASK, "none")
        theirs.find_grade("binary", NAME, TASK, "ada").manual_score = 3
        theirs.db.commit()
    exported.again()
    assert rows(course, "ada").manual["binary"] == 3
    shown = (course / "autograded" / "late" / TASK / f"{NAME}.ipynb").read_text()
    assert "script" not in shown and "lse claim" in shown and "80 % of the marks count" in shown
    assert (course / "submitted" / "file" / TASK / f"{NAME}.ipynb").exists() and not (course / "autograded" / "link").exists()


@installed
def test_what_nbgrader_has_no_place_for_is_told_with_where_it_can_go() -> None:
    from autograder.classroom.nbgrader import beyond
    assert "takes a folder of files along" in beyond("git-bash-workflow") and "--to csv" in beyond("git-bash-workflow")
    assert "is written in CUDA C++, as vector_add_kernel.cu" in beyond("vector-add-kernel") and beyond(ID) == ""


@installed
@bubblewrap
def test_a_notebook_that_imports_its_learners_own_is_not_graded_alone_and_says_how_it_is() -> None:
    from autograder.classroom.nbgrader_steps import judged
    source = "from mine import softmax\ndef sgd_step(w, g, state, lr):\n    return softmax(w)\n"
    cells = [{"cell_type": "code", "source": source, "metadata": {}, "outputs": [], "execution_count": None}]
    cell = judged(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}).encode(), "sgd_momentum_adam", "ada")
    assert cell.word == "not_graded" and f"the learner's own of {ID}" in cell.why and "`nbgrader autograde` judges each notebook by itself" in cell.why


@installed
def test_what_is_no_course_of_nbgraders_is_told(course, given, book, tmp_path) -> None:
    from autograder.classroom.nbgrader import into_gradebook
    now = standing(given, book)
    with pytest.raises(UsageError, match="no nbgrader course"):
        into_gradebook(given, now, tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("1 / 0\n")
    with pytest.raises(UsageError, match="does not run: ZeroDivisionError"):
        into_gradebook(given, now, tmp_path)
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    with pytest.raises(UsageError, match="generate_assignment"):
        into_gradebook(given, now, tmp_path)


@installed
def test_formgrader_shows_them(course, exported) -> None:
    """Served by Jupyter with nbgrader's extension, its pages and what they ask for hold our marks."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-m", "jupyter_server", "--no-browser", "--allow-root", f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
                               f"--ServerApp.root_dir={course}"], cwd=course, env=os.environ | {"JUPYTER_TOKEN": "x"}, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL)
    try:
        def get(path):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/formgrader/{path}?token=x", timeout=60) as answer:
                return answer.read().decode()
        for _ in range(120):
            try:
                page = get("manage_assignments")
                break
            except OSError:
                time.sleep(0.5)
        assert "Manage Assignments" in page
        found = {row["student"]: row for row in json.loads(get(f"api/submissions/{TASK}"))}
    finally:
        server.terminate()
        server.wait(30)
    assert found["late"]["score"] == 26 and found["late"]["autograded"] and found["file"]["autograded"] and found["hurt"]["needs_manual_grade"]
    assert found["zero"]["score"] == 0 and not found["zero"]["needs_manual_grade"]
