"""Where nothing forks, a worker is a process of its own; the same is told of the same file."""
import pytest

from autograder.errors import SurroundingsError
from autograder.grading.run import grade
from autograder.worker.launch import SpawnHost, start_host
from tests.course_of_one import SOLUTION, write_course


@pytest.fixture
def graded(tmp_path, monkeypatch):
    monkeypatch.setenv("GROUNDWORK_WORKER", "spawn")
    exercise, file = write_course(tmp_path / "course"), tmp_path / "mine.py"

    def run(text: str):
        file.write_text(text)
        host = start_host()
        assert isinstance(host, SpawnHost)
        return grade(exercise, file, host=host)
    return run


def test_the_solution_passes(graded):
    assert graded(SOLUTION).passed


def test_prints_and_crashes_are_told(graded):
    result = graded(SOLUTION.replace("return 2 * np.asarray(x, float)", "print('here', x.shape)\n    import os; os._exit(3)"))
    finding = result.findings[0]
    assert "exit status 3" in finding.evidence.message
    assert [f.verdict for f in result.findings] == ["failed", "failed", "passed"]
    result = graded(SOLUTION.replace("return 2 * np.asarray(x, float)", "print('here', x.shape)\n    return 3 * x"))
    assert result.findings[0].evidence.prints == "here (1,)\n"


def test_it_cannot_confine(monkeypatch):
    monkeypatch.setenv("GROUNDWORK_WORKER", "spawn")
    with pytest.raises(SurroundingsError, match="Linux only"):
        start_host(confine=True)
