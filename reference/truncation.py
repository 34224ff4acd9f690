"""What a truncated matrix lacks, measured on the matrix that is left over, and the energy of a spectrum in fractions.

ACCURACY: errors to 1e-13·s₁ (singular vectors in long double); ranks are exact for the numbers handed over.
SOURCE: Eckart and Young, The approximation of one matrix by another of lower rank (1936), for what is nearest; the errors use no theorem.
"""
from fractions import Fraction

import numpy as np

from .singular_values import singular_values, svd


def truncation_errors(A, ks):
    """Return (‖A − Aₖ‖_F, ‖A − Aₖ‖₂) for each k, each an array: the truncated matrix is built and subtracted."""
    U, s, V = svd(A)
    left = [np.asarray(A, np.longdouble) - (U[:, :k] * s[:k]) @ V[:, :k].T for k in ks]
    frobenius = [float(np.sqrt((R**2).sum())) for R in left]
    spectral = [float(singular_values(R)[0]) for R in left]
    return np.array(frobenius), np.array(spectral)


def energy_rank(s, frac):
    """Return the smallest k with Σ_{i ≤ k} sᵢ² ≥ (1 − 10⁻¹²)·frac·Σ sᵢ²."""
    squares = [Fraction(float(x))**2 for x in s]
    wanted = (1 - Fraction(1, 10**12)) * Fraction(frac) * sum(squares)
    return next(k for k in range(len(squares) + 1) if sum(squares[:k]) >= wanted)
