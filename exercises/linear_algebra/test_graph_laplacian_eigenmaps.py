import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, require, unspoiled, worth
from reference import graphs as exact
from reference.gradients import gradient

forbidden = forbids("networkx.fiedler_vector", "networkx.laplacian_matrix", "networkx.spectral_bisection", "sklearn.manifold.spectral_embedding",
                    "sklearn.manifold.SpectralEmbedding", "sklearn.cluster.SpectralClustering", "sklearn.cluster.spectral_clustering",
                    "scipy.sparse.csgraph.laplacian", "scipy.sparse.csgraph.connected_components")

KINDS = ("combinatorial", "symmetric", "random_walk")
ENTRY = 1e-12       # of an entry: a sum of n weights, a root and a quotient
SPECTRUM = 1e-10    # of the largest eigenvalue: LAPACK leaves some n·ε of it
VECTOR = 1e-8       # of lengths, right angles and residuals, as the statement's equations are solved by LAPACK to 1e-13
SOLVED = 1e-10      # of what a linear system of condition 1e4 or less leaves, n·ε·κ, with room

EDGE = np.array([[0.0, 3.0], [3.0, 0.0]])
FORK = np.array([[0.0, 1.0, 2.0], [1.0, 0.0, 0.0], [2.0, 0.0, 0.0]])


def weighted(rng, n, share=0.6):
    """Return a random weighted graph."""
    W = np.triu(rng.uniform(0.2, 2, size=(n, n)) * (rng.uniform(size=(n, n)) < share), 1)
    return W + W.T


def path(n):
    return np.eye(n, k=1) + np.eye(n, k=-1)


def cycle(n):
    return path(n) + np.eye(n, k=n - 1) + np.eye(n, k=1 - n)


def star(n):
    W = np.zeros((n, n))
    W[0, 1:] = W[1:, 0] = 1
    return W


def connected(rng, n, share=0.4):
    """Return a random weighted graph in which every vertex can be reached."""
    W = weighted(rng, n, share)
    for i in range(1, n):
        W[i, i - 1] = W[i - 1, i] = rng.uniform(0.5, 2)
    return W


def side_by_side(*parts):
    """Return the graph that consists of these, not joined to each other."""
    W, at = np.zeros((sum(map(len, parts)),) * 2), 0
    for part in parts:
        W[at:at + len(part), at:at + len(part)] = part
        at += len(part)
    return W


def shuffled(rng, W):
    order = rng.permutation(len(W))
    return W[np.ix_(order, order)]


NO_GRAPHS = [np.array([[0.0, 1.0], [2.0, 0.0]]), np.array([[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0]]), -EDGE,
             np.array([[0.0, 2.0, -0.5], [2.0, 0.0, 1.0], [-0.5, 1.0, 0.0]])]


# %% laplacian: three matrices, and one form
@hint("What is a degree, where edges have weights?", "D^(−1) from the left divides rows; what would divide columns?")
@worth(2)
def test_three_kinds(yours, rng):
    """D − W, D^(−1/2)(D − W)D^(−1/2) and D⁻¹(D − W), each under its name."""
    for W in (EDGE, FORK, connected(rng, 5), connected(rng, 8)):
        for kind in KINDS:
            assert_close(yours.laplacian(W, kind), exact.laplacian(W, kind), rtol=ENTRY, atol=ENTRY, said=kind)


@hint("Which eigenvalues can a matrix have whose form is a sum of squares?")
def test_known_spectra(yours):
    """Paths, cycles, stars and complete graphs have the eigenvalues that are known, and L 1 is 0."""
    for n in (3, 4, 7):
        k = np.arange(n)
        known = {"path": (path(n), 2 - 2 * np.cos(np.pi * k / n)), "cycle": (cycle(n), np.sort(2 - 2 * np.cos(2 * np.pi * k / n))),
                 "star": (star(n), np.array([0.0, *[1.0] * (n - 2), n])), "complete graph": (1 - np.eye(n), np.array([0.0, *[n] * (n - 1)]))}
        for name, (W, eigenvalues) in known.items():
            L = yours.laplacian(W, "combinatorial")
            require(isinstance(L, np.ndarray) and L.shape == (n, n), f"the Laplacian has the shape {(n, n)}", got=L)
            assert_close(L.sum(axis=1), np.zeros(n), rtol=0, atol=ENTRY, said=f"{name}, L 1")
            assert_close(np.linalg.eigvals(L).real[np.argsort(np.linalg.eigvals(L).real)], eigenvalues, rtol=0, atol=SPECTRUM * n,
                         said=f"the eigenvalues of a {name} of {n} vertices")


@hint("By what do you divide where nothing is joined?")
def test_isolated_vertices(yours, rng):
    """The row of a vertex that is joined to none is 0 in all three kinds, and nothing is divided by 0."""
    for W in (side_by_side(EDGE, [[0.0]]), np.zeros((2, 2)), shuffled(rng, side_by_side(np.zeros((2, 2)), connected(rng, 4)))):
        for kind in KINDS:
            assert_close(yours.laplacian(W, kind), exact.laplacian(W, kind), rtol=ENTRY, atol=ENTRY, said=kind)


def test_loops_do_not_count(yours, rng):
    """What stands on the diagonal of W changes nothing, neither the degrees nor the form."""
    for W in (EDGE, FORK, weighted(rng, 6)):
        looped = W + np.diag(rng.uniform(1, 5, size=len(W)))
        for kind in KINDS:
            assert_close(yours.laplacian(looped, kind), exact.laplacian(W, kind), rtol=ENTRY, atol=ENTRY, said=kind)
        x = rng.normal(size=len(W))
        assert_close(yours.quadratic_form(looped, x), exact.quadratic_form(W, x), rtol=SPECTRUM)


@hint("How often does a double sum meet an edge?")
def test_form(yours, rng):
    """quadratic_form is Σ_{i < j} Wᵢⱼ (xᵢ − xⱼ)²: each edge once, with its weight."""
    for W, x in [(EDGE, np.array([1.0, 3.0])), (FORK, np.array([1.0, 3.0, -2.0])), (weighted(rng, 7), rng.normal(size=7)),
                 (np.zeros((3, 3)), rng.normal(size=3))]:
        assert_close(yours.quadratic_form(W, x), exact.quadratic_form(W, x), rtol=SPECTRUM)


@hint("How large are the terms of xᵀLx when x is near 10⁸, and how large is the sum?")
def test_form_far_from_0(yours, rng):
    """Where x is far from 0, the form depends on the differences alone, and keeps its digits."""
    for n in (3, 6):
        W, x = connected(rng, n), 1e8 + rng.integers(-9, 9, size=n) + np.arange(n) / 4
        assert_close(yours.quadratic_form(W, x), exact.quadratic_form(W, x), rtol=SPECTRUM)


def test_no_graph(yours, rng):
    """A W that is not symmetric, or has a negative weight, raises ValueError."""
    for W in NO_GRAPHS:
        for kind in KINDS:
            with raises(ValueError):
                yours.laplacian(W, kind)
        with raises(ValueError):
            yours.quadratic_form(W, rng.normal(size=len(W)))
    for kind in KINDS:
        yours.laplacian(path(3), kind)      # and a graph is not refused
    yours.quadratic_form(path(3), rng.normal(size=3))


def test_any_layout(yours, rng):
    """Whole numbers, float32 and any layout of W and x give results in float64, and W stays as it is."""
    W, x = 3 * connected(rng, 5) + np.diag([1.0, 2.0, 0.0, 0.0, 3.0]), 4 * rng.normal(size=5)
    for kind in KINDS:
        unspoiled(lambda W: yours.laplacian(W, kind), W, expect=lambda W: exact.laplacian(W.astype(float), kind), rtol=ENTRY, atol=ENTRY)
    unspoiled(yours.quadratic_form, W, x, expect=lambda W, x: exact.quadratic_form(W.astype(float), x.astype(float)), rtol=SPECTRUM)


# %% fiedler: where a graph is weak
def is_fiedler(got, W):
    """λ₂ is the second eigenvalue, and v an eigenvector of it of length 1, perpendicular to 1."""
    n, L = len(W), exact.laplacian(W)
    scale = max(1.0, np.linalg.norm(L, 2))
    require(isinstance(got, (tuple, list)) and len(got) == 2, "fiedler returns (λ₂, v)", got=got)
    lam, v = got
    require(isinstance(lam, (int, float, np.floating)), "λ₂ is a number", got=got)
    require(isinstance(v, np.ndarray) and v.shape == (n,) and v.dtype.kind == "f", f"v is a real array of shape ({n},)", got=got)
    assert_close(lam, exact.second_eigenvalue(W), rtol=0, atol=SPECTRUM * scale, said="λ₂")
    require(abs(np.linalg.norm(v) - 1) <= VECTOR, f"v has the length {np.linalg.norm(v):.6g}", got=got)
    require(abs(v.sum()) <= VECTOR * n, f"v is not perpendicular to (1, …, 1): the sum of its entries is {v.sum():.3g}", got=got)
    residual = np.linalg.norm(L @ v - lam * v)
    require(residual <= VECTOR * scale, f"L v is not λ₂ v: they are {residual:.3g} apart", got=got)


@hint("Which function on the vertices is the smoothest of all, and says nothing?")
@worth(2)
def test_fiedler_vector(yours, rng):
    """λ₂ is the second eigenvalue of D − W in ascending order, v an eigenvector of it of length 1, perpendicular to 1."""
    for W in (FORK, EDGE, path(4), connected(rng, 6), 1e3 * connected(rng, 9), cycle(6), 1 - np.eye(4)):
        is_fiedler(yours.fiedler(W), W)


@hint("How many eigenvalues are 0 there, and which of the vectors to them are you handed?")
def test_in_pieces(yours, rng):
    """Where the graph is not connected, λ₂ is 0 and v is perpendicular to 1 all the same."""
    for W in (side_by_side(FORK, EDGE), side_by_side(EDGE, [[0.0]]), shuffled(rng, side_by_side(connected(rng, 4), connected(rng, 3), [[0.0]])),
              np.zeros((3, 3))):
        is_fiedler(yours.fiedler(W), W)


@hint("What is it in v that tells two sides apart?")
def test_bisection(yours, rng):
    """Where two blocks are joined weakly, the signs of v tell them apart, with the labels 0 and 1."""
    chain = side_by_side(EDGE, 2 * EDGE)
    chain[1, 2] = chain[2, 1] = 0.2
    for sizes in ((2, 2), (3, 7), (12, 9)):
        blocks = side_by_side(*(connected(rng, size, 0.8) for size in sizes)) if sum(sizes) > 4 else chain
        side = np.repeat([0, 1], sizes)
        if sum(sizes) > 4:
            for i, j in zip(rng.integers(0, sizes[0], size=3), sizes[0] + rng.integers(0, sizes[1], size=3)):
                blocks[i, j] = blocks[j, i] = 0.02
        order = rng.permutation(len(side))
        got = yours.spectral_bisection(blocks[np.ix_(order, order)])
        require(isinstance(got, np.ndarray) and got.dtype.kind in "iu" and got.shape == side.shape, "labels are whole numbers, one a vertex", got=got)
        require(set(got.tolist()) == {0, 1}, f"the labels are {sorted(set(got.tolist()))}; 0 and 1 are asked for, both of them", got=got)
        assert_equal(got, side[order] if got[0] == side[order][0] else 1 - side[order])


@hint("What is left of a graph when all that can be reached from one vertex is taken away?", "Is a vertex without edges a component?")
def test_components(yours, rng):
    """n_components counts the pieces of a graph, isolated vertices too, however its weights are scaled."""
    pieces = [connected(rng, 5), EDGE, np.zeros((2, 2)), path(3)]
    for W in (EDGE, np.zeros((1, 1)), side_by_side(EDGE, [[0.0]]), side_by_side(EDGE, FORK), np.zeros((4, 4)), path(30),
              shuffled(rng, side_by_side(*pieces)), 1e-12 * shuffled(rng, side_by_side(*pieces)), 1e12 * connected(rng, 6)):
        got = yours.n_components(W)
        require(isinstance(got, (int, np.integer)) and not isinstance(got, bool), "a number of components is an int", got=got)
        assert_equal(got, len(set(exact.components(W).tolist())))
    weak = side_by_side(connected(rng, 3), connected(rng, 3))
    weak[0, 4] = weak[4, 0] = 1e-5
    assert_equal(yours.n_components(weak), 1)


def test_no_graph_to_cut(yours):
    """fiedler, spectral_bisection and n_components raise ValueError where W is not symmetric or has a negative weight."""
    for W in NO_GRAPHS:
        for call in (yours.fiedler, yours.spectral_bisection, yours.n_components):
            with raises(ValueError):
                call(W)
    for call in (yours.fiedler, yours.spectral_bisection, yours.n_components):
        call(path(3))       # and a graph is not refused


# %% eigenmaps: points on a curve, unrolled
def along_a_line(rng, n, d=1):
    """Return points (n, d) along a line, in no order, whose gaps differ."""
    at = np.cumsum(rng.uniform(0.8, 1.3, size=n))
    return np.outer(at[rng.permutation(n)], np.eye(d)[0]) + 0.05 * rng.normal(size=(n, d))


def cloud(rng, n, d, k, sigma):
    """Return points (n, d) whose neighbour graph is connected."""
    while True:
        X = rng.normal(size=(n, d))
        if not exact.components(exact.neighbour_graph(X, k, sigma, "max")).any():
            return X


def is_eigenmap(got, X, k, sigma, dim, sym):
    """The columns are eigenvectors to the eigenvalues 2, …, dim + 1, and YᵀD Y = I."""
    W = exact.neighbour_graph(X, k, sigma, sym)
    L, d, eigenvalues = exact.laplacian(W), exact.degrees(W).astype(float), exact.generalised_eigenvalues(W)[1:dim + 1]
    require(isinstance(got, np.ndarray) and got.shape == (len(X), dim) and got.dtype.kind == "f", f"Y is a real array of shape {(len(X), dim)}", got=got)
    require(np.isfinite(got).all(), "Y has entries that are no numbers", got=got)
    assert_close(got.T @ (d[:, None] * got), np.eye(dim), rtol=0, atol=VECTOR, said="YᵀD Y")
    assert_close(np.sum(got * (L @ got), axis=0), eigenvalues, rtol=0, atol=VECTOR, said="the eigenvalues yᵀL y of the columns")
    residual = np.abs(L @ got - d[:, None] * got * eigenvalues).max()
    require(residual <= VECTOR * d.max(), f"L y is not λ D y: they are {residual:.3g} apart", got=got)


@hint("An eigenvector of which matrix is D^(1/2) y?", "How often is a point among its own nearest ones?", "The first λ is 0: what is its y?")
@worth(3)
def test_generalised_eigenvectors(yours, rng):
    """Column by column L y = λ D y with λ₂, λ₃, … in ascending order, and YᵀD Y = I, on the graph that the statement builds."""
    line = np.array([[0.0], [1.0], [2.2], [3.1]])
    is_eigenmap(yours.laplacian_eigenmaps(line, 2, 1.5, 1), line, 2, 1.5, 1, "max")
    for n, d, k, sigma, dim in [(6, 1, 2, 0.8, 2), (9, 3, 3, 1.3, 2), (20, 2, 4, 0.9, 3)]:
        X = along_a_line(rng, n, d)
        is_eigenmap(yours.laplacian_eigenmaps(X, k, sigma, dim), X, k, sigma, dim, "max")
    X = cloud(rng, 25, 3, 5, 1.2)
    is_eigenmap(yours.laplacian_eigenmaps(X, 5, 1.2, 2, "max"), X, 5, 1.2, 2, "max")


@hint("What is the mean of a weight and of an edge that is not there?")
def test_both_directions(yours, rng):
    """With sym = “mean” an edge that leads one way only has half its weight, with “max” the whole."""
    line = np.array([[0.0], [1.0], [2.2], [3.1]])
    for sym in ("mean", "max"):
        is_eigenmap(yours.laplacian_eigenmaps(line, 2, 1.5, 1, sym), line, 2, 1.5, 1, sym)
    X = cloud(rng, 18, 2, 4, 1.0)
    for sym in ("max", "mean"):
        is_eigenmap(yours.laplacian_eigenmaps(X, 4, 1.0, 3, sym=sym), X, 4, 1.0, 3, sym)


@hint("Which two functions on a circle are the smoothest, after the constant one?")
def test_ring(yours, rng):
    """Points of a ring, taken unevenly and shuffled, lie in their circular order around the origin of the first two coordinates."""
    n = 40
    t = 2 * np.pi * (np.arange(n) + rng.uniform(0, 0.4, size=n)) / n
    angles, order = t + 0.4 * np.sin(t + rng.uniform(0, 6)), rng.permutation(n)
    ring = np.column_stack([np.cos(angles), np.sin(angles), 0.02 * rng.normal(size=n)])[order]
    Y = yours.laplacian_eigenmaps(ring, 6, 0.5, 2)
    require(isinstance(Y, np.ndarray) and Y.shape == (n, 2) and np.isfinite(Y).all(), f"Y is a real array of shape {(n, 2)}", got=Y)
    agreement = exact.circular_rank_correlation(np.arctan2(Y[:, 1], Y[:, 0]), order)
    require(agreement >= 0.99, f"around the origin of the plane, the points are in another order: the circular rank correlation is {agreement:.3f}", got=Y)


# %% smoothing: near to what was seen, and smooth
@hint("Where is the gradient of ‖x − y‖² + lam·xᵀLx equal to 0?")
@worth(2)
def test_smoothed(yours, rng):
    """smooth solves (I + lam·L) x = y; with lam = 0 it is y."""
    assert_close(yours.smooth(EDGE, np.array([1.0, 0.0]), 1.0), np.array([4.0, 3.0]) / 7, rtol=SOLVED)
    for W, lam in [(FORK, 0.5), (FORK, 0.0), (connected(rng, 7), 3.0), (weighted(rng, 9, 0.2), 20.0), (np.zeros((3, 3)), 2.0)]:
        y = rng.normal(size=len(W))
        got = yours.smooth(W + np.diag(rng.uniform(size=len(W))), y, lam)
        require(isinstance(got, np.ndarray) and got.shape == y.shape, f"x has the shape of y, {y.shape}", got=got)
        size = 1 + lam * np.abs(exact.laplacian(W)).sum(axis=1).max(initial=0)
        assert_close(got + lam * exact.laplacian(W) @ got, y, rtol=0, atol=SOLVED * size, said="(I + lam·L) x beside y")
        assert_close(got.sum(), y.sum(), rtol=0, atol=SOLVED * size, said="smoothing keeps the sum")


@hint("Which x cost nothing however large lam is?")
def test_means_of_components(yours, rng):
    """Where lam is enormous, x is on each component the mean of y over it."""
    for W in (EDGE, side_by_side(EDGE, [[0.0]]), shuffled(rng, side_by_side(path(3), connected(rng, 4), [[0.0]]))):
        y, name = rng.normal(size=len(W)), exact.components(W)
        expected = np.array([y[name == k].mean() for k in name])
        assert_close(yours.smooth(W, y, 1e9), expected, rtol=0, atol=1e-5)      # lam·n·ε·‖L‖ is below 1e-5: rounding of L counts 10⁹ times


@hint("The derivative of xᵀLx is a vector with two equal contributions.")
def test_gradient(yours, rng):
    """smoothing_gradient is the derivative of ‖x − y‖² + lam·xᵀLx by every entry of x."""
    for W, lam in [(EDGE, 1.5), (FORK, 0.0), (weighted(rng, 5), 0.7), (connected(rng, 8), 12.0)]:
        x, y = rng.normal(size=(2, len(W)))
        expected = gradient(lambda z: exact.smoothing_objective(W, z, y, lam), x)
        assert_close(yours.smoothing_gradient(W, x, y, lam), expected, rtol=0, atol=1e-9 * abs(expected).max())      # n terms, rounded


def test_no_graph_to_smooth_on(yours, rng):
    """smooth and smoothing_gradient raise ValueError where W is not symmetric or has a negative weight."""
    for W in NO_GRAPHS:
        x, y = rng.normal(size=(2, len(W)))
        with raises(ValueError):
            yours.smooth(W, y, 0.5)
        with raises(ValueError):
            yours.smoothing_gradient(W, x, y, 0.5)
    x, y = rng.normal(size=(2, 3))
    yours.smooth(path(3), y, 0.5)       # and a graph is not refused
    yours.smoothing_gradient(path(3), x, y, 0.5)
