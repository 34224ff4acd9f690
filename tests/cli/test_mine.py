"""`from mine import …`: a learner's own functions, pinned as they passed, in later exercises and in their notebooks."""
import json
import subprocess
import sys

import pytest

from autograder import grading
from autograder.course.exercises import find
from autograder.learner.mine import needed, owned
from autograder.worker.launch import start_host

from .. import needs

HALVING = '''"""Halving"""
{imports}


# %% half: of a number
def half(x):
    """x / 2."""
    return {answer}
'''


def halving(desk, answer, imports="from mine import twice"):
    path = desk.work / "arithmetic" / "halving.py"
    path.write_text(HALVING.format(imports=imports, answer=answer))
    return path


@pytest.fixture
def solved(desk):
    desk.write(twice="return HELP * _help(x)\n\n\nHELP = 2\n\n\ndef _help(x):\n    return +x")
    desk.grade("doubling#twice")
    return desk


def kept(desk):
    return sorted(p.stem for p in (desk.work / ".grade" / "mine").iterdir())


def test_what_has_passed_is_imported_in_a_later_exercise(solved):
    halving(solved, "twice(x) / 4")
    assert solved.grade("halving").status == 0


def test_it_stays_as_it_passed(solved):
    solved.write(twice="return 0")
    halving(solved, "twice(x) / 4")
    assert solved.grade("halving").status == 0
    assert len(kept(solved)) == 2       # of doubling, and halving's own


def test_a_name_that_has_not_passed_is_said(solved):
    halving(solved, "again(x) / 4", "from mine import again")
    ran = solved.grade("halving")
    assert ran.status == 1 and "`again` is not yours yet: no part that asks for it has passed (yours so far: twice)" in " ".join(ran.out.split())
    assert "halving.py:2" in ran.out


def test_what_the_exercise_asks_for_is_written_there(solved):
    halving(solved, "x / 2", "")
    assert solved.grade("halving").status == 0
    halving(solved, "theirs(x)", "from mine import half as theirs")
    ran = solved.grade("halving")
    assert ran.status == 1 and "is what this exercise asks for: write it here" in " ".join(ran.out.split())


@pytest.mark.parametrize(("imports", "answer"), [("import mine", "mine.twice(x) / 4"), ("from mine import *", "twice(x) / 4"),
                                                  ("from mine import doubling", "doubling.twice(x) / 4"), ("import mine as m", "m.twice(x) / 4")])
def test_however_it_is_imported(solved, imports, answer):
    halving(solved, answer, imports)
    assert solved.grade("halving").status == 0


def test_a_better_version_takes_its_place_and_what_rests_on_it_is_run_again(solved):
    halving(solved, "twice(x) / 4")
    solved.grade("halving")
    assert "unchanged" in solved.grade("halving").out
    solved.write(twice="return x + x")
    solved.grade("doubling#twice")
    ran = solved.grade("halving")
    assert ran.status == 0 and "unchanged" not in ran.out


def test_in_a_notebook(solved):
    code = "from mine import twice; import mine; print(twice(3), dir(mine)); import mine.nothing_of_the_kind"
    done = subprocess.run([sys.executable, "-c", code], cwd=solved.work, capture_output=True, text=True, check=False)
    assert done.stdout == "6 ['doubling', 'twice']\n" and "No module named 'mine.nothing_of_the_kind'" in done.stderr
    done = subprocess.run([sys.executable, "-c", "from mine import again"], cwd=solved.work, capture_output=True, text=True, check=False)
    assert "`again` is not yours yet" in done.stderr


def test_another_machine_brings_it_along(solved):
    """What git carries is the ledger and the sources; the package is made anew."""
    (solved.work / "mine" / "__init__.py").unlink()
    solved.grade("update")
    assert (solved.work / "mine" / "__init__.py").exists()


def test_in_the_debugger_too(solved):
    halving(solved, "twice(x)")
    ran = solved.grade("debug", "halving", typed="c\n")
    assert "it returned\n6" in ran.out


def test_two_exercises_with_one_name(solved):
    ledger = solved.work / ".grade" / "attempts.jsonl"
    line = json.loads(ledger.read_text().splitlines()[0])
    ledger.write_text(ledger.read_text() + json.dumps(line | {"exercise": "trebling", "when": "2099-01-01T00:00:00+00:00"}) + "\n")
    halving(solved, "twice(x) / 4")
    ran = " ".join(solved.grade("halving").out.split())
    assert "`twice` is yours from several exercises: `from mine import doubling` and doubling.twice or `from mine import trebling`" in ran


def test_a_forgotten_source_is_not_yours(solved):
    for path in (solved.work / ".grade" / "mine").iterdir():
        path.unlink()
    halving(solved, "twice(x) / 4")
    assert "yours so far: nothing" in " ".join(solved.grade("halving").out.split())


@needs.bubblewrap
def test_no_disk_is_needed_where_it_is_confined(solved, monkeypatch):
    exercise = find("halving", solved.course)
    path = halving(solved, "twice(x) / 4")

    def shelf(exercise, text):
        from autograder.learner.mine import library
        from autograder.learner.workspace import Workspace
        lines = [json.loads(row) for row in (solved.work / ".grade" / "attempts.jsonl").read_text().splitlines()]
        return library(Workspace(solved.work), owned(lines), exercise, text)
    host = start_host(confine=True)
    try:
        assert grading.grade(exercise, path, host=host, shelf=shelf).passed
        assert not grading.grade(exercise, path, host=host).passed      # a stranger's file brings nothing along
    finally:
        host.close()


def test_what_a_function_needs_goes_with_it():
    text = '''"""Docstring."""
from __future__ import annotations
import numpy as np
import math, os as system
from itertools import *

TABLE = {}
TABLE[0] = 1
OTHER = 5
if math.pi > 3:
    LIMIT = 2
else:
    LIMIT = 3


@staticmethod
def helper(x):
    return np.exp(x) + TABLE[0]


def stranger():
    return OTHER


class Base:
    pass


class Own(Base):
    def f(self):
        OTHER = helper(LIMIT)
        return [OTHER for stranger in range(3)]


print("hello")
'''
    found = needed(text, ["Own"])
    for words in ("annotations", "import numpy", "import math, os", "from itertools import *", "TABLE = {}", "TABLE[0] = 1", "LIMIT = 3",
                  "@staticmethod\ndef helper", "class Base", "class Own(Base)"):
        assert words in found
    for words in ("Docstring", "OTHER = 5", "def stranger", "print"):
        assert words not in found
    compile(found, "found", "exec")


def test_lines_that_somebody_else_has_written_are_survived():
    attempt = {"kind": "attempt", "exercise": "a-b"}
    assert owned([attempt | {"mine": 3}, {"kind": "hint"}, attempt | {"mine": {"f": "m"}}]) == {"a_b": {"f": "m"}}
