"""The six words of a check about mathematics: derives · solves · induces · orders · witnesses · answers.

Each passes, returning the account of what was judged, or raises NotYet with what the learner reads.
"""
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..algebra.declarations import Step
from ..algebra.expressions import Claim, Expression, expression
from ..algebra.tree import Tree, substitute
from ..notes import account_of
from . import openings
from .answering import answered
from .chains import Chain, Goal
from .openings import Opened
from .orders import Graph, Statement, folded
from .solving import Solving
from .telling import Account, Derivation, Found, NotYet
from .witnesses import witnessed

Expressible = Expression | int | float


class Visible:
    """The goal of a certificate: to be rewritten until anyone sees that it is ≥ 0."""

    def __repr__(self) -> str:
        return "nonnegative"


nonnegative = Visible()


def derives(chain: Derivation, start: Expressible, to: Expressible | Visible | None = None, *, at_most: Expressible | None = None,
            at_least: Expressible | None = None, steps: int = 1, through: Iterable[Expressible] = (), given: Iterable[Claim] = (),
            also: Iterable[str] = ()) -> Account:
    """Each line of the chain follows from the one above; the first is `start`, the last is `to`, or bounds it.

    `to=nonnegative`: the last is visibly ≥ 0.  `steps`: how many lines must do more than algebra.  `through`: results to be shown on
    the way.  `given`: facts that may be cited.  `also`: strong rules, which a chain may use only where they are named here.
    """
    relation, end = _end(to, at_most, at_least)
    also = tuple(also)
    beginning, way = expression(start), [expression(wanted) for wanted in through]
    if also and not way:
        raise ValueError("a strong rule does a whole problem in a line: with also=, ask for results on the way, through=")
    goal = Goal(beginning.tree, None if end is None else end.tree, relation, tuple(wanted.tree for wanted in way), steps)
    opened = openings.chain(chain, [beginning, *([] if end is None else [end]), *way], tuple(given), also)
    return _judged(opened, goal)


def _end(to: Expressible | Visible | None, at_most: Expressible | None, at_least: Expressible | None) -> tuple[str, Expression | None]:
    ends = [(relation, end) for relation, end in (("=", to), ("<=", at_most), (">=", at_least)) if end is not None]
    if len(ends) != 1:
        raise ValueError("a chain goes to one end: to=, at_most= or at_least=")
    relation, end = ends[0]
    return relation, None if isinstance(end, Visible) else expression(end)


def _judged(opened: Opened, goal: Goal) -> Account:
    with openings.undecided_if_it_breaks(opened.record, opened.account):
        Chain(opened.record, opened.account, opened.setting, goal).judge()
    return opened.account


def induces(base: Derivation, step: Derivation, claim: Claim, t: Expression, *, first: int = 0, steps: int = 2,
            given: Iterable[Claim] = ()) -> Account:
    """`base` shows the claim at t = first; `step` shows it at t + 1, where “hypothesis” is the claim at t, and nowhere else."""
    name, facts = str(t.tree[1]), tuple(given)
    declared = t.names[name]
    if declared[0] != "integer" or declared[1] != first:
        raise ValueError(f"{name} is to be an integer from {first} on, where the induction starts: else the first step goes untested")
    for chain, value in ((base, ("num", first, 1)), (step, ("+", t.tree, ("num", 1, 1)))):
        opened = openings.chain(chain, [claim.left, claim.right, t], facts, (), hypothesis=claim.tree if chain is step else None)
        left, right = (substitute(side.tree, {name: value}) for side in (claim.left, claim.right))
        relation = {"<": "<=", ">": ">="}.get(claim.relation, claim.relation)
        goal = Goal(left, right, relation, steps=steps if chain is step else 0, strict=relation != claim.relation)
        account = _judged(opened, goal)
    if not any("hypothesis" in row.reason for row in account.rows):
        account.stop(account.rows[-1].line, Found(("the hypothesis is never used: then this is no step of an induction",), mark="…"))
    return account


def solves(chain: Derivation, equation: Claim, unknown: Expression, *, steps: int = 1, given: Iterable[Claim] = ()) -> Account:
    """From the equation to unknown = …, the same done to both sides of each line; what is found is put back in."""
    if equation.relation != "=" or unknown.tree[0] != "sym":
        raise ValueError("solves is of an equation, for a name")
    opened = openings.chain(chain, [equation.left, equation.right, unknown], tuple(given), ())
    with openings.undecided_if_it_breaks(opened.record, opened.account):
        Solving(opened.record, opened.account, opened.setting).judge(equation.tree, unknown.tree, steps)
    return opened.account


def answers(function: Derivation, goal: Expressible, *, without: Sequence[str] = ("D", "E"), given: Iterable[Claim] = ()) -> Account:
    """The function returns one expression, equal to the goal wherever that is defined, with nothing of `without` left in it."""
    end = expression(goal)
    opened = openings.chain(function, [end], tuple(given), (), kind="answer")
    with openings.undecided_if_it_breaks(opened.record, opened.account):
        return answered(opened, end.tree, tuple(without))


def says(function: Derivation, wanted: Expressible) -> bool:
    """Return whether the function returns one expression equal to this one; without a search for why it is not."""
    end = expression(wanted)
    opened = openings.chain(function, [end], (), (), kind="answer")
    answer = opened.record.answer
    with openings.undecided_if_it_breaks(opened.record, opened.account):
        return answer is not None and answer[0] != "rel" and opened.setting.compare(end.tree, answer).holds


def witnesses(function: Derivation, names: Expression | Sequence[Expression], *claims: Claim,
              such_that: Iterable[tuple[str, Callable[..., bool]]] = ()) -> Account:
    """What the function returns, put for the names, satisfies every claim exactly.

    `such_that`: pairs of a sentence and a predicate of the data, for what no expression says.
    """
    asked = (names,) if isinstance(names, Expression) else tuple(names)
    return witnessed(function, asked, claims, tuple(such_that))


def orders(chain: Derivation, needs: Mapping[Step, Sequence[Sequence[Step | str]]], *, to: Step, never: Mapping[Step, str] | None = None) -> Account:
    """Each statement stands after all it rests on, by any route: needs[s] lists the sets of premises from which s follows at once.

    `never`: statements that may not stand in this proof, each with the reason its learner reads.
    """
    never = dict(never or {})
    graph = Graph({s.key: s.sentence for s in (*needs, *never)},
                  {s.key: tuple(frozenset(p.key if isinstance(p, Step) else folded(p) for p in way) for way in ways) for s, ways in needs.items()},
                  to.key, {s.key: why for s, why in never.items()})
    for trouble in graph.troubles():
        raise ValueError(trouble)
    record = openings.read(chain)
    account = Account(chain, {})
    account_of(account)
    placed: list[str] = []
    for line in record.lines:
        if line.step is None:
            account.stop(line.at, Found(("a statement of the list is due here: yield statement, what it rests on",)))
        statement = Statement(line.at, line.step[0], (*line.reason.steps, *map(folded, line.reason.facts)))
        objection = graph.objection(statement, placed)
        if objection:
            account.stop(line.at, Found((objection,)))
        placed.append(statement.key)
        account.say("✓", line.at, graph.sentences[statement.key])
    if record.error:
        account.stop(record.error[0], Found((record.error[1],)))
    if to.key not in placed:
        account.stop(record.lines[-1].at if record.lines else record.at, Found((
            f"the proof has not reached “{to.sentence}” yet" if placed else "nothing has been written yet",), mark="…"))
    return account


__all__ = ["Account", "NotYet", "Tree", "answers", "derives", "induces", "nonnegative", "orders", "says", "solves", "witnesses"]
