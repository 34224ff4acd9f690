"""Twenty-four derivations: matrix identities and matrix calculus

300 min · difficulty 3 · after four-subspaces-projections

Twelve identities of matrices and twelve derivatives, each by hand, a line for every step: what stands in a table of formulas is here
what you end with, not what you begin with.

    (A + UCV)⁻¹ = A⁻¹ − A⁻¹U (C⁻¹ + VA⁻¹U)⁻¹ VA⁻¹          ∂ log det X/∂X = X⁻ᵀ

A derivation is a function that yields its lines; each follows from the one above by one rule, which you may name.  The docstring says
what is to be shown, and what is to be passed on the way; between these, any route is right.  By indices or by matrices: where the
first line is written in one, it may be rewritten in the other.

Layout: the gradient of a number has the shape of its variable; a Jacobian ∂a/∂b has the rows of a and the columns of b.
vec stacks columns.  Matrices are what their declarations say and no more: A, X are not symmetric, H is.
"""
from autograder.algebra import (
    At,
    D,
    Eq,
    Sum,
    block,
    define,
    delta,
    det,
    diag,
    dim,
    exp,
    eye,
    frobenius2,
    function,
    indices,
    inv,
    invertible,
    kron,
    log,
    matrix,
    nonzero,
    norm,
    norm2,
    ones,
    orthonormal,
    power,
    real,
    symmetric,
    tanh,
    tr,
    vec,
    vector,
    zeros,
)

n, d, r, m = dim("n", 3, 4), dim("d", 2, 3), dim("r", 2, 3), dim("m", 2, 4)
i, j, p, q = indices("i j p q", n)
k, l = indices("k l", d)
u, v, x, z = vector("u", n), vector("v", n), vector("x", n), vector("z", n)
lam, s, t = real("lam"), real("s"), real("t")

A, M = matrix("A", n, n, invertible), matrix("M", n, n)
F, G = matrix("F", n, d), matrix("G", d, n)             # F Fᵀ is n × n, G F is d × d
U, C, V = matrix("U", n, r), matrix("C", r, r, invertible), matrix("V", r, n)
c = define("c", 1 + v.T @ inv(A) @ u)                   # not 0, wherever it is divided by
S = define("S", inv(C) + V @ inv(A) @ U)                # the small matrix that Woodbury inverts
B, E, Z = matrix("B", n, d), matrix("E", d, n), matrix("Z", d, d)
T = define("T", Z - E @ inv(A) @ B)                     # the Schur complement of A
a11, a12, a21, a22 = real("a11 a12 a21 a22")
N = define("N", block([[a11, a12], [a21, a22]]))        # any 2 × 2 matrix
H = matrix("H", n, n, symmetric)
rho = define("rho", (x.T @ H @ x) / (x.T @ x))          # the Rayleigh quotient of H
e = vector("e", n, orthonormal)                         # a unit vector
w, y = vector("w", n), vector("y", d)
P, R = matrix("P", m, n), matrix("R", d, r)
tau = nonzero("tau")
basis = function("q", i, t, value=n)                    # q(i, t): column i of an n × n matrix Q(t), differentiable in t
Q, dQ = matrix("Q", n, n, orthonormal), matrix("dQ", n, n)      # Q(t) and Q′(t) at one t

projection = Eq(M @ M, M)
eigenvector = Eq(M @ v, lam * v)
stationary = Eq(2 * (H @ e - (e.T @ H @ e) * e), zeros(n))      # the gradient of the Rayleigh quotient at e is 0
perpendicular = Eq(v.T @ w, 0)
columns = Eq(basis(i, t).T @ basis(j, t), delta(i, j))          # Q(t)ᵀQ(t) = I, entry by entry, for every t

K = matrix("K", m, n)
b = vector("b", m)
W1, W2 = matrix("W1", d, n), matrix("W2", m, d)
X, dX = matrix("X", n, n, invertible), matrix("dX", n, n)
Y, O = matrix("Y", d, m), matrix("O", n, m)
share = define("share", exp(z) / (ones(n).T @ exp(z)))          # softmax of z
shares = define("shares", j, exp(z[j]) / Sum(exp(z[i]), i))     # the same, entry by entry


# %% identities: twelve
def trace_is_cyclic():
    """tr(FG) = tr(GF), on the way Σ Fᵢₖ Gₖᵢ."""
    yield tr(F @ G)
    ...


def sherman_morrison():
    """(A + uvᵀ)(A⁻¹ − A⁻¹uvᵀA⁻¹/c) = I with c = 1 + vᵀA⁻¹u, on the way c (uvᵀ) as a factor of its own."""
    yield (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / c)
    ...


def woodbury():
    """(A + UCV)(A⁻¹ − A⁻¹U S⁻¹ VA⁻¹) = I with S = C⁻¹ + VA⁻¹U, on the way U C S S⁻¹ V A⁻¹."""
    yield (A + U @ C @ V) @ (inv(A) - inv(A) @ U @ inv(S) @ V @ inv(A))
    ...


def determinant_lemma():
    """det(A + uvᵀ) = det A · (1 + vᵀA⁻¹u), on the way det(A) det(I + A⁻¹uvᵀ), and its last factor as that of a block matrix:

    [I 0; vᵀ 1] [I + A⁻¹uvᵀ  A⁻¹u; 0 1] [I 0; −vᵀ 1], multiplied out, has zeros below its diagonal.
    """
    yield det(A + u @ v.T)
    ...


def block_inverse():
    """With T = Z − EA⁻¹B, on the way [I 0; 0 I]:

    [A B; E Z] [A⁻¹ + A⁻¹BT⁻¹EA⁻¹  −A⁻¹BT⁻¹; −T⁻¹EA⁻¹  T⁻¹] = I
    """
    yield block([[A, B], [E, Z]]) @ block([[inv(A) + inv(A) @ B @ inv(T) @ E @ inv(A), -inv(A) @ B @ inv(T)], [-inv(T) @ E @ inv(A), inv(T)]])
    ...


def schur_determinant():
    """det [A B; E Z] = det A · det T with T = Z − EA⁻¹B, on the way the product of a lower and an upper block triangle."""
    yield det(block([[A, B], [E, Z]]))
    ...


def cayley_hamilton():
    """N² − tr(N) N + det(N) I = 0 for any 2 × 2 matrix N = [a₁₁ a₁₂; a₂₁ a₂₂], on the way a₁₁ + a₂₂ and a₁₁a₂₂ − a₁₂a₂₁."""
    yield N @ N - tr(N) * N + det(N) * eye(2)
    ...


def rayleigh_gradient():
    """∂/∂x [xᵀHx / xᵀx] = 2 (Hx − ρx) / xᵀx, H symmetric, on the way (H + Hᵀ) x."""
    yield D((x.T @ H @ x) / (x.T @ x), x)
    ...


def rayleigh_stationary():
    """Where the gradient 2 (He − (eᵀHe) e) of a unit vector e is 0, e is an eigenvector: He = (eᵀHe) e.  Cite stationary."""
    yield H @ e
    ...


def frobenius_product():
    """tr(FᵀB) = Σᵢₖ Fᵢₖ Bᵢₖ, on the way the diagonal of FᵀB: the inner product of two matrices read as long columns."""
    yield tr(F.T @ B)
    ...


def vec_of_product():
    """vec(P (xyᵀ) R) = (Rᵀ ⊗ P) vec(xyᵀ), on the way (Rᵀy) ⊗ (Px).  Every matrix is a sum of such xyᵀ, and both sides are linear."""
    yield vec(P @ (x @ y.T) @ R)
    ...


def idempotent_spectrum():
    """If M² = M and Mv = λv, then λv = λ²v; and v ≠ 0 leaves only λ = 0 and λ = 1.  Cite projection and eigenvector."""
    yield lam * v
    ...


def outer_product_spectrum():
    """det(τI − uvᵀ) = τⁿ⁻¹ (τ − vᵀu) for τ ≠ 0: uvᵀ has the eigenvalue vᵀu, and 0 for all the others.  On the way det(I − uvᵀ/τ)."""
    yield det(tau * eye(n) - u @ v.T)
    ...


def outer_product_eigenvectors():
    """(uvᵀ)(u + w) = (vᵀu) u for w perpendicular to v: u is an eigenvector, and every such w is one for 0.  Cite perpendicular."""
    yield (u @ v.T) @ (u + w)
    ...


def orthogonal_path_is_skew():
    """qᵢᵀqⱼ′ = −qⱼᵀqᵢ′: QᵀQ′ is skew.  On the way ∂/∂t [δᵢⱼ]; cite columns."""
    yield basis(i, t).T @ D(basis(j, t), t)
    ...


def orthogonal_path():
    """Q′ = Q (QᵀQ′) for an orthogonal Q: with what you have just shown, Q′ = QΩ with Ω skew."""
    yield dQ
    ...


# %% gradients: twelve
def quadratic_form():
    """∂/∂xₚ Σᵢⱼ xᵢ Mᵢⱼ xⱼ = Σⱼ (Mₚⱼ + Mⱼₚ) xⱼ, M not symmetric."""
    yield D(Sum(x[i] * M[i, j] * x[j], i, j), x[p])
    ...


def least_squares():
    """∂/∂x ‖Kx − b‖² = 2Kᵀ(Kx − b), on the way xᵀKᵀKx − 2bᵀKx + bᵀb."""
    yield D(norm2(K @ x - b), x)
    ...


def trace_of_product():
    """∂ tr(GF)/∂Fₚₖ = Gₖₚ: the gradient of tr(GF) is Gᵀ.  On the way two deltas."""
    yield D(tr(G @ F), F[p, k])
    ...


def trace_of_quadratic():
    """∂ tr(FᵀMF)/∂Fₚₖ = Σⱼ (Mₚⱼ + Mⱼₚ) Fⱼₖ: the gradient is (M + Mᵀ) F.  On the way Σᵢⱼₗ Fᵢₗ Mᵢⱼ Fⱼₗ."""
    yield D(tr(F.T @ M @ F), F[p, k])
    ...


def log_determinant():
    """∂ log det X/∂X = X⁻ᵀ where det X > 0; X is not symmetric.  On the way det(X) X⁻ᵀ, the derivative of det."""
    yield D(log(det(X)), X)
    ...


def inverse_along_a_line():
    """d/ds Y⁻¹ = −Y⁻¹ dX Y⁻¹ for Y = X + s dX, from Y Y⁻¹ = I: on the way the derivative of Y Y⁻¹."""
    yield D(inv(X + s * dX), s)
    ...


def inverse_differential():
    """d(X⁻¹) = −X⁻¹ dX X⁻¹: the derivative along X + s dX at s = 0."""
    yield At(D(inv(X + s * dX), s), s, 0)
    ...


def softmax_jacobian():
    """∂/∂z [exp(z)/𝟏ᵀexp(z)] = diag(p) − ppᵀ, where p is share."""
    yield D(share, z)
    ...


def unit_vector_jacobian():
    """∂/∂x [x/‖x‖] = (I − xxᵀ/‖x‖²)/‖x‖."""
    yield D(x / norm(x), x)
    ...


def log_sum_exp_gradient():
    """∂/∂zⱼ log Σᵢ exp(zᵢ) = pⱼ, where p is shares."""
    yield D(log(Sum(exp(z[i]), i)), z[j])
    ...


def log_sum_exp_hessian():
    """∂²/∂zⱼ∂zₚ log Σᵢ exp(zᵢ) = pⱼ (δⱼₚ − pₚ), where p is shares; on the way ∂pⱼ/∂zₚ."""
    yield D(log(Sum(exp(z[i]), i)), z[j], z[p])
    ...


def two_layer_jacobian():
    """∂/∂x [W₂ tanh(W₁x)] = W₂ diag(𝟏 − tanh²(W₁x)) W₁, on the way ∂/∂x [tanh(W₁x)]."""
    yield D(W2 @ tanh(W1 @ x), x)
    ...


def factorization_left():
    """∂/∂F ‖FY − O‖² = 2 (FY − O) Yᵀ, all squares summed; on the way traces of products."""
    yield D(frobenius2(F @ Y - O), F)
    ...


def factorization_right():
    """∂/∂Y ‖FY − O‖² = 2 Fᵀ (FY − O), all squares summed; on the way traces of products."""
    yield D(frobenius2(F @ Y - O), Y)
    ...


def quadratic_hessian():
    """∂²/∂xₚ∂x_q Σᵢⱼ xᵢ Mᵢⱼ xⱼ = Mₚq + Mqₚ, M not symmetric; on the way the gradient under a derivative."""
    yield D(Sum(x[i] * M[i, j] * x[j], i, j), x[p], x[q])
    ...
