"""The emulator beside numba's simulator of CUDA, in one run; then what grading a kernel exercise takes, from start to end.

    python benchmarks/kernels.py
    NUMBA_PYTHON=other/bin/python python benchmarks/kernels.py      # numba in an environment of its own: it asks for older NumPys
"""
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np

from autograder.kernels.build import build
from autograder.kernels.compilers import compiler
from autograder.kernels.passing import encoded, inout, out
from autograder.kernels.running import Compiled

ROOT = Path(__file__).resolve().parents[1]
VECTOR_ADD = '''extern "C" __global__ void f(const float* a, const float* b, float* c, int n) {
    int i = blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) c[i] = a[i] + b[i];
}'''
SUM = '''extern "C" __global__ void f(const float* x, float* y, int n) {
    __shared__ float s[256];
    int t = threadIdx.x;
    float sum = 0;
    for (int i = blockIdx.x * 256 + t; i < n; i += gridDim.x * 256) sum += x[i];
    s[t] = sum;
    for (int half = 128; half; half /= 2) { __syncthreads(); if (t < half) s[t] += s[t + half]; }
    if (t == 0) atomicAdd(y, s[0]);
}'''
SIMULATED = '''
import os, time
os.environ["NUMBA_ENABLE_CUDASIM"] = "1"
import numpy as np
from numba import cuda
@cuda.jit
def f(a, b, c):
    i = cuda.grid(1)
    if i < c.size: c[i] = a[i] + b[i]
a = np.arange(10000, dtype="f4"); c = np.zeros_like(a)
best = 1e9
for _ in range(3):
    began = time.process_time(); f[40, 256](a, a, c); best = min(best, time.process_time() - began)
assert (c == 2 * a).all()
print(best)
'''


def milliseconds(run: Callable[[], object], seconds: float = 0.5) -> float:
    """Return the mean processor time of many runs: a busy machine does not lengthen it, and some clocks of it tick but every 4 ms."""
    run()
    began, times = time.process_time(), 0
    while time.process_time() - began < seconds or not times:
        run()
        times += 1
    return (time.process_time() - began) / times * 1e3


def launches() -> None:
    add, total = (Compiled("f.cu", text, *build("f.cu", text)) for text in (VECTOR_ADD, SUM))
    print(f"checked launches, {compiler().path} {compiler().version}, processor time")
    for n in (10**4, 10**5, 10**6):
        a, grid = np.arange(n, dtype="f4"), -(-n // 256)
        one = milliseconds(partial(add.launch, "f", grid, 256, 0, encoded([a, a, out(n), n]), {}))
        two = milliseconds(partial(total.launch, "f", min(32, grid), 256, 0, encoded([a, inout(np.zeros(1, "f4")), n]), {}))
        print(f"  n = {n:>7}   vector add {one:8.2f} ms   block sum {two:8.2f} ms")
        if n == 10**4:
            beside_numba(one)


def beside_numba(ours: float) -> None:
    done = subprocess.run([os.environ.get("NUMBA_PYTHON", sys.executable), "-c", SIMULATED], capture_output=True, text=True)
    if done.returncode:
        print("  numba is not installed: its simulator is not beside this")
        return
    theirs = float(done.stdout) * 1e3
    print(f"  numba's simulator, vector add of 10⁴: {theirs:.0f} ms, {theirs / ours:.0f} times as long")


def gradings() -> None:
    print("grading block-reduction-kernel from start to end, processor time and wall time of the command and all it starts")
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "GROUNDWORK_WORK": folder, "XDG_CACHE_HOME": folder}
        file = Path(folder, "gpu", "block_reduction_kernel.cu")
        file.parent.mkdir()
        text = (ROOT / "solutions" / "gpu" / "block_reduction_kernel.cu").read_text("utf-8")
        command = [sys.executable, "-c", "from autograder.cli import main; main()", "block-reduction-kernel"]
        for what, change, options in (("first ever", "", []), ("cold: another file", "// another\n", []),
                                      ("compiled before", "// another\n", ["--fresh"]), ("unchanged", "// another\n", [])):
            file.write_text(text + change, "utf-8")
            before, began = os.times(), time.monotonic()
            subprocess.run([*command, *options], env=environment, cwd=folder, stdout=subprocess.DEVNULL, check=True)
            wall, after = time.monotonic() - began, os.times()
            busy = after.children_user + after.children_system - before.children_user - before.children_system
            print(f"  {what:<20} {busy:5.2f} s   {wall:5.2f} s")


if __name__ == "__main__":
    launches()
    gradings()
