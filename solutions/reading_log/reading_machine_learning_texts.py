"""Machine-learning bridge texts

100 min · difficulty 2

Four books between mathematics and machine learning.  Read what is named of one, keep its log, then write the function that
answers its quiz.  The minutes are for the quizzes; reading takes as long as it takes.

    mml       Marc Deisenroth, Aldo Faisal, Cheng Soon Ong, Mathematics for Machine Learning, Cambridge University Press, 2020.
              Read on affine maps (end of chapter 2), Gaussians (chapter 6), PCA (chapter 10), support vector machines (chapter 12).
    cs229     Andrew Ng, lecture notes of CS229 Machine Learning, Stanford University (any year).
              Read on logistic regression, generalised linear models, Gaussian discriminant analysis, and EM.
    theory    Shai Shalev-Shwartz, Shai Ben-David, Understanding Machine Learning: From Theory to Algorithms,
              Cambridge University Press, 2014.  Read chapters 2 to 4 and 6, and on Rademacher complexities in chapter 26.
    prml      Christopher Bishop, Pattern Recognition and Machine Learning, Springer, 2006.
              Read on Bayesian linear regression (chapter 3), mixtures and EM (chapter 9), factorised approximations (start of chapter 10).

A quiz is a dict {name of an item: dict of its inputs}, with new numbers each time, in any order, and sometimes with some of
the items only.  Your function returns {name: answer} for those it was given.  An answer is a number or nested lists of numbers;
a number may be an int, a float (six digits count), a Fraction, or a string "a/b".  Vectors are lists, matrices lists of rows,
and log is the natural logarithm.  An item left out is wrong, and so is an answer nobody asked for; four fifths of a quiz have to
be right.

A log is a dict with five fields, and it is yours: nobody can see whether you read, and nobody tries to.

    {"status": "read",              # "reading", "read", "reread": it counts once you are through
     "began": "2025-01-31",         # year, month, day
     "ended": "2025-02-09",
     "sections": ["2.8", "6.5"],    # what you read, as the text names or numbers it
     "notes": "…"}                  # 25 words or more, your own: what you would tell yourself in a year
"""
from fractions import Fraction
from itertools import combinations, product
from math import ceil, comb, exp, log, pi

import numpy as np

# Functions for several quizzes belong here.
...


def normal(x, mean, variance):
    return np.exp(-(x - mean) ** 2 / (2 * variance)) / np.sqrt(2 * pi * variance)


# %% mml_book: affine maps, Gaussians, PCA, support vectors
def mml_book(items):
    """Answers to the quiz on Mathematics for Machine Learning.

    composed maps               A, a, B, b: x goes to A x + a, and what comes out, y, to B y + b → [M, c], together M x + c
    traced back                 A, a, B, b, y: as above, A and B invertible → the x that arrives at y
    product of Gaussians        mean1, variance1, mean2, variance2 → [mean, variance, c]:
                                N(x; mean1, variance1) · N(x; mean2, variance2) = c · N(x; mean, variance)
    product in the plane        mean1, covariance1, mean2, covariance2 → [mean, covariance] of the density that is
                                proportional to the product of the two
    PCA error                   points, m → the mean over the points of the squared distance to their reconstruction by m components
    variance along a line       points, direction (not of length 1) → the variance of the points projected onto that direction,
                                the mean over the points of the squared deviation
    dual variables              cases: of three points in the plane and their labels ±1 → of each the list [α₁, α₂, α₃] of the
                                hard-margin machine's dual
    separating lines            cases: as above → of each [w₁, w₂, b], w·x + b being ±1 at the support vectors
    """
    ...
    rules = {"composed maps": composed_maps, "traced back": traced_back, "product of Gaussians": product_of_gaussians,
             "product in the plane": product_in_the_plane, "PCA error": pca_error, "variance along a line": variance_along_a_line,
             "dual variables": dual_variables, "separating lines": separating_lines}
    return {name: rules[name](**given) for name, given in items.items()}


def mml_book_log():
    """Your log of Mathematics for Machine Learning; three sections at least."""
    ...
    return {"status": "read", "began": "2025-03-03", "ended": "2025-04-13", "sections": ["2.8", "6.5", "10.2", "10.3", "12.3"],
            "notes": "Precisions add where densities are multiplied, variances add where variables are: I had mixed these up for years. "
                     "PCA appears twice, as the most variance kept and as the least distance lost, and Pythagoras makes them one."}


...


def composed_maps(A, a, B, b):
    A, a, B, b = map(np.array, (A, a, B, b))
    return [(B @ A).tolist(), (B @ a + b).tolist()]


def traced_back(A, a, B, b, y):
    M, c = composed_maps(A, a, B, b)
    return np.linalg.solve(M, np.subtract(y, c)).tolist()


def product_of_gaussians(mean1, variance1, mean2, variance2):
    variance = 1 / (1 / variance1 + 1 / variance2)          # precisions add
    mean = variance * (mean1 / variance1 + mean2 / variance2)
    return [mean, variance, normal(mean1, mean2, variance1 + variance2)]


def product_in_the_plane(mean1, covariance1, mean2, covariance2):
    P, Q = np.linalg.inv(covariance1), np.linalg.inv(covariance2)
    covariance = np.linalg.inv(P + Q)
    return [(covariance @ (P @ mean1 + Q @ mean2)).tolist(), covariance.tolist()]


def scatter(points):
    """Return (1/N) Σ (x − x̄)(x − x̄)ᵀ."""
    X = np.array(points, float)
    X = X - X.mean(axis=0)
    return X.T @ X / len(X)


def pca_error(points, m):
    values = np.linalg.eigvalsh(scatter(points))            # ascending
    return values[:len(values) - m].sum()


def variance_along_a_line(points, direction):
    b = np.array(direction, float)
    return b @ scatter(points) @ b / (b @ b)


def machine(points, labels):
    """Return α of the least w that separates: of two support vectors where these are enough, else of all three."""
    x, y = np.array(points, float), np.array(labels, float)
    for i, j in combinations(range(3), 2):
        if y[i] != y[j]:
            alpha = np.zeros(3)
            alpha[[i, j]] = 2 / ((x[i] - x[j]) @ (x[i] - x[j]))
            w, b = line(alpha, x, y)
            if (y * (x @ w + b) >= 1 - 1e-9).all():
                return alpha
    K = np.block([[np.outer(y, y) * (x @ x.T), y[:, None]], [y[None, :], np.zeros((1, 1))]])
    return np.linalg.solve(K, [1, 1, 1, 0])[:3]


def line(alpha, x, y):
    """Return w = Σ αᵢ yᵢ xᵢ, and the b that puts a support vector on its margin."""
    w = (alpha * y) @ x
    k = int(np.argmax(alpha))
    return w, y[k] - w @ x[k]


def dual_variables(cases):
    return [machine(**case).tolist() for case in cases]


def separating_lines(cases):
    found = []
    for case in cases:
        w, b = line(machine(**case), np.array(case["points"], float), np.array(case["labels"], float))
        found.append([*w.tolist(), b])
    return found


# %% cs229_notes: logistic regression, GDA, Poisson regression, EM
def cs229_notes(items):
    """Answers to the quiz on the CS229 notes.

    logistic step               theta, x, y, rate → θ after one step of stochastic gradient ascent on the log likelihood of (x, y)
    logistic gradient           theta, X (rows are examples), y → the gradient of the log likelihood of all examples, their sum
    log odds of GDA             phi = p(y = 1), mu0, mu1, sigma (shared) → [θ, θ₀] with
                                p(y = 1 | x) = 1 / (1 + exp(−(θᵀx + θ₀)))
    boundary of GDA             phi, mu0, mu1, variance (shared), in one dimension → the x at which both classes are equally likely
    Poisson mean                theta, x → the mean of y under the Poisson GLM with its canonical response
    Poisson step                theta, x, y, rate → θ after one step of stochastic gradient ascent on the log likelihood of (x, y)

    The others have a mixture of two Gaussians of variance 1: z is 1 with probability phi, else 0, and x has mean means[z].

    lower bound                 x (points), phi, means, q: of each point its Q(z = 1) → the lower bound on the log likelihood that EM
                                raises, the sum of all points' Σ_z Q(z) log(p(x, z) / Q(z))
    gap of the bound            x, phi, means, q: as above → the log likelihood less that bound
    gain of a round             x, phi, means → by how much one round of EM, on phi and both means, raises the log likelihood
    """
    ...
    rules = {"logistic step": logistic_step, "logistic gradient": logistic_gradient, "log odds of GDA": log_odds_of_gda,
             "boundary of GDA": boundary_of_gda, "Poisson mean": poisson_mean, "Poisson step": poisson_step, "lower bound": lower_bound,
             "gap of the bound": gap_of_the_bound, "gain of a round": gain_of_a_round}
    return {name: rules[name](**given) for name, given in items.items()}


def cs229_notes_log():
    """Your log of the CS229 notes; three sections at least."""
    ...
    return {"status": "read", "began": "2025-04-14", "ended": "2025-05-04", "sections": ["logistic regression", "GLM", "GDA", "EM"],
            "notes": "One update rule, error times input, serves three models, since each is an exponential family with the response that "
                     "belongs to it. EM is coordinate ascent on a bound which touches the likelihood after every E step: it never falls."}


...


def sigmoid(a):
    return 1 / (1 + np.exp(-a))


def logistic_gradient(theta, X, y):
    X = np.array(X, float)
    return ((y - sigmoid(X @ theta)) @ X).tolist()


def logistic_step(theta, x, y, rate):
    return (np.array(theta) + rate * np.array(logistic_gradient(theta, [x], [y]))).tolist()


def log_odds_of_gda(phi, mu0, mu1, sigma):
    P = np.linalg.inv(sigma)
    bias = (mu0 @ P @ mu0 - mu1 @ P @ mu1) / 2 + log(phi / (1 - phi))
    return [(P @ np.subtract(mu1, mu0)).tolist(), bias]


def boundary_of_gda(phi, mu0, mu1, variance):
    (slope,), bias = log_odds_of_gda(phi, np.array([mu0]), np.array([mu1]), [[variance]])
    return -bias / slope


def poisson_mean(theta, x):
    return exp(np.dot(theta, x))


def poisson_step(theta, x, y, rate):
    return (np.array(theta) + rate * (y - poisson_mean(theta, x)) * np.array(x)).tolist()


def joint(x, phi, means):
    """Return p(x, z), a row a point, a column for z = 0 and for z = 1."""
    x = np.array(x, float)
    return np.column_stack([(1 - phi) * normal(x, means[0], 1), phi * normal(x, means[1], 1)])


def log_likelihood(x, phi, means):
    return np.log(joint(x, phi, means).sum(axis=1)).sum()


def lower_bound(x, phi, means, q):
    Q = np.column_stack([1 - np.array(q), q])
    return (Q * np.log(joint(x, phi, means) / Q)).sum()


def gap_of_the_bound(x, phi, means, q):
    return log_likelihood(x, phi, means) - lower_bound(x, phi, means, q)


def gain_of_a_round(x, phi, means):
    p = joint(x, phi, means)
    Q = p / p.sum(axis=1, keepdims=True)
    better = (x @ Q) / Q.sum(axis=0)
    return log_likelihood(x, Q[:, 1].mean(), better) - log_likelihood(x, phi, means)


# %% understanding_ml: shattering, sample sizes, Rademacher complexities
def understanding_ml(items):
    """Answers to the quiz on Understanding Machine Learning.

    A table is a class of hypotheses on a few points: a row a hypothesis, a column a point, entries 0 and 1.

    VC dimensions               tables → of each its VC dimension
    a shattered set             table → the columns, counted from 0, of one largest set of points that it shatters
    realisable sample size      size, epsilon, delta → the least whole m for which the book's bound for a finite class of that size,
                                with an error-free hypothesis in it, promises error ≤ epsilon with probability ≥ 1 − delta
    agnostic sample size        size, epsilon, delta → likewise without that promise, by uniform convergence with losses in [0, 1]:
                                error within epsilon of the best, each risk being estimated within epsilon / 2
    Rademacher complexity       vectors: the set A ⊂ ℝᵐ → R(A), exactly
    of the losses               table, labels: of the points → R of the set of 0-1 loss vectors (ℓ(h, x₁), …, ℓ(h, xₘ)), h a row
    growth function             table, k → its growth function at k, points being those of the table
    bound of Sauer              m, d → the bound on the growth function at m that Sauer's lemma gives for VC dimension d: the sharper
                                of the book's two, a whole number
    """
    ...
    rules = {"VC dimensions": vc_dimensions, "a shattered set": a_shattered_set, "realisable sample size": realisable_sample_size,
             "agnostic sample size": agnostic_sample_size, "Rademacher complexity": rademacher_complexity, "of the losses": of_the_losses,
             "growth function": growth_function, "bound of Sauer": bound_of_sauer}
    return {name: rules[name](**given) for name, given in items.items()}


def understanding_ml_log():
    """Your log of Understanding Machine Learning; three sections at least."""
    ...
    return {"status": "read", "began": "2025-05-05", "ended": "2025-06-08", "sections": ["2.3", "3.1", "4.2", "6.2", "6.5", "26.1"],
            "notes": "What a sample has to be large against is how many patterns a class makes on it, not how many hypotheses it has. "
                     "A Rademacher average measures the same on the sample at hand: how well the class follows coin tosses."}


...


def shatters(table, points):
    return len({tuple(row[i] for i in points) for row in table}) == 2 ** len(points)


def a_shattered_set(table):
    n = len(table[0])
    return max((some for k in range(n + 1) for some in combinations(range(n), k) if shatters(table, some)), key=len)


def vc_dimensions(tables):
    return [len(a_shattered_set(table)) for table in tables]


def realisable_sample_size(size, epsilon, delta):
    return ceil(log(size / delta) / epsilon)                # size · (1 − ε)ᵐ ≤ size · exp(−ε m) ≤ δ


def agnostic_sample_size(size, epsilon, delta):
    return ceil(2 * log(2 * size / delta) / epsilon ** 2)   # Hoeffding, two-sided, at ε / 2


def rademacher_complexity(vectors):
    m = len(vectors[0])
    tosses = list(product((-1, 1), repeat=m))
    best = sum(max(sum(s * x for s, x in zip(signs, a)) for a in vectors) for signs in tosses)
    return Fraction(best, len(tosses) * m)


def of_the_losses(table, labels):
    return rademacher_complexity([[int(h != y) for h, y in zip(row, labels)] for row in table])


def growth_function(table, k):
    return max(len({tuple(row[i] for i in some) for row in table}) for some in combinations(range(len(table[0])), k))


def bound_of_sauer(m, d):
    return sum(comb(m, i) for i in range(d + 1))


# %% bishop_prml: mixtures, factorised approximations, Bayesian regression
def bishop_prml(items):
    """Answers to the quiz on Pattern Recognition and Machine Learning.

    responsibilities            x (points), weights, means, variances: of two Gaussians → of each point the list [γ₁, γ₂]
    M step                      x, gamma: the responsibilities, a row a point → [weights, means, variances] of the M step
    round of EM                 x, weights, means, variances → [weights, means, variances] after one E step and one M step
    factor                      mu, precision: of a Gaussian of two variables; other: the mean of q(z₂) → [mean, variance] of
                                the best factor q(z₁) beside it, for KL(q ‖ p)
    variances of factors        covariance: of a Gaussian of two variables → the variances of both factors of its best
                                factorised approximation, for KL(q ‖ p)

    The others have the model t = Φ w + noise of precision beta, with w ~ N(0, I / alpha); a row of phi is an observation's features.

    posterior of weights        phi, t, alpha, beta → [mean, covariance] of w given t
    log evidence                phi, t, alpha, beta → log p(t | alpha, beta)
    predictive variance         phi, alpha, beta, x: features of a new observation → the variance of its t, given the old ones
    """
    ...
    rules = {"responsibilities": responsibilities, "M step": m_step, "round of EM": round_of_em, "factor": factor,
             "variances of factors": variances_of_factors, "posterior of weights": posterior_of_weights, "log evidence": log_evidence,
             "predictive variance": predictive_variance}
    return {name: rules[name](**given) for name, given in items.items()}


def bishop_prml_log():
    """Your log of Pattern Recognition and Machine Learning; three sections at least."""
    ...
    return {"status": "reread", "began": "2025-06-09", "ended": "2025-08-17", "sections": ["3.3", "3.5", "9.2", "9.4", "10.1"],
            "notes": "The evidence charges a model for every direction in which its prior was wider than the data wanted. A product "
                     "of factors gets the centre right and is too narrow, since mass where there should be none is punished."}


...


def responsibilities(x, weights, means, variances):
    p = np.array([[w * normal(v, m, s) for w, m, s in zip(weights, means, variances)] for v in x])
    return (p / p.sum(axis=1, keepdims=True)).tolist()


def m_step(x, gamma):
    x, gamma = np.array(x, float), np.array(gamma)
    counts = gamma.sum(axis=0)                              # N₁ and N₂
    means = x @ gamma / counts
    variances = (gamma * (x[:, None] - means) ** 2).sum(axis=0) / counts
    return [(counts / len(x)).tolist(), means.tolist(), variances.tolist()]


def round_of_em(x, weights, means, variances):
    return m_step(x, responsibilities(x, weights, means, variances))


def factor(mu, precision, other):
    (a, b), _ = precision
    return [mu[0] - b / a * (other - mu[1]), 1 / a]


def variances_of_factors(covariance):
    return (1 / np.diag(np.linalg.inv(covariance))).tolist()


def posterior_of_weights(phi, t, alpha, beta):
    phi = np.array(phi, float)
    S = np.linalg.inv(alpha * np.eye(phi.shape[1]) + beta * phi.T @ phi)
    return [(beta * S @ phi.T @ t).tolist(), S.tolist()]


def log_evidence(phi, t, alpha, beta):
    mean, S = map(np.array, posterior_of_weights(phi, t, alpha, beta))
    rest, (n, k) = t - np.array(phi) @ mean, np.shape(phi)
    energy = beta / 2 * rest @ rest + alpha / 2 * mean @ mean
    return (k * log(alpha) + n * log(beta) + np.linalg.slogdet(S)[1] - n * log(2 * pi)) / 2 - energy


def predictive_variance(phi, alpha, beta, x):
    S = np.array(posterior_of_weights(phi, [0] * len(phi), alpha, beta)[1])
    return 1 / beta + x @ S @ x
