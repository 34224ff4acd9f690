"""What a line of the ledger may hold: of each kind, what it must have and of which type; one that is otherwise has been torn or edited."""
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

Holds = Callable[[Any], bool]


def text(value: Any) -> bool:
    return isinstance(value, str)


def number(value: Any) -> bool:
    """Return whether it is a finite number; what nobody counts to is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e18


def count(value: Any) -> bool:
    return number(value) and isinstance(value, int) and value >= 0


def minutes(value: Any) -> bool:
    """Return whether it is the length of a sitting: no more than a year, which can be added to any day."""
    return count(value) and value <= 366 * 24 * 60


def mark(value: Any) -> bool:
    return isinstance(value, bool)


def texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(text, value))


def named(inner: Holds) -> Holds:
    """Return whether it is such values by name."""
    return lambda value: isinstance(value, dict) and all(map(inner, value.values()))


def moment(value: Any) -> bool:
    """Return whether it is a time of the calendar, with its zone; days may be added to it."""
    try:
        found = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return False
    return found.tzinfo is not None and 1 < found.year < 9000


def _or_none(inner: Holds) -> Holds:
    return lambda value: value is None or inner(value)


# A line of a kind that is not known here is kept and passed over.
NEEDED: Mapping[str, Mapping[str, Holds]] = {
    "attempt": {"exercise": text, "content": named(text), "parts": named(text)},
    "hint": {"exercise": text, "check": text, "stage": count},
    "answer": {"exercise": text, "part": text},
    "exam": {"sitting": text, "event": text},
    "review": {"review": text, "event": text},
    "problem": {"exercise": text, "part": text, "verdict": text},
    "journal": {"exercise": text, "part": text, "words": named(text), "before": text, "hash": text},
    "authorship": {"exercise": text, "part": text, "ai": text},
    "placement": {"track": text}}

# Where they stand, they are of this type.
OPTIONAL: Mapping[str, Mapping[str, Holds]] = {
    "attempt": {"part": _or_none(text), "seed": count, "course": text, "seconds": number, "confinement": text, "checks": named(text),
                "facts": named(lambda value: isinstance(value, dict)), "mine": named(text), "exam": text, "review": text, "late": text},
    "hint": {"part": text, "review": text},
    "exam": {"check": text, "items": texts, "seed": count, "minutes": minutes, "problems": texts},
    "review": {"exercise": text, "part": text, "functions": texts, "seed": count, "asked": mark, "whole": mark, "problem": mark, "outcome": text},
    "problem": {"exam": text, "review": text, "late": text},
    "authorship": {"note": text}}


def is_whole(line: Mapping[str, Any]) -> bool:
    """Return whether a line of a format that is known holds what its kind does."""
    needed, optional = NEEDED.get(line["kind"], {}), OPTIONAL.get(line["kind"], {})
    return (moment(line["when"]) and all(name in line and holds(line[name]) for name, holds in needed.items())
            and all(holds(line[name]) for name, holds in optional.items() if name in line))
