"""Problem sets on the command line, and the fresh problems of exams and reviews."""
import csv
import io
import json
import re
import zipfile
from datetime import datetime, timedelta

import pytest

from tests.needs import chromium

TEMPLATE = '''\
"""Three times a number, less two

numeric · 6 min · difficulty 1
"""
from autograder.problems import Problem

BAND = (0, 9)


def generate(rng):
    x = int(rng.integers(2, 200))
    return Problem("What is $3 x - 2$ at $x =$ {x}?", {"x": x}, answer=3 * x - 2, steps=(f"3 · {x} = {3 * x}",))


def solve(x):
    return x + x + x - 2


def effort(x):
    return len(str(x))


def mistakes(x):
    return {"adds instead of taking away": 3 * x + 2, "forgets to take away": 3 * x}
'''
CHECK = """
  - id: doubles-alone
    statement: double with no notes
    all: [doubling#twice]
    exam: true
"""
ROSTER = "id,name,email\nada,Ada Lovelace,ada@x\nbob,=Bob,bob@x\n"


@pytest.fixture
def course(own_course):
    """A course whose `doubling` has a template, and an exam on it."""
    (own_course.course / "solutions" / "arithmetic" / "doubling_problems.py").write_text(TEMPLATE)
    week = own_course.course / "curriculum" / "basics" / "week1.yaml"
    week.write_text(week.read_text().rstrip() + CHECK)
    return own_course


@pytest.fixture
def made(course, tmp_path):
    """The same, with a set for two learners."""
    (tmp_path / "roster.csv").write_text(ROSTER)
    assert course.grade("problems", "new", "set", "--from", "week1", "--count", "2", "--learners", "roster.csv", "--seed", "7").status == 0
    return course


def answer(text, off=0):
    """Solve every problem of a file, wrong by `off`."""
    def one(match):
        return f"{match[1]}    return {3 * int(match[2]) - 2 + off}\n"
    return re.sub(r'(def problem_\d+\(\):\n    """What is 3 x - 2 at x = (\d+)\?"""\n)    \.\.\.\n', one, text)


def answered(notebook):
    """Solve every problem of a notebook."""
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["source"] = ["%matplotlib inline\n", *answer("".join(cell["source"]) + "\n").splitlines(keepends=True)]
    return json.dumps(notebook)


def lines(desk, kind):
    path = desk.work / ".grade" / "attempts.jsonl"
    return [line for line in map(json.loads, path.read_text().splitlines()) if line["kind"] == kind]


def test_a_set_is_drawn_written_and_graded(made, tmp_path) -> None:
    ran = made.grade("problems", "write", "set", "--html", "--notebooks", "--zip")
    assert ran.status == 0 and "10 files written" in ran.out
    out = tmp_path / "set" / "out"
    with zipfile.ZipFile(out / "ada.zip") as box:
        assert sorted(box.namelist()) == ["ada/problems.ipynb", "ada/problems.py", "ada/sheet.html"]
        assert box.read("ada/problems.py") == (out / "ada" / "problems.py").read_bytes()
    assert "Ada Lovelace" in (out / "ada" / "sheet.html").read_text() and (out / "ada" / "problems.py").read_text() != (out / "bob" / "problems.py").read_text()
    code = "".join("".join(c["source"]) + "\n" for c in json.loads((out / "ada" / "problems.ipynb").read_text())["cells"] if c["cell_type"] == "code")
    assert "def problem_2" in code
    rows = list(csv.DictReader(io.StringIO((tmp_path / "set" / "key.csv").read_text())))
    assert len(rows) == 4 and rows[2]["name"] == "'=Bob"
    mine = tmp_path / "mine.py"
    mine.write_text(answer((out / "ada" / "problems.py").read_text()))
    assert f"return {rows[0]['answer']}\n" in mine.read_text()
    assert made.grade("problems", "check", "set", "ada", "mine.py").status == 0
    assert made.grade("problems", "check", "set", "bob", "mine.py").status == 1


def test_a_notebook_is_graded_as_what_its_cells_say(made, tmp_path) -> None:
    made.grade("problems", "write", "set", "--notebooks")
    notebook = json.loads((tmp_path / "set" / "out" / "ada" / "problems.ipynb").read_text())
    (tmp_path / "mine.ipynb").write_text(answered(notebook))
    ran = made.grade("problems", "check", "set", "ada", "mine.ipynb")
    assert ran.status == 0 and "2 of 2 problems" in ran.out
    (tmp_path / "mine.ipynb").write_text("{")
    ran = made.grade("problems", "check", "set", "ada", "mine.ipynb")
    assert ran.status == 2 and "this is no notebook" in ran.err


def test_the_key_lies_in_no_learners_folder_or_zip(made, tmp_path) -> None:
    made.grade("problems", "write", "set", "--html", "--notebooks", "--zip")
    step = next(row["steps"] for row in csv.DictReader(io.StringIO((tmp_path / "set" / "key.csv").read_text())))
    handed_out = [path for path in (tmp_path / "set" / "out").rglob("*") if path.is_file()]
    assert len(handed_out) == 8 and not any("key" in path.name for path in handed_out)
    for path in handed_out:
        texts = [path.read_bytes()] if path.suffix != ".zip" else [zipfile.ZipFile(path).read(n) for n in zipfile.ZipFile(path).namelist()]
        assert not any(step.encode() in text or b'"answer"' in text for text in texts), path


def test_what_somebody_has_written_is_never_overwritten(made, tmp_path) -> None:
    made.grade("problems", "write", "set")
    path = tmp_path / "set" / "out" / "ada" / "problems.py"
    path.write_text(answer(path.read_text()))
    ran = made.grade("problems", "write", "set")
    assert ran.status == 0 and "out/ada/problems.py was changed by somebody" in ran.err and "return" in path.read_text()
    assert "0 files written, 0 changed" in ran.out
    made.grade("problems", "redo", "set", "1")
    ran = made.grade("problems", "write", "set", "--json")
    told = json.loads(ran.out)
    assert told["kept"] == ["out/ada/problems.py"] and "out/bob/problems.py" in told["changed"] and "out/bob.zip" in told["changed"]
    assert "return" in path.read_text()


def test_a_link_is_not_written_through(made, tmp_path) -> None:
    (tmp_path / "elsewhere").write_text("mine")
    (tmp_path / "set" / "out" / "ada").mkdir(parents=True)
    (tmp_path / "set" / "out" / "ada" / "problems.py").symlink_to(tmp_path / "elsewhere")
    assert "problems.py was changed by somebody" in made.grade("problems", "write", "set").err
    assert (tmp_path / "elsewhere").read_text() == "mine"


def test_an_exam_sheet_names_no_method(made, tmp_path) -> None:
    made.grade("problems", "write", "set", "--exam")
    for name in ("sheet.html", "problems.py"):
        text = (tmp_path / "set" / "out" / "ada" / name).read_text()
        assert "Closed book" in text and "less two" not in text and "doubling" not in text


def test_without_a_browser_all_else_is_written(made, tmp_path) -> None:
    ran = made.grade("problems", "write", "set", "--pdf", "--html", PATH="/nowhere")
    assert ran.status == 3 and "no Chromium is installed" in ran.err and "all else is written" in ran.err
    assert (tmp_path / "set" / "out" / "bob" / "sheet.html").exists() and not (tmp_path / "set" / "key.pdf").exists()


@chromium
def test_sheets_and_key_are_printed_once(made, tmp_path) -> None:
    assert made.grade("problems", "write", "set", "--pdf", "--zip").status == 0
    sheet, key = tmp_path / "set" / "out" / "ada" / "sheet.pdf", tmp_path / "set" / "key.pdf"
    assert sheet.read_bytes().startswith(b"%PDF") and key.read_bytes().startswith(b"%PDF")
    assert "ada/sheet.pdf" in zipfile.ZipFile(tmp_path / "set" / "out" / "ada.zip").namelist()
    told = json.loads(made.grade("problems", "write", "set", "--json", PATH="/nowhere").out)     # as before: nothing is printed again
    assert not told["new"] and not told["changed"] and not told["kept"]


def test_a_template_that_has_changed_is_told(made) -> None:
    path = made.course / "solutions" / "arithmetic" / "doubling_problems.py"
    path.write_text(TEMPLATE + "\n\ndef check(ask, problem):\n    from autograder.checks.compare import Mismatch\n    raise Mismatch('never')\n")
    ran = made.grade("problems", "write", "set")
    assert ran.status == 0 and "ada, problem 1: doubling: its template has changed and refuses its own key" in ran.err and "redo" in ran.err
    path.unlink()
    assert "no longer in this course" in made.grade("problems", "write", "set").err


@pytest.mark.parametrize(("name", "text", "status", "words"), [
    ("set.json", "{", 3, "cannot be read"), ("set.json", '{"version": 99}', 3, "newer version"), ("variants/ada.json", "[", 3, "redo"),
    ("written.json", "[", 2, "delete it")])
def test_a_torn_set_is_a_sentence(made, tmp_path, name, text, status, words) -> None:
    (tmp_path / "set" / name).write_text(text)
    ran = made.grade("problems", "write", "set")
    assert ran.status == status and words in ran.err


def test_a_set_that_cannot_be_written_is_a_sentence(made, tmp_path) -> None:
    (tmp_path / "set" / "out").write_text("a file in the way")
    ran = made.grade("problems", "write", "set")
    assert ran.status == 3 and "set/out" in ran.err and "run the same command again" in ran.err


# exams


def begin(desk, solved=True, written=True, off=0):
    """Begin the exam, and write its function and its problem."""
    ran = desk.grade("exam", "doubles-alone")
    folder = desk.work / "exams" / "doubles-alone"
    if written:
        path = folder / "doubling.py"
        path.write_text(path.read_text().replace("    ...\n", "    return 2 * x\n", 1))
    if solved:
        path = folder / "problems.py"
        path.write_text(answer(path.read_text(), off))
    return ran


def test_an_exam_asks_a_fresh_problem_too(course) -> None:
    ran = begin(course)
    assert "work/exams/doubles-alone/problems.py:" in ran.out and "21 min left" in ran.out
    ran = course.grade("exam", "--hand-in")
    assert ran.status == 0 and "Passed in exam mode. Shown: double with no notes." in ran.out
    assert [(line["exercise"], line["verdict"]) for line in lines(course, "problem")] == [("doubling", "passed")]


def test_it_counts_only_with_its_problem_solved(course) -> None:
    begin(course, off=1)
    ran = course.grade("exam", "--hand-in")
    assert ran.status == 1 and "counts in exam mode once the problem is solved" in ran.out
    met = {c["id"]: c for c in json.loads(course.grade("progress", "--json").out)["mastery"]}
    assert met["doubles-alone"]["missing"]
    first = (course.work / "exams" / "doubles-alone" / "problems.py").read_text()
    begin(course)
    assert (course.work / "exams" / "doubles-alone" / "problems.py").read_text() != first      # fresh
    assert course.grade("exam", "--hand-in").status == 0


def test_the_same_problem_is_judged_whatever_happens(course) -> None:
    begin(course, solved=False)
    folder = course.work / "exams" / "doubles-alone"
    text = (folder / "problems.py").read_text()
    (folder / "problems.py").unlink()
    template = course.course / "solutions" / "arithmetic" / "doubling_problems.py"
    template.write_text(TEMPLATE.replace("(2, 200)", "(300, 900)"))
    ran = course.grade("exam", "--hand-in")
    assert ran.status == 2 and "problems.py is gone" in ran.err
    assert "problems.py was gone" in course.grade("exam").err and (folder / "problems.py").read_text() == text
    (folder / "problems.py").write_text(answer(text))
    assert course.grade("exam", "--hand-in").status == 0


def test_what_was_kept_of_it_may_get_lost(course) -> None:
    begin(course)
    for path in (course.work / ".grade" / "problems").iterdir():
        path.write_text("{")
    assert course.grade("exam", "--hand-in").status == 0      # drawn again by its seed


def test_a_template_that_has_gone_costs_nobody_an_exam(course) -> None:
    begin(course, solved=False)
    (course.course / "solutions" / "arithmetic" / "doubling_problems.py").unlink()
    assert course.grade("exam", "--hand-in").status == 0


def test_a_template_that_is_broken_asks_nothing(course) -> None:
    (course.course / "solutions" / "arithmetic" / "doubling_problems.py").write_text(TEMPLATE.replace("BAND = (0, 9)", "BAND = (10, 11)"))
    begin(course, solved=False)
    assert not (course.work / "exams" / "doubles-alone" / "problems.py").exists() and course.grade("exam", "--hand-in").status == 0


def test_problems_that_do_not_run_end_nothing(course) -> None:
    begin(course, solved=False)
    path = course.work / "exams" / "doubles-alone" / "problems.py"
    text = path.read_text()
    path.write_text(text + "def (")
    ran = course.grade("exam", "--hand-in")
    assert ran.status == 1 and "nothing was handed in" in ran.out and not lines(course, "problem")
    path.write_text(answer(text))
    assert course.grade("exam", "--hand-in").status == 0


def earlier(desk, **ago):
    path = desk.work / ".grade" / "attempts.jsonl"
    found = [json.loads(row) for row in path.read_text().splitlines()]
    for line in found:
        line["when"] = (datetime.fromisoformat(line["when"]) - timedelta(**ago)).isoformat(timespec="microseconds")
    path.write_text("".join(json.dumps(line) + "\n" for line in found))


def test_a_problem_saved_late_does_not_count(course) -> None:
    begin(course, solved=False)
    earlier(course, minutes=60)
    path = course.work / "exams" / "doubles-alone" / "problems.py"
    path.write_text(answer(path.read_text()))
    ran = course.grade("exam", "--hand-in")
    assert ran.status == 1 and "the problems: saved after the time was over" in ran.out
    assert "exam" not in lines(course, "problem")[0] and "late" in lines(course, "problem")[0]


# reviews


@pytest.fixture
def passed(course):
    """`doubling` was passed two months ago."""
    course.write()
    course.grade("doubling")
    earlier(course, days=60)
    return course


def test_a_review_is_a_problem_first_and_a_function_next(passed) -> None:
    told = json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]
    path = passed.work / "reviews" / "doubling_problem.py"
    assert told["functions"] == ["problem_1"] and told["problem"].startswith("What is 3 x - 2") and told["place"].startswith("work/reviews/doubling_problem.py:")
    assert "What is 3 x - 2" in passed.grade("review").out      # not written yet: shown again
    path.write_text(answer(path.read_text(), off=1))
    ran = passed.grade("review")
    assert ran.status == 1 and "grade review --answer" in ran.out
    path.write_text(path.read_text().replace("return", "return -1 +"))
    ran = passed.grade("review")
    assert ran.status == 0 and "then with one of its functions" in ran.out and not path.exists()
    assert [line["verdict"] for line in lines(passed, "problem")] == ["failed", "passed"]
    told = json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]
    assert told["functions"] == ["twice"]


def test_a_problem_put_off_or_answered(passed) -> None:
    passed.grade("review", "doubling#twice")
    assert passed.grade("review", "--later").status == 0
    assert json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]["functions"] == ["problem_1"]
    ran = passed.grade("review", "--hint")
    assert ran.status == 2 and "grade review --answer" in ran.err
    ran = passed.grade("review", "--answer")
    assert ran.status == 0 and "3 ·" in ran.out
    assert json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]["functions"] == ["twice"]


def test_a_review_goes_on_whatever_gets_lost(passed) -> None:
    passed.grade("review", "doubling#twice")
    path, text = passed.work / "reviews" / "doubling_problem.py", (passed.work / "reviews" / "doubling_problem.py").read_text()
    path.unlink()
    for kept in (passed.work / ".grade" / "problems").iterdir():
        kept.unlink()
    assert passed.grade("review").status == 0 and path.read_text() == text
    (passed.course / "solutions" / "arithmetic" / "doubling_problems.py").unlink()
    ran = passed.grade("review")
    assert ran.status == 2 and "put off" in ran.err
    assert json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]["functions"] == ["twice"]


def test_what_was_opened_is_written_again_itself(passed) -> None:
    ledger = passed.work / ".grade" / "attempts.jsonl"
    seen = {"v": 1, "kind": "answer", "when": "2020-01-01T00:00:00.000000+00:00", "exercise": "doubling", "part": "twice"}
    ledger.write_text(json.dumps(seen) + "\n" + ledger.read_text())
    assert json.loads(passed.grade("review", "doubling#twice", "--json").out)["review"]["functions"] == ["twice"]


def test_a_class_hands_in_files_and_notebooks_of_its_set(made, tmp_path) -> None:
    made.grade("problems", "write", "set", "--notebooks")
    out = tmp_path / "set" / "out"
    for learner, name in (("ada", "problems.py"), ("bob", "problems.ipynb")):
        (tmp_path / "in" / learner).mkdir(parents=True)
        text = (out / learner / name).read_text()
        (tmp_path / "in" / learner / name).write_text(answer(text) if name.endswith(".py") else answered(json.loads(text)))
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "class.yaml").write_text("title: A class\nproblems: ../set\n")
    (tmp_path / "class" / "roster.csv").write_text(ROSTER)
    made.grade("class", "collect", "class", "in")
    assert made.grade("class", "run", "class", "--unconfined").status == 0
    ran = made.grade("class", "status", "class")
    assert "2 of 2 have a score, mean 100" in ran.out, ran.out


def test_a_problem_sets_notebook_is_read_by_names_and_what_is_tried_out_costs_nothing(made, tmp_path) -> None:
    made.grade("problems", "write", "set", "--notebooks")
    notebook = json.loads(answered(json.loads((tmp_path / "set" / "out" / "ada" / "problems.ipynb").read_text())))
    blank = (tmp_path / "set" / "out" / "ada" / "problems.ipynb").read_text()
    tried = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
             for source in ("1 / 0", "display(problem_1())", "this is no Python", "!ls")]
    again = [cell for cell in json.loads(blank)["cells"] if "def problem_1" in "".join(cell["source"])]     # pasted once more, unwritten
    notebook["cells"] = [*notebook["cells"], *tried, *again]
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook))
    ran = made.grade("problems", "check", "set", "ada", "mine.ipynb")
    assert ran.status == 0 and "2 of 2 problems" in ran.out, ran.out + ran.err
    notebook["cells"] = [{**tried[0], "source": "def problem_1(:\n    return 3"}]
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook))
    ran = made.grade("problems", "check", "set", "ada", "mine.ipynb")
    assert ran.status == 2 and "cell 1, which begins `problem_1`, is not Python yet" in ran.err
    notebook["cells"] = tried
    (tmp_path / "mine.ipynb").write_text(json.dumps(notebook))
    assert "no cell defines a function `problem_1`" in made.grade("problems", "check", "set", "ada", "mine.ipynb").err


def test_several_sources_are_all_drawn_on_and_an_exam_does_not_name_them(course, tmp_path) -> None:
    ran = course.grade("problems", "new", "set", "--from", "doubling", "--from", "week1", "--count", "1")
    assert ran.status == 0 and json.loads((tmp_path / "set" / "set.json").read_text())["source"] == "doubling,week1"
    assert course.grade("problems", "write", "set", "--exam", "--html").status == 0
    out = tmp_path / "set" / "out" / "everyone"
    for name in ("sheet.html", "problems.py"):
        assert "doubling" not in (out / name).read_text() and "Exam" in (out / name).read_text()
    assert course.grade("problems", "new", "own", "--from", "doubling", "--title", "Midterm").status == 0
    assert course.grade("problems", "write", "own", "--exam").status == 0
    assert "Midterm" in (tmp_path / "own" / "out" / "everyone" / "sheet.html").read_text()
