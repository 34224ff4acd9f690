"""Estimate mutual information from samples and measure the bias

90 min · difficulty 3 · after entropy-mutual-information · needs scipy

    I(X; Y) = Σ p(x, y) log( p(x, y) / (p(x) p(y)) )        in nats, log = ln; 0 only if X and Y are independent

From n pairs (xᵢ, yᵢ) nobody knows p.  Three estimates:

    plug-in          p̂ = counts of a table / n.  Chance alone makes cells unequal, so it finds information where none is:
                     its bias is about (a − 1)(b − 1)/(2n) for independent variables in a × b cells
    Miller–Madow     plug-in + ((m_x − 1) + (m_y − 1) − (m_xy − 1))/(2n),  m how many cells are occupied
    nearest points   Kraskov, Stögbauer, Grassberger's first: no cells at all.  With ε_i the distance from point i to its k-th nearest
                     neighbour, by the greater of |Δx| and |Δy|, and n_x(i) how many other points have |Δx| < ε_i,

                         ψ(k) + ψ(n) − mean(ψ(n_x + 1) + ψ(n_y + 1))        ψ(m) = 1 + 1/2 + … + 1/(m − 1) − 0.5772…

An estimate is worth what is known of its error: where the truth is known, its bias and spread; where it is not, how often
as much is found in data whose pairs were torn apart.
"""
import numpy as np


# %% plugin: counts in a table
def plugin_mi(x, y, bins):
    """Mutual information, in nats, of the table of x (n,) and y (n,) by bins.

    bins is a number of cells of equal width from the least to the greatest value of each variable; or a pair of arrays, the edges
    for x and for y, between which all values lie.  A value on an edge is in the cell above it, on the last edge in the last cell.
    If all values of a variable are equal, they share a cell.
    """
    ...


def miller_madow(x, y, bins):
    """plugin_mi with the correction of Miller and Madow."""
    ...


...


# %% knn: nearest points
def ksg_mi(x, y, k):
    """The estimate of Kraskov, Stögbauer and Grassberger, in nats, of x (n,) or (n, d) and y (n,) or (n, e); it may be negative.

    |Δx| is the greatest difference of any coordinate.  A k outside 1 … n − 1 raises ValueError.
    """
    ...


...


# %% study: bias and spread where the truth is known
def bias_curve(rng, rho, ns, reps, bins, k):
    """Errors of three estimators on standard Gaussian pairs of correlation rho: {"plugin": (bias, spread), "miller_madow": …, "ksg": …}.

    For each n of ns (m,): reps samples of n pairs; bias (m,) is the mean, spread (m,) the sample standard deviation (reps − 1), of the
    estimate minus the truth, −log(1 − ρ²)/2.  Of one sample the spread is nan.
    """
    ...


# %% permutation: could it be chance?
def independence_pvalue(x, y, stat, n_perm, rng):
    """(1 + how many of n_perm permutations π of y give stat(x, y[π]) ≥ stat(x, y)) / (1 + n_perm); stat maps two (n,) arrays → float."""
    ...
