"""What the statistical words may spend, computed from exact laws; what they say; what they catch."""
from math import ceil, log2, sqrt

import numpy as np
import pytest

from autograder.checks import LATER, tails
from autograder.checks import statistics as words
from autograder.checks.compare import Mismatch
from autograder.course.exercises import every_exercise
from autograder.verify.bench import Bench

scipy_stats = pytest.importorskip("scipy.stats")
SHARES = [1e-6, 1e-7, 1e-8]


# Tails

@pytest.mark.parametrize("a", [0.5, 1, 3.7, 50, 500, 5e4])
@pytest.mark.parametrize("ratio", [0.2, 0.8, 0.95, 1, 1.05, 1.2, 3])
def test_gamma_is_scipys(a, ratio):
    law = scipy_stats.gamma(a)
    expected = law.cdf(a * ratio), law.sf(a * ratio)
    np.testing.assert_allclose(tails.gamma(a, a * ratio), expected, rtol=1e-9, atol=1e-13)


def test_the_small_gamma_tail_is_accurate_too():
    for a, x in [(1, 20.0), (50, 120.0), (500, 700.0), (5e4, 5.2e4)]:
        np.testing.assert_allclose(tails.gamma(a, x)[1], scipy_stats.gamma(a).sf(x), rtol=1e-9)
        np.testing.assert_allclose(tails.gamma(a, a * a / x)[0], scipy_stats.gamma(a).cdf(a * a / x), rtol=1e-9)
    assert tails.gamma(2, 0) == (0, 1) and tails.gamma(2, np.inf) == (1, 0)


@pytest.mark.parametrize("n", [1, 5, 100, 100_000])
@pytest.mark.parametrize("p", [1e-3, 0.1, 0.5, 0.93])
def test_binomial_is_scipys(n, p):
    law = scipy_stats.binom(n, p)
    for k in {int(np.clip(n * p + z * law.std(), 0, n)) for z in [-1e9, -6, -1, 0, 1, 6, 1e9]}:
        np.testing.assert_allclose(tails.binomial(k, n, p), (law.cdf(k), law.sf(k - 1)), rtol=1e-8, atol=1e-300)


def test_a_certain_success_is_certain():
    assert tails.binomial(5, 5, 1.0) == (1.0, 1.0) and tails.binomial(4, 5, 1.0) == (0.0, 1.0)
    assert tails.binomial(0, 5, 0.0) == (1.0, 1.0) and tails.binomial(1, 5, 0.0) == (1.0, 0.0)


def test_student_chi_square_and_normal_are_scipys():
    for freedom in [3, 100, 5000]:
        for t in [0, 0.1, 1, 5, 8]:
            np.testing.assert_allclose(tails.student(t, freedom), 2 * scipy_stats.t.sf(t, freedom), rtol=1e-9)
        np.testing.assert_allclose(tails.chi_square_quantile(1e-7, freedom), scipy_stats.chi2.isf(1e-7, freedom), rtol=1e-9)
    np.testing.assert_allclose(tails.normal_radius(1e-7), -scipy_stats.norm.ppf(5e-8), rtol=1e-9)
    np.testing.assert_allclose(tails.normal(5.0), 2 * scipy_stats.norm.sf(5), rtol=1e-12)


# What a right program risks

@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("law, skewness", [("poisson 0.2", 1 / sqrt(0.2)), ("poisson 6", 1 / sqrt(6)), ("exponential", 2.0),
                                           ("success 0.1", 0.8 / 0.3)])
def test_the_mean_of_a_skewed_law_keeps_within_its_share(share, law, skewness):
    """The sum of n draws has a law in closed form: what lies outside the bounds is at most the share."""
    n, z = smallest(share, skewness), tails.normal_radius(share / words.INFLATION)
    kind, _, parameter = law.partition(" ")
    sums = {"poisson": lambda: scipy_stats.poisson(n * float(parameter)), "exponential": lambda: scipy_stats.gamma(n),
            "success": lambda: scipy_stats.binom(n, float(parameter))}[kind]()
    low, high = sums.mean() - z * sums.std(), sums.mean() + z * sums.std()
    below, above = (sums.cdf(low), sums.sf(high)) if kind == "exponential" else (sums.cdf(ceil(low) - 1), sums.sf(np.floor(high)))
    assert below + above <= share


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("p", [0.1, 0.5])
def test_the_mean_of_a_skewed_law_of_unknown_deviation_keeps_within_its_share(share, p):
    """Of successes and failures Student's t is a function of the number of successes, whose law is known."""
    n = smallest(share, 2 * (1 - 2 * p) / sqrt(p * (1 - p)))
    k = np.arange(1, n)
    t = (k / n - p) / np.sqrt(k * (n - k) / n**2 / (n - 1))
    outside = np.abs(t) > scipy_stats.t.isf(share / words.INFLATION / 2, n - 1)
    assert scipy_stats.binom.pmf(k[outside], n, p).sum() <= share


def smallest(share, skewness):
    """Return the least sample the word takes."""
    for n in [words.LEAST, 10**5]:
        try:
            words._enough(np.zeros((n, 1)), share, skewness, "")
            return n
        except Mismatch as e:
            return e.expected


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("q", [0.25, 0.5, 0.8])
def test_the_variance_of_a_three_point_law_keeps_within_its_share(share, q):
    """−1, 0, 1 with probabilities q/2, 1 − q, q/2 (excess 1/q − 3): a sample is two counts, and all of them are enumerated."""
    n = words.UNLIKE_NORMAL
    low, high = (bound * q for bound in bounds_of_variance(n, 1 / q - 3, share))
    chance, law = 0.0, scipy_stats.binom(n, q)
    for moved in range(int(law.ppf(1e-20)), int(law.isf(1e-20)) + 1):
        up = np.arange(moved + 1)
        variance = (moved - (2 * up - moved) ** 2 / n) / (n - 1)
        chance += law.pmf(moved) * scipy_stats.binom.pmf(up, moved, 0.5)[(variance < low) | (variance > high)].sum()
    assert chance <= share


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("rate", [1, 6])
def test_the_variance_of_poisson_counts_keeps_within_its_share(share, rate):
    """Σ (x − λ)² is at least Σ (x − x̄)²; its law is an n-fold convolution, taken by Fourier transform (to about 10⁻¹⁵).

    Only the heavy upper tail is looked at: the lower one is lighter than that of χ².
    """
    n, k = words.UNLIKE_NORMAL, np.arange(int(rate + 14 * sqrt(rate) + 25))
    high = int(bounds_of_variance(n, 1 / rate, share)[1] * rate * (n - 1))
    size = 1 << ceil(log2(2 * high + 4 * (k[-1] - rate) ** 2))
    law = np.zeros(size)
    np.add.at(law, (k - rate) ** 2, scipy_stats.poisson.pmf(k, rate))
    total = np.fft.irfft(np.fft.rfft(law) ** n, size)
    assert total[high + 1:].sum() <= 0.9 * share


def bounds_of_variance(n, excess, share):
    """Return the bounds of s²/σ² that the word uses."""
    freedom, side = 2 / (2 / (n - 1) + excess / n), share / words.INFLATION / 2
    return np.array([scipy_stats.chi2.ppf(side, freedom), scipy_stats.chi2.isf(side, freedom)]) / freedom


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("p", [(0.05, 0.05, 0.9), (0.05, 0.475, 0.475), (0.3, 0.3, 0.4)])
def test_chi_square_keeps_within_its_share(share, p):
    """Of three cells that expect FULL or more, every outcome is enumerated."""
    n = ceil(words.FULL / min(p))
    law = scipy_stats.multinomial(n, p)
    reach = [(int(n * q - 9 * sqrt(n * q)), int(n * q + 9 * sqrt(n * q))) for q in p[:2]]
    a, b = np.mgrid[max(reach[0][0], 0):reach[0][1], max(reach[1][0], 0):reach[1][1]]
    counts = np.stack([a, b, n - a - b], axis=-1)[a + b <= n]
    statistic = ((counts - n * np.array(p)) ** 2 / (n * np.array(p))).sum(axis=1)
    outside = statistic > scipy_stats.chi2.isf(share / 2 / words.INFLATION, 2)
    assert law.pmf(counts[outside]).sum() <= share / 2
    assert law.pmf(counts).sum() > 1 - 1e-12


def test_the_correlation_of_coins_keeps_within_its_share():
    """Of two rows of n fair coins with A and B heads, the heads in common are hypergeometric: all outcomes are enumerated."""
    n, share = 100, 1e-6
    heads, bound = scipy_stats.binom(n, 0.5), scipy_stats.t.isf(share / words.INFLATION / 2, n - 2)
    chance = 0.0
    for A in range(15, 86):
        for B in range(15, 86):
            both = np.arange(max(0, A + B - n), min(A, B) + 1)
            r = (n * both - A * B) / sqrt(A * (n - A) * B * (n - B))
            outside = np.abs(r) * np.sqrt((n - 2) / np.maximum(1 - r * r, 1e-300)) > bound
            chance += heads.pmf(A) * heads.pmf(B) * scipy_stats.hypergeom.pmf(both[outside], n, A, B).sum()
    assert chance <= share


def test_the_radius_of_a_distribution_holds_at_a_level_that_can_be_seen():
    """At a share of 0.05 the radius fails at most so often (the simulation's own error is 0.005)."""
    rng, comparisons = np.random.default_rng(0), words.SUBMISSION / 0.05
    missed = sum(fails(words.assert_distribution, rng.uniform(size=200), lambda x: x, comparisons=comparisons) for _ in range(2000))
    assert 0 < missed <= 0.05 * 2000 + 5 * sqrt(2000 * 0.05)


def fails(word, *arguments, **keywords):
    try:
        word(*arguments, **keywords)
    except Mismatch:
        return True
    return False


# What they say, and catch

def test_right_samples_pass():
    rng = np.random.default_rng(1)
    x = rng.normal(3, 2, size=(2000, 3))
    words.assert_mean(x, 3.0, comparisons=12)
    words.assert_mean(x, [3.0, 3.0, 3.0], [2.0, 2.0, 2.0], comparisons=12)
    words.assert_variance(x, 4.0, comparisons=12)
    words.assert_variance(rng.uniform(size=2000), 1 / 12, excess=-1.2)
    words.assert_distribution(x[:, 0], scipy_stats.norm(3, 2).cdf)
    words.assert_frequencies(rng.multinomial(3000, [0.1, 0.2, 0.7]), [0.1, 0.2, 0.7])
    words.assert_frequencies([5, 0], [1.0, 0.0])
    words.assert_uncorrelated(x[:, 0], x[:, 1])


@pytest.mark.parametrize("word, arguments, said", [
    ("assert_mean", (np.tile([0.0, 2.0], 200), 1.5, 1.0),
     r"mean of your values is 1 over 400 of them, expected 1\.5: that is 10 standard errors away"),
    ("assert_mean", (np.zeros(400), 1.0), "inf standard errors"),
    ("assert_variance", (np.tile([0.0, 2.0], 200), 4.0), r"variance of your values is 1\.003 over 400 of them, expected 4"),
    ("assert_distribution", (np.zeros(400), lambda x: x), "1 of your values lie up to 0 .there are 400., expected 0"),
    ("assert_distribution", (np.linspace(0.5, 1, 400), lambda x: x), r"0 of your values lie below 0\.5 .*, expected 0\.5"),
    ("assert_frequencies", ([90, 10], [0.5, 0.5]), "cell 0 has 90 of 100 draws, expected 50: that is 8 standard errors away"),
    ("assert_frequencies", ([99, 1], [1.0, 0.0]), "cell 0 has 99 of 100"),
    ("assert_frequencies", ([555] * 5 + [445] * 5, [0.1] * 10), r"10 counts of draws are χ² = 60\.5 "),
    ("assert_uncorrelated", (np.arange(200), -np.arange(200)), "correlation of your values is -1 over 200 pairs, expected 0"),
])
def test_wrong_samples_fail_in_a_sentence(word, arguments, said):
    with pytest.raises(Mismatch, match=said) as e:
        getattr(words, word)(*arguments)
    assert "by accident less than once in" in e.value.message
    assert e.value.got is not None and e.value.expected is not None


@pytest.mark.parametrize("word, expected", [("assert_mean", 0.5), ("assert_variance", 1.0), ("assert_frequencies", [0.5, 0.5]),
                                            ("assert_distribution", lambda x: np.clip(x, 0, 0.9)), ("assert_uncorrelated", np.arange(200))])
@pytest.mark.parametrize("got", [None, 0.0, [], ["a"], [[1.0], [1.0, 2.0]], [np.nan] * 200, np.zeros((2, 2, 2)), np.zeros(200), {"a": 1}])
def test_what_is_no_sample_is_the_programs_mistake(word, expected, got):
    with pytest.raises(Mismatch):
        getattr(words, word)(got, expected)


def test_what_does_not_vary_is_not_uncorrelated():
    with pytest.raises(Mismatch, match="do not vary: all 200 are the same"):
        words.assert_uncorrelated(np.full(200, 0.1), np.arange(200))


def test_columns_are_judged_one_by_one():
    x = np.random.default_rng(2).normal(size=(400, 2))
    with pytest.raises(Mismatch, match="expected 1:"):
        words.assert_mean(x, [0.0, 1.0])
    with pytest.raises(Mismatch, match="2 values a draw came back, expected 3"):
        words.assert_mean(x, [0.0, 0.0, 0.0])


def test_the_author_is_told_where_no_law_stands():
    with pytest.raises(ValueError, match="assert_distribution"):
        words.assert_variance(np.zeros(100), 1.0, excess=6.0)
    with pytest.raises(Mismatch, match="judging them needs 4"):
        words.assert_mean(np.zeros(100), 1.0, 1.0, skewness=2.0)


# What exercises spend

@pytest.mark.parametrize("exercise", [e for e in every_exercise() if any(w in e.checks.read_text(encoding="utf-8") for w in LATER["statistics"])],
                         ids=lambda e: e.id)
def test_all_statistics_of_an_exercise_share_one_probability(exercise, monkeypatch):
    spent, level = [], words._level

    def counted(comparisons, columns=1):
        spent.append(1 / comparisons)
        return level(comparisons, columns)
    monkeypatch.setattr(words, "_level", counted)
    with Bench(exercise) as bench:
        judged = bench.run(exercise.text)
    assert {one.finding.verdict for one in judged} <= {"passed", "skipped"}
    assert 0 < sum(spent) <= 1 + 1e-9
