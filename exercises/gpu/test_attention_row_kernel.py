import numpy as np
from autograder.checks import assert_close, hint, out, require, traffic

NEAR = 1e-5         # of values near 1: float32 scores near 1, their exponentials, and sums of up to a hundred
MERGED = 1e-12      # float64 exponentials and quotients


def expected(Q, K, V, hidden=None):
    scores = Q.astype(float) @ K.T.astype(float) / np.sqrt(Q.shape[1])
    scores = scores if hidden is None else np.where(hidden, -np.inf, scores)
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True) @ V


def judge(yours, Q, K, V, block):
    got = yours.attention[len(Q), block, 4 * block](Q, K, V, out(Q.shape), len(Q), *K.shape)
    assert_close(got, expected(Q, K, V), rtol=0, atol=NEAR)


def some(rng, queries, keys, d):
    return (1 + rng.normal(size=(queries, d))).astype("f4"), *rng.normal(size=(2, keys, d)).astype("f4")


# %% row: a query and all keys
@hint("With two keys of one number each, write down the scores, the weights and the output.",
      "Which thread computes a score, and which threads use it?")
def test_attends_to_few_keys(yours, rng):
    """A query's output is the average of the values, weighted by the softmax of its scores."""
    for keys, d, block in [(2, 3, 3), (2, 1, 2), (1, 2, 2), (1, 3, 4), (3, 2, 4), (5, 4, 8)]:
        judge(yours, *some(rng, 1, keys, d), block)


@hint("A larger score comes in the second tile. What has to be done to what the first has left?")
def test_attends_tile_by_tile(yours, rng):
    """Keys beyond the block's threads are attended to as well, whether the largest score comes early or late."""
    for keys, d, block in [(2, 1, 1), (3, 2, 2), (7, 2, 3), (100, 8, 32), (64, 5, 32)]:
        Q, K, V = some(rng, 1, keys, d)
        order = np.argsort(K @ Q[0])
        for each in (order[::-1], order, slice(None)):
            judge(yours, Q, K[each], V[each], block)


def test_attends_for_every_query(yours, rng):
    """Each block has its own query, and all have the same keys."""
    for queries, keys, d, block in [(2, 2, 1, 1), (3, 4, 2, 4), (4, 40, 16, 32)]:
        judge(yours, *some(rng, queries, keys, d), block)


@hint("Scores of 100 and 101: which weights have they?  And −100 and −101?")
def test_survives_enormous_scores(yours, rng):
    """Scores near ±200 and ±10000 have the weights of their differences."""
    for size, keys, block in [(200, 3, 4), (-200, 3, 4), (10000, 9, 4)]:
        Q = np.array([[2] * 4, [-2] * 4], "f4")
        K = rng.integers(0, 3, (keys, 4)).astype("f4")      # products of small whole numbers: the scores are exact
        K[:, 0] += size
        judge(yours, Q, K, rng.normal(size=(keys, 4)).astype("f4"), block)


# %% causal: a query and the keys before it
def causal(yours, Q, K, V, block):
    return yours.attention_causal[len(Q), block, 4 * block](Q, K, V, out(Q.shape), *Q.shape)


@hint("Which keys does query 0 see, and which query 1?")
def test_sees_what_came_before(yours, rng):
    """Query i attends to the keys 0 to i, and to none that comes later."""
    for n, d, block in [(3, 2, 2), (1, 1, 1), (4, 2, 4), (40, 3, 8)]:
        Q, K, V = some(rng, n, n, d)
        assert_close(causal(yours, Q, K, V, block), expected(Q, K, V, np.triu(np.ones((n, n), bool), 1)), rtol=0, atol=NEAR)


def test_loads_what_it_sees(yours, rng):
    """Values that no query may see are not loaded, and each that one sees is loaded once for it."""
    n, d, block = 20, 4, 8
    got = traffic(yours.attention_causal[n, block, 4 * block], *some(rng, n, n, d), out((n, d)), n, d).loads("V")
    room = d * n * (n + 1) // 2
    require(d * n <= got <= room, f"{got} numbers of V are loaded, and {room} are seen", got=got)


# %% merge: keys in two parts
def part(scores, values):
    scores, values = np.asarray(scores, float), np.asarray(values, float)
    if not len(scores):
        return -np.inf, 0.0, 0.0
    m = scores.max()
    e = np.exp(scores - m)
    return m, e.sum(), (e @ values) / e.sum()


@hint("How much do the first part's keys weigh, relative to the maximum of all?")
def test_merges_two_parts(yours, rng):
    """Both parts together are what attention to all their keys would be."""
    for a, b in [(([0, 1], [5, 7]), ([2], [3])), (([3], [1]), ([1], [2])), (rng.normal(size=(2, 7)), rng.normal(size=(2, 4))),
                 (rng.normal(size=(2, 5)) + 800, rng.normal(size=(2, 5)) + 799)]:
        both = np.concatenate([a, b], axis=1)
        assert_close(yours.merge_parts(*part(*a), *part(*b)), part(*both), rtol=MERGED, atol=MERGED)


def test_no_keys_are_neutral(yours, rng):
    """No keys change nothing on either side, and no keys with no keys are none."""
    nothing, some_keys = part([], []), part(rng.normal(size=3), rng.normal(size=3))
    assert_close(yours.merge_parts(*nothing, *nothing), nothing, rtol=MERGED)
    assert_close(yours.merge_parts(*some_keys, *nothing), some_keys, rtol=MERGED)
    assert_close(yours.merge_parts(*nothing, *some_keys), some_keys, rtol=MERGED)
