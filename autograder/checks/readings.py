"""What can be judged of a reading: a quiz of computed items, and the log that a learner keeps of it.

No program can tell whether a text was read. A quiz asks for numbers that follow from it, drawn afresh each time; a log is looked at
for its form alone.
"""
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from math import ceil, isfinite
from typing import Any

import numpy as np

from ..errors import LearnerError, Mismatch
from .compare import kind, require
from .show import show

Ask = Callable[..., Any]
Given = Mapping[str, Any]
Judge = Callable[[Any, Given], None]        # raises a Mismatch that says what is wrong, never what would be right

FRACTION = re.compile(r"\s*([+-]?\d{1,400})\s*(?:/\s*(\d{1,400}))?\s*")     # digits are counted before Python reads them: 400 are plenty
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

    An item without an answer is wrong, and so is an answer to what was not asked. The first item that is wrong (order the items with
    the smallest first) is asked once more by itself: so small a call shows the mistake, and can be told by its name.
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
        raise Mismatch(message, _alone(ask, next(iter(wrong), None), given, answers))


def _wrong(item: Item, given: Given, answers: Mapping[Any, Any]) -> str:
    """Return what is wrong with an item's answer; "" where nothing is."""
    if item.name not in answers:
        return "no answer"
    try:
        item.judge(answers[item.name], given)
    except Mismatch as e:
        return e.message
    return ""


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


# How an answer is judged

def value(exact: Callable[..., Any], *, rtol: float, among: Sequence[str] = ()) -> Judge:
    """What `exact(**inputs)` returns: numbers, nested lists of them, or labels, which are `among` a closed list.

    A number may be an int, a float, a Fraction or a string "a/b"; it is right within rtol of the answer's largest entry.
    """
    def judge(answer: Any, given: Given) -> None:
        expected = plain(exact(**given))
        sizes = [abs(x) for x in _numbers(expected)]
        _same(plain(answer), expected, Fraction(rtol) * (max(sizes, default=Fraction(0)) or 1), among, "")
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
    sizes = _sizes(rows, len(shape))
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


def _sizes(rows: Any, depth: int) -> tuple[int, ...] | None:
    """Return the shape of nested lists; None where it has none."""
    if depth == 0:
        return ()
    inner = {_sizes(row, depth - 1) for row in rows}
    if len(inner) > 1 or None in inner:
        return None
    return len(rows), *(next(iter(inner), None) or (0,) * (depth - 1))


def _form(shape: Sequence[int | None]) -> str:
    if len(shape) == 1:
        return "a list of numbers" if shape[0] is None else f"a list of {shape[0]} numbers"
    return "a nested list" if None in shape else f"a nested list of shape {tuple(shape)}"


# The log

STATUSES = {"reading": "still being read", "read": "read once", "reread": "read again"}
WORDS, DIFFERENT = 25, 15       # the fewest words of notes, and of different ones: two or three sentences
RUN, PASTED = 5, 1 / 3          # words that stand alike in a row; the share of such rows from which on a note is someone else's


def logged(log: Ask, *, others: Sequence[Ask] = (), statement: str = "", sections: int = 1, also: Sequence[str] = ()) -> None:
    """The log of a text that was read: status, dates, sections, notes in the learner's own words, and fields that `also` are asked for.

    `others` are the logs of the other texts, whose notes are others; `statement` is what was given, and is not pasted into the notes.
    """
    entry = log()
    fields = ("status", "began", "ended", "sections", "notes", *also)
    require(isinstance(entry, dict), f"a log is a dict with {', '.join(fields)}, not {kind(entry)}", got=entry)
    missing, strange = [f for f in fields if f not in entry], [show(f, SHOWN) for f in entry if f not in fields]
    require(not missing, f"the log lacks {', '.join(missing)}", got=entry)
    require(not strange, f"a log has {', '.join(fields)}; {', '.join(strange)} is none of them", got=entry)
    try:
        _status(entry["status"])
        _dates(entry["began"], entry["ended"])
        _sections(entry["sections"], sections)
        _notes(entry["notes"], statement)
        for name in also:
            require(len(_words(entry[name])) >= RUN, f"`{name}` wants a sentence, in your own words")
    except Mismatch as e:
        raise Mismatch(e.message, entry) from None
    for other in others:
        require(not pasted(entry["notes"], _notes_of(other)), "these notes are those of another text too: say what this one taught you", got=entry)


def _status(status: Any) -> None:
    told = ", ".join(f'"{name}" ({what})' for name, what in STATUSES.items())
    require(isinstance(status, str) and status in STATUSES, f"the status is one of {told}; not {show(status, SHOWN)}")
    require(status != "reading", 'the log says that you are still reading: once you are through, its status is "read"')


def _dates(began: Any, ended: Any) -> None:
    first, last = _day("began", began), _day("ended", ended)
    require(first <= last, f"the reading ended on {last}, before it began on {first}")
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)         # somewhere on Earth it is tomorrow already
    require(last <= tomorrow, f"the reading ended on {last}, which is yet to come")


def _day(name: str, told: Any) -> date:
    require(isinstance(told, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", told), f'`{name}` is a date, "2025-03-31" say, not {show(told, SHOWN)}')
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise Mismatch(f"`{name}`: {told} stands in no calendar") from None


def _sections(told: Any, least: int) -> None:
    good = isinstance(told, (list, tuple)) and all(isinstance(x, (str, int)) and not isinstance(x, bool) and str(x).strip() for x in told)
    require(good, f"the sections are a list of what you read, as the text names or numbers them, not {show(told, SHOWN)}")
    different = {str(x).strip() for x in told}
    require(len(different) >= least, f"the log names {len(different)} of the {least} sections or more that are asked for")


def _notes(told: Any, statement: str) -> None:
    words = _words(told)
    require(len(words) >= WORDS, f"the notes have {len(words)} words: tell in {WORDS} or more what the text taught you")
    require(len(set(words)) >= DIFFERENT, f"the notes have {len(set(words))} different words: tell in whole sentences what the text taught you")
    require(not pasted(told, statement), "the notes repeat what the exercise says: tell in your own words what the text taught you")


def _notes_of(log: Ask) -> Any:
    try:
        entry = log()
    except LearnerError:        # not written yet, or not to be had: a matter of its own part
        return ""
    return entry.get("notes", "") if isinstance(entry, dict) else ""


def pasted(notes: Any, source: Any) -> bool:
    """Return whether more than a third of the notes' rows of five words stand in the source as well."""
    theirs, ours = _runs(notes), set(_runs(source))
    return bool(theirs) and sum(run in ours for run in theirs) > PASTED * len(theirs)


def _runs(text: Any) -> list[tuple[str, ...]]:
    words = _words(text)
    return [tuple(words[i:i + RUN]) for i in range(len(words) - RUN + 1)]


def _words(text: Any) -> list[str]:
    return re.findall(r"\w+", text.lower()) if isinstance(text, str) else []
