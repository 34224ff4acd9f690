"""The tree that crosses the wall is read in full, or refused with a sentence."""
import json
from random import Random

import pytest

from autograder.algebra import reading
from autograder.algebra import tree as trees
from autograder.algebra.expressions import expression_of, needed
from autograder.algebra.shapes import shape_of
from tests.algebra.random_trees import NAMES, random_expression

X, Y, K = ("sym", "x"), ("sym", "y"), ("sym", "k")


@pytest.mark.parametrize("seed", range(200))
def test_what_is_written_is_read_again(seed):
    made = random_expression(Random(seed), ("number", "column", "square")[seed % 3], 25)
    data = json.loads(json.dumps(trees.write(made.tree)))
    declarations = reading.read_declarations(json.loads(json.dumps(trees.write_declarations(made.names))))
    assert reading.read(data) == made.tree
    assert declarations == dict(made.names)
    assert shape_of(made.tree, declarations) == made.shape
    again = expression_of(made.tree, declarations)
    assert (again.shape, again.size) == (made.shape, made.size)
    assert needed(made.tree, declarations).items() <= made.names.items()


@pytest.mark.parametrize("data, sentence", [
    (None, "no node"), ("x", "no node"), ([], "no node"), (["eval", "x"], "unknown node 'eval'"), ([["num"], 1], "no node"),
    (["num", 1, 0], "lowest terms"), (["num", 2, 4], "lowest terms"), (["num", 10**30, 1], "more than 30 digits"),
    (["num", True, 1], "no whole number"), (["num", 1.0, 1], "no whole number"), (["num", 1], "wrong parts"),
    (["sym", "__import__('os')"], "is not a name"), (["sym", "x" * 33], "is not a name"), (["sym", "lambda"], "is not a name"),
    (["sym", "oo"], "only be a limit"), (["+", ["sym", "x"]], "wrong parts"), (["fn", "system", ["sym", "x"]], "unknown function"),
    (["fn", "exp", ["sym", "x"], ["sym", "x"]], "takes 1 arguments, not 2"), (["fn", "where", ["sym", "x"], ["sym", "x"], ["sym", "x"]], "equation"),
    (["rel", "=", ["sym", "x"], ["sym", "y"]], "a claim stands where an expression is due"), (["D", ["sym", "x"], ["num", 1, 1]], "by a name"),
    (["D", ["sym", "x"], ["sym", "pi"]], "by a name"), (["mod", ["sym", "x"], "x", 10], "modulo a power"),
    (["block", [[["sym", "x"]], []]], "as many blocks"), (["sum", ["sym", "x"], "pi", ["num", 1, 1], ["num", 2, 1]], "is not a name"),
    (["sum", ["sym", "x"], "k", ["neg", ["sym", "oo"]], ["+", ["sym", "oo"], ["sym", "x"]]], "only be a limit"),
    ({"op": "num"}, "no node"), (["neg", {"a": 1}], "no node")])
def test_what_is_no_tree_is_refused(data, sentence):
    with pytest.raises(trees.TreeError, match=sentence):
        reading.read(data)


def test_a_number_that_cannot_even_be_printed_is_refused():
    for data in (10**5000, ["neg", 10**5000], ["num", 10**5000, 1], ["mod", ["sym", "x"], "x", 10**5000]):
        with pytest.raises(trees.TreeError):
            reading.read(data)


def test_large_data_is_refused_before_it_is_read():
    deep = ["sym", "x"]
    for _ in range(100_000):
        deep = ["neg", deep]
    with pytest.raises(trees.TreeError, match="nested deeper than 60"):
        reading.read(deep)
    wide = ["+", *([["sym", "x"]] * 390)]
    with pytest.raises(trees.TreeError, match="more than 1500 parts"):
        reading.read(["+", wide, wide, wide, wide])
    with pytest.raises(trees.TreeError, match="side by side"):
        reading.read(["+", *([["sym", "x"]] * 10_000)])
    while isinstance(deep, list) and len(deep) == 2 and isinstance(deep[1], list):      # taken apart: Python would free it by recursion
        deep = deep[1]


@pytest.mark.parametrize("seed", range(300))
def test_random_json_is_a_tree_or_a_tree_error(seed):
    random = Random(seed)
    words = [*reading.READERS, *trees.FUNCTIONS, *trees.RELATIONS, "x", "k", "pi", "oo", "", "1", "é"]

    def value(level):
        choice = random.random()
        if level and choice < .75:
            return [random.choice(words), *(value(level - 1) for _ in range(random.randrange(4)))]
        return random.choice([random.choice(words), random.randrange(-2, 3), 1.5, None, True, {}, {"a": []}, [], ["sym", "x"], ["num", 1, 1], 10**40])
    for _ in range(30):
        data = value(5)
        for read in (reading.read, reading.read_claim, lambda data: reading.read_declarations({"x": data})):
            try:
                read(data)
            except trees.TreeError as refused:
                assert str(refused)


@pytest.mark.parametrize("entry, sentence", [
    (["vector", ["sym", "n"], "lucky"], "unknown kind"), (["vector", ["/", ["sym", "n"], ["num", 2, 1]], "real"], "a size is made of"),
    (["integer", 3, 1], "no whole number lies between"), (["real", 1], "wrong parts"), (["secret"], "unknown kind"),
    ([[]], "unknown kind"), ([], "unknown kind"),
    (["definition", ["k"], ["+", ["sym", "x"], ["num", 1, 1]], None], "defined by themselves"), (5, "unknown kind"),
    (["function", [[["sym", "n"]] * 4], [], "real"], "wrong parts")])
def test_what_is_no_declaration_is_refused(entry, sentence):
    with pytest.raises(trees.TreeError, match=sentence):
        reading.read_declarations({"x": entry})


def test_circles_of_definitions_are_refused():
    table = {"a": ["definition", [], ["sym", "b"], None], "b": ["definition", [], ["neg", ["sym", "a"]], None]}
    with pytest.raises(trees.TreeError, match="defined by themselves: a, b"):
        reading.read_declarations(table)


def test_free_names_are_those_nothing_binds():
    total = ("sum", ("*", K, X), "k", ("num", 1, 1), ("sym", "K"))
    assert trees.free_names(total) == {"x", "K"}
    assert trees.free_names(("at", ("call", "f", X), "x", ("+", X, Y))) == {"f", "x", "y"}
    assert trees.free_names(("mod", X, "eps", 2)) == {"x", "eps"}
    assert trees.free_names(("E", X, "x", ("fn", "N", Y, Y))) == {"y"}
    assert trees.free_names(("sym", "pi")) == frozenset()


def test_substitution_captures_nothing():
    total = ("sum", ("*", K, X), "k", ("num", 1, 1), ("sym", "K"))
    assert trees.substitute(total, {"x": K}) == ("sum", ("*", ("sym", "k1"), K), "k1", ("num", 1, 1), ("sym", "K"))
    assert trees.substitute(total, {"k": Y}) == total
    assert trees.substitute(("sum", K, "k", K, K), {"k": Y}) == ("sum", K, "k", Y, Y)


def test_a_derivative_is_taken_before_its_name_is_replaced():
    slope = ("D", ("^", X, ("num", 2, 1)), X)
    assert trees.substitute(slope, {"x": Y}) == ("D", ("^", Y, ("num", 2, 1)), Y)
    assert trees.substitute(slope, {"x": ("num", 3, 1)}) == ("at", slope, "x", ("num", 3, 1))
    assert trees.substitute(("D", ("*", X, Y), X), {"x": Y}) == ("at", ("D", ("*", X, Y), X), "x", Y)
    entry = ("D", ("idx", X, K), ("idx", X, ("sym", "j")))
    assert trees.substitute(entry, {"j": K}) == ("D", ("idx", X, K), ("idx", X, K))
    moved = trees.substitute(entry, {"x": ("@", ("sym", "A"), X), "j": X})
    assert moved == ("at", ("D", ("idx", ("sym", "x1"), K), ("idx", ("sym", "x1"), X)), "x1", ("@", ("sym", "A"), X))


def test_flattening_opens_only_what_associates():
    assert trees.flat(("+", X, ("+", Y, ("neg", ("neg", K))))) == ("+", X, Y, K)
    assert trees.flat(("*", X, ("@", ("@", Y, K), X))) == ("*", X, ("@", Y, K, X))


def test_parts_put_together_again_are_the_tree():
    for seed in range(50):
        for node in trees.walk(random_expression(Random(seed), "number", 30).tree):
            assert trees.with_children(node, trees.children(node)) == node
    assert trees.depth(("block", ((X, Y), (K, ("neg", X))))) == 3
    assert trees.nodes(("block", ((X, Y), (K, ("neg", X))))) == 6
    assert NAMES
