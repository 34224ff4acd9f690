"""How well equality is decided, beside `sympy.simplify`, `Expr.equals` and Math-Verify, on the same pairs in one run.

    python -m benchmarks.equality [--seeds 12] [--limit 1.0] [--ours]

Math-Verify is measured where it is installed (pip install math-verify). A rival is asked only what it can express: expressions of numbers.
"""
import argparse
import signal
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import Any

from autograder.algebra.render import latex
from autograder.algebra.tree import Tree
from autograder.derivations.equality import compare
from autograder.derivations.names import Names
from autograder.derivations.symbolic import Reader, readable, unfolded
from benchmarks.derivation_pairs import Pair, pairs

Verdict = str       # "equal", "different" or "undecided"


@dataclass
class Score:
    """What one checker made of the pairs of one group."""
    times: list[float] = field(default_factory=list)
    equal: int = 0
    wrong: int = 0
    accepted: int = 0
    rejected: int = 0
    undecided: int = 0
    proved: int = 0
    over: int = 0

    def add(self, pair: Pair, verdict: Verdict, milliseconds: float) -> None:
        self.times.append(milliseconds)
        self.equal += pair.equal
        self.wrong += not pair.equal
        self.proved += verdict == "proved" and pair.equal
        self.over += verdict == "over time"
        self.accepted += verdict in ("proved", "equal") and not pair.equal
        self.rejected += verdict == "different" and pair.equal
        self.undecided += verdict in ("undecided", "over time")

    def row(self, name: str) -> str:
        if not self.times:
            return f"{name:34} not installed"
        ordered = sorted(self.times)
        p95 = ordered[min(len(ordered) - 1, int(.95 * len(ordered)))]
        return (f"{name:34} {self.equal:6} {self.wrong:6} {self.rejected:9} {self.accepted:9} {self.undecided:10} "
                f"{100 * self.proved / max(1, self.equal):7.0f}% {statistics.median(ordered):9.1f} {p95:8.0f} {ordered[-1]:8.0f}")


COLUMNS = {"equal": 6, "wrong": 6, "rejected": 9, "accepted": 9, "undecided": 10, "proved": 8, "median ms": 9, "p95": 8, "most": 8}
HEAD = f"{'':34} " + " ".join(f"{name:>{width}}" for name, width in COLUMNS.items())


def ours(pair: Pair, seed: int, prove: float = 0.0) -> Verdict:
    if pair.b is None:
        return "different"          # refused where it is written
    outcome = compare(pair.a.tree, pair.b.tree, {**pair.b.names, **pair.a.names}, seed=seed, prove=prove)
    return {"agrees": "equal", "invalid": "different"}.get(outcome.verdict, outcome.verdict)


class OverTime(Exception):
    """The limit of one comparison is over."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise OverTime
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def in_sympy(pair: Pair) -> tuple[Any, Any]:
    assert pair.b is not None
    names = Names({**pair.b.names, **pair.a.names})
    reader = Reader(names.declarations)
    return reader.read(unfolded(pair.a.tree, names)), reader.read(unfolded(pair.b.tree, names))


def simplify(pair: Pair) -> Verdict:
    a, b = in_sympy(pair)
    import sympy
    return "equal" if sympy.simplify(a - b) == 0 else "different"


def equals(pair: Pair) -> Verdict:
    a, b = in_sympy(pair)
    import sympy
    return {True: "equal", False: "different"}.get(sympy.sympify(a).equals(b), "undecided")


def math_verify(pair: Pair) -> Verdict:
    import logging

    from math_verify import parse, verify  # type: ignore[import-not-found]  # optional
    assert pair.b is not None
    logging.disable(logging.WARNING)        # it warns at every call that its own time limit is off: ours is on
    sides = [parse(f"${latex(side.tree, {**pair.b.names, **pair.a.names})}$", parsing_timeout=None) for side in (pair.a, pair.b)]
    return "equal" if verify(*sides, timeout_seconds=None) else "different"


RIVALS: dict[str, Callable[[Pair], Verdict]] = {"sympy.simplify(a − b) == 0": simplify, "a.equals(b)": equals,
                                                "Math-Verify, through LaTeX": math_verify}


def expressible(pair: Pair) -> bool:
    """Return whether SymPy can be asked at all: numbers only, nothing of ours that it lacks."""
    if pair.b is None:
        return False
    names = Names({**pair.b.names, **pair.a.names})
    trees: Sequence[Tree] = (pair.a.tree, pair.b.tree)
    return all(readable(tree, names) for tree in trees)


def asked(rival: Callable[[Pair], Verdict], pair: Pair, limit: float) -> tuple[Verdict, float]:
    start = time.process_time()
    try:
        with limited(limit):
            verdict = rival(pair)
    except OverTime:
        verdict = "over time"
    except Exception:       # whatever a rival raises counts as no decision
        verdict = "undecided"
    return verdict, 1e3 * (time.process_time() - start)


def report(seeds: int, limit: float, only_ours: bool) -> Iterator[str]:
    table = pairs()
    yield f"{len(table)} pairs, {sum(pair.equal for pair in table)} equal; ours at {seeds} seeds, processor time"
    yield HEAD
    for group in dict.fromkeys(pair.group for pair in table):
        score = Score()
        for seed in range(seeds):
            for pair in table:
                if pair.group == group:
                    start = time.process_time()
                    score.add(pair, ours(pair, seed), 1e3 * (time.process_time() - start))
        yield score.row(f"{group} pairs")
    if only_ours:
        return
    common = [pair for pair in table if expressible(pair)]
    yield f"\nthe {len(common)} pairs that SymPy can express, {limit:g} s each"
    yield HEAD
    score = Score()
    for pair in common:
        start = time.process_time()
        score.add(pair, ours(pair, 0), 1e3 * (time.process_time() - start))
    yield score.row("ours")
    for name, rival in RIVALS.items():
        score = Score()
        if rival is not math_verify or find_spec("math_verify"):
            for pair in common:
                score.add(pair, *asked(rival, pair, limit))
        yield score.row(name)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--seeds", type=int, default=12)
    options.add_argument("--limit", type=float, default=1.0, help="seconds a rival may take for one pair")
    options.add_argument("--ours", action="store_true", help="leave the rivals out")
    chosen = options.parse_args()
    for line in report(chosen.seeds, chosen.limit, chosen.ours):
        print(line, flush=True)


if __name__ == "__main__":
    main()
