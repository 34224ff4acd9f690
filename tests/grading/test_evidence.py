"""What a learner is shown of a failure: what was run, in lines they can find, and where in their file to look."""
import pytest

from autograder.grading.run import grade
from autograder.report.ink import Ink
from autograder.report.terminal import detail
from tests.course_of_one import CHECKS, SOLUTION, write_course

SCENARIOS = '''

def used_twice(yours, x):
    """Return what it is of what it returned."""
    return yours.doubled(yours.doubled(x))


def by_name(yours, name, x):
    return getattr(yours, name)(x)


def both(yours, x):
    return yours.total(yours.doubled(x))


def long(yours, x):
    a = 0
    a = 1
    a = 2
    a = 3
    a = 4
    a = 5
    a = 6
    a = 7
    a = 8
    a = 9
    a = 10
    a = 11
    return yours.doubled(x)


# %% twice: two of everything
def test_used_twice(yours):
    """Twice doubled is four times as much."""
    assert_close(yours.run(used_twice, 3.0), np.array(12.0), rtol=1e-12)     # exact


def test_by_name(yours):
    """It is doubled by its name too."""
    assert_close(yours.run(by_name, "doubled", 3.0), np.array(6.0), rtol=1e-12)     # exact


def test_both(yours):
    """The sum of what is doubled is twice the sum."""
    assert_close(yours.run(both, np.ones(3)), 6.0, rtol=1e-12)      # exact


def test_long(yours):
    """However long it takes."""
    assert_close(yours.run(long, 3.0), np.array(6.0), rtol=1e-12)     # exact
'''


@pytest.fixture
def found(tmp_path):
    """Return a function that grades a text: {check: finding}."""
    exercise = write_course(tmp_path / "course")
    exercise.checks.write_text(CHECKS.replace("# %% sum", SCENARIOS + "\n\n# %% sum"), "utf-8")
    file = tmp_path / "mine.py"

    def graded(text):
        file.write_text(text, "utf-8")
        return {f.check: f for f in grade(exercise, file, diagnosing=False).findings}
    return graded


def test_a_scenario_is_shown_in_its_own_lines_and_where_they_stand(found, tmp_path):
    twice = found(SOLUTION.replace("return 2 * np", "return 3 * np"))["used_twice"]
    place = next(n for n, row in enumerate((tmp_path / "course/exercises/arithmetic/test_twice_and_sum.py").read_text("utf-8").split("\n"), 1)
                 if row.startswith("def used_twice"))
    assert twice.evidence.call == "used_twice(x=3.0)" and twice.evidence.plain()["runs"] == (
        f"# exercises/arithmetic/test_twice_and_sum.py:{place}\ndef used_twice(yours, x):\n"
        '    """Return what it is of what it returned."""\n    return yours.doubled(yours.doubled(x))')
    rows = detail(twice)
    at = next(n for n, row in enumerate(rows) if row.startswith("    runs      # exercises/arithmetic/"))
    assert rows[at - 1] == "    call      used_twice(x=3.0)" and rows[at + 1] == "              def used_twice(yours, x):" and rows[at + 4].startswith("    expected  ")


def test_a_long_scenario_is_cut(found):
    rows = found(SOLUTION.replace("return 2 * np", "return 3 * np"))["long"].evidence.runs.split("\n")
    assert len(rows) == 13 and rows[-1] == "    …  (3 lines more)" and rows[-2] == "    a = 9"


def test_of_a_plain_call_nothing_more_is_said(found):
    doubles = found(SOLUTION.replace("return 2 * np", "return 3 * np"))["doubles"]
    assert doubles.verdict == "failed" and "runs" not in doubles.evidence.plain()


def test_a_scenario_leads_to_the_one_function_it_calls(found):
    text = SOLUTION.replace("return 2 * np", "return 3 * np")
    line = next(n for n, row in enumerate(text.split("\n"), 1) if row.startswith("def doubled"))
    wrong = found(text)
    assert {wrong[name].evidence.where.rpartition("mine.py")[2] for name in ("doubles", "used_twice", "by_name", "long")} == {f":{line}"}
    assert wrong["both"].evidence.where.endswith("mine.py")         # either of two


def test_an_exception_in_a_scenario_shows_it_too(found):
    raised = found(SOLUTION.replace("return 2 * np", "return 1 / 0 * np"))["used_twice"]
    assert raised.evidence.message.startswith("ZeroDivisionError") and "def used_twice(yours, x):" in raised.evidence.runs
    assert any("used_twice" in row for row in raised.evidence.lines)


@pytest.mark.parametrize("old, new, said, rows", [
    ("return float(np.sum(x))", "return float((np.sum(x))", "SyntaxError: '(' was never closed", ["return float((np.sum(x))", "            ^"]),
    ("def total(x):", "def total(x)", "SyntaxError: expected ':'", ["def total(x)", "            ^"]),
    ("RATE = 2.0", "  RATE = 2.0", "IndentationError: unexpected indent", ["RATE = 2.0"]),
    ("RATE = 2.0", f"RATE = [{', '.join(['2.0'] * 40)}", "SyntaxError: '[' was never closed", [f"RATE = [{', '.join(['2.0'] * 40)}"]),
    ("RATE = 2.0", "return 2.0", "SyntaxError: 'return' outside function", ["return 2.0"]),
    ("RATE = 2.0", "import nosuch", "ModuleNotFoundError: No module named 'nosuch'", ["import nosuch"]),
    ("RATE = 2.0", "RATE = 2.0 / 0", "ZeroDivisionError: float division by zero", ["RATE = 2.0 / 0"])])
def test_what_cannot_be_run_names_its_place_once(found, old, new, said, rows):
    broken = found(SOLUTION.replace(old, new))["doubles"]
    assert broken.verdict == "broken" and broken.evidence.message == f"your file does not run: {said}" and list(broken.evidence.lines) == rows
    told = detail(broken)
    assert sum("mine.py" in row for row in told) == 1 and told[0].startswith("✗ Your file does not run yet") and "line " not in "\n".join(told)


def test_an_exception_at_one_line_names_it_once(found):
    raised = found(SOLUTION.replace("return 2 * np", "return 1 / 0 * np"))["doubles"]
    assert raised.evidence.lines == ("return 1 / 0 * np.asarray(x, float)",) and sum("mine.py" in row for row in detail(raised)) == 1
    text = SOLUTION.replace("return 2 * np", "return helper() * np") + "\n\ndef helper():\n    return 1 / 0\n"
    deeper, number = found(text)["doubles"], {row.strip(): n for n, row in enumerate(text.split("\n"), 1)}
    outer, inner = number["return helper() * np.asarray(x, float)"], number["return 1 / 0"]
    assert [row.split()[:2] for row in deeper.evidence.lines] == [[f"mine.py:{outer}", "doubled"], [f"mine.py:{inner}", "helper"]]
    assert deeper.evidence.where.endswith(f"mine.py:{inner}")


def test_a_syntax_error_of_another_text_keeps_its_name(found):
    raised = found(SOLUTION.replace("return 2 * np", "return eval('1 +') * np"))["doubles"]
    assert raised.evidence.message == "SyntaxError: invalid syntax (<string>, line 1)"


def test_two_numbers_are_not_told_twice(found):
    """The message repeats them for who reads JSON; under the rows that show them it says what is new alone."""
    for answer, said in (("return 3 * np.asarray(x, float)", "the largest error is"), ("return np.nan * np.asarray(x, float)", "")):
        by = found(SOLUTION.replace("return 2 * np.asarray(x, float)", answer))["both"]
        assert by.evidence.message.startswith("expected 6.0, got ")
        rows = detail(by)
        assert not any("expected 6.0, got" in row for row in rows) and any(row.startswith("    expected  6") for row in rows)
        assert any(said in row for row in rows)


def test_writing_into_an_argument_that_is_read_only_is_told_in_words(found, tmp_path):
    checks = tmp_path / "course/exercises/arithmetic/test_twice_and_sum.py"
    checks.write_text(checks.read_text("utf-8") + '''

def test_keeps(yours):
    """What is given stays as it was."""
    x = np.ones(3)
    x.flags.writeable = False
    assert_close(yours.doubled(x), 2 * x, rtol=1e-15)      # exact
''', "utf-8")
    writing = SOLUTION.replace("return 2 * np.asarray(x, float)", "x *= 2\n    return x")
    assert found(writing)["keeps"].evidence.message.endswith(
        "is read-only\nwhat this call was given is read-only: a function leaves its arguments as they are")
    own = SOLUTION.replace("return 2 * np.asarray(x, float)", "y = np.broadcast_to(1.0, (3,))\n    y += x\n    return y")
    assert "a function leaves" not in found(own)["doubles"].evidence.message


def test_what_was_printed_takes_a_screenful_at_most(found):
    noisy = SOLUTION.replace("return 2 * np", 'print(("word " * 30 + "\\n") * 40 + "the last")\n    return 3 * np')
    rows = detail(found(noisy)["doubles"], Ink(width=80))
    at = next(n for n, row in enumerate(rows) if "your code printed (" in row)
    assert rows[at] == "    your code printed (35 lines more above)" and rows[-1] == "      the last" and len(rows) - at - 1 <= 12
    long = SOLUTION.replace("return 2 * np", 'print("word " * 700)\n    return 3 * np')
    rows = detail(found(long)["doubles"], Ink(width=80))
    at = next(n for n, row in enumerate(rows) if "your code printed" in row)
    assert rows[at] == "    your code printed" and len(rows) - at - 1 == 12
