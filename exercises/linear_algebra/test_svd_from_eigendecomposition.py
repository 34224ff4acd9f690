import numpy as np

from autograder.checks import assert_close, forbids, hint, require, unspoiled
from reference.singular_values import singular_values

forbidden = forbids("numpy.linalg.svd", "numpy.linalg.svdvals", "numpy.linalg.pinv",
                    "scipy.linalg.svd", "scipy.linalg.svdvals", "scipy.linalg.pinv")

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
