"""What the reference reaches in the trainings of an exercise, over many seeds, and how often a right program would fail.

    OMP_NUM_THREADS=1 python benchmarks/calibrate.py EXERCISE [--seeds 30] [--others 5]     measure; write reference/calibration/EXERCISE.yaml
    OMP_NUM_THREADS=1 python benchmarks/calibrate.py EXERCISE --fresh 200                   count failures in that many whole gradings

The author of an exercise writes of each figure what it is, which way is better, a slack and its reason; this adds what was measured:
the values, their worst, the bound (worst and slack), and what one seed of the reference misses it with at most.  Values are taken by
the checks themselves, with the solution in the worker, on seeds that `--fresh` does not use.
"""
import argparse
import math
import os
import platform
import statistics
import time
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import yaml

from autograder.checks.training import TRIES, recording, table
from autograder.course import places
from autograder.course.answers import other_answers
from autograder.course.exercises import Exercise, find
from autograder.progress import watched_by
from autograder.verify.bench import Bench

CONFIDENCE = 0.95
WORST_MISS = 0.01       # of one seed, so that three in a row are one in a million
BELIEVED = 1e-4         # a normal law fitted to some thirty values is not believed further out than this
FRESH = 1_000_000       # where the seeds of `--fresh` begin


def training_checks(bench: Bench) -> list[str]:
    """Return the checks that train."""
    found = []
    for check in bench.checks.checks:
        with recording() as record:
            bench.run(bench.exercise.text, only=check.name)
        found += [check.name] if record else []
    return found


def measured(bench: Bench, text: str, checks: list[str], seeds: int) -> tuple[dict[str, list[float]], list[float]]:
    """Return {figure: its value on each seed} of a program, and the seconds each grading of these checks took."""
    values, seconds = dict[str, list[float]](), list[float]()
    for seed in range(seeds):
        began = time.monotonic()
        for check in checks:
            with recording() as record:
                judged = bench.run(text, seed=seed, only=check)
            if not record:
                raise SystemExit(f"{check}, seed {seed}: {judged[0].finding.verdict}: {judged[0].finding.evidence.message}")
            for name, value in record[0][1].items():
                values.setdefault(name, []).append(value)
        seconds.append(time.monotonic() - began)
    return values, seconds


def miss_at_most(values: list[float], bound: float) -> float:
    """Return what one seed misses the bound with at most, at 95 % confidence, if values are normal: the one-sided tolerance limit.

    A share p lies beyond mean − K·sd of n normal values with that confidence where P(T′ ≤ K√n) = 0.95, T′ being Student's t with n − 1
    degrees of freedom and non-centrality z√n, and p = P(Z > z).
    """
    from scipy.stats import nct, norm
    n, away = len(values), abs(statistics.mean(values) - bound) / statistics.stdev(values)
    low, high = 0.0, min(away, 30.0)
    for _ in range(60):
        z = (low + high) / 2
        enough = nct.cdf(away * math.sqrt(n), n - 1, z * math.sqrt(n))
        low, high = (z, high) if enough > CONFIDENCE else (low, z)
    return max(float(norm.sf(low)), BELIEVED)


def rounded_outward(bound: float, lower: bool) -> float:
    """Return a bound of three digits, on the lenient side."""
    if bound == 0:
        return 0.0
    unit = 10.0 ** (math.floor(math.log10(abs(bound))) - 2)
    return float(f"{(math.ceil if lower else math.floor)(round(bound / unit, 6)) * unit:.10g}")


def completed(row: dict[str, Any], values: list[float]) -> dict[str, Any]:
    """Return what the author says of a figure, with what was measured."""
    lower = row["better"] == "lower"
    worst = (max if lower else min)(values)
    bound = rounded_outward(worst + row["slack"] if lower else worst - row["slack"], lower)
    miss = miss_at_most(values, bound)
    if miss > WORST_MISS:
        raise SystemExit(f"one seed may miss {bound} with {miss:.2g}: a slack of {row['slack']} is not enough")
    said = {k: row[k] for k in ("says", "better", "slack", "because")}
    return said | {"bound": bound, "worst": _short(worst), "mean": _short(statistics.mean(values)), "sd": _short(statistics.stdev(values)),
                   "a_seed_misses_at_most": miss, "values": [_short(v) for v in values]}


def _short(value: float) -> float:
    return float(f"{value:.5g}")


def machine() -> str:
    model = next((line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")),
                 platform.processor()) if Path("/proc/cpuinfo").exists() else platform.processor()
    return f"{model}, {os.cpu_count()} cores, {os.environ.get('OMP_NUM_THREADS', 'all')} thread(s), {platform.system()} {platform.machine()}"


def calibrate(exercise: Exercise, seeds: int, others: int) -> None:
    path = places.calibration(exercise.root, exercise.id)
    said = table(path)
    with Bench(exercise) as bench:
        checks = training_checks(bench)
        values, seconds = measured(bench, exercise.text, checks, seeds)
        told = said["figures"]
        if values.keys() != told.keys():
            raise SystemExit(f"{path} speaks of {', '.join(told)}; the checks measure {', '.join(values)}")
        figures = {name: completed(told[name], values[name]) for name in told}
        misses = sum(row["a_seed_misses_at_most"] for row in figures.values())
        found = {"exercise": exercise.id, "measured_by": f"python benchmarks/calibrate.py {exercise.id} --seeds {seeds} --others {others}",
                 "checks": checks, "date": date.today().isoformat(), "machine": machine(),
                 "versions": {"python": platform.python_version(), "numpy": np.__version__},
                 "seconds": {"median": _short(statistics.median(seconds)), "worst": _short(max(seconds))},
                 "a_right_program_fails_at_most": {
                     "probability": _short(misses**TRIES),
                     "because": f"values are taken as normal, at {CONFIDENCE:.0%} confidence (tolerance limit of {seeds} seeds), no figure's miss "
                                f"below {BELIEVED:g}; all {TRIES} independent seeds must miss some bound"},
                 "figures": figures}
        found["other_right_answers"] = {a.title: {n: _short((max if told[n]["better"] == "lower" else min)(v)) for n, v in
                                                  measured(bench, a.text, checks, others)[0].items()}
                                        for a in other_answers(exercise) if a.check is None} if others else {}
    write(path, found | ({"fresh": said["fresh"]} if "fresh" in said else {}))
    print(yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=150))


def count(exercise: Exercise, gradings: int) -> None:
    """Count the failures of whole gradings, retries and all, and how often the first seed missed."""
    path = places.calibration(exercise.root, exercise.id)
    failed = first_missed = 0
    seconds = []
    with Bench(exercise) as bench:
        checks = training_checks(bench)
        for seed in range(FRESH, FRESH + gradings):
            tries: list[str] = []
            began = time.monotonic()
            with watched_by(tries.append):
                judged = bench.run(exercise.text, seed=seed)
            seconds.append(time.monotonic() - began)
            bad = [f"{one.finding.check}: {one.finding.evidence.message}" for one in judged if one.finding.verdict != "passed"]
            failed += bool(bad)
            print(*[f"seed {seed}: {row}" for row in bad], sep="\n", end="\n" * bool(bad), flush=True)
            first_missed += len(tries) > len(checks)
    at_most = 1 - (1 - CONFIDENCE) ** (1 / gradings) if not first_missed else None
    fresh = {"gradings": gradings, "failed": failed, "first_seed_missed": first_missed, "date": date.today().isoformat(), "machine": machine(),
             "seconds": {"median": _short(statistics.median(seconds)), "worst": _short(max(seconds))}}
    if at_most is not None:
        fresh["whatever_the_law"] = (f"one seed misses with at most {at_most:.2g} ({CONFIDENCE:.0%} confidence, none of {gradings} did), "
                                     f"{TRIES} in a row with {at_most**TRIES:.1g}")
    write(path, table(path) | {"fresh": fresh})
    print(yaml.safe_dump(fresh, sort_keys=False, allow_unicode=True, width=150))


def write(path: Path, found: dict[str, Any]) -> None:
    head = "# What each figure is, which way is better, its slack and the reason are written by hand; benchmarks/calibrate.py measures the rest.\n"
    path.write_text(head + yaml.safe_dump(found, sort_keys=False, allow_unicode=True, width=150, default_flow_style=None), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("exercise")
    parser.add_argument("--seeds", type=int, default=30, help="at least 30")
    parser.add_argument("--others", type=int, default=5, help="seeds for each other right answer")
    parser.add_argument("--fresh", type=int, metavar="N", help="count failures in N fresh gradings instead")
    asked = parser.parse_args()
    if asked.seeds < 30:
        parser.error("a bound needs at least 30 seeds")
    exercise = find(asked.exercise)
    if asked.fresh:
        count(exercise, asked.fresh)
    else:
        calibrate(exercise, asked.seeds, asked.others)


if __name__ == "__main__":
    main()
