"""Judging what a program learns by chance: a bound set by many seeds of the reference, and three tries to reach it."""
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from math import nan
from pathlib import Path
from typing import Any

import numpy as np

from ..course import places
from ..errors import CourseError, Mismatch
from ..progress import tell
from ..worker.client import seed
from ..worker.protocol import Seed

TRIES = 3               # a miss is run again on two fresh seeds: at one miss in a hundred, all three miss once in a million
Run = Callable[[Seed], Any]


@dataclass(frozen=True)
class Threshold:
    """What one figure has to reach; `says` and `reference` are words for a learner: what it is, and what the reference reaches."""
    name: str
    bound: float
    says: str = ""
    lower: bool = False         # lower is better
    reference: str = ""

    def holds(self, value: float) -> bool:
        """Return whether a value reaches the bound; nan reaches none."""
        return value <= self.bound if self.lower else value >= self.bound

    @property
    def asked(self) -> str:
        return f"{'at most' if self.lower else 'at least'} {self.bound:.4g}"


def trained(run: Run, thresholds: Threshold | tuple[Threshold, ...], rng: np.random.Generator) -> None:
    """Train up to three times, each with a seed of its own: one run that reaches every bound is enough.

    `run(seed)` trains once and returns the figure that is judged, or {name: figure}.  What it cannot read of an answer it tells by
    raising, which is no miss, and is not tried again.
    """
    thresholds = (thresholds,) if isinstance(thresholds, Threshold) else thresholds
    seen: list[dict[str, float]] = []
    while len(seen) < TRIES:
        tell(f"training, seed {len(seen) + 1} of up to {TRIES}")
        seen.append(_figures(run(seed(rng)), thresholds))
        if (record := _recorder.get()) is not None:
            record.append((thresholds, seen[-1]))
            return
        if all(_known(t).holds(seen[-1][t.name]) for t in thresholds):
            return
    raise _miss(thresholds, seen)


def _figures(answer: Any, thresholds: tuple[Threshold, ...]) -> dict[str, float]:
    named = answer if isinstance(answer, Mapping) else {thresholds[0].name: answer}
    if named.keys() != {t.name for t in thresholds}:
        raise ValueError(f"the run gives {', '.join(named)}; judged are {', '.join(t.name for t in thresholds)}")
    return {name: float(value) for name, value in named.items()}


def _known(threshold: Threshold) -> Threshold:
    if threshold.bound != threshold.bound:
        raise CourseError(places.root() / "benchmarks", 0, f"the bound of `{threshold.name}` was never measured: benchmarks/calibrate.py does it")
    return threshold


def _miss(thresholds: tuple[Threshold, ...], seen: list[dict[str, float]]) -> Mismatch:
    """Say which figure misses most often, what it was, and that chance does not explain it."""
    worst = max(thresholds, key=lambda t: sum(not t.holds(one[t.name]) for one in seen))
    values = [one[worst.name] for one in seen]
    shown = [f"{value:.4g}" for value in values]
    said = f"trained with {len(values)} seeds, {worst.says or worst.name} is {', '.join(shown[:-1])} and {shown[-1]}; {worst.asked} is asked for"
    if all(value != value for value in values):
        said += "; nan is what overflow leads to, or 0/0, or the logarithm of something negative"
    return Mismatch(f"{said}{'; ' if worst.reference else ''}{worst.reference}", float(shown[-1]), worst.bound)


# What was measured

KEYS = {"says", "better", "slack", "because", "values", "bound"}       # of one figure; the others tell people how it came about


def calibrated(exercise: str, *names: str, root: Path | None = None) -> tuple[Threshold, ...]:
    """Return the thresholds of an exercise, or those of these names, as benchmarks/calibrate.py measured them."""
    path = places.calibration(root or places.root(), exercise)
    known = {name: _threshold(path, name, row) for name, row in table(path)["figures"].items()}
    if missing := set(names) - known.keys():
        raise CourseError(path, 0, f"no figure `{', '.join(sorted(missing))}`; there are {', '.join(known)}")
    return tuple(known[name] for name in names or known)


@cache
def _read(path: Path, changed: int) -> Any:
    import yaml
    try:
        return yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise CourseError(path, 0, f"not YAML: {error}") from None


def table(path: Path) -> dict[str, Any]:
    """Return what is known of an exercise's figures."""
    try:
        found = _read(path, path.stat().st_mtime_ns)
    except OSError:
        raise CourseError(path, 0, "this exercise has no calibration: docs/training.md says how it is made") from None
    if not isinstance(found, dict) or not isinstance(found.get("figures"), dict) or not all(isinstance(r, dict) for r in found["figures"].values()):
        raise CourseError(path, 0, "expected `figures:` and below it one entry a figure; docs/training.md shows one")
    return found


def _threshold(path: Path, name: str, row: dict[str, Any]) -> Threshold:
    if lacking := {"says", "better", "slack", "because"} - row.keys():
        raise CourseError(path, 0, f"`{name}` does not say {', '.join(sorted(lacking))}; docs/training.md shows an entry")
    if row["better"] not in ("higher", "lower"):
        raise CourseError(path, 0, f"`{name}`: better: is `higher` or `lower`, not `{row['better']}`")
    lower, values = row["better"] == "lower", row.get("values") or []
    worst = f"{(max if lower else min)(values):.4g}" if values else ""
    reference = f"the reference reaches {worst} or {row['better']} on each of {len(values)} seeds" if values else ""
    return Threshold(name, float(row.get("bound", nan)), row["says"], lower, reference)


_recorder: ContextVar[list[tuple[tuple[Threshold, ...], dict[str, float]]] | None] = ContextVar("recorder", default=None)


@contextmanager
def recording() -> Iterator[list[tuple[tuple[Threshold, ...], dict[str, float]]]]:
    """Collect what each training gives instead of judging it: so a calibration measures exactly what a check will."""
    record: list[tuple[tuple[Threshold, ...], dict[str, float]]] = []
    token = _recorder.set(record)
    try:
        yield record
    finally:
        _recorder.reset(token)
