"""How chains are judged: the time of a step, lines broken at random, lines dropped from good chains.

    python -m benchmarks.chains [seed …]        default: seeds 0 1 2, about 1,000 broken lines, in a minute or two
"""
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from autograder.derivations import chains, solving, telling
from tests.derivations.campaign import broken, dropped, good_chains

LINES_OF_EACH = 3       # broken lines drawn for each line of each chain and seed


def quantile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def step_times(folder: Path) -> list[float]:
    """Return the processor time that each step of each good chain takes, in milliseconds."""
    times: list[float] = []

    def timed(kind: Any) -> None:
        judge = kind._step

        def step(self: Any, *arguments: Any) -> Any:
            start = time.process_time()
            try:
                return judge(self, *arguments)
            finally:
                times.append(1e3 * (time.process_time() - start))
        kind._step = step
    before = chains.Chain._step, solving.Solving._step
    timed(chains.Chain)
    timed(solving.Solving)
    try:
        for good in good_chains(folder):
            good.judged(good.data)
    finally:
        chains.Chain._step, solving.Solving._step = before      # type: ignore[method-assign]  # put back
    return times


@contextmanager
def reasons() -> Iterator[dict[int, str]]:
    """Keep, for each line number, the reason it was last accepted by."""
    told: dict[int, str] = {}
    add = telling.Account.add

    def noted(self: telling.Account, mark: Any, line: int, formula: Any, relation: str = "", reason: str = "") -> None:
        told[line] = reason
        add(self, mark, line, formula, relation, reason)
    telling.Account.add = noted     # type: ignore[method-assign]  # put back below
    try:
        yield told
    finally:
        telling.Account.add = add   # type: ignore[method-assign]


def report(folder: Path, seeds: Sequence[int]) -> Iterator[str]:
    times = step_times(folder)
    yield f"a step of a good chain: median {statistics.median(times):.1f} ms, p95 {quantile(times, .95):.0f} ms, of {len(times)}"
    count: Counter[str] = Counter()
    kinds: dict[str, Counter[str]] = {}
    seconds = []
    for seed in seeds:
        for told in broken(folder, seed, LINES_OF_EACH):
            result = {"broken": 1, "accepted": told.said is None, "located": told.located, "cause right": told.rightly}
            count.update(result)
            kinds.setdefault(told.change.kind, Counter()).update(result)
            seconds.append(told.seconds)
            if told.said is None or not told.located:
                yield f"    {'accepted' if told.said is None else 'told elsewhere'}: {told.title}, {told.change.kind}"
    yield (f"lines broken at random: {count['broken']}; located {count['located']}, accepted {count['accepted']}, "
           f"with a right cause {count['cause right']} ({count['cause right'] / count['broken']:.0%}); "
           f"a chain {1e3 * statistics.median(seconds):.0f} ms median, {1e3 * quantile(seconds, .95):.0f} ms p95")
    for kind, of_kind in sorted(kinds.items(), key=lambda item: -item[1]["broken"]):
        yield f"    {kind}: {of_kind['broken']}, right cause {of_kind['cause right']}"
    with reasons() as told:
        lines = [(title, n, accepted, told.get(after, "")) for title, n, after, accepted in dropped(folder)]
    kept = [(title, n, reason) for title, n, accepted, reason in lines if accepted]
    yield f"one line dropped from a good chain: {len(kept)} of {len(lines)} still accepted, the step across it being one reason:"
    for title, n, reason in kept:
        yield f"    {title}, without line {n}: {reason}"


def main() -> None:
    seeds = [int(word) for word in sys.argv[1:]] or [0, 1, 2]
    with tempfile.TemporaryDirectory() as folder:
        for line in report(Path(folder), seeds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
