"""How long a learner waits: the first answer of `grade week1`, the whole command, unchanged and fresh, `grade --help`, and one part with a warm host.

    python benchmarks/answers.py [--rounds 7]
"""
import argparse
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.course import places
from autograder.course.exercises import every_exercise, find
from autograder.grading.run import grade
from autograder.worker.launch import start_host

GRADE = [str(Path(sys.executable).with_name("grade"))]


def command(*words: str, workspace: Path) -> tuple[float, float, float]:
    """Return (first line, whole command, CPU of it) in seconds."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    with subprocess.Popen([*GRADE, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env={**os.environ, "GROUNDWORK_WORK": str(workspace)}) as process:
        assert process.stdout is not None
        first = 0.0
        for line in process.stdout:
            if not first and any(mark in line.decode() for mark in "✓✗"):
                first = time.perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return first or time.perf_counter() - began, time.perf_counter() - began, cpu


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=7)
    rounds = options.parse_args().rounds
    rows: dict[str, list[tuple[float, float, float]]] = {}
    with tempfile.TemporaryDirectory() as name:
        workspace = Path(name)
        for exercise in every_exercise(places.root()):
            exercise.work(workspace).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(exercise.solution, exercise.work(workspace))
        for _ in range(rounds):
            rows.setdefault("grade week1, all anew (--fresh)", []).append(command("week1", "--fresh", workspace=workspace))
            rows.setdefault("grade week1, nothing changed", []).append(command("week1", workspace=workspace))
            rows.setdefault("grade", []).append(command(workspace=workspace))
            rows.setdefault("grade --help", []).append(command("--help", workspace=workspace))
        host, exercise = start_host(), find("log-sum-exp-softmax")
        for _ in range(rounds + 1):
            began, cpu = time.perf_counter(), time.process_time()
            grade(exercise, exercise.work(workspace), part="binary", host=host)
            rows.setdefault("one part, the host warm", []).append((0.0, time.perf_counter() - began, time.process_time() - cpu))
        rows["one part, the host warm"].pop(0)      # pytest and NumPy are imported then
        host.close()
    print(f"{'median of ' + str(rounds):36}{'first answer s':>16}{'whole s':>10}{'CPU s':>10}")
    for what, found in rows.items():
        first, whole, used = (statistics.median(x) for x in zip(*found, strict=True))
        print(f"{what:36}{f'{first:.3f}' if first else '':>16}{whole:10.3f}{used:10.3f}")


if __name__ == "__main__":
    main()
