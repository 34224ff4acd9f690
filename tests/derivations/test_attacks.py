"""Bad input and attacks: each gets a sentence with its line, none passes, none hangs, none raises anything else."""
import time
from pathlib import Path

import pytest

from autograder.algebra import D, Rational, Sum, eye, inv, norm2, tr
from autograder.checks import answers, derives

from .standin import Yours, judged, loaded

HEAD = '''
from autograder.algebra import *
K = dim("K", 3, 5); j, k, m = indices("j k m", K); z, y = vector("z", K), vector("y", K, simplex)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m)); L = -Sum(y[k] * log(p[k]), k)
a, b = real("a b"); pos = positive("pos"); q = vector("q", K, simplex); J = vector("J", K, "positive")
d = dim("d", 2, 3); c, l = indices("c l", d); F, G = matrix("F", K, d), matrix("G", d, K)
A, u, v = matrix("A", K, K, invertible), vector("u", K), vector("v", K); s = define("s", 1 + v.T @ inv(A) @ u)
big = assume("big", a <= b); less = assume("less", a < b); i9 = integer("i9", 0, 9)
'''
WORLD: dict = {}
exec(HEAD, WORLD)
START = "    yield D(L, z[j])\n"


def goal(yours):
    derives(yours.f, D(WORLD["L"], WORLD["z"][WORLD["j"]]), to=WORLD["p"][WORLD["j"]] - WORLD["y"][WORLD["j"]], steps=3)


def upper(yours):
    derives(yours.f, WORLD["a"], at_most=WORLD["b"], given=[WORLD["big"]])


def closed(yours):
    answers(yours.f, Sum(WORLD["pos"]**WORLD["i9"], (WORLD["i9"], 0, 3)), without=("sum",))


def six(yours):
    derives(yours.f, Rational(6), at_most=3 * WORLD["b"], given=[WORLD["big"]])


def cyclic(yours):
    F, G, j, l = (WORLD[name] for name in "FGjl")
    derives(yours.f, tr(F @ G), to=tr(G @ F), steps=2, through=[Sum(F[j, l] * G[l, j], j, l)])


def inverse(yours):
    A, u, v, s = (WORLD[name] for name in "Auvs")
    derives(yours.f, (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / s), to=eye(WORLD["K"]), steps=2, through=[s * (u @ v.T)])


def gradient(yours):
    A, u, v = (WORLD[name] for name in "Auv")
    derives(yours.f, D(norm2(A @ u - v), u), to=2 * A.T @ (A @ u - v), steps=2, through=[u.T @ A.T @ A @ u])


def zero_times(yours):
    derives(yours.f, WORLD["a"], at_most=WORLD["a"] + WORLD["pos"], given=[WORLD["less"]])


CYCLIC = "    yield tr(F @ G)\n"
ADDED = "Sum(F[j, l] * G[l, j], j, l) - Sum(F[k, c] * G[c, k], c, k)"
INVERSE = "    yield (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / s)\n"
CASES = {
    "the waypoint added and taken away": (cyclic, CYCLIC + f"    yield tr(F @ G) + {ADDED}, 'sum'\n    yield tr(G @ F) + {ADDED}, 'trace'\n    yield tr(G @ F), 'sum'",
                                          "a result on the way is not shown|at least 2"),
    "the waypoint added in the step": (cyclic, CYCLIC + f"    yield tr(G @ F) + {ADDED}, 'trace'\n    yield tr(G @ F), 'sum'",
                                       "a result on the way is not shown|at least 2"),
    "a matrix added and taken away": (inverse, INVERSE + """
    yield (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / s) + s * (u @ v.T) - (s * u) @ v.T
    yield eye(K) + u @ v.T @ inv(A) - (1 + v.T @ inv(A) @ u) * (u @ v.T @ inv(A)) / s + s * (u @ v.T) - (s * u) @ v.T, 'inverse'
    yield eye(K) + s * (u @ v.T) - (s * u) @ v.T, 'definition'
    yield eye(K)""", "a result on the way is not shown"),
    "added and taken away under a derivative": (gradient, """    yield D(norm2(A @ u - v), u)
    yield D(norm2(A @ u - v) + u.T @ A.T @ A @ u - (A @ u).T @ (A @ u), u), 'transpose'
    yield 2 * D(A @ u - v, u).T @ (A @ u - v), 'chain rule'
    yield 2 * A.T @ (A @ u - v), 'matrix derivative'""", "a result on the way is not shown"),
    "steps made of a zero": (goal, START + "    yield D(L, z[j]) + Sum(delta(j, k) * z[k], k) - z[j], 'delta'\n"
                             "    yield -Sum(y[k] * D(log(p[k]), z[j]), k) + Sum(delta(j, k) * z[k], k) - z[j], 'linearity'\n"
                             "    yield -Sum(y[k] * D(log(p[k]), z[j]), k), 'delta'", "still to be carried out"),
    "an empty generator": (goal, "    return\n    yield", "nothing has been written"),
    "a bare yield": (goal, START + "    yield", "bare yield"),
    "a list": (goal, START + "    yield [1, 2]", "not the list"),
    "a string": (goal, START + "    yield 'p-y'", "no expression"),
    "two reasons": (goal, START + "    yield p[j] - y[j], 'delta', 'simplex'", "one reason"),
    "returns": (goal, "    return p[j] - y[j]", "yields its lines"),
    "returns nothing": (goal, "    return None", "yields its lines"),
    "endless": (goal, START + "    n = 0\n    while True: n += 1; yield D(L, z[j]) + n - n", "this is the line above|ever end|detour"),
    "a number": (goal, START + "    yield 3", "does not follow"),
    "a free index": (goal, START + "    yield p[k] - y[j]", "free"),
    "a name of its own": (goal, START + "    w = real('w'); yield p[j] - y[j] + 0*w", "no name of this problem"),
    "goal + D − D": (goal, START + "    yield p[j] - y[j] + D(L, z[j]) - D(L, z[j])\n    yield p[j] - y[j]", "too big a jump"),
    "0 · waypoint": (goal, START + "    yield D(L, z[j]) + 0*p[k]*(delta(k,j)-p[j])\n    yield p[j] - y[j]", "jump|free|same|line above"),
    "left as D": (goal, START + "    yield -Sum(y[k]*D(log(p[k]), z[j]), k), 'linearity'", "a derivative is still to be carried out"),
    "a jump": (goal, START + "    yield p[j] - y[j]", "too big a jump"),
    "y declared again": (goal, START + "    y = vector('y', K)\n    yield -Sum(y[k]*D(log(p[k]), z[j]), k), 'linearity'", "declared"),
    "p defined again": (goal, START + "    p = define('p', k, y[k])\n    yield p[j] - y[j], 'definition'", "declared"),
    "a false lemma": (goal, START + "    def mine():\n        yield D(p[k], z[j])\n        yield p[k]\n"
                      "    yield -Sum(y[k] * D(log(p[k]), z[j]), k), 'linearity'\n    yield -Sum(y[k]/p[k]*D(p[k], z[j]), k), 'chain'\n"
                      "    yield -Sum(y[k], k), mine", "does not hold yet"),
    "a lemma that is the goal": (goal, START + "    def mine():\n        yield D(L, z[j])\n        yield p[j] - y[j]\n    yield p[j] - y[j], mine",
                                 "does not hold yet"),
    "its own lemma": (goal, START + "    yield p[j] - y[j], f", "nothing proves itself"),
    "lemmas in a circle": (goal, START + "    def g(): yield D(L, z[j]); yield p[j] - y[j], h\n    def h(): yield D(L, z[j]); yield p[j] - y[j], g\n"
                           "    yield p[j] - y[j], g", "does not hold yet|nothing proves itself"),
    "5,000 parts": (goal, START + "    e = D(L, z[j])\n    for _ in range(2500): e = e + 1 - 1\n    yield e", "too long to read"),
    "nested 200 deep": (goal, START + "    e = z[j]\n    for _ in range(200): e = exp(e)\n    yield e", "too long to read"),
    "9**9**9**9": (goal, START + "    yield Rational(9)**(Rational(9)**(Rational(9)**9))", ""),
    "10**400": (goal, START + "    yield z[j]*10**400", "digits"),
    "1/3 as a float": (goal, START + "    yield 1/3*z[j]", "rounded float"),
    "nan": (goal, START + "    yield z[j]*float('nan')", "no number"),
    "if": (goal, START + "    if z[j] > 0: yield z[j]", "neither true nor false"),
    "a statement in a chain": (goal, START + "    yield step('x', 'y')", "not a statement"),
    "an equation in a chain": (goal, START + "    yield Eq(D(L, z[j]), p[j] - y[j])", "not an equation"),
    "an operation in a chain": (goal, START + "    yield p[j] - y[j], add(1)", "both sides"),
    "a symbol of SymPy": (goal, START + "    import sympy\n    yield sympy.Symbol('z')", ""),
    "prints, then stops": (goal, "    print('hi')\n" + START, "a derivative is still"),
    "an unknown rule": (goal, START + "    yield p[j] - y[j], 'obviously'", "no rule known here"),
    "a strong rule": (goal, START + "    yield p[j] - y[j], 'backpropagation'", "not offered"),
    "nothing but the rule": (goal, START + "    yield 'delta'", "no expression"),
    "a wrong first line": (goal, "    yield p[j] - y[j]", "first line is to be"),
    "a chain of relations": (upper, "    yield a\n    yield a <= b <= a", "neither true nor false"),
    "a claim as a line": (upper, "    yield a\n    yield a <= b", "relation stands in front"),
    "a fact of its own": (upper, "    yield a\n    yield '<=', b, assume('mine', 2 * a <= 2 * b)", "is not given"),
    "the same name, other content": (upper, "    yield a\n    yield '<=', b - 1, assume('big', a <= b - 1)", "big says"),
    "a negative weight": (upper, "    yield a\n    yield '<=', a - (b - a), -1*big", "not visibly ≥ 0"),
    "by slack alone": (upper, "    yield a\n    yield '<=', b, slack(b - a + 0*a**2)", "not visibly"),
    "strict by a weak fact": (upper, "    yield a\n    yield '<', b, big", "more than the reason gives"),
    "the wrong direction": (upper, "    yield a\n    yield '>=', b, big", "wrong way"),
    "no reason": (upper, "    yield a\n    yield '<=', b", "needs more"),
    "Jensen out of nowhere": (upper, "    yield a\n    yield '<=', b, 'Jensen'", "not Jensen"),
    "summed over a fixed name": (six, "    yield Rational(6)\n    yield '<=', 3*b, Sum(big, (i9, 1, 3))", "cannot be summed"),
    "hidden in a definition": (closed, "    return define('h', Sum(pos**i9, (i9, 0, 3)))", "name of your own"),
    "an equation for an answer": (closed, "    return Eq(pos, pos)", "not an equation"),
    "zero times a strict fact": (zero_times, "    yield a\n    yield '<', a + 0, 0*less\n    yield '<=', a + pos, slack(pos)", "more than the reason gives|line above"),
    "the hypothesis where there is none": (upper, "    yield a\n    yield '<=', b, hypothesis", "no induction hypothesis"),
}
RIGHT = {
    "the relation as on paper": (upper, "    yield a\n    yield '≤', b, big"),
    "a fact with no name": (upper, "    yield a\n    yield '<=', b, assume('mine', a <= b)"),
    "the fact by content": (upper, "    yield a\n    yield '<=', b, 1 * big"),
}


def said_of(case, tmp_path: Path):
    check, body = case[0], case[1]
    start = time.perf_counter()
    said = judged(check, loaded(HEAD + "def f():\n" + body + "\n", tmp_path))
    assert time.perf_counter() - start < 30      # seconds: no hang; a step has two
    return said


@pytest.mark.parametrize("case", list(CASES.values()), ids=list(CASES))
def test_it_is_refused_with_a_sentence(case, tmp_path):
    said = said_of(case, tmp_path)
    assert said is not None
    assert said.message and not any("Traceback" in row for row in said.rows)
    told = "\n".join([said.message, *said.rows])
    assert any(words in told for words in case[2].split("|")), told


@pytest.mark.parametrize("case", list(RIGHT.values()), ids=list(RIGHT))
def test_it_passes(case, tmp_path):
    said = said_of(case, tmp_path)
    assert said is None, str(said)


def test_the_line_is_the_learners(tmp_path):
    module = loaded(HEAD + "def f():\n    yield D(L, z[j])\n\n    yield 3\n", tmp_path)
    said = judged(goal, module)
    assert said is not None and said.line == len(HEAD.splitlines()) + 4 and said.data["line"] == said.line
    assert Yours(module).f.source(said.line) == "3"
