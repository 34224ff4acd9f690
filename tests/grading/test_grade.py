"""What a grading says of right, wrong, broken and unfinished files."""
import pytest

from autograder.course.exercises import Exercise
from autograder.errors import CourseError, UsageError
from autograder.grading.run import grade
from autograder.model import Result
from autograder.worker.launch import start_host
from tests.course_of_one import SOLUTION, write_course


@pytest.fixture(scope="module")
def host():
    host = start_host()
    yield host
    host.close()


@pytest.fixture
def graded(tmp_path, host):
    """Grade a text, or bytes, as a submission."""
    exercise = write_course(tmp_path / "course")

    def run(content: str | bytes, **options) -> Result:
        file = tmp_path / "mine.py"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return grade(exercise, file, host=host, **options)
    run.exercise = exercise
    return run


def verdicts(result: Result) -> dict[str, str]:
    return {f.check: f.verdict for f in result.findings}


def first(result: Result):
    return next(f for f in result.findings if f.verdict != "passed")


def test_the_solution_passes(graded):
    result = graded(SOLUTION)
    assert result.passed and (result.earned, result.possible) == (3, 3)
    assert result.plain()["parts"] == [{"part": "twice", "verdict": "passed"}, {"part": "sum", "verdict": "passed"}]


def test_the_stub_is_unattempted(graded):
    result = graded(graded.exercise.stub)
    assert set(verdicts(result).values()) == {"unattempted"} and not result.passed


def test_a_half_written_file_passes_its_half(graded):
    result = graded(graded.exercise.stub.replace("2x, elementwise.\"\"\"\n    ...", "2x, elementwise.\"\"\"\n    return 2 * np.asarray(x, float)"))
    assert verdicts(result) == {"doubles": "passed", "doubles_again": "passed", "adds": "unattempted"}


def test_return_none_is_an_answer_and_fails(graded):
    result = graded(SOLUTION.replace("return 2 * np.asarray(x, float)", "return None"))
    assert verdicts(result)["doubles"] == "failed" and "None" in first(result).evidence.message


def test_a_known_wrong_answer_is_diagnosed_on_its_smallest_call(graded):
    finding = first(graded(SOLUTION.replace("2 * np.asarray(x, float)", "np.square(x)")))
    assert finding.diagnosis is not None and finding.diagnosis.title == "squares"
    assert finding.evidence.call.startswith("doubled(np.array([") and finding.evidence.call.count(",") == 0
    assert finding.evidence.where.endswith("mine.py:13")


def test_an_unknown_wrong_answer_is_not_diagnosed(graded):
    assert first(graded(SOLUTION.replace("2 * np.asarray", "3 * np.asarray"))).diagnosis is None


@pytest.mark.parametrize("theirs, title", [
    ("np.reshape(x, (-1, 2))", "in pairs"), ("np.zeros(0).max()", None), ("1 / 0", None)])
def test_two_exceptions_of_one_type_are_one_mistake_only_if_they_say_the_same(tmp_path, host, theirs, title):
    exercise = write_course(tmp_path / "course")
    exercise.answers.write_text("in pairs ✗ doubles\n  One at a time.\n-np.asarray(x, float)\n+np.reshape(x, (-1, 2))\n", encoding="utf-8")
    file = tmp_path / "mine.py"
    file.write_text(SOLUTION.replace("np.asarray(x, float)", theirs))
    diagnosis = first(grade(exercise, file, host=host)).diagnosis
    assert (diagnosis and diagnosis.title) == title


@pytest.mark.parametrize("old, new, words", [
    ("def doubled(x):", "def doubled(x)", "does not run: SyntaxError"),
    ("import numpy as np", "import numpi as np", "does not run: ModuleNotFoundError"),
    ("import numpy as np", "import numpy as np\n1 / 0", "does not run: ZeroDivisionError"),
])
def test_a_file_that_does_not_run_is_broken_everywhere(graded, old, new, words):
    result = graded(SOLUTION.replace(old, new, 1))
    assert set(verdicts(result).values()) == {"broken"} and words in first(result).evidence.message
    assert "mine.py:" in first(result).evidence.where


@pytest.mark.parametrize("old, new, words", [
    ("def doubled(x):", "def double(x):", "defines no `doubled`; it has `double`"),
    ("def doubled(x):", "def other(x):", "defines no `doubled`: add it"),
    ("def doubled(x):", "def doubled():", "TypeError"),
    ("def doubled(x):", "def doubled(x, y):", "TypeError"),
    ("return 2 * np.asarray(x, float)", "return np.append(2 * x, 1.0)", "expected shape (1,), got shape (2,)"),
    ("return 2 * np.asarray(x, float)", "return (2 * x).astype(str)", "expected numbers, got text"),
    ("return 2 * np.asarray(x, float)", "return 2 * x * np.nan", "got nan"),
    ("return 2 * np.asarray(x, float)", "return 'two'", "a string"),
    ("return 2 * np.asarray(x, float)", "raise KeyError('k')", "KeyError"),
    ("return 2 * np.asarray(x, float)", "import sys; sys.exit(3)", "sys.exit"),
    ("return 2 * np.asarray(x, float)", "return lambda: x", "a function, which is not plain data"),
    ("return 2 * np.asarray(x, float)", "return [[1.0], [1.0, 2.0]]", "different lengths"),
])
def test_what_goes_wrong_in_a_call_is_said(graded, old, new, words):
    finding = first(graded(SOLUTION.replace(old, new, 1)))
    assert finding.verdict == "failed" and words in finding.evidence.message, finding
    assert finding.evidence.call.startswith("doubled(")


def test_prints_belong_to_the_failing_call(graded):
    finding = first(graded(SOLUTION.replace("return 2 * np.asarray(x, float)", "print('shape', np.shape(x))\n    return np.zeros(5)")))
    assert finding.evidence.prints == "shape (1,)\n"


def test_the_learners_own_lines_are_shown_and_none_of_ours(graded):
    finding = first(graded(SOLUTION.replace("return 2 * np.asarray(x, float)", "return helper(x)\n\n\ndef helper(x):\n    return x['k']")))
    assert [row.split("    ")[0] for row in finding.evidence.lines] == ["mine.py:16 doubled", "mine.py:20 helper"]
    assert finding.evidence.where.endswith("mine.py:20")


@pytest.mark.parametrize("content, words", [(b"\xff\xfe\x00", "not UTF-8 text: byte 0xff in line 1"), (b"x = '\xe9'", "save it as UTF-8"), (b"#" * (3 << 20), "has 3 MiB")])
def test_a_file_that_is_no_text_is_broken(graded, content, words):
    assert words in first(graded(content)).evidence.message


def test_a_file_that_is_not_there_is_a_usage_error(graded, tmp_path):
    with pytest.raises(UsageError, match="no such file"):
        grade(graded.exercise, tmp_path / "nowhere.py")
    with pytest.raises(UsageError, match="a folder"):
        grade(graded.exercise, tmp_path)


def test_one_part_is_graded_alone(graded):
    assert list(verdicts(graded(SOLUTION, part="sum"))) == ["adds"]
    with pytest.raises(UsageError, match="it has twice, sum"):
        graded(SOLUTION, part="product")


def test_a_part_waits_for_the_part_it_calls(graded):
    text = SOLUTION.replace("return 2 * np.asarray(x, float)", "return 3 * x").replace("float(np.sum(x))", "float(np.sum(doubled(x))) / 2")
    result = graded(text)
    assert verdicts(result)["adds"] == "waiting"
    assert "waits for twice" in next(f for f in result.findings if f.check == "adds").evidence.message


def test_a_part_does_not_wait_for_a_part_whose_name_it_gives_to_something_else(graded):
    text = SOLUTION.replace("return 2 * np.asarray(x, float)", "return 3 * x")
    for own in ("doubled = x; return float(np.sum(doubled))", "return float(sum([doubled for doubled in x]))"):
        assert verdicts(graded(text.replace("return float(np.sum(x))", own)))["adds"] == "passed"


def test_the_seed_decides_and_is_told(graded):
    wrong = SOLUTION.replace("2 * np.asarray(x, float)", "3 * x")
    first_call, again, other = (first(graded(wrong, seed=s)).evidence.call for s in (1, 1, 2))
    assert first_call == again != other
    assert graded(SOLUTION).seed != graded(SOLUTION).seed


def test_a_check_file_that_cannot_be_collected_is_the_courses_fault(graded):
    graded.exercise.checks.write_text("def test_x(yours): pass\n")
    with pytest.raises(CourseError, match="has no docstring"):
        graded(SOLUTION)


def test_a_check_may_not_ask_for_other_fixtures(graded):
    graded.exercise.checks.write_text('def test_x(yours, tmp_path):\n    """x"""\n')
    with pytest.raises(CourseError, match="asks for tmp_path"):
        graded(SOLUTION)


def test_a_scenario_that_judges_or_reaches_for_an_oracle_is_refused(graded):
    graded.exercise.checks.write_text('from autograder.checks import assert_close\ndef s(yours):\n    assert_close(1, 1, rtol=0)\n'
                                      'def test_x(yours):\n    """x"""\n    yours.run(s)\n')
    with pytest.raises(CourseError, match="cannot use `assert_close`"):
        graded(SOLUTION)


def test_an_exercise_without_its_library_is_skipped_and_says_how_to_get_it(graded):
    path = graded.exercise.solution
    for file in (path, graded.exercise.stub_file):
        file.write_text(file.read_text().replace("difficulty 1", "difficulty 1 · needs nosuchlibrary"))
    result = grade(Exercise(graded.exercise.root, "arithmetic", "twice-and-sum"), path)
    assert set(verdicts(result).values()) == {"skipped"} and not result.passed and result.possible == 0
    assert "pip install" in result.findings[0].evidence.message
