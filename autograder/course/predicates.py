"""What shows that something is mastered, and what of it is still missing."""
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import yaml

from .references import Reference, reference
from .strict import Fields, Source


@dataclass(frozen=True)
class Item:
    """One demand: an exercise or a part passed, or so many accepted submissions of it that differ in a field."""
    reference: Reference
    exam: bool = False               # passed in exam mode
    fresh_instances: int = 0         # on that many different random instances
    count: int = 0                   # accepted submissions; 0 asks for a pass instead
    distinct: str = ""               # the field in which they differ
    min_seeds: int = 0               # each run under that many seeds


@dataclass(frozen=True)
class Check:
    """A mastery check, milestone or gate: all of `all`, and at least one of `any`."""
    id: str
    statement: str
    all: tuple[Item, ...] = ()
    any: tuple[Item, ...] = ()
    note: str = ""
    line: int = 0

    @property
    def items(self) -> tuple[Item, ...]:
        return self.all + self.any


class Evidence(Protocol):
    """What attempts say beyond passed or not."""

    def exams(self, reference: str) -> bool:
        """Was it passed in exam mode?"""

    def instances(self, reference: str, exam: bool) -> int:
        """Return how many different random instances of it were passed (in exam mode)."""

    def submissions(self, reference: str, distinct: str, min_seeds: int) -> int:
        """Return how many accepted submissions differ in that field, each run under at least so many seeds."""


@dataclass(frozen=True)
class Missing:
    """What would close one gap, and by which exercises or parts."""
    what: str
    references: tuple[Reference, ...]

    def __str__(self) -> str:
        return self.what


class _Nothing:
    """No exam, no instance, no submission yet."""

    def exams(self, reference: str) -> bool:
        return False

    def instances(self, reference: str, exam: bool) -> int:
        return 0

    def submissions(self, reference: str, distinct: str, min_seeds: int) -> int:
        return 0


def missing(check: Check, passed: Callable[[str], bool], evidence: Evidence | None = None) -> list[Missing]:
    """Return what a check still lacks, demand by demand; nothing if it is met."""
    known = evidence or _Nothing()
    gaps = [Missing(gap, (item.reference,)) for item in check.all if (gap := _gap(item, passed, known))]
    open_ones = [(item, gap) for item in check.any if (gap := _gap(item, passed, known))]
    if check.any and len(open_ones) == len(check.any):
        gaps.append(Missing(" or ".join(gap for _, gap in open_ones), tuple(item.reference for item, _ in open_ones)))
    return gaps


def _gap(item: Item, passed: Callable[[str], bool], evidence: Evidence) -> str:
    """Return what one demand lacks, in words; empty if nothing."""
    name = str(item.reference)
    if item.count:
        have = evidence.submissions(name, item.distinct, item.min_seeds)
        differing = f" that differ in {item.distinct}" if item.distinct else ""
        seeds = f", each under {item.min_seeds} seeds or more" if item.min_seeds else ""
        return "" if have >= item.count else f"{item.count - have} of {item.count} accepted submissions of {name}{differing}{seeds}"
    exam = " in exam mode" if item.exam else ""
    if item.fresh_instances:
        have = evidence.instances(name, item.exam)
        return "" if have >= item.fresh_instances else f"{item.fresh_instances - have} of {item.fresh_instances} fresh instances of {name}{exam}"
    return "" if (evidence.exams(name) if item.exam else passed(name)) else f"{name}{exam}"


def read_checks(fields: Fields, key: str) -> tuple[Check, ...]:
    """Return the checks that stand under a key."""
    what = {"mastery": "a mastery check", "milestones": "a milestone", "gates": "a gate"}[key]
    return tuple(_check(each, fields.source) for each in fields.mappings(key, what))


def _check(fields: Fields, source: Source) -> Check:
    name, statement = fields.text("id"), fields.text("statement")
    wanted, offered = fields.entries("all"), fields.entries("any")
    exam, fresh = fields.flag("exam"), fields.number("fresh_instances", default=0)
    note = fields.text("note", required=False)
    fields.done()
    if fields.values and not {"all", "any"} & set(fields.values):
        source.wrong(fields.line, f"{fields.what} demands nothing; give it `all: [some-exercise]` or `any: [some-exercise, some-other]`")
    return Check(name, statement, _items(wanted, exam, fresh, source), _items(offered, exam, fresh, source), note, fields.line)


def _items(nodes: tuple[yaml.Node, ...], exam: bool, fresh: int, source: Source) -> tuple[Item, ...]:
    """Return the demands of a list; what the whole check asks, each of them asks."""
    found = [_item(node, exam, fresh, source) for node in nodes]
    return tuple(item for item in found if item)


def _item(node: yaml.Node, exam: bool, fresh: int, source: Source) -> Item | None:
    if isinstance(node, yaml.ScalarNode):
        one = reference(node.value, source.line(node), source)
        return Item(one, exam, fresh) if one else None
    fields = Fields(source, node, "a demand")
    if "count" in fields.values:
        named = fields.text("count")
        item = Item(Reference(""), count=fields.number("min"), distinct=fields.text("distinct", required=False),
                    min_seeds=fields.number("min_seeds", default=0))
    else:
        named = fields.text("passed")
        item = Item(Reference(""), fields.flag("exam") or exam, fields.number("fresh_instances", default=0) or fresh)
    fields.done()
    one = reference(named, fields.line, source) if named else None
    return Item(one, item.exam, item.fresh_instances, item.count, item.distinct, item.min_seeds) if one else None
