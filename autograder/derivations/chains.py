"""A chain: the lines of one derivation, each judged after the one above, then its end, its way and the number of its steps."""
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NoReturn

from ..algebra.recorded import Line, Record
from ..algebra.tree import Tree, walk
from . import cases
from .canonical import same, sums_in_order
from .inequalities import inequality
from .reasons import Refused, licence, sign_of
from .setting import Case, Setting
from .steps import Judged, equality
from .telling import Account, Found, NotYet
from .waypoints import Lookout

AS_ASKED = frozenset({"T", "pow"})      # what a last line may still differ by from the goal: (AB)ᵀ for BᵀAᵀ, √x for x^(1/2)
TO_CARRY_OUT = {"D": "a derivative is still to be carried out", "E": "a mean is still to be carried out",
                "integral": "an integral is still to be carried out", "at": "a value at a point is still to be put in",
                "mod": "an expansion is still to be carried out"}
NOT_SHOWN = "the end is right; a result on the way is not shown, as a line or as part of one"
SLOW = "judging took too long here: write this line simpler, or in two lines"


@dataclass(frozen=True)
class Goal:
    """What a chain is to show: it ends at `tree`, or, if there is none, at something visibly ≥ 0."""
    start: Tree
    tree: Tree | None
    relation: str = "="
    through: tuple[Tree, ...] = ()
    steps: int = 1
    strict: bool = False        # one line at least must be < or >


@dataclass
class Walk:
    """A chain so far: its lines, and how many steps that do something led to each."""
    lines: list[tuple[int, Tree]]
    counts: list[int] = field(default_factory=lambda: [0])
    relation: str = "="
    strict: bool = False

    @property
    def last(self) -> Tree:
        return self.lines[-1][1]


class Chain:
    """Judges the recorded lines of one derivation; stops at the first that does not hold."""

    def __init__(self, record: Record, account: Account, setting: Setting, goal: Goal | None = None) -> None:
        self.record, self.account, self.setting, self.goal = record, account, setting, goal
        self.proved: dict[str, Tree] = {}
        self.worth: dict[str, int] = {}     # the steps of a lemma, until they are counted: once
        self.open = [record.name]
        self.lookout = Lookout(goal.through if goal else (), setting)

    # ---- the whole

    def judge(self) -> None:
        """Judge the chain against its goal, case by case where it splits."""
        goal = self._goal()
        lines = self.record.lines
        if not lines:
            self._stop(self.record.error[0] if self.record.error else self.record.at, self._trouble("nothing has been written yet"))
        self._check_first(lines[0])
        if any(line.case is not None for line in lines):
            self._by_cases(lines)
        else:
            walk_ = self.follow(lines, goal.relation)
            self._unreadable()
            self.finish(walk_, goal)

    def _goal(self) -> Goal:
        if self.goal is None:
            raise ValueError("a chain without a goal is a lemma")
        return self.goal

    def _check_first(self, line: Line) -> None:
        start = self._goal().start
        if line.expression is None:
            self._stop(line.at, f"the first line is to be {self.setting.shown(start)}")
        if not self.setting.same(start, line.expression) and self.setting.agree(start, line.expression, frozenset({"define"})) is not True:
            self._stop(line.at, f"the first line is to be {self.setting.shown(start)}")

    def _unreadable(self) -> None:
        """A line that could not be read ends a chain: told once all above it holds."""
        if self.record.error:
            self._stop(*self.record.error)

    def _trouble(self, otherwise: str) -> str:
        return self.record.error[1] if self.record.error else otherwise

    # ---- line after line

    def follow(self, lines: Sequence[Line], relation: str) -> Walk:
        """Judge each line after the one above; return the way walked."""
        first = lines[0]
        so_far = Walk([(first.at, self._expression(first))])
        self.account.add("✓", first.at, so_far.last)
        self.lookout.start(so_far.last)
        for line in lines[1:]:
            if self.setting.clock.over:
                self._stop(line.at, Found((SLOW,), mark="?"))
            tree = self._expression(line)
            judged = self._step(so_far, tree, line, relation)
            if judged.found is not None:
                self.account.stop(line.at, judged.found, read=tree)
            self._walked(so_far, tree, line, judged)
        so_far.counts[-1] += self.lookout.end()
        return so_far

    def _expression(self, line: Line) -> Tree:
        if line.expression is None:
            kind = "an equation" if line.equation is not None else "a statement" if line.step is not None else "a case"
            self._stop(line.at, f"an expression is due here, not {kind}" + (
                ": a chain of equations belongs to another part" if line.equation is not None else ""))
        tree: Tree = line.expression
        return tree

    def _step(self, so_far: Walk, tree: Tree, line: Line, relation: str) -> Judged:
        try:
            self._check_direction(line.relation, relation)
            licensed = licence(line.reason, self.setting, self._lemma)
        except Refused as refusal:
            return Judged("refused", found=refusal.found)
        if line.relation == "=":
            others = self._equal_lines(so_far)
            return equality(so_far.last, tree, licensed, self.setting, others)
        return inequality(so_far.last, tree, line.relation, licensed, self.setting, self.goal.tree if self.goal else None)

    def _check_direction(self, relation: str, due: str) -> None:
        if relation == "=":
            return
        if relation == "!=":
            raise Refused("≠ is no relation of a chain: it says nothing of how far")
        if due == "=":
            raise Refused(f"what is to be shown is an equality: no line with {sign_of(relation)} can be part of it")
        if relation[0] != due[0]:
            raise Refused(f"{sign_of(relation)} points the wrong way: this chain goes {sign_of(due)}")

    def _equal_lines(self, so_far: Walk) -> list[Tree]:
        """Return what is known to equal the line above: where a cause may be looked for."""
        if self.goal is None or self.goal.relation != "=":
            return []
        return [tree for _, tree in so_far.lines[-3:-1]] + ([self.goal.tree] if self.goal.tree is not None else [])

    def _walked(self, so_far: Walk, tree: Tree, line: Line, judged: Judged) -> None:
        before = len(self.lookout.ahead)
        counts, how = so_far.counts[-1] + self.lookout.follow(tree, self._steps(line, judged), line.relation, self.setting), judged.how
        self.account.on_a_good_path = self.account.on_a_good_path or len(self.lookout.ahead) < before
        for n, (at, earlier) in enumerate(so_far.lines[:-1]):
            if self.setting.same(earlier, tree):
                self._stop(line.at, Found((f"right, but a detour: this is line {at} again; take out the lines between",)))
            if so_far.counts[n] < counts and line.relation == "=" and self.setting.agree(earlier, tree) is True:
                counts, how = so_far.counts[n], f"{how}; a detour, by algebra this is line {at} again"
        so_far.lines.append((line.at, tree))
        so_far.counts.append(counts)
        if line.relation != "=":
            so_far.relation = line.relation
            so_far.strict = so_far.strict or line.relation in ("<", ">")
        self.account.add("✓", line.at, tree, line.relation, how)

    def _steps(self, line: Line, judged: Judged) -> int:
        """A lemma is as many steps as were taken to show it, where it is first cited."""
        if not judged.counts:
            return 0
        return max(1, self.worth.pop(line.reason.lemma, 1)) if line.reason.lemma else 1

    # ---- lemmas

    def _lemma(self, name: str) -> Tree:
        """Return the claim a function has shown; its lines are judged first, by the same rules."""
        if name in self.open:
            raise Refused(f"{name} is what is being shown here: nothing proves itself")
        if name not in self.proved:
            self.proved[name] = self._proved(name)
        claim = self.proved[name]
        goal = self.goal
        if goal and goal.tree is not None and self.setting.same(claim[2], goal.start) and self.setting.same(claim[3], goal.tree):
            raise Refused(f"{name} states the very claim of this part: nothing proves itself")
        return claim

    def _proved(self, name: str) -> Tree:
        entry = self.record.lemmas.get(name)
        if entry is None or entry.error or not entry.lines:
            raise Refused(f"{name} is cited, but cannot be read to its end: finish it first")
        inner = Chain(self.record, Account(self.account.derivation, self.account.declarations), replace(self.setting, case=None))
        inner.proved, inner.worth, inner.open = self.proved, self.worth, [*self.open, name]
        relation = next((line.relation for line in entry.lines if line.relation != "="), "=")
        try:
            way = inner.follow(entry.lines, relation)
        except NotYet:
            raise Refused(f"{name} is cited, but does not hold yet: finish it first") from None
        self.worth[name] = way.counts[-1]
        return "rel", way.relation, way.lines[0][1], way.last

    # ---- the end

    def finish(self, way: Walk, goal: Goal) -> None:
        """The last line is what was to be shown, in its form; the way shows what it should, in steps enough."""
        at, last = way.lines[-1]
        self._check_end(at, last, goal)
        if goal.strict and not way.strict:
            self._unfinished(at, "the claim is strict: one of the lines is to say < or >, by something strict")
        if self.lookout.ahead:
            self._unfinished(at, NOT_SHOWN)
        if way.counts[-1] < goal.steps:
            self._unfinished(at, too_few(way.counts[-1], goal.steps))

    def _check_end(self, at: int, last: Tree, goal: Goal) -> None:
        if goal.tree is None:
            if not self.setting.is_nonnegative(last):
                self._unfinished(at, "right so far, but not yet visibly ≥ 0: a sum of squares, a norm, a product of positive names")
            return
        wanted = {node[0] for node in walk(goal.tree)}
        for op, sentence in TO_CARRY_OUT.items():
            if op not in wanted and any(node[0] == op for node in walk(last)):
                self._unfinished(at, f"right so far; {sentence}")
        if self.setting.same(goal.tree, last) or self.setting.agree(goal.tree, last, AS_ASKED) is True:
            return
        if same(sums_in_order(goal.tree), sums_in_order(last)):
            return
        if self.setting.compare(goal.tree, last).holds:
            self._unfinished(at, "equal to what is to be shown, but not yet in that form")
        self._unfinished(at, "right so far, but not yet what is to be shown" if goal.relation == "=" else
                         "right so far, but this is not yet the bound to be shown")

    def _unfinished(self, at: int, sentence: str) -> NoReturn:
        self.account.stop(at, Found((sentence,), mark="…"))

    def _stop(self, at: int, found: Found | str) -> NoReturn:
        self.account.stop(at, found if isinstance(found, Found) else Found((found,)))

    # ---- cases

    def _by_cases(self, lines: Sequence[Line]) -> None:
        goal, first = self._goal(), lines[0]
        groups: list[tuple[Line, list[Line]]] = []
        for line in lines[1:]:
            if line.case is not None:
                groups.append((line, [first]))
            elif groups:
                groups[-1][1].append(line)
            else:
                self._stop(line.at, "the cases begin right after the first line: each starts again from there")
        counted = 0
        for opening, group in groups:
            counted += self._one_case(opening, group, goal)
        self._unreadable()
        self._check_cover(groups)
        if self.lookout.ahead:
            self._unfinished(lines[-1].at, NOT_SHOWN)
        if counted < goal.steps:
            self._unfinished(lines[-1].at, too_few(counted, goal.steps))

    def _one_case(self, opening: Line, group: list[Line], goal: Goal) -> int:
        outside = self.setting
        self.setting = outside.within(self._case(opening))
        self.account.add("·", opening.at, opening.case)
        try:
            way = self.follow(group, goal.relation)
            if len(group) == 1:
                self._unfinished(opening.at, "nothing stands under this case yet")
            self._check_end(*way.lines[-1], goal)
        finally:
            self.setting = outside
        return way.counts[-1]

    def _case(self, opening: Line) -> Case:
        assert opening.case is not None, "a group of lines is opened by a case"
        try:
            return cases.case(opening.case, self.setting.declarations)
        except cases.NoCase as e:
            self._stop(opening.at, str(e))

    def _check_cover(self, groups: Sequence[tuple[Line, list[Line]]]) -> None:
        last = groups[-1][1][-1].at
        try:
            forgotten = cases.missing([opening.case for opening, _ in groups if opening.case], self.setting.declarations)
        except cases.NoCase as e:
            self._stop(last, str(e))
        if forgotten:
            self._unfinished(last, f"the case {forgotten} is missing")


def too_few(done: int, wanted: int) -> str:
    """Return what is said of a chain that gets there in fewer steps than are wanted."""
    return (f"the end is right, in {done} step{'s' if done != 1 else ''} that do{'es' if done == 1 else ''} something; "
            f"at least {wanted} are wanted: show more of the way")
