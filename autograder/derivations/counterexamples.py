"""Values at which two expressions differ, for people: the smallest sizes, small fractions, one entry, and only the names that matter."""
from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from flint import arb

from .arrays import Value, as_array, entries_of, is_array
from .balls import PRECISIONS, Balls
from .evaluate import Evaluator
from .fields import EvaluationError, Number, Undefined
from .models import Draw, Sampler
from .tagged import base

if TYPE_CHECKING:
    from .equality import Question

SMALL_TRIALS = 24           # small points tried before the point at hand is shown
SMALL_SECONDS = 0.25


@dataclass(frozen=True)
class Counterexample:
    """What the names are, and what the two sides come to there: numbers, or the differing entry of arrays; None where one is not defined."""
    values: Mapping[str, Any]
    expected: Any
    got: Any
    entry: tuple[int, ...] | None = None
    undefined: str = ""         # why `got` has no value
    digits: tuple[str, str] | None = None       # the two, as far as they have to be written out to differ
    sizes: Mapping[str, int] = field(default_factory=dict)

    def told(self, above: str = "above", yours: str = "yours") -> str:
        """Return one sentence: at which values, and what comes out on either side."""
        where = ", ".join(f"{name} = {text(value)}" for name, value in self.values.items())
        place = f"entry ({', '.join(map(str, self.entry))}) of " if self.entry else ""
        expected, got = self.digits or (text(self.expected), text(self.got))
        mine = f"{yours} is not defined ({self.undefined})" if self.undefined else f"{yours} {got}"
        return f"{f'at {where}: ' if where else ''}{place}{above} {expected}, {mine}"


def text(value: Any) -> str:
    """Return a value with four digits; a column in brackets, the rows of a matrix apart by semicolons."""
    if value is None:
        return "undefined"
    if isinstance(value, list):
        nested = any(isinstance(item, list) for item in value)
        inner = ("; " if nested else ", ").join(text(item).strip("()") if nested else text(item) for item in value)
        return f"({inner})"
    rounded = f"{value:.4g}" if isinstance(value, float) else str(value)
    return rounded.replace("-", "−")


def shrink(question: Question, draw: Draw) -> Counterexample | None:
    """Return the simplest counterexample found near at hand, else the one at this point."""
    clock = question.clock.at_most(SMALL_SECONDS)
    sampler = Sampler(question.names, question.needed, seed=question.seed + 2)
    plain_first = [(trial, "small" if trial % 3 else "special") for trial in range(1, SMALL_TRIALS)]
    undefined: Counterexample | None = None
    try:
        for trial, style in plain_first:
            candidate = sampler.draw(trial, style, smallest=True)
            found = example(question, candidate, Evaluator(candidate.lifted(Balls(PRECISIONS[0])), clock))
            if found is not None and not found.undefined and all_plain(found):
                return found
            undefined = undefined or found
    except EvaluationError:
        pass
    return _at_hand(question, draw) if undefined is None else undefined


def all_plain(example: Counterexample) -> bool:
    """Zeros show little: a point at which neither side comes to 0 is preferred, and the rest are kept for want of better."""
    return isinstance(example.expected, int | float) and isinstance(example.got, int | float)


def _at_hand(question: Question, draw: Draw) -> Counterexample | None:
    for precision in PRECISIONS:
        try:
            found = example(question, draw, Evaluator(draw.lifted(Balls(precision)), question.clock))
        except EvaluationError:
            continue
        if found is not None:
            return found
    return None


def example(question: Question, draw: Draw, evaluator: Evaluator) -> Counterexample | None:
    """Return the counterexample at a point, or None where the claim holds, or does not apply."""
    from .equality import relate
    try:
        if not question._admissible(evaluator):
            return None
        above = evaluator.value(question.a)
    except EvaluationError:
        return None
    values, sizes = _shown(question, draw, evaluator), dict(draw.sizes)
    try:
        yours = evaluator.value(question.b)
    except Undefined as error:
        return Counterexample(values, _float(entries_of(above)[0]) if not is_array(above) else None, None, None, str(error), None, sizes)
    except EvaluationError:
        return None
    assert isinstance(evaluator.field, Balls)
    precision, approximate = evaluator.field.precision, evaluator.model.approximate
    for place, x, y in _entries(above, yours):
        if relate(question.relation, x, y, precision, approximate) is False:
            return Counterexample(values, _float(x), _float(y), place, "", _digits(x, y), sizes)
    return None


def _shown(question: Question, draw: Draw, evaluator: Evaluator) -> dict[str, Any]:
    """Indices first, then numbers, then arrays; a size only where no array shows it, a name that a fact sets as it was set."""
    names = question.names.shown(question.a, question.b)
    values = draw.shown(names)
    for name in names:
        if name in draw.values and not isinstance(draw.values[name], int) and evaluator.model.values[name] is not None:
            values.setdefault(name, None)
    if any(isinstance(value, list) for value in values.values()):
        values = {name: value for name, value in values.items() if name not in draw.sizes}
    return dict(sorted(values.items(), key=lambda item: (item[0] not in draw.indices, isinstance(item[1], list))))


def _entries(a: Value, b: Value) -> list[tuple[tuple[int, ...] | None, Number, Number]]:
    if not is_array(a):
        return [(None, entries_of(a)[0], entries_of(b)[0])]
    shape = as_array(a).shape
    places = product(*(range(1, n + 1) for n in (shape[:1] if shape[1:] == (1,) else shape)))
    return [(place, x, y) for place, x, y in zip(places, entries_of(a), entries_of(b), strict=True)]


def _digits(x: Number, y: Number) -> tuple[str, str] | None:
    """Return two numbers with as many digits as tell them apart; None where four do."""
    if text(_float(x)) != text(_float(y)):
        return None
    for digits in (8, 12, 16, 24, 32, 48):
        a, b = (arb(base(z)).str(digits, radius=False).replace("-", "−") for z in (x, y))
        if a != b:
            return a, b
    return None


def _float(x: Number) -> int | float | None:
    x = base(x)
    if isinstance(x, int):
        return x
    try:
        value = float(x.mid() if isinstance(x, arb) else x)
    except (OverflowError, ValueError):
        return None
    return int(value) if value.is_integer() and abs(value) < 1e15 else value
