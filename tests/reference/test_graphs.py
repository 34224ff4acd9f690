"""The oracle of graphs against scipy's own and against spectra that are known in closed form."""
import numpy as np
import pytest
import scipy.linalg
import scipy.sparse.csgraph as csgraph

from reference import graphs


def random_graph(n: int, share: float, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    W = np.triu(rng.uniform(0.1, 2, size=(n, n)) * (rng.uniform(size=(n, n)) < share), 1)
    return W + W.T


@pytest.mark.parametrize("n, share", [(1, 0.0), (5, 0.9), (9, 0.3), (12, 0.1)])
def test_laplacians_and_components_are_scipys(n: int, share: float) -> None:
    W = random_graph(n, share, n)
    np.testing.assert_allclose(graphs.laplacian(W), csgraph.laplacian(W), rtol=0, atol=1e-14 * n)
    alone = graphs.degrees(W) == 0
    expected = csgraph.laplacian(W, normed=True)
    np.testing.assert_allclose(graphs.laplacian(W, "symmetric")[~alone], expected[~alone], rtol=0, atol=1e-14)
    assert not graphs.laplacian(W, "symmetric")[alone].any()
    np.testing.assert_allclose(graphs.laplacian(W, "random_walk").sum(axis=1), 0, atol=1e-14)
    assert len(set(graphs.components(W).tolist())) == csgraph.connected_components(W)[0]


def test_the_form_is_the_matrix() -> None:
    W, x = random_graph(7, 0.5, 0), np.random.default_rng(1).normal(size=7)
    assert graphs.quadratic_form(W, x) == pytest.approx(x @ graphs.laplacian(W) @ x, rel=1e-13)
    assert graphs.quadratic_form(W, x + 1e6) == pytest.approx(graphs.quadratic_form(W, x), rel=1e-8)
    assert graphs.smoothing_objective(W, x, x, 2.0) == pytest.approx(2 * graphs.quadratic_form(W, x))


def test_a_path_in_closed_form() -> None:
    W = np.diag(np.ones(5), 1) + np.diag(np.ones(5), -1)
    assert graphs.second_eigenvalue(W) == pytest.approx(2 - 2 * np.cos(np.pi / 6))


@pytest.mark.parametrize("sym", ["max", "mean"])
def test_eigenvalues_are_those_of_the_generalised_problem(sym: str) -> None:
    X = np.random.default_rng(3).normal(size=(15, 2))
    W = graphs.neighbour_graph(X, 4, 0.7, sym)
    assert ((W > 0).sum(axis=1) >= 4).all() and (W == W.T).all() and not np.diag(W).any()
    values = scipy.linalg.eigh(graphs.laplacian(W), np.diag(graphs.degrees(W).astype(float)), eigvals_only=True)
    np.testing.assert_allclose(graphs.generalised_eigenvalues(W), values, atol=1e-12)


def test_circular_order() -> None:
    rng = np.random.default_rng(4)
    order = rng.permutation(50)
    for direction in (1, -1):
        angles = np.mod(1.3 + direction * 2 * np.pi * order / 50, 2 * np.pi)
        assert graphs.circular_rank_correlation(angles, order) == pytest.approx(1)
    assert graphs.circular_rank_correlation(rng.permutation(50), order) < 0.6
