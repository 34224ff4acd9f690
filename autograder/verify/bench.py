"""A bench to run programs on: collected once, two hosts, any text as the submission."""
from collections.abc import Callable
from copy import deepcopy
from functools import cached_property
from types import TracebackType
from typing import Any

from ..course.exercises import Exercise
from ..errors import LearnerError
from ..grading.collection import Check, collect
from ..grading.diagnosis import Diagnostician
from ..grading.judging import Judged, judge
from ..grading.run import submission_of
from ..worker.client import Ask, Worker
from ..worker.confinement import obstacle
from ..worker.launch import Host, start_host
from ..worker.limits import Limits
from ..worker.protocol import encode

Wrap = Callable[[Ask], Ask]


class Bench:
    """One exercise's checks, put to any program."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise, self.checks = exercise, collect(exercise)
        self.host = start_host(modules=exercise.imports)
        self._answers = dict[bytes, Any]()

    @cached_property
    def confined_host(self) -> Host | None:
        return None if obstacle() else start_host(confine=True, modules=self.exercise.imports)

    @cached_property
    def diagnostician(self) -> Diagnostician:
        return Diagnostician(self.exercise, self.host, self.checks)

    def run(self, text: str, *, seed: int = 0, only: str | None = None, wrap: Wrap = lambda ask: ask, host: Host | None = None) -> list[Judged]:
        """Return what the checks (or one of them) say of a program; `wrap` may change questions and answers on their way."""
        submission = submission_of(str(self.exercise.solution), text, self.exercise, self.checks.forbidden)
        worker = Worker(host or self.host, submission, self.limits)
        try:
            return [judge(check, worker, seed, wrap(worker.ask)) for check in self._asked(only)]
        finally:
            worker.stop()

    def rerun(self, wrap: Wrap = lambda ask: ask) -> list[Judged]:
        """Return what the checks say of the solution when `wrap` changes its answers; what it has answered once is not asked again."""
        return self.run(self.exercise.text, wrap=lambda ask: wrap(self._remembered(ask)))

    def _remembered(self, ask: Ask) -> Ask:
        def answer(kind: str, value: list[Any]) -> Any:
            question = encode(kind, 0, value, layout=True)
            if question not in self._answers:
                self._answers[question] = _outcome(ask, kind, value)
            known = self._answers[question]
            if isinstance(known, LearnerError):
                raise known.with_traceback(None)
            return deepcopy(known)      # a check may do with an answer what it likes
        return answer

    @property
    def limits(self) -> Limits:
        return self.checks.limits

    def _asked(self, only: str | None) -> list[Check]:
        return [c for c in self.checks.checks if only is None or c.name == only or c.name.partition("[")[0] == only]

    def __enter__(self) -> "Bench":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if "diagnostician" in self.__dict__:
            self.diagnostician.close()
        self.host.close()
        if self.__dict__.get("confined_host"):
            self.__dict__["confined_host"].close()


def _outcome(ask: Ask, kind: str, value: list[Any]) -> Any:
    """Return what is answered, or what is raised instead."""
    try:
        return ask(kind, value)
    except LearnerError as error:
        return error
