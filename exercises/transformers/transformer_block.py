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


...


# %% model: in PyTorch, from tokens to tokens
class TinyTransformer(nn.Module):
    """A causal language model; config is a dict with the numbers vocab, max_len, d, n_heads, d_ff, layers and the bool tied."""

    def __init__(self, config):
        """Make the parameters: E (vocab, d), P (max_len, d), layers blocks with all their biases, the last LayerNorm, and W unless tied."""
        ...

    def forward(self, tokens):
        """Logits of the next token at every position: (n, t) whole numbers, t ≤ max_len, → (n, t, vocab)."""
        ...

    def generate(self, prompt, n, temperature, top_k=None, rng=None):
        """prompt (t,) and n tokens more: (t + n,), each drawn from softmax(logits / temperature) of all that stand before it.

        top_k leaves only the k tokens of the largest logits to be drawn, all where there are fewer; temperature 0 takes the
        largest.  Of equal logits, that of the lower token counts as larger.  rng is the torch.Generator that all draws come from.
        t + n > max_len raises ValueError.
        """
        ...


...


# %% count: what it holds, and what training keeps
def parameter_count(config):
    """How many numbers the model learns: an int."""
    ...


def activation_memory(config, b, t):
    """How many numbers a forward pass over b sequences of t tokens keeps for the backward pass: an int.

    Counted are, of each block, LN₁(x), Q, K, V, the heads side by side, LN₂(u), the attention weights of every head, and what GELU
    takes and gives; and the logits.
    """
    ...
