"""The right package agrees with Python's statistics; each wrong one differs somewhere."""
import statistics

import numpy as np
import pytest

from reference import series_tools
from reference.series_tools import ACCURACY, MUTANTS, main, mean, median, package, trimmed


def test_they_are_what_python_says():
    rng = np.random.default_rng(0)
    for n in range(1, 12):
        xs = rng.normal(scale=100, size=n).tolist()
        assert mean(xs) == pytest.approx(statistics.fmean(xs), rel=ACCURACY)
        assert median(xs) == statistics.median(xs)
        assert trimmed(xs, 0) == sorted(xs)
        if n > 2:
            assert trimmed(xs, 1) == sorted(xs)[1:-1]


def test_what_cannot_be_is_refused(tmp_path, capsys):
    for bad in (lambda: mean([]), lambda: median([]), lambda: trimmed([1, 2], 1), lambda: trimmed([1, 2, 3], -1), lambda: trimmed([], 0)):
        with pytest.raises(ValueError):
            bad()
    file = tmp_path / "x"
    file.write_text("1\n2.5\n4\n")
    assert main([str(file)]) == 0 and capsys.readouterr().out == "3 2.5 2.5\n"
    for words in ([], [str(file), "x"], [str(tmp_path / "none")]):
        assert main(words) == 2
        said = capsys.readouterr()
        assert said.out == "" and said.err.count("\n") == 1


@pytest.mark.parametrize("number", range(len(MUTANTS)))
def test_a_mutant_is_none_of_the_right_ones(number):
    assert package(number) != package()
    for path, text in package(number).items():
        compile(text, path, "exec")


def test_the_text_is_the_functions():
    space = {}
    exec(package()["seriestools/__init__.py"], space)
    assert space["trimmed"]([3, 1, 2], 1) == series_tools.trimmed([3, 1, 2], 1) == [2]
