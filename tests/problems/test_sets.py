"""A set is drawn once and kept; a learner's problems depend on nobody else's."""
import json

import pytest

from autograder.course import places
from autograder.errors import SurroundingsError, UsageError
from autograder.problems.sets import discard, new_set, read_set, redo
from autograder.problems.template import templates
from autograder.roster import Learner

TEMPLATES = templates(places.root())
TWO = list(TEMPLATES.values())[:2]
ADA, BOB, EVE = (Learner(name, name.title()) for name in ("ada", "bob", "eve"))


def made(folder, learners=(ADA, BOB), count=3, seed=7, shared=False):
    return new_set(folder, "Week 1", "week1", TWO, count, learners, seed, shared)


def test_it_is_read_as_it_was_drawn(tmp_path) -> None:
    given = made(tmp_path / "set")
    assert read_set(tmp_path / "set") == given
    assert [p.exercise for p in given.variant("ada")] == [TWO[0].exercise, TWO[1].exercise, TWO[0].exercise]
    assert given.variant("ada") != given.variant("bob")


def test_a_learners_problems_depend_on_the_seed_and_on_them_alone(tmp_path) -> None:
    one, other = made(tmp_path / "a"), made(tmp_path / "b", (EVE, BOB, ADA))
    assert one.variant("ada") == other.variant("ada") and one.variant("ada") != made(tmp_path / "c", seed=8).variant("ada")


def test_a_shared_set_is_the_same_for_all(tmp_path) -> None:
    given = made(tmp_path / "set", shared=True)
    assert given.variant("ada") == given.variant("bob")
    with pytest.raises(UsageError, match="all share"):
        redo(given, 1, TEMPLATES, "ada")


def test_discard_and_redo_leave_the_rest_as_it_was(tmp_path) -> None:
    given = made(tmp_path / "set")
    before = given.variant("ada"), given.variant("bob")
    given = redo(given, 2, TEMPLATES, "ada")
    assert given.variant("bob") == before[1] and given.variant("ada")[0] == before[0][0] and given.variant("ada")[1] != before[0][1]
    given = discard(read_set(tmp_path / "set"), 1)
    assert len(given.variant("bob")) == 2 and given.variant("bob")[0] == before[1][1]
    given = redo(given, 1, TEMPLATES)
    assert given.variant("bob")[0] != before[1][1] and read_set(tmp_path / "set") == given


def test_bad_input_is_a_sentence(tmp_path) -> None:
    given = made(tmp_path / "set")
    for call in (lambda: made(tmp_path / "set"), lambda: read_set(tmp_path), lambda: given.variant("zoe"), lambda: discard(given, 9),
                 lambda: redo(given, 1, {}), lambda: new_set(tmp_path / "x", "t", "week9", [], 2, [ADA], 1, False)):
        with pytest.raises(UsageError):
            call()
    (tmp_path / "set" / "variants" / "ada.json").write_text("{")
    with pytest.raises(SurroundingsError, match="redo"):
        given.variant("ada")
    data = json.loads((tmp_path / "set" / "set.json").read_text())
    (tmp_path / "set" / "set.json").write_text(json.dumps(data | {"version": 99}))
    with pytest.raises(SurroundingsError, match="newer"):
        read_set(tmp_path / "set")


def test_a_full_disk_leaves_nothing_half_drawn(tmp_path, monkeypatch) -> None:
    import errno
    import os
    real, left = os.replace, [1]

    def full(source, target):
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        left[0] -= 1
        real(source, target)
    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(SurroundingsError, match="No space left"):
        made(tmp_path / "set")
    monkeypatch.undo()
    assert len(made(tmp_path / "set").variant("bob")) == 3
