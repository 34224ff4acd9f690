import numpy as np
from autograder.checks import Item, hint, holds, logged, numbers, quiz, require, until, value
from reading_linear_algebra_geometry import __doc__ as statement
from reference import linear_algebra_texts as exact

DIGITS = 1e-6       # of the largest entry: six digits of a decimal are enough, and a wrong rule is further off
judged = dict(rtol=DIGITS)
LABELS = ["positive definite", "positive semidefinite", "indefinite"]


def whole(rng, *shape, least=-5, most=5):
    return rng.integers(least, most + 1, shape)


def invertible(rng, n, most=5):
    return until(lambda A: exact.determinant(A) != 0, lambda: whole(rng, n, n, least=-most, most=most))


def unlike(a, b):
    """Return whether two answers differ by far more than rounding."""
    a, b = np.array(a, float), np.array(b, float)
    return abs(a - b).max() > 1e-3 * abs(b).max()


def independent(vectors):
    return exact.rank([[float(x) for x in v] for v in vectors]) == len(vectors)


def sent_to_zero(A, vectors, said):
    """A basis of the null space: as many vectors as it has dimensions, independent, each with A v = 0."""
    A = np.array(A, float)
    V = numbers(vectors, A.shape[1] - exact.rank(A), A.shape[1], said=said)
    size = np.linalg.norm(A, 2) * np.linalg.norm(V, axis=1)
    require((abs(A @ V.T).max(axis=0) <= DIGITS * size).all(), f"{said}: the product with A is not 0")
    is_basis(V, said)


def is_basis(V, said):
    lengths = np.linalg.norm(V, axis=1)
    require(lengths.all(), f"{said}: the zero vector is in no basis")
    spread = np.linalg.svd(V / lengths[:, None], compute_uv=False)
    require(len(V) == 0 or spread[-1] > 1e-4, f"{said}: the vectors are not independent")      # whole numbers below 100 are far above that


def spans(A, vectors, said):
    """A basis of the column space of A, judged by what is perpendicular to it."""
    A = np.array(A, float)
    V, left = numbers(vectors, exact.rank(A), len(A), said=said), np.linalg.svd(A)[0][:, exact.rank(A):]
    is_basis(V, said)
    require((abs(V @ left).max(axis=1, initial=0) <= DIGITS * np.linalg.norm(V, axis=1)).all(), f"{said}: a vector does not lie in it")


def is_eigenvector(A, v, said, eigenvalue):
    A, v = np.array(A, float), numbers(v, len(A), said=said)
    require(v.any(), f"{said}: an eigenvector is not 0")
    require(abs(A @ v - eigenvalue * v).max() <= DIGITS * np.linalg.norm(A, 2) * np.linalg.norm(v), f"{said}: it does not stay on its line")


def parts(answer, count, what):
    answer = list(answer) if isinstance(answer, (list, tuple, np.ndarray)) else answer
    require(isinstance(answer, list) and len(answer) == count, f"a list of {count} is asked for: {what}")
    return answer


# %% essence_linear_algebra: pictures of matrices
def a_picture(rng):
    A, v = until(lambda d: unlike(d[0] @ d[1], d[0].T @ d[1]), lambda: (invertible(rng, 2), whole(rng, 2)))
    return {"i_hat": A[:, 0], "j_hat": A[:, 1], "v": v}


def a_picture_alone(rng):
    return {name: x for name, x in a_picture(rng).items() if name != "v"}


def picture(i_hat, j_hat):
    return exact.transpose([i_hat, j_hat])


def of_both_signs(rng, n, count):
    """Return matrices of determinants that are not all of one sign."""
    return until(lambda As: min(map(exact.determinant, As)) < 0 < max(map(exact.determinant, As)),
                 lambda: [invertible(rng, n) for _ in range(count)])


def a_translation(rng):
    def differs(given):
        A, C, v = given["A"], given["C"], given["v"]
        there, back = exact.product(exact.inverse(C), A, C), exact.product(C, A, exact.inverse(C))
        return unlike(there, back) and unlike(exact.product(there, v), exact.product(back, v))
    return until(differs, lambda: {"A": whole(rng, 2, 2), "C": invertible(rng, 2, most=3), "v": whole(rng, 2)})


def for_her(A, C):
    return exact.product(exact.inverse(C), A, C)


def for_us(M, C, v):
    return exact.product(C, M, exact.inverse(C), v)


def hers(rng):
    given = a_translation(rng)
    return {"A": given["A"], "C": given["C"]}


def ours(rng):
    given = a_translation(rng)
    return {"M": given["A"], "C": given["C"], "v": given["v"]}


def a_shear(rng):
    along = until(np.all, lambda: whole(rng, 2, least=-3, most=3))
    return {"S": np.eye(2, dtype=int) + int(rng.choice([-2, -1, 1, 2])) * np.outer(along, [-along[1], along[0]])}


def stays(answer, S):
    is_eigenvector(S, answer, "the vector", 1)


def two_lines(rng):
    """Return a matrix of whole eigenvalues and eigenvectors, which are not perpendicular."""
    X = until(lambda X: abs(exact.determinant(X)) == 1 and X[:, 0] @ X[:, 1] != 0, lambda: whole(rng, 2, 2, least=-3, most=3))
    values = sorted(rng.choice(np.arange(-5, 6), 2, replace=False).tolist())
    return {"A": np.array(exact.product(X, np.diag(values), exact.inverse(X)), int)}


def both_stay(answer, A):
    values = np.sort(np.linalg.eigvals(np.array(A, float)).real)
    for v, which, eigenvalue in zip(parts(answer, 2, "two eigenvectors"), ["the first vector", "the second vector"], values):
        is_eigenvector(A, v, which, eigenvalue)


ESSENCE = [
    Item("matrix of a picture", "matrices as transformations", a_picture_alone, value(picture, **judged)),
    Item("where a vector lands", "matrices as transformations", a_picture,
         value(lambda i_hat, j_hat, v: exact.product(picture(i_hat, j_hat), v), **judged)),
    Item("signed areas", "the determinant", lambda rng: {"pairs": [A.T for A in of_both_signs(rng, 2, 3)]},
         value(lambda pairs: [exact.determinant(exact.transpose(vw)) for vw in pairs], **judged)),
    Item("signed volumes", "the determinant", lambda rng: {"matrices": of_both_signs(rng, 3, 2)},
         value(lambda matrices: [exact.determinant(A) for A in matrices], **judged)),
    Item("in her language", "change of basis", hers, value(for_her, **judged)),
    Item("back in ours", "change of basis", ours, value(for_us, **judged)),
    Item("direction of a shear", "eigenvectors", a_shear, holds(stays)),
    Item("lines that stay", "eigenvectors", two_lines, holds(both_stay)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the series again.")
def test_essence_linear_algebra(yours, rng):
    """Your answers on transformations, determinants, change of basis and eigenvectors are right, 7 of 8 at least."""
    quiz(yours.essence_linear_algebra, ESSENCE, rng)


def test_essence_linear_algebra_is_logged(yours):
    """Your log of Essence of Linear Algebra says when and what you watched, and what it taught you."""
    logged(yours.essence_linear_algebra_log, statement=statement, sections=3,
           others=[yours.mit_1806_log, yours.strang_introduction_log, yours.horn_johnson_log])


# %% mit_1806: elimination, four subspaces, least squares
def two_exchanges(rng):
    """Return a matrix whose rows must move round: its first row can only be the last of P A."""
    A = until(lambda A: A[1, 0] * A[2, 0] * A[0, 2] and A[1, 0] * A[2, 1] != A[1, 1] * A[2, 0], lambda: whole(rng, 3, 3))
    A[0, :2] = 0
    return {"A": A}


def factorises(answer, A):
    n = len(A)
    P, L, U = (numbers(M, n, n, said=name) for M, name in zip(parts(answer, 3, "P, L and U"), "PLU"))
    ones = (P == 1).sum(axis=0)
    require(((P == 0) | (P == 1)).all() and (ones == 1).all() and (P.sum(axis=1) == 1).all(), "P holds the rows of I, each once")
    require(abs(np.triu(L, 1)).max() <= DIGITS * abs(L).max(), "L is not lower triangular")
    require(abs(np.tril(U, -1)).max() <= DIGITS * abs(U).max(), "U is not upper triangular")
    require(abs(P @ A - L @ U).max() <= DIGITS * abs(A).max(), "P A is not L U")


def factors_and_a_side(rng):
    P = np.eye(3, dtype=int)[[[1, 2, 0], [2, 0, 1]][rng.integers(2)]]
    L = np.tril(whole(rng, 3, 3), -1) + np.eye(3, dtype=int)
    U = until(lambda U: np.diag(U).all(), lambda: np.triu(whole(rng, 3, 3)))
    b = until(lambda b: len(set(b)) == 3, lambda: whole(rng, 3, least=-9, most=9))
    return {"P": P, "L": L, "U": U, "b": b}


def through_factors(P, L, U, b):
    return exact.solve(P.T @ L @ U, b)


def singular(rng):
    """Return a matrix of rank 1 or 2 without a zero entry; with rank 2, whose null vector has three entries too."""
    r = int(rng.integers(1, 3))

    def good(A):
        return A.all() and exact.rank(A) == r and (r == 1 or (np.cross(*null_planes(A)).all() and np.cross(*null_planes(A.T)).all()))
    return {"A": until(good, lambda: whole(rng, 3, r, least=-3, most=3) @ whole(rng, r, 3, least=-3, most=3))}


def null_planes(A):
    """Return two independent rows of a matrix of rank 2."""
    return (A[0], A[1]) if np.cross(A[0], A[1]).any() else (A[0], A[2])


def column_and_left(answer, A):
    column, left = parts(answer, 2, "a basis of the column space, one of the left null space")
    spans(A, column, "column space")
    sent_to_zero(A.T, left, "left null space")


def row_and_null(answer, A):
    row, null = parts(answer, 2, "a basis of the row space, one of the null space")
    spans(A.T, row, "row space")
    sent_to_zero(A, null, "null space")


def points(rng, count, degree):
    """Return points on no polynomial of this degree, at different t in any order."""
    t = rng.choice(np.arange(-4, 6), count, replace=False)
    powers = np.vander(t, degree + 1, increasing=True)
    b = until(lambda b: far_from_exact(powers, b), lambda: whole(rng, count, least=-9, most=9))
    return {"t": t, "b": b}


def far_from_exact(A, b):
    """Return whether b is far from the column space, and the best x is found neither from the first equations nor as Aᵀb."""
    x, n = exact.best(A, b), len(A[0])
    first = exact.determinant(A[:n]) and exact.solve(A[:n], b[:n])
    return unlike(exact.product(A, x), b) and first and unlike(first, x) and unlike(exact.product(exact.transpose(A), b), x)


def best_polynomial(t, b, degree):
    return exact.best(np.vander(t, degree + 1, increasing=True), b)


def columns_and_a_point(rng):
    A = until(lambda A: exact.determinant(A[:2]) and exact.rank(A) == 2, lambda: whole(rng, 4, 2, least=-4, most=4))
    return {"A": A, "b": until(lambda b: far_from_exact(A, b), lambda: whole(rng, 4, least=-9, most=9))}


def closest(A, b):
    return exact.product(A, exact.best(A, b))


def closest_and_rest(A, b):
    return [closest(A, b), [y - x for x, y in zip(closest(A, b), exact.plain(b))]]


LECTURES = [
    Item("factors with exchanges", "A = LU", two_exchanges, holds(factorises)),
    Item("solve by the factors", "A = LU", factors_and_a_side, value(through_factors, **judged)),
    Item("column space and left null space", "the four subspaces", singular, holds(column_and_left)),
    Item("row space and null space", "the four subspaces", singular, holds(row_and_null)),
    Item("fitted line", "least squares", lambda rng: points(rng, 5, 1), value(lambda t, b: best_polynomial(t, b, 1), **judged)),
    Item("closest point", "projections", columns_and_a_point, value(closest_and_rest, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the lectures again.")
def test_mit_1806(yours, rng):
    """Your answers on A = LU, the four subspaces and least squares are right, 5 of 6 at least."""
    quiz(yours.mit_1806, LECTURES, rng)


def test_mit_1806_is_logged(yours):
    """Your log of the lectures 18.06 says when and what you watched, and what it taught you."""
    logged(yours.mit_1806_log, statement=statement, sections=5,
           others=[yours.essence_linear_algebra_log, yours.strang_introduction_log, yours.horn_johnson_log])


# %% strang_introduction: ten computations
def zero_first(rng, n):
    """Return an invertible matrix whose first entry is 0, and whose diagonal multiplies to something else than its determinant."""
    def draw():
        A = whole(rng, n, n)
        A[0, 0] = 0
        return A
    return until(lambda A: exact.determinant(A) != 0 and A[1, 0] != 0, draw)


def three_in_five(rng):
    """Return a matrix of rank 3, 3 × 5, whose null space has no axis in it."""
    return until(lambda A: A.all() and exact.rank(A[:, :3]) == 3, lambda: whole(rng, 3, 5, least=-4, most=4))


def in_order(answer, vectors):
    Q, A = numbers(answer, *vectors.shape), vectors / np.linalg.norm(vectors, axis=1)[:, None]
    gram = Q @ Q.T
    require(abs(np.diag(gram) - 1).max() <= 10 * DIGITS, "not each vector has length 1")
    require(abs(gram - np.diag(np.diag(gram))).max() <= 10 * DIGITS, "two of the vectors are not perpendicular")
    later = np.triu(A @ Q.T, 1)
    require(abs(later).max() <= 10 * DIGITS, "the first k vectors do not span what the first k given ones do")


def slanted(rng):
    """Return three independent vectors of four whole numbers, no two of them perpendicular."""
    return until(lambda V: independent(V) and (V @ V.T).all() and np.linalg.cond(V) < 20, lambda: whole(rng, 3, 4, least=-4, most=4))


def a_power(rng):
    given = until(lambda g: g["A"][0, 1] and g["A"][1, 0], lambda: two_lines(rng))
    return {**given, "u": until(np.all, lambda: whole(rng, 2)), "k": int(rng.integers(6, 12))}


def raised(A, u, k):
    return np.linalg.matrix_power(A.astype(object), k) @ u


def a_markov_matrix(rng):
    """Return columns of tenths, whose steady state is neither even nor what the rows would give, and a total that is not 1."""
    def differs(M):
        return unlike(exact.steady(M, 1), [1 / 3] * 3)
    M = until(differs, lambda: (1 + rng.multinomial(7, [1 / 3] * 3, size=3).T) / 10)
    return {"M": M, "u": until(lambda u: u.sum() > 1, lambda: whole(rng, 3, least=0, most=40))}


def bordered(rng):
    B = invertible(rng, 2, most=3)
    return {"row": until(np.all, lambda: whole(rng, 2)), "block": B @ B.T}


def symmetric_of_each_kind(rng):
    """Return four matrices LDLᵀ, each kind of D among them, all with a positive diagonal."""
    kinds = [(1, 2, 1), (2, 1, 0), (2, -1, 3), [(1, 1, 2), (1, 2, 0), (3, -2, 2)][rng.integers(3)]]

    def with_pivots(d):
        def draw():
            L = np.tril(whole(rng, 3, 3, least=-3, most=3), -1) + np.eye(3, dtype=int)
            return L @ np.diag(d) @ L.T
        return until(lambda S: np.diag(S).min() > 0, draw)
    return {"matrices": [with_pivots(kinds[i]) for i in rng.permutation(4)]}


TEXTBOOK = [
    Item("elimination", "solving equations", lambda rng: {"A": zero_first(rng, 3), "b": whole(rng, 3, least=1, most=9)},
         value(exact.solve, **judged)),
    Item("null space", "subspaces", lambda rng: {"A": three_in_five(rng)}, holds(lambda answer, A: sent_to_zero(A, answer, "null space"))),
    Item("determinant", "determinants", lambda rng: {"A": zero_first(rng, 4)}, value(exact.determinant, **judged)),
    Item("projection", "orthogonality", columns_and_a_point, value(closest, **judged)),
    Item("parabola", "orthogonality", lambda rng: points(rng, 6, 2), value(lambda t, b: best_polynomial(t, b, 2), **judged)),
    Item("Gram-Schmidt", "orthogonality", lambda rng: {"vectors": slanted(rng)}, holds(in_order)),
    Item("power", "eigenvalues", a_power, value(raised, **judged)),
    Item("Markov limit", "eigenvalues", a_markov_matrix, value(lambda M, u: exact.steady(M, int(u.sum())), **judged)),
    Item("threshold", "positive definite matrices", bordered, value(exact.threshold, **judged)),
    Item("definiteness", "positive definite matrices", symmetric_of_each_kind,
         value(lambda matrices: [exact.definiteness(S) for S in matrices], **judged, among=LABELS)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_strang_introduction(yours, rng):
    """Your ten computations are right, 8 of them at least."""
    quiz(yours.strang_introduction, TEXTBOOK, rng)


def test_strang_introduction_is_logged(yours):
    """Your log of Introduction to Linear Algebra says when and what you read, and what it taught you."""
    logged(yours.strang_introduction_log, statement=statement, sections=5,
           others=[yours.essence_linear_algebra_log, yours.mit_1806_log, yours.horn_johnson_log])


# %% horn_johnson: where eigenvalues can be
def a_spectrum(rng, n, apart=2):
    return np.cumsum(rng.integers(apart, apart + 4, n)) - int(rng.integers(5, 20))


def a_submatrix(rng):
    """Return an order at least 2 below n, and an index that is not the middle one."""
    n = int(rng.integers(5, 8))
    m = int(rng.integers(2, n - 1))
    return {"spectrum": a_spectrum(rng, n), "m": m, "i": until(lambda i: 2 * i != m + 1, lambda: int(rng.integers(1, m + 1)))}


def candidates(rng):
    """Return spectra that interlace, and others that lie between the outermost eigenvalues and do not, at least one of each."""
    outer = a_spectrum(rng, 4)

    def inner(gaps):
        return sorted(float(x) for x in outer[gaps] + (outer[np.add(gaps, 1)] - outer[gaps]) * rng.choice([0.25, 0.5, 0.75], 3))
    bad = [[0, 0, 2], [0, 2, 2], [1, 1, 2], [0, 1, 1], [0, 0, 1], [1, 2, 2]]
    gaps = [[0, 1, 2], bad[rng.integers(6)], *([0, 1, 2] if rng.random() < 0.5 else bad[rng.integers(6)] for _ in range(3))]
    return {"spectrum": outer, "candidates": [inner(gaps[i]) for i in rng.permutation(5)]}


def crooked(rng):
    """Return a matrix and a scaling, for which rows and columns have different radii, scaled or not."""
    def differs(given):
        A, d = given["A"], given["d"]
        return unlike(radii(A), radii(A.T)) and unlike(radii(A * d / d[:, None]), radii((A * d / d[:, None]).T))
    return until(differs, lambda: {"A": whole(rng, 3, 3, least=-9, most=9), "d": whole(rng, 3, least=1, most=5)})


def radii(A):
    return abs(A).sum(axis=1) - abs(np.diag(A))


def far_from_ties(A):
    return np.diff(exact.eigenvalues(A)).min() > 0.1


def a_symmetric_matrix(rng, n):
    def draw():
        A = whole(rng, n, n)
        return np.tril(A) + np.tril(A, -1).T
    return until(far_from_ties, draw)


def apart(rng):
    """Return the entries of a triangle whose numerical radius is not its spectral radius, nor half its corner."""
    first, second = whole(rng, 2, least=-6, most=6).tolist()
    return {"first": first, "second": second, "corner": int(rng.integers(3, 12))}


def is_far_from_normal(answer, rho):
    A = numbers(answer, 3, 3)
    spectral = abs(np.linalg.eigvals(A)).max()
    known = 1e-3            # of rho: a triple eigenvalue is known to the cube root of ε·‖A‖ only
    require(abs(spectral - rho) <= known * rho, f"the spectral radius is not rho, but {spectral:.4g}")
    field = exact.numerical_radius(A)
    require(field >= 10 * rho * (1 - 1e-4), f"the numerical radius is only {field / rho:.4g} rho")        # 720 angles find it to 1e-5


TREATISE = [
    Item("bounds by interlacing", "interlacing", a_submatrix,
         value(lambda spectrum, m, i: [spectrum[i - 1], spectrum[len(spectrum) - m + i - 1]], **judged)),
    Item("possible spectra", "interlacing", candidates,
         value(lambda spectrum, candidates: ["possible" if exact.interlaces(c, spectrum) else "impossible" for c in candidates],
               **judged, among=["possible", "impossible"])),
    Item("Gersgorin discs", "Geršgorin discs", lambda rng: {"A": crooked(rng)["A"]},
         value(lambda A: [[A[i, i], radii(A)[i]] for i in range(3)], **judged)),
    Item("scaled discs", "Geršgorin discs", crooked, value(lambda A, d: radii(A * d / d[:, None]), **judged)),
    Item("Courant-Fischer", "variational characterisations", lambda rng: {"A": a_symmetric_matrix(rng, 4), "k": int(rng.integers(1, 5))},
         value(lambda A, k: [exact.eigenvalues(A)[k - 1], exact.eigenvalues(A)[4 - k]], **judged)),
    Item("across a vector", "variational characterisations",
         lambda rng: {"A": a_symmetric_matrix(rng, 3), "w": until(np.all, lambda: whole(rng, 3, least=-3, most=3))},
         value(exact.largest_across, **judged)),
    Item("numerical radius", "the field of values", apart, value(exact.radius_of_triangle, **judged)),
    Item("far from normal", "the field of values", lambda rng: {"rho": round(float(rng.uniform(0.5, 4)), 2)}, holds(is_far_from_normal)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_horn_johnson(yours, rng):
    """Your answers on interlacing, discs, variational values and the field of values are right, 7 of 8 at least."""
    quiz(yours.horn_johnson, TREATISE, rng)


def test_horn_johnson_is_logged(yours):
    """Your log of Matrix Analysis says when and what you read, and what it taught you."""
    logged(yours.horn_johnson_log, statement=statement, sections=3,
           others=[yours.essence_linear_algebra_log, yours.mit_1806_log, yours.strang_introduction_log])
