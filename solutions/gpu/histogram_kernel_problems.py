"""How often a histogram asks memory

kernel · 10 min · difficulty 3 · part shared
"""
from collections import Counter

from autograder.problems import Problem

BAND = (24, 48)     # elements that have to be dealt out

STATEMENT = """The array x holds {n} whole numbers. {grid} blocks of {block} threads count how often each of 0 … {last} occurs in \
it; thread t of block b visits the elements b·{block} + t, then every {all_threads}-th after that, and numbers outside of 0 … {last} are counted nowhere.
Kernel one makes an `atomicAdd` to the counts in global memory for each element that counts. Kernel two makes it to counts of its block in shared \
memory, and at the end one to global memory for each count of the block that is not 0.
Return a dict: `counts`, the list of all counts; `one` and `two`, how many additions to global memory each kernel makes; `queue`, the most \
additions of kernel one that go to one and the same place while all threads make their first visit."""


def generate(rng):
    grid, block, bins = int(rng.integers(2, 4)), int(rng.choice([4, 6, 8])), int(rng.integers(3, 6))
    n = int(rng.integers(max(24, grid * block), 49))
    favoured = int(rng.integers(bins))
    x = [favoured if rng.random() < 0.3 else int(rng.integers(-1, bins + 1)) for _ in range(n)]     # data of the world has favourites
    owners = [{x[i] for i in range(n) if i % (grid * block) // block == b and 0 <= x[i] < bins} for b in range(grid)]
    first = [v for v in x[:grid * block] if 0 <= v < bins]
    counts = [x.count(v) for v in range(bins)]
    return Problem(STATEMENT, {"n": n, "grid": grid, "block": block, "all_threads": grid * block, "last": bins - 1}, arguments={"x": x},
                   answer={"counts": counts, "one": sum(counts), "two": sum(map(len, owners)), "queue": max(map(first.count, range(bins)))},
                   steps=tuple(f"block {b} meets {sorted(met)}" for b, met in enumerate(owners)))


def solve(n, grid, block, all_threads, last, x):
    # thread by thread
    total, own, first = Counter(), [Counter() for _ in range(grid)], Counter()
    for b in range(grid):
        for t in range(block):
            for i in range(b * block + t, n, grid * block):
                if 0 <= x[i] <= last:
                    total[x[i]] += 1
                    own[b][x[i]] += 1
                    first[x[i]] += i < grid * block
    return {"counts": [total[v] for v in range(last + 1)], "one": total.total(), "two": sum(len(counts) for counts in own),
            "queue": max(first.values())}


def effort(n, grid, block, all_threads, last, x):
    return n


def mistakes(n, grid, block, all_threads, last, x):
    right = solve(n, grid, block, all_threads, last, x)
    clamped = Counter(min(max(v, 0), last) for v in x)
    found = {"what lies outside is counted at the edge": right | {"counts": [clamped[v] for v in range(last + 1)], "one": n},
             "every element is counted, also what lies outside": right | {"one": n},
             "each block adds all its counts, also those that are 0": right | {"two": grid * (last + 1)},
             "one addition for each count, whatever the number of blocks": right | {"two": sum(c > 0 for c in right["counts"])},
             "the queue is that of all elements": right | {"queue": max(right["counts"])}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
