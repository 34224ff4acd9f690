"""The oracle of Jacobians and circles against sympy and against a linear map."""
import numpy as np
import sympy

from reference import fields


def test_jacobian_is_sympys() -> None:
    a, b, c = sympy.symbols("a b c")
    rows = [a * b**2 + sympy.sin(c), sympy.exp(a / b) * c]
    at = {a: 0.7, b: 1.3, c: -0.4}
    expected = np.array(sympy.Matrix(rows).jacobian([a, b, c]).evalf(20, subs=at).tolist(), float)
    got = fields.jacobian(lambda x: [x[0] * x[1]**2 + np.sin(x[2]), np.exp(x[0] / x[1]) * x[2]], np.array(list(at.values())))
    np.testing.assert_allclose(got, expected, rtol=1e-14)


def test_a_linear_map_takes_the_circle_to_an_ellipse() -> None:
    A = np.array([[2.0, 1.0], [0.0, 0.5]])
    curve = fields.image_of_circle(lambda x: A @ x + 3, np.array([1.0, -2.0]), 1e-2)
    np.testing.assert_allclose(np.linalg.norm(np.linalg.solve(A, curve.T), axis=0), 1, rtol=1e-10)
    U, s, _ = np.linalg.svd(A)
    apart, _ = fields.distances(np.array([s[0] * U[:, 0], -s[1] * U[:, 1], [0.0, 0.0]]), curve)
    np.testing.assert_allclose(apart, [0, 0, s[1]], atol=4e-4 * s[0])


def test_gaps() -> None:
    assert np.isclose(fields.widest_gap([0.0, 1.0, -1.0]), 2 * np.pi - 2)
    assert np.isclose(fields.widest_gap(np.linspace(0, 2 * np.pi, 101)), 2 * np.pi / 100)
