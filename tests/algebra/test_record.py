"""A learner's function becomes plain data, with the line of every yield."""
import json
from pathlib import Path
from random import Random

import pytest

from autograder.algebra.expressions import expression_of
from autograder.algebra.inequalities import INEQUALITIES, instance
from autograder.algebra.record import record
from autograder.algebra.recorded import Ground, read_record
from autograder.algebra.render import typed
from autograder.algebra.tree import TreeError
from tests.algebra import chains


def recorded(function):
    """Return the record as the grader reads it."""
    return read_record(json.loads(json.dumps(record(function))))


def line_of(function, text):
    """Return the line of a chain's source that begins with the text."""
    source = Path(chains.__file__).read_text(encoding="utf-8").splitlines()
    start = source.index(f"def {function.__name__}():")
    return next(number for number, line in enumerate(source[start:], start + 1) if line.strip().startswith(text))


def test_a_chain_with_a_lemma():
    made = recorded(chains.gradient)
    assert (made.kind, made.name, made.error) == ("chain", "gradient", None)
    assert [typed(line.expression, made.declarations) for line in made.lines] == ["D(log(p[k]), z[j])", "1 / p[k] * D(p[k], z[j])", "p[k]"]
    assert [line.at for line in made.lines] == [line_of(chains.gradient, "yield D"), line_of(chains.gradient, "yield 1"),
                                                line_of(chains.gradient, 'yield "="')]
    assert [(line.reason.rule, line.reason.lemma) for line in made.lines] == [(None, None), ("chain rule", None), (None, "jacobian")]
    lemma = made.lemmas["jacobian"]
    assert (lemma.at, len(lemma.lines), lemma.circular) == (line_of(chains.jacobian, "def"), 2, False)
    assert lemma.lines[1].at in (line_of(chains.jacobian, "yield (D"), line_of(chains.jacobian, "yield (D") + 1)
    assert made.declarations["p"][0] == "definition"


def test_reasons_of_inequalities():
    made = recorded(chains.inequality)
    assert made.error is None
    assert [line.relation for line in made.lines[:4]] == ["=", "<=", "<=", ">="]
    reasons = [line.reason for line in made.lines]
    (weight, young), = reasons[1].combination
    assert (weight, young.kind, young.name, young.arguments) == (("num", 1, 1), "instance", "young", (("sym", "a"), ("sym", "b")))
    assert young.claim == instance("young", [chains.a, chains.b]).tree
    assert young.condition == ("rel", "=", ("sym", "a"), ("sym", "b"))
    assert [ground for _, ground in reasons[2].combination] == [Ground("slack"), Ground("slack")]
    (two, falls), (half, hypothesis) = reasons[3].combination
    assert falls.name == "falls" and falls.over == falls.summed[0] == ("i", ("num", 1, 1), ("sym", "n"))
    assert (two, half, hypothesis) == (("num", 2, 1), ("/", ("num", 1, 1), ("num", 2, 1)), Ground("hypothesis"))
    (_, bound), = reasons[4].combination
    assert bound.needs == (("rel", ">", ("idx", ("sym", "F"), ("sym", "i")), ("num", 0, 1)),)
    assert reasons[5].given.kind == "tight" and reasons[5].given.condition is not None
    assert reasons[6] == reasons[7]
    assert reasons[8].given == Ground("fact", claim=("rel", "=", ("sym", "a"), ("sym", "b")))


def test_equations_cases_and_orders():
    made = recorded(chains.equations)
    assert made.lines[0].equation[:2] == ("rel", "=")
    assert [(line.reason.operation, line.reason.by) for line in made.lines[1:]] == [("add", ("sym", "a")), ("left", ("num", 1, 2))]
    made = recorded(chains.cases)
    assert made.lines[1].case == ("rel", ">", ("sym", "x"), ("num", 0, 1))
    made = recorded(chains.order)
    assert made.lines[0].step == ("first", "the first")
    assert (made.lines[1].reason.steps, made.lines[1].reason.facts) == (("first",), ("another",))


def test_answers_and_values():
    assert recorded(chains.answer).answer == ("*", ("neg", ("sym", "a")), ("sym", "x"))
    assert recorded(chains.equation).answer == ("rel", "=", ("sym", "a"), ("sym", "x"))
    half = ("num", 1, 2)
    assert recorded(chains.values).value == [
        [[("num", 1, 1), half], {"rank": ("num", 1, 1)}], None, "text", ("/", ("sym", "a"), ("num", 2, 1)), True]


@pytest.mark.parametrize("function, start, sentence", [
    (chains.bare, "yield", "a bare yield: write the line after it"),
    (chains.listed, "yield [", "not the list"),
    (chains.worded, 'yield "chain', "'chain rule' is no expression; the reason comes last"),
    (chains.equal_twice, "yield", "a line without a relation is equal to the one above"),
    (chains.nothing_due, "yield", "expression"),
    (chains.claimed, "yield", "in a chain the relation stands in front"),
    (chains.truth, "yield", "in a chain the relation stands in front"),
    (chains.two_reasons, "yield", "one reason"),
    (chains.number_as_reason, "yield", "a reason is the name of a rule"),
    (chains.reason_first, "yield", "jacobian is a reason: it comes after the expression"),
    (chains.broken_while_built, "yield made", "the inner product is z.T @ y"),
    (chains.no_lemma, "yield", "a lemma yields its lines"),
    (chains.twice_declared, "yield positive", "x is declared twice, differently, as real and as positive"),
    (chains.far_too_long, 'yield x, "x"', "the short name of a rule"),
    (chains.infinite, "yield", "oo is not a number"),
    (chains.endless, "yield", "does the chain ever end")])
def test_a_line_that_cannot_be_read_ends_the_chain(function, start, sentence):
    made = recorded(function)
    expected = line_of(function, start)
    if function is chains.bare:
        expected += 1
    assert made.error is not None and sentence in made.error[1]
    assert made.error[0] == expected
    assert all(line.at <= expected for line in made.lines)


def test_a_function_that_breaks_at_once_says_where():
    made = recorded(chains.broken_at_once)
    assert made.error == (line_of(chains.broken_at_once, "return"), "0.3333333333333333 is a rounded float: write Rational(1, 3), "
                                                                    "or x / 3 with an expression x")


def test_nothing_proves_itself():
    assert recorded(chains.own_reason).lemmas["own_reason"].circular
    made = recorded(chains.circle)
    assert made.lemmas["circle"].circular and not made.lemmas["other_half"].circular


def test_empty_and_delegated_chains():
    assert recorded(chains.empty).lines == ()
    assert len(recorded(chains.delegated).lines) == 4


def test_every_named_inequality_is_rebuilt_from_its_record():
    columns = [chains.F, chains.F]
    for name, (_, least, _) in INEQUALITIES.items():
        arguments = columns if name in ("cauchy_schwarz", "inner_bound", "triangle") else [chains.a, chains.b][:least]
        made = instance(name, arguments)
        again = instance(name, [expression_of(argument.tree, made.names) for argument in made.arguments])
        assert again.tree == made.tree and repr(made).startswith(name)


@pytest.mark.parametrize("seed", range(150))
def test_a_damaged_record_is_read_or_refused(seed):
    random = Random(seed)
    data = json.loads(json.dumps(record(random.choice([chains.gradient, chains.inequality, chains.equations, chains.order, chains.values]))))
    for _ in range(random.randrange(1, 4)):
        place = data
        while isinstance(place, dict | list) and place:
            key = random.choice(list(place)) if isinstance(place, dict) else random.randrange(len(place))
            if random.random() < .2 or not isinstance(place[key], dict | list) or not place[key]:
                place[key] = random.choice([None, 5, "x", [], {}, ["sym", "x"], -1, True, [["num"]], 1.5])
                break
            place = place[key]
    try:
        read_record(data)
    except TreeError as refused:
        assert str(refused)


@pytest.mark.parametrize("data", [None, 5, "x", [], {}, {"kind": "chain"}, {"kind": "x", "name": "f", "line": 1, "declarations": {}}])
def test_what_is_no_record_is_refused(data):
    with pytest.raises(TreeError):
        read_record(data)
