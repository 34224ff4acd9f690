"""Every bug is caught and named, nothing right is blamed, with either compiler, in three orders."""
import shutil
from pathlib import Path

import numpy as np
import pytest

from autograder.errors import LearnerError

from .corpus import BUGS, ORDERS, RIGHT, compiled, launch, value

COMPILERS = [c for c in ("g++", "clang++") if shutil.which(c)]
pytestmark = pytest.mark.skipif(not COMPILERS, reason="needs g++ or clang++: none installed")


@pytest.fixture(params=COMPILERS)
def compiler(request, monkeypatch):
    monkeypatch.setenv("GROUNDWORK_CXX", request.param)
    return request.param


@pytest.mark.parametrize("path", BUGS, ids=lambda p: p.stem)
def test_a_bug_is_named_and_told(path: Path, compiler: str) -> None:
    first, call, *_ = path.read_text("utf-8").splitlines()
    kind, _, piece = first.removeprefix("// ").partition(": ")
    for order in ORDERS if kind != "Endless" else ORDERS[:1]:
        with pytest.raises(LearnerError) as caught:
            launch(compiled(path, compiler), call.removeprefix("// "), order=order, seconds=0.5)
        assert caught.value.names[0] == kind, caught.value.message
        assert piece in caught.value.message or order, caught.value.message
        assert kind == "NeverWritten" or all(1 <= line <= 40 for _, line, _ in caught.value.frames) and caught.value.frames


@pytest.mark.parametrize("path", RIGHT, ids=lambda p: p.stem)
def test_what_is_right_passes_clean(path: Path, compiler: str) -> None:
    call, expected, *_ = (row.removeprefix("// ") for row in path.read_text("utf-8").splitlines())
    for order in ORDERS:
        found = launch(compiled(path, compiler), call, order=order)
        for got, wanted in zip(*(v if isinstance(v, tuple) else (v,) for v in (found, value(expected))), strict=True):
            np.testing.assert_allclose(got, wanted, rtol=1e-6)      # float32 sums of small whole numbers, and square roots
