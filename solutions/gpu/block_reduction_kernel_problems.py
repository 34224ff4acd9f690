"""A reduction, round by round

steps · 8 min · difficulty 2 · part kernel
"""
from autograder.problems import Problem

BAND = (5, 13)      # elements that have to be carried

STATEMENT = """A block of {threads} threads reduces the numbers s = {s} in shared memory; t is threadIdx.x, counted from 0:
    for (int live = blockDim.x, half; live > 1; live = half) {
        half = (live + 1) / 2;
        __syncthreads();
        if (t + half < live) s[t] += s[t + half];
    }
Return a dict: `rounds`, a list with s[0] … s[half − 1] after each round, a list each; `adds`, how many additions all threads make together; \
`waits`, how often a thread comes to `__syncthreads()`."""


def generate(rng):
    threads = int(rng.choice([5, 6, 7, 9, 10, 11, 12, 13]))     # no power of two: some round has a middle one that waits
    s = [int(x) for x in rng.integers(-9, 20, threads)]
    rounds, live, now = [], threads, list(s)
    while live > 1:
        half = (live + 1) // 2
        now = [now[t] + (now[t + half] if t + half < live else 0) for t in range(half)]
        rounds.append(now)
        live = half
    return Problem(STATEMENT, {"threads": threads, "s": s}, answer={"rounds": rounds, "adds": threads - 1, "waits": len(rounds)},
                   steps=tuple(f"half = {len(row)}: {row}" for row in rounds))


def solve(threads, s):
    # each number by itself: where does it go?
    places, live, rounds = list(range(threads)), threads, []
    while live > 1:
        half = live - live // 2
        places = [place - half if place >= half else place for place in places]
        rounds.append([sum(x for x, place in zip(s, places, strict=True) if place == t) for t in range(half)])
        live = half
    return {"rounds": rounds, "adds": sum(a - b for a, b in zip([threads, *map(len, rounds)], map(len, rounds), strict=False)), "waits": len(rounds)}


def effort(threads, s):
    return threads


def mistakes(threads, s):
    right = solve(threads, s)
    neighbours, lost = [list(s)], [list(s)]
    while len(neighbours[-1]) > 1:
        row = neighbours[-1]
        neighbours.append([sum(row[a:a + 2]) for a in range(0, len(row), 2)])
    while len(lost[-1]) > 1:
        row = lost[-1]
        lost.append([row[t] + row[t + len(row) // 2] for t in range(len(row) // 2)])
    return {"neighbours are added": right | {"rounds": neighbours[1:]},
            "the middle one of an odd number is lost": right | {"rounds": lost[1:], "waits": len(lost) - 1},
            "every thread below half is counted as adding": right | {"adds": sum(map(len, right["rounds"]))},
            "the barrier of the last round is left out": right | {"waits": right["waits"] - 1}}
