import numpy as np

from autograder.checks import assert_close, assert_equal, derives, hint, nonnegative, raises, require, solves, unspoiled, worth
from elbo_derivation import *    # the statement's names, from the stub beside it
from reference import mixtures as exact

judged_loosely = {"tight": "its answers are lines and words"}

CLOSE = dict(rtol=1e-12, atol=1e-12)        # a dozen roundings of numbers of the size of log p


# %% bound: the evidence is the bound and a divergence
@hint("log p(x) does not depend on k: which sum of it over k is log p(x)?", "Bayes' rule: p(x) = pₖ lₖ/rₖ for every k.",
      "Put qₖ above and below the line.")
@worth(2)
def test_elbo_chain(yours):
    """log p(x) = Σ q log(p l/q) + Σ q log(q/r), each line from the one above."""
    derives(yours.elbo_chain, log(px), to=elbo_q + kl_q, steps=4)


@hint("Write Σ pₖ lₖ as a mean under q.  Which function stands outside it, and how does it bend?",
      "Or: what remains to be shown of log p(x) = ELBO + KL?  log u ≤ u − 1 helps, for u = rₖ/qₖ.")
def test_lower_bound(yours):
    """log p(x) ≥ Σ q log(p l/q), with a reason for ≥."""
    derives(yours.lower_bound, log(px), at_least=elbo_q, steps=2)


def test_joint_entropy_form(yours):
    """The bound is the mean log-joint and the entropy of q."""
    derives(yours.joint_entropy_form, elbo_q, to=Sum(q[k] * log(p[k] * l[k]), k) - Sum(q[k] * log(q[k]), k), steps=2)


@hint("Which two of the three factors belong together?")
def test_reconstruction_form(yours):
    """The bound is the mean log-likelihood less KL(q ‖ p)."""
    derives(yours.reconstruction_form, elbo_q, to=Sum(q[k] * log(l[k]), k) - Sum(q[k] * log(q[k] / p[k]), k), steps=2)


@hint("Bayes' rule again: which product is pₖ lₖ?", "log p(x) stands in every term of the sum, with which weights?")
def test_free_energy(yours):
    """Minus the bound is KL(q ‖ r) − log p(x), each line from the one above."""
    derives(yours.free_energy, Sum(q[k] * log(q[k]), k) - Sum(q[k] * log(p[k] * l[k]), k), to=kl_q - log(px), steps=4)


# %% discrete: the same numbers, where some are 0
def model(rng, K, V, floor=0.2):
    """Return pi and theta, every entry in play."""
    pi, theta = rng.uniform(floor, 1, K), rng.uniform(floor, 1, (K, V))
    return pi / pi.sum(), theta / theta.sum(axis=1, keepdims=True)


def law(rng, K):
    q = rng.uniform(0.05, 1, K)
    return q / q.sum()


SIZES = [(2, 2), (3, 2), (2, 5), (4, 3)]


@hint("What is p(x, z = k)?  And what does it become when it is made to sum to 1?")
def test_evidence_and_posterior(yours, rng):
    """discrete_model returns log p(x) and the posterior, by Bayes' rule."""
    for K, V in SIZES:
        pi, theta = model(rng, K, V)
        for x in range(V):
            assert_close(yours.discrete_model(pi, theta, x), exact.posterior(pi, theta, x), **CLOSE)


@hint("Under which of the laws is the mean in the ELBO?  Which three factors stand in its logarithm?")
@worth(2)
def test_elbo(yours, rng):
    """elbo is Σ q log(p l/q), for any q."""
    for K, V in SIZES:
        pi, theta = model(rng, K, V)
        for x in range(V):
            q = law(rng, K)
            assert_close(yours.elbo(q, pi, theta, x), exact.bound(q, pi, theta, x), dtype=float, **CLOSE)


def bounds(yours, laws, case):
    """Return the ELBO of each law."""
    return [yours.elbo(weights, *case) for weights in laws]


def test_never_above_the_evidence(yours, rng):
    """For two thousand q the ELBO is not above log p(x), and at the posterior it is log p(x)."""
    for K, V in [(2, 2), (4, 3)]:
        pi, theta = model(rng, K, V)
        evidence, posterior = exact.posterior(pi, theta, 1)
        laws = np.vstack([posterior, rng.dirichlet(np.full(K, 0.7), size=1000)])
        got = yours.run(bounds, laws, (pi, theta, 1))
        assert_close(got[0], evidence, said="at the posterior", **CLOSE)
        above = max(value - evidence if isinstance(value, float) else np.inf for value in got)
        require(above <= 1e-12, f"an ELBO of yours lies {above:.3g} above log p(x)", got=got)


@hint("Which divergence is it, and which of its two laws weighs the logarithms?")
def test_gap(yours, rng):
    """gap is KL(q ‖ posterior), and 0 at the posterior."""
    for K, V in SIZES:
        pi, theta = model(rng, K, V)
        q, x = law(rng, K), int(rng.integers(V))
        assert_close(yours.gap(q, pi, theta, x), exact.gap(q, pi, theta, x), dtype=float, **CLOSE)
        assert_close(yours.gap(exact.posterior(pi, theta, x)[1], pi, theta, x), 0.0, said="at the posterior", **CLOSE)


@hint("What is q log q as q goes to 0?  And what does a q > 0 cost where p l is 0?")
def test_zeros(yours, rng):
    """A term with q = 0 is 0, one with q > 0 = p l is −inf, and there is no warning."""
    pi, theta = model(rng, 3, 3)
    q = law(rng, 2)
    some = np.array([q[0], 0.0, q[1]])
    assert_close(yours.quietly.elbo(some, pi, theta, 1), exact.bound(some, pi, theta, 1), **CLOSE)
    assert_close(yours.quietly.gap(some, pi, theta, 1), exact.gap(some, pi, theta, 1), **CLOSE)
    theta[1] = [0.25, 0.0, 0.75]
    assert_close(yours.quietly.discrete_model(pi, theta, 1), exact.posterior(pi, theta, 1), **CLOSE)
    assert_close(yours.quietly.elbo(some, pi, theta, 1), exact.bound(some, pi, theta, 1), **CLOSE)
    for full in [law(rng, 3), np.array([0.0, 1.0, 0.0])]:
        assert_close(yours.quietly.elbo(full, pi, theta, 1), -np.inf, rtol=0)
        assert_close(yours.quietly.gap(full, pi, theta, 1), np.inf, rtol=0)


@hint("10⁻²⁰⁰ · 10⁻²⁰⁰ is 0 in float64.  What is its logarithm?")
def test_tiny_probabilities(yours, rng):
    """Probabilities whose products are no floats give the right evidence, posterior and bound."""
    tiny = np.array([rng.uniform(1, 9) * 1e-200, 1.0])
    theta = np.array([[rng.uniform(1, 9) * 1e-200, 1.0], [rng.uniform(1, 9) * 1e-320, 1.0], [rng.uniform(0.1, 0.3) * 1e-300, 1.0]])
    for pi, rows in [(tiny, theta[[0, 2]] * [[1.0, 1.0], [1e-20, 1.0]]), (np.array([tiny[0], 1e-90, 1.0]), theta),
                     (np.array([0.3, 0.7]) + rng.uniform(-0.02, 0.02) * np.array([1, -1]), np.array([[1e-323, 1.0], [5e-324, 1.0]]))]:
        q = law(rng, len(pi))
        got, expected = yours.quietly.discrete_model(pi, rows, 0), exact.posterior(pi, rows, 0)
        assert_close(got, expected, rtol=1e-9, atol=1e-12)          # log p ≈ −700 is known to 1e-13, its exponential to 1e-10
        assert_close(yours.quietly.elbo(q, pi, rows, 0), exact.bound(q, pi, rows, 0), **CLOSE)


@hint("First q: for each x, which one closes the gap?", "Then pi and theta: which shares maximise Σ c log θ for given counts c?")
@worth(2)
def test_coordinate_ascent(yours, rng):
    """One step of EM returns the new pi and theta, and the mean ELBO at the posteriors before them."""
    for K, V, xs in [(2, 2, [0, 1]), (2, 2, [0, 1, 1]), (3, 4, [0, 3, 3, 1, 2, 2, 2]), (2, 5, list(map(int, rng.integers(0, 5, 12))))]:
        pi, theta = model(rng, K, V)
        assert_close(yours.coordinate_ascent(pi, theta, np.array(xs)), exact.em_step(pi, theta, xs), **CLOSE)


def ascents(yours, parameters, xs):
    """Return the mean ELBO of some steps in a row."""
    values = []
    for _ in range(4):
        *parameters, value = yours.coordinate_ascent(*parameters, xs)
        values.append(value)
    return values


def test_ascents_do_not_fall(yours, rng):
    """Step after step the mean ELBO does not fall, and it ends at the entropy of the data."""
    for K, V in [(2, 3), (3, 4)]:
        pi, theta = model(rng, K, V)
        xs = rng.permutation(np.concatenate([np.arange(V), rng.integers(0, V, 9)]))
        got = yours.run(ascents, (pi, theta), xs)
        require(isinstance(got, list) and all(isinstance(v, float) for v in got), "the mean ELBO is a float", got=got)
        fall = -np.diff(got).min()
        require(fall <= 1e-12, f"the mean ELBO falls by {fall:.3g} in a step", got=got)
        shares = np.bincount(xs, minlength=V) / len(xs)
        assert_close(got[-1], float(shares @ np.log(shares)), said="the mean ELBO after four steps", **CLOSE)


def test_nobody_belongs_to_it(yours, rng):
    """The row of a hidden value to which no x belongs stays as it was."""
    for pi, xs in [([1.0, 0.0], [0, 1, 1]), ([0.4, 0.0, 0.6], [2, 0])]:
        pi, (_, theta) = np.array(pi), model(rng, len(pi), 3)
        assert_close(yours.quietly.coordinate_ascent(pi, theta, np.array(xs)), exact.em_step(pi, theta, xs), **CLOSE)


def test_refuses_what_cannot_be_seen(yours, rng):
    """An x of probability 0, an x that is no symbol, and no xs at all raise ValueError."""
    pi, theta = np.array([0.5, 0.5, 0.0]), np.array([[0.5, 0.0, 0.5], [0.25, 0.0, 0.75], [0.0, 0.5, 0.5]])
    q = law(rng, 3)
    for x in [1, -1, 3]:
        with raises(ValueError):
            yours.discrete_model(pi, theta, x)
        with raises(ValueError):
            yours.elbo(q, pi, theta, x)
        with raises(ValueError):
            yours.gap(q, pi, theta, x)
        with raises(ValueError):
            yours.coordinate_ascent(pi, theta, np.array([0, x]))
    with raises(ValueError):
        yours.coordinate_ascent(pi, theta, np.array([], dtype=int))
    for x in [0, 2]:        # what can be seen is refused by none
        yours.discrete_model(pi, theta, x)
        yours.elbo(q, pi, theta, x)
        yours.gap(q, pi, theta, x)
    yours.coordinate_ascent(pi, theta, np.array([0, 2]))


def test_any_array(yours, rng):
    """float32 and every layout give the same numbers, and nothing is written into."""
    pi, theta = model(rng, 3, 3)
    q = law(rng, 3)
    for call, expect in [(yours.elbo, exact.bound), (yours.gap, exact.gap)]:
        unspoiled(lambda *a, call=call: call(*a, 2), q, pi, theta, expect=lambda *a, expect=expect: expect(*a, 2), integers=False,
                  rtol=1e-9, atol=1e-6)                             # in float32 laws sum to 1 up to 1e-7 only
    unspoiled(lambda *a: yours.discrete_model(*a, 2), pi, theta, expect=lambda *a: exact.posterior(*a, 2), integers=False, **CLOSE)
    xs = rng.integers(0, 3, 6)
    unspoiled(lambda *a: yours.coordinate_ascent(*a, xs), pi, theta, expect=lambda *a: exact.em_step(*a, xs), integers=False, **CLOSE)


# %% gaussian: a Gaussian z, where everything comes out in closed form
@hint("E is linear: three squares are left, and which means do they have under N(m, v)?", "E z² is not m².")
@worth(2)
def test_linear_gaussian_elbo(yours):
    """The ELBO of the Gaussian model has no mean left in it, each line from the one above."""
    derives(yours.linear_gaussian_elbo, E(log_likelihood + log_prior - log_q, z), to=gaussian_elbo(m, v), steps=3)


@hint("Carry out the derivative; then do the same to both sides, and say what: , multiply(s2)")
def test_optimal_mean(yours):
    """The ELBO is stationary in m at one m, which your last line gives."""
    solves(yours.optimal_mean, Eq(D(gaussian_elbo(m, v), m), 0), m, steps=2)


def test_optimal_variance(yours):
    """The ELBO is stationary in v at one v, which your last line gives."""
    solves(yours.optimal_variance, Eq(D(gaussian_elbo(m, v), v), 0), v, steps=2)


@hint("The first derivatives you have.  How does ∂ELBO/∂m depend on v?")
def test_second_order(yours):
    """Minus the second derivatives make squares with weights ≥ 0: the ELBO is concave in (m, v)."""
    L = gaussian_elbo(m, v)
    derives(yours.second_order, -a**2 * D(L, m, m) - 2 * a * b * D(L, m, v) - b**2 * D(L, v, v), to=nonnegative, steps=2)


@hint("Put in the definitions and collect the terms with x².")
def test_no_gap(yours):
    """At the best m and v the bound is the log of N(x; 0, s2 + w²): nothing is lost."""
    derives(yours.no_gap, gaussian_elbo(best_m, best_v), to=-x**2 / (2 * (s2 + w**2)) - log(2 * pi * (s2 + w**2)) / 2, steps=2)


# %% tight: where nothing is lost
@hint("pₖ lₖ/rₖ is the same for every k.", "That r sums to 1 follows from its definition.")
def test_tight_at_posterior(yours):
    """At q = r the bound is log p(x), each line from the one above; that r sums to 1 is shown."""
    derives(yours.tight_at_posterior, Sum(r[k] * log(p[k] * l[k] / r[k]), k), to=log(px), steps=4)


@hint("What is KL(a ‖ b) where a = b, and what elsewhere?")
def test_when_tight(yours):
    """You name the q for which nothing is lost."""
    assert_equal(yours.when_tight(), "posterior")


@hint("log p(x) does not depend on q.  Which of the two other terms must fall when the ELBO rises?")
def test_minimised_kl(yours):
    """You name the divergence that falls when the ELBO rises, its laws in their order."""
    assert_equal(yours.choose_minimised_kl(), ("q", "posterior"))
