"""On a GPU, through CuPy: right over many sizes, and how fast against what the same card reaches in the same session.

Written from CUDA's and CuPy's documentation; docs/gpu.md says whether, and on which card, it has run.
"""
import statistics
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import numpy as np

from ..errors import LearnerError, SurroundingsError
from .nvrtc import PRELUDE, device_code
from .passing import InOut, Out

HOW = "on a machine with an NVIDIA GPU and its driver: pip install 'groundwork[cuda]'"
SIZES = (0, 1, 31, 32, 33, 255, 256, 257, 4099, 1_000_003)      # none, one, around a warp, around a block, two primes
RED = 256               # elements before and after each buffer that must stay as they are
ROUNDS, WARM_UP, INPUT_SETS = 25, 5, 4
FLUSH = 256 << 20       # bytes written between two runs: more than any second-level cache holds
BEYOND = 1.05           # of a ceiling: more is an error of measurement, and said as one


@dataclass(frozen=True)
class Case:
    """One launch of one size: what it is given, what must come back (float64, computed on the CPU), and what it moves."""
    kernel: str
    grid: int | tuple[int, ...]
    block: int | tuple[int, ...]
    arguments: tuple[Any, ...]
    expected: tuple[np.ndarray, ...]
    rtol: float = 0.0
    atol: float | np.ndarray = 0.0
    shared: int = 0
    bytes: int = 0          # read and written by a kernel that touches each element once
    flops: int = 0          # given where arithmetic, not memory, is the ceiling


@dataclass(frozen=True)
class Speed:
    """What was measured of one kernel."""
    kernel: str
    seconds: float
    rate: float             # bytes/s, or flop/s
    ceiling: float          # what copying, or cuBLAS in fp32 without TF32, reaches on this card in this session
    unit: str

    @property
    def fraction(self) -> float:
        return self.rate / self.ceiling

    def __str__(self) -> str:
        ceiling = "copying" if self.unit == "GB/s" else "cuBLAS"
        told = f"{self.kernel}: {self.seconds * 1e6:.1f} µs, {self.rate / 1e9:.0f} {self.unit}, {self.fraction:.0%} of {ceiling}"
        return told + (" (above the ceiling: an error of measurement)" if self.fraction > BEYOND else "")


Cases = Callable[[int, np.random.Generator], Case]


def obstacle() -> str:
    """Return why nothing can run on a GPU here, or nothing."""
    if find_spec("cupy") is None:
        return "CuPy is not installed"
    import cupy
    try:
        return "" if cupy.cuda.runtime.getDeviceCount() else "no CUDA device"
    except Exception as e:      # CuPy's own errors: no driver, one that is too old
        return f"no CUDA device ({str(e)[:100]})"


def card() -> str:
    import cupy
    properties = cupy.cuda.runtime.getDeviceProperties(0)
    return f"{properties['name'].decode()}, {properties['totalGlobalMem'] >> 30} GiB"


class Device:
    """A learner's file on the card; a fresh module for each purpose, so that nothing it kept can be of use."""

    def __init__(self, path: str, text: str) -> None:
        if why := obstacle():
            raise SurroundingsError(f"{why}: {HOW}")
        import cupy
        self.cupy, self.path = cupy, path
        self.source = f'{PRELUDE.read_text("utf-8")}#line 1 "{path}"\n{device_code(text)}'

    def function(self, name: str) -> Any:
        """Return a kernel of a module that was just loaded."""
        try:
            return self.cupy.RawModule(code=self.source, options=("--std=c++17", "-default-device"), backend="nvrtc").get_function(name)
        except Exception as e:      # CuPy's: the compiler's own words, or no kernel of this name
            raise LearnerError("raised", f"the card does not take your file: {str(e)[:800]}", ["NotCuda"]) from None

    # ---- correctness
    def check(self, cases: Cases, sizes: Sequence[int] = SIZES, seed: int = 0) -> Iterator[str]:
        """Yield what is wrong, by size; the reference is computed after the run, on the CPU."""
        for n in sizes:
            for turn in range(2):                   # fresh inputs each time: a result that was kept from before is none
                case = cases(n, np.random.default_rng([seed, n, turn]))
                yield from (f"n = {n}: {what}" for what in self.wrong(case))

    def wrong(self, case: Case) -> Iterator[str]:
        """Run one case and yield what is wrong with what it left."""
        buffers = [_Buffer(self.cupy, a) for a in case.arguments if isinstance(a, (np.ndarray, Out, InOut))]
        self.launch(self.function(case.kernel), case, buffers)
        self.cupy.cuda.Device().synchronize()
        yield from self.compared(case, buffers)

    def compared(self, case: Case, buffers: Sequence["_Buffer"]) -> Iterator[str]:
        results = [b for b in buffers if not b.is_input]
        for number, buffer in enumerate(buffers):
            if not buffer.is_framed():
                yield f"buffer {number + 1} was written past its ends"
            if buffer.is_input and not buffer.is_as_it_was():
                yield f"buffer {number + 1} is an input and was changed"
        for buffer, expected in zip(results, case.expected, strict=True):
            yield from _differs(buffer.array(), expected, case)

    def launch(self, function: Any, case: Case, buffers: Sequence["_Buffer"]) -> None:
        ahead = iter(buffers)
        given = tuple(next(ahead).inside if isinstance(a, (np.ndarray, Out, InOut)) else _scalar(a) for a in case.arguments)
        function(_three(case.grid), _three(case.block), given, shared_mem=case.shared)

    # ---- speed
    def speed(self, cases: Cases, n: int, seed: int = 1) -> Speed:
        """Return the median of many runs, each on other inputs and with a cold cache; what they left is compared again."""
        sets = []
        for k in range(INPUT_SETS):
            case = cases(n, np.random.default_rng([seed, n, k]))
            sets.append((case, [_Buffer(self.cupy, a) for a in case.arguments if isinstance(a, (np.ndarray, Out, InOut))]))
        function = self.function(sets[0][0].kernel)
        times = self._timed(lambda k: self.launch(function, *sets[k % INPUT_SETS]), lambda k: _poison(sets[k % INPUT_SETS][1]))
        for case, buffers in sets:
            if what := next(self.compared(case, buffers), None):
                raise LearnerError("raised", f"what the timed runs left is wrong: {what}", ["WrongWhenTimed"])
        case, seconds = sets[0][0], statistics.median(times)
        if case.flops:
            return Speed(case.kernel, seconds, case.flops / seconds, self.product_rate(), "GFLOP/s")
        return Speed(case.kernel, seconds, case.bytes / seconds, self.copy_rate(), "GB/s")

    def copy_rate(self) -> float:
        """Return the bytes a second, read and written, of a copy on the device."""
        size = 256 << 20
        a, b = self.cupy.ones(size, "u1"), self.cupy.empty(size, "u1")
        stream = self.cupy.cuda.Stream.null
        return 2 * size / statistics.median(self._timed(lambda k: b.data.copy_from_device_async(a.data, size, stream), lambda k: None))

    def product_rate(self) -> float:
        """Return the operations a second of cuBLAS on float32, TF32 off."""
        n = 4096
        a = self.cupy.random.random((n, n), dtype=self.cupy.float32)
        before = self.cupy.cuda.device.get_cublas_handle()
        self.cupy.cuda.cublas.setMathMode(before, 0)        # CUBLAS_DEFAULT_MATH: no TF32
        return 2 * n**3 / statistics.median(self._timed(lambda k: self.cupy.matmul(a, a), lambda k: None))

    def _timed(self, run: Callable[[int], Any], prepare: Callable[[int], Any]) -> list[float]:
        """Return the seconds of each run, by events on the stream it runs on, the caches flushed before it."""
        flush = self.cupy.empty(FLUSH, "u1")
        seconds = []
        for k in range(WARM_UP + ROUNDS):
            prepare(k)
            flush.fill(k % 251)
            begin, end = self.cupy.cuda.Event(), self.cupy.cuda.Event()
            begin.record()
            run(k)
            end.record()
            self.cupy.cuda.Device().synchronize()           # of all streams: work hidden on another is waited for
            seconds.append(self.cupy.cuda.get_elapsed_time(begin, end) / 1e3)
        return seconds[WARM_UP:]


class _Buffer:
    """A buffer on the card between two red zones; an output begins as what is no number."""

    def __init__(self, cupy: Any, argument: Any) -> None:
        self.is_input = isinstance(argument, np.ndarray)
        self.source: np.ndarray | None = argument if self.is_input else argument.array if isinstance(argument, InOut) else None
        self.shape = self.source.shape if self.source is not None else argument.shape
        self.dtype = self.source.dtype if self.source is not None else np.dtype(argument.dtype)
        self.count = int(np.prod(self.shape, dtype=np.int64))
        self.whole = cupy.empty(self.count + 2 * RED, self.dtype)
        self.inside = self.whole[RED:RED + self.count]
        self.cupy = cupy
        self.whole.view("u1").fill(0xFF)
        if self.source is not None:
            self.inside.set(np.ascontiguousarray(self.source).reshape(-1))

    def poison(self) -> None:
        """Put back what the kernel is to find, so that no run lives on what an earlier one left."""
        if self.is_input:
            return
        self.inside.view("u1").fill(0xFF)
        if self.source is not None:
            self.inside.set(np.ascontiguousarray(self.source).reshape(-1))

    def array(self) -> np.ndarray:
        found: np.ndarray = self.inside.get().reshape(self.shape)
        return found

    def is_framed(self) -> bool:
        raw = self.whole.get().view("u1")
        edge = RED * self.dtype.itemsize
        return bool((raw[:edge] == 0xFF).all() and (raw[len(raw) - edge:] == 0xFF).all())

    def is_as_it_was(self) -> bool:
        return self.source is not None and self.array().tobytes() == np.ascontiguousarray(self.source).tobytes()


def _poison(buffers: Sequence[_Buffer]) -> None:
    for buffer in buffers:
        buffer.poison()


def _differs(got: np.ndarray, expected: np.ndarray, case: Case) -> Iterator[str]:
    """Nan passes only where nan is expected."""
    wide, wanted = got.astype(float), np.asarray(expected, float)
    with np.errstate(all="ignore"):
        close = (wide == wanted) | (np.isnan(wide) & np.isnan(wanted)) | (np.abs(wide - wanted) <= case.atol + case.rtol * np.abs(wanted))
    if not close.all():
        at = np.unravel_index(int(np.argmin(close)), close.shape)
        yield f"element {', '.join(map(str, at))} is {wide[at]:.9g}, expected {wanted[at]:.9g} ({int((~close).sum())} of {close.size} differ)"


def _three(size: int | tuple[int, ...]) -> tuple[int, ...]:
    return (*size, 1, 1)[:3] if isinstance(size, tuple) else (size, 1, 1)


def _scalar(value: Any) -> Any:
    return np.int32(value) if isinstance(value, (int, np.integer)) else np.float32(value)
