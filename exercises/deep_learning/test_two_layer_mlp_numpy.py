import copy

import numpy as np

from autograder.checks import assert_close, assert_equal, calibrated, forbids, hint, raises, require, seed, trained, unspoiled, worth
from reference import two_layer_network as exact
from reference.digits import digits

forbidden = forbids("torch", "autograd", "jax", "sklearn")
seconds = 6             # a training takes a fraction of a second

CLOSE = dict(rtol=1e-10, atol=1e-12)    # sums of some ten products of numbers near 1, through two layers and a softmax


def network(rng, d, h, k, scale=1.0):
    return {"W1": rng.normal(size=(d, h)), "b1": rng.normal(size=h), "W2": scale * rng.normal(size=(h, k)), "b2": rng.normal(size=k)}


def dimensions(case):
    """The first case is one sample and one hidden unit; later no two dimensions are alike."""
    return [(1, 1, 1, 2), (2, 1, 1, 2), (1, 2, 3, 4), (5, 3, 4, 2), (4, 2, 5, 3), (7, 5, 2, 6)][case]


CASES = range(6)


# %% model: forwards and backwards
def test_hidden_units_begin_unlike(yours, rng):
    """init gives float64 arrays of the four shapes, finite, and no two hidden units with the same weights."""
    for d, h, k in [(1, 2, 1), (3, 5, 4), (64, 30, 10)]:
        got = yours.init(d, h, k, seed(rng))
        require(isinstance(got, dict) and set(got) == {"W1", "b1", "W2", "b2"}, "the parameters are a dict of W1, b1, W2 and b2", got=got)
        for name, shape in {"W1": (d, h), "b1": (h,), "W2": (h, k), "b2": (k,)}.items():
            here = got[name]
            require(isinstance(here, np.ndarray) and here.shape == shape and here.dtype == float, f"{name} is not float64 of shape {shape}", got=got)
            require(np.isfinite(here).all(), f"{name} is not finite", got=got)
        columns = {tuple(column) for column in np.vstack([got["W1"], got["b1"]]).T}
        require(len(columns) == h, f"of {h} hidden units {h - len(columns)} begin as another's double: their gradients are the same, for ever", got=got)


def test_init_is_drawn_from_the_generator(yours, rng):
    """An equal generator gives equal parameters, another one others."""
    drawn = seed(rng)
    first, again, other = yours.init(3, 4, 2, drawn), yours.init(3, 4, 2, drawn), yours.init(3, 4, 2, seed(rng))
    require(isinstance(first, dict) and first.keys() >= {"W1", "W2"}, "the parameters are a dict of W1, b1, W2 and b2", got=first)
    assert_equal(again, first, said="from an equal generator")
    require((first["W1"] != other["W1"]).any(), "two generators give the same W1", got=other)
    require(np.unique(first["W1"]).size == 12, "some weights of W1 are equal: they are not drawn one by one", got=first)


def scores(yours, params, X, act):
    return yours.forward(params, X, act)[0]


@hint("Write Z₁ down for one sample and one hidden unit.", "Which axis do b₁ and b₂ run along?")
def test_logits_are_two_layers(yours, rng):
    """The logits are act(X W₁ + b₁) W₂ + b₂, with relu and with tanh."""
    for act in ("relu", "tanh"):
        for case in CASES:
            n, d, h, k = dimensions(case)
            params, X = network(rng, d, h, k), rng.normal(size=(n, d))
            if case == 0:                               # Z₁ > 0, where relu is the line; Z₁ < 0, where it is not
                side = 1 if act == "relu" else -1
                X, params["W1"], params["b1"] = abs(X), side * abs(params["W1"]), side * abs(params["b1"])
            assert_close(yours.run(scores, params, X, act), exact.scores(params, X, act), **CLOSE)


def slopes(yours, params, X, y, act):
    _, cache = yours.forward(params, X, act)
    return yours.backward(cache, y)


@worth(3)
@hint("For one sample, what is ∂L/∂logits?", "Check each array with your gradient checker: which is the first to be wrong?",
      "Which W₂ does the gradient come back through?")
def test_gradients_are_those_of_the_mean_loss(yours, rng):
    """backward gives ∂L/∂W₁, ∂L/∂b₁, ∂L/∂W₂ and ∂L/∂b₂ of the mean cross entropy, for one sample and for many."""
    for act in ("relu", "tanh"):
        for case in CASES:
            n, d, h, k = dimensions(case)
            params, X, y = network(rng, d, h, k), rng.normal(size=(n, d)), rng.integers(k, size=n)
            if case == 0:
                X, params["W1"], params["b1"] = abs(X), abs(params["W1"]), abs(params["b1"])       # a unit that is on has a gradient
            assert_close(yours.run(slopes, params, X, y, act), exact.gradients(params, X, y, act), **CLOSE)


@hint("Take X = 0 and b₁ = 0.  What is Z₁, and what is relu′ there?")
def test_relu_has_slope_zero_at_zero(yours, rng):
    """Where Z₁ is 0, nothing flows back through relu."""
    for n, d, h, k in [(1, 1, 2, 2), (3, 2, 4, 5)]:
        params, X, y = network(rng, d, h, k), rng.normal(size=(n, d)), rng.integers(k, size=n)
        X[0], params["b1"][:2] = 0.0, (0.0, -1.0)       # for the first sample one unit is at the kink, another off
        assert_close(yours.run(slopes, params, X, y, "relu"), exact.gradients(params, X, y, "relu"), **CLOSE)


@hint("What is exp(1000)?  And inf / inf?")
def test_large_scores_have_gradients(yours, rng):
    """With scores in the thousands the gradients are finite and right."""
    for n, d, h, k in [(1, 1, 1, 2), (4, 3, 2, 5)]:
        params, X, y = network(rng, d, h, k, scale=3000.0), 1 + rng.random((n, d)), rng.integers(k, size=n)
        params["W1"] = abs(params["W1"])
        params["b1"] = 1 + rng.random(h)                # every unit is on, so that the scores are large
        X = np.asarray(X)
        assert_close(yours.run(slopes, params, X, y, "relu"), exact.gradients(params, X, y, "relu"),
                     rtol=1e-10, atol=1e-9)             # gradients of W₁ are of size 3000, and sums of terms that cancel


def twice(yours, params, X, y, act):
    """Return both of two backward passes, and what has become of what was handed in."""
    _, cache = yours.forward(params, X, act)
    first = copy.deepcopy(yours.backward(cache, y))
    return {"first": first, "second": yours.backward(cache, y), "parameters afterwards": params, "X afterwards": X, "y afterwards": y}


@hint("delta −= …, params −= …: whose array is it that changes?")
def test_backward_leaves_everything_as_it_was(yours, rng):
    """A second backward pass returns the same, and parameters, X and labels are what they were."""
    for act in ("relu", "tanh"):
        params, X, y = network(rng, 3, 4, 5), rng.normal(size=(6, 3)), rng.integers(5, size=6)
        wanted = exact.gradients(params, X, y, act)
        assert_close(yours.run(twice, params, X, y, act),
                     {"first": wanted, "second": wanted, "parameters afterwards": params, "X afterwards": X, "y afterwards": y}, **CLOSE)


def whole(yours, params, X, y, act):
    logits, cache = yours.forward(params, X, act)
    return {"logits": logits, **yours.backward(cache, y)}


def test_arrays_of_any_layout(yours, rng):
    """Whole numbers, float32 and every layout of X and of the parameters give the same logits and gradients."""
    params, X, y = network(rng, 3, 4, 2), 3 * rng.normal(size=(5, 3)), rng.integers(2, size=5)
    unspoiled(lambda p, x: yours.run(whole, p, x, y, "tanh"), params, X,
              expect=lambda p, x: {"logits": exact.scores(p, x, "tanh"), **exact.gradients(p, x, y, "tanh")}, **CLOSE, single=False)
    unspoiled(lambda x: yours.run(whole, params, x, y, "relu"), X,
              expect=lambda x: {"logits": exact.scores(params, x, "relu"), **exact.gradients(params, x, y, "relu")}, **CLOSE)


def test_another_activation_is_refused(yours, rng):
    """An act that is neither relu nor tanh raises ValueError."""
    with raises(ValueError):
        yours.run(scores, network(rng, 2, 3, 2), rng.normal(size=(1, 2)), "sigmoid")
    yours.run(scores, network(rng, 2, 3, 2), rng.normal(size=(1, 2)), "tanh")       # and nothing else does


# %% train: epochs of minibatches
def trial(yours, X, y, Xv, yv, hidden, epochs, batch, rng, lr):
    """Train; return the parameters and the history as plain lists."""
    params, history = yours.train(X, y, Xv, yv, hidden, epochs, batch, rng, lr=lr)
    return {"params": params, "train_loss": [float(v) for v in history["train_loss"]], "val_acc": [float(v) for v in history["val_acc"]]}


def sorted_out(got, d, hidden, k, epochs):
    """Require the structure of what `trial` returns."""
    require(isinstance(got, dict) and isinstance(got["params"], dict), "train returns (params, history)", got=got)
    shapes = {name: getattr(got["params"].get(name), "shape", None) for name in ("W1", "b1", "W2", "b2")}
    require(shapes == {"W1": (d, hidden), "b1": (hidden,), "W2": (hidden, k), "b2": (k,)}, f"the parameters have the shapes {shapes}", got=got)
    for name in ("train_loss", "val_acc"):
        require(len(got[name]) == epochs, f"{name} has {len(got[name])} numbers for {epochs} epochs", got=got)


def share(params, X, y):
    return (exact.scores(params, X, "relu").argmax(axis=1) == y).mean()


@worth(2)
@hint("Is lr=0 the same as lr=None?", "The last minibatch is smaller: how much does each of its samples count?")
def test_a_rate_of_zero_moves_nothing(yours, rng):
    """At the rate 0 every epoch has the mean loss over all samples, and the accuracy, of the parameters that come back."""
    for n, d, k, batch, epochs in [(2, 1, 2, 2, 1), (5, 2, 3, 2, 2), (11, 4, 3, 4, 3), (3, 2, 3, 8, 2)]:
        X, y = rng.normal(scale=2, size=(n, d)), np.append(rng.integers(k, size=n - 1), k - 1)
        Xv, yv = rng.normal(scale=2, size=(7, d)), rng.integers(k, size=7)
        got = yours.run(trial, X, y, Xv, yv, 6, epochs, batch, seed(rng), 0.0)
        sorted_out(got, d, 6, k, epochs)
        wanted = {"params": got["params"], "train_loss": [exact.loss(got["params"], X, y)] * epochs, "val_acc": [share(got["params"], Xv, yv)] * epochs}
        assert_close(got, wanted, **CLOSE)


@hint("range(0, n, batch): which samples does its last step see?")
def test_every_sample_moves_the_weights(yours, rng):
    """In one epoch each sample has its say, in a last short minibatch too, and where there is only a short one."""
    for n, batch in [(1, 1), (3, 2), (3, 8), (7, 4)]:
        X, y = np.eye(n), np.arange(n) % 2              # row i of W1 is moved by sample i alone
        y[-1] = 1
        drawn = seed(rng)
        before = yours.run(trial, X, y, X, y, 40, 1, batch, drawn, 0.0)
        after = yours.run(trial, X, y, X, y, 40, 1, batch, drawn, 0.05)
        sorted_out(after, n, 40, 2, 1)
        require(all(np.isfinite(W).all() for W in after["params"].values()), "after an epoch some parameter is not finite", got=after)
        moved = (before["params"]["W1"] != after["params"]["W1"]).any(axis=1)
        require(moved.all(), f"of {n} samples in minibatches of {batch}, {n - moved.sum()} moved no weight in an epoch", got=after)


@hint("When a sample is visited, the step it makes is still to come.")
def test_losses_are_those_when_visited(yours, rng):
    """A loss counts as it was when its sample was visited, before the step; val_acc and the parameters are those of the end."""
    for n, epochs in [(1, 1), (5, 1), (6, 60)]:
        X, y = rng.normal(scale=2, size=(n, 3)), np.append(rng.integers(2, size=n - 1), 1)
        got = yours.run(trial, X, y, X, 1 - y, 16, epochs, n, seed(rng), 0.05)      # what is learned of y makes 1 − y worse: the best epoch is the first
        sorted_out(got, 3, 16, 2, epochs)
        here, afterwards = got["train_loss"][-1], exact.loss(got["params"], X, y)
        moved = epochs > 1 or abs(here - afterwards) > 1e-9 * afterwards        # a minibatch of all: the first step, which moves the loss, lies between
        require(moved, "the loss told is that of the parameters after the epoch's steps", got=got)
        require(abs(got["val_acc"][-1] - share(got["params"], X, 1 - y)) < 1e-9, "the last val_acc is not that of the parameters returned", got=got)


def routes(yours, X, y, lr, epochs, rngs):
    """Train a network of equal beginning under each generator; return a weighed sum of its parameters every time."""
    own, begin = yours.init, yours.init(X.shape[1], 5, 2, np.random.default_rng(0))
    yours.init = lambda *args, **more: {name: np.array(p) for name, p in begin.items()}
    try:
        ends = [yours.train(X, y, X, y, 5, epochs, 1, rng, lr=lr)[0] for rng in rngs]
    finally:
        yours.init = own
    weighed = lambda a: np.sum(np.sin(1.0 + np.arange(np.size(a))) * np.ravel(a))     # a plain sum stays: what one class gains the others lose
    return [float(sum(weighed(end[name]) for name in ("W1", "b1", "W2", "b2"))) for end in ends]


@hint("Two samples, two epochs: in how many orders may they come?")
def test_each_epoch_has_an_order_of_its_own(yours, rng):
    """Two samples come in four orders in two epochs; from equal parameters, more than two of them are met under 40 generators."""
    X, y = rng.normal(size=(2, 6)) + 1, np.array([0, 1])
    ends = yours.run(routes, X, y, 0.05, 2, [seed(rng) for _ in range(40)])
    require(np.shape(ends) == (40,) and np.isfinite(ends).all(), "after two epochs some parameter is not finite", got=ends)
    met = len(set(ends))        # a right program meets two or fewer with probability 6·2⁻⁴⁰; one whose start is not init's own meets 40
    require(met > 2, f"two samples were visited in {met} of four orders: an epoch repeats the order of another, or of the data", got=ends)


@worth(2)
@hint("Which y belongs to X[rows]?")
def test_a_few_samples_are_learned_by_heart(yours, rng):
    """After 300 epochs on 12 samples with labels of chance, each is given its own label: the mean loss is below 0.1."""
    X, y = rng.integers(2, size=(12, 64)).astype(float), rng.permutation(np.arange(12) % 3)        # of digits' size, which lr=None is for
    got = yours.run(trial, X, y, X[:5], y[:5], 32, 300, 4, seed(rng), None)
    sorted_out(got, 64, 32, 3, 300)
    reached = exact.loss(got["params"], X, y)       # descent by 0.005 and by 0.1, with momentum 0.9, reaches 0.01 under each of 25 seeds
    require(reached < 0.1, f"after 300 epochs the mean loss on 12 samples is {reached:.3g}; all three labels alike would be {np.log(3):.3g}", got=got)
    require(got["train_loss"][-1] < 0.1, f"the loss told of the last epoch is {got['train_loss'][-1]:.3g}", got=got)
    require(got["val_acc"][-1] == share(got["params"], X[:5], y[:5]), "the last val_acc is not that of the parameters returned", got=got)


@hint("Who else holds X, and the generator's state?")
def test_equal_generators_train_alike(yours, rng):
    """An equal generator gives identical parameters and history, another one others; X and y are what they were."""
    X, y, drawn = rng.normal(size=(9, 3)), np.arange(9) % 3, seed(rng)
    got = [yours.run(traced, X, y, X, y, 8, 3, 4, s, 0.05) for s in (drawn, drawn, seed(rng))]
    sorted_out(got[0], 3, 8, 3, 3)
    assert_equal(got[0]["afterwards"], [X, y, X, y], said="what train was given, afterwards")
    assert_equal(got[1], got[0], said="from an equal generator")
    require((got[0]["params"]["W1"] != got[2]["params"]["W1"]).any(), "two generators train the same network", got=got[2])


def traced(yours, X, y, Xv, yv, hidden, epochs, batch, rng, lr):
    """As `trial`, with what was handed in."""
    return {**trial(yours, X, y, Xv, yv, hidden, epochs, batch, rng, lr), "afterwards": [X, y, Xv, yv]}


@worth(3)
@hint("Does the loss of the first epochs fall?  If not, look at the gradients; if slowly, at the rate that None stands for.")
def test_digits_are_learned(yours, rng):
    """After 30 epochs with 64 hidden units, digits that were not trained on are told apart."""
    pixels, labels = digits()
    order = rng.permutation(len(labels))
    X, y = pixels[order] / 16, labels[order].astype(int)

    def run(drawn):
        got = yours.run(trial, X[:1400], y[:1400], X[1400:1500], y[1400:1500], 64, 30, 32, drawn, None)
        sorted_out(got, 64, 64, 10, 30)
        require(got["train_loss"][-1] < got["train_loss"][0], "the loss does not fall", got=got["train_loss"])
        return share(got["params"], X[1400:], y[1400:])
    trained(run, calibrated("two-layer-mlp-numpy"), rng)


# %% evaluate: how often it is right, and what it takes for what
@hint("argmax along which axis?")
def test_accuracy_is_the_share_of_right_answers(yours, rng):
    """accuracy is the share of samples whose largest logit is that of their label."""
    for n, d, h, k in [(3, 1, 2, 2), (4, 2, 3, 5), (50, 3, 6, 4)]:
        params, X = network(rng, d, h, k), rng.normal(size=(n, d))
        best = exact.scores(params, X, "relu").argmax(axis=1)
        y = np.where(np.arange(n) % 4, best, (best + 1) % k)       # every fourth is wrong, the first among them
        assert_close(yours.accuracy(params, X, y), (best == y).mean(), rtol=1e-15)      # a quotient of whole numbers


def answered_variously(rng, n, d, h, k):
    """Return a network, samples and labels: mistakes one way only, an answer given twice, a label with two answers; of four labels the last is unused."""
    while True:
        params, X = network(rng, d, h, k), rng.normal(size=(n, d))
        if k == 4:
            params["b2"][3] = -1000.0
        y = (exact.scores(params, X, "relu").argmax(axis=1) + (np.arange(n) % 3 < 2)) % min(k, 3)       # two of three are wrong
        counts = exact.confusion(params, X, y)
        if counts.max() > 1 and ((counts > 0).sum(axis=1) > 1).any() and (counts != counts.T).any():
            return params, X, y


@hint("Which of the two is the row: what it is, or what it is taken for?", "A label that no sample has: how many rows then?")
def test_confusion_counts_labels_by_answers(yours, rng):
    """Row t and column p of confusion count the samples with label t that are taken for p, for all k labels."""
    for n, d, h, k in [(5, 1, 3, 2), (60, 3, 6, 4)]:
        params, X, y = answered_variously(rng, n, d, h, k)
        got = yours.confusion(params, X, y)
        require(isinstance(got, np.ndarray) and got.dtype.kind in "iu", "confusion holds counts: whole numbers", got=got)
        assert_equal(got, exact.confusion(params, X, y))
