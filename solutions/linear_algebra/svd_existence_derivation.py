"""Every real matrix has a singular value decomposition: from the spectral theorem to A = U Σ Vᵀ

75 min · difficulty 3 · after spectral-theorem-symmetric · needs sympy

Every real m × n matrix A of rank r is

    A = U Σ Vᵀ,     U (m × m) and V (n × n) with orthonormal columns, Σ (m × n) zero but for σ₁ ≥ … ≥ σᵣ > 0 on its diagonal

AᵀA is symmetric and positive semidefinite; the spectral theorem gives V and the squares σᵢ², and uᵢ = A vᵢ/σᵢ is what A makes of vᵢ.
Where σᵢ = 0 that says nothing, and U has to be completed.

The columns of U and V with σᵢ > 0 alone are U₁ (m × r) and V₁ (n × r); then A = U₁ S V₁ᵀ, with S = diag(σ₁, …, σᵣ) invertible, and
A⁺ = V₁ S⁻¹ U₁ᵀ.

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, or by an equation
that is given.  A proof that is to be put in order yields statements, each followed by all it rests on.
"""
import sympy as sp

from autograder.algebra import Eq, diagonal_positive, dim, inv, matrix, norm2, orthonormal, positive, step, vector

m, n, r = dim("m", 3, 4), dim("n", 2, 3), dim("r", 1, 2)
A = matrix("A", m, n)
v, w, x = vector("v", n), vector("w", n), vector("x", n)
sigma, tau = positive("sigma tau")
U, Sigma, V = matrix("U", m, m, orthonormal), matrix("Sigma", m, n), matrix("V", n, n, orthonormal)
U1, S, V1 = matrix("U1", m, r, orthonormal), matrix("S", r, r, diagonal_positive), matrix("V1", n, r, orthonormal)

# The statements of the proof, in no order.  Some belong to other proofs of the same theorem, and some to none.
gram = step("gram", "AᵀA is symmetric, and xᵀAᵀAx = ‖Ax‖² ≥ 0")
eigenbasis = step("eigenbasis", "AᵀA vᵢ = λᵢ vᵢ with an orthonormal basis v₁ … vₙ and λ₁ ≥ … ≥ λₙ ≥ 0")
values = step("values", "σᵢ = √λᵢ is positive for i ≤ r and 0 for i > r")
images = step("images", "uᵢ = A vᵢ/σᵢ, i ≤ r, are orthonormal")
all_images = step("all_images", "uᵢ = A vᵢ/σᵢ, i ≤ n, are orthonormal")
chosen = step("chosen", "uᵢ is a unit eigenvector of AAᵀ for σᵢ², whichever sign it has, and then A vᵢ = σᵢ uᵢ")
zeros_below = step("zeros_below", "A vᵢ = 0 for i > r")
completed = step("completed", "u₁ … uᵣ are completed to an orthonormal basis u₁ … uₘ of ℝᵐ")
completed_v = step("completed_v", "v₁ … vₙ are completed to an orthonormal basis of ℝᵐ, when m > n")
columns = step("columns", "AV = UΣ, column by column")
gram_left = step("gram_left", "AAᵀ is symmetric, and yᵀAAᵀy = ‖Aᵀy‖² ≥ 0")
eigenbasis_left = step("eigenbasis_left", "AAᵀ uᵢ = μᵢ uᵢ with an orthonormal basis u₁ … uₘ and μ₁ ≥ … ≥ μₘ ≥ 0")
values_left = step("values_left", "σᵢ = √μᵢ is positive for i ≤ r and 0 for i > r")
images_left = step("images_left", "vᵢ = Aᵀuᵢ/σᵢ, i ≤ r, are orthonormal")
zeros_left = step("zeros_left", "Aᵀuᵢ = 0 for i > r")
completed_left = step("completed_left", "v₁ … vᵣ are completed to an orthonormal basis v₁ … vₙ of ℝⁿ")
columns_left = step("columns_left", "AᵀU = VΣᵀ, column by column")
stretch = step("stretch", "for A ≠ 0, ‖Ax‖ has a largest value σ₁ > 0 on the unit sphere, at v₁; u₁ = A v₁/σ₁")
splits = step("splits", "A maps what is perpendicular to v₁ into what is perpendicular to u₁, and stretches it by σ₁ at most")
smaller = step("smaller", "every matrix with one row and one column less has an SVD")
least = step("least", "a zero matrix, a single row and a single column have an SVD")
circular = step("circular", "A has an SVD, because AᵀA has one")
svd = step("svd", "A = UΣVᵀ")
subspaces = step("subspaces", "u₁ … uᵣ span the column space, uᵣ₊₁ … uₘ the left null space, "
                              "v₁ … vᵣ the row space, vᵣ₊₁ … vₙ the null space")
pseudoinverse = step("pseudoinverse", "A⁺ = VΣ⁺Uᵀ undoes A between row space and column space, and is 0 on the left null space")


# %% chain: from AᵀA to A = U Σ Vᵀ
def gram_matrix():
    """xᵀ(AᵀA)x is visibly ≥ 0."""
    yield x.T @ (A.T @ A) @ x
    ...
    yield (A @ x).T @ (A @ x), "transpose"
    yield norm2(A @ x), "norm"


def inner_products():
    """(Av/σ)ᵀ(Aw/τ) = (τ/σ) vᵀw, on the way vᵀAᵀAw/(στ): given is AᵀA w = τ² w.

    For v = w and σ = τ it says that Av/σ has length 1; for vᵀw = 0, that Av/σ and Aw/τ are perpendicular.
    """
    yield (A @ v / sigma).T @ (A @ w / tau)
    ...
    yield v.T @ A.T @ A @ w / (sigma * tau), "transpose"
    yield v.T @ (tau**2 * w) / (sigma * tau), Eq(A.T @ A @ w, tau**2 * w)
    yield tau / sigma * (v.T @ w)


def null_vectors():
    """‖Av‖² = 0 where AᵀA v = 0, which is given: then Av itself is 0."""
    yield norm2(A @ v)
    ...
    yield v.T @ A.T @ A @ v, "norm"
    yield 0, Eq(A.T @ A @ v, 0 * v)


def svd_chain():
    """The proof in order: `yield statement, all it rests on`, up to A⁺.

    A statement rests on statements above it and on these facts, quoted: "spectral theorem" (of symmetric matrices), "Gram–Schmidt" (or
    "Gram-Schmidt": what is orthonormal can be completed to a basis), "compactness", "induction".  Three ways lead to A = UΣVᵀ: by AᵀA,
    by AAᵀ, and by the largest stretch and induction; any one will do.
    """
    ...
    yield gram
    yield eigenbasis, gram, "spectral theorem"
    yield values, eigenbasis
    yield images, eigenbasis, values
    yield zeros_below, eigenbasis, values
    yield completed, images, "Gram–Schmidt"
    yield columns, images, zeros_below, completed
    yield svd, columns, eigenbasis
    yield subspaces, svd
    yield pseudoinverse, svd, subspaces


def product():
    """A = U Σ Vᵀ: given is AV = UΣ."""
    yield A
    ...
    yield A @ V @ V.T, "orthonormal"
    yield U @ Sigma @ V.T, Eq(A @ V, U @ Sigma)


def pinv_condition():
    """A X A = A for A = U₁ S V₁ᵀ and X = V₁ S⁻¹ U₁ᵀ."""
    yield (U1 @ S @ V1.T) @ (V1 @ inv(S) @ U1.T) @ (U1 @ S @ V1.T)
    ...
    yield U1 @ S @ inv(S) @ S @ V1.T, "orthonormal"
    yield U1 @ S @ V1.T, "inverse"


def pinv_projector():
    """A X = U₁ U₁ᵀ, which projects onto the column space."""
    yield (U1 @ S @ V1.T) @ (V1 @ inv(S) @ U1.T)
    ...
    yield U1 @ S @ inv(S) @ U1.T, "orthonormal"
    yield U1 @ U1.T, "inverse"


# %% geometry: what A makes of the unit circle
def ellipse_axes(A):
    """((s1, s2), (u1, u2)): the semi-axes of the ellipse {A x : ‖x‖ = 1}, exact.

    A is a 2 × 2 SymPy Matrix of Rationals.  s1 ≥ s2 ≥ 0 are SymPy numbers; u1 and u2 are 2 × 1 SymPy matrices, orthonormal, the
    directions of the semi-axes, each up to its sign.  For a circle they are any orthonormal pair; where s2 = 0 the ellipse is a segment,
    or a point, and u2 is there all the same.  Floats have no place here.
    """
    ...
    G = A * A.T                                     # A x = s u, so AAᵀ u = s² u
    a, b, d = G[0, 0], G[0, 1], G[1, 1]
    root = sp.sqrt((a - d)**2 + 4 * b**2)
    large, small = (a + d + root) / 2, (a + d - root) / 2
    first = sp.Matrix([b, large - a]) if b != 0 else sp.Matrix([1, 0]) if a >= d else sp.Matrix([0, 1])
    u = first / sp.sqrt(first[0]**2 + first[1]**2)
    return (sp.sqrt(large), sp.sqrt(small)), (u, sp.Matrix([-u[1], u[0]]))


# %% nonuniqueness: another decomposition of the same matrix
def alternate_svd(A, U, S, V):
    """(U2, S2, V2), another singular value decomposition of A = U S Vᵀ, exact, with S2 = S.

    A (m, n), U (m, m), S (m, n), V (n, n) are SymPy matrices of Rationals; U and V have orthonormal columns; S is zero but for its
    diagonal, which descends from top left.  If a non-zero singular value stands there more than once, return SymPy matrices U2, S2, V2
    of which the same is true, such that some column of U2 that belongs to a non-zero singular value is not, even up to its sign, a
    column of U (its distance from each and from its negative is to be 0.001 or more).  If none does: ValueError.
    """
    ...
    k = min(S.shape)
    pair = next((i for i in range(k - 1) if S[i, i] == S[i + 1, i + 1] != 0), None)
    if pair is None:
        raise ValueError("no non-zero singular value is repeated")
    turn = sp.Matrix([[3, -4], [4, 3]]) / 5         # any rotation R does: U R S Rᵀ Vᵀ, and S commutes with R inside the block
    U2, V2 = U.as_mutable(), V.as_mutable()
    for Q in (U2, V2):
        Q[:, pair:pair + 2] = Q[:, pair:pair + 2] * turn
    return U2, S, V2
