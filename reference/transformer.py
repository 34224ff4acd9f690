"""A transformer written out head by head and token by token, and a causal language model of such blocks.

ACCURACY: 1e-13 relative to the largest term; every sum has fewer than a hundred terms of size 1.
SOURCE: A. Vaswani and others, Attention Is All You Need (2017), section 3; R. Xiong and others, On Layer Normalization in the Transformer
Architecture (2020) for pre and post; D. Hendrycks and K. Gimpel, Gaussian Error Linear Units (2016) for GELU(z) = z Φ(z).
"""
from math import erf, sqrt

import numpy as np

EPS = 1e-5
LAYER = ("Wq", "Wk", "Wv", "Wo", "bq", "bk", "bv", "bo", "W1", "b1", "W2", "b2", "ln1_g", "ln1_b", "ln2_g", "ln2_b")


def layer_norm(x, gain, bias):
    """Return one token's features with mean 0 and variance 1, then scaled and shifted."""
    mean = sum(x) / len(x)
    variance = sum((value - mean) ** 2 for value in x) / len(x)
    return np.array([g * (value - mean) / sqrt(variance + EPS) + b for value, g, b in zip(x, gain, bias, strict=True)])


def gelu(z):
    return np.array([value * (1 + erf(value / sqrt(2))) / 2 for value in z])


def attention(X, p, may):
    """Return attention of one sequence X (t, d); may[i, j]: token i looks at token j."""
    t, d = X.shape
    width = d // p["n_heads"]
    Q, K, V = (X @ p[f"W{c}"] + p[f"b{c}"] for c in "qkv")
    seen = np.zeros((t, d))
    for first in range(0, d, width):
        columns = slice(first, first + width)
        for i in range(t):
            keys = [j for j in range(t) if may[i, j]]
            scores = np.array([Q[i, columns] @ K[j, columns] / sqrt(width) for j in keys])
            weights = np.exp(scores - scores.max())
            seen[i, columns] = sum(w * V[j, columns] for w, j in zip(weights / weights.sum(), keys, strict=True))
    return seen @ p["Wo"] + p["bo"]


def block(x, params, mask=None, norm="pre"):
    """Return one block of (n, t, d)."""
    x = np.asarray(x, float)
    p = {name: np.asarray(value, float) if name != "n_heads" else int(value) for name, value in params.items()}
    n, t, _ = x.shape
    may = np.broadcast_to(np.ones((t, t), bool) if mask is None else np.asarray(mask), (n, t, t))
    first, second = ((p[f"ln{i}_g"], p[f"ln{i}_b"]) for i in (1, 2))

    def rows(f, X, *rest):
        return np.array([f(row, *rest) for row in X])

    def feed_forward(X):
        return rows(gelu, X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    found = []
    for X, allowed in zip(x, may, strict=True):
        if norm == "pre":
            u = X + attention(rows(layer_norm, X, *first), p, allowed)
            found.append(u + feed_forward(rows(layer_norm, u, *second)))
        else:
            u = rows(layer_norm, X + attention(X, p, allowed), *first)
            found.append(rows(layer_norm, u + feed_forward(u), *second))
    return np.array(found)


def language_model(tokens, E, P, layers, gain, bias, W):
    """Return the logits of token sequences (n, t): embedded, through causal pre-norm layers, LayerNorm, and the head W (vocab, d)."""
    tokens = np.asarray(tokens)
    t = tokens.shape[1]
    x = E[tokens] + P[:t]
    for params in layers:
        x = block(x, params, np.tri(t, dtype=bool))
    return np.array([[layer_norm(row, gain, bias) for row in X] for X in x]) @ W.T


def parameter_count(config):
    """Return the number of entries of all arrays of the model, each listed by its shape."""
    d, f, v = config["d"], config["d_ff"], config["vocab"]
    layer = [(d, d)] * 4 + [(d,)] * 4 + [(d, f), (f,), (f, d), (d,)] + [(d,)] * 4
    shapes = [(v, d), (config["max_len"], d)] + config["layers"] * layer + [(d,), (d,)] + ([] if config["tied"] else [(v, d)])
    return sum(int(np.prod(shape)) for shape in shapes)


def activation_memory(config, b, t):
    """Return the number of entries kept for the backward pass, array by array."""
    d, f, h = config["d"], config["d_ff"], config["n_heads"]
    layer = [(b, t, d)] * 6 + [(b, h, t, t)] + [(b, t, f)] * 2
    return sum(int(np.prod(shape)) for shape in config["layers"] * layer + [(b, t, config["vocab"])])
