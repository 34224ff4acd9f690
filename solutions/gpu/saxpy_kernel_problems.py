"""Who visits what in a loop with the stride of the grid

kernel · 8 min · difficulty 2 · part kernel
"""
from autograder.problems import Problem, Rejected

BAND = (2, 6)       # iterations of the busiest thread

STATEMENT = """A kernel is launched with {grid} blocks of {block} threads for n = {n} floats:
    for (int i = blockIdx.x * blockDim.x + threadIdx.x; i < n; i += gridDim.x * blockDim.x) y[i] = x[{step} * i];
x begins {shift} bytes past a multiple of 32, and memory is fetched in sectors of 32 bytes that begin at multiples of 32.
Return a dict: `visitor`, the [block, thread, iteration] that writes y[{i}], all counted from 0; `most`, how many elements the busiest \
thread writes; `busiest`, how many threads write so many; \
`sectors`, how many sectors of x the first warp of block {b} (its threads 0 to 31) reads in iteration 0."""


def generate(rng):
    grid, block = int(rng.integers(2, 9)), 32 * int(rng.integers(1, 9))
    n = grid * block * int(rng.integers(1, 6)) + int(rng.integers(1, grid * block))
    i, b = int(rng.integers(grid * block, n)), int(rng.integers(0, grid))
    step, shift = int(rng.integers(1, 8)), 4 * int(rng.integers(0, 8))
    iteration, first = divmod(i, grid * block)
    start = shift + 4 * step * b * block
    # more than 8 floats apart no two lanes share a sector; up to there every sector on the way is touched
    sectors = (start + 4 * step * 31) // 32 - start // 32 + 1
    if iteration == 0 or first % block == 0:
        raise Rejected
    return Problem(STATEMENT, {"grid": grid, "block": block, "n": n, "i": i, "step": step, "shift": shift, "b": b},
                   answer={"visitor": [first // block, first % block, iteration], "most": -(-n // (grid * block)), "busiest": n % (grid * block),
                           "sectors": sectors},
                   steps=(f"the grid has {grid * block} threads; {i} = {iteration}·{grid * block} + {first}",
                          f"{n} = {n // (grid * block)}·{grid * block} + {n % (grid * block)}: so many threads have one more",
                          f"the warp reads bytes {start} to {start + 4 * step * 31 + 3}"))


def solve(grid, block, n, i, step, shift, b):
    # every thread walks
    counts, visitor = [], None
    for where in range(grid):
        for thread in range(block):
            visited = range(where * block + thread, n, grid * block)
            counts.append(len(visited))
            if i in visited:
                visitor = [where, thread, visited.index(i)]
    touched = {(shift + 4 * step * (b * block + lane)) // 32 for lane in range(32)}
    return {"visitor": visitor, "most": max(counts), "busiest": counts.count(max(counts)), "sectors": len(touched)}


def effort(grid, block, n, i, step, shift, b):
    return -(-n // (grid * block))


def mistakes(grid, block, n, i, step, shift, b):
    right = solve(grid, block, n, i, step, shift, b)
    each = -(-n // (grid * block))
    found = {"each thread takes a stretch of neighbours": right | {"visitor": [i // each // block, i // each % block, i % each]},
             "the stride is one block": right | {"visitor": [0, i % block, i // block]},
             "a thread is numbered in the whole grid": right | {"visitor": [right["visitor"][0], i % (grid * block), right["visitor"][2]]},
             "the last round is left out": right | {"most": n // (grid * block)},
             "the shift of the beginning is left out": right | {"sectors": 4 * step - (step - 1) // 8},
             "a sector is taken for each lane": right | {"sectors": 32}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
