"""The divergence of two Gaussians: means over a Gaussian, the trace trick as a lemma."""
from autograder.algebra import E, N, det, dim, eye, inv, log, matrix, random, spd, tr, vector
from autograder.checks import derives

d = dim("d", 2, 3)
m0, m1 = vector("m0", d), vector("m1", d)
S0, S1 = matrix("S0", d, d, spd), matrix("S1", d, d, spd)
x = random("x", N(m0, S0))
q0, q1 = (x - m0).T @ inv(S0) @ (x - m0), (x - m1).T @ inv(S1) @ (x - m1)
ratio = (log(det(S1)) - log(det(S0)) - q0 + q1) / 2


def trace_trick():
    yield E(q1, x)
    ...
    yield E(tr(inv(S1) @ (x - m1) @ (x - m1).T), x), "trace"
    yield tr(inv(S1) @ E((x - m1) @ (x - m1).T, x)), "linearity"
    yield tr(inv(S1) @ (S0 + (m0 - m1) @ (m0 - m1).T)), "Gaussian moments"
    yield tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1), "trace"


def divergence():
    yield E(ratio, x)
    ...
    yield (log(det(S1)) - log(det(S0)) - E(q0, x) + E(q1, x)) / 2, "linearity"
    yield (log(det(S1)) - log(det(S0)) - E(q0, x) + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, trace_trick
    yield (log(det(S1)) - log(det(S0)) - tr(inv(S0) @ S0) + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, "Gaussian moments"
    yield (log(det(S1)) - log(det(S0)) - tr(eye(d)) + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, "inverse"
    yield (log(det(S1)) - log(det(S0)) - d + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, "trace"
    yield (tr(inv(S1) @ S0) + (m1 - m0).T @ inv(S1) @ (m1 - m0) - d + log(det(S1) / det(S0))) / 2, "log"


def check_trace_trick(yours):
    derives(yours.trace_trick, E(q1, x), to=tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1), steps=3)


def check_divergence(yours):
    derives(yours.divergence, E(ratio, x),
            to=(tr(inv(S1) @ S0) + (m1 - m0).T @ inv(S1) @ (m1 - m0) - d + log(det(S1) / det(S0))) / 2, steps=3)


OTHERS = """
the mean's square is forgotten ✗ trace_trick
- yield tr(inv(S1) @ (S0 + (m0 - m1) @ (m0 - m1).T)), "Gaussian moments"
+ yield tr(inv(S1) @ S0), "Gaussian moments"

the wrong covariance ✗ trace_trick
- yield tr(inv(S1) @ (S0 + (m0 - m1) @ (m0 - m1).T)), "Gaussian moments"
+ yield tr(inv(S1) @ (S1 + (m0 - m1) @ (m0 - m1).T)), "Gaussian moments"

trace of I is 1 ✗ divergence
- yield (log(det(S1)) - log(det(S0)) - d + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, "trace"
+ yield (log(det(S1)) - log(det(S0)) - 1 + tr(inv(S1) @ S0) + (m0 - m1).T @ inv(S1) @ (m0 - m1)) / 2, "trace"

the logarithm upside down ✗ divergence
- log(det(S1) / det(S0))) / 2, "log"
+ log(det(S0) / det(S1))) / 2, "log"
"""
