"""Exact numbers, also across the wall from SymPy."""
import io
from fractions import Fraction
from typing import Any

import pytest

from autograder.checks import assert_exact, exact_product, exact_rows, exact_sign, nearest_float
from autograder.errors import Mismatch, WallError
from autograder.worker.protocol import decode, encode

sympy = pytest.importorskip("sympy")


def cross(value: Any) -> Any:
    wire = io.BytesIO(encode("answer", 1, value))
    return decode(lambda size: bytearray(wire.read(size)))[2]


def test_sympy_crosses_as_plain_exact_data() -> None:
    got = cross((sympy.Matrix([[1, sympy.sqrt(8)], [sympy.Rational(1, 3), 0]]), sympy.Integer(4), sympy.Float(0.5)))
    assert got[1:] == (4, 0.5) and got[0][1] == [Fraction(1, 3), 0]
    assert_exact(got[0][0][1], 2 * cross(sympy.sqrt(2)))


@pytest.mark.parametrize("value", [sympy.I, sympy.Symbol("x"), sympy.zoo, sympy.nan, sympy.Matrix([[sympy.Symbol("x")]])])
def test_what_is_no_number_does_not_cross(value: Any) -> None:
    with pytest.raises(WallError):
        cross(value)


def test_a_float_is_not_exact() -> None:
    with pytest.raises(Mismatch, match="exact"):
        assert_exact([1, 0.5], [1, Fraction(1, 2)])
    with pytest.raises(Mismatch, match="exact"):
        exact_sign(True)


def test_what_differs_is_shown() -> None:
    with pytest.raises(Mismatch, match=r"\[1\]: expected 2, got √"):
        assert_exact([1, cross(sympy.sqrt(5))], [1, 2])


def test_a_product_of_rows() -> None:
    U = exact_rows(cross(sympy.Matrix([[1, 1], [1, -1]]) / sympy.sqrt(2)), 2, 2, "U")
    assert_exact(exact_product(U, U), [[1, 0], [0, 1]])
    assert nearest_float(U[0][0]) == pytest.approx(0.5**0.5)
    with pytest.raises(Mismatch, match=r"U is to be a matrix of shape \(2, 3\), not \(2, 2\)"):
        exact_rows(U, 2, 3, "U")
