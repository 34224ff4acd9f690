import numpy as np

from autograder.checks import (assert_close, assert_equal, assert_labelled, assert_line, assert_named, assert_scales, assert_visible, hint, lines,
                               panels, raises, require, unspoiled, words, worth)
from reference import truncation
from reference.digits import digits
from reference.singular_values import singular_values

SMALL = 1e-9            # of s₁, as the statement says; LAPACK's errors are below 1e-14, a Gram matrix loses 1e-8
NOISE = 0.05            # of the top value of a Gaussian matrix: at 200 × 100 it is 2 % below the limit, give or take 2 %


def smooth(n):
    """Return a smooth kernel matrix: its singular values fall faster than any exponential."""
    x = np.linspace(0, 3, n)
    return np.exp(-(x[:, None] - x)**2)


def nearly_low_rank(rng, m, n, r=5):
    """Return a matrix of rank r, and noise."""
    return rng.normal(size=(m, r)) * 2.0**-np.arange(r) @ rng.normal(size=(r, n)) + 1e-3 * rng.normal(size=(m, n))


def agrees(got, matrices, exact):
    """Each spectrum agrees, to a share of its own largest value."""
    scale = {name: max(s.max(initial=0), 1e-300) for name, s in exact.items()}
    require(isinstance(got, dict) and got.keys() == matrices.keys(), f"a dict with the names {', '.join(matrices)} is asked for", got=got)
    for name, s in exact.items():
        assert_close(got[name], s, rtol=0, atol=SMALL * scale[name], dtype=float, said=f"of “{name}”")


# %% spectra: singular values, and what noise would have
@hint("Which matrix's singular values are asked for: yours as it came, or one that you have changed?")
def test_spectra(yours, rng):
    """Each name keeps its matrix's own singular values, descending, min(m, n) of them."""
    known = {"diagonal": np.array([[0.0, 3.0], [-4.0, 0.0], [0.0, 0.0]])}
    agrees(yours.spectra(known), known, {"diagonal": np.array([4.0, 3.0])})
    for shapes in [[(3, 2)], [(2, 4), (5, 3)], [(1, 1), (4, 4), (1, 5)]]:
        matrices = {f"matrix {k}": rng.normal(size=shape) for k, shape in enumerate(shapes)}
        agrees(yours.spectra(matrices), matrices, {name: singular_values(A) for name, A in matrices.items()})


def test_spectra_of_every_kind(yours, rng):
    """Right for spectra that decay at once, slowly or never: a smooth kernel, low rank and noise, digits, and a Gaussian matrix."""
    matrices = {"smooth": smooth(40), "low rank and noise": nearly_low_rank(rng, 60, 40), "digits": digits()[0].astype(float),
                "noise": rng.normal(size=(200, 100))}
    exact = {name: np.linalg.svd(A, compute_uv=False) for name, A in matrices.items()}      # Jacobi in long double would take minutes
    agrees(yours.spectra(matrices), matrices, exact)


def test_takes_any_matrix(yours, rng):
    """Whole numbers, float32 and any layout give singular values in float64, and the matrices stay as they are."""
    matrices = {"wide": rng.normal(size=(2, 5)), "tall": rng.normal(size=(6, 3))}
    unspoiled(yours.spectra, matrices, expect=lambda given: {k: singular_values(A.astype(float)) for k, A in given.items()},
              rtol=0, atol=20 * SMALL)      # the largest value is below 20


@hint("How long is a vector of n numbers whose squares are 1 on average?")
def test_noise(yours, rng):
    """predict_top is what the largest singular value of independent N(0, 1) entries comes near to."""
    top = np.linalg.svd(np.random.default_rng(5).normal(size=(200, 100)), compute_uv=False)[0]
    got = yours.predict_top(200, 100)
    near = isinstance(got, (int, float, np.number, np.ndarray)) and np.ndim(got) == 0 and abs(got - top) <= NOISE * top
    require(near, f"such a matrix of 200 × 100 has the largest singular value {top:.4g}", got=got, expected=np.sqrt(200) + 10)
    for m, n in [(1, 1), (100, 400), (2500, 9), tuple(rng.integers(2, 500, size=2).tolist())]:
        assert_close(yours.predict_top(m, n), np.sqrt(m) + np.sqrt(n), rtol=1e-12)      # two roots, rounded


# %% errors: what is lost by truncation
@hint("After k values are kept, which is the first that is not?", "k = 0 keeps nothing: then the error is A itself.")
@worth(2)
def test_errors(yours, rng):
    """Entry by entry of ks: the Frobenius and the spectral norm of A − Aₖ, in the order of ks."""
    A = np.array([[0.0, 2.0, 0.0], [3.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
    for ks in ([1], [0, 1, 2, 3], [2, 0]):
        tails = [[3.0, 2.0, 1.0][k:] for k in ks]
        expected = np.array([np.hypot.reduce([0.0, *tail]) for tail in tails]), np.array([max([0.0, *tail]) for tail in tails])
        assert_close(yours.truncation_errors(A, ks), expected, rtol=0, atol=3 * SMALL)      # s₁ = 3
    for A in [rng.normal(size=(4, 6)), rng.normal(size=(7, 3)), smooth(8), nearly_low_rank(rng, 9, 7, 2)]:
        ks = rng.integers(0, min(A.shape) + 1, size=5)
        assert_close(yours.truncation_errors(A, ks), truncation.truncation_errors(A, ks), rtol=0, atol=SMALL * singular_values(A)[0])


@hint("What is left of A when all its singular values are kept?")
def test_first_and_last(yours, rng):
    """At k = 0 the errors are ‖A‖_F and s₁, at k = min(m, n) they are 0; at the rank of A they have been 0 already; of no k, none."""
    for m, n in [(5, 3), (2, 6)]:
        A = np.outer(rng.normal(size=m), rng.normal(size=n))
        top = np.linalg.norm(A)
        got = yours.truncation_errors(A, [0, 1, min(m, n)])
        assert_close(got, (np.array([top, 0, 0]), np.array([top, 0, 0])), rtol=0, atol=SMALL * top)
        assert_equal(yours.truncation_errors(A, []), (np.zeros(0), np.zeros(0)))


def test_no_such_rank(yours, rng):
    """A k below 0 or above min(m, n) raises ValueError, wherever it stands in ks."""
    for A, ks in [(rng.normal(size=(2, 3)), [3]), (rng.normal(size=(3, 2)), [0, -1]), (rng.normal(size=(4, 4)), [2, 5, 1])]:
        with raises(ValueError):
            yours.truncation_errors(A, ks)
    yours.truncation_errors(rng.normal(size=(4, 3)), [0, 3])        # and from 0 to min(m, n) none does


def test_errors_of_any_matrix(yours, rng):
    """truncation_errors takes whole numbers, float32 and any layout, and leaves A as it is."""
    unspoiled(lambda A: yours.truncation_errors(A, [0, 2, 3]), rng.normal(size=(5, 3)),
              expect=lambda A: truncation.truncation_errors(A.astype(float), [0, 2, 3]), rtol=0, atol=20 * SMALL)      # s₁ is below 20


@hint("A share of what: of the singular values, or of the energy?", "Where a share is met exactly, is it met?")
@worth(2)
def test_energy(yours, rng):
    """energy_rank is the smallest k that keeps the share of the energy: the whole with frac = 1, equal values one by one."""
    cases = [([4.0, 2.0, 1.0], 0.7), ([4.0, 3.0], 0.6), ([1.0, 1.0], 0.5), ([3.0, 3.0, 3.0], 0.6), ([2.0, 1.0, 0.0], 1.0), ([5.0], 0.3),
             ([1.0, 1.0, 1.0, 1.0], 0.75), ([3.0, 1.0, 1.0], 1.0), ([8.0, 4.0, 4.0, 0.0, 0.0], 1.0), ([1.0] * 10, 0.5),
             ([1.0, 5e-7, 4.9e-7], 1 - 3e-13)]       # what the first lacks is less than the slack
    cases += [(np.sort(rng.integers(1, 30, size=8))[::-1].astype(float), rng.choice([0.3, 0.55, 0.8, 0.97])) for _ in range(6)]
    for s, frac in cases:
        frac = float(frac)
        assert_equal(yours.energy_rank(np.array(s), frac), truncation.energy_rank(s, frac))


def test_no_energy(yours):
    """Where all singular values are 0, nothing need be kept: 0."""
    for size in (1, 4):
        got = yours.energy_rank(np.zeros(size), 0.9)
        assert_equal(got, 0)
        require(isinstance(got, (int, np.integer)) and not isinstance(got, bool), "a rank is an int", got=got)
    assert_equal(yours.energy_rank(np.array([0.5, 0.0]), 0.9), 1)


def test_no_such_share(yours):
    """A share of 0, below it or above 1 raises ValueError."""
    for frac in (0.0, -0.5, 1.5, 1.0000001):
        with raises(ValueError):
            yours.energy_rank(np.array([2.0, 1.0]), frac)
    yours.energy_rank(np.array([2.0, 1.0]), 1.0)        # and 1 does not


# %% figure: the spectra in one picture · needs matplotlib
def decays(rng):
    """Return spectra of three kinds and lengths."""
    return {"smooth": 3 * 10.0**-np.arange(7.0), "noise": np.sort(rng.uniform(5, 9, size=5))[::-1], "digits": 2.0 / np.arange(1, 10)}


def of_largest(figure):
    """Return whether a y axis says that values are told as shares of the largest."""
    said = " ".join(axes.ylabel for axes in panels(figure)) + figure.ylabel
    return any(word in said.casefold() for word in ("relative", "normalis", "normaliz", "/", "\\frac"))


def shows(figure, spectra):
    """Each spectrum is a line over 1, 2, …: as it is, or divided by its largest value where the y label says so."""
    divided = of_largest(figure)
    for name, s in spectra.items():
        assert_line(figure, np.arange(1.0, len(s) + 1), s / s[0] if divided else s, label=name)


@hint("The first singular value is s₁: at which i?", "A line can be told by its label.")
@worth(2)
def test_lines(yours, rng):
    """One line a matrix, labelled by its name, goes through (1, s₁), (2, s₂), …, or through sᵢ/s₁ where the y label says so."""
    shows(yours.decay_figure({"one": np.array([4.0, 2.0, 0.5])}), {"one": np.array([4.0, 2.0, 0.5])})
    spectra = decays(rng)
    figure = yours.decay_figure(spectra)
    shows(figure, spectra)
    require(len([one for one in lines(figure) if len(one.x) > 2]) == len(spectra), "there is one line a matrix, and no other", got=figure)


@hint("Between 9 and 3e-6 on a linear axis all but a few values lie on the ground.")
def test_logarithmic(yours, rng):
    """The y axis is logarithmic and the x axis linear, so that exponential decay is a straight line; no value is cut off."""
    for spectra in ({"one": np.array([4.0, 2.0, 0.5])}, decays(rng)):
        figure = yours.decay_figure(spectra)
        require(len(lines(figure)) > 0, "the figure holds no line", got=figure)
        assert_scales(figure, x="linear", y="log")
        assert_visible(figure)


def test_words(yours, rng):
    """Both axes say what is drawn along them, and the name of each matrix can be read."""
    for spectra in ({"one": np.array([4.0, 2.0, 0.5])}, decays(rng)):
        figure = yours.decay_figure(spectra)
        assert_labelled(figure)
        assert_named(figure, list(spectra))
        require(len(words(figure)) >= 2 + len(spectra), "labels and names are to be told apart", got=figure)
