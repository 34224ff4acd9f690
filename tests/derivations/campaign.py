"""Good chains broken line by line, or with a line dropped: what the checks say of each."""
import copy
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.algebra.record import record
from autograder.derivations.telling import NotYet

from . import test_exercises as exercises
from . import test_problems as problems
from .breaking import Break, broken_lines, broken_reasons
from .standin import Function, Yours, loaded


@dataclass
class Good:
    """A derivation that passes: its check, its module, and the name of one chain of it."""
    title: str
    check: Any
    module: Any
    chain: str

    def judged(self, data: Any) -> NotYet | None:
        """Return what the check says when this chain's recording is another."""
        try:
            self.check(Replayed(self.module, self.chain, data))
        except NotYet as e:
            return e
        return None

    @property
    def data(self) -> Any:
        return Function(self.module, self.chain, str(self.module.__file__)).record()


class Replayed(Yours):
    """The learner's file, but for one chain, whose recording is given."""

    def __init__(self, module: Any, chain: str, data: Any) -> None:
        super().__init__(module)
        self._chain, self._data = chain, data

    def __getattr__(self, name: str) -> Any:
        function = super().__getattr__(name)
        return Recorded(function.module, function.name, function.path, self._data) if name == self._chain else function


@dataclass
class Recorded(Function):
    data: Any = None

    def record(self) -> Any:
        return copy.deepcopy(self.data)


@dataclass(frozen=True)
class Told:
    """One broken chain and what was said of it."""
    title: str
    change: Break
    line: int
    said: NotYet | None
    seconds: float

    @property
    def located(self) -> bool:
        return self.said is not None and self.said.line == self.line

    @property
    def rightly(self) -> bool:
        """Is the change named in words a learner would use?"""
        if self.said is None:
            return False
        words = self.said.data.get("cause", "") or " ".join(self.said.data.get("said", [self.said.message]))
        return any(word in words for word in self.change.words)


def good_chains(folder: Path) -> Iterator[Good]:
    """Yield every chain of every exercise and problem."""
    for name in exercises.NAMES:
        module = loaded(exercises.source_of(name), folder, name)
        for title, check in exercises.checks_of(name).items():
            for chain in _chains_of(check, module):
                yield Good(f"{name}: {title}", check, module, chain)
    for name, problem in problems.PROBLEMS.items():
        if "good" not in problem.chains:
            continue
        module = loaded(problems.source(problem, problem.chains["good"][1]), folder, "problem")
        yield Good(name, problems.check_of(problem, module), module, "solution")


def _chains_of(check: Any, module: Any) -> Iterator[str]:
    for name in check.__code__.co_names:
        function = vars(module).get(name)
        if callable(function) and getattr(function, "__module__", None) == module.__name__ and function.__code__.co_flags & 0x20:     # a generator
            data = record(function)
            if data["kind"] == "chain" and data["lines"]:
                yield name


def broken(folder: Path, seed: int, most: int) -> Iterator[Told]:
    """Yield what is said of chains with one line, or one reason, broken: up to so many for each line."""
    draw = random.Random(seed)
    for good in good_chains(folder):
        data = good.data
        if good.judged(data) is not None:
            continue
        changes = [*broken_lines(data, draw, most), *(broken_reasons(data) if seed == 0 else ())]
        for n, change, other in changes:
            start = time.perf_counter()
            said = good.judged(other)
            yield Told(f"{good.title}, line {n}", change, data["lines"][n]["line"], said, time.perf_counter() - start)


def dropped(folder: Path) -> Iterator[tuple[str, int, int, bool]]:
    """Yield, for each inner line of each good chain, the line after it, and whether the chain without it is still accepted."""
    for good in good_chains(folder):
        data = good.data
        if good.judged(data) is not None:
            continue
        for n in range(1, len(data["lines"]) - 1):
            if "case" in data["lines"][n]:
                continue
            other = copy.deepcopy(data)
            del other["lines"][n]
            yield good.title, n, data["lines"][n + 1]["line"], good.judged(other) is None
