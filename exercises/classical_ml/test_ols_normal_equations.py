import numpy as np

from autograder.checks import assert_close, derives, forbids, hint, nonnegative, raises, require, solves, unspoiled, worth
from ols_normal_equations import *    # the statement's names, from the stub beside it
from reference import least_squares as exact

forbidden = forbids("numpy.linalg.lstsq", "numpy.linalg.pinv", "scipy.linalg.lstsq", "scipy.linalg.pinv", "scipy.linalg.pinvh")


# %% derive: from the squared error to the normal equations
@hint("‖r‖² = rᵀr: multiply out.", "yᵀXw is a number: it is its own transpose.", "The table: ∂ aᵀw = a, ∂ wᵀAw = (A + Aᵀ)w.")
@worth(2)
def test_ols_chain(yours):
    """∂f/∂w = 2Xᵀ(Xw − y), expanded first, each line from the one above."""
    derives(yours.ols_chain, D(f, w), to=2 * X.T @ (X @ w - y), steps=3, through=[w.T @ X.T @ X @ w])


@hint("The gradient is linear in w.")
def test_hessian(yours):
    """The Hessian is 2XᵀX, each line from the one above."""
    derives(yours.hessian, D(2 * X.T @ (X @ w - y), w), to=2 * X.T @ X)


def test_curvature(yours):
    """vᵀHv is 2‖Xv‖², and visibly ≥ 0."""
    derives(yours.curvature, v.T @ (2 * X.T @ X) @ v, to=nonnegative, through=[norm2(X @ v)])


@hint("What stands on the side of w, and which inverse takes it away?")
def test_normal_equations(yours):
    """The gradient set to 0 is solved for w; FᵀF is square and invertible, F is not square."""
    solves(yours.normal_equations, Eq(2 * F.T @ (F @ w - y), 0 * w), w, steps=2)


def test_residual(yours):
    """At a solution the residual is perpendicular to every column."""
    derives(yours.residual, X.T @ (y - X @ w), to=0 * w, given=[normal_w])


@hint("X(w + v) − y is a sum of two columns: what is the square of its norm?", "In the term between them, bring Xᵀ to the residual.")
@worth(2)
def test_minimum(yours):
    """f(w + v) ≥ f(w) for every v, without a derivative."""
    derives(yours.minimum, norm2(X @ (w + v) - y), at_least=norm2(X @ w - y), steps=4, given=[normal_w],
            through=[norm2(X @ w - y) + norm2(X @ v)])


@hint("‖X(w − z)‖² holds XᵀX: what does that make of w, and of z?")
def test_unique_if(yours):
    """Two solutions have the same Xw, each line from the one above."""
    derives(yours.unique_if, norm2(X @ (w - z)), to=0, steps=3, given=[normal_w, normal_z])


def test_unique_only_if(yours):
    """A v with Xv = 0 changes nothing, each line from the one above."""
    derives(yours.unique_only_if, norm2(X @ (w + v) - y), to=norm2(X @ w - y), given=[null])


# %% fit: a program that does not square the condition
CLOSE = 1e-8        # relative to the norm; with κ ≤ 1e3 and a residual, even the normal equations lose no more than ε·κ² = 2e−10
ILL = 1e-7          # κ = 1e6, y in the column space: QR and SVD reach 1e−11, what squares X about 1e−5
SPREAD = 1e2        # largest over least singular value where nothing else is said: an intercept may add a factor of ten


def with_spread(rng, n, d, spread=SPREAD):
    """Return an (n, d) matrix of full rank with singular values from 1 to 1/spread."""
    r = min(n, d)
    U, V = (np.linalg.qr(rng.normal(size=(size, r)))[0] for size in (n, d))
    return U * np.geomspace(1, 1 / spread, r) @ V.T


def about_ones(rng, n, d):
    """Return an (n, d) matrix, d < n, whose columns have mean 1 and whose singular values about it go from 3 to 0.3."""
    U = np.linalg.qr(np.hstack([np.ones((n, 1)), rng.normal(size=(n, d))]))[0][:, 1:]
    return 1 + U * np.geomspace(3, 0.3, d) @ np.linalg.qr(rng.normal(size=(d, d)))[0].T


def agrees(got, X, y, limit=CLOSE, **intercept):
    """The dict is that of the oracle; coefficients to `limit` of their norm."""
    expected = exact.ols(X, y, **intercept)
    require(isinstance(got, dict) and got.keys() == expected.keys(), f"expected a dict with the keys {', '.join(expected)}", got=got)
    size = np.linalg.norm(np.append(expected["coef"], expected["intercept"]))
    for key in ("coef", "intercept"):
        assert_close(got[key], expected[key], rtol=0, atol=limit * size, said=key)
    for key in ("rank", "full_rank"):
        assert_close(got[key], expected[key], rtol=0, said=key)


@hint("For a 1 × 1 matrix [a] and y = (b): which w makes aw = b?")
@worth(2)
def test_fit(yours, rng):
    """Your coefficients are those of least squares: b/a for X = [a] and y = (b)."""
    for n, d in [(1, 1), (2, 1), (2, 2), (5, 2), (9, 4)]:
        X, y = with_spread(rng, n, d), rng.normal(size=n)
        agrees(yours.ols(X, y), X, y)


@hint("Each column of y has its own column of coefficients.")
def test_several_outputs(yours, rng):
    """For y (n, k) your coefficients are (d, k), column by column."""
    for n, d, k, intercept in [(3, 2, 3, False), (5, 2, 3, False), (5, 3, 1, False), (6, 2, 3, True)]:
        X, y = (about_ones if intercept else with_spread)(rng, n, d), rng.normal(size=(n, k))
        agrees(yours.ols(X, y, intercept=intercept), X, y, intercept=intercept)


@hint("Which column makes a constant?", "The plane goes through the means, (mean of X, mean of y): what does that say of the intercept?")
def test_intercept(yours, rng):
    """With an intercept, what is fitted is y = intercept + Xw."""
    for n, d in [(2, 1), (4, 2), (8, 3)]:
        X, y = about_ones(rng, n, d), 5 + rng.normal(size=n)
        agrees(yours.ols(X, y, intercept=True), X, y, intercept=True)


@hint("What is the rank of a matrix with more columns than rows?", "Of all solutions, which is perpendicular to the null space of A?")
@worth(2)
def test_lost_rank(yours, rng):
    """Where columns depend on each other, or outnumber the rows, you say so and return the shortest solution."""
    twice = with_spread(rng, 4, 1)
    for X in [np.hstack([twice, 2 * twice]), with_spread(rng, 2, 3), with_spread(rng, 4, 2)[:, [0, 1, 0]], np.zeros((3, 2))]:
        y = rng.normal(size=len(X))
        agrees(yours.ols(X, y), X, y)
    for X in [np.ones((3, 1)), np.hstack([np.full((5, 1), 3.0), about_ones(rng, 5, 2)]), with_spread(rng, 2, 2)]:
        y = 2 + rng.normal(size=len(X))
        agrees(yours.ols(X, y, intercept=True), X, y, intercept=True)


@hint("The condition number of XᵀX is that of X, squared.", "Which factorisation of X gives w without XᵀX?")
def test_ill_conditioned(yours, rng):
    """With condition number 1e6, and y a combination of the columns, its coefficients come back to seven digits."""
    for n, d in [(3, 2), (8, 4), (40, 6)]:
        X, w = with_spread(rng, n, d, spread=1e6), rng.choice([-1, 1], size=d) * rng.uniform(1, 2, size=d)
        got = yours.ols(X, X @ w)
        require(isinstance(got, dict) and "coef" in got, "expected a dict with the key coef", got=got)
        assert_close(got["coef"], w, rtol=0, atol=ILL * np.linalg.norm(w), said="coef")


def test_residual_is_perpendicular(yours, rng):
    """Your residual is perpendicular to every column, also where the rank is not full."""
    for X in [with_spread(rng, 3, 1), with_spread(rng, 20, 5), with_spread(rng, 6, 2)[:, [0, 1, 1]]]:
        y = rng.normal(size=len(X))
        got = yours.ols(X, y)
        require(isinstance(got, dict) and np.shape(got.get("coef")) == X.shape[1:], f"coef is an array of shape {X.shape[1:]}", got=got)
        assert_close(X.T @ (y - X @ got["coef"]), np.zeros(X.shape[1]), rtol=0, atol=1e-9 * np.linalg.norm(X) * np.linalg.norm(y),
                     said="Xᵀ(y − Xw)")      # 1e-9: κ·ε is 2e−14


@hint("Ŷ = Hy projects onto the column space.  What is H in an orthonormal basis of it?")
def test_leverages(yours, rng):
    """Your leverages are the diagonal of the projector onto the columns, and sum to the rank."""
    for X in [rng.normal(size=(1, 1)), rng.normal(size=(3, 1)), with_spread(rng, 6, 3), with_spread(rng, 5, 2)[:, [0, 1, 0]],
              with_spread(rng, 2, 4)]:
        assert_close(yours.hat_matrix_diagonal(X), exact.leverages(X), rtol=0, atol=1e-9)     # an entry of a projector, κ·ε = 2e−14 off


def test_rows_must_match(yours, rng):
    """A y with another number of rows than X raises ValueError."""
    for rows in (1, 4):
        with raises(ValueError):
            yours.ols(rng.normal(size=(3, 2)), rng.normal(size=rows))
    yours.ols(rng.normal(size=(3, 2)), rng.normal(size=3))      # and nothing else does


def test_any_array(yours, rng):
    """Column order, gaps, whole numbers, float32 and read-only arrays are fitted alike, in float64."""
    def fit(X, y):
        got = yours.ols(X, y, intercept=True)
        return got["coef"], got["intercept"], yours.hat_matrix_diagonal(X)

    def expected(X, y):
        fit = exact.ols(X, y, intercept=True)
        return fit["coef"], fit["intercept"], exact.leverages(X)

    unspoiled(fit, np.array([[10.0, 2], [3, 14], [5, -6], [-8, 7]]) + rng.uniform(-0.4, 0.4, size=(4, 2)), 10 * rng.normal(size=4),
              expect=expected, rtol=0, atol=CLOSE)


# %% inference: how far the noise moves the coefficients
@hint("How many residuals are free once d coefficients are fitted?", "The standard error is the root of a variance.")
@worth(2)
def test_inference(yours, rng):
    """Your noise, covariance and t are those of the formulas: for X = (1, 1)ᵀ, half the squared difference, a quarter of it, and t."""
    for n, d in [(2, 1), (3, 1), (4, 2), (9, 3), (30, 4)]:
        X, y = (np.ones((n, 1)) if n == 2 else with_spread(rng, n, d)), 3 + rng.normal(size=n)
        sigma2, cov, t = exact.inference(X, y)
        got = yours.ols_inference(X, y)
        require(isinstance(got, (tuple, list)) and len(got) == 3, "expected three answers: sigma2, cov, t", got=got)
        assert_close(got[0], sigma2, rtol=CLOSE, said="sigma2")
        assert_close(got[1], cov, rtol=0, atol=CLOSE * np.linalg.norm(cov), said="cov")
        assert_close(got[2], t, rtol=0, atol=CLOSE * np.linalg.norm(t), said="t")


@hint("Two points lie on a line: what do they say of the noise?")
def test_refuses_what_leaves_no_noise(yours, rng):
    """n ≤ d, and columns that depend on each other, raise ValueError."""
    for X in [rng.normal(size=(1, 1)), rng.normal(size=(2, 3)), with_spread(rng, 5, 1)[:, [0, 0]], with_spread(rng, 6, 2)[:, [0, 1, 1]]]:
        with raises(ValueError):
            yours.ols_inference(X, rng.normal(size=len(X)))
    yours.ols_inference(rng.normal(size=(4, 2)), rng.normal(size=4))        # and nothing else does
