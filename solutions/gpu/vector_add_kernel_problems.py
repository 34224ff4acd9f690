"""A launch that covers a vector

kernel · 6 min · difficulty 1 · part kernel
"""
from autograder.problems import Problem, Rejected

BAND = (2, 4)       # digits of n

STATEMENT = """z = x + y is computed for vectors of {n} floats of 4 bytes by blocks of {block} threads, one thread an element: \
i = blockIdx.x * blockDim.x + threadIdx.x, guarded by if (i < n). Threads run in warps of 32 with neighbouring numbers of one block. Return a dict: `blocks`, \
the least number that covers all elements; `place`, the [block, thread, lane] that computes element {i}, the lane being the thread's place in its warp; \
`skipped`, how many threads have no element; `split`, how many warps have threads with an element and threads without; `bytes`, how many bytes of x, y and \
z are read and written."""


def generate(rng):
    block = 32 * int(rng.integers(1, 17))
    n = int(rng.integers(33, 9000))
    blocks = -(-n // block)
    i = int(rng.integers(0, n))
    if blocks < 2 or n % block == 0 or i < block or i % 32 == i % block:
        raise Rejected
    return Problem(STATEMENT, {"n": n, "block": block, "i": i},
                   answer={"blocks": blocks, "place": [i // block, i % block, i % 32], "skipped": blocks * block - n, "split": int(n % 32 > 0),
                           "bytes": 12 * n},
                   steps=(f"{n}/{block}, rounded up", f"{i} = {i // block}·{block} + {i % block}, {i % block} = {i % block // 32}·32 + {i % 32}",
                          f"{n} = {n // 32}·32 + {n % 32}: only the warp at the end can be split", "two floats read, one written"))


def solve(n, block, i):
    # block by block, warp by warp
    blocks, split, place, skipped = 0, 0, None, 0
    while blocks * block < n:
        for warp in range(block // 32):
            elements = [blocks * block + 32 * warp + lane for lane in range(32)]
            inside = sum(element < n for element in elements)
            split, skipped = split + (0 < inside < 32), skipped + 32 - inside
            if i in elements:
                place = [blocks, 32 * warp + elements.index(i), elements.index(i)]
        blocks += 1
    return {"blocks": blocks, "place": place, "skipped": skipped, "split": split, "bytes": 4 * n + 4 * n + 4 * n}


def effort(n, block, i):
    return len(str(n))


def mistakes(n, block, i):
    right = solve(n, block, i)
    where, thread, lane = right["place"]
    found = {"rounded down": right | {"blocks": n // block},
             "the thread is numbered in the whole grid": right | {"place": [where, i, lane]},
             "the number of the warp is taken for the lane": right | {"place": [where, thread, thread // 32]},
             "the elements of the last block are taken for its idle threads": right | {"skipped": n % block},
             "every warp of the last block is split": right | {"split": block // 32},
             "what is written is not counted": right | {"bytes": 8 * n},
             "floats are counted, not bytes": right | {"bytes": 3 * n}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
