"""What this machine has for the course, what a missing thing costs, and how to get it."""
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from statistics import median, quantiles

from .errors import LearnerError, SurroundingsError
from .kernels import compilers
from .learner import ledger
from .learner.workspace import Workspace
from .worker import confinement
from .worker.client import Submission, Worker
from .worker.launch import ForkHost, Host, start_host

OLDEST = (3, 11)
LITTLE = 200 << 20      # bytes of free disk below which a ledger is in danger
JITTER = 0.25           # of a timing's median by which its ninth decile may lie above: more hides what a kernel's speed is about
TIMINGS, TURNS = 60, 100_000    # each takes a few milliseconds
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Thing:
    """One thing the course can use: what is there, or what its absence costs and how to get it."""
    name: str
    found: str
    costs: str = ""
    how: str = ""
    is_needed: bool = False     # nothing works without it

    @property
    def is_there(self) -> bool:
        return not self.costs


def things(workspace: Workspace) -> Iterator[Thing]:
    """Yield what was looked for, the most needed first; each is tried, not only found."""
    yield _python()
    yield _workspace(workspace)
    yield _worker()
    yield _compiler()
    yield _nvrtc()
    yield _gpu()
    yield _package("torch", "exercises that need torch are skipped", "pip install torch")
    yield _package("matplotlib", "exercises that draw are skipped", "pip install matplotlib")
    yield _confinement()
    yield _package("starlette", "no dashboard: the terminal tells the same", "pip install 'groundwork[dashboard]'", "dashboard")
    yield _package("jupyterlab", "no notebooks: any editor does", "pip install 'groundwork[lab]'", "JupyterLab")
    yield _browser()
    yield _git()
    yield noise(_timings())


def _git() -> Thing:
    path = shutil.which("git")
    return Thing("git", path) if path else Thing("git", "not found", "the exercise on histories is skipped", "apt install git, or the system's own way")


def _python() -> Thing:
    found = f"{sys.version.split()[0]} ({sys.executable})"
    if sys.version_info < OLDEST:
        return Thing("Python", found, "nothing is certain to work", f"install Python {'.'.join(map(str, OLDEST))} or newer", True)
    return Thing("Python", found, is_needed=True)


def _workspace(workspace: Workspace) -> Thing:
    """The folder is written to, the ledger is read, and there is room."""
    near = next(p for p in (workspace.root, *workspace.root.parents) if p.exists())
    if not os.access(near, os.W_OK):
        return Thing("workspace", f"{workspace.root} cannot be written", "nothing can be recorded",
                     "make it writable, or `grade init DIR` elsewhere", True)
    try:
        reading = ledger.read(workspace.ledger)
    except SurroundingsError as error:
        return Thing("workspace", str(workspace.root), "what you find is told and not recorded", str(error), True)
    free, lines = shutil.disk_usage(near).free, f"{workspace.root}: {len(reading.lines)} lines in the ledger"
    if free < LITTLE:
        return Thing("workspace", f"{lines}, {free >> 20} MiB free", "the next attempts may not be recorded", "free some space", True)
    torn = f", {len(reading.unreadable)} that cannot be read and are passed over" if reading.unreadable else ""
    return Thing("workspace", lines + torn, is_needed=True)


def _worker() -> Thing:
    try:
        seconds, host = _tried(lambda: start_host())
    except (SurroundingsError, LearnerError) as error:
        return Thing("worker", f"no file can be run: {error}", "nothing can be graded", "look for what it says is missing; else report it", True)
    kind = "forked in milliseconds" if isinstance(host, ForkHost) else "a process each: nothing forks here, so each grading takes about a second more"
    return Thing("worker", f"your files run in a process of their own, {kind} (tried: {seconds:.2f} s)", is_needed=True)


def _tried(host: Callable[[], Host]) -> tuple[float, Host]:
    """Return how long a whole way there and back takes, and the host it went through, which is closed."""
    began, started = time.monotonic(), host()
    try:
        worker = Worker(started, Submission("doctor.py", "def f(x):\n    return x\n"))
        try:
            worker.ask("call", ["f", [1], {}, False])
        finally:
            worker.stop()
    finally:
        started.close()
    return time.monotonic() - began, started


def _compiler() -> Thing:
    if why := compilers.obstacle():
        return Thing("C++ compiler", why, "kernel exercises are skipped", compilers.HOW)
    found = compilers.compiler()
    return Thing("C++ compiler", f"{found.path} {found.version}: kernels run on this processor, every access watched")


def _nvrtc() -> Thing:
    from .kernels import nvrtc
    path = nvrtc.library()
    if not path:
        return Thing("NVRTC", "not installed", "NVIDIA's own compiler does not look at kernels: that check is skipped", nvrtc.HOW)
    return Thing("NVRTC", f"{path}: kernels are also compiled by NVIDIA's compiler, without a GPU")


def _gpu() -> Thing:
    from .kernels import gpu
    if why := gpu.obstacle():
        return Thing("GPU", why, "speed is not measured; nothing that counts needs it", gpu.HOW)
    return Thing("GPU", gpu.card())


def _package(module: str, costs: str, how: str, name: str = "") -> Thing:
    if find_spec(module) is None:
        return Thing(name or module, "not installed", costs, how)
    from importlib.metadata import version
    return Thing(name or module, version(module))


def _confinement() -> Thing:
    """A worker is shut in for once: what bubblewrap allows, the system may still refuse."""
    costs = "`--confine` and classes of strangers' files cannot be had; your own files need none"
    if why := confinement.obstacle():
        return Thing("confinement", why, costs, confinement.HOW)
    try:
        seconds, _ = _tried(lambda: start_host(confine=True))
    except (SurroundingsError, LearnerError) as error:
        return Thing("confinement", str(error), costs, confinement.HOW)
    return Thing("confinement", f"{shutil.which('bwrap')}: strangers' files can be shut in (tried: {seconds:.2f} s)")


def _timings() -> list[float]:
    """Return how long the same small computation takes, many times over."""
    found = []
    for _ in range(TIMINGS):
        began, total = time.perf_counter(), 0
        for n in range(TURNS):
            total += n
        found.append(time.perf_counter() - began)
    return found


def noise(seconds: list[float]) -> Thing:
    """Return how evenly this machine keeps time."""
    usual = median(seconds)
    spread = quantiles(seconds, n=10)[-1] / usual - 1
    said = f"the same {1000 * usual:.1f} ms of work take {100 * spread:.0f} % longer one time in ten"
    if spread > JITTER:
        return Thing("even timing", said, "speeds are measured less sharply; no verdict depends on it",
                     "end what else runs, plug a laptop in, and time again")
    return Thing("even timing", said)


def _browser() -> Thing:
    path = next((p for b in BROWSERS if (p := shutil.which(b))), None)
    if path is None:
        return Thing("browser", "none of " + ", ".join(BROWSERS), "a report is set as HTML, not as PDF, and its pages are not counted; "
                     "the tests of the dashboard's pages are skipped", "`apt install chromium`")
    return Thing("browser", path)
