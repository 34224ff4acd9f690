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
    return {"W1": rng.normal(scale=np.sqrt(2 / d), size=(d, h)), "b1": np.zeros(h),      # relu halves the mean square: 2/d keeps it
            "W2": rng.normal(scale=np.sqrt(1 / h), size=(h, k)), "b2": np.zeros(k)}


def forward(params, X, act="relu"):
    """(logits (n, k), cache): the cache is whatever your backward wants.  Another act raises ValueError."""
    ...
    if act not in ("relu", "tanh"):
        raise ValueError(f"no activation {act!r}; there are relu and tanh")
    X = np.asarray(X, float)
    Z1 = X @ params["W1"] + params["b1"]
    H = np.maximum(Z1, 0) if act == "relu" else np.tanh(Z1)
    logits = H @ params["W2"] + params["b2"]
    return logits, (X, Z1, H, logits, params["W2"], act)


def backward(cache, y):
    """Gradients of L by all four parameters, a dict of their names, for labels y (n,).

    The cache stays as it is: a second call returns the same.
    """
    ...
    X, Z1, H, logits, W2, act = cache
    n = len(y)
    delta2 = softmax(logits)
    delta2[np.arange(n), y] -= 1                        # ∂L/∂logits = (P − Y)/n
    delta2 /= n
    delta1 = delta2 @ np.transpose(W2)
    delta1 *= Z1 > 0 if act == "relu" else 1 - H**2
    return {"W1": X.T @ delta1, "b1": delta1.sum(axis=0), "W2": H.T @ delta2, "b2": delta2.sum(axis=0)}


...
def softmax(logits):
    w = np.exp(logits - logits.max(axis=1, keepdims=True))
    return w / w.sum(axis=1, keepdims=True)


def mean_loss(logits, y):
    shifted = logits - logits.max(axis=1, keepdims=True)
    return float((np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y]).mean())


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
    X, y, lr = np.asarray(X, float), np.asarray(y), 0.05 if lr is None else lr
    params = init(X.shape[1], hidden, int(y.max()) + 1, rng)
    velocity = {name: np.zeros_like(p) for name, p in params.items()}
    history = {"train_loss": [], "val_acc": []}
    for _ in range(epochs):
        order, total = rng.permutation(len(X)), 0.0
        for start in range(0, len(X), batch):
            rows = order[start:start + batch]
            logits, cache = forward(params, X[rows], "relu")
            total += mean_loss(logits, y[rows]) * len(rows)
            for name, g in backward(cache, y[rows]).items():
                velocity[name] = 0.9 * velocity[name] + g
                params[name] = params[name] - lr * velocity[name]
        history["train_loss"].append(total / len(X))
        history["val_acc"].append(accuracy(params, Xv, yv))
    return params, history


# %% evaluate: how often it is right, and what it takes for what
def accuracy(params, X, y):
    """Share of the samples whose largest logit, in the relu network, is that of their label: a float."""
    ...
    return float((forward(params, X, "relu")[0].argmax(axis=1) == y).mean())


def confusion(params, X, y):
    """(k, k) whole numbers: entry [t, p] counts the samples with label t that the relu network takes for p."""
    ...
    k = len(params["b2"])
    found = np.zeros((k, k), int)
    np.add.at(found, (y, forward(params, X, "relu")[0].argmax(axis=1)), 1)
    return found
