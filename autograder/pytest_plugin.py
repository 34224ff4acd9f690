"""Plain pytest on exercises: gives checks `yours` and `rng`, and reports findings, so an editor's test panel shows the checks.

The file graded is the learner's in the workspace, else the stub; GRADE_FILE names another.
"""
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import pytest

from .course import places
from .course.exercises import Exercise, every_exercise

SKIPPED = ("unattempted", "waiting", "skipped", "not_run")      # an editor must not be red on day one


def pytest_collect_file(file_path: Path, parent: Any) -> Any:
    """A learner's file in the workspace stands for the checks of its exercise."""
    exercise = _exercise_of_work(file_path)
    return Work.from_parent(parent, path=file_path, checks=exercise.checks) if exercise else None


class Work(pytest.File):
    """A learner's file, as pytest holds it."""

    def __init__(self, *, checks: Path, **options: Any) -> None:
        super().__init__(**options)
        self.checks = checks

    def collect(self) -> Any:
        yield self.ihook.pytest_pycollect_makemodule(module_path=self.checks, parent=self)


def _exercise_of_work(path: Path) -> Exercise | None:
    if path.suffix not in (".py", ".cu", ".cpp") or path.name.startswith("test_"):
        return None
    workspace = places.workspace()
    if not path.resolve().is_relative_to(workspace.resolve()):
        return None
    return next((e for e in every_exercise() if e.work(workspace).resolve() == path.resolve()), None)


def exercise_of_checks(path: Path) -> Exercise | None:
    return next((e for e in every_exercise() if e.checks == path), None)


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makemodule(module_path: Path, parent: Any) -> None:
    """Let checks import their oracles, and a derivation's checks the names of the stub beside them."""
    exercise = exercise_of_checks(module_path)
    for folder in (exercise.root, module_path.parent) if exercise else ():
        if str(folder) not in sys.path:
            sys.path.insert(0, str(folder))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, items: list[Any]) -> None:
    for item in items:
        exercise = exercise_of_checks(Path(item.path))
        if exercise and isinstance(item, pytest.Function):
            item.stash[EXERCISE] = exercise


EXERCISE: pytest.StashKey[Exercise] = pytest.StashKey()


@pytest.fixture
def yours() -> None:
    """Given by the grader when the check runs."""


@pytest.fixture
def rng() -> None:
    """Given by the grader when the check runs."""


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> object | None:
    """Judge the check the grader's way; pytest hears the outcome."""
    exercise = pyfuncitem.stash.get(EXERCISE, None)
    if exercise is None:
        return None
    from .grading.collection import check_of
    from .grading.judging import judge
    from .report.terminal import detail
    session = _session(pyfuncitem.config)
    finding = judge(check_of(pyfuncitem, exercise), session.worker(exercise, pyfuncitem), session.seed).finding
    if finding.evidence.prints:
        pyfuncitem.add_report_section("call", "printed", finding.evidence.prints)
    if finding.verdict in SKIPPED:
        pytest.skip(f"{finding.verdict}: {finding.evidence.message}")
    if finding.verdict != "passed":
        pytest.fail("\n".join(detail(finding)), pytrace=False)
    return True


class Session:
    """A host and a worker an exercise, for as long as pytest runs."""

    def __init__(self) -> None:
        from .worker.launch import start_host
        self.host, self.seed, self.workers = start_host(), secrets.randbelow(1 << 31), dict[Exercise, Any]()

    def worker(self, exercise: Exercise, item: pytest.Function) -> Any:
        if exercise not in self.workers:
            self.workers[exercise] = self._load(exercise, item)
        return self.workers[exercise]

    def _load(self, exercise: Exercise, item: pytest.Function) -> Any:
        from .errors import LearnerError
        from .grading.collection import checks_of
        from .grading.run import read
        from .worker.client import Submission, Worker
        named = os.environ.get("GRADE_FILE")
        path = Path(named) if named else exercise.work(places.workspace())
        path = path if path.exists() else exercise.stub_file
        found = read(exercise, path, checks_of([item], exercise).forbidden, _shelf)
        if isinstance(found, LearnerError):
            worker = Worker(self.host, Submission(str(path), ""))
            worker.verdict = found
            return worker
        return Worker(self.host, found)

    def close(self) -> None:
        for worker in self.workers.values():
            worker.stop()
        self.host.close()


def _shelf(exercise: Exercise, text: str) -> tuple[tuple[str, str], ...]:
    """Return what a file in the workspace may import of the learner's own."""
    from .learner import ledger, mine
    from .learner.workspace import Workspace
    workspace = Workspace(places.workspace())
    return mine.library(workspace, mine.owned(ledger.read(workspace.ledger).lines), exercise, text) if mine.IMPORTS.search(text) else ()


SESSION: pytest.StashKey[Session] = pytest.StashKey()


def _session(config: pytest.Config) -> Session:
    if SESSION not in config.stash:
        config.stash[SESSION] = Session()
    return config.stash[SESSION]


def pytest_sessionfinish(session: pytest.Session) -> None:
    if SESSION in session.config.stash:
        session.config.stash[SESSION].close()
