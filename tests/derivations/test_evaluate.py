"""Values: derivatives, sums, means, expansions and integrals against what they are known to be."""
import math
from fractions import Fraction

import pytest
from flint import arb

from autograder import algebra as al
from autograder.derivations.balls import Balls
from autograder.derivations.equality import compare, exactly, value_of
from autograder.derivations.evaluate import evaluate
from autograder.derivations.fields import Exhausted, Inexact, Undefined, Unsupported
from autograder.derivations.generic import Generic
from autograder.derivations.models import Sampler, coincidences, partitions
from autograder.derivations.names import Clock, Names
from autograder.derivations.prime import Prime

x, y, eps = al.real("x y eps")
s = al.positive("s")
n, r = al.dim("n", 2, 4), al.dim("r", 2, 2)
A, Q, S = al.matrix("A", n, n), al.matrix("Q", n, r, al.orthonormal), al.matrix("S", n, n, al.spd)
u = al.vector("u", n)
f = al.function("f", x)


def value(expression: al.Expression, trial: int = 0, seed: int = 0) -> float:
    """The value of a number at one point, as a float."""
    names = Names(expression.names)
    draw = Sampler(names, names.needs(expression.tree), seed=seed).draw(trial)
    result = evaluate(expression.tree, draw.lifted(Balls()))
    return float(result.mid()) if isinstance(result, arb) else float(result)


def quotient(expression: al.Expression, at: float, h: float = 1e-6) -> float:
    def moved(shift: float) -> float:
        point = al.Rational(*Fraction(at + shift).limit_denominator(10**9).as_integer_ratio())
        return float(value_of(al.At(expression, x, point).tree, {}))
    return (moved(h) - moved(-h)) / (2 * h)


SMOOTH = "exp sin cos tan sinh cosh tanh atan erf erfc sigmoid softplus gamma lgamma digamma log sqrt asin acos abs relu".split()


@pytest.mark.parametrize("name", SMOOTH)
def test_derivatives_are_the_limits_of_quotients(name):
    apply = getattr(al, name)
    for order in (1, 2):
        expression = al.D(apply(x), *[x] * (order - 1)) if order > 1 else apply(x)
        exact = value_of(al.At(al.D(apply(x), *[x] * order), x, al.Rational(5, 8)).tree, {})
        assert math.isclose(exact, quotient(expression, 0.625), rel_tol=1e-5, abs_tol=1e-5)      # 1e-5: a central quotient at h = 1e-6


def test_a_derivative_of_a_derivative_keeps_them_apart():
    assert value_of(al.At(al.At(al.D(x * al.D(x * y**2, y), x), x, 3), y, 2).tree, {}) == 4 * 3 * 2
    assert compare(al.D(x * al.D(x + y, y), x).tree, al.Rational(1).tree, x.names | y.names).holds


def test_series_know_the_functions():
    e = al.modulo(al.exp(al.sin(eps)), eps, 5)
    assert compare(e.tree, (1 + eps + eps**2 / 2 - eps**4 / 8).tree, e.names).holds


def test_integrals_are_exact_for_polynomials_and_close_for_the_rest():
    assert value_of(al.Integral(x**3 - x, (x, 0, 2)).tree, {}) == 2
    for integral, known in [(al.Integral(al.exp(-x), (x, 0, al.oo)), 1.0),
                            (al.Integral(1 / (1 + x**2)**2, (x, -al.oo, al.oo)), math.pi / 2),
                            (al.Integral(al.sin(x), (x, 0, al.pi)), 2.0), (al.Integral(al.exp(-x**2 / 2), (x, -al.oo, al.oo)),
                                                                           math.sqrt(2 * math.pi))]:
        assert math.isclose(value(integral), known, rel_tol=1e-12)      # half the nodes agree to 2⁻⁴⁶


def test_an_integral_that_does_not_converge_is_not_trusted():
    for integral in (al.Integral(1 / x, (x, 1, al.oo)), al.Integral(al.sin(x), (x, 0, al.oo)), al.Integral(x * 0 + 1, (x, -al.oo, al.oo))):
        with pytest.raises((Unsupported, Inexact)):
            value(integral)


def test_sums_to_infinity():
    i = al.integer("i", 0, 9)
    assert math.isclose(value(al.Sum(al.Rational(1, 2)**i, (i, 0, al.oo))), 2.0, rel_tol=1e-12)
    with pytest.raises(Undefined):
        value(al.Sum(i * 0 + 1, (i, 0, al.oo)))


def test_an_empty_sum_is_zero():
    i = al.integer("i", 0, 9)
    assert value_of(al.Sum(1 / i, (i, 5, 4)).tree, {}) == 0
    assert value_of(al.Prod(i, (i, 5, 4)).tree, {}) == 1


def test_means_under_a_gaussian():
    h = al.random("h", al.N(x, s))
    for power, moment in ((1, x), (2, x**2 + s), (3, x**3 + 3 * x * s), (4, x**4 + 6 * x**2 * s + 3 * s**2), (6, None)):
        if moment is not None:
            assert compare(al.E(h**power, h).tree, moment.tree, {**h.names, **x.names, **s.names}).holds
    assert compare(al.E(h**2 * al.exp(y * h), h).tree, (((x + s * y)**2 + s) * al.exp(x * y + s * y**2 / 2)).tree,
                   {**h.names, **x.names, **y.names, **s.names}).holds


def test_undefined_functions_have_consistent_derivatives():
    for claim in (al.Eq(al.D(f(x) * f(x), x), 2 * f(x) * al.D(f(x), x)), al.Eq(al.D(f(2 * x), x), 2 * al.At(al.D(f(x), x), x, 2 * x)),
                  al.Eq(al.D(f(x), x, x), al.D(al.D(f(x), x), x))):
        _, _, left, right = claim.tree
        assert compare(left, right, {**f.names, **x.names} if hasattr(f, "names") else claim.names).holds


def test_structure_is_as_declared():
    for trial in range(18):
        for claim in (Q.T @ Q - al.eye(r), S - S.T):
            names = Names(claim.names)
            draw = Sampler(names, names.needs(claim.tree), seed=3).draw(trial)
            assert all(abs(float(entry.mid())) < 1e-30 if isinstance(entry, arb) else entry == 0
                       for entry in evaluate(claim.tree, draw.lifted(Balls())).entries)


def test_witnesses_are_exact():
    a, b = al.matrix("a", 2, 2), al.vector("b", 2)
    values = {"a": [[1, 2], [3, Fraction(1, 2)]], "b": [1, 1]}
    assert value_of(al.det(a).tree, values, a.names) == -5.5
    assert exactly(("rel", "=", ("fn", "rank", ("sym", "a")), ("num", 2, 1)), values, a.names)
    assert exactly(("rel", "<", ("fn", "log", ("num", 2, 1)), ("num", 7, 10)), {})
    assert exactly(("rel", "=", ("fn", "norm", ("sym", "b")), ("^", ("num", 2, 1), ("num", 1, 2))), values, b.names)
    assert not exactly(("rel", "=", ("/", ("num", 1, 1), ("num", 0, 1)), ("num", 1, 1)), {})


def test_free_indices_meet_in_every_way():
    names = Names({"n": ("dim", 3, 5), **dict.fromkeys("ijk", ("index", ("sym", "n")))})
    assert len(coincidences(names, ["i", "j", "k"])) == len(list(partitions("ijk"))) == 5


def test_oracles_are_functions():
    field = Prime(b"salt")
    a, b = field.number(5), field.number(7)
    assert field.function("exp", a) == field.function("exp", a) != field.function("exp", b)
    assert field.function("sin", -a) == -field.function("sin", a)
    assert field.function("exp", -a) * field.function("exp", a) == 1


def test_the_generic_point_knows_a_few_laws():
    field = Generic(3, Clock(5))
    p, q, r = field.indeterminate(positive=True), field.indeterminate(positive=True), field.indeterminate()
    def f(name, u):
        return field.function(name, u)
    assert field.is_zero(f("exp", p + q) - f("exp", p) * f("exp", q))
    assert field.is_zero(f("log", p * q * q) - f("log", p) - 2 * f("log", q))
    assert field.is_zero(f("log", f("exp", r)) - r)
    assert field.is_zero(f("sqrt", p) * f("sqrt", p) - p)
    assert field.is_zero(f("abs", r) * f("abs", r) - r * r)
    assert field.is_zero(f("sin", r) * f("sin", r) + f("cos", r) * f("cos", r) - 1)
    assert field.is_zero(f("gamma", p + 1) - p * f("gamma", p))
    assert not field.is_zero(f("sqrt", r * r) - r)
    assert not field.is_zero(f("log", p + q) - f("log", p) - f("log", q))
    with pytest.raises(Unsupported):
        f("sign", r)


def test_the_clock_stops_evaluation():
    clock = Clock(0.0)
    with pytest.raises(Exhausted):
        clock.check()
