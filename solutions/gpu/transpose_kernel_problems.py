"""Banks and sectors of a warp that reads a tile

kernel · 10 min · difficulty 3 · part banks
"""
from collections import Counter
from math import gcd

from autograder.problems import Problem, Rejected

BAND = (3, 8)       # log₂ of the conflict's degree, and one for each more thing to be kept in mind: a step along the row, a shift

STATEMENT = """A tile `__shared__ float tile[32][{width}]` begins in bank 0; word w of it lies in bank w mod 32, a bank serves one word at a time, \
and all lanes that ask for the same word. Lane t = 0 … 31 of a warp reads `tile[t][{step} * t + {shift}]`.
A matrix of floats lies in global memory, row after row, {cols} floats a row, from a multiple of 32 bytes on; there lane t reads row {row}, \
column {left} + {hop} * t. Memory is fetched in sectors of 32 bytes that begin at multiples of 32.
Return a dict: `ways`, the most different words that are asked of one bank (1 is free of conflicts); `banks`, how many different banks are asked; \
`bytes`, the size of the tile after each row has grown by the least number of columns for which `ways` is 1; `sectors`, how many sectors the warp \
fetches."""


def generate(rng):
    step, shift, hop = int(rng.integers(0, 4)), int(rng.integers(0, 8)), int(rng.integers(1, 6))
    ways = int(2**rng.integers(1, 6))
    width = ways * int(rng.choice(range(1, 192 // ways, 2))) - step     # backwards: a lane is width + step words on from the one before
    cols, row, left = int(rng.integers(33, 250)), int(rng.integers(1, 50)), int(rng.integers(0, 9))
    if not 31 * step + shift < width or left + 31 * hop >= cols:
        raise Rejected
    first = row * cols + left
    given = {"width": width, "step": step, "shift": shift, "cols": cols, "row": row, "left": left, "hop": hop}
    sectors = (first + 31 * hop) // 8 - first // 8 + 1      # up to 8 floats apart, lanes leave out no sector on their way
    return Problem(STATEMENT, given, answer={"ways": ways, "banks": 32 // ways, "bytes": 128 * (width + 1), "sectors": sectors},
                   steps=(f"lane t asks for word {width + step}·t + {shift}", f"gcd({width + step}, 32) = {ways} lanes come back to one bank",
                          "free of conflicts where that number is odd: one column more",
                          f"sectors {first // 8} to {(first + 31 * hop) // 8}, 8 floats each"))


def solve(width, step, shift, cols, row, left, hop):
    # lane by lane
    def banks(width):
        return Counter(word % 32 for word in {t * width + step * t + shift for t in range(32)})
    pad = next(p for p in range(32) if max(banks(width + p).values()) == 1)
    sectors = {4 * (row * cols + left + hop * t) // 32 for t in range(32)}
    return {"ways": max(banks(width).values()), "banks": len(banks(width)), "bytes": 4 * 32 * (width + pad), "sectors": len(sectors)}


def effort(width, step, shift, cols, row, left, hop):
    return gcd(width + step, 32).bit_length() + (step > 0) + (shift > 0)


def mistakes(**given):
    right, width = solve(**given), given["width"]
    rows_only = gcd(width, 32)
    found = {"the step along the row is forgotten": right | {"ways": rows_only, "banks": 32 // rows_only},
             "ways and banks are exchanged": right | {"ways": right["banks"], "banks": right["ways"]},
             "32 floats are taken as 4 sectors, wherever they begin": right | {"sectors": 4},
             "where the first float lies in its sector is left out": right | {"sectors": -(-(31 * given["hop"] + 1) // 8)},
             "a sector is taken for each lane": right | {"sectors": 32},
             "rows are padded to a multiple of 32 words": right | {"bytes": 128 * (width + -width % 32)},
             "floats are counted for bytes": right | {"bytes": right["bytes"] // 4}}
    return {title: wrong for title, wrong in found.items() if wrong != right}
