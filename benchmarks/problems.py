"""How long a fresh problem set for a class takes: drawn, written, and printed.

    python benchmarks/problems.py [--learners 200] [--count 8] [--pdf 24]
"""
import argparse
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from autograder.problems.files import write
from autograder.problems.sets import new_set, outdated
from autograder.problems.template import templates
from autograder.roster import Learner


@contextmanager
def timed(what: str) -> Iterator[None]:
    wall, own = time.perf_counter(), time.process_time()
    yield
    print(f"{what:52} {time.perf_counter() - wall:6.1f} s wall {time.process_time() - own:6.1f} s CPU of ours")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--count", type=int, default=8)
    parser.add_argument("--pdf", type=int, default=24, help="sheets to print, besides their key")
    wanted = parser.parse_args()
    every = list(templates().values())
    found = every[::max(1, len(every) // wanted.count)][:wanted.count]      # across areas and kinds
    people = [Learner(f"learner{n:03d}", f"Learner {n}") for n in range(wanted.learners)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "set"
        with timed(f"{len(people)} × {wanted.count} problems drawn, from {len(found)} templates"):
            given = new_set(folder, "Week 1", "all", found, wanted.count, people, 7, False)
        with timed("each stored problem held against its template"):
            assert not [one for _, posed in given.of() for one in outdated(posed, templates())]
        with timed("programs, HTML sheets, key and zips written"):
            write(given, ["html", "zip"])
        with timed("the same again, nothing changed"):
            write(given, ["html", "zip"])
        few = replace(given, learners=given.learners[:wanted.pdf])
        with timed(f"{wanted.pdf} sheets and their key as PDF, too"):
            write(few, ["pdf"])


if __name__ == "__main__":
    main()
