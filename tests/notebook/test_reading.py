"""Notebooks are read by function names: nothing of them is run, and what cannot be graded is a sentence."""
import json

import pytest

from autograder.course.exercises import find
from autograder.course.stub import definitions
from autograder.errors import LearnerError
from autograder.notebook.reading import program

EXERCISE = find("log-sum-exp-softmax")
NAMES = list(EXERCISE.homes)


def notebook(*cells, **metadata):
    listed = [{"cell_type": "markdown", "source": "# Mine", "metadata": {}}]
    listed += [{"cell_type": "code", "source": c.splitlines(keepends=True), "metadata": {}, "outputs": [], "execution_count": None} for c in cells]
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": listed}).encode()


def pieces():
    """Return the right answer, cut at its functions."""
    text = EXERCISE.text
    return "import numpy as np", text[text.index("# %%"):]


def sentence(data, exercise=EXERCISE):
    with pytest.raises(LearnerError) as refused:
        program(data, exercise)
    assert refused.value.kind == "unloadable"
    return str(refused.value)


def test_functions_are_found_wherever_they_stand_and_nothing_else_is_taken():
    head, answer = pieces()
    found = program(notebook("%matplotlib inline", answer, "!rm -rf /\nprint(softmax([1, 2]))", "assert softmax([0])[0] == 1", head, "x = open('/etc/passwd').read()",
                             "%%bash\nrm -rf /"), EXERCISE)
    assert not found.notes
    assert "rm -rf" not in found.text and "print" not in found.text and "passwd" not in found.text and "import numpy" in found.text
    assert dict(definitions(found.text)) == dict(definitions(EXERCISE.text))


def test_a_line_is_found_again_in_its_cell():
    head, answer = pieces()
    found = program(notebook(head, "1 + 1", answer), EXERCISE)
    line = next(n for n, row in enumerate(found.text.splitlines(), 1) if row.startswith("def softmax"))
    there = next(n for n, row in enumerate(answer.splitlines(), 1) if row.startswith("def softmax"))
    assert found.place(line) == f"cell 4, line {there}"
    assert found.place(10_000) == ""


def test_a_function_that_is_written_twice_is_said_to_be():
    head, answer = pieces()
    found = program(notebook(head, answer, "def softmax(x, axis=-1):\n    return 1"), EXERCISE)
    assert found.notes == ("`softmax` is written twice, in cells 3, 4: the one of cell 4 counts, as when all cells are run in their order",)
    assert dict(definitions(found.text))["softmax"] == "return 1"
    copied = program(notebook(head, answer, answer), EXERCISE)
    assert not copied.notes, "the same program twice is one"


def test_what_is_still_the_stub_does_not_hide_what_was_written():
    head, answer = pieces()
    stub = EXERCISE.stub[EXERCISE.stub.index("# %%"):]
    found = program(notebook(head, answer, stub), EXERCISE)
    assert not found.notes and dict(definitions(found.text))["softmax"] == dict(definitions(EXERCISE.text))["softmax"]
    assert program(notebook(head, stub), EXERCISE).text


def test_what_is_missing_is_named():
    found = program(notebook("def softmax(x, axis=-1):\n    return x"), EXERCISE)
    assert "no cell defines `logsumexp`" in found.notes and len(found.notes) == len(NAMES) - 1
    assert "is this the notebook of log-sum-exp-softmax?" in sentence(notebook("x = 1"))
    assert "is this the notebook of" in sentence(notebook())


def test_what_functions_use_comes_along():
    found = program(notebook("SCALE = [1]", "SCALE[0] = 2", "from math import *", "def _helper(x):\n    return SCALE[0] * x", "OTHER = 1",
                             "def softmax(x, axis=-1):\n    return _helper(x)", "softmax = softmax([1])", "_helper.table = {}"), EXERCISE)
    assert found.text.index("SCALE = [1]") < found.text.index("SCALE[0] = 2") < found.text.index("def softmax")
    assert "OTHER" not in found.text and "from math import *" in found.text and "softmax = softmax" not in found.text
    compile(found.text, "", "exec")


def test_the_letters_of_a_derivation_stay_what_the_statement_says():
    exercise = find("softmax-cross-entropy-gradient")
    parts = exercise.text.split("# %%")
    head = parts[0].partition('"""\n')[2]
    own = ["z = np.array([1.0, 2])\nk = 3", "for j in range(3):\n    print(j)"]
    for cells in ([head, *own, *("#" + p for p in parts[1:])], [*("#" + p for p in parts[1:])]):
        text = program(notebook(*cells), exercise).text
        assert 'vector("z", K)' in text and "np.array([1.0" not in text and "range(3)" not in text
        assert text.index("K = dim") < text.index("def ce_chain")


@pytest.mark.parametrize(("data", "words"), [
    (b"", "not JSON"), (b"{", "not JSON"), (b"\xff\xfe", "not JSON"), (b"[" * 100_000, "not JSON"), (b"[]", "no nbformat"), (b"null", "no nbformat"),
    (b'{"nbformat": 3, "worksheets": []}', "old format 3"), (b'{"nbformat": 4, "cells": 3}', "no list of cells"),
    (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": 5}]}', "cell 1 holds no text"),
    (b'{"nbformat": 4, "cells": [3, null, {"cell_type": "code", "source": ["x", 5]}]}', "cell 3 holds no text"),
    (notebook("x", kernelspec={"language": "R", "name": "ir"}), "written in r; Python is asked for"),
    (notebook("x", language_info={"name": "julia"}), "written in julia"),
    (notebook("def softmax(x):\n    return (x"), "cell 2, which begins `softmax`, is not Python yet"),
    (notebook("x = 1 " + "+ 1" * 50_000 + "\ndef softmax(x):\n    return x"), "")])
def test_what_cannot_be_graded_is_a_sentence(data, words):
    try:
        program(data, EXERCISE)
    except LearnerError as refused:
        assert words in str(refused) and "Traceback" not in str(refused)
    else:
        assert not words


def test_cells_that_are_no_python_are_left_out_and_said():
    head, answer = pieces()
    found = program(notebook(head, answer, "this is no python", "\x00", "def f(a, a): pass"), EXERCISE)
    assert found.notes == ("left out, for they are not Python: cells 4, 5",)
    assert "duplicate" not in found.text


@pytest.mark.parametrize(("cells", "said"), [
    (["x = 1\n" * 6000], "statements"), (["x = 1;" * 6000], "statements"), (["x = 1"] * 6000, "too much"), (["x = '" + "a" * (1 << 20) + "'"], "too much"),
    (["y = 1\n" * 3000, "z = 1\n" * 3000], "statements"), (["%pwd\n" * 20_000], "is this the notebook"), (["(" * 100_000], "is this the notebook"),
    (["x = 1;" * 900 + "y = 2\n"], "is this the notebook")])
def test_what_is_too_much_is_refused_soon(cells, said):
    assert said in sentence(notebook(*cells))


def test_a_kernel_is_not_written_in_a_notebook():
    assert "hand in saxpy_kernel.cu" in sentence(notebook("x = 1"), find("saxpy-kernel"))


@pytest.mark.parametrize(("cell", "kept"), [
    ("%timeit f()\nx = 1", "x = 1"), ('t = """\n%not a magic\n!nor this\n"""', "%not a magic"), ("if True:\n    !ls\n", "pass  # !ls"),
    ("files = !ls\ny = 2", "y = 2"), ("f?\ny = 2", "y = 2"), ("%%time\ny = 2", "y = 2"), ("%cd x\n%pwd\n!echo 'it''s'\ny = 2", "y = 2")])
def test_magics_are_dropped_line_by_line(cell, kept):
    from autograder.notebook.magics import plain
    code = plain(cell)
    assert code is not None and kept in code and code.count("\n") == cell.count("\n")
    compile(code, "", "exec")


@pytest.mark.parametrize("cell", ["%%bash\nls", "%%html\n<b>", "x = (", "%%writefile a.py\nx = 1"])
def test_what_is_no_python_is_none(cell):
    from autograder.notebook.magics import plain
    assert plain(cell) is None
