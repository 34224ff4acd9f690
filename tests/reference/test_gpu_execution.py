"""The brute-force execution model keeps the identities of the closed formulas, and the guide's own examples."""
import numpy as np
import pytest

from reference import gpu_execution as gpu

SM = {"max_threads": 2048, "max_blocks": 32, "regs": 65536, "smem": 102400}


def test_every_element_has_one_visitor() -> None:
    for n, grid, block in [(0, 1, 1), (7, 2, 2), (100, 3, 8)]:
        found = gpu.visitors(n, grid, block)
        assert [(i * grid * block) + b * block + t for b, t, i in found] == list(range(n))


@pytest.mark.parametrize("n, block", [(0, 4), (1, 4), (4, 4), (5, 4), (1025, 1024)])
def test_blocks_cover_and_no_fewer_do(n: int, block: int) -> None:
    blocks = gpu.blocks_for(n, block)
    assert blocks * block >= n and (not blocks or (blocks - 1) * block < n)


def test_strides_of_the_guide() -> None:
    lanes = np.arange(32)
    for stride, expected in [(1, 1), (2, 2), (3, 1), (8, 8), (32, 32), (33, 1)]:
        assert gpu.rounds(4 * stride * lanes, 32) == expected
    assert [gpu.segments(4 * lanes + shift, 32) for shift in (0, 4, 16, 32)] == [4, 5, 5, 4]
    assert gpu.rounds(np.full(32, -1), 32) == gpu.segments(np.full(32, -1), 32) == 0


def test_an_sm_is_full_when_a_resource_is() -> None:
    assert gpu.residency(256, 32, 0, SM) == (8, 1.0, "threads")
    assert gpu.residency(256, 33, 0, SM) == (7, 0.875, "regs")
    assert gpu.residency(32, 0, 0, SM) == (32, 0.5, "blocks")
    assert gpu.residency(1024, 65, 0, SM) == (0, 0.0, "regs")


def test_the_roof_has_its_ridge() -> None:
    assert gpu.roof(8, 4, 32, 16) == (32.0, "compute")
    assert gpu.roof(7, 4, 32, 16) == (28.0, "memory")
    assert gpu.roof(0, 0, 32, 16) == (32.0, "compute")
    assert gpu.cycles([0, 1 << 31, 3], [5, 7, 11]) == 18
