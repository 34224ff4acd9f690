"""Numbers with roots: zero is told from what is merely small."""
from fractions import Fraction

import pytest

from autograder.algebra import sqrt
from autograder.algebra.expressions import Expression, expression
from autograder.derivations.algebraic import nearest, sign
from autograder.derivations.exact import Undecided


def root(n: int) -> Expression:
    return sqrt(expression(n))


TINY = Fraction(1, 10**29)
ZEROS = {"nested": sqrt(3 + 2 * root(2)) - 1 - root(2), "a sum of two": root(2) + root(3) - sqrt(5 + 2 * root(6)),
         "rationalised": 1 / (root(3) - 1) - (root(3) + 1) / 2, "a cube root": expression(8)**Fraction(1, 3) - 2,
         "under a root": sqrt(sqrt(3 + 2 * root(2)) - 1 - root(2)), "a power": (1 + root(5))**3 - 16 - 8 * root(5),
         "a negative power": expression(2)**Fraction(-1, 2) - root(2) / 2, "an absolute value": abs(1 - root(2)) + 1 - root(2)}


@pytest.mark.parametrize("name", ZEROS)
def test_zero_is_zero_and_what_is_near_it_is_not(name: str) -> None:
    assert sign(ZEROS[name].tree) == 0
    assert sign((ZEROS[name] + TINY).tree) == 1
    assert sign((ZEROS[name] - TINY).tree) == -1


def test_ramanujan_is_told_from_an_integer() -> None:
    assert sign((root(1000001) + root(1000025) - root(1000013) - root(1000013) - Fraction(1, 10**7)).tree) == -1


@pytest.mark.parametrize("wrong", [sqrt(1 - root(2)), 1 / (root(4) - 2), sqrt(expression(-1))])
def test_what_is_no_real_number_is_undecided(wrong: Expression) -> None:
    with pytest.raises(Undecided):
        sign(wrong.tree)


def test_nearest() -> None:
    assert nearest((root(2) + 1).tree) == 2**0.5 + 1
