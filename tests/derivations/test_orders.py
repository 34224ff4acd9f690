"""Orders: any route through the graph passes, everything else is told why."""
import itertools
import random

import pytest

from autograder.derivations.orders import Graph, Statement

SENTENCES = {key: f"statement {key}" for key in "abcdefg"}
NEEDS = {"a": (frozenset({"axiom"}),), "b": (frozenset({"a"}),), "c": (frozenset({"a"}),),
         "d": (frozenset({"b", "c"}), frozenset({"a", "deep theorem"})), "e": (frozenset({"d"}),)}
GRAPH = Graph(SENTENCES, NEEDS, "e", {"g": "that is the theorem itself"})


def objections(order, cite):
    placed = []
    for key in order:
        objection = GRAPH.objection(Statement(1, key, cite(key)), placed)
        if objection:
            return objection
        placed.append(key)
    return ""


def test_every_topological_order_passes_and_no_other():
    for order in itertools.permutations("abcde"):
        good = order.index("a") == 0 and max(order.index("b"), order.index("c")) < order.index("d") < order.index("e")
        assert (objections(order, lambda key: tuple(NEEDS[key][0])) == "") == good


def test_another_way_to_the_same_statement_passes():
    assert not objections("ade", lambda key: ("a", "deep theorem") if key == "d" else tuple(NEEDS[key][0]))


@pytest.mark.parametrize(("key", "cited", "placed", "said"), [
    ("b", ("b",), "a", "does not justify itself"), ("b", ("e",), "a", "nothing proves itself"), ("g", (), "a", "that is the theorem itself"),
    ("b", ("g",), "a", "that is the theorem itself"), ("d", ("b", "c"), "ab", "used before it is shown"), ("f", (), "a", "no part of this proof"),
    ("b", (), "a", "one more reason is needed"), ("d", (), "abc", "2 more reasons"), ("a", ("axiom",), "a", "stands above already"),
    ("b", ("a", "magic"), "a", "not among the facts"), ("d", ("a", "deep theorm"), "a", "did you mean “deep theorem”"),
])
def test_an_objection_says_why(key, cited, placed, said):
    assert said in GRAPH.objection(Statement(3, key, cited), list(placed))


def test_a_graph_that_leads_nowhere_is_the_authors_mistake():
    circle = Graph({"a": "a", "b": "b"}, {"a": (frozenset({"b"}),), "b": (frozenset({"a"}),)}, "a", {})
    assert "circle" in " ".join(circle.troubles())
    assert not list(GRAPH.troubles())


def test_a_premise_taken_away_is_always_missed():
    draw = random.Random(4)
    for _ in range(200):
        key = draw.choice("abcde")
        way = draw.choice(NEEDS[key])
        lost = draw.choice(sorted(way))
        cited = tuple(way - {lost})
        enough = any(other <= set(cited) for other in NEEDS[key])
        assert bool(GRAPH.objection(Statement(1, key, cited), [other for other in "abcd" if other != key])) != enough
