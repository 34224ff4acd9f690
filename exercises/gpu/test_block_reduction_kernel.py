import math

import numpy as np
from autograder.checks import Case, assert_close, assert_equal, hint, in_order, out, require, resources, traffic


def rounding(n, threads, block):
    """γ_c of the longest chain of float32 additions: a thread's own, then the block's tree."""
    c = -(-n // threads) + math.ceil(math.log2(block)) + 8      # 8 for the rounding of the bound itself
    u = 2.0**-24
    return c * u / (1 - c * u)


def partial(kernel, x, grid, block, order=0):
    """The kernel's partial results, one a block."""
    found = in_order(kernel[grid, block, 4 * block], order)(x, out(grid), len(x))
    assert_equal(np.shape(found), (grid,), said="one number a block")
    return found


def on_gpu(n, rng):
    """What is launched where there is a GPU (`grade speed`): the partial sums of blocks that stride through x."""
    x = rng.normal(size=n).astype("f4")
    grid, block = 1024, 256
    shares = np.zeros(-(-n // (grid * block)) * grid * block)
    shares[:n] = x
    shares = shares.reshape(-1, grid, block)
    expected, allowed = shares.sum((0, 2)), rounding(n, grid * block, block) * abs(shares).sum((0, 2))
    return Case("block_sum", grid, block, (x, out(grid), n), (expected,), atol=allowed, shared=4 * block, bytes=4 * n)


# %% kernel: one number a block
@hint("Which thread writes what another reads, and what lies between?",
      "With 3 threads, who adds up the third number?  With 1 element and 4 threads, what do the other three hold?")
def test_one_block_adds_up(yours, rng):
    """One block leaves the sum of all elements, for blocks of 1 to 7 threads and fewer or more elements."""
    for n, block in [(1, 1), (2, 1), (2, 2), (3, 2), (3, 3), (1, 4), (9, 4), (5, 5), (20, 7)]:
        x = rng.integers(-9, 10, n).astype("f4")      # whole numbers: their sums are exact in every order
        assert_equal(yours.block_sum[1, block, 4 * block](x, out(1), n), x.sum(keepdims=True))


@hint("Thread 0 of block 1 begins at blockDim.x. Where does it go next, if block 0 is not to be there too?")
def test_blocks_share_the_work(yours, rng):
    """Several blocks visit each element once, whether the grid is smaller than x or larger."""
    for n, grid, block in [(4, 2, 2), (9, 2, 2), (3, 4, 2), (1000, 3, 32), (1000, 5, 96), (1000, 4, 100), (999, 2, 256), (999, 1, 1024)]:
        x = rng.integers(-9, 10, n).astype("f4")      # exact, as above
        assert_equal(partial(yours.block_sum, x, grid, block).sum(dtype=float), x.sum(dtype=float))


def test_long_sums_keep_their_digits(yours, rng):
    """A long sum is right to the rounding of its longest chain of additions, and two launches make one number of it."""
    n = 2**16 + 7
    for grid, block in [(8, 256), (16, 96)]:
        x = rng.normal(size=n).astype("f4")
        sums = partial(yours.block_sum, x, grid, block)
        error = abs(math.fsum(sums) - math.fsum(x))
        allowed = rounding(n, grid * block, block) * math.fsum(abs(x))
        require(error <= allowed, f"the sum is off by {error:.3g}, more than rounding explains", got=sums)
        total = partial(yours.block_sum, sums, 1, 32)
        assert_close(total, [math.fsum(x)], rtol=0, atol=1e-5 * math.fsum(abs(x)))      # two stages, each of some dozen additions a chain


@hint("What may a thread without elements hold, so that no maximum changes?")
def test_finds_the_largest(yours, rng):
    """The maximum is exact, also where all elements are negative, in one block and in several."""
    for n, grid, block in [(1, 1, 1), (2, 1, 2), (3, 1, 3), (1, 1, 4), (9, 1, 4), (999, 3, 96), (999, 2, 100), (999, 4, 256), (2**16 + 7, 4, 1024)]:
        x = (rng.normal(size=n) - 100).astype("f4")
        x[rng.integers(n)] += 3
        assert_equal(partial(yours.block_max, x, grid, block).max(), x.max())


def test_a_block_without_elements(yours, rng):
    """A block that finds nothing to visit leaves 0 for the sum and −inf for the maximum."""
    x = rng.normal(size=1).astype("f4") - 5
    for n in (1, 0):
        found = sorted(yours.block_sum[3, 4, 16](x[:n], out(3), n))
        assert_equal(found, sorted([*x[:n], *[np.float32(0)] * (3 - n)]))
        found = sorted(yours.block_max[3, 4, 16](x[:n], out(3), n))
        assert_equal(found, sorted([*x[:n], *[np.float32(-np.inf)] * (3 - n)]))


def test_the_same_bits_in_every_order(yours, rng):
    """Whoever comes first, the sum is the same bit for bit."""
    x = (10.0 ** rng.uniform(-4, 4, 3000) * rng.choice([-1, 1], 3000)).astype("f4")
    once = partial(yours.block_sum, x, 2, 96)
    require(abs(once.sum(dtype=float) - math.fsum(x)) <= rounding(3000, 192, 96) * math.fsum(abs(x)), "the sum is wrong to begin with", got=once)
    for order in (1, 2, 3):
        assert_equal(partial(yours.block_sum, x, 2, 96, order), once, said="with the threads in another order")


@hint("32 neighbouring threads read together. Do they read neighbours?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp reads 32 floats from 4 sectors of memory, not from 32."""
    x = rng.normal(size=4096).astype("f4")
    for name in ("block_sum", "block_max"):
        assert_equal(traffic(getattr(yours, name)[4, 128, 512], x, out(4), 4096).sectors("x"), 4)


def test_is_cuda(yours):
    """NVIDIA's own compiler takes the file, and keeps every variable in a register."""
    for name in ("block_sum", "block_max",):
        use = resources(getattr(yours, name))
        require(use.registers > 0, "the kernel does nothing")
        assert_equal(use.spilled, 0)
