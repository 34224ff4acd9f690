"""SGD, momentum, Nesterov, RMSProp, Adam and AdamW update rules

120 min · difficulty 2 · after learning-rate-trajectories

An optimiser is a rule for one step: it is given the parameters θ, their gradients g and what it
remembers of earlier steps, and says where to go next.

    parameters, gradients   dicts name → float array of any name and shape, 0-d too; each is moved by itself
    lr                      the rate of this one step; the next may have another
    state                   None before the first step; after it whatever the rule returned, its layout is yours
    a step                  returns (new parameters, new state) and writes into nothing it was given
    ValueError              where a parameter has no gradient, or one of another shape

There are several conventions for every rule; here those of PyTorch hold (torch.optim itself is out of
reach).  Weight decay λ, unless decoupled, comes first of all: from then on g stands for g + λθ.
"""
import numpy as np


# %% sgd: gradient descent with momentum
def sgd_step(params, grads, state, lr, momentum=0.0, nesterov=False, weight_decay=0.0):
    """One step with the buffer b of past gradients, which is g itself in the first step:

        b ← μb + g        θ ← θ − lr·b               or with nesterov      θ ← θ − lr·(g + μb)
    """
    ...


...


# %% rmsprop: a step length for each entry
def rmsprop_step(params, grads, state, lr, alpha=0.99, eps=1e-8, momentum=0.0, weight_decay=0.0):
    """One step with the running mean v of squared gradients and the buffer b, both 0 at first; all entrywise:

        v ← αv + (1 − α)g²        b ← μb + g / (√v + ε)        θ ← θ − lr·b
    """
    ...


def adagrad_step(params, grads, state, lr, eps=1e-10, lr_decay=0.0):
    """Step t = 1, 2, … with the sum s of all squared gradients, 0 at first; all entrywise:

        s ← s + g²        θ ← θ − lr / (1 + (t − 1)·lr_decay) · g / (√s + ε)
    """
    ...


# %% adam: running means, corrected for their start
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, decoupled=False):
    """Step t = 1, 2, … with betas (β₁, β₂) and the running means m and v, 0 at first; all entrywise:

        m ← β₁m + (1 − β₁)g           m̂ = m / (1 − β₁ᵗ)
        v ← β₂v + (1 − β₂)g²          v̂ = v / (1 − β₂ᵗ)           θ ← θ − lr·m̂ / (√v̂ + ε)

    decoupled (AdamW): weight decay does not enter g, and so neither m nor v; instead θ ← θ − lr·λ·θ precedes the step.
    """
    ...


# %% loop: minibatches, epochs, and the mean loss
def minibatches(n, batch, rng, drop_last=False):
    """Split 0 … n − 1, shuffled by rng, into a list of int arrays of length batch.

    The last array may be shorter; with drop_last that one is left out.  A batch larger than n counts as n: one array of all.
    """
    ...


def train(loss_grad, params, data, opt, epochs, batch, rng):
    """Visit the data (X, y) epochs times in minibatches, each time in a new order, and step after each minibatch.

    loss_grad(params, X, y) → (mean loss of these samples, grads)        opt(params, grads, state) → (params, state)

    Return (params, losses): losses (epochs,) holds the mean over the samples of the loss each had when it was visited.
    """
    ...
