"""The grader's end of starting and killing workers: a forking host, plain or confined, or a process each where nothing forks."""
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import SurroundingsError
from ..model import Confinement
from .confinement import confined, environment
from .limits import Limits, plain
from .seccomp import allow_list

PACKAGE_PARENT = str(Path(__file__).resolve().parents[2])
PATIENCE = 60.0         # s for a host to answer: it takes milliseconds, but torch with its optimisers may have to come from a cold disk


class Started(Protocol):
    """A worker that was started: a channel to ask it through, and what it prints."""
    channel: socket.socket

    def printed(self) -> bytes: ...
    def output(self) -> int | None: ...
    def kill(self) -> str: ...


class Host(Protocol):
    """Starts workers."""
    confinement: Confinement

    def start(self, limits: Limits) -> Started: ...
    def close(self) -> None: ...


def start_host(confine: bool = False, modules: Sequence[str] = ()) -> Host:
    """Return at once: the host imports NumPy (and `modules`) while the grader goes on."""
    forks = hasattr(os, "fork") and hasattr(socket, "send_fds") and os.environ.get("GROUNDWORK_WORKER") != "spawn"
    if forks:
        return ForkHost(confine, modules)
    if confine:
        raise SurroundingsError("strangers' code can be confined on Linux only, where a host can fork; leave --confine out to grade without it")
    return SpawnHost(modules)


class ForkHost:
    """A process that forks workers in milliseconds."""

    def __init__(self, confine: bool, modules: Sequence[str]) -> None:
        self.confinement: Confinement = "bubblewrap" if confine else "plain"
        self.filters: dict[bool, str] = {}
        self.control, theirs = socket.socketpair()
        self.control.settimeout(PATIENCE)
        command = [sys.executable, "-P", "-B", "-m", "autograder.worker.host", "fork", str(theirs.fileno()), *(["confined"] if confine else []), *modules]
        env, who = {**os.environ, **environment(), "PATH": os.environ.get("PATH", ""), "PYTHONPATH": PACKAGE_PARENT}, dict[str, Any]()
        if confine:
            command, who = confined(command, theirs.fileno())
            env = environment()
        try:
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], env=env, stdin=subprocess.DEVNULL,
                                            stderr=subprocess.PIPE, start_new_session=True, **who)
        except OSError as e:
            raise SurroundingsError(f"the host of the learner's code does not start: {e}") from None
        finally:
            theirs.close()

    def start(self, limits: Limits) -> "Forked":
        ours, theirs = socket.socketpair()
        output, write = os.pipe()
        os.set_blocking(output, False)
        try:
            order: dict[str, Any] = {"limits": plain(limits)}
            if self.confinement == "bubblewrap":
                order["filter"] = self.filters.setdefault(limits.processes, (allow_list(processes=limits.processes) or b"").hex())
            answer = self.ask(order, [theirs.fileno(), write])
        finally:
            theirs.close()
            os.close(write)
        if answer["pid"] is None:
            said = os.read(output, 500).decode(errors="replace")
            ours.close()
            os.close(output)
            raise SurroundingsError(f"a worker cannot be set up: {said}")
        return Forked(self, answer["pid"], ours, output)

    def ask(self, order: dict[str, Any], fds: Sequence[int] = ()) -> dict[str, Any]:
        """Send one order and return the answer to it."""
        try:
            socket.send_fds(self.control, [json.dumps(order).encode()], list(fds))
            said = b""
            while not said.endswith(b"\n"):
                if not (more := self.control.recv(4096)):
                    raise OSError("it ended")
                said += more
            return json.loads(said)     # type: ignore[no-any-return]
        except OSError as e:
            self.process.kill()
            words = (self.process.stderr.read() if self.process.stderr else b"").decode(errors="replace").strip()
            raise SurroundingsError(f"the host of the learner's code does not answer ({e}): {words[-500:]}") from None

    def close(self) -> None:
        self.control.close()
        try:
            self.process.wait(2)        # s: it ends as soon as it sees the socket closed
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.process.stderr:
            self.process.stderr.close()


@dataclass
class Forked:
    """A worker of a forking host."""
    host: ForkHost
    number: int
    channel: socket.socket
    pipe: int

    def output(self) -> int | None:
        return self.pipe

    def printed(self) -> bytes:
        try:
            return os.read(self.pipe, 1 << 16)
        except BlockingIOError:
            return b""

    def kill(self) -> str:
        """Kill it and all it started; return how it had ended by itself, in words."""
        ended = self.host.ask({"kill": self.number})["ended"]
        self.channel.close()
        os.close(self.pipe)
        return "" if ended is None else how_it_ended(ended)


class SpawnHost:
    """Where nothing forks, each worker is a process of its own that calls back on this machine's loopback."""
    confinement: Confinement = "plain"

    def __init__(self, modules: Sequence[str]) -> None:
        self.modules = modules

    def start(self, limits: Limits) -> "Spawned":
        token, (written, path) = secrets.token_hex(16), tempfile.mkstemp(prefix="grade-output-")
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(PATIENCE)
            command = [sys.executable, "-P", "-B", "-m", "autograder.worker.host", "spawn", str(server.getsockname()[1]), token, *self.modules]
            ours = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": PACKAGE_PARENT, "GROUNDWORK_LIMITS": json.dumps(plain(limits))}
            env = {**os.environ, **environment(), **ours}
            process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=written, stderr=written, env=env, start_new_session=True)
            os.close(written)
            file = open(path, "rb")     # its own place in the file: the worker goes on writing at the end
            while True:
                try:
                    channel, _ = server.accept()
                    if channel.recv(16) == bytes.fromhex(token):
                        return Spawned(process, channel, file, path)
                    channel.close()
                except OSError as e:
                    process.kill()
                    process.wait()
                    said = file.read(500).decode(errors="replace")
                    file.close()
                    os.unlink(path)
                    raise SurroundingsError(f"a worker cannot be set up ({e}): {said}") from None

    def close(self) -> None:
        pass


@dataclass
class Spawned:
    """A worker that is a process of its own."""
    process: subprocess.Popen[bytes]
    channel: socket.socket
    file: Any
    path: str

    def output(self) -> int | None:
        return None

    def printed(self) -> bytes:
        data: bytes = self.file.read(1 << 16)
        return data

    def kill(self) -> str:
        try:
            ended: int | None = self.process.wait(0.2)      # s: its channel closes a moment before it has ended
        except subprocess.TimeoutExpired:
            ended = None
            self.process.kill()
        self.process.wait()
        self.channel.close()
        self.file.close()
        os.unlink(self.path)
        return "" if ended is None else how_it_ended(-ended if ended < 0 else ended << 8)


def how_it_ended(status: int) -> str:
    """Return a wait status in words."""
    signal = status & 0x7F
    crash = "a crash in compiled code"
    words = {4: crash, 6: "it aborted", 7: crash, 8: crash, 9: "it was killed: out of memory?", 11: crash,
             24: "its processor time was used up", 25: "it wrote too large a file", 31: "a forbidden system call"}
    return words.get(signal, f"signal {signal}") if signal else f"exit status {status >> 8 & 0xFF}"
