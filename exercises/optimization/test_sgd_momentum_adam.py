import copy

import numpy as np

from autograder.checks import assert_close, assert_equal, forbids, hint, raises, require, seed, unspoiled, worth
from reference import optimizers as exact

forbidden = forbids("torch.optim.SGD", "torch.optim.RMSprop", "torch.optim.Adagrad", "torch.optim.Adam", "torch.optim.AdamW")

CLOSE = dict(rtol=1e-9, atol=1e-12)     # a few ε in each of 50 steps; a parameter may pass through 0 on its way

SGD = dict(lr=0.1, momentum=0.0, nesterov=False, weight_decay=0.0)
RMSPROP = dict(lr=0.1, alpha=0.9, eps=0.1, momentum=0.0, weight_decay=0.0)         # an ε of 0.1 can be seen where 1e-8 could not
ADAGRAD = dict(lr=0.1, eps=0.1, lr_decay=0.0)
ADAM = dict(lr=0.1, betas=(0.8, 0.9), eps=0.1, weight_decay=0.0, decoupled=False)


def walk(yours, step, params, gradients, settings):
    """Return the parameters after each gradient; the state stays beside your code, whatever it is."""
    state, history = None, []
    for grads in gradients:
        params, state = getattr(yours, step)(params, grads, state, **settings)
        history.append(params)
    return history


def problem(rng, steps, shapes):
    """Return parameters and gradients of these shapes; where there is time for it, one gradient is zero."""
    params = {name: np.array(rng.normal(size=shape)) for name, shape in shapes.items()}
    gradients = [{name: np.array(rng.normal(size=shape)) for name, shape in shapes.items()} for _ in range(steps)]
    if steps > 2:
        gradients[steps // 2] = {name: np.zeros(shape) for name, shape in shapes.items()}
    return params, gradients


def agrees(yours, rng, step, direction, settings, fewest=1):
    """The first case is one number, and one step unless two are needed to tell mistakes apart."""
    several = {"w": (2, 3), "b": (3,), "s": ()}
    for steps, shapes in [(fewest, {"s": ()}), (2, {"s": ()}), (2, several), (50, several)]:
        params, gradients = problem(rng, steps, shapes)
        assert_close(yours.run(walk, step, params, gradients, settings), exact.walk(direction, params, gradients, **settings), **CLOSE)


def walk_at_rates(yours, step, params, gradients, rates, settings):
    """Return the parameters after each step, of which each has a rate of its own."""
    state, history = None, []
    for grads, lr in zip(gradients, rates):
        params, state = getattr(yours, step)(params, grads, state, lr=lr, **settings)
        history.append(params)
    return history


def follows_the_rate(yours, rng, step, direction, settings):
    settings = {name: value for name, value in settings.items() if name != "lr"}
    for rates, shapes in [([0.1, 0.01], {"s": ()}), ([0.1, 0.2, 0.0, 0.05], {"w": (2, 3), "s": ()})]:
        params, gradients = problem(rng, len(rates), shapes)
        expected = exact.walk(direction, params, gradients, lr=rates, **settings)
        assert_close(yours.run(walk_at_rates, step, params, gradients, rates, settings), expected, **CLOSE)


def takes_any_name(yours, rng, step, direction, settings):
    names = ["t", "m", "v", "s", "b", "step", "state", "lr"]
    params, gradients = problem(rng, 3, dict.fromkeys(names, ()))
    assert_close(yours.run(walk, step, params, gradients, settings), exact.walk(direction, params, gradients, **settings), **CLOSE)


def rerun(yours, step, params, grads, settings):
    """Take a second step twice from one state, then start anew; return every answer, and the arguments as they are at the end."""
    move = getattr(yours, step)
    first, state = move(params, grads, None, **settings)
    kept = copy.deepcopy(first)
    second, _ = move(first, grads, state, **settings)
    again, _ = move(first, grads, state, **settings)
    anew, _ = move(params, grads, None, **settings)
    return {"parameters afterwards": params, "gradients afterwards": grads, "first step": kept, "first step afterwards": first,
            "second step": second, "second step, from the same state": again, "another run": anew}


def leaves_no_trace(yours, rng, step, direction, settings):
    """Nothing given is written into, and a second run knows nothing of the first."""
    params, (grads,) = problem(rng, 1, {"w": (2,), "s": ()})
    one, two = exact.walk(direction, params, [grads, grads], **settings)
    wanted = {"parameters afterwards": params, "gradients afterwards": grads, "first step": one, "first step afterwards": one,
              "second step": two, "second step, from the same state": two, "another run": one}
    assert_close(yours.run(rerun, step, params, grads, settings), wanted, **CLOSE)


def refuses(yours, step, settings):
    params = {"w": np.ones(2), "s": np.array(1.0)}
    for grads in [{"w": np.ones(2)}, {"w": np.ones((2, 1)), "s": np.array(1.0)}, {"w": np.array(1.0), "s": np.array(1.0)},
                  {"w": np.ones(2), "s": np.ones(2)}]:
        with raises(ValueError):
            getattr(yours, step)(params, grads, None, **settings)
    yours.run(stepped, step, params, {"w": np.ones(2), "s": np.array(1.0)}, settings)       # what fits is not refused


def stepped(yours, step, params, grads, settings):
    getattr(yours, step)(params, grads, None, **settings)


# %% sgd: gradient descent with momentum
def test_plain_descent(yours, rng):
    """Without momentum a step is θ − lr·g, for arrays of every shape."""
    agrees(yours, rng, "sgd_step", exact.sgd, SGD)


@hint("Write out b after one step, and after two.")
def test_momentum_adds_up_past_gradients(yours, rng):
    """With momentum each parameter has a buffer of its own: g at first, then μb + g."""
    agrees(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9})


@hint("With nesterov, is the first step still lr·g?")
def test_nesterov_looks_ahead(yours, rng):
    """With nesterov the step is lr·(g + μb), with the new b."""
    agrees(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.8, "nesterov": True}, fewest=2)


def test_weight_decay_is_part_of_the_gradient(yours, rng):
    """Weight decay adds λθ to the gradient before the buffer sees it, with nesterov too."""
    agrees(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9, "weight_decay": 0.3})
    agrees(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9, "nesterov": True, "weight_decay": 0.3})


@hint("The caller lowers lr.  Does a step still hold a piece of the old rate?")
def test_each_step_has_its_own_rate(yours, rng):
    """lr may change from step to step: it multiplies the buffer, and is not stored in it."""
    follows_the_rate(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9})
    follows_the_rate(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9, "nesterov": True})


def test_sgd_leaves_no_trace(yours, rng):
    """A step writes into none of its arguments, the state included, and two runs share nothing."""
    leaves_no_trace(yours, rng, "sgd_step", exact.sgd, SGD | {"momentum": 0.9})


def test_sgd_refuses_gradients_that_do_not_fit(yours):
    """A parameter without a gradient, or with one of another shape, raises ValueError."""
    refuses(yours, "sgd_step", SGD)


def first_step(yours, params, grads, lr):
    return yours.sgd_step(params, grads, None, lr=lr, momentum=0.9, nesterov=False, weight_decay=0.1)[0]


def the_first_step(params, grads, lr):
    return exact.walk(exact.sgd, params, [grads], lr=lr, momentum=0.9, weight_decay=0.1)[0]


def test_sgd_of_any_layout(yours, rng):
    """Whole numbers and every layout of parameters and gradients give the same step."""
    params, (grads,) = problem(rng, 1, {"w": (2, 3), "s": ()})
    unspoiled(lambda *args: yours.run(first_step, *args), {k: 4 * x for k, x in params.items()}, {k: 4 * g for k, g in grads.items()}, 0.1,
              expect=the_first_step, **CLOSE, single=False)


# %% rmsprop: a step length for each entry
@worth(2)
@hint("Take one step from v = 0 by hand.  How much of g² is in v?", "Is ε added before the root or after it?")
def test_rmsprop_divides_by_the_root_mean_square(yours, rng):
    """RMSProp divides g by √v + ε, where v is a running mean of g²."""
    agrees(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP, fewest=2)
    agrees(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"alpha": 0.99, "eps": 1e-8})


@hint("What is stored in b: gradients, or gradients already divided?")
def test_rmsprop_with_momentum_and_decay(yours, rng):
    """The buffer adds up divided gradients; weight decay enters g, and with it v."""
    agrees(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"momentum": 0.7})
    agrees(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"weight_decay": 0.3})
    agrees(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"momentum": 0.7, "weight_decay": 0.3})


def test_rmsprop_stores_no_rate(yours, rng):
    """lr may change from step to step: it multiplies the buffer, and is not stored in it."""
    follows_the_rate(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"momentum": 0.7})


def test_adagrad_divides_by_the_root_of_the_sum(yours, rng):
    """Adagrad divides g by √s + ε, where s adds up all g²."""
    agrees(yours, rng, "adagrad_step", exact.adagrad, ADAGRAD)
    agrees(yours, rng, "adagrad_step", exact.adagrad, ADAGRAD | {"eps": 1e-10})


@hint("What is t − 1 in the very first step?")
def test_adagrad_rate_decays_with_the_steps(yours, rng):
    """The rate of step t is lr / (1 + (t − 1)·lr_decay), t = 1 first."""
    agrees(yours, rng, "adagrad_step", exact.adagrad, ADAGRAD | {"lr_decay": 0.5})
    takes_any_name(yours, rng, "adagrad_step", exact.adagrad, ADAGRAD | {"lr_decay": 0.5})


def test_rmsprop_and_adagrad_leave_no_trace(yours, rng):
    """A step writes into none of its arguments, the state included, and two runs share nothing."""
    leaves_no_trace(yours, rng, "rmsprop_step", exact.rmsprop, RMSPROP | {"momentum": 0.7})
    leaves_no_trace(yours, rng, "adagrad_step", exact.adagrad, ADAGRAD | {"lr_decay": 0.5})


def test_rmsprop_and_adagrad_refuse_gradients_that_do_not_fit(yours):
    """A parameter without a gradient, or with one of another shape, raises ValueError."""
    refuses(yours, "rmsprop_step", RMSPROP)
    refuses(yours, "adagrad_step", ADAGRAD)


# %% adam: running means, corrected for their start
@worth(2)
@hint("After one step from m = 0, what is m?  Which multiple of g should it estimate?",
      "Is ε added to √v̂, to v̂, or to the √v that is not yet corrected?")
def test_adam_steps_by_corrected_means(yours, rng):
    """Adam divides m̂ by √v̂ + ε, both corrected for their start at 0."""
    agrees(yours, rng, "adam_step", exact.adam, ADAM)
    agrees(yours, rng, "adam_step", exact.adam, ADAM | {"betas": (0.9, 0.999), "eps": 1e-8})


@hint("Which quantities should see weight decay when it is not decoupled?")
def test_coupled_decay_passes_through_the_means(yours, rng):
    """With decoupled=False weight decay is part of the gradient, and so of m and v."""
    agrees(yours, rng, "adam_step", exact.adam, ADAM | {"weight_decay": 0.3})


@worth(2)
@hint("Let the gradient of the loss be 0.  Which number is θ multiplied by in a step of AdamW?")
def test_decoupled_decay_goes_past_the_means(yours, rng):
    """With decoupled=True weight decay shrinks θ by lr·λ·θ, and m and v never see it."""
    agrees(yours, rng, "adam_step", exact.adam, ADAM | {"weight_decay": 0.3, "decoupled": True})


@hint("Where does your state keep t, and what if a parameter has that name?")
def test_parameters_have_any_name(yours, rng):
    """A parameter may be called t, m or v, like what you remember, and lr may change from step to step."""
    takes_any_name(yours, rng, "adam_step", exact.adam, ADAM)
    follows_the_rate(yours, rng, "adam_step", exact.adam, ADAM | {"weight_decay": 0.3, "decoupled": True})


def test_adam_leaves_no_trace(yours, rng):
    """A step writes into none of its arguments, the state included, and two runs share nothing."""
    leaves_no_trace(yours, rng, "adam_step", exact.adam, ADAM | {"weight_decay": 0.3})
    leaves_no_trace(yours, rng, "adam_step", exact.adam, ADAM | {"weight_decay": 0.3, "decoupled": True})


def test_adam_refuses_gradients_that_do_not_fit(yours):
    """A parameter without a gradient, or with one of another shape, raises ValueError."""
    refuses(yours, "adam_step", ADAM)


# %% loop: minibatches, epochs, and the mean loss
def batches(yours, n, batch, rng, drop_last):
    """Return the sizes of the batches, how many of 0 … n − 1 are in none, and what the indices are."""
    found = [np.asarray(rows) for rows in yours.minibatches(n, batch, rng, drop_last)]
    visited = {int(i) for rows in found for i in rows}
    kinds = "whole numbers" if all(rows.dtype.kind in "iu" for rows in found) else "others"
    return {"sizes": [len(rows) for rows in found], "left out": len(set(range(n)) - visited), "indices": kinds}


@hint("What becomes of the samples left over when batch does not divide n?")
def test_each_epoch_visits_every_index_once(yours, rng):
    """Each index comes once; a short last batch stays unless drop_last; a batch larger than n is one of all n."""
    for n, batch, drop, sizes in [(1, 1, False, [1]), (4, 2, False, [2, 2]), (5, 2, False, [2, 2, 1]), (3, 7, False, [3]),
                                  (6, 3, True, [3, 3]), (5, 2, True, [2, 2]), (7, 4, True, [4]), (3, 7, True, [3]), (23, 5, False, [5, 5, 5, 5, 3])]:
        got = yours.run(batches, n, batch, seed(rng), drop)
        assert_equal(got, {"sizes": sizes, "left out": n - sum(sizes), "indices": "whole numbers"})


def orders(yours, n, batch, rng, same):
    """Return the orders of two epochs, and of the first two from an equal generator."""
    return [np.concatenate(yours.minibatches(n, batch, r, False)) for r in (rng, rng, same, same)]


@hint("Where does the order come from?  Two epochs, one generator.")
def test_epochs_are_shuffled_by_the_generator(yours, rng):
    """Every epoch has an order of its own, drawn from rng: an equal generator gives equal orders."""
    n, drawn = 40, seed(rng)
    got = yours.run(orders, n, 7, drawn, drawn)
    require(isinstance(got, list) and len(got) == 4, "an epoch's batches cannot be joined", got=got)
    for order in got:
        assert_equal(np.sort(order), np.arange(n), said="the indices of an epoch, sorted")
    require((got[0] != np.arange(n)).any(), "the order is 0, 1, 2, …: nothing is shuffled", got=got)       # by chance: once in 40!
    require((np.diff(got[0]) == 1).sum() < n // 2, "whole runs of neighbours stay together", got=got)        # by chance about one pair does
    require((got[0] != got[1]).any(), "two epochs have the same order", got=got)
    for first, again in zip(got[:2], got[2:]):
        assert_equal(again, first, said="an equal generator gives another order")


def line(params, X, y):
    """Return the mean of (Xw − y)² and its gradient."""
    r = X @ params["w"] - y
    return (r * r).mean(), {"w": 2 * X.T @ r / len(y)}


def stay(yours, X, y, w, batch, epochs, rng):
    """Train with a rule that does not move; return the losses, what became of w, and the mean of the gradients by size."""
    sizes, seen = [], []

    def loss_grad(params, X, y):
        sizes.append(len(y))
        return line(params, X, y)

    def opt(params, grads, state):
        seen.append(grads["w"])
        return params, state
    params, losses = yours.train(loss_grad, {"w": w}, (X, y), opt, epochs, batch, rng)
    mean = sum(size * g for size, g in zip(sizes, seen)) / sum(sizes)
    return {"losses": losses, "w": params["w"], "samples": sum(sizes), "steps": len(seen), "mean gradient": mean}


@worth(2)
@hint("The last batch holds fewer samples.  How much does each of them count in the mean over all samples?")
def test_every_sample_counts_the_same(yours, rng):
    """At fixed parameters an epoch's loss is the loss of all data, and the minibatch gradients have the full gradient as their mean."""
    for n, batch, epochs in [(4, 2, 1), (3, 2, 1), (11, 4, 2), (3, 7, 2)]:
        X, y, w = rng.normal(size=(n, 2)), rng.normal(size=n), rng.normal(size=2)
        loss, full = line({"w": w}, X, y)
        expected = {"losses": np.full(epochs, loss), "w": w, "samples": epochs * n, "steps": epochs * -(-n // batch),
                    "mean gradient": full["w"]}
        assert_close(yours.run(stay, X, y, w, batch, epochs, seed(rng)), expected, rtol=1e-12, atol=1e-12)     # n·ε of numbers of size 1


def visits(yours, X, y, batch, epochs, rng):
    """Return the (x, y) pairs in the order in which the loss was asked for them."""
    seen = []

    def loss_grad(params, X, y):
        seen.extend([[float(a), float(b)] for a, b in zip(X, y)])
        return 0.0, {"w": np.zeros(1)}
    yours.train(loss_grad, {"w": np.ones(1)}, (X, y), lambda params, grads, state: (params, state), epochs, batch, rng)
    return np.array(seen)


@hint("Which y belongs to X[3]?")
def test_samples_keep_their_labels_and_epochs_their_own_order(yours, rng):
    """Each epoch visits every pair (X[i], y[i]) once, in an order of its own that rng decides."""
    for n, batch in [(3, 2), (30, 4)]:
        X, y, drawn = rng.permutation(n) + 1.0, rng.normal(size=n), seed(rng)
        got = yours.run(visits, X, y, batch, 2, drawn)
        require(isinstance(got, np.ndarray) and got.shape == (2 * n, 2), f"two epochs of {n} samples are {2 * n} visits", got=got)
        for epoch in (got[:n], got[n:]):
            assert_equal(np.array(sorted(map(tuple, epoch))), np.array(sorted(zip(X, y))), said="the pairs of an epoch, sorted")
        assert_equal(yours.run(visits, X, y, batch, 2, drawn), got, said="an equal generator gives another order")
    require((got[:n] != got[n:]).any(), "both epochs have the same order", got=got)        # by chance: once in 30!


def count(yours, X, y, batch, epochs, rng):
    """Train with a rule that takes steps of 1, 2, 3, … and counts them in its state; return parameters and losses."""
    def opt(params, grads, state):
        steps = 1 if state is None else state + 1
        return {"w": params["w"] + steps}, steps

    def loss_grad(params, X, y):
        return float(params["w"][0]), {"w": np.zeros(1)}
    start = {"w": np.zeros(1)}
    params, losses = yours.train(loss_grad, start, (X, y), opt, epochs, batch, rng)
    return {"w": params["w"], "losses": losses, "start afterwards": start["w"]}


@worth(2)
@hint("What does an optimiser remember, and for how long?", "Which parameters is a minibatch's loss computed at?")
def test_each_minibatch_moves_what_the_last_one_left(yours, rng):
    """Every minibatch steps once from the newest parameters, with the state of the step before, across epochs."""
    for n, batch, epochs in [(2, 1, 1), (2, 1, 2), (5, 2, 3)]:
        steps = -(-n // batch)
        losses, w, t = [], 0.0, 0
        for _ in range(epochs):
            at = []                                     # the loss of a minibatch is w when it is visited
            for _ in range(steps):
                at.append(w)
                t += 1
                w += t
            sizes = [min(batch, n - i) for i in range(0, n, batch)]
            losses.append(np.dot(sizes, at) / n)
        got = yours.run(count, rng.normal(size=(n, 1)), rng.normal(size=n), batch, epochs, seed(rng))
        assert_close(got, {"w": np.array([w]), "losses": np.array(losses), "start afterwards": np.zeros(1)}, rtol=1e-12)    # whole numbers
