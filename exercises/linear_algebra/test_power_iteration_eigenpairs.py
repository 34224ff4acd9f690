from itertools import pairwise

import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, require, unspoiled, worth
from reference import eigenpairs as exact

forbidden = forbids("numpy.linalg.eig", "numpy.linalg.eigh", "numpy.linalg.eigvals", "numpy.linalg.eigvalsh", "numpy.linalg.svd",
                    "numpy.linalg.svdvals", "scipy.linalg.eig", "scipy.linalg.eigh", "scipy.linalg.eigvals", "scipy.linalg.eigvalsh",
                    "scipy.linalg.svd", "scipy.linalg.schur", "scipy.linalg.eig_banded", "scipy.linalg.eigh_tridiagonal", "numpy.poly",
                    "numpy.roots", "scipy.sparse.linalg.eigsh", "scipy.sparse.linalg.eigs", "scipy.sparse.linalg.svds")

RIGHT = 1e-8        # of an eigenvalue, relative to ‖A‖₂, and of lengths and right angles: what the statement asks for
RESIDUAL = 1e-7     # of ‖Av − lam·v‖₂, relative to ‖A‖₂: likewise
SPACE = 4e-6        # of a projector onto an eigenspace: residual / gap, with gaps of 0.03·‖A‖₂ or more
ROUNDING = 1e-12    # of a single normalisation, with room


def rotation(rng, n):
    return np.linalg.qr(rng.normal(size=(n, n)))[0]


def with_spectrum(Q, lams):
    """Return QΛQᵀ, symmetric to the last bit."""
    A = Q * np.array(lams) @ Q.T
    return (A + A.T) / 2


def start(rng, Q):
    """Return a vector with a fair share of every eigenvector."""
    return Q @ (rng.uniform(0.5, 1.5, len(Q)) * rng.choice([-1, 1], len(Q)))


def size(A):
    return np.linalg.norm(A, 2)


def is_eigenpair(lam, v, A, got):
    """The eigenvalue is right to 1e-8·‖A‖ and v is of length 1, with a residual of at most 1e-7·‖A‖."""
    require(isinstance(lam, (int, float, np.floating)), "lam is a real number", got=got)
    require(isinstance(v, np.ndarray) and v.shape == (len(A),) and v.dtype.kind == "f", f"v is a real array of shape ({len(A)},)", got=got)
    require(abs(np.linalg.norm(v) - 1) <= RIGHT, f"v has length {np.linalg.norm(v):.6g}, not 1", got=got)
    away = abs(lam - exact.nearest(A, lam))
    require(away <= RIGHT * size(A), f"lam = {lam:.10g} is no eigenvalue of A: the nearest one is {exact.nearest(A, lam):.10g}", got=got)
    residual = np.linalg.norm(A @ v - lam * v)
    require(residual <= RESIDUAL * size(A), f"Av is not lam·v: ‖Av − lam·v‖ = {residual:.3g} with ‖A‖ = {size(A):.3g}", got=got)


# %% power: the largest eigenvalue in absolute value
def estimate(yours, A, v0, tol, max_iter):
    """Return the four answers, each of its kind."""
    got = yours.power_iteration(A, v0, tol, max_iter)
    require(isinstance(got, (tuple, list)) and len(got) == 4, "power_iteration returns (lam, v, converged, iters)", got=got)
    _, v, converged, iters = got
    require(isinstance(v, np.ndarray) and v.shape == v0.shape and v.dtype.kind == "f", f"v is a real array of shape {v0.shape}", got=got)
    require(isinstance(converged, (bool, np.bool_)), "converged is True or False", got=got)
    require(isinstance(iters, (int, np.integer)) and 0 <= iters <= max_iter,
            f"iters is a whole number from 0 to max_iter = {max_iter}", got=got)
    return got


def is_power_of_start(got, A, v0):
    """v is A^iters v0 at length 1, up to sign."""
    _, v, _, iters = got
    w = exact.power(A, v0, int(iters))
    require(np.linalg.norm(v - w * np.sign(w @ v)) <= 1e-9,     # iters·n·ε ≤ 1e-12 of rounding
            f"v is not along A^iters v0 with the iters = {iters} you return", got=got)


def dominates(yours, A, v0, tol=1e-10, max_iter=2000):
    """power_iteration converges to the pair of largest |λ|."""
    got = estimate(yours, A, v0, tol, max_iter)
    lam, v, converged, _ = got
    top = exact.by_size(A)[0][0]
    require(converged, f"converged is False, though |λ₂/λ₁| is at most 0.9 and there are {max_iter} steps", got=got)
    assert_close(lam, top, rtol=RIGHT, said="lam is not the eigenvalue of largest absolute value")
    is_eigenpair(lam, v, A, got)


@hint("What stays the same in an eigenvector when A is applied to it?")
def test_finds_the_dominant_pair(yours, rng):
    """lam and v are the eigenpair of largest |λ|, and converged is True."""
    for lams in [[3.0], [2, 0.5], [2, -1], [5, 4.5, -4, 1], [1, 0.3, 0, 0]]:
        Q = rotation(rng, len(lams))
        dominates(yours, with_spectrum(Q, lams), start(rng, Q))


@hint("Follow v by hand for A = [[−2]].", "v and −v span the same line.  Does your test of convergence know?")
def test_a_negative_dominant_eigenvalue_converges(yours, rng):
    """A negative λ₁ keeps its sign, and converged is True."""
    for lams in [[-2.0], [-2, 1], [-5, 4, -3, 0.5]]:
        Q = rotation(rng, len(lams))
        dominates(yours, with_spectrum(Q, lams), start(rng, Q))


@worth(2)
@hint("Expand v0 in eigenvectors.  What becomes of the second coefficient over the first?")
def test_leans_by_the_ratio_in_each_step(yours, rng):
    """v is A^iters v0; per step the tangent of its angle to q₁ shrinks by |λ₂/λ₁|; iters counts the steps to max_iter."""
    for lams in [[2, -1], [1, 0.8, -0.08, 0.02], [-3, 2.1, 0.2]]:
        Q = rotation(rng, len(lams))
        A, v0, tangents = with_spectrum(Q, lams), start(rng, Q), []
        for steps in range(5, 16):
            got = estimate(yours, A, v0, 1e-14, steps)
            require(got[3] == steps and not got[2],
                    f"after max_iter = {steps} steps at tol = 1e-14, iters is {steps} and converged False", got=got)
            is_power_of_start(got, A, v0)
            tangents.append(exact.tangent(got[1], Q[:, 0]))
        require(abs(got[0] - lams[0]) <= 0.5 * abs(lams[0]),        # 0.5: v is near q₁ by now, and an entry of Av for lam is coarser than vᵀAv
                f"after {steps} steps lam is {got[0]:.3g}, and the eigenvalue that v leans to is {lams[0]:g}", got=got)
        ratio = abs(lams[1] / lams[0])
        for before, after in pairwise(tangents):
            require(abs(after / before - ratio) <= 0.05 * ratio,
                    f"the tangent shrinks by {after / before:.3g} in a step, |λ₂/λ₁| is {ratio:.3g}")


@hint("How large is a residual next to lam·v, if lam is 10⁻⁶ or 10⁶?")
def test_converged_means_a_small_residual(yours, rng):
    """converged says ‖Av − lam·v‖ ≤ tol·|lam|, for small and large A alike."""
    for scale in [1.0, 1e-6, 1e6]:
        for lams in [[1, 0.7], [-1, 0.8, 0.5]]:
            Q = rotation(rng, len(lams))
            A, v0 = scale * with_spectrum(Q, lams), start(rng, Q)
            for tol in [1e-2, 1e-5]:
                got = estimate(yours, A, v0, tol, 500)
                lam, v, converged, _ = got
                residual = np.linalg.norm(A @ v - lam * v)
                require(converged and residual <= 1.001 * tol * abs(lam),       # 1.001: an iterate at the very border may fall either way
                        f"converged is {converged}, ‖Av − lam·v‖ is {residual:.3g}, tol·|lam| is {tol * abs(lam):.3g}", got=got)
                is_power_of_start(got, A, v0)


@hint("Is the test of convergence made before the first step?  And after the last one allowed?")
def test_stops_at_the_first_iterate_that_will_do(yours, rng):
    """It stops at the first iters with a small residual: at 0 for an eigenvector, and at max_iter like anywhere else."""
    for lams in [[1, 0.7], [-1, 0.8, 0.5]]:
        Q = rotation(rng, len(lams))
        A, v0 = with_spectrum(Q, lams), start(rng, Q)
        got = estimate(yours, A, v0, 1e-2, 500)
        iters = int(got[3])
        before = exact.power(A, v0, iters - 1) if iters else None
        if before is not None:
            residual = np.linalg.norm(A @ before - (before @ A @ before) * before)
            require(residual > 0.4 * 1e-2 * abs(before @ A @ before),       # 0.4: with an entry of Av for lam it is up to √(1 + n) times as large
                    f"iters is {iters}, and iters = {iters - 1} has ‖Av − lam·v‖ = {residual:.3g}", got=got)
        again = estimate(yours, A, v0, 1e-2, iters)
        require(again[2], f"without a limit it converges at iters = {iters}, with max_iter = {iters} converged is False", got=again)
    a = float(rng.integers(2, 6))
    for A, v0 in [(np.array([[a]]), np.array([2.0])), (np.diag([1, -a, 2]), np.array([0, 2.0, 0]))]:
        for most in [10, 0]:
            got = estimate(yours, A, v0, 1e-8, most)
            require(got[2] and got[3] == 0, "v0 is an eigenvector, converged is True and iters 0", got=got)


@hint("How long is Aᵏv if A doubles a vector?  And for k = 2000?")
def test_survives_a_large_spectral_radius(yours, rng):
    """Neither overflow nor underflow spoils the answer, however large or small the eigenvalues are."""
    for scale in [1e100, 1e-100]:
        Q = rotation(rng, 2)
        dominates(yours, scale * with_spectrum(Q, [1, 0.6]), start(rng, Q))


@worth(2)
@hint("For eigenvalues 1 and −1, what is A²?  What does v do from step to step, and what do your estimates of lam do?")
def test_a_tie_of_opposite_signs_does_not_converge(yours, rng):
    """With eigenvalues λ and −λ at the top, v swings to and fro: converged is False at max_iter."""
    for lams in [[2, -2], [3, -3, 1]]:
        Q = rotation(rng, len(lams))
        A, v0 = with_spectrum(Q, lams), start(rng, Q)
        for steps in [1, 30, 31]:
            got = estimate(yours, A, v0, 1e-8, steps)
            require(not got[2], f"converged is True, though ‖Av − lam·v‖ is {np.linalg.norm(A @ got[1] - got[0] * got[1]):.3g}", got=got)
            require(got[3] == steps, f"without convergence iters is max_iter = {steps}", got=got)
            is_power_of_start(got, A, v0)


@hint("What is the length of Av if A is the zero matrix?")
def test_special_starts(yours, rng):
    """The zero matrix gives (0, v, True); a start that is an eigenvector, or perpendicular to the top one, gives some eigenpair."""
    for n in [1, 3]:
        v0 = rng.normal(size=n)
        got = estimate(yours, np.zeros((n, n)), v0, 1e-8, 10)
        require(got[0] == 0 and got[2], "for the zero matrix lam is 0 and converged is True", got=got)
        assert_close(np.outer(got[1], got[1]), np.outer(v0, v0) / (v0 @ v0), rtol=0, atol=ROUNDING, said="v is not along v0")
    Q = rotation(rng, 4)
    A = with_spectrum(Q, [4, -2, 1, 0])
    for v0 in [Q[:, 0], 3 * Q[:, 1], Q[:, 1:3] @ [1, 0.5]]:
        lam, v, converged, _ = got = estimate(yours, A, v0, 1e-9, 1000)
        require(converged, "converged is False", got=got)
        is_eigenpair(lam, v, A, got)


def test_unusable_arguments_are_refused(yours, rng):
    """v0 = 0 and a matrix that is not symmetric raise ValueError."""
    with raises(ValueError):
        yours.power_iteration(np.array([[2.0]]), np.zeros(1), 1e-8, 10)
    Q = rotation(rng, 3)
    A = with_spectrum(Q, [3, 2, 1])
    with raises(ValueError):
        yours.power_iteration(A, np.zeros(3), 1e-8, 10)
    A[0, 2] += 1
    for scale in [1.0, 1e-4]:
        with raises(ValueError):
            yours.power_iteration(scale * A, start(rng, Q), 1e-8, 10)
    yours.power_iteration(with_spectrum(Q, [3, 2, 1]), start(rng, Q), 1e-8, 10)     # and nothing else is


def pair(yours, A, v0):
    """Return lam and vvᵀ, which knows no sign."""
    lam, v, converged, _ = yours.power_iteration(A, v0, 1e-10, 2000)
    return {"lam": lam, "vvᵀ": np.outer(v, v), "converged": converged}


def the_pair(A, v0):
    lams, Q = exact.by_size(A)
    return {"lam": lams[0], "vvᵀ": np.outer(Q[:, 0], Q[:, 0]), "converged": True}


def whole(rng):
    """Return a symmetric matrix of whole numbers; by Gershgorin's discs |λ₁| ≥ 9, |λ₂| ≤ 7 and |λ₃| ≤ 3, each of its own sign."""
    A = np.diag([11.0, -5, 0])
    for i, j in [(0, 1), (0, 2), (1, 2)]:
        A[i, j] = A[j, i] = rng.choice([-1, 1])
    return A


def test_power_iteration_of_any_layout(yours, rng):
    """Whole numbers and every layout of A and v0 give the same pair, and nothing is written into them."""
    unspoiled(lambda *args: yours.run(pair, *args), whole(rng), rng.choice([-2.0, 2.0], 3), expect=the_pair,
              rtol=0, atol=SPACE, single=False)


# %% deflation: the k largest
def pairs(yours, A, k, seed):
    """Return the eigenvalues and vvᵀ of each column v of V, which knows no sign."""
    lams, V = yours.top_k_eigenpairs(A, k, seed)
    return {"lams": lams, "vvᵀ": [np.outer(v, v) for v in np.asarray(V).T]}


def agrees(yours, rng, lams, k, said="lams"):
    """top_k_eigenpairs finds the first k of these eigenvalues, which are in order, with eigenvectors; twice the same."""
    n, Q, seed = len(lams), rotation(rng, len(lams)), int(rng.integers(2**31))
    A = with_spectrum(Q, lams)
    got = yours.run(pairs, A, k, seed)
    require(isinstance(got, dict) and isinstance(got.get("vvᵀ"), list), "top_k_eigenpairs returns (lams, V)", got=got)
    assert_close(got["lams"], np.array(lams[:k], float), rtol=0, atol=RIGHT * size(A), said=said)
    P = got["vvᵀ"]
    require(len(P) == k and all(isinstance(p, np.ndarray) and p.shape == (n, n) and p.dtype.kind == "f" for p in P),
            f"V is a real array of shape {(n, k)}: its columns are the eigenvectors", got=P)
    lengths = np.sqrt([np.trace(p) for p in P])
    require(abs(lengths - 1).max() <= RIGHT, f"the columns of V have lengths {lengths}", got=P)
    dots = [np.linalg.norm(p @ q) for i, p in enumerate(P) for q in P[:i]]
    largest = max(dots, default=0)
    require(largest <= RIGHT, f"two columns of V are not perpendicular: their dot product is {largest:.3g}", got=P)
    residual = max(np.linalg.norm(A @ p - lam * p) for p, lam in zip(P, got["lams"]))
    require(residual <= RESIDUAL * size(A), f"a column of V is no eigenvector: ‖Av − lam·v‖ = {residual:.3g}", got=P)
    for lam in set(lams[:k]):
        if lams[:k].count(lam) == lams.count(lam):
            span = sum(p for p, other in zip(P, lams) if other == lam)
            assert_close(span, exact.eigenspace(A, lam), rtol=0, atol=SPACE,
                         said=f"the vectors of lam = {lam} do not span its eigenspace; Σ vvᵀ")
    assert_equal(yours.run(pairs, A, k, seed), got, said="the same seed gives another answer")


@hint("Multiply your deflated matrix by the eigenvector you have taken out.  What should come out?")
def test_finds_the_k_largest(yours, rng):
    """lams and V are eigenpairs, with orthonormal vectors."""
    for lams, k in [([2.0], 1), ([5, 4.4, 3], 3), ([3, 2, 1], 2), ([6, 5, 4, 3, 2], 5), ([4, 1, 0.5, 0, 0], 3)]:
        agrees(yours, rng, lams, k)


def test_orders_by_absolute_value_and_keeps_signs(yours, rng):
    """The order is by |lam|, and negative eigenvalues keep their sign."""
    for lams, k in [([-2.0], 1), ([-3, 2, 1], 3), ([5, -4, 3, -2.5], 4), ([-1, 0.9, -0.8], 3)]:
        agrees(yours, rng, lams, k, "lams, by decreasing |lam| and with their signs")


@hint("How many perpendicular eigenvectors belong to an eigenvalue that counts twice?")
def test_repeated_eigenvalues_come_repeatedly(yours, rng):
    """An eigenvalue of multiplicity two appears twice, with vectors that span its eigenspace."""
    for lams, k in [([2, 2], 2), ([-3, -3, 1], 3), ([4, 3, 3, 1], 3), ([1, 1, 1, -0.5, 0], 4)]:
        agrees(yours, rng, lams, k)


def test_impossible_k_are_refused(yours, rng):
    """k < 1 and k > n raise ValueError."""
    for n, k in [(1, 0), (1, 2), (3, 4), (3, -1)]:
        A = with_spectrum(rotation(rng, n), [4.0, 2, 1][:n])
        with raises(ValueError):
            yours.top_k_eigenpairs(A, k, 0)
    yours.top_k_eigenpairs(A, 3, 0)     # and n itself is not


def the_pairs(A, k, seed):
    lams, Q = exact.by_size(A)
    return {"lams": lams[:k], "vvᵀ": [np.outer(q, q) for q in Q.T[:k]]}


def test_top_k_of_any_layout(yours, rng):
    """Whole numbers and every layout of A give the same pairs, and A stays as it is."""
    unspoiled(lambda *args: yours.run(pairs, *args), whole(rng), 2, int(rng.integers(2**31)), expect=the_pairs,
              rtol=0, atol=SPACE, single=False)


# %% inverse: the eigenvalue nearest to a shift
def nearest_pair(yours, A, shift, v0):
    """Return lam and vvᵀ, which knows no sign."""
    lam, v = yours.inverse_iteration(A, shift, v0, 1e-13)
    return {"lam": lam, "vvᵀ": np.outer(v, v)}


def is_nearest(yours, A, shift, v0):
    """The pair is the one of the nearest eigenvalue: its residual and the length of v can be read off vvᵀ."""
    n, lam = len(A), exact.nearest(A, shift)
    got = yours.run(nearest_pair, A, shift, v0)
    require(isinstance(got, dict) and isinstance(got.get("vvᵀ"), np.ndarray), "inverse_iteration returns (lam, v)", got=got)
    assert_close(got["lam"], lam, rtol=0, atol=RIGHT * size(A), said=f"lam is not the eigenvalue nearest to {shift:.4g}")
    P = got["vvᵀ"]
    require(P.shape == (n, n) and P.dtype.kind == "f", f"v is a real array of shape ({n},)", got=P)
    require(abs(np.trace(P) - 1) <= 2 * RIGHT, f"v has length {np.sqrt(np.trace(P)):.6g}, not 1", got=P)
    residual = np.linalg.norm(A @ P - got["lam"] * P)
    require(residual <= RESIDUAL * size(A), f"Av is not lam·v: ‖Av − lam·v‖ = {residual:.3g} with ‖A‖ = {size(A):.3g}", got=P)


@hint("Which eigenvalues has the inverse of A − shift·I?  Which of them is the largest?")
def test_finds_the_eigenvalue_nearest_to_the_shift(yours, rng):
    """lam is the eigenvalue nearest to shift, wherever in the spectrum it lies and whatever the unit."""
    for lams, shifts in [([2.0], [0.5]), ([3, 1], [1.4, -1]), ([5, 2, -1, -4], [2.4, 4.5, -0.2, -9])]:
        Q = rotation(rng, len(lams))
        for shift in shifts:
            wanted = abs(np.array(lams) - shift).argmin()
            for scale in [1, 1e-6]:
                is_nearest(yours, scale * with_spectrum(Q, lams), scale * shift, start(rng, Q) + 5 * Q[:, wanted])


@hint("The shift is fixed.  Which eigenvalue would a moving one run to?")
def test_the_shift_decides_not_the_start(yours, rng):
    """A start close to another eigenvector does not change which eigenvalue is found."""
    for lams, shift, other in [([6, 3, 1, -2], 5.5, 1), ([6, 3, 1, -2], -1.6, 1), ([6, 4, -1], -0.8, 1)]:
        Q = rotation(rng, len(lams))
        is_nearest(yours, with_spectrum(Q, lams), shift, Q[:, other] + 0.05 * start(rng, Q))


@worth(2)
@hint("Is A − shift·I still invertible?  And with a shift that is off by a rounding error?")
def test_a_shift_that_is_an_eigenvalue_is_no_error(yours, rng):
    """A shift equal to an eigenvalue gives that eigenvalue, of a zero matrix too."""
    a = float(rng.integers(2, 6))
    is_nearest(yours, np.array([[a]]), a, rng.uniform(1, 2, 1))
    for diagonal in [[a, -1], [a, 0, -2, a + 3], [a, a, 1]]:
        for shift in diagonal:
            is_nearest(yours, np.diag(np.array(diagonal, float)), float(shift), rng.uniform(0.5, 1.5, len(diagonal)))
    is_nearest(yours, np.zeros((2, 2)), 0.0, rng.uniform(0.5, 1.5, 2))
    Q = rotation(rng, 4)
    for scale in [1.0, 1e8]:
        is_nearest(yours, scale * with_spectrum(Q, [3, 1, -1, -2]), scale, start(rng, Q))
        is_nearest(yours, scale * np.diag([a, 0, -2, a + 3]), scale * a, rng.uniform(0.5, 1.5, 4))


def the_nearest_pair(A, shift, v0):
    lam = exact.nearest(A, shift)
    return {"lam": lam, "vvᵀ": exact.eigenspace(A, lam)}


def test_inverse_iteration_of_any_layout(yours, rng):
    """Whole numbers and every layout of A and v0 give the same pair, and nothing is written into them."""
    A, v0 = whole(rng), rng.choice([-2.0, 2.0], 3)
    unspoiled(lambda *args: yours.run(nearest_pair, *args), A, -4.5, v0, expect=the_nearest_pair, rtol=0, atol=SPACE, single=False)
