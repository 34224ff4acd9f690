"""Principal components: the largest variance, the least reconstruction error, and the gradient of that error

105 min · difficulty 3 · after matrix-calculus-drill, spectral-theorem-symmetric

Rows of Y (n × d) are observations; X is Y with the mean taken from every row, and then

    S = XᵀX          C = XᵀX/(n − 1)          mean of the projections Xu: 0          their sample variance: uᵀCu

Principal component analysis asks for the unit u whose projections vary most; or for the orthonormal W (d × k) whose reconstructions
X W Wᵀ miss X least. Both questions have one answer: eigenvectors of C for its largest eigenvalues; and the singular value
decomposition of X gives it without forming C.

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, or by an equation
that is given. A gradient has the shape of its variable. W stands for any d × k matrix, Q for one with orthonormal columns.
"""
import numpy as np

from autograder.algebra import (
    D,
    Eq,
    assume,
    define,
    diagonal,
    dim,
    eye,
    frobenius2,
    matrix,
    norm2,
    ones,
    orthonormal,
    psd,
    real,
    symmetric,
    tr,
    vector,
    zeros,
)

n, d, k = dim("n", 3, 4), dim("d", 2, 3), dim("k", 1, 2)
Y, W, Q = matrix("Y", n, d), matrix("W", d, k), matrix("Q", d, k, orthonormal)
X = define("X", Y - ones(n) @ (ones(n).T @ Y) / n)                  # the mean of each column, ones(n).T @ Y / n, taken from it
Z = matrix("Z", n, d)                                               # any data, centred where that is given
S = define("S", Z.T @ Z)
C = matrix("C", d, d, symmetric)
P, M = matrix("P", d, d, symmetric), matrix("M", d, d, psd)
u, u1, v, c = vector("u", d), vector("u1", d), vector("v", d), vector("c", d)
lam, lam1, mu = real("lam lam1 mu")

unit = assume("unit", Eq(u.T @ u, 1))
unit1 = assume("unit1", Eq(u1.T @ u1, 1))
eigen = assume("eigen", Eq(C @ u, lam * u))
eigen1 = assume("eigen1", Eq(C @ u1, lam1 * u1))
apart = assume("apart", Eq(u1.T @ u, 0))                            # u₁ and u are perpendicular
top = assume("top", Eq(C, lam1 * eye(d) - M))                       # M has the eigenvalues λ₁ − λⱼ ≥ 0
stationary = assume("stationary", Eq(mu * u1, 2 * C @ u - 2 * lam * u))
centred = assume("centred", Eq(ones(n).T @ Z, zeros(d).T))

U, s, V = matrix("U", n, k, orthonormal), matrix("s", k, k, diagonal), matrix("V", d, k, orthonormal)


# %% variance: the direction in which the data vary most
def projected_variance():
    """The sample variance of the projections Yu is uᵀ(XᵀX)u/(n − 1): the mean of Yu is taken from each, and X stands for centred data."""
    yield norm2(Y @ u - (ones(n).T @ Y @ u) * ones(n) / n) / (n - 1)
    ...
    yield norm2((Y - ones(n) @ (ones(n).T @ Y) / n) @ u) / (n - 1)
    yield norm2(X @ u) / (n - 1), "definition"
    yield (X @ u).T @ (X @ u) / (n - 1), "norm"
    yield u.T @ (X.T @ X) @ u / (n - 1), "transpose"


def max_variance_chain():
    """The gradient of the Lagrangian uᵀCu − λ(uᵀu − 1) is 2(Cu − λu): where it vanishes, u is an eigenvector."""
    yield D(u.T @ C @ u - lam * (u.T @ u - 1), u)
    ...
    yield D(u.T @ C @ u, u) - lam * D(u.T @ u, u), "linearity"
    yield (C + C.T) @ u - 2 * lam * u, "matrix derivative"
    yield 2 * (C @ u - lam * u), "symmetric"


def variance_is_eigenvalue():
    """uᵀCu = λ at such a point: given are eigen and unit."""
    yield u.T @ C @ u
    ...
    yield u.T @ (lam * u), eigen
    yield lam * (u.T @ u)
    yield lam, unit


def nothing_larger():
    """uᵀCu ≤ λ₁ for every unit u, λ₁ being the largest eigenvalue: given are top, with M positive semidefinite, and unit."""
    yield u.T @ C @ u
    ...
    yield u.T @ (lam1 * eye(d) - M) @ u, top
    yield lam1 * (u.T @ u) - u.T @ M @ u
    yield lam1 - u.T @ M @ u, unit
    yield "≤", lam1, "nonnegative"


def second_multiplier():
    """μ = 0 in the second problem, the largest variance among the unit u perpendicular to u₁: so its solution is an eigenvector of C too.

    The gradient of uᵀCu − λ(uᵀu − 1) − μ u₁ᵀu vanishes: that is stationary. Given are also eigen1, unit1 and apart.
    """
    yield mu
    ...
    yield mu * (u1.T @ u1), unit1
    yield u1.T @ (mu * u1)
    yield u1.T @ (2 * C @ u - 2 * lam * u), stationary
    yield 2 * u1.T @ C @ u - 2 * lam * (u1.T @ u)
    yield 2 * (C @ u1).T @ u - 2 * lam * (u1.T @ u), "symmetric"
    yield 2 * lam1 * (u1.T @ u) - 2 * lam * (u1.T @ u), eigen1
    yield 0, apart


def deflation():
    """(C − λ₁u₁u₁ᵀ)u = λu: what is left of C after the first component keeps the others. Given are eigen and apart."""
    yield (C - lam1 * (u1 @ u1.T)) @ u
    ...
    yield C @ u - lam1 * (u1.T @ u) * u1
    yield lam * u - lam1 * (u1.T @ u) * u1, eigen
    yield lam * u, apart


# %% reconstruction: the same subspace by another question
def equivalence_chain():
    """‖Z − ZQQᵀ‖² = tr(S) − tr(QᵀSQ), S = ZᵀZ: what is missed and what is captured add up to tr(S)."""
    yield frobenius2(Z - Z @ Q @ Q.T)
    ...
    yield tr((Z - Z @ Q @ Q.T).T @ (Z - Z @ Q @ Q.T)), "norm"
    yield tr(Z.T @ Z - Z.T @ Z @ Q @ Q.T - Q @ Q.T @ Z.T @ Z + Q @ Q.T @ Z.T @ Z @ Q @ Q.T), "transpose"
    yield tr(Z.T @ Z) - tr(Z.T @ Z @ Q @ Q.T) - tr(Q @ Q.T @ Z.T @ Z) + tr(Q @ Q.T @ Z.T @ Z @ Q @ Q.T), "linearity"
    yield tr(Z.T @ Z) - 2 * tr(Q.T @ Z.T @ Z @ Q) + tr(Q.T @ Z.T @ Z @ Q @ Q.T @ Q), "trace"
    yield tr(Z.T @ Z) - tr(Q.T @ Z.T @ Z @ Q), "orthonormal"
    yield tr(S) - tr(Q.T @ S @ Q), "definition"


def optimal_offset():
    """‖(Z − 𝟏cᵀ)P‖² = ‖ZP‖² + n ‖Pc‖²: another offset than the mean, by c, adds n ‖Pc‖² ≥ 0. P = I − QQᵀ is symmetric; given is centred."""
    yield frobenius2((Z - ones(n) @ c.T) @ P)
    ...
    yield tr(((Z - ones(n) @ c.T) @ P).T @ ((Z - ones(n) @ c.T) @ P)), "norm"
    yield tr((P @ Z.T - P @ c @ ones(n).T) @ (Z @ P - ones(n) @ c.T @ P)), "symmetric"
    yield tr(P @ Z.T @ Z @ P - P @ Z.T @ ones(n) @ c.T @ P - P @ c @ (ones(n).T @ Z) @ P + n * P @ c @ c.T @ P)
    yield tr(P @ Z.T @ Z @ P - P @ (ones(n).T @ Z).T @ c.T @ P - P @ c @ (ones(n).T @ Z) @ P + n * P @ c @ c.T @ P), "transpose"
    yield tr(P @ Z.T @ Z @ P + n * P @ c @ c.T @ P), centred
    yield tr(P @ Z.T @ Z @ P) + n * tr(P @ c @ c.T @ P), "linearity"
    yield tr((Z @ P).T @ (Z @ P)) + n * tr(P @ c @ (P @ c).T), "symmetric"
    yield tr((Z @ P).T @ (Z @ P)) + n * (P @ c).T @ (P @ c), "trace"
    yield frobenius2(Z @ P) + n * norm2(P @ c), "norm"


# %% gradient: of the reconstruction error
def reconstruction_gradient():
    """∂‖Z − ZWWᵀ‖²/∂W = −2(2SW − WWᵀSW − SWWᵀW), for every W, orthonormal or not."""
    yield D(frobenius2(Z - Z @ W @ W.T), W)
    ...
    yield D(tr((Z - Z @ W @ W.T).T @ (Z - Z @ W @ W.T)), W), "norm"
    yield D(tr(Z.T @ Z - Z.T @ Z @ W @ W.T - W @ W.T @ Z.T @ Z + W @ W.T @ Z.T @ Z @ W @ W.T), W), "transpose"
    yield D(tr(S - S @ W @ W.T - W @ W.T @ S + W @ W.T @ S @ W @ W.T), W), "definition"
    yield D(tr(S) - 2 * tr(W.T @ S @ W) + tr(W.T @ S @ W @ W.T @ W), W), "trace"
    yield -2 * D(tr(W.T @ S @ W), W) + D(tr(W.T @ S @ W @ W.T @ W), W), "linearity"
    yield -2 * (S + S.T) @ W + (S + S.T) @ W @ W.T @ W + W @ W.T @ (S + S.T) @ W, "product rule"
    yield -2 * (2 * S @ W - W @ W.T @ S @ W - S @ W @ W.T @ W), "definition"


def tangent():
    """Where QᵀQ = I the gradient is −2(I − QQᵀ)SQ: it points out of the columns' span."""
    yield -2 * (2 * S @ Q - Q @ Q.T @ S @ Q - S @ Q @ Q.T @ Q)
    ...
    yield -2 * (2 * S @ Q - Q @ Q.T @ S @ Q - S @ Q), "orthonormal"
    yield -2 * (eye(d) - Q @ Q.T) @ S @ Q


def descent_direction(S, W):
    """A way out of a saddle: (d, k) float64, for a symmetric S (d, d) with distinct eigenvalues ≥ 0 and W (d, k), k < d.

    The columns of W are orthonormal eigenvectors of S, some k of them. If they belong to the k largest eigenvalues, the answer is zeros:
    no error is less. Otherwise W is stationary and not least, and the answer is a tangent D, WᵀD + DᵀW = 0, along which the error falls:
    −tr(VᵀSV) is less for the V that W + 0.1 D becomes when its columns are made orthonormal (by QR).
    Nothing is written into an argument.
    """
    ...
    S, W = np.asarray(S, float), np.asarray(W, float)
    direction = np.zeros(W.shape)
    lams, vectors = np.linalg.eigh(S)
    outside = np.linalg.norm(W.T @ vectors, axis=0) < 0.5          # of length 0 or 1: an eigenvector is in W or perpendicular to it
    own = np.einsum("ij,ij->j", W, S @ W)
    best, worst = np.flatnonzero(outside)[-1], own.argmin()
    if lams[best] > own[worst]:
        direction[:, worst] = vectors[:, best]                     # turns the worst column towards the best vector left out
    return direction


# %% svd: components without forming C
def svd_link():
    """C V = V s²/(n − 1), C = ZᵀZ/(n − 1): for Z = U s Vᵀ, the columns of V are eigenvectors, and sᵢ²/(n − 1) their eigenvalues."""
    yield (U @ s @ V.T).T @ (U @ s @ V.T) @ V / (n - 1)
    ...
    yield V @ s.T @ U.T @ U @ s @ V.T @ V / (n - 1), "transpose"
    yield V @ s.T @ s / (n - 1), "orthonormal"
    yield V @ s @ s / (n - 1), "symmetric"


def scores():
    """Z V = U s: the scores, the coordinates of the observations along the components."""
    yield (U @ s @ V.T) @ V
    ...
    yield U @ s, "orthonormal"
