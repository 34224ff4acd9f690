"""Rules by partial interpretation: a step follows from the laws it needs, and from nothing less."""
import pytest

from autograder import algebra as al
from autograder.derivations.partial import FEATURES, agree, used

x, y = al.real("x y")
s, t = al.positive("s t")
n, d, r = al.dim("n", 3, 5), al.dim("d", 2, 4), al.dim("r", 2, 2)
X, A, B = al.matrix("X", n, d), al.matrix("A", d, d), al.matrix("B", d, d)
S, W, C = al.matrix("S", d, d, al.spd), al.matrix("W", al.dim("m", 3, 4), r, al.orthonormal), al.matrix("C", d, d, al.symmetric)
w, v, u, b = al.vector("w", d), al.vector("v", d), al.vector("u", d), al.vector("b", n)
i, j, k, l = al.indices("i j k l", d)
q = al.vector("q", d, al.simplex)
z = al.vector("z", d)
p = al.define("p", k, al.exp(z[k]) / al.Sum(al.exp(z[l]), l))
M = al.define("M", A @ B)
h = al.random("h", al.N(u, S))
f = al.function("f", x)
c = al.integer("c", 1, 6)
m = al.sequence("m", c, 0, lambda m: s * m[c - 1] + x)

STEPS = [       # (from, to, the words that suffice, words that do not)
    (x * (y + 1), x * y + x, "", None),
    ((A + B) @ v, A @ v + B @ v, "", None),
    ((A + 2 * B).T, A.T + 2 * B.T, "", None),
    ((A @ B).T, B.T @ A.T, "T", "tr inv det norm symmetric"),
    (C.T @ v, C @ v, "symmetric", "T constraint"),
    (al.inv(S).T @ v, al.inv(S) @ v, "symmetric", "T"),
    (al.Sum(C[i, k] * v[k], k), al.Sum(C[k, i] * v[k], k), "symmetric", "sum delta"),
    (W.T @ W, al.eye(r), "constraint", "T inv"),
    (al.Sum(q[k], k), al.Rational(1), "sum constraint", "sum delta"),
    (al.Sum(q[k], k), al.Sum(q[j], j), "", None),
    (al.Sum(v[k] + u[k], k), al.Sum(v[k], k) + al.Sum(u[k], k), "sum", "delta"),
    (al.Sum(v[k] * al.delta(k, j), k), v[j], "sum delta", "sum"),
    (al.tr(A @ B), al.tr(B @ A), "tr", "T tr_lin"),
    (al.tr(A + 2 * B), al.tr(A) + 2 * al.tr(B), "tr_lin", "T"),
    (al.tr((A + B) @ C), al.tr(A @ C) + al.tr(B @ C), "tr_lin", "T"),
    (al.inv(S) @ S @ v, v, "inv", "T symmetric"),
    (al.det(A @ B), al.det(A) * al.det(B), "det", "tr inv"),
    (al.norm2(w - v), (w - v).T @ (w - v), "norm", "T sum"),
    (al.log(s * t), al.log(s) + al.log(t), "log", "pow exp"),
    (al.log(al.exp(x)), x, "exp log", "log"),
    (al.exp(x + y), al.exp(x) * al.exp(y), "exp", "log pow"),
    (al.sqrt(s)**2, s, "pow", "exp"),
    (al.sin(x)**2 + al.cos(x)**2, al.Rational(1), "trig", "exp"),
    (al.max(x, y), al.max(y, x), "", None),
    (al.max(x, y) + al.min(x, y), x + y, "cases", "log"),
    (p[j], al.exp(z[j]) / al.Sum(al.exp(z[k]), k), "define", "sum exp"),
    (M.T, (A @ B).T, "define", "T"),
    (al.D(x + s * al.exp(x), x), al.D(x, x) + s * al.D(al.exp(x), x), "Dlin", "T"),
    (al.D(x * al.exp(x), x), al.D(x, x) * al.exp(x) + x * al.D(al.exp(x), x), "Dlin Dprod", "Dlin"),
    (al.D(al.exp(x**2), x), al.exp(x**2) * al.D(x**2, x), "Dchain", "Dlin Dprod"),
    (al.D(al.log(p[k]), z[j]), al.D(p[k], z[j]) / p[k], "Dchain", "Dlin Dprod"),
    (al.D(v[i], v[j]), al.delta(i, j), "Dlin", "delta sum"),
    (al.D(al.Sum(v[k]**2, k), v[j]), al.Sum(al.D(v[k]**2, v[j]), k), "Dlin", "sum delta"),
    (al.D(w.T @ A @ w, w), (A + A.T) @ w, "matD", "Dlin T"),
    (al.D(w.T @ A @ w - 2 * v.T @ w, w), (A + A.T) @ w - 2 * v, "matD Dlin", "Dlin T"),
    (al.D(al.tr(A @ B), A), B.T, "matD", "T tr"),
    (al.D(al.tr(A @ B), A), B.T, "T tr Dlin", "T Dlin"),
    (al.D(A @ w, w), A, "Dlin", "T sum"),
    (al.D(al.tr(A @ C - 2 * C @ A), A), al.D(al.tr(A @ C), A) - 2 * al.D(al.tr(C @ A), A), "Dlin tr_lin", "Dlin sum"),
    (al.D(1 / s, s), -1 / s**2, "Dlin Dchain", "Dlin sum"),
    (al.Sum(v[k] - u[k], k), -al.Sum(u[k] - v[k], k), "", None),
    (al.D(A @ w * w[1], w[1]), al.D(A @ w, w[1]) * w[1] + A @ w * al.D(w[1], w[1]), "Dlin Dprod", "Dlin"),
    (al.D(al.norm2(X @ w - b), w[1]), 2 * (X @ w - b).T @ al.D(X @ w - b, w[1]), "Dchain T", "Dlin T"),
    (al.D(al.D(al.softplus(x), x), x), al.D(al.sigmoid(x), x), "Dlin Dchain", "Dlin"),
    (al.D(f(x) * f(x), x), 2 * f(x) * al.D(f(x), x), "Dlin Dprod", "Dlin"),
    (al.E(A @ h + v, h), A @ al.E(h, h) + v, "Elin", "sum T"),
    (al.E((h - u) @ (h - u).T, h), al.E(h @ h.T, h) - al.E(h, h) @ u.T - u @ al.E(h.T, h) + u @ u.T, "Elin T", "T"),
    (al.E((x + z[1] * h[1])**2, h), x**2 + 2 * x * z[1] * al.E(h[1], h) + z[1]**2 * al.E(h[1]**2, h), "Elin", "T sum"),
    (al.E(h, h), u, "Gauss", "Elin"),
    (al.E(h @ h.T, h), S + u @ u.T, "Gauss symmetric", "Elin symmetric T"),
    (al.E(v[k] + 1, k, q), al.E(v[k], k, q) + 1, "Elin", "sum"),
    (al.E(v[k], k, q), al.Sum(q[k] * v[k], k), "E sum", "Elin"),
    (al.At(al.D(f(x), x), x, x * y) * 0 + al.At(al.D(x**2, x), x, y), al.At(2 * x, x, y), "Dchain", "sum"),
    (m[c + 1], s * m[c] + x, "define", "sum"),
    (al.Sum(s**k, (k, 0, c)), (1 - s**(c + 1)) / (1 - s), "sum", "pow prod"),
]


def agreed(first: al.Expression, second: al.Expression, words: str) -> bool | None:
    return agree(first.tree, second.tree, {**second.names, **first.names}, frozenset(words.split()))


@pytest.mark.parametrize("number", range(len(STEPS)))
def test_a_step_follows_from_its_laws_and_from_nothing_less(number):
    first, second, enough, short = STEPS[number]
    assert agreed(first, second, enough) is True
    if enough:
        assert agreed(first, second, "") is not True
    if short is not None:
        assert agreed(first, second, short) is not True


def test_what_is_false_follows_from_nothing():
    everything = " ".join(FEATURES)
    for first, second in [(al.D(p[k], z[j]), p[k] * (1 - p[j])), ((A @ B).T, A.T @ B.T), (al.log(s + t), al.log(s) + al.log(t)),
                          (al.tr(A @ B), al.tr(A) * al.tr(B)), (al.E(h @ h.T, h), S), (v[i] * v[j], v[i]**2)]:
        assert agreed(first, second, everything) is not True


def test_only_words_that_can_matter_are_searched():
    words = used(al.D(p[k], z[j]).tree, al.delta(k, j).tree, {**p.names, **z.names, **j.names})
    assert {"define", "delta", "Dlin", "Dprod", "Dchain", "sum", "exp"} <= words
    assert not words & {"tr", "inv", "det", "Gauss", "T", "mod", "integral"}


def test_an_unknown_word_is_an_authors_mistake():
    with pytest.raises(ValueError, match="no operations are called magic"):
        agree(x.tree, x.tree, x.names, frozenset(("magic",)))
