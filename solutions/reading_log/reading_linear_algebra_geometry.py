"""Linear-algebra lectures and texts

100 min · difficulty 1

Four texts, the same subject four times: seen, lectured, trained, proved.  Read (or watch) one, keep its log,
then write the function that answers its quiz.  The minutes are for the quizzes; reading takes as long as it takes.

    essence   Grant Sanderson, Essence of Linear Algebra, a video series of the channel 3Blue1Brown, 2016.
              Watch what it says on matrices as transformations, determinants, change of basis, and eigenvectors.
    lectures  Gilbert Strang, 18.06 Linear Algebra, MIT OpenCourseWare, spring 2010.
              Watch elimination and A = LU (1 to 5), the four subspaces (6 to 10), projections and least squares (14 to 16).
    textbook  Gilbert Strang, Introduction to Linear Algebra, Wellesley-Cambridge Press, 5th edition 2016 (any edition will do).
              Read the chapters on solving equations, subspaces, orthogonality, determinants, and eigenvalues; and on Markov matrices.
    treatise  Roger Horn and Charles Johnson, Matrix Analysis, Cambridge University Press, 2nd edition 2013.
              Read on variational characterisations and interlacing (chapter 4), the numerical radius (with the norms, chapter 5),
              and Geršgorin discs (chapter 6).

A quiz is a dict {name of an item: dict of its inputs}, with new numbers each time, in any order, and sometimes with some of
the items only.  Your function returns {name: answer} for those it was given.  An answer is a number, nested lists of numbers,
or a label of the item's own list; a number may be an int, a float (six digits count), a Fraction, or a string "a/b".
Vectors are lists, matrices lists of rows.  Bases, factors and eigenvectors are judged by what defines them: any right one
passes.  An item left out is wrong, and so is an answer nobody asked for; four fifths of a quiz have to be right.

A log is a dict with five fields, and it is yours: nobody can see whether you read, and nobody tries to.

    {"status": "read",              # "reading", "read", "reread": it counts once you are through
     "began": "2025-01-31",         # year, month, day
     "ended": "2025-02-09",
     "sections": ["3", "6", "13"],  # what you read, as the text names or numbers it
     "notes": "…"}                  # 25 words or more, your own: what you would tell yourself in a year
"""
from fractions import Fraction

import numpy as np

# Functions for several quizzes belong here.
...


def reduced(A):
    """Return (R, pivots, det): the reduced form, the columns of its pivots, and their signed product before they became 1."""
    R, pivots, det = [[Fraction(x) for x in row] for row in A], [], Fraction(1)
    for j in range(len(R[0])):
        top = len(pivots)
        found = [i for i in range(top, len(R)) if R[i][j]]
        if not found:
            continue
        if found[0] != top:
            R[top], R[found[0]], det = R[found[0]], R[top], -det
        pivots.append(j)
        det *= R[top][j]
        R[top] = [x / R[top][j] for x in R[top]]
        for i in range(len(R)):
            if i != top:
                R[i] = [x - R[i][j] * p for x, p in zip(R[i], R[top])]
    return R, pivots, det


def solve(A, b):
    """Return x with A x = b, for an invertible A."""
    return [row[-1] for row in reduced([[*row, y] for row, y in zip(A, b)])[0]]


def null_space(A):
    """Return the special solutions of A x = 0: one free variable is 1, the others 0."""
    R, pivots, _ = reduced(A)
    basis = []
    for free in set(range(len(A[0]))) - set(pivots):
        x = [Fraction(int(j == free)) for j in range(len(A[0]))]
        for row, pivot in zip(R, pivots):
            x[pivot] = -row[free]
        basis.append(x)
    return basis


def transposed(A):
    return [list(column) for column in zip(*A)]


def dot(x, y):
    return sum(Fraction(a) * b for a, b in zip(x, y))


def times(A, x):
    return [dot(row, x) for row in A]


def matrix_product(A, B):
    return transposed([times(A, column) for column in zip(*B)])


def least_squares(A, b):
    At = transposed(A)
    return solve(matrix_product(At, A), times(At, b))       # AᵀA x̂ = Aᵀb


# %% essence_linear_algebra: pictures of matrices
def essence_linear_algebra(items):
    """Answers to the quiz on Essence of Linear Algebra.

    matrix of a picture      i_hat, j_hat: where the two unit vectors land → the matrix
    where a vector lands     i_hat, j_hat, v: under the transformation that puts the unit vectors there → where v lands
    signed areas             pairs: of vectors v, w in the plane → of each the area of the parallelogram they span,
                             negative where the way from v to w by the smaller angle is clockwise
    signed volumes           matrices: of size 3 × 3 → of each the factor by which it stretches volumes,
                             negative where it turns space inside out
    in her language          A: a transformation in our coordinates; C: its columns are her basis vectors, as we write them
                             → the matrix of the same transformation in her coordinates
    back in ours             M: a transformation in her coordinates; C: as above; v: a vector in our coordinates
                             → where v lands, in our coordinates
    direction of a shear     S: a shear of the plane → one vector along the only line that stays where it is
    lines that stay          A: 2 × 2, with two different eigenvalues → [v, w], eigenvectors, that of the smaller one first
    """
    ...
    rules = {"matrix of a picture": matrix_of_a_picture, "where a vector lands": where_a_vector_lands, "signed areas": signed_areas,
             "signed volumes": signed_volumes, "in her language": in_her_language, "back in ours": back_in_ours,
             "direction of a shear": direction_of_a_shear, "lines that stay": lines_that_stay}
    return {name: rules[name](**given) for name, given in items.items()}


def essence_linear_algebra_log():
    """Your log of Essence of Linear Algebra; three sections at least."""
    ...
    return {"status": "read", "began": "2025-01-06", "ended": "2025-01-12",
            "sections": ["3 transformations", "6 determinant", "13 change of basis", "14 eigenvectors"],
            "notes": "I had multiplied matrices for years before I saw that the columns are simply where the two arrows go. Then a product "
                     "is one movement after another, and a determinant below zero means that the sheet was flipped over."}


...


def matrix_of_a_picture(i_hat, j_hat):
    return transposed([i_hat, j_hat])       # the columns are where the unit vectors land


def where_a_vector_lands(i_hat, j_hat, v):
    return times(matrix_of_a_picture(i_hat, j_hat), v)


def signed_areas(pairs):
    return [v[0] * w[1] - v[1] * w[0] for v, w in pairs]


def signed_volumes(matrices):
    return [reduced(A)[2] for A in matrices]


def inverse(C):
    return transposed([solve(C, e) for e in np.eye(len(C), dtype=int).tolist()])


def in_her_language(A, C):
    return matrix_product(matrix_product(inverse(C), A), C)      # from her to us, the transformation, and back to her


def back_in_ours(M, C, v):
    return times(matrix_product(matrix_product(C, M), inverse(C)), v)


def eigenvector(A, value):
    """Return a vector that A multiplies by this eigenvalue."""
    return null_space([[x - value * (i == j) for j, x in enumerate(row)] for i, row in enumerate(A)])[0]


def direction_of_a_shear(S):
    return eigenvector(S, 1)


def lines_that_stay(A):
    (a, b), (c, d) = A
    spread = round(np.sqrt((a - d) ** 2 + 4 * b * c))            # λ² − (a + d) λ + (ad − bc) = 0, with whole roots
    return [eigenvector(A, Fraction(a + d + sign * spread, 2)) for sign in (-1, 1)]


# %% mit_1806: elimination, four subspaces, least squares
def mit_1806(items):
    """Answers to the quiz on the lectures 18.06.

    factors with exchanges              A: 3 × 3, invertible → [P, L, U] with P A = L U, P a permutation of the rows of I,
                                        L lower and U upper triangular (L's diagonal is yours to choose)
    solve by the factors                P, L, U, b: P A = L U, L with 1 on its diagonal → x with A x = b
    column space and left null space    A: 3 × 3, singular → [basis, basis], each a list of vectors
    row space and null space            A: 3 × 3, singular → [basis, basis], each a list of vectors
    fitted line                         t, b: points (t, b) → [C, D], the line C + D t for which the sum of squares is least
    closest point                       A: 4 × 2, b → [p, e], the point p of the column space nearest to b, and e = b − p
    """
    ...
    rules = {"factors with exchanges": factors_with_exchanges, "solve by the factors": solve_by_the_factors,
             "column space and left null space": column_and_left_null_space, "row space and null space": row_and_null_space,
             "fitted line": fitted_line, "closest point": closest_point}
    return {name: rules[name](**given) for name, given in items.items()}


def mit_1806_log():
    """Your log of the lectures 18.06; five sections at least."""
    ...
    return {"status": "read", "began": "2025-01-13", "ended": "2025-02-16",
            "sections": [1, 2, 4, 5, 9, 10, 14, 15, 16],
            "notes": "Elimination never was a recipe: each step is a matrix, and undone in the opposite order they are the entries of L "
                     "without any work. What I keep is the big picture, two pairs of perpendicular spaces, with b split between one pair."}


...


def factors_with_exchanges(A):
    n = len(A)
    U, L, order = [[Fraction(x) for x in row] for row in A], [[Fraction(0)] * n for _ in range(n)], list(range(n))
    for j in range(n):
        k = next(i for i in range(j, n) if U[i][j])
        for rows in (U, L, order):
            rows[j], rows[k] = rows[k], rows[j]
        L[j][j] = Fraction(1)
        for i in range(j + 1, n):
            L[i][j] = U[i][j] / U[j][j]
            U[i] = [x - L[i][j] * p for x, p in zip(U[i], U[j])]
    return [[[int(j == k) for j in range(n)] for k in order], L, U]


def solve_by_the_factors(P, L, U, b):
    c = times(P, b)                 # P A x = P b
    return solve(U, solve(L, c))


def column_space(A):
    return [[row[j] for row in A] for j in reduced(A)[1]]       # the columns of A itself that have a pivot


def column_and_left_null_space(A):
    return [column_space(A), null_space(transposed(A))]


def row_and_null_space(A):
    return [column_space(transposed(A)), null_space(A)]


def fitted_line(t, b):
    return least_squares([[1, x] for x in t], b)


def closest_point(A, b):
    p = times(A, least_squares(A, b))
    return [p, [y - x for x, y in zip(p, b)]]


# %% strang_introduction: ten computations
def strang_introduction(items):
    """Answers to the quiz on Introduction to Linear Algebra.

    elimination      A: 3 × 3, invertible, b → x with A x = b
    null space       A → a basis of all x with A x = 0, a list of vectors
    determinant      A: 4 × 4 → its determinant
    projection       A: 4 × 2, b → the point of the column space nearest to b
    parabola         t, b: points (t, b) → [C, D, E], the parabola C + D t + E t² for which the sum of squares is least
    Gram-Schmidt     vectors: independent → as many orthonormal ones, of which the first k span what the given first k span
    power            A: 2 × 2, u, k → Aᵏ u
    Markov limit     M: 3 × 3, positive, each column adds up to 1; u → where Mᵏ u goes as k grows
    threshold        row, block: of the symmetric matrix [[c, row], [rowᵀ, block]] → the c above which it is positive definite
    definiteness     matrices: symmetric → of each a label, "positive definite", "positive semidefinite" (and singular),
                     or "indefinite"
    """
    ...
    rules = {"elimination": solve, "null space": null_space, "determinant": determinant, "projection": projection, "parabola": parabola,
             "Gram-Schmidt": gram_schmidt, "power": power, "Markov limit": markov_limit, "threshold": threshold,
             "definiteness": definiteness}
    return {name: rules[name](**given) for name, given in items.items()}


def strang_introduction_log():
    """Your log of Introduction to Linear Algebra; five sections at least."""
    ...
    return {"status": "read", "began": "2025-02-17", "ended": "2025-04-06",
            "sections": ["2.2", "2.3", "2.6", "3.2", "4.2", "4.3", "4.4", "5.1", "6.1", "6.2", "6.5", "10.3"],
            "notes": "The exercises taught more than the chapters. Positive definite can be told from pivots, eigenvalues, or corner "
                     "determinants, and by hand the pivots win. A Markov matrix forgets where it began but not how much there was."}


...


def determinant(A):
    return reduced(A)[2]


def projection(A, b):
    return times(A, least_squares(A, b))


def parabola(t, b):
    return least_squares([[1, x, x * x] for x in t], b)


def gram_schmidt(vectors):
    found = []
    for v in np.array(vectors, float):
        for q in found:
            v = v - (q @ v) * q
        found.append(v / np.sqrt(v @ v))
    return [q.tolist() for q in found]


def power(A, u, k):
    for _ in range(k):
        u = times(A, u)
    return u


def markov_limit(M, u):
    n = len(M)
    still = [[x - (i == j) for j, x in enumerate(row)] for i, row in enumerate(M)]      # (M − I) x = 0, and nothing gets lost
    return np.linalg.lstsq(np.array([*still, [1] * n]), np.array([0] * n + [sum(u)]), rcond=None)[0].tolist()


def threshold(row, block):
    return dot(row, solve(block, row))      # the first pivot of the rest, eliminated from below, is c minus this


def definiteness(matrices):
    lowest = [np.linalg.eigvalsh(S)[0] for S in matrices]
    return ["positive definite" if x > 1e-9 else "positive semidefinite" if x > -1e-9 else "indefinite" for x in lowest]


# %% horn_johnson: where eigenvalues can be
def horn_johnson(items):
    """Answers to the quiz on Matrix Analysis.  Eigenvalues are counted from the smallest, λ₁ ≤ λ₂ ≤ … ≤ λₙ, as there.

    bounds by interlacing    spectrum: of a symmetric matrix, ascending; m: the order of a principal submatrix; i: from 1 to m
                             → [low, high], the narrowest bounds of the submatrix's eigenvalue λᵢ that hold for every such matrix
    possible spectra         spectrum: of a symmetric matrix of order 4, ascending; candidates: for the spectrum of
                             a principal submatrix of order 3 → of each "possible" or "impossible"
    Gersgorin discs          A: 3 × 3 → [[centre, radius], …] of the discs by rows, in the order of the rows
    scaled discs             A: 3 × 3, d: positive; D = diag(d) → the radii of the discs by rows of D⁻¹AD, in the order of the rows
    Courant-Fischer          A: symmetric, 4 × 4, k → [the least, over all subspaces of dimension k, of the largest xᵀAx of its
                             unit vectors x; the largest, over all subspaces of dimension k, of the least xᵀAx]
    across a vector          A: symmetric, 3 × 3, w → the largest xᵀAx of the unit vectors x that are perpendicular to w
    numerical radius         first, second, corner: A = [[first, corner], [0, second]] → the largest |x*Ax| of (complex) unit vectors
    far from normal          rho → a real 3 × 3 matrix of spectral radius rho and a numerical radius of at least 10 rho
    """
    ...
    rules = {"bounds by interlacing": bounds_by_interlacing, "possible spectra": possible_spectra, "Gersgorin discs": gersgorin_discs,
             "scaled discs": scaled_discs, "Courant-Fischer": courant_fischer, "across a vector": across_a_vector,
             "numerical radius": numerical_radius, "far from normal": far_from_normal}
    return {name: rules[name](**given) for name, given in items.items()}


def horn_johnson_log():
    """Your log of Matrix Analysis; three sections at least."""
    ...
    return {"status": "read", "began": "2025-04-07", "ended": "2025-05-18",
            "sections": ["4.2", "4.3", "5.7", "6.1"],
            "notes": "Slow going, and worth it. Variational arguments give every inequality between eigenvalues in two lines, once the "
                     "dimension count is right. The surprise was how much larger the field of values can be than the spectrum inside it."}


...


def bounds_by_interlacing(spectrum, m, i):
    return [spectrum[i - 1], spectrum[i - 1 + len(spectrum) - m]]       # λᵢ(A) ≤ λᵢ(B) ≤ λᵢ₊ₙ₋ₘ(A)


def possible_spectra(spectrum, candidates):
    def fits(inner):
        return all(low <= x <= high for low, x, high in zip(spectrum, inner, spectrum[1:]))
    return ["possible" if fits(sorted(inner)) else "impossible" for inner in candidates]


def gersgorin_discs(A):
    return [[row[i], sum(map(abs, row)) - abs(row[i])] for i, row in enumerate(A)]


def scaled_discs(A, d):
    return [radius for _, radius in gersgorin_discs([[Fraction(x * d[j], d[i]) for j, x in enumerate(row)] for i, row in enumerate(A)])]


def courant_fischer(A, k):
    values = np.linalg.eigvalsh(A)
    return [values[k - 1], values[-k]]


def across_a_vector(A, w):
    Q = np.linalg.svd(np.array([w], float))[2][1:]          # rows: an orthonormal basis of what is perpendicular to w
    return np.linalg.eigvalsh(Q @ A @ Q.T)[-1]


def numerical_radius(first, second, corner):
    return (abs(first + second) + np.hypot(first - second, corner)) / 2      # an ellipse with the eigenvalues as foci


def far_from_normal(rho):
    return [[rho, 20 * rho, 0], [0, rho, 0], [0, 0, 0]]     # its field of values is a disc around rho of radius 10 rho
