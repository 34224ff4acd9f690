"""A quiz on a text: items to be computed, drawn afresh each time, that whoever read and understood it can answer."""
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, isfinite
from typing import Any, TypeVar

import numpy as np

from ..errors import LearnerError, Mismatch
from .compare import kind, require
from .show import show

Ask = Callable[..., Any]
Given = Mapping[str, Any]
Drawn = TypeVar("Drawn")
Judge = Callable[[Any, Given], None]        # raises a Mismatch that says what is wrong, never what would be right

FRACTION = re.compile(r"\s*([+-]?\d{1,400})\s*(?:/\s*(\d{1,400}))?\s*")     # digits are counted before Python reads them: 400 are plenty
DRAWS = 10_000
LEAST = Fraction(1, 10 ** 6)                # an answer that is 0, or nearly, is judged as one of this size: rounding leaves 1e-15 of it
SHOWN, LISTED = 60, 6                       # characters of a wrong answer, and wrong items, that a message has room for


@dataclass(frozen=True)
class Item:
    """One thing a quiz asks: `draw(rng)` makes its inputs, by name; `judge(answer, inputs)` raises what is wrong with an answer."""
    name: str
    topic: str
    draw: Callable[[np.random.Generator], Given]
    judge: Judge


def quiz(ask: Ask, items: Sequence[Item], rng: np.random.Generator, *, pass_at: float = 0.8) -> None:
    """Put all items in one call, {name: inputs} → {name: answer}, in any order; so large a share of the answers is right.

    An item without an answer is wrong, and so is an answer to what was not asked. The first wrong answer, in the order of `items`,
    is asked for once more by itself: so small a call shows the mistake, and the mistake can be told by its name.
    """
    given = {item.name: item.draw(rng) for item in items}
    answers = ask({items[i].name: plain(given[items[i].name]) for i in rng.permutation(len(items))})
    require(isinstance(answers, dict), f"the answers are a dict {{name of an item: answer}}, not {kind(answers)}", got=answers)
    wrong = {item: why for item in items if (why := _wrong(item, given[item.name], answers))}
    strange = [name for name in answers if name not in given]
    asked, right = len(items) + len(strange), len(items) - len(wrong)
    needed = ceil(pass_at * asked - 1e-9)               # 0.8 · 10 is 8, also where its last bit says a little more
    if right < needed:
        told = [f"`{item.name}` ({item.topic}): {why}" for item, why in wrong.items()] + [f"{show(n, SHOWN)}: no such item was asked" for n in strange]
        more = f"; and {len(told) - LISTED} more" if len(told) > LISTED else ""
        message = f"{right} of {asked} are right, {needed} pass. {'; '.join(told[:LISTED])}{more}"
        raise Mismatch(message, _alone(ask, _first(wrong, answers), given, answers))


def _wrong(item: Item, given: Given, answers: Mapping[Any, Any]) -> str:
    """Return what is wrong with an item's answer; "" where nothing is."""
    if item.name not in answers:
        return "no answer"
    try:
        item.judge(answers[item.name], given)
    except Mismatch as e:
        return e.message
    return ""


def _first(wrong: Mapping[Item, str], answers: Mapping[Any, Any]) -> Item | None:
    """Return the first item that was answered wrongly, or else the first that was not answered."""
    return next((item for item in wrong if item.name in answers), next(iter(wrong), None))


def _alone(ask: Ask, item: Item | None, given: Mapping[str, Given], answers: Any) -> Any:
    """Return what holds the mistake: the answers to this item alone, if it is wrong there too, else all of them."""
    if item is None:
        return answers
    try:
        again = ask({item.name: plain(given[item.name])})
    except LearnerError:        # a program that wants every item in each call: then all of them are the evidence
        return answers
    return again if isinstance(again, dict) and _wrong(item, given[item.name], again) else answers


def plain(value: Any) -> Any:
    """Return a value as lists and plain numbers, as a learner would type them."""
    if isinstance(value, Mapping):
        return {key: plain(x) for key, x in value.items()}
    if isinstance(value, (np.ndarray, np.generic)):
        return value.tolist()
    return [plain(x) for x in value] if isinstance(value, (list, tuple)) else value


def until(good: Callable[[Drawn], Any], draw: Callable[[], Drawn]) -> Drawn:
    """Return the first draw that is good: what it leaves out are inputs on which a misconception would not show."""
    for _ in range(DRAWS):
        if good(drawn := draw()):
            return drawn
    raise ValueError(f"none of {DRAWS} draws is good")


# How an answer is judged

def value(exact: Callable[..., Any], *, rtol: float, among: Sequence[str] = ()) -> Judge:
    """What `exact(**inputs)` returns: numbers, nested lists of them, or labels, which are `among` a closed list.

    A number may be an int, a float, a Fraction or a string "a/b"; it is right within rtol of the answer's largest entry.
    """
    def judge(answer: Any, given: Given) -> None:
        expected = plain(exact(**given))
        sizes = [abs(x) for x in _numbers(expected)]
        _same(plain(answer), expected, Fraction(rtol) * max([LEAST, *sizes]), among, "")
    return judge


def holds(judged: Callable[..., None]) -> Judge:
    """Whatever has the defining property: `judged(answer, **inputs)` reads the answer by `numbers` and says with `require` what is broken."""
    return lambda answer, given: judged(answer, **given)


def numbers(answer: Any, *shape: int | None, said: str = "") -> np.ndarray:
    """Return an answer as an array of floats of this shape (None: any length); `said` names it where it is a part of an answer."""
    def read(got: Any, depth: int) -> Any:
        if depth == len(shape):
            require((x := number(got)) is not None and abs(x) < 1e100, f"{at}{show(got, SHOWN)} is no number that can be judged")
            return float(x)     # type: ignore[arg-type]
        require(isinstance(got, list) and shape[depth] in (None, len(got)), f"{at}{_form(shape)} is asked for, not {show(answer, SHOWN)}")
        return [read(x, depth + 1) for x in got]
    at = f"{said}: " if said else ""
    rows = read(answer := plain(answer), 0)
    sizes = _sizes(rows, shape)
    require(sizes is not None, f"{at}the rows of {show(answer, SHOWN)} have different lengths")
    return np.array(rows, float).reshape(sizes or ())


def number(got: Any) -> Fraction | None:
    """Return an int, a float, a Fraction or a string "a/b" exactly; None where it is no finite number."""
    if isinstance(got, str):
        match = FRACTION.fullmatch(got)
        return Fraction(int(match[1]), int(match[2] or 1)) if match and int(match[2] or 1) else None
    if isinstance(got, bool) or not isinstance(got, (int, float, Fraction)) or (isinstance(got, float) and not isfinite(got)):
        return None
    return Fraction(got)


def _same(got: Any, expected: Any, allowed: Fraction, among: Sequence[str], path: str) -> None:
    at = f"{path}: " if path else ""
    if isinstance(expected, list):
        require(isinstance(got, list), f"{at}{len(expected)} values in a list are asked for, not {show(got, SHOWN)}")
        require(len(got) == len(expected), f"{at}{len(expected)} values are asked for, not {len(got)}")
        for i, (theirs, ours) in enumerate(zip(got, expected, strict=True)):
            _same(theirs, ours, allowed, among, f"{path}[{i}]")
    elif isinstance(expected, str):
        require(not among or got in among, f"{at}{show(got, SHOWN)} is none of {', '.join(among)}")
        require(got == expected, f"{at}{show(got, SHOWN)} is not right")
    else:
        theirs = number(got)
        require(theirs is not None, f"{at}{show(got, SHOWN)} is no number")
        assert theirs is not None
        require(abs(theirs - Fraction(expected)) <= allowed, f"{at}{show(got, SHOWN)} is not right")


def _numbers(value: Any) -> Iterator[Fraction]:
    if isinstance(value, list):
        for x in value:
            yield from _numbers(x)
    elif not isinstance(value, str):
        yield Fraction(value)


def _sizes(rows: Any, asked: Sequence[int | None]) -> tuple[int, ...] | None:
    """Return the shape of nested lists, as deep as what is asked for; None where rows differ in length."""
    if not asked:
        return ()
    inner = {_sizes(row, asked[1:]) for row in rows} or {tuple(n or 0 for n in asked[1:])}
    only = inner.pop()
    return None if inner or only is None else (len(rows), *only)


def _form(shape: Sequence[int | None]) -> str:
    if len(shape) == 1:
        return "a list of numbers" if shape[0] is None else f"a list of {shape[0]} numbers"
    return "a nested list" if None in shape else f"a nested list of shape {tuple(shape)}"
