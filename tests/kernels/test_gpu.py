"""The GPU stage's own logic, on a stand-in: what is wrong is found in buffers, frames, inputs and timed outputs."""
import importlib.machinery
import sys

import numpy as np
import pytest

from autograder.errors import LearnerError, SurroundingsError
from autograder.kernels import gpu
from autograder.kernels.gpu import Case, Device
from autograder.kernels.passing import out

from ..needs import compiler
from . import fake_cupy

COPY = 'extern "C" __global__ void f(const float* x, float* y, int n) {{ int i = blockIdx.x * blockDim.x + threadIdx.x; {body} }}'
RIGHT = "if (i < n) y[i] = 2 * x[i];"


@pytest.fixture
def device(monkeypatch):
    fake = fake_cupy.module()
    fake.__spec__ = importlib.machinery.ModuleSpec("cupy", None)
    monkeypatch.setitem(sys.modules, "cupy", fake)
    monkeypatch.setattr(gpu, "FLUSH", 1)
    monkeypatch.setattr(gpu, "ROUNDS", 3)
    return lambda body: Device("f.cu", COPY.format(body=body))


def cases(n, rng):
    x = rng.normal(size=n).astype("f4")
    return Case("f", max(1, -(-n // 64)), 64, (x, out(n), n), (2.0 * x.astype(float),), rtol=1e-7, bytes=8 * n)      # one rounding


@compiler
def test_a_right_kernel_is_clean_at_every_size(device) -> None:
    assert not list(device(RIGHT).check(cases, (0, 1, 33, 257)))


@compiler
def test_a_wrong_value_is_told_by_size_and_element(device) -> None:
    found = list(device("if (i < n) y[i] = i == 32 ? 0 : 2 * x[i];").check(cases, (1, 33)))
    assert len(found) == 2 and found[0].startswith("n = 33: element 32 is 0, expected ")


@compiler
def test_what_was_not_written_never_passes(device) -> None:
    assert "element 2 is nan" in next(device("if (i < n && i != 2) y[i] = 2 * x[i];").check(cases, (5,)))


def test_a_frame_that_was_touched_and_an_input_that_was_changed(device) -> None:
    d = Device("f.cu", "")
    buffer = gpu._Buffer(d.cupy, np.ones(4, "f4"))
    assert buffer.is_framed() and buffer.is_as_it_was()
    buffer.whole.a[gpu.RED - 1] = 0
    buffer.whole.a[gpu.RED] = 7
    assert not buffer.is_framed() and not buffer.is_as_it_was()


@compiler
def test_speed_is_a_fraction_of_what_copying_reaches_and_its_outputs_are_compared(device) -> None:
    speed = device(RIGHT).speed(cases, 1000)
    assert (speed.seconds, speed.rate) == (1e-3, 8000 / 1e-3)
    assert speed.ceiling == 2 * (256 << 20) / 1e-3 and str(speed).startswith("f: 1000.0 µs, 0 GB/s, 0% of copying")
    with pytest.raises(LearnerError, match="what the timed runs left is wrong"):
        device("if (i < n) y[i] = 2 * x[i] + (x[0] > 1e9 ? 0 : 1);").speed(cases, 100)


def test_a_rate_above_the_ceiling_is_an_error_of_measurement() -> None:
    assert "an error of measurement" in str(gpu.Speed("f", 1e-6, 2.0, 1.0, "GB/s"))


def test_without_a_gpu_it_is_said(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "cupy", None)
    monkeypatch.setattr(gpu, "find_spec", lambda name: None)
    assert gpu.obstacle() == "CuPy is not installed"
    with pytest.raises(SurroundingsError, match="on a machine with an NVIDIA GPU"):
        Device("f.cu", "")
