"""A small Python package with tests, packaged and installable

120 min · difficulty 2 · after python-advanced-features

Write a package `seriestools` that can be installed and run where its source is not, and tests that would notice if it were wrong.

    mean(xs)          Σᵢ xᵢ / n
    median(xs)        the middle of the sorted numbers, of two in the middle the average
    trimmed(xs, k)    the sorted numbers without the k smallest and the k largest, a list

on lists of numbers, which are left as they were.  No numbers, nothing left, or k < 0 raise ValueError; Python's `statistics`
stays closed.  In `seriestools.cli`, main(argv) is given the words after the program's name: `FILE`, with one number a line,
prints `n mean median` (repr of each, the last two as floats, a space between) and returns 0; a missing file, a line that is no
number, no number at all or any other words print one line on standard error and nothing else, and return 2.

The answers are trees of files, {relative path: text}.  Write them as texts, or, better, as real files in the folder
`python_package_with_tests/` beside this file, say with `package/` and `tests/` in it: tree("package") is what lies there.

The package is built without a network, from a folder with your tests beside it, by what `pyproject.toml` names as build-backend.
setuptools 77 or newer is there, hatchling is not.  Then it is installed into an empty place, and the source is taken away.
"""
from autograder.folder import tree


# %% package: what can be built, installed and imported
def build_tree():
    """Return {path: text} of pyproject.toml and the modules below src/.

    The project and its package are called seriestools, `seriestools.__version__` is the project's version, and the console
    script `seriestools` runs the command of the last part (a script's function is called without arguments).
    """
    ...
    return {"pyproject.toml": PROJECT, "src/seriestools/__init__.py": PACKAGE, "src/seriestools/cli.py": COMMAND}


...
PROJECT = '''\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "seriestools"
version = "0.1.0"
description = "Means, medians and trimmed series"
requires-python = ">=3.11"

[project.scripts]
seriestools = "seriestools.cli:main"

[tool.setuptools.packages.find]
where = ["src"]
'''
PACKAGE = '''\
"""Means, medians and trimmed series."""
from importlib.metadata import version

__version__ = version("seriestools")    # said once, in pyproject.toml


def mean(xs):
    """The sum of the numbers over their number."""
    _some(xs)
    return sum(xs) / len(xs)


def median(xs):
    """The middle of the sorted numbers; of two in the middle the average."""
    _some(xs)
    ordered = sorted(xs)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def trimmed(xs, k):
    """The sorted numbers without the k smallest and the k largest."""
    if k < 0:
        raise ValueError("k is negative")
    kept = sorted(xs)[k:max(k, len(xs) - k)]
    _some(kept)
    return kept


def _some(xs):
    if len(xs) == 0:
        raise ValueError("no numbers")
'''


# %% tests: what would notice a mistake
def build_tests():
    """Return {path below tests/: text} of test files, which pytest runs: its own style or unittest's.

    They pass on your package and on any other right one, run at least nine tenths of your package's lines (seen in pytest's own
    process, not in those it starts), and fail on nearly every wrong one: five of six that you do not know.
    """
    ...
    return {"test_series.py": TESTS, "test_cli.py": COMMAND_TESTS}


...
TESTS = '''\
import pytest

from seriestools import mean, median, trimmed


def test_mean():
    assert mean([1, 2, 6]) == 3
    assert mean([0.5]) == 0.5


def test_median_of_odd_and_even_many():
    assert median([5, 1, 3]) == 3
    assert median([4, 1, 3, 2]) == 2.5


def test_trimmed_is_sorted_and_shorter_at_both_ends():
    assert trimmed([5, 1, 4, 2, 3], 1) == [2, 3, 4]
    assert trimmed([2, 1], 0) == [1, 2]


@pytest.mark.parametrize("call", [lambda: mean([]), lambda: median([]), lambda: trimmed([], 0), lambda: trimmed([1, 2], 1),
                                  lambda: trimmed([1, 2, 3], -1)])
def test_what_cannot_be_is_refused(call):
    with pytest.raises(ValueError):
        call()
'''
COMMAND_TESTS = '''\
import pytest

from seriestools.cli import main


def test_it_prints_one_line(tmp_path, capsys):
    file = tmp_path / "numbers.txt"
    file.write_text("4\\n1\\n2.5\\n")
    assert main([str(file)]) == 0
    assert capsys.readouterr().out.split() == ["3", "2.5", "2.5"]


@pytest.mark.parametrize("text", ["", "1\\ntwo\\n"])
def test_bad_numbers_give_2(text, tmp_path, capsys):
    file = tmp_path / "numbers.txt"
    file.write_text(text)
    assert main([str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and len(said.err.splitlines()) == 1


def test_wrong_usage_gives_2(tmp_path, capsys):
    assert main([]) == 2
    assert main([str(tmp_path / "missing")]) == 2
    assert capsys.readouterr().out == ""
'''


# %% cli: the command line
# src/seriestools/cli.py belongs to build_tree(): main(argv) returns the exit status, and the script `seriestools` ends with it.
...
COMMAND = '''\
"""seriestools FILE: the number, mean and median of the numbers in a file."""
import sys

from . import mean, median


def main(argv=None):
    """Print one line and return 0; or say what is wrong and return 2."""
    words = sys.argv[1:] if argv is None else argv
    if len(words) != 1:
        return _complain("usage: seriestools FILE")
    try:
        with open(words[0], encoding="utf-8") as lines:
            xs = [float(line) for line in lines]
        print(len(xs), repr(mean(xs)), repr(median(xs)))
    except (OSError, ValueError) as error:
        return _complain(error)
    return 0


def _complain(what):
    print(f"seriestools: {what}", file=sys.stderr)
    return 2
'''
