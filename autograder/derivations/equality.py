"""Are two expressions equal in every model of what is declared? The same tree, then numbers modulo a prime, then balls, then exact proof.

One rule for all points: wherever the first side is defined (in the domains declared, with the facts given), the second must be defined and
related to it as claimed. Points of measure zero count: x²/x is not x unless x ≠ 0 is declared or given, and x for x²/x is accepted.

*Different* is rigorous at the point shown (integrals and infinite sums excepted: their digits are many, their bounds are not). *Proved* says
that the two are equal wherever both are defined, for the sizes and whole numbers that `how` names; *agrees* is no proof and is not called one.
"""
from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from flint import arb

from ..algebra.shapes import ShapeError, Shapes, is_number, shape_text
from ..algebra.tree import Declaration, Tree
from .arrays import Value, entries_of
from .balls import PRECISIONS, Balls
from .canonical import canonical, same
from .counterexamples import Counterexample, shrink
from .evaluate import Evaluator, holds
from .exact import Undecided, exactly, value_of
from .fields import EvaluationError, Exhausted, Inexact, Number, Undefined, Unsupported
from .models import Draw, Sampler
from .names import Clock, Names, literals, may_be_undefined, turning_points, turns
from .prime import Prime
from .prove import prove as proof_of
from .tagged import base

Verdict = Literal["proved", "agrees", "different", "undecided", "invalid"]
POINTS = 16                 # balls, where the sides are no formal identity
POINTS_AFTER_FORMAL = 5     # where they are one: what is left to find is a point at which the second is undefined
FEWEST_POINTS = 4           # usable points without which nothing is said
ATTEMPTS = 4                # draws for each point wanted
AT_TURNS = 12               # draws at each number where an expression turns: on either side of it, and on it
FAST_PROOF = 0.05           # seconds for proofs by normal forms, always tried
APPROXIMATE = 2.0 ** -40    # integrals and infinite sums by quadrature: as close as this is equal, …
APART = 2.0 ** -25          # … and further than this is different


@dataclass(frozen=True)
class Outcome:
    """A verdict, how it was reached in one clause, the sentence for the learner, and values where the two sides differ."""
    verdict: Verdict
    how: str = ""
    message: str = ""
    counterexample: Counterexample | None = None

    @property
    def holds(self) -> bool:
        return self.verdict in ("proved", "agrees")


def compare(a: Tree, b: Tree, declarations: Mapping[str, Declaration], *, seed: int = 0, given: Sequence[Tree] = (), relation: str = "=",
            seconds: float = 2.0, prove: float = 0.0) -> Outcome:
    """Return whether b may stand for a (or a REL b) in every model of the declarations in which the given facts hold."""
    question = Question(a, b, declarations, seed, given, relation, Clock(seconds))
    try:
        return question.misshapen() or question.answer(prove)
    except Exhausted as error:
        return Outcome("undecided", "out of budget", f"this could not be decided: {error}; write the line in smaller steps")
    except Unsupported as error:
        return Outcome("undecided", "out of reach", f"cannot decide: {error}; write it in another form")
    except RecursionError:
        return Outcome("undecided", "out of reach", "nested too deeply to be decided; write the line in smaller steps")


def is_true(claim: Tree, declarations: Mapping[str, Declaration], *, seed: int = 0, given: Sequence[Tree] = (), seconds: float = 2.0,
            prove: float = 0.0) -> Outcome:
    """Return whether a relation holds in every model."""
    return compare(claim[2], claim[3], declarations, seed=seed, given=given, relation=claim[1], seconds=seconds, prove=prove)


def counterexample(a: Tree, b: Tree, declarations: Mapping[str, Declaration], *, seed: int = 0, given: Sequence[Tree] = (),
                   relation: str = "=", seconds: float = 1.0) -> Counterexample | None:
    """Return values at which two expressions differ, or None where none were found."""
    return compare(a, b, declarations, seed=seed, given=given, relation=relation, seconds=seconds).counterexample


class Question:
    """One comparison."""

    def __init__(self, a: Tree, b: Tree, declarations: Mapping[str, Declaration], seed: int, given: Sequence[Tree], relation: str,
                 clock: Clock) -> None:
        self.a, self.b, self.declarations, self.relation, self.clock = a, b, declarations, relation, clock
        self.given = tuple(sorted(given, key=lambda fact: fact[1] != "="))      # names are given their values before anything is asked of them
        self.names = Names(declarations)
        self.needed = frozenset[str]().union(*(self.names.needs(tree) for tree in (a, b, *self.given)))
        self.indices = self.names.free_indices(a, b)
        digest = hashlib.blake2b(f"{seed}|{canonical(a)}|{canonical(b)}".encode(), digest_size=6).digest()
        self.seed = int.from_bytes(digest, "big")
        self.usable, self.outside, self.unsure, self.reason = 0, 0, 0, ""

    # ---- 1: shapes and names

    def misshapen(self) -> Outcome | None:
        shapes = Shapes(self.declarations)
        try:
            shape_a = shapes.of(self.a, {})
        except ShapeError as error:
            return Outcome("invalid", "shapes", f"the line above does not stand: {error}")
        try:
            shape_b = shapes.of(self.b, {})
        except ShapeError as error:
            return Outcome("invalid", "shapes", str(error))
        if shape_a == shape_b or is_number(shape_a) and is_number(shape_b):
            return self._lost_sum()
        message = f"your answer is {shape_text(shape_b)}, but {shape_text(shape_a)} is expected"
        if len(shape_a) == 2 and shape_b == shape_a[::-1]:
            turned = Question(self.a, ("T", self.b), self.declarations, self.seed, self.given, self.relation, self.clock)
            if turned.answer(None).holds:
                message += "; transposed it is right: a gradient has the shape of its variable"
        return Outcome("invalid", "shapes", message)

    def _lost_sum(self) -> Outcome | None:
        extra = sorted(set(self.names.free_indices(self.b)) - set(self.names.free_indices(self.a)))
        if not extra or self._reaches(extra):
            return None
        return Outcome("invalid", "free index", f"the index {extra[0]} is free in your expression but not in the line above: "
                                                f"a sum over {extra[0]} may be missing")

    def _reaches(self, extra: Sequence[str]) -> bool:
        """A free index that changes nothing is no mistake: Σ_k p_k = Σ_k p_k + 0·x_j."""
        return Question(self.a, self.b, self.declarations, self.seed, self.given, self.relation, self.clock.at_most(0.3)).balls(POINTS) is None

    # ---- the cascade

    def answer(self, prove: float | None) -> Outcome:
        if self.relation in ("=", "<=", ">=") and canonical(self.a) == canonical(self.b):
            return Outcome("proved", "the same up to the order of terms")
        quick = self.balls(2)
        if quick is not None:
            return quick
        formal = self.relation == "=" and not self.given and self.formally()
        found = self.balls(POINTS_AFTER_FORMAL if formal else POINTS)
        if found is not None:
            return found
        if self.usable < FEWEST_POINTS:
            return self._too_few()
        return self._agreement(formal, prove)

    def _agreement(self, formal: bool, prove: float | None) -> Outcome:
        if self.relation != "=":
            return Outcome("agrees", f"no counterexample at {self.usable} points")
        clause = None
        if prove is not None:
            clause = proof_of(self.a, self.b, self.names, self.clock.of_work(max(FAST_PROOF, prove)), slow=min(prove, self.clock.left()))
        if clause is not None:
            return Outcome("proved", clause)
        if formal:
            return Outcome("agrees", f"as rational functions at random points modulo 2⁶¹ − 1, and defined at {self.usable} points")
        return Outcome("agrees", f"at {self.usable} random points")

    def _too_few(self) -> Outcome:
        if self.outside > self.unsure:
            return Outcome("undecided", "no points", "cannot decide: the line above is defined at hardly any point that was tried"
                           + (f" ({self.reason})" if self.reason else ""))
        return Outcome("undecided", "precision", "cannot decide: too close to tell at the points that were tried"
                       + (f" ({self.reason})" if self.reason else "") + "; write it in another form")

    # ---- 3: modulo a prime

    def formally(self) -> bool:
        """Return whether the sides are one rational function of names and unknown functions, but for a chance of degree / 2⁶¹ a point."""
        sampler = Sampler(self.names, self.needed, seed=self.seed + 1)
        varied = bool(sampler.dims or self.indices) or any(self.names.kind(name) == "integer" for name in self.needed)
        wanted = max(len(sampler.patterns), 6 if varied else 2)
        agreed = 0
        for trial in range(3 * wanted):
            model = sampler.draw(trial, "prime").lifted(Prime(str(trial).encode()))
            evaluator = Evaluator(model, self.clock)
            try:
                pairs = zip(entries_of(evaluator.value(self.a)), entries_of(evaluator.value(self.b)), strict=True)
                if not all(model.field.is_zero(base(x - y)) for x, y in pairs):
                    return False
            except Undefined:
                continue
            except (Unsupported, ValueError):
                return False
            agreed += 1
            if agreed >= wanted:
                return True
        return False

    # ---- 4: balls

    def balls(self, points: int) -> Outcome | None:
        """Return what refutes the claim at one of so many more points, or None."""
        sampler = Sampler(self.names, self.needed, seed=self.seed + points, near=literals(self.a, self.b))
        points = max(points, len(sampler.patterns) + 2) if points > 2 and len(self.indices) > 1 else points
        points = points if self.needed else min(points, FEWEST_POINTS // 2)     # plain numbers: one point is as good as many
        met = 0
        try:
            for draw in self._draws(sampler, points):
                state = self.at(draw)
                if isinstance(state, Outcome):
                    return state
                met += state and draw.style not in ("turning", "equal")
                if met >= points:
                    break
        except Undefined as error:
            return Outcome("undecided", "no points", f"cannot decide: {error}")
        self.usable += met
        return None

    def _draws(self, sampler: Sampler, points: int) -> Iterator[Draw]:
        """Yield draws: at and beside the numbers where an expression turns, at those where it may cease to be defined, then of every style."""
        if points > 2:
            for number in turning_points(self.a, self.b):
                for trial in range(AT_TURNS):
                    yield sampler.draw(trial, "turning", near=(number,))
            if may_be_undefined(self.b) or turns(self.a, self.b):
                numbers = literals(self.a, self.b)
                for number in sorted({Fraction(0), *numbers, *(-number for number in numbers)}):
                    yield sampler.draw(0, "equal", near=(number,))
        for trial in range(ATTEMPTS * points):
            yield sampler.draw(trial)

    def at(self, draw: Draw) -> Outcome | bool:
        """Return whether a point is usable, or what it refutes."""
        for precision in PRECISIONS:
            evaluator = Evaluator(draw.lifted(Balls(precision)), self.clock)
            try:
                if not self._admissible(evaluator):
                    return False
                above = evaluator.value(self.a)
            except Undefined as error:
                self.outside, self.reason = self.outside + 1, str(error)
                return False
            except Inexact as error:
                self.reason = str(error)
                continue
            try:
                yours = evaluator.value(self.b)
            except Undefined as error:
                return self._refuted(draw, str(error))
            except Inexact as error:
                self.reason = str(error)
                continue
            related = relate(self.relation, above, yours, precision, evaluator.model.approximate)
            if related is False:
                return self._refuted(draw, "")
            if related:
                return True
        self.unsure += 1
        return False

    def _admissible(self, evaluator: Evaluator) -> bool:
        for fact in self.given:
            if _assigned(evaluator, fact):
                continue
            try:
                if not holds(evaluator, fact):
                    return False
            except EvaluationError:
                return False
        return True

    def _refuted(self, draw: Draw, undefined: str) -> Outcome:
        example = shrink(self, draw)
        if undefined or example is not None and example.undefined:
            message = f"not defined everywhere: {example.undefined if example is not None and example.undefined else undefined}"
            return Outcome("different", "a point at which it is not defined", message, example)
        return Outcome("different", "a point at which they differ", "", example)


def _assigned(evaluator: Evaluator, fact: Tree) -> bool:
    """A fact  name = expression  sets the name."""
    if fact[1] != "=" or fact[2][0] != "sym" or fact[2][1] in evaluator.names.needs(fact[3]):
        return False
    evaluator.model.values[fact[2][1]] = evaluator.value(fact[3])
    return True


def relate(relation: str, a: Value, b: Value, precision: int, approximate: bool) -> bool | None:
    """Return whether two values stand in a relation; None where the precision does not tell."""
    left, right = entries_of(a), entries_of(b)
    if len(left) != len(right):
        return False
    states = [_related(relation, base(x), base(y), precision, approximate) for x, y in zip(left, right, strict=True)]
    if relation == "!=":
        return True if True in states else None if None in states else False
    return False if False in states else None if None in states else True


def _related(relation: str, x: Number, y: Number, precision: int, approximate: bool) -> bool | None:
    difference = x - y
    if isinstance(difference, int):
        sign: int | None = (difference > 0) - (difference < 0)
    else:
        if not difference.is_finite():
            return None
        size = abs(arb(x)).upper() + arb(2) ** -40      # so that what should be 0 is measured against something
        if approximate:
            gap = abs(difference) / size
            sign = 0 if gap < APPROXIMATE else None if gap < APART or not gap > APART else 1 if difference > 0 else -1
        elif difference.contains(0):
            # half the bits have to agree: a ball that is wider could hide a difference
            sign = 0 if difference.rad() < size * arb(2) ** (-precision // 2) else None
        else:
            sign = 1 if difference > 0 else -1
    if sign is None:
        return None
    return {"=": sign == 0, "!=": sign != 0, "<": sign < 0, ">": sign > 0, "<=": sign <= 0, ">=": sign >= 0}[relation]


__all__ = ["Counterexample", "Outcome", "Undecided", "Verdict", "canonical", "compare", "counterexample", "exactly", "is_true", "same", "value_of"]
