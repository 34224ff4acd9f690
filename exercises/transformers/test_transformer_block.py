import numpy as np

from autograder.checks import assert_close, assert_equal, assert_frequencies, forbids, hint, raises, require, seed, unspoiled, worth
from reference import transformer as exact

forbidden = forbids("torch.nn.MultiheadAttention", "torch.nn.Transformer", "torch.nn.TransformerEncoder", "torch.nn.TransformerEncoderLayer",
                    "torch.nn.TransformerDecoder", "torch.nn.TransformerDecoderLayer")

judged_loosely = {"count": "what is counted is whole: there is no count that is a thousandth off"}

CLOSE = dict(rtol=1e-9, atol=1e-10)     # float64 through two LayerNorms, which divide by a root that may be some hundredths
SAME = dict(rtol=1e-12, atol=1e-12)     # the same sums: at most their order may change with the shape of a product


def layer(rng, d, f, heads):
    """Return the parameters of a block, no two alike and none negligible."""
    shapes = {"W1": (d, f), "b1": (f,), "W2": (f, d), **{f"W{c}": (d, d) for c in "qkvo"}}
    drawn = {name: rng.normal(size=shapes.get(name, (d,))) for name in exact.LAYER}
    return {"n_heads": heads, **drawn, "ln1_g": 1 + rng.random(d), "ln2_g": 1 + rng.random(d)}


def case(rng, number):
    """The first case is one token of two features, the second has two tokens; later no two dimensions are alike."""
    n, t, d, f, heads = [(1, 1, 2, 1, 1), (1, 2, 2, 1, 1), (1, 2, 4, 3, 2), (2, 5, 6, 7, 3)][number]
    return layer(rng, d, f, heads), rng.normal(size=(n, t, d))


# %% block: in NumPy, forwards
@worth(3)
@hint("Begin with one token: then attention(X) is (X Wv + bv) Wo + bo.", "What is added to: x, or what LayerNorm has made of it?",
      "Two heads: which columns of Q, K and V does each of them see?")
def test_pre_normalises_what_goes_into_the_branches(yours, rng):
    """With norm="pre", u = x + attention(LN₁(x)) and y = u + F(LN₂(u))."""
    for number in range(4):
        params, x = case(rng, number)
        assert_close(yours.block_forward(x, params, None, "pre"), exact.block(x, params, None, "pre"), **CLOSE)


@worth(2)
@hint("Where do the two LayerNorms stand: before the sums, or after?")
def test_post_normalises_the_sums(yours, rng):
    """With norm="post", u = LN₁(x + attention(x)) and y = LN₂(u + F(u))."""
    for number in range(4):
        params, x = case(rng, number)
        assert_close(yours.block_forward(x, params, None, "post"), exact.block(x, params, None, "post"), **CLOSE)


@worth(2)
@hint("A weight of 0: what score has it?", "A mask (n, t, t) meets scores (n, h, t, t): which axis is new?")
def test_masks_leave_what_they_allow(yours, rng):
    """A query's weights are a softmax over the keys that its mask allows, in every head, for one mask or one a sequence."""
    for norm in ("pre", "post"):
        for number in (1, 2, 3):
            params, x = case(rng, number)
            n, t, _ = x.shape
            for mask in (np.tri(t, dtype=bool), np.broadcast_to(np.eye(t, dtype=bool)[::-1], (n, t, t)) if n == 1 else
                         (rng.random((n, t, t)) < 0.4) | np.eye(t, dtype=bool)):
                assert_close(yours.block_forward(x, params, mask, norm), exact.block(x, params, mask, norm), **CLOSE)


@hint("Is a masked weight 0, or only small?")
def test_what_is_masked_changes_nothing(yours, rng):
    """Under a causal mask, changing a token leaves all outputs before it as they were, however large the change."""
    for number, j in [(2, 1), (3, 2)]:
        params, x = case(rng, number)
        mask = np.tri(x.shape[1], dtype=bool)
        changed = x.copy()
        changed[:, j] += 1000 * rng.normal(size=changed[:, j].shape)
        before, after = (yours.block_forward(each, params, mask, "post") for each in (x, changed))
        require(isinstance(after, np.ndarray) and after.shape == x.shape, f"y is not of shape {x.shape}", got=after)
        assert_close(after[:, :j], exact.block(x, params, mask, "post")[:, :j], **CLOSE, said=f"token {j} has changed, and what stands before it too")
        assert_close(after[:, :j], before[:, :j], **SAME)


@hint("Two sequences in one batch, of 2 and of 4 tokens: what may a query of the first attend to?")
def test_padding_changes_nothing(yours, rng):
    """A sequence that is filled up to the length of another has the outputs it would have alone."""
    for number, lengths in [(1, [1]), (3, [2, 4])]:
        params, x = case(rng, number)
        t = x.shape[1]
        mask = np.array([np.broadcast_to(np.arange(t) < length, (t, t)) for length in lengths])
        got = yours.block_forward(x, params, mask, "pre")
        require(isinstance(got, np.ndarray) and got.shape == x.shape, f"y is not of shape {x.shape}", got=got)
        alone = [exact.block(x[i:i + 1, :length], params, None, "pre")[0] for i, length in enumerate(lengths)]
        assert_close([got[i, :length] for i, length in enumerate(lengths)], alone, **CLOSE)


@hint("What is exp(1000)?  And inf / inf?")
def test_large_scores_have_weights(yours, rng):
    """Scores in the thousands give weights, not nan."""
    for number in (1, 3):
        params, x = case(rng, number)
        params |= {"Wq": 100 * params["Wq"], "Wk": 100 * params["Wk"]}
        got = yours.block_forward(x, params, None, "post")
        assert_close(got, exact.block(x, params, None, "post"), rtol=1e-6, atol=1e-7)      # scores of 10⁵ are known to 10⁻¹¹, and exp makes a factor of it


def test_arrays_of_any_layout(yours, rng):
    """Whole numbers, float32 and every layout of x and of the parameters give the same float64 numbers."""
    params, x = case(rng, 3)
    mask = np.tri(x.shape[1], dtype=bool)
    unspoiled(lambda x: yours.block_forward(x, params, mask, "pre"), 3 * x, expect=lambda x: exact.block(x, params, mask, "pre"), **CLOSE)
    unspoiled(lambda x, p: yours.block_forward(x, {**p, "n_heads": 3}, mask, "pre"), x, {k: v for k, v in params.items() if k != "n_heads"},
              expect=lambda x, p: exact.block(x, {**p, "n_heads": 3}, mask, "pre"), **CLOSE, integers=False, single=False)


def test_another_norm_is_refused(yours, rng):
    """A norm that is neither pre nor post raises ValueError."""
    params, x = case(rng, 0)
    with raises(ValueError):
        yours.block_forward(x, params, None, "rms")
    yours.block_forward(x, params, None, "post")        # and neither of those two is


# %% model: in PyTorch, from tokens to tokens
SMALL = {"vocab": 11, "max_len": 7, "d": 4, "n_heads": 1, "d_ff": 6, "layers": 1, "tied": True}     # every size is another: a shape says what it holds
LARGE = {"vocab": 13, "max_len": 9, "d": 6, "n_heads": 3, "d_ff": 10, "layers": 2, "tied": False}


def build(yours, config, values):
    """Return a model in float64, and the shapes of parameters that could not be told.

    Parameters are known by their shapes, so that names, layout and the fusing of projections do not matter: all square matrices are one
    symmetric S, all biases of d numbers one c, all gains (what is 1 at first) one g; E and the head are one matrix.
    """
    import torch
    model = yours.TinyTransformer(config).double()
    d, unknown = config["d"], []
    S, c = values["S"], values["c"]
    known = {"E": values["E"], "P": values["P"], "A": values["A"], "S": S, "2S": np.vstack([S, S]), "3S": np.vstack([S, S, S])}
    by_shape = {a.shape: a for a in known.values()} | {a.T.shape: a.T for a in known.values()}
    by_shape |= {(d,): c, (2 * d,): np.tile(c, 2), (3 * d,): np.tile(c, 3), (config["d_ff"],): values["b"]}
    with torch.no_grad():
        for parameter in model.parameters():
            shape = tuple(size for size in parameter.shape if size > 1)
            if shape not in by_shape:
                unknown.append(list(parameter.shape))
            else:
                is_gain = shape == (d,) and bool((parameter == 1).all())
                parameter.copy_(torch.from_numpy(np.array(values["g"] if is_gain else by_shape[shape])).reshape(parameter.shape))
    return model, unknown


def drawn_values(rng, config):
    d = config["d"]
    S = rng.normal(size=(d, d)) / np.sqrt(d)
    return {"S": S + S.T, "E": rng.normal(size=(config["vocab"], d)), "P": rng.normal(size=(config["max_len"], d)),
            "A": rng.normal(size=(config["d_ff"], d)), "b": rng.normal(size=config["d_ff"]), "c": rng.normal(size=d), "g": 1 + rng.random(d)}


def expected_logits(config, values, tokens):
    """Return what the model with these values computes."""
    S, A, c, g = values["S"], values["A"], values["c"], values["g"]
    one = {"n_heads": config["n_heads"], **{f"W{x}": S for x in "qkvo"}, **{f"b{x}": c for x in "qkvo"}, "W1": A.T, "b1": values["b"], "W2": A, "b2": c,
           "ln1_g": g, "ln1_b": c, "ln2_g": g, "ln2_b": c}
    return exact.language_model(tokens, values["E"], values["P"], [one] * config["layers"], g, c, values["E"])


def logits(yours, config, values, tokens):
    import torch
    model, unknown = build(yours, config, values)
    return {"logits": model(torch.from_numpy(np.array(tokens))), "shapes that are not known": unknown}


@worth(3)
@hint("One token, no block: LN(E[token] + P[0]) Wᵀ.", "Which axis does a position count along?", "Does your block agree with the one in NumPy?")
def test_logits_are_those_of_pre_norm_blocks(yours, rng):
    """The logits are LN(blocks(E[token] + P[position])) Wᵀ: pre-norm, causal, all biases, GELU with erf, W tied or not."""
    for config, n, t in [(SMALL | {"layers": 0}, 1, 1), (SMALL, 1, 1), (SMALL, 1, 2), (SMALL, 2, 3), (LARGE, 3, 8), (LARGE | {"tied": True}, 1, 9)]:
        values, tokens = drawn_values(rng, config), rng.integers(config["vocab"], size=(n, t))
        got = yours.run(logits, config, values, tokens)
        if isinstance(got, dict) and got.get("shapes that are not known"):
            return                                      # a layout of its own: causality, counts and generation are still judged
        assert_close(got, {"logits": expected_logits(config, values, tokens), "shapes that are not known": []}, **CLOSE)


def own_logits(yours, config, tokens):
    """Return the logits of a model as it begins, in float64, for several batches of tokens."""
    import torch
    torch.manual_seed(0)
    model = yours.TinyTransformer(config).double()
    return [model(torch.from_numpy(np.array(each))) for each in tokens]


@worth(2)
@hint("Which entries of the scores must be −∞?")
def test_later_tokens_change_nothing_before(yours, rng):
    """As the model begins, changing a token changes its own logits and later ones, and none before it; sequences do not meet."""
    for config, t, j in [(SMALL, 3, 2), (LARGE, 6, 3)]:
        one = rng.permutation(config["vocab"])[None, :t]
        changed = one.copy()
        changed[0, j] = (changed[0, j] + 1) % config["vocab"]
        got = yours.run(own_logits, config, [one, changed, np.vstack([changed, one])])
        shape = (1, t, config["vocab"])
        require(isinstance(got, list) and [getattr(a, "shape", None) for a in got] == [shape, shape, (2, *shape[1:])],
                f"the logits of (1, {t}) tokens are not of shape {shape}, or those of (2, {t}) not twice that", got=got)
        first, other, both = got
        assert_close(other[:, :j], first[:, :j], **SAME, said=f"token {j} has changed")
        assert_close(both, np.vstack([other, first]), **SAME, said="two sequences in one batch")
        require((abs(other[0, j:] - first[0, j:]).max(axis=1) > 1e-9).all(), f"token {j} has changed, and some later logits have not", got=other)


def sizes(yours, configs):
    """Return the number of entries of a model's parameters, a shared one once, and how many of them a gradient reaches."""
    import torch
    found = []
    for config in configs:
        model = yours.TinyTransformer(config)
        model(torch.zeros(1, config["max_len"], dtype=torch.long)).square().sum().backward()
        found.append([sum(p.numel() for p in model.parameters()), sum(p.numel() for p in model.parameters() if p.grad is not None)])
    return found


def twenty_configs(rng):
    """The first is small and tied, and no two of its pieces are equally large; then all sizes vary, tied and not."""
    configs = [{"vocab": 6, "max_len": 5, "d": 2, "n_heads": 2, "d_ff": 1, "layers": 2, "tied": True}]
    for i in range(19):
        heads = int(rng.integers(1, 4))
        configs.append({"vocab": int(rng.integers(2, 30)), "max_len": int(rng.integers(1, 12)), "d": heads * int(rng.integers(1, 5)), "n_heads": heads,
                        "d_ff": int(rng.integers(1, 20)), "layers": i % 4, "tied": i % 2 == 1})
    return configs


@hint("List the shapes in model.named_parameters().")
def test_the_model_has_the_parameters_asked_for(yours, rng):
    """The parameters of the model are E, P, blocks with their biases, the last LayerNorm, and W unless tied; a gradient reaches them all."""
    for config in twenty_configs(rng):
        due = exact.parameter_count(config)
        assert_equal(yours.run(sizes, [config]), [[due, due]])


def continued(yours, config, values, prompt, n, temperature, top_k, rngs, times=1):
    """Return what generate makes of a prompt, `times` for each rng, and the model's logits along the first."""
    import torch
    torch.manual_seed(0)
    model, _ = build(yours, config, values)
    generators = [torch.Generator().manual_seed(int(rng.integers(2**62))) for rng in rngs for _ in range(times)]
    made = [model.generate(torch.from_numpy(np.array(prompt)), n, temperature, top_k, generator) for generator in generators]
    with torch.no_grad():
        return {"tokens": torch.stack(made), "logits": model(made[0][None])[0]}


def follows(got, prompt, n, times, vocab):
    """Require the structure of what `continued` returns: the prompt, and n tokens more."""
    t = len(prompt)
    require(isinstance(got, dict) and getattr(got.get("tokens"), "shape", None) == (times, t + n), f"{n} tokens after {t} are {t + n}", got=got)
    require(got["tokens"].dtype.kind in "iu", "tokens are whole numbers", got=got)
    assert_equal(got["tokens"][:, :t], np.tile(prompt, (times, 1)), said="the prompt comes first")
    require(((got["tokens"] >= 0) & (got["tokens"] < vocab)).all(), f"tokens are 0 … {vocab - 1}", got=got)


@worth(2)
@hint("Which position's logits speak of the next token?", "Does the second new token know the first?")
def test_temperature_zero_takes_the_largest(yours, rng):
    """At temperature 0, and with top_k=1 at any, each new token is that of the largest logit after all that stand before it."""
    for config, t, n in [(SMALL | {"layers": 0}, 1, 1), (SMALL, 2, 4), (SMALL, 2, 5), (LARGE, 3, 6), (LARGE, 4, 0)]:
        values, prompt = drawn_values(rng, config), 1 + rng.permutation(config["vocab"] - 1)[:t]
        values |= {"P": 3 * values["P"]}                # where positions weigh much, tokens do not repeat themselves
        for temperature, top_k in [(0.0, None), (2.0, 1), (0, 5)]:
            got = yours.run(continued, config, values, prompt, n, temperature, top_k, [seed(rng)])
            follows(got, prompt, n, 1, config["vocab"])
            due = np.array(got["logits"])[t - 1:t + n - 1].argmax(axis=1)
            assert_equal(got["tokens"][0, t:], due, said=f"at temperature {temperature:g}, top_k={top_k}")


@hint("Two logits are the largest: which token is it?")
def test_of_equal_logits_the_lower_token_is_larger(yours, rng):
    """Where two logits are the largest, temperature 0 and top_k=1 take the lower token, and top_k=2 one of the two."""
    values = {name: 0.0 * value for name, value in drawn_values(rng, SMALL).items()}
    low, high = (int(i) for i in 1 + np.sort(rng.permutation(10)[:2]))
    values["c"] = np.arange(1.0, 5.0)                   # a gain of 0 leaves c alone, and E c is exact: all are whole numbers
    values["E"][:, 0] = rng.integers(2, size=11)
    values["E"][[low, high]] = 1.0
    prompt = np.array([2, 5])
    for temperature, top_k, allowed in [(0.0, None, {low}), (20.0, 1, {low}), (20.0, 2, {low, high})]:
        got = yours.run(continued, SMALL, values, prompt, 3, temperature, top_k, [seed(rng)], 8)
        follows(got, prompt, 3, 8, SMALL["vocab"])
        taken = {int(token) for token in got["tokens"][:, 2:].flat}
        require(taken <= allowed, f"tokens {low} and {high} have the largest logits, and at temperature {temperature:g} with top_k={top_k} "
                f"token {min(taken - allowed, default=0)} is taken", got=got)


@worth(2)
@hint("softmax(logits / temperature): does a high temperature sharpen or flatten?", "Which k tokens stay, and do their probabilities still sum to 1?")
def test_tokens_are_drawn_from_the_softmax(yours, rng):
    """Each token comes as often as softmax(logits / temperature) says, of the k largest where top_k is given."""
    config, times = SMALL | {"vocab": 5, "layers": 0}, 1000     # without a block a draw is cheap, and its law is the same
    for temperature, top_k in [(3.0, None), (2.0, 3), (3.0, 9)]:
        values = drawn_values(rng, config)
        values |= {"g": np.ones(4), "c": np.zeros(4), "E": values["E"] / np.linalg.norm(values["E"], axis=1, keepdims=True)}    # logits within ±2
        prompt = np.array([1 + int(rng.integers(4))])
        got = yours.run(continued, config, values, prompt, 1, temperature, top_k, [seed(rng)], times)
        follows(got, prompt, 1, times, 5)
        row = got["logits"][0]
        law = np.where(row >= np.sort(row)[-min(top_k or 5, 5)], np.exp(row / temperature), 0.0)
        assert_frequencies(np.bincount(got["tokens"][:, 1], minlength=5), law / law.sum(), comparisons=3, of="draws")


def test_draws_come_from_the_generator(yours, rng):
    """An equal generator gives equal tokens, another one others."""
    values, prompt, one = drawn_values(rng, LARGE), np.array([3, 1]), seed(rng)
    others = [seed(rng) for _ in range(6)]
    got = yours.run(continued, LARGE, values, prompt, 7, 5.0, None, [one, one, *others])
    follows(got, prompt, 7, 8, LARGE["vocab"])
    assert_equal(got["tokens"][1], got["tokens"][0], said="from an equal generator")
    require(len({tuple(row) for row in got["tokens"]}) > 2, "seven generators give the same tokens", got=got)


def too_long(yours, config, prompt, n):
    import torch
    torch.manual_seed(0)
    model = yours.TinyTransformer(config)
    return model.generate(torch.from_numpy(np.array(prompt)), n, 0.0)


@hint("Is there a position for every token?")
def test_more_tokens_than_positions_are_refused(yours):
    """t + n > max_len raises ValueError, at once; t + n = max_len does not."""
    for t, n in [(5, 4), (1, 7), (7, 1)]:
        with raises(ValueError):
            yours.run(too_long, SMALL, np.arange(t), n)
    full = yours.run(too_long, SMALL, np.array([3, 4, 5]), 4)
    require(isinstance(full, np.ndarray) and full.shape == (7,), "3 + 4 tokens fit into 7 positions", got=full)
    assert_equal(full[:3], np.array([3, 4, 5]))


# %% count: what it holds, and what training keeps
@hint("Write the shape of every parameter of one block down, biases and LayerNorms too.", "Tied: how many matrices (vocab, d) are there?")
def test_parameters_are_counted(yours, rng):
    """parameter_count is the number of entries of all parameters, a tied matrix once."""
    for config in twenty_configs(rng):
        got = yours.parameter_count(config)
        require(isinstance(got, int) or np.ndim(got) == 0 and getattr(got, "dtype", np.dtype(float)).kind in "iu", "a count is a whole number", got=got)
        assert_equal(got, exact.parameter_count(config))


@hint("How many weights does one head have for t tokens?")
def test_kept_activations_are_counted(yours, rng):
    """activation_memory counts six arrays (b, t, d), the weights of every head and two arrays (b, t, d_ff) a block, and the logits."""
    for i, config in enumerate(twenty_configs(rng)):
        b, t = (int(rng.integers(1, 5)), int(rng.integers(1, config["max_len"] + 1))) if i else (3, 4)
        got = yours.activation_memory(config, b, t)
        require(isinstance(got, int) or np.ndim(got) == 0 and getattr(got, "dtype", np.dtype(float)).kind in "iu", "a count is a whole number", got=got)
        assert_equal(got, exact.activation_memory(config, b, t))
