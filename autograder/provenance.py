"""Where a number came from: what was called, with which seeds, data, code and environment, and the id by which a report names it."""
import hashlib
import json
import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np

from .errors import UsageError
from .worker.confinement import environment as worker_environment
from .worker.protocol import Seed, encode

VERSION = 1
SHORT = 64              # numbers of an array that a manifest writes out; of a longer one it keeps shape and hash
ID = r"ev-[0-9a-f]{16}"  # what an evidence id looks like in a report


@dataclass(frozen=True)
class Call:
    """One call of an experiment: enough to make it again, and to tell whether the same comes back.

    `of` is the check that made it, or empty where the learner asked for it; `settings` are its hyperparameters, small plain data
    by parameter name or position; `seeds` what became generators; `data` the hash of each array; `result` the answer as JSON data;
    `result_hash` all of it to the bit; `moved` what a second run answered otherwise, empty where nothing did.
    """
    function: str
    seeds: Mapping[str, int]
    settings: Mapping[str, Any]
    data: Mapping[str, str]
    result: Any
    result_hash: str
    evidence: str
    of: str = ""
    moved: str = ""


@dataclass(frozen=True)
class Manifest:
    """All calls of one experiment, made twice in two processes, and what they depend on."""
    exercise: str
    seed: int
    code: str
    course: str
    environment: Mapping[str, Any]
    calls: tuple[Call, ...]
    tolerance: float = 0.0
    when: str = ""
    version: int = field(default=VERSION)

    @property
    def moved(self) -> tuple[Call, ...]:
        """Return the calls that did not answer the same twice."""
        return tuple(call for call in self.calls if call.moved)

    @property
    def is_reproduced(self) -> bool:
        return bool(self.calls) and not self.moved

    def call(self, evidence: str) -> Call | None:
        """Return the call of an evidence id."""
        return next((call for call in self.calls if call.evidence == evidence), None)

    def text(self) -> str:
        """Return the manifest as JSON, the same for the same content."""
        return json.dumps({**asdict(self), "reproduced": self.is_reproduced}, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def evidence_id(exercise: str, seed: int, code: str, result: str) -> str:
    """Return the id of one result: a hash of the exercise, the seed, the state of the code, and the result's own hash.

    Whoever has the four can compute it anew; a number that was typed, or found by other code or under another seed, has another id.
    """
    said = json.dumps([exercise, seed, code, result], ensure_ascii=False)
    return f"ev-{hashlib.blake2b(said.encode(), digest_size=8).hexdigest()}"


def fingerprint(value: Any) -> str:
    """Return one hash of plain data, to the bit: types, shapes, order and every digit; an array's layout apart."""
    return hashlib.blake2b(encode("value", 0, value), digest_size=16).hexdigest()


def code_state(texts: Iterable[str]) -> str:
    """Return one hash of the learner's file and of what it brings along, line endings apart."""
    total = hashlib.blake2b(digest_size=16)
    for text in texts:
        data = text.replace("\r\n", "\n").encode()
        total.update(f"{len(data)}\0".encode() + data)
    return total.hexdigest()


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
    seeds, settings, data = sorted_out(arguments)
    found = fingerprint(result)
    asked = fingerprint([function, of, dict(arguments)])
    return Call(function, seeds, settings, data, plain(result), found, evidence_id(exercise, seed, code, f"{asked}.{found}"), of, moved)


def sorted_out(arguments: Mapping[str, Any]) -> tuple[dict[str, int], dict[str, Any], dict[str, str]]:
    """Return (seeds, hyperparameters, hashes of data) of a call: arrays are data, seeds are seeds, the rest was chosen."""
    seeds = {name: value.value for name, value in arguments.items() if isinstance(value, Seed)}
    data = {name: fingerprint(value) for name, value in arguments.items() if name not in seeds and _has_arrays(value)}
    settings = {name: plain(value) for name, value in arguments.items() if name not in seeds and name not in data}
    return seeds, settings, data


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
        return Manifest(**{**kept, "calls": tuple(Call(**one) for one in kept["calls"])})
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is no manifest ({type(error).__name__}: {error}); `grade manifest EXERCISE` writes one") from None
