import numpy as np
from autograder.checks import Item, hint, holds, logged, numbers, quiz, require, until, value
from reading_machine_learning_texts import __doc__ as statement
from reference import machine_learning_texts as exact

DIGITS = 1e-6       # of the largest entry: six digits of a decimal are enough, and a wrong rule is further off
judged = dict(rtol=DIGITS)


def whole(rng, *shape, least=-5, most=5):
    return rng.integers(least, most + 1, shape)


def decimals(rng, *shape, least=-3.0, most=3.0):
    """Return numbers of one decimal, none of them 0."""
    return until(np.all, lambda: rng.uniform(least, most, shape).round(1))


def one(rng, least, most):
    return float(decimals(rng, least=least, most=most))


def unlike(a, b):
    """Return whether two answers differ by far more than rounding."""
    a, b = np.array(a, float), np.array(b, float)
    return abs(a - b).max() > 1e-3 * abs(b).max()


def a_covariance(rng):
    """Return two variances and a covariance that is no small part of them, and less than they allow."""
    def draw():
        c = one(rng, -3, 3)
        return np.array([[one(rng, 1, 5), c], [c, one(rng, 1, 5)]])
    return until(lambda S: np.linalg.det(S) > 1 and abs(S[0, 1]) > 0.4, draw)


# %% mml_book: affine maps, Gaussians, PCA, support vectors
def maps(rng):
    """Return two affine maps, for which the order matters much."""
    def differs(g):
        there, other = exact.composed(g["A"], g["a"], g["B"], g["b"]), exact.composed(g["B"], g["b"], g["A"], g["a"])
        return min(abs(np.linalg.det(g[n])) for n in "AB") >= 1 and all(unlike(x, y) for x, y in zip(there, other))
    return until(differs, lambda: {"A": whole(rng, 2, 2), "a": whole(rng, 2), "B": whole(rng, 2, 2), "b": whole(rng, 2)})


def origin(A, a, B, b, y):
    M, c = exact.composed(A, a, B, b)
    return np.linalg.solve(M, y - c)


def two_bells(rng):
    mean = one(rng, -3, 3)
    return {"mean1": mean, "variance1": one(rng, 0.5, 3), "mean2": round(mean + one(rng, 0.5, 2), 1), "variance2": one(rng, 0.5, 3)}


def bell(mean1, variance1, mean2, variance2):
    (mean,), ((variance,),) = exact.product_of_gaussians(mean1, variance1, mean2, variance2)
    return [mean, variance, np.exp(exact.log_normal(mean1, mean2, variance1 + variance2))]


def two_hills(rng):
    return {"mean1": decimals(rng, 2), "covariance1": a_covariance(rng), "mean2": decimals(rng, 2), "covariance2": a_covariance(rng)}


def a_cloud(rng):
    """Return points whose mean is far from 0."""
    return whole(rng, 5, 3) + whole(rng, 3, least=2, most=6)


def lost(points, m):
    rest = np.linalg.svd(points - points.mean(axis=0), compute_uv=False)[m:]
    return rest @ rest / len(points)


def along(points, direction):
    return direction @ exact.covariance(points) @ direction / (direction @ direction)


def triangles(rng):
    """Return two triangles, one with two support vectors and one with three, in any order; none is near to be of the other kind."""
    def supported(count):
        def good(case):
            x = case["points"]
            if abs(np.linalg.det(x[1:] - x[0])) < 0.5:      # whole numbers: the points lie on a line
                return False
            alpha, w, b = exact.support(x, case["labels"])
            margins = case["labels"] * (x @ np.array(w, float) + float(b))
            return sum(a > 0 for a in alpha) == count and (margins > 1.05).sum() == 3 - count and all(a == 0 or a > 1e-3 for a in alpha)
        return until(good, lambda: {"points": whole(rng, 3, 2), "labels": rng.permutation([1, -1, int(rng.choice([1, -1]))])})
    return {"cases": [supported(count) for count in rng.permutation([2, 3])]}


MML = [
    Item("composed maps", "affine maps", maps, value(exact.composed, **judged)),
    Item("traced back", "affine maps", lambda rng: {**maps(rng), "y": whole(rng, 2, least=1, most=9)}, value(origin, **judged)),
    Item("product of Gaussians", "Gaussians", two_bells, value(bell, **judged)),
    Item("product in the plane", "Gaussians", two_hills,
         value(exact.product_of_gaussians, **judged)),
    Item("PCA error", "PCA", lambda rng: {"points": a_cloud(rng), "m": int(rng.integers(1, 3))}, value(lost, **judged)),
    Item("variance along a line", "PCA", lambda rng: {"points": a_cloud(rng), "direction": whole(rng, 3, least=1, most=4)},
         value(along, **judged)),
    Item("dual variables", "support vectors", triangles, value(lambda cases: [exact.support(**case)[0] for case in cases], **judged)),
    Item("separating lines", "support vectors", triangles,
         value(lambda cases: [[*w, b] for _, w, b in (exact.support(**case) for case in cases)], **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_mml_book(yours, rng):
    """Your answers on affine maps, Gaussians, PCA and support vectors are right, 7 of 8 at least."""
    quiz(yours.mml_book, MML, rng)


def test_mml_book_is_logged(yours):
    """Your log of Mathematics for Machine Learning says when and what you read, and what it taught you."""
    logged(yours.mml_book_log, statement=statement, sections=3,
           others=[yours.cs229_notes_log, yours.understanding_ml_log, yours.bishop_prml_log])


# %% cs229_notes: logistic regression, GDA, Poisson regression, EM
def an_example(rng, y):
    """Return an example for which θᵀx is neither 0 nor large."""
    theta, x = until(lambda p: 0.2 < abs(p[0] @ p[1]) < 2, lambda: decimals(rng, 2, 3, least=-2, most=2))
    return {"theta": theta, "x": x, "y": y, "rate": one(rng, 0.1, 1)}


def logistic_step(theta, x, y, rate):
    return theta + rate * exact.logistic_gradient(theta, [x], [y])


def examples(rng):
    return {"theta": decimals(rng, 2, least=-1, most=1), "X": decimals(rng, 4, 2, least=-2, most=2),
            "y": rng.permutation([0, 1, 1, int(rng.integers(2))])}


def a_share(rng):
    return float(rng.choice([0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9]))


def two_classes(rng):
    """Return classes whose log odds have a constant that is not 0, nor would be so without the prior."""
    return until(lambda g: min(abs(exact.discriminant(**g)[1]), abs(exact.discriminant(**{**g, "phi": 0.5})[1])) > 0.3,
                 lambda: {"phi": a_share(rng), "mu0": decimals(rng, 2), "mu1": decimals(rng, 2), "sigma": a_covariance(rng)})


def boundary(phi, mu0, mu1, variance):
    (slope,), bias = exact.discriminant(phi, [mu0], [mu1], variance)
    return -bias / slope


def two_classes_on_a_line(rng):
    return until(lambda g: min(abs(g["mu1"] - g["mu0"]), abs(g["mu1"] + g["mu0"])) > 0.3 and abs(boundary(**g)) > 0.3,
                 lambda: {"phi": a_share(rng), "mu0": one(rng, -2, 2), "mu1": one(rng, -2, 2), "variance": one(rng, 0.3, 2)})


def a_mixture(rng):
    low = one(rng, -2, 0)
    return {"x": decimals(rng, 5), "phi": a_share(rng), "means": [low, round(low + one(rng, 0.5, 3), 1)]}


def bound(x, phi, means, q):
    return exact.log_likelihood(x, phi, means) - exact.gap(x, phi, means, q)


def with_q(rng):
    return {**a_mixture(rng), "q": rng.choice(np.arange(1, 10), 5, replace=False) / 10}


NOTES = [
    Item("logistic step", "logistic regression", lambda rng: an_example(rng, int(rng.integers(2))), value(logistic_step, **judged)),
    Item("logistic gradient", "logistic regression", examples, value(exact.logistic_gradient, **judged)),
    Item("log odds of GDA", "Gaussian discriminant analysis", two_classes, value(exact.discriminant, **judged)),
    Item("boundary of GDA", "Gaussian discriminant analysis", two_classes_on_a_line, value(boundary, **judged)),
    Item("Poisson mean", "generalised linear models", lambda rng: {k: v for k, v in an_example(rng, 0).items() if k in ("theta", "x")},
         value(lambda theta, x: np.exp(theta @ x), **judged)),
    Item("Poisson step", "generalised linear models", lambda rng: an_example(rng, int(rng.integers(8, 12))),
         value(lambda theta, x, y, rate: theta + rate * (y - np.exp(theta @ x)) * x, **judged)),
    Item("lower bound", "EM", with_q, value(bound, **judged)),
    Item("gap of the bound", "EM", with_q, value(exact.gap, **judged)),
    Item("gain of a round", "EM", a_mixture, value(exact.gain, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the notes again.")
def test_cs229_notes(yours, rng):
    """Your answers on logistic regression, GDA, Poisson regression and EM are right, 8 of 9 at least."""
    quiz(yours.cs229_notes, NOTES, rng)


def test_cs229_notes_is_logged(yours):
    """Your log of the CS229 notes says when and what you read, and what it taught you."""
    logged(yours.cs229_notes_log, statement=statement, sections=3,
           others=[yours.mml_book_log, yours.understanding_ml_log, yours.bishop_prml_log])


# %% understanding_ml: shattering, sample sizes, Rademacher complexities
def a_table(rng):
    """Return 8 to 10 different hypotheses on five points, of VC dimension 2: the class is larger than its patterns on any three."""
    def draw():
        rows = rng.choice(32, int(rng.integers(8, 11)), replace=False)
        return rows[:, None] >> np.arange(5) & 1
    return until(lambda table: exact.vc_dimension(table) == 2 and exact.patterns(table, (0, 1, 2)) < 8, draw)


def a_table_without(rng):
    """Return a table whose first points, be they two or three, are not shattered."""
    return until(lambda table: exact.patterns(table, (0, 1)) < 4, lambda: a_table(rng))


def a_chain(rng):
    """Return thresholds on points in some order: six hypotheses of VC dimension 1."""
    return (np.arange(6)[:, None] > np.arange(5))[:, rng.permutation(5)][rng.permutation(6)].astype(int)


def some_tables(rng):
    kinds = [a_chain, a_table, [a_chain, a_table][rng.integers(2)]]
    return {"tables": [kinds[i](rng) for i in rng.permutation(3)]}


def is_shattered(answer, table):
    d = exact.vc_dimension(table)
    points = numbers(answer, None)
    columns = set(points.tolist())
    require(columns <= set(range(len(table[0]))) and len(columns) == len(points), "columns are whole numbers from 0, each once")
    require(exact.patterns(table, points.astype(int)) == 2 ** len(points), "not every pattern occurs on these points")
    require(len(points) == d, "a larger set is shattered as well")


def a_promise(rng):
    return {"size": int(rng.integers(50, 5000)), "epsilon": float(rng.integers(5, 30)) / 100, "delta": float(rng.integers(1, 11)) / 100}


def some_vectors(rng):
    """Return three vectors whose complexity is neither 0 nor what the largest absolute value would give."""
    m = int(rng.integers(3, 5))
    return {"vectors": until(lambda V: exact.rademacher([*V, *-V]) != exact.rademacher(V) > 0, lambda: whole(rng, 3, m))}


def losses(table, labels):
    return exact.rademacher([[int(h != y) for h, y in zip(row, labels)] for row in table])


THEORY = [
    Item("VC dimensions", "shattering", some_tables, value(lambda tables: [exact.vc_dimension(table) for table in tables], **judged)),
    Item("a shattered set", "shattering", lambda rng: {"table": a_table_without(rng)}, holds(is_shattered)),
    Item("realisable sample size", "finite classes", a_promise, value(exact.realisable, **judged)),
    Item("agnostic sample size", "finite classes", a_promise, value(exact.agnostic, **judged)),
    Item("Rademacher complexity", "Rademacher complexities", some_vectors, value(exact.rademacher, **judged)),
    Item("of the losses", "Rademacher complexities", lambda rng: {"table": a_table(rng), "labels": rng.integers(0, 2, 5)},
         value(losses, **judged)),
    Item("growth function", "growth", lambda rng: {"table": a_table(rng), "k": int(rng.integers(3, 5))}, value(exact.growth, **judged)),
    Item("bound of Sauer", "growth", lambda rng: {"m": int(rng.integers(8, 20)), "d": int(rng.integers(2, 6))},
         value(exact.sauer, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_understanding_ml(yours, rng):
    """Your answers on shattering, sample sizes, Rademacher complexities and growth are right, 7 of 8 at least."""
    quiz(yours.understanding_ml, THEORY, rng)


def test_understanding_ml_is_logged(yours):
    """Your log of Understanding Machine Learning says when and what you read, and what it taught you."""
    logged(yours.understanding_ml_log, statement=statement, sections=3,
           others=[yours.mml_book_log, yours.cs229_notes_log, yours.bishop_prml_log])


# %% bishop_prml: mixtures, factorised approximations, Bayesian regression
def two_components(rng):
    w = a_share(rng)
    return {"x": decimals(rng, 4), "weights": [w, round(1 - w, 1)], "means": decimals(rng, 2, least=-2, most=2),
            "variances": decimals(rng, 2, least=0.5, most=3)}


def one_round(x, weights, means, variances):
    return exact.maximised(x, exact.responsibilities(x, weights, means, variances))


def shares(rng):
    g = rng.choice(np.arange(1, 10), 4, replace=False) / 10
    return {"x": decimals(rng, 4), "gamma": np.column_stack([g, 1 - g]).round(1)}


def beside(rng):
    return until(lambda g: abs(g["other"] - g["mu"][1]) > 0.4,
                 lambda: {"mu": decimals(rng, 2), "precision": a_covariance(rng), "other": one(rng, -3, 3)})


def a_regression(rng):
    """Return observations with a prior and a noise whose precisions are far apart."""
    phi = until(lambda phi: np.linalg.cond(phi) < 10, lambda: np.column_stack([np.ones(4, int), whole(rng, 4)]))
    alpha, beta = until(lambda p: abs(np.log(p[0] / p[1])) > 0.5, lambda: decimals(rng, 2, least=0.2, most=3)).tolist()
    return {"phi": phi, "t": decimals(rng, 4), "alpha": alpha, "beta": beta}


def another_observation(rng):
    return {**{k: v for k, v in a_regression(rng).items() if k != "t"}, "x": np.array([1, int(rng.integers(2, 7))])}


PRML = [
    Item("responsibilities", "mixtures", two_components, value(exact.responsibilities, **judged)),
    Item("M step", "mixtures", shares, value(exact.maximised, **judged)),
    Item("round of EM", "mixtures", two_components, value(one_round, **judged)),
    Item("factor", "factorised approximations", beside, value(exact.factor, **judged)),
    Item("variances of factors", "factorised approximations", lambda rng: {"covariance": a_covariance(rng)},
         value(exact.factor_variances, **judged)),
    Item("posterior of weights", "Bayesian regression", a_regression, value(exact.posterior, **judged)),
    Item("log evidence", "Bayesian regression", a_regression, value(exact.evidence, **judged)),
    Item("predictive variance", "Bayesian regression", another_observation, value(exact.predictive_variance, **judged)),
]


@hint("Begin with one item: which numbers does its dict hold, and what is to come of them?", "Take its topic up in the book again.")
def test_bishop_prml(yours, rng):
    """Your answers on mixtures, factorised approximations and Bayesian regression are right, 7 of 8 at least."""
    quiz(yours.bishop_prml, PRML, rng)


def test_bishop_prml_is_logged(yours):
    """Your log of Pattern Recognition and Machine Learning says when and what you read, and what it taught you."""
    logged(yours.bishop_prml_log, statement=statement, sections=3,
           others=[yours.mml_book_log, yours.cs229_notes_log, yours.understanding_ml_log])
