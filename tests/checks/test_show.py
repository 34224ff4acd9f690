"""Two values that differ are shown so that one sees it."""
import numpy as np
import pytest

from autograder.checks.show import show, side_by_side


@pytest.mark.parametrize(("got", "expected"), [
    (np.array([1.0, 1.0]), np.array([1.0, 1.0 + 1e-9])), ([np.array([1.0])], [np.array([1.0 + 1e-12])]), ({"a": np.array([2.0])}, {"a": np.array([2.00001])})])
def test_what_four_digits_do_not_tell_apart_has_all_of_them(got, expected) -> None:
    one, other = side_by_side(got, expected)
    assert one != other


def test_four_digits_are_enough_where_they_are() -> None:
    assert side_by_side(np.array([1 / 3]), np.array([2 / 3])) == ("np.array([0.3333])", "np.array([0.6667])")
    assert show(np.array([1 / 3])) == "np.array([0.3333])"


def test_what_takes_several_lines_begins_on_its_own() -> None:
    """A dict of matrices, as parameters of a net are, ran on in one line, each matrix begun where the last one ended."""
    eye = "np.array([[1., 0.],\n{0}          [0., 1.]])"
    assert show({"W": np.eye(2), "b": np.zeros(2)}) == "{'W': " + eye.format(" " * 6) + ",\n 'b': np.array([0., 0.])}"
    assert show([np.eye(2), 3]) == "[" + eye.format(" ") + ",\n 3]"
    assert show({"a": {"W": np.eye(2)}}) == "{'a': {'W': " + eye.format(" " * 12) + "}}"
    assert show({"a": 1, "b": [1, 2]}) == "{'a': 1, 'b': [1, 2]}"


def test_a_float_is_seen_to_be_one() -> None:
    shown = {1.0: "1.0", -20.0: "-20.0", 0.25: "0.25", 1e-10: "1e-10", 1e6: "1e+06", 0.123456: "0.123456", -0.0: "-0.0", float("inf"): "inf"}
    assert {value: show(value) for value in shown} == shown and show(float("nan")) == "nan" and show(1) == "1"
