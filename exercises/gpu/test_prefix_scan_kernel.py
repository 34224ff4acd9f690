import numpy as np
from autograder.checks import assert_equal, hint, in_order, inout, out, require

judged_loosely = {"work": "whole numbers, judged exactly"}


def blocks(n, block):
    return max(1, -(-n // block))


def whole(rng, n):
    """Whole numbers, none of them 0: their sums are exact in every order."""
    return (rng.integers(1, 10, n) * rng.choice([-1, 1], n)).astype("f4")


def block_scan(yours, x, block, order=0):
    grid = blocks(len(x), block)
    return in_order(yours.block_scan[grid, block, 8 * block], order)(x, out(len(x)), out(grid), len(x))


def expected(x, block):
    stretches = [x[first:first + block] for first in range(0, max(1, len(x)), block)]
    return np.concatenate([np.cumsum(s, dtype="f4") for s in stretches]), np.array([s.sum() for s in stretches], "f4")


def offsets_added(yours, y, sums, block):
    return yours.add_offsets[blocks(len(y), block), block](inout(y), sums, len(y))


# %% block: a stretch a block
@hint("Four threads: write down what each holds after the rounds d = 1 and d = 2.",
      "In one round, who reads a place and who writes it?")
def test_scans_a_stretch(yours, rng):
    """One full block leaves the sums up to each of its elements, for blocks of 1 to 9 threads and of 96."""
    for block in (1, 2, 3, 4, 5, 8, 9, 96):
        x = whole(rng, block)
        assert_equal(block_scan(yours, x, block), expected(x, block))


@hint("Which threads of the last block have no element, and what may they hold so that no sum changes?")
def test_scans_the_last_stretch(yours, rng):
    """A block with fewer elements than threads scans those, and leaves their sum."""
    for n, block in [(1, 2), (2, 4), (5, 8), (40, 64), (0, 4)]:
        x = whole(rng, n)
        assert_equal(block_scan(yours, x, block), expected(x, block))


def test_scans_each_stretch(yours, rng):
    """Every block scans its own stretch and leaves the sum of it, whoever comes first."""
    for n, block in [(2, 1), (4, 2), (7, 2), (100, 32), (1000, 96)]:
        x = whole(rng, n)
        for order in (0, 1, 2):
            assert_equal(block_scan(yours, x, block, order), expected(x, block))


# %% offsets: what stands before a stretch
@hint("What does sums[0] hold, and who needs it?")
def test_adds_what_stands_before(yours, rng):
    """Each stretch has the sum of all earlier ones added, and the first stays as it is."""
    for n, block in [(1, 1), (2, 1), (3, 1), (5, 2), (100, 32), (999, 96)]:
        x = whole(rng, n)
        y, sums = expected(x, block)
        assert_equal(offsets_added(yours, y, np.cumsum(sums, dtype="f4"), block), np.cumsum(x, dtype="f4"))


def test_three_launches_scan_everything(yours, rng):
    """block_scan, block_scan of the sums and add_offsets together scan all elements, to the rounding of a few additions."""
    for n, block in [(5, 4), (3000, 96)]:
        x = rng.normal(size=n).astype("f4")
        y, sums = block_scan(yours, x, block)
        totals, _ = block_scan(yours, sums, len(sums))
        got = offsets_added(yours, y, totals, block)
        c = 24 * 2.0**-24      # at most 2 · log₂ 96 + 1 additions on the way to each sum, and room for a scan of another form
        error, room = abs(got - np.cumsum(x, dtype=float)), c / (1 - c) * np.cumsum(abs(x), dtype=float)
        require(np.all(error <= room), f"a sum is off by {(error / room).max():.3g} times what rounding explains", got=got)


# %% work: what the speed costs
@hint("Four elements: three add in the first round. And in the second?")
def test_counts_the_additions(yours, rng):
    """additions(n) counts the additions of all threads in all rounds."""
    for n in (5, 3, 4, 1, 0, 1024, 10**9, *map(int, rng.integers(1, 10**6, 20))):
        assert_equal(yours.additions(n), sum(n - 2**k for k in range(40) if 2**k < n))
