import numpy as np

from autograder.checks import (
    assert_bars,
    assert_close,
    assert_distribution,
    assert_equal,
    assert_frequencies,
    assert_labelled,
    assert_mean,
    assert_named,
    assert_uncorrelated,
    assert_variance,
    assert_visible,
    bars,
    forbids,
    height,
    hint,
    lines,
    panel,
    raises,
    require,
    seed,
    unspoiled,
    worth,
)
from reference import markov as exact

forbidden = forbids("numpy.random.Generator.poisson", "numpy.random.poisson", "hmmlearn.hmm")

SHARED = {"comparisons": 19}        # so often the statistical words below are called
EXACT = 1e-12                       # a few additions and multiplications of probabilities, each rounded to 1e-16
NEAR = 1e-10                        # an entry of π moves some hundred times as far as π P − π does
SOLVED = 1e-9                       # no state here is more than some hundred steps away: the system is well-conditioned


def arrivals_in(got, T):
    """Return an answer as arrival times, or say why it is none."""
    times = np.asarray(got) if isinstance(got, (list, tuple, np.ndarray)) else None
    require(times is not None and times.ndim == 1 and times.dtype.kind in "fi", "arrival times come as an array of shape (k,)", got=got)
    require((np.diff(times) > 0).all() and np.isfinite(times).all(), "each arrival is later than the one before", got=got)
    require(((times >= 0) & (times <= T)).all(), f"arrivals lie between 0 and T = {T:.4g}", got=got)
    return times


def poisson_sample(rng, mean, T):
    """Return arrivals: their number is Poisson, and given the number they are uniform."""
    return np.sort(rng.uniform(0, T, size=rng.poisson(mean)))


# %% poisson: arrivals in time
@hint("When do you stop drawing gaps, and what becomes of the one that goes too far?")
def test_arrivals_ascend_to_the_end(yours, rng):
    """Arrivals ascend from 0 to T and none is later; they come from the generator you are given: another seed, other arrivals."""
    for rate, T in [(5.0, 8.0), (20.0, 2.0)]:
        draws = seed(rng)
        times, again, other = (arrivals_in(yours.poisson_process(rate, T, s), T) for s in (draws, draws, seed(rng)))
        assert_equal(again, times, said="the same seed once more")
        require(not np.isin(times, other).any(), "another generator gives other arrivals, but yours come again", got=other)
    for _ in range(20):                 # a number of gaps fixed beforehand ends before T half of the time
        arrivals_in(yours.poisson_process(10.0, 2.0, seed(rng)), 2.0)


@hint("NumPy's exponential takes a mean.  What is the mean gap at 5 arrivals a second?", "The first arrival has a gap before it too.")
@worth(2)
def test_gaps_are_exponential(yours, rng):
    """The gaps between arrivals, and the one before the first, are exponential with mean 1/λ."""
    rate = rng.uniform(2, 4)
    T = 2500 / rate
    times = arrivals_in(yours.poisson_process(rate, T, seed(rng)), T)
    enough = len(times) >= 2000                 # 10 standard deviations below the mean: those that come first are as if T were endless
    require(enough, f"{len(times)} arrivals came in a time in which 2500 are expected, give or take 50", got=times)
    assert_distribution(np.diff(times, prepend=0)[:2000], lambda x: -np.expm1(-rate * x), of="the gaps", **SHARED)
    counts, times = yours.run(counts_and_times, rate, 6 / rate, 1200, seed(rng))
    first = times[(np.cumsum(counts) - counts)[counts > 0]]
    require((first >= 0).all(), "some first arrivals are not after 0", got=times)
    assert_distribution(first, lambda x: np.expm1(-rate * x) / np.expm1(-6), of="the first arrivals up to T", **SHARED)


def counts_and_times(yours, rate, T, runs, rng):
    paths = [yours.poisson_process(rate, T, rng) for _ in range(runs)]
    return np.array([len(p) for p in paths]), np.concatenate(paths)


@hint("How many arrivals there are is not known before the last gap.")
@worth(2)
def test_numbers_of_arrivals(yours, rng):
    """The number of arrivals in [0, T] varies from run to run like a Poisson number: mean and variance are both λT."""
    rate, T = rng.uniform(2.5, 3.5), rng.uniform(1.5, 2.5)
    mean = rate * T
    counts, _ = yours.run(counts_and_times, rate, T, 1200, seed(rng))
    assert_mean(counts, mean, np.sqrt(mean), skewness=mean**-0.5, of="the numbers of arrivals in [0, T]", **SHARED)
    assert_variance(counts, mean, excess=1 / mean, of="the numbers of arrivals in [0, T]", **SHARED)
    rare = rng.uniform(0.4, 0.6)
    counts, _ = yours.run(counts_and_times, rare / T, T, 3000, seed(rng))
    none = np.count_nonzero(counts == 0)
    assert_frequencies([none, len(counts) - none], [np.exp(-rare), -np.expm1(-rare)], of=f"runs with λT = {rare:.3g}",
                       cells=["no arrival", "one or more"], **SHARED)


def test_arrivals_are_uniform(yours, rng):
    """Wherever they lie, arrivals are spread evenly by chance, not by rule: taken together over many runs they are uniform on [0, T]."""
    rate, T = rng.uniform(1.5, 2.5), rng.uniform(1.5, 2.5)
    _, times = yours.run(counts_and_times, rate, T, 1200, seed(rng))
    require(len(times) > 0, "in 1200 runs there was no arrival at all", got=times)
    assert_distribution(times / T, lambda x: np.clip(x, 0, 1), of="the arrivals, as shares of T,", **SHARED)


def test_nothing_arrives(yours, rng):
    """A rate or T of 0 gives an array of shape (0,); a negative one raises ValueError."""
    for rate, T in [(0.0, 2.0), (2.0, 0.0), (0.0, 0.0)]:
        assert_close(yours.poisson_process(rate, T, seed(rng)), np.zeros(0), rtol=0)
    for rate, T in [(2.0, -1.0), (-2.0, 1.0)]:
        with raises(ValueError):
            yours.poisson_process(rate, T, seed(rng))


def test_superposition(yours, rng):
    """superpose gives all arrivals of both processes in one ascending order, simultaneous ones twice."""
    for a, b in [([1.0, 3.0], [2.0]), ([], [0.5]), ([0.5, 1.5], [0.5]), ([], []), (rng.uniform(size=4), rng.uniform(size=7))]:
        a, b = np.sort(a), np.sort(b)
        assert_close(yours.superpose(a, b), np.sort([*a, *b]), rtol=0)


def test_thinning_divides(yours, rng):
    """Every arrival is either kept or dropped, in ascending order; p = 1 keeps all, p = 0 none, and `times` stays as it is."""
    times = np.sort(rng.uniform(size=40))
    times.flags.writeable = False
    for p, expected in [(1.0, (times, times[:0])), (0.0, (times[:0], times))]:
        assert_close(yours.thin(times, p, seed(rng)), expected, rtol=0)
    kept, dropped = halves(yours.thin(times, 0.5, seed(rng)))
    assert_close(kept, np.sort(kept), rtol=0, said="the kept arrivals ascend")
    assert_close(np.sort([*kept, *dropped]), times, rtol=0, said="kept and dropped together")
    assert_close(yours.thin(times[:0], 0.5, seed(rng)), (times[:0], times[:0]), rtol=0)


def halves(got):
    pair = isinstance(got, (tuple, list)) and len(got) == 2 and all(np.ndim(x) == 1 for x in got)
    require(pair, "thin returns (kept, dropped), two arrays", got=got)
    return got


def thinned(yours, times, ends, p, rng):
    parts = [yours.thin(part, p, rng) for part in np.split(times, ends[:-1])]
    kept, dropped = (np.array([len(part[side]) for part in parts]) for side in (0, 1))
    return kept, dropped, np.concatenate([part[0] for part in parts])


@hint("One coin for each arrival, or one for all?")
def test_thinning_is_independent(yours, rng):
    """Of Poisson arrivals with mean m, those kept and those dropped are Poisson with means pm and (1 − p)m, and independent."""
    p, m = rng.uniform(0.25, 0.35), rng.uniform(7, 9)
    runs = [poisson_sample(rng, m, 1.0) for _ in range(1200)]
    kept, dropped, times = yours.run(thinned, np.concatenate(runs), np.cumsum([len(r) for r in runs]), p, seed(rng))
    for numbers, mean, which in [(kept, p * m, "kept"), (dropped, (1 - p) * m, "dropped")]:
        assert_mean(numbers, mean, np.sqrt(mean), skewness=mean**-0.5, of=f"the numbers {which}", **SHARED)
        assert_variance(numbers, mean, excess=1 / mean, of=f"the numbers {which}", **SHARED)
    assert_uncorrelated(kept, dropped, skewness=1 / np.sqrt(p * (1 - p)) / m, of="the numbers kept and dropped", **SHARED)
    assert_distribution(times, lambda x: np.clip(x, 0, 1), of="the kept ones of uniform arrivals", **SHARED)


def with_steps(yours, rates, rate_max, T, runs, rng):
    """Arrivals of a rate that is constant on stretches of equal length."""
    def rate_fn(t):
        return rates[np.minimum(np.asarray(t) / T * len(rates), len(rates) - 1).astype(int)]
    paths = [yours.inhomogeneous_poisson(rate_fn, rate_max, T, rng) for _ in range(runs)]
    return np.array([len(p) for p in paths]), np.concatenate(paths)


@hint("A candidate stays with probability λ(t) / rate_max: at which t, and with whose coin?")
@worth(2)
def test_follows_its_rate(yours, rng):
    """In each stretch of time as many arrive as the integral of the rate says, and none where the rate is 0."""
    rates, T = rng.permutation([0.0, 3.0, 5.0, 9.0, 12.0]) * rng.uniform(0.9, 1.1, size=5), rng.uniform(0.6, 0.9)
    counts, times = yours.run(with_steps, rates, 18.0, T, 1000, seed(rng))
    mean = rates.mean() * T
    require(len(times) > 0 and ((times >= 0) & (times <= T)).all(), f"arrivals lie between 0 and T = {T:.4g}", got=times)
    assert_mean(counts, mean, np.sqrt(mean), skewness=mean**-0.5, of="the numbers of arrivals", **SHARED)
    assert_variance(counts, mean, excess=1 / mean, of="the numbers of arrivals", **SHARED)
    found = np.histogram(times, bins=np.linspace(0, T, 11))[0]
    stretches = [f"the stretch from {i / 10 * T:.3g} to {(i + 1) / 10 * T:.3g}" for i in range(10)]
    assert_frequencies(found, np.repeat(rates, 2) / rates.sum() / 2, of="arrivals", cells=stretches, **SHARED)


def test_a_rate_at_its_bound(yours, rng):
    """A rate that equals rate_max all the time keeps every candidate: a homogeneous process."""
    counts, _ = yours.run(with_steps, np.full(1, 5.0), 5.0, 2.0, 400, seed(rng))
    assert_mean(counts, 10.0, np.sqrt(10), skewness=10**-0.5, of="the numbers of arrivals", **SHARED)


def test_a_rate_out_of_bounds(yours, rng):
    """A rate above rate_max, or below 0, at a candidate raises ValueError."""
    for wrong in [11.0, -1.0, 10.1]:
        with raises(ValueError):
            yours.run(with_steps, np.array([5.0, wrong]), 10.0, 40.0, 1, seed(rng))         # 200 candidates in the wrong half
    yours.run(with_steps, np.array([5.0, 10.0]), 10.0, 40.0, 1, seed(rng))                  # and nothing else does


def test_a_rate_of_zero(yours, rng):
    """A rate of 0, a rate_max of 0 and a T of 0 give an array of shape (0,); a negative rate_max or T raises ValueError."""
    for rates, rate_max, T in [([0.0], 3.0, 10.0), ([0.0], 0.0, 10.0), ([2.0], 3.0, 0.0)]:
        counts, times = yours.run(with_steps, np.array(rates), rate_max, T, 2, seed(rng))
        assert_equal((counts, times), (np.zeros(2, int), np.zeros(0)))
    for rate_max, T in [(3.0, -1.0), (-3.0, 1.0)]:
        with raises(ValueError):
            yours.run(with_steps, np.zeros(1), rate_max, T, 1, seed(rng))


# %% markov: a chain, step by step
ROUND = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])       # 0 → 1 → 2 → 0 …


def dyadic(rng, s):
    """Return a random chain of s states with all entries positive; they are multiples of 1/256, so that each row sums to 1 exactly."""
    return (1 + rng.multinomial(256 - s, rng.dirichlet(np.ones(s), size=s))) / 256


def states_of(got, n, s):
    """Return an answer as a path of states, or say why it is none."""
    path = np.asarray(got) if isinstance(got, (list, tuple, np.ndarray)) else None
    require(path is not None and path.shape == (n + 1,), f"a path of {n} steps has {n + 1} states, the first included", got=got)
    require(path.dtype.kind in "iu" and ((path >= 0) & (path < s)).all(), f"states are the ints 0 … {s - 1}", got=got)
    return path


@hint("P[i, j]: from which to which?", "The next state depends on the present one, not on the first.")
def test_goes_the_only_way(yours, rng):
    """Where each state has one successor the path is certain: from i to the j with P[i, j] = 1.  The start is part of it."""
    for start, n in [(0, 1), (1, 1), (2, 0), (0, 2), (1, 7)]:
        assert_close(states_of(yours.simulate_chain(ROUND, start, n, seed(rng)), n, 3), (start + np.arange(n + 1)) % 3, rtol=0)


@hint("Which row of P holds the probabilities of the next state?")
@worth(2)
def test_moves_by_its_probabilities(yours, rng):
    """From each state the chain moves to each other as often as its row of P says."""
    P = np.array([[0.15, 0.25, 0.6], [0.5, 0.3, 0.2], [0.25, 0.55, 0.2]])
    P = P[:, rng.permutation(3)][rng.permutation(3)]
    n, many = 4000, 350
    path = states_of(yours.simulate_chain(P, int(rng.integers(3)), n, seed(rng)), n, 3)
    for i in range(3):
        after = path[1:][path[:-1] == i][:many]         # the first moves out of i are independent draws from its row
        require(len(after) == many, f"in {n} steps the chain leaves state {i} only {len(after)} times", got=path)     # 600 or more are due
        cells = [f"state {j}" for j in range(3)]
        assert_frequencies(np.bincount(after, minlength=3), P[i], of=f"moves out of state {i}", cells=cells, **SHARED)


def test_draws_from_the_generator_given(yours, rng):
    """A generator in the same state gives the same path, another gives another."""
    P, draws = np.full((4, 4), 0.25), seed(rng)
    path, again, other = (states_of(yours.simulate_chain(P, 0, 60, s), 60, 4) for s in (draws, draws, seed(rng)))
    assert_equal(again, path, said="the same seed once more")
    require((path != other).any(), "another generator gives another path, but yours comes again", got=other)


@hint("Count moves, a pair of neighbours each; then divide by what?", "The last state of a path is not left.")
def test_counts_moves(yours, rng):
    """Entry [i, j] of empirical_transition is the share of moves to j among the moves out of i; never left, a row is nan."""
    for states, s in [([0, 0, 1, 0], 2), ([0, 2, 0, 0], 3), ([0, 1], 2), ([1], 2), (rng.integers(4, size=60), 4), (rng.integers(4, size=9), 6)]:
        states = np.asarray(states)
        assert_close(yours.empirical_transition(states, s), exact.empirical_transition(states.tolist(), s), rtol=EXACT)


@hint("P² = P P, and a matrix product is no product of entries.")
def test_n_steps(yours, rng):
    """n_step(P, n) holds the probabilities of n steps: P for one, for none the identity."""
    P = rng.dirichlet(np.ones(3), size=3)
    two = np.array([[0.5, 0.5], [0.25, 0.75]])
    for P, n in [(two, 1), (two, 2), (P, 1), (P, 0), (P, 3), (P, 10)]:
        assert_close(yours.n_step(P, n), exact.n_step(P, n), rtol=0, atol=EXACT)


@hint("How far may a row's sum be off 1, and how far does np.allclose let it?")
def test_refuses_what_is_no_law(yours, rng):
    """A negative entry, or a row of P that sums to 1 only nearly, raises ValueError; rounding errors do not."""
    w = rng.uniform(0.3, 0.7)
    P = w * ROUND + (1 - w) / 3
    assert_close(yours.n_step(P + 1e-13 * np.eye(3), 1), P, rtol=0, atol=EXACT)
    negative, far, near = P.copy(), P.copy(), P.copy()
    negative[1, :2] = 1.1 - P[1, 2], -0.1
    far[2, 0] += 0.1
    near[0, 1] += 1e-7
    columns = np.array([[0.75, 0.75], [0.25, 0.25]])
    for bad in [negative, far, near, columns]:
        with raises(ValueError):
            yours.n_step(bad, 2)
        with raises(ValueError):
            yours.simulate_chain(bad, 0, 3, seed(rng))


def test_takes_any_matrix(yours, rng):
    """n_step takes whole numbers and any layout, and leaves P as it is."""
    for P, integers in [(ROUND, True), (dyadic(rng, 3), False)]:
        unspoiled(yours.n_step, P, 4, expect=exact.n_step, rtol=0, atol=EXACT, integers=integers, single=False)


# %% stationary: where a chain stays, and how long it takes to arrive
def stays(yours, P):
    pi = yours.stationary_distribution(P)
    assert_close(pi, exact.stationary(P), rtol=0, atol=NEAR)
    assert_close(pi @ P, pi, rtol=0, atol=EXACT, said="π P is to be π")
    assert_close(pi.sum(), 1.0, rtol=0, atol=EXACT, said="Σ π is to be 1")


@hint("π P = π says: π is an eigenvector of which matrix, P or its transpose?", "An eigenvector may be stretched; a law sums to 1.")
def test_stays(yours, rng):
    """π P = π and Σ π = 1, with π the law of where the chain is in the long run."""
    for P in [np.array([[0.75, 0.25], [0.5, 0.5]]), np.ones((1, 1)), *(dyadic(rng, s) for s in [2, 3, 5])]:
        stays(yours, P)


@hint("Where does Pⁿ go if the chain alternates?  Need π be a limit to satisfy π P = π?")
def test_periodic_chains(yours):
    """A chain that goes round and round has a stationary law, though Pⁿ never settles."""
    for P in [np.array([[0.0, 1.0], [1.0, 0.0]]), np.array([[0, 1, 0], [0.25, 0, 0.75], [0, 1, 0]]), ROUND]:
        stays(yours, P)


def test_transient_states_have_no_mass(yours, rng):
    """States the chain leaves for ever have mass 0, and the others the law of their class."""
    stays(yours, np.array([[0.5, 0.5], [0.0, 1.0]]))
    P = np.zeros((5, 5))
    P[:3, :3], P[3:] = dyadic(rng, 3), dyadic(rng, 5)[3:]
    order = rng.permutation(5)
    stays(yours, P[order][:, order])


@hint("A set of states that lead to each other and nowhere else: can a chain have two?")
def test_two_closed_classes(yours, rng):
    """Where more than one closed class keeps the chain for ever, its law is not unique: ValueError."""
    apart = np.zeros((6, 4, 4))         # six, since elimination meets an exact 0 in some, in others a rounding error
    apart[:, :2, :2], apart[:, 2:, 2:] = rng.dirichlet(np.ones(2), size=(2, 6, 2))
    between = np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    for P in [np.eye(2), between, *apart]:
        with raises(ValueError):
            yours.stationary_distribution(P)
    yours.stationary_distribution(np.array([[0.5, 0.5], [0.0, 1.0]]))      # one closed class, and another that is left


def arrives(yours, P, target):
    assert_close(yours.hitting_times(P, target), exact.hitting_times(P, target), rtol=SOLVED)


@hint("From i one step is taken at once; what is expected after it?  hᵢ = 1 + …", "At the target itself no step is needed.")
def test_steps_to_the_target(yours, rng):
    """The expected number of steps is 0 at the target, and elsewhere one more than what is expected after one step."""
    arrives(yours, np.array([[0.75, 0.25], [0.5, 0.5]]), 1)
    arrives(yours, ROUND, 2)
    for s in [2, 3, 5]:
        arrives(yours, dyadic(rng, s), int(rng.integers(s)))
    seldom = 2.0 ** -rng.integers(16, 20)
    arrives(yours, np.array([[1 - seldom, seldom], [0.5, 0.5]]), 1)


@hint("Can the chain go where the target is out of reach?  Then it does so with a positive probability, and the mean is…")
def test_what_may_be_missed(yours, rng):
    """Where the target may be missed for ever, the expected number of steps is inf, however likely it is to be reached."""
    arrives(yours, np.eye(2), 0)
    arrives(yours, np.array([[0.5, 0.25, 0.25], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]), 2)
    arrives(yours, np.array([[1.0, 0.0, 0.0], [0.5, 0.0, 0.5], [0.25, 0.75, 0.0]]), 2)
    trap = np.zeros((6, 6))
    trap[:4, :4], trap[4:] = dyadic(rng, 4), dyadic(rng, 6)[4:]
    order = rng.permutation(6)
    for target in (0, 5):
        arrives(yours, trap[order][:, order], int(np.flatnonzero(order == target)[0]))


@hint("What happens after the arrival, does it count?")
def test_what_comes_after_does_not_count(yours, rng):
    """A trap behind the target delays nobody on the way to it."""
    arrives(yours, np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]]), 1)
    P = np.zeros((4, 4))
    P[:3, :3], P[3, 3] = dyadic(rng, 3), 1
    P[2] = [0, 0, 0, 1]
    arrives(yours, P, 2)


def test_leaves_the_matrix_alone(yours, rng):
    """Both functions take whole numbers and any layout, and leave P as it is."""
    for P, integers in [(ROUND, True), (dyadic(rng, 3), False)]:
        unspoiled(yours.stationary_distribution, P, expect=exact.stationary, rtol=0, atol=NEAR, integers=integers, single=False)
        unspoiled(yours.hitting_times, P, 2, expect=exact.hitting_times, rtol=SOLVED, integers=integers, single=False)


# %% figure: paths beside what is expected of them · needs matplotlib
TWO = np.array([0.25, 0.75])


def paths(rng):
    """Return processes, one of them without arrivals, T, and a chain's states with the law they are to be compared with."""
    T = rng.uniform(2, 4)
    arrivals = [np.sort(rng.uniform(0, T, size=k)) for k in (4, 0, 7)]
    return arrivals, T, rng.choice([0, 1, 3], size=41), rng.dirichlet(np.ones(5))


def counting(figure):
    """Return the lines of the axes that hold any but bars."""
    drawn = [one for one in lines(figure) if one.linestyle and len(one.x) > 1]
    require(len(drawn) > 0, "the figure holds no line: the counting processes are missing", got=figure)
    return drawn


def moments(times, T):
    """Return times within each stretch that no arrival interrupts, near both of its ends and in between."""
    ends = np.concatenate([[0.0], times, [T]])
    return np.sort((ends[:-1] + np.outer([0.02, 0.4, 0.6, 0.98], np.diff(ends))).ravel())


def climbs(figure, arrivals, T):
    """Some line of the figure is the counting process of each of these."""
    drawn = counting(figure)
    require(len(drawn) >= len(arrivals), f"the figure holds {len(drawn)} lines for {len(arrivals)} processes", got=figure)
    for number, times in enumerate(arrivals):
        at = moments(times, T)
        count = np.searchsorted(times, at, side="right")
        heights = [height(one, at) for one in drawn]
        nearest = min(heights, key=lambda h: np.count_nonzero(h != count))
        wrong = np.flatnonzero(nearest != count)
        if len(wrong):
            k = wrong[0]
            seen = f"the line is at {nearest[k]:.4g}" if np.isfinite(nearest[k]) else "there is no line"
            require(False, f"process {number}: at t = {at[k]:.4g}, {count[k]} arrivals have come, and {seen}",
                    got=next(one.y for one, h in zip(drawn, heights) if h is nearest))


@hint("A line between two points climbs all the way; how does a count climb?", "where='post' and where='pre': which holds a value until the next point?",
      "Where does a count stand before the first arrival, and after the last one?")
@worth(2)
def test_counts_climb(yours, rng):
    """Each process is a step line: at every time as high as the number of arrivals up to then."""
    climbs(yours.paths_figure([np.array([1.0])], 2.0, np.array([0, 1]), TWO), [np.array([1.0])], 2.0)
    arrivals, T, states, pi = paths(rng)
    climbs(yours.paths_figure(arrivals, T, states, pi), arrivals, T)


def test_from_0_to_T(yours, rng):
    """Every count is drawn from 0 to T and no farther, one without arrivals too."""
    for given in (([np.array([1.0])], 2.0, np.array([0, 1]), TWO), ([np.zeros(0)], 1.5, np.array([1]), TWO), paths(rng)):
        T = given[1]
        for one in counting(yours.paths_figure(*given)):
            assert_close(np.array([one.x.min(), one.x.max()]), np.array([0.0, T]), rtol=EXACT, said="a line's first and last time")


@hint("Of how many states is it a share?  The first one is a state too.")
@worth(2)
def test_shares_of_time(yours, rng):
    """The bars “observed” are the shares of time in each state, the bars “stationary” are π; a state that was never met has a bar of 0."""
    for arrivals, T, states, pi in (([np.array([1.0])], 2.0, np.array([0, 1, 0, 0]), TWO), paths(rng)):
        figure = yours.paths_figure(arrivals, T, states, pi)
        at, observed = np.arange(len(pi)), exact.frequencies(states.tolist(), len(pi))
        assert_bars(figure, at, observed, label="observed", rtol=0, atol=EXACT)
        assert_bars(figure, at, pi, label="stationary", rtol=0, atol=EXACT)


def test_side_by_side(yours, rng):
    """At each state the two bars stand beside each other, so that neither hides the other; nothing is cut off."""
    for given in (([np.array([1.0])], 2.0, np.array([0, 1, 0, 0]), TWO), paths(rng)):
        figure = yours.paths_figure(*given)
        observed, stationary = bars(figure, "observed"), bars(figure, "stationary")
        same = len(observed.at) == len(stationary.at)
        require(same, f"{len(observed.at)} and {len(stationary.at)} bars cannot stand side by side", got=figure)
        apart = np.abs(observed.at - stationary.at)
        wide = (observed.width + stationary.width) / 2
        require((apart >= wide * (1 - 1e-9)).all(), "the bars of a state cover each other", got=observed.at, expected=stationary.at)
        require(panel(figure, "bars").yscale == "linear", "a logarithmic axis has no 0 for bars to begin at", got=figure)
        assert_visible(figure)


def test_says_what_is_drawn(yours, rng):
    """Each axis is labelled, and the names of both kinds of bars can be read; lines and bars stand on axes of their own."""
    for given in (([np.array([1.0])], 2.0, np.array([0, 1, 0, 0]), TWO), paths(rng)):
        figure = yours.paths_figure(*given)
        require(not panel(figure, "bars").lines, "lines and bars are drawn on the same axes, and have nothing in common", got=figure)
        assert_labelled(figure)
        assert_named(figure, ["observed", "stationary"])
