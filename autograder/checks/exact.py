"""Judging numbers that are exact: whole numbers, fractions, and what SymPy made of roots."""
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ..algebra.expressions import Expression
from ..algebra.tree import AlgebraError, Tree
from ..derivations.algebraic import nearest, sign
from ..derivations.exact import Undecided
from ..errors import Mismatch
from .compare import kind
from .show import show


def assert_exact(got: Any, expected: Any, *, said: str = "", of: Any = None) -> None:
    """Equal exactly, number by number, in rows of any depth; √8 is 2√2, and a float is equal to nothing.

    `of` is what the learner's code returned, where `got` was computed from it: it is what is shown.
    """
    try:
        _same(got, expected, "", f"{said}: " if said else "")
    except Mismatch as e:
        if of is None:
            raise
        raise Mismatch(e.message, of) from None


def exact_sign(value: Any) -> int:
    """Return −1, 0 or 1 for an exact number."""
    return _sign(_tree(value, ""), value)


def nearest_float(value: Any) -> float:
    """Return an exact number as a float."""
    exact_sign(value)
    return nearest(_tree(value, ""))


def exact_rows(value: Any, rows: int, columns: int, name: str) -> list[list[Any]]:
    """Return a matrix that the learner's code returned, once it has this shape and its entries are exact."""
    if not _are_rows(value) or len(value) != rows or any(len(row) != columns for row in value):
        raise Mismatch(f"{name} is to be a matrix of shape ({rows}, {columns}), not {_shape(value)}", value)
    for row in value:
        for entry in row:
            exact_sign(entry)
    return [list(row) for row in value]


def exact_product(first: Sequence[Sequence[Any]], *others: Sequence[Sequence[Any]]) -> list[list[Any]]:
    """Return the matrix product of rows of exact numbers."""
    product = [list(row) for row in first]
    for other in others:
        try:
            product = [[sum(a * b for a, b in zip(row, column, strict=True) if not _is_zero(a) and not _is_zero(b))
                        for column in zip(*other, strict=True)] for row in product]
        except AlgebraError as e:
            raise Mismatch(f"these numbers are too long to be multiplied out: {e}", other) from None
    return product


def _is_zero(value: Any) -> bool:
    return isinstance(value, (int, Fraction)) and value == 0


def _are_rows(value: Any) -> bool:
    return isinstance(value, (list, tuple)) and bool(value) and all(isinstance(row, (list, tuple)) for row in value)


def _shape(value: Any) -> str:
    if _are_rows(value) and len({len(row) for row in value}) == 1:
        return f"({len(value)}, {len(value[0])})"
    return kind(value)


def _same(got: Any, expected: Any, path: str, said: str) -> None:
    at = f"{path}: " if path else ""
    if isinstance(expected, (list, tuple)):
        if not isinstance(got, (list, tuple)):
            raise Mismatch(f"{said}{at}expected {len(expected)} entries, got {kind(got)}", got, expected)
        if len(got) != len(expected):
            raise Mismatch(f"{said}{at}expected {len(expected)} entries, got {len(got)}", got, expected)
        for i, (theirs, ours) in enumerate(zip(got, expected, strict=True)):
            _same(theirs, ours, f"{path}[{i}]", said)
        return
    difference = ("+", _tree(got, said + at), ("neg", _tree(expected, "")))
    if _sign(difference, got):
        raise Mismatch(f"{said}{at}expected {show(expected)}, got {show(got)}", got, expected, path)


def _sign(tree: Tree, value: Any) -> int:
    try:
        return sign(tree)
    except Undecided as e:
        raise Mismatch(f"{show(value)} could not be decided: {e}", value) from None


def _tree(value: Any, where: str) -> Tree:
    if isinstance(value, Expression):
        return value.tree
    if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
        found = f"the float {value!r}" if isinstance(value, float) else kind(value)
        raise Mismatch(f"{where}an exact number is due (an int, a Fraction, SymPy's fractions and roots), not {found}", value)
    return "num", value.numerator, value.denominator
