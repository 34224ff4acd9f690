"""Whether the parts of one node fit together, the shape that comes of it, and the sentence that is owed where they do not."""
from collections.abc import Callable, Sequence

from .render import typed, unicode
from .sizes import NUMBER, UNIT, Shape, ShapeError, Size, added, is_column, is_number, product, shape_text, size_of, size_tree, whole
from .tree import ELEMENTWISE, Declaration, Tree


def node_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    """Return the shape of a node whose children have the shapes given, or raise ShapeError."""
    op = tree[0]
    if op == "fn":
        return _function_shape(tree, below)
    return RULES[op](tree, below)


def _sum_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    first = below[0]
    for place, (term, shape) in enumerate(zip(tree[2:], below[1:], strict=True), 2):
        if shape != first and not (is_number(first) and is_number(shape)):
            verb, term = ("subtract", term[1]) if term[0] == "neg" else ("add", term)
            hint = ": one of them lacks a .T" if len(shape) == 2 and shape == first[::-1] else ""
            if is_number(shape) != is_number(first):
                hint = ": a number times ones(n) or eye(n) is an array"
            before = tree[1] if place == 2 else tree[:place]
            raise ShapeError(f"cannot {verb} {_seen(before, first)}, and {_seen(term, shape)}{hint}")
    return NUMBER if is_number(first) else first


def _times_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    arrays = [(part, shape) for part, shape in zip(tree[1:], below, strict=True) if not is_number(shape)]
    if len(arrays) > 1:
        (a, p), (b, q) = arrays[:2]
        raise ShapeError(f"* joins {_seen(a, p)}, and {_seen(b, q)}; the matrix product is @, the elementwise product hadamard(a, b)")
    return arrays[0][1] if arrays else NUMBER


def _matrix_product_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    rows, columns = _matrix(tree[1], below[0], "@")
    before = tree[1]
    for place, (part, shape) in enumerate(zip(tree[2:], below[1:], strict=True), 3):
        next_rows, next_columns = _matrix(part, shape, "@")
        if columns != next_rows:
            a, b = unicode(size_tree(columns)), unicode(size_tree(next_rows))
            alike = (rows, columns) == shape
            hint = f"; the inner product is {typed(('@', ('T', before), part))}" if alike and is_column(shape) else \
                "; elementwise is *" if alike else ""
            raise ShapeError(f"cannot multiply {_seen(before, (rows, columns))}, by {_seen(part, shape)}: "
                             f"the inner sizes {a} and {b} differ{hint}")
        columns, before = next_columns, tree[:place]
    return NUMBER if (rows, columns) == (UNIT, UNIT) else (rows, columns)


def _matrix(tree: Tree, shape: Shape, word: str) -> tuple[Size, Size]:
    if shape == NUMBER:
        raise ShapeError(f"{word} needs matrices, but {typed(tree)} is a number" + ("; a number multiplies with *" if word == "@" else ""))
    if len(shape) != 2:
        raise ShapeError(f"{word} needs matrices, but {_seen(tree, shape)}; write its entries with three indices")
    return shape[0], shape[1]


def _quotient_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if not is_number(below[1]):
        raise ShapeError(f"cannot divide by {_seen(tree[2], below[1])}: multiply with inv(…), or divide entry by entry with an index")
    return below[0]


def _power_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if not is_number(below[1]):
        raise ShapeError(f"an exponent is a number, but {_seen(tree[2], below[1])}")
    if not is_number(below[0]):
        _square(tree[1], below[0], "a matrix power")
    return below[0]


def _square(tree: Tree, shape: Shape, word: str) -> None:
    if not is_number(shape) and not (len(shape) == 2 and shape[0] == shape[1]):
        raise ShapeError(f"{word} needs a square matrix, but {typed(tree)} is {shape_text(shape)}")


def _transposed(tree: Tree, below: Sequence[Shape]) -> Shape:
    if len(below[0]) == 3:
        raise ShapeError(f"{typed(tree[1])} has three indices and no transpose: permute the indices")
    return below[0][::-1]


def _entry_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    shape, indices = below[0], tree[2:]
    wanted = 3 if len(shape) == 3 else 1 if len(shape) == 2 and UNIT in shape else 2
    if shape == NUMBER:
        raise ShapeError(f"{typed(tree[1])} is a number and has no entries")
    if len(indices) != wanted and not (wanted == 1 and len(indices) == 2):
        word = ("one index", "two indices", "three indices")[wanted - 1]
        raise ShapeError(f"{typed(tree[1])} is {shape_text(shape)}: write {word}, not {len(indices)}")
    sizes = shape if len(indices) == len(shape) else tuple(size for size in shape if size != UNIT) or (UNIT,)
    for index, inner, size in zip(indices, below[1:], sizes, strict=True):
        if not is_number(inner):
            raise ShapeError(f"an index is a whole number, but {_seen(index, inner)}")
        most = whole(size)
        if index[0] == "num" and (index[2] != 1 or index[1] < 1 or (most is not None and index[1] > most)):
            raise ShapeError(f"{typed(tree)}: entries count from 1" + (f" to {most}" if most else ""))
    return NUMBER


def _derivative_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    value, by = below
    if is_number(value):
        return by
    if is_number(by):
        return value
    if is_column(value) and is_column(by):
        return value[0], by[0]
    raise ShapeError(f"the derivative of {_seen(tree[1], value)}, by {_seen(tree[2], by)}, has more than two indices: write D of an entry")


def _ranged_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    body, *limits = below
    for limit, shape in zip(tree[3:], limits, strict=True):
        if not is_number(shape):
            raise ShapeError(f"a limit is a number, but {_seen(limit, shape)}")
    if tree[0] != "sum" and not is_number(body):
        raise ShapeError(f"{tree[0]} is over numbers, but {_seen(tree[1], body)}")
    return body


def _mean_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    return below[0]


def law_shape(law: Tree, below: Sequence[Shape]) -> Shape:
    """Return the shape of what is drawn from a law; `below` are the shapes of its parts, or its own."""
    if law[:2] == ("fn", "N"):
        mean, covariance = below
        expected = NUMBER if is_number(mean) else (mean[0], mean[0])
        if not (is_number(mean) or is_column(mean)) or (covariance != expected and not (is_number(mean) and is_number(covariance))):
            raise ShapeError(f"N(mean, covariance) takes two numbers or a column and a square matrix, not {_seen(law[2], mean)}, "
                             f"and {_seen(law[3], covariance)}")
        return mean
    if not is_column(below[0]):
        raise ShapeError(f"a law is N(mean, covariance) or a column of probabilities, not {_seen(law, below[0])}")
    return NUMBER


def _block_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    rows, width = tree[1], len(tree[1][0])
    table = [below[i * width:(i + 1) * width] for i in range(len(rows))]
    heights = [_common(rows[i], table[i], 0) for i in range(len(rows))]
    widths = [_common([row[j] for row in rows], [shapes[j] for shapes in table], 1) for j in range(width)]
    return added(*heights), added(*widths)


def _common(blocks: Sequence[Tree], shapes: Sequence[Shape], side: int) -> Size:
    """Return the height of a row of blocks, or the width of a column; a plain 0 adapts."""
    firm = [(block, shape or (UNIT, UNIT)) for block, shape in zip(blocks, shapes, strict=True) if block != ("num", 0, 1)]
    line = ("row", "column")[side]
    if not firm:
        return UNIT
    for block, shape in firm[1:]:
        if len(shape) != 2 or shape[side] != firm[0][1][side]:
            raise ShapeError(f"blocks in one {line} do not fit: {_seen(firm[0][0], firm[0][1])}, and {_seen(block, shape)}")
    return firm[0][1][side]


def _relation_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    left, right = below
    both_numbers = is_number(left) and is_number(right)
    if left != right and not both_numbers:
        hint = ": one of them lacks a .T" if left == right[::-1] else ""
        raise ShapeError(f"the two sides differ in shape: {_seen(tree[2], left)}, and {_seen(tree[3], right)}{hint}")
    if tree[1] not in ("=", "!=") and not both_numbers:
        raise ShapeError(f"{tree[1]} compares numbers, but {_seen(tree[2], left)}; compare entries, or norms")
    return NUMBER


RULES: dict[str, Callable[[Tree, Sequence[Shape]], Shape]] = {
    "+": _sum_shape, "*": _times_shape, "@": _matrix_product_shape, "/": _quotient_shape, "neg": _mean_shape, "^": _power_shape,
    "T": _transposed, "idx": _entry_shape, "D": _derivative_shape, "sum": _ranged_shape, "prod": _ranged_shape, "max": _ranged_shape,
    "min": _ranged_shape, "integral": _ranged_shape, "at": _mean_shape, "E": _mean_shape, "mod": _mean_shape, "block": _block_shape,
    "rel": _relation_shape}


# ---- functions

def _function_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    name, arguments = tree[1], tree[2:]
    if name == "N":
        raise ShapeError("N(…) is a law, not a number: random(\"x\", N(m, S)) is drawn from it", "use")
    if name in ("eye", "ones", "zeros"):
        sizes = tuple(size_of(argument) for argument in arguments)
        return (sizes[0], sizes[0] if name == "eye" else sizes[1] if len(sizes) > 1 else UNIT)
    if name in ELEMENTWISE:
        return below[0]
    if name in ("max", "min", "delta", "binomial"):
        for argument, shape in zip(arguments, below, strict=True):
            if not is_number(shape):
                raise ShapeError(f"{name} is of numbers, but {_seen(argument, shape)}")
        return NUMBER
    if name == "where":
        return node_shape(("rel", "=", *arguments[1:]), below[1:]) or below[1]
    if name == "indicator":
        return NUMBER
    return MATRIX_FUNCTIONS[name](tree, below)


def _squared(tree: Tree, below: Sequence[Shape]) -> Shape:
    _square(tree[2], below[0], tree[1])
    return NUMBER


def _inverse_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    _square(tree[2], below[0], "inv")
    return below[0]


def _diagonal_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if is_column(below[0]):
        return below[0][0], below[0][0]
    if is_number(below[0]):
        raise ShapeError(f"diag is of a column or of a square matrix, but {_seen(tree[2], below[0])}")
    _square(tree[2], below[0], "diag")
    return below[0][0], UNIT


def _stacked(tree: Tree, below: Sequence[Shape]) -> Shape:
    return product(_matrix(tree[2], below[0], "vec")), UNIT


def _kronecker_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    (a, b), (c, d) = (_matrix(part, shape, "kron") for part, shape in zip(tree[2:], below, strict=True))
    return product([a, c]), product([b, d])


def _hadamard_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if below[0] != below[1]:
        raise ShapeError(f"* is elementwise, but {_seen(tree[2], below[0])}, and {_seen(tree[3], below[1])}; the matrix product is @")
    return below[0]


def _elementwise_power_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if not is_number(below[1]):
        raise ShapeError(f"an exponent is a number, but {_seen(tree[3], below[1])}")
    return below[0]


def _column_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if not is_column(below[0]):
        raise ShapeError(f"{tree[1]} is of a column, but {_seen(tree[2], below[0])}")
    return below[0]


def _norm_shape(tree: Tree, below: Sequence[Shape]) -> Shape:
    if tree[1] != "frobenius2" and len(below[0]) == 2 and UNIT not in below[0]:
        raise ShapeError(f"{tree[1]} is of a vector, but {_seen(tree[2], below[0])}; for the sum of all squares write frobenius2(…)")
    return NUMBER


MATRIX_FUNCTIONS: dict[str, Callable[[Tree, Sequence[Shape]], Shape]] = {
    "tr": _squared, "det": _squared, "logdet": _squared, "inv": _inverse_shape, "diag": _diagonal_shape, "vec": _stacked,
    "kron": _kronecker_shape, "hadamard": _hadamard_shape, "hadamard_power": _elementwise_power_shape, "softmax": _column_shape,
    "norm": _norm_shape, "norm2": _norm_shape, "frobenius2": _norm_shape, "rank": lambda tree, below: NUMBER}


def call_shape(tree: Tree, arguments: Sequence[Shape], declaration: Declaration) -> Shape:
    """Return the shape of an undefined function's value, or raise ShapeError."""
    expected = [tuple(map(size_of, shape)) for shape in declaration[1]]
    if len(arguments) != len(expected):
        raise ShapeError(f"{tree[1]} takes {len(expected)} argument{'s' * (len(expected) != 1)}, not {len(arguments)}")
    for argument, shape, due in zip(tree[2:], arguments, expected, strict=True):
        if shape != due and not (is_number(shape) and is_number(due)):
            raise ShapeError(f"{tree[1]} takes {shape_text(due)} here, but {_seen(argument, shape)}")
    return tuple(map(size_of, declaration[2]))


def _seen(tree: Tree, shape: Shape) -> str:
    text = typed(tree)
    return f"{text if len(text) <= 60 else text[:57] + '…'}, {shape_text(shape)}"
