"""Bubblewrap around strangers' code: what a confined host may see, and whether this machine can do it."""
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ..errors import SurroundingsError
from .clerk import PLACE as BENCH
from .limits import SCRATCH
from .seccomp import allow_list

HOW = ("strangers' code is run under bubblewrap: `apt install bubblewrap` (Debian, Ubuntu), `dnf install bubblewrap` (Fedora); "
       "it needs Linux and user namespaces (on Ubuntu 24.04 an AppArmor profile for bwrap)")
HERE = Path(__file__).resolve().parent
INSIDE = "/groundwork"          # the engine's own files, inside
SYSTEM = ("/usr/lib", "/usr/lib64", "/etc/ld.so.cache", "/etc/localtime")
NOBODY = 65534


@cache
def obstacle() -> str:
    """Return why this machine cannot confine, or nothing."""
    if not sys.platform.startswith("linux"):
        return f"{sys.platform} has no namespaces"
    if shutil.which("bwrap") is None:
        return "bwrap is not installed"
    if allow_list() is None:
        return "the system calls of this processor are not known to us"
    command = ["bwrap", "--unshare-all", "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/lib", "/lib",
               "--cap-add", "ALL", "/usr/bin/true"]
    try:
        tried = subprocess.run(command, capture_output=True, text=True, timeout=10)      # s; it takes 10 ms where it works at all
    except (OSError, subprocess.TimeoutExpired) as e:
        return f"bwrap does not start ({e})"
    return "" if tried.returncode == 0 else f"bwrap is refused: {tried.stderr.strip()[:200]}"


def confined(command: Sequence[str], control: int) -> tuple[list[str], dict[str, int]]:
    """Return the command inside bubblewrap and who to start it as.

    No network, own process numbers, a read-only system, neither the course nor any submission in sight.  The host inside
    keeps the right to make namespaces: each worker makes its own, gives up every right, and filters its system calls.
    """
    if why := obstacle():
        raise SurroundingsError(f"this machine cannot confine: {why}; {HOW}")
    visible = _visible()
    line = ["bwrap", "--unshare-all", "--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "worker",
            "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_KILL",
            "--clearenv", "--dir", "/tmp", "--dir", SCRATCH, "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64",
            "--proc", "/proc", "--dev", "/dev", "--size", str(1 << 20), "--tmpfs", "/dev/shm"]
    for source, target in visible:
        line += ["--ro-bind", source, target]
    for name, value in environment().items():
        line += ["--setenv", name, value]
    line += ["--setenv", "MPLCONFIGDIR", "/dev/shm", "--setenv", "TMPDIR", "/dev/shm"]      # matplotlib and torch insist on a place to write
    line += ["--setenv", "PYTHONPATH", INSIDE, "--setenv", "HOME", SCRATCH, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", SCRATCH, "--"]
    return [*line, *command], _start_as([s for s, _ in visible])


def shut_in(command: Sequence[str], folder: str, visible: Sequence[str]) -> list[str]:
    """Return a compiler's command with nothing in sight but the system, `folder` (which it may write) and what is `visible`."""
    if why := obstacle():
        raise SurroundingsError(f"this machine cannot confine: {why}; {HOW}")
    line = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv", "--setenv", "PATH", "/usr/bin:/bin", "--setenv", "LC_ALL", "C",
            "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
            "--proc", "/proc", "--dev", "/dev", "--size", str(64 << 20), "--tmpfs", "/tmp"]
    for path in visible:
        line += ["--ro-bind", path, path]
    return [*line, "--bind", folder, folder, "--chdir", folder, "--", *command]


def benched(command: Sequence[str]) -> tuple[list[str], dict[str, int]]:
    """Return a bench's command inside bubblewrap and who to start it as: the system's programs and the interpreter are there to
    read, one empty place to write; process 1 keeps the right to make namespaces, and shuts in each command it starts."""
    if why := obstacle():
        raise SurroundingsError(f"this machine cannot confine: {why}; {HOW}")
    visible = [("/usr", "/usr"), *((p, p) for p in ("/etc/ld.so.cache", "/etc/localtime", "/etc/alternatives") if os.path.exists(p)), *_python(), *_engine()]
    line = ["bwrap", "--unshare-all", "--unshare-user", "--uid", str(NOBODY), "--gid", str(NOBODY), "--hostname", "bench", "--as-pid-1",
            "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN", "--cap-add", "CAP_KILL",
            "--clearenv", "--setenv", "PYTHONPATH", INSIDE, "--dir", "/tmp", "--dir", BENCH,
            "--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin",
            "--proc", "/proc", "--dev", "/dev", "--size", str(1 << 20), "--tmpfs", "/dev/shm"]
    for source, target in visible:
        line += ["--ro-bind", source, target]
    return [*line, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--", *command], _start_as([s for s, _ in visible])


def environment() -> dict[str, str]:
    """Return the variables a worker starts with."""
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PYTHONIOENCODING": "utf-8:replace", "PYTHONDONTWRITEBYTECODE": "1",
            "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "MPLBACKEND": "Agg",
            **{k: v for k, v in os.environ.items() if k.startswith("OPENBLAS_")}}


def _visible() -> list[tuple[str, str]]:
    prefixes = [("/usr/bin", "/usr/bin")] if "/usr" in _prefixes() else []
    system = [(p, p) for p in SYSTEM if os.path.exists(p)]
    return [*system, *_python(), *prefixes, *_engine()]


def _python() -> list[tuple[str, str]]:
    return [(p, p) for p in sorted(_prefixes()) if p not in ("/usr", "/")]


def _prefixes() -> set[str]:
    return {os.path.realpath(sys.base_prefix), os.path.realpath(sys.prefix), sys.prefix}


def _engine() -> list[tuple[str, str]]:
    package = HERE.parent
    return [(str(package / n), f"{INSIDE}/autograder/{n}") for n in ("__init__.py", "errors.py", "folder.py", "worker", "algebra", "kernels")]


def _start_as(paths: Sequence[str]) -> dict[str, int]:
    """Root is exempt from the limit on threads, so it starts the host as nobody, where nobody may reach what the host needs."""
    if os.getuid() != 0 or not all(_open_to_all(Path(p)) for p in paths):
        return {}
    return {"user": NOBODY, "group": NOBODY}


def _open_to_all(path: Path) -> bool:
    return all(p.stat().st_mode & 0o001 for p in path.parents) and bool(path.stat().st_mode & 0o004)
