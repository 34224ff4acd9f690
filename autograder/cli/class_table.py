"""Who has what, as the terminal shows it: a column an exercise, by number; where that is too wide, each cell with its number."""
from collections.abc import Callable
from typing import TYPE_CHECKING

from ..report.ink import Ink, padded, size, table

if TYPE_CHECKING:
    from ..classroom.standing import Standing


def by_person(now: "Standing", ink: Ink, beside: Callable[[str], str] = lambda learner: "") -> list[str]:
    """Return a line a learner: the mean, a cell an exercise, and what is to be said beside."""
    rows = [(f"  {p.id}", now.mean(p.id), ["waits" if c.word == "waiting" else c.percent for c in now.of(p.id)], beside(p.id)) for p in now.learners]
    numbers = [str(n) for n in range(1, len(now.exercises) + 1)]
    plain = [("", "mean", *numbers, ""), *((id, mean, *cells, said) for id, mean, cells, said in rows)]
    lines = table(plain)
    if max(map(size, lines)) <= ink.width:
        return lines
    wide, room = max(size(id) for id, *_ in rows), max(size("mean"), *(size(mean) for _, mean, *_ in rows))
    return [line for id, mean, cells, said in rows for line in
            ink.flow([padded(id, wide), padded(mean, room), *(f"{n}: {cell}" for n, cell in zip(numbers, cells, strict=True)), said], wide + room + 4)]
