"""Singular-value decay and low-rank approximation error

60 min · difficulty 2 · after svd-from-eigendecomposition

How much of a matrix is left when only k directions of it are kept?  Its singular values say so, before anything is cut off:

    A = Σᵢ sᵢ uᵢvᵢᵀ,   s₁ ≥ s₂ ≥ … ≥ s_p ≥ 0,   p = min(m, n)            Aₖ = Σ_{i ≤ k} sᵢ uᵢvᵢᵀ,  the nearest matrix of rank k

    ‖A − Aₖ‖_F is what all discarded values make together;      ‖A − Aₖ‖₂ is what the largest of them makes

‖M‖_F is the root of the sum of all squares, ‖M‖₂ the largest singular value.  The energy of A is Σᵢ sᵢ² = ‖A‖_F².

Look at how differently spectra decay.  A smooth kernel matrix, exp(−(xᵢ − xⱼ)²): faster than any exponential.  Digits written by
hand: a few large values, then a long tail.  Noise: hardly at all.  A matrix of independent N(0, 1) entries has a largest
singular value that differs little from one matrix to the next: it comes near the length of a typical row and the length
of a typical column, taken together.  Whatever stands above that is no noise.

`np.linalg.svd` may be used here: you have built one, and now it is about looking.
"""
import numpy as np


# %% spectra: singular values, and what noise would have
def spectra(matrices):
    """All singular values of each matrix, descending: {name: (m, n)} → {name: (min(m, n),)}, under the same names.

    In float64, whatever the matrices come in, and right to 1e-9 of the largest.
    """
    ...
    return {name: np.linalg.svd(np.asarray(A, float), compute_uv=False) for name, A in matrices.items()}


def predict_top(m, n):
    """The largest singular value that an (m, n) matrix of independent N(0, 1) entries comes near to, for large m and n."""
    ...
    return np.sqrt(m) + np.sqrt(n)      # a row has n entries of mean square 1, a column m


# %% errors: what is lost by truncation
def truncation_errors(A, ks):
    """(‖A − Aₖ‖_F, ‖A − Aₖ‖₂) for each k of the list or array ks: two arrays (len(ks),), in the order of ks.

    0 ≤ k ≤ min(m, n); any other k raises ValueError.  Right to 1e-9·s₁.
    """
    ...
    s, ks = np.linalg.svd(np.asarray(A, float), compute_uv=False), np.asarray(ks, int)
    if ((ks < 0) | (ks > len(s))).any():
        raise ValueError(f"k lies between 0 and {len(s)}")
    discarded = np.sqrt(np.cumsum(s[::-1]**2))[::-1]        # added from the least one up; entry k: what s[k:] makes
    return np.append(discarded, 0.0)[ks], np.append(s, 0.0)[ks]


def energy_rank(s, frac):
    """The smallest k for which Aₖ holds a share `frac` of the energy, an int: Σ_{i ≤ k} sᵢ² ≥ (1 − 1e-12)·frac·Σᵢ sᵢ².

    The slack leaves room for rounding.  If all sᵢ are 0, it is 0.  A share outside (0, 1] raises ValueError.
    """
    ...
    if not 0 < frac <= 1:
        raise ValueError("a share of the energy lies in (0, 1]")
    energy = np.cumsum(np.append(0.0, np.asarray(s, float)**2))
    return int(np.argmax(energy >= (1 - 1e-12) * frac * energy[-1]))


# %% figure: the spectra in one picture · needs matplotlib
def decay_figure(spectra):
    """A matplotlib Figure of {name: s (k,)}, all sᵢ > 0: for each matrix a line through the points (i, sᵢ),
    i = 1, …, k, over a linear and under a logarithmic axis.

    Each line has its matrix's name for a label; a legend (or words beside the lines) lets the names be read, and both axes
    are labelled.  The line may show sᵢ/s₁ instead, for all matrices alike, if the label of the y axis says so: “relative”,
    “normalised” or a quotient, as in “s_i / s_1”.
    """
    import matplotlib.pyplot as plt
    ...
    figure, axes = plt.subplots(layout="constrained")
    for name, s in spectra.items():
        axes.semilogy(np.arange(1, len(s) + 1), s, marker=".", label=name)
    axes.set(xlabel="index i", ylabel="singular value")
    axes.legend()
    return figure
