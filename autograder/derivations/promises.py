"""What a declaration promises of a value: claims that a witness has to keep before any other."""
from collections.abc import Callable, Iterator
from itertools import combinations

from ..algebra.tree import ONE, ZERO, Declaration, Tree

Rows = tuple[tuple[Tree, ...], ...]
Promise = tuple[str, Tree]          # in words, and as a relation
LARGEST_PSD = 6         # all 2ⁿ − 1 principal minors are looked at

ENTRIES: dict[str, tuple[tuple[str, Tree], ...]] = {
    "positive": ((">", ZERO),), "nonneg": ((">=", ZERO),), "nonzero": (("!=", ZERO),), "gt1": ((">", ONE),), "prob": ((">", ZERO), ("<", ONE)),
    "unit": ((">", ("num", -1, 1)), ("<", ONE))}


def promises(name: str, declaration: Declaration, value: Tree) -> Iterator[Promise]:
    """Yield what is said of a name by declaring it, about the value put for it."""
    kind = declaration[-1] if declaration[0] in ("vector", "matrix", "array") else declaration[0]
    rows: Rows = value[1] if value[0] == "block" else ((value,),)
    if kind == "integer":
        _, low, high = declaration
        yield f"{name} is at least {low}", ("rel", ">=", value, ("num", low, 1))
        yield f"{name} is at most {high}", ("rel", "<=", value, ("num", high, 1))
    for relation, bound in ENTRIES.get(kind, ()):
        for entry in (entry for row in rows for entry in row):
            yield f"{name} is declared {kind}", ("rel", relation, entry, bound)
    for claim in STRUCTURES[kind](rows) if kind in STRUCTURES else ():
        yield f"{name} is declared {kind}", claim


def _sum(terms: tuple[Tree, ...]) -> Tree:
    return terms[0] if len(terms) == 1 else ("+", *terms)


def _shares(rows: Rows) -> Iterator[Tree]:
    entries = tuple(entry for row in rows for entry in row)
    yield from (("rel", ">=", entry, ZERO) for entry in entries)
    yield "rel", "=", _sum(entries), ONE


def _rowwise(rows: Rows) -> Iterator[Tree]:
    for row in rows:
        yield from _shares((row,))


def _onehot(rows: Rows) -> Iterator[Tree]:
    yield from _shares(rows)
    yield from (("rel", "=", ("*", entry, entry), entry) for row in rows for entry in row)


def _symmetric(sign: int) -> Callable[[Rows], Iterator[Tree]]:
    def claims(rows: Rows) -> Iterator[Tree]:
        for i, row in enumerate(rows):
            for j in range(i + 1 if sign == 1 else i, len(row)):
                yield "rel", "=", rows[i][j], rows[j][i] if sign == 1 else ("neg", rows[j][i])
    return claims


def _orthonormal(rows: Rows) -> Iterator[Tree]:
    columns = tuple(zip(*rows, strict=True))
    for i, u in enumerate(columns):
        for j, v in enumerate(columns[:i + 1]):
            yield "rel", "=", _sum(tuple(("*", a, b) for a, b in zip(u, v, strict=True))), ONE if i == j else ZERO


def _diagonal(rows: Rows) -> Iterator[Tree]:
    yield from (("rel", "=", entry, ZERO) for i, row in enumerate(rows) for j, entry in enumerate(row) if i != j)


def _diagonal_positive(rows: Rows) -> Iterator[Tree]:
    yield from _diagonal(rows)
    yield from (("rel", ">", row[i], ZERO) for i, row in enumerate(rows))


def _minor(rows: Rows, chosen: tuple[int, ...]) -> Tree:
    return "fn", "det", ("block", tuple(tuple(rows[i][j] for j in chosen) for i in chosen))


def _spd(rows: Rows) -> Iterator[Tree]:
    yield from _symmetric(1)(rows)
    yield from (("rel", ">", _minor(rows, tuple(range(size))), ZERO) for size in range(1, len(rows) + 1))


def _psd(rows: Rows) -> Iterator[Tree]:
    if len(rows) > LARGEST_PSD:
        raise ValueError(f"a psd witness is checked up to {LARGEST_PSD}×{LARGEST_PSD}")
    yield from _symmetric(1)(rows)
    for size in range(1, len(rows) + 1):
        yield from (("rel", ">=", _minor(rows, chosen), ZERO) for chosen in combinations(range(len(rows)), size))


STRUCTURES: dict[str, Callable[[Rows], Iterator[Tree]]] = {
    "simplex": _shares, "joint": _shares, "onehot": _onehot, "rowstochastic": _rowwise,
    "columnstochastic": lambda rows: _rowwise(tuple(zip(*rows, strict=True))), "symmetric": _symmetric(1), "skew": _symmetric(-1),
    "orthonormal": _orthonormal, "diagonal": _diagonal, "diagonal_positive": _diagonal_positive, "spd": _spd, "psd": _psd,
    "invertible": lambda rows: iter([("rel", "!=", ("fn", "det", ("block", rows)), ZERO)]),
    "full_column_rank": lambda rows: iter([("rel", "=", ("fn", "rank", ("block", rows)), ("num", len(rows[0]), 1))])}
