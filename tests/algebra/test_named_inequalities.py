"""Every named inequality is true where its conditions hold, and an equality just where it is tight."""
from math import exp, isclose, log, sqrt
from random import Random

import pytest

from autograder.algebra import real, vector
from autograder.algebra.inequalities import INEQUALITIES, instance
from autograder.algebra.tree import Tree

SLACK = 1e-9        # rounding of a few operations on numbers below 100


def value(tree: Tree, values) -> float | list[float]:
    """Return a float, or a list for a column; only what the inequalities are written with."""
    op, *parts = tree
    if op == "num":
        return parts[0] / parts[1]
    if op == "sym":
        return values[parts[0]]
    if op == "@":
        (_, left), right = parts
        return sum(p * q for p, q in zip(value(left, values), value(right, values), strict=True))
    name = None
    if op == "fn":
        name, *parts = parts
    below = [value(part, values) for part in parts]
    if op == "+":
        return [p + q for p, q in zip(*below, strict=True)] if isinstance(below[0], list) else sum(below)
    if op == "neg":
        return -below[0]
    if op == "*":
        scalars = [part for part in below if not isinstance(part, list)]
        product = 1.0
        for scalar in scalars:
            product *= scalar
        arrays = [part for part in below if isinstance(part, list)]
        return [product * entry for entry in arrays[0]] if arrays else product
    if op == "/":
        return below[0] / below[1]
    if op == "^":
        return below[0]**below[1]
    return {"log": log, "exp": exp, "sqrt": sqrt, "abs": abs, "norm2": lambda v: sum(x * x for x in v),
            "norm": lambda v: sqrt(sum(x * x for x in v))}[name](below[0])


def holds(claim: Tree, values) -> bool:
    _, relation, left, right = claim
    p, q = value(left, values), value(right, values)
    if relation == "=":
        pairs = zip(p, q, strict=True) if isinstance(p, list) else [(p, q)]
        return all(isclose(a, b, rel_tol=SLACK, abs_tol=SLACK) for a, b in pairs)
    return {"<=": p <= q + SLACK, ">=": p >= q - SLACK, ">": p > q}[relation]


@pytest.mark.parametrize("name", INEQUALITIES)
def test_it_is_true_and_tight_where_it_says(name):
    random, tight_points = Random(7), 0
    for _ in range(400):
        columns = name in ("cauchy_schwarz", "inner_bound") or (name in ("triangle", "young") and random.random() < .5)
        count = INEQUALITIES[name][1] + (random.random() < .3 and name == "young")
        symbols = [vector(s, 2) if columns and s != "c" else real(s) for s in "abc"[:count]]
        grid = [-2, -1, -0.5, 0, 0.5, 1, 2, 3]
        values = {s: [random.choice(grid), random.choice(grid)] if columns and s != "c" else random.choice(grid) for s in "abc"[:count]}
        made = instance(name, symbols)
        if not all(holds(need.tree, values) for need in made.needs):
            continue
        assert holds(made.tree, values), values
        equal = holds(("rel", "=", *made.tree[2:]), values)
        assert equal == holds(made.condition.tree, values), values
        tight_points += equal
    assert tight_points > 5
