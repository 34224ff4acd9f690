"""What a tree depends on, through definitions, sequences and laws: the names to draw, to show, and to watch while they are bound."""
from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction

from ..algebra.tree import Declaration, Tree, free_names, walk
from .fields import Exhausted

Declarations = Mapping[str, Declaration]
NOTHING: Declaration = ("nothing",)
MOST_STEPS = 2_000_000      # nodes evaluated in one check: about two seconds
MOST_LITERALS = 8


class Clock:
    """The time and the work that one check may use; ticked at every node."""

    def __init__(self, seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.ends = now() + seconds
        self.steps = 0

    def tick(self) -> None:
        self.steps += 1
        if not self.steps & 255:
            self.check()

    def check(self) -> None:
        """Raise where the time is spent; before whatever may take long."""
        if self.steps > MOST_STEPS or self.now() > self.ends:
            raise Exhausted("the time for one check is spent")

    def left(self) -> float:
        return self.ends - self.now()

    def at_most(self, seconds: float) -> Clock:
        """Return a clock that stops no later than this one."""
        return Clock(min(seconds, max(0.0, self.left())))

    def of_work(self, seconds: float) -> Clock:
        """Return a clock of processor time: what it allows does not depend on who else is at work."""
        return Clock(min(seconds, max(0.0, self.left())), time.thread_time)


class Names:
    """One table of declarations, and what each tree over it needs; found once a tree."""

    def __init__(self, declarations: Declarations) -> None:
        self.declarations = declarations
        self._needs: dict[int, tuple[Tree, frozenset[str]]] = {}        # the tree is kept, so that its id stays its own
        self._closed: dict[str, frozenset[str]] = {}
        self._closures: dict[frozenset[str], frozenset[str]] = {}

    def kind(self, name: str) -> str:
        return str(self.declarations.get(name, NOTHING)[0])

    def needs(self, tree: Tree) -> frozenset[str]:
        """Return every name whose value the tree's value depends on."""
        known = self._needs.get(id(tree))
        if known is None:
            known = tree, self.closure(free_names(tree))
            self._needs[id(tree)] = known
        return known[1]

    def closure(self, names: Iterable[str]) -> frozenset[str]:
        """Return names and what they are declared in terms of."""
        asked = frozenset(names)
        if asked not in self._closures:
            self._closures[asked] = self._closure(asked)
        return self._closures[asked]

    def _closure(self, names: frozenset[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                waiting.extend(self._below(name))
        return frozenset(found)

    def _below(self, name: str) -> frozenset[str]:
        if name not in self._closed:
            kind, *parts = self.declarations.get(name, NOTHING)
            own = frozenset(parts[0]) if kind == "definition" else frozenset(parts[:1]) if kind == "sequence" else frozenset[str]()
            shapes = [size for shape in (*parts[0], parts[1]) for size in shape] if kind == "function" else []
            trees = [part for part in parts if isinstance(part, tuple) and part and isinstance(part[0], str) and kind != "function"]
            if kind == "definition":
                trees = [parts[1], *(self.declarations[index][1] for index in parts[0] if self.kind(index) == "index")]
            self._closed[name] = frozenset[str]().union(*(free_names(tree) for tree in (*trees, *shapes))) - own
        return self._closed[name]

    def free_indices(self, *trees: Tree) -> list[str]:
        """Return the indices that nothing binds, in order."""
        return sorted({name for tree in trees for name in self.needs(tree) if self.kind(name) == "index"})

    def shown(self, *trees: Tree) -> list[str]:
        """Return the names a reader needs to follow the values: what is drawn, not what is defined."""
        hidden = ("definition", "sequence", "function", "nothing")
        return sorted(name for name in frozenset[str]().union(*(self.needs(tree) for tree in trees)) if self.kind(name) not in hidden)


def literals(*trees: Tree) -> list[Fraction]:
    """Return the numbers that stand in trees: where an expression may cease to be defined."""
    found = {Fraction(node[1], node[2]) for tree in trees for node in walk(tree) if node[0] == "num"}
    return sorted(found, key=lambda number: (abs(number), number))[-MOST_LITERALS:]


def turning_points(*trees: Tree) -> list[Fraction]:
    """Return the numbers that stand where an expression turns: in |…|, max, min, floor and cases."""
    return literals(*_turning(*trees))


def turns(*trees: Tree) -> bool:
    return any(True for _ in _turning(*trees))


def _turning(*trees: Tree) -> Iterator[Tree]:
    return (node for tree in trees for node in walk(tree) if node[0] in TURNING or node[0] == "fn" and node[1] in TURNING)


TURNING = frozenset(("rel", "max", "min", "abs", "sign", "relu", "floor"))


def may_be_undefined(tree: Tree) -> bool:
    """Return whether something in a tree is not defined for all numbers."""
    return any(node[0] in ("/", "D", "^") or node[0] == "fn" and node[1] in PARTIAL for node in walk(tree))


PARTIAL = frozenset("log sqrt inv logdet gamma lgamma digamma asin acos tan norm factorial".split())
