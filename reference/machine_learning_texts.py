"""What the machine-learning readings ask to be computed.

ACCURACY: support vectors, shattering, growth and Rademacher complexities are exact; the rest are a few operations in float64, a few ε
times the condition of the matrices in them (below 1e4 for what is drawn).
SOURCE: Deisenroth, Faisal and Ong, sections 2.8, 6.5, 10.2 and 12.3; Ng, CS229 notes on GLMs, GDA and EM; Shalev-Shwartz and Ben-David,
chapters 2, 4, 6 and 26; Bishop, sections 3.3, 3.5, 9.2 and 10.1.
"""
from fractions import Fraction
from itertools import combinations, product
from math import ceil, comb, log

import numpy as np

from .linear_algebra_texts import plain, solve

# Mathematics for Machine Learning

def composed(A, a, B, b):
    """Return M and c of x ↦ B (A x + a) + b = M x + c, by where 0 and the unit vectors go."""
    def through(x):
        return B @ (A @ x + a) + b
    c = through(np.zeros(len(a)))
    return [np.column_stack([through(e) - c for e in np.eye(len(a))]), c]


def log_normal(x, mean, covariance):
    """Return the logarithm of a Gaussian density."""
    d, S = np.atleast_1d(np.subtract(x, mean)).astype(float), np.atleast_2d(np.asarray(covariance, float))
    return float(-0.5 * (d @ np.linalg.solve(S, d) + np.linalg.slogdet(2 * np.pi * S)[1]))


def product_of_gaussians(mean1, covariance1, mean2, covariance2):
    """Return mean and covariance of the density proportional to the product: the mean moves towards the second by S₁ (S₁ + S₂)⁻¹."""
    S1, S2 = np.atleast_2d(np.asarray(covariance1, float)), np.atleast_2d(np.asarray(covariance2, float))
    gain = np.linalg.solve((S1 + S2).T, S1.T).T
    return [np.atleast_1d(mean1) + gain @ np.atleast_1d(np.subtract(mean2, mean1)), S1 - gain @ S1]


def covariance(X):
    """Return the mean over all pairs of points of half the product of their differences, which is (1/N) Σ (x − x̄)(x − x̄)ᵀ."""
    X = np.asarray(X, float)
    D = (X[:, None] - X[None]).reshape(-1, X.shape[1])
    return D.T @ D / (2 * len(X) ** 2)


def support(points, labels):
    """Return (α, w, b) of the hard-margin machine: the set of support vectors that meets the KKT conditions, of all."""
    points, labels = plain(points), plain(labels)
    n = len(points)
    for size in range(2, n + 1):
        for on in combinations(range(n), size):
            rows = [[labels[i] * labels[j] * _dot(points[i], points[j]) for j in on] + [labels[i]] for i in on]
            rows.append([labels[j] for j in on] + [0])
            try:
                *some, b = solve(rows, [1] * size + [0])
            except ZeroDivisionError:       # no such machine
                continue
            alpha = [Fraction(0)] * n
            for j, x in zip(on, some):
                alpha[j] = x
            w = [sum(a * y * p[k] for a, y, p in zip(alpha, labels, points)) for k in range(len(points[0]))]
            if min(some) >= 0 and all(y * (_dot(w, p) + b) >= 1 for y, p in zip(labels, points)):
                return alpha, w, b
    raise ValueError("the classes cannot be separated")


def _dot(x, y):
    return sum(Fraction(a) * b for a, b in zip(x, y))


# CS229

def logistic_gradient(theta, X, y):
    """Return the gradient of Σ log p(y | x; θ), by the derivative of log(1 + exp) on either side."""
    signs = 2 * np.asarray(y, float) - 1
    return (signs / (1 + np.exp(signs * (np.asarray(X, float) @ theta)))) @ np.asarray(X, float)


def discriminant(phi, mu0, mu1, sigma):
    """Return θ and θ₀ of the log odds θᵀx + θ₀ of class 1, read off the densities: the log odds at 0 and at the unit vectors."""
    def odds(x):
        return log_normal(x, mu1, sigma) - log_normal(x, mu0, sigma) + log(phi / (1 - phi))
    at_zero = odds(np.zeros(len(mu0)))
    return [np.array([odds(e) for e in np.eye(len(mu0))]) - at_zero, at_zero]


def joint(x, phi, means):
    """Return p(x, z) for two Gaussians of variance 1, a row a point: the weights are 1 − φ and φ."""
    return np.exp([[log_normal(v, m, 1) + log(w) for m, w in zip(means, (1 - phi, phi))] for v in x])


def log_likelihood(x, phi, means):
    return float(np.log(joint(x, phi, means).sum(axis=1)).sum())


def gap(x, phi, means, q):
    """Return Σ KL(Q ‖ posterior), by which the bound misses the log likelihood; q are the probabilities of z = 1."""
    p = joint(x, phi, means)
    p = p / p.sum(axis=1, keepdims=True)
    Q = np.column_stack([1 - np.asarray(q), q])
    return float((Q * np.log(Q / p)).sum())


def gain(x, phi, means):
    """Return by how much one round of EM on φ and the means raises the log likelihood."""
    p = joint(x, phi, means)
    q = p[:, 1] / p.sum(axis=1)
    better = [np.average(x, weights=1 - q), np.average(x, weights=q)]
    return log_likelihood(x, q.mean(), better) - log_likelihood(x, phi, means)


# Understanding Machine Learning

def patterns(table, points):
    """Return how many different rows the hypotheses have on these points."""
    return len({tuple(row[i] for i in points) for row in plain(table)})


def growth(table, k):
    """Return the most patterns on k of the points."""
    return max(patterns(table, some) for some in combinations(range(len(table[0])), k))


def vc_dimension(table):
    return max(k for k in range(len(table[0]) + 1) if growth(table, k) == 2 ** k)


def realisable(size, epsilon, delta):
    """Return the least m with size · e^{−εm} ≤ δ, as bounded."""
    return ceil(log(size / delta) / epsilon)


def agnostic(size, epsilon, delta):
    """Return the least m with 2 · size · e^{−m ε²/2} ≤ δ: each risk is within ε/2."""
    return ceil(2 * log(2 * size / delta) / epsilon ** 2)


def rademacher(vectors):
    """Return the mean over all signs of the largest σᵀa / m."""
    vectors = plain(vectors)
    m = len(vectors[0])
    return sum(max(_dot(s, a) for a in vectors) for s in product((-1, 1), repeat=m)) / Fraction(m * 2 ** m)


def sauer(m, d):
    return sum(comb(m, i) for i in range(d + 1))


# Pattern Recognition and Machine Learning

def responsibilities(x, weights, means, variances):
    p = np.exp([[log(w) + log_normal(v, m, s) for w, m, s in zip(weights, means, variances)] for v in x])
    return p / p.sum(axis=1, keepdims=True)


def maximised(x, gamma):
    """Return the weights, means and variances that responsibilities give."""
    gamma = np.asarray(gamma, float).T
    means = [np.average(x, weights=g) for g in gamma]
    return [gamma.mean(axis=1), means, [np.average((np.asarray(x) - m) ** 2, weights=g) for g, m in zip(gamma, means)]]


def factor(mu, precision, other):
    """Return mean and variance of q(z₁): of the Gaussian's conditional at z₂ = its mean, as the logarithm is linear in z₂."""
    S = np.linalg.inv(np.asarray(precision, float))
    return [mu[0] + S[0, 1] / S[1, 1] * (other - mu[1]), S[0, 0] - S[0, 1] ** 2 / S[1, 1]]


def factor_variances(covariance):
    """Return the variances of the two factors of the best product: what is left of each when the other is known."""
    (a, b), (_, d) = plain(covariance)
    return [a - b * b / d, d - b * b / a]


def posterior(phi, t, alpha, beta):
    """Return mean and covariance of the weights, by conditioning their joint Gaussian with t."""
    phi, t = np.asarray(phi, float), np.asarray(t, float)
    K = phi.T / alpha @ np.linalg.inv(np.eye(len(t)) / beta + phi @ phi.T / alpha)
    return [K @ t, (np.eye(phi.shape[1]) - K @ phi) / alpha]


def evidence(phi, t, alpha, beta):
    """Return log p(t): the weights integrated out, t is Gaussian."""
    phi = np.asarray(phi, float)
    return log_normal(t, np.zeros(len(t)), np.eye(len(t)) / beta + phi @ phi.T / alpha)


def predictive_variance(phi, alpha, beta, x):
    S = posterior(phi, np.zeros(len(phi)), alpha, beta)[1]
    return 1 / beta + np.asarray(x) @ S @ np.asarray(x)
