"""Graph Laplacians, Fiedler vector, eigenmaps and graph smoothing

120 min · difficulty 3 · after spectral-theorem-symmetric

W (n, n) is symmetric and says how strongly each two of n vertices are joined: Wᵢⱼ > 0 is an edge of that weight, 0 is none.  What
stands on the diagonal is ignored: a vertex is not joined to itself.  The degrees dᵢ = Σ_{j ≠ i} Wᵢⱼ make the diagonal matrix D.

    combinatorial   L = D − W               symmetric   D^(−1/2) L D^(−1/2)             random walk   D⁻¹ L

    xᵀLx = Σ_{i < j} Wᵢⱼ (xᵢ − xⱼ)²         each edge once

A function x on the vertices is smooth where neighbours have similar values, and this sum says how smooth it is.  It is 0 for what is
constant on each connected component.  Of all x of length 1 that are perpendicular to 1 = (1, …, 1), the smoothest is the Fiedler
vector; the sum that it leaves is λ₂, and its signs cut the graph where it is weak.

Eigenmaps draw points that lie on a curve or a surface in few coordinates: join each point to its k nearest ones, and take as
coordinates the smoothest functions on that graph which are not constant, each vertex weighing as much as it is joined:

    L y = λ D y             YᵀD Y = I

In every function a W with a negative weight, or one that is not symmetric, raises ValueError.
"""
import numpy as np


# %% laplacian: three matrices, and one form
def laplacian(W, kind):
    """The Laplacian (n, n) of a kind: “combinatorial”, “symmetric” or “random_walk”.

    The row of a vertex that is joined to none is 0 in all three.
    """
    ...
    W = weights(W)
    d = W.sum(axis=1)
    L = np.diag(d) - W
    with np.errstate(divide="ignore"):
        inverse = np.where(d > 0, 1 / d, 0.0)
    if kind == "combinatorial":
        return L
    return np.sqrt(inverse)[:, None] * L * np.sqrt(inverse) if kind == "symmetric" else inverse[:, None] * L


def quadratic_form(W, x):
    """xᵀLx of the combinatorial Laplacian, as a sum over the edges: right to 1e-10 of itself, also where x (n,) is far from 0."""
    ...
    W, x = weights(W), np.asarray(x, float)
    return float(np.sum(W * (x[:, None] - x)**2) / 2)       # the sum over i and j meets each edge twice


...
def weights(W):
    """W in float64, without its diagonal."""
    W = np.array(W, float)
    if W.ndim != 2 or W.shape != W.T.shape or (W != W.T).any() or (W < 0).any():
        raise ValueError("W is symmetric, and no weight is negative")
    np.fill_diagonal(W, 0.0)
    return W


# %% fiedler: where a graph is weak
def fiedler(W):
    """(λ₂, v): the second eigenvalue of the combinatorial Laplacian in ascending order, each counted as often as it occurs, and an
    eigenvector v (n,) of it, of length 1 and perpendicular to 1.  n ≥ 2.

    If the graph is not connected, λ₂ = 0, and v is perpendicular to 1 all the same.
    """
    ...
    L = laplacian(W, "combinatorial")
    lifted = L + (1 + 2 * L.max()) / len(L)                 # a constant x gets an eigenvalue above all others; those stay
    values, vectors = np.linalg.eigh(lifted)
    return float(values[0]), vectors[:, 0]


def spectral_bisection(W):
    """Labels (n,), whole numbers: 1 where the Fiedler vector is positive, 0 elsewhere.  Which side is 1 is free."""
    ...
    return (fiedler(W)[1] > 0).astype(int)


def n_components(W):
    """How many connected components the graph has, an int; a vertex that is joined to none is one.

    Any weight above 0 joins; the weights of W are within a factor of 10⁶ of each other.
    """
    ...
    left, count = set(range(len(np.asarray(W)))), 0
    W = weights(W)
    while left:
        count += 1
        reached = [left.pop()]
        while reached:
            near = left.intersection(np.flatnonzero(W[reached.pop()]).tolist())
            left -= near
            reached.extend(near)
    return count


# %% eigenmaps: points on a curve, unrolled
def laplacian_eigenmaps(X, k, sigma, dim, sym="max"):
    """Y (n, dim): the eigenvectors 2, …, dim + 1 of L y = λ D y, λ ascending, as columns with YᵀD Y = I.

    First, from each point of X (n, d) edges lead to its k nearest other points, with the weights exp(−‖xᵢ − xⱼ‖²/(2 sigma²)).
    Then W is made symmetric: of both directions, an absent one counting 0, the larger weight (sym = “max”) or their mean (“mean”).
    The graph is connected, and no distances are equal.
    """
    ...
    X = np.asarray(X, float)
    squares = ((X[:, None] - X)**2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)                       # no point is its own neighbour
    nearest = np.argsort(squares, axis=1)[:, :k]
    directed = np.zeros(squares.shape)
    np.put_along_axis(directed, nearest, np.exp(-np.take_along_axis(squares, nearest, axis=1) / (2 * sigma**2)), axis=1)
    W = np.maximum(directed, directed.T) if sym == "max" else (directed + directed.T) / 2

    root = np.sqrt(W.sum(axis=1))
    Z = np.linalg.eigh(laplacian(W, "symmetric"))[1]        # y = D^(−1/2) z: then L y = λ D y, and YᵀD Y = ZᵀZ
    return Z[:, 1:dim + 1] / root[:, None]


# %% smoothing: near to what was seen, and smooth
def smooth(W, y, lam):
    """The x (n,) at which ‖x − y‖² + lam·xᵀLx is least, L combinatorial, y (n,), lam ≥ 0."""
    ...
    L = laplacian(W, "combinatorial")
    return np.linalg.solve(np.eye(len(L)) + lam * L, np.asarray(y, float))


def smoothing_gradient(W, x, y, lam):
    """The gradient (n,) of ‖x − y‖² + lam·xᵀLx by x."""
    ...
    return 2 * (np.asarray(x, float) - y) + 2 * lam * laplacian(W, "combinatorial") @ x
