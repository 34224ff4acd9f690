"""One draw of a variational autoencoder, forwards and back

steps · 10 min · difficulty 2 · part model
"""
from fractions import Fraction
from math import exp, log

from autograder.problems import Problem, Rejected

BAND = (6, 16)      # digits of the numbers that have to be carried

STATEMENT = """For one image the encoder gives μ = {mu} and the standard deviations s = {s}, that is logvar = log s². The draw is ε = {eps}, and at \
$z = μ + s ε$ (entry by entry) the decoder's log p(x | z) has the gradient {g} by z. With $ELBO = log p(x | z) − KL(N(μ, diag(s^2)) ‖ N(0, I))$, z as \
just drawn, return a dict, fractions as 'a/b': `z`; `kl`, the divergence in nats, a float; `mu` and `logvar`, the gradients of the ELBO by μ and by \
logvar, with ε held fixed."""


def generate(rng):
    mu = [Fraction(int(rng.integers(-4, 5)), 2) for _ in range(2)]
    s = [Fraction(*[(1, 2), (1, 3), (2, 3), (3, 2), (2, 1)][rng.integers(5)]) for _ in range(2)]
    eps = [Fraction(int(rng.choice([-3, -2, -1, 1, 2, 3])), 2) for _ in range(2)]
    g = [int(rng.choice([-4, -3, -2, -1, 1, 2, 3, 4])) for _ in range(2)]
    if s[0] == s[1] or s[0] * s[1] == 1 or 0 in mu or g[0] == g[1]:
        raise Rejected
    z = [m + d * e for m, d, e in zip(mu, s, eps, strict=True)]
    kl = sum(float(m**2 + d**2 - 1) / 2 - log(d) for m, d in zip(mu, s, strict=True))
    by_mu = [a - m for a, m in zip(g, mu, strict=True)]
    by_logvar = [a * d * e / 2 - (d**2 - 1) / 2 for a, d, e in zip(g, s, eps, strict=True)]
    if 0 in (*z, *by_mu, *by_logvar):
        raise Rejected
    return Problem(STATEMENT, {"mu": words(mu), "s": words(s), "eps": words(eps), "g": g},
                   answer={"z": words(z), "kl": kl, "mu": words(by_mu), "logvar": words(by_logvar)},
                   steps=("KL = ½ Σ (μ² + s² − 1 − log s²)", "∂z/∂μ = 1, ∂KL/∂μ = μ", "s = exp(logvar/2): ∂z/∂logvar = s ε/2, ∂KL/∂logvar = (s² − 1)/2"))


def solve(mu, s, eps, g):
    # by central differences of the bound, log p being linear near z
    mu, s, eps = ([float(Fraction(v)) for v in row] for row in (mu, s, eps))
    h = 1e-4            # the error is h² times a third derivative: 1e-8 of numbers of about 1

    def bound(n, m, logvar):
        return g[n] * (m + exp(logvar / 2) * eps[n]) - (m * m + exp(logvar) - 1 - logvar) / 2
    logvar = [2 * log(d) for d in s]
    kl = sum((m * m + d * d - 1 - v) / 2 for m, d, v in zip(mu, s, logvar, strict=True))
    return {"z": [m + d * e for m, d, e in zip(mu, s, eps, strict=True)], "kl": kl,
            "mu": [(bound(n, mu[n] + h, logvar[n]) - bound(n, mu[n] - h, logvar[n])) / (2 * h) for n in range(2)],
            "logvar": [(bound(n, mu[n], logvar[n] + h) - bound(n, mu[n], logvar[n] - h)) / (2 * h) for n in range(2)]}


def effort(mu, s, eps, g):
    return sum(len(v.replace("/", "").replace("-", "")) for row in (mu, s, eps) for v in row) - 2


def mistakes(mu, s, eps, g):
    right = solve(mu, s, eps, g)
    mu, s, eps = ([float(Fraction(v)) for v in row] for row in (mu, s, eps))
    rows = list(zip(mu, s, eps, g, strict=True))
    return {"the variance is taken for the deviation": right | {"z": [m + d * d * e for m, d, e, _ in rows]},
            "the divergence is added to the bound": right | {"mu": [a + m for m, _, _, a in rows],
                                                             "logvar": [a * d * e / 2 + (d * d - 1) / 2 for _, d, e, a in rows]},
            "the gradient is that of the divergence alone": right | {"mu": [-m for m in mu], "logvar": [-(d * d - 1) / 2 for d in s]},
            "logvar is taken as the logarithm of s": right | {"logvar": [2 * v for v in right["logvar"]]},
            "the gradient by s is taken for that by logvar": right | {"logvar": [a * e - d + 1 / d for _, d, e, a in rows]},
            "log s² is left out of the divergence": right | {"kl": right["kl"] + sum(log(d) for d in s)},
            "the factor ½ is forgotten": right | {"kl": 2 * right["kl"]}}


def words(row):
    return [str(v) for v in row]
