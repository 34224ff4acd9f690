"""What a check notes beside its verdict: the lines of a derivation that held, and the facts of an experiment."""
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol

Fact = str | int | float | bool


class HasLines(Protocol):
    """An account of a derivation: `rows` of its `data()` are its lines."""
    def data(self) -> dict[str, Any]: ...


@dataclass
class Notes:
    """What was noted while one check ran."""
    accounts: list[HasLines] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)

    @property
    def chain(self) -> tuple[Mapping[str, Any], ...]:
        """Return the lines of all derivations that were judged, in order."""
        return tuple(row for account in self.accounts for row in account.data()["rows"])


_notes: ContextVar[Notes | None] = ContextVar("notes", default=None)


def account_of(account: HasLines) -> None:
    """Remember an account that is being written, for whoever shows the derivation once it holds."""
    if (notes := _notes.get()) is not None:
        notes.accounts.append(account)


def note(**facts: Fact) -> None:
    """Note what an accepted submission is about: `note(factor="width", seeds=5)`.  A mastery check may ask for several that differ in a fact."""
    wrong = [name for name, value in facts.items() if not isinstance(value, Fact)]
    if wrong:
        raise ValueError(f"a fact is a word or a number; {wrong[0]} is {facts[wrong[0]]!r}")
    if (notes := _notes.get()) is not None:
        notes.facts |= facts


@contextmanager
def noting() -> Iterator[Notes]:
    """Collect what is noted meanwhile."""
    notes = Notes()
    token = _notes.set(notes)
    try:
        yield notes
    finally:
        _notes.reset(token)
