import numpy as np

from autograder.checks import (assert_close, assert_labelled, assert_line, assert_named, assert_scales, assert_visible, bound, claimed, derives, evidenced, hint,
                               illustrated, paged, pictures, pointed, referenced, regenerated, report_in_print, require, sectioned, typeset, understood, worth)
from gradient_flow_report import BATCHES, DECAYS, SCALES, D, E, Sum, W, d, eye, h, i, j, k, norm2, s2, tanh, w
from reference.gradient_flow import gradients as exact

EXERCISE = "gradient-flow-report"
SECTIONS = ("setting", "derivation", "initialisation", "per-layer norms", "regularisation", "batch noise", "limitations")
MEASURED_IN = ("initialisation", "per-layer norms", "regularisation", "batch noise")
CRITERIA = {"question": "it says what is asked, and why", "derivation": "what is derived is used, and its assumptions are said",
            "evidence": "each conclusion rests on a number or a figure that is shown", "alternatives": "another explanation is considered",
            "limits": "it says what was not tried, and what would change the conclusions"}
FIGURES = ("flow", "noise", "regularisation")
AGAIN = 1e-6        # relative: the same seed on another machine, whose sums run in another order
seconds = 8         # figures and claims make networks by the dozen, which takes half a second


def printed(yours):
    """What `grade report` sets on paper."""
    return report_in_print(yours, EXERCISE, source=lambda: yours.report(), figures=lambda: yours.regenerate(0), listed=lambda: yours.claims(),
                           assessed=lambda: yours.self_assessment(), criteria=CRITERIA, up_to="claims")


def a_network(rng, sizes, count):
    weights = [rng.normal(size=shape) / np.sqrt(shape[0]) for shape in zip(sizes[:-1], sizes[1:])]
    return weights, rng.normal(size=(count, sizes[0])), rng.normal(size=(count, sizes[-1]))


def drawn(rng):
    return int(rng.integers(2**31))


# %% figures: your network, what is measured of it, and the pictures
@hint("Begin at the output: what is the derivative of the loss by a_L?", "What stands between the error at a layer and the one below it?")
def test_gradients_are_those_of_the_loss(yours, rng):
    """The gradients by the weights are the derivatives of your network's loss."""
    assert_close(yours.gradients([np.array([[2.0]])], np.array([[1.0]]), np.array([[0.5]])), [np.array([[1.5]])], rtol=1e-12)      # one product, no sum
    for sizes, count in [((1, 1, 1), 1), ((2, 3, 1), 2), ((3, 2, 4, 2), 5), ((4, 3, 5, 2, 1), 6)]:
        weights, x, y = a_network(rng, sizes, count)
        assert_close(yours.gradients(weights, x, y), exact(weights, x, y), rtol=1e-9, atol=1e-12)      # sums of a few dozen terms near 1


@hint("A product of two matrices has at most the product of their norms.")
def test_norms_vanish_or_grow_with_the_scale(yours, rng):
    """With small weights the error all but vanishes on its way down, with large ones it grows; each gradient stays below the product of its factors."""
    one = drawn(rng)
    for scale, low, high in [(0.5, 0.0, 0.05), (1.0, 0.003, 5.0), (3.0, 1.5, np.inf)]:       # twelve layers of 32: 0.0007, 0.2 and 8, times or over 4
        norms = yours.layer_norms(scale, one)
        require(getattr(norms, "ndim", 0) == 2 and norms.shape[0] == 3 and norms.shape[1] >= 10, "three rows are due, of ten layers or more", got=norms)
        require(np.isfinite(norms).all() and (norms > 0).all(), "norms of a network that was drawn are finite, and larger than 0", got=norms)
        inputs, errors, slopes = norms
        require((slopes <= inputs * errors * (1 + 1e-9)).all(), "a gradient is larger than the product of its two factors allows", got=norms)
        require(low < errors[0] / errors[-1] < high, f"at scale {scale:g} the error at layer 1 over that at the last is {errors[0] / errors[-1]:.3g}", got=norms)
    assert_close(yours.layer_norms(3.0, one), norms, rtol=AGAIN, said="called again with the same seed")
    require(np.any(yours.layer_norms(3.0, one + 1) != norms), "another seed draws another network", got=norms)


@hint("Is it the distance, or its square, that is averaged?")
def test_noise_falls_as_batches_grow(yours, rng):
    """The squared distance of a batch's gradient from the whole one falls like one over the size of the batch."""
    one = drawn(rng)
    small, large = yours.batch_noise(4, one), yours.batch_noise(32, one)
    # 8; over 60 seeds 7.1 to 9.5 with 200 batches: its logarithm is off by 0.05, with 100 by 0.07, and these bounds are five times that
    require(5.5 < small / large < 11.5, f"eight times the batch leaves 1/{small / large:.3g} of it", got=small)
    require(0 < large < 1e3, "the distance is divided by the squared norm of the whole gradient", got=large)
    assert_close(yours.batch_noise(4, one), small, rtol=AGAIN, said="called again with the same seed")


def test_decay_makes_weights_small(yours, rng):
    """The stronger the decay, the smaller the weights in the end; the losses are finite, and the same seed gives the same."""
    one = drawn(rng)
    ends = [yours.trained(decay, one) for decay in (0.0, 0.1, 0.3)]
    require(all(getattr(e, "shape", None) == (3,) and np.isfinite(e).all() and (e > 0).all() for e in ends), "three positive numbers are due", got=ends[0])
    require(ends[0][0] > ends[1][0] > ends[2][0], f"the norms of the weights are {ends[0][0]:.4g}, {ends[1][0]:.4g}, {ends[2][0]:.4g} "
            "for decays 0, 0.1, 0.3", got=ends[1])
    require(ends[0][1] < ends[0][2], "without decay, the loss on the points trained on is below that on fresh ones", got=ends[0])
    assert_close(yours.trained(0.0, one), ends[0], rtol=AGAIN, said="called again with the same seed")


@hint("On which axis does a straight line mean a constant factor?")
def test_flow_is_seen(yours, rng):
    """The figure “flow” draws the errors of every layer, at each scale, on an axis on which what is small is still seen."""
    one = drawn(rng)
    figure = yours.regenerate(one)["flow"]
    for scale in SCALES:
        errors = yours.layer_norms(scale, one)[1]
        assert_line(figure, np.arange(1, len(errors) + 1), errors, label=f"{scale:g}", rtol=AGAIN, of=f"scale {scale:g}")
    assert_scales(figure, x="linear", y="log")
    assert_labelled(figure)
    assert_visible(figure)
    assert_named(figure, [f"{scale:g}" for scale in SCALES])


def test_noise_is_drawn(yours, rng):
    """The figure “noise” draws what was measured at every size of a batch, on logarithmic axes."""
    one = drawn(rng)
    figure = yours.regenerate(one)["noise"]
    assert_line(figure, BATCHES, [yours.batch_noise(batch, one) for batch in BATCHES], label="measured", rtol=AGAIN)
    assert_scales(figure, x="log", y="log")
    assert_labelled(figure)


def test_regularisation_is_drawn(yours, rng):
    """The figure “regularisation” draws both losses over the decays."""
    one = drawn(rng)
    figure = yours.regenerate(one)["regularisation"]
    ends = np.array([yours.trained(decay, one) for decay in DECAYS])
    assert_line(figure, DECAYS, ends[:, 1], label="training", rtol=AGAIN)
    assert_line(figure, DECAYS, ends[:, 2], label="fresh", rtol=AGAIN)
    assert_labelled(figure)


# %% claims: the numbers of the report, and where they come from
def test_claims_are_complete(yours):
    """Five numbers or more are claimed, each with its sentence, its bounds and its origin; no value contradicts its bounds."""
    claimed(yours.claims(), at_least=5)


@hint("`grade report gradient-flow-report` makes every number again, and tells which have moved.")
def test_claims_are_found_again(yours, rng):
    """Some of your claims, drawn anew each time, are found again by their functions; under a seed of the grader's they lie between their bounds too."""
    rows = yours.claims()
    regenerated(yours, claimed(rows), rng, some=2, rtol=AGAIN, rows=rows)


def test_evidence_is_of_this_code(yours):
    """The evidence id of each claim is that of its value, its seed, and your code as it stands."""
    rows = yours.claims()
    evidenced(yours, claimed(rows), EXERCISE, up_to="claims", rows=rows)


# %% sections: the report
def test_a_layer_is_derived(yours):
    """The Jacobian of a layer follows line by line."""
    a = Sum(W[i, k] * h[k], k)
    derives(yours.layer_jacobian, D(tanh(a), h[j]), to=(1 - tanh(a)**2) * W[i, j], steps=2)


def test_a_variance_is_derived(yours):
    """How a layer multiplies the size of what comes in follows line by line."""
    derives(yours.variance_of_a_unit, E((w.T @ h)**2, w), to=s2 * norm2(h), steps=1, through=[h.T @ (s2 * eye(d)) @ h])


def test_every_section_is_there(yours):
    """The report has its seven sections, and each says something."""
    sectioned(yours.report(), *SECTIONS, words=60)


def test_everything_can_be_set(yours):
    """Everything in the report is understood, its formulas can be set, and six or more stand in lines of their own."""
    text = yours.report()
    understood(text)
    typeset(text, at_least=6)


def test_nothing_is_referred_to_in_vain(yours):
    """What the report refers to is there, and two sources or more are cited and told."""
    referenced(yours.report(), at_least=2)


def test_figures_are_shown_and_spoken_of(yours):
    """The report shows figures of your program, three or more; each has a caption, and a sentence that speaks of it."""
    illustrated(yours.report(), FIGURES, at_least=3)


@hint("A number with a decimal point was measured, or is a setting: settings stand in formulas, $g = 0.5$.")
def test_numbers_are_claims(yours):
    """Every number that was measured is one of your claims, written as its value rounds; every claim is made in the text."""
    bound(yours.report(), claimed(yours.claims()), within=MEASURED_IN)


def test_five_to_eight_pages(yours):
    """Set on A4, with its figures, the report has five to eight pages."""
    text = yours.report()
    paged(text, 5, 8, lambda: {name: picture.data for name, picture in pictures(yours, yours.regenerate(0)).items()})


@worth(0)
def test_your_own_judgement_points_to_passages(yours):
    """You have judged your report by each criterion, and each judgement points to a passage; the scores decide nothing."""
    text = yours.report()
    pointed(text, yours.self_assessment(), CRITERIA)
