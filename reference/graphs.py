"""Weighted graphs: Laplacians from the edges one by one, components by search, eigenmaps by loops.

ACCURACY: long double where no eigenvalue is asked for; eigenvalues from LAPACK, to some n·ε of the largest.
SOURCE: F. Chung, Spectral Graph Theory (1997), chapter 1; M. Belkin and P. Niyogi 2003, Neural Computation 15(6), "Laplacian eigenmaps
for dimensionality reduction and data representation".
"""
import numpy as np


def edges(W):
    """Return (i, j, weight) of each edge, i < j."""
    return [(i, j, W[i][j]) for i in range(len(W)) for j in range(i + 1, len(W)) if W[i][j] > 0]


def degrees(W):
    d = np.zeros(len(W), np.longdouble)
    for i, j, weight in edges(W):
        d[i] += weight
        d[j] += weight
    return d


def laplacian(W, kind="combinatorial"):
    """Return Σ w (eᵢ − eⱼ)(eᵢ − eⱼ)ᵀ over the edges, divided by degrees as the kind asks; where a degree is 0, the row is."""
    L = np.zeros((len(W), len(W)), np.longdouble)
    for i, j, weight in edges(W):
        L[i, i] += weight
        L[j, j] += weight
        L[i, j] -= weight
        L[j, i] -= weight
    d = degrees(W)
    for i, j in np.argwhere(L != 0):
        if kind == "symmetric":
            L[i, j] /= np.sqrt(d[i] * d[j])
        elif kind == "random_walk":
            L[i, j] /= d[i]
    return L.astype(float)


def quadratic_form(W, x):
    x = np.asarray(x, np.longdouble)
    return float(sum(weight * (x[i] - x[j])**2 for i, j, weight in edges(W)))


def components(W):
    """Return for each vertex the least vertex that a path leads to."""
    name = list(range(len(W)))
    for i, j, _ in edges(W):
        low, high = sorted((name[i], name[j]))
        name = [low if k == high else k for k in name]
    return np.array(name)


def second_eigenvalue(W):
    return float(np.linalg.eigvalsh(laplacian(W))[1])


def neighbour_graph(X, k, sigma, sym):
    """Return the W of eigenmaps."""
    directed = np.zeros((len(X), len(X)))
    for i in range(len(X)):
        others = sorted((float(np.sum((X[i] - X[j])**2)), j) for j in range(len(X)) if j != i)
        for square, j in others[:k]:
            directed[i, j] = np.exp(-square / (2 * sigma**2))
    return np.maximum(directed, directed.T) if sym == "max" else (directed + directed.T) / 2


def generalised_eigenvalues(W):
    """Return the λ of L y = λ D y, ascending: those of the symmetric Laplacian."""
    return np.linalg.eigvalsh(laplacian(W, "symmetric"))


def smoothing_objective(W, x, y, lam):
    """Return ‖x − y‖² + lam·Σ w (xᵢ − xⱼ)², of a complex x too."""
    return np.sum((x - y)**2) + lam * sum(weight * (x[i] - x[j])**2 for i, j, weight in edges(W))


def circular_rank_correlation(angles, order):
    """Return 1 where the angles go once round in this order, from any start and in either direction; near 0 where they have nothing to do with it."""
    turn = 2 * np.pi / len(angles)
    ranks = np.argsort(np.argsort(angles))
    return max(abs(np.mean(np.exp(1j * turn * (ranks - sign * np.asarray(order))))) for sign in (1, -1))
