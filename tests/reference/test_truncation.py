"""The errors of truncated matrices and the energy of spectra, against theorems and scipy."""
import numpy as np
import pytest
import scipy.linalg

from reference import truncation


@pytest.mark.parametrize("shape", [(4, 4), (6, 3), (3, 5)])
def test_errors_are_what_eckart_and_young_say(shape):
    A = np.random.default_rng(2).normal(size=shape)
    s = scipy.linalg.svdvals(A)
    ks = list(range(min(shape) + 1))
    frobenius, spectral = truncation.truncation_errors(A, ks)
    assert np.allclose(frobenius, [np.sqrt((s[k:]**2).sum()) for k in ks], rtol=0, atol=1e-13 * s[0])
    assert np.allclose(spectral, [*s, 0.0], rtol=0, atol=1e-13 * s[0])


def test_nothing_of_that_rank_is_nearer():
    rng = np.random.default_rng(3)
    A = rng.normal(size=(5, 4))
    least = truncation.truncation_errors(A, [2])[0][0]
    for _ in range(50):
        left = rng.normal(size=(5, 2))
        B = left @ np.linalg.lstsq(left, A, rcond=None)[0]
        assert np.linalg.norm(A - B) >= least


@pytest.mark.parametrize("s, frac, k", [([2.0, 1.0], 0.8, 1), ([2.0, 1.0], 0.81, 2), ([1.0, 1.0], 0.5, 1), ([0.0, 0.0], 0.3, 0), ([3.0, 0.0], 1.0, 1),
                                        ([1.0, 1e-3], 1.0, 2)])
def test_energy_by_hand(s, frac, k):
    assert truncation.energy_rank(s, frac) == k
