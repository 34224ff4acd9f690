from fractions import Fraction

from autograder.checks import (assert_exact, derives, exact_product, exact_rows, exact_sign, hint, nearest_float, nonnegative, orders,
                               raises, require, worth)
from svd_existence_derivation import *    # the statement's names, from the stub beside it


# %% chain: from AᵀA to A = U Σ Vᵀ
@hint("Where does Aᵀ belong: to the column on its left?")
def test_gram_matrix(yours):
    """xᵀ(AᵀA)x is rewritten until anyone sees that it is ≥ 0."""
    derives(yours.gram_matrix, x.T @ (A.T @ A) @ x, to=nonnegative, through=[norm2(A @ x)])


@hint("What does (Av)ᵀ become?", "AᵀA meets w: what does it make of it?")
@worth(2)
def test_inner_products(yours):
    """(Av/σ)ᵀ(Aw/τ) = (τ/σ) vᵀw, each line from the one above."""
    derives(yours.inner_products, (A @ v / sigma).T @ (A @ w / tau), to=tau / sigma * (v.T @ w), steps=2,
            given=[Eq(A.T @ A @ w, tau**2 * w)], through=[v.T @ A.T @ A @ w / (sigma * tau)])


@hint("A squared length is a product: which?")
def test_null_vectors(yours):
    """‖Av‖² = 0 where AᵀAv = 0, each line from the one above."""
    derives(yours.null_vectors, norm2(A @ v), to=0, steps=2, given=[Eq(A.T @ A @ v, 0 * v)])


spectral, complete = "spectral theorem", ("Gram–Schmidt", "Gram-Schmidt")
NEEDS = {gram: [[]], eigenbasis: [[gram, spectral]], values: [[eigenbasis]], images: [[eigenbasis, values]],
         zeros_below: [[eigenbasis, values]], completed: [[images, word] for word in complete], columns: [[images, zeros_below, completed]],
         gram_left: [[]], eigenbasis_left: [[gram_left, spectral]], values_left: [[eigenbasis_left]],
         images_left: [[eigenbasis_left, values_left]], zeros_left: [[eigenbasis_left, values_left]],
         completed_left: [[images_left, word] for word in complete], columns_left: [[images_left, zeros_left, completed_left]],
         stretch: [["compactness"]], splits: [[stretch]], smaller: [["induction"]], least: [[]],
         svd: [[columns, eigenbasis], [columns_left, eigenbasis_left], [stretch, splits, smaller, least]],
         subspaces: [[svd]], pseudoinverse: [[svd, subspaces]]}
NEVER = {circular: "this says of AᵀA what is to be shown of A: no SVD may be taken for granted",
         all_images: "some σᵢ may be 0: there the quotient says nothing",
         completed_v: "v₁ … vₙ are a basis of ℝⁿ already, and no vector of ℝⁿ is one of ℝᵐ",
         chosen: "an eigenvector of AAᵀ has either sign, and with the wrong one A vᵢ = −σᵢ uᵢ; in a repeated σᵢ it may be any of a plane"}


@hint("Which symmetric matrix can be made of A?  What must be known of its eigenvalues before a root is taken?",
      "A vᵢ/σᵢ gives r vectors of ℝᵐ; U has m.", "AV = UΣ has n columns: what of those beyond r?")
@worth(2)
def test_svd_chain(yours):
    """Each statement stands after all it rests on, from A to A⁺."""
    orders(yours.svd_chain, NEEDS, to=pseudoinverse, never=NEVER)


@hint("V Vᵀ is I: where can it stand?")
def test_product(yours):
    """A = U Σ Vᵀ, each line from the one above."""
    derives(yours.product, A, to=U @ Sigma @ V.T, steps=2, given=[Eq(A @ V, U @ Sigma)])


@hint("V₁ᵀV₁ and U₁ᵀU₁ stand in the middle.  Which of them is I, and is U₁U₁ᵀ too?")
def test_pinv_condition(yours):
    """A X A = A, each line from the one above."""
    derives(yours.pinv_condition, (U1 @ S @ V1.T) @ (V1 @ inv(S) @ U1.T) @ (U1 @ S @ V1.T), to=U1 @ S @ V1.T)


def test_pinv_projector(yours):
    """A X = U₁ U₁ᵀ, each line from the one above."""
    derives(yours.pinv_projector, (U1 @ S @ V1.T) @ (V1 @ inv(S) @ U1.T), to=U1 @ U1.T)


# %% geometry: what A makes of the unit circle
def semi_axes(yours, A):
    import sympy
    return yours.ellipse_axes(sympy.Matrix(A))


def fraction(rng, least, most):
    return Fraction(int(rng.integers(least, most + 1)), int(rng.integers(1, 4)))


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def axes(yours, A):
    """Return s and u, once they are axes: AAᵀu = s²u, orthonormal, in order."""
    answer = yours.run(semi_axes, A)
    pairs = isinstance(answer, (tuple, list)) and len(answer) == 2 and all(isinstance(p, (tuple, list)) and len(p) == 2 for p in answer)
    require(pairs, "expected ((s1, s2), (u1, u2))", got=answer)
    (s, u), gram_left = answer, exact_product(A, transposed(A))
    u = [exact_rows(each, 2, 1, name) for each, name in zip(u, ["u1", "u2"], strict=True)]
    require(exact_sign(s[1]) >= 0, "a semi-axis is not negative", got=s)
    require(exact_sign(s[0] - s[1]) >= 0, "s1 is the larger semi-axis", got=s)
    for i, each in enumerate(u, 1):
        assert_exact(exact_product(transposed(each), each), [[1]], said=f"u{i} is no unit vector: u{i}ᵀu{i}", of=each)
    assert_exact(exact_product(transposed(u[0]), u[1]), [[0]], said="u1 and u2 are not perpendicular: u1ᵀu2", of=u)
    for i, (length, each) in enumerate(zip(s, u, strict=True), 1):
        assert_exact(exact_product(gram_left, each), exact_product(each, [[length]], [[length]]),
                     said=f"AAᵀu{i} is not s{i}² u{i}", of=answer)
    return s, u


@hint("For a diagonal matrix you see the axes.", "Ax = su for a unit vector x with Aᵀu = sx: of which matrix is u an eigenvector?")
@worth(2)
def test_ellipse(yours, rng):
    """Your axes are those of the ellipse, exactly: AAᵀuᵢ = sᵢ²uᵢ, perpendicular, the larger first."""
    for A in [[[0, 3], [2, 0]], [[fraction(rng, 5, 9), 0], [0, -1]], [[1, 1], [0, 1]], [[1, 2], [3, 4]]]:
        axes(yours, A)
    for _ in range(4):
        axes(yours, [[fraction(rng, -5, 5) for _ in range(2)] for _ in range(2)])


def test_circle(yours, rng):
    """A circle has any two perpendicular axes, and they are returned too."""
    a, b = fraction(rng, 1, 5), fraction(rng, 1, 5)
    for A in [[[2, 0], [0, 2]], [[a, -b], [b, a]], [[a, b], [b, -a]]]:
        axes(yours, A)


@hint("Where s2 = 0, what is left for u2 to be?")
def test_segment_and_point(yours, rng):
    """Where the ellipse is a segment, or a point, s2 is 0 and u2 is a unit vector all the same."""
    for A in [[[fraction(rng, 1, 5), 0], [0, 0]], [[0, 0], [1, fraction(rng, 1, 5)]], [[1, 2], [3, 6]], [[0, 0], [0, 0]]]:
        axes(yours, A)


# %% nonuniqueness: another decomposition of the same matrix
def another(yours, A, U, S, V):
    import sympy
    return yours.alternate_svd(*(sympy.Matrix(M) for M in (A, U, S, V)))


def rotation(rng, n):
    """Return an n × n matrix of fractions with orthonormal columns: a product of turns by triangles 3, 4, 5 and 5, 12, 13."""
    Q = [[Fraction(int(i == j)) for j in range(n)] for i in range(n)]
    for _ in range(n if n > 1 else 0):
        i, j = rng.permutation(n)[:2]
        a, b, c = [(3, 4, 5), (5, 12, 13)][int(rng.integers(2))]
        for row in Q:
            row[i], row[j] = (a * row[i] - b * row[j]) / c, (b * row[i] + a * row[j]) / c
    return Q


def decomposed(rng, m, n, values):
    """Return A, U, S, V with these singular values."""
    U, V = rotation(rng, m), rotation(rng, n)
    S = [[values[i] if i == j else 0 for j in range(n)] for i in range(m)]
    return exact_product(U, S, transposed(V)), U, S, V


def identity(n):
    return [[int(i == j) for j in range(n)] for i in range(n)]


def product_is(yours, rng, m, n, values):
    """Return U and U2, once U2 S2 V2ᵀ is A again."""
    A, U, S, V = decomposed(rng, m, n, values)
    answer = yours.run(another, A, U, S, V)
    require(isinstance(answer, (tuple, list)) and len(answer) == 3, "expected three matrices: U2, S2, V2", got=answer)
    U2, S2, V2 = (exact_rows(M, *shape, name) for M, shape, name in zip(answer, [(m, m), (m, n), (n, n)], ["U2", "S2", "V2"], strict=True))
    assert_exact(S2, S, said="S2 is not S")
    assert_exact(exact_product(transposed(U2), U2), identity(m), said="U2 has no orthonormal columns: U2ᵀ U2", of=U2)
    assert_exact(exact_product(transposed(V2), V2), identity(n), said="V2 has no orthonormal columns: V2ᵀ V2", of=V2)
    assert_exact(exact_product(U2, S2, transposed(V2)), A, said="U2 S2 V2ᵀ is not A", of=answer)
    return U, U2


def is_another(U, U2, values):
    """Some column of U2 for a σ > 0 is 0.001 away from every ± column of U: |u·u2| ≤ 1 − 0.001²/2."""
    inner = exact_product(transposed(U), U2)
    rank = sum(value > 0 for value in values)
    new = [j for j in range(rank) if all(abs(nearest_float(row[j])) <= 1 - 5e-7 for row in inner)]
    require(new, "every column of U2 that belongs to a non-zero singular value is one of U, up to its sign", got=U2, expected=U)


@hint("Turn u₁ and u₂ in their plane.  What has to happen to v₁ and v₂?")
@worth(2)
def test_another_svd(yours, rng):
    """Your U2 S2 V2ᵀ is A, exactly, and U2 holds a column that U does not."""
    for m, n, values in [(2, 2, [1, 1]), (2, 2, [3, 3]), (3, 2, [2, 2]), (2, 3, [2, 2]), (3, 3, [5, 2, 2]), (4, 3, [3, 3, 0]),
                         (3, 3, [2, 2, 2])]:
        U, U2 = product_is(yours, rng, m, n, values)
        is_another(U, U2, values)


def test_nothing_repeated(yours, rng):
    """Where no non-zero singular value is repeated, there is a ValueError; several zeros are no reason for another answer."""
    for m, n, values in [(2, 2, [2, 1]), (1, 1, [3]), (3, 3, [2, 0, 0]), (2, 2, [0, 0])]:
        with raises(ValueError):
            yours.run(another, *decomposed(rng, m, n, values))
    yours.run(another, *decomposed(rng, 2, 2, [2, 2]))      # where one is, another answer there is
