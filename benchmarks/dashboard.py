"""How long the dashboard takes to start, to draw a page and to follow a grading, and what a page weighs: 201 exercises, 5,000 attempts.

    python benchmarks/dashboard.py
"""
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from datetime import UTC, datetime, timedelta
from pathlib import Path

EXERCISES, ATTEMPTS, WEEKS, AREAS = 201, 5000, 16, 8
GOALS = {"start": 700, "home": 40, "live": 300}     # ms
WEIGHT, REQUESTS = 120_000, 8


def write_course(root: Path) -> None:
    """Write a course of exercises of three parts, each building on one before it."""
    for n in range(EXERCISES):
        area, name = f"area_{n % AREAS}", f"exercise_{n}"
        after = f" · after exercise-{n - AREAS}" if n >= AREAS else ""
        parts = "".join(f'\n\n# %% part{k}: number {k}\ndef f{k}(x):\n    """x + {k}."""\n    ...\n    return x + {k}\n' for k in range(3))
        checks = "".join(f'\n\n# %% part{k}: number {k}\ndef test_adds_{k}(yours):\n    """Your f{k} adds {k}."""\n' for k in range(3))
        solution = f'"""The exercise of number {n}, about something of its area\n\n60 min · difficulty 2{after}\n\nAdd.\n"""\n{parts}'
        for folder, file, text in (("solutions", f"{name}.py", solution), ("exercises", f"test_{name}.py", checks),
                                   ("exercises", f"{name}.py", solution)):
            (root / folder / area).mkdir(parents=True, exist_ok=True)
            (root / folder / area / file).write_text(text, "utf-8")
    track = root / "curriculum" / "main"
    track.mkdir(parents=True)
    (track / "track.yaml").write_text("title: The main line\ndescription: All of it\norder: 1\n")
    for week in range(WEEKS):
        ids = [f"exercise-{n}" for n in range(EXERCISES) if n * WEEKS // EXERCISES == week]
        (track / f"week{week + 1}.yaml").write_text(
            f"title: Week\nhours: 20\nexercises: [{', '.join(ids)}]\nmastery:\n"
            f"  - id: shown-{week}\n    statement: do the work of week {week + 1}\n    all: [{', '.join(ids[:3])}]\n")


def write_ledger(work: Path) -> None:
    """Write attempts over the last 80 days, most exercises tried, two in three of them passed."""
    now, lines = datetime.now(UTC), []
    for n in range(ATTEMPTS):
        id, verdicts = n * 140 // ATTEMPTS, ["passed" if (n * 7 + k) % 3 else "failed" for k in range(3)]
        when = (now - timedelta(days=80) + timedelta(days=80) * n / ATTEMPTS).isoformat(timespec="microseconds")
        lines.append({"v": 1, "kind": "attempt", "when": when, "exercise": f"exercise-{id}", "part": None, "seed": n, "course": "0123456789abcdef",
                      "content": {f"part{k}": "0" * 32 for k in range(3)}, "seconds": 1.5, "confinement": "plain",
                      "parts": {f"part{k}": v for k, v in enumerate(verdicts)}, "checks": {f"part{k}/adds_{k}": v for k, v in enumerate(verdicts)}})
    (work / ".grade").mkdir(parents=True)
    (work / ".grade" / "attempts.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=30) as answer:
        body: bytes = answer.read()
        return body


def started(environment: dict[str, str]) -> tuple[float, float, str, subprocess.Popen[str]]:
    """Return the ms until the address was said and until the first page came, the address, and the process."""
    begin = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-c", "from autograder.cli import main; main()", "dashboard", "--port", "0", "--no-browser"],
                               env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    address = process.stdout.readline().split()[0].rstrip("/")
    said = time.perf_counter() - begin
    fetched(address + "/")
    return 1000 * said, 1000 * (time.perf_counter() - begin), address, process


def drawn(address: str, times: int = 15) -> float:
    """Return the median ms of a page."""
    spans = []
    for _ in range(times):
        begin = time.perf_counter()
        fetched(address)
        spans.append(1000 * (time.perf_counter() - begin))
    return statistics.median(spans)


def followed(address: str, ledger: Path, times: int = 5) -> float:
    """Return the median ms from a line in the ledger to the first piece of the page that has changed."""
    spans, last = [], json.loads(ledger.read_text().splitlines()[-1])
    for n in range(times):
        since = re.search(r"since=(\w+)", fetched(address + "/").decode())
        with urllib.request.urlopen(f"{address}/live?page=/&since={since[1] if since else ''}", timeout=30) as stream:
            time.sleep(0.3)     # until it listens
            line = dict(last, when=datetime.now(UTC).isoformat(timespec="microseconds"), exercise=f"exercise-{150 + n}")
            begin = time.perf_counter()
            with ledger.open("a") as file:
                file.write(json.dumps(line) + "\n")
            next(line for line in stream if line.startswith(b"event:"))
            spans.append(1000 * (time.perf_counter() - begin))
    return statistics.median(spans)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        course, work = Path(folder) / "course", Path(folder) / "work"
        write_course(course)
        write_ledger(work)
        environment = os.environ | {"GROUNDWORK_COURSE": str(course), "GROUNDWORK_WORK": str(work)}
        starts = []
        for again in range(4):
            said, whole, address, process = started(environment)
            if again < 3:
                process.terminate()
                used = os.wait4(process.pid, 0)[2]
                process.returncode = 0
                starts.append((said, whole, 1000 * (used.ru_utime + used.ru_stime)))
        said, whole, cpu = (min(each) for each in zip(*starts, strict=True))       # the machine is shared: the least is what the program takes
        print(f"start        {said:6.0f} ms, first page after {whole:.0f} ms, {cpu:.0f} ms of CPU in all (goal: {GOALS['start']} ms)")
        try:
            for name, path in (("home", "/"), ("map", "/map"), ("exercise", "/exercise/exercise-3"), ("mastery", "/mastery"), ("tracks", "/tracks")):
                print(f"{name:<12} {drawn(address + path):6.1f} ms, {len(fetched(address + path)) / 1000:.0f} kB"
                      + (f" (goal: {GOALS['home']} ms)" if name == "home" else ""))
            assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', fetched(address + "/").decode()))
            weight = len(fetched(address + "/")) + sum(len(fetched(address + each)) for each in assets)
            print(f"home weighs  {weight / 1000:6.1f} kB in {len(assets) + 2} requests (goal: {WEIGHT / 1000:.0f} kB, {REQUESTS} requests)")
            live = followed(address, work / ".grade" / "attempts.jsonl")
            print(f"live         {live:6.0f} ms from the ledger to the page (goal: {GOALS['live']} ms)")
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    main()
