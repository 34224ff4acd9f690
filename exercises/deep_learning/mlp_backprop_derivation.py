"""Backpropagation derived by matrix calculus: two layers, then L layers

90 min · difficulty 3 · after softmax-cross-entropy-gradient, matrix-calculus-drill

    Z₁ = X W₁ + 𝟏 b₁ᵀ      H = tanh(Z₁)      Z₂ = H W₂ + 𝟏 b₂ᵀ      P = softmax of each row of Z₂

    L = −(1/n) Σᵢ Σ_c Yᵢ_c log Pᵢ_c ,      every row of Y sums to 1

Rows are samples: X (n, d), W₁ (d, h), H (n, h), W₂ (h, k), Y (n, k).  A gradient has the shape of its variable.  Backwards through
the net, one layer a line: the gradient by what a layer gives out becomes the gradient by what it takes in.

D(L, Z2) is the gradient of L as a function of Z₂: what stands above Z₂ is differentiated, what lies below it is not looked at.
The rule of such a line is the chain rule in many variables; here it is called "backpropagation".  It carries derivatives out in one
go, so a chain must pass where its docstring says.  What is asked is the formula: find it before you write it.
"""
import numpy as np

from autograder.algebra import D, Sum, define, delta, dim, exp, indices, log, matrix, ones, rowstochastic, tanh, vector

n, d, h, k = dim("n", 3, 4), dim("d", 2, 3), dim("h", 2, 4), dim("k", 2, 3)
X, Y = matrix("X", n, d), matrix("Y", n, k, rowstochastic)
W1, W2, b1, b2 = matrix("W1", d, h), matrix("W2", h, k), vector("b1", h), vector("b2", k)
i, j = indices("i j", n)
c, e, f = indices("c e f", k)
a, b = indices("a b", h)
r, s = indices("r s", d)

Z1 = define("Z1", X @ W1 + ones(n) @ b1.T)
H = define("H", tanh(Z1))
Z2 = define("Z2", H @ W2 + ones(n) @ b2.T)
P = define("P", i, c, exp(Z2[i, c]) / Sum(exp(Z2[i, e]), e))
L = define("L", -Sum(Sum(Y[i, c] * log(P[i, c]), c), i) / n)

G = matrix("G", n, h)                   # a gradient by what a layer gives out: held fixed while one layer is differentiated
Z = matrix("Z", n, h)


# %% two_layer: every gradient of two layers
def delta2():
    """∂L/∂Z₂, entry (j, f) = (Pⱼf − Yⱼf)/n, on the way Σᵢ (log Σₑ exp Zᵢₑ − Σ_c Yᵢ_c Zᵢ_c)/n."""
    yield D(L, Z2[j, f])
    ...


def dW2():
    """∂L/∂W₂ by H and ∂L/∂Z₂, which is D(L, Z2)."""
    yield D(L, W2)
    ...


def db2():
    """∂L/∂b₂ by ∂L/∂Z₂: a column, so that ones(n) stands on the right."""
    yield D(L, b2)
    ...


def delta1():
    """∂L/∂Z₁ by ∂L/∂Z₂, W₂ and Z₁, on the way ∂L/∂H.  ones(n, h) is the n × h matrix of ones."""
    yield D(L, Z1)
    ...


def db1():
    """∂L/∂b₁ by ∂L/∂Z₁, a column."""
    yield D(L, b1)
    ...


def dX():
    """∂L/∂X by ∂L/∂Z₁ and W₁."""
    yield D(L, X)
    ...


def backprop_chain():
    """∂L/∂W₁ by ∂L/∂Z₂, all the way: on it ∂L/∂Z₁, ∂L/∂H and what becomes of ∂L/∂Z₂ in front of tanh."""
    yield D(L, W1)
    ...


# %% recursion: one layer at a time, and then any number of them
def vjp_weights():
    """∂/∂W₁ of Σᵢₐ Gᵢₐ (X W₁ + 𝟏 b₁ᵀ)ᵢₐ, entry (s, b): what a fixed G becomes at the weights.  By indices, Σ over i alone."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), W1[s, b])
    ...


def vjp_bias():
    """∂/∂b₁ of the same, entry b: what G becomes at the bias."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), b1[b])
    ...


def vjp_input():
    """∂/∂X of the same, entry (j, s): what G becomes at the input.  Σ over a alone."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), X[j, s])
    ...


def vjp_activation():
    """∂/∂Z of Σᵢₐ Gᵢₐ tanh(Zᵢₐ), entry (j, b): what G becomes in front of an activation."""
    yield D(Sum(Sum(G[i, a] * tanh(Z[i, a]), a), i), Z[j, b])
    ...


def general_recursion(X, Y, weights, biases):
    """Gradients of the mean cross entropy of a net of any depth: tanh after every layer but the last, softmax at the end.

    X (n, d₀), Y (n, d_L) with rows that sum to 1; weights[l] (d_l, d_{l+1}) and biases[l] (d_{l+1},) for l = 0 … L − 1.
    Returns three lists from the first layer to the last, of float64 arrays:

        deltas[l] = ∂loss/∂Z_{l+1}          dW[l] = ∂loss/∂weights[l]           db[l] = ∂loss/∂biases[l]
    """
    ...


def cost(n, widths):
    """Multiply-adds of all matrix products for n samples and widths [d₀, …, d_L]: (forward, backward), whole numbers.

    A product of (p, q) and (q, r) costs p q r.  Backward counts every dW and every delta that is needed; ∂loss/∂X is not formed.
    """
    ...


# %% conventions: samples as rows, samples as columns
def shapes(kind):
    """The shape of everything, as two letters of "n d h k 1": {"X": "nd", "W1": …}, for kind "rows" or "columns".

    Keys: X Y W1 b1 W2 b2 Z1 H Z2.  In "rows", Z1 = X W1 + 𝟏 b1ᵀ with a column b1 (h, 1); in "columns", Z1 = W1 X + b1 𝟏ᵀ.
    """
    ...


def transpose_convention(kind, X, Y, W1, b1, W2, b2):
    """Every gradient of the two-layer net in a layout: a dict with the keys delta2 dW2 db2 delta1 dW1 db1 dX, float64.

    "rows": as in the statement.  "columns": samples are columns, X (d, n), Y (k, n), and

        Z₁ = W₁ X + b₁ 𝟏ᵀ      H = tanh(Z₁)      Z₂ = W₂ H + b₂ 𝟏ᵀ      P = softmax of each column

    with W₁ (h, d), W₂ (k, h).  b₁ (h,) and b₂ (k,) in both.  Each gradient has the shape of its variable.
    """
    ...


# %% blank_page: a card, an empty page
def whiteboard(activation, loss, layout, X, Y, W1, b1, W2, b2):
    """Every gradient for what the card says, written down without a note: a dict with the keys delta2 dW2 db2 delta1 dW1 db1 dX.

    activation   "tanh"      "sigmoid"   "relu": max(0, z), with slope 0 at 0
    loss         "ce"        −(1/n) Σ over samples and classes of Y log P, P the softmax of a sample's scores
                 "mse"       (1/2n) Σ over samples and outputs of (Z₂ − Y)²
                 "hinge"     (1/n) Σ over samples and outputs of max(0, 1 − Y Z₂), Y of ±1; slope 0 where Y Z₂ = 1
    layout       "rows"      "columns", as in the part before

    Float64; each gradient has the shape of its variable.
    """
    ...
