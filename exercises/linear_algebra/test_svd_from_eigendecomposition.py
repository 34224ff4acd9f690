import numpy as np

from autograder.checks import (assert_close, assert_exact, exact_product, exact_rows, exact_sign, forbids, hint, nearest_float, require,
                               unspoiled, worth)
from reference.singular_values import singular_values

forbidden = forbids("numpy.linalg.svd", "numpy.linalg.svdvals", "numpy.linalg.pinv",
                    "scipy.linalg.svd", "scipy.linalg.svdvals", "scipy.linalg.pinv",
                    "sympy.Matrix.singular_value_decomposition", "sympy.Matrix.singular_values")

CLOSE = 1e-9        # squaring costs ε·s₁²/s = 2e−11·s₁ at s = 1e−5·s₁, in s and in the product; ten methods stay below 3e−11
ROUGH = 1e-6        # at s = 1e−10·s₁ the eigenvalues are noise: √(max(m, n)·ε) = 1e−7·s₁ may be lost
SHAPES = [(1, 1), (2, 2), (2, 3), (3, 2), (6, 4), (4, 6)]


def with_spectrum(rng, m, n, s):
    """Return an (m, n) matrix with these singular values, up to rounding."""
    U, V = (np.linalg.qr(rng.normal(size=(size, len(s))))[0] for size in (m, n))
    return U * s @ V.T


def deficient(rng, m, n, r):
    """Return a matrix of rank r, of whole numbers: no rounding error hides its zeros."""
    while True:
        A = (rng.integers(-3, 4, size=(m, r)) @ rng.integers(-3, 4, size=(r, n))).astype(float)
        if np.linalg.matrix_rank(A) == r:
            return A


def decomposition(yours, A):
    """Return U, s, Vt, arrays of the right shapes."""
    answer = yours.svd_via_eigh(A)
    (m, n), k = A.shape, min(A.shape)
    require(isinstance(answer, (tuple, list)) and len(answer) == 3 and all(isinstance(x, np.ndarray) for x in answer),
            "expected three arrays: U, s, Vt", got=answer)
    for name, x, shape in zip(["U", "s", "Vt"], answer, [(m, k), (k,), (k, n)], strict=True):
        require(x.shape == shape, f"for A of shape {A.shape}, {name} has shape {shape}; got {x.shape}", got=x)
    return answer


def values_agree(A, s, limit=CLOSE):
    exact = singular_values(A)
    assert_close(s, exact, rtol=0, atol=limit * exact[0])


def product_agrees(A, U, s, Vt, limit=CLOSE):
    product = U * s @ Vt
    require(np.linalg.norm(product - A) <= limit * np.linalg.norm(A), "U diag(s) Vt is another matrix than A", got=product, expected=A)


def orthonormal(U, Vt):
    one = np.eye(len(Vt))
    assert_close(U.T @ U, one, rtol=0, atol=CLOSE, said="the columns of U are not orthonormal, UᵀU is not 1")
    assert_close(Vt @ Vt.T, one, rtol=0, atol=CLOSE, said="the rows of Vt are not orthonormal, Vt Vtᵀ is not 1")


def everything(yours, A):
    U, s, Vt = decomposition(yours, A)
    values_agree(A, s)
    product_agrees(A, U, s, Vt)
    orthonormal(U, Vt)


# %% by_hand: three by three, exact
TRIPLES = [[(1, 0, 0), (0, 1, 0), (0, 0, 1)], [(1, 1, 0), (1, -1, 0), (0, 0, 1)], [(1, 1, 1), (1, -1, 0), (1, 1, -2)],
           [(2, 2, -1), (-1, 2, 2), (2, -1, 2)]]
KEYS = ["gram", "charpoly", "eigenvalues", "V", "U", "s"]


def whole(rng, sizes, left=None, right=None):
    """Return A = Σ dᵢ wᵢ zᵢᵀ, as rows, for perpendicular whole wᵢ and zᵢ, and the eigenvalues of AᵀA: dᵢ² ‖wᵢ‖² ‖zᵢ‖²."""
    w, z = (TRIPLES[int(rng.integers(1, 4)) if which is None else which] for which in (left, right))
    order, signs = rng.permutation(3), rng.choice([-1, 1], size=3)
    w = [[int(signs[j]) * row[order[j]] for j in range(3)] for row in w]
    A = [[sum(d * w[k][i] * z[k][j] for k, d in enumerate(sizes)) for j in range(3)] for i in range(3)]
    return A, sorted((d * d * sum(x * x for x in w[k]) * sum(x * x for x in z[k]) for k, d in enumerate(sizes)), reverse=True)


def by_hand(yours, A):
    """Return the dict, once it has its keys."""
    got = yours.svd_3x3_by_hand(A)
    require(isinstance(got, dict) and sorted(got) == sorted(KEYS), f"expected a dict with the keys {', '.join(KEYS)}", got=got)
    return got


def transposed(rows):
    return [list(column) for column in zip(*rows, strict=True)]


def drawn(rng):
    """Yield matrices, the plainest first, with the eigenvalues of AᵀA."""
    yield whole(rng, [1, 3, 2], 0, 0)
    for sizes in [(1, 2, 4), (3, 1, 2), (1, 3, 2)]:
        yield whole(rng, sizes)


@hint("Which of AᵀA and AAᵀ has the v's for eigenvectors?")
def test_gram_by_hand(yours, rng):
    """Your gram is AᵀA."""
    for A, _ in drawn(rng):
        assert_exact(exact_rows(by_hand(yours, A)["gram"], 3, 3, "gram"), exact_product(transposed(A), A), said="gram")


@hint("det(xI − G) begins with x³: what stands before x², and what is left for x = 0?")
def test_charpoly_by_hand(yours, rng):
    """Your charpoly is [1, c2, c1, c0], the coefficients of det(xI − AᵀA)."""
    for A, (a, b, c) in drawn(rng):
        assert_exact(by_hand(yours, A)["charpoly"], [1, -(a + b + c), a * b + b * c + c * a, -a * b * c], said="charpoly")


def test_eigenvalues_by_hand(yours, rng):
    """Your eigenvalues are those of AᵀA, the largest first, each as often as it is repeated."""
    for A, lams in [*drawn(rng), whole(rng, (1, 2, 2), 0, 0), whole(rng, (2, 2, 2), 0, 3)]:
        assert_exact(by_hand(yours, A)["eigenvalues"], lams, said="eigenvalues")


def decomposed(yours, A, lams):
    """V and U are orthogonal, s are the roots of the eigenvalues, and A = U diag(s) Vᵀ: all exactly; s again in floating point."""
    got = by_hand(yours, A)
    s, one = got["s"], [[int(i == j) for j in range(3)] for i in range(3)]
    require(isinstance(s, (list, tuple)) and len(s) == 3, "s is a list of 3 numbers", got=s)
    V, U = (exact_rows(got[name], 3, 3, name) for name in ("V", "U"))
    require(all(exact_sign(value) >= 0 for value in s), "a singular value is not negative", got=s)
    assert_exact([[value] for value in exact_squares(s)], [[lam] for lam in lams], said="the squares of s", of=s)
    assert_exact(exact_product(transposed(V), V), one, said="V is not orthogonal: VᵀV", of=V)
    assert_exact(exact_product(transposed(U), U), one, said="U is not orthogonal: UᵀU", of=U)
    diagonal = [[s[i] if i == j else 0 for j in range(3)] for i in range(3)]
    assert_exact(exact_product(U, diagonal, transposed(V)), A, said="U diag(s) Vᵀ is not A", of=got)
    floats = singular_values(np.array(A, float))
    assert_close([nearest_float(value) for value in s], floats, rtol=0, atol=1e-10 * floats.max())       # the oracle is good to 1e−14


def exact_squares(s):
    return [exact_product([[value]], [[value]])[0][0] for value in s]


@hint("AV = U diag(s): which u goes with v?", "A vector is a column of V once its length is 1.")
@worth(3)
def test_decomposition_by_hand(yours, rng):
    """V and U are orthogonal and A = U diag(s) Vᵀ, exactly; s are the roots of the eigenvalues, and what floating point finds."""
    for A, lams in drawn(rng):
        decomposed(yours, A, lams)


@hint("Where s = 0, A v / s says nothing.  To what must that column of U be perpendicular?")
@worth(2)
def test_singular_by_hand(yours, rng):
    """A singular A, and the zero matrix, have complete orthogonal U and V."""
    for A, lams in [whole(rng, (2, 1, 0), 0, 0), whole(rng, (1, 0, 0)), whole(rng, (2, 1, 0)), whole(rng, (0, 0, 0))]:
        decomposed(yours, A, lams)


@hint("A null space of dimension 2 comes with some basis: are its vectors perpendicular?")
def test_repeated_by_hand(yours, rng):
    """Repeated eigenvalues have perpendicular eigenvectors too, once they are made so."""
    for A, lams in [whole(rng, (2, 2, 2), 3, 3), whole(rng, (1, 2, 2), 0, 3), whole(rng, (3, 1, 1), 3, 3), whole(rng, (1, 1, 3), 3, 0)]:
        decomposed(yours, A, lams)


# %% general: the decomposition of any matrix, and how far down it can be trusted
@hint("For a 1 × 1 matrix [a]: what is AᵀA, and what should s be?", "In which order does eigh return eigenvalues?")
def test_singular_values(yours, rng):
    """Your s holds the min(m, n) singular values, largest first: |a| for the matrix [a]."""
    for m, n in SHAPES:
        A = -with_spectrum(rng, m, n, rng.uniform(2, 3, size=min(m, n)))
        values_agree(A, decomposition(yours, A)[1])


@hint("Which u goes with v: any eigenvector of AAᵀ for the same eigenvalue?", "What does AV = U diag(s) say about the sign of u?")
def test_product_is_the_matrix(yours, rng):
    """U diag(s) Vt gives A back, signs included."""
    for m, n in SHAPES:
        A = -with_spectrum(rng, m, n, rng.uniform(1, 3, size=min(m, n)))       # the minus makes the 1 × 1 matrix negative
        product_agrees(A, *decomposition(yours, A))


@hint("How far from perpendicular are two columns A vᵢ / sᵢ when both s are near 1e−5?  Print UᵀU − 1.",
      "Which factorisation hands you orthonormal columns, whatever you give it?")
def test_stays_orthonormal(yours, rng):
    """U and V have orthonormal columns, also where singular values reach down to 1e−5 of the largest."""
    for m, n, s in [(3, 2, [3, 1]), (4, 3, [1, 2e-5, 1e-5]), (12, 8, np.logspace(0, -5, 8)), (8, 12, np.logspace(0, -5, 8))]:
        everything(yours, with_spectrum(rng, m, n, np.array(s)))


@hint("Print the eigenvalues of AᵀA for a matrix of rank 1.  Which of them should be 0?", "Where s = 0, what is left of AV = U diag(s)?")
def test_lost_rank(yours, rng):
    """A matrix of lower rank has zeros in s, no nan anywhere, and complete orthonormal U and V."""
    for m, n, r in [(2, 2, 1), (30, 20, 2), (20, 30, 2)]:
        everything(yours, deficient(rng, m, n, r))


@hint("If s₁ = s₂, every rotation of v₁ and v₂ does.  Does your u₁ know which v₁ you took?")
def test_equal_singular_values(yours, rng):
    """Equal singular values, where eigenvectors may turn, still give A back."""
    for m, n, s in [(2, 2, [2, 2]), (3, 3, [3, 3, 1]), (5, 4, [2, 2, 2, 2]), (4, 5, [2, 1, 1, 0])]:
        everything(yours, with_spectrum(rng, m, n, np.array(s)))


def test_zero_rows_and_columns(yours, rng):
    """The zero matrix, a single row and a single column are matrices too."""
    for A in [np.zeros((1, 1)), np.zeros((2, 3)), np.zeros((3, 2)), rng.normal(size=(1, 4)), rng.normal(size=(5, 1))]:
        everything(yours, A)


@hint("What are the eigenvalues of AᵀA when A is multiplied by 1e−8?")
def test_unit_of_length(yours, rng):
    """Measured in other units, A·1e−8 and A·1e8, the decomposition is the same but for s."""
    A = with_spectrum(rng, 3, 2, np.array([3.0, 1.0]))
    for scale in [1e-8, 1e8]:
        everything(yours, scale * A)


@hint("Which eigenvalue belongs to s = 1e−5 · s₁, and do you keep it?")
def test_below_the_floor(yours, rng):
    """With singular values down to 1e−10 of the largest, s and the product are right to 1e−6."""
    for m, n in [(6, 5), (30, 20), (20, 30)]:
        A = with_spectrum(rng, m, n, np.logspace(0, -10, min(m, n)))
        U, s, Vt = decomposition(yours, A)
        values_agree(A, s, ROUGH)
        product_agrees(A, U, s, Vt, ROUGH)


@hint("An eigenvalue of AᵀA carries an error near ε · s₁².  When is s² as small as that?")
def test_floor(yours, rng):
    """Your floor is where s² drowns in ε · s₁², within a factor of 10."""
    for scale in [1.0, 1e-3, 1e4]:
        for s in [scale * np.array([rng.uniform(2, 3), 1e-3]), np.full(60, scale)]:
            floor, exact = yours.reliability_floor(s), np.sqrt(np.finfo(float).eps) * s[0]
            assert_close(floor, exact, rtol=9)      # a factor of 10: the constant depends on A and on eigh
            require(floor >= exact / 10, "this floor is lower than the noise", got=floor, expected=exact)


def test_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are decomposed alike, in float64."""
    def invariants(A):
        U, s, Vt = decomposition(yours, A)
        return s, U * s @ Vt, U.T @ U, Vt @ Vt.T

    def exact(A):
        return singular_values(A), A.astype(float), np.eye(2), np.eye(2)
    unspoiled(invariants, rng.uniform(2, 9, size=(3, 2)), expect=exact, rtol=CLOSE, atol=CLOSE)
