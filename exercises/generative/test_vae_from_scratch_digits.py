import numpy as np

from autograder.checks import (Mismatch, assert_close, assert_distribution, assert_equal, assert_mean, calibrated, forbids, hint, image, panels, raises,
                               require, seed, shade, trained, unspoiled, worth)
from autograder.checks.tails import chi_square
from reference import variational as exact
from reference.digits import binary

forbidden = forbids("torch.autograd.grad", "torch.autograd.backward")
judged_loosely = {"sample": "what is drawn is judged by its law"}
address_space = 2       # GiB: 1400 images of 64 pixels need none of it

PIXELS = 64
CLOSE = 1e-9            # relative: sums of some hundred products in another order, through two layers
# One failure in a million is shared by 36 tails of norms, 6 means and 6 laws: 36·5e-9 + 6·5e-8 + 6·7e-8 is less.
TINY = 5e-9             # of the χ² law, on either side
MEANS = 20
LAWS = 200              # 5e-9 each; the grid of codes is off by 0.003 of the radius 0.044, and then it is 7e-8


def params_of(got):
    """Return parameters that are a dict of finite float arrays."""
    require(isinstance(got, dict) and len(got) > 1, "the parameters are to be a dict name → array", got=got)
    for name, p in got.items():
        require(isinstance(p, np.ndarray) and p.dtype.kind == "f", f"parameter {name!r} is to be an array of floats", got=got)
        require(np.isfinite(p).all(), f"parameter {name!r} is not finite", got=got)
    return got


def net(yours, rng, hidden, latent):
    """Return parameters of your layout and of our drawing: yours, each number moved by a normal one."""
    params = params_of(yours.init(hidden, latent, seed(rng)))
    return {name: np.array(p + rng.normal(scale=0.5, size=p.shape)) for name, p in sorted(params.items())}


def images(rng, n):
    return rng.integers(0, 2, size=(n, 64)).astype(float)


def ours(yours, params, x, eps):
    """Return the mean ELBO, by your encode and decode and our formulas."""
    mu, logvar = yours.encode(params, x)
    for name, got in (("mu", mu), ("logvar", logvar)):
        require(np.shape(got) == eps.shape, f"{name} of {len(x)} images and {eps.shape[1]} latents has shape {np.shape(got)}, expected {eps.shape}", got=got)
    logits = yours.decode(params, exact.code(mu, logvar, eps))
    require(np.shape(logits) == x.shape, f"the logits of {len(x)} latents have shape {np.shape(logits)}, expected {x.shape}", got=logits)
    return exact.elbo(x, mu, logvar, logits)


# %% model: encoder, decoder, and the bound with its gradients
def begun(yours, hidden, latent, x, z, rng, again, other):
    """Draw parameters three times, twice from equal generators, and ask both nets with the first."""
    first, second, third = (yours.init(hidden, latent, r) for r in (rng, again, other))
    return {"first": first, "again": second, "other": third, "mu": yours.encode(first, x)[0], "logits": yours.decode(first, z)}


def test_starts_at_random_and_nowhere_flat(yours, rng):
    """init draws everything from rng, and at once both nets tell two images, and two latents, apart."""
    for hidden, latent in [(40, 1), (60, 3)]:        # of 40 rectifiers some are at work
        one, other = seed(rng), seed(rng)
        got = yours.run(begun, hidden, latent, images(rng, 2), rng.normal(size=(2, latent)), one, one, other)
        first = params_of(got["first"])
        assert_equal(got["again"], first, said="equal generators give other parameters")
        require(any((first[k] != got["other"][k]).any() for k in first), "another generator gives the same parameters", got=first)
        require((got["mu"][0] != got["mu"][1]).any(), "both images have the same mean: nothing can ever tell them apart", got=got["mu"])
        require((got["logits"][0] != got["logits"][1]).any(), "both latents have the same logits", got=got["logits"])
        require(len(np.unique(got["logits"])) > 64, "many pixels have the same logit: units that begin alike stay alike", got=got["logits"])


@worth(2)
@hint("Is everything a sum over 64 pixels and over L latents, and then a mean over the images?", "What is the KL of one latent with μ = 0 and s = 1?")
def test_elbo_is_the_formula(yours, rng):
    """The mean ELBO is log p(x|z) − KL in nats an image, at z = μ + s ⊙ ε of your own encoder."""
    for n, hidden, latent in [(1, 2, 1), (1, 2, 3), (3, 5, 2)]:
        params, x, eps = net(yours, rng, hidden, latent), images(rng, n), rng.normal(size=(n, latent))
        value, _ = yours.elbo_and_grads(params, x, eps)
        due = ours(yours, params, x, eps)
        slip = "" if np.shape(value) or abs(value - due) <= CLOSE * abs(due) else slip_in(value, yours, params, x, eps)
        assert_close(value, due, rtol=CLOSE, said=slip)


def slip_in(value, yours, params, x, eps):
    """Return the one well-known slip that gives this very value, in words: parameters of the learner's own layout are no other program's."""
    mu, logvar = yours.encode(params, x)
    kl, at = exact.divergence(mu, logvar), [exact.code(mu, logvar, e) for e in (eps, 0 * eps)] + [exact.code(mu, 2 * logvar, eps)]
    pixels, without, squared = (exact.log_likelihood(x, yours.decode(params, z)) for z in at)
    known = {"this is the bound with the KL added to it": pixels + kl, "this is minus the bound": kl - pixels,
             "this is log p(x|z) alone": pixels, "this is minus log p(x|z), and the KL is taken from it": -pixels - kl,
             "this is the bound with a mean over the pixels": pixels / PIXELS - kl,
             "this is the bound with a mean over the latents": pixels - kl / eps.shape[1],
             "this is the bound summed over the images": len(x) * (pixels - kl), "this is the bound with twice the KL": pixels - 2 * kl,
             "this is the bound with a KL that is not 0 where q is the prior": pixels - kl - eps.shape[1] / 2,
             "this is the bound at z = μ": without - kl, "this is the bound with noise scaled by s²": squared - kl,
             "this is the bound with exp(logvar) for s": squared - exact.divergence(mu, 2 * logvar) - logvar.sum(axis=1) / 2}
    if eps.shape[1] > 1:
        known["this is the bound with means over pixels and latents"] = pixels / PIXELS - kl / eps.shape[1]
    return alone([words for words, each in known.items() if abs(value - each.mean()) <= CLOSE * abs(value)])


def alone(words):
    return words[0] if len(words) == 1 else ""


def slopes(yours, params, x, eps, step):
    """Return your gradients, and your ELBO a step above and a step below each number of each parameter."""
    def elbo(name, index, by):
        moved = {k: np.array(p) for k, p in params.items()}
        moved[name][index] += by
        return yours.elbo_and_grads(moved, x, eps)[0]

    def everywhere(by):
        return {name: np.array([elbo(name, i, by) for i in np.ndindex(np.shape(p))]).reshape(np.shape(p)) for name, p in params.items()}
    return {"gradients": yours.elbo_and_grads(params, x, eps)[1], "above": everywhere(step), "below": everywhere(-step)}


@worth(2)
@hint("Which ways lead from logvar to the ELBO?  There are two.", "Of which quantity is the gradient asked for, and is it a mean?")
def test_gradients_are_slopes(yours, rng):
    """The gradients are how fast MINUS the mean ELBO changes, for every number of every parameter, with ε held fixed."""
    for n, hidden, latent in [(1, 2, 1), (3, 2, 2)]:
        for last in (False, False, True):       # a rectifier's kink may lie within a step: that happens to one point in a thousand, not to three
            params, x, eps = net(yours, rng, hidden, latent), images(rng, n), rng.normal(size=(n, latent))
            got = yours.run(slopes, params, x, eps, 1e-6)
            rises = {name: (got["below"][name] - got["above"][name]) / 2e-6 for name in params}
            scale = max(np.abs(d).max() for d in rises.values())
            require(scale > 0, "the ELBO does not depend on any parameter", got=got["above"])
            try:
                assert_close(got["gradients"], rises, rtol=1e-6, atol=1e-6 * scale)      # ε·|ELBO|/step is some 1e-8
                break
            except Mismatch:
                if last:
                    said = "; ".join(filter(None, [arrays_right(got["gradients"], rises, scale), ways_wrong(yours, rng)]))
                    assert_close(got["gradients"], rises, rtol=1e-6, atol=1e-6 * scale, said=said)      # as above
                    raise


def arrays_right(gradients, rises, scale):
    """Return which arrays of the gradient are right, in words: a mistake on the way back spoils all that stands before it."""
    if not isinstance(gradients, dict) or any(np.shape(gradients.get(name)) != np.shape(rise) for name, rise in rises.items()):
        return ""
    right = [name for name, rise in rises.items() if np.allclose(gradients[name], rise, rtol=1e-6, atol=1e-6 * scale)]       # as in the check
    return f"right for {', '.join(right)}, and for no other" if right else "wrong for every parameter"


WAYS = ("what the pixels say of μ", "what the pixels say of logvar", "what the KL says of μ", "what the KL says of logvar")


def ways(yours, params, x, eps, step):
    """Return your gradients, and how fast minus the ELBO changes with what the encoder reads by each of the four ways alone."""
    mu, logvar = (np.asarray(a, float) for a in yours.encode(params, x))

    def pixels(z):
        a = np.asarray(yours.decode(params, z), float)
        return (np.logaddexp(0, a) - x * a).sum() / len(x)

    def four(name, index, by):
        moved = {k: np.array(p) for k, p in params.items()}
        moved[name][index] += by
        m, v = (np.asarray(a, float) for a in yours.encode(moved, x))
        return np.array([pixels(m + np.exp(logvar / 2) * eps), pixels(mu + np.exp(v / 2) * eps),
                         (m**2).sum() / len(x) / 2, (np.exp(v) - v).sum() / len(x) / 2])
    by_way = {name: [(four(name, i, step) - four(name, i, -step)) / (2 * step) for i in np.ndindex(np.shape(p))] for name, p in params.items()}
    return {"gradients": yours.elbo_and_grads(params, x, eps)[1], "ways": {name: np.array(rows) for name, rows in by_way.items()}}


def ways_wrong(yours, rng):
    """Return which ways from the encoder to the bound count other than once, in words, if that explains all that is wrong there."""
    params, x, eps = net(yours, rng, 2, 2), images(rng, 3), rng.normal(size=(3, 2))
    got = yours.run(ways, params, x, eps, 1e-6)
    mine = [name for name, rows in got["ways"].items() if rows.any()]
    if not mine or any(np.size(got["gradients"].get(name)) != len(got["ways"][name]) for name in mine):
        return ""
    rows, yourself = np.concatenate([got["ways"][name] for name in mine]), np.concatenate([np.ravel(got["gradients"][name]) for name in mine])
    times = np.linalg.lstsq(rows, yourself, rcond=None)[0]
    if not np.allclose(rows @ times, yourself, rtol=0, atol=1e-5 * abs(rows).max()):      # differences are right to some 1e-7
        return ""
    if np.ptp(times) < 1e-3:
        return f"all that the encoder hears counts {number(times[0])}" if abs(times[0] - 1) > 1e-3 else ""
    return ", ".join(f"{way} counts {number(t)}" for way, t in zip(WAYS, times) if abs(t - 1) > 1e-3)


def number(t):
    return "for nothing" if abs(t) < 1e-3 else "with the wrong sign" if abs(t + 1) < 1e-3 else f"{t:.3g} times"


def test_each_image_is_for_itself(yours, rng):
    """encode and decode treat every image and every latent as if it were alone."""
    params, x, z = net(yours, rng, 40, 2), images(rng, 3), rng.normal(size=(3, 2))
    mu, logvar = yours.encode(params, x)
    logits = yours.decode(params, z)
    for i in range(3):
        assert_close(yours.encode(params, x[i:i + 1]), (mu[i:i + 1], logvar[i:i + 1]), rtol=CLOSE, said=f"image {i} alone")
        assert_close(yours.decode(params, z[i:i + 1]), logits[i:i + 1], rtol=CLOSE, said=f"latent {i} alone")
    require(np.ptp(mu, axis=0).min() > 0 and np.ptp(logits, axis=0).max() > 0, "different images have the same code", got=mu)


def test_decoder_gives_logits(yours, rng):
    """decode returns logits, which take values below 0 and above 1: they are no probabilities yet."""
    params = net(yours, rng, 20, 2)
    logits = yours.decode(params, 3 * rng.normal(size=(50, 2)))
    require(np.min(logits) < 0 and np.max(logits) > 1, "all of 3200 logits lie between 0 and 1", got=logits)


def far_out(yours, params, x, eps):
    """Enlarge what only the decoder reads until a logit is beyond 800; return the codes, the logits, your ELBO and its gradients."""
    mu, logvar = yours.encode(params, x)
    z = mu + np.exp(logvar / 2) * eps
    decoders = []
    for name, p in params.items():
        changed = yours.encode({**params, name: np.asarray(p) * 2 + 1}, x)
        if np.array_equal(changed[0], mu) and np.array_equal(changed[1], logvar):
            decoders.append(name)
    for _ in range(20):
        logits = yours.decode(params, z)
        if not decoders or np.abs(logits).max() > 800:
            break
        params = {k: np.asarray(p) * 2 if k in decoders else p for k, p in params.items()}
    value, grads = yours.elbo_and_grads(params, x, eps)
    return {"value": value, "mu": mu, "logvar": logvar, "logits": logits, "gradients": grads}


@hint("What is log(1 − σ(800)) in floating point?  And log(1 + e⁸⁰⁰)?")
def test_survives_certain_pixels(yours, rng):
    """With logits beyond 800 the ELBO is still exact and its gradients finite."""
    for n in (1, 4):
        params, x, eps = net(yours, rng, 4, 2), images(rng, n), rng.normal(size=(n, 2))
        got = yours.run(far_out, params, x, eps)
        assert_close(got["value"], exact.elbo(x, got["mu"], got["logvar"], got["logits"]), rtol=CLOSE)
        require(all(np.isfinite(g).all() for g in got["gradients"].values()), "a gradient is not finite", got=got["gradients"])


def test_images_of_any_layout(yours, rng):
    """Whole numbers, every layout and read-only images and ε give the same ELBO, and nothing given is written into."""
    params, x, eps = net(yours, rng, 3, 2), images(rng, 3), np.rint(2 * rng.normal(size=(3, 2)))
    value = ours(yours, params, x, eps)
    unspoiled(lambda *args: yours.elbo_and_grads(*args)[0], params, x, eps, expect=lambda *args: value, rtol=CLOSE, integers=False, single=False)
    unspoiled(lambda *args: yours.elbo_and_grads(params, *args)[0], x, eps, expect=lambda *args: value, rtol=CLOSE)


# %% train: fresh noise for every image in every epoch
NAMES = ("reconstruction", "kl", "eps_norm")


def courses(yours, X, latent, epochs, rng, again, other):
    """Train three times, twice from equal generators; return everything, and the images as they are afterwards."""
    runs = [yours.train(X, latent, epochs, r) for r in (rng, again, other)]
    return {"first": runs[0], "again": runs[1], "other": runs[2], "images afterwards": X}


def history_of(got, epochs):
    """Return a training's history, if it has the form that is asked for."""
    require(isinstance(got, (tuple, list)) and len(got) == 2, "train is to return (params, history)", got=got)
    params, history = got
    params_of(params)
    require(isinstance(history, dict) and set(NAMES) <= history.keys(), f"the history is to be a dict of {', '.join(NAMES)}", got=history)
    for name in NAMES:
        require(np.shape(history[name]) == (epochs,), f"history[{name!r}] has shape {np.shape(history[name])}, expected ({epochs},)", got=history)
        require(np.isfinite(history[name]).all(), f"history[{name!r}] is not finite", got=history)
    return history


def test_a_training_can_be_repeated(yours, rng):
    """Equal generators give the same training to the last digit, others another; the images stay as they are."""
    for n, epochs in [(1, 1), (7, 3)]:
        X, one, other = images(rng, n), seed(rng), seed(rng)
        got = yours.run(courses, X, 2, epochs, one, one, other)
        history_of(got["first"], epochs)
        assert_equal(got["again"], got["first"], said="an equal generator")
        require((got["first"][1]["eps_norm"] != got["other"][1]["eps_norm"]).all(), "another generator gives the same noise", got=got["first"][1])
        assert_equal(got["images afterwards"], X, said="the images afterwards")


@hint("How many numbers does rng have to draw for one epoch?", "What would the noise teach if it were the same every time?")
def test_noise_is_new_for_every_image_in_every_epoch(yours, rng):
    """eps_norm is that of n·L standard normal numbers, and another one in every epoch."""
    for n, latent, epochs in [(7, 1, 3), (130, 3, 3), (2, 200, 12)]:      # two images of many latents: shared noise is seen there
        history = history_of(yours.train(images(rng, n), latent, epochs, seed(rng)), epochs)
        norms = history["eps_norm"]
        require(len(set(norms.tolist())) == epochs, "several epochs have the same eps_norm: their noise is the same", got=norms)
        for norm in norms:
            low, high = chi_square(norm**2, n * latent)
            require(min(low, high) > TINY, f"eps_norm is {norm:.4g}; of {n}·{latent} standard normal numbers it is near {np.sqrt(n * latent):.4g}", got=norms)


def learned(yours, X, latent, epochs, rng, eps):
    """Train, and show what was learned by the same images and other noise."""
    params, history = yours.train(X, latent, epochs, rng)
    mu, logvar = yours.encode(params, X)
    return {"training": (params, history), "mu": mu, "logvar": logvar, "logits": yours.decode(params, mu + np.exp(logvar / 2) * eps)}


@worth(2)
@hint("Are the last epoch's figures means over all images, of sums over pixels and latents?", "Which parameters do you return?")
def test_history_tells_what_was_learned(yours, rng):
    """The last epoch's reconstruction and KL are those of the returned parameters, but for the last few steps, and the ELBO has risen."""
    X, latent, epochs = binary()[0][:400], 8, 20
    eps = rng.normal(size=(len(X), latent))
    got = yours.run(learned, X, latent, epochs, seed(rng), eps)
    history = history_of(got["training"], epochs)
    now = {"reconstruction": exact.log_likelihood(X, got["logits"]).mean(), "kl": exact.divergence(got["mu"], got["logvar"]).mean()}
    for name, value in now.items():
        last = float(history[name][-1])         # it moves by some hundredths an epoch; sums and means differ by 8 or more
        require(0.5 < last / value < 2, f"the last epoch's {name} is {last:.4g}; by the returned parameters it is {value:.4g}", got=history)
    first, last = float(history["reconstruction"][0] - history["kl"][0]), float(now["reconstruction"] - now["kl"])
    require(last > first + 1, f"the ELBO of the first epoch is {first:.4g}, that of the parameters after {epochs} epochs {last:.4g}", got=history)


def orders(yours, X, latent, rngs):
    """Train for one epoch from equal parameters without noise under each generator; return the sum of what is learned each time."""
    class Silent(np.random.Generator):
        def normal(self, *args, size=None, **more):
            return np.zeros(size if size is not None or len(args) < 3 else args[2])

        def standard_normal(self, size=None, *args, **more):
            return np.zeros(size)
    own, begin = yours.init, yours.init(8, latent, np.random.default_rng(0))
    yours.init = lambda *args, **more: {name: np.array(p) for name, p in begin.items()}
    try:
        ends = [yours.train(X, latent, 1, Silent(rng.bit_generator))[0] for rng in rngs]
    finally:
        yours.init = own
    return [np.concatenate([np.ravel(end[name]) for name in sorted(end)]).sum() for end in ends]


def test_images_come_in_a_new_order(yours, rng):
    """Under different generators the images are visited in different orders: even without noise, equal parameters end elsewhere."""
    X = np.repeat(images(rng, 4), 50, axis=0)
    ends = yours.run(orders, X, 2, [seed(rng) for _ in range(4)])
    require(np.shape(ends) == (4,) and np.isfinite(ends).all(), "the parameters after an epoch are not finite", got=ends)
    require(len(set(ends)) > 1, "from equal parameters, and without noise, four generators train alike: all visit the images in one order", got=ends)


def held_out(yours, X, unseen, latent, epochs, rng, eps):
    """Train, and show what unseen images become."""
    params, _ = yours.train(X, latent, epochs, rng)
    mu, logvar = yours.encode(params, unseen)
    return {"mu": mu, "logvar": logvar, "logits": yours.decode(params, mu + np.exp(logvar / 2) * eps)}


@worth(3)
def test_digits_are_learned(yours, rng):
    """After 40 epochs, digits that were not trained on have a high ELBO, codes that say something, and better pictures than the mean image."""
    X, unseen = binary()
    eps = rng.normal(size=(len(unseen), 8))
    mean_image = np.clip(X.mean(axis=0), 1e-3, 1 - 1e-3)        # a pixel that is never white in training may be so in others

    def run(seed):
        got = yours.run(held_out, X, unseen, 8, 40, seed, eps)
        reconstruction = exact.log_likelihood(unseen, got["logits"]).mean()
        kl = exact.divergence(got["mu"], got["logvar"]).mean()
        plain = exact.log_likelihood(unseen, np.log(mean_image / (1 - mean_image))).mean()
        return {"elbo": reconstruction - kl, "kl": kl, "gain": reconstruction - plain}
    trained(run, calibrated("vae-from-scratch-digits"), rng)


# %% interpolate: from one image to another by way of the latents
TURN = 1e-10            # relative to the longer vector: an arccos knows an angle near 1 to some 1e-16, and its sine divides


def apart(rng, length):
    """Return two vectors that are neither nearly parallel nor nearly opposite."""
    while True:
        za, zb = rng.normal(size=length), 2 * rng.normal(size=length)
        if abs(za @ zb) < 0.9 * np.linalg.norm(za) * np.linalg.norm(zb):
            return za, zb


def test_linear_goes_straight(yours, rng):
    """Linear: n evenly spaced points of the segment, both ends included."""
    for length, n in [(1, 2), (1, 3), (3, 6)]:
        za, zb = rng.normal(size=length), rng.normal(size=length)
        assert_close(yours.interpolate(za, zb, n, "linear"), exact.linear(za, zb, n), rtol=1e-12, atol=1e-12)      # a few ε of numbers near 1


@hint("What are the direction and the norm halfway?", "Two vectors of norms 1 and 3: which norm has the middle?")
def test_spherical_turns_evenly(yours, rng):
    """Spherical: the direction turns by equal angles and the norm changes by equal amounts, both ends included."""
    for length, n in [(2, 2), (2, 3), (3, 6)]:
        za, zb = apart(rng, length)
        size = max(np.linalg.norm(za), np.linalg.norm(zb))
        got = yours.interpolate(za, zb, n, "spherical")
        assert_close(got, exact.spherical(za, zb, n), rtol=0, atol=TURN * size)
        assert_close([got[0], got[-1]], [za, zb], rtol=0, atol=1e-12 * size, said="the ends")        # a few ε


@hint("What is sin θ when both vectors point the same way?")
def test_spherical_is_linear_for_one_direction(yours, rng):
    """Between vectors of one direction spherical is linear, as it is below an angle of 1e-8."""
    za = rng.normal(size=3)
    aside = np.cross(za, rng.normal(size=3))
    for zb in (2 * za, 2 * za + 1e-9 * aside / np.linalg.norm(aside) * np.linalg.norm(za)):
        assert_close(yours.quietly.interpolate(za, zb, 4, "spherical"), exact.linear(za, zb, 4), rtol=0, atol=1e-8)      # an angle of 1e-8 at most


def test_impossible_ways_are_refused(yours, rng):
    """ValueError: fewer than two points, another kind, and for spherical a zero vector, or opposite ones."""
    za, zb = apart(rng, 3)
    for bad in [(za, zb, 1, "linear"), (za, zb, 1, "spherical"), (za, zb, 0, "linear"), (za, zb, 3, "cubic"), (0 * za, zb, 3, "spherical"),
                (za, 0 * zb, 3, "spherical"), (za, -2 * za, 3, "spherical")]:
        with raises(ValueError):
            yours.interpolate(*bad)
    assert_close(yours.interpolate(za, -za, 3, "linear"), exact.linear(za, -za, 3), rtol=0, atol=1e-12)      # a few ε; straight through 0 is fine
    assert_close(yours.interpolate(0 * za, zb, 3, "linear"), exact.linear(0 * za, zb, 3), rtol=0, atol=1e-12)      # as above


def shown(figure, count):
    """Return the 8×8 pixels that are seen in each of a figure's axes, in order, however they are drawn."""
    seen = []
    for axes in panels(figure, count):
        (left, right), (bottom, top), middles = axes.xlim, axes.ylim, (np.arange(8) + 0.5) / 8
        x, y = np.meshgrid(left + middles * (right - left), top + middles * (bottom - top))
        seen.append(shade(image(axes), x, y))
    return np.array(seen)


def pictures(yours, params, z):
    return exact.logistic(yours.decode(params, z)).reshape(-1, 8, 8)


@worth(2)
@hint("Which numbers lie between the two images: pixels, or codes?")
def test_images_follow_the_latents(yours, rng):
    """interpolation_figure shows, in order, what the decoder makes of the latents between both means."""
    params = net(yours, rng, 4, 2)
    for n, kind in [(2, "linear"), (3, "linear"), (4, "spherical")]:
        xa, xb = images(rng, 2)
        mu, _ = yours.encode(params, np.stack([xa, xb]))
        z = yours.interpolate(mu[0], mu[1], n, kind)
        expected = pictures(yours, params, z)
        assert_close(shown(yours.interpolation_figure(params, xa, xb, n, kind), n), expected, rtol=0, atol=CLOSE)


def test_grid_shows_the_plane_of_two_latents(yours, rng):
    """grid_figure shows n × n decoded latents: z₁ grows along the rows, z₂ down the columns, all others are 0."""
    for n, latent, span in [(2, 2, 1.0), (3, 4, 2.5)]:
        params, values = net(yours, rng, 4, latent), np.linspace(-span, span, n)
        z = np.array([[z1, z2, *[0.0] * (latent - 2)] for z2 in values for z1 in values])
        expected = pictures(yours, params, z)
        assert_close(shown(yours.grid_figure(params, n, span), n * n), expected, rtol=0, atol=CLOSE)


# %% sample: images from nothing
BLUR = 0.02             # rectifiers give some probabilities to many latents at once; blurred, their law is continuous


def test_sampled_images_have_the_models_means(yours, rng):
    """sample_prior draws z from the standard normal law: every pixel's probability has the mean and the law that follow from it."""
    for latent, side in [(1, 2000), (2, 140)]:
        params = net(yours, rng, 4, latent)
        middles = normal_quantiles((np.arange(side) + 0.5) / side)
        z = np.stack(np.meshgrid(*[middles] * latent), axis=-1).reshape(-1, latent)       # cells of equal probability
        due = exact.logistic(yours.decode(params, z))
        got = yours.sample_prior(params, 5000, seed(rng))
        require(np.shape(got) == (5000, 64), f"5000 images have shape {np.shape(got)}", got=got)
        pixels = np.argsort(-due.std(axis=0))[:3]                   # those that vary most
        for i in pixels:
            assert_mean(got[:, i], due[:, i].mean(), due[:, i].std(), comparisons=MEANS, skewness=3.0, of=f"pixel {i}'s probability")
            blurred = got[:, i] + rng.uniform(0, BLUR, size=5000)
            assert_distribution(blurred, blurred_law(due[:, i], BLUR), comparisons=LAWS, of=f"pixel {i}'s probabilities, blurred by {BLUR},")


def normal_quantiles(p):
    from statistics import NormalDist
    return np.array([NormalDist().inv_cdf(q) for q in p])


def blurred_law(values, width):
    """Return the distribution function of equally likely values, each with a uniform number from 0 to `width` added."""
    ordered, n = np.sort(values), len(values)
    sums = np.concatenate([[0.0], np.cumsum(ordered)])

    def area(x):                    # the integral of the values' own distribution function up to x
        below = np.searchsorted(ordered, x)
        return (below * x - sums[below]) / n
    return lambda x: (area(x) - area(x - width)) / width


def test_a_sample_can_be_repeated(yours, rng):
    """Equal generators give the same images, others other ones; n may be 1, and there are as many latents as the parameters say."""
    for latent, n in [(1, 1), (3, 4)]:
        params, one = net(yours, rng, 3, latent), seed(rng)
        first = yours.sample_prior(params, n, one)
        require(np.shape(first) == (n, 64), f"{n} images have shape {np.shape(first)}", got=first)
        assert_equal(yours.sample_prior(params, n, one), first, said="an equal generator")
        require((yours.sample_prior(params, n, seed(rng)) != first).any(), "another generator gives the same images", got=first)
