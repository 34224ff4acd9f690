"""Cases: a split of the line of numbers, each side assumed in turn, none forgotten."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..algebra.tree import NUMBER_KINDS, ZERO, Declaration, Tree
from .setting import Case

HOLDS = {"=": lambda p, q: p == q, "<": lambda p, q: p < q, "<=": lambda p, q: p <= q, ">": lambda p, q: p > q, ">=": lambda p, q: p >= q,
         "!=": lambda p, q: p != q}
TURNED = {"<": ">", ">": "<", "<=": ">=", ">=": "<=", "=": "=", "!=": "!="}
DOMAINS: dict[str, tuple[tuple[str, Fraction], ...]] = {
    "positive": ((">", Fraction(0)),), "nonneg": ((">=", Fraction(0)),), "prob": ((">", Fraction(0)), ("<", Fraction(1))),
    "unit": ((">", Fraction(-1)), ("<", Fraction(1))), "nonzero": (("!=", Fraction(0)),), "gt1": ((">", Fraction(1)),)}


class NoCase(ValueError):
    """A condition that does not split; the message says what does."""


@dataclass(frozen=True)
class Side:
    """name REL bound: one side of a split, the bound a number or another name."""
    name: str
    relation: str
    bound: Tree


def side(claim: Tree, declarations: Mapping[str, Declaration]) -> Side:
    """Return the condition of a case, its name on the left."""
    _, relation, left, right = claim
    if left[0] != "sym" and right[0] == "sym":
        relation, left, right = TURNED[relation], right, left
    if left[0] != "sym" or not _is_bound(right, declarations):
        raise NoCase("a case compares a name with a number or with another name: case(x > 0), case(a <= b)")
    if declarations.get(left[1], ("",))[0] not in NUMBER_KINDS:
        raise NoCase(f"a case is about a number, and {left[1]} is none")
    if relation == "!=":
        raise NoCase("write the two sides of ≠ as two cases, < and >")
    return Side(left[1], relation, right)


def _is_bound(tree: Tree, declarations: Mapping[str, Declaration]) -> bool:
    return tree[0] == "num" or tree[0] == "neg" and tree[1][0] == "num" or tree[0] == "sym" and declarations.get(tree[1], ("",))[0] in NUMBER_KINDS


def case(claim: Tree, declarations: Mapping[str, Declaration]) -> Case:
    """Return what a case assumes; x < c is held against rules as x = c − x′ with x′ > 0."""
    it = side(claim, declarations)
    if it.relation == "=":
        return Case(claim, {it.name: it.bound}, {})
    kind: Declaration = ("positive",) if it.relation in ("<", ">") else ("nonneg",)
    step: Tree = ("sym", it.name)
    step = step if it.relation in (">", ">=") else ("neg", step)
    value = step if it.bound == ZERO else ("+", it.bound, step)
    return Case(claim, {} if value == ("sym", it.name) else {it.name: value}, {it.name: kind})


def missing(claims: Sequence[Tree], declarations: Mapping[str, Declaration]) -> str:
    """Return the case that has been forgotten, in words without the answer, or nothing."""
    sides = [side(claim, declarations) for claim in claims]
    about = {(s.name, s.bound if s.bound[0] == "sym" else ZERO) for s in sides}
    if len(about) > 1:
        raise NoCase("the cases are to split one name")
    name, other = about.pop()
    ends = [(s.relation, _number(s.bound)) for s in sides]
    domain = DOMAINS.get(declarations[name][0], ()) if other == ZERO else ()
    for point, words in _tested(sorted({end for _, end in ends})):
        if all(HOLDS[relation](point, end) for relation, end in domain) and not any(HOLDS[relation](point, end) for relation, end in ends):
            return f"{name} {words if other == ZERO else words.split()[0] + ' ' + other[1]}"
    return ""


def _number(tree: Tree) -> Fraction:
    if tree[0] == "neg":
        return -_number(tree[1])
    return Fraction(tree[1], tree[2]) if tree[0] == "num" else Fraction(0)      # against another name: their difference against 0


def _tested(ends: Sequence[Fraction]) -> Iterable[tuple[Fraction, str]]:
    """Yield a point of each piece of the line that the ends cut, and how the piece is called."""
    yield ends[0] - 1, f"< {ends[0]}"
    for n, end in enumerate(ends):
        yield end, f"= {end}"
        if n + 1 < len(ends):
            yield (end + ends[n + 1]) / 2, f"> {end} and < {ends[n + 1]}"
    yield ends[-1] + 1, f"> {ends[-1]}"
