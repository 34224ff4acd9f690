"""What may be typed, and what is said of what may not."""
from pathlib import Path
from types import SimpleNamespace

import pytest

from autograder.course.catalogue import Catalogue, catalogue_of
from autograder.course.nodes import Node
from autograder.course.planned import read_plan
from autograder.course.references import Reference
from autograder.course.resolve import resolve, resolve_track
from autograder.errors import UsageError

TRACK, NODE = "title: A\ndescription: first steps\n", "title: One\nhours: 20\nexercises: [log-sum-exp]\n"
FILES = {"phase0/track.yaml": TRACK, "phase1/track.yaml": TRACK, "sixty-day/track.yaml": TRACK,
         **{f"phase0/{name}.yaml": NODE for name in ("module1", "week1", "week3", "week10", "capstone")},
         **{f"phase1/{name}.yaml": NODE for name in ("week3", "week5", "capstone")},
         "sixty-day/d01-07.yaml": NODE + "type: day-block\n",
         "planned.yaml": "svd-by-hand:\n  title: T\n  kind: proof\n  area: algebra\n  minutes: 9\n  parts: [by_hand]\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "curriculum" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


@pytest.fixture
def exercises(root: Path) -> Catalogue:
    built = SimpleNamespace(id="log-sum-exp", parts=[SimpleNamespace(name=p) for p in ("lse", "two_classes")],
                            header=SimpleNamespace(title="", minutes=9, after=()))
    return catalogue_of([built], read_plan(root / "curriculum" / "planned.yaml", []))


@pytest.mark.parametrize("typed", ["week3", "week03", "Week 3", "WEEK_3", "week-3", "w3",
                                   "phase0/week3", "phase0.w3", "Phase 0 / week 03", " week3 "])
def test_a_node_has_many_spellings(typed: str, root: Path, exercises: Catalogue) -> None:
    found = resolve(typed, "phase0", root, exercises)
    assert isinstance(found, Node)
    assert found.id == "phase0/week3"


@pytest.mark.parametrize(("typed", "learners_track", "node"), [
    ("module 1", "phase0", "phase0/module1"), ("m1", "phase0", "phase0/module1"), ("week3", "phase1", "phase1/week3"),
    ("capstone", "phase1", "phase1/capstone"), ("phase1.w5", "phase0", "phase1/week5"), ("week10", "phase0", "phase0/week10"),
    ("sixty-day/d01-07", "phase0", "sixty-day/d01-07"), ("sixty_day.d1-7", "phase0", "sixty-day/d01-07"),
    ("d01-07", "sixty-day", "sixty-day/d01-07")])
def test_a_node_is_of_the_learners_track_unless_it_names_another(
        typed: str, learners_track: str, node: str, root: Path, exercises: Catalogue) -> None:
    found = resolve(typed, learners_track, root, exercises)
    assert isinstance(found, Node)
    assert found.id == node


@pytest.mark.parametrize(("typed", "reference"), [
    ("log-sum-exp", Reference("log-sum-exp")), ("log_sum_exp", Reference("log-sum-exp")), ("Log sum exp", Reference("log-sum-exp")),
    ("log-sum-exp#lse", Reference("log-sum-exp", "lse")), ("LOG_SUM_EXP#two-classes", Reference("log-sum-exp", "two_classes")),
    ("svd-by-hand", Reference("svd-by-hand")), ("svd-by-hand#by-hand", Reference("svd-by-hand", "by_hand"))])
def test_exercises_and_parts_are_found_planned_or_built(typed: str, reference: Reference, root: Path, exercises: Catalogue) -> None:
    assert resolve(typed, "phase0", root, exercises) == reference


@pytest.mark.parametrize(("typed", "message"), [
    ("week5", "`phase0` has no `week5`; did you mean `phase1/week5`?"),
    ("d01-07", "`phase0` has no `d01-07`; did you mean `sixty-day/d01-07`?"),
    ("wek10", "nothing is called `wek10`; did you mean `week10` or `week1` or `week3`?"),
    ("phase0/week5", "`phase0` has no `week5`; did you mean `phase1/week5`?"),
    ("phase7.week5", "no track is called `phase7`; did you mean `phase1/week5`?"),
    ("phase1/wek5", "nothing is called `phase1/wek5`; did you mean `phase1/week5` or `phase1/week3` or `phase1/capstone`?"),
    ("lgsumexp", "nothing is called `lgsumexp`; did you mean `log-sum-exp`?"),
    ("svd", "nothing is called `svd`; did you mean `svd-by-hand`?"),
    ("log-sum-exp#lsee", "`log-sum-exp` has no part `lsee`; did you mean `log-sum-exp#lse`?"),
    ("log-sum-exp#", "`log-sum-exp` has no part ``; it has `lse`, `two_classes`"),
    ("week3#lse", "`week3` is no exercise and has no parts; type `week3`"),
    ("phase 1", "`phase 1` is a track: `grade show phase1` shows it, `grade use phase1` makes it yours; a node of it is `phase1/capstone`"),
    ("zzz", "nothing is called `zzz`; type `week1`, `some-exercise` or `some-exercise#part`"),
    ("", "nothing is called ``; type `week1`, `some-exercise` or `some-exercise#part`")])
def test_what_is_unknown_is_told_with_what_was_meant(typed: str, message: str, root: Path, exercises: Catalogue) -> None:
    with pytest.raises(UsageError) as told:
        resolve(typed, "phase0", root, exercises)
    assert str(told.value) == message


def test_what_is_ambiguous_is_told_with_where_it_is(root: Path, exercises: Catalogue) -> None:
    with pytest.raises(UsageError) as told:
        resolve("week3", "sixty-day", root, exercises)
    assert str(told.value) == "`sixty-day` has no `week3`; did you mean `phase0/week3`, `phase1/week3`?"


def test_tracks_are_found_and_suggested(root: Path) -> None:
    assert resolve_track("Sixty_Day", root).name == "sixty-day"
    with pytest.raises(UsageError, match="no track is called `phase2`; did you mean `phase1` or `phase0`"):
        resolve_track("phase2", root)
    with pytest.raises(UsageError, match="no track is called `x`; there are `phase0`, `phase1`, `sixty-day`"):
        resolve_track("x", root)
