"""Equal means equal: whole numbers past 2⁵³ too; and a right number passes in whatever form Python or NumPy gives it."""
from fractions import Fraction

import numpy as np
import pytest

from autograder.checks import assert_close, assert_equal
from autograder.errors import Mismatch


@pytest.mark.parametrize(("got", "expected"), [
    (2**70, 2**70), ([2**70, 1], [2**70, 1]), (2**64, 2**64), (np.uint64(2**63), 2**63), (2**53 + 1, 2**53 + 1), (np.array(True), True), (np.True_, True),
    (np.array([2**63], np.uint64), np.array([2**63], np.uint64)), (Fraction(6, 2), 3), (3.0, 3), (np.array(3), 3), ([True, False], [True, False]),
    (np.array(3), Fraction(3)),
], ids=repr)
def test_the_same_number_in_another_form_is_equal(got, expected):
    assert_equal(got, expected)


@pytest.mark.parametrize(("got", "expected"), [
    (2**70 + 1, 2**70), (float(2**53), 2**53 + 1), (np.array([2**63], np.uint64), np.array([2**63 - 1])), (np.array([2**63 - 1]), np.array([2**63], np.uint64)),
    (2**53, 2**53 + 1), (10**400, 1), (1, True), (np.array([True]), True), (Fraction(1, 3), 0), (np.array(1), True), (2**70, float(2**70) * 2),
], ids=repr)
def test_a_number_that_only_rounds_to_it_is_not(got, expected):
    with pytest.raises(Mismatch):
        assert_equal(got, expected)


def test_fractions_and_long_whole_numbers_are_close_to_floats():
    assert_close(Fraction(1, 3), 1 / 3, rtol=1e-15)
    assert_close([Fraction(1, 3), 2**70], np.array([1 / 3, 2.0**70]), rtol=1e-15)
    for far in (10**400, -(10**400), [10**400], Fraction(10**400, 3)):
        with pytest.raises(Mismatch):
            assert_close(far, [1.0] if isinstance(far, list) else 1.0, rtol=1e-9)
