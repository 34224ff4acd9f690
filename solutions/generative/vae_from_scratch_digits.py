"""Variational autoencoder from scratch on digits with latent interpolation

165 min · difficulty 3 · after vae-reparameterization-kl, deep-mlp-from-scratch, sgd-momentum-adam · needs matplotlib

Handwritten digits of 8×8 pixels, each black or white, are explained by a few hidden numbers z ∈ ℝᴸ:

    p(z) = N(0, I)        p(x|z) = Πᵢ σ(aᵢ)^xᵢ (1 − σ(aᵢ))^(1 − xᵢ),    a = decode(z)

The encoder guesses z from an image, q(z|x) = N(μ, diag(s²)) with s² = exp(logvar), and both learn together by raising

    ELBO(x) = log p(x|z) − KL(q(z|x) ‖ p(z)),      z = μ + s ⊙ ε,   ε ~ N(0, I)

Everything is in nats an image: sums over the 64 pixels and the L latents, and the mean over images.  The nets are yours
(one hidden layer each will do), and so are the names of the parameters: a dict name → float array.  All gradients are
your own: no automatic differentiation.
"""
import numpy as np
from matplotlib.figure import Figure

PIXELS = 64


# %% model: encoder, decoder, and the bound with its gradients
def init(hidden, latent, rng):
    """Draw the parameters of both nets, each with `hidden` units in between: dict name → float array, everything drawn by rng."""
    ...
    def layer(inputs, outputs):
        return rng.normal(size=(inputs, outputs)) / np.sqrt(inputs)     # keeps the size of what passes through
    return {"W_in": layer(PIXELS, hidden), "b_in": np.zeros(hidden), "W_mu": layer(hidden, latent), "b_mu": np.zeros(latent),
            "W_logvar": 0.1 * layer(hidden, latent), "b_logvar": np.zeros(latent),
            "W_z": layer(latent, hidden), "b_z": np.zeros(hidden), "W_out": layer(hidden, PIXELS), "b_out": np.zeros(PIXELS)}


def encode(params, x):
    """Images (n, 64) → (mu, logvar), each (n, L); logvar is log s², any real number."""
    ...
    h = np.tanh(x @ params["W_in"] + params["b_in"])
    return h @ params["W_mu"] + params["b_mu"], h @ params["W_logvar"] + params["b_logvar"]


def decode(params, z):
    """Latents (n, L) → logits a (n, 64), any real numbers: pixel i is white with probability σ(aᵢ)."""
    ...
    return np.tanh(z @ params["W_z"] + params["b_z"]) @ params["W_out"] + params["b_out"]


def elbo_and_grads(params, x, eps):
    """Images (n, 64) of zeros and ones and ε (n, L) → (mean ELBO, gradients of MINUS that mean, a dict with the keys of params).

    ε is given and stays as it is.  The ELBO is finite for logits of any size.
    """
    ...
    reconstruction, kl, grads = bound(params, x, eps)
    return reconstruction - kl, grads


...
def sigmoid(a):
    return 0.5 * (1 + np.tanh(a / 2))       # exp(−a) could overflow


def bound(params, x, eps):
    """Return the mean of log p(x|z), the mean of KL, and the gradients of minus their difference."""
    n = len(x)
    h = np.tanh(x @ params["W_in"] + params["b_in"])
    mu, logvar = h @ params["W_mu"] + params["b_mu"], h @ params["W_logvar"] + params["b_logvar"]
    s = np.exp(logvar / 2)
    z = mu + s * eps
    g = np.tanh(z @ params["W_z"] + params["b_z"])
    a = g @ params["W_out"] + params["b_out"]
    reconstruction = (x * a - np.logaddexp(0, a)).sum() / n         # log σ(a) = a − log(1 + eᵃ),  log(1 − σ(a)) = −log(1 + eᵃ)
    kl = (mu**2 + s**2 - 1 - logvar).sum() / (2 * n)

    d_a = (sigmoid(a) - x) / n              # d_… is the gradient of KL − log p(x|z)
    d_g = d_a @ params["W_out"].T * (1 - g**2)
    d_z = d_g @ params["W_z"].T
    d_mu = d_z + mu / n                     # z = μ + s ⊙ ε
    d_logvar = d_z * eps * s / 2 + (s**2 - 1) / (2 * n)             # ∂s/∂logvar = s/2
    d_h = (d_mu @ params["W_mu"].T + d_logvar @ params["W_logvar"].T) * (1 - h**2)
    grads = {"W_in": x.T @ d_h, "b_in": d_h.sum(axis=0), "W_mu": h.T @ d_mu, "b_mu": d_mu.sum(axis=0),
             "W_logvar": h.T @ d_logvar, "b_logvar": d_logvar.sum(axis=0),
             "W_z": z.T @ d_g, "b_z": d_g.sum(axis=0), "W_out": g.T @ d_a, "b_out": d_a.sum(axis=0)}
    return reconstruction, kl, grads


# %% train: fresh noise for every image in every epoch
def train(X, latent, epochs, rng):
    """Fit both nets to the images X (n, 64) of zeros and ones; return (params, history).

    An epoch visits every image once, in minibatches of a new order, with noise of its own for each image.
    history holds float arrays (epochs,) over what was visited in each epoch:

        reconstruction   the mean over the images of log p(x|z)
        kl               the mean over the images of KL(q(z|x) ‖ p(z))
        eps_norm         √(Σ ε²) over all the noise that was drawn, n·L numbers

    Everything drawn comes from rng.  Width, minibatch and optimiser are yours: with 8 latents, 1400 images are to be learned in
    40 epochs and at most 5 seconds.  64 units, minibatches of 50 and Adam at 0.003 do it in half a second, and better than needed.
    """
    ...
    params = init(64, latent, rng)
    m, v = ({name: np.zeros_like(p) for name, p in params.items()} for _ in range(2))
    t = 0
    history = {name: np.zeros(epochs) for name in ("reconstruction", "kl", "eps_norm")}
    for epoch in range(epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), 50):
            x = X[order[start:start + 50]]
            eps = rng.normal(size=(len(x), latent))
            reconstruction, kl, grads = bound(params, x, eps)
            history["reconstruction"][epoch] += reconstruction * len(x) / len(X)
            history["kl"][epoch] += kl * len(x) / len(X)
            history["eps_norm"][epoch] += (eps**2).sum()
            t += 1
            for name, g in grads.items():
                m[name] = 0.9 * m[name] + 0.1 * g
                v[name] = 0.999 * v[name] + 0.001 * g**2
                params[name] = params[name] - 0.003 * (m[name] / (1 - 0.9**t)) / (np.sqrt(v[name] / (1 - 0.999**t)) + 1e-8)
    history["eps_norm"] = np.sqrt(history["eps_norm"])
    return params, history


# %% interpolate: from one image to another by way of the latents
def interpolate(za, zb, n, kind):
    """Latents za, zb (L,) → n latents (n, L) from za to zb, both included.

        linear      (1 − t) za + t zb,  t = 0, 1/(n − 1), …, 1
        spherical   the direction turns at constant speed, along the shorter way; the norm changes linearly

    Spherical is linear where the angle between za and zb is below 1e-8.
    ValueError: n < 2, another kind, and for spherical a zero vector, or two that point exactly opposite ways.
    """
    ...
    if n < 2:
        raise ValueError("both ends are included: n must be 2 or more")
    za, zb, t = np.asarray(za, float), np.asarray(zb, float), np.linspace(0, 1, n)[:, None]
    if kind == "linear":
        return (1 - t) * za + t * zb
    if kind != "spherical":
        raise ValueError(f"kind is linear or spherical, not {kind!r}")
    norm_a, norm_b = np.linalg.norm(za), np.linalg.norm(zb)
    if norm_a == 0 or norm_b == 0:
        raise ValueError("a zero vector has no direction")
    a, b = za / norm_a, zb / norm_b
    angle = 2 * np.arctan2(np.linalg.norm(a - b), np.linalg.norm(a + b))        # exact for small angles, where arccos is not
    if angle < 1e-8:
        return (1 - t) * za + t * zb
    if np.pi - angle < 1e-8:
        raise ValueError("opposite directions: no way round is the shorter one")
    direction = (np.sin((1 - t) * angle) * a + np.sin(t * angle) * b) / np.sin(angle)
    return ((1 - t) * norm_a + t * norm_b) * direction


def interpolation_figure(params, xa, xb, n, kind):
    """Images xa, xb (64,) → Figure of n axes in a row, each with one 8×8 image: σ(decode(·)) of the n latents between the means μ of both."""
    ...
    (mu_a, mu_b), _ = encode(params, np.stack([xa, xb]))
    return pictures(sigmoid(decode(params, interpolate(mu_a, mu_b, n, kind))), 1, n)


def grid_figure(params, n, span):
    """Figure of n × n axes, row by row, each with the 8×8 image σ(decode(z)) of one z.

    Along each row z₁ takes n evenly spaced values from −span to span, down each column z₂ does; the other latents (two or more in all) are 0.
    """
    ...
    values, latent = np.linspace(-span, span, n), params["b_mu"].size
    z = np.zeros((n * n, latent))
    z[:, 0], z[:, 1] = np.tile(values, n), np.repeat(values, n)
    return pictures(sigmoid(decode(params, z)), n, n)


...
def pictures(images, rows, columns):
    """Draw images (rows·columns, 64) row by row, black to white."""
    figure = Figure(figsize=(columns, rows))
    for axes, image in zip(figure.subplots(rows, columns, squeeze=False).flat, images):
        axes.imshow(image.reshape(8, 8), cmap="gray", vmin=0, vmax=1)
        axes.set_axis_off()
    return figure


# %% sample: images from nothing
def sample_prior(params, n, rng):
    """Draw n latents from p(z) and return the probabilities σ(decode(z)) of their pixels, (n, 64)."""
    ...
    return sigmoid(decode(params, rng.normal(size=(n, params["b_mu"].size))))
