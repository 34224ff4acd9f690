"""Milliseconds from a save to its first verdict and to the last word, under a `grade watch` whose host is warm.

    python benchmarks/watch.py [--saves 20]

A part is saved right and wrong in turn, so that every save changes a verdict; the watched part is the first of the first
exercise of linear algebra whose solution has several.
"""
import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.course.exercises import every_exercise
from autograder.learner.copies import emptied

WARM = 5.0      # s for the host and the checks to be there


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--saves", type=int, default=20)
    exercise = next(e for e in every_exercise() if e.area == "linear_algebra" and len(e.parts) > 2 and not e.is_compiled)
    right = exercise.text
    wrong = emptied(exercise, right, [exercise.parts[0].name]).replace("    ...\n", "    return 0\n", 1)
    with tempfile.TemporaryDirectory() as folder:
        path = exercise.work(Path(folder))
        path.parent.mkdir(parents=True)
        path.write_text(right, encoding="utf-8")
        command = [sys.executable, "-c", "from autograder.cli import main; main()", "watch", exercise.id]
        watch = subprocess.Popen(command, stdout=subprocess.PIPE, encoding="utf-8", env=os.environ | {"GROUNDWORK_WORK": folder})
        assert watch.stdout is not None
        for line in watch.stdout:
            if line.startswith("Next"):
                break
        time.sleep(WARM)
        firsts, lasts = [], []
        for number in range(parser.parse_args().saves):
            path.write_text(right if number % 2 else wrong, encoding="utf-8")
            began, first = time.perf_counter(), 0.0
            for line in watch.stdout:
                first = first or (time.perf_counter() - began if re.match(r"  [✗✓]", line) else 0.0)
                if line.startswith("Next"):
                    break
            firsts.append(1000 * first)
            lasts.append(1000 * (time.perf_counter() - began))
        watch.send_signal(signal.SIGINT)
        watch.wait()
    for name, found in (("first verdict", firsts), ("last word, wrong", lasts[::2]), ("last word, right", lasts[1::2])):
        print(f"{name:<17} median {statistics.median(found):5.0f} ms, longest {max(found):5.0f} ms")
    print(f"{exercise.id}#{exercise.parts[0].name}, load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
