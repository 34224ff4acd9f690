"""What the words of experiments accept, refuse and say."""
from math import inf, nan, sqrt

import numpy as np
import pytest

from autograder.checks import (
    assumptions,
    at_least_two_metric_families,
    diagnosed_sampler,
    equal_budgets,
    sampling,
    several_seeds,
    tails,
)
from autograder.checks.compare import Mismatch
from autograder.checks.reproduction import what_moved


def refused(word, *arguments, **keywords) -> str:
    with pytest.raises(Mismatch) as caught:
        word(*arguments, **keywords)
    return caught.value.message


def test_students_quantile_is_scipys():
    stats = pytest.importorskip("scipy.stats")
    for freedom in [1, 2, 4, 29, 1000]:
        for level in [0.5, 0.1, 0.05, 0.001]:
            assert tails.student_quantile(level, freedom) == pytest.approx(stats.t.isf(level / 2, freedom), rel=1e-9)


# Several seeds

RUNS = [0.91, 0.94, 0.89, 0.93, 0.90]


def summary(x, level=0.95):
    x = np.asarray(x, float)
    half = tails.student_quantile(1 - level, len(x) - 1) * x.std(ddof=1) / sqrt(len(x))
    return x.mean(), x.std(ddof=1), x.mean() - half, x.mean() + half


@pytest.mark.parametrize("values", [RUNS, tuple(RUNS), np.array(RUNS), RUNS[::-1], [np.float64(v) for v in RUNS], [1, 2, 4]])
def test_a_summary_of_several_seeds(values):
    told = summary(values)
    for form in (told, list(told), np.array(told), dict(zip(("mean", "std", "low", "high"), told, strict=True))):
        several_seeds(values, form, seeds=range(len(values)) and list(range(len(values))))
    several_seeds({"loss": values, "error": values}, {"error": told, "loss": told})


@pytest.mark.parametrize("one", [[0.9], 0.9, np.array([0.9]), np.float64(0.9), (0.9,)])
def test_a_claim_on_one_seed_is_refused_with_the_reason(one):
    said = refused(several_seeds, one, (0.9, 0.0, 0.9, 0.9))
    assert "one seed" in said and "no spread" in said and "at least 3" in said
    assert "one seed" in refused(several_seeds, one, (0.9, nan, nan, nan))


def test_two_seeds_are_too_few_unless_the_author_says_so():
    assert "2 seeds, where at least 3" in refused(several_seeds, RUNS[:2], summary(RUNS[:2]))
    several_seeds(RUNS[:2], summary(RUNS[:2]), fewest=2)


@pytest.mark.parametrize("change, says", [
    (lambda m, s, a, b: (m, s * sqrt(4 / 5), a, b), "as if that were known"),
    (lambda m, s, a, b: (m, s / sqrt(5), a, b), "standard error"),
    (lambda m, s, a, b: (m, s * s, a, b), "the variance"),
    (lambda m, s, a, b: (max(RUNS), s, a, b), "one seed"),
    (lambda m, s, a, b: (0.91, s, a, b), "the median"),
    (lambda m, s, a, b: (m, s, m - 1.959964 * s / sqrt(5), b), "a normal interval"),
    (lambda m, s, a, b: (m, s, a, m + s), "one deviation"),
    (lambda m, s, a, b: (m, s, b, a), "lower end"),
    (lambda m, s, a, b: (m * 1.0001, s, a, b), "the mean of"),
    (lambda m, s, a, b: (m, nan, a, b), "four numbers"),
    (lambda m, s, a, b: (m, s), "four numbers"),
    (lambda m, s, a, b: None, "four numbers")])
def test_a_wrong_summary_is_told_for_what_it_is(change, says):
    assert says in refused(several_seeds, RUNS, change(*summary(RUNS)), rtol=1e-6)


@pytest.mark.parametrize("values, says", [([0.9, nan, 0.8], "1 of 3 are not finite"), ([0.9, inf, nan], "2 of 3"), ([], "one number a seed"),
                                          ([[1, 2], [3, 4], [5, 6]], "one number a seed"), (None, "one number a seed"),
                                          (["a", "b", "c"], "one number a seed"), ([0.5] * 3, "does the seed reach")])
def test_what_are_no_results_of_several_seeds(values, says):
    assert says in refused(several_seeds, values, (0.0, 0.0, 0.0, 0.0))


def test_a_metric_may_tie_where_the_author_says_so():
    several_seeds([8, 8, 8], (8, 0, 8, 8), varies=False)


def test_a_seed_counts_once_and_each_result_has_one():
    assert "seed 7" in refused(several_seeds, RUNS, summary(RUNS), seeds=[7, 1, 7, 2, 3])
    assert "5 results" in refused(several_seeds, RUNS, summary(RUNS), seeds=[1, 2, 3])
    assert "summary of loss" in refused(several_seeds, {"loss": RUNS, "error": RUNS}, {"loss": summary(RUNS)})


# Equal budgets

def trial(rate, steps=10, evaluations=20, curve=(1.0, 0.5)):
    return {"settings": {"lr": rate}, "steps": steps, "evaluations": evaluations, "curve": curve}


def test_equal_budgets_in_any_order_and_with_divergence():
    log = {"sgd": [trial(0.1), trial(0.3, 5, 10)], "adam": [trial(0.01, 5, 10, np.array([1.0, inf, nan])), trial(0.001, np.int64(10))]}
    equal_budgets(log)
    equal_budgets({**log, "momentum": tuple(log["sgd"][::-1])})


@pytest.mark.parametrize("adam, says", [
    ([trial(0.01)], "sgd was given 2 trials, adam 1"),
    ([trial(0.01), trial(0.01)], "2 different settings, adam 1"),
    ([trial(0.01), trial(0.02, 11)], "adam was given 21 steps"),
    ([trial(0.01), trial(0.02, 10, 200)], "220 evaluations"),
    ([trial(0.01, 15, 30), trial(0.02, 5, 10)], "spread the same sum otherwise"),
    ([trial(0.01), trial(0.02, curve=())], "no learning curve"),
    ([trial(0.01), trial(0.02, curve=None)], "no learning curve"),
    ([trial(0.01), trial(0.02, curve=(nan, 1.0))], "begins with nan"),
    ([trial(0.01), trial(0.02, steps=nan)], "steps is nan"),
    ([trial(0.01), trial(0.02, steps=True)], "no count"),
    ([trial(0.01), {"settings": {"lr": 1}}], "steps, evaluations, curve not logged"),
    ([trial(0.01), None], "a list of trials"),
    (None, "a list of trials")])
def test_unequal_budgets_and_what_is_not_logged(adam, says):
    assert says in refused(equal_budgets, {"sgd": [trial(0.1), trial(0.3)], "adam": adam})


def test_one_optimiser_is_no_comparison():
    assert "at least 2 optimisers" in refused(equal_budgets, {"sgd": [trial(0.1)]})
    assert "at least 2 optimisers" in refused(equal_budgets, None)
    assert "tried 1 times" in refused(equal_budgets, {"sgd": [trial(0.1)], "adam": [trial(0.1)]}, fewest=3)


# Samplers

def autoregressive(rng, phi, shape):
    noise = rng.normal(size=shape)
    x = np.zeros(shape)
    x[:, 0] = noise[:, 0] / sqrt(1 - phi**2)
    for t in range(1, shape[1]):
        x[:, t] = phi * x[:, t - 1] + noise[:, t]
    return x


def diagnosis(chains, burn_in=0, **more):
    kept = np.asarray(chains, float).reshape(*np.shape(chains)[:2], -1)[:, burn_in:]
    return {"burn_in": burn_in, "rhat": sampling.split_rhat(kept), "ess": sampling.effective_size(kept), **more}


@pytest.mark.parametrize("phi", [-0.5, 0.0, 0.3, 0.9])
def test_the_effective_size_of_an_autoregression(phi):
    chains = autoregressive(np.random.default_rng(3), phi, (4, 20_000))
    assert sampling.effective_size(chains[..., None])[0] == pytest.approx(80_000 * (1 - phi) / (1 + phi), rel=0.15)
    assert sampling.split_rhat(chains[..., None])[0] == pytest.approx(1, abs=0.005)


def test_split_rhat_by_hand():
    halves = [[0.0, 2.0], [4.0, 6.0], [0.0, 2.0], [4.0, 6.0]]        # each of variance 2; their means 1, 5, 1, 5 of variance 16/3
    chains = np.array([halves[0] + halves[1], halves[2] + halves[3]])[..., None]
    assert sampling.split_rhat(chains)[0] == pytest.approx(sqrt((2 / 2 + 16 / 3) / 2))


def test_effective_size_by_hand():
    """The definition, with plain sums, of two short chains."""
    chains = np.random.default_rng(0).normal(size=(2, 10))
    halves = [c[h] for h in (slice(0, 5), slice(5, 10)) for c in chains]
    n, m = 5, 4
    within = np.mean([np.var(h, ddof=1) for h in halves])
    total = within * (n - 1) / n + np.var([h.mean() for h in halves], ddof=1)
    rho = [1 - (within - np.mean([sum((h[i] - h.mean()) * (h[i + t] - h.mean()) for i in range(n - t)) / (n - 1) for h in halves])) / total
           for t in range(n)]
    pairs, least = [], inf
    for t in (0, 2):
        if rho[t] + rho[t + 1] <= 0:
            break
        least = min(least, rho[t] + rho[t + 1])
        pairs.append(least)
    tau = max(-1 + 2 * sum(pairs), 1 / np.log10(m * n))
    assert sampling.effective_size(chains[..., None])[0] == pytest.approx(m * n / tau, rel=1e-10)


def test_a_diagnosed_sampler():
    rng = np.random.default_rng(1)
    chains = autoregressive(rng, 0.5, (4, 1001))
    told = diagnosis(chains, 100)
    diagnosed_sampler(chains, told)
    diagnosed_sampler(chains[::-1], told)                          # chains in another order
    diagnosed_sampler(chains, {**told, "rhat": float(told["rhat"][0]), "ess": [float(told["ess"][0]) * 1.1]})
    two = rng.normal(size=(3, 500, 2))
    diagnosed_sampler(two, diagnosis(two))


def test_a_burn_in_that_is_too_short_shows():
    chains = autoregressive(np.random.default_rng(2), 0.5, (4, 1000))
    chains[:, :200] += 20 * np.array([[1], [-1], [1], [-1]])
    diagnosed_sampler(chains, diagnosis(chains, 200))
    assert "chains disagree" in refused(diagnosed_sampler, chains, diagnosis(chains, 0))


@pytest.mark.parametrize("change, says", [
    ({"rhat": 1.2}, "split-R̂ of coordinate 0"), ({"rhat": nan}, "nan was reported"), ({"ess": 4000.0}, "effective sample size"),
    ({"ess": None}, "None came back"), ({"burn_in": 999}, "at least 8"), ({"burn_in": -1}, "at least 8"), ({"burn_in": 0.1}, "burn_in is 0.1"),
    ({"burn_in": True}, "burn_in is True"), ({"ess": np.array([1.0, 2.0])}, "each of 1 coordinates")])
def test_a_wrong_diagnosis(change, says):
    chains = autoregressive(np.random.default_rng(2), 0.6, (4, 1000))
    assert says in refused(diagnosed_sampler, chains, {**diagnosis(chains), **change})


def test_chains_that_are_none():
    rng = np.random.default_rng(5)
    chains = rng.normal(size=(4, 500))
    told = diagnosis(chains)
    assert "one chain" in refused(diagnosed_sampler, chains[:1], told)
    assert "not finite" in refused(diagnosed_sampler, np.where(np.arange(500) == 7, nan, chains), told)
    assert "(chains, draws)" in refused(diagnosed_sampler, chains[0], told)
    assert "burn_in, rhat, ess" in refused(diagnosed_sampler, chains, None)
    assert "never moves" in refused(diagnosed_sampler, np.concatenate([chains, np.ones((1, 500))]), told)
    slow = autoregressive(rng, 0.99, (4, 1500))
    assert "worth" in refused(diagnosed_sampler, slow, diagnosis(slow), most_rhat=2)


def test_modes_are_covered():
    rng = np.random.default_rng(6)
    centres = np.array([[-4.0, 0], [4, 0], [0, 5]])
    chains = centres[rng.integers(3, size=(4, 600))] + rng.normal(size=(4, 600, 2)) / 2
    shares = sampling.mode_shares(chains, centres)
    diagnosed_sampler(chains, diagnosis(chains, modes=shares), modes=centres)
    assert "share of draws" in refused(diagnosed_sampler, chains, diagnosis(chains, modes=shares[::-1]), modes=centres)
    lost = centres[rng.integers(2, size=(4, 600))] + rng.normal(size=(4, 600, 2)) / 2
    assert "mode 2 has 0" in refused(diagnosed_sampler, lost, diagnosis(lost, modes=sampling.mode_shares(lost, centres)), modes=centres)
    line = np.where(rng.random((2, 400)) < 0.5, -3.0, 3.0) + rng.normal(size=(2, 400)) / 3
    diagnosed_sampler(line, diagnosis(line, modes=sampling.mode_shares(line, np.array([-3.0, 3.0]))), modes=[-3, 3])


# Assumptions

LABELS = ("independent draws", "finite variance", "normal differences", "no interference")
CARD = {"among": LABELS, "needs": LABELS[:2], "false": LABELS[3:]}


@pytest.mark.parametrize("chosen", [LABELS[:2], list(LABELS[1::-1]), [*LABELS[:3]], [LABELS[0], *LABELS[:2]]])
def test_assumptions_in_any_order_and_more_of_them(chosen):
    assumptions(chosen, **CARD)


@pytest.mark.parametrize("chosen, says", [(LABELS[0], "1 more assumption than"), ([], "2 more assumptions"), (LABELS, "does not hold here"),
                                          (["Independent draws"], "not one of the assumptions"), (None, "a list of labels"), ([nan], "a list of labels")])
def test_assumptions_that_are_refused(chosen, says):
    assert says in refused(assumptions, chosen, **CARD)


def test_an_author_writes_only_labels_of_the_list():
    with pytest.raises(ValueError, match="not in the closed list"):
        assumptions([], among=LABELS, needs=["finite variances"])


# Metric families

FAMILIES = {"energy": "distance", "mmd": "distance", "modes": "coverage", "likelihood": "likelihood"}


def test_two_families_of_metrics():
    at_least_two_metric_families({"energy": (0.1, 0.05, 0.2), "modes": {"value": 8, "low": 7, "high": 8}}, FAMILIES)
    at_least_two_metric_families({"modes": [8, 7, 8], "mmd": np.array([0.1, 0.0, 0.3]), "energy": (1, 0, 2)}, FAMILIES)


@pytest.mark.parametrize("metrics, says", [
    ({"energy": (0.1, 0, 1), "mmd": (0.1, 0, 1)}, "yours are of 1 (distance)"), ({}, "of 0 (none)"), (None, "a dict from name"),
    ({"energy": 0.1, "modes": (8, 7, 9)}, "without an interval"), ({"energy": (nan, 0, 1), "modes": (8, 7, 9)}, "without an interval"),
    ({"energy": (2, 0, 1), "modes": (8, 7, 9)}, "none about it"), ({"energy": (1, 1, 1), "modes": (8, 7, 9)}, "none about it"),
    ({"beauty": (1, 0, 2)}, "`beauty` is not one of the metrics")])
def test_metrics_that_do_not_do(metrics, says):
    assert says in refused(at_least_two_metric_families, metrics, FAMILIES)


# What moved

def test_which_number_moved():
    first = {"loss": np.array([1.0, 2.0, nan]), "steps": 3}
    assert what_moved(first, {"loss": np.array([1.0, 2.0, nan]), "steps": 3}) == ""
    assert what_moved(first, {"loss": np.array([1.0, 2.5, nan]), "steps": 3}).startswith("['loss'][1]: expected 2.0, got 2.5 (1 of 3")
    assert what_moved(first, {"loss": np.array([1.0, 2 + 1e-12, nan]), "steps": 3}, rtol=1e-9) == ""
    assert "expected 3, got 4" in what_moved(first, {"loss": np.array([1.0, 2.0, nan]), "steps": 4})
