"""Thirteen problems, each with good chains, broken ones, jumps and attempts to get round the checker."""
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import pytest

from autograder.checks import derives
from autograder.derivations.telling import NotYet

from .standin import Yours, judged, loaded

IMPORT = "from autograder.algebra import *\n"
INDEX = """
K = dim("K", 3, 5); k, j, i, m = indices("k j i m", K)
z, y = vector("z", K), vector("y", K, simplex)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m))
"""


@dataclass
class Problem:
    """A statement, what is to be shown, and chains with what they should come to: None, or the number of the line that stops them."""
    statement: str
    start: str
    goal: str
    through: str = ""
    steps: int = 3
    relation: str = "to"
    chains: dict[str, tuple[int | None, list[str]]] = field(default_factory=dict)


def chain(*lines: str) -> list[str]:
    return list(lines)


SOFTMAX = chain('-Sum(y[k] * D(log(p[k]), z[j]), k), "linearity"', '-Sum(y[k] / p[k] * D(p[k], z[j]), k), "chain rule"',
                '-Sum(y[k] / p[k] * D(exp(z[k]) / Sum(exp(z[m]), m), z[j]), k), "definition"',
                '-Sum(y[k] / p[k] * ((exp(z[k]) * delta(k, j) * Sum(exp(z[m]), m) - exp(z[k]) * exp(z[j])) / Sum(exp(z[m]), m)**2), k), "quotient rule"',
                '-Sum(y[k] / p[k] * (p[k] * (delta(k, j) - p[j])), k), "definition"', '-Sum(y[k] * (delta(k, j) - p[j]), k)',
                '-Sum(y[k] * delta(k, j), k) + p[j] * Sum(y[k], k), "sum"', '-y[j] + p[j] * Sum(y[k], k), "delta"', 'p[j] - y[j], "simplex"')


def bare(lines: list[str]) -> list[str]:
    """Return the lines without their reasons."""
    return [line.rsplit(', "', 1)[0] for line in lines]


OLS = chain('D((X @ w - y).T @ (X @ w - y), w), "norm"', 'D(w.T @ X.T @ X @ w - w.T @ X.T @ y - y.T @ X @ w + y.T @ y, w), "transpose"',
            'D(w.T @ X.T @ X @ w - 2 * w.T @ X.T @ y + y.T @ y, w), "transpose"',
            'D(w.T @ X.T @ X @ w, w) - 2 * D(w.T @ X.T @ y, w) + D(y.T @ y, w), "linearity"', '2 * X.T @ X @ w - 2 * X.T @ y, "matrix derivative"')
PCA = chain('tr((X - X @ W @ W.T).T @ (X - X @ W @ W.T)), "norm"',
            'tr(X.T @ X - X.T @ X @ W @ W.T - W @ W.T @ X.T @ X + W @ W.T @ X.T @ X @ W @ W.T), "transpose"',
            'tr(X.T @ X) - tr(X.T @ X @ W @ W.T) - tr(W @ W.T @ X.T @ X) + tr(W @ W.T @ X.T @ X @ W @ W.T), "trace"',
            'tr(X.T @ X) - 2 * tr(W.T @ X.T @ X @ W) + tr(W.T @ X.T @ X @ W @ W.T @ W), "trace"',
            'tr(X.T @ X) - 2 * tr(W.T @ X.T @ X @ W) + tr(W.T @ X.T @ X @ W), "orthonormal"', 'tr(X.T @ X) - tr(W.T @ X.T @ X @ W)')
KL1 = chain('-log(2 * pi * s1**2) / 2 - Rational(1, 2) + log(2 * pi * s2**2) / 2 + (s1**2 + (m1 - m2)**2) / (2 * s2**2)',
            '-(log(2 * pi) + 2 * log(s1)) / 2 - Rational(1, 2) + (log(2 * pi) + 2 * log(s2)) / 2 + (s1**2 + (m1 - m2)**2) / (2 * s2**2), "log"',
            'log(s2) - log(s1) - Rational(1, 2) + (s1**2 + (m1 - m2)**2) / (2 * s2**2)',
            'log(s2 / s1) + (s1**2 + (m1 - m2)**2) / (2 * s2**2) - Rational(1, 2), "log"')
KLM = chain('(logdet(B) - logdet(A)) / 2 - tr(eye(d)) / 2 + (tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u)) / 2, "inverse"',
            '(logdet(B) - logdet(A)) / 2 - d / 2 + (tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u)) / 2, "trace"',
            '(tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u) - d + log(det(B) / det(A))) / 2, "determinant"')
ELBO = chain('log(px) * Sum(q[z], z), "simplex"', 'Sum(q[z] * log(px), z), "sum"', 'Sum(q[z] * log(J[z] / post[z]), z), "definition"',
             'Sum(q[z] * log(J[z] / q[z] * (q[z] / post[z])), z)', 'Sum(q[z] * (log(J[z] / q[z]) + log(q[z] / post[z])), z), "log"',
             'Sum(q[z] * log(J[z] / q[z]), z) + Sum(q[z] * log(q[z] / post[z]), z), "sum"')
LATENT = """
K = dim("K", 3, 5); z, w = indices("z w", K); q, J = vector("q", K, simplex), vector("J", K, "positive")
px = define("px", Sum(J[w], w)); post = define("post", z, J[z] / px)
"""
DIFFUSION = "a, b = prob('a b'); x0, xt, x = real('x0 xt x')\n"
PRECISION = chain('(D(D((xt - sqrt(a) * x)**2, x), x) / (1 - a) + D(D((x - sqrt(b) * x0)**2, x), x) / (1 - b)) / 2, "linearity"',
                  '(D(-2 * sqrt(a) * (xt - sqrt(a) * x), x) / (1 - a) + D(2 * (x - sqrt(b) * x0), x) / (1 - b)) / 2, "chain rule"',
                  '(2 * sqrt(a)**2 / (1 - a) + 2 / (1 - b)) / 2, "linearity"', 'a / (1 - a) + 1 / (1 - b), "power"', '(1 - a * b) / ((1 - a) * (1 - b))')
SQUARE = chain('xt**2 / (1 - a) - 2 * sqrt(a) * x * xt / (1 - a) + a * x**2 / (1 - a) + x**2 / (1 - b) - 2 * sqrt(b) * x * x0 / (1 - b) '
               '+ b * x0**2 / (1 - b), "power"',
               '(a / (1 - a) + 1 / (1 - b)) * x**2 - 2 * (sqrt(a) * xt / (1 - a) + sqrt(b) * x0 / (1 - b)) * x + xt**2 / (1 - a) + b * x0**2 / (1 - b)',
               'P * x**2 - 2 * P * mu * x + xt**2 / (1 - a) + b * x0**2 / (1 - b), "definition"',
               'P * (x - mu)**2 - P * mu**2 + xt**2 / (1 - a) + b * x0**2 / (1 - b)', 'P * (x - mu)**2 + C, "definition"')
NATURAL = chain('D(g.T @ v, v) - lam / 2 * D(v.T @ F @ v, v) + D(lam * eps, v), "linearity"', 'g - lam / 2 * (F + F.T) @ v, "matrix derivative"',
                'g - lam * F @ v, "symmetric"')
POLICY = chain('Sum(f[k] * D(p[k], z[j]), k), "linearity"', 'Sum(f[k] * p[k] * (D(p[k], z[j]) / p[k]), k)',
               'Sum(f[k] * p[k] * D(log(p[k]), z[j]), k), "chain rule"')

PROBLEMS = {
    "softmax": Problem(INDEX, "D(-Sum(y[k] * log(p[k]), k), z[j])", "p[j] - y[j]", "p[k] * (delta(k, j) - p[j])", 4, chains={
        "good": (None, SOFTMAX), "no rules named": (None, bare(SOFTMAX)), "a jump to the answer": (1, ["p[j] - y[j]"]),
        "a jump by the chain rule": (1, ['p[j] - y[j], "chain rule"']),
        "the same line again": (2, ["-Sum(D(y[k] * log(p[k]), z[j]), k)", "-Sum(D(log(p[k]) * y[k], z[j]), k)", "p[j] - y[j]"]),
        "plus nothing": (1, ["D(-Sum(y[k] * log(p[k]), k), z[j]) + 0", "p[j] - y[j]"]),
        "a sign in the jacobian": (5, [*SOFTMAX[:4], '-Sum(y[k] / p[k] * (p[k] * (p[j] - delta(k, j))), k)', *SOFTMAX[5:]]),
        "delta lost": (5, [*SOFTMAX[:4], '-Sum(y[k] / p[k] * (p[k] * (1 - p[j])), k)', *SOFTMAX[5:]]),
        "a sum lost": (7, [*SOFTMAX[:6], '-y[j] + p[j] * y[j]']), "1/p lost": (2, [SOFTMAX[0], "-Sum(y[k] * D(p[k], z[j]), k)", *SOFTMAX[2:]]),
        "stops early": (7, SOFTMAX[:7]), "a derivative left": (2, SOFTMAX[:2]),
        "the wrong rule": (2, [SOFTMAX[0], '-Sum(y[k] / p[k] * D(p[k], z[j]), k), "trace"', *SOFTMAX[2:]]),
        "the waypoint times 0": (2, ["D(-Sum(y[k] * log(p[k]), k), z[j]) + 0 * Sum(p[k] * (delta(k, j) - p[j]), k)", "p[j] - y[j]"]),
        "goal + D − D": (1, ["p[j] - y[j] + D(-Sum(y[k] * log(p[k]), k), z[j]) - D(-Sum(y[k] * log(p[k]), k), z[j])", "p[j] - y[j]"]),
        "algebra, then a jump": (3, ["-D(Sum(y[k] * log(p[k]), k), z[j]) * 2 / 2", '-D(Sum(log(p[k]) * y[k] * 3 / 3, k), z[j])', "p[j] - y[j]"]),
        "many rules at once": (1, ['p[j] - y[j], "linearity, chain rule, delta, simplex"']),
        "the waypoint minus itself": (3, [SOFTMAX[0], "-Sum(y[k] * D(log(p[k]), z[j]), k) + Sum(p[k] * (delta(k, j) - p[j]) - p[k] * delta(k, j) + p[k] * p[j], k), "
                                          '"sum"', "p[j] - y[j]"]),
    }),
    "least squares": Problem('n, d = dim("n", 3, 5), dim("d", 2, 4); X, y, w = matrix("X", n, d), vector("y", n), vector("w", d)\n', "D(norm2(X @ w - y), w)",
                             "2 * X.T @ X @ w - 2 * X.T @ y", "w.T @ X.T @ X @ w", chains={
        "good": (None, OLS), "no rules named": (None, bare(OLS)), "a factor 2": (5, [*OLS[:4], "X.T @ X @ w - 2 * X.T @ y"]),
        "transposed": (5, [*OLS[:4], "2 * w.T @ X.T @ X - 2 * y.T @ X"]), "a jump": (1, ["2 * X.T @ (X @ w - y)"]),
        "misshapen": (2, [OLS[0], "D(w.T @ X @ X.T @ w - 2 * y.T @ X @ w + y.T @ y, w)"]),
        "half the cross term": (2, [OLS[0], "D(w.T @ X.T @ X @ w - y.T @ X @ w + y.T @ y, w)", *OLS[3:]]),
    }),
    "principal components": Problem('n, d, r = dim("n", 4, 5), dim("d", 3, 3), dim("r", 2, 2); X, W = matrix("X", n, d), matrix("W", d, r, orthonormal)\n',
                                    "frobenius2(X - X @ W @ W.T)", "tr(X.T @ X) - tr(W.T @ X.T @ X @ W)", "tr((X - X @ W @ W.T).T @ (X - X @ W @ W.T))", 4, chains={
        "good": (None, PCA), "no rules named": (None, bare(PCA)),
        "a sign": (3, [*PCA[:2], "tr(X.T @ X) + tr(X.T @ X @ W @ W.T) - tr(W @ W.T @ X.T @ X) + tr(W @ W.T @ X.T @ X @ W @ W.T)", *PCA[3:]]),
        "trace for orthonormality": (5, [*PCA[:4], PCA[4].replace("orthonormal", "trace"), *PCA[5:]]),
        "W Wᵀ = I": (4, [*PCA[:3], "tr(X.T @ X) - tr(X.T @ X) - tr(X.T @ X) + tr(X.T @ X)"]),
    }),
    "divergence on the line": Problem("m1, m2 = real('m1 m2'); s1, s2 = positive('s1 s2')\n",
                                      "-log(2 * pi * s1**2) / 2 - s1**2 / (2 * s1**2) + log(2 * pi * s2**2) / 2 + (s1**2 + (m1 - m2)**2) / (2 * s2**2)",
                                      "log(s2 / s1) + (s1**2 + (m1 - m2)**2) / (2 * s2**2) - Rational(1, 2)", steps=2, chains={
        "good": (None, KL1), "no rules named": (None, bare(KL1)),
        "a slip of the log": (2, [KL1[0], KL1[1].replace("2 * log(s1)", "log(s1)"), *KL1[2:]]), "the ratio turned": (4, [*KL1[:3], KL1[3].replace("s2 / s1)", "s1 / s2)")]),
    }),
    "divergence in space": Problem('d = dim("d", 2, 4); A, B, m, u = matrix("A", d, d, spd), matrix("B", d, d, spd), vector("m", d), vector("u", d)\n',
                                   "(logdet(B) - logdet(A)) / 2 - tr(inv(A) @ A) / 2 + (tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u)) / 2",
                                   "(tr(inv(B) @ A) + (m - u).T @ inv(B) @ (m - u) - d + log(det(B) / det(A))) / 2", steps=2, chains={
        "good": (None, KLM), "the trace of I is 1": (2, [KLM[0], KLM[1].replace("- d / 2", "- Rational(1, 2)")]),
        "A and B exchanged": (3, [*KLM[:2], KLM[2].replace("inv(B) @ A", "inv(A) @ B")]),
    }),
    "evidence": Problem(LATENT, "log(px)", "Sum(q[z] * log(J[z] / q[z]), z) + Sum(q[z] * log(q[z] / post[z]), z)", "Sum(q[z] * log(px), z)", 4, chains={
        "good": (None, ELBO), "no rules named": (None, bare(ELBO)), "a sign": (6, [*ELBO[:5], ELBO[5].replace("z) + Sum", "z) - Sum")]),
        "the divergence reversed": (5, [*ELBO[:4], ELBO[4].replace("q[z] / post[z]", "post[z] / q[z]")]),
        "a jump": (1, ["Sum(q[z] * log(J[z] / q[z]), z) + Sum(q[z] * log(q[z] / post[z]), z)"]), "the sum dropped": (3, [*ELBO[:2], "q[z] * log(J[z] / post[z])"]),
    }),
    "evidence bound": Problem(LATENT, "log(px)", "Sum(q[z] * log(J[z] / q[z]), z)", steps=2, relation="at_least", chains={
        "good": (None, ["log(Sum(J[z], z)), 'definition'", "log(Sum(q[z] * (J[z] / q[z]), z))", "'≥', Sum(q[z] * log(J[z] / q[z]), z), 'Jensen'"]),
        "the wrong way": (3, ["log(Sum(J[z], z)), 'definition'", "log(Sum(q[z] * (J[z] / q[z]), z))", "'<=', Sum(q[z] * log(J[z] / q[z]), z)"]),
        "not Jensen": (3, ["log(Sum(J[z], z)), 'definition'", "log(Sum(q[z] * (J[z] / q[z]), z))", "'>=', Sum(q[z] * log(J[z] / q[z]), z) - 1, 'Jensen'"]),
        "a jump": (1, ["'>=', Sum(q[z] * log(J[z] / q[z]), z), 'Jensen'"]),
        "as an equality": (3, ["log(Sum(J[z], z)), 'definition'", "log(Sum(q[z] * (J[z] / q[z]), z))", "Sum(q[z] * log(J[z] / q[z]), z)"]),
    }),
    "posterior precision": Problem(DIFFUSION, "D(D((xt - sqrt(a) * x)**2 / (1 - a) + (x - sqrt(b) * x0)**2 / (1 - b), x), x) / 2",
                                   "(1 - a * b) / ((1 - a) * (1 - b))", steps=2, chains={
        "good": (None, PRECISION), "inner derivative lost": (2, [PRECISION[0], PRECISION[1].replace("-2 * sqrt(a) * ", "2 * "), *PRECISION[2:]]),
        "the common denominator": (5, [*PRECISION[:4], "(1 - a - b) / ((1 - a) * (1 - b))"]),
    }),
    "the square completed": Problem(DIFFUSION + 'P = define("P", a / (1 - a) + 1 / (1 - b)); mu = define("mu", (sqrt(a) * xt / (1 - a) + sqrt(b) * x0 / (1 - b)) / P)\n'
                                    'C = define("C", xt**2 / (1 - a) + b * x0**2 / (1 - b) - P * mu**2)\n',
                                    "(xt - sqrt(a) * x)**2 / (1 - a) + (x - sqrt(b) * x0)**2 / (1 - b)", "P * (x - mu)**2 + C", steps=2, chains={
        "good": (None, SQUARE), "half the cross term": (2, [SQUARE[0], SQUARE[1].replace("- 2 * (sqrt", "- (sqrt"), *SQUARE[2:]]),
        "−Pμ² forgotten": (4, [*SQUARE[:3], "P * (x - mu)**2 + xt**2 / (1 - a) + b * x0**2 / (1 - b)"]),
    }),
    "natural gradient": Problem('d = dim("d", 2, 3); F, g, v = matrix("F", d, d, spd), vector("g", d), vector("v", d); lam, eps = positive("lam eps")\n',
                                "D(g.T @ v - lam * (v.T @ F @ v / 2 - eps), v)", "g - lam * F @ v", steps=2, chains={
        "good": (None, NATURAL), "the half lost": (2, [NATURAL[0], "g - lam * (F + F.T) @ v"]), "transpose for symmetry": (3, [*NATURAL[:2], 'g - lam * F @ v, "transpose"']),
    }),
    "natural gradient in five steps": Problem('d = dim("d", 2, 3); F, g, v = matrix("F", d, d, spd), vector("g", d), vector("v", d); lam, eps = positive("lam eps")\n',
                                              "D(g.T @ v - lam * (v.T @ F @ v / 2 - eps), v)", "g - lam * F @ v", steps=5, chains={
        "algebra with the names of rules": (6, [NATURAL[0], 'D(g.T @ v, v) * 2 / 2 - lam / 2 * D(v.T @ F @ v, v) + 0 * v + D(lam * eps, v), "linearity"',
                                                'D(g.T @ v, v) * 3 / 3 - lam / 2 * D(v.T @ F @ v, v) + D(lam * eps, v) + v - v, "chain rule"',
                                                'D(g.T @ v, v) * 5 / 5 - lam / 2 * D(v.T @ F @ v, v) + D(lam * eps, v) + g - g, "trace"', *NATURAL[1:]]),
    }),
    "policy gradient": Problem(INDEX + 'f = vector("f", K)\n', "D(Sum(p[k] * f[k], k), z[j])", "Sum(p[k] * D(log(p[k]), z[j]) * f[k], k)", steps=2, chains={
        "good": (None, POLICY), "p lost": (2, [POLICY[0], "Sum(f[k] * D(log(p[k]), z[j]), k)"]),
    }),
    "doubly robust": Problem('Z = dim("Z", 2, 3); (z,) = [indices("z", Z)]; w, e, mu, h = vector("w", Z, simplex), vector("e", Z, "prob"), vector("mu", Z), vector("h", Z)\n',
                             "Sum(w[z] * (h[z] + e[z] * (mu[z] - h[z]) / e[z]), z)", "Sum(w[z] * mu[z], z)", steps=0, chains={
        "good": (None, ["Sum(w[z] * (h[z] + mu[z] - h[z]), z)", "Sum(w[z] * mu[z], z)"]), "a sign": (1, ["Sum(w[z] * (h[z] + mu[z] + h[z]), z)"]),
    }),
    "bias correction": Problem("b, t, i = prob('b'), integer('t', 2, 7), integer('i', 0, 7)\n", "(1 - b) * Sum(b**(t - i), (i, 1, t))", "1 - b**t", steps=2, chains={
        "good": (None, ['(1 - b) * Sum(b**i, (i, 0, t - 1)), "sum"', '(1 - b) * ((1 - b**t) / (1 - b)), "geometric series"', "1 - b**t"]),
        "one too many": (1, ["(1 - b) * Sum(b**i, (i, 0, t))"]),
    }),
}


def source(problem: Problem, lines: list[str]) -> str:
    return "\n".join([IMPORT + problem.statement, "def solution():", f"    yield {problem.start}", *(f"    yield {line}" for line in lines), ""])


def check_of(problem: Problem, module: ModuleType) -> Callable[[Yours], None]:
    """Return the check of a problem, its statement taken from the module."""
    scope = dict(vars(module))

    def check(yours: Yours) -> None:
        ends = {problem.relation: eval(problem.goal, scope)}
        derives(yours.solution, eval(problem.start, scope), **ends, steps=problem.steps, through=[eval(problem.through, scope)] if problem.through else [])
    return check


def judged_chain(problem: Problem, lines: list[str], tmp_path: Path) -> tuple[NotYet | None, int]:
    """Return what is said, and the line of the first yield."""
    module = loaded(source(problem, lines), tmp_path)
    return judged(check_of(problem, module), module), len((IMPORT + problem.statement).split("\n")) + 2


ALL = [pytest.param(problem, *expected, id=f"{name}: {title}") for name, problem in PROBLEMS.items() for title, expected in problem.chains.items()]


@pytest.mark.parametrize(("problem", "stops", "lines"), ALL)
def test_a_chain_comes_to_what_it_should(problem, stops, lines, tmp_path):
    said, first = judged_chain(problem, lines, tmp_path)
    if stops is None:
        assert said is None, str(said)
    else:
        assert said is not None
        assert said.line == first + stops, str(said)
