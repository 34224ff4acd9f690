"""Inequalities by every reason there is: facts, named inequalities, sums of them, Jensen, what is visible, and where they are tight."""
import pytest

from autograder.checks import derives

from .standin import judged, loaded

HEAD = '''
from autograder.algebra import *
n, K = dim("n", 2, 4), dim("K", 2, 5)
i, j = indices("i j", n); k, l = indices("k l", K)
x, y, a, b = real("x y a b"); r, s = positive("r s"); t = prob("t")
u, v = vector("u", n), vector("v", n)
P = matrix("P", n, n, spd); R = matrix("R", n, n, psd)
q, w, z = vector("q", K, simplex), vector("w", K, simplex), vector("z", K)
c, d = vector("c", K), vector("d", K)
G = random("G", N(a, s**2))
below = assume("below", c[k] <= d[k])
positive_x = assume("positive x", x > 0)
apart = assume("apart", Ne(x, y))
even = assume("even", Eq(c[k], d[k])); K2 = integer("K2", 1, 4); m = integer("m", 1, 4); e, f_ = vector("e", 4), vector("f_", 4)
ranged = assume("ranged", Eq(e[m], f_[m] + 1), over=(m, 1, K2))
'''


def bound(tmp_path, start, *lines, end="at_most", goal=None, given="[]"):
    body = "\n".join(f"    yield {line}" for line in (start, *lines))
    module = loaded(f"{HEAD}\ndef f():\n{body}\n", tmp_path)
    scope = dict(vars(module))
    if goal is None:
        last = eval(f"({lines[-1]},)", scope)
        goal = next(part for part in last if not isinstance(part, str))
    else:
        goal = eval(goal, scope)
    return judged(lambda yours: derives(yours.f, eval(start, scope), **{end: goal}, given=eval(given, scope)), module)


HOLDS = {
    "log u ≤ u − 1": ("log(r)", '"≤", r - 1, log_bound(r)', {}),
    "its weight": ("s * log(r)", '"≤", s * (r - 1), s * log_bound(r)', {}),
    "Gibbs, by log u ≤ u − 1 under the sum": ("Sum(q[k] * log(w[k] / q[k]), k)", '"≤", Sum(q[k] * (w[k] / q[k] - 1), k), Sum(q[k] * log_bound(w[k] / q[k]), k)', {}),
    "Young": ("x * y", '"≤", x**2 / 2 + y**2 / 2, young(x, y)', {}),
    "Young of columns, weighted": ("u.T @ v", '"≤", s * norm2(u) / 2 + norm2(v) / (2 * s), young(u, v, s)', {}),
    "Cauchy and Schwarz": ("(u.T @ v)**2", '"≤", norm2(u) * norm2(v), cauchy_schwarz(u, v)', {}),
    "a triangle": ("norm(u + v)", '"≤", norm(u) + norm(v), triangle(u, v)', {}),
    "the means": ("sqrt(r * s)", '"≤", (r + s) / 2, am_gm(r, s)', {}),
    "downwards": ("exp(x)", '"≥", 1 + x, exp_bound(x)', {"end": "at_least"}),
    "a fact over an index, for one": ("c[k]", '"≤", d[k], below', {"given": "[below]"}),
    "a fact over an index, summed": ("Sum(c[k], k)", '"≤", Sum(d[k], k), Sum(below, k)', {"given": "[below]"}),
    "a fact over an index, weighted and summed": ("Sum(q[k] * c[k], k)", '"≤", Sum(q[k] * d[k], k), Sum(q[k] * below, k)', {"given": "[below]"}),
    "what is visible is dropped": ("x - y**2", '"≤", x, "nonnegative"', {}),
    "a form of a matrix that is spd": ("x - u.T @ P @ u", '"≤", x, "nonnegative"', {}),
    "slack": ("x", '"≤", x + u.T @ R @ u + r, slack(u.T @ R @ u + r)', {}),
    "Jensen for a sum": ("log(Sum(q[k] * w[k], k))", '"≥", Sum(q[k] * log(w[k]), k), "Jensen"', {"end": "at_least"}),
    "Jensen for a square": ("Sum(q[k] * z[k], k)**2", '"≤", Sum(q[k] * z[k]**2, k), "Jensen"', {}),
    "Jensen for a mean": ("exp(E(G, G))", '"≤", E(exp(G), G), "Jensen"', {}),
    "Jensen within a line": ("a - log(Sum(q[k] * w[k], k))", '"≤", a - Sum(q[k] * log(w[k]), k), "Jensen"', {}),
    "Jensen for two weights": ("exp(t * x + (1 - t) * y)", '"≤", t * exp(x) + (1 - t) * exp(y), "Jensen"', {}),
    "Jensen for a norm": ("norm(t * u + (1 - t) * v)", '"≤", t * norm(u) + (1 - t) * norm(v), "Jensen"', {}),
    "Jensen from the mean of f": ("Sum(q[k] * exp(z[k]), k)", '"≥", exp(Sum(q[k] * z[k], k)), "Jensen"', {"end": "at_least"}),
    "strict": ("y", '"<", y + x, positive_x', {"given": "[positive_x]"}),
    "equations count for nothing": ("x", '"≤", b + r, assume("e", Eq(x, b)) + slack(r)', {"given": "[assume('e', Eq(x, b))]"}),
}
REFUSED = {
    "log u ≤ u − 1 for a u that may be negative": ("log(x)", '"≤", x - 1, log_bound(x)', {}, "needs x > 0"),
    "a weight that may be negative": ("x * log(r)", '"≤", x * (r - 1), x * log_bound(r)', {}, "not visibly ≥ 0"),
    "a weight that may be negative, under a sum": ("Sum(z[k] * c[k], k)", '"≤", Sum(z[k] * d[k], k), Sum(z[k] * below, k)', {"given": "[below]"}, "not visibly ≥ 0"),
    "another constant": ("x * y", '"≤", x**2 / 2 + y**2 / 3, young(x, y)', {}, "false here"),
    "another gain": ("x * y", '"≤", x**2 + y**2, young(x, y)', {}, "gains"),
    "Jensen without weights": ("log(Sum(w[k], k))", '"≥", Sum(log(w[k]), k), "Jensen"', {"end": "at_least"}, "not Jensen"),
    "Jensen the wrong way": ("Sum(q[k] * z[k], k)**2", '"≥", Sum(q[k] * z[k]**2, k), "Jensen"', {"end": "at_least"}, "false here"),
    "Jensen for a cube": ("Sum(q[k] * z[k], k)**3", '"≤", Sum(q[k] * z[k]**3, k), "Jensen"', {}, "false here"),
    "not visible": ("x - y", '"≤", x, "nonnegative"', {}, "false here"),
    "a sum over part of a range": ("Sum(c[k], (k, 1, 2))", '"≤", Sum(d[k], (k, 1, 2)), Sum(below, (k, 1, 2))', {"given": "[below]"}, "cannot be summed"),
    "an inequality in an equality": ("x * y", '"≤", x**2 / 2 + y**2 / 2, young(x, y)', {"end": "to"}, "an equality"),
    "a difference is no bound": ("x", '"≤", y, apart', {"given": "[apart]"}, "no bound follows"),
    "a name that stands for nothing": ("x", '"≤", x + 1, "slack"', {}, "no rule"),
}


@pytest.mark.parametrize("case", list(HOLDS.values()), ids=list(HOLDS))
def test_a_bound_with_its_reason_holds(case, tmp_path):
    start, line, more = case
    said = bound(tmp_path, start, line, **more)
    assert said is None, str(said)


@pytest.mark.parametrize("case", list(REFUSED.values()), ids=list(REFUSED))
def test_a_bound_without_one_is_refused(case, tmp_path):
    start, line, more, words = case
    said = bound(tmp_path, start, line, **more)
    assert said is not None and words in str(said), str(said)


def test_an_inequality_is_tight_where_its_condition_holds(tmp_path):
    line = "x**2 / 2 + y**2 / 2, tight(young(x, y))"
    assert bound(tmp_path, "x * y", line, end="to", given="[Eq(x, y)]") is None
    said = bound(tmp_path, "x * y", line, end="to")
    assert said is not None and "neither given nor the case" in str(said)


@pytest.mark.parametrize(("start", "line", "facts"), [
    ("Sum(c[k], k) + a", "Sum(d[k], k) + a, Sum(even, k)", "[even]"), ("Sum(q[k] * c[k], k)", "Sum(q[k] * d[k], k), Sum(q[k] * even, k)", "[even]"),
    ("Sum(e[m], (m, 1, K2))", "Sum(f_[m] + 1, (m, 1, K2)), Sum(ranged, (m, 1, K2))", "[ranged]"), ("c[k] + a", "d[k] + a, even", "[even]"),
    ("Sum(d[k], k)", "Sum(c[k], k), Sum(even, k)", "[even]")])
def test_equations_may_be_summed_too(start, line, facts, tmp_path):
    said = bound(tmp_path, start, line, end="to", given=facts)
    assert said is None, str(said)


def test_summed_equations_explain_no_other_change(tmp_path):
    said = bound(tmp_path, "Sum(c[k], k)", "Sum(d[k], k) + a, Sum(even, k)", end="to", given="[even]")
    assert said is not None and "changes by is not Σ even" in str(said)
    said = bound(tmp_path, "Sum(e[m], (m, 1, 4))", "Sum(f_[m] + 1, (m, 1, 4)), Sum(ranged, (m, 1, 4))", end="to", given="[ranged]")
    assert said is not None and "sum it over just that range" in str(said)


def test_a_lemma_may_be_an_inequality(tmp_path):
    body = HEAD + '''
def lemma():
    yield x * y
    yield "≤", x**2 / 2 + y**2 / 2, young(x, y)

def f():
    yield x * y + a
    yield "≤", x**2 / 2 + y**2 / 2 + a, lemma
'''
    module = loaded(body, tmp_path)
    scope = dict(vars(module))
    assert judged(lambda yours: derives(yours.f, eval("x * y + a", scope), at_most=eval("x**2 / 2 + y**2 / 2 + a", scope)), module) is None
