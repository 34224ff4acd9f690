"""Counting the parameters of a Transformer

numeric · 8 min · difficulty 2 · part attention_is_all_you_need
"""
from autograder.problems import Problem

BAND = (2, 12)      # layers on each side

STATEMENT = """A Transformer as in Attention Is All You Need: {layers} layers in the encoder and as many in the decoder, d_model = {d_model}, d_ff = {d_ff}, \
{heads} heads, one embedding of {vocabulary} tokens that serves both sides and the output. Each attention has four projections d_model × d_model, all heads \
together, without biases; each feed-forward network two matrices and two biases; each sub-layer one layer norm with a gain and a bias; the positions have no \
parameters. Return a dict: `encoder` and `decoder`, how many parameters one layer of each has; `model`, how many there are in all; `width`, the width of a \
head; `cache`, how many numbers the keys and values of all self-attentions of the decoder are for {tokens} tokens."""


def generate(rng):
    heads, width = int(rng.choice([4, 8, 12, 16])), int(rng.choice([32, 64, 128]))
    d_model, layers = heads * width, int(rng.integers(2, 13))
    d_ff, vocabulary, tokens = d_model * int(rng.integers(2, 5)), 100 * int(rng.integers(20, 500)), int(rng.integers(10, 500))
    network, norm = 2 * d_model * d_ff + d_ff + d_model, 2 * d_model
    encoder, decoder = 4 * d_model**2 + network + 2 * norm, 8 * d_model**2 + network + 3 * norm
    return Problem(STATEMENT, {"layers": layers, "d_model": d_model, "d_ff": d_ff, "heads": heads, "vocabulary": vocabulary, "tokens": tokens},
                   answer={"encoder": encoder, "decoder": decoder, "model": vocabulary * d_model + layers * (encoder + decoder), "width": width,
                           "cache": 2 * tokens * d_model * layers},
                   steps=(f"an attention: 4·{d_model}²; a network: 2·{d_model}·{d_ff} + {d_ff} + {d_model}; a norm: 2·{d_model}",
                          "encoder: attention, network, two norms; decoder: two attentions, network, three norms",
                          f"{vocabulary}·{d_model} + {layers}·(encoder + decoder)"))


def solve(layers, d_model, d_ff, heads, vocabulary, tokens):
    # tensor by tensor, the heads apart
    width = next(w for w in range(1, d_model + 1) if w * heads == d_model)
    attention = [(d_model, width)] * (3 * heads) + [(heads * width, d_model)]
    network, norm = [(d_model, d_ff), (d_ff, 1), (d_ff, d_model), (d_model, 1)], [(d_model, 1)] * 2
    encoder = sum(a * b for a, b in [*attention, *norm, *network, *norm])
    decoder = sum(a * b for a, b in [*attention, *norm, *attention, *norm, *network, *norm])
    return {"encoder": encoder, "decoder": decoder, "model": sum([encoder, decoder] * layers, vocabulary * d_model), "width": width,
            "cache": sum(2 * heads * width for _ in range(layers) for _ in range(tokens))}


def effort(layers, **others):
    return layers


def mistakes(layers, d_model, d_ff, heads, vocabulary, tokens):
    right = solve(layers, d_model, d_ff, heads, vocabulary, tokens)

    def put(encoder, decoder, embeddings=1):
        return right | {"encoder": encoder, "decoder": decoder, "model": embeddings * vocabulary * d_model + layers * (encoder + decoder)}
    encoder, decoder = right["encoder"], right["decoder"]
    return {"each head has projections of the full width": put(encoder + 4 * (heads - 1) * d_model**2, decoder + 8 * (heads - 1) * d_model**2),
            "the attention to the encoder is forgotten": put(encoder, encoder),
            "the projection of the output is forgotten": put(encoder - d_model**2, decoder - 2 * d_model**2),
            "the biases of the network are forgotten": put(encoder - d_ff - d_model, decoder - d_ff - d_model),
            "the norms are forgotten": put(encoder - 4 * d_model, decoder - 6 * d_model),
            "three embeddings are counted": put(encoder, decoder, 3),
            "keys are kept, but not values": right | {"cache": right["cache"] // 2},
            "the cache of each head is of the full width": right | {"cache": right["cache"] * heads}}
