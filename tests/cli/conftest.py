"""A course of two exercises, a workspace, and `grade` as a black box."""
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

FILES = {
    "curriculum/basics/track.yaml": "title: Basics\ndescription: A very small course\norder: 1\n",
    "curriculum/basics/week1.yaml": """\
title: Doubling
hours: 1
exercises: [doubling, halving, tripling]
mastery:
  - id: doubles
    statement: double and halve anything
    all: [doubling, halving]
""",
    "curriculum/side/track.yaml": "title: The side track\ndescription: Another way through\n",
    "curriculum/side/week1.yaml": "title: Halves\nhours: 1\nexercises: ['halving#half']\n",
    "curriculum/planned.yaml": """\
tripling:
  title: Tripling
  kind: implementation
  area: arithmetic
  minutes: 10
  parts: [triple]
doubling:
  parts: [by_hand]
""",
    "solutions/arithmetic/doubling.py": '''\
"""Doubling

30 min · difficulty 1

Twice a number, in two ways.
"""


# %% twice: by multiplying
def twice(x):
    """2x."""
    ...
    return 2 * x    # the definition


# %% again: by adding
def again(x):
    """x + x."""
    ...
    return x + x
''',
    "solutions/arithmetic/doubling.diff": """\
squares ✗ multiplies
  Twice a number is not its square.
-2 * x    # the definition
+x ** 2

adds to itself ✓
@ twice
+return x + x
""",
    "exercises/arithmetic/test_doubling.py": '''\
from autograder.checks import assert_equal, hint


# %% twice: by multiplying
@hint("What is twice(1)?", "And twice(3)?")
def test_multiplies(yours):
    """Your twice is 2x."""
    for x in (3, 5):
        assert_equal(yours.twice(x), 2 * x)


def test_keeps_zero(yours):
    """Twice nothing is nothing."""
    assert_equal(yours.twice(0), 0)


# %% again: by adding
def test_adds(yours):
    """Your again is x + x."""
    assert_equal(yours.again(3), 6)
''',
    "solutions/arithmetic/halving.py": '''\
"""Halving

10 min · difficulty 1 · after doubling

Half of a number.
"""


# %% half: of a number
def half(x):
    """x / 2."""
    ...
    return x / 2
''',
    "exercises/arithmetic/test_halving.py": '''\
from autograder.checks import assert_equal


# %% half: of a number
def test_divides(yours):
    """Your half is x / 2."""
    assert_equal(yours.half(3), 1.5)
''',
}


@dataclass
class Ran:
    """What a command said, and how it left."""
    status: int
    out: str
    err: str


@dataclass
class Desk:
    """A learner's place in the small course."""
    course: Path
    work: Path
    environment: dict[str, str]

    def grade(self, *arguments, typed="", **environment):
        """Run `grade` as a shell would."""
        done = subprocess.run([sys.executable, "-c", "from autograder.cli import main; main()", *arguments], input=typed,
                              encoding="utf-8", capture_output=True, cwd=self.work.parent, env=self.environment | environment, timeout=60)
        assert "Traceback" not in done.stdout + done.stderr, done.stdout + done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    @property
    def doubling(self):
        return self.work / "arithmetic" / "doubling.py"

    def write(self, twice="return 2 * x", again="return x + x", name="doubling"):
        """Write answers into the learner's file."""
        text = (self.course / "exercises" / "arithmetic" / f"{name}.py").read_text()
        for answer in (twice, again):
            text = text.replace("    ...\n", f"    {answer}\n", 1)
        path = self.work / "arithmetic" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture(scope="session")
def course(tmp_path_factory):
    from autograder.course.stub import stub
    root = tmp_path_factory.mktemp("course")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if name.startswith("solutions/") and path.suffix == ".py":
            copy = root / "exercises" / "arithmetic" / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(stub(text), encoding="utf-8")
    return root


@pytest.fixture
def desk(course, tmp_path):
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "GRADE_FILE")}
    return Desk(course, tmp_path / "work", kept | {"GROUNDWORK_COURSE": str(course), "GROUNDWORK_WORK": str(tmp_path / "work"),
                                                    "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"})


@pytest.fixture
def own_course(desk, tmp_path):
    """The same, with a course of its own that a test may change."""
    root = shutil.copytree(desk.course, tmp_path / "course")
    return Desk(root, desk.work, desk.environment | {"GROUNDWORK_COURSE": str(root)})
