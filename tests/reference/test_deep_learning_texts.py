"""The oracle of the deep-learning readings against the papers' own numbers and what defines each value."""
from math import cos, log, sin

import numpy as np
import pytest

from reference import deep_learning_texts as exact


def test_the_base_model_has_65_million_parameters():
    """The paper's table 3 says 65 · 10⁶ for d_model 512, d_ff 2048, 6 layers and about 37000 tokens."""
    assert 62e6 < exact.count(37000, 6, 512, 2048) < 66e6
    assert exact.count(0, 1, 2, 3, ["encoder"]) == 16 + (6 + 3 + 6 + 2) + 8
    assert exact.count(0, 1, 2, 3, ["decoder"]) == 32 + (6 + 3 + 6 + 2) + 12


def test_positions_are_sines_and_cosines():
    assert exact.position(7, 0, 64) == pytest.approx(sin(7), rel=1e-13) and exact.position(7, 1, 64) == pytest.approx(cos(7), rel=1e-13)
    assert exact.position(7, 10, 64) == pytest.approx(sin(7 / 10000 ** (10 / 64)), rel=1e-12)


def test_a_shift_is_a_rotation_that_holds_everywhere():
    M = exact.shift(5, 3, 64)
    np.testing.assert_allclose(M @ M.T, np.eye(2), atol=1e-12)
    for place in (0, 11, 40):
        here, there = ([exact.position(p, 6 + k, 64) for k in (0, 1)] for p in (place, place + 5))
        np.testing.assert_allclose(M @ here, there, atol=1e-12)


def test_the_rate_rises_and_falls():
    rates = [exact.rate(step, 512, 4000) for step in range(1, 20000)]
    assert np.argmax(rates) == 3999 and rates[3999] == pytest.approx(7e-4, rel=0.01)        # 0.0007, as is often quoted
    assert rates[99] == pytest.approx(100 * rates[0], rel=1e-12) and rates[15999] == pytest.approx(rates[3999] / 2, rel=1e-12)


def test_the_joint_loss_has_both_limits():
    laws = dict(N_c=8.8e13, D_c=5.4e13, alpha_N=0.076, alpha_D=0.095)
    assert exact.joint_loss(1e9, 1e30, **laws) == pytest.approx((8.8e13 / 1e9) ** 0.076, rel=1e-6)
    assert exact.joint_loss(1e40, 1e9, **laws) == pytest.approx((5.4e13 / 1e9) ** 0.095, rel=1e-6)


def test_rounds_and_masks():
    assert [exact.rounds(0.2, t) for t in (1, 0.8, 0.79, 0.5)] == [0, 1, 2, 4]
    assert exact.next_mask([0.5, -0.1, 0.3, -0.9, 0.2], [1, 0, 1, 1, 1], 2) == [1, 0, 0, 1, 0]


MIXTURE = dict(means=[-1.0, 0.5, 2.0], variances=[0.5, 1.0, 2.0], weights=[0.2, 0.3, 0.5])


def log_posterior(x, label):
    return log(exact.sharpened(x, **MIXTURE, scale=1)[label])


@pytest.mark.parametrize("label", range(3))
def test_scores_are_derivatives(label):
    h, x = 1e-6, 0.3
    slope = (log_posterior(x + h, label) - log_posterior(x - h, label)) / (2 * h)
    assert exact.class_gradient(x, **MIXTURE, label=label) == pytest.approx(slope, rel=1e-7)
    marginal = [np.log(np.exp(exact.log_joint(x + d, **MIXTURE)).sum()) for d in (h, -h)]
    assert exact.marginal_score(x, **MIXTURE) == pytest.approx((marginal[0] - marginal[1]) / (2 * h), rel=1e-7)


def test_a_higher_scale_sharpens():
    p = exact.sharpened(0.3, **MIXTURE, scale=1)
    joint = np.exp(exact.log_joint(0.3, **MIXTURE))
    np.testing.assert_allclose(p, joint / joint.sum(), rtol=1e-13)
    np.testing.assert_allclose(exact.sharpened(0.3, **MIXTURE, scale=2), p ** 2 / (p ** 2).sum(), rtol=1e-12)
    np.testing.assert_allclose(exact.sharpened(0.3, **MIXTURE, scale=0), 1 / 3)


@pytest.mark.parametrize("blocks, kind, depth, projections", [([2, 2, 2, 2], "basic", 18, 3), ([3, 4, 6, 3], "basic", 34, 3),
                                                              ([3, 4, 6, 3], "bottleneck", 50, 4), ([3, 8, 36, 3], "bottleneck", 152, 4)])
def test_networks_have_the_depth_in_their_name(blocks, kind, depth, projections):
    assert len(exact.convolutions(blocks, kind)) + 1 == depth and len(exact.projected(blocks, kind)) == projections


def test_resnet_50_has_the_weights_it_is_known_for():
    """25.6 million with batch norms; 25.5 without."""
    blocks = [3, 4, 6, 3]
    inner = sum(a * b * k * k for a, b, k in exact.convolutions(blocks, "bottleneck")) + sum(a * b for a, b in exact.projected(blocks, "bottleneck"))
    assert 25.4e6 < inner + 2048 * 1000 + 1000 < 25.6e6
    assert exact.block_weights(64, 64) == [73728, 69632]


def test_triangular_systems():
    L = np.tril(np.arange(1.0, 10).reshape(3, 3))
    np.testing.assert_allclose(L @ exact.triangular(L, [1, 2, 3]), [1, 2, 3], rtol=1e-12)


def test_complexities_at_their_ends():
    everything = [[1, 1], [1, -1], [-1, 1], [-1, -1]]
    assert exact.rademacher(everything) == 1 and exact.rademacher(everything[:1]) == 0
    assert exact.rademacher_of_a_ball(np.eye(4), 3.0) == pytest.approx(3 / 2)       # ‖Σ σᵢeᵢ‖ = 2, over 4
    assert exact.rademacher_of_a_ball(np.array([[3.0, 4]]), 2.0) == pytest.approx(10)


def test_noise_by_simulation():
    rng = np.random.default_rng(0)
    true = rng.integers(0, 4, 400_000)
    predicted = np.where(rng.random(true.size) < 0.8, true, (true + rng.integers(1, 4, true.size)) % 4)
    label = np.where(rng.random(true.size) < 0.3, rng.integers(0, 4, true.size), true)
    assert exact.accuracy(4, 0.3, 0.8) == pytest.approx((predicted == label).mean(), abs=0.004)      # five standard errors


def test_conditions_steps_and_points():
    assert exact.condition([[2, 0], [0, -8]]) == pytest.approx(4)
    A, g = np.array([[3.0, 1], [1, 2]]), np.array([1.0, -2])
    step, fall = exact.best_step(A, g)
    falls = [t * g @ g - t * t * (g @ A @ g) / 2 for t in (step, step + 0.01, step - 0.01)]
    assert falls[0] == pytest.approx(fall) and max(falls) == falls[0]
    assert exact.critical([[[2, 1], [1, 2]], [[-2, 1], [1, -2]], [[1, 2], [2, 1]]]) == ["minimum", "maximum", "saddle"]


def test_losses_dropout_and_velocity():
    assert exact.softmax_loss([1.0, 3.0, -2.0], 1) == pytest.approx(-log(np.exp(3) / np.exp([1, 3, -2]).sum()))
    X, y, w = np.array([[1.0, 2], [3, -1]]), np.array([1.0, -2]), np.array([0.5, 1.5])
    rng = np.random.default_rng(0)
    kept = rng.random((400_000, 2, 2)) < 0.7
    seen = (((y - (X * kept) @ w) ** 2).sum(axis=1)).mean()
    assert exact.dropout(X, y, w, 0.7) == pytest.approx(seen, rel=0.01)         # more than five standard errors
    assert exact.dropout(X, y, w, 1.0) == pytest.approx(((y - X @ w) ** 2).sum())
    v = 0.0
    for _ in range(2000):
        v = 0.9 * v - 0.1 * 3
    assert exact.velocity(0.9, 0.1, [3]) == pytest.approx([v])
