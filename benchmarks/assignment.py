"""One assignment in every peer's form: a stable softmax, least squares, a 3×3 SVD; twelve checks; twenty submissions, five of them wrong."""
import random

STUB = '''"""Softmax, least squares, and the SVD of a 3×3 matrix

60 min · difficulty 2

    softmax(z) = exp(z) / Σ exp(z)      lstsq(X, y) = argmin ‖Xw − y‖      svd3(A) = U, s, Vᵀ
"""
import numpy as np


def softmax(z):
    """Softmax of each row, stable."""
    ...
{softmax}

def lstsq(X, y):
    """The w that minimises ‖Xw − y‖, for X of full column rank."""
    ...
{lstsq}

def svd3(A):
    """U, s, Vᵀ of a 3×3 matrix of full rank, s descending."""
    ...
{svd3}'''

RIGHT = {
    "softmax": "    w = np.exp(z - np.max(z, axis=-1, keepdims=True))\n    return w / w.sum(axis=-1, keepdims=True)\n",
    "lstsq": "    return np.linalg.solve(X.T @ X, X.T @ y)\n",
    "svd3": "    lam, V = np.linalg.eigh(A.T @ A)\n    V = V[:, ::-1]\n    s = np.sqrt(lam[::-1])\n    return A @ V / s, s, V.T\n",
}
WRONG = {
    "softmax": "    w = np.exp(z)\n    return w / w.sum(axis=-1, keepdims=True)\n",
    "lstsq": "    return np.linalg.solve(X.T @ X, X.T @ y) + 1e-3\n",
    "svd3": "    lam, V = np.linalg.eigh(A.T @ A)\n    s = np.sqrt(lam)\n    return A @ V / s, s, V.T\n",
}

# Twelve checks as statements over `f` (the three functions by name), `np` and a generator `rng`; each ends in an assertion.
CHECKS = {
    "softmax": [
        ("sums_to_one", "z = rng.normal(size=(4, 3))\n{close}(f.softmax(z).sum(axis=-1), np.ones(4))"),
        ("is_the_definition", "z = rng.normal(size=(2, 5))\n{close}(f.softmax(z), np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True))"),
        ("ignores_a_shift", "z = rng.normal(size=5)\n{close}(f.softmax(z + 7), f.softmax(z))"),
        ("survives_large_scores", "z = 1000 + rng.normal(size=(2, 3))\nw = np.exp(z - 1000)\n{close}(f.softmax(z), w / w.sum(axis=-1, keepdims=True))"),
    ],
    "lstsq": [
        ("solves_a_square_system", "X = rng.normal(size=(3, 3)) + 4 * np.eye(3)\nw = rng.normal(size=3)\n{close}(f.lstsq(X, X @ w), w)"),
        ("recovers_exact_weights", "X = rng.normal(size=(9, 3))\nw = rng.normal(size=3)\n{close}(f.lstsq(X, X @ w), w)"),
        ("leaves_an_orthogonal_residual", "X, y = rng.normal(size=(9, 3)), rng.normal(size=9)\n{close}(X.T @ (X @ f.lstsq(X, y) - y), np.zeros(3))"),
        ("agrees_with_the_library", "X, y = rng.normal(size=(12, 4)), rng.normal(size=12)\n{close}(f.lstsq(X, y), np.linalg.lstsq(X, y, rcond=None)[0])"),
    ],
    "svd3": [
        ("rebuilds_the_matrix", "A = rng.normal(size=(3, 3)) + 3 * np.eye(3)\nU, s, Vt = f.svd3(A)\n{close}((U * s) @ Vt, A)"),
        ("has_orthonormal_left_vectors", "U, s, Vt = f.svd3(rng.normal(size=(3, 3)) + 3 * np.eye(3))\n{close}(U.T @ U, np.eye(3))"),
        ("has_orthonormal_right_vectors", "U, s, Vt = f.svd3(rng.normal(size=(3, 3)) + 3 * np.eye(3))\n{close}(Vt @ Vt.T, np.eye(3))"),
        ("descends", "A = rng.normal(size=(3, 3)) + 3 * np.eye(3)\n{close}(f.svd3(A)[1], np.linalg.svd(A)[1])"),
    ],
}


def stub() -> str:
    return STUB.format(softmax="", lstsq="", svd3="").replace("...\n\n\n", "...\n\n\n")


def submissions(count: int) -> list[str]:
    """Return programs as learners hand them in: every fourth has one function wrong, no two the same text."""
    draw, found = random.Random(0), []
    for number in range(count):
        wrong = draw.choice(list(RIGHT)) if number % 4 == 3 else None
        bodies = {name: (WRONG if name == wrong else RIGHT)[name] for name in RIGHT}
        found.append(STUB.format(**bodies) + f"\n# submission {number}\n")
    return found


def wrong_of(number: int) -> bool:
    return number % 4 == 3
