import numpy as np

from autograder.checks import assert_close, assert_equal, derives, forbids, hint, raises, require, seed, unspoiled, worth
from kl_multivariate_gaussians import *    # the statement's names, from the stub beside it
from reference.gaussian_divergence import divergence, variance

forbidden = forbids("numpy.linalg.inv", "numpy.linalg.det", "torch.distributions.kl_divergence")
judged_loosely = {"montecarlo": "it is judged by statistics"}

half = (m1 - m0).T @ inv(S1) @ (m1 - m0)


# %% derive: from the densities to the closed form
@hint("The logarithm of a quotient, then of each of its halves.", "log √(a b) is ½ log a + ½ log b: which of the two is the same for both laws?")
def test_log_ratio(yours):
    """What 2π contributes cancels: two log-determinants and two quadratic forms remain."""
    derives(yours.log_ratio, log(p0 / p1), to=(log(det(S1)) - log(det(S0)) - q0 + q1) / 2, steps=2)


@hint("A number is its own trace; and a trace does not mind which of its factors stands first.",
      "B does not depend on x.  What is the mean of (x − c)(x − c)ᵀ, where c is not the mean?")
def test_trace_trick(yours):
    """E (x − c)ᵀB(x − c) = tr(B S₀) + (m₀ − c)ᵀB(m₀ − c), each line from the one above."""
    derives(yours.trace_trick, E((x - c).T @ B @ (x - c), x), to=tr(B @ S0) + (m0 - c).T @ B @ (m0 - c), steps=3)


@hint("The log-ratio you have shown: cite it.  Then E is linear.", "Both quadratic forms have x from N₀: which of them is centred at its mean?",
      "What is the trace of S₀⁻¹S₀?")
@worth(2)
def test_kl_chain(yours):
    """The mean log-ratio is ½ [tr(S₁⁻¹S₀) + (m₁ − m₀)ᵀS₁⁻¹(m₁ − m₀) − d + log(det S₁/det S₀)], each line from the one above."""
    derives(yours.kl_chain, E(log(p0 / p1), x), to=(tr(inv(S1) @ S0) + half - d + log(det(S1) / det(S0))) / 2, steps=5)


# %% compute: the closed form in floating point
def covariance(rng, d, condition=1e2):
    """Return a covariance whose eigenvalues spread over the condition and whose entries are all in play."""
    Q = np.linalg.qr(rng.normal(size=(d, d)))[0]
    S = Q * np.geomspace(condition**0.5, condition**-0.5, d) @ Q.T if d > 1 else np.array([[rng.uniform(1.5, 3)]])
    return (S + S.T) / 2


def laws(rng, d, **spread):
    """Return m0, S0, m1, S1 of two laws that overlap."""
    return rng.normal(size=d), covariance(rng, d, **spread), rng.normal(size=d), covariance(rng, d, **spread)


def close(got, expected, d, said=""):
    assert_close(got, expected, rtol=1e-9, atol=1e-10 * d, dtype=float, said=said)     # condition · ε is 2e-12 at most, in d terms of either sign


@hint("Put d = 1 into the closed form: what is S₁⁻¹S₀?")
def test_one_dimension(yours, rng):
    """Two laws on a line are as far apart as the closed form says."""
    m = float(rng.uniform(1, 2))
    close(yours.kl_mvn([0.0], [[1.0]], [m], [[1.0]]), divergence([0.0], [[1.0]], [m], [[1.0]]), 1)
    for _ in range(3):
        m0, m1, s0, s1 = rng.normal(size=1), rng.normal(size=1), rng.uniform(0.2, 0.8), rng.uniform(1.5, 4)
        for a, b in [(s0, s1), (s1, s0)]:
            close(yours.kl_mvn(m0, np.array([[a]]), m1, np.array([[b]])), divergence(m0, [[a]], m1, [[b]]), 1)


@hint("With S₁ = LLᵀ, what is the solution M of LM = L₀, and what the sum of the squares of its entries?")
@worth(2)
def test_several_dimensions(yours, rng):
    """Correlated coordinates count as they should, up to a condition of 10⁴, and in whatever coordinates both laws are written."""
    for d, condition in [(2, 10), (3, 100), (5, 1e3), (7, 1e4)]:
        law = laws(rng, d, condition=condition)
        close(yours.kl_mvn(*law), divergence(*law), d)
        A = covariance(rng, d, condition=4) + np.triu(rng.normal(size=(d, d)), 1) / d
        moved = [A @ law[0], A @ law[1] @ A.T, A @ law[2], A @ law[3] @ A.T]
        moved[1::2] = [(S + S.T) / 2 for S in moved[1::2]]
        assert_close(yours.kl_mvn(*moved), divergence(*law), rtol=1e-7, atol=1e-8,      # A adds a condition of some hundreds
                     said="with x replaced by Ax in both laws the divergence stays")


@hint("Which terms are left when S₁ = S₀?  Which when the means agree too?")
def test_near_and_equal_laws(yours, rng):
    """A law is at distance 0 from itself, and near it from a law nearby."""
    for d in [1, 2, 6]:
        m, S = rng.normal(size=d), covariance(rng, d)
        close(yours.kl_mvn(m, S, m, S), 0.0, d, "a law from itself")
        for step in [1e-1, 1e-2]:
            law = m, S, m + step, S * (1 + step)
            close(yours.kl_mvn(*law), divergence(*law), d, "a law nearby")


@hint("What is det S for S = 10⁻⁸ I in fifty dimensions?  And its logarithm?")
def test_fifty_dimensions(yours, rng):
    """Fifty dimensions of size 10⁻⁸ are no obstacle: no determinant underflows."""
    for scale in [1e-8, 1e8]:
        m0, S0, m1, S1 = laws(rng, 50)
        law = m0 * scale**0.5, S0 * scale, m1 * scale**0.5, S1 * scale
        close(yours.quietly.kl_mvn(*law), divergence(*law), 50)


def test_refuses_what_is_no_covariance(yours, rng):
    """A matrix that is not symmetric or not positive definite, and shapes that do not fit, raise ValueError; rounding does not."""
    m0, S0, m1, S1 = laws(rng, 3)
    for scale in [1.0, 1e10, 1e-10]:      # large first: an absolute tolerance refuses rounding there
        slightly = S1 * scale + 1e-12 * scale * abs(S1).max() * np.triu(np.ones((3, 3)), 1)
        close(yours.kl_mvn(m0, S0 * scale, m1, slightly), divergence(m0, S0 * scale, m1, S1 * scale), 3, "an asymmetry of 1e-12")
        crooked = S1 * scale + 1e-6 * scale * abs(S1).max() * np.triu(np.ones((3, 3)), 1)
        for S, T in [(crooked, S1), (S0, crooked)]:
            with raises(ValueError):
                yours.kl_mvn(m0, S, m1, T)
    Q = np.linalg.qr(rng.normal(size=(3, 3)))[0]
    for values in [[2.0, 1.0, -0.5], [2.0, -1.0, -0.5]]:
        indefinite = Q * np.array(values) @ Q.T
        indefinite = (indefinite + indefinite.T) / 2
        for S, T in [(indefinite, S1), (S0, indefinite)]:
            with raises(ValueError):
                yours.kl_mvn(m0, S, m1, T)
    for law in [(m0, S0, m1[:2], S1[:2, :2]), (m0[:2], S0, m1, S1), (m0[:1], S0[:1, :1], m1, S1), (m0, S0[:2], m1, S1)]:
        with raises(ValueError):
            yours.kl_mvn(*law)


def whole(rng, d):
    """Return a covariance of whole numbers."""
    A = rng.integers(-2, 3, (d, d))
    return (A @ A.T + d * np.eye(d)).astype(float)


def test_any_array(yours, rng):
    """Whole numbers, float32 and every layout give the same divergence, and nothing is written into."""
    for d in [2, 3]:
        law = rng.integers(-3, 4, d).astype(float), whole(rng, d), rng.integers(4, 8, d).astype(float), whole(rng, d)
        unspoiled(yours.kl_mvn, *law, expect=divergence, rtol=1e-9, atol=1e-9)      # condition · ε, as above


# %% montecarlo: the same number from draws
MANY = 200_000
Z = 5.5             # six estimates, each so far off once in 26 million runs: their laws are near the normal one at n = 200,000


def estimate(yours, law, n, rng):
    """Return the two floats, or say what came instead."""
    got = yours.kl_mvn_mc(*law, n, seed(rng))
    require(isinstance(got, (tuple, list)) and len(got) == 2 and all(isinstance(x, float) for x in got), "two floats come back: (estimate, standard_error)",
            got=got)
    return got


@hint("From which law are the draws?", "A draw from N(m, S) is m + Lz.  Which L gives the covariance LLᵀ = S?")
@worth(2)
def test_estimate(yours, rng):
    """Two hundred thousand draws put your estimate within a few standard errors of the closed form."""
    for d in [1, 1, 2, 2, 3, 5]:
        law = laws(rng, d, condition=10)
        got, expected = estimate(yours, law, MANY, rng)[0], divergence(*law)
        error = (variance(*law) / MANY) ** 0.5
        require(abs(got - expected) <= Z * error, f"your estimate {got:.5g} is {abs(got - expected) / error:.3g} standard errors away from "
                f"the divergence {expected:.5g}", got=got, expected=expected)


@hint("One draw is off by a standard deviation; what of a mean of n?")
def test_standard_error(yours, rng):
    """The standard error you report is the one your estimate has."""
    for d in [1, 2, 4]:
        law = laws(rng, d, condition=10)
        got, expected = estimate(yours, law, MANY, rng)[1], (variance(*law) / MANY) ** 0.5
        assert_close(got, expected, rtol=0.1)           # n draws know it to √(κ/4n), half a per cent: twenty times less


def mean_square(yours, law, n, generator, times):
    """Return the mean square of the standard error from n draws, over many samples."""
    return sum(yours.kl_mvn_mc(*law, n, generator)[1] ** 2 for _ in range(times)) / times


@hint("Two values lie half their difference away from their mean.  Which divisor makes the mean of s² right?")
def test_few_draws(yours, rng):
    """From two draws already, the square of the standard error is right on average; from fewer there is none."""
    d, times = 2, 2000
    S = covariance(rng, d, condition=3)
    law = rng.normal(size=d), S, rng.normal(size=d), S          # equal covariances: then the log-ratio is exactly normal
    for n in [3, 2]:
        got = yours.run(mean_square, law, n, seed(rng), times)
        assert_close(got, variance(*law) / n, rtol=0.25)        # χ² with 2000 degrees of freedom or more: 3 % off at one σ, 25 % at eight
    for n in [1, 0]:
        with raises(ValueError):
            yours.kl_mvn_mc(*law, n, seed(rng))


def test_draws_from_the_generator(yours, rng):
    """The same generator gives the same estimate, another generator another one."""
    law, draws = laws(rng, 2, condition=10), seed(rng)
    first, again, other = (yours.kl_mvn_mc(*law, 100, s) for s in (draws, draws, seed(rng)))
    assert_equal(again, first, said="the same seed once more")
    require(other != first and np.isfinite(first).all(), "another generator gives another estimate, a finite one; yours does not", got=other)
