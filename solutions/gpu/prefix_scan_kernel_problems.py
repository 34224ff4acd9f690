"""A scan, round by round

steps · 8 min · difficulty 2 · part block
"""
from autograder.problems import Problem

BAND = (6, 10)      # elements that have to be carried

STATEMENT = """A block scans y = {y} in rounds d = 1, 2, 4, … as long as d is less than the number of elements: all y[i] with i ≥ d become \
y[i − d] + y[i] at once (i counted from 0), the others stay.
Return a dict: `rounds`, a list with all of y after each round, a list each; `additions`, how many there are in all rounds together; \
`floats`, how many floats of shared memory a block needs for it if what is new is written beside what is old."""


def generate(rng):
    y = [int(x) for x in rng.integers(-6, 10, int(rng.integers(6, 11)))]
    rounds, d, additions, now = [], 1, 0, list(y)
    while d < len(y):
        now = [now[i - d] + now[i] if i >= d else now[i] for i in range(len(y))]
        rounds.append(now)
        additions += len(y) - d
        d *= 2
    return Problem(STATEMENT, {"y": y}, answer={"rounds": rounds, "additions": additions, "floats": 2 * len(y)},
                   steps=tuple(f"d = {2**n}: {row}" for n, row in enumerate(rounds)))


def solve(y):
    # after round d an element is the sum of the last 2d up to it
    reach = [2**(n + 1) for n in range((len(y) - 1).bit_length())]
    return {"rounds": [[sum(y[max(0, i + 1 - many):i + 1]) for i in range(len(y))] for many in reach],
            "additions": sum(i >= many // 2 for many in reach for i in range(len(y))), "floats": len(y) + len(y)}


def effort(y):
    return len(y)


def mistakes(y):
    right = solve(y)
    racing, now = [], list(y)
    for n in range(len(right["rounds"])):
        for i in range(2**n, len(y)):
            now[i] += now[i - 2**n]
        racing.append(list(now))
    linear, now = [], list(y)
    for d in range(1, len(right["rounds"]) + 1):
        now = [now[i - d] + now[i] if i >= d else now[i] for i in range(len(y))]
        linear.append(now)
    return {"what is new is read in the same round": right | {"rounds": racing},
            "the distance grows by one a round": right | {"rounds": linear},
            "as many additions as one after another": right | {"additions": len(y) - 1},
            "every element is added to in every round": right | {"additions": len(y) * len(right["rounds"])},
            "old and new share their place": right | {"floats": len(y)}}
