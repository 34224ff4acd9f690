"""The learners' copy: everything is graded there as in the course, and no answer stands in it."""
import re
import shutil
from concurrent.futures.process import BrokenProcessPool
from errno import ENOSPC
from pathlib import Path

import pytest

from autograder.classroom import releasing
from autograder.classroom.releasing import refuse, release, search
from autograder.classroom.reticence import without_answers
from autograder.classroom.sealing import Sealed, answer_lines, forget, giving_away, telling_lines, without
from autograder.course import places
from autograder.course.answers import other_answers
from autograder.course.exercises import Exercise, every_exercise
from autograder.errors import SurroundingsError, UsageError
from autograder.grading import grade
from autograder.grading.kept import question
from autograder.grading.probes import Known, Probe, Recorded, read_probes, write_probes
from autograder.worker.client import Asked

from ..course_of_one import write_course

ROOT = Path(__file__).resolve().parents[2]
ORACLE = '''"""What doubling is."""


def doubled(x):
    """Twice."""
    return [_two() * v for v in x]


def _two():
    return 2.0


def error(x, y):
    """How far y is from twice x."""
    return max(abs(b - 2 * a) for a, b in zip(x, y))
'''
ASKED = '''

def test_agrees_with_the_oracle(yours, rng):
    """doubled(x) is what the oracle says."""
    x = rng.normal(size=3)
    assert_close(yours.doubled(x), exact.doubled(x), rtol=1e-15)       # as above
    assert_equal(exact.error(x, yours.doubled(x)) < 1e-12, True)
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of one exercise that asks an oracle which could be handed in, and its copy."""
    root = tmp_path_factory.mktemp("course")
    exercise = write_course(root)
    (root / "reference" / "__init__.py").write_text("")
    (root / "reference" / "doubling.py").write_text(ORACLE)
    text = exercise.checks.read_text()
    exercise.checks.write_text(text.replace("import numpy as np\n", "import numpy as np\nfrom reference import doubling as exact\n")
                               .replace("\n\n# %% sum", ASKED + "\n\n# %% sum"))
    (root / "curriculum" / "track").mkdir()
    (root / "curriculum" / "track" / "track.yaml").write_text("title: T\ndescription: D\norder: 1\n")
    (root / "docs").mkdir()
    (root / "docs" / "page.md").write_text("Before\n```python\nreturn 2 * np.asarray(x, float)\n```\nAfter\n")
    out = tmp_path_factory.mktemp("out") / "copy"
    made = release(out, root, seeds=2)
    forget("reference")
    yield exercise, Exercise(out, exercise.area, exercise.id), made
    forget("reference")


def graded(exercise, text, tmp_path, seed=None):
    path = tmp_path / exercise.file_name
    path.write_text(text)
    return grade(exercise, path, seed=seed)


def test_no_answer_stands_in_it(course):
    exercise, there, _ = course
    files = {p.relative_to(there.root).as_posix() for p in there.root.rglob("*") if p.is_file()}
    assert not any(name.startswith("solutions") or name.endswith(".diff") for name in files)
    text = "".join(p.read_bytes().decode("latin-1") for p in there.root.rglob("*") if p.is_file())
    assert not [line for line in answer_lines(exercise) if line in text]
    assert (there.root / "docs" / "page.md").read_text() == "Before\n*(Left out here: it is the answer of an exercise.)*\nAfter\n"


def test_an_oracle_that_could_be_handed_in_is_a_table(course):
    _, there, made = course
    text = (there.root / "reference" / "doubling.py").read_text()
    assert made.sealed.names == {("doubling", "doubled")} and not made.sealed.kept
    assert "2.0" not in text and "_two" not in text and "Twice." in text and "def error" in text


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_verdicts_are_those_of_the_course(course, tmp_path, seed):
    exercise, there, _ = course
    for text in [exercise.text, exercise.stub, *(a.text for a in other_answers(exercise))]:
        forget("reference")
        here = {f.check: f.verdict for f in graded(exercise, text, tmp_path, seed).findings}
        forget("reference")
        assert {f.check: f.verdict for f in graded(there, text, tmp_path, seed).findings} == here


def test_misconceptions_are_told_by_name(course, tmp_path):
    exercise, there, made = course
    assert made.misconceptions[exercise.id].untold == ()
    for answer in other_answers(exercise):
        if answer.check:
            findings = graded(there, answer.text, tmp_path).findings
            assert {f.diagnosis.title for f in findings if f.diagnosis} == {answer.title}


def test_a_mistake_nobody_foresaw_is_not_named(course, tmp_path):
    exercise, there, _ = course
    findings = graded(there, exercise.text.replace("return 2 * np", "return 3 * np"), tmp_path).findings
    assert [f.verdict for f in findings].count("failed") == 3 and not any(f.diagnosis for f in findings)


def test_a_copy_of_a_copy_is_refused(course, tmp_path):
    _, there, _ = course
    with pytest.raises(UsageError, match="is a copy already"):
        release(tmp_path / "again", there.root)
    assert not list(tmp_path.iterdir())


def test_where_it_cannot_be_written(tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").write_text("")
    for out, why in [(tmp_path / "full", "is not empty"), (tmp_path / "full" / "file", "is a file"), (ROOT / "out", "in the course itself"),
                     (ROOT.parent, "is not empty")]:
        with pytest.raises(UsageError, match=why):
            refuse(out, ROOT)


def test_a_disk_that_is_full_leaves_nothing_behind(tmp_path, monkeypatch):
    write_course(tmp_path / "course")

    def full(path, to):
        raise OSError(ENOSPC, "No space left on device")
    monkeypatch.setattr(releasing, "_take", full)
    with pytest.raises(OSError, match="No space"):
        release(tmp_path / "copy", tmp_path / "course")
    assert [p.name for p in tmp_path.iterdir()] == ["course"]


def test_a_process_that_is_killed_is_a_sentence_and_leaves_no_half_copy(tmp_path, monkeypatch):
    write_course(tmp_path / "course")

    def killed(futures):
        raise BrokenProcessPool("terminated abruptly")
    monkeypatch.setattr(releasing, "as_completed", killed)
    with pytest.raises(SurroundingsError, match="was killed"):
        release(tmp_path / "copy", tmp_path / "course", seeds=1)
    assert [p.name for p in tmp_path.iterdir()] == ["course"]


def test_how_far_it_is_is_told_exercise_by_exercise(tmp_path):
    write_course(tmp_path / "course")
    told = []
    release(tmp_path / "copy", tmp_path / "course", seeds=1, tell=lambda *said: told.append(said))
    assert told == [(1, 1, "twice-and-sum")]


def test_what_was_asked_is_found_again_in_spite_of_rounding():
    a, b = ({"x": [0.1 + 0.2, float("nan")], "n": 3}, {"x": [0.3, float("nan")], "n": 3})
    assert question(a).digest == question(b).digest and 0 < question(a).distance(question(b)) < 1e-12
    assert question(a).digest != question({**a, "n": 4}).digest
    assert question(a).distance(question({**a, "x": [0.3001, float("nan")]})) > 1e-6


def test_a_function_of_one_line_is_cut_too():
    text = without('"""Words."""\n\n\ndef f(x): return 3 * x\n', {"f"}, lambda name: True)
    assert "3 * x" not in text and "def f(x):\n    return kept_answer" in text


SAMPLE = ("log-sum-exp-softmax", "softmax-cross-entropy-gradient")


@pytest.fixture(scope="module")
def real(tmp_path_factory):
    """A few exercises of the real course, and their copy."""
    root = tmp_path_factory.mktemp("real")
    shutil.copytree(ROOT / "reference", root / "reference", ignore=shutil.ignore_patterns("__pycache__", "kept"))
    shutil.copytree(ROOT / "docs", root / "docs")
    found = [e for e in every_exercise(ROOT) if e.id in SAMPLE]
    for e in found:
        for path in (e.solution, e.answers, e.stub_file, e.checks):
            to = root / path.relative_to(ROOT)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
    (root / "curriculum").mkdir()
    out = tmp_path_factory.mktemp("out") / "copy"
    made = release(out, root, seeds=1)
    yield root, out, made
    forget("reference")


@pytest.mark.parametrize("id", SAMPLE)
def test_real_exercises_are_graded_in_the_copy(real, tmp_path, id):
    root, out, _ = real
    exercise = next(e for e in every_exercise(root) if e.id == id)
    there = Exercise(out, exercise.area, id)
    forget("reference")
    assert {f.verdict for f in graded(there, exercise.text, tmp_path, 5).findings} == {"passed"}
    wrong = [a for a in other_answers(exercise) if a.check][:3]
    for answer in wrong:
        findings = graded(there, answer.text, tmp_path).findings
        assert {f.check.partition("[")[0]: f.verdict for f in findings}[answer.check] == "failed"
        assert answer.title in {f.diagnosis.title for f in findings if f.diagnosis}


def test_what_is_left_out(real):
    _, out, _ = real
    assert not places.solutions(out).exists() and not (out / "verified.lock").exists() and not list(out.rglob("*_problems.py"))


def test_no_line_of_any_answer_stands_in_a_copy_of_the_whole_course(tmp_path):
    """Nothing is asked here, so that it takes seconds: the tables are empty, and every oracle that gives something away is cut."""
    exercises = every_exercise(ROOT)
    telling = telling_lines(exercises, sorted((ROOT / "autograder").rglob("*.py")))
    assert sum(map(len, telling.values())) > 20 * len(exercises)
    found = Sealed(giving_away(exercises, telling, ROOT))
    releasing._copy(ROOT, tmp_path, exercises)
    releasing._seal(ROOT, tmp_path, exercises, found, {})
    releasing._hide(tmp_path, telling)
    releasing._address(tmp_path)
    assert list(search(tmp_path, telling)) == []
    readme = (tmp_path / "README.md").read_text()
    assert not [word for word in ("grade class", "grade problems", "pytest -q", "CONTRIBUTING", "\n\n\n", "\ngrade place", "\ngrade explain") if word in readme]
    assert "pip install -q -e '.[learner]' && grade week1" in readme and "## A learner's day" in readme and "## Where it runs" in readme
    pages = [tmp_path / "README.md", *(tmp_path / "docs").glob("*.md")]
    assert [link for page in pages for link in re.findall(r"\]\(([\w./-]+\.md)", page.read_text()) if not (page.parent / link).exists()] == []
    assert {e.id for e in every_exercise(tmp_path)} == {e.id for e in exercises}
    assert all(path.read_text().count("kept_answer") != 1 for path in (tmp_path / "reference").glob("*.py"))


def test_a_question_that_quotes_the_answer_is_left_out_of_the_probes(tmp_path):
    path, line = tmp_path / "some.probes", "An error falls by a factor in every layer."
    known = [Known(0, "quotes", "It quotes.", "c", 0), Known(1, "sums", "It sums.", "c", 1)]
    write_probes(path, known, [Probe("p", Asked("call", ["f", [1]]), {0: {"text": f"Title\n{line}\n"}}), Probe("p", Asked("call", ["f", [2]]), {1: 4})])
    told = without_answers(path, Recorded(2, ("other",)), {line})
    left, probes = read_probes(path)
    assert told == Recorded(1, ("other", "quotes")) and [(one.title, one.probe) for one in left] == [("sums", 0)]
    assert [probe.answers for probe in probes] == [{1: 4}]
