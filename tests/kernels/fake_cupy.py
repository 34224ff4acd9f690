"""A stand-in for CuPy whose device is the emulator: the GPU stage's own logic runs, its speed means nothing."""
import re
import types
from typing import Any

import numpy as np

from autograder.kernels.passing import encoded, inout

from .corpus import of_text


class Array:
    """A device array: a view of host memory with CuPy's words for it."""

    def __init__(self, a: np.ndarray) -> None:
        self.a = a
        self.data = types.SimpleNamespace(copy_from_device_async=lambda source, size, stream: None)

    def view(self, dtype: str) -> "Array":
        return Array(self.a.view(dtype))

    def __getitem__(self, key: Any) -> "Array":
        return Array(self.a[key])

    def fill(self, value: Any) -> None:
        self.a.fill(value)

    def set(self, value: np.ndarray) -> None:
        self.a[...] = value

    def get(self) -> np.ndarray:
        return self.a.copy()


class RawModule:
    def __init__(self, code: str, options: tuple[str, ...], backend: str) -> None:
        self.library = of_text(re.split(r'#line 1 "[^"]*"\n', code)[1])

    def get_function(self, name: str) -> Any:
        def function(grid: Any, block: Any, arguments: tuple[Any, ...], shared_mem: int = 0) -> None:
            given = [inout(a.a) if isinstance(a, Array) else a for a in arguments]
            constant = self.library.library.signature(self.library.library.callables[name])
            given = [a.array if code.startswith("*c") else a for a, code in zip(given, constant, strict=True)]
            left = self.library.launch(name, grid, block, shared_mem, encoded(given), {})
            written = [a for a, code in zip(arguments, constant, strict=True) if isinstance(a, Array) and not code.startswith("*c")]
            for array, value in zip(written, left if isinstance(left, tuple) else (left,), strict=True):
                array.a[...] = value
        return function


class Event:
    def record(self) -> None:
        pass


def module(clock: float = 1.0) -> types.ModuleType:
    """Return a `cupy` on which every run takes `clock` milliseconds."""
    fake: Any = types.ModuleType("cupy")
    fake.empty = lambda n, dtype: Array(np.zeros(n, dtype))
    fake.ones = lambda n, dtype: Array(np.zeros(1, dtype))
    fake.float32, fake.random, fake.matmul = np.float32, types.SimpleNamespace(random=lambda shape, dtype: None), lambda a, b: None
    fake.RawModule = RawModule
    fake.cuda = types.SimpleNamespace(
        Event=Event, get_elapsed_time=lambda begin, end: clock, Device=lambda: types.SimpleNamespace(synchronize=lambda: None),
        Stream=types.SimpleNamespace(null=None), cublas=types.SimpleNamespace(setMathMode=lambda handle, mode: None),
        device=types.SimpleNamespace(get_cublas_handle=lambda: None),
        runtime=types.SimpleNamespace(getDeviceCount=lambda: 1, getDeviceProperties=lambda n: {"name": b"stand-in", "totalGlobalMem": 1 << 30}))
    return fake
