from fractions import Fraction

import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, require, unspoiled, worth
from reference import subspaces as exact

forbidden = forbids("numpy.linalg.svd", "numpy.linalg.svdvals", "numpy.linalg.qr", "numpy.linalg.pinv", "numpy.linalg.lstsq",
                    "numpy.linalg.matrix_rank", "scipy.linalg.null_space", "scipy.linalg.orth", "scipy.linalg.svd", "scipy.linalg.svdvals",
                    "scipy.linalg.qr", "scipy.linalg.pinv", "scipy.linalg.lstsq")

CLOSE = 1e-9        # singular values that count differ by a factor 100 at most: even through AᵀA a projector keeps 100²·ε ≈ 2e-12


def with_singular_values(rng, m, n, values):
    """Return a random m × n matrix with these singular values; the others are 0, up to rounding."""
    U, V = (np.linalg.qr(rng.normal(size=(k, len(values))))[0] for k in (m, n))
    return U * np.array(values) @ V.T


def of_rank(rng, m, n, r):
    return with_singular_values(rng, m, n, [10.0 ** -x for x in rng.uniform(0, 2, r)])


def whole(rng, m, n, r):
    """Return a random m × n matrix of small whole numbers and rank r: L and U have r pivots not 0."""
    L, U = rng.integers(-2, 3, (m, r)), rng.integers(-2, 3, (r, n))
    for k in range(r):
        L[k, k], L[k, k + 1:] = rng.integers(1, 4), 0
        U[k, k], U[k, :k] = rng.integers(1, 4), 0
    return (L @ U).astype(float)


# %% rref: exact elimination
def reduces(yours, A):
    got = yours.rref(A)
    require(isinstance(got, (tuple, list)) and len(got) == 2, "rref returns a pair: the rows R and the pivots", got=got)
    holds_fractions(got[0], got)
    assert_equal(tuple(got), exact.rref(A))


def holds_fractions(R, got):
    entries = [x for row in R for x in row] if isinstance(R, list) and all(isinstance(row, (list, tuple)) for row in R) else []
    require(not any(isinstance(x, float) for x in entries), "R holds floats: an entry of it should be a Fraction, to be exact", got=got)


def rational(rng, m, n):
    """Return rows of random fractions, zeros among them; the first entry is neither 0 nor 1."""
    A = [[Fraction(int(a), int(b)) for a, b in zip(rng.integers(-4, 5, n), rng.integers(1, 4, n))] for _ in range(m)]
    A[0][0] = Fraction(int(rng.integers(5, 9)), int(rng.choice([2, 3])) * int(rng.choice([-1, 1])))
    return A


@hint("Row by row: scale, then subtract a multiple of this row from which others?", "Also from the rows above it.")
def test_reduces_to_the_end(yours, rng):
    """R has pivots 1, alone in their columns, as exact fractions."""
    reduces(yours, [[3, int(rng.choice([1, 2, 4, 5]))]])
    for m, n in [(1, 1), (2, 1), (1, 3), (2, 2), (2, 3), (3, 2), (3, 3), (4, 4), (3, 6), (6, 3)]:
        reduces(yours, rational(rng, m, n))
    reduces(yours, [[int(x) for x in row] for row in whole(rng, 4, 5, 3)])


@hint("What if the entry where the pivot should stand is 0, but one below it is not?")
def test_finds_a_pivot_further_down(yours, rng):
    """A zero where the pivot should stand is no obstacle while something stands below it."""
    for n in [2, 3, 5]:
        A = rational(rng, n, n)
        A[0][0] = Fraction(0)
        A[-1][0] = Fraction(int(rng.integers(2, 9)), 7)
        reduces(yours, A)


@hint("A column may have no pivot.  Where does the next one look for its own?")
def test_dependent_rows_and_columns(yours, rng):
    """Columns without a pivot are passed over, and rows without one end up zero, at the bottom."""
    a, b = rational(rng, 1, 2)[0]
    for A in [[[Fraction(0)]], [[Fraction(0), a]], [[a, b], [2 * a, 2 * b]]]:
        reduces(yours, A)
    for m, n in [(2, 3), (3, 3), (4, 6), (6, 4)] * 6:
        A = rational(rng, m, n)
        A[int(rng.integers(m))] = A[int(rng.integers(m))]           # a repeated row, one time in m not
        zero = int(rng.integers(n))
        for row in A:
            row[zero] = 2 * row[zero - 1] if rng.random() < 0.5 else Fraction(0)
        reduces(yours, A)
    reduces(yours, [[Fraction(0)] * 4] * 3)


@hint("How many digits does your largest number on the way have?  And a float?")
def test_exact_for_large_numbers_too(yours, rng):
    """No digit is lost: a remainder of 1 among numbers of ten digits is a pivot, and a remainder of 0 is none."""
    k = int(rng.integers(10 ** 9, 10 ** 10))
    reduces(yours, [[k - 1, k], [k, k + 1]])                # (k − 1)(k + 1) − k² = −1
    A = [[int(x) for x in row] for row in rng.integers(100, 1000, (3, 6))]
    reduces(yours, [*A, [a + 7 * b for a, b in zip(A[0], A[1])]])


def argument_and_answer(yours, A):
    R, pivots = yours.rref(A)
    return {"A afterwards": A, "R": R, "pivots": pivots}


def test_rref_leaves_its_argument_alone(yours, rng):
    """The rows you are given are the same after the call."""
    A = rational(rng, 2, 3)
    R, pivots = exact.rref(A)
    got = yours.run(argument_and_answer, A)
    holds_fractions(got["R"] if isinstance(got, dict) else None, got)
    assert_equal(got, {"A afterwards": A, "R": R, "pivots": pivots})


# %% subspaces: four orthonormal bases
NAMES = {"col": "column space", "null": "null space", "row": "row space", "left": "left null space"}


def bases(yours, A, **tol):
    """Return the four bases, once each has as many orthonormal columns as its subspace has dimensions."""
    got, (m, n), r = yours.four_subspaces(A, **tol), A.shape, exact.rank(A, **tol)
    sizes = {"col": (m, r), "null": (n, n - r), "row": (n, r), "left": (m, m - r)}
    for key, shape in sizes.items():
        require(isinstance(got, dict) and isinstance(got.get(key), np.ndarray),
                f"four_subspaces returns a dict with an array `{key}`", got=got)
        Q = got[key]
        require(Q.shape == shape, f"the {NAMES[key]} of this matrix, of rank {r}, has a basis of shape {shape}; yours has {Q.shape}", got=Q)
        require(Q.dtype.kind == "f", f"`{key}` holds {Q.dtype}, not real floats", got=Q)
        assert_close(Q.T @ Q, np.eye(shape[1]), rtol=0, atol=CLOSE, said=f"QᵀQ of the {NAMES[key]} is not I")
    return got


def spans(yours, A):
    """Return QQᵀ of each basis Q: it tells what Q spans, whatever basis was chosen."""
    return {key: np.asarray(Q) @ np.asarray(Q).T for key, Q in yours.four_subspaces(A).items()}


def matrices(rng):
    """Return matrices of known rank, the smallest first."""
    repeated = whole(rng, 2, 2, 2)[[0, 0, 1]]
    small = [whole(rng, *size) for size in [(1, 1, 1), (2, 1, 1), (1, 2, 1), (2, 3, 1), (4, 3, 2)]]
    large = [of_rank(rng, *size) for size in [(3, 4, 2), (7, 4, 3), (4, 7, 3), (5, 5, 5), (9, 6, 4)]]
    return [*small, repeated, repeated.T, *large, np.zeros((2, 3))]


def span_agrees(yours, rng, key):
    for A in matrices(rng):
        got, expected = yours.run(spans, A), exact.projectors(A)
        require(isinstance(got, dict) and key in got, f"four_subspaces returns a dict with an array `{key}`", got=got)
        assert_close(got[key], expected[key], rtol=0, atol=CLOSE, said=f"your `{key}` does not span the {NAMES[key]}; QQᵀ")


@hint("How many vectors of length 1 does each subspace need?  Count with the rank.")
def test_bases_are_orthonormal_and_of_the_right_size(yours, rng):
    """Each basis has QᵀQ = I and as many columns as its subspace has dimensions; a basis of {0} has shape (., 0)."""
    for A in matrices(rng):
        bases(yours, A)


@hint("Elimination changes what the columns span.  What does it keep?")
def test_col_spans_the_columns(yours, rng):
    """`col` spans the column space of A."""
    span_agrees(yours, rng, "col")


def test_row_spans_the_rows(yours, rng):
    """`row` spans the row space of A, also where its first rows repeat each other."""
    span_agrees(yours, rng, "row")


@hint("Which of the two, m or n, is the length of an x with Ax = 0?")
def test_null_is_sent_to_zero(yours, rng):
    """`null` spans all x with Ax = 0, perpendicular to the rows."""
    span_agrees(yours, rng, "null")
    for A in matrices(rng):
        got, size = bases(yours, A), np.linalg.norm(A, 2)
        require(abs(A @ got["null"]).max(initial=0) <= 1e-10 * size, "A times a column of `null` is not 0", got=got["null"])
        dots = got["row"].T @ got["null"]
        require(abs(dots).max(initial=0) <= 1e-10, "a column of `null` is not perpendicular to the row space", got=got["null"])


def test_left_is_sent_to_zero_from_the_left(yours, rng):
    """`left` spans all y with Aᵀy = 0."""
    span_agrees(yours, rng, "left")


@worth(2)
@hint("Two columns of the Hilbert matrix differ by little.  What is left of one once the others are taken out, and how exact is it?",
      "Take the dot products of your last vector with the others, before and after you divide by its length.")
def test_nearly_dependent_columns_stay_orthonormal(yours, rng):
    """QᵀQ = I to 1e-9 also for the Hilbert matrix, whose columns are nearly dependent."""
    for m, n in [(5, 3), (6, 4), (8, 5)]:       # condition 1e2, 2e3, 1e5
        bases(yours, exact.hilbert(m, n))
    bases(yours, exact.hilbert(8, 5).T)
    bases(yours, exact.hilbert(8, 5)[:, rng.permutation(5)])


@worth(2)
@hint("Multiply A by a million.  Does its rank change?")
def test_rank_is_relative_to_the_largest_singular_value(yours, rng):
    """The rank is decided by tol, relative to the size of A."""
    for m, n, values, tol in [(2, 2, [1, 1e-3], {}), (2, 2, [1, 1e-9], {}), (4, 5, [1, 0.3, 1e-3, 1e-9], {}),
                              (3, 2, [1, 1e-4], {"tol": 1e-2}), (5, 4, [1, 0.5, 1e-4, 2e-5], {"tol": 1e-2})]:
        A = with_singular_values(rng, m, n, values)
        for scale in [1.0, 1e-8, 1e8]:
            bases(yours, scale * A, **tol)


def test_four_subspaces_of_any_real_array(yours, rng):
    """Whole numbers, float32 and every layout of A give the same subspaces, in float64, and A stays as it is."""
    for m, n, r in [(2, 1, 1), (4, 3, 2)]:
        unspoiled(lambda A: yours.run(spans, A), whole(rng, m, n, r), expect=exact.projectors, rtol=0, atol=CLOSE)


# %% coordinates: the same vector in another basis
def basis(rng, n):
    """Return a basis of condition 8 at most, which is not orthonormal."""
    return with_singular_values(rng, n, n, np.linspace(0.5, 4, n)[::-1] if n > 1 else [rng.uniform(2, 4)])


SOLVED = dict(rtol=1e-12, atol=1e-12)       # condition · ε ≈ 2e-15 for each solve, of entries of size 1


@hint("Write out c₁b₁ + c₂b₂ = x for two basis vectors.  What is the unknown?")
def test_coordinates_rebuild_the_vector(yours, rng):
    """The columns of B, weighted with your coordinates, add up to x."""
    for n in [2, 3, 6, 1]:
        B, x = basis(rng, n), rng.normal(size=n)
        assert_close(yours.coordinates(x, B), exact.coordinates(x, B), **SOLVED)


@hint("Both B [x]_B and C [x]_C are x.", "Try one dimension: B = [2] and C = [1].  What are the two coordinates of x = 6?")
def test_change_of_basis_takes_b_to_c(yours, rng):
    """M turns coordinates in B into coordinates in C."""
    for n in [1, 2, 3, 6]:
        B, C = basis(rng, n), basis(rng, n)
        assert_close(yours.change_of_basis(B, C), exact.change_of_basis(B, C), **SOLVED)


def test_singular_bases_are_refused(yours, rng):
    """Vectors that are no basis raise ValueError, be they B or C."""
    B, x, k = basis(rng, 2), rng.normal(size=2), float(rng.integers(1, 9))
    for singular in [np.array([[k, 2 * k], [2 * k, 4 * k]]), B * [1, 0], np.zeros((2, 2))]:       # elimination meets an exact 0
        with raises(ValueError):
            yours.coordinates(x, singular)
        with raises(ValueError):
            yours.change_of_basis(B, singular)
        with raises(ValueError):
            yours.change_of_basis(singular, B)
    yours.coordinates(x, B)
    yours.change_of_basis(B, basis(rng, 2))     # and bases are not


@hint("det(tB) = tⁿ det(B): is a small determinant the mark of vectors that nearly depend on each other?")
def test_short_vectors_are_a_basis_too(yours, rng):
    """Vectors of length 1e-6 are as good a basis as long ones."""
    B, C, x = basis(rng, 3), basis(rng, 3), rng.normal(size=3)
    assert_close(yours.coordinates(x, 1e-6 * B), exact.coordinates(x, 1e-6 * B), rtol=1e-12, atol=1e-6)     # condition · ε of entries of 1e6
    assert_close(yours.change_of_basis(B, 1e-6 * C), exact.change_of_basis(B, 1e-6 * C), rtol=1e-12, atol=1e-6)     # likewise


def test_coordinates_of_any_layout(yours, rng):
    """Whole numbers and every layout give the same coordinates, and nothing is written into x, B or C."""
    for n in [2, 4]:
        B, C, x = whole(rng, n, n, n), whole(rng, n, n, n), rng.integers(-9, 10, n).astype(float)
        largest = max(1, abs(exact.coordinates(x, B)).max(), abs(exact.change_of_basis(B, C)).max())
        loose = dict(rtol=0, atol=1e-9 * largest)       # condition · ε, for conditions below 1e6
        unspoiled(yours.coordinates, x, B, expect=exact.coordinates, single=False, **loose)
        unspoiled(yours.change_of_basis, B, C, expect=exact.change_of_basis, single=False, **loose)


# %% projector: a subspace as one matrix
def column_space(A, **tol):
    return exact.projectors(A, **tol)["col"]


def projector(yours, A, **tol):
    """Return P as an array of the right shape."""
    P, m = yours.projection_matrix(A, **tol), len(A)
    require(isinstance(P, np.ndarray) and P.shape == (m, m) and P.dtype.kind in "iuf", f"P is a real array of shape ({m}, {m})", got=P)
    return P


@hint("Which multiple of a comes nearest to x?")
def test_projects_onto_a_line(yours, rng):
    """One column a, of any length, gives the projector onto its line."""
    for m in [1, 2, 4]:
        a = rng.uniform(1.5, 4, (m, 1))
        assert_close(yours.projection_matrix(a), column_space(a), rtol=0, atol=CLOSE)


def test_keeps_what_lies_in_the_column_space(yours, rng):
    """PA = A, column by column, and P is the projector that the columns of A determine."""
    for m, n, r in [(2, 1, 1), (2, 3, 2), (4, 2, 2), (6, 4, 3)]:
        A = of_rank(rng, m, n, r)
        P = projector(yours, A)
        assert_close(P @ A, A, rtol=0, atol=CLOSE * np.linalg.norm(A, 2), said="a column of A is not where it was after P; PA")
        assert_close(P, column_space(A), rtol=0, atol=CLOSE)


@hint("What does P do to a vector it has already projected?")
def test_projecting_twice_is_projecting_once(yours, rng):
    """P² = P, and the trace of P is the rank of A."""
    for m, n, r in [(2, 2, 1), (3, 2, 2), (5, 7, 3)]:
        P = projector(yours, of_rank(rng, m, n, r))
        require(np.allclose(P @ P, P, rtol=0, atol=CLOSE), "projecting twice is not projecting once: P² ≠ P", got=P)
        require(abs(np.trace(P) - r) <= CLOSE * m, f"the trace of P is {np.trace(P):.6g}, the rank of A is {r}", got=P)


@worth(2)
@hint("Where does the shortest way from x to the column space arrive, and at which angle?")
def test_the_rest_is_perpendicular(yours, rng):
    """What P takes away from x is perpendicular to every column of A, and P is symmetric."""
    for m, n, r in [(2, 1, 1), (3, 2, 2), (5, 4, 3)]:
        A, x = of_rank(rng, m, n, r), rng.normal(size=m)
        P = projector(yours, A)
        slope = abs(A.T @ (x - P @ x)).max() / np.linalg.norm(A, 2)
        require(slope <= CLOSE * np.linalg.norm(x),
                f"x − Px is not perpendicular to the columns of A: a dot product is {slope:.3g} for x = {x}", got=P)
        require(np.allclose(P, P.T, rtol=0, atol=CLOSE), "P is not symmetric", got=P)


@hint("Say the columns twice.  Has the subspace changed?")
def test_dependent_columns_and_the_zero_matrix(yours, rng):
    """Repeated columns change nothing, small ones count as tol says, and a zero matrix gives zeros."""
    for m, n in [(1, 1), (3, 1), (4, 2)]:
        A = whole(rng, m, n, n)
        assert_close(yours.projection_matrix(np.hstack([A, A])), column_space(A), rtol=0, atol=CLOSE)
    assert_close(yours.projection_matrix(np.zeros((3, 2))), np.zeros((3, 3)), rtol=0, atol=0)
    for tol, r in [({}, 3), ({"tol": 0.02}, 2)]:
        A = with_singular_values(rng, 5, 4, [1, 0.5, 1e-3, 1e-9])
        for scale in (1.0, 1e-8, 1e8):      # tol is relative to the size of A
            P = projector(yours, scale * A, **tol)
            require(abs(np.trace(P) - r) <= CLOSE * 5, f"the trace of P is {np.trace(P):.6g}, the rank of A at this tol is {r}", got=P)


def test_projector_of_any_layout(yours, rng):
    """Whole numbers and every layout of A give the same projector, and A stays as it is."""
    for m, n, r in [(2, 1, 1), (4, 3, 2)]:
        unspoiled(yours.projection_matrix, whole(rng, m, n, r), expect=column_space, rtol=0, atol=CLOSE, single=False)
