"""How long an exercise in torch takes to its first answer: with a cold host, and with a worker forked from a warm one.

    python benchmarks/torch_workers.py [--rounds 9]

A first answer is fork, load the file, make a layer, one backward pass, and with an optimiser one step of it.
"""
import argparse
import statistics
import time

from autograder.worker.client import Submission, Worker
from autograder.worker.confinement import obstacle
from autograder.worker.launch import Host, start_host
from autograder.worker.limits import Limits

PROGRAM = """
import torch

def slope():
    layer = torch.nn.Linear(3, 2)
    layer(torch.ones(1, 3)).sum().backward()
    return layer.weight.grad

def step():
    layer = torch.nn.Linear(3, 2)
    optimiser = torch.optim.Adam(layer.parameters())
    layer(torch.ones(1, 3)).sum().backward()
    optimiser.step()
    return layer.weight
"""


def first_answer(host: Host, name: str) -> float:
    """Return the seconds from nothing but a host to the answer of one function."""
    began = time.perf_counter()
    worker = Worker(host, Submission("mine.py", PROGRAM), Limits(call=30.0))        # s: a busy machine is to be measured, not refused
    try:
        worker.ask("call", [name, [], {}, False])
        return time.perf_counter() - began
    finally:
        worker.stop()


def cold(confine: bool, modules: tuple[str, ...]) -> float:
    """Return the seconds from no host to the first answer."""
    began = time.perf_counter()
    host = start_host(confine, modules)
    try:
        first_answer(host, "slope")
        return time.perf_counter() - began
    finally:
        host.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    for confine in (False, True)[:1 if obstacle() else 2]:
        form = "bubblewrap" if confine else "plain"
        for modules in (("torch",), ("torch", "torch.optim")):
            print(f"{form}, {' and '.join(modules)}: cold {statistics.median(cold(confine, modules) for _ in range(min(rounds, 5))):.2f} s", flush=True)
            host = start_host(confine, modules)
            try:
                first_answer(host, "slope")
                for name in ("slope", "step"):
                    waits = sorted(first_answer(host, name) for _ in range(rounds))
                    print(f"    forked, {name}: median {1000 * statistics.median(waits):.0f} ms ({1000 * waits[0]:.0f}–{1000 * waits[-1]:.0f})", flush=True)
            finally:
                host.close()


if __name__ == "__main__":
    main()
