"""A chain of equations: the same done to both sides of each line until the unknown stands alone; what is found is put back in."""
from dataclasses import replace
from typing import NoReturn

from ..algebra.recorded import Line, Reason, Record
from ..algebra.shapes import ShapeError, shape_of
from ..algebra.tree import Tree, flat, free_names, substitute, walk
from .causes import likely
from .reasons import Refused, licence
from .rules import ALGEBRA
from .setting import Setting, difference
from .steps import Judged, equality, undecided
from .telling import Account, Found

DOING = {"add": "adding", "subtract": "subtracting", "multiply": "multiplying by", "divide": "dividing by",
         "left": "multiplying from the left by", "right": "multiplying from the right by"}
Sides = tuple[Tree, Tree]


class Solving:
    """Judges the recorded lines of a chain of equations."""

    def __init__(self, record: Record, account: Account, setting: Setting) -> None:
        self.record, self.account, self.setting = record, account, setting
        self.counts = 0

    def judge(self, equation: Tree, unknown: Tree, steps: int) -> None:
        sides = self._walked(equation)
        if self.record.error:
            self.account.stop(self.record.error[0], Found((self.record.error[1],)))
        self._check_solved(sides, unknown, equation)
        if self.counts < steps:
            self._unfinished(f"{self.counts} thing{'s were' if self.counts != 1 else ' was'} done to both sides; at least {steps} are wanted")

    def _walked(self, equation: Tree) -> Sides:
        if not self.record.lines:
            at, sentence = self.record.error or (self.record.at, "nothing has been written yet")
            self.account.stop(at, Found((sentence,)))
        sides: Sides = (equation[2], equation[3])
        for n, line in enumerate(self.record.lines):
            if line.equation is None:
                self.account.stop(line.at, Found(("a line here is an equation: yield Eq(left, right), operation",)))
            after: Sides = (line.equation[2], line.equation[3])
            how = "" if n == 0 else self._step(sides, after, line)
            if n == 0 and not all(self.setting.same(a, b) or self.setting.agree(a, b) for a, b in zip(sides, after, strict=True)):
                self.account.stop(line.at, Found((f"the first line is to be {self.setting.shown(equation)}",)))
            self.account.add("✓", line.at, line.equation, "", how)
            sides = after
        return sides

    def _step(self, before: Sides, after: Sides, line: Line) -> str:
        """Judge one line after another; return what was done."""
        if line.reason.operation and line.reason.by is not None:
            return self._operation(before, after, line, line.reason.operation, line.reason.by)
        if self.setting.same(before[0], after[1]) and self.setting.same(before[1], after[0]):
            return "the sides changed"
        judged = self._rewriting(before, after, line.reason)
        for way in judged:
            if way.found is not None:
                self.account.stop(line.at, way.found)
        self.counts += any(way.counts for way in judged)
        return next((way.how for way in judged if way.counts), judged[0].how)

    def _rewriting(self, before: Sides, after: Sides, reason: Reason) -> list[Judged]:
        """Each side equals the one above it, by the reason or by one rule; one side at least changes."""
        try:
            licensed = licence(reason, self.setting, self._no_lemma)
        except Refused as refusal:
            return [Judged("refused", found=refusal.found)]
        changed = [pair for pair in zip(before, after, strict=True) if not self.setting.same(*pair)]
        if not changed:
            return [Judged("same", found=Found(("this is the line above, in another order: a step is missing",)))]
        judged = [equality(a, b, licensed, self.setting) for a, b in changed]
        if reason not in (Reason(), Reason(rule=ALGEBRA.name)):
            return judged
        return [self._operation_missing(way) if way.verdict == "broken" else way for way in judged]

    @staticmethod
    def _operation_missing(way: Judged) -> Judged:
        found = way.found
        hint = "if something was done to both sides, say what: add, subtract, multiply, divide, left or right"
        return replace(way, found=found and replace(found, sentences=("a side is not equal to the same side above", hint, *found.sentences[1:])))

    @staticmethod
    def _no_lemma(name: str) -> Tree:
        raise Refused(f"{name}: a chain of equations cites rules, given facts and operations")

    # ---- operations on both sides

    def _operation(self, before: Sides, after: Sides, line: Line, word: str, by: Tree) -> str:
        self._check_may(word, by, line)
        due = [flat(done(side, word, by)) for side in before]
        for side, wanted, got in zip(("left", "right"), due, after, strict=True):
            try:
                shape_of(wanted, self.setting.declarations)
            except ShapeError as e:
                self.account.stop(line.at, Found((f"{DOING[word]} {self.setting.shown(by)} is not possible here", str(e))))
            self._check_side(side, wanted, got, line, f"{DOING[word]} {self.setting.shown(by)}")
        self.counts += 1
        return f"{DOING[word]} {self.setting.shown(by)}"

    def _check_may(self, word: str, by: Tree, line: Line) -> None:
        """Dividing, by a number or a matrix, must be visibly possible: else solutions are lost."""
        shown = self.setting.shown(by)
        if word == "divide" and not self.setting.is_nonzero(by):
            self._may_not(line, f"{shown} may be 0: nothing may be divided by it before that is settled")
        if word == "multiply" and not self.setting.is_nonzero(by):
            self._may_not(line, f"{shown} may be 0: multiplying by it would make every equation true")
        for node in walk(by):
            if node[:2] == ("fn", "inv") and not self.setting.is_invertible(node[2]):
                self._may_not(line, f"{self.setting.shown(node[2])} may be singular: it has an inverse only where that is declared or given")
            if node[0] == "/" and not self.setting.is_nonzero(node[2]):
                self._may_not(line, f"{self.setting.shown(node[2])} may be 0: nothing may be divided by it before that is settled")

    def _may_not(self, line: Line, sentence: str) -> NoReturn:
        self.account.stop(line.at, Found((sentence,)))

    def _check_side(self, side: str, wanted: Tree, got: Tree, line: Line, doing: str) -> None:
        truth = self.setting.compare(wanted, got)
        if truth.verdict == "undecided":
            self.account.stop(line.at, undecided(truth))
        if not truth.holds:
            example = truth.counterexample
            self.account.stop(line.at, Found(
                tuple(s for s in (f"the {side} side is not what {doing} gives", truth.message) if s), values=example.told("due") if example else "",
                cause="" if truth.verdict == "invalid" else likely(wanted, got, self.setting, due="what is due"),
                got=example.got if example else None, expected=example.expected if example else None))

    # ---- the end

    def _check_solved(self, sides: Sides, unknown: Tree, equation: Tree) -> None:
        shown, name = self.setting.shown(unknown), str(unknown[1])
        if sides[0] != unknown:
            self._unfinished(f"not solved yet: the last line is to read {shown} = …")
        if name in free_names(sides[1]):
            self._unfinished(f"not solved yet: {shown} still stands on the right")
        left, right = (flat(substitute(side, {name: sides[1]})) for side in equation[2:])
        truth = self.setting.compare(left, right)
        if truth.verdict == "undecided" and not self.setting.compare(difference(left, right), difference(left, left)).holds:
            self.account.stop(self.record.lines[-1].at, undecided(truth))
        elif truth.verdict != "undecided" and not truth.holds:
            self.account.stop(self.record.lines[-1].at, Found(("put back into the equation, it does not satisfy it",)))

    def _unfinished(self, sentence: str) -> None:
        self.account.stop(self.record.lines[-1].at, Found((sentence,), mark="…"))


def done(side: Tree, word: str, by: Tree) -> Tree:
    """Return a side after an operation."""
    if word == "add":
        return "+", side, by
    if word == "subtract":
        return difference(side, by)
    if word == "multiply":
        return "*", by, side
    if word == "divide":
        return "/", side, by
    return ("@", by, side) if word == "left" else ("@", side, by)
