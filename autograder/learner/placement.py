"""Where to begin: a short quiz over the map of prerequisites; it suggests, and locks nothing.

An answer speaks for its neighbours: who solves a problem is taken to know what it builds on, who does not, to lack what builds on it.
Each question is the one that settles most whichever way it is answered.
"""
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

MOST = 12       # questions: a quarter of an hour or so


@dataclass(frozen=True)
class Map:
    """Exercises in the order of the course, and what each builds on."""
    order: tuple[str, ...]
    after: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, order: Sequence[str], after: Callable[[str], Iterable[str]]) -> "Map":
        """Return the map with everything below each exercise, near and far."""
        known: dict[str, frozenset[str]] = {}

        def below(id: str, above: frozenset[str]) -> frozenset[str]:
            if id not in known:
                near = {name.partition("#")[0] for name in after(id)} - above - {id}
                known[id] = frozenset(near).union(*(below(name, above | {id}) for name in sorted(near)))
            return known[id]
        return cls(tuple(order), {id: below(id, frozenset()) & set(order) for id in order})

    def above(self, id: str) -> frozenset[str]:
        return frozenset(other for other in self.order if id in self.after[other])


@dataclass
class Placement:
    """One quiz: what was answered, and what follows for the rest of the map; what was passed before need not be asked."""
    map: Map
    asked: dict[str, bool] = field(default_factory=dict)
    passed: frozenset[str] = frozenset()

    @property
    def known(self) -> frozenset[str]:
        """Return what is taken to be known: solved or passed, or below something that is, unless it was asked itself and not solved."""
        solved = {id for id, right in self.asked.items() if right} | (self.passed & set(self.map.order))
        return frozenset(solved.union(*(self.map.after[id] for id in solved))) - self.lacking

    @property
    def lacking(self) -> frozenset[str]:
        return frozenset(id for id, right in self.asked.items() if not right)

    @property
    def ahead(self) -> frozenset[str]:
        """Return what is taken to be still ahead: what builds on something that is lacking."""
        return frozenset().union(*(self.map.above(id) for id in self.lacking)) - self.known

    def next(self, can_be_asked: Iterable[str]) -> str | None:
        """Return the exercise to ask about next, or None where nothing is left to be learned by asking."""
        if len(self.asked) >= MOST:
            return None
        open_ones = set(self.map.order) - self.known - self.lacking - self.ahead
        settled = {id: min(len(self.map.after[id] & open_ones), len(self.map.above(id) & open_ones))
                   for id in can_be_asked if id in open_ones}
        place = {id: n for n, id in enumerate(self.map.order)}
        return max(settled, key=lambda id: (settled[id], -place[id]), default=None)

    @property
    def start(self) -> str | None:
        """Return where to begin: the first of the course that is not known, or None where all is."""
        return next((id for id in self.map.order if id not in self.known), None)

    @property
    def repair(self) -> tuple[str, ...]:
        """Return what lies before the start of something known, and is lacking itself: gaps to close first."""
        return tuple(id for id in self.map.order if id in self.lacking and any(id in self.map.after[k] for k in self.known))
