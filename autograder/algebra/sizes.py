"""Sizes and shapes: what they are, and how they are said.

A shape is () for a number, (rows, columns) for a column, row or matrix, three sizes for an array. A size is a polynomial in the dims
with whole coefficients, so that vec of an n×m matrix has length n·m, whichever way it was reached.
"""
from collections.abc import Sequence

from .render import typed, unicode
from .tree import AlgebraError, Tree, is_size

Size = tuple[tuple[tuple[str, ...], int], ...]      # sorted (names of a monomial, coefficient), none of them 0
Shape = tuple[Size, ...]

NUMBER: Shape = ()
UNIT: Size = (((), 1),)


class ShapeError(AlgebraError):
    """Shapes that do not fit, an unknown name, or one used as what it is not; `kind` says which: "shape", "name" or "use"."""

    def __init__(self, message: str, kind: str = "shape") -> None:
        super().__init__(message)
        self.kind = kind


# ---- sizes

def size_of(tree: Tree) -> Size:
    """Return the size that a node of numbers, dims, sums and products spells."""
    if not is_size(tree):
        raise ShapeError(f"{typed(tree)} is not a size: a size is a whole number, a dim, or made of them with + and *", "use")
    return _polynomial(tree)


def _polynomial(tree: Tree) -> Size:
    op = tree[0]
    if op == "num":
        return (((), tree[1]),) if tree[1] else ()
    if op == "sym":
        return (((tree[1],), 1),)
    parts = [_polynomial(part) for part in tree[1:]]
    if op == "+":
        return added(*parts)
    return product([(((), -1),), *parts]) if op == "neg" else product(parts)


def added(*sizes: Size) -> Size:
    """Return the sum of sizes."""
    total: dict[tuple[str, ...], int] = {}
    for size in sizes:
        for names, coefficient in size:
            total[names] = total.get(names, 0) + coefficient
    return tuple(sorted((names, coefficient) for names, coefficient in total.items() if coefficient))


def product(sizes: Sequence[Size]) -> Size:
    """Return the product of sizes."""
    result = UNIT
    for size in sizes:
        result = added(*((((tuple(sorted(a + b)), c * d),) for a, c in result for b, d in size)))
    return result


def size_tree(size: Size) -> Tree:
    """Return a node that spells the size."""
    terms: list[Tree] = []
    for names, coefficient in size:
        factors: list[Tree] = [("sym", name) for name in names]
        if coefficient != 1 or not factors:
            factors.insert(0, ("num", coefficient, 1))
        terms.append(factors[0] if len(factors) == 1 else ("*", *factors))
    return ("num", 0, 1) if not terms else terms[0] if len(terms) == 1 else ("+", *terms)


def whole(size: Size) -> int | None:
    """Return the size where it is one number, else None."""
    return 0 if not size else size[0][1] if len(size) == 1 and not size[0][0] else None


# ---- words

def is_number(shape: Shape) -> bool:
    """A 1×1 matrix serves as a number."""
    return shape in (NUMBER, (UNIT, UNIT))


def is_column(shape: Shape) -> bool:
    return len(shape) == 2 and shape[1] == UNIT


def shape_text(shape: Shape) -> str:
    """Return the shape in words."""
    if is_number(shape):
        return "a number"
    sizes = [unicode(size_tree(size)) for size in shape]
    if is_column(shape):
        return f"a column of length {sizes[0]}"
    if len(shape) == 2 and shape[0] == UNIT:
        return f"a row of length {sizes[1]}"
    return ("a matrix " if len(shape) == 2 else "an array ") + " × ".join(size if size.isalnum() else f"({size})" for size in sizes)
