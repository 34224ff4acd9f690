"""A class of any size: nothing lost, nothing doubled, nobody's file touches another's result; memory, and what a cluster costs.

    python benchmarks/classes.py mixed [--count 2000] [--hostile 0.05] [--kill-every 10]     confined, a grading process killed every 10 s
    python benchmarks/classes.py memory [--count 10000]                                      resident memory of the parent and its processes
    python benchmarks/classes.py cluster [--count 400]                                       Dask against doing the same tasks of 50 ms here

Each says what it found; `mixed` ends with status 1 where a result is lost, doubled or wrong.
"""
import argparse
import os
import random
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import course_of_one  # noqa: E402  found through the line above
from tests.worker.attacks import ATTACKS, HONEST  # noqa: E402

WRONG = HONEST.replace("2 * np.asarray", "3 * np.asarray")
TASK = 0.05             # s of a task of the cluster's comparison


def a_class(folder: Path, texts: list[str]):
    """Write the course of one exercise and a class that handed these texts in; return the class, its gradebook and the exercise."""
    course, room = folder / "course", folder / "class"
    exercise = course_of_one.write_course(course)
    os.environ["GROUNDWORK_COURSE"] = str(course)
    room.mkdir()
    (room / "class.yaml").write_text(f"title: Benchmark\nexercises: [{exercise.id}]\n")
    (room / "roster.csv").write_text("id,name\n" + "".join(f"s{n},S{n}\n" for n in range(len(texts))))
    from autograder.classroom.collecting import collect
    from autograder.classroom.gradebook import Gradebook
    from autograder.classroom.plan import read_class
    for n, text in enumerate(texts):
        path = folder / "in" / f"s{n}" / exercise.file_name
        path.parent.mkdir(parents=True)
        path.write_text(text)
    given = read_class(room)
    book = Gradebook.of_folder(room)
    began = time.perf_counter()
    told = collect(given, book, [folder / "in"])
    print(f"collected {told.new} in {time.perf_counter() - began:.1f} s")
    return given, book, exercise


def children() -> list[int]:
    """Return the grading processes of this one."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                after = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                if int(after[1]) == os.getpid() and "spawn_main" in Path(f"/proc/{name}/cmdline").read_text():
                    found.append(int(name))
            except OSError:
                continue
    return found


def mixed(count: int, hostile: float, kill_every: float, processes: int) -> int:
    rng = random.Random(7)
    kinds = rng.choices(["right", "wrong", "hostile"], [0.8 - hostile, 0.2, hostile], k=count)
    attacks = [rng.choice(ATTACKS) for _ in kinds]
    texts = [{"right": HONEST, "wrong": WRONG, "hostile": HONEST + a.code}[k] + f"\n# {n}\n" for n, (k, a) in enumerate(zip(kinds, attacks, strict=True))]
    with tempfile.TemporaryDirectory() as folder:
        given, book, _ = a_class(Path(folder), texts)
        from autograder.classroom.jobs import jobs
        from autograder.classroom.running import How, run
        over, killed = threading.Event(), 0

        def kill() -> None:
            nonlocal killed
            while not over.wait(kill_every):
                if pids := children():
                    os.kill(rng.choice(pids), signal.SIGKILL)
                    killed += 1
        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        began, heard = time.perf_counter(), []
        work = jobs(given, book)
        run(given, work, How(confine=True, diagnosing=False, processes=processes), lambda found: (book.record([found]), heard.append(found)))
        seconds = time.perf_counter() - began
        over.set()
        who = {h.id: int(h.learner[1:]) for h in book.handed_in()}
        rows = {who[o.submission]: o for o in book.outcomes()}
        book.close()
    wrong = [f"s{n}: {kinds[n]} {attacks[n].name if kinds[n] == 'hostile' else ''} is {o.status} {o.earned}/{o.possible} {o.findings[:1] if o.status == 'not_graded' else ''}"
             for n, o in rows.items() if not as_expected(kinds[n], attacks[n], o)]
    print(f"{count} submissions, {kinds.count('hostile')} hostile, {killed} processes killed: {len(rows)} rows, {len(heard)} told, "
          f"{len(heard) - len({o.submission for o in heard})} doubled, {len(wrong)} not as expected, {seconds:.0f} s, {seconds / count * 1000:.0f} ms each")
    print("\n".join(wrong[:10]))
    return int(len(rows) != count or bool(wrong))


def as_expected(kind: str, attack, found) -> bool:
    full = found.status == "graded" and found.earned == found.possible
    if kind == "hostile":
        return attack.passes or not full
    return full if kind == "right" else found.status == "graded" and 0 < found.earned < found.possible


def memory(count: int, processes: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        given, book, _ = a_class(Path(folder), [f"{HONEST}# {n}\n" for n in range(count)])
        from autograder.classroom.jobs import jobs
        from autograder.classroom.running import How, run
        seen, began = [], time.perf_counter()

        def told(found) -> None:
            book.record([found])
            seen.append(0)
            if len(seen) % max(1, count // 10) == 0:
                own, theirs = resident(os.getpid()), [resident(p) for p in children()]
                print(f"{len(seen):6d}  parent {own:.0f} MiB, processes {', '.join(f'{m:.0f}' for m in theirs)} MiB, {time.perf_counter() - began:.0f} s", flush=True)
        run(given, jobs(given, book), How(confine=True, diagnosing=False, processes=processes), told)
        book.close()
    return 0


def resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / (1 << 20)
    except OSError:
        return float("nan")


def busy(jobs, how):
    """Use up `TASK` seconds of processor time a job: in place of a grading, so that only what surrounds it differs."""
    from autograder.classroom.running import not_graded
    for _ in jobs:
        until = time.process_time() + TASK
        while time.process_time() < until:
            pass
    return [not_graded(job, "a task of the benchmark") for job in jobs]


def cluster(count: int, processes: int) -> int:
    import distributed

    from autograder.classroom import cluster as ours
    from autograder.classroom.running import How
    ours.judge_all = busy
    with tempfile.TemporaryDirectory() as folder:
        given, book, _ = a_class(Path(folder), [f"{HONEST}# {n}\n" for n in range(count)])
        from autograder.classroom.jobs import jobs
        work = jobs(given, book)
        book.close()
        scheduler = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "8799", "--no-dashboard"],
                                     stderr=subprocess.DEVNULL)
        environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'benchmarks'}"}
        workers = [subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", "tcp://127.0.0.1:8799", "--nthreads", "1", "--no-nanny", "--no-dashboard"],
                                    stderr=subprocess.DEVNULL, env=environment) for _ in range(processes)]
        try:
            client = distributed.Client("tcp://127.0.0.1:8799", timeout="30s")
            client.wait_for_workers(processes)
            plain, dask = [], []
            for _ in range(3):
                plain.append(alone(count, processes))
                began, heard = time.perf_counter(), []
                ours.run(given, work, How(), heard.append, "tcp://127.0.0.1:8799")
                dask.append(time.perf_counter() - began)
                assert len(heard) == count
            client.close()
        finally:
            for process in (*workers, scheduler):
                process.kill()
                process.wait()
    a, b = statistics.median(plain), statistics.median(dask)
    print(f"{count} tasks of {TASK * 1000:.0f} ms on {processes} processes: alone {a:.2f} s, Dask {b:.2f} s, {100 * (b / a - 1):+.1f} % (medians of 3)")
    return 0


def alone(count: int, processes: int) -> float:
    """Return the seconds that processes take which do their share of the tasks and nothing else."""
    code = (f"import time; input()\nfor _ in range({count // processes}):\n    until = time.process_time() + {TASK}\n"
            "    while time.process_time() < until:\n        pass")
    started = [subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, text=True) for _ in range(processes)]
    time.sleep(1)
    began = time.perf_counter()
    for process in started:
        process.stdin.write("\n")
        process.stdin.close()
    for process in started:
        process.wait()
    return time.perf_counter() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["mixed", "memory", "cluster"])
    parser.add_argument("--count", type=int)
    parser.add_argument("--hostile", type=float, default=0.05)
    parser.add_argument("--kill-every", type=float, default=10.0)
    parser.add_argument("--processes", type=int, default=2)
    given = parser.parse_args()
    if given.what == "mixed":
        sys.exit(mixed(given.count or 2000, given.hostile, given.kill_every, given.processes))
    sys.exit(memory(given.count or 10_000, given.processes) if given.what == "memory" else cluster(given.count or 400, given.processes))
