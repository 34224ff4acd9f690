"""One step of an inequality judged: by a nonnegative combination of what is known, by what is visibly ≥ 0, or by Jensen."""
from collections.abc import Iterator

from ..algebra.tree import ONE, ZERO, Tree, flat
from .causes import likely
from .jensen import due, is_jensen
from .reasons import Gain, Licence, sign_of
from .setting import Setting, added, difference
from .steps import Judged, explanation, undecided
from .telling import Found

NEEDS_A_REASON = "a reason is due: Jensen, nonnegative, a fact that is given, a named inequality, or slack(…)"


def inequality(before: Tree, after: Tree, relation: str, licence: Licence, setting: Setting, goal: Tree | None = None) -> Judged:
    """Judge `before REL after` by the licence; the goal is only looked at for what may have gone wrong."""
    up = relation in ("<=", "<")
    gap = difference(after, before) if up else difference(before, after)
    strict = relation in ("<", ">")
    if strict and not any(gain.strict and setting.is_positive(gain.weight) for gain in licence.gains):
        return _refused(f"{relation} is more than the reason gives: write {sign_of(relation + '=')}, or cite something strict")
    if licence.gains:
        return _by_gains(before, after, relation, gap, licence, setting)
    if licence.word == "nonnegative":
        return _by_sight(before, after, relation, gap, setting, goal)
    if licence.word == "Jensen":
        return _by_jensen(before, after, relation, setting)
    return _refuted(before, after, relation, setting, goal) or _refused(
        f"no counterexample was found, but {sign_of(relation)} needs more: {NEEDS_A_REASON}")


def _refused(*sentences: str) -> Judged:
    return Judged("refused", found=Found(sentences))


def _refuted(before: Tree, after: Tree, relation: str, setting: Setting, wanted: Tree | None = None, got: Tree | None = None) -> Judged | None:
    """A point where the inequality fails, all facts holding there: facts over a range, and equations that no drawing meets, cannot be tested."""
    if any(fact.claim not in setting.admissible for fact in setting.facts) or setting.hypothesis is not None:
        return None
    truth = setting.refutes(before, after, relation)
    if truth is not None and truth.verdict == "invalid":
        return Judged("broken", found=Found((truth.message,)))
    if truth is None or truth.counterexample is None:
        return None
    example = truth.counterexample
    cause = likely(wanted, after if got is None else got, setting, due="what is due") if wanted is not None else ""
    return Judged("broken", found=Found((f"{sign_of(relation)} is false here",), values=example.told(), cause=cause,
                                        got=example.got, expected=example.expected))


# ---- combinations

def _by_gains(before: Tree, after: Tree, relation: str, gap: Tree, licence: Licence, setting: Setting) -> Judged:
    total = flat(added([_weighted(gain) for gain in licence.gains]))
    truth = setting.compare(total, gap)
    if truth.verdict == "undecided":
        return Judged("undecided", found=undecided(truth))
    if not truth.holds:
        return _refuted(before, after, relation, setting, total, gap) or _another_gain(gap, total, licence, setting, truth.message)
    if setting.agree(total, gap) is not True and explanation(total, gap, setting) is None:
        return Judged("jump", found=Found(("true, but too big a jump: beside the inequality it uses more than two rules; write the lines between",)))
    return Judged("follows", licence.name, counts=True)


def _weighted(gain: Gain) -> Tree:
    return gain.gap if gain.weight == ONE else gain.weight if gain.gap == ONE else ("*", gain.weight, gain.gap)


def _another_gain(gap: Tree, total: Tree, licence: Licence, setting: Setting, message: str) -> Judged:
    outcome = setting.compare(total, gap)
    example = outcome.counterexample
    values = example.told("the reasons give", "the line gains") if example else message
    return Judged("broken", found=Found((f"what this line gains is not {licence.name}",), values=values,
                                        cause=likely(total, gap, setting, due="what the reasons give")))


# ---- what is visibly ≥ 0

def _by_sight(before: Tree, after: Tree, relation: str, gap: Tree, setting: Setting, goal: Tree | None) -> Judged:
    dropped = what_is_left(gap, setting)
    if setting.is_nonnegative(dropped):
        return Judged("follows", "nonnegative", counts=True)
    return _refuted(before, after, relation, setting, goal) or _refused(
        f"what is dropped, {setting.shown(dropped)}, is not visibly ≥ 0", "write it with squares, norms, positive names or facts that are given")


def what_is_left(gap: Tree, setting: Setting) -> Tree:
    """Return the gap with terms that cancel taken out."""
    kept: list[tuple[Tree, bool]] = []
    for term, plus in _terms(flat(gap), True):
        twin = next((n for n, (other, sign) in enumerate(kept) if sign != plus and setting.same(other, term)), None)
        if twin is None:
            kept.append((term, plus))
        else:
            del kept[twin]
    return added([term if plus else ("neg", term) for term, plus in kept])


def _terms(tree: Tree, plus: bool) -> Iterator[tuple[Tree, bool]]:
    if tree[0] == "+":
        for part in tree[1:]:
            yield from _terms(part, plus)
    elif tree[0] == "neg":
        yield from _terms(tree[1], not plus)
    elif tree != ZERO:
        yield tree, plus


# ---- Jensen

def _by_jensen(before: Tree, after: Tree, relation: str, setting: Setting) -> Judged:
    refuted = _refuted(before, after, relation, setting, next(due(before, relation, setting), None))
    if refuted:
        return refuted
    small, large = (before, after) if relation in ("<=", "<") else (after, before)
    if is_jensen(small, large, setting):
        return Judged("follows", "Jensen", counts=True)
    return _refused("no counterexample was found, but this is not Jensen",
                    "f(Σ q u) stands against Σ q f(u), the q being ≥ 0 with sum 1, f concave for ≥ and convex for ≤")
