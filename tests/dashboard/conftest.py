"""A learner in the small course, the dashboard as an app and as a process, and a real browser."""
import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from autograder.course import catalogue, exercises, planned, tracks
from autograder.dashboard.app import app
from autograder.learner import ledger
from autograder.learner.memory import keep
from autograder.learner.workspace import Workspace, begin
from autograder.model import Evidence, Finding, PartResult, Result
from tests.cli.conftest import FILES, Desk

CACHED = (catalogue.catalogue, exercises.every_exercise, planned.plan, tracks.track_names, tracks.track, tracks._node)
HOST = "127.0.0.1:8585"


@pytest.fixture(scope="session")
def small_course(tmp_path_factory):
    from autograder.course.stub import stub
    root = tmp_path_factory.mktemp("course")
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        if name.startswith("solutions/") and path.suffix == ".py":
            copy = root / "exercises" / "arithmetic" / path.name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(stub(text), encoding="utf-8")
    return root


@pytest.fixture
def desk(small_course, tmp_path, monkeypatch) -> Iterator[Desk]:
    """A new learner; this process sees their course and workspace too."""
    from autograder.course import places
    work = tmp_path / "work"
    begin(Workspace(work))
    here = {"GROUNDWORK_COURSE": str(small_course), "GROUNDWORK_WORK": str(work)}
    for name, value in here.items():
        monkeypatch.setenv(name, value)
    forget = (places.root, *CACHED)
    for each in forget:
        each.cache_clear()
    kept = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    yield Desk(small_course, work, kept | here | {"PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"})
    for each in forget:
        each.cache_clear()


@pytest.fixture
def client(desk) -> TestClient:
    return TestClient(app(Workspace(desk.work), [HOST]), base_url=f"http://{HOST}", follow_redirects=False)


CHAIN = ({"mark": "✓", "line": 12, "relation": "", "reason": "", "text": "∂L/∂z", "latex": r"\frac{\partial L}{\partial z}"},
         {"mark": "✓", "line": 13, "relation": "=", "reason": "sum", "text": "Σₖ pₖ", "latex": r"\sum_{k = 1}^{K} p_{k}"},
         {"mark": "✗", "line": 14, "relation": "", "reason": "", "text": "p[k] + 1", "latex": "p_{k} + 1"})


@pytest.fixture
def broken_derivation(desk) -> Desk:
    """A learner whose derivation breaks in its third line."""
    desk.write(twice="return x ** 2")
    desk.grade("doubling")
    rows = ("twice   doubling.py:14", "  ✓ ∂L/∂z", "  ✓ = Σₖ pₖ      sum", "  ✗ p[k] + 1",
            "      does not follow from the line above", "      at k = 1: above 2, yours 3")
    evidence = Evidence(call="twice", message="does not follow from the line above", where=f"{desk.doubling}:14", lines=rows, chain=CHAIN)
    finding = Finding("multiplies", "twice", "Each line follows from the one above.", "failed", evidence)
    result = Result("doubling", "plain", 7, 0.1, (PartResult("twice", "failed"),), (finding,))
    keep(desk.work / ".grade" / "findings" / "doubling.json", result, {"twice": "key"}, ledger.now())
    return desk


@dataclass
class Running:
    """A dashboard in a process of its own."""
    address: str
    process: subprocess.Popen


@contextlib.contextmanager
def running(desk: Desk, *arguments: str) -> Iterator[Running]:
    command = [sys.executable, "-c", "from autograder.cli import main; main()", "dashboard", "--no-browser", *arguments]
    process = subprocess.Popen(command, env=desk.environment, cwd=desk.work.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield Running(process.stdout.readline().split()[0].rstrip("/"), process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


@pytest.fixture
def dashboard(desk) -> Iterator[Running]:
    with running(desk, "--port", "0") as found:
        yield found


SCREENSHOTS = Path(__file__).parents[2] / "screenshots"
MODES = {"light": {"viewport": {"width": 1280, "height": 860}}, "dark": {"viewport": {"width": 1280, "height": 860}, "color_scheme": "dark"},
         "phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}}
