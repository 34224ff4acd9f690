"""A file as cells and back: byte for byte where nothing was changed, one function where one was."""
from dataclasses import replace

import pytest

from autograder.course.exercises import every_exercise
from autograder.course.stub import definitions
from autograder.notebook.cells import Cell, pieces, written

PYTHON = [e for e in every_exercise() if not e.is_compiled]
TEXT = '''\
"""Doubling

30 min · difficulty 1

    2x = x + x
"""
import numpy as np


# %% twice: by multiplying
def twice(x):
    """2x."""
    ...


# %% again: by adding
def again(x):
    """x + x."""
    ...
'''


def cells_of(text):
    return [piece.cell for piece in pieces(text)]


def with_source(cells, place, source):
    return [replace(c, source=source) if n == place else c for n, c in enumerate(cells)]


def bodies(text):
    return dict(definitions(text))


@pytest.mark.parametrize("exercise", PYTHON, ids=lambda e: e.id)
@pytest.mark.parametrize("what", ["stub", "text"])
def test_what_is_not_changed_keeps_every_byte(exercise, what):
    text = getattr(exercise, what)
    assert "".join(p.text for p in pieces(text)) == text
    assert written(text, cells_of(text)) == text
    assert cells_of(text)[0].is_statement


@pytest.mark.parametrize("exercise", PYTHON, ids=lambda e: e.id)
def test_one_edited_cell_changes_that_cell_alone(exercise):
    """Each cell is written in turn: all other functions are as they were, and what is shown next time is what was written."""
    text = exercise.stub
    cells = cells_of(text)
    for n, cell in enumerate(cells):
        if cell.is_statement or "..." not in cell.source:
            continue
        edited = with_source(cells, n, cell.source + "\n\n\ndef helper_of_mine(x):\n    return x")
        now = written(text, edited)
        assert {k: v for k, v in bodies(now).items() if k != "helper_of_mine"} == bodies(text)
        assert cells_of(now) == edited
        changed = [a for a, b in zip(pieces(now), pieces(text), strict=True) if a != b]
        assert len(changed) == 1
        back = written(now, cells)
        assert back == text, "taking it back gives the file that was there"


def test_the_statement_cannot_be_lost():
    cells = cells_of(TEXT)
    assert written(TEXT, cells[1:]) == TEXT
    assert written(TEXT, with_source(cells, 0, "mine")) == TEXT


def test_a_cell_that_only_tries_is_kept_as_comments_and_comes_back():
    cells = [*cells_of(TEXT), Cell("code", "%matplotlib inline\nx = np.linspace(0, 1)\ntwice(x)"), Cell("code", "!pip list\n%grade doubling")]
    now = written(TEXT, cells)
    assert now.startswith(TEXT)
    assert "\n\n\n# %% [trial]\n# %matplotlib inline\n# x = np.linspace(0, 1)\n# twice(x)\n" in now
    compile(now, "doubling.py", "exec")
    assert cells_of(now) == cells
    assert written(now, cells) == now


def test_what_a_function_uses_stays_code_however_it_is_added():
    cells = cells_of(TEXT)
    more = [Cell("code", "EPS = 1e-9"), Cell("code", "import math"), Cell("code", "def helper(x):\n    return x + EPS"), Cell("code", "other = 3")]
    now = written(TEXT, [*cells[:2], *more, *cells[2:]])
    assert "# %%\nEPS = 1e-9\n" in now and "# import math" in now and "# %%\ndef helper(x):" in now and "# other = 3" in now
    compile(now, "doubling.py", "exec")
    assert cells_of(now) == [*cells[:2], *more, *cells[2:]]
    used = [c if c.source != "def helper(x):\n    return x + EPS" else replace(c, source="def helper(x):\n    return math.log(x) + EPS")
            for c in cells_of(now)]
    assert "# %%\nimport math\n" in written(now, used), "a trial that is needed now is code now"


def test_markdown_and_magics_within_a_cell():
    cells = cells_of(TEXT)
    part = cells[2].source.replace("    ...", "    return 2 * x") + "\n\n\n%timeit twice(3)"
    now = written(TEXT, [*with_source(cells, 2, part), Cell("markdown", "# Notes\n\n$x$")])
    assert "\n# %timeit twice(3)\n" in now and "# %% [markdown]\n# # Notes\n#\n# $x$\n" in now
    compile(now, "doubling.py", "exec")
    assert cells_of(now)[-1] == Cell("markdown", "# Notes\n\n$x$")


def test_a_cell_that_was_split_moved_or_copied_loses_nothing():
    cells = cells_of(TEXT)
    mark, function = cells[2].source.split("\n", 1)
    halves = [Cell("code", mark + "\nSCALE = 2"), Cell("code", function.replace("...", "return SCALE * x"))]
    now = written(TEXT, [*cells[:2], *halves, cells[3]])
    assert bodies(now)["twice"] == "return SCALE * x" and bodies(now)["again"] == "..."
    assert "# %%\ndef twice" in now and compile(now, "", "exec")
    swapped = written(TEXT, [*cells[:2], cells[3], cells[2]])
    assert bodies(swapped) == bodies(TEXT) and swapped.index("again") < swapped.index("twice")
    assert written(swapped, cells).rstrip() == TEXT.rstrip()


def test_what_stood_first_may_be_moved():
    cells = cells_of(TEXT)
    now = written(TEXT, [cells[0], Cell("code", "twice(2)"), cells[2], cells[1], cells[3]])
    assert [c.source for c in cells_of(now)] == [cells[0].source, "twice(2)", cells[2].source, "import numpy as np", cells[3].source]
    assert "# %%\nimport numpy as np\n" in now


def test_a_half_written_function_is_never_turned_into_a_comment():
    now = written(TEXT, [*cells_of(TEXT), Cell("code", "def half(x):\n    return (x")])
    assert "\ndef half(x):\n    return (x\n" in now


@pytest.mark.parametrize("text", ["", "\n", "x = 1", "# %%\nx = 1\n", '"""Only a statement"""', '"""A"""\n# %% a: b\nx = """\n# %% no cell\n"""\n',
                                  'def f():\n  """no statement\n# %% a: b\nx = (', "\ufeff\"\"\"B\"\"\"\nx = 1\n", "# %%\n\n# %%\n\n"])
def test_any_file_comes_back_as_it_was(text):
    assert "".join(p.text for p in pieces(text)) == text
    assert written(text, cells_of(text)) == text


def test_a_mark_inside_a_text_is_no_cell():
    assert [p.kind for p in pieces('x = """\n# %% no cell\n"""\n# %%\ny = 1\n')] == ["code", "code"]


def test_formulas_stand_as_they_are_and_prose_is_escaped():
    shown = cells_of('"""Of a*b\n\n30 min · difficulty 1\n\nThe price is $3, `a_b` and c_d.\n\n    xᵢ = *y*\n"""\n')[0].source
    assert shown == "# Of a\\*b\n\n*30 min · difficulty 1*\n\nThe price is \\$3, `a_b` and c\\_d.\n\n```\nxᵢ = *y*\n```"
