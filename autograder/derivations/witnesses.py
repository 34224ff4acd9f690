"""Witnesses and counterexamples: values that a learner returns, put into claims that hold exactly or do not."""
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from ..algebra.expressions import Claim, Expression
from ..algebra.shapes import shape_text, whole
from ..algebra.tree import ONE, ZERO, Declaration, Tree, free_names, substitute
from .equality import Undecided, exactly, is_true, value_of
from .openings import read
from .telling import Account, Derivation, Found, NotYet

Exact = Fraction | list[Any]        # a number, or rows of numbers
Promise = tuple[str, Callable[..., bool]]
MOST_ENTRIES = 400
SECONDS = 2.0

SIGNS = {"positive": (">", ZERO), "nonneg": (">=", ZERO), "nonzero": ("!=", ZERO), "gt1": (">", ONE)}
BETWEEN = {"prob": (ZERO, ONE), "unit": (("num", -1, 1), ONE)}


class _Unfit(Exception):
    """A value that is not what its name was declared as; the message says what is due."""


def witnessed(function: Derivation, asked: Sequence[Expression], claims: Sequence[Claim], such_that: Sequence[Promise]) -> Account:
    """Judge what a function returned, put for the names."""
    record = read(function, "value")
    account = Account(function, _declarations(asked, claims))
    try:
        trees = _returned(record.value, asked)
    except _Unfit as e:
        raise NotYet(f"{function.name}: {e}", line=record.at) from None
    for name, tree in trees.items():
        account.add("✓", record.at, ("rel", "=", ("sym", name), tree))
    for claim in (*_kept(asked), *claims):
        _check(claim, trees, account, record.at)
    for sentence, holds in such_that:
        if not holds(*(_plain(tree) for tree in trees.values())):
            account.stop(record.at, Found((sentence,)), formula=None)
    return account


def _declarations(asked: Sequence[Expression], claims: Sequence[Claim]) -> Mapping[str, Declaration]:
    names: dict[str, Declaration] = {}
    for said in (*asked, *claims):
        names.update(said.names)
    return names


# ---- what was returned

def _returned(value: Any, asked: Sequence[Expression]) -> dict[str, Tree]:
    values = value if len(asked) > 1 else [value]
    names = ", ".join(map(repr, asked))
    if not isinstance(values, list) or len(values) != len(asked):
        raise _Unfit(f"return {names}, {'one after the other' if len(asked) > 1 else 'nothing else'}")
    return {str(name.tree[1]): _put(given, name) for given, name in zip(values, asked, strict=True)}


def _put(value: Any, name: Expression) -> Tree:
    """Return the value as a tree of the shape declared."""
    due = f"{name!r} is to be {shape_text(name.shape)} of whole numbers, Fractions or expressions without names"
    if not name.shape:
        return _number(value, due)
    column = len(name.shape) == 2 and whole(name.shape[1]) == 1
    rows = [[entry] for entry in value] if column and isinstance(value, list) and not any(isinstance(entry, list) for entry in value) else value
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) and row and len(row) == len(rows[0]) for row in rows):
        raise _Unfit(due)
    if len(rows) * len(rows[0]) > MOST_ENTRIES:
        raise _Unfit(f"{name!r} has more than {MOST_ENTRIES} entries: a smaller witness will do")
    if any(size not in (None, count) for size, count in zip(map(whole, name.shape), (len(rows), len(rows[0])), strict=True)):
        raise _Unfit(due)
    return "block", tuple(tuple(_number(entry, due) for entry in row) for row in rows)


def _number(value: Any, due: str) -> Tree:
    if not isinstance(value, tuple) or value[0] == "rel":
        raise _Unfit(due)
    if free_names(value):
        raise _Unfit(f"{due}; {sorted(free_names(value))[0]} has no value")
    return value


def _plain(tree: Tree) -> Any:
    """Return a value as Fractions in rows, for a predicate; what is not rational as a float."""
    if tree[0] != "block":
        exact = value_of(tree, {})
        return exact
    rows = [[_plain(entry) for entry in row] for row in tree[1]]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else rows


# ---- claims

def _check(claim: Claim, trees: Mapping[str, Tree], account: Account, at: int) -> None:
    said = claim.name or account_text(claim)
    put = substitute(claim.tree, dict(trees))
    try:
        holds = exactly(put, {})
    except Undecided as e:
        truth = is_true(put, {}, seconds=SECONDS, prove=SECONDS)       # radicals: equal to all digits looked at, or proved by SymPy
        if truth.verdict == "undecided":
            account.stop(at, Found((f"{said}: could not be decided", str(e)), mark="?"))
        holds = truth.holds
    if holds:
        account.say("✓", at, said)
        return
    left, right = (_value(side) for side in put[2:])
    account.rows.append(_row(said, at))
    account.stop(at, Found(("does not hold for what is returned",), values=f"left {left}, right {right}", got=left, expected=right))


def account_text(claim: Claim) -> str:
    """Return a claim as it is written on paper."""
    return str(claim)


def _row(said: str, at: int) -> Any:
    from .telling import Row
    return Row("✗", at, None, quoted=said)


def _value(tree: Tree) -> str:
    try:
        return _text(value_of(tree, {}))
    except Undecided:
        return "not defined"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


# ---- what a declaration promises

def _kept(asked: Sequence[Expression]) -> list[Claim]:
    """Return what the declarations of the names say of their values, as claims."""
    return [claim for name in asked for claim in _promises(name)]


def _promises(name: Expression) -> list[Claim]:
    return []
