"""Sectors a request and bank conflicts are what a warp in step would cause."""
import numpy as np
import pytest

from autograder.checks.kernels import Traffic

from ..needs import compiler
from .corpus import launch, of_text

pytestmark = compiler
TRANSPOSE = '''
#define TILE 32
extern "C" __global__ void f(const float* x, float* y, int n)
{{
    __shared__ float tile[TILE][TILE{pad}];
    const int i = threadIdx.x, j = threadIdx.y;
    for (int k = j; k < TILE; k += blockDim.y) tile[k][i] = x[k * n + i];
    __syncthreads();
    for (int k = j; k < TILE; k += blockDim.y) y[k * n + i] = tile[i][k];
}}
'''


def traffic(text: str, call: str) -> Traffic:
    return Traffic(launch(of_text(text), call, kind="traffic"))


@pytest.mark.parametrize("index, sectors", [("i", 4), ("2 * i", 8), ("8 * i", 32), ("31 - i", 4), ("0", 1), ("i + 1", 5), ("32 * i", 32)])
def test_sectors_of_a_warp(index: str, sectors: int) -> None:
    text = f'extern "C" __global__ void f(const float* x, float* y) {{ const int i = threadIdx.x; y[i] = x[{index}]; }}'
    asked = traffic(text, "f[1, 32](floats(1024), out(32))")
    assert (asked.sectors("x"), asked.sectors("y"), asked.loads("x"), asked.stores("y")) == (sectors, 4, 32, 32)


@pytest.mark.parametrize("pad, conflict", [("", 32), (" + 1", 1)])
def test_a_padded_tile_has_no_conflict(pad: str, conflict: int) -> None:
    asked = traffic(TRANSPOSE.format(pad=pad), "f[1, (32, 8)](floats(32, 32), out((32, 32)), 32)")
    assert (asked.conflict("tile"), asked.conflict(), asked.sectors("x"), asked.sectors("y")) == (conflict, conflict, 4, 4)


@pytest.mark.parametrize("index, conflict", [("i", 1), ("2 * i", 2), ("i / 2", 1), ("0", 1), ("32 * i % 1024", 32)])
def test_banks(index: str, conflict: int) -> None:
    text = f'''extern "C" __global__ void f(float* y) {{
    __shared__ float s[1024];
    const int i = threadIdx.x;
    for (int k = i; k < 1024; k += 32) s[k] = 0;
    __syncthreads();
    y[i] = s[{index}];
}}'''
    assert traffic(text, "f[1, 32](out(32))").conflict("s") == conflict


def test_wide_words_are_served_in_parts() -> None:
    text = '''extern "C" __global__ void f(const float* x, float* y) {
    __shared__ float4 s[32];
    const int i = threadIdx.x;
    s[i] = reinterpret_cast<const float4*>(x)[i];
    __syncthreads();
    reinterpret_cast<float4*>(y)[i] = s[31 - i];
}'''
    asked = traffic(text, "f[1, 32](floats(128), out(128))")
    assert (asked.conflict("s"), asked.sectors("x"), asked.loads("x")) == (1, 16, 32)


def test_dynamic_shared_memory_is_called_so() -> None:
    text = 'extern "C" __global__ void f(float* y) { extern __shared__ float s[]; s[32 * threadIdx.x] = 1; y[threadIdx.x] = s[32 * threadIdx.x]; }'
    assert traffic(text, "f[1, 32, 4096](out(32))").conflict("dynamic") == 32


def test_what_is_never_touched_counts_nothing() -> None:
    asked = Traffic({})
    assert (asked.loads("x"), asked.stores("x"), asked.sectors("x"), asked.conflict(), asked.conflict("x")) == (0, 0, 0, 0, 0)


def test_a_loop_counts_a_request_a_turn() -> None:
    text = '''extern "C" __global__ void f(const float* x, float* y, int n) {
    float s = 0;
    for (int i = threadIdx.x; i < n; i += 32) s += x[i];
    y[threadIdx.x] = s;
}'''
    rows = launch(of_text(text), "f[1, 32](floats(320), out(32), 320)", kind="traffic")
    assert (rows["x"]["read_requests"], rows["x"]["read_sectors"]) == (10, 40)
    np.testing.assert_equal(rows["x"]["read"], 320)
