"""Exercises and parts that are planned but not built: shown, never graded, never counted as passed."""
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ..errors import CourseError
from . import places
from .nodes import NAME
from .references import Reference, references
from .strict import Source

KINDS = ("derivation", "proof", "implementation", "kernel", "experiment", "plot", "report", "reading")
ENTRY = re.compile(r"^(?P<id>[^\s#:]+)\s*:(?=\s)", re.MULTILINE)    # an entry begins at the left margin
PART = re.compile(r"[a-z][a-z0-9_]*")
AREA = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True)
class Planned:
    """An exercise as it will be; of one that is built already, the parts that are to come."""
    id: str
    line: int
    parts: tuple[str, ...]
    parts_line: int = 0
    title: str = ""
    kind: str = ""
    area: str = ""
    minutes: int = 0
    after: tuple[Reference, ...] = ()

    @property
    def is_addition(self) -> bool:
        """Does this only add parts to an exercise that is built?"""
        return not self.title


@dataclass(frozen=True)
class Plan:
    """The file's entries; one is read when it is asked for, so that what is planned costs a learner no time."""
    path: Path
    text: str
    entries: dict[str, tuple[int, int]]    # id: where its text begins and ends

    def __contains__(self, name: object) -> bool:
        return name in self.entries

    def __iter__(self) -> Iterator[str]:
        return iter(self.entries)

    @cached_property
    def _known(self) -> dict[str, Planned]:
        return {}

    def __getitem__(self, name: str) -> Planned:
        if name not in self._known:
            errors: list[CourseError] = []
            self._known[name] = self.read(name, errors)
            if errors:
                raise errors[0]
        return self._known[name]

    def read(self, name: str, errors: list[CourseError]) -> Planned:
        """Return one entry; what is wrong with it is appended to `errors`."""
        if name not in self.entries:
            raise CourseError(self.path, 0, f"`{name}` is asked for and is neither built nor planned here: add an entry `{name}:`, or ask for another")
        begin, end = self.entries[name]
        source = Source(self.path, errors, self.text.count("\n", 0, begin))
        line = source.before + 1
        outer = source.fields(self.text[begin:end], "the plan")
        fields = outer.inner(name)
        if fields is None:
            return Planned(name, line, ())
        if set(fields.values) == {"parts"}:
            return Planned(name, line, _parts(fields.texts("parts"), source), fields.line_of("parts"))
        found = Planned(name, line, title=fields.text("title"), kind=fields.choice("kind", KINDS), area=fields.text("area"),
                        minutes=fields.number("minutes"), after=references(fields, "after"),
                        parts=_parts(fields.texts("parts", required=True), source))
        fields.done()
        if not NAME.fullmatch(name):
            source.wrong(line, f"`{name}` is no exercise's id; ids are in lower case with hyphens")
        if found.area and not AREA.fullmatch(found.area):
            source.wrong(fields.line_of("area"), f"`{found.area}` is no area; areas are folders in lower case with underscores")
        return found


def _parts(named: tuple[tuple[str, int], ...], source: Source) -> tuple[str, ...]:
    """Return names of parts; each is one that a `# %%` line can give, and given once."""
    found: dict[str, None] = {}
    for name, line in named:
        if not PART.fullmatch(name):
            source.wrong(line, f"`{name}` is no part's name; parts are named in lower case with underscores")
        if name in found:
            source.wrong(line, f"`{name}` stands twice in `parts`; keep one")
        found[name] = None
    return tuple(found)


def read_plan(path: Path, errors: list[CourseError]) -> Plan:
    """Return the plan of a file, no entry of it read yet; a course may have none."""
    source = Source(path, errors)
    text = (source.read() or "") if path.exists() else ""
    starts = list(ENTRY.finditer(text))
    head = text[:starts[0].start()] if starts else text
    if source.compose(head) is not None:
        source.wrong(1, "expected entries `some-exercise:` at the left margin")
    entries: dict[str, tuple[int, int]] = {}
    for match, end in zip(starts, [*(m.start() for m in starts[1:]), len(text)], strict=False):      # no entry: nothing to pair
        if match["id"] in entries:
            source.wrong(text.count("\n", 0, match.start()) + 1, f"`{match['id']}` is planned twice; keep one")
        else:
            entries[match["id"]] = match.start(), end
    return Plan(path, text, entries)


@cache
def plan(root: Path | None = None) -> Plan:
    """Return what is planned."""
    errors: list[CourseError] = []
    found = read_plan(places.planned(root or places.root()), errors)
    if errors:
        raise errors[0]
    return found


def planned_parts(exercise: str, root: Path | None = None) -> tuple[str, ...]:
    """Return the parts of an exercise that are planned but not built."""
    found = plan(root)
    return found[exercise].parts if exercise in found else ()
