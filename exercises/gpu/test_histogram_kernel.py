import numpy as np
from autograder.checks import assert_equal, hint, in_order, inout, require, traffic

judged_loosely = {"global": "whole numbers, judged exactly", "shared": "whole numbers, judged exactly"}


def judge(kernel, rng, x, grid, block, bins, shared=0, order=0):
    """The counts of x's numbers are added to what is there."""
    x, before = np.asarray(x, "i4"), rng.integers(100, 1000, bins).astype("i4")
    inside = x[(x >= 0) & (x < bins)]
    expected = (before + np.bincount(inside, minlength=bins)).astype("i4")
    assert_equal(in_order(kernel[grid, block, shared], order)(x, inout(before), len(x), bins), expected)


# %% global: one place for all
@hint("Two threads read the same 5 and each adds 1. What do they write?",
      "Which numbers have a place in counts?")
def test_counts_in_one_place(yours, rng):
    """histogram_global adds each number to its count, whoever else adds to the same one, and leaves strangers out."""
    for x, block, bins in [([1], 1, 2), ([1, 1], 1, 2), ([2, 0, 2], 1, 3), ([1, -1, 0], 1, 2), ([0, 2, 1, 7], 1, 2), ([1, 1], 2, 2),
                           ([0, 1, 2, 1, 0, 2, 2], 4, 3)]:
        judge(yours.histogram_global, rng, x, 1, block, bins)


def test_counts_long_vectors(yours, rng):
    """Each element is counted once, whether the threads of all blocks are fewer or more than elements."""
    for n, grid, block, bins in [(3, 1, 2, 4), (9, 2, 2, 4), (0, 1, 32, 4), (1000, 3, 32, 10), (1000, 5, 96, 300), (50, 2, 64, 3)]:
        x = rng.integers(-1, bins + 1, n)
        for order in (0, 1):
            judge(yours.histogram_global, rng, x, grid, block, bins, order=order)


@hint("32 neighbouring threads read together. Do they read neighbours?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp reads 32 elements from 4 sectors of memory, in both kernels."""
    x = rng.integers(0, 8, 1024).astype("i4")
    for name in ("histogram_global", "histogram_shared"):
        asked = traffic(getattr(yours, name)[2, 64, 32], x, inout(np.zeros(8, "i4")), 1024, 8)
        assert_equal(asked.sectors("x"), 4, said=f"sectors that a warp of {name} reads at once")


# %% shared: a place for each block
@hint("What is in shared memory when a block begins?",
      "Which steps must all threads have done before the first may go on to the next?",
      "With 2 threads and 5 bins, who empties bin 4?")
def test_counts_in_each_block(yours, rng):
    """histogram_shared leaves the same counts, in one block of any size and with any number of bins."""
    for x, block, bins in [([1], 1, 1), ([0], 1, 1), ([1], 2, 2), ([1, 1], 2, 2), ([3, 0, 1], 1, 4), ([3, 0, 1, 3, -1, 4], 2, 4),
                           ([0, 1, 2, 1, 0, 2, 2], 4, 3)]:
        judge(yours.histogram_shared, rng, x, 1, block, bins, 4 * bins)


def test_waits_for_the_last_count(yours, rng):
    """No place is added to the result while a thread may still count in it."""
    for order in (0, 1, 2):
        judge(yours.histogram_shared, rng, rng.integers(0, 5, 200), 1, 64, 5, 20, order)


def test_blocks_add_up(yours, rng):
    """The blocks' counts are added up, and each element is counted once, for sizes of any kind."""
    for n, grid, block, bins in [(4, 2, 2, 1), (9, 2, 2, 4), (0, 2, 32, 4), (1000, 3, 32, 10), (1000, 5, 96, 300), (50, 3, 64, 3)]:
        x = rng.integers(-1, bins + 1, n)
        judge(yours.histogram_shared, rng, x, grid, block, bins, 4 * bins)


@hint("How often does a block of 64 threads ask for counts, if it visits 1000 elements of 8 kinds?")
def test_asks_once_a_bin(yours, rng):
    """Of the counts in global memory, a block asks for each once at most."""
    x = rng.integers(0, 8, 1000).astype("i4")
    asked = traffic(yours.histogram_shared[2, 64, 32], x, inout(np.zeros(8, "i4")), 1000, 8)
    got = asked.stores("counts")
    require(8 <= got <= 2 * 8, f"2 blocks change the 8 counts {got} times", got=got)
