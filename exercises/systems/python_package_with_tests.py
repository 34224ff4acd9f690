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


...


# %% tests: what would notice a mistake
def build_tests():
    """Return {path below tests/: text} of test files, which pytest runs: its own style or unittest's.

    They pass on your package and on any other right one, run at least nine tenths of your package's lines (seen in pytest's own
    process, not in those it starts), and fail on nearly every wrong one: five of six that you do not know.
    """
    ...


...


# %% cli: the command line
# src/seriestools/cli.py belongs to build_tree(): main(argv) returns the exit status, and the script `seriestools` ends with it.
...
