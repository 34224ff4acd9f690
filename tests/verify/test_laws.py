"""Each law holds on an exercise in order, and is seen to break where it is broken."""
import pytest

from autograder.author import new, write_stubs
from autograder.course.stub import stub
from autograder.errors import UsageError
from autograder.verify import drawn, verify
from tests.course_of_one import ANSWERS, CHECKS, SOLUTION, write_course


@pytest.fixture
def broken(tmp_path):
    """Return what `grade verify` says of the course of one, some of its files changed."""
    def run(solution=SOLUTION, checks=CHECKS, answers=ANSWERS, stub_text=None, seeds=1) -> str:
        exercise = write_course(tmp_path)
        exercise.solution.write_text(solution)
        exercise.stub_file.write_text(stub(solution) if stub_text is None else stub_text)
        exercise.checks.write_text(checks)
        exercise.answers.write_text(answers)
        said: list[str] = []
        verify(["twice-and-sum"], seeds=seeds, tell=said.append, root=tmp_path)
        return "\n".join(said)
    return run


def test_an_exercise_in_order_breaks_no_law(broken):
    assert broken(seeds=3) == "✓ twice-and-sum: every law holds (3 seeds)"


@pytest.mark.parametrize("law, change", [
    ("the stub is the solution cut", dict(stub_text="x = 1\n")),
    ("the solution passes under every seed", dict(solution=SOLUTION.replace("2 * np", "3 * np"))),
    ("each tolerance gives its reason", dict(checks=CHECKS.replace("      # a product with 2 is exact", ""))),
    ("an exercise runs with only what it declares", dict(solution=SOLUTION.replace("import numpy as np", "import numpy as np\nimport pytest"))),
    ("every check catches some wrong answer", dict(answers=ANSWERS.replace("✗ doubles_again", "✗ doubles"))),
    ("a wrong answer names a check", dict(answers=ANSWERS.replace("✗ adds", "✗ ads"))),
    ("a wrong answer is caught by the check it names", dict(answers=ANSWERS.replace("squares ✗ doubles\n", "squares ✗ adds\n"))),
    ("a wrong answer is diagnosed by its name alone", dict(answers=ANSWERS + "\nanother name for it ✗ doubles\n  The same.\n-2 * np.asarray(x, float)\n+np.square(x)\n")),
    ("a right answer passes", dict(answers=ANSWERS.replace("s += float(v)", "s += 2 * float(v)"))),
    ("hints and messages hold no line of the answer", dict(checks=CHECKS.replace("Look at the sign.", "Try 2 * np.asarray(x, float)"))),
    ("zeros pass no check", dict(checks=CHECKS + '\n\ndef test_shape(yours, rng):\n    """The shape stays."""\n    assert_equal(yours.doubled(rng.normal(size=2)).shape, (2,))\n')),
    ("a ValueError whatever is asked passes no check", dict(checks=CHECKS + '\n\ndef test_refuses(yours):\n    """Words raise ValueError."""\n'
                                                                        '    with raises(ValueError):\n        yours.doubled("x")\n')),
    ("one small entry off by a thousandth", dict(checks=CHECKS.replace("rtol=1e-15", "rtol=0.1"))),
    ("stands 0 times", dict(answers=ANSWERS.replace("-np.sum(x)", "-np.prod(x)"))),
    ("expected a title", dict(answers="  a sentence first\n" + ANSWERS)),
    ("changes nothing", dict(answers=ANSWERS + "\nempty ✗ adds\n  Nothing.\n")),
    ("expected `25 min · difficulty 1", dict(solution=SOLUTION.replace("10 min · difficulty 1", "ten minutes"))),
    ("no part `product`", dict(checks=CHECKS.replace("# %% sum:", "# %% product:"))),
    ("no verdict moves with array layout", dict(solution=SOLUTION.replace("return 2 * np.asarray(x, float)", "x *= 2\n    return x"))),
])
def test_a_law_is_seen_to_break(broken, law, change):
    assert law in broken(**change)


def test_what_was_seen_to_hold_is_not_looked_at_again(tmp_path):
    write_course(tmp_path)
    said: list[str] = []
    assert verify(seeds=1, tell=said.append, root=tmp_path) and len(said) == 1
    assert verify(seeds=1, tell=said.append, root=tmp_path) and len(said) == 1
    assert (tmp_path / "verified.lock").read_text().startswith("twice-and-sum ")


def test_a_sample_draws_about_a_tenth_and_the_same_for_the_same_commit():
    names = [f"exercise-{i}" for i in range(1000)]
    chosen = [n for n in names if drawn(n, "abc")]
    assert 60 < len(chosen) < 150 and chosen == [n for n in names if drawn(n, "abc")] != [n for n in names if drawn(n, "abd")]


def test_orphans_and_hidden_names_are_told(tmp_path):
    exercise = write_course(tmp_path)
    exercise.solution.with_name("lost.diff").write_text("x ✓\n")
    said: list[str] = []
    assert not verify(seeds=1, tell=said.append, root=tmp_path, commands=["twice-and-sum"])
    assert any("lost.diff:1: belongs to no exercise" in s for s in said) and any("is a command of `grade`" in s for s in said)


def test_a_new_exercise_obeys_every_law_at_once(tmp_path):
    (tmp_path / "curriculum").mkdir()
    written = new("numerics", "first-steps", root=tmp_path)
    assert len(written) == 4
    said: list[str] = []
    assert verify(["first-steps"], tell=said.append, root=tmp_path), said
    assert write_stubs(root=tmp_path) == []


@pytest.mark.parametrize("area, id, words", [("numerics", "Bad_Name", "is no id"), ("Numerics!", "fine", "is no area"), ("arithmetic", "twice-and-sum", "exists")])
def test_a_bad_name_is_refused(tmp_path, area, id, words):
    write_course(tmp_path)
    with pytest.raises(UsageError, match=words):
        new(area, id, root=tmp_path)
