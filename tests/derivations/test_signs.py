"""Signs: told where the form shows them, and never where it does not."""
import random

import pytest

from autograder import algebra as al
from autograder.derivations.balls import Balls
from autograder.derivations.evaluate import evaluate
from autograder.derivations.fields import EvaluationError
from autograder.derivations.models import Sampler
from autograder.derivations.names import Names
from autograder.derivations.signs import is_invertible, is_nonnegative, is_nonzero, is_pd, is_positive, is_psd, sign
from tests.algebra.random_trees import random_expression

x, y = al.real("x y")
s, t = al.positive("s t")
p, c = al.prob("p"), al.unit("c")
g = al.nonzero("g")
n = al.dim("n", 2, 4)
A, P, B, F = al.matrix("A", n, n, al.spd), al.matrix("P", n, n, al.psd), al.matrix("B", n, n), al.matrix("F", al.dim("m", 4, 5), n,
                                                                                                         al.full_column_rank)
v = al.vector("v", n)
q = al.vector("q", n, al.simplex)
k = al.indices("k", n)

VISIBLE = [
    (x**2, "nonnegative"), (x * x, "nonnegative"), (x**2 + 1, "positive"), (g * g, "positive"), (-x**2, "nonpositive"), (x, "unknown"),
    (s + t, "positive"), (s - t, "unknown"), (1 - p, "positive"), (1 - c**2, "positive"), (1 + c, "positive"), (p - 1, "unknown"),
    (v.T @ A @ v, "nonnegative"), (v.T @ B @ v, "unknown"), (v.T @ v, "nonnegative"), ((B @ v).T @ A @ B @ v, "unknown"),
    (al.exp(x), "positive"), (al.norm2(v), "nonnegative"), (abs(x), "nonnegative"), (abs(g), "positive"), (1 / g, "nonzero"),
    (al.Sum(q[k] * v[k]**2, k), "nonnegative"), (al.Sum(q[k], k), "positive"), (al.E(v[k]**2, k, q), "nonnegative"), (al.det(A),
                                                                                                                      "positive"),
    (al.tr(P), "nonnegative"), (al.sqrt(s), "positive"), (s**x, "positive"), (al.max(x, s), "positive"), (al.min(s, t), "positive"),
    (al.log(s), "unknown"), (x * y, "unknown"), (al.where(x > 0, s, t), "positive"), (0 * x, "zero"), (al.sin(x) + 1, "nonnegative")]


@pytest.mark.parametrize("number", range(len(VISIBLE)))
def test_a_sign_is_visible_or_not(number):
    expression, expected = VISIBLE[number]
    assert sign(expression.tree, expression.names) == expected


def test_facts_are_seen_in_either_form():
    names = {**x.names, **y.names}
    assert is_nonnegative((y - x).tree, names, [(x <= y).tree])
    assert is_nonnegative(x.tree, names, [(x >= 0).tree])
    assert is_positive((x + s).tree, {**names, **s.names}, [(x >= 0).tree])
    assert is_nonzero(x.tree, names, [al.Ne(x, 0).tree])
    assert not is_nonnegative(x.tree, names, [(x <= 0).tree])


def test_what_may_be_zero_is_not_to_be_divided_by():
    for expression in (al.Sum(q[k] * v[k]**2, k), v.T @ A @ v, al.norm2(v), x**2, abs(x)):
        assert not is_nonzero(expression.tree, expression.names)


def test_definite_and_invertible_matrices():
    assert is_pd((A + P).tree, {**A.names, **P.names}) and is_pd(al.inv(A).tree, A.names) and is_pd((F.T @ F).tree, F.names)
    assert is_psd((B.T @ A @ B).tree, {**A.names, **B.names}) and not is_pd((B.T @ A @ B).tree, {**A.names, **B.names})
    assert is_invertible((F.T @ F).tree, F.names) and is_invertible((2 * A).tree, A.names)
    assert not is_invertible(B.tree, B.names) and not is_invertible((F @ F.T).tree, F.names) and not is_psd((A - P).tree,
                                                                                                            {**A.names, **P.names})


TOLD = {"positive": (1,), "nonnegative": (0, 1), "nonzero": (-1, 1), "zero": (0,), "negative": (-1,), "nonpositive": (-1, 0),
        "unknown": (-1, 0, 1)}


def test_no_value_contradicts_a_sign():
    for number in range(400):
        rng = random.Random(number)
        expression = random_expression(rng, "number", 8)
        told = sign(expression.tree, expression.names)
        names = Names(expression.names)
        try:
            draw = Sampler(names, names.needs(expression.tree), seed=number).draw(number)
            value = evaluate(expression.tree, draw.lifted(Balls()))
            order = value if isinstance(value, int) else Balls().order(value)
        except EvaluationError:
            continue
        assert (order > 0) - (order < 0) in TOLD[told], expression
