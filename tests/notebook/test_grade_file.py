"""`grade file` on a notebook: by function names, with places in its cells."""
import json


def notebook(path, *cells, **metadata):
    listed = [{"cell_type": "code", "source": c, "metadata": {}, "outputs": [], "execution_count": None} for c in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": listed}))
    return str(path)


def test_a_notebook_is_graded_by_its_functions(desk, tmp_path):
    path = notebook(tmp_path / "b.ipynb", "%matplotlib inline", "def again(x):\n    return x + x", "again(3)", "1 / 0", "def twice(x):\n    return 2 * x")
    said = desk.grade("file", "doubling", path)
    assert said.status == 0 and "b.ipynb" in said.out and "3 of 3 checks" in said.out


def test_a_failure_is_told_by_its_cell(desk, tmp_path):
    path = notebook(tmp_path / "b.ipynb", "1", "\ndef twice(x):\n    return 1 / 0\n")
    said = json.loads(desk.grade("file", "doubling", path, "--json").out)
    evidence = said["findings"][0]["evidence"]
    assert evidence["where"].endswith("b.ipynb, cell 2, line 3") and evidence["lines"] == ["return 1 / 0"]
    path = notebook(tmp_path / "b.ipynb", "1", "\ndef twice(x):\n    return other()\n", "def other():\n    return 1 / 0\n")
    evidence = json.loads(desk.grade("file", "doubling", path, "--json").out)["findings"][0]["evidence"]
    assert [row.split("    ")[0] for row in evidence["lines"]] == ["cell 2, line 3 twice", "cell 3, line 2 other"]


def test_what_stands_twice_or_nowhere_is_said(desk, tmp_path):
    path = notebook(tmp_path / "b.ipynb", "def twice(x):\n    return 2 * x", "def twice(x):\n    return x ** 2")
    said = desk.grade("file", "doubling", path)
    assert said.status == 1 and "`twice` is written twice, in cells 1, 2: the one of cell 2 counts" in said.err and "no cell defines `again`" in said.err


def test_what_is_no_notebook_is_a_sentence(desk, tmp_path):
    (tmp_path / "torn.ipynb").write_text('{"cells": [')
    assert "it is not JSON" in desk.grade("file", "doubling", str(tmp_path / "torn.ipynb")).err
    assert "no such file" in desk.grade("file", "doubling", str(tmp_path / "none.ipynb")).err.lower()
    path = notebook(tmp_path / "r.ipynb", "x <- 1", kernelspec={"language": "R"})
    found = desk.grade("file", "doubling", path)
    assert found.status == 2 and "written in r; Python is asked for" in found.err
