"""Each law notices the template that breaks it."""
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from autograder.algebra import real
from autograder.checks import answers
from autograder.errors import Mismatch
from autograder.problems import Problem, rationals
from autograder.problems.laws import broken
from autograder.problems.template import Template

x = real("x")


def template(kind: str, **own) -> Template:
    module = SimpleNamespace(**{"generate": product, "solve": lambda a, b: a * b, "effort": lambda a, b: a, "BAND": (0, 1000),
                                "mistakes": lambda a, b: {"added, not multiplied": a + b}, **own})
    return Template("some-exercise", Path("some_problems.py"), "Some problem", kind, 5, 2, "", module)


def product(rng) -> Problem:
    a, b = (int(value) for value in rng.integers(3, 100, size=2))
    return Problem("What is {a} · {b}?", {"a": a, "b": b}, answer=a * b)


def slope(rng) -> Problem:
    a, b = (int(value) for value in rng.integers(3, 100, size=2))
    return Problem("The derivative of {a} x² + {b} x by x?", {"a": a, "b": b}, answer=str(2 * a * x + b), steps=(f"return {2 * a * x + b!r}",))


def larger(rng) -> Problem:
    a, b = (int(value) for value in rng.integers(3, 100, size=2))
    return Problem("Give a number larger than {a} and less than {a} + 1/{b}.", {"a": a, "b": b}, answer=str(a + Fraction(1, 2 * b)))


def is_between(ask, problem) -> None:
    a, b = problem.parameters["a"], problem.parameters["b"]
    if not a < rationals(ask()) < a + Fraction(1, b):
        raise Mismatch("not between them")


SYMBOLIC = {"generate": slope, "check": lambda ask, problem: answers(ask, 2 * problem.parameters["a"] * x + problem.parameters["b"]),
            "solve": lambda a, b: a * (x + x) + b, "mistakes": lambda a, b: {"the two is forgotten": a * x + b}}
WITNESS = {"generate": larger, "check": is_between, "solve": lambda a, b: a + Fraction(1, 3 * b), "mistakes": lambda a, b: {"the bound itself": a}}


@pytest.mark.parametrize("kind, own", [("numeric", {}), ("symbolic", SYMBOLIC), ("counterexample", WITNESS)])
def test_a_good_template_breaks_none(kind, own) -> None:
    assert broken(template(kind, **own), 40) == []


@pytest.mark.parametrize("kind, own, said", [
    ("numeric", {"solve": lambda a, b: a + b}, "solve and the key differ"),
    ("numeric", {"mistakes": lambda a, b: {}}, "no mistake is named"),
    ("numeric", {"mistakes": lambda a, b: {"no mistake": b * a}}, "is right in 40 of 40"),
    ("numeric", {"mistakes": lambda a, b: {"sum": a + b}}, "a mistake is named by a few words, not 'sum'"),
    ("numeric", {"check": lambda ask, problem: None}, "None is taken for right"),
    ("numeric", {"BAND": (5000, 6000)}, "out of BAND"),
    ("symbolic", SYMBOLIC | {"solve": lambda a, b: a * x + b}, "solve and the key differ"),
    ("symbolic", SYMBOLIC | {"mistakes": lambda a, b: {"no mistake": b + x * (a + a)}}, "is right in"),
    ("counterexample", WITNESS | {"check": lambda ask, problem: ask()[0]}, "the judge stumbles over None"),
    ("counterexample", WITNESS | {"check": lambda ask, problem: rationals(ask())}, "are settled by"),
    ("counterexample", WITNESS | {"mistakes": lambda a, b: {"no mistake": a + Fraction(1, 4 * b)}}, "is right in"),
])
def test_a_bad_one_is_told(kind, own, said) -> None:
    assert any(said in fault for fault in broken(template(kind, **own), 40))


@pytest.mark.parametrize("given, value", [(2, 2), ("-3/4", Fraction(-3, 4)), (0.1, Fraction(0.1)), (Fraction(1, 3), Fraction(1, 3)), (np.int64(5), 5)])
def test_what_is_exact_is_read(given, value) -> None:
    assert rationals(given) == value and rationals([[given], [given]], 2, 1) == [[value], [value]]


@pytest.mark.parametrize("given", [None, True, float("nan"), float("inf"), "x", "1/0", [1], {}, 10**1000, "9" * 1000, 1j], ids=lambda given: repr(given)[:9])
def test_what_is_not_is_refused(given) -> None:
    with pytest.raises(Mismatch):
        rationals(given)
    with pytest.raises(Mismatch):
        rationals([1, given], 2)
