"""The oracle of Markov chains against closed forms and what defines each quantity."""
import numpy as np
import pytest

from reference import markov


def random_chain(rng, s, density=1.0):
    P = rng.dirichlet(np.ones(s), size=s) * (rng.uniform(size=(s, s)) < density) + 1e-3 * np.roll(np.eye(s), 1, axis=1)
    return P / P.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("n", [0, 1, 2, 7])
def test_powers_are_numpys(n):
    P = random_chain(np.random.default_rng(0), 4)
    np.testing.assert_allclose(markov.n_step(P, n), np.linalg.matrix_power(P, n), rtol=1e-13)


def test_moves_are_counted():
    nan = np.nan
    expected = [[1 / 3, 1 / 3, 1 / 3, 0], [1, 0, 0, 0], [nan] * 4, [nan] * 4]
    np.testing.assert_array_equal(markov.empirical_transition([0, 1, 0, 0, 2], 4), expected)


@pytest.mark.parametrize("s", [1, 2, 3, 5])
@pytest.mark.parametrize("density", [0.3, 1.0])
def test_a_stationary_law_stays(s, density):
    P = random_chain(np.random.default_rng(s), s, density)
    pi = markov.stationary(P)
    np.testing.assert_allclose(pi @ P, pi, atol=1e-15)
    assert abs(pi.sum() - 1) < 1e-15 and (pi > 0).all()


def test_two_states_in_closed_form():
    a, b = 0.25, 0.0625
    np.testing.assert_array_equal(markov.stationary([[1 - a, a], [b, 1 - b]]), [0.2, 0.8])
    np.testing.assert_array_equal(markov.hitting_times([[1 - a, a], [b, 1 - b]], 1), [4, 0])


def test_classes():
    P = np.array([[0.5, 0.25, 0.25, 0], [0, 0, 1, 0], [0, 1, 0, 0], [0, 0, 0, 1]])
    assert markov.closed_classes(P) == {frozenset({1, 2}), frozenset({3})}
    assert markov.stationary(P) is None
    np.testing.assert_array_equal(markov.stationary(P[:3, :3]), [0, 0.5, 0.5])


@pytest.mark.parametrize("s", [2, 3, 6])
def test_the_walk_on_a_circle_takes_k_times_s_minus_k_steps(s):
    P = (np.roll(np.eye(s), 1, axis=1) + np.roll(np.eye(s), -1, axis=1)) / 2
    k = np.arange(s)
    np.testing.assert_array_equal(markov.hitting_times(P, 0), k * (s - k))


def test_hitting_times_satisfy_their_equations():
    P = random_chain(np.random.default_rng(3), 5, 0.5)
    h = markov.hitting_times(P, 2)
    away = [0, 1, 3, 4]
    np.testing.assert_allclose(h[away], 1 + (P @ h)[away], rtol=1e-12)
    assert h[2] == 0


def test_what_may_be_missed_takes_for_ever():
    gambler = np.array([[1, 0, 0, 0], [0.5, 0, 0.5, 0], [0, 0.5, 0, 0.5], [0, 0, 0, 1]])
    np.testing.assert_array_equal(markov.hitting_times(gambler, 3), [np.inf, np.inf, np.inf, 0])
    behind = np.array([[0, 1, 0], [0, 0, 1], [0, 0, 1]])          # a trap behind the target does not matter
    np.testing.assert_array_equal(markov.hitting_times(behind, 1), [1, 0, np.inf])


def test_frequencies_are_shares_of_all_states():
    assert markov.frequencies([0, 2, 0, 2, 2], 4).tolist() == [0.4, 0.0, 0.6, 0.0]
