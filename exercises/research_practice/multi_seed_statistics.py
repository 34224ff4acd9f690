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


def bootstrap_ci(x, stat, level, B, rng, kind):
    """(low, high) for stat, which maps (s,) → float, from B resamples x[i] of x (s,), i a row of rng.integers(0, s, (B, s)).

    "percentile": the quantiles of the B values at (1 − level)/2 and (1 + level)/2, linear between neighbours.
    "bca": those at Φ(z₀ + (z₀ + z)/(1 − a (z₀ + z))), z = Φ⁻¹ of these two; Φ(z₀) is the share of resamples whose value is below
    stat(x), where equal ones count half; a = Σ u³ / (6 (Σ u²)^{3/2}), uᵢ = (mean of the s values that each leave one run out) − the i-th
    of them, and a = 0 where these agree.  If all resamples agree, "bca" is "percentile".
    """
    ...


def iqm(x):
    """Interquartile mean of x (s,): the mean of what is left when the ⌊s/4⌋ least and the ⌊s/4⌋ greatest are dropped."""
    ...


# %% compare: two programs, under the same seeds or not
def paired_t(a, b):
    """(t, degrees of freedom, two-sided p) of Student's test that a − b has mean 0; a[i] and b[i] (s,) share a seed.

    If all differences are equal: t = 0 and p = 1 where they are 0, else t = ±inf and p = 0.
    Fewer than two runs, or another number of them in b, raise ValueError.
    """
    ...


def welch(a, b):
    """(t, degrees of freedom, two-sided p) of Welch's test that a (s,) and b (r,), run under different seeds, have one mean.

        t = (ā − b̄)/√(v + w)        v = sd²(a)/s,  w = sd²(b)/r        freedom = (v + w)² / (v²/(s − 1) + w²/(r − 1))

    If neither varies: freedom s + r − 2, and t and p as in paired_t.  Fewer than two runs of either raise ValueError.
    """
    ...


def sign_flip_test(a, b, B=None, rng=None):
    """p of the test by sign flips that a[i] and b[i] (s,), which share a seed, may be exchanged.

    Without B the share is over all 2ˢ choices of signs; s > 16 raises ValueError.  With B, signs are drawn B times by rng, and
    p = (1 + how many of them reach |mean(d)|) / (1 + B).  Values within 1e-12 of |mean(d)|, relative, reach it.  Another number of runs
    in b than in a raises ValueError.
    """
    ...


def effect_size(a, b, paired):
    """Difference of means in deviations: paired, mean(d)/sd(d), a and b (s,); else (ā − b̄)/p of a (s,) and b (r,), where

        p² = ((s − 1) sd²(a) + (r − 1) sd²(b)) / (s + r − 2)
    """
    ...


...


# %% multiple: many comparisons at once
def holm(pvals):
    """Adjusted p-values (m,) by Holm's steps, in the order of pvals, at most 1.  A p outside [0, 1], nan too, raises ValueError."""
    ...


def benjamini_hochberg(pvals):
    """Adjusted p-values (m,) of Benjamini and Hochberg, in the order of pvals, at most 1.  ValueError as in holm."""
    ...


...


# %% verdict: what may be claimed
def decide(a, b, min_effect, level=0.95):
    """Is a better than b?  Higher is better; a[i] and b[i] (s,) share a seed.

    By Student's interval for the mean of a − b: "better" if all of it is above min_effect, "worse" if all of it is below −min_effect,
    else "inconclusive", as one run always is.  No run, another number in b, or a negative min_effect raise ValueError.
    """
    ...


def power(n, effect, sd, alpha):
    """Probability that the two-sided paired t test of level alpha rejects, n ≥ 2 normal differences of this mean and deviation sd.

    √n mean/sd then has the noncentral law of Student, n − 1 degrees of freedom, shifted by √n effect/sd.
    """
    ...


def min_attainable_p(s):
    """The least p that the exact test by sign flips can give with s ≥ 1 seeds."""
    ...
