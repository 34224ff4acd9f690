"""A class graded: jobs to processes, one answer a job whatever becomes of a process, and the gradebook written by this process alone."""
import json
import multiprocessing
import os
import signal
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from ..course.exercises import Exercise
from ..errors import CourseError, LearnerError, SurroundingsError
from ..learner.mine import IMPORTS, Library
from ..model import Result
from .borrowing import Lacking, borrowed
from .gradebook import Outcome, now, outcome
from .jobs import Job, loaded
from .plan import PROBLEMS, Class

TRIES = 3               # processes that one job may cost; then it is not graded, and says so
WATCH = 120.0           # s beyond a submission's own limit after which a process is taken to hang
Told = Callable[[Outcome], None]


@dataclass(frozen=True)
class How:
    """How jobs are done."""
    confine: bool = True
    diagnosing: bool = True
    processes: int = field(default_factory=lambda: max(1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1))


class Grader:
    """What does jobs in one process: its hosts stay warm from one to the next."""

    def __init__(self, how: How) -> None:
        self.how = how
        self.hosts: dict[tuple[str, ...], Any] = {}
        self.used = frozenset[str]()            # the exercises that the job at hand imports from
        self.folder = tempfile.TemporaryDirectory(prefix="grading-")

    def judge(self, job: Job) -> Outcome:
        """Return what was found; what goes wrong on our side is *not graded*, never zero."""
        try:
            self.used = frozenset()
            found = outcome(job.submission, self._result(job), job.grader)
            return lacks_folder(job, found) or replace(found, brought=tuple(other for other in job.others if other[0] in self.used))
        except Lacking as lacking:
            return not_graded(job, str(lacking), asks=True)
        except LearnerError as error:       # a file that cannot be read at all
            return replace(not_graded(job, error.message), status="crashed")
        except (CourseError, SurroundingsError) as error:
            return not_graded(job, str(error))
        except Exception as error:
            self.close_hosts()
            return not_graded(job, f"the grader itself failed: {type(error).__name__}: {error}")

    def _result(self, job: Job) -> Result:
        from .. import grading
        from ..course.exercises import find
        if job.exercise == PROBLEMS:
            return self._problems(job)
        exercise = find(job.exercise)
        path = Path(self.folder.name) / exercise.file_name
        path.write_bytes(job.text)

        def shelf(exercise: Exercise, text: str) -> Library:
            library: Library = ()
            if IMPORTS.search(text):
                library, self.used = borrowed(exercise, text, job.brought)
            return library
        result = grading.grade(exercise, path, seed=job.seed, host=self._host(exercise), diagnosing=self.how.diagnosing, beside=job.beside, shelf=shelf)
        return _without(result, f"{self.folder.name}{os.sep}")

    def _problems(self, job: Job) -> Result:
        from ..grading.problem_file import grade_problems, read_program
        from ..problems.template import templates
        path = Path(self.folder.name) / "problems.py"
        path.write_bytes(job.text)
        text = read_program(path)
        return grade_problems(job.posed, templates(), text, name="problems.py", host=self._host(None), id=PROBLEMS)

    def _host(self, exercise: Exercise | None) -> Any:
        from ..worker.launch import start_host
        imports = exercise.imports if exercise else ()
        if imports not in self.hosts:
            self.hosts[imports] = start_host(self.how.confine, imports)
        return self.hosts[imports]

    def close_hosts(self) -> None:
        while self.hosts:
            with suppress(Exception):
                self.hosts.popitem()[1].close()

    def close(self) -> None:
        self.close_hosts()
        self.folder.cleanup()


def not_graded(job: Job, why: str, asks: bool = False) -> Outcome:
    """Return the row of a job that nobody could do; where it asks for something of the learner's, it is tried again only once there is more."""
    found = Outcome(job.submission, job.exercise, job.grader, "not_graded", 0, 0, 0.0, job.seed, "", now(), {}, ({"message": why[:1000]},))
    return replace(found, asks=why[:1000], brought=job.others) if asks else found


def lacks_folder(job: Job, found: Outcome) -> Outcome | None:
    """Return what is told of a file that reads its folder where none could be had: what then does not hold says nothing of the learner."""
    if job.beside and not isinstance(job.beside, str):
        return None
    if not any("FolderError" in json.dumps(f.get("evidence", {})) for f in found.findings if f.get("verdict") != "passed"):
        return None
    name = job.exercise.replace("-", "_")
    why = f"its folder could not be taken: {job.beside}" if job.beside else f"it reads the folder {name}, which was not handed in: hand in both, side by side"
    return not_graded(job, why, asks=True)


def _without(result: Result, prefix: str) -> Result:
    """Return a result that names the file alone, not where it lay while it was graded."""
    def bare(text: str) -> str:
        return text.replace(prefix, "")
    return replace(result, findings=tuple(replace(f, evidence=replace(
        f.evidence, where=bare(f.evidence.where), message=bare(f.evidence.message), lines=tuple(map(bare, f.evidence.lines)))) for f in result.findings))


def run(given: Class, work: Sequence[Job], how: How, told: Told) -> None:
    """Do every job once; `told` hears each outcome as it lands."""
    pool = _Pool(given, how, min(how.processes, len(work)))
    try:
        for found in pool.outcomes(list(work)):
            told(found)
    finally:
        pool.close()


def serve(channel: Connection, how: How) -> None:
    """Do jobs until the other end is closed: what a process of the pool runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)        # Ctrl-C is for the parent, which closes the channel
    grader = Grader(how)
    try:
        while True:
            channel.send(grader.judge(channel.recv()))
    except (EOFError, OSError):
        pass
    finally:
        grader.close()


@dataclass
class _Seat:
    """A process of the pool, and what it is at."""
    process: SpawnProcess
    channel: Connection
    job: Job | None = None
    since: float = 0.0


class _Pool:
    def __init__(self, given: Class, how: How, size: int) -> None:
        self.given, self.how, self.context = given, how, multiprocessing.get_context("spawn")
        self.seats = [self._seat() for _ in range(size)]

    def _seat(self) -> _Seat:
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=serve, args=(theirs, self.how), daemon=True)
        process.start()
        theirs.close()
        return _Seat(process, ours)

    def outcomes(self, ahead: list[Job]) -> Iterator[Outcome]:
        """Yield one outcome a job; a job whose process died goes to another, `TRIES` times."""
        ahead.reverse()
        costs: dict[str, int] = {}
        while ahead or any(s.job for s in self.seats):
            for seat in self.seats:
                while seat.job is None and ahead:
                    yield from self._give(seat, ahead)
            ready = wait([s.channel for s in self.seats if s.job], timeout=1.0)
            for seat in [s for s in self.seats if s.job and (s.channel in ready or time.monotonic() - s.since > self._longest)]:
                job = seat.job
                assert job is not None
                found = self._heard(seat) if seat.channel in ready else None
                if found is None:
                    self._replace(seat)
                    costs[job.submission] = costs.get(job.submission, 0) + 1
                    if costs[job.submission] < TRIES:
                        ahead.append(job)
                        continue
                    found = not_graded(job, f"{TRIES} processes of the grader ended while they were at it")
                seat.job = None
                yield found

    @property
    def _longest(self) -> float:
        from ..worker.limits import Limits
        return 4 * Limits().total + WATCH      # compiled and trained exercises may take more than the usual

    def _give(self, seat: _Seat, ahead: list[Job]) -> Iterator[Outcome]:
        """Give a process its next job; of one whose texts are gone, yield that."""
        job = ahead.pop()
        try:
            seat.channel.send(loaded(self.given, job))
            seat.job, seat.since = job, time.monotonic()
        except SurroundingsError as gone:       # of one submission's texts, which costs no other
            yield not_graded(job, str(gone))
        except (OSError, ValueError):           # it ended while it had nothing to do: that costs the job no try
            ahead.append(job)
            self._replace(seat)

    def _heard(self, seat: _Seat) -> Outcome | None:
        try:
            found: Outcome = seat.channel.recv()
            return found
        except (EOFError, OSError):
            return None

    def _replace(self, seat: _Seat) -> None:
        self._end(seat)
        fresh = self._seat()
        seat.process, seat.channel, seat.job = fresh.process, fresh.channel, None

    def _end(self, seat: _Seat) -> None:
        seat.channel.close()
        seat.process.join(0.2 if seat.job is None else 0)
        if seat.process.is_alive():
            seat.process.kill()
        seat.process.join()

    def close(self) -> None:
        for seat in self.seats:
            seat.channel.close()
        for seat in self.seats:
            seat.process.join(5)        # s: it ends its hosts
            if seat.process.is_alive():
                seat.process.kill()
