"""Random trees and random data: a verdict each time, no internal error, no hang, no code run."""
import json
import random
import time

from autograder.algebra.reading import read, read_declarations
from autograder.algebra.tree import TreeError
from autograder.derivations.equality import compare
from autograder.derivations.partial import FEATURES, agree, used
from autograder.derivations.signs import sign
from tests.algebra.random_trees import NAMES, random_expression

TREES = 10_000              # compared in a run; the first seed is drawn, so each run is another sample, and a failure names its own
VALUES = 10_000
LONGEST = 30.0              # seconds: a check given half a second never hangs; how fast it is, benchmarks say
VERDICTS = {"proved", "agrees", "different", "undecided", "invalid"}


def test_random_trees_get_a_verdict():
    start = random.SystemRandom().randrange(10**6)
    for number in range(start, start + TREES // 2):
        rng = random.Random(number)
        kind = rng.choice(["number", "number", "column", "square"])
        first, second = random_expression(rng, kind, rng.choice([4, 8])), random_expression(rng, kind, 6)
        names = {**second.names, **first.names}
        for other in (first, second):
            began = time.perf_counter()
            assert compare(first.tree, other.tree, names, seed=number, seconds=0.5).verdict in VERDICTS, number
            assert time.perf_counter() - began < LONGEST, number


def test_a_tree_equals_itself_or_is_nowhere_defined():
    for number in range(300):
        expression = random_expression(random.Random(number), "number", 8)
        outcome = compare(expression.tree, ("+", ("neg", ("neg", expression.tree)), ("num", 0, 1)), expression.names, seconds=0.5)
        assert outcome.verdict in ("proved", "agrees", "undecided"), number


def test_random_steps_get_an_answer():
    for number in range(400):
        rng = random.Random(number)
        first, second = random_expression(rng, "number", 8), random_expression(rng, "number", 6)
        names = {**second.names, **first.names}
        words = frozenset(rng.sample(sorted(FEATURES), rng.randint(0, 8)))
        assert agree(first.tree, second.tree, names, words, seconds=0.3) in (True, False, None), number
        assert used(first.tree, second.tree, names) <= FEATURES.keys() and sign(first.tree, names)


WORDS = ["num", "sym", "+", "*", "@", "/", "neg", "^", "T", "idx", "fn", "sum", "D", "at", "E", "integral", "mod", "block", "rel", "call",
         "x", "y", "k",
         "exp", "log", "inv", "N", "pi", "oo", "__import__", "eval", "os.system('true')", "<=", "=", "eye", "delta"]
DECLARED = {"x": ("real",), "y": ("positive",), "k": ("index", ("num", 3, 1)), "v": ("vector", ("num", 3, 1), "real")}


def random_value(rng: random.Random, depth: int):
    if depth == 0 or rng.random() < .2:
        return rng.choice([rng.choice(WORDS), rng.randint(-3, 9), None, True, 1.5, 10**40, "", [], {}, "💥", "x" * 50])
    head = [rng.choice(WORDS)] if rng.random() < .8 else []
    return [*head, *(random_value(rng, depth - 1) for _ in range(rng.randint(0, 4)))]


def likely_value(rng: random.Random, depth: int):
    """Data that is nearly a tree, so that a good part of it is read."""
    if depth == 0:
        return rng.choice([["num", rng.randint(-3, 9), 1], ["sym", "x"], ["sym", "y"], ["sym", "k"], ["sym", "v"], ["num", 1, 2],
                           ["sym", "nobody"]])
    def down():
        return likely_value(rng, depth - 1)
    return rng.choice([
        lambda: ["+", down(), down()], lambda: ["*", down(), down()], lambda: ["@", down(), down()], lambda: ["/", down(),
                                                                                                              down()], lambda: ["^",
                                                                                                                                down(), down()],
        lambda: ["neg", down()], lambda: ["T", down()], lambda: ["fn", rng.choice(["exp", "log", "inv", "det", "tr", "gamma", "diag",
                                                                                   "vec", "norm"]), down()],
        lambda: ["sum", down(), "k", down(), down()], lambda: ["D", down(), ["sym", rng.choice("xykv")]], lambda: ["at", down(), "x",
                                                                                                                   down()],
        lambda: ["E", down(), "x", ["fn", "N", down(), down()]], lambda: ["integral", down(), "x", down(), down()], lambda: ["mod", down(),
                                                                                                                             "x", 3],
        lambda: ["idx", down(), down()], lambda: ["block", [[down(), down()]]], lambda: ["fn", "where", ["rel", "<", down(), down()],
                                                                                         down(), down()],
        lambda: random_value(rng, 2)])()


def test_random_data_is_read_or_refused_and_what_is_read_is_judged():
    read_in_full = 0
    for number in range(VALUES):
        rng = random.Random(number)
        data = json.loads(json.dumps(likely_value(rng, rng.randint(0, 4)) if number % 2 else random_value(rng, 4)))
        try:
            tree = read(data)
        except TreeError:
            continue
        read_in_full += 1
        outcome = compare(("sym", "x"), tree, DECLARED, seconds=0.3)
        assert outcome.verdict in VERDICTS, data
    assert read_in_full > VALUES / 20


def test_random_declarations_are_read_or_refused():
    for number in range(2000):
        rng = random.Random(number)
        data = {rng.choice(["x", "y", "1", "lambda"]): [rng.choice(["real", "dim", "vector", "definition", "sequence", "function"]),
                                                       *(random_value(rng, 2) for _ in range(rng.randint(0, 4)))]}
        try:
            declarations = read_declarations(data)
        except TreeError:
            continue
        assert compare(("sym", "x"), ("+", ("sym", "x"), ("num", 1, 1)), declarations, seconds=0.2).verdict in VERDICTS, data


def test_the_generator_reaches_the_language():
    assert len(NAMES) > 100
