"""A node of a track: one YAML file, whose name is its id."""
import re
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError
from .predicates import Check, read_checks
from .references import Reference, references
from .strict import Fields, Source

# In the order in which a track's nodes are told.
TYPES = ("phase", "day-block", "module", "week", "reading", "exercise", "project", "milestone", "paper", "capstone")
TELLING = re.compile(r"(module|week|capstone)\d*")    # file names that say their node's type
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class Named:
    """The id of a node or track, and the line that names it."""
    id: str
    line: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Node:
    """What to do in a week, a module, a project …: exercises that complete it, and more that are offered."""
    track: str
    name: str
    path: Path
    type: str
    title: str
    hours: int
    after: tuple[Named, ...] = ()
    part_of: Named | None = None     # the phase that a day block belongs to
    exercises: tuple[Reference, ...] = ()
    more: tuple[Reference, ...] = ()
    resources: tuple[str, ...] = ()
    mastery: tuple[Check, ...] = ()
    milestones: tuple[Check, ...] = ()
    gates: tuple[Check, ...] = ()    # they warn, they never lock

    @property
    def id(self) -> str:
        return f"{self.track}/{self.name}"

    @property
    def checks(self) -> tuple[Check, ...]:
        return self.mastery + self.milestones + self.gates


def read_node(path: Path, errors: list[CourseError]) -> Node:
    """Return the node of a file; what is wrong with it is appended to `errors`."""
    source = Source(path, errors)
    fields = source.document("a node")
    track = path.parent.name
    title, kind, hours = fields.text("title"), _type(fields, path.stem), fields.number("hours")
    after = tuple(_named(name, line, track) for name, line in fields.texts("after"))
    part_of = fields.text("part_of", required=False)
    node = Node(track, path.stem, path, kind, title, hours, after, _named(part_of, fields.line_of("part_of"), track) if part_of else None,
                references(fields, "exercises", required=True), references(fields, "more"),
                tuple(value for value, _ in fields.texts("resources")),
                read_checks(fields, "mastery"), read_checks(fields, "milestones"), read_checks(fields, "gates"))
    fields.done()
    if not NAME.fullmatch(path.stem):
        source.wrong(1, f"a node's file is named in lower case with hyphens, as in `week3.yaml`, not `{path.name}`")
    for one in node.more:
        if one in node.exercises:
            source.wrong(one.line, f"`{one}` stands in `exercises` already; keep one")
    return node


def _type(fields: Fields, name: str) -> str:
    """Return the node's type: what its file name says, or else `type`."""
    if not (match := TELLING.fullmatch(name)):
        return fields.choice("type", TYPES)
    if "type" in fields.values:
        fields.source.wrong(fields.line_of("type"), f"`{name}.yaml` says that it is a {match[1]}; leave `type` out")
        fields.text("type")
    return match[1]


def _named(name: str, line: int, track: str) -> Named:
    """Return a node by its id: `week1` is of the same track, `phase0/week8` of another."""
    return Named(name if "/" in name else f"{track}/{name}", line)
