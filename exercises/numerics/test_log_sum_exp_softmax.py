import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, unspoiled, worth
from reference import scores as exact

forbidden = forbids("scipy.special.logsumexp", "scipy.special.softmax", "scipy.special.log_softmax", "scipy.special.expit",
                    "scipy.special.log_expit", "numpy.logaddexp", "numpy.logaddexp2")

# Some thousand roundings fit into 1e-12; a value that cancels, as a logarithm near 0 does, is known to 1e-14 of what it came from.
RTOL, ATOL = 1e-12, 1e-14
INF, HUGE = np.inf, 8e307       # twice HUGE is still a float64


def close(got, expected, said=""):
    assert_close(got, expected, rtol=RTOL, atol=ATOL, dtype=float, said=said)


# %% lse: log-sum-exp and softmax
@hint("Exponentials first, then their sum, then one logarithm.", "axis=None adds up everything; any other axis disappears from the shape.")
def test_adds_exponentials(yours, rng):
    """Your logsumexp is log Σ exp(x): a float over everything, one number a row or column along an axis."""
    for shape, axis in [((1,), None), ((2,), None), ((3,), 0), ((2, 3), 1), ((2, 3), 0), ((2, 3), None), ((2, 3, 4), -2)]:
        x = rng.normal(scale=3, size=shape)
        close(yours.logsumexp(x, axis), exact.logsumexp(x, axis))


@hint("Σ softmax = 1 along the axis that was asked for; which one is it if none was?")
def test_is_a_share(yours, rng):
    """Your softmax is exp(x) over its sum, along the last axis unless told another."""
    for shape in [(1,), (2,), (3,), (2, 3), (2, 3, 4)]:
        x = rng.normal(scale=3, size=shape)
        close(yours.softmax(x), exact.softmax(x))
    close(yours.softmax(x, 1), exact.softmax(x, 1))


def test_is_the_logarithm_of_a_share(yours, rng):
    """Your log_softmax is x − lse(x), along the last axis unless told another."""
    for shape in [(1,), (2,), (3,), (2, 3), (2, 3, 4)]:
        x = rng.normal(scale=3, size=shape)
        close(yours.log_softmax(x), exact.log_softmax(x))
    close(yours.log_softmax(x, 0), exact.log_softmax(x, 0))


@hint("What is exp(1000) in float64?  And exp(−1000)?  What becomes of them next?",
      "You may subtract any number from all scores, if you account for it afterwards.  Which number keeps every exponential at most 1?")
@worth(2)
def test_survives_enormous_scores(yours, rng):
    """Scores near 1000, near −1000 and near ±8e307 give the right numbers, without a warning."""
    for x in [1000 + rng.normal(size=2), -1000 + rng.normal(size=2), np.array([HUGE, -HUGE]), np.array([-HUGE, -HUGE, -HUGE])]:
        close(yours.quietly.logsumexp(x), exact.logsumexp(x))
        close(yours.quietly.softmax(x), exact.softmax(x))
        close(yours.quietly.log_softmax(x), exact.log_softmax(x))


@hint("What you subtract in one row, does it suit the row below?")
def test_keeps_rows_apart(yours, rng):
    """A row of small scores beside a row of enormous ones keeps its own answer."""
    x = np.array([[0.0, 1.0, 3.0], [2000.0, 2001.0, 2003.0]]) + rng.uniform(size=(2, 3))
    close(yours.softmax(x), exact.softmax(x))
    close(yours.softmax(x.T, 0), exact.softmax(x.T, 0))
    close(yours.log_softmax(x), exact.log_softmax(x))
    close(yours.log_softmax(x.T, 0), exact.log_softmax(x.T, 0))
    close(yours.logsumexp(x, 1), exact.logsumexp(x, 1))
    close(yours.logsumexp(x.T, 0), exact.logsumexp(x.T, 0))


@hint("Below exp(−745) softmax is 0, and its logarithm is gone.  Is there a way from x to log softmax that never visits softmax?")
def test_small_shares_keep_their_logarithm(yours, rng):
    """log_softmax is right where softmax is tiny or 0: the logarithm of a share exp(−800) is −800."""
    for gap in [35, 60, 800]:
        x = np.array([0.0, -gap]) + rng.uniform(size=2)
        close(yours.quietly.log_softmax(x), exact.log_softmax(x))


@hint("Float64 keeps 16 digits: what is left of log Σ exp(x − c) when 10¹⁵ is added to it?")
def test_keeps_its_digits(yours, rng):
    """Among scores near 10¹⁵, and between equal ones near 8e307, softmax and log_softmax depend on differences only."""
    for x in [1e15 + rng.integers(1, 9, 2) * np.array([0.0, 1.0]), np.array([HUGE, HUGE])]:
        close(yours.log_softmax(x), exact.log_softmax(x))
        close(yours.softmax(x), exact.softmax(x))


@hint("exp(−inf) is 0: such a term adds nothing.  Which of your operations makes nan of it?")
def test_infinite_scores(yours, rng):
    """−inf adds nothing: nothing but −inf gives −inf, not nan, and no warning; one +inf gives +inf."""
    x = np.array([-INF, *rng.normal(size=2)])
    close(yours.quietly.logsumexp(x), exact.logsumexp(x))
    close(yours.quietly.softmax(x), exact.softmax(x))
    close(yours.quietly.log_softmax(x), exact.log_softmax(x))
    x = np.array([[-INF, -INF], [-INF, 0.5]])
    close(yours.quietly.logsumexp(x[0]), -INF)
    close(yours.quietly.logsumexp(x, 1), exact.logsumexp(x, 1))
    close(yours.quietly.logsumexp(np.array([INF, 1.0])), INF)
    close(yours.quietly.logsumexp(np.array([-INF, INF, 1.0])), INF)


@hint("A weight multiplies the exponential, w · exp(x).", "What does a term of weight 0 do to your largest score?")
def test_weights(yours, rng):
    """logsumexp(x, weights=w) is log Σ w exp(x), with weights that broadcast to x."""
    for shape, axis in [((1,), None), ((3,), None), ((2, 3), 1), ((2, 3), None)]:
        x, w = rng.normal(size=shape), rng.uniform(0.2, 3, size=shape[-1])
        close(yours.quietly.logsumexp(x, axis, w), exact.logsumexp(x, axis, w))
    w = np.array([[2.0], [0.5]])
    close(yours.quietly.logsumexp(1000 + x, axis=0, weights=w), exact.logsumexp(1000 + x, 0, w))


@hint("What does a term that counts nothing do to your largest score?  And 0 · inf?")
def test_weight_zero_counts_nothing(yours, rng):
    """A term of weight 0 is left out, be its score enormous or infinite."""
    for silent in [0.7, 2000.0, INF, -INF]:
        x, w = np.array([silent, *rng.normal(size=2)]), np.array([0.0, 1.0, 3.0])
        close(yours.quietly.logsumexp(x, None, w), exact.logsumexp(x, None, w))
    close(yours.quietly.logsumexp(x, None, np.zeros(3)), -INF)


def test_refuses_negative_weights(yours):
    """A weight below 0 raises ValueError, also where the sum stays positive."""
    with raises(ValueError):
        yours.logsumexp(np.array([0.0, 1.0]), None, np.array([1.0, -0.1]))
    yours.logsumexp(np.array([0.0, 1.0]), None, np.array([1.0, 0.1]))       # and no other does


def test_shift(yours, rng):
    """Adding c to every score leaves softmax alone and adds c to logsumexp."""
    for c in [1.0, -1000.0, 1000.0]:
        x = rng.normal(size=(2, 3))
        p = yours.softmax(x + c)
        assert_close(p, exact.softmax(x), rtol=0, atol=1e-12)                       # x + c is rounded to 1000·ε = 2e-13
        assert_close(p.sum(axis=1), np.ones(2), rtol=0, atol=3e-14)                 # three shares, each rounded a few times
        assert_close(yours.logsumexp(x + c, 1), c + exact.logsumexp(x, 1), rtol=0, atol=1e-12 * (1 + abs(c)))     # a few roundings of c


@hint("`np.asarray(x, float)` at the start makes float64 of everything.", "`x -= c` changes the caller's array.")
def test_any_array(yours, rng):
    """Whole numbers, float32, slices, other layouts and read-only arrays give float64 answers and stay as they were."""
    x = 3 * rng.normal(size=(2, 3))
    for f in ["softmax", "log_softmax"]:
        close(getattr(yours, f)(x.astype("f4")), getattr(exact, f)(x.astype("f4")), said=f"{f} of float32")
        unspoiled(getattr(yours, f), x, expect=getattr(exact, f), rtol=RTOL, atol=ATOL)
    close(yours.logsumexp(x.astype("f4"), 0), exact.logsumexp(x.astype("f4"), 0), said="logsumexp of float32")
    unspoiled(yours.logsumexp, x, 0, expect=exact.logsumexp, rtol=RTOL, atol=ATOL)


def test_nothing_to_add(yours):
    """An axis of length 0 raises ValueError; no rows give no rows."""
    for f, shape, axis in [("logsumexp", (0,), None), ("logsumexp", (2, 0), 1), ("softmax", (2, 0), -1), ("log_softmax", (0,), -1)]:
        with raises(ValueError):
            getattr(yours, f)(np.zeros(shape), axis)
    assert_equal(yours.softmax(np.zeros((0, 3))), np.zeros((0, 3)))
    assert_equal(yours.logsumexp(np.zeros((0, 3)), 1), np.zeros(0))


# %% binary: two classes
@hint("For which sign of z does exp(−z) overflow?  There, extend the fraction by exp(z).",
      "exp(−|z|) never exceeds 1: can both halves be written with it?")
def test_sigmoid(yours, rng):
    """sigmoid(z) is 1 / (1 + exp(−z)) for every z, without a warning: exp(−700) at −700, 0 at −1000, 1 at 1000."""
    for z in [rng.normal(size=1), rng.normal(size=(2, 3)), np.array([-40.0]), np.array([-700.0]), np.array([-1000.0]), np.array([40.0, 800.0])]:
        assert_close(yours.quietly.sigmoid(z), exact.sigmoid(z), rtol=RTOL, dtype=float)    # no atol: the small values are the point


@hint("For large z, softplus(z) is nearly z: what is left over?",
      "1 + tiny is 1.  Which NumPy function takes log(1 + t) without forming 1 + t?")
def test_softplus(yours, rng):
    """softplus(z) is log(1 + exp(z)) for every z, without a warning: exp(−700) at −700, 0 at −750, 800 at 800."""
    z = rng.normal(size=1)
    close(yours.quietly.softplus(z), exact.softplus(z))
    z = np.array([1.5, 800.0, -40.0])
    assert_close(yours.softplus(z), exact.softplus(z), rtol=RTOL, dtype=float)              # no atol: the small values are the point
    for z in [rng.normal(size=(2, 3)), np.array([1.5, 15.5, 20.5, 31.0]), np.array([-40.0, -700.0, -750.0]), np.array([800.0])]:
        assert_close(yours.quietly.softplus(z), exact.softplus(z), rtol=RTOL, dtype=float)  # no atol: the small values are the point


@hint("What is 1 − sigmoid(40) in float64?", "1 − σ(z) = σ(−z), and −log σ(z) has a name of its own on this page.")
def test_binary_cross_entropy(yours, rng):
    """bce_with_logits is −y log σ(z) − (1 − y) log(1 − σ(z)), for sure and for torn targets, for any z: bce_with_logits(40, 0) is 40."""
    for z, y in [([0.7], [0.0]), ([-0.7], [1.0]), ([1.5], [0.25]), (rng.normal(size=(2, 3)), rng.uniform(size=(2, 3)))]:
        z, y = np.array(z), np.array(y)
        assert_close(yours.quietly.bce_with_logits(z, y), exact.bce_with_logits(z, y), rtol=1e-10, dtype=float)    # the rest shows at 40
    for z, y in [(40.0, 0.0), (-40.0, 1.0), (40.0, 1.0), (-800.0, 1.0), (800.0, 0.0)]:
        z, y = np.array([z]), np.array([y])
        close(yours.quietly.bce_with_logits(z, y), exact.bce_with_logits(z, y))


@hint("`np.asarray(z, float)` at the start makes float64 of everything.")
def test_any_scores(yours, rng):
    """Whole numbers, float32, slices, other layouts and read-only arrays give float64 answers, elementwise."""
    z, y = 3 * rng.normal(size=(2, 3)), rng.uniform(size=(2, 3))
    for f, arguments in [("sigmoid", [z]), ("softplus", [z]), ("bce_with_logits", [z, y])]:
        single = [a.astype("f4") for a in arguments]
        close(getattr(yours, f)(*single), getattr(exact, f)(*single), said=f"{f} of float32")
        unspoiled(getattr(yours, f), *arguments, expect=getattr(exact, f), rtol=RTOL, atol=ATOL)


# %% multi: many classes, and a difference
@hint("For row i, which column of log softmax counts?", "`A[np.arange(n), y]` takes one entry a row.")
def test_cross_entropy(yours, rng):
    """The loss is the mean over rows of −log softmax(Z)[i, yᵢ]."""
    for n, k in [(1, 2), (2, 2), (2, 3), (4, 3)]:
        Z, y = 2 * rng.normal(size=(n, k)), rng.permutation(n) % k
        close(yours.cross_entropy_from_logits(Z, y), exact.cross_entropy_from_logits(Z, y))


@hint("log softmax of a wrong label may be −1000: what does your program do on the way there?")
def test_cross_entropy_of_a_sure_mistake(yours, rng):
    """A label whose share is exp(−60) or less costs its full price, without a warning."""
    for scale in [60.0, 1000.0]:
        Z, y = np.array([[scale, 0.0, -scale]]) + rng.uniform(size=(1, 3)), np.array([1])
        close(yours.quietly.cross_entropy_from_logits(Z, y), exact.cross_entropy_from_logits(Z, y))


@hint("What does NumPy make of the index −1?")
def test_labels_exist(yours):
    """No rows, a label k and a label −1 raise ValueError."""
    for Z, y in [(np.zeros((2, 3)), [-1, 0]), (np.zeros((2, 3)), [0, 3]), (np.zeros((0, 3)), [])]:
        with raises(ValueError):
            yours.cross_entropy_from_logits(Z, np.array(y, int))
    yours.cross_entropy_from_logits(np.zeros((2, 3)), np.array([0, 2]))     # and nothing else does


@hint("log(eᵃ − eᵇ) = a + log(1 − …)", "Where eᵈ is nearly 1, 1 − eᵈ has lost its digits: what does np.expm1 compute?")
def test_difference(yours, rng):
    """log_diff_exp(a, b) is log(exp(a) − exp(b)), for numbers far apart, close together and enormous, without a warning."""
    b = rng.normal(size=(2, 3))
    close(yours.quietly.log_diff_exp(b[0, :1] + 1, b[0, :1]), exact.log_diff_exp(b[0, :1] + 1, b[0, :1]))
    near, gap = 1e-11 * rng.uniform(size=(2, 16))
    for a, b in [(b + rng.uniform(0.1, 3, size=(2, 3)), b), (np.array([1000.0]), np.array([998.5])),
                 (np.array([-1000.0]), np.array([-1001.5])), (near + 1e-11 + gap, near), (np.array([900.0, 2.0]), np.array([-900.0, -40.0]))]:
        close(yours.quietly.log_diff_exp(a, b), exact.log_diff_exp(a, b))


@hint("log 0 is −inf: what of a warning?  And −inf − (−inf)?")
def test_difference_of_equals(yours):
    """Equal numbers give −inf, equal infinities too, and b = −inf gives a, without a warning."""
    for a, b in [([1.5], [1.5]), ([2.0], [-INF]), ([-INF], [-INF]), ([0.5, 1000.0, 3.0], [0.5, -INF, 1.0])]:
        close(yours.quietly.log_diff_exp(np.array(a), np.array(b)), exact.log_diff_exp(a, b))


def test_difference_is_not_negative(yours):
    """A pair with a < b raises ValueError."""
    with raises(ValueError):
        yours.log_diff_exp(np.array([0.0, 1.0]), np.array([-1.0, 2.0]))
    yours.log_diff_exp(np.array([0.0, 2.0]), np.array([-1.0, 1.0]))         # and no other does


def test_any_pair(yours, rng):
    """Whole numbers, float32, slices, other layouts and read-only arrays give float64 answers."""
    Z, b, gap = 2 * rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.uniform(1, 3, size=(2, 3))
    single = Z.astype("f4")
    close(yours.cross_entropy_from_logits(single, np.array([2, 0])), exact.cross_entropy_from_logits(single, [2, 0]), said="float32 scores")
    unspoiled(yours.cross_entropy_from_logits, Z, np.array([2, 0]), expect=exact.cross_entropy_from_logits, rtol=RTOL, atol=ATOL)
    unspoiled(yours.log_diff_exp, b + gap, b, expect=exact.log_diff_exp, rtol=RTOL, atol=ATOL)
