"""A minimal transformer: attention with many heads, residuals, LayerNorm, GELU

135 min · difficulty 3 · after multi-head-attention, normalization-layers, sinusoidal-positional-encoding, residual-network · needs torch, scipy

A block turns t vectors of d numbers into t others, each of which has looked at the rest.

    attention      Q = X Wq + bq      K = X Wk + bk      V = X Wv + bv,  each (t, d)
                   head i of h sees the columns i·d/h … (i + 1)·d/h − 1 of all three:
                   Aᵢ = softmax of each row of  Qᵢ Kᵢᵀ / √(d/h),   0 where a query may not attend to a key
                   attention(X) = [A₁V₁ … A_hV_h] Wo + bo,  the heads side by side
    LayerNorm      LN(x) = g (x − mean) / √(variance + 10⁻⁵) + b,  over the d features of one token;
                   the variance is the mean of (x − mean)²
    feed forward   F(x) = GELU(x W1 + b1) W2 + b2,   GELU(z) = z Φ(z),  Φ the standard normal distribution function

    pre            u = x + attention(LN₁(x))          y = u + F(LN₂(u))
    post           u = LN₁(x + attention(x))          y = LN₂(u + F(u))

The block is asked for in NumPy, forwards only (scipy.special.erf is at hand).  The model is asked for in PyTorch: blocks
as above, pre and causal, on embedded tokens.

    x = E[token] + P[position],  positions from 0        logits = LN(blocks(x)) Wᵀ,  no bias

Tied, W is E.  torch.nn.MultiheadAttention and torch.nn.Transformer… are out of reach; Linear, LayerNorm, Embedding and GELU
are not.  How the model's parameters are called and laid out is yours: what is judged is what it computes.
"""
import numpy as np
import torch
from scipy.special import erf
from torch import nn


# %% block: in NumPy, forwards
def block_forward(x, params, mask=None, norm="pre"):
    """One block: (n, t, d) → (n, t, d) float64.

    params   dict: Wq, Wk, Wv, Wo (d, d), bq, bk, bv, bo (d,), W1 (d, f), b1 (f,), W2 (f, d), b2 (d,), the gains and biases
             ln1_g, ln1_b, ln2_g, ln2_b (d,), and the number n_heads, which divides d
    mask     None, or bool (t, t) or (n, t, t), [query, key]: True where the query may attend to the key; every query has one
    norm     "pre" or "post"; anything else raises ValueError
    """
    ...
    if norm not in ("pre", "post"):
        raise ValueError(f"norm is pre or post, not {norm!r}")
    x = np.asarray(x, float)
    if norm == "pre":
        u = x + attention(layer_norm(x, params["ln1_g"], params["ln1_b"]), params, mask)
        return u + feed_forward(layer_norm(u, params["ln2_g"], params["ln2_b"]), params)
    u = layer_norm(x + attention(x, params, mask), params["ln1_g"], params["ln1_b"])
    return layer_norm(u + feed_forward(u, params), params["ln2_g"], params["ln2_b"])


...
def layer_norm(x, gain, bias):
    centred = x - x.mean(axis=-1, keepdims=True)
    return gain * centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + 1e-5) + bias


def attention(x, params, mask):
    n, t, d = x.shape
    heads = params["n_heads"]

    def split(W, b):
        return (x @ W + b).reshape(n, t, heads, d // heads).transpose(0, 2, 1, 3)       # (n, heads, t, d/heads)
    q, k, v = (split(params[f"W{c}"], params[f"b{c}"]) for c in "qkv")
    scores = q @ k.transpose(0, 1, 3, 2) / np.sqrt(d // heads)
    if mask is not None:
        scores = np.where(mask if np.ndim(mask) == 2 else np.expand_dims(mask, 1), scores, -np.inf)
    weights = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights /= weights.sum(axis=-1, keepdims=True)
    return (weights @ v).transpose(0, 2, 1, 3).reshape(n, t, d) @ params["Wo"] + params["bo"]


def feed_forward(x, params):
    z = x @ params["W1"] + params["b1"]
    return z * (1 + erf(z / np.sqrt(2))) / 2 @ params["W2"] + params["b2"]


# %% model: in PyTorch, from tokens to tokens
class TinyTransformer(nn.Module):
    """A causal language model; config is a dict with the numbers vocab, max_len, d, n_heads, d_ff, layers and the bool tied."""

    def __init__(self, config):
        """Make the parameters: E (vocab, d), P (max_len, d), layers blocks with all their biases, the last LayerNorm, and W unless tied."""
        ...
        super().__init__()
        d = config["d"]
        self.max_len = config["max_len"]
        self.tokens = nn.Embedding(config["vocab"], d)
        self.positions = nn.Embedding(config["max_len"], d)
        self.blocks = nn.Sequential(*(Block(d, config["n_heads"], config["d_ff"]) for _ in range(config["layers"])))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, config["vocab"], bias=False)
        if config["tied"]:
            self.head.weight = self.tokens.weight

    def forward(self, tokens):
        """Logits of the next token at every position: (n, t) whole numbers, t ≤ max_len, → (n, t, vocab)."""
        ...
        x = self.tokens(tokens) + self.positions(torch.arange(tokens.shape[1]))
        return self.head(self.norm(self.blocks(x)))

    def generate(self, prompt, n, temperature, top_k=None, rng=None):
        """prompt (t,) and n tokens more: (t + n,), each drawn from softmax(logits / temperature) of all that stand before it.

        top_k leaves only the k tokens of the largest logits to be drawn, all where there are fewer; temperature 0 takes the
        largest.  Of equal logits, that of the lower token counts as larger.  rng is the torch.Generator that all draws come from.
        t + n > max_len raises ValueError.
        """
        ...
        if len(prompt) + n > self.max_len:
            raise ValueError(f"{len(prompt)} + {n} tokens are more than {self.max_len}")
        tokens = prompt
        for _ in range(n):
            with torch.no_grad():
                logits = self(tokens[None])[0, -1]
            logits, order = logits.sort(descending=True, stable=True)       # of equal logits the lower token stays ahead
            if temperature == 0:
                chosen = 0
            else:
                chosen = torch.multinomial(torch.softmax(logits[:top_k] / temperature, 0), 1, generator=rng)
            tokens = torch.cat([tokens, order[chosen].reshape(1)])
        return tokens


...
class Block(nn.Module):
    def __init__(self, d, heads, d_ff):
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.query, self.key, self.value, self.out = (nn.Linear(d, d) for _ in range(4))
        self.wide, self.narrow = nn.Linear(d, d_ff), nn.Linear(d_ff, d)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.narrow(nn.functional.gelu(self.wide(self.norm2(x))))

    def attention(self, x):
        n, t, d = x.shape
        q, k, v = (f(x).view(n, t, self.heads, d // self.heads).transpose(1, 2) for f in (self.query, self.key, self.value))
        scores = q @ k.transpose(2, 3) / (d // self.heads) ** 0.5
        ahead = torch.ones(t, t, dtype=torch.bool).triu(1)
        weights = scores.masked_fill(ahead, -torch.inf).softmax(-1)
        return self.out((weights @ v).transpose(1, 2).reshape(n, t, d))


# %% count: what it holds, and what training keeps
def parameter_count(config):
    """How many numbers the model learns: an int."""
    ...
    vocab, d, d_ff = config["vocab"], config["d"], config["d_ff"]
    block = 4 * (d * d + d) + (d * d_ff + d_ff) + (d_ff * d + d) + 2 * 2 * d
    head = 0 if config["tied"] else vocab * d
    return vocab * d + config["max_len"] * d + config["layers"] * block + 2 * d + head


def activation_memory(config, b, t):
    """How many numbers a forward pass over b sequences of t tokens keeps for the backward pass: an int.

    Counted are, of each block, LN₁(x), Q, K, V, the heads side by side, LN₂(u), the attention weights of every head, and what GELU
    takes and gives; and the logits.
    """
    ...
    block = 6 * b * t * config["d"] + b * config["n_heads"] * t * t + 2 * b * t * config["d_ff"]
    return config["layers"] * block + b * t * config["vocab"]
