"""What a reason licenses: a rule, an equation to put in, a combination of inequalities, a word of its own."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

from ..algebra.expressions import expression_of
from ..algebra.inequalities import Instance, instance
from ..algebra.recorded import Ground, Range, Reason
from ..algebra.tree import ONE, ZERO, AlgebraError, Tree, free_names
from . import rules
from .patterns import Equation
from .rules import Rule
from .setting import Fact, Setting, difference
from .telling import SIGNS, Found, Mark


class Refused(Exception):
    """A reason that licenses nothing here, with what is said of it."""

    def __init__(self, *sentences: str, mark: Mark = "✗") -> None:
        super().__init__(sentences[0])
        self.found = Found(sentences, mark)


@dataclass(frozen=True)
class Gain:
    """weight · gap, known to be ≥ 0: what a cited inequality contributes; of an equation the gap is 0, and any weight will do."""
    weight: Tree
    gap: Tree
    name: str
    strict: bool = False
    exact: bool = False


@dataclass(frozen=True)
class Licence:
    """What a step may use beyond algebra."""
    name: str = ""
    rule: Rule | None = None
    equations: tuple[Equation, ...] = ()
    gains: tuple[Gain, ...] = ()
    word: str = ""      # of rules.INEQUALITIES

    @property
    def is_of_an_inequality(self) -> bool:
        return bool(self.word) or any(not gain.exact for gain in self.gains)


def licence(reason: Reason, setting: Setting, lemma: Callable[[str], Tree]) -> Licence:
    """Return what the reason allows, or refuse it; `lemma` returns the claim that a function has shown."""
    if reason.rule is not None:
        return _by_word(reason.rule, setting)
    if reason.lemma is not None:
        return _by_claim(reason.lemma, lemma(reason.lemma), setting)
    if reason.given is not None:
        return _by_equation(reason.given, setting)
    if reason.combination:
        return _by_combination(reason.combination, setting)
    if reason.operation is not None:
        raise Refused("an operation on both sides belongs to an equation", "write yield Eq(left, right), operation")
    if reason.steps or reason.facts:
        raise Refused("a reason is the name of a rule, a lemma, a given fact or slack(…)")
    return Licence()


def _by_word(word: str, setting: Setting) -> Licence:
    name = rules.named(word)
    if name == rules.HYPOTHESIS:
        if setting.hypothesis is None:
            raise Refused("there is no induction hypothesis here")
        return _by_claim(name, setting.hypothesis, setting)
    if name in rules.INEQUALITIES:
        return Licence(name=name, word=name)
    rule = next((rule for rule in setting.rules if rule.name == name), None)
    if rule is None:
        _no_rule(word, name, setting)
    return Licence(name=rule.name, rule=rule)


def _no_rule(word: str, name: str | None, setting: Setting) -> NoReturn:
    if name is not None:
        raise Refused(f"“{name}” would do all of this in one line, and is not offered here: show the lines")
    near = rules.meant(word)
    known = ", ".join([rule.name for rule in setting.rules] + list(rules.INEQUALITIES))
    raise Refused(f"“{word}” is no rule known here" + (f"; did you mean “{near}”?" if near else f": {known}"))


def _by_claim(name: str, claim: Tree, setting: Setting) -> Licence:
    """A lemma or hypothesis: an equation to put in, for every value of its free indices, or an inequality to add."""
    _, relation, left, right = claim
    if relation == "=":
        holes = setting.free_indices(left) if name != rules.HYPOTHESIS else frozenset[str]()
        return Licence(name=name, equations=(Equation(left, right, holes, setting.is_number(left)),))
    return Licence(name=name, gains=(Gain(ONE, _gap(claim), name, relation in ("<", ">")),))


def _gap(claim: Tree) -> Tree:
    """Return what an inequality says to be ≥ 0."""
    _, relation, left, right = claim
    return difference(right, left) if relation in ("<=", "<") else difference(left, right)


# ---- facts given

def _by_equation(ground: Ground, setting: Setting) -> Licence:
    if ground.kind == "hypothesis":
        return _by_word(rules.HYPOTHESIS, setting)
    if ground.kind == "tight":
        return _by_tightness(ground, setting)
    fact = known(ground, setting)
    _, _, left, right = fact.claim
    if fact.over is not None:
        _check_range(ground, fact, setting)
        left, right = (("sum", side, *fact.over) for side in (left, right))
    elif ground.summed:
        left, right = (_summed(side, ground.summed) for side in (left, right))
    equation = Equation(left, right, setting.free_indices(fact.claim), setting.is_number(left))
    return Licence(name=_called(ground, setting), equations=(equation,))


def _by_tightness(ground: Ground, setting: Setting) -> Licence:
    """The two sides of a named inequality are equal where its condition holds: the condition must be given, or visible."""
    rebuilt = _rebuilt(ground, setting)
    condition = rebuilt.condition.tree
    assumed = [*(fact.claim for fact in setting.facts), *([setting.case.claim] if setting.case else [])]
    if not any(_same_claim(condition, other, setting) for other in assumed):
        holds = condition[1] == "=" and setting.agree(condition[2], condition[3]) is True
        if not holds:
            raise Refused(f"{ground.name} is tight where {setting.shown(condition)}: that is neither given nor the case here")
    _, _, left, right = rebuilt.tree
    return Licence(name=f"{ground.name} is tight", equations=(Equation(left, right),))


def known(ground: Ground, setting: Setting) -> Fact:
    """Return the check's own copy of a fact the learner cites; what it says counts, not what it is called."""
    claim = ground.claim
    if claim is None:
        raise Refused("a reason is the name of a rule, a lemma, a given fact or slack(…)")
    for fact in setting.facts:
        if _same_claim(claim, fact.claim, setting):
            return fact
    may = [fact.name or setting.shown(fact.claim) for fact in setting.facts]
    alike = next((fact for fact in setting.facts if fact.name and fact.name == ground.name), None)
    if alike is not None:
        raise Refused(f"{alike.name} says {setting.shown(alike.claim)}, not {setting.shown(claim)}")
    raise Refused(f"{setting.shown(claim)} is not given" + (f"; what may be used is {', '.join(may)}" if may else ""))


def _same_claim(a: Tree, b: Tree, setting: Setting) -> bool:
    turned = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
    alike = a[1] == b[1] and setting.same(a[2], b[2]) and setting.same(a[3], b[3])
    mirrored = turned.get(a[1], a[1]) == b[1] and setting.same(a[2], b[3]) and setting.same(a[3], b[2])
    return alike or mirrored


def _called(ground: Ground, setting: Setting) -> str:
    return ground.name or ("" if ground.claim is None else setting.shown(ground.claim))


# ---- combinations

def _by_combination(terms: Sequence[tuple[Tree, Ground]], setting: Setting) -> Licence:
    gains = tuple(_gain(weight, ground, setting) for weight, ground in terms)
    for gain in gains:
        if gain.gap == ONE and not setting.is_nonnegative(gain.weight):
            raise Refused(f"the slack {setting.shown(gain.weight)} is not visibly ≥ 0",
                          "write it with squares, norms, positive names or facts that are given")
        if not gain.exact and gain.gap != ONE and not setting.is_nonnegative(gain.weight):
            raise Refused(f"{gain.name} is multiplied by {setting.shown(gain.weight)}, which is not visibly ≥ 0: an inequality may turn")
    return Licence(name=" + ".join(dict.fromkeys(gain.name for gain in gains)), gains=gains)


def _gain(weight: Tree, ground: Ground, setting: Setting) -> Gain:
    kind = ground.kind
    if kind == "slack":
        return Gain(weight, ONE, "slack")
    if kind == "hypothesis":
        if setting.hypothesis is None:
            raise Refused("there is no induction hypothesis here")
        claim, name = setting.hypothesis, rules.HYPOTHESIS
        if ground.summed:
            raise Refused("the hypothesis speaks of one step: it cannot be summed")
    elif kind == "instance":
        claim, name = _rebuilt(ground, setting).tree, ground.name or ""
    else:
        fact = known(ground, setting)
        claim, name = fact.claim, _called(ground, setting)
        _check_range(ground, fact, setting)
    if claim[1] == "!=":
        raise Refused(f"{name} says that two things differ, not by how much: no bound follows from it")
    gap = _gap(claim) if claim[1] != "=" else difference(claim[3], claim[2])
    if free_names(weight) & {index for index, _, _ in ground.summed}:      # Σ weightᵢ · gapᵢ
        _check_weight(weight, claim, name, setting)
        weight, gap = ONE, ("*", weight, gap)
    summed = _summed(gap, ground.summed)
    return Gain(weight, summed, f"Σ {name}" if ground.summed else name, claim[1] in ("<", ">") and not ground.summed, claim[1] == "=")


def _check_weight(weight: Tree, claim: Tree, name: str, setting: Setting) -> None:
    if claim[1] != "=" and not setting.is_nonnegative(weight):
        raise Refused(f"{name} is multiplied by {setting.shown(weight)}, which is not visibly ≥ 0: an inequality may turn")


def _summed(tree: Tree, ranges: Sequence[Range]) -> Tree:
    for index, low, high in ranges:
        tree = ("sum", tree, index, low, high)
    return tree


def _check_range(ground: Ground, fact: Fact, setting: Setting) -> None:
    """A fact is summed over just the range for which it is stated; over an index, over all its values."""
    summed = ground.summed
    name = _called(ground, setting)
    if fact.over is not None and not summed:
        index, low, high = fact.over
        raise Refused(f"{name} holds for each {index} from {setting.shown(low)} to {setting.shown(high)}: sum it over that range")
    for index, low, high in summed:
        if fact.over is not None and index == fact.over[0]:
            if not (setting.same(low, fact.over[1]) and setting.same(high, fact.over[2])):
                stated = f"from {setting.shown(fact.over[1])} to {setting.shown(fact.over[2])}"
                raise Refused(f"{name} holds for {index} {stated}: sum it over just that range")
        elif not _whole_range(index, low, high, setting):
            raise Refused(f"{name} speaks of one {index}: it cannot be summed")


def _whole_range(index: str, low: Tree, high: Tree, setting: Setting) -> bool:
    declared = setting.declarations.get(index, ("",))
    return declared[0] == "index" and low == ONE and setting.same(high, declared[1])


def _rebuilt(ground: Ground, setting: Setting) -> Instance:
    """Return a named inequality, built here again from its arguments; its side conditions must be visible."""
    try:
        again = instance(ground.name or "", [expression_of(argument, setting.declarations) for argument in ground.arguments])
    except AlgebraError as e:
        raise Refused(f"{ground.name} cannot be used so: {e}") from None
    for need in again.needs:
        if not _visible(need.tree, setting):
            raise Refused(f"{ground.name} needs {setting.shown(need.tree)}: that is not visible here")
    return again


def _visible(condition: Tree, setting: Setting) -> bool:
    _, relation, left, right = condition
    if any(_same_claim(condition, fact.claim, setting) for fact in setting.facts):
        return True
    gap = left if right == ZERO and relation in (">", ">=", "!=") else _gap(condition) if relation != "!=" else difference(left, right)
    return {"<": setting.is_positive, ">": setting.is_positive, "!=": setting.is_nonzero}.get(relation, setting.is_nonnegative)(gap)


def sign_of(relation: str) -> str:
    """Return a relation as it is written on paper."""
    return SIGNS.get(relation, relation)
