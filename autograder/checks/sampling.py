"""What draws of a Markov chain are worth: split-R̂, effective sample size, and the share of draws at each mode.

Split-R̂ and the effective size are those of Vehtari, Gelman, Simpson, Carpenter and Bürkner, Rank-normalization, folding, and
localization: an improved R̂ (Bayesian Analysis 16, 2021), sections 2 and 3, without ranks; where the sum of autocorrelations ends
is Geyer's initial monotone sequence (Practical Markov chain Monte Carlo, Statistical Science 7, 1992, section 3.3).
"""
from math import log10

import numpy as np

LEAST = 8       # draws of a chain: its halves then have four, the fewest with two pairs of autocorrelations


def split(chains: np.ndarray) -> np.ndarray:
    """Return each chain as two, its halves: (m, n, d) → (2m, n//2, d); of an odd number of draws the middle one is left out."""
    half = chains.shape[1] // 2
    return np.concatenate([chains[:, :half], chains[:, -half:]])


def split_rhat(chains: np.ndarray) -> np.ndarray:
    """Return √(V/W) for each coordinate of chains (m, n, d), where W is the mean variance within half-chains, and V = (n−1)/n W + B/n
    the variance that their means foretell: 1 where all halves tell the same."""
    within, total = _variances(split(chains))
    result: np.ndarray = np.sqrt(total / within)
    return result


def effective_size(chains: np.ndarray) -> np.ndarray:
    """Return how many independent draws would tell the mean of each coordinate as well: m n / τ, τ = −1 + 2 Σₜ (ρ₂ₜ + ρ₂ₜ₊₁).

    ρₜ = 1 − (W − the mean autocovariance at lag t) / V.  The sum takes pairs while they are positive, each no larger than the one before.
    τ is at least 1/log₁₀(m n), for chains that swing from side to side.
    """
    halves = split(chains)
    m, n, _ = halves.shape
    within, total = _variances(halves)
    covariance = _autocovariance(halves).mean(axis=0) * n / (n - 1)        # (n, d); at lag 0 this is W
    correlation = 1 - (within - covariance) / total
    tau = np.array([_sum_of_pairs(column) for column in correlation.T])
    result: np.ndarray = m * n / np.maximum(tau, 1 / log10(m * n))
    return result


def _sum_of_pairs(correlation: np.ndarray) -> float:
    """Return −1 + 2 Σ of Geyer's initial positive, monotone pairs."""
    even = len(correlation) // 2 * 2
    pairs = correlation[:even:2] + correlation[1:even:2]
    end = int(np.argmax(pairs <= 0)) if (pairs <= 0).any() else len(pairs)
    return float(-1 + 2 * np.minimum.accumulate(pairs[:end]).sum())


def _variances(chains: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (W, V), each (d,): the mean variance within chains, and the variance of all draws as their means foretell it."""
    n = chains.shape[1]
    within = chains.var(axis=1, ddof=1).mean(axis=0)
    return within, (n - 1) / n * within + chains.mean(axis=1).var(axis=0, ddof=1)


def _autocovariance(chains: np.ndarray) -> np.ndarray:
    """Return Σᵢ (xᵢ − x̄)(xᵢ₊ₜ − x̄) / n of each chain and coordinate at every lag t, by the transform of a chain padded with zeros."""
    n = chains.shape[1]
    centred = chains - chains.mean(axis=1, keepdims=True)
    spectrum = np.abs(np.fft.rfft(centred, 2 * n, axis=1)) ** 2
    result: np.ndarray = np.fft.irfft(spectrum, 2 * n, axis=1)[:, :n] / n
    return result


def mode_shares(chains: np.ndarray, modes: np.ndarray) -> np.ndarray:
    """Return the share of all draws (m, n, d) that lie nearest to each mode: modes (k, d), or (k,) in one dimension."""
    modes = modes.reshape(len(modes), -1)
    draws = chains.reshape(-1, modes.shape[1])
    nearest = np.concatenate([((part[:, None] - modes) ** 2).sum(-1).argmin(1) for part in np.array_split(draws, len(draws) // 10_000 + 1)])
    return np.bincount(nearest, minlength=len(modes)) / len(draws)
