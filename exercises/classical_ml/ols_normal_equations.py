"""Least squares: the normal equations, why they give the minimum, and a fit that does not square its condition

75 min · difficulty 2 · after matrix-calculus-drill, moore-penrose-pseudoinverse

    f(w) = ‖Xw − y‖²          Xᵀ X w = Xᵀ y

Find the gradient and the Hessian of f, and from them the minimum: it is where the residual y − Xw is perpendicular to every column of
X, and there is one such w exactly if no column depends on the others. Then compute it. In floating point the normal equations are a
bad way: XᵀX has the square of X's condition number; an orthogonal factorisation of X itself has not.

A function that yields holds a derivation, one `yield` a line: each line follows from the one above by one rule, or by an equation
that is given. X is any n × d matrix, F one whose columns are independent. A gradient has the shape of its variable.
"""
import numpy as np

from autograder.algebra import D, Eq, add, assume, dim, full_column_rank, inv, left, matrix, norm2, vector, zeros

n, d = dim("n", 4, 5), dim("d", 2, 3)
X, F = matrix("X", n, d), matrix("F", n, d, full_column_rank)
y, w, v, z = vector("y", n), vector("w", d), vector("v", d), vector("z", d)
f = norm2(X @ w - y)

normal_w = assume("normal_w", Eq(X.T @ X @ w, X.T @ y))
normal_z = assume("normal_z", Eq(X.T @ X @ z, X.T @ y))
null = assume("null", Eq(X @ v, zeros(n)))


# %% derive: from the squared error to the normal equations
def ols_chain():
    """∂f/∂w = 2Xᵀ(Xw − y), on the way wᵀXᵀXw − 2yᵀXw + yᵀy."""
    yield D(f, w)
    ...


def hessian():
    """∂²f/∂w∂wᵀ = 2XᵀX, from the gradient."""
    yield D(2 * X.T @ (X @ w - y), w)
    ...


def curvature():
    """vᵀ(2XᵀX)v = 2‖Xv‖², which is visibly ≥ 0: f is convex."""
    yield v.T @ (2 * X.T @ X) @ v
    ...


def normal_equations():
    """From the gradient set to 0 to w = (FᵀF)⁻¹Fᵀy, the same done to both sides of each line."""
    yield Eq(2 * F.T @ (F @ w - y), 0 * w)
    ...


def residual():
    """Xᵀ(y − Xw) = 0, where w solves the normal equations: given is normal_w."""
    yield X.T @ (y - X @ w)
    ...


def minimum():
    """f(w + v) ≥ f(w) for every v, on the way f(w) + ‖Xv‖²: given is normal_w."""
    yield norm2(X @ (w + v) - y)
    ...


def unique_if():
    """‖X(w − z)‖² = 0 for any two solutions w and z: so w = z where the columns are independent. Given are normal_w and normal_z."""
    yield norm2(X @ (w - z))
    ...


def unique_only_if():
    """f(w + v) = f(w) where Xv = 0: so dependent columns leave other solutions beside every one. Given is null."""
    yield norm2(X @ (w + v) - y)
    ...


# %% fit: a program that does not square the condition
def ols(X, y, intercept=False):
    """Least squares of y on the columns of X (n, d), n and d at least 1:

        {"coef": (d,), "intercept": float, "rank": int, "full_rank": bool}

    With y (n, k) there are k fits at once, "coef" is (d, k) and "intercept" (k,). What is fitted is A = X, or, with an intercept,
    A = [𝟏, X]: its first coefficient is "intercept", which is 0 without one. "rank" is the rank of A, the number of singular values
    > max(A.shape) · ε · (the largest), ε = np.finfo(float).eps; "full_rank" says whether it is the number of A's columns.
    If it is less (n < d too), the answer is the shortest of all solutions, the intercept counted among the coefficients.
    Another number of rows in y than in X raises ValueError. Whole numbers and float32 are taken as float64; arguments stay as they are.
    lstsq and pinv are out of reach here.
    """
    ...


def hat_matrix_diagonal(X):
    """Leverages (n,): the diagonal of the projector onto the column space of X (n, d), no column added; rank decided as in ols."""
    ...


...


# %% inference: how far the noise moves the coefficients
def ols_inference(X, y):
    """(sigma2, cov, t) for y (n,) on X (n, d), no column added, with coefficients w:

        sigma2 = ‖y − Xw‖²/(n − d), a float          cov = sigma2 (XᵀX)⁻¹, (d, d)          tᵢ = wᵢ/√covᵢᵢ, (d,)

    n ≤ d, or columns that depend on each other (rank as in ols), raise ValueError: then the noise cannot be told from the fit.
    """
    ...
