"""What a learner's code may use up."""
import os
import sys
from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds of wall time for a call and for all calls of a submission; bytes; counts."""
    call: float = 5.0
    total: float = 60.0
    commands: float = 15.0          # of wall time for all that a bench runs, on a machine with nothing else to do
    cpu: int = 60
    memory: int = 4 << 30           # beyond what the host had mapped before it forked: torch for a GPU alone maps several GiB
    output: int = 64 << 20          # printed by one submission; of one call 64 KiB are kept
    file: int = 64 << 20
    scratch: int = 64 << 20         # what a confined worker may write
    inodes: int = 4096
    threads: int = 256              # processes and threads together
    restarts: int = 20
    processes: bool = False         # may start programs, where it is confined


KEPT = 64 << 10                     # bytes of a call's output
SCRATCH = "/scratch"                # where a confined worker may write; /tmp may hold the interpreter it needs


def apply(limits: dict[str, int], confined: bool) -> None:
    """Limit this process; a limit the system does not know is left out."""
    try:
        import resource
    except ImportError:             # Windows: time and output alone are limited, by the grader
        return
    wanted = [("RLIMIT_CPU", limits["cpu"]), ("RLIMIT_FSIZE", limits["file"]), ("RLIMIT_CORE", 0)]
    if sys.platform.startswith("linux"):
        wanted.append(("RLIMIT_AS", limits["memory"] + _mapped()))      # macOS refuses it
    if confined:
        wanted += [("RLIMIT_NPROC", limits["threads"]), ("RLIMIT_NOFILE", 64)]
    for name, value in wanted:
        number = getattr(resource, name, None)
        if number is not None:
            hard = resource.getrlimit(number)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(number, (value, value))


def _mapped() -> int:
    """Return how many bytes of address space libraries take before the learner's first line."""
    try:
        with open("/proc/self/statm") as file:
            return int(file.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:                 # no /proc
        return 0


def plain(limits: Limits) -> dict[str, int]:
    return asdict(limits)
