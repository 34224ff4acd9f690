"""The emulated device, on the learner's side of the wall: loads a library, hands it buffers, runs it and reads what was seen."""
import bisect
import ctypes as c
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

IS_INPUT, IS_OUTPUT, IS_SPARSE = 1, 2, 4
FLAGS = {"in": IS_INPUT, "out": IS_OUTPUT, "inout": 0, "sparse": IS_INPUT | IS_SPARSE, "samples": IS_SPARSE}      # by role
MOST_THREADS, MOST_BLOCKS, MOST_DEEP, MOST_SHARED = 1024, (2**31 - 1, 65535, 65535), 64, 48 << 10
LINE = 1 << 31
BUDGET = 200_000_000        # accesses of one launch: a second or two; a grading needs a tenth of it
NEAR = 64                   # bytes of code without a line that may belong to the line before
LOGGED = 3_000_000          # accesses kept where traffic is counted: 120 MB


class Report(c.Structure):
    """One thing that was seen (emulator/state.h)."""
    _fields_ = [("kind", c.c_uint32), ("object", c.c_int32),
                *((name, c.c_uint32) for name in ("size", "how", "other_how", "block", "thread", "other_block", "other_thread", "count", "extra",
                                                  "other_extra", "place", "other_place")),
                ("offset", c.c_int64), ("text", c.c_char * 160)]


ENTRY = np.dtype([("place", "<u4"), ("object", "<i4"), ("offset", "<i8"), *((n, "<u4") for n in ("block", "thread", "size", "how", "epoch", "_"))])


@dataclass(frozen=True)
class Callable:
    """A kernel or a host function of the file."""
    number: int
    name: str
    is_kernel: bool
    parameters: tuple[str, ...]
    line: int


@dataclass
class Buffer:
    """What one pointer points to."""
    parameter: str
    role: str
    shape: tuple[int, ...]
    dtype: np.dtype[Any]
    source: np.ndarray | None = None
    at: np.ndarray | None = None        # the elements of a sparse buffer that are set before the launch, or looked at after it
    address: int = 0

    @property
    def count(self) -> int:
        return int(np.prod(self.shape, dtype=np.int64))

    @property
    def bytes(self) -> int:
        return self.count * self.dtype.itemsize


@dataclass
class Seen:
    """What a run leaves to be told."""
    reports: list[Report] = field(default_factory=list)
    stopped: bool = False
    never_written: list[tuple[int, int, int, int]] = field(default_factory=list)      # buffer, count, first, last


class LaunchError(Exception):
    """A launch or a call that no device accepts; the message says why."""


class Library:
    """One compiled file in this process."""

    def __init__(self, binary: bytes, lines: Sequence[Sequence[int]], symbols: Sequence[Sequence[Any]], callables: Sequence[Sequence[Any]]) -> None:
        self.handle = _loaded(binary)
        for name, result, arguments in (("gw_load", c.c_uint64, []), ("gw_reports", c.c_uint32, [c.POINTER(c.POINTER(Report))]),
                                        ("gw_log", c.c_uint64, [c.POINTER(c.c_void_p)]), ("gw_accesses", c.c_uint64, []),
                                        ("gw_never_written", c.c_uint64, [c.c_uint32, c.POINTER(c.c_uint64), c.POINTER(c.c_uint64)]),
                                        ("gw_begin", None, []), ("gw_buffers", c.c_int, [c.c_uint32] + [c.c_void_p] * 4),
                                        ("gw_configure", None, [c.c_void_p, c.c_uint32, c.c_uint32, c.c_uint64, c.c_uint64, c.c_double]),
                                        ("gw_choose", None, [c.c_void_p, c.c_uint64])):
            function = getattr(self.handle, name)
            function.restype, function.argtypes = result, arguments
        self.base = int(self.handle.gw_load())
        self.addresses, self.lines = [a for a, _ in lines], [n for _, n in lines]
        if hasattr(self.handle, "gw_lines"):
            self._table = np.array(self.addresses, np.uint32), np.array(self.lines, np.uint32)       # read while it runs
            self.handle.gw_lines(c.c_void_p(self._table[0].ctypes.data), c.c_void_p(self._table[1].ctypes.data), c.c_uint32(len(self.lines)))
        self.symbols = [(str(n), int(o), int(s), bool(shared)) for n, o, s, shared in symbols]
        self.callables = {str(n): Callable(i, str(n), bool(k), tuple(p), int(at)) for i, (n, k, p, at) in enumerate(callables)}
        self.variables = [(self.base + o, c.string_at(self.base + o, s)) for _, o, s, shared in self.symbols if not shared]

    @property
    def static_shared(self) -> list[tuple[str, int, int]]:
        """Return (name, offset, bytes) of shared arrays whose size is in the file."""
        return [(n, o, s) for n, o, s, shared in self.symbols if shared]

    def line(self, place: int) -> int:
        """Return the learner's line of a place, 0 where it is none of theirs."""
        if place & LINE:
            return place & ~LINE
        at = bisect.bisect_right(self.addresses, place - 1) - 1
        if at > 0 and not self.lines[at] and place - self.addresses[at] < NEAR:
            at -= 1             # the compiler marks what it adds itself with line 0
        return self.lines[at] if at >= 0 else 0

    def signature(self, called: Callable) -> list[str]:
        text = c.create_string_buffer(4096)
        getattr(self.handle, f"gw_signature_{called.number}")(text)
        return text.value.decode().split()

    def run(self, called: Callable, values: Sequence[Any]) -> tuple[bool, str, list[int]]:
        """Run a kernel as configured, or call a host function; return whether it was stopped, and the result's fields."""
        for address, content in self.variables:             # every launch finds the module as it was loaded
            c.memmove(address, content, len(content))
        pointers = (c.c_void_p * max(1, len(values)))(*(c.addressof(v) for v in values))
        text, fields = c.create_string_buffer(1024), (c.c_uint64 * 64)()
        stopped = getattr(self.handle, f"gw_start_{called.number}")(pointers, text, fields)
        return bool(stopped), text.value.decode(), list(fields)

    def buffers(self, wanted: Sequence[Buffer]) -> None:
        """Give each buffer its place, an output filled with what is no number, an input copied."""
        self.handle.gw_begin()
        sizes = (c.c_uint64 * len(wanted))(*(b.bytes for b in wanted))
        elements = (c.c_uint32 * len(wanted))(*(b.dtype.itemsize for b in wanted))
        flags = (c.c_uint32 * len(wanted))(*(FLAGS[b.role] for b in wanted))
        where = (c.c_uint64 * len(wanted))()
        if self.handle.gw_buffers(len(wanted), sizes, elements, flags, where):
            raise LaunchError(f"{sum(b.bytes for b in wanted) >> 20} MiB of buffers are more than the emulator may use")
        for buffer, address in zip(wanted, where, strict=True):
            buffer.address = address
            if buffer.source is not None:
                self.array(buffer)[... if buffer.at is None else buffer.at] = buffer.source
            elif buffer.role == "out":
                c.memset(address, 0xFF, buffer.bytes)

    def array(self, buffer: Buffer) -> np.ndarray:
        if not buffer.bytes:
            return np.zeros(buffer.shape, buffer.dtype)
        memory: Any = (c.c_char * buffer.bytes).from_address(buffer.address)
        found: np.ndarray = np.frombuffer(memory, buffer.dtype).reshape(buffer.shape)
        return found

    def reports(self) -> list[Report]:
        rows = c.POINTER(Report)()
        return [Report.from_buffer_copy(rows[i]) for i in range(self.handle.gw_reports(c.byref(rows)))]

    def log(self) -> np.ndarray:
        where = c.c_void_p()
        count = int(self.handle.gw_log(c.byref(where)))
        if not count:
            return np.zeros(0, ENTRY)
        memory: Any = (c.c_char * (count * ENTRY.itemsize)).from_address(where.value or 0)
        return np.frombuffer(memory, ENTRY).copy()

    def never_written(self, number: int) -> tuple[int, int, int]:
        first, last = c.c_uint64(), c.c_uint64()
        return int(self.handle.gw_never_written(number, c.byref(first), c.byref(last))), first.value, last.value


def _loaded(binary: bytes) -> c.CDLL:
    descriptor, path = tempfile.mkstemp(suffix=".so")
    try:
        with open(descriptor, "wb") as file:
            file.write(binary)
        return c.CDLL(path)
    finally:
        os.unlink(path)


def three(size: Any) -> tuple[int, int, int]:
    """Return a grid or block size as (x, y, z)."""
    parts: list[Any] = [*size, 1, 1] if isinstance(size, (tuple, list)) else [size, 1, 1]
    x, y, z = parts[:3]
    return int(x), int(y), int(z)


def refuse_launch(grid: tuple[int, int, int], block: tuple[int, int, int], dynamic: int, static: Sequence[tuple[str, int, int]]) -> None:
    """Raise what CUDA answers to a launch that no device can run."""
    threads = block[0] * block[1] * block[2]
    if min(grid) < 1:
        raise LaunchError(f"a grid of {_size(grid)} blocks: a launch needs at least one (on a GPU: invalid configuration); "
                          "for nothing to do, launch nothing")
    if any(g > most for g, most in zip(grid, MOST_BLOCKS, strict=True)):
        raise LaunchError(f"a grid of {_size(grid)} blocks: there may be {MOST_BLOCKS[0]} along x and {MOST_BLOCKS[1]} along y and z")
    if min(block) < 1:
        raise LaunchError(f"a block of {_size(block)} threads: a block has at least one")
    if threads > MOST_THREADS or block[2] > MOST_DEEP:
        raise LaunchError(f"a block of {_size(block)} = {threads} threads: a block may have {MOST_THREADS}, at most {MOST_DEEP} along z "
                          "(on a GPU the launch fails and nothing runs); take more blocks of fewer threads")
    fixed = sum(size for _, _, size in static)
    if fixed + dynamic > MOST_SHARED:
        arrays = ", ".join([*(f"{name} {size}" for name, _, size in static), *([f"dynamic {dynamic}"] if dynamic else [])])
        raise LaunchError(f"{fixed + dynamic} bytes of shared memory a block ({arrays}): a block has {MOST_SHARED}; use smaller tiles")


def _size(size: tuple[int, int, int]) -> str:
    used = size if size[2] != 1 else size[:2] if size[1] != 1 else size[:1]
    return " x ".join(map(str, used))
