"""Lines broken at random by changes that share nothing with the checker: all are located, none is accepted, most causes are right."""
from pathlib import Path

import pytest

from .breaking import breaks, places, put
from .campaign import broken
from .plainly import World, apart

LEAST_RIGHT = 0.85      # of the causes told: in other words for the rest, or none


@pytest.mark.parametrize("seed", [0])
def test_broken_lines_are_located_and_their_cause_is_told(seed: int, tmp_path: Path) -> None:
    told = list(broken(tmp_path, seed, 1))
    assert len(told) > 100
    assert not [f"{t.title}, {t.change.kind}" for t in told if t.said is None], "accepted"
    assert not [f"{t.title}, {t.change.kind}: told at {t.said.line}, not {t.line}" for t in told if t.said and not t.located]
    assert sum(t.rightly for t in told) >= LEAST_RIGHT * len(told), [f"{t.title}, {t.change.kind}: {t.said}" for t in told if not t.rightly]


# ---- the generator, against itself

X, Y = ["sym", "x"], ["sym", "y"]
NAMES = {"x": ["real"], "y": ["real"], "A": ["matrix", ["num", 2, 1], ["num", 2, 1], "real"]}


def test_every_change_is_one_change() -> None:
    tree = ["+", ["*", X, Y], ["neg", ["^", X, ["num", 2, 1]]]]
    kinds = {change.kind for change in breaks(tree, NAMES)}
    assert {"sign of a term", "a term lost", "a minus lost", "a factor lost", "a square lost", "another power", "another name"} <= kinds
    assert all(change.tree != tree for change in breaks(tree, NAMES))


def test_places_and_put_agree() -> None:
    tree = ["+", ["*", X, Y], ["fn", "exp", X]]
    for path, node in places(tree):
        assert put(tree, path, node) == tree


@pytest.mark.parametrize(("a", "b", "differ"), [
    (["*", X, X], ["^", X, ["num", 2, 1]], False), (["+", X, Y], ["+", Y, X], False), (["+", X, Y], ["+", X, ["neg", Y]], True),
    (["D", ["^", X, ["num", 3, 1]], X], ["*", ["num", 3, 1], X, X], False), (["T", ["sym", "A"]], ["sym", "A"], True),
    (["sum", ["sym", "i"], "i", ["num", 1, 1], ["num", 4, 1]], ["num", 10, 1], False)])
def test_the_second_opinion(a: list, b: list, differ: bool) -> None:
    assert apart(a, b, NAMES) is differ


def test_a_mean_over_a_gaussian_is_exact_for_polynomials() -> None:
    law = ["fn", "N", ["num", 1, 1], ["num", 4, 1]]
    world = World({}, 0)
    assert world.value(["E", ["^", ["sym", "g"], ["num", 4, 1]], "g", law]) == pytest.approx(1 + 6 * 4 + 3 * 16)
