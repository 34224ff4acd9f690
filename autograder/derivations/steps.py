"""One step of equality judged: does it follow, by what, and if not, why."""
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from ..algebra.tree import ONE, Tree, flat, nodes
from .causes import likely
from .congruence import agree_by
from .equality import Outcome
from .known import Known
from .patterns import Equation, rewritten
from .reasons import Licence
from .rules import ALGEBRA, PROPERTIES, RULES, Rule
from .setting import Setting, added, difference
from .telling import Found

Verdict = Literal["follows", "same", "detour", "broken", "jump", "undecided", "refused"]
BROKEN = "does not follow from the line above"
OF_D = frozenset({"Dprod", "Dchain", "matD", "Dall"})      # a rule of derivatives explains nothing where there is none


@dataclass(frozen=True)
class Judged:
    """What a step is: its verdict, what it uses, whether it counts as one that does something, and what is said where it stops the chain."""
    verdict: Verdict
    how: str = ""
    counts: bool = False
    found: Found | None = None


_followed = Known[Judged]()


def equality(before: Tree, after: Tree, licence: Licence, setting: Setting, others: Sequence[Tree] = ()) -> Judged:
    """Judge `after` as equal to `before` by the licence; `others` are lines known to equal `before`, to look for a cause in."""
    question = (before, after, licence, setting.premises)
    if (known := _followed.get(question)) is not None:
        return known
    judged = _equality(before, after, licence, setting, others)
    return _followed.keep(question, judged) if judged.verdict == "follows" else judged      # of any other, a cause is looked for while there is time


def _equality(before: Tree, after: Tree, licence: Licence, setting: Setting, others: Sequence[Tree]) -> Judged:
    if setting.same(before, after):
        if licence == Licence() and nodes(flat(after)) < nodes(flat(before)):
            return Judged("follows", ALGEBRA.name)      # a 1, a 0 or two signs less: not the line above again, but in its last form
        return Judged("same", found=Found(("this is the line above, in another order: a step is missing",)))
    if licence.is_of_an_inequality:
        return Judged("refused", found=Found((f"{licence.name} gives an inequality: begin the line with \"≤\" or \"≥\"",)))
    if licence.gains:
        return _by_sums(before, after, licence, setting)
    if licence.equations:
        return _by_equations(before, after, licence, setting, others)
    truth = setting.compare(before, after)
    if truth.verdict in ("different", "invalid"):
        return _broken(before, after, truth, setting, others)
    by = _by_rules(before, after, licence, setting)
    if by.verdict != "follows" and truth.verdict == "undecided":
        return Judged("undecided", found=undecided(truth))
    return by


def _by_rules(before: Tree, after: Tree, licence: Licence, setting: Setting) -> Judged:
    """The step is true; it is to follow by algebra, by the rule named, or, if none is named, by one rule."""
    if setting.agree(before, after) is True:
        return Judged("follows", ALGEBRA.name)
    if licence.rule and agree_by(before, after, licence.rule.keeps, setting):
        return Judged("follows", licence.rule.name, counts=True)
    used = explanation(before, after, setting)
    if licence.rule is None and used is not None and len(used) == 1:
        return Judged("follows", used[0].name, counts=True)
    if licence.rule is None:
        return Judged("jump", found=Found((f"true, but too big a jump: {_missing(used)}",)))
    names = " and ".join(rule.name for rule in used) if used else ""
    return Judged("jump", found=Found((f"true, but not by “{licence.rule.name}” alone: " + (f"it uses {names}" if names else _missing(None)),)))


def _missing(used: tuple[Rule, ...] | None) -> str:
    if used is None:
        return "it uses more than two rules at once; write the lines between"
    return f"it needs {' and '.join(rule.name for rule in used)}, each in a line of its own"


def explanation(a: Tree, b: Tree, setting: Setting, most: int = 2) -> tuple[Rule, ...] | None:
    """Return the fewest rules by which a = b follows; () is algebra, None is more than `most`, or none found in time."""
    matters, kinds = setting.matters(a, b), setting.kinds(a, b)
    told: dict[frozenset[str], Rule] = {}
    for rule in setting.rules:
        if rule.name in PROPERTIES and not PROPERTIES[rule.name] & kinds:
            continue
        effect = rule.keeps & matters if rule.keeps & matters & OF_D or not rule.keeps & OF_D else frozenset()
        if effect and (effect not in told or len(rule.keeps - matters) < len(told[effect].keeps - matters)):
            told[effect] = rule         # rules that come to the same here: the one that has nothing idle speaks for them, else the first
    everything = frozenset[str]().union(*told) if told else frozenset[str]()
    for count in range(1, most + 1):
        for effects in sorted(combinations(told, count), key=lambda effects: len(frozenset[str]().union(*effects))):
            if setting.clock.over:
                return None
            if any(one < other for one in effects for other in effects):
                continue        # together they are one of them, and none did it alone
            if agree_by(a, b, frozenset[str]().union(*effects), setting):
                return tuple(told[effect] for effect in effects)
        if count == 1 and not agree_by(a, b, everything, setting):
            return None
    return None


def _by_equations(before: Tree, after: Tree, licence: Licence, setting: Setting, others: Sequence[Tree]) -> Judged:
    pairs = (*_put_in(before, after, licence.equations), *_put_in(setting.tidy(before), setting.tidy(after), licence.equations))
    for a, b in dict.fromkeys(((before, after), *pairs)):
        if setting.agree(a, b) is True:
            there = setting.compare(a, b)       # by algebra the same; but is the line defined wherever the one above is?
            if there.verdict in ("different", "invalid"):
                return _broken(a, b, there, setting, ())
            return Judged("follows", ALGEBRA.name) if (a, b) == (before, after) else Judged("follows", licence.name, counts=True)
    truth = setting.compare(before, after)
    for a, b in () if truth.holds or truth.verdict == "invalid" else pairs:
        others_used = explanation(a, b, setting, most=1)
        if others_used:
            return Judged("jump", found=Found((f"true, but it uses {others_used[0].name} beside {licence.name}: each in a line of its own",)))
    if not truth.holds:
        put = setting.compare(*next(iter(_put_in(before, after, licence.equations))))
        if put.verdict in ("different", "invalid"):
            return _broken(before, after, truth if truth.verdict == "different" and not setting.facts else put, setting, others)
        if put.verdict == "undecided":
            return Judged("undecided", found=undecided(put))
    return Judged("jump", found=Found((f"true, but it does not follow from {licence.name} alone: make the other change in a line of its own",)))


def _by_sums(before: Tree, after: Tree, licence: Licence, setting: Setting) -> Judged:
    """Equations added up, with weights: what the line changes by is their sum, taken from either side."""
    total = flat(added([gain.gap if gain.weight == ONE else ("*", gain.weight, gain.gap) for gain in licence.gains]))
    change = difference(after, before)
    if any(setting.agree(change, way, RULES["sum"].keeps) is True for way in (total, ("neg", total))):
        return Judged("follows", licence.name, counts=True)
    return Judged("broken", found=Found((f"what this line changes by is not {licence.name}",),
                                        cause=likely(total, change, setting, due="what the equations give")))


def _put_in(before: Tree, after: Tree, equations: Sequence[Equation]) -> list[tuple[Tree, Tree]]:
    """Return the pairs of lines that are one by algebra if the equations are all that was used: put in from the left, or from the right."""
    turned = tuple(equation.turned() for equation in equations)
    pairs = []
    for way in (tuple(equations), turned):
        pairs += [(rewritten(before, way), rewritten(after, way)), (rewritten(before, way), after), (before, rewritten(after, way))]
    return list(dict.fromkeys(pairs))


def _broken(before: Tree, after: Tree, truth: Outcome, setting: Setting, others: Sequence[Tree]) -> Judged:
    if truth.verdict == "invalid":
        return Judged("broken", found=Found((truth.message,)))
    example = truth.counterexample
    return Judged("broken", found=Found(
        tuple(s for s in (BROKEN, truth.message) if s), values=example.told() if example else "",
        cause=likely(before, after, setting, others), got=example.got if example else None, expected=example.expected if example else None))


def undecided(truth: Outcome) -> Found:
    """Neither right nor wrong, with the next thing to try."""
    said = truth.message or "this could not be decided"
    return Found((said, "it counts neither as right nor as wrong: write it simpler, or in two lines"), mark="?")
