"""The quiz suggests what its answers say, asks little, and asks nothing that follows."""
import itertools

import pytest

from autograder.cli.place import of_its_kind, parsed
from autograder.learner.placement import MOST, Map, Placement

LINE = Map.of([f"e{n}" for n in range(40)], lambda id: [f"e{int(id[1:]) - 1}"] if id != "e0" else [])


def taken(known: Map, knows) -> Placement:
    quiz = Placement(known)
    while (id := quiz.next(known.order)) is not None:
        assert id not in quiz.asked
        quiz.asked[id] = knows(id)
    return quiz


@pytest.mark.parametrize("level", [0, 1, 7, 20, 39, 40])
def test_along_a_line_it_finds_the_place_by_halving(level: int) -> None:
    quiz = taken(LINE, lambda id: int(id[1:]) < level)
    assert quiz.start == (f"e{level}" if level < 40 else None) and len(quiz.asked) <= 7


def test_nobody_is_asked_more_than_a_dozen() -> None:
    apart = Map.of([f"e{n}" for n in range(50)], lambda id: [])
    assert len(taken(apart, lambda id: True).asked) == MOST


def test_a_gap_below_something_known_is_to_be_repaired() -> None:
    quiz = Placement(Map.of(["a", "b", "c"], lambda id: {"a": [], "b": ["a"], "c": ["b"]}[id]), {"a": False, "c": True})
    assert quiz.repair == ("a",) and quiz.start == "a" and "a" not in quiz.known


def test_a_circle_in_the_map_ends() -> None:
    circle = Map.of(["a", "b"], lambda id: ["b"] if id == "a" else ["a"])
    for answers in itertools.product([True, False], repeat=2):
        it = iter(answers)
        taken(circle, lambda id, it=it: next(it))


@pytest.mark.parametrize(("typed", "value"), [("-3", -3), ("2/3", "2/3"), (" 4 / 6 ", "2/3"), ("[1, '2/3']", [1, "2/3"]), ("{'a': 1}", {"a": 1}), ("0.25", 0.25),
                                               ("[1/2, -1/3]", ["1/2", "-1/3"]), ("{'a': [[3/6]], 'b': -(1/4)}", {"a": [["1/2"]], "b": "-1/4"}),
                                               ("1, 2", [1, 2]), ("-2/4", "-1/2"), ("1/0.5", "2")])
def test_what_is_typed(typed: str, value: object) -> None:
    assert parsed(typed) == value


@pytest.mark.parametrize("typed", ["x", "[1/x]", "1/0", "{**{}}", "[1/'a']", "1/2/0", "2 * 3", "__import__('os')", "(" * 500])
def test_what_is_no_answer_is_said(typed: str) -> None:
    with pytest.raises(ValueError, match="is no number"):
        parsed(typed)


@pytest.mark.parametrize(("answer", "model", "said"), [
    (3, [1, 2], "a list is asked for"), ([3], 3, "one value is asked for"), ({"a": 1}, "1/2", "one value is asked for"), ({"a": 1}, [1], "a list"),
    (3, {"a": 1, "b": 2}, "{'a': …, 'b': …}"), ({"a": 1}, {"a": 1, "b": 2}, "{'a': …, 'b': …}")])
def test_a_slip_of_the_hand_is_asked_again(answer: object, model: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        of_its_kind(answer, model)
    assert said in str(refused.value)


@pytest.mark.parametrize(("answer", "model"), [(3, "1/2"), ([3], [1, 2]), ({"b": 2, "a": 1}, {"a": 5, "b": 6}), ([1], None), ({"a": 1}, None), ("1/2", 3)])
def test_what_is_only_wrong_is_not_asked_again(answer: object, model: object) -> None:
    of_its_kind(answer, model)


def test_what_was_passed_is_known_and_is_not_asked() -> None:
    quiz = Placement(LINE, passed=frozenset({"e9", "of another track"}))
    while (id := quiz.next(LINE.order)) is not None:
        assert int(id[1:]) > 9
        quiz.asked[id] = False
    assert quiz.start == "e10"
