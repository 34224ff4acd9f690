"""Statistics of repeated runs: mean and spread, intervals, paired tests, multiplicity

105 min · difficulty 3 · after distribution-toolkit, concentration-inequalities · needs scipy

A program is run under s seeds and gives s numbers x₁ … x_s.  One number says nothing; with several,

    x̄ = Σᵢ xᵢ / s        sd² = Σᵢ (xᵢ − x̄)² / (s − 1)        interval  x̄ ± t sd/√s

where t leaves (1 − level)/2 of Student's law of s − 1 degrees of freedom above it.  Two programs that
were run under the same seeds share what the seeds decide: their differences dᵢ = aᵢ − bᵢ are the sample
then, and a test is *paired*.

    sign flips   if it does not matter which program is which, dᵢ and −dᵢ are equally likely:
                 p is the share of all 2ˢ choices of signs for which |mean(±d)| ≥ |mean(d)|
    Holm         p₍₁₎ ≤ … ≤ p₍ₘ₎: the i-th is multiplied by m − i + 1, and none falls below the one before it
    BH           the i-th is multiplied by m/i, and none rises above the one after it

Runs may come in float32 or as whole numbers; all is computed in float64.  scipy.special is yours (stdtr and stdtrit
for Student's law, nctdtr for the noncentral one, ndtr and ndtri for the normal); scipy.stats is out of reach.
"""
from itertools import product

import numpy as np
from scipy.special import nctdtr, ndtr, ndtri, stdtr, stdtrit


# %% summarise: mean, spread and intervals
def mean_std_ci(x, level):
    """(mean, sample standard deviation, low, high) of x (s,): Student's interval of this level for the mean.

    Of one run the last three are nan; no run raises ValueError.
    """
    ...
    x = np.asarray(x, float)
    s = len(x)
    if s == 0:
        raise ValueError("no run")
    if s == 1:
        return float(x[0]), np.nan, np.nan, np.nan
    mean, std = x.mean(), x.std(ddof=1)
    half = stdtrit(s - 1, (1 + level) / 2) * std / np.sqrt(s)
    return mean, std, mean - half, mean + half


def bootstrap_ci(x, stat, level, B, rng, kind):
    """(low, high) for stat, which maps (s,) → float, from B resamples x[i] of x (s,), i a row of rng.integers(0, s, (B, s)).

    "percentile": the quantiles of the B values at (1 − level)/2 and (1 + level)/2, linear between neighbours.
    "bca": those at Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))), z = Φ⁻¹ of these two; Φ(z₀) is the share of resamples whose value is below
    stat(x), where equal ones count half; a = Σ u³ / (6 (Σ u²)^{3/2}), uᵢ = (mean of the s values that each leave one run out) − the i-th
    of them, and a = 0 where these agree.  If all resamples agree, "bca" is "percentile".
    """
    ...
    x = np.asarray(x, float)
    s = len(x)
    values = np.array([stat(x[i]) for i in rng.integers(0, s, (B, s))])
    tails = np.array([(1 - level) / 2, (1 + level) / 2])
    if kind == "bca" and (values != values[0]).any():
        here = stat(x)
        z0 = ndtri(np.mean(values < here) + np.mean(values == here) / 2)
        left = np.array([stat(np.delete(x, i)) for i in range(s)])
        u = left.mean() - left
        spread = (u**2).sum()
        a = (u**3).sum() / (6 * spread**1.5) if spread > 0 else 0.0
        shifted = z0 + ndtri(tails)
        tails = ndtr(z0 + shifted / (1 - a * shifted))
    low, high = np.quantile(values, tails)
    return low, high


def iqm(x):
    """Interquartile mean of x (s,): the mean of what is left when the ⌊s/4⌋ least and the ⌊s/4⌋ greatest are dropped."""
    ...
    x = np.sort(np.asarray(x, float))
    k = len(x) // 4
    return x[k:len(x) - k].mean()


# %% compare: two programs, under the same seeds or not
def paired_t(a, b):
    """(t, degrees of freedom, two-sided p) of Student's test that a − b has mean 0; a[i] and b[i] (s,) share a seed.

    If all differences are equal: t = 0 and p = 1 where they are 0, else t = ±inf and p = 0.
    Fewer than two runs, or another number of them in b, raise ValueError.
    """
    ...
    d = differences(a, b)
    if len(d) < 2:
        raise ValueError("one difference has no spread")
    return tested(d.mean(), d.std(ddof=1) / np.sqrt(len(d)), len(d) - 1)


def welch(a, b):
    """(t, degrees of freedom, two-sided p) of Welch's test that a (s,) and b (r,), run under different seeds, have one mean.

        t = (ā − b̄)/√(v + w)        v = sd²(a)/s,  w = sd²(b)/r        freedom = (v + w)² / (v²/(s − 1) + w²/(r − 1))

    If neither varies: freedom s + r − 2, and t and p as in paired_t.  Fewer than two runs of either raise ValueError.
    """
    ...
    a, b = np.asarray(a, float), np.asarray(b, float)
    s, r = len(a), len(b)
    if min(s, r) < 2:
        raise ValueError("one run has no spread")
    v, w = a.var(ddof=1) / s, b.var(ddof=1) / r
    freedom = (v + w)**2 / (v**2 / (s - 1) + w**2 / (r - 1)) if v + w > 0 else s + r - 2
    return tested(a.mean() - b.mean(), np.sqrt(v + w), freedom)


def sign_flip_test(a, b, B=None, rng=None):
    """p of the test by sign flips that a[i] and b[i] (s,), which share a seed, may be exchanged.

    Without B the share is over all 2ˢ choices of signs; s > 16 raises ValueError.  With B, signs are drawn B times by rng, and
    p = (1 + how many of them reach |mean(d)|) / (1 + B).  Values within 1e-12 of |mean(d)|, relative, reach it.  Another number of runs
    in b than in a raises ValueError.
    """
    ...
    d = differences(a, b)
    if B is None and len(d) > 16:
        raise ValueError("too many signs: draw some of them")
    signs = np.array(list(product((1, -1), repeat=len(d)))) if B is None else rng.choice((1, -1), size=(B, len(d)))
    reached = np.count_nonzero(np.abs(signs @ d) >= np.abs(d.sum()) * (1 - 1e-12))
    return reached / len(signs) if B is None else (1 + reached) / (1 + B)


def effect_size(a, b, paired):
    """Difference of means in deviations: paired, mean(d)/sd(d), a and b (s,); else (ā − b̄)/p of a (s,) and b (r,), where

        p² = ((s − 1) sd²(a) + (r − 1) sd²(b)) / (s + r − 2)
    """
    ...
    if paired:
        d = differences(a, b)
        return d.mean() / d.std(ddof=1)
    a, b = np.asarray(a, float), np.asarray(b, float)
    s, r = len(a), len(b)
    pooled = ((s - 1) * a.var(ddof=1) + (r - 1) * b.var(ddof=1)) / (s + r - 2)
    return (a.mean() - b.mean()) / np.sqrt(pooled)


...
def differences(a, b):
    a, b = np.asarray(a, float), np.asarray(b, float)
    if a.shape != b.shape:
        raise ValueError("runs that share a seed come in pairs")
    return a - b


def tested(difference, error, freedom):
    """(t, freedom, p) of a difference with this standard error."""
    if error == 0:
        return (0.0, freedom, 1.0) if difference == 0 else (np.copysign(np.inf, difference), freedom, 0.0)
    t = difference / error
    return t, freedom, 2 * stdtr(freedom, -abs(t))


# %% multiple: many comparisons at once
def holm(pvals):
    """Adjusted p-values (m,) by Holm's steps, in the order of pvals, at most 1.  A p outside [0, 1], nan too, raises ValueError."""
    ...
    p, order = checked(pvals)
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)))
    return adjusted


def benjamini_hochberg(pvals):
    """Adjusted p-values (m,) of Benjamini and Hochberg, in the order of pvals, at most 1.  ValueError as in holm."""
    ...
    p, order = checked(pvals)
    adjusted = np.empty_like(p)
    raised = p[order] * len(p) / np.arange(1, len(p) + 1)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(raised[::-1])[::-1])
    return adjusted


...
def checked(pvals):
    p = np.asarray(pvals, float)
    if not ((p >= 0) & (p <= 1)).all():
        raise ValueError("a probability lies between 0 and 1")
    return p, np.argsort(p, kind="stable")


# %% verdict: what may be claimed
def decide(a, b, min_effect, level=0.95):
    """Is a better than b?  Higher is better; a[i] and b[i] (s,) share a seed.

    By Student's interval for the mean of a − b: "better" if all of it is above min_effect, "worse" if all of it is below −min_effect,
    else "inconclusive", as one run always is.  No run, another number in b, or a negative min_effect raise ValueError.
    """
    ...
    d = differences(a, b)
    if len(d) == 0 or min_effect < 0:
        raise ValueError("no run, or a negative effect")
    _, _, low, high = mean_std_ci(d, level)
    return "better" if low > min_effect else "worse" if high < -min_effect else "inconclusive"


def power(n, effect, sd, alpha):
    """Probability that the two-sided paired t test of level alpha rejects, n ≥ 2 normal differences of this mean and deviation sd.

    √n mean/sd then has the noncentral law of Student, n − 1 degrees of freedom, shifted by √n effect/sd.
    """
    ...
    critical, shift = stdtrit(n - 1, 1 - alpha / 2), np.sqrt(n) * effect / sd
    above = [1 - nctdtr(n - 1, by, critical) for by in (shift, -shift)]      # −T has the law that is shifted the other way
    return above[0] + above[1]


def min_attainable_p(s):
    """The least p that the exact test by sign flips can give with s ≥ 1 seeds."""
    ...
    return 2.0**(1 - s)             # the observed signs and their opposites always reach |mean(d)|
