"""A network of two layers in NumPy, trained on digits

120 min · difficulty 2 · after mlp-backprop-derivation, gradient-checker, sgd-momentum-adam

Nothing here knows how to differentiate: the backward pass is yours, and so is the loop around it.

    Z₁ = X W₁ + b₁      H = act(Z₁)      logits = H W₂ + b₂      P = softmax of each row of the logits

    L = −(1/n) Σᵢ log P[i, yᵢ]

Rows are samples: X (n, d) floats, y (n,) whole labels 0 … k − 1.  Parameters are a dict of float64 arrays

    W1 (d, h)      b1 (h,)      W2 (h, k)      b2 (k,)

act is "relu", max(0, z), or "tanh".  At z = 0 relu has no derivative; here relu′(0) = 0, as everywhere.
Scores may be large: exp(1000) is inf, and a right program never meets it.

Whatever is drawn comes from `rng`, a NumPy Generator: with an equal one the same program returns the same
numbers.  No function writes into what it is given.  Your own functions of earlier exercises may be used
(`from mine import …`); torch, autograd, jax and sklearn may not.
"""
import numpy as np


# %% model: forwards and backwards
def init(d, h, k, rng):
    """Parameters to begin with: weights drawn from rng, so that no two hidden units are alike; the scale is your choice."""
    ...


def forward(params, X, act="relu"):
    """(logits (n, k), cache): the cache is whatever your backward wants.  Another act raises ValueError."""
    ...


def backward(cache, y):
    """Gradients of L by all four parameters, a dict of their names, for labels y (n,).

    The cache stays as it is: a second call returns the same.
    """
    ...


...


# %% train: epochs of minibatches
def train(X, y, Xv, yv, hidden, epochs, batch, rng, lr=None):
    """Train a relu network with `hidden` units on X (n, d) and y (n,); return (params, history).

    It begins at init(d, hidden, k, rng), k being 1 + the largest label in y.  An epoch visits every sample once, in an order of
    its own, in minibatches of `batch`; the last may be smaller, and so may be the only one.  Each makes a step of an optimiser of
    your choice, at the rate lr; None is a rate at which your optimiser learns digits, and 0 moves nothing.
    history holds, a number an epoch:  train_loss, the mean over the samples of the loss each had when it was visited, and
    val_acc, the share of right answers on Xv (m, d), yv (m,) after the epoch.  The parameters returned are those of the end.
    """
    ...


# %% evaluate: how often it is right, and what it takes for what
def accuracy(params, X, y):
    """Share of the samples whose largest logit, in the relu network, is that of their label: a float."""
    ...


def confusion(params, X, y):
    """(k, k) whole numbers: entry [t, p] counts the samples with label t that the relu network takes for p."""
    ...
