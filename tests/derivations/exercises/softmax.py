"""Softmax and cross-entropy: an index chain with a lemma."""
from autograder.algebra import D, Sum, define, delta, dim, exp, indices, log, simplex, vector
from autograder.checks import derives

K = dim("K", 3, 5)
j, k, m = indices("j k m", K)
z, y = vector("z", K), vector("y", K, simplex)
p = define("p", k, exp(z[k]) / Sum(exp(z[m]), m))
L = -Sum(y[k] * log(p[k]), k)


def softmax_jacobian():
    yield D(p[k], z[j])
    ...
    yield D(exp(z[k]) / Sum(exp(z[m]), m), z[j]), "definition"
    yield (exp(z[k]) * delta(k, j) * Sum(exp(z[m]), m) - exp(z[k]) * exp(z[j])) / Sum(exp(z[m]), m)**2, "quotient rule"
    yield p[k] * (delta(k, j) - p[j]), "definition"


def gradient():
    yield D(L, z[j])
    ...
    yield -Sum(y[k] * D(log(p[k]), z[j]), k), "linearity"
    yield -Sum(y[k] / p[k] * D(p[k], z[j]), k), "chain rule"
    yield -Sum(y[k] * (delta(k, j) - p[j]), k), softmax_jacobian
    yield p[j] * Sum(y[k], k) - y[j], "delta"
    yield p[j] - y[j], "simplex"


def check_jacobian(yours):
    derives(yours.softmax_jacobian, D(p[k], z[j]), to=p[k] * (delta(k, j) - p[j]), steps=2)


def check_gradient(yours):
    derives(yours.gradient, D(L, z[j]), to=p[j] - y[j], steps=4, through=[p[j] * Sum(y[k], k) - y[j]])


OTHERS = """
only the diagonal ✗ gradient
- yield -Sum(y[k] * (delta(k, j) - p[j]), k), softmax_jacobian
+ yield -Sum(y[k] * delta(k, j) * (1 - p[j]), k), softmax_jacobian

the jacobian's sign ✗ jacobian
- yield p[k] * (delta(k, j) - p[j]), "definition"
+ yield p[k] * (p[j] - delta(k, j)), "definition"

sum of y used in silence ✗ gradient
- yield p[j] * Sum(y[k], k) - y[j], "delta"
- yield p[j] - y[j], "simplex"
+ yield p[j] - y[j], "delta"

forgets 1/p ✗ gradient
- yield -Sum(y[k] / p[k] * D(p[k], z[j]), k), "chain rule"
+ yield -Sum(y[k] * D(p[k], z[j]), k), "chain rule"

cites itself ✗ gradient
- yield -Sum(y[k] * (delta(k, j) - p[j]), k), softmax_jacobian
+ yield p[j] - y[j], gradient

misspelt rule ✗ gradient
- yield -Sum(y[k] * D(log(p[k]), z[j]), k), "linearity"
+ yield -Sum(y[k] * D(log(p[k]), z[j]), k), "lineraity"

caret for a power ✗ jacobian
- Sum(exp(z[m]), m)**2, "quotient rule"
+ Sum(exp(z[m]), m)^2, "quotient rule"

no rule named ✓ gradient
- yield p[j] * Sum(y[k], k) - y[j], "delta"
- yield p[j] - y[j], "simplex"
+ yield p[j] * Sum(y[k], k) - y[j]
+ yield p[j] - y[j]

split sum ✓ gradient
- yield p[j] * Sum(y[k], k) - y[j], "delta"
+ yield Sum(y[m] * p[j], m) - Sum(y[k] * delta(k, j), k), "sum"
+ yield p[j] * Sum(y[k], k) - y[j], "delta"
"""
