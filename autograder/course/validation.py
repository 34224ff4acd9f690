"""The whole course is read at once, and everything that is wrong with it is said."""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import CourseError
from . import places
from .catalogue import Built, Catalogue, catalogue_of, near
from .nodes import Named, Node, read_node
from .planned import Planned, read_plan
from .predicates import Check
from .references import Reference
from .tracks import OWN_FILE, Track, over_all, read_track

Edges = tuple[tuple[str, Path, int], ...]    # what comes before, and the line that says so
HEADER = 3                                   # the line of a solution that says what it comes after


def validate(root: Path | None = None, exercises: Iterable[Built] | None = None) -> list[CourseError]:
    """Return all that is wrong with the tracks, their nodes and the plan, by file and line; nothing if all is right."""
    root = root or places.root()
    if exercises is None:
        from .exercises import every_exercise
        exercises = every_exercise(root)
    errors: list[CourseError] = []
    plan = read_plan(places.planned(root), errors)
    course = _Course(places.curriculum(root), catalogue_of(exercises, plan), errors)
    course.read()
    course.check_plan()
    course.check_tracks()
    course.check_nodes()
    return sorted(errors, key=lambda e: (str(e.path), e.line))


@dataclass
class _Course:
    """What was read so far, and what is wrong with it."""
    folder: Path
    exercises: Catalogue
    errors: list[CourseError]
    tracks: dict[str, Track] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    planned: dict[str, Planned] = field(default_factory=dict)

    def read(self) -> None:
        """Read every file, and keep what is said of it."""
        folders = [places.curriculum(root) for root in places.roots(self.folder.parent)]
        for each in sorted({p.name for folder in folders if folder.is_dir() for p in folder.iterdir() if p.is_dir()}):
            track = self.tracks[each] = read_track(over_all(self.folder.parent, f"{each}/{OWN_FILE}"), self.errors)
            for name in track.names:
                self.nodes[f"{track.name}/{name}"] = read_node(track.file(name), self.errors)
        for name in self.exercises.plan:
            unread = len(self.errors)
            planned = self.exercises.plan.read(name, self.errors)
            if len(self.errors) == unread:
                self.planned[name] = planned

    def check_plan(self) -> None:
        """Say what is planned although it is built, what leads nowhere, and what comes before itself."""
        before: dict[str, Edges] = {}
        path = self.exercises.plan.path
        listed = {r.exercise for node in self.nodes.values() for r in node.exercises + node.more}
        for name, planned in self.planned.items():
            self.errors += [CourseError(path, line, why) for line, why in _misplanned(planned, self.exercises, listed)]
            self._lead_somewhere(planned.after, path)
            before[name] = tuple((r.exercise, path, r.line) for r in planned.after)
        for exercise in self.exercises.built.values():
            solution = getattr(exercise, "solution", Path(exercise.id))
            after = self._header_after(exercise, solution)
            self._lead_somewhere(after, solution)
            before[exercise.id] = tuple((r.exercise, solution, HEADER) for r in after)
        self.errors += _circles(before)

    def check_tracks(self) -> None:
        for track in self.tracks.values():
            self._exist(track.after, self.tracks, track.path, "track")
            for group in track.merge:
                self._exist([Named(f"{track.name}/{n.id}", n.line) for n in group], self.nodes, track.path, "node")
            self._check(track.mastery + track.milestones, track.path)
            self._once([track, *(n for n in self.nodes.values() if n.track == track.name)])
        self.errors += _circles({t.name: tuple((n.id, t.path, n.line) for n in t.after) for t in self.tracks.values()})

    def check_nodes(self) -> None:
        for node in self.nodes.values():
            self._exist(node.after + ((node.part_of,) if node.part_of else ()), self.nodes, node.path, "node")
            self._lead_somewhere(node.exercises + node.more, node.path)
            self._check(node.checks, node.path)
        self.errors += _circles({n.id: tuple((a.id, n.path, a.line) for a in n.after) for n in self.nodes.values()})

    def _header_after(self, exercise: Built, path: Path) -> tuple[Reference, ...]:
        """Return what a built exercise builds on; a header that cannot be read is said."""
        try:
            named = [text.partition("#") for text in exercise.header.after]
        except CourseError as error:
            self.errors.append(error)
            return ()
        except SyntaxError as error:
            self.errors.append(CourseError(path, error.lineno or 1, f"no Python: {error.msg}"))
            return ()
        return tuple(Reference(name, part or None, HEADER) for name, _, part in named)

    def _check(self, checks: Iterable[Check], path: Path) -> None:
        self._lead_somewhere([item.reference for check in checks for item in check.items], path)

    def _lead_somewhere(self, references: Iterable[Reference], path: Path) -> None:
        self.errors += [CourseError(path, r.line, why) for r in references if (why := self.exercises.dangles(r))]

    def _exist(self, named: Iterable[Named], known: Mapping[str, object], path: Path, what: str) -> None:
        unknown = [n for n in named if n.id not in known]
        self.errors += [CourseError(path, n.line, f"no {what} is called `{n.id}`{near(n.id, known)}") for n in unknown]

    def _once(self, files: Iterable[Track | Node]) -> None:
        """Say which checks of one track have the same name."""
        seen: set[str] = set()
        for file in files:
            for check in file.checks:
                if check.id in seen:
                    why = f"another check of this track is called `{check.id}`; rename one"
                    self.errors.append(CourseError(file.path, check.line, why))
                seen.add(check.id)


def _misplanned(planned: Planned, exercises: Catalogue, listed: set[str]) -> Iterator[tuple[int, str]]:
    """Return (line, why) of what is planned although it is built, added to nothing, or on no track."""
    name, is_built = planned.id, planned.id in exercises.built
    if is_built and not planned.is_addition:
        yield planned.line, f"`{name}` is built; delete this entry, or leave only `parts: [what is still to come]`"
    elif is_built:
        for part in set(planned.parts) & set(exercises.built_parts(name)):
            yield planned.parts_line, f"`{name}#{part}` is built; delete `{part}` here"
    elif planned.is_addition:
        yield planned.line, f"`{name}` is not built, so no part can be added to it; it needs title, kind, area, minutes, after, parts"
    elif name not in listed:
        yield planned.line, f"no node lists `{name}`; name it under `exercises` or `more` of one"


def _circles(before: Mapping[str, Edges]) -> Iterator[CourseError]:
    """Return, for each circle found, the line that closes it."""
    done: set[str] = set()

    def visit(name: str, path: list[str]) -> Iterator[CourseError]:
        for earlier, file, line in before.get(name, ()):
            if earlier in path:
                circle = [*path[path.index(earlier):], earlier]
                yield CourseError(file, line, f"a circle: {' after '.join(circle)}; drop one")
            elif earlier not in done:
                yield from visit(earlier, [*path, earlier])
        done.add(name)

    for name in before:
        if name not in done:
            yield from visit(name, [name])
