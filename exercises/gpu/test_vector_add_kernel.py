import numpy as np
from autograder.checks import Case, assert_equal, hint, out, require, resources, traffic

BLOCKS = (1, 32, 256, 1024)
judged_loosely = {"launch": "whole numbers, judged exactly"}


def blocks(n, block):
    return -(-n // block)


def on_gpu(n, rng):
    """What is launched where there is a GPU (`grade speed`)."""
    a, b = rng.normal(size=(2, n)).astype("f4")
    return Case("vector_add", max(1, blocks(n, 256)), 256, (a, b, out(n), n), (a + b,), bytes=12 * n)      # one float32 sum each: exact


# %% kernel: each element once
@hint("Which element belongs to thread 0 of block 1, if every block before it is full?",
      "The grid has more threads than there are elements, unless the block divides n.")
def test_adds_every_element(yours, rng):
    """c[i] is a[i] + b[i] for every i, in blocks of 1 to 1024 threads, and nothing else is touched."""
    for n, block in [(1, 1), (1, 32), (7, 2), *((n, block) for n in (2, 31, 32, 33, 255, 256, 257, 0) for block in BLOCKS)]:
        a, b = rng.normal(size=(2, n)).astype("f4")
        assert_equal(yours.vector_add[max(1, blocks(n, block)), block](a, b, out(n), n), a + b)      # one float32 sum each: exact


def test_adds_a_hundred_thousand(yours, rng):
    """Long vectors are added to their end, and inf and nan pass through."""
    n = 10**5 + 3
    a, b = rng.normal(size=(2, n)).astype("f4")
    a[[5, -1]], b[[5, 6]] = np.inf, (-np.inf, np.nan)
    with np.errstate(invalid="ignore"):      # inf − inf
        assert_equal(yours.vector_add[blocks(n, 256), 256](a, b, out(n), n), a + b)


@hint("32 neighbouring threads ask for memory together. Where do their 32 elements lie?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp's 32 floats lie in 4 sectors of memory, not in 32."""
    n = 2048
    a, b = rng.normal(size=(2, n)).astype("f4")
    asked = traffic(yours.vector_add[blocks(n, 128), 128], a, b, out(n), n)
    assert_equal({name: asked.sectors(name) for name in "abc"}, {"a": 4, "b": 4, "c": 4})


def test_is_cuda(yours):
    """NVIDIA's own compiler takes the file, and finds no arithmetic in double precision."""
    for name in ("vector_add",):
        use = resources(getattr(yours, name))
        require(use.registers > 0, "the kernel does nothing")
        assert_equal(use.doubles, 0)


# %% launch: how many blocks
@hint("How many blocks of 32 do 33 elements need?  And 64?")
def test_counts_the_blocks(yours, rng):
    """launch(n, block) is the least number of blocks with a thread for each element."""
    cases = [(1, 1), (1, 32), (33, 32), (64, 32), (0, 256), (1023, 1024), (10**5 + 3, 256)]
    cases += [(int(n), int(block)) for n, block in zip(rng.integers(1, 10**6, 20), rng.integers(1, 1025, 20))]
    for n, block in cases:
        assert_equal(yours.launch(n, block), blocks(n, block))


def test_counts_for_the_largest_n(yours):
    """The count is right up to n = 2³¹ − 1."""
    for block in (1024, 32, 1):
        assert_equal(yours.launch(2**31 - 1, block), blocks(2**31 - 1, block))


def test_refuses_impossible_blocks(yours):
    """A block of 0, fewer, or more than 1024 threads gives −1; 1 and 1024 are fine."""
    for block, expected in [(1025, -1), (2048, -1), (-1, -1), (1024, 1), (1, 1000), (0, -1)]:
        assert_equal(yours.launch(1000, block), expected)
