"""The real curriculum: whole, without an error, and quick to read."""
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from autograder.course import places, planned
from autograder.course.exercises import every_exercise
from autograder.course.tracks import track, tracks
from autograder.course.validation import validate

ROOT = places.root()
TRACKS = tracks(ROOT)


def exercises() -> list[Any]:
    return list(every_exercise(ROOT))


def test_nothing_is_wrong_with_it() -> None:
    assert [str(e) for e in validate(ROOT, exercises())] == []


def test_nodes_by_type() -> None:
    assert Counter(n.type for t in TRACKS for n in t.nodes) == {
        "week": 38, "module": 26, "capstone": 2, "phase": 3, "day-block": 9,
        "reading": 10, "exercise": 6, "milestone": 5, "project": 14, "paper": 7}


def test_the_main_line_comes_first() -> None:
    assert [(t.name, len(t.nodes)) for t in TRACKS] == [
        ("phase0", 15), ("phase1", 12), ("phase2", 15), ("phase3", 24), ("math-foundations", 21), ("ml-foundations", 21), ("sixty-day", 12)]


def test_checks_by_kind() -> None:
    nodes = [n for t in TRACKS for n in t.nodes]
    assert sum(len(t.mastery) for t in TRACKS) + sum(len(n.mastery) for n in nodes) == 41
    assert sum(len(n.milestones) for n in nodes) == 5
    assert sum(len(n.gates) for n in nodes) == 1


def test_every_exercise_is_built_or_planned() -> None:
    assert len({e.id for e in exercises()} | set(planned.plan(ROOT))) == 201 + 6      # six kernels are the next steps after those first asked for


def test_nodes_stand_by_type_and_number() -> None:
    assert [n.name for n in track("phase1", ROOT).nodes] == [f"{kind}{k}" for kind in ("module", "week") for k in range(1, 7)]
    assert [n.name for n in track("phase3", ROOT).nodes][-2:] == ["week16", "capstone"]


def test_a_week_is_read_without_its_neighbours(monkeypatch: pytest.MonkeyPatch) -> None:
    """A first answer waits for nothing else: its own file, its track's, and the plan."""
    for memory in (planned.plan, track):
        memory.cache_clear()
    opened: list[str] = []
    whole = Path.read_text

    def read_text(path: Path, *args: Any, **options: Any) -> str:
        opened.append(path.name)
        return whole(path, *args, **options)
    monkeypatch.setattr(Path, "read_text", read_text)
    week = track("phase0", ROOT).node("week4")
    assert [planned.planned_parts(r.exercise, ROOT) for r in week.exercises]
    assert set(opened) <= {"track.yaml", "week4.yaml", "planned.yaml"}
