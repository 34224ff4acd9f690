import numpy as np
from autograder.checks import assert_equal, hint, out, traffic

TILE, ROWS = 32, 8
SHAPES = [(2, 1), (1, 2), (2, 3), (9, 3), (3, 9), (1, 40), (40, 1), (32, 32), (33, 65), (50, 40)]
judged_loosely = {"banks": "whole numbers, judged exactly"}


def grid(rows, cols):
    return -(-cols // TILE), -(-rows // TILE)


def judge(kernel, rng, rows, cols):
    X = rng.normal(size=(rows, cols)).astype("f4")
    assert_equal(kernel[grid(rows, cols), (TILE, ROWS)](X, out((cols, rows)), rows, cols), X.T)


def asked(kernel, rng, rows, cols):
    X = rng.normal(size=(rows, cols)).astype("f4")
    return traffic(kernel[grid(rows, cols), (TILE, ROWS)], X, out((cols, rows)), rows, cols)


# %% naive: rows in, columns out
@hint("Where in Y's memory does a column of X begin?", "Which rows does thread (0, 1) of a block move?")
def test_turns_entry_by_entry(yours, rng):
    """transpose_naive writes every entry of X to its place in Y, and touches nothing else."""
    for rows, cols in SHAPES:
        judge(yours.transpose_naive, rng, rows, cols)


def test_the_naive_one_reads_rows(yours, rng):
    """transpose_naive reads 4 sectors at a time, and writes 32."""
    found = asked(yours.transpose_naive, rng, 64, 96)
    assert_equal((found.sectors("X"), found.sectors("Y")), (4, 32))


# %% tiled: rows in, rows out
@hint("Which thread puts a number into the tile, and which takes it out?", "Tile (2, 0) of X becomes which tile of Y?")
def test_turns_tile_by_tile(yours, rng):
    """transpose gives the same, through shared memory."""
    for rows, cols in SHAPES:
        judge(yours.transpose, rng, rows, cols)


@hint("On the way out, which of x and y should run along a row of Y?")
def test_both_sides_in_rows(yours, rng):
    """transpose reads and writes 4 sectors at a time."""
    found = asked(yours.transpose, rng, 64, 96)
    assert_equal((found.sectors("X"), found.sectors("Y")), (4, 4))


@hint("In which banks do tile[0][0], tile[1][0] and tile[2][0] lie?")
def test_no_lane_waits_for_a_bank(yours, rng):
    """No two lanes of a warp seek different words of one bank."""
    found = asked(yours.transpose, rng, 64, 64)
    assert_equal((found.sectors("Y"), found.conflict()), (4, 1), said="sectors that a warp writes at once, and words it seeks in one bank")


# %% banks: how long a column keeps a warp waiting
@hint("With a stride of 4, in which banks are the words of lanes 0, 1, … 8?")
def test_counts_the_words_of_a_bank(yours, rng):
    """column_conflict(stride) is how many lanes come to the busiest bank."""
    for stride in [32, 6, 33, 1, 8, 48, 64, *map(int, rng.integers(1, 10**6, 30))]:
        assert_equal(yours.column_conflict(stride), int(np.bincount(np.arange(32) * stride % 32).max()))


def test_one_word_for_all(yours):
    """A stride of 0 asks for one word, and is free; a stride of 32 is the worst."""
    assert_equal(yours.column_conflict(0), 1)
    assert_equal(yours.column_conflict(32), 32)
