"""The same jobs on a real cluster of several processes, one of which is killed in the middle."""
import os
import pickle
import shutil
import signal
import subprocess
import sys
import time

import pytest

pytest.importorskip("distributed", reason="pip install 'groundwork[classroom]'")

from autograder.classroom import cluster
from autograder.classroom.collecting import collect
from autograder.classroom.jobs import jobs, loaded
from autograder.classroom.plan import read_class
from autograder.classroom.running import How
from autograder.errors import SurroundingsError

from .test_running import RIGHT, WRONG, handed

HOW = How(confine=False, diagnosing=False)


@pytest.fixture
def scheduler(tmp_path):
    """A scheduler and two workers in processes of their own."""
    file = tmp_path / "scheduler.json"
    environment = {**os.environ, "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "5"}
    start = lambda *words: subprocess.Popen([sys.executable, "-m", "distributed.cli." + words[0], *words[1:]], cwd=tmp_path, env=environment,
                                            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    processes = [start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-jupyter", "--scheduler-file", str(file))]
    until = time.monotonic() + 60
    while not file.exists() and time.monotonic() < until:
        time.sleep(0.1)
    workers = [start("dask_worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "60") for _ in range(2)]
    processes += workers
    import json
    yield json.loads(file.read_text())["address"], workers
    for process in processes:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def test_a_worker_that_is_killed_costs_nobody_anything(given, book, tmp_path, scheduler, monkeypatch) -> None:
    address, workers = scheduler
    monkeypatch.setattr(cluster, "BATCH", 1)
    handed(given, book, tmp_path, {"ada": RIGHT, "bob": WRONG, "bob2": "import nothing_like_it\n"})
    heard = []

    def told(found):
        book.record([found])
        heard.append(found)
        if len(heard) == 1:
            os.killpg(workers[0].pid, signal.SIGKILL)
    cluster.run(given, jobs(given, book), HOW, told, address)
    who = {h.id: h.learner for h in book.handed_in()}
    assert {who[o.submission]: o.status for o in book.outcomes()} == {"ada": "graded", "bob": "graded", "bob2": "crashed"}
    assert len(heard) == 3 and jobs(given, book) == []


def test_a_scheduler_that_is_not_there_is_a_sentence(given, book, monkeypatch) -> None:
    monkeypatch.setattr(cluster, "PATIENCE", "1s")
    with pytest.raises(SurroundingsError, match="no scheduler answers"):
        cluster.run(given, [], HOW, lambda found: None, "tcp://127.0.0.1:9")


def test_what_travels_to_a_machine_has_the_folder_and_what_is_imported_in_it(given, book, tmp_path) -> None:
    """Nothing of the class's store is on that machine."""
    (given.folder / "class.yaml").write_text("title: A\nexercises: [git-bash-workflow, sgd-momentum-adam, log-sum-exp-softmax]\n")
    given = read_class(given.folder)
    handed_in = {"git_bash_workflow.py": 'from autograder.folder import tree\ndef pipeline_script():\n    return tree()["run.sh"]\n',
                 "git_bash_workflow/run.sh": "sort\n", "sgd_momentum_adam.py": "from mine import softmax\ndef sgd_step(*a):\n    return softmax(a)\n",
                 "log_sum_exp_softmax.py": "def softmax(x):\n    return x\n"}
    for name, text in handed_in.items():
        path = tmp_path / "in" / "ada" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    collect(given, book, [tmp_path / "in"])
    travelling = pickle.loads(pickle.dumps([loaded(given, job) for job in jobs(given, book)]))
    shutil.rmtree(given.folder / "store")
    found = {o.exercise: o for o in cluster.judge_all(travelling, HOW)}
    assert {e: o.status for e, o in found.items()} == {"git-bash-workflow": "graded", "sgd-momentum-adam": "graded", "log-sum-exp-softmax": "graded"}
    assert [e for e, _ in found["sgd-momentum-adam"].brought] == ["log-sum-exp-softmax"]
