"""A moving average: induction on a sequence, a geometric series, a sum in closed form."""
from autograder.algebra import Eq, Sum, integer, prob, real, sequence
from autograder.checks import answers, derives, induces

b, c = prob("b"), real("c")
t, i, j = integer("t", 0, 6), integer("i", 1, 7), integer("j", 0, 7)
m = sequence("m", t, 0, lambda m: b * m[t - 1] + (1 - b) * c)
closed = Eq(m[t], (1 - b**t) * c)


def bias_base():
    yield m[0]
    ...
    yield 0, "definition"


def bias_step():
    yield m[t + 1]
    ...
    yield b * m[t] + (1 - b) * c, "definition"
    yield b * (1 - b**t) * c + (1 - b) * c, "hypothesis"
    yield (1 - b**(t + 1)) * c


def series():
    yield (1 - b) * Sum(b**(t - i), (i, 1, t))
    ...
    yield (1 - b) * ((1 - b**t) / (1 - b)), "geometric series"
    yield 1 - b**t


def drift():
    ...
    return -c * b * (1 - t * b**(t - 1) + (t - 1) * b**t) / (1 - b)


def check_bias(yours):
    induces(yours.bias_base, yours.bias_step, closed, t, steps=2)


def check_series(yours):
    derives(yours.series, (1 - b) * Sum(b**(t - i), (i, 1, t)), to=1 - b**t, steps=1)


def check_drift(yours):
    answers(yours.drift, -c * (1 - b) * Sum(j * b**j, (j, 0, t - 1)), without=("D", "E", "sum"))


OTHERS = """
closed form without the hypothesis ✗ bias
- yield b * m[t] + (1 - b) * c, "definition"
- yield b * (1 - b**t) * c + (1 - b) * c, "hypothesis"
+ yield b * (1 - b**t) * c + (1 - b) * c, "definition"

hypothesis at t+1 ✗ bias
- yield b * m[t] + (1 - b) * c, "definition"
- yield b * (1 - b**t) * c + (1 - b) * c, "hypothesis"
- yield (1 - b**(t + 1)) * c
+ yield (1 - b**(t + 1)) * c, "hypothesis"

one term too many ✗ series
- yield (1 - b) * ((1 - b**t) / (1 - b)), "geometric series"
+ yield (1 - b) * ((1 - b**(t + 1)) / (1 - b)), "geometric series"

weights exchanged ✗ bias
- yield b * m[t] + (1 - b) * c, "definition"
+ yield (1 - b) * m[t] + b * c, "definition"

the sign of the residual ✗ drift
- return -c * b *
+ return c * b *

leaves the sum ✗ drift
- return -c * b * (1 - t * b**(t - 1) + (t - 1) * b**t) / (1 - b)
+ return -c * (1 - b) * Sum(j * b**j, (j, 0, t - 1))
"""
