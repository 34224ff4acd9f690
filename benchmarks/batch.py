"""CPU seconds a submission: ours plain and confined, beside plain pytest, nbgrader and Otter, on the same submissions in one run.

    python benchmarks/batch.py [--count 20] [--peers PYTHON]

PYTHON is an interpreter with nbgrader and otter-grader installed; without it they are left out.  CPU is what a control group of
the processes used, where one can be made (root on Linux), else what the waited-for children used, which misses killed ones.
"""
import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from assignment import CHECKS, RIGHT, STUB, submissions, wrong_of

GROUP = Path("/sys/fs/cgroup/cpuacct/groundwork-benchmark")


@contextmanager
def measured() -> Iterator[Callable[[], tuple[float, float]]]:
    """Give a function that returns (wall, CPU) seconds since the beginning, children and grandchildren included."""
    try:
        GROUP.mkdir(exist_ok=True)
        (GROUP / "tasks").write_text(str(os.getpid()))
        (GROUP / "cgroup.procs").write_text(str(os.getpid()))
        used = lambda: int((GROUP / "cpuacct.usage").read_text()) / 1e9
    except OSError:
        def used() -> float:
            return sum(sum(resource.getrusage(w)[:2]) for w in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    wall, cpu = time.perf_counter(), used()
    yield lambda: (time.perf_counter() - wall, used() - cpu)


def write_ours(root: Path) -> None:
    rows = ["import numpy as np", "from autograder.checks import assert_close", "", "", "class F:",
            "    def __init__(self, yours):", "        self.softmax, self.lstsq, self.svd3 = yours.softmax, yours.lstsq, yours.svd3", ""]
    for part in CHECKS.values():
        for name, body in part:
            body = body.replace("{close}(", "assert_close(")
            body = "\n".join(r[:-1] + ", rtol=1e-9, atol=1e-9)" if r.startswith("assert_close") else r for r in body.splitlines())
            rows += ["", f"def test_{name}(yours, rng):", f'    """Your program {name.replace("_", " ")}."""', "    f = F(yours)", textwrap.indent(body, "    "), ""]
    solution = STUB.format(**RIGHT)
    for folder, name, text in [("solutions", "peers_set.py", solution), ("exercises", "test_peers_set.py", "\n".join(rows))]:
        (root / folder / "numerics").mkdir(parents=True)
        (root / folder / "numerics" / name).write_text(text)
    (root / "curriculum").mkdir()
    (root / "reference").mkdir()
    from autograder.course.stub import stub
    (root / "exercises" / "numerics" / "peers_set.py").write_text(stub(solution))


def ours(root: Path, texts: list[str], confine: bool) -> tuple[float, float]:
    from autograder.course.exercises import Exercise
    from autograder.grading.run import grade
    from autograder.worker.launch import start_host
    exercise, file = Exercise(root, "numerics", "peers-set"), root / "submission.py"
    with measured() as so_far:
        host = start_host(confine)
        for number, text in enumerate(texts):
            file.write_text(text)
            result = grade(exercise, file, host=host, seed=number, diagnosing=False)
            assert result.passed != wrong_of(number), (number, result)
        host.close()
        return so_far()


def pytest_alone(folder: Path, texts: list[str]) -> tuple[float, float]:
    tests = ["import numpy as np, pytest", "import submission as f", "rng = np.random.default_rng(0)", ""]
    for part in CHECKS.values():
        for name, body in part:
            tests += [f"def test_{name}():", textwrap.indent(asserting(body), "    "), ""]
    (folder / "test_all.py").write_text("\n".join(tests))
    with measured() as so_far:
        for number, text in enumerate(texts):
            (folder / "submission.py").write_text(text)
            ended = subprocess.run([sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:groundwork", "test_all.py"],
                                   cwd=folder, capture_output=True, text=True)
            assert bool(ended.returncode) == wrong_of(number), ended.stdout
        return so_far()


def asserting(body: str) -> str:
    body = body.replace("{close}(", "np.testing.assert_allclose(")
    return "\n".join(r[:-1] + ", rtol=1e-9, atol=1e-9)" if r.startswith("np.testing") else r for r in body.splitlines())


def cell(kind: str, source: str, metadata: dict[str, object] | None = None) -> dict[str, object]:
    more = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": f"c{abs(hash(source)) % 10**8}", "metadata": metadata or {}, "source": source, **more}


def notebook(cells: list[dict[str, object]]) -> str:
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}, "language_info": {"name": "python"}}
    return json.dumps({"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5})


def graded_cells(text: str, solutions: bool) -> list[dict[str, object]]:
    mark = lambda i, **k: {"nbgrader": {"grade": False, "grade_id": i, "locked": False, "schema_version": 3, "solution": False, "task": False, **k}}
    cells = [cell("code", text, mark("answer", solution=True))]
    cells.append(cell("code", "class f: softmax, lstsq, svd3 = staticmethod(softmax), staticmethod(lstsq), staticmethod(svd3)\nrng = np.random.default_rng(0)",
                      mark("setup", locked=True)))
    for part in CHECKS.values():
        for name, body in part:
            cells.append(cell("code", asserting(body), mark(name, grade=True, locked=True, points=1)))
    return cells


def beside(python: str) -> dict[str, str]:
    """Return an environment in which the interpreter's own programs are found first, as in an activated one."""
    return {**os.environ, "PATH": f"{Path(python).parent}{os.pathsep}{os.environ['PATH']}"}


def nbgrader(python: str, folder: Path, texts: list[str]) -> tuple[float, float]:
    run = lambda *a: subprocess.run([python, "-m", "nbgrader", *a], cwd=folder, env=beside(python), capture_output=True, text=True, check=True)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'peers'\n")
    source = folder / "source" / "ps1"
    source.mkdir(parents=True)
    (source / "ps1.ipynb").write_text(notebook(graded_cells(STUB.format(**RIGHT), True)))
    run("generate_assignment", "ps1", "--force")
    for number, text in enumerate(texts):
        home = folder / "submitted" / f"s{number:03}" / "ps1"
        home.mkdir(parents=True)
        (home / "ps1.ipynb").write_text(notebook(graded_cells(text, False)))
    with measured() as so_far:
        run("autograde", "ps1", "--force")
        spent = so_far()
    return spent


def otter(python: str, folder: Path, texts: list[str]) -> tuple[float, float]:
    tests = folder / "tests"
    tests.mkdir(parents=True)
    for part in CHECKS.values():
        for name, body in part:
            code = ">>> rng = np.random.default_rng(0)\n" + "\n".join(">>> " + r for r in asserting(body).replace("f.", "").splitlines())
            (tests / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {{'name': {name!r}, 'points': 1, 'suites': [{{'cases': [{{'code': {code!r}}}], "
                                              f"'scored': True, 'setup': '', 'teardown': '', 'type': 'doctest'}}]}}\n")
    subprocess.run([python, "-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip", "--no-environment"], cwd=folder, env=beside(python), capture_output=True, text=True, check=True)
    with measured() as so_far:
        for text in texts:
            (folder / "submission.ipynb").write_text(notebook([cell("code", text)]))
            subprocess.run([python, "-m", "otter", "run", "submission.ipynb", "-a", "autograder.zip", "-o", "."], cwd=folder, env=beside(python), capture_output=True, text=True, check=True)
        return so_far()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=20)
    options.add_argument("--peers", default="")
    options.add_argument("--rounds", type=int, default=3)
    chosen = options.parse_args()
    texts, rows = submissions(chosen.count), dict[str, list[tuple[float, float]]]()
    for _ in range(chosen.rounds):
        with tempfile.TemporaryDirectory() as name:
            root = Path(name)
            (root / "course").mkdir()
            (root / "pytest").mkdir()
            write_ours(root / "course")
            rows.setdefault("groundwork, plain", []).append(ours(root / "course", texts, False))
            rows.setdefault("groundwork, bubblewrap", []).append(ours(root / "course", texts, True))
            rows.setdefault("pytest, a process each", []).append(pytest_alone(root / "pytest", texts))
    if chosen.peers:
        for name, peer in (("nbgrader", nbgrader), ("otter run", otter)):      # minutes: once
            with tempfile.TemporaryDirectory() as folder:
                rows[name] = [peer(chosen.peers, Path(folder), texts)]
    best = statistics.median(c for _, c in rows["groundwork, bubblewrap"]) / chosen.count
    print(f"{chosen.count} submissions, 12 checks each; median of {chosen.rounds} rounds (peers: one)\n")
    print(f"{'':26}{'CPU s each':>12}{'wall s each':>12}{'against bubblewrap':>20}")
    for name, found in rows.items():
        wall, cpu = (statistics.median(x) / chosen.count for x in zip(*found, strict=True))
        print(f"{name:26}{cpu:12.4f}{wall:12.4f}{cpu / best:19.1f}×")


if __name__ == "__main__":
    main()
