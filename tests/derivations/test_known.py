"""What was answered once is answered alike: but only to the same question, of the same premises."""
import pytest

from autograder.checks import derives
from autograder.derivations import steps
from autograder.derivations.known import MOST, Known

from .standin import judged, loaded

ROOT = '''
from autograder.algebra import *
x = {kind}("x")
y = real("y")
def f():
    yield sqrt(x**2) + y - y
    yield sqrt(x**2)
    yield x
'''
GIVEN = '''
from autograder.algebra import *
x, y = real("x y")
def f():
    yield (x - y)**2
    yield 0 * x, {reason}
'''


def said(source, tmp_path, given=lambda module: ()):
    module = loaded(source, tmp_path)
    lines = list(module.f())
    end = lines[-1][0] if isinstance(lines[-1], tuple) else lines[-1]
    return judged(lambda yours: derives(yours.f, lines[0], to=end, steps=0, given=given(module)), module)


@pytest.mark.parametrize("order", [("positive", "real"), ("real", "positive")])
def test_lines_of_one_look_and_other_kinds_are_two_questions(tmp_path, order):
    for kind in order * 2:
        assert (said(ROOT.format(kind=kind), tmp_path) is None) == (kind == "positive"), kind


def test_a_fact_is_a_premise(tmp_path):
    from autograder.algebra import Eq
    source = GIVEN.format(reason="Eq(x, y)")
    for is_given in (True, False, True):
        found = said(source, tmp_path, lambda module, g=is_given: (Eq(module.x, module.y),) if g else ())
        assert (found is None) == is_given


def test_what_follows_is_not_judged_twice(tmp_path, monkeypatch):
    said(ROOT.format(kind="positive"), tmp_path)
    monkeypatch.setattr(steps, "_equality", lambda *question: pytest.fail("judged again"))
    assert said(ROOT.format(kind="positive"), tmp_path) is None


def test_the_oldest_is_forgotten_first():
    known = Known[int]()
    for n in range(MOST + 1):
        known.keep(n, n)
    assert known.get(0) is None and known.get(1) == 1 and known.get(MOST) == MOST
