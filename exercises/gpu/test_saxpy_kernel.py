import numpy as np
from autograder.checks import assert_close, assert_equal, hint, inout, require, traffic

FORMULA = 1e-14     # a handful of float64 operations


def whole(rng, n):
    """Whole numbers: their products and sums are exact, fused or not."""
    return float(rng.integers(2, 9)), rng.integers(-9, 10, n).astype("f4"), rng.integers(100, 110, n).astype("f4")


def judge_rounding(kernel, rng, grid, block):
    n = 3000
    alpha = np.float32(rng.normal())
    x, y = rng.normal(size=(2, n)).astype("f4")
    got = kernel[grid, block](float(alpha), x, inout(y), n)
    product = float(alpha) * x.astype(float)
    room = 2 * 2.0**-24 * (abs(product) + abs(y))      # two roundings
    error = abs(got - (product + y))
    require(np.all(error <= room), f"an element is off by {(error / room).max():.3g} times what two roundings explain", got=got)


# %% kernel: any number of blocks
@hint("Two blocks of two threads and nine elements: who visits which?")
def test_goes_on_by_the_grid(yours, rng):
    """y becomes αx + y, each element once, whether threads are fewer than elements or more."""
    for n, grid, block in [(1, 1, 1), (2, 1, 2), (1, 1, 2), (9, 1, 2), (9, 2, 2), (20, 3, 2), (7, 3, 4), (1000, 3, 32),
                           (1000, 7, 96), (0, 1, 32)]:
        alpha, x, y = whole(rng, n)
        assert_equal(yours.saxpy[grid, block](alpha, x, inout(y), n), np.float32(alpha) * x + y)


def test_rounds_as_float32_does(yours, rng):
    """Each element is right to the rounding of a product and a sum of float32, in both kernels."""
    judge_rounding(yours.saxpy, rng, 4, 128)
    judge_rounding(yours.saxpy4, rng, 4, 128)


@hint("32 neighbouring threads ask for memory together. Where do their 32 elements lie?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp's 32 floats of x and of y lie in 4 sectors."""
    alpha, x, y = whole(rng, 1024)
    asked = traffic(yours.saxpy[2, 128], alpha, x, inout(y), 1024)
    assert_equal((asked.sectors("x"), asked.sectors("y")), (4, 4))


# %% wide: sixteen bytes at once
@hint("Of seven elements, which are a whole float4?  And who does the rest?")
def test_goes_on_by_fours(yours, rng):
    """saxpy4 gives the same, whatever is left over after the last four."""
    for n, grid, block in [(4, 1, 1), (8, 1, 1), (5, 1, 1), (8, 1, 2), (1, 1, 1), (3, 1, 2), (7, 1, 2), (8, 2, 3), (9, 2, 2), (30, 2, 2),
                           (1001, 2, 32), (1003, 3, 96), (0, 1, 32)]:
        alpha, x, y = whole(rng, n)
        assert_equal(yours.saxpy4[grid, block](alpha, x, inout(y), n), np.float32(alpha) * x + y)


@hint("How often does one thread ask for memory to get its four floats?")
def test_asks_for_sixteen_bytes(yours, rng):
    """Four neighbours are one request, and only the last few are asked for singly."""
    for n in (1024, 1027):
        alpha, x, y = whole(rng, n)
        asked = traffic(yours.saxpy4[2, 64], alpha, x, inout(y), n)
        assert_equal((asked.loads("x"), asked.loads("y"), asked.stores("y")), (n // 4 + n % 4,) * 3, said="requests")


# %% bytes: what memory allows
@hint("Which arrays are read, and which are written?")
def test_counts_the_bytes(yours, rng):
    """bytes_moved counts what is read and what is written, also for a billion elements."""
    for n in (1, 0, 5, int(rng.integers(10**6)), 10**9):
        assert_equal(yours.bytes_moved(n), (2 * 4 + 4) * n)


def test_memory_is_the_bound(yours, rng):
    """fraction_of_peak is what the memory lets the arithmetic do, and never more than all of it."""
    for peak, bandwidth in [(100.0, 60.0), (20000.0, 1000.0), (1.0, 60.0), *rng.uniform(1, 1000, (20, 2)).tolist()]:
        assert_close(yours.fraction_of_peak(peak, bandwidth), min(1, bandwidth / 6 / peak), rtol=FORMULA)
