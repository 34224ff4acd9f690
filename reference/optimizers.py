"""Update rules with every running mean written out as the sum over all past gradients that it is.

ACCURACY: long double where the machine has one, a few roundings a step; each answer is rounded to float64 once.
SOURCE: the documentation of torch.optim, whose conventions these are; Sutskever et al. 2013 (momentum, Nesterov), Tieleman and
Hinton 2012 (RMSProp), Duchi, Hazan and Singer 2011 (Adagrad), Kingma and Ba 2015 (Adam), Loshchilov and Hutter 2019 (AdamW).
"""
import numpy as np


def walk(direction, params, gradients, *, lr, weight_decay=0.0, decoupled=False, **settings):
    """Return the parameters after each step θ ← θ − lr · direction(all gradients so far); lr is one rate, or one for each step."""
    theta = {name: np.array(x, np.longdouble) for name, x in params.items()}
    past, history = {name: [] for name in params}, []
    for rate, grads in zip(np.broadcast_to(lr, len(gradients)), gradients, strict=True):
        for name, g in grads.items():
            decay = weight_decay * theta[name]
            past[name].append(g if decoupled else g + decay)
            step = direction(np.array(past[name], np.longdouble), **settings)
            theta[name] = theta[name] - rate * (step + (decay if decoupled else 0))
        history.append({name: x.astype(float) for name, x in theta.items()})
    return history


def fading(past, factor):
    """Return Σᵢ factor^(t−i) · pastᵢ, the last one with factor 1."""
    weights = np.longdouble(factor) ** np.arange(len(past))[::-1]
    return np.tensordot(weights, past, 1)


def sgd(past, momentum=0.0, nesterov=False):
    b = fading(past, momentum)
    return past[-1] + momentum * b if nesterov else b


def rmsprop(past, alpha=0.99, eps=1e-8, momentum=0.0):
    v = [(1 - alpha) * fading(past[:t + 1]**2, alpha) for t in range(len(past))]
    return fading(past / (np.sqrt(v) + eps), momentum)


def adagrad(past, eps=1e-10, lr_decay=0.0):
    return past[-1] / (np.sqrt((past**2).sum(axis=0)) + eps) / (1 + (len(past) - 1) * lr_decay)


def adam(past, betas=(0.9, 0.999), eps=1e-8):
    """The corrected means are the weighted means: weights that fade, divided by their sum."""
    (m, v), ones = (fading(x, beta) for x, beta in zip((past, past**2), betas, strict=True)), np.ones(len(past))
    return m / fading(ones, betas[0]) / (np.sqrt(v / fading(ones, betas[1])) + eps)
