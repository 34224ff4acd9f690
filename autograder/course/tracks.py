"""A track is a folder of nodes; each file is read when it is asked for."""
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ..errors import CourseError
from . import places
from .nodes import NAME, TYPES, Named, Node, read_node
from .predicates import Check, read_checks
from .strict import Fields, Source

OWN_FILE = "track.yaml"


@dataclass(frozen=True)
class Track:
    """A way through the course."""
    name: str
    path: Path
    title: str
    description: str
    order: int = 0                              # its place on the main line; a side track has none
    entry: tuple[str, ...] = ()                 # what to know before
    after: tuple[Named, ...] = ()
    merge: tuple[tuple[Named, ...], ...] = ()   # who has less time does these nodes as one
    stretch: int = 0                            # weeks in all, at the slowest
    rhythm: tuple[tuple[str, int], ...] = ()    # (kind of day, days of it in a week)
    mastery: tuple[Check, ...] = ()             # of no one node
    milestones: tuple[Check, ...] = ()

    @property
    def checks(self) -> tuple[Check, ...]:
        return self.mastery + self.milestones

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return its nodes' names as their files are called, week2 before week10."""
        return tuple(sorted((p.stem for p in self._files() if p.name != OWN_FILE), key=natural))

    def _files(self) -> set[Path]:
        """Return its files, those of an overlay among them."""
        return {p for root in places.roots(self.path.parents[2]) for p in (places.curriculum(root) / self.name).glob("*.yaml")}

    def file(self, name: str) -> Path:
        """Return where a node lies; an overlay's stands in place of the course's."""
        return over_all(self.path.parents[2], f"{self.name}/{name}.yaml")

    def node(self, name: str) -> Node:
        """Return one node; only its own file is read."""
        return _node(self.file(name))

    @property
    def nodes(self) -> tuple[Node, ...]:
        """Return all nodes, in the order in which they are told."""
        return in_order([self.node(name) for name in self.names])


def tracks(root: Path | None = None) -> tuple[Track, ...]:
    """Return every track: the main line, then the side tracks."""
    root = root or places.root()
    return tuple(sorted((track(name, root) for name in track_names(root)), key=lambda t: (not t.order, t.order, t.name)))


@cache
def track_names(root: Path | None = None) -> tuple[str, ...]:
    """Return the tracks' names; a folder with a track.yaml is one."""
    return tuple(sorted({p.parent.name for each in places.roots(root or places.root()) for p in places.curriculum(each).glob(f"*/{OWN_FILE}")}))


def over_all(root: Path, name: str) -> Path:
    """Return a file of the curriculum, the last of those that stand for one another."""
    files = [places.curriculum(each) / name for each in places.roots(root)]
    return next((p for p in reversed(files) if p.exists()), files[0])


@cache
def track(name: str, root: Path | None = None) -> Track:
    errors: list[CourseError] = []
    found = read_track(over_all(root or places.root(), f"{name}/{OWN_FILE}"), errors)
    if errors:
        raise errors[0]
    return found


@cache
def _node(path: Path) -> Node:
    errors: list[CourseError] = []
    found = read_node(path, errors)
    if errors:
        raise errors[0]
    return found


def in_order(nodes: list[Node]) -> tuple[Node, ...]:
    """Return nodes by type and number."""
    return tuple(sorted(nodes, key=lambda n: (TYPES.index(n.type) if n.type in TYPES else len(TYPES), natural(n.name))))


def natural(name: str) -> list[tuple[int, str]]:
    """Return a key that sorts numbers as numbers."""
    return [(int(number or 0), word) for word, number in re.findall(r"(\D+)|(\d+)", name)]


def read_track(path: Path, errors: list[CourseError]) -> Track:
    """Return the track of a track.yaml; what is wrong with it is appended to `errors`."""
    source = Source(path, errors)
    fields = source.document("a track")
    found = Track(path.parent.name, path, fields.text("title"), fields.text("description"), fields.number("order", default=0),
                  tuple(value for value, _ in fields.texts("entry")), tuple(Named(*each) for each in fields.texts("after")),
                  tuple(tuple(Named(*each) for each in group) for group in fields.lists("merge")), fields.number("stretch", default=0),
                  _rhythm(fields), read_checks(fields, "mastery"), read_checks(fields, "milestones"))
    fields.done()
    if not NAME.fullmatch(path.parent.name):
        source.wrong(1, f"a track's folder is named in lower case with hyphens, not `{path.parent.name}`")
    return found


def _rhythm(fields: Fields) -> tuple[tuple[str, int], ...]:
    """Return how many days of a week are for what."""
    days = fields.inner("rhythm")
    if days is None:
        return ()
    found = tuple((kind, days.number(kind)) for kind in ("build", "consolidate", "read"))
    days.done()
    return found
