"""`grade new` and `grade stub`: the three files of an exercise, and the stub that derives from one of them."""
import re
from collections.abc import Sequence
from pathlib import Path

from .course import places
from .course.exercises import Exercise, every_exercise, find
from .course.stub import stub
from .errors import UsageError

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

SOLUTION = '''"""{title}

30 min · difficulty 1

    y = 2x

Say here what is asked, so that a right answer needs nothing else.
"""
import numpy as np


# %% main: what this part is about
def doubled(x):
    """2x, elementwise: (n,) → (n,) float64."""
    ...
    return 2 * np.asarray(x, float)
'''
CHECKS = '''import numpy as np

from autograder.checks import assert_close, hint


# %% main: what this part is about
@hint("What is doubled([1])?", "Is every entry multiplied by the same number?")
def test_is_the_definition(yours, rng):
    """Your doubled is 2x in every entry."""
    for shape in [(1,), (3,), (2, 3)]:      # smallest first: the first failure is the smallest
        x = rng.normal(size=shape)
        assert_close(yours.doubled(x), 2 * x, rtol=1e-15)      # a product with 2 is exact
'''
ANSWERS = """squares instead of doubling ✗ is_the_definition
  Twice a number is not its square.
-2 * np.asarray(x, float)
+np.asarray(x, float) ** 2

adds the array to itself ✓
@ doubled
+x = np.asarray(x, float)
+return x + x
"""


def new(area: str, id: str, title: str = "", *, root: Path | None = None) -> list[Path]:
    """Write the three files of a new exercise, and its stub; they obey every law and wait to be replaced by yours."""
    root = root or places.root()
    if not ID.fullmatch(id):
        raise UsageError(f"`{id}` is no id: small letters, digits and single hyphens, as in `log-sum-exp`")
    if not re.fullmatch(r"[a-z][a-z_]*", area):
        raise UsageError(f"`{area}` is no area: small letters and underscores, as in `linear_algebra`")
    taken = {e.id: e for e in every_exercise(root)}
    if id in taken:
        raise UsageError(f"{id} exists: {taken[id].solution}")
    exercise = Exercise(root, area, id)
    written = {exercise.solution: SOLUTION.replace("{title}", title or id.replace("-", " ").capitalize()),
               exercise.checks: CHECKS, exercise.answers: ANSWERS}
    written[exercise.stub_file] = stub(written[exercise.solution], exercise.suffix)
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    every_exercise.cache_clear()
    return list(written)


def write_stubs(ids: Sequence[str] = (), *, root: Path | None = None) -> list[Path]:
    """Write the stubs that are not what their solutions say, and return them."""
    root, changed = root or places.root(), []
    for exercise in [find(i, root) for i in ids] or every_exercise(root):
        text = exercise.stub
        path = exercise.stub_file
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            changed.append(path)
    return changed
