"""Recordings that no learner's Python ever made: whatever comes over the wall gets a sentence, in time, and never an error of ours."""
import copy
import random
import time
from pathlib import Path
from typing import Any

import pytest

from autograder.derivations.telling import NotYet

from .campaign import Replayed, good_chains

JUNK: list[Any] = [None, True, 0, -1, 10**40, 0.5, "", "x", "f" * 500, [], {}, [[]], ["num", 1, 1], ["num", 1, 0], ["sym", "z"], ["sym", "nobody"], ["sym", 3],
                   ["rel", "=", ["num", 1, 1], ["num", 2, 1]], ["fn", "exp", ["num", 10**20, 1]], ["^", ["num", 9, 1], ["^", ["num", 9, 1], ["num", 9**9, 1]]],
                   ["sum", ["sym", "i"], "i", ["num", 1, 1], ["num", 10**9, 1]], ["fn", "factorial", ["num", 10**7, 1]], ["D", ["sym", "z"], ["num", 1, 1]],
                   ["sum", ["sym", "i"], "i", ["sym", "oo"], ["sym", "oo"]], ["idx", ["sym", "z"], ["num", 999, 1]], ["@", ["sym", "z"], ["sym", "z"]],
                   ["fn", "system", ["num", 1, 1]], ["block", []], ["block", [[]]], ["E", ["sym", "x"], "x", ["fn", "N", ["num", 0, 1], ["num", -1, 1]]],
                   {"rule": "hypothesis"}, {"lemma": "nothing"}, {"combination": []}, {"combination": [[["num", 1, 1], {"kind": "fact"}]]},
                   {"given": {"kind": "tight", "name": "young", "arguments": [], "claim": None}}, {"given": {"kind": "fact", "claim": ["rel", "<=", ["num", 1, 1], ["num", 1, 1]]}},
                   {"combination": [[["num", 1, 1], {"kind": "instance", "name": "__class__", "arguments": [["num", 1, 1]]}]]},
                   {"operation": "divide", "by": ["num", 0, 1]}, {"steps": ["a"], "facts": ["b"]}]


def spots(data: Any) -> list[tuple[Any, Any]]:
    """Return every place in the data: its container and key."""
    found: list[tuple[Any, Any]] = []
    waiting = [data]
    while waiting:
        item = waiting.pop()
        keys = list(item) if isinstance(item, dict) else range(len(item)) if isinstance(item, list) else ()
        for key in keys:
            found.append((item, key))
            waiting.append(item[key])
    return found


def spoiled(data: Any, draw: random.Random) -> Any:
    """Return the data with something else in a place or two."""
    other = copy.deepcopy(data)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        places = spots(other)
        container, key = draw.choice(places)
        way = draw.random()
        if way < 0.6:
            container[key] = copy.deepcopy(draw.choice(JUNK))
        elif way < 0.8:
            container[key] = copy.deepcopy(draw.choice(places)[0])
        elif isinstance(container, dict) or len(container) > 1:
            del container[key]
    return other


@pytest.mark.parametrize("seed", range(4))
def test_a_spoiled_recording_gets_a_sentence(seed: int, tmp_path: Path) -> None:
    draw = random.Random(seed)
    for good in good_chains(tmp_path):
        data = good.data
        for _ in range(6):
            other = spoiled(data, draw)
            start = time.perf_counter()
            try:
                good.check(Replayed(good.module, good.chain, other))
            except NotYet as e:
                assert e.message and all(isinstance(row, str) for row in e.rows)
            assert time.perf_counter() - start < 60, other      # seconds: no hang; a chain has 8 of its own


def test_a_definition_in_a_circle_is_refused(tmp_path: Path) -> None:
    good = next(good for good in good_chains(tmp_path) if good.title == "softmax: gradient")
    data = good.data
    data["declarations"]["h"] = ["definition", [], ["sym", "h2"], None]
    data["declarations"]["h2"] = ["definition", [], ["+", ["sym", "h"], ["num", 1, 1]], None]
    data["lines"][1]["expression"] = ["sym", "h"]
    said = good.judged(data)
    assert said is not None and "defined by" in str(said)


def test_a_property_is_not_had_by_saying_so(tmp_path: Path) -> None:
    good = next(good for good in good_chains(tmp_path) if good.title == "softmax: gradient")
    data = good.data
    data["declarations"]["h"] = ["definition", ["k"], ["idx", ["sym", "z"], ["sym", "k"]], "simplex"]
    data["lines"][1]["expression"] = ["idx", ["sym", "h"], ["sym", "j"]]
    said = good.judged(data)
    assert said is not None and "no property by declaration" in str(said)
