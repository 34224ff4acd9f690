"""Loss, gradient and confusion of a batch

data · 10 min · difficulty 2 · part model
"""
from fractions import Fraction
from math import exp, log

import numpy as np

from autograder.problems import Problem, Rejected

BAND = (12, 40)     # scores of the batch

STATEMENT = """A network gives {n} samples the scores `logits`, a row of {k} each; `y` holds their right classes, counted from 0. The loss is the mean over \
the samples of −log of the softmax probability of the right class (natural logarithm). Return a dict: `loss`; `gradient`, the gradient of the loss by \
the bias of the last layer, a list of {k}; `confusion`, the matrix whose entry [i][j] counts the samples of class i whose largest score is that of j; \
`accuracy`, the share of samples that are classified rightly, a fraction 'a/b'. Mind the large scores: exp(1000) is no float."""


def generate(rng):
    k, n = int(rng.integers(3, 5)), int(rng.integers(4, 11))
    y = [int(v) for v in rng.integers(0, k, n)]
    tenths = rng.integers(-20, 21, (n, k)) + 15 * np.eye(k, dtype=int)[y]
    top = np.sort(tenths, axis=1)
    if (top[:, -1] == top[:, -2]).any():
        raise Rejected          # no class is the likeliest
    guess = tenths.argmax(axis=1)
    right = int((guess == y).sum())
    if right in (0, n):
        raise Rejected
    Z = tenths / 10
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    P = np.exp(logs)
    P[np.arange(n), y] -= 1
    confusion = np.zeros((k, k), int)
    np.add.at(confusion, (y, guess), 1)
    shown = tenths + 10000 * rng.integers(0, 2, (n, 1))     # a shift of a row changes nothing, but for a program that takes exp at once
    return Problem(STATEMENT, {"n": n, "k": k}, arguments={"logits": (shown / 10).tolist(), "y": y},
                   answer={"loss": float(-logs[np.arange(n), y].mean()), "gradient": P.mean(axis=0).tolist(), "confusion": confusion.tolist(),
                           "accuracy": str(Fraction(right, n))},
                   steps=("subtract the largest score of each row", "loss: mean of log Σ exp z − z[y]", "the bias is added to every row: Σ (P − Y)/n"))


def solve(n, k, logits, y):
    # sample by sample; the gradient by differences of the loss, which are off by h² alone
    def loss(shift):
        total = 0.0
        for row, label in zip(logits, y, strict=True):
            moved = [v - max(row) + s for v, s in zip(row, shift, strict=True)]
            total += log(sum(exp(v) for v in moved)) - moved[label]
        return total / n
    h = 1e-4

    def slope(j):
        return (loss([h * (i == j) for i in range(k)]) - loss([-h * (i == j) for i in range(k)])) / (2 * h)
    confusion = [[0] * k for _ in range(k)]
    for row, label in zip(logits, y, strict=True):
        confusion[label][row.index(max(row))] += 1
    return {"loss": loss([0] * k), "gradient": [slope(j) for j in range(k)], "confusion": confusion,
            "accuracy": Fraction(sum(confusion[c][c] for c in range(k)), n)}


TOLERANCE = {"rtol": 1e-6, "atol": 1e-7}        # a gradient's entry may come out near 0, from terms of about 1


def effort(n, k, logits, y):
    return n * k


def mistakes(n, k, logits, y):
    right = solve(n, k, logits, y)
    turned = [list(row) for row in zip(*right["confusion"], strict=True)]
    found = {"summed over samples, not averaged": right | {"loss": n * right["loss"], "gradient": [n * g for g in right["gradient"]]},
             "the loss is that of the likeliest class": right | {"loss": sum(log(sum(exp(v - max(row)) for v in row)) for row in logits) / n},
             "logarithms of base 2": right | {"loss": right["loss"] / log(2)},
             "the gradient is turned round": right | {"gradient": [-g for g in right["gradient"]]},
             "the labels are left out of the gradient": right | {"gradient": [g + y.count(j) / n for j, g in enumerate(right["gradient"])]}}
    return found | ({"rows and columns of the confusion matrix are exchanged": right | {"confusion": turned}} if turned != right["confusion"] else {})
