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
    return [a.T @ e for a, e in zip(*passes(weights, x, y), strict=True)]


def layer_norms(scale, seed):
    """How large things are in a network of yours, before any training → an array (3, L), L ≥ 10 layers.

    The rows are, for l = 1 … L, the Frobenius norms of what comes into layer l, h_{l−1}; of the error at it, ∂loss/∂a_l; and of the
    gradient of its weights, ∂loss/∂W_l.  Weights of W₁ … W_{L−1} have mean 0 and standard deviation scale/√(number of inputs); at least
    16 units a layer, the last apart, and 32 points.  The seed decides all draws: the same seed gives the same array.
    """
    ...
    rng = np.random.default_rng(seed)
    weights, (x, y) = drawn(scale, rng), points(rng)
    inputs, errors = passes(weights, x, y)
    return np.array([[np.linalg.norm(a) for a in row] for row in (inputs, errors, gradients(weights, x, y))])


def batch_noise(batch, seed):
    """How far the gradient of a batch is from that of all points → ‖g_B − g‖²/‖g‖², averaged over at least 100 batches, a float.

    A network of yours (scale 1) and at least 128 points, as the seed draws them; a batch is drawn from the points with replacement.
    g is the whole gradient, all weights in one.
    """
    ...
    rng = np.random.default_rng(seed)
    weights, (x, y) = drawn(1.0, rng), points(rng, 128)
    dots = of_every_two_points(weights, x, y)
    shares = rng.multinomial(batch, np.full(len(x), 1 / len(x)), size=100) / batch      # drawn with replacement
    off = shares - 1 / len(x)                           # g_B − g = Σᵢ offᵢ gᵢ, whose square needs the products of the gᵢ alone
    return float(((off @ dots) * off).sum(axis=1).mean() / dots.mean())


def trained(decay, seed):
    """A network of yours after gradient descent on loss + decay/2 · (sum of all squared weights) → an array of three:

    the norm of all its weights, its loss on the points it was trained on, its loss on points it has not seen.
    """
    ...
    rng = np.random.default_rng(seed)
    weights, (x, y), (fresh_x, fresh_y) = drawn(1.0, rng), points(rng), points(rng, 512)
    for _ in range(100):
        weights = [a - 0.05 * (g + decay * a) for a, g in zip(weights, gradients(weights, x, y), strict=True)]
    return np.array([np.linalg.norm(flat(weights)), loss(weights, x, y), loss(weights, fresh_x, fresh_y)])


def regenerate(seed):
    """Every figure of the report → a dict of matplotlib Figures, each drawn of what the functions above return for this seed.

    "flow"             the errors (second row of layer_norms) over the layers 1 … L, a line for each of SCALES labelled with its scale, on
                       an axis on which what is a thousand times smaller is still seen
    "noise"            batch_noise over BATCHES, a line labelled "measured", both axes logarithmic
    "regularisation"   the losses over DECAYS, lines labelled "training" and "fresh"
    """
    ...
    flow, axes = canvas("layer", "norm of the error", yscale="log")
    for scale in SCALES:
        errors = layer_norms(scale, seed)[1]
        axes.plot(np.arange(1, len(errors) + 1), errors, "o-", ms=3.5, label=f"scale {scale:g}")
    axes.legend()
    noise, axes = canvas("batch size", "squared distance from the whole gradient", xscale="log", yscale="log")
    measured = np.array([batch_noise(b, seed) for b in BATCHES])
    axes.plot(BATCHES, measured, "o-", ms=3.5, label="measured")
    axes.plot(BATCHES, measured[0] / np.array(BATCHES), "k--", lw=0.8, label="one over the batch size")
    axes.legend()
    regularisation, axes = canvas("decay", "loss")
    ends = np.array([trained(decay, seed) for decay in DECAYS])
    axes.plot(DECAYS, ends[:, 1], "o-", ms=3.5, label="training")
    axes.plot(DECAYS, ends[:, 2], "s-", ms=3.5, label="fresh")
    axes.legend()
    return {"flow": flow, "noise": noise, "regularisation": regularisation}


...
DEPTH, WIDTH, POINTS = 12, 32, 64


def passes(weights, x, y):
    """Return (what comes into each layer, the error at it)."""
    inputs = [x]
    for a in weights[:-1]:
        inputs.append(np.tanh(inputs[-1] @ a))
    error = (inputs[-1] @ weights[-1] - y) / len(x)
    errors = [error]
    for a, seen in zip(weights[:0:-1], inputs[:0:-1], strict=True):
        error = (error @ a.T) * (1 - seen**2)           # tanh′(a) = 1 − tanh²(a)
        errors.append(error)
    return inputs, errors[::-1]


def of_every_two_points(weights, x, y):
    """Return gᵢ·gⱼ for the gradients of the loss at each point alone, all weights in one: (hᵢ ⊗ δᵢ)·(hⱼ ⊗ δⱼ) = (hᵢ·hⱼ)(δᵢ·δⱼ) a layer."""
    inputs, errors = passes(weights, x, y)
    return len(x)**2 * sum((a @ a.T) * (e @ e.T) for a, e in zip(inputs, errors, strict=True))


def loss(weights, x, y):
    return float(((passes(weights, x, y)[0][-1] @ weights[-1] - y)**2).sum() / (2 * len(x)))


def drawn(scale, rng):
    hidden = [scale * rng.normal(size=(WIDTH, WIDTH)) / np.sqrt(WIDTH) for _ in range(DEPTH - 1)]
    return [*hidden, rng.normal(size=(WIDTH, 1)) / np.sqrt(WIDTH)]


def points(rng, count=POINTS):
    x = rng.normal(size=(count, WIDTH))
    return x, np.sin(x[:, :1]) + 0.1 * rng.normal(size=(count, 1))


def flat(arrays):
    return np.concatenate([a.ravel() for a in arrays])


def canvas(x, y, **scales):
    from matplotlib.figure import Figure
    figure = Figure(figsize=(6.2, 3.4), layout="constrained")
    axes = figure.subplots()
    axes.set(xlabel=x, ylabel=y, **scales)
    axes.grid(alpha=0.25)
    return figure, axes


def of_many(measure, seed, networks=8):
    """Return the geometric mean of a measure over several networks: of one alone it would say more about its draw than about its scale."""
    return float(np.exp(np.mean([np.log(measure(int(one))) for one in np.random.default_rng(seed).integers(2**31, size=networks)])))


def passed_on(scale):
    """Return what measures the share of the error that arrives at the first layer."""
    def share(seed):
        errors = layer_norms(scale, seed)[1]
        return errors[0] / errors[-1]
    return share


def small_share(seed):
    return of_many(passed_on(0.5), seed)


def usual_share(seed):
    return of_many(passed_on(1.0), seed)


def large_share(seed):
    return of_many(passed_on(3.0), seed)


def evenness(seed):
    """Return how much larger the gradient of the first weights is than that of the last hidden ones, with small weights."""
    def ratio(one):
        gradient = layer_norms(0.5, one)[2]
        return gradient[0] / gradient[-2]
    return of_many(ratio, seed)


def eightfold(seed):
    return of_many(lambda one: batch_noise(4, one) / batch_noise(32, one), seed, networks=4)


def kept_norm(seed):
    return of_many(lambda one: trained(0.1, one)[0] / trained(0.0, one)[0], seed, networks=3)


def gained(seed):
    return of_many(lambda one: trained(0.03, one)[2] / trained(0.0, one)[2], seed, networks=3)


# %% claims: the numbers of the report, and where they come from
def claims():
    """At least 5 numbers of your report → a list of dicts, or the text of such a list in YAML:

    id, text (a sentence that says what it is), value, lo and hi (between which it lies under nearly any seed, less than four times the
    value apart), by (the name of a function of yours, of a seed, above this line, that finds it), seed, evidence (its id, told by
    `grade report gradient-flow-report`; anything above this part that changes, changes it).
    """
    ...
    return [
        {"id": "small-share", "text": "The share of the error that arrives at the first layer, at scale one half.",
         "value": 0.00076287079, "lo": 0.0003, "hi": 0.0016, "by": "small_share", "seed": 1, "evidence": "ev-faf81cc1d74a86bd"},
        {"id": "usual-share", "text": "The share of the error that arrives at the first layer, at scale 1.",
         "value": 0.24175143, "lo": 0.12, "hi": 0.42, "by": "usual_share", "seed": 1, "evidence": "ev-803c330354b4e3ca"},
        {"id": "large-share", "text": "How much larger the error is at the first layer than at the last, at scale 3.",
         "value": 9.3765461, "lo": 5.0, "hi": 15.0, "by": "large_share", "seed": 1, "evidence": "ev-550bf928235e7bc4"},
        {"id": "evenness", "text": "The gradient of the first weights over that of the last square matrix, at scale one half.",
         "value": 1.1059655, "lo": 0.5, "hi": 2.2, "by": "evenness", "seed": 1, "evidence": "ev-a011674f3231be4b"},
        {"id": "eightfold", "text": "The squared distance at a batch of 4 over that at a batch of 32.",
         "value": 8.5616115, "lo": 6.6, "hi": 9.6, "by": "eightfold", "seed": 1, "evidence": "ev-85dbfcb994dd3555"},
        {"id": "kept-norm", "text": "The norm of all weights with decay 0.1 over the norm without, after training.",
         "value": 0.61367745, "lo": 0.58, "hi": 0.64, "by": "kept_norm", "seed": 1, "evidence": "ev-6c283029d895b2ef"},
        {"id": "gained", "text": "The loss on fresh points with decay 0.03 over the loss without, after training.",
         "value": 0.76170101, "lo": 0.6, "hi": 0.98, "by": "gained", "seed": 1, "evidence": "ev-26a34402aa53c8b5"},
    ]


# %% sections: the report
def layer_jacobian():
    """∂/∂h_j tanh(Σₖ Wᵢₖ hₖ) = (1 − tanh²(Σₖ Wᵢₖ hₖ)) Wᵢⱼ, a derivation: it yields its lines."""
    yield D(tanh(Sum(W[i, k] * h[k], k)), h[j])
    ...
    a = Sum(W[i, k] * h[k], k)
    yield (1 - tanh(a)**2) * D(a, h[j]), "chain rule"
    yield (1 - tanh(a)**2) * Sum(W[i, k] * delta(k, j), k), "linearity"
    yield (1 - tanh(a)**2) * W[i, j], "delta"


def variance_of_a_unit():
    """E (wᵀh)² = s² ‖h‖², w ~ N(0, s² I), a derivation; on the way hᵀ (s² I) h."""
    yield E((w.T @ h)**2, w)
    ...
    yield h.T @ (s2 * eye(d)) @ h, "Gaussian moments"
    yield s2 * norm2(h), "norm"


def self_assessment():
    """What you think of your report → a list of dicts: criterion, score from 0 to 3, section, quote (words that stand there).

    Criteria: question, derivation, evidence, alternatives, limits.  No grade rests on the scores; each must point to its passage.
    """
    ...
    return [
        {"criterion": "question", "score": 2, "section": "setting", "quote": "what is studied is how the gradient gets through"},
        {"criterion": "derivation", "score": 3, "section": "derivation", "quote": "an assumption for the pass backwards"},
        {"criterion": "evidence", "score": 3, "section": "per-layer norms", "quote": "All of them are small together"},
        {"criterion": "alternatives", "score": 1, "section": "limitations", "quote": "this report does not separate them"},
        {"criterion": "limits", "score": 2, "section": "limitations", "quote": "None of the numbers carries over to an image classifier"},
    ]


def report():
    """Your report → its text, in Markdown or LaTeX.

    It may lie in files of its own, in the folder gradient_flow_report beside this file:
    from autograder.folder import tree, and return tree()["report.md"].
    """
    ...
    return r"""# How gradients flow through a deep tanh network

A network of twelve layers is easy to write down and, begun badly, impossible to train. This report measures why, on a network small
enough that each of its numbers can be made again in a few seconds: how large the error is that arrives at each layer, how that depends
on the scale of the first weights, and what weight decay and the size of a batch do to the gradient that is left. Every number in it
that was measured belongs to a claim, and every claim to a function and a seed.

## Setting

The network has $L = 12$ layers. What comes in is a row $h_0 = x$ of 32 numbers, and

$$
a_l = h_{l-1} W_l, \qquad h_l = \tanh(a_l) \quad (l < L), \qquad f(x) = a_L
$$ (network)

with matrices $W_1, \dots, W_{11}$ of size $32 \times 32$ and a column $W_{12}$: there are no biases, since nothing that follows depends
on them. The loss over $n$ points is half the mean squared distance,

$$
\ell = \frac{1}{2n} \sum_{i=1}^{n} \left( f(x_i) - y_i \right)^2 .
$$ (loss)

Points are drawn anew for each seed: the entries of $x$ are standard normal, and the target is $y = \sin x_1 + \varepsilon$ with noise of
standard deviation $0.1$. The task is easy on purpose. A network this deep is not needed for it; what is studied is how the gradient
gets through, not what is learned. There are 64 points for measuring norms and for training, and 128 for measuring the noise of batches.

The weights are drawn independently, with mean 0 and standard deviation $g/\sqrt{32}$ in the eleven square matrices and $1/\sqrt{32}$ in
the last column. The number $g$ is called the scale. It is the only thing that differs between the networks that are compared below,
and it takes the values $\tfrac12$, $1$ and $3$. All draws are decided by one seed; the same seed gives the same network, the same points
and the same batches. A number that is quoted is the geometric mean over several networks, since ratios of norms vary by factors, and
one network would say more about its draw than about its scale.

Three things are followed through the layers: the size of what comes in, $\lVert h_{l-1} \rVert$, the size of the error,
$\lVert \partial \ell / \partial a_l \rVert$, and the size of the gradient of the weights, $\lVert \partial \ell / \partial W_l \rVert$.
All are Frobenius norms over all points at once.

## Derivation

Write $\delta_l = \partial \ell / \partial a_l$ for the error at layer $l$, a row for each point. At the top it is plain:

$$
\delta_L = \frac{1}{n} \left( f(x) - y \right).
$$ (top)

Further down it follows from the layer above. The Jacobian of one layer is found entry by entry. With $a_i = \sum_k W_{ik} h_k$,

$$
\frac{\partial \tanh(a_i)}{\partial h_j} = \left( 1 - \tanh^2(a_i) \right) \sum_k W_{ik} \delta_{kj}
= \left( 1 - \tanh^2(a_i) \right) W_{ij},
$$ (jacobian)

which is the chain rule, then linearity, and a delta that picks one term of the sum; the same derivation is given line by line in the
program beside this report, where it is checked. Sending an error backwards multiplies it by the transpose of this Jacobian, so that

$$
\delta_{l} = \left( \delta_{l+1} W_{l+1}^{\top} \right) \circ \left( 1 - h_{l}^2 \right), \qquad
\frac{\partial \ell}{\partial W_l} = h_{l-1}^{\top} \delta_l .
$$ (backward)

Two things in [this recursion](#backward) decide how large the error is ten layers down. The first is the product with $W^{\top}$. If the
entries of $w$ are independent with mean 0 and variance $s^2$, then for any fixed $h$

$$
\mathbb{E} \left( w^{\top} h \right)^2 = h^{\top} \, \mathbb{E} \left( w w^{\top} \right) h = s^2 \lVert h \rVert^2 ,
$$ (variance)

so that a layer with $m$ inputs and $m$ outputs multiplies the squared norm by $m s^2$ on average, forwards as well as backwards. With
$s = g/\sqrt{m}$ this factor is $g^2$: it is 1 at $g = 1$, and that is the whole idea of scaling weights by the square root of the number
of inputs [@glorot2010]. The second is the factor $1 - h^2$, which is never above 1. It is close to 1 where the units are small and close
to 0 where they saturate.

Put together, for small weights tanh hardly bends, the second factor is about 1, and the error falls by $g$ in each square matrix. For large
weights the two factors work against each other: each product multiplies by $g$, each saturated unit passes almost nothing, and which of
them wins is not seen from the formula. The calculation also treats the weights as independent of what is sent through them. That is right for the
first pass forwards and an assumption for the pass backwards, where $\delta_{l+1}$ has seen the same weights; it is known to be harmless
in wide networks [@schoenholz2017], and 32 units are not many. So it is measured.

## Initialisation

Three scales are compared before any training. At $g = \tfrac12$ the share of the error that arrives at the first layer,
$\lVert \delta_1 \rVert / \lVert \delta_L \rVert$, is [0.0008](claim:small-share). The last column, whose scale is 1, passes the error on as
it is; the ten matrices below it halve it each, and $2^{-10}$ is just below a thousandth. What is measured is a little less, which is the
work of the first layers: their units are still large enough for $1 - h^2$ to differ from 1.

At $g = 1$ the share is [0.24](claim:usual-share): a quarter, eleven layers further down. The average of the squared norm would be
kept exactly if the layers were linear; the loss is the work of the factor $1 - h^2$, which is smallest in the first layers, where the units have not yet
shrunk. Nothing vanishes here in any sense that matters to training.

At $g = 3$ the error grows on its way down, by a factor of [9.4](claim:large-share). That is far less than $3^{11}$, which is beyond a
hundred thousand: the units are saturated, most of them pass nothing, and the few that lie near 0 at a point carry all of what arrives.
A gradient of this kind is large and of little use, because it is a sum over few units that are others at each point, and a small step
changes which they are.

The comparison is one of networks that have not seen a single step. What a scale is good for is decided by training; a share that is
neither tiny nor huge is what makes training possible, not what makes it succeed.

## Per-layer norms

[The figure of the errors](#flow) shows the norm of $\delta_l$ at each of the twelve layers, for the three scales and one seed. The axis is
logarithmic, and has to be: on a linear one the line for $g = \tfrac12$ would lie on the axis from the sixth layer downwards, and nobody
could tell a thousandth from nothing at all.

![Norm of the error at each layer before training, one network at each scale. On the logarithmic axis a straight line is a constant factor
a layer: the small weights lose about half of the error in each.](figure:flow)

For $g = \tfrac12$ the line is nearly straight, as a constant factor a layer must be. For $g = 1$ it is nearly flat. For $g = 3$ it is
bent: near the top the units are saturated evenly and the two factors balance, further down the growth by the weights wins.

What is told of vanishing gradients is usually told of the error, and it would be wrong to conclude that the first weights get the
smallest gradient. By [the recursion](#backward) the gradient of $W_l$ is the product of what comes into the layer and of the error at
it. With small weights the error shrinks on its way down, and the activations shrink on their way up, by the same factor. Their product
is the same everywhere: at $g = \tfrac12$ the gradient of the first weights is [1.11](claim:evenness) times that of the last square
matrix. All of them are small together. Clipping or a rate for each layer would not help, because no layer stands out; what helps is to
begin at another scale. An adaptive method, which divides by the size of the gradient, would hide the loss of scale, and would divide
rounding errors by it as well, if it were large enough.

It is the reason why the program returns all three norms, and why it is worth checking that no gradient is larger than the product of its
two factors: a list of errors that runs from the top down exchanges the two ends of the figure, and nothing else in it looks odd.

## Regularisation

Weight decay adds $\tfrac{\lambda}{2} \sum_l \lVert W_l \rVert^2$ to the loss, so that each step of gradient descent with rate $\eta$ first
multiplies every weight by $1 - \eta \lambda$ and then moves it against the gradient:

$$
W_l \leftarrow (1 - \eta \lambda) \, W_l - \eta \, \frac{\partial \ell}{\partial W_l} .
$$ (decay)

After 100 steps at $\eta = 0.05$ and $\lambda = 0.1$ the decay alone leaves $(1 - 0.005)^{100} \approx 0.61$ of a weight.
The norm of all weights, measured against that of a network that was trained without decay, is [0.61](claim:kept-norm) there. The
two agree so well because the task needs little: the gradient moves few directions, and in all others the weights simply decay. In a deep
network this is not harmless. The scale of the weights is what keeps the error alive, and a decay that is strong enough leaves every layer
at a scale at which the first figure shows the error to vanish.

![Loss after a hundred steps on the points trained on and on fresh ones, over the strength of the decay. A little decay costs hardly
anything on the first and gains on the second; much of it ends in a network that always answers 0.](figure:regularisation)

[The figure of the losses](#regularisation) shows both sides of it. Up to $\lambda = 0.03$ the loss on the training points rises slowly, and
that on fresh points falls: it is [0.76](claim:gained) times what it is without decay. Beyond $\lambda = 0.1$ both rise together, and
at $\lambda = 0.3$ they meet at half the variance of the target, which is the loss of a network that answers 0 everywhere. It has not been
regularised but switched off. The two halves of the curve come from the same formula and deserve different names.

## Batch noise

A batch of $B$ points that are drawn with replacement gives a gradient $g_B$ whose mean is the gradient $g$ over all points. It is the
average of $B$ independent draws, hence

$$
\mathbb{E} \lVert g_B - g \rVert^2 = \frac{\operatorname{tr} \Sigma}{B},
$$ (covariance)

where $\Sigma$ is the covariance of the gradient at one point. This holds whatever the network is, which makes it a good test of a
program: eight times the batch, an eighth of the squared distance. Measured over 100 batches of 4 and of 32 points, the ratio is
[8.56](claim:eightfold), as near to 8 as a hundred batches of each size can be expected to come.

![Squared distance between the gradient of a batch and that of all points, divided by the squared norm of the latter, over the size of the
batch. Both axes are logarithmic; the dashed line falls like one over the size.](figure:noise)

[The figure of the noise](#noise) has the ratio at all sizes. The points lie on a line of slope $-1$, as they must. What is not decided by
the formula is where the line lies. It crosses 1 at a batch of a few dozen points: below that size, the noise in a gradient before
training is larger than the gradient itself, and a step is mostly a step in a random direction. That is no argument against small
batches, since random directions average out over many steps, but it sets the size beyond which a larger batch pays for itself less and
less [@mccandlish2018]. The quantity in the figure is the squared distance. Its square root falls only like $1/\sqrt{B}$, and the two are
easily confused: the ratio would then be near 3 and not near 8.

## Limitations

The network is small, its inputs are independent and its task is trivial. None of the numbers carries over to an image classifier; what
carries over is the way in which they depend on the scale, and that only as far as the derivation does: it assumes layers of one
width, no biases, no normalisation and no connections that skip a layer, and each of these was invented in order to change the picture.

All norms were measured before training, except under weight decay. Whether a network that begins at $g = 3$ recovers was not tried. The
intervals beside the claims were set from two dozen seeds and widened by hand; they say where such a number lies for nearly every seed,
and are no confidence intervals. The networks of the three scales share no draws, so that the comparison between them is one of averages.
For the noise, batches were drawn with replacement; drawing without it, as one usually does, makes it smaller by a factor that
matters once a batch holds a good part of all points, and at 64 of 128 it does.

The gain on fresh points is the least certain of the claims. It was measured at one length of training, and longer training without
decay might well have got as far; the norm of the weights and the time of stopping act alike here, and this report does not separate them.

## References

- [@glorot2010] X. Glorot and Y. Bengio. Understanding the difficulty of training deep feedforward neural networks. AISTATS, 2010.
- [@mccandlish2018] S. McCandlish, J. Kaplan, D. Amodei and the OpenAI Dota Team. An empirical model of large-batch training.
  arXiv:1812.06162, 2018.
- [@schoenholz2017] S. S. Schoenholz, J. Gilmer, S. Ganguli and J. Sohl-Dickstein. Deep information propagation. ICLR, 2017.
"""
