"""The likely cause of a broken line: the one small change, in it or in a line it should equal, that would explain the difference."""
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import islice

from flint import arb, fmpq

from ..algebra.render import unicode
from ..algebra.shapes import Shape, ShapeError, Shapes
from ..algebra.tree import Tree, flat
from .arrays import Value, entries_of
from .balls import PRECISIONS, Balls
from .equality import relate
from .evaluate import Evaluator, holds
from .fields import EvaluationError, Number
from .models import Draw, Sampler
from .names import Clock, Names
from .setting import Setting
from .slips import Slip, losses, repairs
from .tagged import base

SECONDS = 1.0
POINTS = 2              # at which a change must explain everything; it is only called likely
ATTEMPTS = 24
MOST_CHANGES = 4000
LARGEST_DENOMINATOR = 24        # of a constant that is named as a factor or an offset


def likely(before: Tree, after: Tree, setting: Setting, others: Sequence[Tree] = (), due: str = "the line above") -> str:
    """Return what probably went wrong between two lines that should be equal, or nothing; `others` equal `before` too."""
    search = _Search(before, after, setting)
    if not search.points or search.are_equal():
        return ""
    return search.constant(due) or search.repair() or search.loss((before, *others))


class _Search:
    """Values of two lines at a few points, and the changes that are held against them."""

    def __init__(self, before: Tree, after: Tree, setting: Setting) -> None:
        self.before, self.after, self.setting = before, flat(after), setting
        self.clock = Clock(setting.clock.left(SECONDS))
        self.names = Names(setting.declarations)
        self.shapes = Shapes(setting.declarations)
        self.points: list[tuple[Evaluator, Value, Value]] = []     # one evaluator a point: changed lines have most of their parts in common
        try:
            self.shape: Shape | None = self.shapes.of(before, {})
            self._draw()
        except (EvaluationError, ShapeError):
            self.points = []

    def _draw(self) -> None:
        needed = self.names.needs(self.before) | self.names.needs(self.after)
        sampler = Sampler(self.names, needed, seed=self.setting.seed + 7)
        for trial in range(ATTEMPTS):
            draw = sampler.draw(trial, "generic" if trial % 2 else "small")
            try:
                if not self._in_the_case(draw):
                    continue
                at = Evaluator(draw.lifted(Balls(PRECISIONS[0])), self.clock)
                self.points.append((at, at.value(self.before), at.value(self.after)))
            except EvaluationError:
                continue
            if len(self.points) == POINTS:
                return

    def _in_the_case(self, draw: Draw) -> bool:
        case = self.setting.case
        if case is None:
            return True
        _, relation, name, bound = case.claim
        if relation == "=" and name[0] == "sym" and bound[0] == "num":
            draw.values[name[1]] = fmpq(bound[1], bound[2])
            return True
        return holds(Evaluator(draw.lifted(Balls(PRECISIONS[0])), self.clock), case.claim)

    def are_equal(self) -> bool:
        """Where the lines do not differ, there is nothing to explain."""
        return all(relate("=", above, yours, PRECISIONS[0], False) is not False for _, above, yours in self.points)

    # ---- off by a constant

    def constant(self, due: str) -> str:
        pairs = [(base(x), base(y)) for _, above, yours in self.points for x, y in zip(entries_of(above), entries_of(yours), strict=False)]
        ratios = [y / x for x, y in pairs if not _is_zero(x)]
        ratio = _common(ratios) if ratios and all(_is_zero(y) for x, y in pairs if _is_zero(x)) else None
        if ratio == -1:
            return f"the sign: yours is minus {due}"
        if ratio is not None and ratio not in (0, 1):
            return f"a factor: yours is {ratio} times {due}"
        offset = _common([y - x for x, y in pairs])
        if offset is not None and offset != 0 and len(pairs) == len(self.points):
            return f"a constant: yours is {due} {'+' if offset > 0 else '−'} {abs(offset)}"
        return ""

    # ---- one change

    def repair(self) -> str:
        return self._first(repairs(self.after, self.before, self.setting.declarations), target=1)

    def loss(self, lines: Iterable[Tree]) -> str:
        return next((said for line in lines if (said := self._first(losses(flat(line), self.after, self.setting.declarations), target=2))), "")

    def _first(self, slips: Iterable[Slip], target: int) -> str:
        for slip in islice(slips, MOST_CHANGES):
            if self.clock.left() <= 0:
                return ""
            if self._explains(slip.tree, target):
                return slip.told(lambda tree: unicode(tree, self.setting.declarations))
        return ""

    def _explains(self, tree: Tree, target: int) -> bool:
        """Does the changed line have the value of the line above (target 1), or of the learner's (target 2)?"""
        try:
            if self.shapes.of(tree, {}) != self.shape or not self.names.needs(tree) <= self._drawn():
                return False
            return all(relate("=", point[target], point[0].value(tree), PRECISIONS[0], False) is True for point in self.points)
        except (ShapeError, EvaluationError):
            return False

    def _drawn(self) -> frozenset[str]:
        return self.names.needs(self.before) | self.names.needs(self.after)


def _is_zero(x: Number) -> bool:
    return bool(x == 0) if isinstance(x, int) else arb(x).contains(0)


def _common(values: Sequence[Number]) -> Fraction | None:
    """Return the one small fraction that all values are, or None."""
    if not values:
        return None
    balls = [arb(value) for value in values]
    if not all(ball.is_finite() for ball in balls):
        return None
    first = Fraction(float(balls[0].mid())).limit_denominator(LARGEST_DENOMINATOR)
    exact = arb(first.numerator) / first.denominator
    return first if all((ball - exact).contains(0) and ball.rad() < arb(2) ** -60 for ball in balls) else None     # 2⁻⁶⁰: not by chance
