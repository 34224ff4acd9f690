"""Witnesses and counterexamples: values that a learner returns, put into claims that hold exactly or do not."""
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..algebra.expressions import Claim, Expression
from ..algebra.shapes import shape_text, whole
from ..algebra.tree import Declaration, Tree, free_names, substitute
from ..notes import account_of
from .equality import Undecided, exactly, is_true, value_of
from .openings import read, undecided_if_it_breaks
from .promises import promises
from .telling import Account, Derivation, Found, NotYet

Sentence = tuple[str, Callable[..., bool]]
MOST_ENTRIES = 400
SECONDS = 2.0           # for a claim with roots or logarithms


class _Unfit(Exception):
    """A value that is not what its name was declared as; the message says what is due."""


def witnessed(function: Derivation, asked: Sequence[Expression], claims: Sequence[Claim], such_that: Sequence[Sentence]) -> Account:
    """Judge what a function returned, put for the names."""
    record = read(function, "value", *(["answer"] if len(asked) == 1 else []))
    account = Account(function, _declarations(asked, claims))
    account_of(account)
    try:
        trees = _returned(record.value if record.kind == "value" else record.answer, asked)
        sizes = _sizes(asked, trees)
    except _Unfit as e:
        raise NotYet(f"{function.name}: {e}", line=record.at) from None
    with undecided_if_it_breaks(record, account):
        _judge(trees, sizes, claims, such_that, account, record.at)
    return account


def _judge(trees: dict[str, Tree], sizes: dict[str, Tree], claims: Sequence[Claim], such_that: Sequence[Sentence], account: Account, at: int) -> None:
    for name, tree in trees.items():
        account.add("✓", at, ("rel", "=", ("sym", name), tree))
    for name, tree in trees.items():
        for said, promise in promises(name, account.declarations[name], tree):
            _check(said, promise, account, at)
    for claim in claims:
        said = claim.name or str(claim)
        _check(said, substitute(claim.tree, {**trees, **sizes}), account, at)
        account.say("✓", at, said)
    for sentence, holds in such_that:
        if not holds(*(_plain(tree) for tree in trees.values())):
            account.stop(at, Found((sentence,)))


def _declarations(asked: Sequence[Expression], claims: Sequence[Claim]) -> Mapping[str, Declaration]:
    names: dict[str, Declaration] = {}
    for table in (*(name.names for name in asked), *(claim.names for claim in claims)):
        names.update(table)
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
        return value_of(tree, {})
    rows = [[_plain(entry) for entry in row] for row in tree[1]]
    return [row[0] for row in rows] if all(len(row) == 1 for row in rows) else rows


def _sizes(asked: Sequence[Expression], trees: Mapping[str, Tree]) -> dict[str, Tree]:
    """Return the dims, as the values show them: one size for each."""
    sizes: dict[str, Tree] = {}
    for name in asked:
        value = trees[str(name.tree[1])]
        for size, count in zip(name.shape, (len(value[1]), len(value[1][0])) if value[0] == "block" else (), strict=False):
            if len(size) == 1 and len(size[0][0]) == 1 and size[0][1] == 1:
                known = sizes.setdefault(size[0][0][0], ("num", count, 1))
                if known != ("num", count, 1):
                    raise _Unfit(f"{name!r} does not fit the others: {size[0][0][0]} is {known[1]} there and {count} here")
    return sizes


# ---- claims

def _check(said: str, claim: Tree, account: Account, at: int) -> None:
    """The claim holds for the values put in, in exact arithmetic; with roots or logarithms, as far as they can be told apart."""
    try:
        holds = exactly(claim, {})
    except Undecided as e:
        truth = is_true(claim, {}, seconds=SECONDS, prove=SECONDS)
        if truth.verdict == "undecided":
            account.stop(at, Found((f"{said}: could not be decided", str(e)), mark="?"))
        holds = truth.holds
    if not holds:
        left, right = (_value(side) for side in claim[2:])
        account.stop(at, Found((f"does not hold: {said}",), values=f"left {left}, right {right}", got=left, expected=right))


def _value(tree: Tree) -> str:
    try:
        return _text(value_of(tree, {}))
    except Undecided:
        return "not defined"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
