"""What has passed, exported: notebooks that run, and a repository whose tests need nothing of the course and catch a wrong program."""
import json
import os
import shutil
import subprocess
import sys

import pytest

from tests.notebook.conftest import installed


@pytest.fixture
def passed(desk):
    """A learner who has passed one part, and an exercise that imports it."""
    desk.write(twice="if x < 0:\n        raise ValueError('no')\n    return helper(x)\n\n\ndef helper(x):\n    return 2 * x", again="return x")
    desk.write(name="halving")
    halving = desk.work / "arithmetic" / "halving.py"
    halving.write_text("from mine import twice\n\n\n# %% half: of a number\ndef half(x):\n    return twice(x) / 4\n")
    desk.grade("doubling")
    assert desk.grade("halving").status == 0
    return desk


def pytest_in(folder):
    """Run the tests there as anybody would who has never heard of this course."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("GROUNDWORK", "PYTHON"))} | {"PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:groundwork", "-p", "no:cacheprovider"], cwd=folder, env=environment,
                          capture_output=True, encoding="utf-8", timeout=120)


def test_nothing_passed_is_nothing_to_export(desk, tmp_path):
    said = desk.grade("export", str(tmp_path / "out"))
    assert said.status == 2 and "nothing has passed yet" in said.err and not (tmp_path / "out").exists()


def test_the_repository_passes_its_own_tests_and_they_are_real(passed, tmp_path):
    out = tmp_path / "from-scratch"
    assert passed.grade("export", str(out), "--repository").status == 0
    assert not (out / "notebooks").exists()
    text = "".join(p.read_text() for p in out.rglob("*") if p.is_file())
    assert "autograder" not in text and "def again" not in text and "the definition" not in text, "nothing that has not passed, nothing of the solutions"
    found = pytest_in(out)
    assert found.returncode == 0 and "4 passed" in found.stdout, found.stdout
    for name, old, new in (("doubling/twice", "2 * x", "x ** 2"), ("halving/half", "/ 4", "/ 2")):
        source = out / "src" / "from_scratch" / f"{name}.py"
        right = source.read_text()
        source.write_text(right.replace(old, new))
        assert pytest_in(out).returncode == 1, f"a wrong {name} is caught"
        source.write_text(right)


THIRDS = '''\
"""Thirds

10 min · difficulty 1

Exactly.
"""
from fractions import Fraction


# %% third: of a number
def third(x):
    """x / 3, exactly."""
    ...
    return Fraction(x) / 3


def twelfth(x):
    """x / 12, exactly."""
    ...
    return Fraction(x) / 12
'''
THIRDS_CHECKS = '''\
from fractions import Fraction

from autograder.checks import assert_equal


# %% third: of a number
def test_is_exact(yours):
    """Your third is x / 3, also of a fraction."""
    for x in (2, Fraction(1, 2)):
        assert_equal(yours.third(x), Fraction(x) / 3)


def test_in_a_program(yours):
    """Your twelfth is x / 12."""
    assert_equal(yours.run(twice_over, 3), Fraction(1, 2))


def twice_over(yours, x):
    return 2 * yours.twelfth(x)
'''


def test_exact_fractions_are_recorded_and_what_is_not_is_said(own_course, tmp_path):
    from autograder.course.stub import stub
    for name, text in {"solutions/arithmetic/thirds.py": THIRDS, "exercises/arithmetic/thirds.py": stub(THIRDS),
                       "exercises/arithmetic/test_thirds.py": THIRDS_CHECKS}.items():
        (own_course.course / name).write_text(text)
    (own_course.work / "arithmetic").mkdir(parents=True)
    (own_course.work / "arithmetic" / "thirds.py").write_text(THIRDS.replace("    ...\n", ""))
    assert own_course.grade("thirds").status == 0
    out = tmp_path / "out"
    assert "third (2 calls)" in own_course.grade("export", str(out), "--repository").out
    assert '{"fraction": "1/6"}' in (out / "tests" / "cases" / "thirds_third.json").read_text()
    assert "2 recorded calls, none of `twelfth`" in (out / "README.md").read_text()
    assert pytest_in(out).returncode == 0
    source = out / "src" / "out" / "thirds" / "third.py"
    source.write_text(source.read_text().replace("Fraction(x) / 3", "float(x) / 3"))
    assert pytest_in(out).returncode == 1


def test_it_can_be_installed(passed, tmp_path):
    out = tmp_path / "my functions 2"
    assert passed.grade("export", str(out), "--repository").status == 0
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-build-isolation", "--target", str(tmp_path / "site"), str(out)],
                   check=True, timeout=120, capture_output=True)
    code = "from my_functions_2.mine import half, twice; import my_functions_2.halving as h; assert half(6) == 3 == h.half(6) and twice(2) == 4"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60, env=os.environ | {"PYTHONPATH": str(tmp_path / "site")}, cwd=tmp_path)


def test_an_export_is_renewed_and_what_was_edited_stays(passed, tmp_path):
    out = tmp_path / "out"
    passed.grade("export", str(out))
    (out / "README.md").write_text("mine")
    (out / ".git").mkdir()
    again = passed.grade("export", str(out))
    assert "README.md was changed since the last export and stays as it is" in again.out and (out / "README.md").read_text() == "mine"
    passed.write(twice="return x + x", again="return x + x")
    passed.grade("doubling")
    passed.grade("export", str(out))
    assert "x + x" in (out / "src" / "out" / "doubling" / "twice.py").read_text() and (out / "src" / "out" / "doubling" / "again.py").exists()
    passed.grade("export", str(out), "--notebooks")
    assert (out / "README.md").read_text() == "mine" and not (out / "src" / "out" / "doubling" / "twice.py").exists()


def test_a_folder_of_other_things_is_left_alone(passed, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thesis.tex").write_text("x")
    said = passed.grade("export", str(tmp_path / "other"))
    assert said.status == 2 and "holds other things" in said.err and len(list((tmp_path / "other").iterdir())) == 1
    assert passed.grade("export", str(tmp_path / "other" / "thesis.tex")).status == 2
    assert passed.grade("export", str(tmp_path / "x"), "--notebooks", "--repository").status == 2
    for name in ("week1", "doubling"):      # meant: that week, that exercise
        said = passed.grade("export", name)
        assert said.status == 2 and "name a folder for it" in said.err


def test_notebooks_hold_the_statement_and_the_code_as_it_passed(passed, tmp_path):
    out = tmp_path / "out"
    assert passed.grade("export", str(out), "--notebooks").status == 0
    notebook = json.loads((out / "arithmetic" / "doubling.ipynb").read_text())
    sources = ["".join(c["source"]) for c in notebook["cells"]]
    assert sources[0].startswith("# Doubling") and sources[1] == "## twice: by multiplying" and "def helper" in sources[2] and len(sources) == 3
    assert passed.grade("file", "doubling#twice", str(out / "arithmetic" / "doubling.ipynb")).status == 0, "it is graded as any notebook"


def test_figures_that_are_kept_go_along(passed, tmp_path):
    import base64

    from autograder.learner.workspace import Workspace, keep_picture
    png = b"\x89PNG\r\n\x1a\nas it was"
    name = keep_picture(Workspace(passed.work), png)
    known = passed.work / ".grade" / "findings" / "doubling.json"
    found = json.loads(known.read_text())
    found["twice"]["findings"][0].setdefault("evidence", {})["pictures"] = [name, "../../secret.png"]
    known.write_text(json.dumps(found))
    passed.grade("export", str(tmp_path / "out"), "--notebooks")
    cell = json.loads((tmp_path / "out" / "arithmetic" / "doubling.ipynb").read_text())["cells"][-1]
    (attached, kinds), = cell["attachments"].items()
    assert base64.b64decode(kinds["image/png"]) == png and f"attachment:{attached}" in "".join(cell["source"])


@installed("nbformat", "nbclient", "ipykernel")
def test_notebooks_are_valid_and_run(passed, tmp_path):
    import nbclient
    import nbformat
    out = tmp_path / "out"
    passed.grade("export", str(out), "--notebooks")
    notebook = nbformat.read(out / "arithmetic" / "doubling.ipynb", as_version=4)
    nbformat.validate(notebook)
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()


def test_a_derivation_is_typeset(desk, tmp_path):
    """One of the course itself: its answer, handed in as a learner's own, comes out as mathematics."""
    from autograder.course.exercises import find
    exercise = find("softmax-cross-entropy-gradient")
    there = desk.work / exercise.area / exercise.file_name
    there.parent.mkdir(parents=True)
    shutil.copy(exercise.solution, there)
    own = {"GROUNDWORK_COURSE": str(exercise.root)}
    assert desk.grade(f"{exercise.id}#chain", **own).status == 0
    assert desk.grade("export", str(tmp_path / "out"), **own).status == 0
    paper = (tmp_path / "out" / "derivations" / f"{exercise.name}.md").read_text()
    assert "$$\n\\begin{aligned}\n& \\frac{\\partial p_{k}}{\\partial z_{j}} \\\\\n={} &" in paper and "\\text{quotient rule}" in paper
    notebook = json.loads((tmp_path / "out" / "notebooks" / exercise.area / f"{exercise.name}.ipynb").read_text())
    assert any("\\begin{aligned}" in "".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "markdown")
    assert pytest_in(tmp_path / "out").returncode in (0, 5), "no part but the derivation has passed: there may be no test"


@pytest.mark.parametrize(("folder", "name"), [("out", "out"), ("My Work", "my_work"), ("2nd", "my_2nd"), ("json", "my_json"), ("für-mich", "f_r_mich"), ("class", "my_class"), ("mine", "my_mine"),
                                              ("...", "groundwork_export")])
def test_the_package_hides_no_other(folder, name):
    from autograder.notebook.repository import package_name
    assert package_name(folder) == name
