"""What the readings on deep learning ask to be computed.

ACCURACY: counts are exact; the rest are a few operations in float64, a few ε; derivatives of logarithms are closed forms.
SOURCE: Goodfellow, Bengio and Courville, Deep Learning (2016), chapters 4 and 6 to 8; Vaswani et al., Attention Is All You Need
(2017), sections 3 to 5; Kaplan et al., Scaling Laws for Neural Language Models (2020), sections 1, 4 and 5; He et al., Deep
Residual Learning for Image Recognition (2016), sections 3 and 4; Zhang et al., Understanding Deep Learning Requires Rethinking
Generalization (2017), sections 2 and 4; Frankle and Carbin, The Lottery Ticket Hypothesis (2019), sections 1 and 2; Dhariwal
and Nichol, Diffusion Models Beat GANs on Image Synthesis (2021), section 4.
"""
from itertools import product
from math import cos, exp, log, pi, sin, sqrt

import numpy as np

# Deep Learning

def condition(A):
    """Return the ratio of singular values, which are the sizes of a symmetric matrix's eigenvalues."""
    values = np.linalg.svd(np.asarray(A, float), compute_uv=False)
    return values[0] / values[-1]


def best_step(A, g):
    """Return the step along −g, and the fall of −ε gᵀg + ½ε² gᵀAg, at its minimum."""
    A, g = np.asarray(A, float), np.asarray(g, float)
    fall, curve = g @ g, g @ A @ g
    return [fall / curve, fall ** 2 / (2 * curve)]


def softmax_loss(z, label):
    """Return −log of the label's probability, by the differences to its score."""
    return log(sum(exp(x - z[label]) for x in z))


def dropout(X, y, w, keep):
    """Return the mean squared error over every pattern of kept entries, row by row."""
    total = 0.0
    for row, target in zip(np.asarray(X, float), y):
        for kept in product((0, 1), repeat=len(row)):
            chance = keep ** sum(kept) * (1 - keep) ** (len(row) - sum(kept))
            total += chance * float(target - np.dot(w, row * kept)) ** 2
    return total


def critical(hessians):
    """Return of each 2 × 2 Hessian what it says of a point without slope, by determinant and trace."""
    kinds = {(True, True): "minimum", (True, False): "maximum"}
    return [kinds.get((H[0][0] * H[1][1] - H[0][1] * H[1][0] > 0, H[0][0] + H[1][1] > 0), "saddle") for H in hessians]


def velocity(alpha, rate, gradient):
    """Return the sum of the geometric series."""
    return [-rate * g * sum(alpha ** k for k in range(5000)) for g in gradient]


# Attention Is All You Need

def shapes(vocabulary, layers, d_model, d_ff):
    """Return the shapes of all weights by name: of the embedding, and of each layer's."""
    ffn, norm = [(d_model, d_ff), (d_ff,), (d_ff, d_model), (d_model,)], [(d_model,), (d_model,)]
    attention = [(d_model, d_model)] * 4
    return {"embedding": [(vocabulary, d_model)],
            "encoder": (attention + ffn + 2 * norm) * layers, "decoder": (2 * attention + ffn + 3 * norm) * layers}


def count(vocabulary, layers, d_model, d_ff, kinds=("embedding", "encoder", "decoder")):
    found = shapes(vocabulary, layers, d_model, d_ff)
    return sum(int(np.prod(shape)) for kind in kinds for shape in found[kind])


def position(place, dimension, d_model):
    """Return the entry of the positional encoding: the wavelengths of pairs are a geometric sequence from 2π to 10000 · 2π."""
    angle = place * exp(-log(10000) * (dimension - dimension % 2) / d_model)
    return cos(angle) if dimension % 2 else sin(angle)


def shift(offset, pair, d_model):
    """Return M with (sin, cos) at any place + offset = M (sin, cos) at the place, found from two places."""
    def both(place):
        return [position(place, 2 * pair + k, d_model) for k in (0, 1)]
    here, there = (np.array([both(p + o) for p in (0, 1)]).T for o in (0, offset))
    return there @ np.linalg.inv(here)


def rate(step, d_model, warmup):
    return min(1 / sqrt(step * d_model), step / sqrt(d_model * warmup ** 3))


# Scaling laws

def joint_loss(N, D, N_c, D_c, alpha_N, alpha_D):
    return exp(alpha_D * log(exp(alpha_N / alpha_D * log(N_c / N)) + D_c / D))


# Deep residual learning

def convolutions(blocks, kind):
    """Return (channels in, channels out, side of the kernel) of all convolutions but the shortcuts', in order."""
    found, channels = [(3, 64, 7)], 64
    for count, width in zip(blocks, (64, 128, 256, 512)):
        for _ in range(count):
            steps = [(width, 3), (width, 3)] if kind == "basic" else [(width, 1), (width, 3), (4 * width, 1)]
            for out, side in steps:
                found.append((channels, out, side))
                channels = out
    return found


def projected(blocks, kind):
    """Return (channels in, channels out) of the blocks that change their number."""
    each = 2 if kind == "basic" else 3
    inner = convolutions(blocks, kind)[1:]
    ends = [(inner[i][0], inner[i + each - 1][1]) for i in range(0, len(inner), each)]
    return [(a, b) for a, b in ends if a != b]


def block_weights(channels, w):
    shapes = [[(channels, channels, 3)] * 2, [(4 * w, w, 1), (w, w, 3), (w, 4 * w, 1)]]
    return [sum(a * b * side ** 2 for a, b, side in block) for block in shapes]


# Rethinking generalization

def triangular(L, y):
    """Return w with L w = y, from the first row to the last."""
    w = np.zeros(len(y))
    for i in range(len(y)):
        w[i] = (y[i] - L[i, :i] @ w[:i]) / L[i, i]
    return w


def rademacher(table):
    """Return the mean over all signs of the best agreement of a row with them."""
    n = len(table[0])
    return sum(max(float(np.mean(np.multiply(s, row))) for row in table) for s in product((-1, 1), repeat=n)) / 2 ** n


def rademacher_of_a_ball(X, radius):
    """Return the same for w·x with ‖w‖ ≤ radius: the supremum is radius times the norm of the mean of σᵢxᵢ."""
    n = len(X)
    return sum(radius * float(np.linalg.norm(np.mean(np.array(s)[:, None] * X, axis=0))) for s in product((-1, 1), repeat=n)) / 2 ** n


def accuracy(classes, rate, accuracy):
    """Return how often a prediction is the label, summed over what the label became: kept, or each class alike."""
    wrong = (1 - accuracy) / (classes - 1)          # the share of any one wrong class among the predictions
    replaced = (accuracy + (classes - 1) * wrong) / classes
    return (1 - rate) * accuracy + rate * replaced


# The lottery ticket hypothesis

def rounds(rate, target):
    """Return the least number of rounds after which no more than the target is left."""
    n, left = 0, 1.0
    while left > target:
        n, left = n + 1, left * (1 - rate)
    return n


def next_mask(trained, mask, prune):
    """Return the mask once the `prune` smallest of the remaining weights, by size, are gone."""
    remaining = sorted((abs(w), i) for i, (w, m) in enumerate(zip(trained, mask)) if m)
    gone = {i for _, i in remaining[:prune]}
    return [int(m and i not in gone) for i, m in enumerate(mask)]


# Diffusion models beat GANs

def log_joint(x, means, variances, weights):
    """Return log p(x, y) of a mixture of Gaussians on the line, an entry a class."""
    return np.array([log(w) - (x - m) ** 2 / (2 * v) - log(2 * pi * v) / 2 for w, m, v in zip(weights, means, variances)])


def class_gradient(x, means, variances, weights, label):
    """Return ∂ log p(y | x) / ∂x: the class's score less the mean of all classes' scores."""
    p = log_joint(x, means, variances, weights)
    p = np.exp(p - p.max())
    scores = (np.array(means) - x) / np.array(variances)
    return float(scores[label] - p @ scores / p.sum())


def marginal_score(x, means, variances, weights):
    p = log_joint(x, means, variances, weights)
    p = np.exp(p - p.max())
    return float(p @ ((np.array(means) - x) / np.array(variances)) / p.sum())


def sharpened(x, means, variances, weights, scale):
    """Return p(y | x)ˢ, made to add up to 1."""
    p = scale * log_joint(x, means, variances, weights)
    p = np.exp(p - p.max())
    return p / p.sum()
