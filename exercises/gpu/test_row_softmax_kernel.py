import numpy as np
from autograder.checks import assert_close, assert_equal, hint, out, require, traffic

SHARE = 1e-6        # a float32 exponential of a rounded difference, and a quotient: some 1e−7 of a share ≤ 1
PAIR = 1e-12        # of s: a float64 exponential and a product a step, some 1e−16 each


def softmax(X):
    e = np.exp(X.astype(float) - X.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def shares(yours, X, block):
    return yours.row_softmax[len(X), block, 4 * block](X, out(X.shape), *X.shape)


def judge(yours, X, block):
    assert_close(shares(yours, X, block), softmax(X), rtol=0, atol=SHARE)


# %% kernel: three passes over a row
@hint("Which thread writes what another reads, and what lies between?",
      "The shared array is used twice. Who may still be reading when who begins to write?")
def test_shares_of_a_row(yours, rng):
    """A row becomes its softmax, for blocks of 1 to 7 threads and rows shorter and longer."""
    for cols, block in [(2, 1), (2, 2), (3, 3), (1, 4), (9, 4), (5, 7), (20, 7), (1, 1)]:
        judge(yours, rng.normal(size=(1, cols)).astype("f4"), block)


def test_each_row_by_itself(yours, rng):
    """Each row has its own maximum and its own sum, however far apart the rows are."""
    for rows, cols, block in [(2, 3, 4), (5, 7, 3)]:
        X = rng.normal(size=(rows, cols)) + 200 + 1000 * rng.permutation(rows)[:, None]
        judge(yours, X.astype("f4"), block)


@hint("What may a thread without columns hold, so that no maximum changes?")
def test_enormous_scores(yours, rng):
    """Scores of ±10⁴ and a row of them alone give shares, also with more threads than columns, and −inf gives none."""
    for centers, cols, block in [((100,), 3, 2), ((-1e4, 100, 300), 4, 2), ((-1e4, 100, 300), 3, 4), ((1e4,), 5, 32)]:
        judge(yours, (np.array(centers)[:, None] + rng.normal(size=(len(centers), cols))).astype("f4"), block)
    X = rng.uniform(-1e4, 1e4, (4, 33)).astype("f4")
    judge(yours, X, 32)
    X = rng.normal(size=(4, 33)).astype("f4")
    X[rng.random(X.shape) < 0.4] = -np.inf
    X[range(4), rng.integers(0, 33, 4)] = 1
    X[3, 1:] = -np.inf
    X[3, 0] = -1e4
    judge(yours, X, 32)
    judge(yours, X, 20)


def test_rows_longer_than_the_block(yours, rng):
    """Rows of 1, 100 and 1000 columns are right in blocks of 32, 100 and 256 threads, and rows of equal numbers are uniform."""
    for cols, block in [(3, 2), (1000, 32), (1000, 100), (1000, 256), (100, 1024), (1, 256)]:
        judge(yours, np.array([rng.normal(size=cols) * 3, np.full(cols, rng.normal())]).astype("f4"), block)


def test_keeps_the_digits_of_the_sum(yours, rng):
    """The shares of a row add up to 1, to the rounding of its sum."""
    for cols, block in [(1, 1), (3, 4), (1000, 32), (999, 100)]:
        Y = shares(yours, rng.normal(size=(2, cols)).astype("f4"), block)
        off = abs(Y.sum(axis=1, dtype=float) - 1).max()
        require(off <= (cols + 16) * 2.0**-24, f"the shares of a row add up to 1 ± {off:.3g}", got=Y)


@hint("32 neighbouring threads read together. Do they read neighbours?")
def test_neighbours_read_neighbours(yours, rng):
    """A warp reads and writes 32 floats in 4 sectors of memory, not in 32."""
    X = rng.normal(size=(2, 256)).astype("f4")
    asked = traffic(yours.row_softmax[2, 64, 256], X, out(X.shape), *X.shape)
    assert_equal((asked.sectors("X"), asked.sectors("Y")), (4, 4))


# %% online: the maximum and the sum in one pass
def pair(x):
    x = np.asarray(x, float)
    m = x.max(initial=-np.inf)
    return (m, np.exp(x - m).sum()) if m > -np.inf else (m, 0.0)


@hint("After 1 came the pair (1, 1). Now comes 2: which two terms does s have, relative to 2?")
def test_takes_number_after_number(yours, rng):
    """After every number the pair is the maximum so far and the sum of exponentials relative to it."""
    for x in ([1.0, 2.0], [3.0, 3.0], [2.0, 1.0, 4.0], rng.normal(size=20) * 5, rng.normal(size=20) * 300 + 5000):
        m, s = -np.inf, 0.0
        for j in range(len(x)):
            m, s = yours.online_softmax_update(m, s, float(x[j]))
            assert_close((m, s), pair(x[:j + 1]), rtol=PAIR)


@hint("Relative to the larger maximum, by what factor do the terms of the other pair change?")
def test_merges_two_pairs(yours, rng):
    """Two pairs make the pair of all their numbers; with equal maxima the sums are just added."""
    for a, b in [([1.0], [3.0, 2.0]), ([4.0], [2.0]), (rng.normal(size=7), rng.normal(size=9) + 3),
                 (rng.normal(size=7) + 800, rng.normal(size=9) - 800)]:
        assert_close(yours.online_softmax_merge(*pair(a), *pair(b)), pair([*a, *b]), rtol=PAIR)
    m, s1, s2 = rng.normal(), rng.uniform(1, 2), rng.uniform(1, 2)
    assert_equal(yours.online_softmax_merge(m, s1, m, s2), (m, s1 + s2))


def test_nothing_seen_is_neutral(yours, rng):
    """(−inf, 0) changes no pair, −inf as a number changes none either, and nothing with nothing is nothing."""
    nothing = (-np.inf, 0.0)
    for p in (nothing, pair([2.0, 3.0]), pair(rng.normal(size=5) * 1000)):
        assert_equal(yours.online_softmax_merge(*nothing, *p), p)
        assert_equal(yours.online_softmax_merge(*p, *nothing), p)
        assert_equal(yours.online_softmax_update(*p, -np.inf), p)


def test_the_order_is_free(yours, rng):
    """Pairs merge in any order and any grouping to the same pair, to 12 digits."""
    for scale in (1, 3, 500):
        parts = [pair(rng.normal(size=n) * scale) for n in (3, 5, 1)]
        a, b, c = parts
        ab, ba = yours.online_softmax_merge(*a, *b), yours.online_softmax_merge(*b, *a)
        assert_close(ba, ab, rtol=PAIR)
        left = yours.online_softmax_merge(*ab, *c)
        right = yours.online_softmax_merge(*a, *yours.online_softmax_merge(*b, *c))
        assert_close(left, right, rtol=PAIR)
        m = max(p[0] for p in parts)
        assert_close(left, (m, sum(s * np.exp(m1 - m) for m1, s in parts)), rtol=PAIR)
