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


def mml_book_log():
    """Your log of Mathematics for Machine Learning; three sections at least."""
    ...


...


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


def cs229_notes_log():
    """Your log of the CS229 notes; three sections at least."""
    ...


...


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


def understanding_ml_log():
    """Your log of Understanding Machine Learning; three sections at least."""
    ...


...


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


def bishop_prml_log():
    """Your log of Pattern Recognition and Machine Learning; three sections at least."""
    ...


...
