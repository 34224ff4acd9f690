"""The block is PyTorch's TransformerEncoderLayer with the same weights, for both norms and every mask."""
import numpy as np
import pytest

from reference import transformer as exact


def drawn(rng, d, f, heads):
    shapes = {"W1": (d, f), "b1": (f,), "W2": (f, d), **{f"W{c}": (d, d) for c in "qkvo"}}
    return {"n_heads": heads, **{name: rng.normal(size=shapes.get(name, (d,))) for name in exact.LAYER}}


def of_torch(torch, params, d, f, norm):
    layer = torch.nn.TransformerEncoderLayer(d, params["n_heads"], f, dropout=0.0, activation="gelu", batch_first=True, norm_first=norm == "pre").double()
    p = {name: torch.tensor(value) for name, value in params.items() if name != "n_heads"}
    layer.load_state_dict({
        "self_attn.in_proj_weight": torch.cat([p["Wq"].T, p["Wk"].T, p["Wv"].T]), "self_attn.in_proj_bias": torch.cat([p["bq"], p["bk"], p["bv"]]),
        "self_attn.out_proj.weight": p["Wo"].T, "self_attn.out_proj.bias": p["bo"],
        "linear1.weight": p["W1"].T, "linear1.bias": p["b1"], "linear2.weight": p["W2"].T, "linear2.bias": p["b2"],
        "norm1.weight": p["ln1_g"], "norm1.bias": p["ln1_b"], "norm2.weight": p["ln2_g"], "norm2.bias": p["ln2_b"]})
    return layer


@pytest.mark.parametrize("norm", ["pre", "post"])
@pytest.mark.parametrize("masked", ["none", "causal", "of each sequence"])
def test_is_pytorchs(norm, masked):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: parity with TransformerEncoderLayer is not tested here")
    rng = np.random.default_rng(0)
    n, t, d, f, heads = 3, 5, 6, 7, 2
    params, x = drawn(rng, d, f, heads), rng.normal(size=(n, t, d))
    mask = {"none": None, "causal": np.tri(t, dtype=bool), "of each sequence": (rng.random((n, t, t)) < 0.6) | np.eye(t, dtype=bool)}[masked]
    theirs = None if mask is None else torch.tensor(~mask if mask.ndim == 2 else ~np.repeat(mask, heads, axis=0))     # there, True forbids
    found = of_torch(torch, params, d, f, norm).train()(torch.tensor(x), src_mask=theirs).detach().numpy()
    np.testing.assert_allclose(exact.block(x, params, mask, norm), found, rtol=1e-10, atol=1e-11)


def test_counts_are_those_of_the_formulas():
    config = {"vocab": 11, "max_len": 7, "d": 4, "n_heads": 2, "d_ff": 6, "layers": 3, "tied": True}
    d, f = 4, 6
    assert exact.parameter_count(config) == 18 * d + 3 * (4 * d * d + 2 * d * f + 9 * d + f) + 2 * d
    assert exact.parameter_count(config | {"tied": False}) - exact.parameter_count(config) == 44
    assert exact.activation_memory(config, 2, 5) == 3 * (6 * 40 + 2 * 2 * 25 + 2 * 60) + 110


def test_a_later_token_changes_nothing_before():
    rng = np.random.default_rng(1)
    params, tokens = drawn(rng, 4, 6, 2), rng.integers(5, size=(1, 6))
    E, P, W = rng.normal(size=(5, 4)), rng.normal(size=(6, 4)), rng.normal(size=(5, 4))
    changed = tokens.copy()
    changed[0, 4] = (changed[0, 4] + 1) % 5
    one, other = (exact.language_model(each, E, P, [params, params], np.ones(4), np.zeros(4), W) for each in (tokens, changed))
    np.testing.assert_array_equal(one[:, :4], other[:, :4])
    assert abs(one[:, 4:] - other[:, 4:]).min() > 0
