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


def encode(params, x):
    """Images (n, 64) → (mu, logvar), each (n, L); logvar is log s², any real number."""
    ...


def decode(params, z):
    """Latents (n, L) → logits a (n, 64), any real numbers: pixel i is white with probability σ(aᵢ)."""
    ...


def elbo_and_grads(params, x, eps):
    """Images (n, 64) of zeros and ones and ε (n, L) → (mean ELBO, gradients of MINUS that mean, a dict with the keys of params).

    ε is given and stays as it is.  The ELBO is finite for logits of any size.
    """
    ...


...


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


# %% interpolate: from one image to another by way of the latents
def interpolate(za, zb, n, kind):
    """Latents za, zb (L,) → n latents (n, L) from za to zb, both included.

        linear      (1 − t) za + t zb,  t = 0, 1/(n − 1), …, 1
        spherical   the direction turns at constant speed, along the shorter way; the norm changes linearly

    Spherical is linear where the angle between za and zb is below 1e-8.
    ValueError: n < 2, another kind, and for spherical a zero vector, or two that point exactly opposite ways.
    """
    ...


def interpolation_figure(params, xa, xb, n, kind):
    """Images xa, xb (64,) → Figure of n axes in a row, each with one 8×8 image: σ(decode(·)) of the n latents between the means μ of both."""
    ...


def grid_figure(params, n, span):
    """Figure of n × n axes, row by row, each with the 8×8 image σ(decode(z)) of one z.

    Along each row z₁ takes n evenly spaced values from −span to span, down each column z₂ does; the other latents (two or more in all) are 0.
    """
    ...


...


# %% sample: images from nothing
def sample_prior(params, n, rng):
    """Draw n latents from p(z) and return the probabilities σ(decode(z)) of their pixels, (n, 64)."""
    ...
