"""A forked worker shuts itself in before the learner's first line runs (Linux, inside bubblewrap)."""
import ctypes
import os
import re
import struct
from collections.abc import Sequence
from contextlib import suppress

from .limits import SCRATCH

NEW_MOUNTS, NEW_IPC, NEW_USER, NEW_PIDS = 0x00020000, 0x08000000, 0x10000000, 0x20000000
NO_SUID, NO_DEVICES, NO_EXEC, READ_ONLY, REMOUNT, BIND = 2, 4, 8, 1, 32, 4096
CAPABILITY_VERSION, NO_NEW_PRIVILEGES, DROP_FROM_BOUNDING_SET, SECCOMP, FILTER = 0x20080522, 38, 24, 22, 2
DUMPABLE = 4
OWN_COUNT, RESERVED = (6, 14), 300      # the kernel since which each namespace has a greatest process number of its own; numbers used but once

_libc = ctypes.CDLL(None, use_errno=True)


def own_namespaces(tell: int, keep: Sequence[int], scratch: int, inodes: int, threads: int) -> None:
    """Continue as process 1 of namespaces of its own, with an empty place to write in, of `scratch` bytes, and so many threads at most.

    The caller stays behind as a parent that waits; it writes the new process's number to `tell`, because who kills
    that one kills all that it started.
    """
    new_namespaces(tell, keep)
    at_most(threads)
    for place in (SCRATCH, *(["/tmp"] if not os.listdir("/tmp") else [])):      # an environment below /tmp must stay in sight
        _mount(place, NO_SUID | NO_DEVICES, f"size={scratch},nr_inodes={inodes},mode=700")
    _mount("/dev/shm", NO_SUID | NO_DEVICES | NO_EXEC, f"size=1m,nr_inodes={inodes},mode=700")
    _mount("/proc", NO_SUID | NO_DEVICES | NO_EXEC | READ_ONLY, "size=4k")      # hides the host's list of processes


def new_namespaces(tell: int, theirs: Sequence[int]) -> None:
    """Continue as process 1 of new namespaces; the caller stays behind without `theirs`, and waits."""
    unshare(NEW_MOUNTS | NEW_PIDS | NEW_IPC)
    _check(_libc.prctl(DUMPABLE, 0, 0, 0, 0), "prctl")          # who stays behind has rights in there: nobody may write its memory
    if pid := os.fork():
        os.write(tell, struct.pack("<q", pid))
        for fd in theirs:
            os.close(fd)
        os.waitpid(pid, 0)
        os._exit(0)


def unshare(what: int) -> None:
    """Enter new namespaces, a user's among them, who has every right in there."""
    user, group = os.getuid(), os.getgid()
    _check(_libc.unshare(NEW_USER | what), "unshare")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:
            file.write(text)


def empty_folder(place: str, size: int, inodes: int) -> None:
    """Mount an empty folder of so many bytes and files."""
    _mount(place, NO_SUID | NO_DEVICES, f"size={size},nr_inodes={inodes},mode=700")


def read_only(place: str) -> None:
    """Let nothing be written below a mount: whoever is root outside owns the machine's settings in /proc."""
    flags = REMOUNT | BIND | READ_ONLY | NO_SUID | NO_DEVICES | NO_EXEC
    _check(_libc.mount(None, place.encode(), None, flags, None), f"mount {place}")


def at_most(processes: int) -> None:
    """Let there be no more processes at once in this namespace, where the kernel counts by namespace: its limit by user is none for root.

    SOURCE: Linux 6.14, `kernel/pid_namespace.c`; in a kernel before that this would be the number of the whole machine.
    """
    release = tuple(map(int, re.findall(r"\d+", os.uname().release)[:2]))
    if release < OWN_COUNT:
        return
    with suppress(OSError), open("/proc/sys/kernel/pid_max", "w") as file:
        file.write(str(RESERVED + processes))


def give_up_privileges() -> None:
    """Drop every capability, for good."""
    for capability in range(64):
        _libc.prctl(DROP_FROM_BOUNDING_SET, capability, 0, 0, 0)      # fails harmlessly past the last one
    header = struct.pack("<Ii", CAPABILITY_VERSION, 0)
    _check(_libc.capset(header, bytes(24)), "capset")


def filter_system_calls(program: bytes) -> None:
    """Install a filter that nothing can take off again."""
    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("lines", ctypes.c_void_p)]
    buffer = ctypes.create_string_buffer(program, len(program))
    whole = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    _check(_libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0), "prctl")
    _check(_libc.prctl(SECCOMP, FILTER, ctypes.byref(whole), 0, 0), "seccomp")


def _mount(where: str, flags: int, options: str) -> None:
    _check(_libc.mount(b"tmpfs", where.encode(), b"tmpfs", flags, options.encode()), f"mount {where}")


def _check(status: int, what: str) -> None:
    if status < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
