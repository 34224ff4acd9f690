"""Softmax, smoothed labels, and a temperature

numeric · 10 min · difficulty 2 · part general
"""
import cmath
from fractions import Fraction
from math import log, prod

from autograder.problems import Problem, Rejected

BAND = (4, 14)      # digits of the common denominator, and one for each more thing to be kept in mind

STATEMENT = """The scores of {K} classes are $z_k = log n_k$ with n = {n} (natural logarithms); p is the softmax of z/T with T = {T}. The right class \
is number {label} (all are counted from 0), and its label is smoothed: $t_k$ is 1 − ε + ε/{K} for it and ε/{K} for every other, ε = {eps}. The loss is \
$L = −Σ t_k log p_k$. Return a dict, fractions as 'a/b': `p`, the list of all probabilities; `gradient`, ∂L/∂z, a list; `mixed`, the second derivative \
of L by the scores of classes {a} and {b}."""


def generate(rng):
    K = int(rng.integers(3, 5))
    n = [int(v) for v in rng.integers(1, 8, K)]
    T, eps = str(rng.choice(["1", "1/2"])), Fraction(*[(1, 10), (1, 5), (3, 10), (2, 5)][rng.integers(4)])
    label = int(rng.integers(K))
    a, b = sorted(int(v) for v in rng.choice(K, 2, replace=False))
    if len(set(n)) < K:
        raise Rejected
    power = 1 if T == "1" else 2                # exp(z/T) = n^(1/T)
    p = [Fraction(v**power, sum(w**power for w in n)) for v in n]
    t = [eps / K + (1 - eps) * (k == label) for k in range(K)]
    gradient = [power * (mine - wanted) for mine, wanted in zip(p, t, strict=True)]
    if 0 in gradient:
        raise Rejected
    return Problem(STATEMENT, {"K": K, "n": n, "T": T, "label": label, "eps": str(eps), "a": a, "b": b},
                   answer={"p": [str(v) for v in p], "gradient": [str(v) for v in gradient], "mixed": str(-power**2 * p[a] * p[b])},
                   steps=(f"exp(z/T) = {[v**power for v in n]}", "∂L/∂z = (p − t)/T", f"∂²L/∂z{a}∂z{b} = −p{a} p{b}/T²"))


def solve(K, n, T, label, eps, a, b):
    # by complex steps, which take no difference of nearly equal numbers
    T, eps, h = float(Fraction(T)), float(Fraction(eps)), 1e-30
    z = [complex(log(v)) for v in n]

    def moved(j):
        return [v + (1j * h if k == j else 0) for k, v in enumerate(z)]

    def softmax(z):
        powers = [cmath.exp(v / T) for v in z]
        return [v / sum(powers) for v in powers]

    def loss(z):
        return -sum((eps / K + (1 - eps) * (k == label)) * cmath.log(v) for k, v in enumerate(softmax(z)))
    return {"p": [v.real for v in softmax(z)], "gradient": [loss(moved(j)).imag / h for j in range(K)], "mixed": softmax(moved(b))[a].imag / h / T}


def effort(K, n, T, label, eps, a, b):
    power = 1 if T == "1" else 2
    return K + len(str(sum(v**power for v in n))) + (power > 1) + (Fraction(eps).numerator > 1)


def mistakes(K, n, T, label, eps, a, b):
    right = solve(K, n, T, label, eps, a, b)
    t = float(Fraction(T))
    hard = [p - (k == label) for k, p in enumerate(right["p"])]
    smooth = [g * t for g in right["gradient"]]
    p = right["p"]
    found = {"the label is not smoothed": right | {"gradient": [v / t for v in hard]},
             "the temperature is left out of the derivative": right | {"gradient": smooth, "mixed": right["mixed"] * t * t},
             "the derivative is multiplied by the temperature": right | {"gradient": [v * t for v in smooth], "mixed": right["mixed"] * t**4},
             "the gradient is turned round": right | {"gradient": [-v for v in right["gradient"]]},
             "each score moves its own probability only": right | {"mixed": 0},
             "the sign of the mixed derivative": right | {"mixed": -right["mixed"]},
             "scores are taken as probabilities": right | {"p": [log(v) / log(prod(n)) for v in n]},
             "the smoothing leaves nothing of ε to the right class": right | {
                 "gradient": [(q - (1 - float(Fraction(eps)) if k == label else float(Fraction(eps)) / (K - 1))) / t for k, q in enumerate(p)]}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
