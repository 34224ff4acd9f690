"""The learner's side begins here: a host that has imported NumPy forks a worker for each submission, or is one itself.

The host computes nothing before it forks (after a parallel operation a child may hang) and is trusted until it does.
"""
import gc
import importlib
import json
import os
import signal
import socket
import struct
import sys
import tempfile
from typing import Any

from . import limits, orphans
from .protocol import encode
from .serving import serve

FIGURES = ("matplotlib.pyplot", "matplotlib.backends.backend_agg")       # what matplotlib draws by
OPTIMISERS = "torch._dynamo"        # what the first optimiser of torch imports, for a second
WARM = ("numpy", "numpy.linalg", "numpy.random", "numpy.testing", "fractions", "functools", "itertools", "math")


def main(arguments: list[str]) -> None:
    """`fork FD [confined] [module …]`: a host on a control socket.  `spawn PORT TOKEN [module …]`: one worker, where nothing forks."""
    mode, where, *rest = arguments
    asked = [m for m in rest if m != "confined"]
    along = [*([OPTIMISERS] if any(m.startswith("torch.optim") for m in asked) else []), *(FIGURES if "matplotlib" in asked else ())]
    for name in (*WARM, *asked, *along):
        try:
            importlib.import_module(name)
        except (ImportError, OSError):
            pass                    # what an exercise needs and is not there or broken, its checks tell
    if mode == "spawn":
        _single(int(where), rest[0])
    elif mode == "fork":
        Host(socket.socket(fileno=int(where)), "confined" in rest).run()


class Host:
    """Forks on request, kills on request, ends when the grader does."""

    def __init__(self, control: socket.socket, confined: bool) -> None:
        self.control, self.confined = control, confined
        self.parents: dict[int, int] = {}           # worker → the process that waits for it (itself, where not confined)
        orphans.adopt()
        gc.collect()
        gc.freeze()

    def run(self) -> None:
        while True:
            request, fds, _, _ = socket.recv_fds(self.control, 1 << 16, 2)
            if not request:
                os._exit(0)
            order = json.loads(request)
            answer = self._kill(order["kill"]) if "kill" in order else self._fork(order, fds)
            self.control.sendall(json.dumps(answer).encode() + b"\n")

    def _fork(self, order: dict[str, Any], fds: list[int]) -> dict[str, Any]:
        told, tell = os.pipe()
        parent = os.fork()
        if not parent:
            self.control.close()
            os.close(told)
            _worker(fds[0], fds[1], tell, order, self.confined)
        os.close(tell)
        for fd in fds:
            os.close(fd)
        number = parent
        if self.confined:
            said = os.read(told, 8)
            if len(said) != 8:
                os.waitpid(parent, 0)
                os.close(told)
                return {"pid": None}
            number, = struct.unpack("<q", said)
        os.close(told)
        self.parents[number] = parent
        return {"pid": number}

    def _kill(self, number: int) -> dict[str, Any]:
        """Kill a worker and all it started, and return how it had ended before (None: it was alive)."""
        parent = self.parents.pop(number)
        ended, status = os.waitpid(parent, os.WNOHANG)
        if not ended:
            for kill in (os.killpg, os.kill):
                try:
                    kill(number, signal.SIGKILL)
                except (ProcessLookupError, PermissionError):
                    pass
            os.waitpid(parent, 0)
        if not self.confined:
            orphans.reap(set(self.parents.values()))     # what a worker left behind became ours when its parent died
        return {"ended": status if ended and not self.confined else None}


def _worker(channel: int, output: int, tell: int, order: dict[str, Any], confined: bool) -> None:
    """Shut ourselves in, say so, and serve; never returns."""
    try:
        os.setsid()
        os.dup2(output, 1)
        os.dup2(output, 2)
        limits.apply(order["limits"], confined)
        if confined:
            _shut_in(channel, output, tell, order)
        os.close(tell)
        os.close(output)
        sys.stdin = open(os.devnull)
        _reseed()
        connection = socket.socket(fileno=channel)
        connection.sendall(encode("ready", 0, None))
    except BaseException as e:
        os.write(2, f"{type(e).__name__}: {e}".encode())
        os._exit(70)
    try:
        serve(connection, order["limits"]["call"])
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


def _shut_in(channel: int, output: int, tell: int, order: dict[str, Any]) -> None:
    from . import namespaces
    amounts = order["limits"]
    namespaces.own_namespaces(tell, (channel, output, 1, 2), amounts["scratch"], amounts["inodes"], amounts["threads"])
    os.umask(0o077)
    os.chdir(limits.SCRATCH)
    os.environ["HOME"] = os.environ["TMPDIR"] = os.environ["MPLCONFIGDIR"] = limits.SCRATCH
    tempfile.tempdir = None             # the host's place is not this one's
    for fd in range(3, 64):
        if fd not in (channel, output, tell):
            try:
                os.close(fd)
            except OSError:
                pass
    namespaces.give_up_privileges()
    namespaces.filter_system_calls(bytes.fromhex(order["filter"]))


def _reseed() -> None:
    """Children of one host must not draw alike."""
    import random

    import numpy
    random.seed()
    numpy.random.seed()
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.set_num_threads(1)
        torch.seed()


def _single(port: int, token: str) -> None:
    """Be the one worker of a grader that listens on this machine; standard output is its file."""
    connection = socket.create_connection(("127.0.0.1", port))
    connection.sendall(bytes.fromhex(token))
    amounts = json.loads(os.environ.pop("GROUNDWORK_LIMITS"))
    limits.apply(amounts, False)
    _reseed()
    connection.sendall(encode("ready", 0, None))
    try:
        serve(connection, amounts["call"])
    except (EOFError, OSError):
        pass
    finally:
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
