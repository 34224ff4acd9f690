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
    def rule(theta, g, b):
        g = g + weight_decay * theta
        b = g if b is None else momentum * b + g
        return theta - lr * (g + momentum * b if nesterov else b), b
    return each(rule, params, grads, state)


...
def each(rule, params, grads, state):
    """Let rule(θ, g, memory) → (θ, memory) move each parameter by itself; its memory is None before the first step."""
    moved, kept = {}, {}
    for name, theta in params.items():
        if name not in grads or np.shape(grads[name]) != np.shape(theta):
            raise ValueError(f"parameter {name!r} of shape {np.shape(theta)} has no gradient of that shape")
        memory = None if state is None else state[name]
        moved[name], kept[name] = rule(np.asarray(theta, float), np.asarray(grads[name], float), memory)
    return moved, kept


# %% rmsprop: a step length for each entry
def rmsprop_step(params, grads, state, lr, alpha=0.99, eps=1e-8, momentum=0.0, weight_decay=0.0):
    """One step with the running mean v of squared gradients and the buffer b, both 0 at first; all entrywise:

        v ← αv + (1 − α)g²        b ← μb + g / (√v + ε)        θ ← θ − lr·b
    """
    ...
    def rule(theta, g, memory):
        v, b = memory or (0.0, 0.0)
        g = g + weight_decay * theta
        v = alpha * v + (1 - alpha) * g**2
        b = momentum * b + g / (np.sqrt(v) + eps)
        return theta - lr * b, (v, b)
    return each(rule, params, grads, state)


def adagrad_step(params, grads, state, lr, eps=1e-10, lr_decay=0.0):
    """Step t = 1, 2, … with the sum s of all squared gradients, 0 at first; all entrywise:

        s ← s + g²        θ ← θ − lr / (1 + (t − 1)·lr_decay) · g / (√s + ε)
    """
    ...
    def rule(theta, g, memory):
        t, s = memory or (0, 0.0)               # t steps have been made
        s = s + g**2
        return theta - lr / (1 + t * lr_decay) * g / (np.sqrt(s) + eps), (t + 1, s)
    return each(rule, params, grads, state)


# %% adam: running means, corrected for their start
def adam_step(params, grads, state, lr, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.0, decoupled=False):
    """Step t = 1, 2, … with betas (β₁, β₂) and the running means m and v, 0 at first; all entrywise:

        m ← β₁m + (1 − β₁)g           m̂ = m / (1 − β₁ᵗ)
        v ← β₂v + (1 − β₂)g²          v̂ = v / (1 − β₂ᵗ)           θ ← θ − lr·m̂ / (√v̂ + ε)

    decoupled (AdamW): weight decay does not enter g, and so neither m nor v; instead θ ← θ − lr·λ·θ precedes the step.
    """
    ...
    def rule(theta, g, memory):
        t, m, v = memory or (0, 0.0, 0.0)
        if decoupled:
            theta = theta - lr * weight_decay * theta
        else:
            g = g + weight_decay * theta
        t = t + 1
        m = betas[0] * m + (1 - betas[0]) * g
        v = betas[1] * v + (1 - betas[1]) * g**2
        m_hat = m / (1 - betas[0]**t)           # the weights (1 − β)βⁱ of t gradients add up to 1 − βᵗ
        v_hat = v / (1 - betas[1]**t)
        return theta - lr * m_hat / (np.sqrt(v_hat) + eps), (t, m, v)
    return each(rule, params, grads, state)


# %% loop: minibatches, epochs, and the mean loss
def minibatches(n, batch, rng, drop_last=False):
    """Split 0 … n − 1, shuffled by rng, into a list of int arrays of length batch.

    The last array may be shorter; with drop_last that one is left out.  A batch larger than n counts as n: one array of all.
    """
    ...
    order, batch = rng.permutation(n), min(batch, n)
    end = n // batch * batch if drop_last else n
    return [order[start:start + batch] for start in range(0, end, batch)]


def train(loss_grad, params, data, opt, epochs, batch, rng):
    """Visit the data (X, y) epochs times in minibatches, each time in a new order, and step after each minibatch.

    loss_grad(params, X, y) → (mean loss of these samples, grads)        opt(params, grads, state) → (params, state)

    Return (params, losses): losses (epochs,) holds the mean over the samples of the loss each had when it was visited.
    """
    ...
    (X, y), state, losses = data, None, np.zeros(epochs)
    for epoch in range(epochs):
        for rows in minibatches(len(X), batch, rng):
            loss, grads = loss_grad(params, X[rows], y[rows])
            losses[epoch] += loss * len(rows) / len(X)
            params, state = opt(params, grads, state)
    return params, losses
