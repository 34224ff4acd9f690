"""Which shape an expression has, symbolically, and the sentence that is owed where shapes do not fit.

A shape is () for a number, (rows, columns) for a column, row or matrix, three sizes for an array. A size is a polynomial in the dims
with whole coefficients, so that vec of an n×m matrix has length n·m, whichever way it was reached.
"""
from collections.abc import Callable, Mapping, Sequence

from .render import typed, unicode
from .tree import BINDERS, CONSTANTS, ELEMENTWISE, NUMBER_KINDS, AlgebraError, Declaration, Tree, children, is_size

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


def _seen(tree: Tree, shape: Shape) -> str:
    text = typed(tree)
    return f"{text if len(text) <= 60 else text[:57] + '…'}, {shape_text(shape)}"


# ---- one node, from the shapes below it

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


# ---- a whole tree

def shape_of(tree: Tree, declarations: Mapping[str, Declaration], bound: Mapping[str, Shape] | None = None) -> Shape:
    """Return the shape of a tree whose free names are declared, or raise ShapeError."""
    return Shapes(declarations).of(tree, bound or {})


class Shapes:
    """The shapes of the trees over one table of declarations; those of definitions are found once."""

    def __init__(self, declarations: Mapping[str, Declaration]) -> None:
        self.declarations = declarations
        self._names: dict[str, Shape] = {}

    def of(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        """Return the shape of a tree in which the bound names have the shapes given."""
        op = tree[0]
        if op == "num":
            return NUMBER
        if op == "sym":
            return self.name(tree[1], bound)
        if op == "idx" and self._is_sequence(tree[1], bound):
            return self._element(tree, bound)
        if op == "call":
            return self._value(tree, bound)
        if op == "mod" and self.name(tree[2], bound) != NUMBER:
            raise ShapeError(f"an expansion is in a small number, and {tree[2]} is none")
        if op in BINDERS:
            return self._binder(tree, bound)
        return node_shape(tree, [self.of(part, bound) for part in children(tree)])

    def _binder(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        gaussian = tree[0] == "E" and tree[3][:2] == ("fn", "N")
        outside = [self.of(part, bound) for part in (children(tree[3]) if gaussian else children(tree)[1:])]
        inner = law_shape(tree[3], outside) if tree[0] == "E" else outside[0] if tree[0] == "at" else NUMBER
        return node_shape(tree, [self.of(tree[1], {**bound, tree[2]: inner}), *outside])

    def name(self, name: str, bound: Mapping[str, Shape]) -> Shape:
        """Return the shape of a name, bound or declared."""
        if name in bound:
            return bound[name]
        if name in CONSTANTS:
            return NUMBER
        if name not in self.declarations:
            raise ShapeError(f"unknown name {name}; known are {', '.join(sorted(self.declarations)) or 'none'}", "name")
        if name not in self._names:
            self._names[name] = self._declared(name, self.declarations[name])
        return self._names[name]

    def _declared(self, name: str, declaration: Declaration) -> Shape:
        kind, *parts = declaration
        if kind in NUMBER_KINDS or kind in ("integer", "dim", "index"):
            return NUMBER
        if kind == "vector":
            return size_of(parts[0]), UNIT
        if kind in ("matrix", "array"):
            return tuple(size_of(size) for size in parts[:-1])
        if kind == "random":
            return law_shape(parts[0], [self.of(part, {}) for part in children(parts[0])])
        if kind == "definition":
            return self._defined(parts[0], parts[1])
        example = "m[t]" if kind == "sequence" else "f(x)"
        raise ShapeError(f"{name} is a {kind}: write {example.replace(example[0], name, 1)}", "use")

    def _defined(self, indices: Sequence[str], body: Tree) -> Shape:
        if not indices:
            return self.of(body, {})
        sizes: list[Size] = []
        for index in indices:
            declaration = self.declarations.get(index, ("nothing",))
            if declaration[0] != "index":
                raise ShapeError(f"{index} is not declared as an index", "name")
            sizes.append(size_of(declaration[1]))
        return (sizes[0], UNIT) if len(sizes) == 1 else tuple(sizes)

    def _is_sequence(self, base: Tree, bound: Mapping[str, Shape]) -> bool:
        return base[0] == "sym" and base[1] not in bound and self.declarations.get(base[1], ("nothing",))[0] == "sequence"

    def _element(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        if len(tree) != 3 or not is_number(self.of(tree[2], bound)):
            raise ShapeError(f"{typed(tree)}: a sequence takes one whole number")
        first: Tree = self.declarations[tree[1][1]][2]
        return self.of(first, {})

    def _value(self, tree: Tree, bound: Mapping[str, Shape]) -> Shape:
        declaration = self.declarations.get(tree[1], ("nothing",))
        if declaration[0] != "function":
            raise ShapeError(f"unknown function {tree[1]}", "name")
        return call_shape(tree, [self.of(part, bound) for part in tree[2:]], declaration)


def call_shape(tree: Tree, arguments: Sequence[Shape], declaration: Declaration) -> Shape:
    """Return the shape of an undefined function's value, or raise ShapeError."""
    expected = [tuple(map(size_of, shape)) for shape in declaration[1]]
    if len(arguments) != len(expected):
        raise ShapeError(f"{tree[1]} takes {len(expected)} argument{'s' * (len(expected) != 1)}, not {len(arguments)}")
    for argument, shape, due in zip(tree[2:], arguments, expected, strict=True):
        if shape != due and not (is_number(shape) and is_number(due)):
            raise ShapeError(f"{tree[1]} takes {shape_text(due)} here, but {_seen(argument, shape)}")
    return tuple(map(size_of, declaration[2]))
