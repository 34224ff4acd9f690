"""The size of a transformer

steps · 10 min · difficulty 2 · part count
"""
from math import prod

from autograder.problems import Problem

BAND = (2, 12)      # layers

STATEMENT = """A transformer has {layers} blocks of width d = {d} with {h} heads. In each block, attention has Wq, Wk, Wv, Wo (d × d) \
with a bias each, the feed-forward part goes from d to {f} and back, with biases, and there are two LayerNorms with a gain and a bias. \
Before the blocks stand an embedding of {vocab} tokens and one of {length} positions, behind them a LayerNorm; the output uses the \
embedding of the tokens once more, without a bias. Return a dict: `block`, how many parameters one block has; `model`, the whole model; \
`weights`, how many attention weights are computed for {batch} sequences of {length} tokens, those that are masked included; `cache`, \
how many numbers of keys and values are kept for one sequence of {length} tokens while it is written on."""


def generate(rng):
    h = int(rng.choice([2, 4, 8]))
    d, layers = h * int(rng.choice([8, 16, 32])), int(rng.integers(2, 13))
    vocab, length, batch = int(rng.integers(10, 200)) * 10, int(rng.choice([32, 64, 128, 256])), int(rng.integers(2, 17))
    f = d * int(rng.choice([2, 3, 4]))
    block = 4 * d * (d + 1) + 2 * d * f + f + d + 4 * d
    return Problem(STATEMENT, {"layers": layers, "d": d, "h": h, "f": f, "vocab": vocab, "length": length, "batch": batch},
                   answer={"block": block, "model": layers * block + (vocab + length) * d + 2 * d,
                           "weights": batch * layers * h * length**2, "cache": 2 * layers * length * d},
                   steps=(f"attention {4 * d * (d + 1)}, feed forward {2 * d * f + f + d}, LayerNorms {4 * d}",
                          f"embeddings {vocab * d} and {length * d}, the last LayerNorm {2 * d}", "a length × length matrix for each head",
                          "K and V in every block"))


def solve(layers, d, h, f, vocab, length, batch):
    # independent: the shapes of all arrays, multiplied out
    shapes = [(d, d), (d,)] * 4 + [(d, f), (f,), (f, d), (d,)] + [(d,)] * 4
    block = sum(map(prod, shapes))
    return {"block": block, "model": sum([block] * layers) + sum(map(prod, [(vocab, d), (length, d), (d,), (d,)])),
            "weights": prod((layers, batch, h, length, length)),
            "cache": sum(prod((h, length, d // h)) for _ in range(layers) for _ in "KV")}


def effort(layers, d, h, f, vocab, length, batch):
    return layers


def mistakes(layers, d, h, f, vocab, length, batch):
    right = solve(layers, d, h, f, vocab, length, batch)
    bare = right["block"] - 5 * d - f
    return {"the biases are forgotten": right | {"block": bare, "model": right["model"] - layers * (5 * d + f)},
            "the output has an embedding of its own": right | {"model": right["model"] + vocab * d},
            "every head has matrices of the whole width": right | {"block": right["block"] + 3 * (h - 1) * d * (d + 1)},
            "all heads share one matrix of weights": right | {"weights": right["weights"] // h},
            "the values are left out of the cache": right | {"cache": right["cache"] // 2}}
