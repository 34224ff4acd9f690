"""What a chain may use: names, rules, facts, a hypothesis, the case in force; and the questions put to the engine, each within its time."""
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from time import monotonic

from ..algebra.render import unicode
from ..algebra.shapes import ShapeError, is_number, shape_of
from ..algebra.tree import Declaration, Tree, children, flat, free_names, substitute, with_children
from . import partial, signs
from .canonical import same
from .equality import Outcome, compare
from .known import Known
from .names import Names
from .rules import Rule

STEP_SECONDS = 2.0
CHAIN_SECONDS = 8.0

Range = tuple[str, Tree, Tree]
_agreed = Known[bool]()


@dataclass(frozen=True)
class Fact:
    """A claim that may be used; `over` an index and its range: it holds for each, and may be summed over just that range."""
    claim: Tree
    name: str | None = None
    over: Range | None = None

    @property
    def relation(self) -> str:
        return str(self.claim[1])


@dataclass(frozen=True)
class Case:
    """One side of a split: what is assumed, and the same said by a change of name and kind, so that rules can be held against it."""
    claim: Tree
    values: Mapping[str, Tree]
    kinds: Mapping[str, Declaration]


class Clock:
    """The time a chain has; a step gets its share and no more."""

    def __init__(self, seconds: float = CHAIN_SECONDS) -> None:
        self._end = monotonic() + seconds

    def left(self, most: float = STEP_SECONDS) -> float:
        return max(0.02, min(most, self._end - monotonic()))     # 20 ms: even the last line gets the cheapest decision

    @property
    def over(self) -> bool:
        return monotonic() > self._end


@dataclass(frozen=True)
class Setting:
    """Everything a step is judged by."""
    declarations: Mapping[str, Declaration]
    rules: tuple[Rule, ...]
    facts: tuple[Fact, ...] = ()
    hypothesis: Tree | None = None
    case: Case | None = None
    seed: int = 0
    clock: Clock = field(default_factory=Clock)

    @cached_property
    def premises(self) -> Hashable:
        """All that a verdict depends on besides the lines themselves, and the time there is."""
        case = self.case and (self.case.claim, *(tuple(sorted(told.items())) for told in (self.case.values, self.case.kinds)))
        return tuple(sorted(self.declarations.items())), self.rules, self.facts, self.hypothesis, case, self.seed

    def within(self, case: Case) -> "Setting":
        return replace(self, case=case)

    # ---- questions to the engine

    def same(self, a: Tree, b: Tree) -> bool:
        return same(a, b)

    def compare(self, a: Tree, b: Tree, relation: str = "=", seconds: float = STEP_SECONDS) -> Outcome:
        """Decide a REL b where the case in force and, if need be, the facts on free names hold."""
        assumed = (self.case.claim,) if self.case else ()
        outcome = self._compared(a, b, relation, assumed, seconds)
        if outcome.verdict != "different" or not self.admissible:
            return outcome
        narrowed = self._compared(a, b, relation, (*assumed, *self.admissible), seconds)
        return outcome if narrowed.verdict == "undecided" else narrowed

    def refutes(self, a: Tree, b: Tree, relation: str) -> Outcome | None:
        """Return what shows that a REL b is false, at a point where the facts on free names hold; None where no such point is known."""
        assumed = (self.case.claim,) if self.case else ()
        outcome = self._compared(a, b, relation, (*assumed, *self.admissible), STEP_SECONDS)
        return outcome if outcome.verdict in ("different", "invalid") else None

    def _compared(self, a: Tree, b: Tree, relation: str, given: tuple[Tree, ...], seconds: float) -> Outcome:
        return compare(a, b, self.declarations, seed=self.seed, given=given, relation=relation, seconds=self.clock.left(seconds))

    @property
    def admissible(self) -> tuple[Tree, ...]:
        """Return the facts that a point can be tested against: inequalities stated for no range, and names given a value."""
        return tuple(fact.claim for fact in self.facts if fact.over is None and (fact.relation != "=" or fact.claim[2][0] == "sym"))

    def agree(self, a: Tree, b: Tree, keeps: frozenset[str] = frozenset()) -> bool | None:
        """Do the lines agree when these operations alone keep their meaning?"""
        question = (a, b, keeps, self.premises)
        if (known := _agreed.get(question)) is not None:
            return known
        a, b = self._in_case(a), self._in_case(b)
        found = partial.agree(a, b, self._formal, keeps, seed=self.seed, seconds=self.clock.left(1.0))
        return found if found is None else _agreed.keep(question, found)        # None: not decided in time

    def matters(self, a: Tree, b: Tree) -> frozenset[str]:
        """Return the operations that can matter to these lines at all."""
        return partial.used(self._in_case(a), self._in_case(b), self._formal)

    def is_nonnegative(self, tree: Tree) -> bool:
        return signs.is_nonnegative(self._tidy(tree), self._formal, self._inequalities)

    def is_positive(self, tree: Tree) -> bool:
        return signs.is_positive(self._tidy(tree), self._formal, self._inequalities)

    def is_nonzero(self, tree: Tree) -> bool:
        return signs.is_nonzero(self._tidy(tree), self._formal, self._inequalities)

    def is_invertible(self, tree: Tree) -> bool:
        return signs.is_invertible(self._tidy(tree), self._formal, self._inequalities)

    def tidy(self, tree: Tree) -> Tree:
        """Return the tree with its sums and products flat and its numbers in front."""
        return flat(numbers_out(flat(tree), self._formal))

    def _tidy(self, tree: Tree) -> Tree:
        return self.tidy(self._in_case(tree))

    @property
    def _inequalities(self) -> tuple[Tree, ...]:
        return tuple(self._in_case(fact.claim) for fact in self.facts if fact.relation != "=" and fact.over is None)

    @property
    def _formal(self) -> Mapping[str, Declaration]:
        return {**self.declarations, **self.case.kinds} if self.case else self.declarations

    def _in_case(self, tree: Tree) -> Tree:
        return substitute(tree, dict(self.case.values)) if self.case else tree

    def kinds(self, *trees: Tree) -> frozenset[str]:
        """Return the kinds and properties that the names in the trees are declared with."""
        names = Names(self.declarations)
        needed = frozenset[str]().union(*map(names.needs, trees))
        last = (self.declarations[name][-1] for name in needed if name in self.declarations)
        return frozenset(kind for kind in last if isinstance(kind, str))

    def is_number(self, tree: Tree) -> bool:
        return _is_plain_number(tree, self.declarations)

    # ---- words

    def shown(self, tree: Tree) -> str:
        return unicode(tree, self.declarations)

    def free_indices(self, tree: Tree) -> frozenset[str]:
        """Return the indices that nothing in the tree binds: what is said holds for each of their values."""
        return frozenset(name for name in free_names(tree) if self.declarations.get(name, ("",))[0] == "index")


def numbers_out(tree: Tree, declarations: Mapping[str, Declaration]) -> Tree:
    """Return the tree with the numbers of a matrix product in front of it: (2 Xᵀ) X is 2 XᵀX, (2 x)ᵀ is 2 xᵀ."""
    below = tuple(numbers_out(part, declarations) for part in children(tree))
    if tree[0] not in ("@", "T"):
        return with_children(tree, below) if below else tree
    numbers: list[Tree] = []
    arrays: list[Tree] = []
    for factor in below:
        for part in factor[1:] if factor[0] == "*" else (factor,):
            (numbers if factor[0] == "*" and _is_plain_number(part, declarations) else arrays).append(part)
    if tree[0] == "T" and len(arrays) != 1:
        return with_children(tree, below)
    product = ("T", *arrays) if tree[0] == "T" else flat(("@", *arrays)) if len(arrays) > 1 else arrays[0]
    return ("*", *numbers, product) if numbers else product


def _is_plain_number(tree: Tree, declarations: Mapping[str, Declaration]) -> bool:
    try:
        return is_number(shape_of(tree, declarations))
    except ShapeError:          # an entry under a bound letter: entries are numbers
        return str(tree[0]) == "idx"


def difference(a: Tree, b: Tree) -> Tree:
    """Return a − b."""
    return ("+", a, ("neg", b))


def added(terms: Sequence[Tree]) -> Tree:
    """Return the sum of the terms."""
    return ("num", 0, 1) if not terms else terms[0] if len(terms) == 1 else ("+", *terms)
