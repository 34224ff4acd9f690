"""The checks of an exercise, collected by pytest: rows and denominator, fixed before anything runs."""
import inspect
import os
import sys
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from ..checks.marks import Forbidden
from ..course import places
from ..course.exercises import Exercise
from ..course.overlay import settings
from ..errors import CourseError
from ..model import Finding
from ..worker.limits import Limits
from .kept import seeds_of

GIVEN = ("yours", "rng")        # what a check may ask for, beside its parameters
QUIET = ("-p", "no:terminal", "-p", "no:cacheprovider", "-p", "no:doctest", "-p", "no:junitxml", "-p", "no:pastebin", "-p", "no:faulthandler",
         "-p", "no:unittest", "-p", "no:stepwise", "-p", "no:recwarn", "-p", "no:monkeypatch", "-p", "no:tmpdir", "-p", "no:logging",
         "-p", "no:setuponly", "-p", "no:setupplan", "-p", "no:warnings", "-p", "no:threadexception", "-p", "no:unraisableexception",
         "-p", "no:debugging", "-p", "no:groundwork", "--capture=no", "--assert=plain", "--noconftest", "--import-mode=importlib", "--collect-only")


@dataclass(frozen=True)
class Check:
    """One claim: a pytest function of the check file, with its parameters bound."""
    name: str
    part: str
    claim: str
    function: Callable[..., Any]
    parameters: dict[str, Any] = field(default_factory=dict)
    line: int = 0
    points: int | None = None       # what an overlay says it is worth
    seeds: tuple[int, ...] = ()     # in a learner's copy, those for which the answers of its oracles are kept

    @property
    def worth(self) -> int:
        return int(getattr(self.function, "worth", 1)) if self.points is None else self.points

    @property
    def hints(self) -> tuple[str, ...]:
        return tuple(getattr(self.function, "hints", ()))

    def draws(self, seed: int) -> np.random.Generator:
        """Return what a check draws from; of every other check's draws it knows nothing."""
        return np.random.default_rng([self.seeds[seed % len(self.seeds)] if self.seeds else seed, zlib.crc32(self.name.encode())])

    def not_run(self) -> Finding:
        return Finding(self.name, self.part, self.claim, worth=self.worth, hints=self.hints)


@dataclass(frozen=True)
class Checks:
    """All checks of an exercise, and what its check file says at the top."""
    checks: tuple[Check, ...]
    forbidden: tuple[str, ...]
    judged_loosely: dict[str, str]
    seconds: float | None
    address_space: int | None
    modules: tuple[str, ...]
    on_gpu: Callable[..., Any] | None = None      # what the check file launches where there is a GPU
    printed: Callable[..., Any] | None = None     # what it sets on paper of the learner's file

    @property
    def limits(self) -> Limits:
        """Return what a submission may use up: `seconds = 20` in a check file is what one call may take, `address_space = 40` GiB to map."""
        usual = Limits()
        call = self.seconds or usual.call
        memory = self.address_space << 30 if self.address_space else usual.memory
        return Limits(call=call, total=6 * call if self.seconds else usual.total, cpu=int(6 * call) + 10 if self.seconds else usual.cpu, memory=memory)


_collected: dict[tuple[Exercise, int], Checks] = {}


def collect(exercise: Exercise) -> Checks:
    """Return the checks of an exercise; a check file that cannot be collected is the course's fault."""
    try:
        key = (exercise, exercise.checks.stat().st_mtime_ns)
    except OSError:
        raise CourseError(exercise.checks, 0, "this exercise has no check file") from None
    if key not in _collected:
        _collected[key] = _collect(exercise)
    return _collected[key]


def worth_of(exercise: Exercise) -> Mapping[str, int]:
    """Return the points that an overlay gives to checks of an exercise."""
    return settings().worth.get(exercise.id, {}) if places.root() in places.roots(exercise.root) else {}


def forget_all() -> None:
    """Let every check file be collected anew."""
    _collected.clear()


def collect_anew(exercise: Exercise) -> Checks:
    """Return the checks as they are collected now, whatever was collected before."""
    _collected.pop((exercise, exercise.checks.stat().st_mtime_ns), None)
    return collect(exercise)


def _collect(exercise: Exercise) -> Checks:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    import pytest
    listener = _Listener()
    _forget(exercise)
    lay_over(exercise)
    paths = f"{exercise.root} {exercise.checks.parent}"      # `reference`, and the stub's names, which a derivation's checks read
    status = pytest.main([*QUIET, "-c", os.devnull, "--rootdir", str(exercise.root), "-o", f"pythonpath={paths}", str(exercise.checks)], plugins=[listener])
    if listener.is_stopped:
        raise KeyboardInterrupt
    if listener.faults:
        raise CourseError(exercise.checks, 0, f"the check file cannot be collected: {listener.faults[0][-1500:]}")
    if status in (pytest.ExitCode.USAGE_ERROR, pytest.ExitCode.INTERNAL_ERROR) and not listener.items:
        raise CourseError(exercise.checks, 0, "the check file cannot be collected: pytest refuses to begin, and has said why just above")
    if not listener.items:
        raise CourseError(exercise.checks, 0, "the check file holds no check: a check is a function `test_…(yours)`")
    return checks_of(listener.items, exercise)


def checks_of(items: Sequence[Any], exercise: Exercise) -> Checks:
    """Return pytest's items of one check file as checks, with what the file says at its top."""
    module = items[0].module
    return Checks(tuple(check_of(item, exercise) for item in items), tuple(getattr(module, "forbidden", Forbidden())),
                  dict(getattr(module, "judged_loosely", {})), getattr(module, "seconds", None), getattr(module, "address_space", None),
                  exercise.header.needs, getattr(module, "on_gpu", None), getattr(module, "printed", None))


def _forget(exercise: Exercise) -> None:
    """Let nothing of an older version of these files, or of another course, be taken for them."""
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None) or ""
        is_oracle = name.partition(".")[0] == places.reference(exercise.root).name
        other_course = is_oracle and not any(Path(file).is_relative_to(root) for root in places.roots(exercise.root)) if file else is_oracle
        if other_course or name == exercise.name or name.rpartition(".")[2] == exercise.checks.stem:
            del sys.modules[name]


def lay_over(exercise: Exercise) -> None:
    """Let checks import the oracles of the course and those of its overlay as one package."""
    roots = places.roots(exercise.root)
    name = places.reference(exercise.root).name
    if len(roots) > 1 and getattr(sys.modules.get(name), "__file__", "") is not None:
        package = sys.modules[name] = ModuleType(name)
        package.__file__ = None
        package.__path__ = [str(places.reference(root)) for root in roots]


class _Listener:
    """Hears pytest's collection."""

    def __init__(self) -> None:
        self.items: list[Any] = []
        self.faults: list[str] = []
        self.is_stopped = False

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        self.items = list(items)

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.faults.append(str(report.longrepr))

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        self.is_stopped = self.is_stopped or excinfo.type is KeyboardInterrupt    # pytest's own kind of it says that a file is faulty

    def pytest_internalerror(self, excrepr: Any) -> None:
        self.faults.append(str(excrepr))


def check_of(item: Any, exercise: Exercise) -> Check:
    function = item.function
    line = function.__code__.co_firstlineno
    claim = (inspect.getdoc(function) or "").split("\n\n")[0].replace("\n", " ").strip()
    if not claim:
        raise CourseError(exercise.checks, line, f"`{function.__name__}` has no docstring: it is the sentence the learner reads")
    parameters = dict(item.callspec.params) if hasattr(item, "callspec") else {}
    if others := [n for n in inspect.signature(function).parameters if n not in GIVEN and n not in parameters]:
        raise CourseError(exercise.checks, line, f"`{function.__name__}` asks for {', '.join(others)}; a check takes {' and '.join(GIVEN)} and parameters")
    return Check(item.name.removeprefix("test_"), exercise.part_of_check(line), claim, function, parameters, line,
                 worth_of(exercise).get(function.__name__.removeprefix("test_")), seeds_of(exercise))
