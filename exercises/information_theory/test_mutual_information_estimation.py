import numpy as np

from autograder.checks import (
    assert_close,
    assert_frequencies,
    assert_mean,
    forbids,
    hint,
    raises,
    reproduced,
    require,
    seed,
    unspoiled,
    worth,
)
from reference import information_estimates as exact

forbidden = forbids("sklearn.feature_selection.mutual_info_regression", "sklearn.feature_selection.mutual_info_classif",
                    "sklearn.metrics.mutual_info_score")
judged_loosely = {"study": "a mean over random samples is known to some hundredths"}

TABLE = dict(rtol=1e-12, atol=1e-14)    # a sum of a few terms; of independent variables they cancel
NEAREST = dict(rtol=1e-10, atol=1e-12)  # sums of up to 1/n, a term a point
SHARED = {"comparisons": 2}             # so often statistics are judged by a share of what may go wrong


# %% plugin: counts in a table
@hint("What is the information of a fair coin about itself, in nats?", "The greatest value is in the last cell, not beyond it.")
@worth(2)
def test_plug_in(yours, rng):
    """The plug-in estimate is the mutual information, in nats, of the table: cells of equal width, each variable's own, the last one closed."""
    for n, bins in [(14, 3), (50, 4), (300, 12)]:
        x = rng.normal(size=n)
        y = 5 + 10 * (0.7 * x + rng.normal(size=n))
        assert_close(yours.plugin_mi(x, y, bins), exact.plugin_mi(x, y, bins), **TABLE)
    x = rng.normal(size=30)
    unspoiled(yours.plugin_mi, x, x + rng.exponential(size=30), 4, expect=exact.plugin_mi, **TABLE, integers=False, single=False)
    assert_close(yours.plugin_mi(np.arange(6.0), np.arange(6.0), 3), float(np.log(3)), **TABLE)


@hint("Which value lies between the second and the third edge?")
def test_given_edges(yours, rng):
    """Edges may be given instead, as many for x and for y as one likes, and of any width."""
    x = rng.integers(0, 4, size=60)
    y = rng.integers(0, 3, size=60) + x // 3
    for of_x, of_y in [([-0.5, 0.5, 2.5, 3.5], [-0.5, 0.5, 1.5, 3.5]), ([-1.0, 1.5, 9.0], [-0.5, 0.5, 1.5, 2.5, 3.5]), ([0.0, 1.0, 3.0], [0.0, 2.0, 3.0])]:
        edges = np.array(of_x), np.array(of_y)
        assert_close(yours.plugin_mi(x, y, edges), exact.plugin_mi(x, y, edges), **TABLE)


@hint("If x never changes, what does it tell of y?")
def test_a_constant_tells_nothing(yours, rng):
    """A variable that never changes tells nothing: 0, and no warning; beside it, one that does tells all it has."""
    y = rng.normal(size=9)
    assert_close(yours.quietly.plugin_mi(np.full(9, 2.5), y, 3), 0.0, rtol=0, atol=1e-14)      # ε of a few terms
    assert_close(yours.quietly.miller_madow(y, np.full(9, 2.5), 3), 0.0, rtol=0, atol=1e-14)   # as above
    assert_close(yours.quietly.plugin_mi(y, y, 3), exact.plugin_mi(y, y, 3), **TABLE)


@hint("A cell that nobody fell into: is it one of those that the correction counts?")
def test_miller_madow(yours, rng):
    """Miller and Madow's correction counts the occupied cells: of x, of y, and of the table."""
    for n, bins in [(20, 4), (60, 6), (200, 15)]:
        x = rng.normal(size=n)
        y = 0.8 * x + rng.normal(size=n)
        y[0], x[0] = 9, -7                                      # far off: rows and columns of the table are empty
        assert_close(yours.miller_madow(x, y, bins), exact.miller_madow(x, y, bins), **TABLE)


def estimates(yours, X, Y, edges):
    """Return the plug-in estimate of each pair of rows."""
    return np.array([yours.plugin_mi(x, y, edges) for x, y in zip(X, Y)], float)


@hint("In which unit is log₂?")
def test_the_bias_of_the_plug_in(yours, rng):
    """Of independent variables in a × b cells the plug-in finds about (a − 1)(b − 1)/(2n) nats, by chance alone."""
    p_x, p_y, n = np.array([0.2, 0.3, 0.5]), np.array([0.25, 0.35, 0.15, 0.25]), 120
    edges = np.arange(4) - 0.5, np.arange(5) - 0.5
    got = yours.run(estimates, rng.choice(3, size=(1000, n), p=p_x), rng.choice(4, size=(1000, n), p=p_y), edges)
    require(isinstance(got, np.ndarray) and got.shape == (1000,) and np.isfinite(got).all(), "each sample has one estimate", got=got)
    due = 2 * 3 / (2 * n)
    allowed = 2 * ((1 / p_x).sum() - 1) * ((1 / p_y).sum() - 1) / (12 * n**2)           # the next term of the bias, twice
    near = got - np.clip(got.mean() - due, -allowed, allowed)
    assert_mean(near, due, skewness=1.2, of="the estimates", **SHARED)      # 2n times an estimate is nearly χ² of 6: its skewness is √(8/6)


# %% knn: nearest points
@hint("Among n_x, is the k-th neighbour itself?  It lies at the distance ε, not nearer.", "The greater of |Δx| and |Δy|, not their hypotenuse.")
@worth(2)
def test_nearest_points(yours, rng):
    """The estimate of Kraskov, Stögbauer and Grassberger, point by point: neighbours by the max-norm, counts of what is strictly nearer."""
    for n, k in [(8, 2), (4, 1), (30, 3), (200, 5), (12, 11)]:
        x = rng.normal(size=n)
        y = 0.6 * x + rng.normal(size=n)
        assert_close(yours.ksg_mi(x, y, k), exact.ksg_mi(x, y, k), **NEAREST)
    x, y = rng.normal(size=20), rng.exponential(size=20)
    unspoiled(yours.ksg_mi, x, y, 2, expect=exact.ksg_mi, **NEAREST, integers=False, single=False)


@hint("How far apart are two points of a plane, by the greatest difference of any coordinate?")
def test_several_coordinates(yours, rng):
    """x and y may have several coordinates each: |Δx| is the greatest difference of any."""
    for shapes in [((25, 2), (25,)), ((40, 3), (40, 2)), ((30, 1), (30,))]:
        x, y = (rng.normal(size=s) for s in shapes)
        y = y + 0.5 * (x[:, 0] if y.ndim == 1 else x[:, :2])
        assert_close(yours.ksg_mi(x, y, 3), exact.ksg_mi(x, y, 3), **NEAREST)


def test_neighbours_that_are_not_there(yours, rng):
    """A k outside 1 … n − 1 raises ValueError."""
    x, y = rng.normal(size=(2, 5))
    for k in (0, 5, 9, -1):
        with raises(ValueError):
            yours.ksg_mi(x, y, k)
    for k in (1, 4):
        yours.ksg_mi(x, y, k)       # and no other k does


def on_gaussians(yours, X, Y, k):
    """Return the estimate for each pair of rows."""
    return np.array([yours.ksg_mi(x, y, k) for x, y in zip(X, Y)], float)


@hint("ψ(3) is not log 3.")
def test_hardly_any_bias(yours, rng):
    """On Gaussian pairs the nearest points are right on average, dependent or not, to a tenth of a nat."""
    for n, rho in [(300, 0.0), (400, 0.9)]:
        X, Z = rng.normal(size=(2, 24, n))
        got = yours.run(on_gaussians, X, rho * X + np.sqrt(1 - rho**2) * Z, 3)
        require(isinstance(got, np.ndarray) and got.shape == (24,), "each sample has one estimate", got=got)
        away = float(np.mean(got)) - exact.gaussian_mi(rho)
        # one sample of these is off by 0.05, their mean by 0.012, and the bias is 0.02: 0.1 is six standard errors further
        require(abs(away) < 0.1, f"with ρ = {rho} the mean of 24 estimates is off by {away:.3f}", got=got)


# %% study: bias and spread where the truth is known
NAMES = ("plugin", "miller_madow", "ksg")


def curves_in(got, m):
    require(isinstance(got, dict) and set(got) == set(NAMES), f"a dict of {', '.join(NAMES)} is due", got=got)
    for name, pair in got.items():
        require(isinstance(pair, (list, tuple)) and len(pair) == 2 and all(np.shape(v) == (m,) for v in pair),
                f"{name}: a mean and a spread for each of {m} n are due", got=got)
        require(np.isfinite(np.array(pair, float)).all(), f"{name}: not all of it is finite", got=got)
    return {name: np.array(pair, float) for name, pair in got.items()}


@hint("What is the truth, for a Gaussian pair?  In nats.", "One standard deviation a sample, not of their mean.")
@worth(2)
def test_bias_and_spread(yours, rng):
    """Bias and spread of each estimator on Gaussian pairs are, but for chance, those that another program finds."""
    for rho, ns in [(0.8, (40,)), (0.3, (30, 90))]:
        got = curves_in(yours.bias_curve(seed(rng), rho, np.array(ns), 120, 4, 3), len(ns))
        for i, n in enumerate(ns):
            due = exact.errors(rng, rho, n, 80, 4, 3)
            for name in NAMES:
                (bias, spread), theirs = got[name][:, i], due[name]
                error = theirs.std(ddof=1) * np.sqrt(1 / 120 + 1 / 80)
                away = abs(bias - theirs.mean()) / error        # 7.5: were the means normal, one in 10¹² would be so far off; they are a little skewed
                require(away < 7.5, f"{name}, n = {n}, ρ = {rho}: the bias is {bias:.3f}, expected {theirs.mean():.3f} ± {error:.3f}", got=got)
                ratio = spread / theirs.std(ddof=1)             # their quotient is known to 13%: 2.2 is six of these away
                require(1 / 2.2 < ratio < 2.2, f"{name}, n = {n}: the spread is {spread:.3f}, expected about {theirs.std(ddof=1):.3f}", got=got)
    one = yours.bias_curve(seed(rng), 0.5, np.array([12]), 1, 3, 2)
    require(isinstance(one, dict) and set(one) == set(NAMES), f"a dict of {', '.join(NAMES)} is due", got=one)
    require(all(np.isnan(one[name][1]).all() for name in NAMES), "a spread is told of a single sample", got=one)


@hint("Which of the two numbers is the size of a sample?")
def test_what_chance_finds(yours, rng):
    """Where there is nothing to be found the plug-in finds less with more data, and more with more cells; the same seed gives the same curves."""
    ns = np.array([20, 80, 240])
    few = curves_in(yours.bias_curve(seed(rng), 0.0, ns, 40, 4, 3), 3)["plugin"][0]
    require((few > 0).all() and few[0] > 1.5 * few[1] > 1.95 * few[2], "the bias falls about as 1/n", got=few)
    many = curves_in(reproduced(yours.bias_curve, seed(rng), 0.0, ns[:2], 20, 9, 3), 2)["plugin"][0]
    require((many > 1.5 * few[:2]).all(), "the bias rises with the number of cells", got=many)


# %% permutation: could it be chance?
def torn(yours, x, y, n_perm, rng):
    """Return your p, and (x, y, value) of each call of the statistic, which is xᵀy."""
    calls = []

    def stat(u, v):
        value = float(np.dot(u, v))
        calls.append((np.array(u, float), np.array(v, float), value))
        return value
    return yours.independence_pvalue(x, y, stat, n_perm, rng), calls


@hint("If all n_perm permutations stay below, has it been shown that none reaches what was seen?", "Among equals: does a tie reach it?")
@worth(2)
def test_p_counts_what_reaches(yours, rng):
    """p is (1 + how many permutations reach the statistic that was seen) / (1 + n_perm): ties reach it, and it is never 0."""
    for x, y, n_perm in [(np.arange(9.0), np.arange(9.0), 30), (rng.integers(0, 2, 10) + 0.0, np.arange(10) % 2 + 0.0, 60),
                         (rng.normal(size=12), rng.normal(size=12), 99)]:
        p, calls = yours.run(torn, x, y, n_perm, seed(rng))
        require(len(calls) > n_perm, f"the statistic is asked {len(calls)} times: once as it was seen, and {n_perm} times permuted", got=p)
        for u, v, _ in calls:
            require(np.array_equal(np.sort(u), np.sort(x)) and np.array_equal(np.sort(v), np.sort(y)), "what is permuted holds each value as often as before", got=p)
        seen = float(np.dot(x, y))
        values = [value for _, _, value in calls]
        reached = sum(value >= seen for value in values) - (len(calls) - n_perm)       # the first of them, or however many, are what was seen
        assert_close(p, (1 + reached) / (1 + n_perm), rtol=1e-12)      # a quotient of whole numbers


def pvalues(yours, X, Y, n_perm, rng):
    return np.array([yours.independence_pvalue(x, y, np.dot, n_perm, rng) for x, y in zip(X, Y)], float)


@hint("Is each of your permutations drawn anew?")
def test_p_of_independent_data(yours, rng):
    """Of independent data p is small only by chance: at most one in ten is 0.1 or less, and every tenth is as likely."""
    X, Y = rng.normal(size=(2, 1500, 8))
    got = yours.run(pvalues, X, Y, 9, seed(rng))
    tenths = np.rint(10 * got)
    require(got.shape == (1500,) and np.abs(10 * got - tenths).max() < 1e-9, "with 9 permutations p is a whole number of tenths", got=got)
    assert_frequencies([int((tenths == t).sum()) for t in range(11)], [0.0] + [0.1] * 10, of="p-values", **SHARED)
