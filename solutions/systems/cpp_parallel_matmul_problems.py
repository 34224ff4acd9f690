"""Where an element lies, and which thread owns it

steps · 7 min · difficulty 1
"""
import numpy as np

from autograder.problems import Problem, Rejected

BAND = (20, 700)    # elements of C

STATEMENT = """C = A B with A {m} × {k} and B {k} × {n}, all stored row by row, doubles of 8 bytes, everything counted from 0. The \
elements of C are dealt out in this order to threads 0 … {last}, in runs without a gap: each gets {each} of them, and one more if its \
number is less than {extra}. Return a dict: `byte`, where element (i, j) = ({i}, {j}) of C begins; `place`, the [row, column] of the \
element that stands at index {where}; `run`, the [first, one past the last] index of thread {owner}; `products`, how many \
multiplications of two elements this thread does."""


def generate(rng):
    m, k, n = (int(value) for value in rng.integers(4, 30, size=3))
    i, j, threads = int(rng.integers(1, m)), int(rng.integers(1, n)), int(rng.integers(3, 9))
    extra, owner = (m * n) % threads, int(rng.integers(1, threads))
    if m == n or i == j or extra == 0 or i * n + j == j * m + i:
        raise Rejected      # where a mistake would not show
    each = m * n // threads
    first = owner * each + min(owner, extra)
    where = int(rng.integers(n, m * n))
    return Problem(STATEMENT, {"m": m, "k": k, "n": n, "i": i, "j": j, "last": threads - 1, "each": each, "extra": extra, "where": where,
                               "owner": owner},
                   answer={"byte": 8 * (i * n + j), "place": [where // n, where % n], "run": [first, first + each + (owner < extra)],
                           "products": k * (each + (owner < extra))},
                   steps=("element (i, j) stands at i·n + j", f"{where} = {where // n}·{n} + {where % n}",
                          f"before the run of thread {owner}: {owner} · {each} + {min(owner, extra)} elements"))


def solve(m, k, n, i, j, last, each, extra, where, owner):
    # independent: an array that is laid out, and split, by NumPy
    index = np.arange(m * n).reshape(m, n)
    run = np.array_split(index.ravel(), last + 1)[owner]
    return {"byte": int(np.zeros((m, n)).strides[0] * i + 8 * j), "place": [int(place) for place in np.unravel_index(where, (m, n))],
            "run": [int(run[0]), int(run[-1]) + 1], "products": k * len(run)}


def effort(m, k, n, i, j, last, each, extra, where, owner):
    return m * n


def mistakes(m, k, n, i, j, last, each, extra, where, owner):
    right = solve(m, k, n, i, j, last, each, extra, where, owner)
    return {"column by column": right | {"byte": 8 * (j * m + i), "place": [where % m, where // m]},
            "a row is taken to have as many elements as there are rows": right | {"byte": 8 * (i * m + j)},
            "the bytes are forgotten": right | {"byte": i * n + j},
            "the elements that are left over all go to the last thread": right | {"run": [owner * each, (owner + 1) * each]}}
