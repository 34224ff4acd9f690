from autograder.checks import derives, hint
from matrix_calculus_drill import *     # the statement's names, from the stub beside it


# %% identities: twelve
@hint("A trace is a sum over the diagonal; an entry of a product is a sum, too.", "Two sums may change places, and so may two numbers.")
def test_trace_is_cyclic(yours):
    """tr(FG) = tr(GF), by entries."""
    derives(yours.trace_is_cyclic, tr(F @ G), to=tr(G @ F), steps=2, through=[Sum(F[i, k] * G[k, i], k, i)])


@hint("Multiply out: which products are I?", "uvᵀA⁻¹ stands in three terms; in one of them with a number in the middle.")
def test_sherman_morrison(yours):
    """The claimed inverse of A + uvᵀ, multiplied out, gives I."""
    derives(yours.sherman_morrison, (A + u @ v.T) @ (inv(A) - inv(A) @ u @ v.T @ inv(A) / c), to=eye(n), steps=2, through=[c * (u @ v.T)])


@hint("Multiply out: which products are I?", "U is U C C⁻¹: then U C can be taken out, on the left.")
def test_woodbury(yours):
    """The claimed inverse of A + UCV, multiplied out, gives I."""
    derives(yours.woodbury, (A + U @ C @ V) @ (inv(A) - inv(A) @ U @ inv(S) @ V @ inv(A)), to=eye(n), steps=4,
            through=[U @ C @ S @ inv(S) @ V @ inv(A)])


@hint("Take A out, on the left.", "The determinant of a block triangle is the product of its diagonal blocks' determinants.")
def test_determinant_lemma(yours):
    """det(A + uvᵀ) = det A · (1 + vᵀA⁻¹u), by block triangles."""
    derives(yours.determinant_lemma, det(A + u @ v.T), to=det(A) * (1 + v.T @ inv(A) @ u), steps=5,
            through=[det(A) * det(eye(n) + inv(A) @ u @ v.T), block([[eye(n), inv(A) @ u], [0, 1 + v.T @ inv(A) @ u]]),
                     block([[eye(n), 0], [v.T, 1]]) @ block([[eye(n) + inv(A) @ u @ v.T, inv(A) @ u], [0, 1]]) @ block([[eye(n), 0], [-v.T, 1]])])


@hint("Block by block, row times column; then A A⁻¹ = I.", "In the second row, take T out.")
def test_block_inverse(yours):
    """The claimed inverse of [A B; E Z], multiplied out, gives I."""
    derives(yours.block_inverse, block([[A, B], [E, Z]]) @ block([[inv(A) + inv(A) @ B @ inv(T) @ E @ inv(A), -inv(A) @ B @ inv(T)],
                                                                  [-inv(T) @ E @ inv(A), inv(T)]]),
            to=eye(n + d), steps=4, through=[block([[eye(n), 0], [0, eye(d)]])])


@hint("Subtract EA⁻¹ times the first row of blocks from the second: a product with [I 0; EA⁻¹ I] undoes it.")
def test_schur_determinant(yours):
    """det [A B; E Z] = det A · det T, by block triangles."""
    derives(yours.schur_determinant, det(block([[A, B], [E, Z]])), to=det(A) * det(T), steps=4,
            through=[det(block([[eye(n), 0], [E @ inv(A), eye(d)]])) * det(block([[A, B], [0, T]]))])


def test_cayley_hamilton(yours):
    """Every 2 × 2 matrix satisfies N² − tr(N) N + det(N) I = 0."""
    derives(yours.cayley_hamilton, N @ N - tr(N) * N + det(N) * eye(2), to=zeros(2, 2), steps=4, through=[a11 + a22, a11 * a22 - a12 * a21])


@hint("A quotient of two quadratic forms.", "∂/∂x xᵀHx holds H and Hᵀ; then use that H is symmetric, in a line of its own.")
def test_rayleigh_gradient(yours):
    """∂ρ/∂x = 2 (Hx − ρx) / xᵀx."""
    derives(yours.rayleigh_gradient, D((x.T @ H @ x) / (x.T @ x), x), to=2 * (H @ x - rho * x) / (x.T @ x), steps=4, through=[(H + H.T) @ x])


@hint("Write He as half the gradient, plus what is left.")
def test_rayleigh_stationary(yours):
    """Where the gradient is 0, He = (eᵀHe) e."""
    derives(yours.rayleigh_stationary, H @ e, to=(e.T @ H @ e) * e, given=[stationary])


def test_frobenius_product(yours):
    """tr(FᵀB) = Σ Fᵢₖ Bᵢₖ."""
    derives(yours.frobenius_product, tr(F.T @ B), to=Sum(F[i, k] * B[i, k], i, k), through=[Sum((F.T @ B)[k, k], k)])


@hint("P x and Rᵀy are columns: what is vec of a column times a row?", "(A ⊗ B)(a ⊗ b) = Aa ⊗ Bb")
def test_vec_of_product(yours):
    """vec(P xyᵀ R) = (Rᵀ ⊗ P) vec(xyᵀ)."""
    derives(yours.vec_of_product, vec(P @ (x @ y.T) @ R), to=kron(R.T, P) @ vec(x @ y.T), steps=0, through=[kron(R.T @ y, P @ x)])


@hint("λv is Mv; and M is M².")
def test_idempotent_spectrum(yours):
    """λv = λ²v for an eigenvector of a projection."""
    derives(yours.idempotent_spectrum, lam * v, to=lam**2 * v, steps=3, through=[M @ M @ v], given=[projection, eigenvector])


@hint("Take τ out: of a matrix, it leaves the determinant n times.", "What is the determinant of I minus an outer product?")
def test_outer_product_spectrum(yours):
    """det(τI − uvᵀ) = τⁿ⁻¹ (τ − vᵀu)."""
    derives(yours.outer_product_spectrum, det(tau * eye(n) - u @ v.T), to=tau**(n - 1) * (tau - v.T @ u), steps=2,
            through=[det(eye(n) - u @ v.T / tau)])


def test_outer_product_eigenvectors(yours):
    """(uvᵀ)(u + w) = (vᵀu) u for w perpendicular to v."""
    derives(yours.outer_product_eigenvectors, (u @ v.T) @ (u + w), to=(v.T @ u) * u, given=[perpendicular])


@hint("Differentiate qᵢᵀqⱼ in two ways: by the product rule, and as the constant it is.")
def test_orthogonal_path_is_skew(yours):
    """qᵢᵀqⱼ′ = −qⱼᵀqᵢ′ along a path of orthogonal matrices."""
    derives(yours.orthogonal_path_is_skew, basis(i, t).T @ D(basis(j, t), t), to=-basis(j, t).T @ D(basis(i, t), t), steps=3,
            through=[D(delta(i, j), t)], given=[columns])


@hint("What may stand in front of Q′ without changing it?")
def test_orthogonal_path(yours):
    """Q′ = Q (QᵀQ′)."""
    derives(yours.orthogonal_path, dQ, to=Q @ (Q.T @ dQ))


# %% gradients: twelve
@hint("∂xᵢ/∂xₚ = δᵢₚ: two factors, two terms.", "Each δ picks one letter of its sum.")
def test_quadratic_form(yours):
    """∂/∂xₚ xᵀMx = Σⱼ (Mₚⱼ + Mⱼₚ) xⱼ."""
    derives(yours.quadratic_form, D(Sum(x[i] * M[i, j] * x[j], i, j), x[p]), to=Sum((M[p, j] + M[j, p]) * x[j], j), steps=2)


@hint("‖a‖² is aᵀa; multiply out before you differentiate.")
def test_least_squares(yours):
    """∂/∂x ‖Kx − b‖² = 2Kᵀ(Kx − b)."""
    derives(yours.least_squares, D(norm2(K @ x - b), x), to=2 * K.T @ (K @ x - b), steps=2,
            through=[x.T @ K.T @ K @ x - 2 * b.T @ K @ x + b.T @ b])


@hint("By entries: ∂Fᵢₗ/∂Fₚₖ = δᵢₚ δₗₖ.")
def test_trace_of_product(yours):
    """∂ tr(GF)/∂Fₚₖ = Gₖₚ."""
    derives(yours.trace_of_product, D(tr(G @ F), F[p, k]), to=G[k, p], steps=3)


@hint("By entries: three letters, two factors F, two terms.")
def test_trace_of_quadratic(yours):
    """∂ tr(FᵀMF)/∂Fₚₖ = Σⱼ (Mₚⱼ + Mⱼₚ) Fⱼₖ."""
    derives(yours.trace_of_quadratic, D(tr(F.T @ M @ F), F[p, k]), to=Sum((M[p, j] + M[j, p]) * F[j, k], j), steps=3,
            through=[Sum(F[i, l] * M[i, j] * F[j, l], i, j, l)])


@hint("A logarithm of a number: the chain rule.", "Expand det X along a row: what multiplies Xᵢⱼ?")
def test_log_determinant(yours):
    """∂ log det X/∂X = X⁻ᵀ."""
    derives(yours.log_determinant, D(log(det(X)), X), to=inv(X).T, steps=2, through=[det(X) * inv(X).T])


@hint("Differentiate a product that is always I.")
def test_inverse_along_a_line(yours):
    """d/ds Y⁻¹ = −Y⁻¹ dX Y⁻¹ for Y = X + s dX."""
    derives(yours.inverse_along_a_line, D(inv(X + s * dX), s), to=-inv(X + s * dX) @ dX @ inv(X + s * dX), steps=4,
            through=[D((X + s * dX) @ inv(X + s * dX), s)])


@hint("Cite what you have just shown; then put s = 0 in.")
def test_inverse_differential(yours):
    """d(X⁻¹) = −X⁻¹ dX X⁻¹."""
    derives(yours.inverse_differential, At(D(inv(X + s * dX), s), s, 0), to=-inv(X) @ dX @ inv(X))


@hint("A column over a number: the quotient rule gives a matrix.", "Row i, column j of ∂exp(z)/∂z?")
def test_softmax_jacobian(yours):
    """∂p/∂z = diag(p) − ppᵀ."""
    derives(yours.softmax_jacobian, D(share, z), to=diag(share) - share @ share.T, steps=3)


@hint("A column over a number: the quotient rule gives a matrix.", "What is the gradient of ‖x‖?")
def test_unit_vector_jacobian(yours):
    """∂/∂x [x/‖x‖] = (I − xxᵀ/‖x‖²)/‖x‖."""
    derives(yours.unit_vector_jacobian, D(x / norm(x), x), to=(eye(n) - x @ x.T / norm(x)**2) / norm(x), steps=2)


def test_log_sum_exp_gradient(yours):
    """∂/∂zⱼ log Σ exp(z) = pⱼ."""
    derives(yours.log_sum_exp_gradient, D(log(Sum(exp(z[i]), i)), z[j]), to=shares[j], steps=2)


@hint("The gradient you have: cite it.", "Then a quotient; which scores do its two halves depend on?")
def test_log_sum_exp_hessian(yours):
    """∂²/∂zⱼ∂zₚ log Σ exp(z) = pⱼ (δⱼₚ − pₚ)."""
    derives(yours.log_sum_exp_hessian, D(log(Sum(exp(z[i]), i)), z[j], z[p]), to=shares[j] * (delta(j, p) - shares[p]), steps=4,
            through=[D(shares[j], z[p])])


@hint("From the outside in: a matrix, a function of each entry, a matrix.")
def test_two_layer_jacobian(yours):
    """∂/∂x [W₂ tanh(W₁x)] = W₂ diag(𝟏 − tanh²(W₁x)) W₁."""
    derives(yours.two_layer_jacobian, D(W2 @ tanh(W1 @ x), x), to=W2 @ diag(ones(d) - tanh(W1 @ x)**2) @ W1, steps=3,
            through=[D(tanh(W1 @ x), x)])


@hint("‖A‖² is tr(AᵀA); multiply out before you differentiate.", "tr(AᵀB) = tr(BᵀA): two of the four terms are one.")
def test_factorization_left(yours):
    """∂/∂F ‖FY − O‖² = 2 (FY − O) Yᵀ."""
    derives(yours.factorization_left, D(frobenius2(F @ Y - O), F), to=2 * (F @ Y - O) @ Y.T, steps=3, through=[tr(Y.T @ F.T @ F @ Y)])


@hint("‖A‖² is tr(AᵀA); multiply out before you differentiate.", "tr(AᵀB) = tr(BᵀA): two of the four terms are one.")
def test_factorization_right(yours):
    """∂/∂Y ‖FY − O‖² = 2 Fᵀ (FY − O)."""
    derives(yours.factorization_right, D(frobenius2(F @ Y - O), Y), to=2 * F.T @ (F @ Y - O), steps=3, through=[tr(Y.T @ F.T @ F @ Y)])


@hint("The gradient you have: cite it, for xₚ; then differentiate by x_q.")
def test_quadratic_hessian(yours):
    """∂²/∂xₚ∂x_q xᵀMx = Mₚq + Mqₚ."""
    derives(yours.quadratic_hessian, D(Sum(x[i] * M[i, j] * x[j], i, j), x[p], x[q]), to=M[p, q] + M[q, p], steps=3,
            through=[D(Sum((M[p, j] + M[j, p]) * x[j], j), x[q])])
