"""The oracle of index gradients against closed forms, and against SymPy's derivatives of a composition."""
import numpy as np
import sympy

from reference import index_gradients as exact


def test_they_are_the_closed_forms() -> None:
    rng = np.random.default_rng(0)
    x, y, r, A, B, T = (rng.normal(size=shape) for shape in [3, 2, 2, (3, 3), (2, 3), (3, 3, 3)])
    places = np.einsum("pjk,j,k->p", T, x, x) + np.einsum("jpk,j,k->p", T, x, x) + np.einsum("jkp,j,k->p", T, x, x)
    weights = np.exp(B @ x) / np.exp(B @ x).sum()
    for problem, arrays, expected in [
            ("quadratic", {"x": x, "A": A}, (A + A.T) @ x), ("residual", {"x": x, "B": B, "r": r}, 2 * B.T @ (B @ x - r)),
            ("bilinear", {"x": x, "y": y}, np.outer(y, x)), ("log_sum_exp", {"x": x, "W": B}, weights @ B), ("cubic", {"x": x, "T": T}, places)]:
        np.testing.assert_allclose(exact.evaluate(problem, arrays), expected, rtol=1e-12, atol=1e-13)


def test_the_second_derivative_of_a_composition() -> None:
    s, t, a, b, c = sympy.symbols("s t a b c")
    g, f = sympy.Matrix([s * t, sympy.sin(s), sympy.exp(t)]), a**2 * b + sympy.cos(c) * a
    at = {s: sympy.Rational(3, 10), t: -sympy.Rational(7, 10)}
    there = dict(zip((a, b, c), g.subs(at), strict=True))
    arrays = {"F1": [f.diff(y).subs(there) for y in (a, b, c)], "F2": sympy.hessian(f, (a, b, c)).subs(there).tolist(),
              "G1": g.jacobian((s, t)).subs(at).tolist(), "G2": [sympy.hessian(g[i], (s, t)).subs(at).tolist() for i in range(3)]}
    whole = sympy.hessian(f.subs(dict(zip((a, b, c), g, strict=True))), (s, t)).subs(at)
    np.testing.assert_allclose(exact.evaluate("hessian", {k: np.array(v, float) for k, v in arrays.items()}), np.array(whole.tolist(), float), rtol=1e-12)
