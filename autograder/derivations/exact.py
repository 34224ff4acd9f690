"""Claims about given numbers, decided exactly: in fractions, or in balls where a root or a logarithm keeps the sides apart."""
from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from flint import fmpq

from ..algebra.tree import Declaration, Tree
from .arrays import Array, Value, entries_of
from .balls import PRECISIONS, Balls
from .evaluate import Evaluator
from .fields import EvaluationError, Inexact, Undefined, Unsupported
from .generic import Generic
from .models import Draw, plain
from .names import Clock, Names
from .rationals import RATIONALS

SECONDS = 2.0
MOST_DIGITS = 60        # of a number in a witness


class Undecided(Exception):
    """The claim could not be decided; the message says why."""


def exactly(claim: Tree, values: Mapping[str, Any], declarations: Mapping[str, Declaration] | None = None) -> bool:
    """Return whether a relation holds of given numbers; False where a side is not defined."""
    draw = _draw(values, declarations or {})
    relation, left, right = claim[1:]
    try:
        a, b = (_entries(draw, side) for side in (left, right))
        return len(a) == len(b) and _relates(relation, a, b)
    except Undefined:
        return False
    except Unsupported:
        return _in_balls(draw, relation, left, right)
    except EvaluationError as error:
        raise Undecided(str(error)) from None


def value_of(tree: Tree, values: Mapping[str, Any], declarations: Mapping[str, Declaration] | None = None) -> Any:
    """Return the value at given numbers as plain numbers, or None where it is not defined."""
    draw = _draw(values, declarations or {})
    try:
        return plain(_exact(Evaluator(draw.lifted(RATIONALS), Clock(SECONDS)).value(tree)))
    except Undefined:
        return None
    except Unsupported:
        pass
    try:
        value = Evaluator(draw.lifted(Balls(PRECISIONS[0])), Clock(SECONDS)).value(tree)
        entries = [Fraction(float(x)) if not isinstance(x, int) else x for x in entries_of(value)]
    except Undefined:
        return None
    except (EvaluationError, ValueError, OverflowError) as error:
        raise Undecided(str(error)) from None
    exact = [fmpq(*Fraction(x).as_integer_ratio()) for x in entries]
    return plain(Array(value.shape, exact) if isinstance(value, Array) else exact[0])


def _exact(value: Value) -> Value:
    return value.map(fmpq) if isinstance(value, Array) else value


def _entries(draw: Draw, tree: Tree) -> list[Any]:
    return [fmpq(x) for x in entries_of(Evaluator(draw.lifted(RATIONALS), Clock(SECONDS)).value(tree))]


def _relates(relation: str, a: list[Any], b: list[Any]) -> bool:
    if relation == "!=":
        return a != b
    return all(RATIONALS.compare(relation, x, y) for x, y in zip(a, b, strict=True))


def _in_balls(draw: Draw, relation: str, left: Tree, right: Tree) -> bool:
    """Balls that separate decide; an equation between numbers that are no fractions can only be refuted."""
    for precision in PRECISIONS:
        field = Balls(precision)
        evaluator = Evaluator(draw.lifted(field), Clock(SECONDS))
        try:
            differences = [x - y for x, y in zip(entries_of(evaluator.value(left)), entries_of(evaluator.value(right)), strict=True)]
            signs = [field.order(x) for x in differences]
        except Undefined:
            return False
        except (Inexact, ValueError):
            continue
        except EvaluationError as error:
            raise Undecided(str(error)) from None
        return any(signs) if relation == "!=" else all(field.compare(relation, sign, 0) for sign in signs)
    if relation in ("=", "<=", ">=", "!=") and _is_zero(draw, ("+", left, ("neg", right))):
        return relation != "!="
    raise Undecided("the two sides are too close to tell apart, and are no fractions")


def _is_zero(draw: Draw, difference: Tree) -> bool:
    """Return whether roots and logarithms of numbers cancel, by their laws."""
    field = Generic(0, Clock(SECONDS))
    try:
        return all(field.is_zero(x) for x in entries_of(Evaluator(draw.lifted(field), Clock(SECONDS)).value(difference)))
    except EvaluationError:
        return False


def _draw(values: Mapping[str, Any], declarations: Mapping[str, Declaration]) -> Draw:
    read = {name: _read(value) for name, value in values.items()}
    sizes = {name: value for name, value in read.items() if isinstance(value, int) and declarations.get(name, ("dim",))[0] in ("dim", "index")}
    return Draw(Names(declarations), sizes, {name: value for name, value in read.items() if name not in sizes}, {}, 0, "given")


def _read(value: Any) -> Value:
    """Return a number, a list of them as a column, or a list of rows as a matrix."""
    if isinstance(value, list | tuple):
        rows = [row if isinstance(row, list | tuple) else [row] for row in value]
        if not rows or not rows[0] or len({len(row) for row in rows}) != 1:
            raise Undecided("the rows of a matrix have as many entries each")
        return Array((len(rows), len(rows[0])), [_read_number(x) for row in rows for x in row])
    return _read_number(value)


def _read_number(value: Any) -> Any:
    if isinstance(value, int) and not isinstance(value, bool):
        number = Fraction(value)
    elif isinstance(value, Fraction):
        number = value
    elif isinstance(value, float) and value == value and abs(value) != float("inf"):
        number = Fraction(value)
    else:
        raise Undecided(f"{str(value)[:40]} is no number")
    if max(abs(number.numerator), number.denominator) >= 10 ** MOST_DIGITS:
        raise Undecided("a number with too many digits")
    return int(number) if number.denominator == 1 else fmpq(number.numerator, number.denominator)
