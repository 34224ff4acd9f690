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
    yield D(-Sum(Sum(Y[i, c] * log(P[i, c]), c), i) / n, Z2[j, f]), "definition"
    yield D(-Sum(Sum(Y[i, c] * log(exp(Z2[i, c]) / Sum(exp(Z2[i, e]), e)), c), i) / n, Z2[j, f]), "definition"
    yield D(-Sum(Sum(Y[i, c] * (Z2[i, c] - log(Sum(exp(Z2[i, e]), e))), c), i) / n, Z2[j, f]), "exp"
    yield D(Sum(log(Sum(exp(Z2[i, e]), e)) * Sum(Y[i, c], c) - Sum(Y[i, c] * Z2[i, c], c), i) / n, Z2[j, f]), "sum"
    yield D(Sum(log(Sum(exp(Z2[i, e]), e)) - Sum(Y[i, c] * Z2[i, c], c), i) / n, Z2[j, f]), "simplex"
    yield (exp(Z2[j, f]) / Sum(exp(Z2[j, e]), e) - Y[j, f]) / n, "chain rule"
    yield (P[j, f] - Y[j, f]) / n, "definition"


def dW2():
    """∂L/∂W₂ by H and ∂L/∂Z₂, which is D(L, Z2)."""
    yield D(L, W2)
    ...
    yield H.T @ D(L, Z2), "backpropagation"


def db2():
    """∂L/∂b₂ by ∂L/∂Z₂: a column, so that ones(n) stands on the right."""
    yield D(L, b2)
    ...
    yield D(L, Z2).T @ ones(n), "backpropagation"


def delta1():
    """∂L/∂Z₁ by ∂L/∂Z₂, W₂ and Z₁, on the way ∂L/∂H.  ones(n, h) is the n × h matrix of ones."""
    yield D(L, Z1)
    ...
    yield D(L, H) * (ones(n, h) - tanh(Z1)**2), "backpropagation"
    yield (D(L, Z2) @ W2.T) * (ones(n, h) - tanh(Z1)**2), "backpropagation"


def db1():
    """∂L/∂b₁ by ∂L/∂Z₁, a column."""
    yield D(L, b1)
    ...
    yield D(L, Z1).T @ ones(n), "backpropagation"


def dX():
    """∂L/∂X by ∂L/∂Z₁ and W₁."""
    yield D(L, X)
    ...
    yield D(L, Z1) @ W1.T, "backpropagation"


def backprop_chain():
    """∂L/∂W₁ by ∂L/∂Z₂, all the way: on it ∂L/∂Z₁, ∂L/∂H and what becomes of ∂L/∂Z₂ in front of tanh."""
    yield D(L, W1)
    ...
    yield X.T @ D(L, Z1), "backpropagation"
    yield X.T @ (D(L, H) * (ones(n, h) - tanh(Z1)**2)), "backpropagation"
    yield X.T @ ((D(L, Z2) @ W2.T) * (ones(n, h) - tanh(Z1)**2)), "backpropagation"


# %% recursion: one layer at a time, and then any number of them
def vjp_weights():
    """∂/∂W₁ of Σᵢₐ Gᵢₐ (X W₁ + 𝟏 b₁ᵀ)ᵢₐ, entry (s, b): what a fixed G becomes at the weights.  By indices, Σ over i alone."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), W1[s, b])
    ...
    yield Sum(Sum(G[i, a] * Sum(X[i, r] * (delta(r, s) * delta(a, b)), r), a), i), "linearity"
    yield Sum(G[i, b] * X[i, s], i), "delta"


def vjp_bias():
    """∂/∂b₁ of the same, entry b: what G becomes at the bias."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), b1[b])
    ...
    yield Sum(Sum(G[i, a] * delta(a, b), a), i), "linearity"
    yield Sum(G[i, b], i), "delta"


def vjp_input():
    """∂/∂X of the same, entry (j, s): what G becomes at the input.  Σ over a alone."""
    yield D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), X[j, s])
    ...
    yield Sum(Sum(G[i, a] * Sum(delta(i, j) * delta(r, s) * W1[r, a], r), a), i), "linearity"
    yield Sum(G[j, a] * W1[s, a], a), "delta"


def vjp_activation():
    """∂/∂Z of Σᵢₐ Gᵢₐ tanh(Zᵢₐ), entry (j, b): what G becomes in front of an activation."""
    yield D(Sum(Sum(G[i, a] * tanh(Z[i, a]), a), i), Z[j, b])
    ...
    yield Sum(Sum(G[i, a] * (1 - tanh(Z[i, a])**2) * (delta(i, j) * delta(a, b)), a), i), "chain rule"
    yield G[j, b] * (1 - tanh(Z[j, b])**2), "delta"


def general_recursion(X, Y, weights, biases):
    """Gradients of the mean cross entropy of a net of any depth: tanh after every layer but the last, softmax at the end.

    X (n, d₀), Y (n, d_L) with rows that sum to 1; weights[l] (d_l, d_{l+1}) and biases[l] (d_{l+1},) for l = 0 … L − 1.
    Returns three lists from the first layer to the last, of float64 arrays:

        deltas[l] = ∂loss/∂Z_{l+1}          dW[l] = ∂loss/∂weights[l]           db[l] = ∂loss/∂biases[l]
    """
    ...
    outputs, L = [np.asarray(X, float)], len(weights)
    for l, (W, b) in enumerate(zip(weights, biases, strict=True)):
        Z = outputs[-1] @ np.asarray(W, float) + b
        outputs.append(np.tanh(Z) if l < L - 1 else Z)
    P = np.exp(outputs[-1] - outputs[-1].max(axis=1, keepdims=True))
    delta = (P / P.sum(axis=1, keepdims=True) - Y) / len(P)
    deltas = [delta]
    for l in range(L - 1, 0, -1):
        delta = (delta @ np.asarray(weights[l], float).T) * (1 - outputs[l]**2)     # tanh′(Z) = 1 − tanh(Z)²
        deltas.insert(0, delta)
    return deltas, [below.T @ delta for below, delta in zip(outputs, deltas, strict=False)], [delta.sum(axis=0) for delta in deltas]


def cost(n, widths):
    """Multiply-adds of all matrix products for n samples and widths [d₀, …, d_L]: (forward, backward), whole numbers.

    A product of (p, q) and (q, r) costs p q r.  Backward counts every dW and every delta that is needed; ∂loss/∂X is not formed.
    """
    ...
    forward = n * sum(below * above for below, above in zip(widths, widths[1:], strict=False))
    return forward, 2 * forward - n * widths[0] * widths[1]


# %% conventions: samples as rows, samples as columns
def shapes(kind):
    """The shape of everything, as two letters of "n d h k 1": {"X": "nd", "W1": …}, for kind "rows" or "columns".

    Keys: X Y W1 b1 W2 b2 Z1 H Z2.  In "rows", Z1 = X W1 + 𝟏 b1ᵀ with a column b1 (h, 1); in "columns", Z1 = W1 X + b1 𝟏ᵀ.
    """
    ...
    rows = {"X": "nd", "Y": "nk", "W1": "dh", "b1": "h1", "W2": "hk", "b2": "k1", "Z1": "nh", "H": "nh", "Z2": "nk"}
    return rows if kind == "rows" else {name: shape if "1" in shape else shape[::-1] for name, shape in rows.items()}


def transpose_convention(kind, X, Y, W1, b1, W2, b2):
    """Every gradient of the two-layer net in a layout: a dict with the keys delta2 dW2 db2 delta1 dW1 db1 dX, float64.

    "rows": as in the statement.  "columns": samples are columns, X (d, n), Y (k, n), and

        Z₁ = W₁ X + b₁ 𝟏ᵀ      H = tanh(Z₁)      Z₂ = W₂ H + b₂ 𝟏ᵀ      P = softmax of each column

    with W₁ (h, d), W₂ (k, h).  b₁ (h,) and b₂ (k,) in both.  Each gradient has the shape of its variable.
    """
    ...
    X, Y, W1, W2 = (np.asarray(each, float) if kind == "rows" else np.asarray(each, float).T for each in (X, Y, W1, W2))
    H = np.tanh(X @ W1 + b1)
    E = H @ W2 + b2
    E = np.exp(E - E.max(axis=1, keepdims=True))
    delta2 = (E / E.sum(axis=1, keepdims=True) - Y) / len(X)
    delta1 = (delta2 @ W2.T) * (1 - H**2)
    found = {"delta2": delta2, "dW2": H.T @ delta2, "db2": delta2.sum(axis=0),
             "delta1": delta1, "dW1": X.T @ delta1, "db1": delta1.sum(axis=0), "dX": delta1 @ W1.T}
    return found if kind == "rows" else {name: value.T for name, value in found.items()}


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
    X, Y, W1, W2 = (np.asarray(each, float) if layout == "rows" else np.asarray(each, float).T for each in (X, Y, W1, W2))
    Z1 = X @ W1 + b1
    if activation == "tanh":
        H, slope = np.tanh(Z1), 1 - np.tanh(Z1)**2
    elif activation == "sigmoid":
        H = 1 / (1 + np.exp(-Z1))
        slope = H * (1 - H)
    else:
        H, slope = np.maximum(Z1, 0), 1.0 * (Z1 > 0)
    Z2, n = H @ W2 + b2, len(X)
    if loss == "ce":
        E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
        delta2 = (E / E.sum(axis=1, keepdims=True) - Y) / n
    else:
        delta2 = (Z2 - Y) / n if loss == "mse" else -Y * (Y * Z2 < 1) / n
    delta1 = (delta2 @ W2.T) * slope
    found = {"delta2": delta2, "dW2": H.T @ delta2, "db2": delta2.sum(axis=0),
             "delta1": delta1, "dW1": X.T @ delta1, "db1": delta1.sum(axis=0), "dX": delta1 @ W1.T}
    return found if layout == "rows" else {name: value.T for name, value in found.items()}
