import numpy as np

from autograder.algebra import Ne, assume, det, frobenius2, matrix, tr
from autograder.checks import assert_close, derives, hint, orders, raises, require, unspoiled, witnesses, worth
from reference import eigenvalue_perturbation as exact
from spectral_theorem_symmetric import *    # the statement's names, from the stub beside it

judged_loosely = {"counterexample": "whole matrices judged exactly; many others do as well"}


# %% spectral: from symmetry to A = Q Λ Qᵀ
@hint("The two given equations hold bx + ay and ax − by.  Where are they in your first line, multiplied by xᵀ and by yᵀ?",
      "v̄ᵀAv is a sum of four real numbers, two of which are its imaginary part: what does symmetry say of them?")
@worth(2)
def test_real_eigenvalues(yours):
    """b (xᵀx + yᵀy) = 0, each line from the one above."""
    derives(yours.real_eigenvalues, b * (x.T @ x + y.T @ y), to=0, steps=3, given=[Eq(A @ x, a * x - b * y), Eq(A @ y, b * x + a * y)],
            through=[x.T @ A @ y, y.T @ A @ x])


@hint("λ belongs to u and μ to v: put each where it belongs.", "What does symmetry say of uᵀ(Av)?")
def test_orthogonal_eigenspaces(yours):
    """(λ − μ) uᵀv = 0, each line from the one above."""
    derives(yours.orthogonal_eigenspaces, (lam - mu) * (u.T @ v), to=0, steps=3, given=[Eq(A @ u, lam * u), Eq(A @ v, mu * v)])


@hint("A may change sides.  What is A times what stands there now?")
def test_invariance(yours):
    """qᵀ(Av) = 0 for v perpendicular to q, each line from the one above."""
    derives(yours.invariance, q.T @ (A @ v), to=0, steps=3, given=[Eq(A @ q, lam * q), Eq(q.T @ v, 0)])


symmetry, algebra = "symmetry", "fundamental theorem of algebra"
NEEDS = {root: [[algebra]], conjugate: [[symmetry]], real_values: [[conjugate]],
         maximiser: [["compactness"]], stationary: [[maximiser, symmetry, "Lagrange multipliers"]],
         vector_exists: [[root, real_values], [stationary]], perpendicular: [[symmetry]], invariant: [[vector_exists, symmetry]],
         smaller: [[invariant, symmetry]], hypothesis: [["induction"]], one: [[]], basis: [[vector_exists, smaller, hypothesis]],
         every: [[one, basis]], theorem: [[every]]}
NEVER = {similar: "this says no less than the theorem: nothing proves itself",
         unconjugated: "vᵀv of a complex v is not the square of its length: for v = (1, i) it is 0"}


@hint("What must be known before A can be restricted to the complement?", "An induction has a smallest case.",
      "A real root, or a maximum: by which of them do you come to a first eigenvector, and what does it rest on?")
@worth(2)
def test_spectral_chain(yours):
    """Each statement stands after all it rests on, up to A = QΛQᵀ."""
    orders(yours.spectral_chain, NEEDS, to=theorem, never=NEVER)


@hint("Q Qᵀ is I: where can it stand in A?")
def test_factorisation(yours):
    """A = Q Λ Qᵀ, each line from the one above."""
    derives(yours.factorisation, A, to=Q @ Lam @ Q.T, steps=2, given=[Eq(A @ Q, Q @ Lam)])


# %% perturbation: how far eigenvalues move
@hint("least_x first: then split what it gives.", "xᵀ(Ex) is an inner product of two columns.", "What is ‖x‖?")
def test_weyl_chain(yours):
    """λᵢ(A + E) ≤ λᵢ(A) + ‖E‖₂, each line from the one above."""
    derives(yours.weyl_chain, after, at_most=before + e, steps=5, given=[least_x, best_x, stretch_x, unit_x], through=[x.T @ E @ x])


@hint("A is (A + E) − E.", "−yᵀEy is an inner product too: of which two columns?")
def test_weyl_below(yours):
    """λᵢ(A) ≤ λᵢ(A + E) + ‖E‖₂, each line from the one above."""
    derives(yours.weyl_below, before, at_most=after + e, steps=5, given=[least_y, best_y, stretch_y, unit_y], through=[y.T @ E @ y])


CLOSE = 1e-9        # gaps are at least 0.1 of the largest eigenvalue: n·ε/gap stays below 1e−13


def spectrum(rng, n):
    """Return n eigenvalues of both signs, from −2 to 2, at least 0.3 apart."""
    grid = np.linspace(-1.5, 1.5, n) if n > 1 else np.array([1.0])
    return grid + rng.uniform(-0.05, 0.05, size=n)


def with_spectrum(rng, values):
    Q = np.linalg.qr(rng.normal(size=(len(values), len(values))))[0]
    A = Q * values @ Q.T
    return (A + A.T) / 2


def perturbation(rng, n):
    E = rng.normal(size=(n, n))
    return E + E.T


@hint("In which order does eigh give eigenvalues, and where is the i-th vector?")
@worth(2)
def test_first_order(yours, rng):
    """Your slope is vᵢᵀE vᵢ, for each i in ascending order: e for A = [a] and E = [e]."""
    for n in [1, 3, 2, 2, 5, 8]:        # of two vectors, the neighbour is the one at the other end too
        A, E = with_spectrum(rng, spectrum(rng, n)), perturbation(rng, n)
        for i in reversed(range(n)):
            assert_close(yours.first_order(A, E, i), exact.first_order(A, E, i), rtol=0, atol=CLOSE * np.linalg.norm(E, 2))


def test_first_order_predicts(yours, rng):
    """λᵢ(A + tE) is λᵢ + t · (your slope) up to 2 t² ‖E‖₂²/gap, for 20 random A."""
    for n in [2, 3, 4, 6] * 5:
        A, E, i = with_spectrum(rng, spectrum(rng, n)), perturbation(rng, n), int(rng.integers(n))
        slope, size = yours.first_order(A, E, i), np.linalg.norm(E, 2)
        for t in exact.gap(A, i) / (4 * size) * np.array([1, 1e-2, 1e-5]):
            moved = np.linalg.eigvalsh(A + t * E)[i]
            assert_close(np.linalg.eigvalsh(A)[i] + t * slope, moved, rtol=0,
                         atol=2 * (t * size)**2 / exact.gap(A, i) + 1e-13, said=f"λ for t = {t:.2g}")     # and rounding in eigvalsh


@hint("Multiply A by 1e−9: which eigenvectors are lost?")
def test_unit_of_length(yours, rng):
    """Whether λᵢ is simple does not depend on the unit: A·1e−9 and A·1e9 have the same slopes as A."""
    for n, scale in [(2, 1e-9), (3, 1e9), (4, 1e-9)]:
        A, E = scale * with_spectrum(rng, spectrum(rng, n)), perturbation(rng, n)
        assert_close(yours.first_order(A, E, 1), exact.first_order(A, E, 1), rtol=0, atol=CLOSE * np.linalg.norm(E, 2))


@hint("If λ₀ = λ₁, which unit vector is v₀?")
def test_refuses_what_is_not_simple(yours, rng):
    """Where another eigenvalue coincides with λᵢ, or nearly does, there is a ValueError; elsewhere there is none."""
    for values, i in [([1.0, 1.0], 0), ([-2.0, 1.0, 1.0 + 1e-10], 1), ([-2.0, 1.0, 1.0 + 1e-10], 2), ([0.0, 0.0, 0.0], 1)]:
        A = with_spectrum(rng, np.array(values))
        with raises(ValueError):
            yours.first_order(A, perturbation(rng, len(values)), i)
    A, E = np.diag([1.0, 2.0, 1.0, -3.0]), perturbation(rng, 4)
    assert_close(yours.first_order(A, E, 0), E[3, 3], rtol=0, atol=CLOSE * np.linalg.norm(E, 2))


def test_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays give the same slope, a float."""
    A, E = np.array([[10.0, 8, 4], [8, -20, 6], [4, 6, 30]]) + perturbation(rng, 3), 5 * perturbation(rng, 3)
    require(isinstance(yours.first_order(A, E, 1), float), "a float is due", got=yours.first_order(A, E, 1))
    unspoiled(lambda A, E: [yours.first_order(A, E, i) for i in range(3)], A, E,
              expect=lambda A, E: [exact.first_order(A, E, i) for i in range(3)], rtol=CLOSE, atol=CLOSE)


# %% counterexample: what is lost without symmetry
B, C = matrix("B", 2, 2), matrix("C", 2, 2)


@hint("For size 2: when are the roots of x² − tr(B) x + det(B) real?",
      "If there were an orthonormal eigenbasis, B would be QΛQᵀ: what would B Bᵀ and Bᵀ B be?")
def test_nonsymmetric_witness(yours):
    """B has real eigenvalues and no orthonormal eigenbasis, C has eigenvalues that are not real."""
    witnesses(yours.nonsymmetric_witness, (B, C),
              assume("the eigenvalues of B are real: tr(B)² ≥ 4 det(B)", tr(B)**2 >= 4 * det(B)),
              assume("B has no orthonormal eigenbasis: B Bᵀ ≠ Bᵀ B", Ne(frobenius2(B @ B.T - B.T @ B), 0)),
              assume("the eigenvalues of C are not real: tr(C)² < 4 det(C)", tr(C)**2 < 4 * det(C)))
