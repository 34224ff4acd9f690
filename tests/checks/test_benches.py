"""The words for what runs as commands: what they ask, and what they say when it fails."""
import pytest

from autograder.checks import bench, stage
from autograder.checks.benches import Step
from autograder.errors import Mismatch
from autograder.worker.client import Submission, Worker, Yours
from autograder.worker.launch import start_host

PROGRAM = """
def tree():
    return {"a.txt": "one\\n", "b/c.txt": "two\\n"}
def script():
    return "cat tree/a.txt; echo '{\\"n\\": 3}'; exit 3"
"""


@pytest.fixture
def yours():
    host = start_host()
    worker = Worker(host, Submission("/x/mine.py", PROGRAM))
    yield Yours(worker)
    worker.stop()
    host.close()


def test_a_bench_runs_what_the_functions_return(yours):
    ran = bench({"tree/": yours.tree, "run.sh": yours.script}, stage("bash run.sh", ["cp", "-r", "tree", "kept"], wanted=["kept"]), stage("ls", files={"ours": ""}))
    assert ran[0].status == 3 and ran[0].out.startswith("one\n") and ran[0].data == {"n": 3}
    assert ran.files == {"kept/a.txt": b"one\n", "kept/b/c.txt": b"two\n"} and ran.text("kept/b/c.txt") == "two\n"
    assert ran[2].out == "kept\nours\n"
    ran[0].fails("it must fail")
    with pytest.raises(Mismatch, match=r"it must work: `bash run.sh` ended with status 3\n    one"):
        ran[0].succeeds("it must work")
    with pytest.raises(Mismatch, match="there is no file other"):
        ran.text("other")


def test_a_step_that_says_nothing_readable_is_told():
    for step in (Step(["x"], 0, "", ""), Step(["x"], 0, "{", "")):
        with pytest.raises(Mismatch, match="says nothing that can be read"):
            _ = step.data
    with pytest.raises(Mismatch, match="was ended by signal 9"):
        Step(["x"], -9, "", "").succeeds("it must work")
    for status in (0, -9):
        with pytest.raises(Mismatch):
            Step(["x"], status, "", "").fails("it must fail")
