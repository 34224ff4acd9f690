"""The complex step agrees with SymPy's derivatives, the steps with the balance they come from."""
import numpy as np
import sympy as sp

from reference.gradients import entry_errors, gradient, optimal_step


def curious(x):
    return (np.exp(x) / (np.sin(x) ** 3 + np.cos(x) ** 3)).sum()


def coupled(x):
    return np.exp(np.sin(x)).prod() / (1 + (x * x).sum())


def test_sympy_agrees():
    t = sp.symbols("t")
    slope = sp.diff(sp.exp(t) / (sp.sin(t) ** 3 + sp.cos(t) ** 3), t)
    x = np.array([0.3, 0.8, 1.2])
    expected = [float(slope.subs(t, sp.Float(float(v), 40)).evalf(30)) for v in x]
    assert abs(gradient(curious, x) / expected - 1).max() < 1e-15


def test_every_coordinate_has_its_own_slope():
    names = sp.symbols("a b c d e f")
    f = sp.exp(sum(map(sp.sin, names))) / (1 + sum(s**2 for s in names))
    x = np.random.default_rng(1).normal(size=(2, 3))
    at = {s: sp.Float(float(v), 40) for s, v in zip(names, x.ravel(), strict=True)}
    expected = np.array([float(sp.diff(f, s).subs(at).evalf(30)) for s in names]).reshape(2, 3)
    assert abs(gradient(coupled, x) - expected).max() < 1e-15 * abs(expected).max() * 10


def test_any_shape():
    assert gradient(lambda x: x ** 2, np.array(3.0)) == 6
    assert gradient(lambda x: 0 * x.sum(), np.zeros((0, 2))).shape == (0, 2)


def test_step_minimises_the_bound():
    for order in (1, 2):
        for eps in (2.0 ** -52, 2.0 ** -23):
            best, floor = optimal_step(order, eps, 0.0)
            h = best * np.logspace(-3, 3, 601)
            bound = h ** order + eps / h
            assert 0.5 < h[bound.argmin()] / best < 2
            assert 1 < bound.min() / floor < 3
    assert optimal_step(2, 2.0 ** -52, -8.0)[0] == 8 * optimal_step(2, 2.0 ** -52, 1.0)[0]


def test_entry_errors():
    assert np.allclose(entry_errors([1.0, 0.0, 3.0], [2.0, 0.0, 3.0]), [0.5, 0, 0])
    assert np.allclose(entry_errors([1e-3, 1.0], [0.0, 1000.0]), [1e-3, 0.999])
    assert not entry_errors(np.zeros(3), np.zeros(3)).any()
