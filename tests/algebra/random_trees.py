"""Random expressions of every shape and form, built with the language itself."""
from random import Random
from typing import Any

from autograder import algebra as al
from autograder.algebra.expressions import expression

n, m = al.dim("n", 2, 4), al.dim("m", 2, 4)
i, j = al.indices("i j", n)
k = al.indices("k", m)
t = al.integer("t", 1, 5)
x, y, eps = al.real("x y eps")
a = al.positive("a")
u, v = al.vector("u", n), al.vector("v", n)
w = al.vector("w", m)
q = al.vector("q", n, al.simplex)
A, B = al.matrix("A B", n, n)
X = al.matrix("X", n, m)
R = al.array("R", n, n, m)
f, p = al.function("f", x), al.function("p", u, x)
g = al.random("g", al.N(u, A @ A.T))
c = al.define("c", i, al.exp(u[i]) / al.Sum(al.exp(u[j]), j))
s = al.sequence("s", t, 0, lambda s: a * s[t - 1] + x)

NAMES: dict[str, Any] = {**{word: getattr(al, word) for word in al.__all__}, **{word: value for word, value in globals().items() if len(word) <= 3}}

NUMBERS = [x, y, a, eps, 2, 3, -1, al.Rational(1, 2), al.Rational(-3, 4), al.pi, n, t]
ATOMS = {"number": NUMBERS, "column": [u, v, q], "square": [A, B]}


def random_expression(random: Random, kind: str = "number", fuel: int = 12) -> Any:
    """Return a random number, column or square matrix; fuel bounds its size."""
    if fuel <= 0 or random.random() < .08:
        return expression(random.choice(ATOMS[kind]))
    return random.choice(FORMS[kind])(random, fuel - 1)


def random_tree(random: Random, kind: str = "number", fuel: int = 12) -> Any:
    """Return the tree of a random expression."""
    return random_expression(random, kind, fuel).tree


def number(random: Random, fuel: int) -> Any:
    return random_expression(random, "number", fuel // 2)


def column(random: Random, fuel: int) -> Any:
    return random_expression(random, "column", fuel // 2)


def square(random: Random, fuel: int) -> Any:
    return random_expression(random, "square", fuel // 2)


def index(random: Random) -> Any:
    return random.choice([i, j, 1, 2])



FORMS: dict[str, list[Any]] = {
    "number": [
        lambda r, d: number(r, d) + x * number(r, d), lambda r, d: x - number(r, d), lambda r, d: number(r, d) * y * number(r, d),
        lambda r, d: x * (y * number(r, d)), lambda r, d: x / (2 + number(r, d) * x), lambda r, d: y / x / (x * number(r, d)),
        lambda r, d: -(x * number(r, d)), lambda r, d: (x + number(r, d))**2, lambda r, d: a**(x * number(r, d)), lambda r, d: (-x)**3,
        lambda r, d: al.exp(number(r, d)), lambda r, d: al.log(a + number(r, d)), lambda r, d: al.sigmoid(number(r, d)),
        lambda r, d: al.max(x, number(r, d), y), lambda r, d: al.where(x <= number(r, d), y, number(r, d)),
        lambda r, d: column(r, d).T @ column(r, d), lambda r, d: (u + column(r, d))[index(r)], lambda r, d: (A @ square(r, d))[index(r), j],
        lambda r, d: R[i, index(r), k], lambda r, d: c[index(r)], lambda r, d: s[t + 1], lambda r, d: al.delta(i, index(r)),
        lambda r, d: al.tr(square(r, d)), lambda r, d: al.det(square(r, d)), lambda r, d: al.norm2(column(r, d)),
        lambda r, d: al.frobenius2(square(r, d)), lambda r, d: al.Sum(u[i] * number(r, d), i), lambda r, d: al.Sum(a**t * x, (t, 1, n)),
        lambda r, d: al.Prod(u[j] + number(r, d), j), lambda r, d: al.Max(u[i] * number(r, d), i), lambda r, d: al.D(x * number(r, d), x),
        lambda r, d: al.D(u[i] * number(r, d), u[j], u[i]), lambda r, d: f(x + number(r, d)), lambda r, d: p(column(r, d), x),
        lambda r, d: al.At(al.D(f(x), x), x, y * number(r, d)), lambda r, d: al.E(g.T @ g * number(r, d), g),
        lambda r, d: al.E(u[i] * number(r, d), i, q), lambda r, d: al.Integral(x * number(r, d), (x, -al.oo, y)),
        lambda r, d: al.modulo(x + eps * number(r, d), eps, 3), lambda r, d: abs(x - number(r, d)), lambda r, d: al.indicator(al.Eq(i, j))],
    "column": [
        lambda r, d: column(r, d) + u, lambda r, d: v - column(r, d), lambda r, d: number(r, d) * u, lambda r, d: square(r, d) @ column(r, d),
        lambda r, d: u * column(r, d), lambda r, d: -column(r, d), lambda r, d: column(r, d) / (x + 2), lambda r, d: al.exp(column(r, d)),
        lambda r, d: X @ w, lambda r, d: al.D(x * number(r, d), u), lambda r, d: al.diag(square(r, d)), lambda r, d: al.ones(n),
        lambda r, d: al.softmax(column(r, d)), lambda r, d: column(r, d)**2, lambda r, d: al.Sum(X[i, k] * column(r, d), k),
        lambda r, d: al.E(g * number(r, d), g)],
    "square": [
        lambda r, d: square(r, d) + A, lambda r, d: A - square(r, d), lambda r, d: square(r, d) @ B, lambda r, d: A @ (B @ square(r, d)),
        lambda r, d: number(r, d) * A, lambda r, d: square(r, d).T, lambda r, d: al.inv(square(r, d)), lambda r, d: A * square(r, d),
        lambda r, d: column(r, d) @ column(r, d).T, lambda r, d: al.diag(column(r, d)), lambda r, d: al.eye(n), lambda r, d: X @ X.T,
        lambda r, d: al.D(column(r, d), u), lambda r, d: al.power(square(r, d), 2), lambda r, d: al.D(x * number(r, d), A),
        lambda r, d: al.At(al.inv(A), A, square(r, d))]}
