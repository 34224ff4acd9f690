"""Five-to-eight-page technical report on gradient flow in your own network

300 min · difficulty 3 · after initialization-gradient-flow, batch-size-gradient-noise, dropout-l2-regularization · needs matplotlib

Write a network of yours, measure how gradients flow through it, and write the report: five to eight pages, in Markdown or in LaTeX, with
the sections setting, derivation, initialisation, per-layer norms, regularisation, batch noise, limitations, and references.

The network has L layers and tanh between them; its loss is half the mean squared distance:

    h₀ = x,   a_l = h_{l−1} W_l,   h_l = tanh(a_l) for l < L,   f(x) = a_L,   loss = Σᵢ ‖f(xᵢ) − yᵢ‖² / (2·points)

What a report says is bound to what made it.  A figure is one that regenerate() draws: ![caption](figure:flow).  A number that was
measured is a claim, [0.37](claim:its-id), and claims() says by which function and under which seed it was found; some are found again in
each grading.  Settings are written in formulas: $g = 0.5$.  `grade report gradient-flow-report --pdf` sets your report, makes the numbers
again and tells their evidence ids.  docs/reports.md has all that Markdown and LaTeX may hold here.

Your prose is judged by nobody but you: self_assessment() says what you think of it, and is shown as that.
"""
import numpy as np

from autograder.algebra import D, E, N, Sum, delta, dim, eye, indices, matrix, norm2, positive, random, tanh, vector, zeros

n, d = dim("n", 2, 3), dim("d", 2, 4)
i = indices("i", n)
j, k = indices("j k", d)
W, h = matrix("W", n, d), vector("h", d)                # a layer's weights, a row for each of its units; what comes in
s2 = positive("s2")                                     # the variance of a weight
w = random("w", N(zeros(d), s2 * eye(d)))               # the weights of one unit, independent

DECAYS = (0.0, 0.01, 0.03, 0.1, 0.3)
BATCHES = (1, 2, 4, 8, 16, 32, 64)
SCALES = (0.5, 1.0, 3.0)


# %% figures: your network, what is measured of it, and the pictures
def gradients(weights, x, y):
    """The gradient of the loss by each matrix of weights → a list of arrays, W₁ first.

    weights   a list of L ≥ 1 matrices; x (points, width); y (points, outputs)
    """
    ...


def layer_norms(scale, seed):
    """How large things are in a network of yours, before any training → an array (3, L), L ≥ 10 layers.

    The rows are, for l = 1 … L, the Frobenius norms of what comes into layer l, h_{l−1}; of the error at it, ∂loss/∂a_l; and of the
    gradient of its weights, ∂loss/∂W_l.  Weights of W₁ … W_{L−1} have mean 0 and standard deviation scale/√(number of inputs); at least
    16 units a layer, the last apart, and 32 points.  The seed decides all draws: the same seed gives the same array.
    """
    ...


def batch_noise(batch, seed):
    """How far the gradient of a batch is from that of all points → ‖g_B − g‖²/‖g‖², averaged over at least 100 batches, a float.

    A network of yours (scale 1) and at least 128 points, as the seed draws them; a batch is drawn from the points with replacement.
    g is the whole gradient, all weights in one.
    """
    ...


def trained(decay, seed):
    """A network of yours after gradient descent on loss + decay/2 · (sum of all squared weights) → an array of three:

    the norm of all its weights, its loss on the points it was trained on, its loss on points it has not seen.
    """
    ...


def regenerate(seed):
    """Every figure of the report → a dict of matplotlib Figures, each drawn of what the functions above return for this seed.

    "flow"             the errors (second row of layer_norms) over the layers 1 … L, a line for each of SCALES labelled with its scale, on
                       an axis on which what is a thousand times smaller is still seen
    "noise"            batch_noise over BATCHES, a line labelled "measured", both axes logarithmic
    "regularisation"   the losses over DECAYS, lines labelled "training" and "fresh"
    """
    ...


...


# %% claims: the numbers of the report, and where they come from
def claims():
    """At least 5 numbers of your report → a list of dicts, or the text of such a list in YAML:

    id, text (a sentence that says what it is), value, lo and hi (between which it lies under nearly any seed, less than four times the
    value apart), by (the name of a function of yours, of a seed, above this line, that finds it), seed, evidence (its id, told by
    `grade report gradient-flow-report`; anything above this part that changes, changes it).
    """
    ...


# %% sections: the report
def layer_jacobian():
    """∂/∂h_j tanh(Σₖ Wᵢₖ hₖ) = (1 − tanh²(Σₖ Wᵢₖ hₖ)) Wᵢⱼ, a derivation: it yields its lines."""
    yield D(tanh(Sum(W[i, k] * h[k], k)), h[j])
    ...


def variance_of_a_unit():
    """E (wᵀh)² = s² ‖h‖², w ~ N(0, s² I), a derivation; on the way hᵀ (s² I) h."""
    yield E((w.T @ h)**2, w)
    ...


def self_assessment():
    """What you think of your report → a list of dicts: criterion, score from 0 to 3, section, quote (words that stand there).

    Criteria: question, derivation, evidence, alternatives, limits.  No grade rests on the scores; each must point to its passage.
    """
    ...


def report():
    """Your report → its text, in Markdown or LaTeX.

    It may lie in files of its own, in the folder gradient_flow_report beside this file:
    from autograder.folder import tree, and return tree()["report.md"].
    """
    ...
