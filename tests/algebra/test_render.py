"""Expressions are shown as typed, as on paper, and in LaTeX."""
from random import Random

import pytest

from autograder.algebra.expressions import expression
from autograder.algebra.render import latex, typed, unicode
from tests.algebra.random_trees import NAMES, random_expression


@pytest.mark.parametrize("seed", range(300))
def test_what_is_shown_as_typed_builds_the_same_tree(seed):
    made = random_expression(Random(seed), ("number", "column", "square")[seed % 3], 30)
    again = expression(eval(repr(made), dict(NAMES)))      # our own text, and nobody else's
    assert again.tree == made.tree
    assert typed(again.tree, again.names) == repr(made)


@pytest.mark.parametrize("seed", range(100))
def test_latex_closes_what_it_opens(seed):
    text = latex(random_expression(Random(seed), "number", 40).tree)
    assert text.count("{") == text.count("}")
    assert text.count("\\left") == text.count("\\right")
    assert text.isascii()


@pytest.mark.parametrize("source, paper, formula", [
    ("-Sum(u[i] / c[i] * D(c[i], u[j]), i)", "−Σᵢ (uᵢ/cᵢ) (∂cᵢ/∂uⱼ)",
     r"-\sum_{i = 1}^{n} \frac{u_{i}}{c_{i}}\, \frac{\partial c_{i}}{\partial u_{j}}"),
    ("2 * X.T @ (X @ w - u)", "2 Xᵀ (X w − u)", r"2\, X^{\top}\, \left(X\, w - u\right)"),
    ("x - (y - a)", "x − (y − a)", r"x - \left(y - a\right)"),
    ("x - -y", "x − (−y)", r"x - \left(-y\right)"),
    ("(-x)**2", "(−x)²", r"\left(-x\right)^{2}"),
    ("-x**2", "−x²", "-x^{2}"),
    ("-x * y", "−x y", r"-x\, y"),
    ("x * -2", "x (−2)", r"x\, \left(-2\right)"),
    ("x / (y / a)", "x/(y/a)", r"\frac{x}{\frac{y}{a}}"),
    ("x / y / a", "(x/y)/a", r"\frac{\frac{x}{y}}{a}"),
    ("a**(x + y)", "aˣ⁺ʸ", "a^{x + y}"),
    ("a**x**y", "a^(xʸ)", "a^{x^{y}}"),
    ("Sum(u[i], i) * x", "(Σᵢ uᵢ) x", r"\left(\sum_{i = 1}^{n} u_{i}\right)\, x"),
    ("Sum(u[i] + v[i], i)", "Σᵢ (uᵢ + vᵢ)", r"\sum_{i = 1}^{n} \left(u_{i} + v_{i}\right)"),
    ("Sum(a**t, (t, 0, n - 1))", "Σ_{t = 0 … n − 1} aᵗ", r"\sum_{t = 0}^{n - 1} a^{t}"),
    ("Prod(u[i], i)", "Πᵢ uᵢ", r"\prod_{i = 1}^{n} u_{i}"),
    ("Max(u[i], i)", "maxᵢ uᵢ", r"\max_{i \in \{1, \dots, n\}} u_{i}"),
    ("inv(A).T @ u", "(A⁻¹)ᵀ u", r"\left(A^{-1}\right)^{\top}\, u"),
    ("norm2(A @ u - v)**2", "(‖A u − v‖²)²", r"\left(\lVert A\, u - v \rVert^{2}\right)^{2}"),
    ("A * B @ u", "(A ∘ B) u", None),
    ("power(A, 2) @ u**2", "A² u∘²", r"A^{2}\, u^{\circ 2}"),
    ("D(x**2 * y, x, x, y)", "∂³/(∂y ∂x²) [x² y]", r"\frac{\partial^{3}}{\partial y\, \partial x^{2}} \left[x^{2}\, y\right]"),
    ("At(D(f(x), x), x, y)", "∂f(x)/∂x|_{x = y}", r"\left. \frac{\partial f(x)}{\partial x} \right|_{x = y}"),
    ("Integral(exp(-x**2), (x, -oo, oo))", "∫_{−∞}^∞ exp(−x²) dx", r"\int_{-\infty}^{\infty} \exp\left(-x^{2}\right) \, dx"),
    ("modulo(1 + eps, eps, 2)", "1 + ε + O(ε²)", r"1 + \varepsilon + O(\varepsilon^{2})"),
    ("block([[A, u], [u.T, 1]])", "[A u; uᵀ 1]", r"\begin{bmatrix} A & u \\ u^{\top} & 1 \end{bmatrix}"),
    ("E(g.T @ g, g)", None, None),
    ("where(x < 0, -x, x)", "{−x if x < 0, else x}", r"\begin{cases} -x & x < 0 \\ x & \text{else} \end{cases}"),
    ("delta(i, j) * R[i, j, 2]", "δᵢⱼ Rᵢⱼ₂", r"\delta_{i, j}\, R_{i, j, 2}"),
    ("Eq(A @ u, x * u)", "A u = x u", r"A\, u = x\, u"),
    ("x <= y + 1", "x ≤ y + 1", r"x \le y + 1"),
    ("Rational(1, 2) * x", "(1/2) x", r"\frac{1}{2}\, x"),
    ("kron(A, u)", "A ⊗ u", r"A \otimes u"),
    ("abs(x)", "|x|", r"\lvert x \rvert"),
    ("sqrt(x + y)", "√(x + y)", r"\sqrt{x + y}"),
])
def test_each_form_reads_as_in_mathematics(source, paper, formula):
    made = eval(source, dict(NAMES))
    assert repr(made) == source
    if paper is not None:
        assert str(made) == paper
    if formula is not None:
        assert made.latex == formula


def test_names_with_digits_and_greek_ones():
    assert unicode(("idx", ("sym", "x1"), ("sym", "k"))) == "x₁ₖ"
    assert latex(("idx", ("sym", "x1"), ("sym", "k"))) == "{x_{1}}_{k}"
    assert unicode(("sym", "lam")) == "λ"
    assert latex(("sym", "eps")) == r"\varepsilon"
    assert latex(("sym", "px")) == r"\mathrm{px}"
