import numpy as np
from autograder.checks import assert_equal, hint, out, require, traffic

TILE = 16
judged_loosely = {"traffic": "whole numbers, judged exactly"}


def tiles(n, tile=TILE):
    return -(-n // tile)


def product(kernel, A, B):
    """The kernel's product, launched over tiles that cover it."""
    (m, k), n = A.shape, B.shape[1]
    return kernel[(tiles(n), tiles(m)), (TILE, TILE)](A, B, out((m, n)), m, k, n)


def whole(rng, m, k, n):
    """Factors of small whole numbers: every sum of their products is exact in float32, in every order."""
    return rng.integers(-9, 10, (m, k)).astype("f4"), rng.integers(-9, 10, (k, n)).astype("f4")


def loads(m, k, n, tile):
    return m * k * tiles(n, tile) + k * n * tiles(m, tile)


def counted(kernel, m, k, n):
    ones = np.ones((m, k), "f4"), np.ones((k, n), "f4")
    asked = traffic(kernel[(tiles(n), tiles(m)), (TILE, TILE)], *ones, out((m, n)), m, k, n)
    return asked.loads("A") + asked.loads("B")


# %% naive: each entry by itself
@hint("How many tiles of 16 do 17 columns need?  And 32 rows?")
def test_covers_the_result(yours, rng):
    """launch(m, n) gives the least grid of TILE × TILE blocks that covers C, as wide as C is."""
    for m, n in [(1, 17), (32, 17), (5, 0), (0, 5), *(tuple(map(int, rng.integers(1, 3000, 2))) for _ in range(20))]:
        assert_equal(yours.launch(m, n), ((tiles(n), tiles(m), 1), (TILE, TILE, 1)))


@hint("Which row and column belong to thread (x, y) of block (X, Y)?",
      "Where in memory does row l of B begin?")
def test_multiplies_entry_by_entry(yours, rng):
    """matmul_naive computes every entry of C from its row of A and its column of B, and touches nothing else."""
    for m, k, n in [(1, 1, 1), (1, 2, 1), (2, 1, 3), (2, 3, 4), (1, 2, 17), (17, 3, 1), (16, 5, 16), (33, 20, 18)]:
        A, B = whole(rng, m, k, n)
        assert_equal(product(yours.matmul_naive, A, B), A @ B)


def test_an_empty_sum_is_zero(yours, rng):
    """With k = 0 both kernels fill C with zeros, and with k = 1 with products."""
    for k in (0, 1):
        A, B = whole(rng, 2, k, 3)
        assert_equal(product(yours.matmul_naive, A, B), A @ B)
        assert_equal(product(yours.matmul_tiled, A, B), A @ B)


def test_rounds_as_float32_does(yours, rng):
    """Each entry of either product is right to the rounding of k additions and products of float32."""
    for name in ("matmul_naive", "matmul_tiled"):
        for m, k, n in [(3, 4, 5), (18, 50, 20)]:
            A, B = rng.normal(size=(m, k)).astype("f4"), rng.normal(size=(k, n)).astype("f4")
            c = (k + 1) * 2.0**-24
            room = c / (1 - c) * (abs(A.astype(float)) @ abs(B.astype(float)))
            got = product(getattr(yours, name), A, B)
            error = abs(got - A.astype(float) @ B.astype(float))
            require(np.all(error <= room), f"{name} is off by {(error / room).max():.3g} times what rounding explains", got=got)


def test_naive_loads_as_counted(yours):
    """matmul_naive loads one number of A and one of B for each product, 2mkn in all."""
    for m, k, n in [(1, 1, 1), (2, 3, 4), (17, 5, 3)]:
        assert_equal(counted(yours.matmul_naive, m, k, n), 2 * m * k * n)


@hint("A warp's 32 threads are two rows of a block, 16 wide. Which entries of C do they write?")
def test_neighbours_write_neighbours(yours, rng):
    """The entries that a warp writes lie in 4 sectors of memory, in both kernels."""
    A, B = whole(rng, 16, 3, 32)
    for name in ("matmul_naive", "matmul_tiled"):
        asked = traffic(getattr(yours, name)[(2, 1), (TILE, TILE)], A, B, out((16, 32)), 16, 3, 32)
        assert_equal(asked.sectors("C"), 4, said=f"sectors that a warp of {name} writes at once")


# %% tiled: tiles that a block shares
@hint("Which numbers of a tile does one thread load, and which does it use?",
      "What lies between loading and using, and what between using and loading again?",
      "Which entries of the last tile along k have no number of A behind them?")
def test_multiplies_tile_by_tile(yours, rng):
    """matmul_tiled gives the same product, for sizes that TILE divides and others."""
    for m, k, n in [(1, 1, 1), (16, 16, 16), (1, 2, 1), (2, 2, 2), (1, 17, 1), (2, 3, 4), (1, 20, 17), (17, 16, 1), (18, 20, 17)]:
        A, B = whole(rng, m, k, n)
        assert_equal(product(yours.matmul_tiled, A, B), A @ B)


@hint("Who else of the block needs the number that a thread has just loaded?")
def test_tiled_loads_a_tile_once(yours):
    """matmul_tiled loads from A and B no more than one number for each place of its tiles."""
    for m, k, n in [(16, 16, 16), (17, 3, 5)]:
        got = counted(yours.matmul_tiled, m, k, n)
        enough = loads(m, k, n, TILE)
        require(m * k + k * n <= got <= enough, f"it loads {got} floats, and {enough} would do for m, k, n = {m, k, n}", got=got)


# %% traffic: what is fetched from global memory
@hint("How many blocks need the first row of A, if C is 17 columns wide?")
def test_counts_the_loads(yours, rng):
    """global_loads is what a tiled product with guarded edges loads of A and B."""
    cases = [(1, 1, 1, 1), (2, 3, 4, 1), (1, 2, 33, 16), (16, 32, 48, 16), (0, 3, 4, 16), (3, 0, 4, 16)]
    for m, k, n, tile in cases + [tuple(map(int, rng.integers(1, 200, 4))) for _ in range(50)]:
        assert_equal(yours.global_loads(m, k, n, tile), loads(m, k, n, tile))


def test_counts_large_products(yours):
    """The count is right where it, or a part of it, is larger than an int."""
    for m, k, n, tile in [(2048, 2048, 2048, 8), (100_000, 50_000, 3, 16), (20_000, 30_000, 40_000, 32)]:
        assert_equal(yours.global_loads(m, k, n, tile), loads(m, k, n, tile))
