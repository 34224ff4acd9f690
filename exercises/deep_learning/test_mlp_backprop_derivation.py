import numpy as np

from autograder.checks import assert_close, assert_equal, derives, hint, worth
from mlp_backprop_derivation import *       # the statement's names, from the stub beside it
from reference import backpropagation as exact

RTOL, ATOL = 1e-10, 1e-13       # a few dozen roundings, of numbers around 1


def close(got, expected, said=""):
    assert_close(got, expected, rtol=RTOL, atol=ATOL, dtype=float, said=said)


def net(rng, n, *widths):
    """Return X, Y with rows that sum to 1, and weights and biases for these widths."""
    Y = rng.uniform(0.1, 1, size=(n, widths[-1]))
    pairs = list(zip(widths, widths[1:], strict=False))
    return (rng.normal(size=(n, widths[0])), Y / Y.sum(axis=1, keepdims=True),
            [rng.normal(size=pair) for pair in pairs], [rng.normal(size=pair[1]) for pair in pairs])


def card(rng, n, d, h, k, loss, layout):
    """Return X, Y, W1, b1, W2, b2 for a loss and a layout, sums of at least a tenth away from any kink."""
    while True:
        X, Y, (W1, W2), (b1, b2) = net(rng, n, d, h, k)
        if loss == "hinge":
            Y = rng.choice([-1.0, 1.0], size=(n, k))
        if loss == "mse":
            Y = rng.normal(size=(n, k))
        Z1 = X @ W1 + b1
        if all(abs(Y * (H @ W2 + b2) - 1).min() > 0.01 for H in (np.tanh(Z1), 1 / (1 + np.exp(-Z1)), np.maximum(Z1, 0))) and abs(Z1).min() > 0.01:
            return (X, Y, W1, b1, W2, b2) if layout == "rows" else (X.T, Y.T, W1.T, b1, W2.T, b2)


# %% two_layer: every gradient of two layers
@hint("log of a quotient, then log exp; Σ_c Y = 1 in each row.", "Which rows of the loss depend on row j of Z₂?")
@worth(2)
def test_delta2(yours):
    """∂L/∂Z₂ = (P − Y)/n, by indices, and a line that uses that the rows of Y sum to 1."""
    derives(yours.delta2, D(L, Z2[j, f]), to=(P[j, f] - Y[j, f]) / n, steps=5,
            through=[D(Sum(log(Sum(exp(Z2[i, e]), e)) - Sum(Y[i, c] * Z2[i, c], c), i) / n, Z2[j, f])])


@hint("What shape has W₂, and what shapes have H and ∂L/∂Z₂?  Only one product fits.")
def test_dW2(yours):
    """∂L/∂W₂, by H and ∂L/∂Z₂."""
    derives(yours.dW2, D(L, W2), to=H.T @ D(L, Z2), through=[H.T @ D(L, Z2)], also=["backpropagation"])


@hint("b₂ is added to every row: every row has a say.")
def test_db2(yours):
    """∂L/∂b₂, by ∂L/∂Z₂."""
    derives(yours.db2, D(L, b2), to=D(L, Z2).T @ ones(n), through=[D(L, Z2).T @ ones(n)], also=["backpropagation"])


@hint("First H, then Z₁: what is ∂L/∂H?", "tanh acts entry by entry, and so does its derivative; where is that taken?")
def test_delta1(yours):
    """∂L/∂Z₁, by ∂L/∂Z₂, W₂ and Z₁."""
    derives(yours.delta1, D(L, Z1), to=(D(L, Z2) @ W2.T) * (ones(n, h) - tanh(Z1)**2), steps=2, through=[D(L, H)], also=["backpropagation"])


def test_db1(yours):
    """∂L/∂b₁, by ∂L/∂Z₁."""
    derives(yours.db1, D(L, b1), to=D(L, Z1).T @ ones(n), through=[D(L, Z1).T @ ones(n)], also=["backpropagation"])


def test_dX(yours):
    """∂L/∂X, by ∂L/∂Z₁ and W₁."""
    derives(yours.dX, D(L, X), to=D(L, Z1) @ W1.T, through=[D(L, Z1) @ W1.T], also=["backpropagation"])


@hint("One layer a line: Z₁ = X W₁ + …, H = tanh(Z₁), Z₂ = H W₂ + …")
@worth(2)
def test_backprop_chain(yours):
    """∂L/∂W₁ by ∂L/∂Z₂, one layer a line."""
    derives(yours.backprop_chain, D(L, W1), to=X.T @ ((D(L, Z2) @ W2.T) * (ones(n, h) - tanh(Z1)**2)), steps=3,
            through=[D(L, Z1), D(L, H), D(L, Z2) @ W2.T], also=["backpropagation"])


# %% recursion: one layer at a time, and then any number of them
@hint("Of W₁ᵣₐ, only the entry (s, b) counts: a δ for each letter.")
def test_vjp_weights(yours):
    """What a gradient becomes at the weights, by indices."""
    derives(yours.vjp_weights, D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), W1[s, b]), to=Sum(G[i, b] * X[i, s], i), steps=2)


def test_vjp_bias(yours):
    """What it becomes at the bias."""
    derives(yours.vjp_bias, D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), b1[b]), to=Sum(G[i, b], i), steps=2)


def test_vjp_input(yours):
    """What it becomes at the input."""
    derives(yours.vjp_input, D(Sum(Sum(G[i, a] * (Sum(X[i, r] * W1[r, a], r) + b1[a]), a), i), X[j, s]), to=Sum(G[j, a] * W1[s, a], a), steps=2)


def test_vjp_activation(yours):
    """What it becomes in front of tanh."""
    derives(yours.vjp_activation, D(Sum(Sum(G[i, a] * tanh(Z[i, a]), a), i), Z[j, b]), to=G[j, b] * (1 - tanh(Z[j, b])**2), steps=2)


@hint("A net of one layer first: softmax and cross entropy.", "Then delta of a layer from that of the layer above: two of your four rules.")
@worth(2)
def test_general_recursion(yours, rng):
    """Deltas and gradients of every layer, for one, two and four layers."""
    for n, *widths in [(1, 1, 2), (2, 3, 2), (2, 1, 2, 2), (3, 2, 4, 2), (2, 3, 4, 5, 3, 2)]:
        arguments = net(rng, n, *widths)
        close(yours.general_recursion(*arguments), exact.deep(*arguments))


@hint("Forward: one product a layer.  Backward: one for dW, and one for the delta of the layer below, where there is one.")
def test_cost(yours):
    """Multiply-adds, forward and backward, without the gradient by X."""
    for n, widths in [(1, [2, 3]), (5, [2, 3, 4]), (7, [3, 5, 2, 4])]:
        assert_equal(list(yours.cost(n, widths)), exact.cost(n, widths))


# %% conventions: samples as rows, samples as columns
@hint("Transposing turns every product round: (X W)ᵀ = Wᵀ Xᵀ.")
def test_shapes(yours):
    """Everything has its shape, in both layouts."""
    rows = {"X": "nd", "Y": "nk", "W1": "dh", "b1": "h1", "W2": "hk", "b2": "k1", "Z1": "nh", "H": "nh", "Z2": "nk"}
    assert_equal(yours.shapes("rows"), rows)
    assert_equal(yours.shapes("columns"), {name: shape if "1" in shape else shape[::-1] for name, shape in rows.items()})


def test_rows(yours, rng):
    """All seven gradients, samples as rows."""
    for sizes in [(2, 1, 2, 2), (2, 3, 4, 5)]:
        data = card(rng, *sizes, "ce", "rows")
        close(yours.transpose_convention("rows", *data), exact.two_layers("tanh", "ce", "rows", *data))


@hint("Each sum over samples is now a sum over columns.", "Which way round do the factors of ∂L/∂W₂ stand, so that it has the shape of W₂?")
def test_columns(yours, rng):
    """All seven gradients, samples as columns."""
    for sizes in [(2, 1, 2, 2), (2, 3, 4, 5)]:
        data = card(rng, *sizes, "ce", "columns")
        close(yours.transpose_convention("columns", *data), exact.two_layers("tanh", "ce", "columns", *data))


# %% blank_page: a card, an empty page
def exam(yours, rng, activation, loss, layout):
    for sizes in [(2, 1, 2, 2), (2, 3, 4, 5)]:
        data = card(rng, *sizes, loss, layout)
        close(yours.whiteboard(activation, loss, layout, *data), exact.two_layers(activation, loss, layout, *data))


@hint("Which line of two_layer depends on the activation?")
def test_activations(yours, rng):
    """All seven gradients for tanh, sigmoid and relu, with cross entropy and samples as rows."""
    for activation in ["tanh", "sigmoid", "relu"]:
        exam(yours, rng, activation, "ce", "rows")


@hint("Which line of two_layer depends on the loss?", "Mind the factors on the card.")
def test_losses(yours, rng):
    """All seven gradients for cross entropy, squares and hinge, with tanh and samples as rows."""
    for loss in ["ce", "mse", "hinge"]:
        exam(yours, rng, "tanh", loss, "rows")


@worth(2)
def test_a_card_at_random(yours, rng):
    """All seven gradients for a card drawn at random, samples as columns among them."""
    exam(yours, rng, "tanh", "ce", "columns")
    for layout in ["columns", "rows", "columns"]:
        exam(yours, rng, str(rng.choice(["tanh", "sigmoid", "relu"])), str(rng.choice(["ce", "mse", "hinge"])), layout)
