"""Where a number came from: what was called, with which seeds, data, code and environment, and the id by which a report names it."""
import hashlib
import json
import math
import os
import platform
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from ..checks.experiments import FEWEST
from ..checks.tails import student_quantile
from ..errors import UsageError
from ..evidence_ids import evidence_id
from ..worker.confinement import environment as worker_environment
from ..worker.protocol import Seed, encode

VERSION = 1
SHORT = 64              # numbers of an array that a manifest writes out; of a longer one it keeps shape and hash


@dataclass(frozen=True)
class Call:
    """One call of an experiment: enough to make it again, and to tell whether the same comes back.

    `seed` is the one that it was run under, `seeds` what became generators of it; `settings` are the other arguments by name, where
    long arrays are shape and hash; `data` the hash of each array; `result` the answer as JSON data, `result_hash` all of it to the
    bit; `of` the check that asked, empty where the learner did; `moved` what a second run answered otherwise, empty where nothing did.
    """
    function: str
    seed: int
    seeds: Mapping[str, int]
    settings: Mapping[str, Any]
    data: Mapping[str, str]
    result: Any
    result_hash: str
    evidence: str
    of: str = ""
    moved: str = ""


@dataclass(frozen=True)
class Summary:
    """One number of the result over all seeds: mean, sample deviation, Student's 95% interval; `of` says which, as an index."""
    of: str
    mean: float
    std: float
    low: float
    high: float
    seeds: int
    evidence: str


@dataclass(frozen=True)
class Manifest:
    """All calls of one experiment, made twice in two processes, and what they depend on.

    Of an experiment of the learner's own, `function` and `arguments` are what was called under each of `seeds`; else the calls are
    those of the exercise's checks, under one seed.
    """
    exercise: str
    seeds: tuple[int, ...]
    code: str
    course: str
    environment: Mapping[str, Any]
    calls: tuple[Call, ...]
    summaries: tuple[Summary, ...] = ()
    function: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)
    tolerance: float = 0.0
    when: str = ""
    version: int = field(default=VERSION)

    @property
    def evidence(self) -> frozenset[str]:
        """Return every evidence id that this manifest stands for."""
        return frozenset(one.evidence for one in self.calls) | frozenset(one.evidence for one in self.summaries)

    @property
    def moved(self) -> tuple[Call, ...]:
        """Return the calls that did not answer the same twice."""
        return tuple(call for call in self.calls if call.moved)

    @property
    def is_reproduced(self) -> bool:
        return bool(self.calls) and not self.moved

    def find(self, evidence: str) -> Call | Summary | None:
        """Return the call, or the number over all seeds, that an evidence id names."""
        named: tuple[Call | Summary, ...] = (*self.calls, *self.summaries)
        return next((one for one in named if one.evidence == evidence), None)

    def text(self) -> str:
        """Return the manifest as JSON, the same for the same content."""
        return json.dumps({**asdict(self), "reproduced": self.is_reproduced}, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def fingerprint(value: Any) -> str:
    """Return one hash of plain data, to the bit: types, shapes, order and every digit; an array's layout apart."""
    return hashlib.blake2b(encode("value", 0, value), digest_size=16).hexdigest()


def environment(needs: Sequence[str] = ()) -> dict[str, Any]:
    """Return what a result may depend on beside code, data and seeds: interpreter, libraries, machine, threads."""
    libraries = {name: _version(name) for name in dict.fromkeys(("numpy", *needs))}
    threads = {k: v for k, v in worker_environment().items() if k.endswith("_NUM_THREADS")}
    return {"python": platform.python_version(), "implementation": platform.python_implementation(), "libraries": libraries,
            "platform": platform.platform(), "machine": platform.machine(), "processors": os.cpu_count(), "threads": threads}


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def call(exercise: str, seed: int, code: str, function: str, arguments: Mapping[str, Any], result: Any, *, of: str = "", moved: str = "") -> Call:
    """Return one call as a manifest keeps it."""
    seeds = {name: value.value for name, value in arguments.items() if isinstance(value, Seed)}
    settings = {name: plain(value) for name, value in arguments.items() if name not in seeds}
    data = {name: fingerprint(value) for name, value in arguments.items() if _has_arrays(value)}
    found = fingerprint(result)
    asked = fingerprint([function, of, dict(arguments)])
    return Call(function, seed, seeds, settings, data, plain(result), found, evidence_id(exercise, seed, code, f"{asked}.{found}"), of, moved)


def summaries(exercise: str, code: str, calls: Sequence[Call], level: float = 0.95) -> tuple[Summary, ...]:
    """Return each number of the results over all seeds; none where there are fewer than three, or a run gave no number there."""
    if len({one.seed for one in calls}) < FEWEST:
        return ()
    found = []
    rows = [dict(_leaves(one.result)) for one in calls]
    for path in rows[0]:
        x = [row.get(path) for row in rows]
        if not all(isinstance(v, (int, float)) and not isinstance(v, bool) for v in x):
            continue
        values = np.array(x, float)
        mean, std = float(values.mean()), float(values.std(ddof=1))
        half = student_quantile(1 - level, len(x) - 1) * std / math.sqrt(len(x))
        id = evidence_id(exercise, calls[0].seed, code, fingerprint([path, [one.evidence for one in calls]]))
        found.append(Summary(path, mean, std, mean - half, mean + half, len(x), id))
    return tuple(found)


def _leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if inner is None:
        yield path, value
    for key, one in inner or ():
        yield from _leaves(one, f"{path}[{key!r}]")


def _has_arrays(value: Any) -> bool:
    if isinstance(value, dict):
        return any(map(_has_arrays, value.values()))
    return isinstance(value, np.ndarray) or isinstance(value, (list, tuple)) and any(map(_has_arrays, value))


def plain(value: Any) -> Any:
    """Return data as JSON holds it: numbers that are not finite as text, long arrays as shape and hash."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, np.ndarray) and value.size > SHORT:
        return {"shape": list(value.shape), "dtype": str(value.dtype), "hash": fingerprint(value)}
    if isinstance(value, (np.ndarray, np.generic)):
        return plain(value.tolist())
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else repr(value)
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def read(path: Path) -> Manifest:
    """Return a manifest as it was written."""
    try:
        kept = json.loads(path.read_text("utf-8"))
        if kept["version"] > VERSION:
            raise UsageError(f"{path} was written by a newer version of this course: bring this copy up to date")
        kept.pop("reproduced")
        found = {"seeds": tuple(kept["seeds"]), "calls": tuple(Call(**one) for one in kept["calls"]),
                 "summaries": tuple(Summary(**one) for one in kept["summaries"])}
        return Manifest(**{**kept, **found})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no manifest ({type(error).__name__}: {error}); `grade manifest EXERCISE` writes one") from None
