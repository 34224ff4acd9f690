from itertools import product

import numpy as np

from autograder.checks import assert_close, derives, forbids, hint, require, unspoiled, worth
from moore_penrose_pseudoinverse import *    # the statement's names, from the stub beside it
from reference.pseudoinverse import minimum_norm_solution, penrose_residuals, pseudoinverse

forbidden = forbids("numpy.linalg.pinv", "numpy.linalg.lstsq", "scipy.linalg.pinv", "scipy.linalg.pinvh", "scipy.linalg.lstsq")

SPREAD = 1e3        # largest over least singular value: by way of AᴴA, as is allowed, it costs ε·SPREAD² = 2e−10 of A⁺
CLOSE = 1e-8        # relative to the norm: fifty times that
MILD = 1e2          # residuals and solutions multiply the error of A⁺ by A: 2e−12·MILD at worst
TIGHT = 1e-9        # five times that
SHAPES = [(1, 1), (2, 1), (1, 2), (3, 2), (2, 3), (9, 6), (6, 9)]


def draw(rng, shape, entries=float):
    x = rng.normal(size=shape)
    return x + 1j * rng.normal(size=shape) if entries is complex else x


def with_spectrum(rng, m, n, s, entries=float):
    """Return an (m, n) matrix with these singular values, up to rounding."""
    U, V = (np.linalg.qr(draw(rng, (size, len(s)), entries))[0] for size in (m, n))
    return U * s @ V.conj().T


def full_rank(rng, m, n, spread, entries=float, scale=1.0):
    return with_spectrum(rng, m, n, scale * 3 * np.geomspace(1, 1 / spread, min(m, n)), entries)


def agrees(X, exact, limit=CLOSE):
    assert_close(X, exact, rtol=0, atol=limit * np.linalg.norm(exact))


# %% compute: three ways to the pseudoinverse
def test_by_singular_values(yours, rng):
    """pinv_by_svd(A) is A⁺ for square, tall and wide A: 1/a for the matrix [a]."""
    for m, n in SHAPES:
        A = full_rank(rng, m, n, SPREAD)
        agrees(yours.pinv_by_svd(A), pseudoinverse(A))


@hint("Which singular values of a matrix of rank 1 does np.linalg.svd return?", "What should 1/s be replaced by where s counts as zero?")
def test_lost_rank(yours, rng):
    """For A of lower rank, and for the zero matrix, zero singular values stay zero in A⁺."""
    for m, n, s in [(2, 2, [2, 0]), (4, 3, [3, 1, 0]), (6, 8, [9, 3, 1, 0, 0, 0])]:
        A = with_spectrum(rng, m, n, np.array(s, float))
        agrees(yours.pinv_by_svd(A), pseudoinverse(A))
    for shape in [(1, 1), (2, 3), (3, 2)]:
        A = np.zeros(shape)
        assert_close(yours.pinv_by_svd(A), A.T, rtol=0)


@hint("In another unit every entry of A is multiplied by 1e8.  Does its rank change?")
def test_unit_of_length(yours, rng):
    """What counts as zero does not depend on the unit: for A·1e−8 and A·1e8 the same is dropped."""
    for scale, (m, n) in product([1e-8, 1e8], [(1, 1), (4, 3), (6, 8)]):
        A = full_rank(rng, m, n, MILD, scale=scale)
        A[:, -1] = A[:, 0] if n > 1 else A[:, -1]
        agrees(yours.pinv_by_svd(A), pseudoinverse(A))


def test_cutoff_is_the_callers(yours, rng):
    """rcond decides: with 0.05, a singular value of 0.01 · (the largest) is dropped, one of 0.1 is kept."""
    for m, n, s in [(3, 3, [2, 0.02, 2e-9]), (2, 2, [2, 0.2]), (5, 4, [2, 0.2, 0.02])]:
        A = with_spectrum(rng, m, n, np.array(s))
        agrees(yours.pinv_by_svd(A, 0.05), pseudoinverse(A, 0.05))
    A = with_spectrum(rng, 10, 10, np.array([2.0] * 9 + [1]))
    agrees(yours.pinv_by_svd(A, 0.2), pseudoinverse(A, 0.2))


def test_small_is_dropped(yours, rng):
    """Unless told otherwise, a singular value of 1e−9 · (the largest) is dropped: 1e9 does not stand in A⁺."""
    for m, n, s in [(3, 3, [1, 1e-9, 0]), (6, 4, [1, 0.3, 0.1, 1e-9]), (4, 6, [1, 0.3, 1e-9, 1e-9])]:
        A = with_spectrum(rng, m, n, np.array(s))
        agrees(yours.pinv_by_svd(A), pseudoinverse(A), limit=1e-5)      # what is dropped, 1e−9, may be felt times 1/0.1, twice


@hint("Put your X into the four conditions.  Which fails, and by how much?")
def test_meets_the_four_conditions(yours, rng):
    """Your A⁺ meets all four conditions, for A of full and of lower rank."""
    for m, n, s in [(1, 1, [3]), (3, 2, [3, 3 / MILD]), (6, 8, [3, 1, 0.1, 3 / MILD, 0, 0])]:
        A = with_spectrum(rng, m, n, np.array(s))
        X = yours.pinv_by_svd(A)
        require(np.shape(X) == (n, m), f"for A of shape {A.shape}, A⁺ has shape {(n, m)}", got=X)
        limits = TIGHT * np.array([np.linalg.norm(A), np.linalg.norm(X), 1, 1])
        for name, residual, limit in zip(["AXA = A", "XAX = X", "(AX)ᴴ = AX", "(XA)ᴴ = XA"], penrose_residuals(A, X), limits, strict=True):
            require(residual <= limit, f"{name} is missed by {residual:.2g}, in the Frobenius norm", got=X)


@hint("Is AᴴA invertible when A is 1 × 2?")
def test_full_rank(yours, rng):
    """pinv_full_rank(A) is A⁺ for tall, square and wide A of full rank."""
    for m, n in SHAPES:
        A = full_rank(rng, m, n, MILD)
        agrees(yours.pinv_full_rank(A), pseudoinverse(A))


@hint("What are the shapes of C⁺ and F⁺, and in which order can you multiply them?", "Is C of full rank?  Is CF?")
def test_rank_factors(yours, rng):
    """pinv_rank_factor(C, F) is (CF)⁺, though CF itself has lower rank."""
    for m, r, n in [(1, 1, 1), (2, 1, 2), (3, 1, 2), (5, 2, 4), (3, 3, 3)]:
        C, F = full_rank(rng, m, r, 5), full_rank(rng, r, n, 5)
        agrees(yours.pinv_rank_factor(C, F), pseudoinverse(C @ F))


@hint("What is the length of the vector (1, i)?")
def test_complex(yours, rng):
    """All three work for complex A, where ᴴ transposes and conjugates."""
    for m, n in [(2, 1), (1, 2), (4, 3)]:
        A = full_rank(rng, m, n, 5, complex)
        agrees(yours.pinv_by_svd(A), pseudoinverse(A))
        agrees(yours.pinv_full_rank(A), pseudoinverse(A))
    for m, r, n in [(2, 1, 3), (4, 2, 3)]:
        C, F = full_rank(rng, m, r, 5, complex), full_rank(rng, r, n, 5, complex)
        agrees(yours.pinv_rank_factor(C, F), pseudoinverse(C @ F))


def test_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are inverted alike, in float64."""
    A = 9 * np.eye(3, 2) + rng.uniform(-2, 2, size=(3, 2))      # well-conditioned, rounded or not
    double = dict(rtol=TIGHT, atol=1e-11)                       # between the ε of float64 and that of float32, times ‖A⁺‖ = 0.1
    unspoiled(yours.pinv_by_svd, A, expect=pseudoinverse, **double)
    unspoiled(yours.pinv_full_rank, A, expect=pseudoinverse, **double)
    unspoiled(yours.pinv_rank_factor, A, A[:2].T.copy(), expect=lambda C, F: pseudoinverse(C.astype(float) @ F), **double)


# %% conditions: how far a matrix is from being the pseudoinverse
@hint("A = [a], X = [x]: which four numbers are due, and what does ᴴ do to one number?")
def test_one_number(yours, rng):
    """For A = [a] and X = [x], also complex, the four residuals are |axa − a|, |xax − x| and twice |Im ax|."""
    for entries in [float, complex]:
        A, X = draw(rng, (1, 1), entries), draw(rng, (1, 1), entries)
        assert_close(yours.penrose_residuals(A, X), penrose_residuals(A, X), rtol=TIGHT, atol=TIGHT)


@hint("Which of AX and XA is m × m?")
def test_every_condition_counts(yours, rng):
    """The four residuals are those of the four conditions, in that order, as Frobenius norms."""
    for m, n, entries in [(1, 2, float), (3, 2, float), (4, 5, complex)]:
        A, X = draw(rng, (m, n), entries), draw(rng, (n, m), entries)
        assert_close(yours.penrose_residuals(A, X), penrose_residuals(A, X), rtol=TIGHT, atol=TIGHT)


def half_inverse(rng, met, m=5, n=4, r=2):
    """Return A (m, n) of rank r and an X that meets exactly the conditions that `met` says.

    In bases where A is the block D = diag(d) and else 0, X has blocks P (r, r), Q, R and S, and the conditions read
    (1) DPD = D   (2) PDP = P, PDQ = Q, RDP = R, RDQ = S   (3) DP Hermitian, DQ = 0   (4) PD Hermitian, RD = 0.
    """
    d = rng.uniform(1, 2, size=r)
    P = np.diag(1 / d) if met[0] else np.diag([1 / d[0], *np.zeros(r - 1)])
    Q = np.zeros((r, m - r)) if met[2] else P @ rng.uniform(1, 2, size=(r, m - r))
    R = np.zeros((n - r, r)) if met[3] else rng.uniform(1, 2, size=(n - r, r)) @ P
    S = R * d @ Q + (0 if met[1] else rng.uniform(1, 2, size=(n - r, m - r)))
    U, V = (np.linalg.qr(draw(rng, (size, size), complex))[0] for size in (m, n))
    return U[:, :r] * d @ V[:, :r].conj().T, V @ np.block([[P, Q], [R, S]]) @ U.conj().T


def test_conditions_are_independent(yours, rng):
    """For matrices that meet some of the conditions and miss others, exactly the missed ones are not 0."""
    for met in product([True, False], repeat=4):
        A, X = half_inverse(rng, met)
        assert_close(yours.penrose_residuals(A, X), penrose_residuals(A, X), rtol=TIGHT, atol=TIGHT)


def test_residuals_of_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are judged alike, in float64."""
    unspoiled(yours.penrose_residuals, rng.uniform(1, 9, size=(3, 2)), rng.uniform(1, 9, size=(2, 3)),
              expect=penrose_residuals, rtol=TIGHT, atol=TIGHT)


# %% uniqueness: no other matrix meets the four conditions
@hint("Begin with X = XAX: into which place can you bring Y, by a condition that holds of Y?",
      "AX and AY are both symmetric, and AX = (AYA)X: what is AX then?  And XA?", "Meet at XAY.")
@worth(3)
def test_uniqueness_chain(yours):
    """X = Y for any two matrices that meet the four conditions, each line from the one above."""
    derives(yours.uniqueness_chain, X, to=Y, steps=4, given=[X_1, X_2, X_3, X_4, Y_1, Y_2, Y_3, Y_4])


# %% minimum_norm: the shortest of all least-squares solutions
def solution(yours, A, b, *rcond):
    """Ask for x; see its shape, and that it makes ‖Ax − b‖ least: Aᴴ(Ax − b) = 0."""
    x = yours.minimum_norm_solution(A, b, *rcond)
    require(np.shape(x) == (A.shape[1],), f"for A of shape {A.shape}, x has shape {(A.shape[1],)}", got=x)
    size = np.linalg.norm(A)
    require(np.linalg.norm(A.conj().T @ (A @ x - b)) <= TIGHT * size * (size * np.linalg.norm(x) + np.linalg.norm(b)),
            "a smaller ‖Ax − b‖ is possible: Ax − b is not perpendicular to the columns of A", got=x)
    return x


@hint("Which solutions has 3x + 4y = 25, and which is nearest to 0?", "What could you subtract from x if it had a part in the null space of A?")
def test_shortest(yours, rng):
    """Where many x solve Ax = b, or come equally near, yours is perpendicular to the null space: no other is shorter."""
    for m, n, r in [(1, 2, 1), (2, 5, 2), (4, 5, 2), (6, 4, 3)]:
        U, V = (np.linalg.qr(rng.normal(size=(size, size)))[0] for size in (m, n))
        A, null = U[:, :r] * np.geomspace(3, 3 / MILD, r) @ V[:, :r].T, V[:, r:]
        b = rng.normal(size=m)
        x = solution(yours, A, b)
        require(np.linalg.norm(null.T @ x) <= TIGHT * np.linalg.norm(x), "x has a part in the null space of A, and is longer for it", got=x)
        others = minimum_norm_solution(A, b)[:, None] + null @ (rng.normal(size=(n - r, 100)) * np.geomspace(1e-9, 10, 100))
        require(np.linalg.norm(x) <= (1 + TIGHT) * np.linalg.norm(others, axis=0).min(), "another solution is shorter", got=x)


def test_least_squares(yours, rng):
    """Where no x solves Ax = b, yours makes ‖Ax − b‖ least."""
    for m, n in [(2, 1), (3, 2), (9, 4)]:
        A, b = full_rank(rng, m, n, MILD), rng.normal(size=m)
        agrees(solution(yours, A, b), minimum_norm_solution(A, b), TIGHT)


@hint("Is AᴴA invertible?  Is AAᴴ?")
def test_dependent_equations(yours, rng):
    """Rows and columns of A may depend on each other, and A may be zero."""
    for A in [np.array([[1.0, 2.0], [2.0, 4.0]]), np.outer([1.0, 1.0, 2.0], [2.0, 1.0]), np.outer([1.0, -1.0], [2.0, 1.0, 4.0])]:
        b = rng.normal(size=len(A))
        agrees(solution(yours, A, b), minimum_norm_solution(A, b), TIGHT)
    assert_close(yours.minimum_norm_solution(np.zeros((3, 2)), rng.normal(size=3)), np.zeros(2), rtol=0)


def test_solution_with_a_cutoff(yours, rng):
    """rcond decides here too what counts as zero."""
    for m, n in [(3, 3), (5, 4)]:
        A, b = with_spectrum(rng, m, n, np.array([2, 0.02, 2e-9])), rng.normal(size=m)
        agrees(yours.minimum_norm_solution(A, b, 0.05), minimum_norm_solution(A, b, 0.05), TIGHT)


def test_complex_solution(yours, rng):
    """Complex equations have a shortest solution too."""
    for m, n in [(1, 2), (2, 1), (3, 5)]:
        A, b = full_rank(rng, m, n, 5, complex), draw(rng, m, complex)
        agrees(solution(yours, A, b), minimum_norm_solution(A, b), TIGHT)


def test_solution_of_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are solved alike, in float64."""
    A, b = 9 * np.eye(2, 3) + rng.uniform(-2, 2, size=(2, 3)), rng.uniform(2, 9, size=2)
    unspoiled(yours.minimum_norm_solution, A, b, expect=minimum_norm_solution, rtol=TIGHT, atol=TIGHT)
