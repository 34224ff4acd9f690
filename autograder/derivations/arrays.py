"""Columns, matrices and three-index arrays of numbers, and what linear algebra does with them.

An array of one entry and a number stand for each other wherever one of them is due: sizes of 1 are sizes.
"""
from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import permutations
from math import prod
from typing import Any

from .fields import Exhausted, Field, Inexact, Number, Undefined, Unsupported
from .tagged import base, function, reciprocal

Shape = tuple[int, ...]
MOST_ENTRIES = 1024         # of one array: kron of two 5×5 matrices, and more; a product of two such takes 10 ms
LARGEST_EXPANSION = 4       # a determinant up to this size may be written out: exact where elimination is not


class Array:
    """Entries in row-major order; a column is n×1."""
    __slots__ = ("entries", "shape")

    def __init__(self, shape: Shape, entries: Sequence[Number]) -> None:
        if len(entries) > MOST_ENTRIES:
            raise Exhausted(f"an array of more than {MOST_ENTRIES} entries")
        self.shape, self.entries = shape, list(entries)

    def rows(self) -> list[list[Number]]:
        width = self.shape[1]
        return [self.entries[i:i + width] for i in range(0, len(self.entries), width)]

    def map(self, f: Callable[[Number], Number]) -> Array:
        return Array(self.shape, [f(x) for x in self.entries])

    def place(self, indices: Sequence[int]) -> int:
        """Return where an entry stands, counted from 0; indices count from 1, and a column or row takes one."""
        shape = self.shape
        if len(indices) == 1 and len(shape) == 2 and 1 in shape:
            shape = (prod(shape),)
        if len(indices) != len(shape):
            raise Unsupported(f"{len(indices)} indices for an array with {len(shape)}")
        position = 0
        for index, size in zip(indices, shape, strict=True):
            if not 1 <= index <= size:
                raise Undefined(f"entry {index} of {size}")
            position = position * size + index - 1
        return position


Value = Any     # Number | Array


def column(entries: Sequence[Number]) -> Array:
    return Array((len(entries), 1), entries)


def matrix(rows: Sequence[Sequence[Number]]) -> Array:
    return Array((len(rows), len(rows[0])), [x for row in rows for x in row])


def identity(n: int) -> Array:
    return Array((n, n), [int(i == j) for i in range(n) for j in range(n)])


def as_array(value: Value) -> Array:
    """Return an array, a number as one of one entry."""
    if isinstance(value, Array):
        return value
    return Array((1, 1), [value])


def as_matrix(value: Value) -> Array:
    array = as_array(value)
    if len(array.shape) != 2:
        raise Unsupported("a matrix operation on an array with three indices")
    return array


def as_number(value: Value) -> Number:
    if isinstance(value, Array):
        if len(value.entries) != 1:
            raise Unsupported("an array where a number is due")
        return value.entries[0]
    return value


def is_array(value: Value) -> bool:
    """An array that cannot pass for a number."""
    return isinstance(value, Array) and len(value.entries) != 1


def entries_of(value: Value) -> list[Number]:
    return value.entries if isinstance(value, Array) else [value]


def each(f: Callable[[Number], Number], value: Value) -> Value:
    """Return f of a number, or of each entry."""
    return value.map(f) if isinstance(value, Array) else f(value)


def both(f: Callable[[Number, Number], Number], a: Value, b: Value) -> Value:
    """Return f of two numbers, or entry by entry."""
    if not is_array(a) and not is_array(b):
        value = f(as_number(a), as_number(b))
        return Array(a.shape, [value]) if isinstance(a, Array) else Array(b.shape, [value]) if isinstance(b, Array) else value
    a, b = as_array(a), as_array(b)
    if a.shape != b.shape:
        raise Unsupported("arrays of different shapes")
    return Array(a.shape, [f(x, y) for x, y in zip(a.entries, b.entries, strict=True)])


def add(a: Value, b: Value) -> Value:
    return both(lambda x, y: x + y, a, b)


def scale(a: Value, b: Value) -> Value:
    """Return the product of numbers, at most one of them an array."""
    if is_array(a):
        factor = as_number(b)
        return a.map(lambda x: x * factor)
    if isinstance(b, Array):
        factor = as_number(a)
        return b.map(lambda x: factor * x)
    return each(lambda x: x * b, a)


def multiply(a: Value, b: Value) -> Value:
    """Return the matrix product; a 1×1 result is a number."""
    a, b = as_matrix(a), as_matrix(b)
    if a.shape[1] != b.shape[0]:
        raise Unsupported("matrices whose inner sizes differ")
    columns = list(zip(*b.rows(), strict=True))
    entries = [_inner(row, other) for row in a.rows() for other in columns]
    return entries[0] if len(entries) == 1 else Array((a.shape[0], b.shape[1]), entries)


def _inner(a: Sequence[Number], b: Sequence[Number]) -> Number:
    total = a[0] * b[0]
    for x, y in zip(a[1:], b[1:], strict=True):
        total = total + x * y
    return total


def transpose(value: Value) -> Value:
    if not isinstance(value, Array):
        return value
    value = as_matrix(value)
    return Array((value.shape[1], value.shape[0]), [x for line in zip(*value.rows(), strict=True) for x in line])


def square(value: Value) -> Array:
    matrix_ = as_matrix(value)
    if matrix_.shape[0] != matrix_.shape[1]:
        raise Unsupported("a square matrix is due")
    return matrix_


def trace(value: Value) -> Number:
    value = square(value)
    return sum(value.entries[::value.shape[0] + 1])


def determinant(field: Field, value: Value) -> Number:
    rows = square(value).rows()
    if len(rows) <= 2:
        return rows[0][0] if len(rows) == 1 else rows[0][0] * rows[1][1] - rows[0][1] * rows[1][0]
    try:
        return _eliminate(field, rows, [[] for _ in rows])[0]
    except Inexact:
        return _written_out(rows)
    except Undefined:
        return _written_out(rows) if len(rows) <= LARGEST_EXPANSION else 0


def _written_out(rows: list[list[Number]]) -> Number:
    """Leibniz: no division, so that small whole numbers stay exact and a singular matrix has determinant 0."""
    n = len(rows)
    if n > LARGEST_EXPANSION:
        raise Inexact("a determinant near 0")
    total: Number = 0
    for order in permutations(range(n)):
        term: Number = _parity(order)
        for i, j in enumerate(order):
            term = term * rows[i][j]
        total = total + term
    return total


def _parity(order: Sequence[int]) -> int:
    return -1 if sum(a > b for i, a in enumerate(order) for b in order[i + 1:]) % 2 else 1


def inverse(field: Field, value: Value) -> Value:
    matrix_ = square(value)
    n = matrix_.shape[0]
    rows = matrix_.rows()
    if n == 1:
        return Array((1, 1), [_inverted(field, rows[0][0])])
    if n == 2:
        (a, b), (c, d) = rows
        r = _inverted(field, a * d - b * c)
        return Array((2, 2), [d * r, -b * r, -c * r, a * r])
    try:
        _, result = _eliminate(field, rows, identity(n).rows())
    except Inexact:
        if n <= LARGEST_EXPANSION and field.is_zero(base(_written_out(rows))):
            raise Undefined("the inverse of a singular matrix") from None
        raise
    return matrix(result)


def _inverted(field: Field, x: Number) -> Number:
    try:
        return reciprocal(field, x)
    except Undefined:
        raise Undefined("the inverse of a singular matrix") from None


def _eliminate(field: Field, left: list[list[Number]], right: list[list[Number]]) -> tuple[Number, list[list[Number]]]:
    """Gauss and Jordan: return det(left) and left⁻¹ right."""
    n, sign = len(left), 1
    result: Number = 1
    for k in range(n):
        weights = [field.weight(base(left[i][k])) for i in range(k, n)]
        best = k + weights.index(max(weights))
        if weights[best - k] == 0:
            raise Undefined("the inverse of a singular matrix") if field.exact else Inexact("a pivot near 0")
        if best != k:
            left[k], left[best], right[k], right[best], sign = left[best], left[k], right[best], right[k], -sign
        result = result * left[k][k]
        factor = reciprocal(field, left[k][k])
        left[k], right[k] = [x * factor for x in left[k]], [x * factor for x in right[k]]
        for i in range(n):
            if i != k:
                m = left[i][k]
                left[i] = [x - m * y for x, y in zip(left[i], left[k], strict=True)]
                right[i] = [x - m * y for x, y in zip(right[i], right[k], strict=True)]
    return result * sign, right


def rank(field: Field, value: Value) -> int:
    """Return the rank; in balls only where it shows."""
    rows, found = as_matrix(value).rows(), 0
    for k in range(len(rows[0])):
        pivot = next((i for i in range(found, len(rows)) if not field.is_zero(base(rows[i][k]))), None)
        if pivot is None:
            continue
        rows[found], rows[pivot] = rows[pivot], rows[found]
        factor = reciprocal(field, rows[found][k])
        for i in range(found + 1, len(rows)):
            m = rows[i][k] * factor
            rows[i] = [0 if j == k else x - m * y for j, (x, y) in enumerate(zip(rows[i], rows[found], strict=True))]
        found += 1
    return found


def diagonal(value: Value) -> Array:
    """Return the diagonal matrix of a column, or the diagonal of a matrix as a column."""
    value = as_matrix(value)
    if value.shape[1] == 1:
        n = value.shape[0]
        return Array((n, n), [value.entries[i] if i == j else 0 for i in range(n) for j in range(n)])
    return column(square(value).entries[::value.shape[0] + 1])


def stacked(value: Value) -> Array:
    """vec: the columns one below the other."""
    return column(transpose(as_matrix(value)).entries)


def kronecker(a: Value, b: Value) -> Array:
    a, b = as_matrix(a), as_matrix(b)
    return matrix([[x * y for x in p for y in q] for p in a.rows() for q in b.rows()])


def sum_of_squares(value: Value) -> Number:
    return sum(x * x for x in entries_of(value))


def softmax(field: Field, value: Value) -> Array:
    powers = [function(field, "exp", x) for x in entries_of(value)]
    share = reciprocal(field, sum(powers[1:], powers[0]))
    return column([x * share for x in powers])


def from_blocks(rows: Sequence[Sequence[Value | None]]) -> Array:
    """Return the matrix of blocks; None is a zero block, of the size its row and its column have."""
    heights = [_extent(as_matrix(block).shape[0] for block in row if block is not None) for row in rows]
    widths = [_extent(as_matrix(row[j]).shape[1] for row in rows if row[j] is not None) for j in range(len(rows[0]))]
    lines: list[list[Number]] = []
    for row, height in zip(rows, heights, strict=True):
        blocks = [Array((height, width), [0] * (height * width)) if block is None else as_matrix(block)
                  for block, width in zip(row, widths, strict=True)]
        if any(block.shape != (height, width) for block, width in zip(blocks, widths, strict=True)):
            raise Unsupported("blocks that do not fit")
        lines.extend([x for block in blocks for x in block.rows()[i]] for i in range(height))
    return matrix(lines)


def _extent(sizes: Iterable[int]) -> int:
    return max(sizes, default=1)
