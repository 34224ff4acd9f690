"""The same jobs on many machines: a Dask cluster does them, this process alone writes them down.

A job may be done twice, when a machine is lost in the middle of it; it is written down once.
"""
import threading
from collections.abc import Iterator, Sequence
from importlib import import_module
from itertools import islice
from typing import Any

from ..errors import SurroundingsError
from .gradebook import Outcome
from .jobs import Job, loaded
from .plan import Class
from .running import TRIES, Grader, How, Told, not_graded

BATCH = 8               # jobs that travel together: half a second of work or so, against about a millisecond a task of the cluster's own
AHEAD = 3               # batches in flight for each thread of the cluster: enough to keep it busy, few enough for memory
PATIENCE = "10s"        # for a scheduler to answer

_here = threading.local()


def judge_all(jobs: Sequence[Job], how: How) -> list[Outcome]:
    """Do some jobs on a worker of the cluster; its grader stays warm from one batch to the next."""
    kept: tuple[How, Grader] | None = getattr(_here, "grader", None)
    if kept is None or kept[0] != how:
        if kept:
            kept[1].close()
        kept = _here.grader = how, Grader(how)
    return [kept[1].judge(job) for job in jobs]


def run(given: Class, work: Sequence[Job], how: How, told: Told, scheduler: str) -> None:
    """Do every job once on a cluster; `told` hears each outcome as it lands."""
    distributed: Any = import_module("distributed")
    try:
        client = distributed.Client(scheduler, timeout=PATIENCE)
    except (OSError, ValueError, TimeoutError) as error:
        raise SurroundingsError(f"no scheduler answers at {scheduler} ({str(error).splitlines()[0][:160]}): start one with `dask scheduler`, and workers "
                                f"with `dask worker {scheduler}` on machines that have this course; nothing was lost") from None
    try:
        for found in _outcomes(client, given, work, how):
            told(found)
    except (OSError, TimeoutError) as error:
        raise SurroundingsError(f"the cluster at {scheduler} is gone ({str(error)[:160]}): what was graded is kept, and the same command goes on") from error
    finally:
        client.close(timeout=2)


def _outcomes(client: Any, given: Class, work: Sequence[Job], how: How) -> Iterator[Outcome]:
    """Yield one outcome a job; a batch that cost its workers their lives is done again job by job, until the one is found that does it."""
    distributed: Any = import_module("distributed")
    if not (threads := sum(client.nthreads().values())):
        client.wait_for_workers(1, timeout=60)
        threads = sum(client.nthreads().values())
    ahead = _batches(work)
    at_work: dict[Any, tuple[Job, ...]] = {}
    done = distributed.as_completed()
    singles: list[tuple[Job, ...]] = []
    gone: list[Outcome] = []                # of jobs whose texts are no longer there

    def give() -> bool:
        batch = singles.pop() if singles else next(ahead, None)
        if batch is None:
            return False
        there, lost = _loaded(given, batch)
        gone.extend(lost)
        if there:
            future = client.submit(judge_all, there, how, pure=False, retries=TRIES - 1)
            at_work[future] = tuple(job for job in batch if job.submission not in {one.submission for one in lost})     # without their texts
            done.add(future)
        return True
    while len(at_work) < AHEAD * threads and give():
        pass
    while at_work or gone:
        while gone:
            yield gone.pop()
        if not at_work:
            break
        future = next(done)
        batch = at_work.pop(future)
        try:
            yield from future.result()
        except distributed.CancelledError:          # the scheduler has been restarted, or lost
            raise OSError("it has forgotten what it was given") from None
        except Exception as error:
            if len(batch) > 1:
                singles += [(job,) for job in batch]
            else:
                yield not_graded(batch[0], f"{TRIES} machines ended, or failed, while they were at it: {type(error).__name__}: {error}"[:500])
        while len(at_work) < AHEAD * threads and give():
            pass


def _loaded(given: Class, batch: Sequence[Job]) -> tuple[list[Job], list[Outcome]]:
    """Return jobs with what they are about, and the outcomes of those whose texts are no longer there."""
    there, lost = list[Job](), list[Outcome]()
    for job in batch:
        try:
            there.append(loaded(given, job))
        except SurroundingsError as error:
            lost.append(not_graded(job, str(error)))
    return there, lost


def _batches(work: Sequence[Job]) -> Iterator[tuple[Job, ...]]:
    """Yield jobs in batches, of one exercise where they can be: its checks are then read once.  What brings a folder along travels alone."""
    yield from ((job,) for job in work if job.folder)
    ordered = iter(sorted((job for job in work if not job.folder), key=lambda job: job.exercise))
    while batch := tuple(islice(ordered, BATCH)):
        yield batch
