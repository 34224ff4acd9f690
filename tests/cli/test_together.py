"""Two dashboards, a watch and three gradings at once on one workspace: nothing is lost, nothing is locked."""
import json
import os
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest

from .test_watch import watching

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")
pytestmark = pytest.mark.skipif(os.name != "posix", reason="needs signals as POSIX has them")

TIMES = 3


class Dashboard:
    """A running dashboard."""

    def __init__(self, desk):
        command = [sys.executable, "-u", "-c", "from autograder.cli import main; main()", "dashboard", "--port", "0", "--no-browser"]
        self.process = subprocess.Popen(command, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=desk.work.parent,
                                        env=desk.environment)
        self.address = self.process.stdout.readline().split()[0]

    def page(self, path=""):
        with urllib.request.urlopen(self.address + path, timeout=60) as answer:
            return answer.status, answer.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.terminate()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def test_all_at_once(desk):
    desk.write()
    desk.write(twice="return x / 2", name="halving")
    desk.grade("halving")
    with Dashboard(desk) as one, Dashboard(desk) as other, watching(desk, "doubling", "--json") as watch, ThreadPoolExecutor(5) as pool:
        def gradings(_):
            return [desk.grade("halving", "--fresh", "--json") for _ in range(TIMES)]

        def pages(dashboard):
            return [dashboard.page(path) for _ in range(TIMES) for path in ("", "exercise/halving")]
        graded, seen = [pool.submit(gradings, n) for n in range(3)], [pool.submit(pages, d) for d in (one, other)]
        watched = []
        for n in range(TIMES):
            desk.write(twice=f"return 2 * x + {n} * 0")
            watched.append(json.loads(watch.until('"findings"').splitlines()[-1]))
        ran = [ran for job in graded for ran in job.result(timeout=300)]
        assert all(r.status == 0 and not r.err and json.loads(r.out)["passed"] for r in ran)
        assert all(status == 200 for job in seen for status, _ in job.result(timeout=300))
        assert all(w["passed"] for w in watched)
        told = [dashboard.page("exercise/doubling")[1] for dashboard in (one, other)]
        assert all("Your twice is 2x." in page for page in told)
    rows = (desk.work / ".grade" / "attempts.jsonl").read_text().splitlines()
    lines = [json.loads(row) for row in rows]        # none is torn
    assert sorted(line["exercise"] for line in lines) == sorted(["halving"] * (1 + 3 * TIMES) + ["doubling"] * TIMES)
    assert json.loads(desk.grade("show", "halving", "--json").out)["state"] == "mastered"
