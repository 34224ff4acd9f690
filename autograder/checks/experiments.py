"""What an experiment owes whoever is to believe it: several seeds, equal budgets, diagnosed samplers, named assumptions, two kinds of metric.

Each word judges data that the learner's functions returned; what a summary says is computed anew from what it summarises.
"""
from collections.abc import Collection, Mapping, Sequence
from math import sqrt
from typing import Any

import numpy as np

from . import sampling, tails
from .compare import Mismatch, assert_close, kind, require

RECOMPUTED = 1e-9       # relative: a mean and a deviation of a few numbers, rounded in another order
SUMMARY = ("mean", "std", "low", "high")
FEWEST = 3              # seeds: of two, an interval is some nine deviations wide and says nothing


def several_seeds(values: Any, summary: Any, *, seeds: Any = None, level: float = 0.95, fewest: int = FEWEST, varies: bool = True,
                  rtol: float = RECOMPUTED, of: str = "the results") -> None:
    """`summary` is (mean, std, low, high) of one value a seed: sample deviation (s − 1) and Student's interval, both computed anew.

    It may be a dict of these names; or `values` and `summary` are dicts from metric to such.  `seeds` are the seeds, each once.
    `varies=False` where a metric may well be the same under every seed.
    """
    if isinstance(values, dict):
        require(isinstance(summary, dict) and summary.keys() == values.keys(),
                f"there are results of {_names(values)}, and a summary of {_names(summary)}", got=summary)
        for name, column in values.items():
            several_seeds(column, summary[name], seeds=seeds, level=level, fewest=fewest, varies=varies, rtol=rtol, of=f"{of} of {name}")
        return
    x = _numbers(values, of)
    if seeds is not None:
        _each_seed_once(seeds, len(x))
    if len(x) == 1:
        raise Mismatch(f"{of} come from one seed: one run has no spread, so nothing tells this number from chance; run at least {fewest}", values)
    require(len(x) >= fewest, f"{of} come from {len(x)} seeds, where at least {fewest} are due", got=values)
    if varies and (x == x[0]).all():
        raise Mismatch(f"{of} are the same to the last digit under {len(x)} seeds: does the seed reach what is random?", values)
    _summarised(x, summary, level, rtol, of)


def _each_seed_once(seeds: Any, runs: int) -> None:
    told = list(seeds) if isinstance(seeds, (list, tuple, np.ndarray)) else []
    require(len(told) == runs, f"{runs} results came back, and {kind(seeds)} for their seeds", got=seeds)
    if again := [s for s in told if told.count(s) > 1]:
        raise Mismatch(f"the seed {again[0]} was run more than once: the same run counts once", seeds)


def _summarised(x: np.ndarray, summary: Any, level: float, rtol: float, of: str) -> None:
    reported = _summary(summary, of)
    mean, std = float(x.mean()), float(x.std(ddof=1))
    half = tails.student_quantile(1 - level, len(x) - 1) * std / sqrt(len(x))
    expected = dict(zip(SUMMARY, (mean, std, mean - half, mean + half), strict=True))
    scale = max(abs(mean), std)
    for name, due in expected.items():
        if not abs(reported[name] - due) <= rtol * scale:
            likely = _mistaken(name, reported, x, level, rtol * scale)
            interval = f"end of Student's {level:.0%} interval"
            what = {"mean": "mean", "std": "sample standard deviation", "low": f"lower {interval}", "high": f"upper {interval}"}[name]
            raise Mismatch(f"the {what} of {of} over {len(x)} seeds is {due:.6g}, and {reported[name]:.6g} was reported{likely}", summary, expected)


def _mistaken(name: str, reported: Mapping[str, float], x: np.ndarray, level: float, within: float) -> str:
    """Return what a reported number is instead, where that is plain."""
    n, mean, std, normal = len(x), float(x.mean()), float(x.std(ddof=1)), tails.normal_radius(1 - level)
    side = -1 if name == "low" else 1
    instead = [("std", x.std(), "the spread about the sample's own mean, as if that were known"),
               ("std", std / sqrt(n), "the standard error of the mean"), ("std", std**2, "the variance"),
               ("mean", np.median(x), "the median"), ("mean", x.max(), "one seed"), ("mean", x.min(), "one seed"),
               (name, mean + side * normal * std / sqrt(n), "a normal interval, as if the deviation were known"),
               (name, mean + side * std, "one deviation from the mean"), (name, mean + side * std / sqrt(n), "one standard error from the mean")]
    for of, value, words in instead:
        if of == name and abs(reported[name] - value) <= within:
            return f": that is {words}"
    return ""


def _summary(summary: Any, of: str) -> dict[str, float]:
    values = [summary.get(name) for name in SUMMARY] if isinstance(summary, dict) else summary
    is_four = isinstance(values, (list, tuple, np.ndarray)) and len(values) == len(SUMMARY)
    are_numbers = is_four and all(_is_number(v) for v in values)
    require(are_numbers, f"a summary of {of} is four numbers, {', '.join(SUMMARY)}; {kind(summary)} came back", got=summary)
    return dict(zip(SUMMARY, map(float, values), strict=True))


def equal_budgets(log: Any, *, fewest: int = 1, least: int = 2) -> None:
    """Every optimiser was given the same: trials, different settings, steps and evaluations, and the learning curve of each trial is there.

    `log` is a dict from optimiser to its trials, each a dict of settings (a dict), steps, evaluations and curve (k,), k ≥ 1.  A curve
    may end in inf or nan: who diverges has used the budget too.  Trials may come in any order.
    """
    require(isinstance(log, dict) and len(log) >= least, f"a comparison is of at least {least} optimisers; {kind(log)} came back", got=log)
    told = {str(name): _trials(trials, str(name)) for name, trials in log.items()}
    for what, spent in (("trials", {n: len(t) for n, t in told.items()}),
                        ("different settings", {n: len({repr(_sorted(one["settings"])) for one in t}) for n, t in told.items()}),
                        ("steps", {n: sum(one["steps"] for one in t) for n, t in told.items()}),
                        ("evaluations", {n: sum(one["evaluations"] for one in t) for n, t in told.items()})):
        least_one, most = min(spent, key=spent.__getitem__), max(spent, key=spent.__getitem__)
        require(spent[least_one] == spent[most], f"unequal budgets: {most} was given {spent[most]} {what}, {least_one} {spent[least_one]}; "
                "which of them is better cannot be told from that", got=log)
    for name, trials in told.items():
        require(len(trials) >= fewest, f"{name} was tried {len(trials)} times, where at least {fewest} are due", got=log)
    shares = {name: sorted((one["steps"], one["evaluations"]) for one in trials) for name, trials in told.items()}
    first = next(iter(shares))
    for name, share in shares.items():
        require(share == shares[first], f"unequal budgets: {name} and {first} spread the same sum otherwise over their trials", got=log)


def _trials(trials: Any, name: str) -> list[dict[str, Any]]:
    are_trials = isinstance(trials, (list, tuple)) and all(isinstance(t, dict) for t in trials)
    require(are_trials, f"{name}: a list of trials is due, {kind(trials)} came back", got=trials)
    for number, trial in enumerate(trials, 1):
        where = f"{name}, trial {number}"
        absent = [key for key in ("settings", "steps", "evaluations", "curve") if key not in trial]
        require(not absent, f"{where}: {', '.join(absent)} not logged", got=trial)
        require(isinstance(trial["settings"], dict), f"{where}: settings are a dict from name to value", got=trial)
        for key in ("steps", "evaluations"):
            require(_is_whole(trial[key]) and trial[key] > 0, f"{where}: {key} is {trial[key]!r}, which is no count", got=trial)
        curve = trial["curve"]
        require(isinstance(curve, (list, tuple, np.ndarray)) and len(curve) > 0 and all(_is_real(v) for v in curve),
                f"{where}: no learning curve: {kind(curve)}", got=trial)
        require(np.isfinite(float(curve[0])), f"{where}: the curve begins with {curve[0]}, before anything could diverge", got=trial)
    return list(trials)


def _sorted(settings: Any) -> Any:
    if isinstance(settings, dict):
        return sorted((str(k), _sorted(v)) for k, v in settings.items())
    return settings.tolist() if isinstance(settings, (np.ndarray, np.generic)) else settings


def diagnosed_sampler(chains: Any, reported: Any, *, most_rhat: float = 1.05, least_ess: float = 100.0, fewest: int = 2,
                      modes: Any = None, least_share: float = 0.5, rhat_within: float = 0.01, ess_within: float = 0.25) -> None:
    """`reported` is a dict of burn_in, rhat, ess (and with `modes` their shares) of all draws, (chains, draws) or (chains, draws, d).

    The first burn_in draws of each chain are dropped; of the rest split-R̂ and the effective sample size are computed anew, by the
    formulas of `sampling`, for every coordinate.  Conventions of where autocorrelations are cut differ, hence `ess_within`.
    `modes` (k, d) are known: each draw counts for the nearest, and none may have less than `least_share` of 1/k.
    """
    draws = _chains(chains, fewest)
    wanted = ("burn_in", "rhat", "ess", *(("modes",) if modes is not None else ()))
    is_whole = isinstance(reported, dict) and all(k in reported for k in wanted)
    require(is_whole, f"a sampler reports {', '.join(wanted)}; {_names(reported)} came back", got=reported)
    burn_in, n = reported["burn_in"], draws.shape[1]
    require(_is_whole(burn_in) and 0 <= burn_in <= n - sampling.LEAST,
            f"burn_in is {burn_in!r}: of {n} draws at least {sampling.LEAST} must be left", got=reported)
    kept = draws[:, int(burn_in):]
    if still := [m for m in range(len(kept)) if (kept[m] == kept[m, :1]).all(axis=0).any()]:
        raise Mismatch(f"chain {still[0]} never moves after the burn-in: its draws are one draw", chains)
    rhat, ess = sampling.split_rhat(kept), sampling.effective_size(kept)
    _reported(reported, "rhat", "split-R̂", rhat, rhat_within)
    _reported(reported, "ess", "the effective sample size", ess, ess_within)
    require((rhat <= most_rhat).all(), f"the chains disagree: split-R̂ is {rhat.max():.4g} after the burn-in, and {most_rhat:g} is allowed; "
            "they have not forgotten where they started, or do not reach each other", got=reported)
    require((ess >= least_ess).all(), f"{kept.shape[0] * kept.shape[1]} draws are worth {ess.min():.3g} independent ones, "
            f"where at least {least_ess:g} are due", got=reported)
    if modes is not None:
        _covered(kept, np.asarray(modes, float), reported, least_share)


def _reported(reported: Mapping[str, Any], key: str, what: str, due: np.ndarray, within: float) -> None:
    told = reported[key]
    values = np.asarray(told, float) if _is_real(told) or isinstance(told, (list, tuple, np.ndarray)) else np.zeros(0)
    values = np.broadcast_to(values, due.shape) if values.size == 1 == due.size else values
    require(values.shape == due.shape, f"{what} is due for each of {due.size} coordinates, {kind(told)} came back", got=reported)
    bad = ~(np.abs(values - due) <= within * due)
    if bad.any():
        at = int(np.argmax(bad))
        raise Mismatch(f"{what} of coordinate {at} is {due[at]:.4g}, computed from your chains, and {values[at]:.4g} was reported", reported, due)


def _covered(kept: np.ndarray, modes: np.ndarray, reported: Mapping[str, Any], least_share: float) -> None:
    shares = sampling.mode_shares(kept, modes)
    halfway = 1.5 / kept[..., 0].size       # a draw as near to one mode as to another counts for either
    assert_close(reported["modes"], shares, rtol=0, atol=halfway, said="the share of draws at each mode")
    lost = int(shares.argmin())
    require(shares[lost] >= least_share / len(modes), f"mode {lost} has {shares[lost]:.2%} of the draws, an equal share would be {1 / len(modes):.2%}: "
            "the chains hardly reach it", got=reported)


def assumptions(chosen: Any, *, among: Collection[str], needs: Collection[str], false: Collection[str] = (), of: str = "this claim") -> None:
    """The labels are of the closed list `among`, hold all that `of` rests on, and none that is false here; order does not count."""
    stray = [label for label in (*needs, *false) if label not in among]
    if stray:
        raise ValueError(f"`{stray[0]}` is not in the closed list: {', '.join(among)}")
    labels = [chosen] if isinstance(chosen, str) else chosen
    require(isinstance(labels, (list, tuple)) and all(isinstance(label, str) for label in labels),
            f"assumptions are a list of labels; {kind(chosen)} came back", got=chosen)
    if unknown := [label for label in labels if label not in among]:
        raise Mismatch(f"`{unknown[0]}` is not one of the assumptions to choose from: {', '.join(among)}", chosen)
    if wrong := [label for label in labels if label in false]:
        raise Mismatch(f"`{wrong[0]}` does not hold here", chosen)
    if missing := len(set(needs) - set(labels)):
        raise Mismatch(f"{of} rests on {missing} more assumption{'s' if missing > 1 else ''} than you name", chosen)


def at_least_two_metric_families(metrics: Any, families: Mapping[str, str], *, fewest: int = 2) -> None:
    """`metrics` is a dict from name to (value, low, high); `families` says what kind each is, and at least two kinds are there.

    An interval may be a dict of value, low and high; it is finite and holds its value.
    """
    require(isinstance(metrics, dict), f"metrics are a dict from name to (value, low, high); {kind(metrics)} came back", got=metrics)
    if unknown := [name for name in metrics if name not in families]:
        raise Mismatch(f"`{unknown[0]}` is not one of the metrics to choose from: {', '.join(families)}", metrics)
    for name, told in metrics.items():
        three = [told.get(k) for k in ("value", "low", "high")] if isinstance(told, dict) else told
        is_three = isinstance(three, (list, tuple, np.ndarray)) and len(three) == 3 and all(_is_number(v) for v in three)
        require(is_three, f"{name}: a value without an interval may be chance; (value, low, high) is due, {kind(told)} came back", got=metrics)
        value, low, high = map(float, three)
        require(low <= value <= high and low < high, f"{name}: {value:.6g} with the interval {low:.6g} … {high:.6g}, which is none about it", got=metrics)
    kinds = sorted({families[name] for name in metrics})
    require(len(kinds) >= fewest, f"metrics of {fewest} families are due at least, and yours are of {len(kinds)} ({', '.join(kinds) or 'none'}): "
            "what one kind of metric cannot see, no other of its kind can", got=metrics)


def _numbers(values: Any, of: str) -> np.ndarray:
    """Return one finite number a seed."""
    x = np.asarray(values) if _is_real(values) or isinstance(values, (list, tuple, np.ndarray)) and all(map(_is_real, values)) else np.zeros((0, 0))
    require(x.ndim <= 1 and x.size > 0, f"{of}: one number a seed is due, {kind(values)} came back", got=values)
    x = np.atleast_1d(x).astype(float)
    lost = int((~np.isfinite(x)).sum())
    require(not lost, f"{of}: {lost} of {len(x)} are not finite; a run that diverged has no place in a mean: say how many did", got=values)
    return x


def _chains(chains: Any, fewest: int) -> np.ndarray:
    draws = np.asarray(chains) if isinstance(chains, (list, tuple, np.ndarray)) else np.zeros(0)
    require(draws.dtype.kind in "iuf" and draws.ndim in (2, 3) and draws.size > 0,
            f"draws come as an array (chains, draws) or (chains, draws, d); {kind(chains)} came back", got=chains)
    require(np.isfinite(draws).all(), f"{int((~np.isfinite(draws)).sum())} of the draws are not finite", got=chains)
    require(len(draws) >= fewest, f"{'one chain' if len(draws) == 1 else f'{len(draws)} chains'}: started once, a sampler cannot show that where it "
            f"starts does not matter; run at least {fewest}", got=chains)
    return draws.reshape(*draws.shape[:2], -1).astype(float)


def _is_real(value: Any) -> bool:
    return isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool) or isinstance(value, np.ndarray) and value.ndim == 0


def _is_number(value: Any) -> bool:
    return _is_real(value) and bool(np.isfinite(float(value)))


def _is_whole(value: Any) -> bool:
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def _names(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, dict) else kind(value)


__all__: Sequence[str] = ["assumptions", "at_least_two_metric_families", "diagnosed_sampler", "equal_budgets", "several_seeds"]
