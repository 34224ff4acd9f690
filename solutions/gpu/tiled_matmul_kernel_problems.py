"""Launch and traffic of a tiled matrix product

kernel · 10 min · difficulty 2 · part traffic
"""
from autograder.problems import Problem, Rejected

BAND = (2, 3)       # axes at which the last tile sticks out

STATEMENT = """A kernel computes $C = A B$ for A ({m} × {k}) and B ({k} × {n}), floats of 4 bytes, row after row. Blocks are of \
{tile} × {tile} threads, x along the columns of C and y along its rows; each block computes one tile of C. \
Along k it loads a tile of A and a tile of B into shared memory, \
`__syncthreads()`, uses them, `__syncthreads()`, and goes on to the next pair. Elements past an edge are not loaded: a 0 stands for them.
Return a dict: `grid`, the least [x, y] that covers C; `place`, the [block x, block y, thread x, thread y] that computes C[{i}, {j}] \
(counted from 0); `shared`, the bytes of shared memory of a block; `barriers`, how often a thread comes to `__syncthreads()`; `loads`, how \
many floats of A and B all blocks together load from global memory; `idle`, how many threads of the grid have no entry of C."""


def generate(rng):
    tile = int(rng.choice([8, 16, 32]))
    m, k, n = (tile * int(rng.integers(1, 5)) + int(rng.integers(0, tile)) for _ in range(3))
    if len({-(-m // tile), -(-n // tile)}) == 1:        # then x and y could not be told apart
        raise Rejected
    i, j = int(rng.integers(1, m)), int(rng.integers(1, n))
    along, down, phases = -(-n // tile), -(-m // tile), -(-k // tile)
    answer = {"grid": [along, down], "place": [j // tile, i // tile, j % tile, i % tile], "shared": 8 * tile**2, "barriers": 2 * phases,
              "loads": m * k * along + k * n * down, "idle": along * down * tile**2 - m * n}
    return Problem(STATEMENT, {"m": m, "k": k, "n": n, "tile": tile, "i": i, "j": j}, answer,
                   steps=(f"grid ({along}, {down}), {phases} pairs of tiles", f"each element of A is loaded by {along} blocks, each of B by {down}",
                          f"two tiles of {tile}² floats", "two barriers a pair"))


def solve(m, k, n, tile, i, j):
    # block by block, thread by thread
    rows, columns = [min(tile, m - top) for top in range(0, m, tile)], [min(tile, n - left) for left in range(0, n, tile)]
    parts = [min(tile, k - first) for first in range(0, k, tile)]
    loads = sum(part * (r + c) for r in rows for c in columns for part in parts)
    place = next([b, a, x, y] for a in range(len(rows)) for b in range(len(columns)) for y in range(tile) for x in range(tile)
                 if (a * tile + y, b * tile + x) == (i, j))
    idle = sum(tile**2 - r * c for r in rows for c in columns)
    return {"grid": [len(columns), len(rows)], "place": place, "shared": 4 * 2 * tile * tile, "barriers": sum(2 for _ in parts), "loads": loads,
            "idle": idle}


def effort(m, k, n, tile, i, j):
    return sum(size % tile > 0 for size in (m, k, n))


def mistakes(m, k, n, tile, i, j):
    right = solve(m, k, n, tile, i, j)
    (along, down), (bx, by, tx, ty) = right["grid"], right["place"]
    phases = right["barriers"] // 2
    found = {"x and y are exchanged": right | {"grid": [down, along], "place": [by, bx, ty, tx]},
             "the grid is rounded down": right | {"grid": [n // tile, m // tile]},
             "one of the two tiles is forgotten": right | {"shared": 4 * tile**2},
             "floats are counted as bytes": right | {"shared": 2 * tile**2},
             "one barrier a pair of tiles": right | {"barriers": phases},
             "an element of A is loaded by each block of its column of blocks": right | {"loads": m * k * down + k * n * along},
             "what sticks out is loaded too": right | {"loads": along * down * phases * 2 * tile**2},
             "every product loads its two factors": right | {"loads": 2 * m * k * n}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
