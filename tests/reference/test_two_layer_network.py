"""The network is PyTorch's, forwards and backwards, and counts add up."""
import numpy as np
import pytest

from reference import two_layer_network as exact


def drawn(rng, n, d, h, k):
    return {"W1": rng.normal(size=(d, h)), "b1": rng.normal(size=h), "W2": rng.normal(size=(h, k)), "b2": rng.normal(size=k)}, rng.normal(size=(n, d))


@pytest.mark.parametrize("act", ["relu", "tanh"])
def test_is_pytorchs(act):
    torch = pytest.importorskip("torch", reason="PyTorch is not installed: parity with autograd is not tested here")
    rng = np.random.default_rng(0)
    params, X = drawn(rng, 5, 3, 4, 6)
    X[0] = 0
    params["b1"][0] = 0                                 # a hidden unit that is exactly at its kink
    y = rng.integers(6, size=5)
    theirs = {name: torch.tensor(p, requires_grad=True) for name, p in params.items()}
    hidden = getattr(torch, act)(torch.tensor(X) @ theirs["W1"] + theirs["b1"])
    logits = hidden @ theirs["W2"] + theirs["b2"]
    loss = torch.nn.functional.cross_entropy(logits, torch.tensor(y))
    loss.backward()
    np.testing.assert_allclose(exact.scores(params, X, act), logits.detach().numpy(), rtol=1e-12, atol=1e-13)
    assert exact.loss(params, X, y, act) == pytest.approx(loss.item(), rel=1e-13)
    for name, g in exact.gradients(params, X, y, act).items():
        np.testing.assert_allclose(g, theirs[name].grad.numpy(), rtol=1e-11, atol=1e-14, err_msg=name)


def test_huge_scores_have_a_loss_and_a_gradient():
    params = {"W1": np.eye(2), "b1": np.zeros(2), "W2": 1000 * np.eye(2), "b2": np.zeros(2)}
    X, y = np.array([[1.0, 0.0]]), np.array([1])
    assert exact.loss(params, X, y) == pytest.approx(1000)
    np.testing.assert_allclose(exact.gradients(params, X, y, "relu")["b2"], [1, -1], rtol=1e-12)


def test_every_sample_is_counted_once():
    rng = np.random.default_rng(1)
    params, X = drawn(rng, 50, 3, 4, 5)
    y = rng.integers(4, size=50)
    counts = exact.confusion(params, X, y)
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(y, minlength=5))
    assert counts.trace() == (exact.scores(params, X, "relu").argmax(axis=1) == y).sum()
