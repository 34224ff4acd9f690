"""Does a right answer ever fail?  Gradings of the solution under many seeds; each failure is told with its seed and check.

    python benchmarks/seeds.py [EXERCISE …] [--gradings 200] [--minutes 5]

The laws try three seeds, which see a check that fails one right answer in a hundred in three runs of a hundred; this sees it. Without names it takes every
Python exercise whose checks draw, in turn, until its time is over. `grade EXERCISE --seed N` shows a failure again. Ends with status 1 where there was one.
"""
import argparse
import os
import sys
import time
from collections import Counter

os.environ.setdefault("OMP_NUM_THREADS", "1")

from autograder.course.exercises import Exercise, every_exercise, find
from autograder.grading import grade
from autograder.worker.launch import start_host


def draws(exercise: Exercise) -> bool:
    return not exercise.is_compiled and "rng" in exercise.checks.read_text("utf-8")


def main(exercises: list[Exercise], gradings: int, minutes: float, first: int) -> int:
    until, done, failed = time.monotonic() + 60 * minutes, Counter[str](), Counter[str]()
    hosts = {imports: start_host(False, imports) for imports in {e.imports for e in exercises}}
    for seed in range(first, first + gradings):
        for exercise in exercises:
            if time.monotonic() > until:
                break
            result = grade(exercise, exercise.solution, seed=seed, host=hosts[exercise.imports], diagnosing=False)
            done[exercise.id] += 1
            for one in result.findings:
                if one.verdict not in ("passed", "skipped"):
                    failed[exercise.id] += 1
                    print(f"{exercise.id} --seed {seed}: {one.check} {one.verdict}: {one.evidence.message[:200]}", flush=True)
    for host in hosts.values():
        host.close()
    for id, count in sorted(done.items()):
        print(f"{failed[id]:4d} of {count} failed  {id}")
    return int(bool(failed))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--gradings", type=int, default=200)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--first", type=int, default=1000)
    given = parser.parse_args()
    chosen = [find(id) for id in given.exercises] or [e for e in every_exercise() if draws(e)]
    sys.exit(main(chosen, given.gradings, given.minutes, given.first))
