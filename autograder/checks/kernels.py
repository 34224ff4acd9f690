"""What a kernel asks of memory, as numbers a check can judge."""
from dataclasses import dataclass, replace
from typing import Any

from ..kernels import nvrtc
from ..kernels.nvrtc import Use
from ..kernels.passing import encoded
from ..worker.client import Function, Launch


@dataclass(frozen=True)
class Traffic:
    """The requests of one launch's warps, by array: parameters and shared arrays by their names, `dynamic` what the launch sizes."""
    arrays: dict[str, dict[str, Any]]

    def loads(self, name: str) -> int:
        """Return how many times an element was read."""
        return int(self._of(name, "read"))

    def stores(self, name: str) -> int:
        """Return how many times an element was written."""
        return int(self._of(name, "write"))

    def sectors(self, name: str) -> int:
        """Return the sectors of 32 bytes that the worst request touched: 4 for a warp that reads 32 neighbouring floats, 32 at worst."""
        return int(max(self._of(name, "read_worst"), self._of(name, "write_worst")))

    def conflict(self, name: str = "") -> int:
        """Return the most different words that lanes of one request sought in one bank, of an array or of all shared ones: 1 is free of conflicts."""
        rows = [self._row(name)] if name else [row for row in self.arrays.values() if row["shared"]]
        return int(max((max(row["read_conflict"], row["write_conflict"]) for row in rows), default=0))

    def _of(self, name: str, what: str) -> Any:
        return self._row(name)[what]

    def _row(self, name: str) -> dict[str, Any]:
        """Return an array's numbers; one that was never touched has zeros."""
        return self.arrays.get(name) or dict.fromkeys(("read", "write", "read_worst", "write_worst", "read_conflict", "write_conflict"), 0)


def traffic(launch: Launch, *arguments: Any) -> Traffic:
    """Launch a kernel and count what its warps ask of memory: `traffic(yours.f[4, 128], x, out(4), n).sectors("x")`."""
    return Traffic(dict(launch.ask("traffic", arguments)))


def resources(kernel: Function) -> Use:
    """Return what NVIDIA's compiler says a kernel uses: registers, shared bytes, spilled bytes, instructions in double precision.

    A check that asks is skipped, with its reason, where that compiler is not installed.
    """
    if not nvrtc.library():
        import pytest
        pytest.skip(f"NVIDIA's compiler is not installed: {nvrtc.HOW}")
    return Use(**kernel.yours._question("nvidia", [kernel.name])[kernel.name])


def threads_started(function: Function, *arguments: Any) -> int:
    """Call a function of a .cpp file and return how many threads it started."""
    return int(function.yours._question("threads", [function.name, encoded(arguments), function.yours._launch_seconds]))


def only(launch: Launch, *blocks: int) -> Launch:
    """Return a launch of which only these blocks run: what a grid too large to emulate does at its ends."""
    return replace(launch, blocks=blocks)


def in_order(launch: Launch, order: int) -> Launch:
    """Return a launch whose threads and blocks take turns in another order: 0 as numbered, 1 backwards, else shuffled."""
    return replace(launch, order=order)
