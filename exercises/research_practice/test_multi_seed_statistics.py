import copy

import numpy as np

from autograder.checks import assert_close, assert_equal, assert_frequencies, forbids, hint, raises, require, seed, unspoiled, worth
from reference import repeated_runs as exact

forbidden = forbids("scipy.stats.rv_continuous.cdf", "scipy.stats.rv_continuous.sf", "scipy.stats.rv_continuous.ppf", "scipy.stats.rv_continuous.isf",
                    "scipy.stats.rv_continuous.interval", "scipy.stats.ttest_1samp", "scipy.stats.ttest_rel", "scipy.stats.ttest_ind",
                    "scipy.stats.ttest_ind_from_stats", "scipy.stats.bootstrap", "scipy.stats.permutation_test", "scipy.stats.sem",
                    "scipy.stats.trim_mean", "scipy.stats.false_discovery_control", "scipy.stats.wilcoxon", "scipy.stats.binomtest")

CLOSE = dict(rtol=1e-8, atol=1e-12)     # SciPy's own laws are right to some 1e-10; a p far out is 0 to 1e-12
SHARED = {"comparisons": 3}             # so often statistics are judged below


# %% summarise: mean, spread and intervals
@hint("Of three runs, how many deviations may still move once the mean is known?", "The law of x̄/sd is not normal: its tails are heavier.")
@worth(2)
def test_mean_deviation_and_interval(yours, rng):
    """Of a few runs: their mean, the sample deviation (s − 1), and Student's interval for the mean."""
    for s, level in [(3, 0.95), (2, 0.9), (5, 0.8), (40, 0.99)]:
        x = rng.normal(2, 3, size=s)
        assert_close(yours.mean_std_ci(x, level), exact.mean_std_ci(x, level), **CLOSE)
    unspoiled(yours.mean_std_ci, 8 * rng.normal(size=6), 0.95, expect=exact.mean_std_ci, **CLOSE)


@hint("What would the next run give?  Does one run say?")
def test_one_run_has_no_spread(yours, rng):
    """Of a single run nothing but its value is known: deviation and interval are nan."""
    x = rng.normal(3, size=1)
    assert_close(yours.mean_std_ci(x, 0.95), (float(x[0]), np.nan, np.nan, np.nan), rtol=0)
    with raises(ValueError):
        yours.mean_std_ci(np.zeros(0), 0.95)


def covers(yours, samples, level):
    """Return the interval of each sample."""
    return np.array([yours.mean_std_ci(x, level)[2:] for x in samples], float)


@hint("Of a hundred 90% intervals, how many should hold the truth?")
def test_intervals_cover_as_often_as_they_say(yours, rng):
    """Of 90% intervals from four normal runs each, nine in ten hold the true mean."""
    true = rng.normal()
    got = yours.run(covers, rng.normal(true, 2, size=(3000, 4)), 0.9)
    require(got.shape == (3000, 2) and np.isfinite(got).all(), "each sample has an interval of two ends", got=got)
    held = int(((got[:, 0] <= true) & (true <= got[:, 1])).sum())
    assert_frequencies([held, 3000 - held], [0.9, 0.1], of="intervals", cells=["with the truth inside", "without it"], **SHARED)


def resampled(yours, x, stat, level, B, rng, kind):
    """Return your interval, and the rows of indices that the generator draws."""
    rows = copy.deepcopy(rng).integers(0, len(x), (B, len(x)))
    stats = {"mean": np.mean, "median": np.median, "top": np.max, "spread": np.std}
    return yours.bootstrap_ci(x, stats[stat], level, B, rng, kind), rows


def agrees_on_resamples(yours, rng, kind, cases):
    known = {"mean": np.mean, "median": np.median, "top": np.max, "spread": np.std}
    for s, B, stat, level, values in cases:
        x = rng.exponential(size=s) if values is None else rng.permutation(np.array(values, float))
        got, rows = yours.run(resampled, x, stat, level, B, seed(rng), kind)
        assert_close(got, exact.bootstrap_ci(x, known[stat], level, rows, kind), **CLOSE)


@hint("The interval is read off the resamples themselves.  Which quantiles leave out 1 − level together?")
def test_percentile_bootstrap(yours, rng):
    """The percentile interval lies between quantiles of the statistic over the resamples, an equal share outside on each side."""
    agrees_on_resamples(yours, rng, "percentile", [(5, 40, "mean", 0.8, None), (9, 201, "median", 0.9, None), (7, 100, "top", 0.95, None)])


@hint("The median of the resamples need not be the statistic of the sample.  By how much, in deviations of a normal law?",
      "The jackknife leaves out one run at a time: its values are skewed where the sample is.")
@worth(2)
def test_bca_bootstrap(yours, rng):
    """BCa moves the quantiles by the bias z₀, ties counting half, and by the acceleration of the jackknife."""
    agrees_on_resamples(yours, rng, "bca", [(6, 60, "mean", 0.8, None), (9, 300, "spread", 0.9, None)])
    agrees_on_resamples(yours, rng, "bca", [(6, 200, "mean", level, [0, 1, 1, 2, 4, 7]) for level in np.linspace(0.6, 0.95, 12)])


def test_a_bootstrap_of_equal_runs(yours, rng):
    """Runs that are all alike have resamples that are all alike: both ends are that value, by either kind."""
    x = np.full(4, rng.normal(3))
    for kind in ("bca", "percentile"):
        got, _ = yours.run(resampled, x, "mean", 0.9, 30, seed(rng), kind)
        assert_close(got, (x[0], x[0]), rtol=1e-14)        # a mean of four equal numbers


@hint("How many are dropped of 7 runs?  And of 3?")
def test_interquartile_mean(yours, rng):
    """The interquartile mean drops ⌊s/4⌋ runs at each end and averages the rest."""
    for s in (9, 3, 4, 7, 1):
        x = rng.exponential(size=s)
        assert_close(yours.iqm(x), exact.iqm(x), rtol=1e-12)        # a mean of a few numbers
    unspoiled(yours.iqm, 8 * rng.normal(size=7), expect=exact.iqm, rtol=1e-12)      # as above


# %% compare: two programs, under the same seeds or not
def pairs(rng, s):
    """Return two samples that share a large part."""
    common = rng.normal(5, 4, size=s)
    return common + rng.normal(0.5, 1, size=s), common + rng.normal(size=s)


@hint("Both programs had a good seed, and a bad one.  What is left of that in a − b?")
@worth(2)
def test_paired_t(yours, rng):
    """Runs that share seeds are compared by their differences: t, its degrees of freedom, and the two-sided p."""
    for s in (3, 2, 10):
        a, b = pairs(rng, s)
        assert_close(yours.paired_t(a, b), exact.paired_t(a, b), **CLOSE)
        assert_close(yours.paired_t(b, a), exact.paired_t(b, a), **CLOSE)


@hint("Two samples of different sizes and spreads: whose degrees of freedom are they?")
def test_welch(yours, rng):
    """Runs under different seeds are compared by Welch's t, whose degrees of freedom depend on both spreads."""
    for s, r in [(3, 4), (6, 3), (12, 12)]:
        a, b = rng.normal(1, 3, size=s), rng.normal(0, 1, size=r)
        assert_close(yours.welch(a, b), exact.welch(a, b), **CLOSE)
    a = np.array([1.0, 3.0, 2.0])
    assert_close(yours.welch(a, np.full(4, 0.5)), exact.welch(a, np.full(4, 0.5)), **CLOSE)


@hint("If every difference is 0.5, may it be chance?  And if every difference is 0?")
def test_without_any_variance(yours, rng):
    """Where nothing varies, equal means give t = 0 and p = 1, different ones t = ±inf and p = 0."""
    x = rng.integers(-8, 8, size=4) / 4
    assert_close(yours.paired_t(x + 0.5, x), (np.inf, 3, 0.0), rtol=0)
    assert_close(yours.paired_t(x, x), (0.0, 3, 1.0), rtol=0)
    assert_close(yours.paired_t(x - 0.25, x), (-np.inf, 3, 0.0), rtol=0)
    assert_close(yours.welch(np.full(3, 0.5), np.full(2, 1.5)), (-np.inf, 3, 0.0), rtol=0)
    assert_close(yours.welch(np.full(3, 0.5), np.full(2, 0.5)), (0.0, 3, 1.0), rtol=0)


def test_pairs_that_are_none(yours):
    """Runs that do not come in pairs, or fewer than two, raise ValueError."""
    with raises(ValueError):
        yours.paired_t(np.array([1.0, 2.0, 4.0]), np.array([1.0]))       # one that would be stretched to three
    with raises(ValueError):
        yours.paired_t(np.ones(1), np.zeros(1))
    with raises(ValueError):
        yours.sign_flip_test(np.arange(3.0), np.zeros(1))
    with raises(ValueError):
        yours.welch(np.arange(3.0), np.ones(1))
    pairs = np.array([1.0, 2.0, 4.0]), np.array([0.5, 0.0, 1.0])
    for test in (yours.paired_t, yours.sign_flip_test, yours.welch):        # and none refuses pairs
        test(*pairs)


@hint("Of the 2ˢ choices of signs one is what was seen.  Does it count?", "A sum may come out on the other side of 0 too.")
@worth(2)
def test_sign_flips(yours, rng):
    """The exact p is the share of all 2ˢ sign flips whose mean reaches the one that was seen, to either side; ties reach it."""
    for s, count in [(3, 6), (5, 6), (10, 1)]:
        a, b = pairs(rng, s)
        while exact.sign_flip_p(a, b) * 2**s < count:       # few flips that reach the mean cannot tell one mistake from another
            a, b = pairs(rng, s)
        assert_close(yours.sign_flip_test(a, b), exact.sign_flip_p(a, b), rtol=1e-12)      # a count divided by 2ˢ
    d = np.array([0.1, 0.2, 0.3, -0.3, 0.3])
    assert_close(yours.sign_flip_test(d, np.zeros(5)), exact.sign_flip_p(d, np.zeros(5)), rtol=1e-12)      # as above; 0.1 + 0.2 is not 0.3 to the bit
    with raises(ValueError):
        yours.sign_flip_test(np.arange(17.0), np.zeros(17))


@hint("A p of 0 says: impossible.  Can B draws say that?")
def test_drawn_sign_flips(yours, rng):
    """With B drawn flips p is (1 + count)/(1 + B): never 0, and near the exact p."""
    far = 10 + rng.normal(size=40)
    assert_close(yours.sign_flip_test(far, np.zeros(40), 99, seed(rng)), 1 / 100, rtol=1e-12)      # exact: no flip of 40 large differences reaches them
    a, b = pairs(rng, 6)
    due, B = exact.sign_flip_p(a, b), 4000
    reached = yours.sign_flip_test(a, b, B, seed(rng)) * (1 + B) - 1
    require(abs(reached - round(reached)) < 1e-6, "p is a whole number of flips, and one, over 1 + B", got=reached)
    assert_frequencies([round(reached), B - round(reached)], [due, 1 - due], of="flips", cells=["that reach the mean", "that do not"], **SHARED)


@hint("A deviation of what?  The differences, or the runs?")
def test_effect_sizes(yours, rng):
    """An effect is a difference in deviations: of the differences where seeds are shared, else the pooled one."""
    a, b = pairs(rng, 4)
    assert_close(yours.effect_size(a, b, True), exact.effect_size(a, b, True), **CLOSE)
    assert_close(yours.effect_size(a, b[:3] / 3, False), exact.effect_size(a, b[:3] / 3, False), **CLOSE)


# %% multiple: many comparisons at once
@hint("Sort three p-values and adjust them by hand.  Can a smaller p become larger than the next one?")
@worth(2)
def test_holm(yours, rng):
    """Holm's adjusted p-values: the smallest times m, the next times m − 1, …, never falling, at most 1, each in its own place."""
    assert_close(yours.holm(np.array([0.011, 0.03, 0.02])), [0.033, 0.04, 0.04], rtol=1e-12)       # products of two decimals
    for m in (1, 4, 12):
        p = rng.permutation(rng.uniform(size=m)**3)
        assert_close(yours.holm(p), exact.holm(p), rtol=1e-12)      # as above
    for p in ([0.6, 0.5, 0.9], [0.02, 0.2, 0.02, 0.9, 0.001]):      # some above 1 before they are cut, some alike
        assert_close(yours.holm(np.array(p)), exact.holm(p), rtol=1e-12)      # as above


@hint("Which of the two rankings does the largest p keep to itself?")
def test_benjamini_hochberg(yours, rng):
    """Benjamini and Hochberg's: the i-th smallest times m/i, never above what comes after it, each in its own place."""
    assert_close(yours.benjamini_hochberg(np.array([0.04, 0.01, 0.03])), [0.04, 0.03, 0.04], rtol=1e-12)        # products of two decimals
    for m in (3, 5, 12):
        p = rng.permutation(rng.uniform(size=m)**2)
        assert_close(yours.benjamini_hochberg(p), exact.benjamini_hochberg(p), rtol=1e-12)         # as above


def test_what_is_no_p_value(yours):
    """A p outside [0, 1], and nan, raises ValueError; both adjust all or nothing."""
    for bad in ([0.5, np.nan], [0.2, 1.5], [-0.1, 0.3]):
        with raises(ValueError):
            yours.holm(np.array(bad))
        with raises(ValueError):
            yours.benjamini_hochberg(np.array(bad))
    for adjusted in (yours.holm, yours.benjamini_hochberg):     # 0 and 1 are p values
        adjusted(np.array([0.0, 0.3, 1.0]))


# %% verdict: what may be claimed
def decided_at(yours, a, b, effects, level):
    """Return your verdict for each least effect that matters."""
    return [yours.decide(a, b, least, level) for least in effects]


@hint("Look at the ends of the interval.  Which of them must clear the effect, and where is “worse”?")
@worth(2)
def test_verdicts(yours, rng):
    """It is better, or worse, only if the whole paired interval lies beyond the least effect that matters; else it is inconclusive."""
    for s, level in [(3, 0.95), (6, 0.9)]:
        d = rng.normal(size=s)
        common, a = rng.normal(0, 50, size=s), d - d.mean()
        half = exact.mean_std_ci(a, level)[3]
        a = common + a + 2 * half                           # the interval of a − common goes from half to 3 half
        for first, second in [(a, common), (common, a)]:
            effects = [step * half for step in (0.9, 1.1, 1.8, 2.5, 3.2, 0.0)]
            assert_equal(yours.run(decided_at, first, second, effects, level), [exact.decide(first, second, e, level) for e in effects])
    assert_equal(yours.decide(np.array([3.0, 3.5, 2.5]), np.zeros(3), 0.5), "better")       # the level is 0.95: from 1.76 to 4.24


@hint("What is the interval of one run?")
def test_one_run_decides_nothing(yours, rng):
    """One run under one seed is inconclusive, however large the difference; two programs that agree in every run are so too."""
    assert_equal(yours.decide(np.array([99.0]), np.array([1.0]), 0.0), "inconclusive")
    x = rng.normal(size=4)
    assert_equal(yours.decide(x, x, 0.0), "inconclusive")
    with raises(ValueError):
        yours.decide(np.zeros(0), np.zeros(0), 0.0)
    with raises(ValueError):
        yours.decide(np.ones(3), np.zeros(1), 0.0)
    with raises(ValueError):
        yours.decide(np.ones(3), np.zeros(3), -0.1)


def decided(yours, a, b):
    """Return how many of these studies are called better, worse and inconclusive."""
    told = [yours.decide(x, y, 0.0, 0.9) for x, y in zip(a, b)]
    return [told.count(word) for word in ("better", "worse", "inconclusive")]


@hint("Two programs that do not differ: how often may a 90% interval leave out 0?")
def test_how_often_nothing_is_called_something(yours, rng):
    """Of two programs that do not differ, each is called better in one of twenty studies at the 90% level, no more."""
    common = rng.normal(0, 3, size=(3000, 3))
    got = yours.run(decided, common + rng.normal(size=(3000, 3)), common + rng.normal(size=(3000, 3)))
    require(sum(got) == 3000, "every study is better, worse or inconclusive", got=got)
    assert_frequencies(got, [0.05, 0.05, 0.9], of="studies", cells=["called better", "called worse", "left open"], **SHARED)


@hint("With 3 seeds t must be above 4.3.  How often is it, if the effect is two deviations?")
def test_power(yours, rng):
    """The chance that the paired test finds an effect: by the noncentral law of Student, to both sides."""
    for n, effect, sd, alpha in [(3, 2.0, 1.0, 0.05), (5, -1.0, 2.0, 0.1), (12, 0.7, 1.5, 0.01), (2, 0.3, 1.0, 0.3)]:
        effect = effect * rng.uniform(0.9, 1.1)
        assert_close(yours.power(n, effect, sd, alpha), exact.power(n, effect, sd, alpha), rtol=1e-6)      # the noncentral law is a series, or an integral
    assert_close(yours.power(4, 0.0, 1.0, 0.07), 0.07, rtol=1e-6)      # as above; without an effect it rejects at its level


@hint("Three seeds have eight choices of signs.  Which of them reach the mean that was seen, at the least?")
def test_least_p(yours):
    """The sign-flip test of s seeds cannot give a p below a bound: with three seeds nothing is significant at 5%."""
    for s in (5, 3, 1, 6):
        a = 1 + np.arange(s, dtype=float)
        assert_close(yours.min_attainable_p(s), exact.sign_flip_p(a, np.zeros(s)), rtol=1e-12)      # a power of two
