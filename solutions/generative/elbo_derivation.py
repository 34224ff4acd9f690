"""Evidence lower bound on a small latent-variable model: derivation, gap, tightness

105 min · difficulty 3 · after kl-derivation-nonnegativity, mle-map-exponential-family

    p(x) = Σₖ pₖ lₖ,   pₖ = p(z = k) the prior,   lₖ = p(x | z = k) the likelihood of the x that was seen

    ELBO(q) = Σₖ qₖ log(pₖ lₖ / qₖ)

for any probabilities q over the hidden z.  It is a lower bound of log p(x), which is called the evidence; what is missing is a divergence
from q to the posterior rₖ = p(z = k | x) = pₖ lₖ / p(x):

    log p(x) = ELBO(q) + KL(q ‖ r)

Show it, for a discrete z and then for a Gaussian one; compute it where some probabilities are 0 or far too small for a float; and say what
maximising over q does.  "simplex" is the reason that q (or p) sums to 1; that r does is to be shown where you need it.  Other words than
those below are imported from autograder.algebra.
"""
import numpy as np

from autograder.algebra import (
    D,
    E,
    Eq,
    N,
    Rational,
    Sum,
    define,
    dim,
    divide,
    indices,
    log,
    multiply,
    pi,
    positive,
    random,
    real,
    simplex,
    subtract,
    vector,
)

K = dim("K", 2, 4)                                              # every number of hidden values from 2 to 4 is tried
j, k = indices("j k", K)
q, p, l = vector("q", K, simplex), vector("p", K, simplex), vector("l", K, positive)
px = define("px", Sum(p[j] * l[j], j))
r = define("r", k, p[k] * l[k] / px)
elbo_q = Sum(q[k] * log(p[k] * l[k] / q[k]), k)
kl_q = Sum(q[k] * log(q[k] / r[k]), k)

w, x, m, a, b = real("w x m a b")                               # z ~ N(0, 1), x | z ~ N(w z, s2), q = N(m, v): s2 and v are variances
s2, v = positive("s2 v")
z = random("z", N(m, v))
log_prior = -z**2 / 2 - log(2 * pi) / 2
log_likelihood = -(x - w * z)**2 / (2 * s2) - log(2 * pi * s2) / 2
log_q = -(z - m)**2 / (2 * v) - log(2 * pi * v) / 2


def gaussian_elbo(m, v):
    """The ELBO for q = N(m, v), as `linear_gaussian_elbo` is to find it."""
    return -((x - w * m)**2 + w**2 * v) / (2 * s2) - (m**2 + v) / 2 + log(v) / 2 + (1 - log(2 * pi * s2)) / 2


best_m, best_v = define("best_m", w * x / (s2 + w**2)), define("best_v", s2 / (s2 + w**2))


# %% bound: the evidence is the bound and a divergence
def elbo_chain():
    """log p(x) = Σₖ qₖ log(pₖ lₖ/qₖ) + Σₖ qₖ log(qₖ/rₖ)."""
    yield log(px)
    ...
    yield Sum(q[k], k) * log(px), "simplex"
    yield Sum(q[k] * log(px), k), "sum"
    yield Sum(q[k] * log(p[k] * l[k] / r[k]), k), "definition"
    yield Sum(q[k] * log((p[k] * l[k] / q[k]) * (q[k] / r[k])), k)
    yield Sum(q[k] * (log(p[k] * l[k] / q[k]) + log(q[k] / r[k])), k), "log"
    yield elbo_q + kl_q, "sum"


def lower_bound():
    """log p(x) ≥ Σₖ qₖ log(pₖ lₖ/qₖ): by Jensen, or from the equation above by log u ≤ u − 1."""
    yield log(px)
    ...
    yield log(Sum(p[k] * l[k], k)), "definition"
    yield log(Sum(q[k] * (p[k] * l[k] / q[k]), k))
    yield "≥", elbo_q, "Jensen"


def joint_entropy_form():
    """ELBO = Σₖ qₖ log(pₖ lₖ) − Σₖ qₖ log qₖ: the mean log-joint and the entropy of q."""
    yield elbo_q
    ...
    yield Sum(q[k] * (log(p[k] * l[k]) - log(q[k])), k), "log"
    yield Sum(q[k] * log(p[k] * l[k]), k) - Sum(q[k] * log(q[k]), k), "sum"


def reconstruction_form():
    """ELBO = Σₖ qₖ log lₖ − Σₖ qₖ log(qₖ/pₖ): the mean log-likelihood less the divergence from the prior."""
    yield elbo_q
    ...
    yield Sum(q[k] * log(l[k] / (q[k] / p[k])), k)
    yield Sum(q[k] * (log(l[k]) - log(q[k] / p[k])), k), "log"
    yield Sum(q[k] * log(l[k]), k) - Sum(q[k] * log(q[k] / p[k]), k), "sum"


def free_energy():
    """F = Σₖ qₖ log qₖ − Σₖ qₖ log(pₖ lₖ), minus the ELBO, is KL(q ‖ r) − log p(x): what minimising it over q minimises."""
    yield Sum(q[k] * log(q[k]), k) - Sum(q[k] * log(p[k] * l[k]), k)
    ...
    yield Sum(q[k] * (log(q[k]) - log(p[k] * l[k])), k), "sum"
    yield Sum(q[k] * (log(q[k]) - log(r[k] * px)), k), "definition"
    yield Sum(q[k] * (log(q[k] / r[k]) - log(px)), k), "log"
    yield kl_q - log(px) * Sum(q[k], k), "sum"
    yield kl_q - log(px), "simplex"


# %% discrete: the same numbers, where some are 0
def discrete_model(pi, theta, x):
    """The evidence and the posterior → (log p(x), (K,)), for pi (K,), theta (K, V) with rows p(x | z = k), and x in 0 … V − 1.

    Probabilities may be 0, and so small that their products are no floats.  p(x) = 0 and an x outside 0 … V − 1 raise ValueError.

    >>> discrete_model([0.5, 0.5], [[0.25, 0.75], [0.75, 0.25]], 0)
    (-0.6931471805599453, array([0.25, 0.75]))
    """
    ...
    joint = log_joint(pi, theta, x)
    evidence = joint.max() + np.log(np.exp(joint - joint.max()).sum())
    return float(evidence), np.exp(joint - evidence)


def elbo(q, pi, theta, x):
    """Σₖ qₖ log(pₖ lₖ / qₖ) → float, q (K,) probabilities: a term is 0 where qₖ = 0, and −inf where pₖ lₖ = 0 < qₖ.

    No warning is given.  ValueError as for discrete_model.
    """
    ...
    q, joint = np.asarray(q, float), log_joint(pi, theta, x)
    some = q > 0
    return float((q[some] * (joint[some] - np.log(q[some]))).sum())


def gap(q, pi, theta, x):
    """log p(x) − ELBO → float: KL(q ‖ posterior), +inf where the ELBO is −inf.  ValueError as for discrete_model."""
    ...
    return discrete_model(pi, theta, x)[0] - elbo(q, pi, theta, x)


def coordinate_ascent(pi, theta, xs):
    """One step of EM for xs (n,) → (pi″ (K,), theta″ (K, V), mean ELBO): the ELBOs are raised, first by q, then by pi and theta.

    q for each x is the posterior under the old parameters, and the mean ELBO returned is the one there, before pi and theta move.
    pi″ and theta″ maximise the mean ELBO for these q; the row of a k to which no x belongs (Σ of its q is 0) stays as it was.
    No xs, and an x with p(x) = 0, raise ValueError.
    """
    ...
    theta = np.asarray(theta, float)
    if len(xs) == 0:
        raise ValueError("no data: their mean is not defined")
    evidence, posteriors = zip(*(discrete_model(pi, theta, x) for x in xs))
    shares = np.array(posteriors)                                   # (n, K)
    counts = shares.T @ np.eye(theta.shape[1])[np.asarray(xs)]      # (K, V): how much of each symbol belongs to each k
    total = counts.sum(axis=1, keepdims=True)
    rows = np.where(total > 0, counts / np.where(total > 0, total, 1), theta)
    return shares.mean(axis=0), rows, float(np.mean(evidence))      # at the posteriors the ELBO is the evidence


...
def log_joint(pi, theta, x):
    """Return log pₖ + log lₖ for all k, −inf where either is 0."""
    pi, theta = np.asarray(pi, float), np.asarray(theta, float)
    if not 0 <= x < theta.shape[1]:
        raise ValueError(f"x is one of 0 … {theta.shape[1] - 1}")
    with np.errstate(divide="ignore"):
        joint = np.log(pi) + np.log(theta[:, x])
    if joint.max() == -np.inf:
        raise ValueError("p(x) = 0: there is no posterior")
    return joint


# %% gaussian: a Gaussian z, where everything comes out in closed form
def linear_gaussian_elbo():
    """E[log p(x | z) + log p(z) − log q(z)] in closed form, z ~ q = N(m, v); any form without a mean will do."""
    yield E(log_likelihood + log_prior - log_q, z)
    ...
    yield (-E((x - w * z)**2, z) / (2 * s2) - log(2 * pi * s2) / 2 - E(z**2, z) / 2 - log(2 * pi) / 2
           + E((z - m)**2, z) / (2 * v) + log(2 * pi * v) / 2), "linearity"
    yield (-((x - w * m)**2 + w**2 * v) / (2 * s2) - log(2 * pi * s2) / 2 - (m**2 + v) / 2 - log(2 * pi) / 2
           + v / (2 * v) + log(2 * pi * v) / 2), "Gaussian moments"
    yield gaussian_elbo(m, v), "log"


def optimal_mean():
    """The m at which ∂ELBO/∂m = 0."""
    yield Eq(D(gaussian_elbo(m, v), m), 0)
    ...
    yield Eq(w * (x - w * m) / s2 - m, 0), "chain rule"
    yield Eq(w * (x - w * m) - s2 * m, 0), multiply(s2)
    yield Eq(-(s2 + w**2) * m, -w * x), subtract(w * x)
    yield Eq(m, w * x / (s2 + w**2)), divide(-(s2 + w**2))


def optimal_variance():
    """The v at which ∂ELBO/∂v = 0."""
    yield Eq(D(gaussian_elbo(m, v), v), 0)
    ...
    yield Eq(-w**2 / (2 * s2) - Rational(1, 2) + 1 / (2 * v), 0), "chain rule"
    yield Eq(s2 - (s2 + w**2) * v, 0), multiply(2 * s2 * v)
    yield Eq(-(s2 + w**2) * v, -s2), subtract(s2)
    yield Eq(v, s2 / (s2 + w**2)), divide(-(s2 + w**2))


def second_order():
    """−a² ∂²ELBO/∂m² − 2ab ∂²ELBO/∂m∂v − b² ∂²ELBO/∂v² is visibly ≥ 0 for all a, b: the stationary point is the maximum."""
    yield -a**2 * D(gaussian_elbo(m, v), m, m) - 2 * a * b * D(gaussian_elbo(m, v), m, v) - b**2 * D(gaussian_elbo(m, v), v, v)
    ...
    slope_m, slope_v = w * (x - w * m) / s2 - m, -w**2 / (2 * s2) - Rational(1, 2) + 1 / (2 * v)
    yield -a**2 * D(slope_m, m) - 2 * a * b * D(slope_m, v) - b**2 * D(slope_v, v), "quotient rule"
    yield a**2 * (w**2 / s2 + 1) + b**2 / (2 * v**2), "quotient rule"


def no_gap():
    """At the best m and v the ELBO is log N(x; 0, s2 + w²), the evidence itself."""
    yield gaussian_elbo(best_m, best_v)
    ...
    s = s2 + w**2
    yield gaussian_elbo(w * x / s, s2 / s), "definition"
    yield -x**2 / (2 * s) + log(s2 / s) / 2 - log(2 * pi * s2) / 2
    yield -x**2 / (2 * s) - log(2 * pi * s) / 2, "log"


# %% tight: where nothing is lost
def tight_at_posterior():
    """Σₖ rₖ log(pₖ lₖ/rₖ) = log p(x): at the posterior the bound is the evidence."""
    yield Sum(r[k] * log(p[k] * l[k] / r[k]), k)
    ...
    yield Sum(r[k] * log(px), k), "definition"
    yield log(px) * Sum(r[k], k), "sum"
    yield log(px) * Sum(p[k] * l[k] / px, k), "definition"
    yield log(px) * Sum(p[k] * l[k], k) / px, "sum"
    yield log(px), "definition"


def when_tight():
    """Where ELBO(q) = log p(x) → one of the words "uniform", "prior", "likelihood", "posterior", "always": what q is there."""
    ...
    return "posterior"


def choose_minimised_kl():
    """The KL(first ‖ second) that falls when the ELBO rises over q → (first, second), of the words "q", "prior", "posterior", "data"."""
    ...
    return "q", "posterior"
