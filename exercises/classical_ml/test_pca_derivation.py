import numpy as np

from autograder.checks import assert_close, derives, hint, require, unspoiled, worth
from pca_derivation import *    # the statement's names, from the stub beside it


# %% variance: the direction in which the data vary most
@hint("Take u out to the right.", "What is in front of it is X.")
def test_projected_variance(yours):
    """The sample variance of Yu is uᵀXᵀXu/(n − 1), each line from the one above."""
    derives(yours.projected_variance, norm2(Y @ u - (ones(n).T @ Y @ u) * ones(n) / n) / (n - 1), to=u.T @ (X.T @ X) @ u / (n - 1), steps=3,
            through=[norm2(X @ u)])


@hint("The derivative of uᵀCu is (C + Cᵀ)u.", "What is uᵀu the square of, and what is its gradient?")
@worth(2)
def test_max_variance_chain(yours):
    """The gradient of the Lagrangian is 2(Cu − λu), each line from the one above."""
    derives(yours.max_variance_chain, D(u.T @ C @ u - lam * (u.T @ u - 1), u), to=2 * (C @ u - lam * u), steps=2)


@hint("C meets u first.")
def test_variance_is_eigenvalue(yours):
    """uᵀCu = λ, each line from the one above."""
    derives(yours.variance_is_eigenvalue, u.T @ C @ u, to=lam, steps=2, given=[eigen, unit])


@hint("Put λ₁I − M for C.", "What is visibly ≥ 0 may be dropped, on the right side of ≤.")
def test_nothing_larger(yours):
    """uᵀCu ≤ λ₁ for every unit u, each line from the one above."""
    derives(yours.nothing_larger, u.T @ C @ u, at_most=lam1, steps=3, given=[top, unit])


@hint("Multiply the stationary equation by u₁ᵀ: which terms survive?", "C may change sides, and u₁ is an eigenvector.")
@worth(2)
def test_second_multiplier(yours):
    """The multiplier of u₁ᵀu = 0 vanishes, each line from the one above."""
    derives(yours.second_multiplier, mu, to=0, steps=5, given=[stationary, eigen1, unit1, apart])


@hint("(u₁u₁ᵀ)u is u₁(u₁ᵀu).")
def test_deflation(yours):
    """(C − λ₁u₁u₁ᵀ)u = λu, each line from the one above."""
    derives(yours.deflation, (C - lam1 * (u1 @ u1.T)) @ u, to=lam * u, steps=2, given=[eigen, apart])


# %% reconstruction: the same subspace by another question
@hint("‖M‖² = tr(MᵀM).", "Four terms: which of them have the same trace?",
      "QᵀQ is I where it stands together: bring it together by tr(AB) = tr(BA).")
@worth(2)
def test_equivalence_chain(yours):
    """‖Z − ZQQᵀ‖² = tr(S) − tr(QᵀSQ), each line from the one above."""
    derives(yours.equivalence_chain, frobenius2(Z - Z @ Q @ Q.T), to=tr(S) - tr(Q.T @ S @ Q), steps=5)


@hint("Multiply out: two terms hold the sum of a column of Z, once as a row and once as a column.", "𝟏ᵀ𝟏 is n.")
@worth(2)
def test_optimal_offset(yours):
    """‖(Z − 𝟏cᵀ)P‖² = ‖ZP‖² + n ‖Pc‖² for centred Z, each line from the one above."""
    derives(yours.optimal_offset, frobenius2((Z - ones(n) @ c.T) @ P), to=frobenius2(Z @ P) + n * norm2(P @ c), steps=4, given=[centred])


# %% gradient: of the reconstruction error
@hint("Multiply out under the trace; S = ZᵀZ is symmetric.", "W stands in tr(WᵀSWWᵀW) four times, and each place counts.")
@worth(2)
def test_reconstruction_gradient(yours):
    """The gradient is −2(2SW − WWᵀSW − SWWᵀW) for every W, each line from the one above."""
    derives(yours.reconstruction_gradient, D(frobenius2(Z - Z @ W @ W.T), W), to=-2 * (2 * S @ W - W @ W.T @ S @ W - S @ W @ W.T @ W),
            steps=4, through=[tr(W.T @ S @ W @ W.T @ W)])


def test_tangent(yours):
    """For orthonormal columns it is −2(I − QQᵀ)SQ, each line from the one above."""
    derives(yours.tangent, -2 * (2 * S @ Q - Q @ Q.T @ S @ Q - S @ Q @ Q.T @ Q), to=-2 * (eye(d) - Q @ Q.T) @ S @ Q)


CLOSE = 1e-9        # eigenvectors are orthonormal to a few n·ε


def saddle(rng, d, chosen):
    """Return S with eigenvalues d, d − 1, …, 1 more or less, largest first, and the eigenvectors chosen, in this order."""
    lams = np.arange(d, 0, -1) + rng.uniform(-0.2, 0.2, size=d)
    V = np.linalg.qr(rng.normal(size=(d, d)))[0]
    S = V * lams @ V.T
    return (S + S.T) / 2, V[:, chosen]


def captured(S, W):
    return np.trace(W.T @ S @ W)


@hint("Which eigenvector is missing in W, and which of its columns has the least business there?",
      "Turn a column of W towards a vector outside: what happens to wᵀSw?")
@worth(2)
def test_leaves_a_saddle(yours, rng):
    """Your D is tangent, and W + 0.1 D, made orthonormal, misses less than W."""
    for d, chosen in [(2, [1]), (3, [1]), (3, [2, 0]), (4, [1, 3]), (5, [0, 2]), (6, [4, 5, 3])]:
        S, W = saddle(rng, d, chosen)
        D = yours.descent_direction(S, W)
        assert_close(np.shape(D), W.shape, rtol=0, said="the shape of D")
        require(np.isfinite(D).all() and abs(D).max() > 0, "W is not the best subspace: some direction leads down", got=D)
        assert_close(W.T @ D + np.transpose(D) @ W, np.zeros((len(chosen),) * 2), rtol=0, atol=CLOSE * abs(D).max(),
                     said="D is not tangent: WᵀD + DᵀW")
        lower = captured(S, np.linalg.qr(W + 0.1 * D)[0])
        require(lower > captured(S, W) + 1e-4, "the error at W + 0.1 D is not less than at W", got=D)


def test_stays_where_nothing_is_less(yours, rng):
    """Where W spans the leading subspace, D is zeros, whatever the order of its columns."""
    for d, chosen in [(2, [0]), (3, [1, 0]), (5, [2, 0, 1])]:
        S, W = saddle(rng, d, chosen)
        assert_close(yours.descent_direction(S, W), np.zeros(W.shape), rtol=0)
        S, W = saddle(rng, d, [*chosen[:-1], d - 1])
        require(np.any(yours.descent_direction(S, W)), "here W does not span the leading subspace", got=W)


def test_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are taken alike, and nothing is written into."""
    def falls(S, W):
        D = yours.descent_direction(S, W)
        V = np.linalg.qr(W + 0.1 * np.asarray(D))[0]
        return D.dtype == float, captured(np.asarray(S, float), V) > captured(np.asarray(S, float), np.asarray(W, float)) + 1e-4

    unspoiled(falls, np.diag([3.0, 9.0, 5.0]), np.eye(3)[:, [0, 1]], expect=lambda S, W: (True, True), rtol=0)


# %% svd: components without forming C
@hint("UᵀU and VᵀV are I.")
def test_svd_link(yours):
    """C V = V s²/(n − 1), each line from the one above."""
    derives(yours.svd_link, (U @ s @ V.T).T @ (U @ s @ V.T) @ V / (n - 1), to=V @ s @ s / (n - 1), steps=2)


def test_scores(yours):
    """Z V = U s, each line from the one above."""
    derives(yours.scores, (U @ s @ V.T) @ V, to=U @ s)
