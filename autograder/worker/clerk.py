"""Inside a bench: lay out a tree of files, run commands on it one after the other, and hand back what was asked for.

The clerk is ours and stays so: each command runs with process numbers of its own, cannot reach the clerk's memory, and is
gone with all that it started before the next begins.
"""
import ctypes
import json
import os
import select
import signal
import stat
import struct
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn

from . import limits, namespaces, orphans

HEAD = struct.Struct("<IQ")         # bytes of JSON, bytes of files after it
PLACE, OURS = "/bench", ".bench"    # in it, for what is temporary and for a home
LOOK = 0.05                         # s between two looks at what a command uses up
DIE_WITH_PARENT = 1                 # of prctl
NAME, DEPTH, ENTRIES = 200, 16, 2000          # of what is handed back: bytes of a name, folders, files
FILE, ALL = 8 << 20, 24 << 20       # bytes of one file, of all


class Refused(Exception):
    """What was asked for cannot be handed back; the message says why."""


def main() -> None:
    """Read one order from standard input; write one answer to standard output."""
    order, files = read_order(sys.stdin.buffer)
    clerk = Clerk(order["place"], order["limits"], bytes.fromhex(order["filter"]), order["environment"])
    clerk.lay_out(order["files"], files)
    answer: dict[str, Any] = {"steps": clerk.run_all(order["commands"], order["at"], order["seconds"], order["together"])}
    blobs: list[bytes] = []
    try:
        found = collected(order["place"], order["wanted"])
        answer["files"], blobs = [[name, kind, len(data)] for name, kind, data in found], [data for _, _, data in found]
    except Refused as e:
        answer["refused"], blobs = str(e), []
    head, body = json.dumps(answer).encode(), b"".join(blobs)
    sys.stdout.buffer.write(HEAD.pack(len(head), len(body)) + head + body)
    sys.stdout.buffer.flush()


def read_order(stream: BinaryIO) -> tuple[dict[str, Any], bytes]:
    head, body = HEAD.unpack(stream.read(HEAD.size))
    return json.loads(stream.read(head)), stream.read(body)


@dataclass
class Outcome:
    """What a command did: an exit status (negative: a signal), or in words what ended it; what it printed."""
    status: int | str = "died"
    printed: dict[int, bytearray] = field(default_factory=dict)
    total: int = 0


class Clerk:
    """Works in one place, confined where a filter was handed over."""

    def __init__(self, place: str, amounts: dict[str, int], program: bytes, environment: dict[str, str]) -> None:
        self.place, self.amounts, self.program, self.environment = place, amounts, program, environment
        if self.is_confined:
            namespaces.unshare(namespaces.NEW_MOUNTS)
            _libc("prctl", namespaces.DUMPABLE, 0, 0, 0, 0)            # whoever is the same user may not read or write this process
            namespaces.empty_folder(PLACE, amounts["scratch"], amounts["inodes"])
        else:
            orphans.adopt()
        for name in ("", "tmp", "home"):
            os.mkdir(os.path.join(place, OURS, name), 0o700)
        if self.is_confined and not os.listdir("/tmp"):     # an environment below /tmp must stay in sight
            _libc("mount", f"{PLACE}/{OURS}/tmp".encode(), b"/tmp", None, namespaces.BIND, None)

    @property
    def is_confined(self) -> bool:
        return bool(self.program)

    def lay_out(self, rows: Sequence[Sequence[Any]], data: bytes) -> None:
        """Write the files; their paths were looked at by who ordered them."""
        at = 0
        for path, size, mode in rows:
            whole = os.path.join(self.place, path)
            os.makedirs(os.path.dirname(whole), exist_ok=True)
            with open(os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:
                file.write(data[at:at + size])
            at += size

    def run_all(self, commands: Sequence[Sequence[str]], at: str, seconds: float, together: float) -> list[list[Any]]:
        """Run commands one after the other; where one had to be ended, the rest are not run."""
        steps, deadline = list[list[Any]](), time.monotonic() + together
        for command in commands:
            left = max(0.0, deadline - time.monotonic())
            steps.append(self.run(command, at, min(seconds, left)))
            if steps[-1][0] == "timed out" and left < seconds:
                steps[-1][0] = "out of time"
            if isinstance(steps[-1][0], str):
                break
        return steps + [["not run", "", ""]] * (len(commands) - len(steps))

    def run(self, command: Sequence[str], at: str, seconds: float) -> list[Any]:
        """Run one command to its end, or to what ends it; return [status, standard output, standard error]."""
        pipes = [os.pipe() for _ in range(3)]               # what it prints, its errors, how it ended
        started = self._confined(command, at, pipes) if self.is_confined else self._plain(command, at, pipes)
        for _, write in pipes:
            os.close(write)
        outcome = self._watch(started, [read for read, _ in pipes], seconds)
        for read, _ in pipes:
            os.close(read)
        texts = [bytes(outcome.printed[read]).decode("utf-8", "replace") for read, _ in pipes[:2]]
        return [outcome.status, *texts]

    def _plain(self, command: Sequence[str], at: str, pipes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        pid = os.fork()
        if not pid:
            try:
                os.setsid()
                if sys.platform.startswith("linux"):
                    _libc("prctl", DIE_WITH_PARENT, signal.SIGKILL, 0, 0, 0)
                self._become(command, at, pipes)
            finally:
                os._exit(127)
        return pid, pid

    def _confined(self, command: Sequence[str], at: str, pipes: Sequence[tuple[int, int]]) -> tuple[int, int]:
        """Return (who waits for it, the process whose end is the end of all that the command started)."""
        told, tell = os.pipe()
        waits = os.fork()
        if not waits:
            try:
                os.close(told)
                os.setsid()
                _libc("prctl", namespaces.DUMPABLE, 1, 0, 0, 0)        # who may not be read may not map its own user either
                namespaces.new_namespaces(tell, [write for _, write in pipes])
                self._first_process(command, at, pipes, tell)
            finally:
                os._exit(70)
        os.close(tell)
        said = os.read(told, 8)
        os.close(told)
        if len(said) != 8:
            os.waitpid(waits, 0)
            raise OSError("a command cannot be shut in")
        return waits, struct.unpack("<q", said)[0]

    def _first_process(self, command: Sequence[str], at: str, pipes: Sequence[tuple[int, int]], tell: int) -> NoReturn:
        """Be process 1 of the command's namespace: start it, wait for it alone, say how it ended, and take the rest along."""
        os.close(tell)
        namespaces.at_most(self.amounts["threads"])
        namespaces.read_only("/proc")
        namespaces.give_up_privileges()
        namespaces.filter_system_calls(self.program)
        child = os.fork()
        if not child:
            try:
                os.setsid()
                self._become(command, at, pipes)
            finally:
                os._exit(127)
        while True:
            pid, status = os.wait()
            if pid == child:
                os.write(pipes[2][1], struct.pack("<i", os.waitstatus_to_exitcode(status)))
                os._exit(0)

    def _become(self, command: Sequence[str], at: str, pipes: Sequence[tuple[int, int]]) -> None:
        """Turn into the command; returns only where there is no such program."""
        (_, out), (_, err), _ = pipes
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.closerange(3, 256)
        os.umask(0o022)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)       # Python ignores it, and what it starts would inherit that
        limits.apply(self.amounts, self.is_confined)
        try:
            os.chdir(os.path.join(self.place, at))
            os.execvpe(command[0], list(command), self.environment)
        except OSError as e:
            os.write(2, f"{command[0]}: {e.strerror}\n".encode())

    def _watch(self, started: tuple[int, int], reads: Sequence[int], seconds: float) -> Outcome:
        """Wait for the end, reading on; kill what takes too long, prints, forks or holds too much."""
        waits, first = started
        outcome, told, deadline = Outcome(printed={reads[0]: bytearray(), reads[1]: bytearray()}), b"", time.monotonic() + seconds
        for read in reads:
            os.set_blocking(read, False)
        ended = False
        while not ended:
            ready = select.select([reads[2]], [], [], LOOK if not self._drain(outcome, reads) else 0)[0] if self.is_confined else []
            if ready:
                told, ended = os.read(reads[2], 4), True
            elif not self.is_confined:
                pid, status = os.waitpid(waits, os.WNOHANG)
                if pid:
                    told, ended = struct.pack("<i", os.waitstatus_to_exitcode(status)), True
                elif not self._drain(outcome, reads):
                    time.sleep(LOOK / 10)
            if why := self._too_much(outcome, deadline):
                outcome.status = why
                break
        self._end(waits, first, gone=ended and not self.is_confined)
        self._drain(outcome, reads)
        if isinstance(outcome.status, str) and len(told) == 4 and outcome.status == "died":
            outcome.status = struct.unpack("<i", told)[0]
        return outcome

    def _drain(self, outcome: Outcome, reads: Sequence[int]) -> bool:
        """Read what has been printed; return whether there was any."""
        seen = False
        for read, kept in outcome.printed.items():
            try:
                chunk = os.read(read, 1 << 16)
            except BlockingIOError:
                continue
            seen = seen or bool(chunk)
            outcome.total += len(chunk)
            kept += chunk[:max(0, limits.KEPT - len(kept))]
        return seen

    def _too_much(self, outcome: Outcome, deadline: float) -> str:
        if time.monotonic() > deadline:
            return "timed out"
        if outcome.total > self.amounts["output"]:
            return "printed too much"
        if not self.is_confined:
            return ""
        processes, memory = in_sight()
        return "too many processes" if processes > self.amounts["threads"] else "too much memory" if memory > self.amounts["memory"] else ""

    def _end(self, waits: int, first: int, gone: bool) -> None:
        """Kill all that a command started, and see it gone."""
        for kill in (os.killpg, os.kill):
            try:
                if not gone or kill is os.killpg:
                    kill(first, signal.SIGKILL)
            except (ProcessLookupError, PermissionError):
                pass
        if not gone:
            os.waitpid(waits, 0)
        if not self.is_confined:
            orphans.reap(set())


def in_sight() -> tuple[int, int]:
    """Return how many processes there are, and the bytes they hold in memory, as far as they say."""
    count, pages = 0, 0
    for name in os.listdir("/proc"):
        if name.isdigit():
            count += 1
            try:
                with open(f"/proc/{name}/statm") as file:
                    resident, shared = map(int, file.read().split()[1:3])
                pages += resident - shared
            except (OSError, ValueError):
                pass
    return count, pages * os.sysconf("SC_PAGE_SIZE")


def collected(place: str, wanted: Sequence[str]) -> list[tuple[str, str, bytes]]:
    """Return (path, kind, data) of what was asked for, of a folder all below it; no link is followed, no pipe opened."""
    found: list[tuple[str, str, bytes]] = []
    for path in wanted:
        folder = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
        try:
            *above, name = path.split("/")
            for step in above:
                below = os.open(step, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
                os.close(folder)
                folder = below
            _collect(folder, name, path, found, 0)
        except (FileNotFoundError, NotADirectoryError, OSError):
            pass                    # not there, or reached through a link: nothing comes back under that name
        finally:
            os.close(folder)
    return found


def _collect(folder: int, name: str, path: str, found: list[tuple[str, str, bytes]], depth: int) -> None:
    try:
        kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
    except FileNotFoundError:
        return
    if len(found) >= ENTRIES or depth > DEPTH or len(os.fsencode(name)) > NAME or not _is_plain(name):
        raise Refused(f"{_shown(path)} holds more than {ENTRIES} files, deeper than {DEPTH} folders, or names that cannot be handed back")
    if stat.S_ISDIR(kind):
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=folder)
        try:
            for entry in sorted(os.listdir(below)):
                _collect(below, entry, f"{path}/{entry}", found, depth + 1)
        finally:
            os.close(below)
    elif stat.S_ISREG(kind):
        with open(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder), "rb") as file:
            data = file.read(FILE + 1)
        if len(data) > FILE or sum(len(d) for _, _, d in found) + len(data) > ALL:
            raise Refused(f"{_shown(path)} is too large to hand back")
        found.append((path, "file", data))
    else:
        found.append((path, "link" if stat.S_ISLNK(kind) else "odd", b""))


def _is_plain(name: str) -> bool:
    return all(c.isprintable() for c in name)       # a byte that is no UTF-8 is not printable either


def _shown(path: str) -> str:
    return ascii(path)[1:-1]


def _libc(name: str, *arguments: Any) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) < 0:
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    main()
