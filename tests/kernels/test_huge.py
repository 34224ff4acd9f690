"""Indices beyond 2³¹ and 2³² are tried at the ends of a grid, in memory that is there only where it is touched."""
import numpy as np
import pytest

from autograder.errors import LearnerError
from autograder.kernels.passing import encoded, samples, sparse

from ..needs import compiler
from .corpus import of_text

pytestmark = compiler
SCALE = '''extern "C" __global__ void f(const float* x, float* y, long long n) {{
    {index} i = {cast}blockIdx.x * blockDim.x + threadIdx.x;
    if (i < n) y[i] = 2 * x[i];
}}'''


def run(index: str, cast: str, n: int) -> tuple[np.ndarray, np.ndarray]:
    last = (n - 1) // 256
    blocks = [0, last - 1, last]
    at = np.concatenate([np.arange(256 * b, min(n, 256 * b + 256)) for b in blocks])
    x = (at % 1000).astype("f4")
    library, arguments = of_text(SCALE.format(index=index, cast=cast)), encoded([sparse(n, at, x), samples(n, at), n])
    return library.launch("f", last + 1, 256, 0, arguments, {"blocks": blocks}), 2 * x


def test_an_int_ends_at_2_to_31() -> None:
    with pytest.raises(LearnerError) as caught:
        run("int", "", 2**31 + 1000)
    assert caught.value.names[0] == "NoBuffer" and "it would be -2147483136. An index that overflowed" in caught.value.message


def test_unsigned_ends_at_2_to_32() -> None:
    found, expected = run("unsigned", "", 2**32 + 1000)
    assert not np.array_equal(found, expected)


def test_size_t_is_enough() -> None:
    np.testing.assert_array_equal(*run("size_t", "(size_t)", 2**32 + 1000))
