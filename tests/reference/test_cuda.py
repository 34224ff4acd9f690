"""The reference kernels are right, by the emulator against NumPy, and ask of memory what fast kernels may."""
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.kernels.build import build
from autograder.kernels.passing import encoded, inout, out
from autograder.kernels.running import Compiled

from ..needs import compiler

pytestmark = compiler
FOLDER = Path(__file__).parents[2] / "reference" / "cuda"
RNG = np.random.default_rng(20)


class Kernels:
    """A reference file, compiled: `Kernels("saxpy_kernel").saxpy[4, 128](…)`, or the same under `.asks` for its traffic."""

    def __init__(self, name: str, kind: str = "launch", library: Compiled | None = None) -> None:
        text = (FOLDER / f"{name}.cu").read_text("utf-8")
        self._library = library or Compiled(name, text, *build(name, text))
        self._name, self._kind = name, kind

    @property
    def asks(self) -> "Kernels":
        return Kernels(self._name, "traffic", self._library)

    def __getattr__(self, kernel: str) -> Any:
        return Sized(getattr(self._library, self._kind), kernel)


class Sized:
    def __init__(self, launch: Any, kernel: str) -> None:
        self.launch, self.kernel = launch, kernel

    def __getitem__(self, sizes: Any) -> Any:
        grid, block, *shared = sizes
        return lambda *arguments: self.launch(self.kernel, grid, block, shared[0] if shared else 0, encoded(arguments), {})


def floats(*shape: int) -> np.ndarray:
    return RNG.normal(size=shape).astype("f4")


def softmax(X: np.ndarray) -> np.ndarray:
    e = np.exp(X - X.max(axis=-1, keepdims=True))
    return np.asarray(e / e.sum(axis=-1, keepdims=True))


SIZES = [0, 1, 3, 4, 31, 257, 1000, 4099]


@pytest.mark.parametrize("n", SIZES)
def test_vectors(n: int) -> None:
    x, y = floats(2, n)
    np.testing.assert_array_equal(Kernels("vector_add_kernel").vector_add[2, 64](x, y, out(n), n), x + y)
    np.testing.assert_allclose(Kernels("saxpy_kernel").saxpy[2, 64](2.5, x, inout(y), n), np.float32(2.5) * x + y, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("n", SIZES)
def test_reductions(n: int) -> None:
    x, kernels = floats(n), Kernels("block_reduction_kernel")
    np.testing.assert_allclose(kernels.block_sum[3, 96](x, out(3), n).sum(dtype=float), x.sum(dtype=float), rtol=1e-5, atol=1e-4)
    assert kernels.block_max[3, 96](x, out(3), n).max() == x.max(initial=-np.inf)


@pytest.mark.parametrize("m, k, n", [(1, 1, 1), (5, 0, 3), (128, 16, 64), (130, 33, 140), (3, 40, 130)])
def test_products(m: int, k: int, n: int) -> None:
    A, B = floats(m, k), floats(k, n)
    got = Kernels("tiled_matmul_kernel").matmul_tiled[(-(-n // 128), -(-m // 128)), 256](A, B, out((m, n)), m, k, n)
    np.testing.assert_allclose(got, A.astype(float) @ B, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("rows, cols, block", [(1, 1, 32), (3, 1000, 64), (2, 33, 96), (4, 128, 32)])
def test_softmax(rows: int, cols: int, block: int) -> None:
    X = floats(rows, cols) * 40
    X[0, cols // 2:cols - 1] = -np.inf
    got = Kernels("row_softmax_kernel").row_softmax[rows, block](X, out(X.shape), rows, cols)
    np.testing.assert_allclose(got, softmax(X.astype(float)), rtol=2e-5, atol=2e-6)      # exponentials of differences up to 200


@pytest.mark.parametrize("rows, cols", [(1, 1), (32, 32), (33, 65), (50, 40)])
def test_transpose(rows: int, cols: int) -> None:
    X = floats(rows, cols)
    grid = (-(-cols // 32), -(-rows // 32))
    np.testing.assert_array_equal(Kernels("transpose_kernel").transpose[grid, (32, 8)](X, out((cols, rows)), rows, cols), X.T)


@pytest.mark.parametrize("n", SIZES)
def test_histogram(n: int) -> None:
    x = RNG.integers(-1, 12, n).astype("i4")
    x[:n // 2] = 7
    before = RNG.integers(0, 99, 11).astype("i4")
    got = Kernels("histogram_kernel").histogram_shared[2, 64, 44](x, inout(before), n, 11)
    np.testing.assert_array_equal(got, before + np.bincount(x[(x >= 0) & (x < 11)], minlength=11))


@pytest.mark.parametrize("n", SIZES)
def test_scan(n: int) -> None:
    x, kernels, blocks = floats(n), Kernels("prefix_scan_kernel"), max(1, -(-n // 256))
    y, sums = kernels.block_scan[blocks, 64](x, out(n), out(blocks), n)
    totals, _ = kernels.block_scan[1, 32](sums, out(blocks), out(1), blocks)
    np.testing.assert_allclose(kernels.add_offsets[blocks, 64](inout(y), totals, n), np.cumsum(x, dtype=float), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("rows, cols, block", [(1, 1, 32), (3, 1000, 64), (2, 33, 96), (3, 128, 32), (2, 1024, 32)])
def test_layer_norm(rows: int, cols: int, block: int) -> None:
    X, gamma, beta = floats(rows, cols) + 100, floats(cols), floats(cols)
    centred = X.astype(float) - X.mean(axis=1, keepdims=True, dtype=float)
    expected = centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5) * gamma + beta
    got = Kernels("layer_norm_kernel").layer_norm[rows, block](X, gamma, beta, out(X.shape), rows, cols, 1e-5)
    np.testing.assert_allclose(got, expected, rtol=1e-3, atol=2e-4)      # numbers near 100 have five digits behind the mean


@pytest.mark.parametrize("queries, keys, width", [(1, 1, 1), (3, 50, 64), (5, 33, 128), (2, 7, 20)])
def test_attention(queries: int, keys: int, width: int) -> None:
    Q, K, V = floats(queries, width) * 3, floats(keys, width), floats(keys, width)
    expected = softmax(Q.astype(float) @ K.T / np.sqrt(width)) @ V
    got = Kernels("attention_row_kernel").attention[-(-queries // 2), 64](Q, K, V, out((queries, width)), queries, keys, width)
    np.testing.assert_allclose(got, expected, rtol=1e-4, atol=1e-5)


def test_what_is_asked_of_memory() -> None:
    """Sixteen bytes a lane are 16 sectors a warp; a transposed tile and a tile of A meet in no bank."""
    x = floats(2048)
    assert Kernels("vector_add_kernel").asks.vector_add[2, 128](x, x.copy(), out(2048), 2048)["a"]["read"] == 512
    asked = Kernels("transpose_kernel").asks.transpose[(2, 2), (32, 8)](floats(64, 64), out((64, 64)), 64, 64)
    assert (asked["X"]["read_worst"], asked["Y"]["write_worst"], asked["tile"]["read_conflict"]) == (4, 4, 1)
    asked = Kernels("tiled_matmul_kernel").asks.matmul_tiled[(1, 1), 256](floats(128, 16), floats(16, 128), out((128, 128)), 128, 16, 128)
    assert {asked[tile][way] for tile in "ab" for way in ("read_conflict", "write_conflict")} == {1}
