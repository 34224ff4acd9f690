"""The picture of a judged figure: of passed findings and failed ones, kept by who grades; and parts that need what others do not."""
import os

import pytest

from autograder.course.exercises import Exercise
from autograder.course.stub import stub
from autograder.grading.run import grade
from autograder.learner.workspace import PICTURES, Workspace, keep_picture, picture
from autograder.report.ink import Ink
from autograder.report.terminal import claim

pytest.importorskip("matplotlib")

SOLUTION = '''"""A number, and a line

10 min · difficulty 1
"""


# %% number: seven
def seven():
    """7."""
    ...
    return 7


# %% line: through the squares · needs matplotlib
def squares(n):
    """A Figure of a line through (0, 0), …, (n, n²)."""
    import matplotlib.pyplot as plt
    ...
    figure, axes = plt.subplots()
    axes.plot(range(n + 1), [k**2 for k in range(n + 1)])
    axes.set(xlabel="k", ylabel="square")
    return figure
'''
CHECKS = '''from autograder.checks import assert_equal, assert_labelled, assert_line


# %% number: seven
def test_seven(yours):
    """It is 7."""
    assert_equal(yours.seven(), 7)


# %% line: through the squares · needs matplotlib
def test_squares(yours):
    """The line goes through the squares."""
    for n in (2, 4):
        assert_line(yours.squares(n), range(n + 1), [k**2 for k in range(n + 1)])


def test_labels(yours):
    """Both axes are labelled."""
    assert_labelled(yours.squares(3))
'''
WRONG = ''' ✗ squares
  No.
-k**2
+k**3

no words ✗ labels
  No.
-    axes.set(xlabel="k", ylabel="square")
+    pass
'''


@pytest.fixture
def exercise(tmp_path):
    root = tmp_path / "course"
    exercise = Exercise(root, "arithmetic", "seven-squares")
    for path, text in [(exercise.solution, SOLUTION), (exercise.checks, CHECKS), (exercise.answers, "cubes" + WRONG), (exercise.stub_file, stub(SOLUTION))]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for folder in ("curriculum", "reference"):
        (root / folder).mkdir()
    return exercise


def graded(exercise, text, tmp_path, **options):
    file = tmp_path / "mine.py"
    file.write_text(text, "utf-8")
    return {f.check: f for f in grade(exercise, file, **options).findings}


def test_passed_and_failed_findings_carry_the_pictures_they_rest_on(exercise, tmp_path):
    seen = []

    def keep(png):
        seen.append(png)
        return f"picture {len(seen)}"
    found = graded(exercise, SOLUTION.replace("k**2", "k**3"), tmp_path, gallery=keep)
    assert found["seven"].verdict == "passed" and not found["seven"].evidence.pictures
    assert found["squares"].verdict == "failed" and found["squares"].evidence.pictures == ("picture 1",)
    assert found["squares"].diagnosis.title == "cubes"
    assert found["labels"].verdict == "passed" and found["labels"].evidence.plain() == {"pictures": ["picture 2"]}
    assert all(png.startswith(b"\x89PNG") for png in seen)


@pytest.mark.parametrize("spoil, said", [
    (("ylabel=\"square\"", "ylabel=r\"$\\frac{k$\""), "your figure cannot be drawn, so you see no picture of it: savefig raises ValueError: "),
    (("return figure", "figure.savefig = lambda *a, **k: 1 / 0\n    return figure"), "savefig raises ZeroDivisionError: division by zero"),
    (("return figure", "import os\n    figure.savefig = lambda *a, **k: os._exit(0)\n    return figure"), "your program ended while your figure was drawn")])
def test_a_figure_that_cannot_be_drawn_says_why_there_is_no_picture(exercise, tmp_path, spoil, said):
    """Its data are right and its claims hold; the first of them says it, and a failure says it behind what is wrong."""
    found = graded(exercise, SOLUTION.replace(*spoil), tmp_path, gallery=str)
    assert {f.verdict for f in found.values()} == {"passed"}
    assert said in found["squares"].evidence.message and not found["labels"].evidence.message and not found["squares"].evidence.pictures
    assert said[:40] in "".join(" ".join(row.strip() for row in claim(found["squares"], Ink())).partition("✓")[2])
    wrong = graded(exercise, SOLUTION.replace(*spoil).replace("k**2", "k**3"), tmp_path, gallery=str)["squares"]
    first, *rest = wrong.evidence.message.split("\n")
    assert wrong.verdict == "failed" and "differ" in first + "".join(rest) and said in rest[-1]
    assert graded(exercise, SOLUTION.replace(*spoil), tmp_path)["squares"].evidence.plain() == {}       # where nothing is drawn, nothing is said


def test_without_a_gallery_nothing_is_drawn(exercise, tmp_path):
    found = graded(exercise, SOLUTION, tmp_path)
    assert {f.verdict for f in found.values()} == {"passed"} and not any(f.evidence.pictures for f in found.values())


def test_only_the_part_that_needs_a_library_is_skipped_without_it(exercise, tmp_path):
    for path in (exercise.solution, exercise.stub_file):
        path.write_text(path.read_text("utf-8").replace("needs matplotlib", "needs nosuchlibrary"), "utf-8")
    fresh = Exercise(exercise.root, exercise.area, exercise.id)
    found = graded(fresh, SOLUTION, tmp_path)
    assert [f.verdict for f in found.values()] == ["passed", "skipped", "skipped"] and "nosuchlibrary" in found["labels"].evidence.message


def test_a_library_is_imported_ahead_only_for_who_began_its_part(exercise, tmp_path):
    mine, begun = tmp_path / "new.py", tmp_path / "begun.py"
    mine.write_text(exercise.stub, "utf-8")
    begun.write_text(SOLUTION, "utf-8")
    assert exercise.needs() == exercise.needs("line") == ("matplotlib",) and exercise.needs("number") == ()
    assert exercise.imports_for(mine) == exercise.imports_for(begun, "number") == ()
    assert "matplotlib" in exercise.imports_for(begun) and "matplotlib" in exercise.imports_for(begun, "line")
    assert [p.what for p in exercise.parts] == ["seven", "through the squares"]


def test_a_workspace_keeps_the_newest_pictures_under_the_names_of_their_contents(tmp_path, monkeypatch):
    workspace = Workspace(tmp_path)
    name = keep_picture(workspace, b"first")
    assert keep_picture(workspace, b"first") == name and picture(workspace, name) == b"first"
    os.utime(workspace.pictures / name, (1, 1))
    monkeypatch.setattr("autograder.learner.workspace.PICTURES", 3)
    later = [keep_picture(workspace, bytes([k])) for k in range(3)]
    assert picture(workspace, name) is None and all(picture(workspace, n) for n in later) and PICTURES > 100
    assert sorted(p.name for p in workspace.pictures.iterdir()) == sorted([".gitignore", *later])
    for bad in ("../attempts.jsonl", ".gitignore", "a" * 32, "A" * 32 + ".png", later[0] + "\n", ""):
        assert picture(workspace, bad) is None


def test_a_picture_that_cannot_be_kept_is_no_error(tmp_path):
    (tmp_path / ".grade").write_text("a file where a folder should be")
    assert keep_picture(Workspace(tmp_path), b"x").endswith(".png")
