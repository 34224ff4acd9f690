"""What this machine has for the course, what a missing thing costs, and how to get it."""
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec

from .kernels import compilers
from .worker import confinement

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Thing:
    """One thing the course can use: what is there, or what its absence costs and how to get it."""
    name: str
    found: str
    costs: str = ""
    how: str = ""

    @property
    def is_there(self) -> bool:
        return not self.costs


def things() -> Iterator[Thing]:
    """Yield what was looked for, the most needed first."""
    yield Thing("Python", f"{sys.version.split()[0]} ({sys.executable})")
    yield _compiler()
    yield _nvrtc()
    yield _gpu()
    yield _package("torch", "exercises that need torch are skipped", "pip install 'groundwork[torch]'")
    yield _bubblewrap()
    yield _browser()


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


def _package(name: str, costs: str, how: str) -> Thing:
    if find_spec(name) is None:
        return Thing(name, "not installed", costs, how)
    from importlib.metadata import version
    return Thing(name, version(name))


def _bubblewrap() -> Thing:
    if why := confinement.obstacle():
        return Thing("bubblewrap", why, "`--confine` and classes of strangers' files cannot be had", confinement.HOW)
    return Thing("bubblewrap", f"{shutil.which('bwrap')}: strangers' files can be shut in")


def _browser() -> Thing:
    path = next((p for b in BROWSERS if (p := shutil.which(b))), None)
    if path is None:
        return Thing("browser", "none of " + ", ".join(BROWSERS), "the tests of the dashboard's pages are skipped; any browser of yours shows them",
                     "`apt install chromium`")
    return Thing("browser", path)
