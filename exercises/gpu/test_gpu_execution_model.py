import numpy as np
from autograder.checks import assert_close, assert_equal, hint, raises
from reference import gpu_execution as gpu

SM = {"max_threads": 2048, "max_blocks": 32, "regs": 65536, "smem": 102400}
judged_loosely = {part: "whole numbers, judged exactly" for part in ("index", "coalesce", "divergence")}

ROUNDED = 1e-12     # a product and a quotient of float64
RANDOM = 60         # configurations a function, on top of those by hand
LANES = np.arange(32)


def some(rng, most):
    return int(rng.integers(1, most))


# %% index: which thread does what
@hint("How many threads stand before the first one of block 3, if each block has 8?")
def test_numbers_a_thread(yours, rng):
    """A thread's place in the grid is counted in threads, along each axis by itself."""
    cases = [((3,), (2,), (8,)), ((0, 2), (3, 1), (16, 8)), ((2, 0, 1), (1, 5, 3), (4, 8, 16))]
    cases += [tuple(tuple(int(v) for v in rng.integers(1, 30, axes)) for _ in range(3)) for axes in rng.integers(1, 4, RANDOM)]
    for block, thread, size in cases:
        whole = tuple(len(range(b * d)) + t for b, t, d in zip(block, thread, size, strict=True))
        assert_equal(yours.global_index(block, thread, size), whole)


@hint("How many blocks of 32 do 33 elements need?  And 64?")
def test_counts_the_blocks(yours, rng):
    """launch_config(n, block) is the least number of blocks with a thread for each element."""
    for n, block in [(33, 32), (64, 32), (0, 256), (1, 1), *((some(rng, 5000), some(rng, 1025)) for _ in range(RANDOM))]:
        assert_equal(yours.launch_config(n, block), gpu.blocks_for(n, block))


def test_refuses_impossible_blocks(yours):
    """A block of fewer than 1 or more than 1024 threads raises ValueError; 1 and 1024 are fine."""
    for block in (1025, -1, 0):
        with raises(ValueError):
            yours.launch_config(2000, block)
    assert_equal(yours.launch_config(2000, 1024), 2)
    assert_equal(yours.launch_config(2000, 1), 2000)


@hint("Two blocks of two threads: write down who visits 0, 1, 2, … 8.")
def test_finds_the_visitor(yours, rng):
    """Block, thread and iteration are those that visit the element when all threads run the loop."""
    cases = [(7, 2, 2), (3, 2, 3), *((some(rng, 400), some(rng, 6), some(rng, 40)) for _ in range(RANDOM))]
    for i, grid, block in cases:
        assert_equal(tuple(yours.owner_of(i, grid, block)), gpu.visitors(i + 1, grid, block)[i])


# %% coalesce: what a warp's lanes ask of memory together
@hint("Draw the segments as boxes, and put each lane's address into one.")
def test_counts_segments(yours, rng):
    """A segment counts once, however many lanes touch it, and one that none touches does not count."""
    cases = [(4096 + 0 * LANES, 32), (4 * LANES, 32), (4096 * LANES, 32), (16 + 8 * LANES, 64), (8 * LANES, 64), (4 * (LANES ^ 5), 128)]
    cases += [(4 * rng.integers(0, 300, 32), 32 << some(rng, 3)) for _ in range(RANDOM)]
    for addresses, segment in cases:
        assert_equal(yours.transactions(addresses, segment), gpu.segments(addresses, segment))


@hint("Which bank does word 32 lie in, and which word is at byte 128?")
def test_counts_words_in_a_bank(yours, rng):
    """The busiest bank's different words are counted; one word for many lanes is one."""
    cases = [(128 + 0 * LANES, 32), (4 * LANES, 32), (8 * LANES, 32), (128 * LANES, 32), (132 * LANES, 32), (8 * LANES, 16)]
    cases += [(4 * rng.integers(0, 200, 32), 16 << some(rng, 3)) for _ in range(RANDOM)]
    for addresses, banks in cases:
        assert_equal(yours.bank_conflicts(addresses, banks), gpu.rounds(addresses, banks))
    assert_equal(yours.bank_conflicts(12 * 8 * LANES), gpu.rounds(12 * 8 * LANES, 32))


def test_inactive_lanes_ask_for_nothing(yours, rng):
    """A lane whose address is −1 counts neither in memory nor in the banks; without active lanes both are 0."""
    some_lanes = np.where(LANES < 24, 124, -1)
    assert_equal(yours.transactions(some_lanes, 32), 1)
    assert_equal(yours.bank_conflicts(some_lanes, 32), 1)
    for _ in range(RANDOM // 2):
        addresses = np.where(rng.random(32) < rng.random(), 4 * rng.integers(0, 200, 32), -1)
        assert_equal(yours.transactions(addresses, 32), gpu.segments(addresses, 32))
        assert_equal(yours.bank_conflicts(addresses, 32), gpu.rounds(addresses, 32))
    assert_equal(yours.transactions(0 * LANES - 1, 32), 0)
    assert_equal(yours.bank_conflicts(0 * LANES - 1, 32), 0)


# %% occupancy: how many warps an SM holds
def judge(got, expected):
    blocks, fraction, limiter = expected
    assert_equal(np.shape(got), (3,), said="blocks, fraction and limiter")
    assert_equal((got[0], got[2]), (blocks, limiter))
    assert_close(got[1], fraction, rtol=ROUNDED)


@hint("For each resource by itself: how many blocks would it be enough for?")
def test_the_scarcest_resource_decides(yours, rng):
    """Blocks are placed until a resource runs out, and that resource is named."""
    cases = [(256, 64, 16384, SM), (512, 16, 40000, SM)]
    cases += [(32 * some(rng, 33), some(rng, 128), some(rng, 40000), SM) for _ in range(RANDOM)]
    for threads, regs, smem, limits in cases:
        judge(yours.occupancy(threads, regs, smem, limits), gpu.residency(threads, regs, smem, limits))


@hint("How many warps do 100 threads fill, wholly or in part?")
def test_warps_are_whole(yours, rng):
    """Threads are held in warps of 32, with registers for every lane, and several limits may be reached at once."""
    cases = [(100, 32, 1024, SM), (100, 64, 1024, SM), (33, 40, 1024, {**SM, "max_threads": 1536})]
    cases += [(some(rng, 1025), some(rng, 128), some(rng, 40000), {**SM, "max_threads": 1536}) for _ in range(RANDOM)]
    for threads, regs, smem, limits in cases:
        judge(yours.occupancy(threads, regs, smem, limits), gpu.residency(threads, regs, smem, limits))


def test_nothing_asked_for_limits_nothing(yours, rng):
    """A demand of 0 sets no limit, small blocks run out of slots, and a block that is too large finds no place."""
    cases = [(64, 16, 0, SM), (32, 4, 64, SM), (1024, 0, 0, SM), (1024, 65, 64, SM), (32, 1, 102401, SM)]
    cases += [(some(rng, 1025), 8 * some(rng, 3) - 8, 512 * some(rng, 3) - 512, SM) for _ in range(RANDOM // 2)]
    for threads, regs, smem, limits in cases:
        judge(yours.occupancy(threads, regs, smem, limits), gpu.residency(threads, regs, smem, limits))


def test_refuses_impossible_threads(yours):
    """A block of fewer than 1 or more than 1024 threads raises ValueError."""
    for threads in (1025, -32, 0):
        with raises(ValueError):
            yours.occupancy(threads, 32, 0, SM)
    judge(yours.occupancy(1, 32, 0, SM), gpu.residency(1, 32, 0, SM))


# %% roofline: what memory lets the arithmetic reach
@hint("How many operations come with each byte, and how many bytes come each second?")
def test_memory_or_arithmetic(yours, rng):
    """The lower of the two roofs bounds the speed, and is named."""
    cases = [(2, 8, 100.0, 16.0), (50, 2, 100.0, 16.0)]
    cases += [(some(rng, 1000), some(rng, 1000), float(rng.uniform(1, 100)), float(rng.uniform(1, 100))) for _ in range(RANDOM)]
    for case in cases:
        speed, bound = gpu.roof(*case)
        got = yours.attainable(*case)
        assert_equal(got[1], bound)
        assert_close(got[0], speed, rtol=ROUNDED)


def test_the_ridge_and_no_bytes(yours):
    """Where both roofs meet, and where nothing is moved, the arithmetic is the bound."""
    for case in [(8, 4, 32.0, 16.0), (8, 0, 32.0, 16.0), (0, 4, 32.0, 16.0)]:
        assert_equal(tuple(yours.attainable(*case)), gpu.roof(*case))


# %% divergence: branches one after another
@hint("Lanes 0 to 15 go left, 16 to 31 go right. What do the first do in the meantime?")
def test_adds_what_is_taken(yours, rng):
    """The costs of the branches that some lane takes are added, each once."""
    cases = [([0x0000FFFE, 0xFFFF0000], [5, 7]), ([0x00000007, 0, 0xFFFFFFF8], [2, 3, 4])]
    for _ in range(RANDOM):
        branch = rng.integers(0, some(rng, 6) + 1, 32)
        cases.append(([sum(1 << k for k in range(32) if branch[k] == j) for j in range(6)], [some(rng, 50) for _ in range(6)]))
    for masks, costs in cases:
        assert_equal(yours.warp_cycles(masks, costs), gpu.cycles(masks, costs))
