"""A course of one small exercise, for tests of the engine: `doubled` and `total`, two parts."""
from pathlib import Path

from autograder.course.exercises import Exercise
from autograder.course.stub import stub

SOLUTION = '''"""Twice, and the sum

10 min · difficulty 1

    doubled(x) = 2x        total(x) = Σ x
"""
import numpy as np

RATE = 2.0


# %% twice: two of everything
def doubled(x):
    """2x, elementwise."""
    ...
    return 2 * np.asarray(x, float)


# %% sum: all of it
def total(x):
    """Σ x, a float."""
    ...
    return float(np.sum(x))
'''
CHECKS = '''import numpy as np
from autograder.checks import assert_close, assert_equal, hint, raises, seed


# %% twice: two of everything
@hint("What is doubled(3)?", "Look at the sign.")
def test_doubles(yours, rng):
    """doubled(x) is 2x, in every entry."""
    for shape in [(1,), (3,)]:
        x = rng.normal(size=shape)
        assert_close(yours.doubled(x), 2 * x, rtol=1e-15)      # a product with 2 is exact


def test_doubles_again(yours, rng):
    """doubled(x) is 2x for a matrix."""
    x = rng.normal(size=(2, 3))
    assert_close(yours.doubled(x), 2 * x, rtol=1e-15)          # as above


# %% sum: all of it
def test_adds(yours, rng):
    """total(x) is the sum of all entries."""
    x = rng.integers(1, 9, size=4)
    assert_equal(yours.total(x), int(x.sum()))
'''
ANSWERS = """squares ✗ doubles
  Twice a number is not its square.
-2 * np.asarray(x, float)
+np.asarray(x, float) ** 2

only the first row ✗ doubles_again
  A matrix has more than one row.
-return 2 * np.asarray(x, float)
+y = np.array(x, float)
+y[:1] *= 2
+return y if y.ndim > 1 else 2 * np.asarray(x, float)

takes the mean ✗ adds
  The mean divides by the number of entries.
-np.sum(x)
+np.mean(x)

a loop ✓
@ total
+s = 0.0
+for v in x:
+    s += float(v)
+return s
"""


def write_course(root: Path) -> Exercise:
    """Write the course below a folder and return its exercise."""
    exercise = Exercise(root, "arithmetic", "twice-and-sum")
    for path, text in [(exercise.solution, SOLUTION), (exercise.checks, CHECKS), (exercise.answers, ANSWERS), (exercise.stub_file, stub(SOLUTION))]:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (root / "curriculum").mkdir(exist_ok=True)
    (root / "reference").mkdir(exist_ok=True)
    return exercise
