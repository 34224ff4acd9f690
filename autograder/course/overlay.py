"""A private overlay: what an instructor adds to a course, or has in place of something, without a copy of it.

A folder of the course's shape, whose exercises, nodes and oracles join those of the course; an exercise or a node of the same name stands in
place of the course's.  Its `overlay.yaml` says what checks are worth, when things are due, and the secret that fixes a class's draws.
"""
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from ..errors import CourseError, UsageError
from . import places
from .catalogue import near
from .exercises import every_exercise
from .strict import Fields, Source
from .tracks import track, track_names


@dataclass(frozen=True)
class Settings:
    """What an `overlay.yaml` says."""
    path: Path
    worth: Mapping[str, Mapping[str, int]] = field(default_factory=dict)      # points, by exercise and check
    dates: Mapping[str, datetime] = field(default_factory=dict)               # when a node or an exercise is due
    seed: str = ""

    @property
    def secret(self) -> int | None:
        """Return the number that fixes what a class is asked; None where nothing was said."""
        return int.from_bytes(hashlib.blake2b(self.seed.encode(), digest_size=8).digest()) >> 2 if self.seed else None


def settings() -> Settings:
    """Return what the overlay says, or the course itself where there is none."""
    return _settings((places.overlay() or places.root()) / places.OVERLAY)


@cache
def _settings(path: Path) -> Settings:
    errors: list[CourseError] = []
    found = read_settings(path, errors) if path.exists() else Settings(path)
    if errors:
        raise UsageError("\n".join(str(e) for e in errors))
    return found


def read_settings(path: Path, errors: list[CourseError]) -> Settings:
    """Return what a file says; what is wrong with it is appended to `errors`."""
    source = Source(path, errors)
    fields = source.document("the overlay")
    worth, dates = _worth(fields.inner("worth"), source), _dates(fields.inner("dates"), source)
    found = Settings(path, worth, dates, fields.text("seed", required=False))
    fields.done()
    return found


def _worth(fields: Fields | None, source: Source) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    built = {e.id: e for e in every_exercise()}
    for id in fields.values if fields else ():
        assert fields is not None
        checks = fields.inner(id)
        if id not in built:
            source.wrong(fields.line_of(id), f"no exercise is called `{id}`{near(id, built)}")
            continue
        assert checks is not None
        text = built[id].checks.read_text(encoding="utf-8")
        for name in checks.values:
            if f"def test_{name}(" not in text:
                source.wrong(checks.line_of(name), f"`{id}` has no check `{name}`: {built[id].checks.name} names them `def test_…`")
        found[id] = {name: checks.number(name) for name in list(checks.values)}
        checks.done()
    if fields:
        fields.done()
    return found


def _dates(fields: Fields | None, source: Source) -> dict[str, datetime]:
    found: dict[str, datetime] = {}
    if fields is None:
        return found
    names = {e.id for e in every_exercise()} | {name for each in track_names() for name in _nodes(each)}
    for name in list(fields.values):
        said = str(fields.values[name].value)       # YAML takes a moment for more than a text
        fields.asked.append(name)
        if name not in names:
            source.wrong(fields.line_of(name), f"nothing is called `{name}`{near(name, names)}")
        try:
            found[name] = datetime.fromisoformat(said).astimezone(UTC)
        except ValueError:
            source.wrong(fields.line_of(name), f"`{name}` is `{said}`; expected a moment like 2027-03-01T23:59:00+01:00")
    fields.done()
    return found


def _nodes(name: str) -> Iterator[str]:
    for node in track(name).names:
        yield from (node, f"{name}/{node}")


def check() -> None:
    """Say at once what is wrong with the overlay that is in force."""
    root = places.overlay()
    if root is None:
        return
    if not root.is_dir():
        raise UsageError(f"{root}: no such folder; an overlay is a folder with exercises/, solutions/, curriculum/ or {places.OVERLAY}")
    if not any((root / name).exists() for name in ("exercises", "solutions", "curriculum", places.OVERLAY)):
        raise UsageError(f"{root} is no overlay: it has neither exercises/, solutions/, curriculum/ nor {places.OVERLAY}")
    for exercise in (e for e in every_exercise() if e.root == root):
        if not exercise.checks.exists():
            raise UsageError(f"{exercise.solution}:1: {exercise.id} has no checks here: write {exercise.checks}")
        if not (exercise.solution.exists() or exercise.stub_file.exists()):
            raise UsageError(f"{exercise.checks}:1: {exercise.id} has neither solution nor stub here: an overlay adds or replaces whole exercises; "
                             f"write {exercise.solution}")
    for path in sorted(places.reference(root).glob("*.py")):
        if path.name != "__init__.py" and (places.reference(places.root()) / path.name).exists():
            raise UsageError(f"{path}:1: the course has an oracle module of this name: call yours something else")
    settings()
