"""Equations used from left to right: a lemma, a given equation, a hypothesis put into a line wherever its left side stands."""
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from ..algebra.tree import BINDERS, MOST_NODES, Tree, TreeError, children, flat, free_names, substitute, with_children

Holes = Mapping[str, Tree]
MOST_MATCHES = 64       # ways to lay a sum or product over another that are tried; real lines need one or two


@dataclass(frozen=True)
class Equation:
    """left = right, for every value of the indices in `holes`; `of_numbers`: both sides are numbers, whatever they are built of."""
    left: Tree
    right: Tree
    holes: frozenset[str] = frozenset()
    of_numbers: bool = False

    def turned(self) -> "Equation":
        return Equation(self.right, self.left, self.holes, self.of_numbers)


def rewritten(tree: Tree, equations: Iterable[Equation]) -> Tree:
    """Return the tree with the right side of an equation wherever its left side stands, at each place once, the largest first."""
    equations = tuple(equations)
    for equation in equations:
        put = _at_the_top(tree, equation)
        if put is not None:
            return put
    below = children(tree)
    return with_children(tree, tuple(rewritten(part, equations) for part in below)) if below else tree


def _at_the_top(tree: Tree, equation: Equation) -> Tree | None:
    pattern = equation.left
    for found in matches(pattern, tree, equation.holes):
        return _filled(equation.right, found)
    if tree[0] == pattern[0] and tree[0] in ("+", "*", "@") and len(pattern) < len(tree):
        return _within(tree, equation)
    return None


def _within(tree: Tree, equation: Equation) -> Tree | None:
    """The left side is part of a longer sum or product."""
    op, parts, wanted = tree[0], tree[1:], equation.left[1:]
    if op == "@":
        for start in range(len(parts) - len(wanted) + 1):
            for found in _in_order(wanted, parts[start:start + len(wanted)], equation.holes, {}):
                rest = tuple(rewritten(part, (equation,)) for part in parts[start + len(wanted):])
                return _instead((*parts[:start],), _filled(equation.right, found), rest, equation.of_numbers)
        return None
    for found, used in islice(_in_any_order(wanted, parts, equation.holes, {}, ()), MOST_MATCHES):
        rest = tuple(rewritten(part, (equation,)) for n, part in enumerate(parts) if n not in used)
        return flat((op, *rest, _filled(equation.right, found)))
    return None


def _instead(before: tuple[Tree, ...], middle: Tree, after: tuple[Tree, ...], number: bool) -> Tree:
    """A number among matrices multiplies what is left of them: u (vᵀw) is c u where vᵀw = c."""
    if not number or middle[0] == "@" or not before + after:
        return flat(("@", *before, middle, *after))
    others = before + after
    return flat(("*", middle, ("@", *others) if len(others) > 1 else others[0]))


def _filled(tree: Tree, found: Holes) -> Tree:
    try:
        return substitute(tree, dict(found))
    except TreeError:       # an index put where only a name may stand: then this is no instance
        return tree


def matches(pattern: Tree, tree: Tree, holes: frozenset[str], found: Holes | None = None) -> Iterator[Holes]:
    """Yield the ways to fill the holes that make the pattern this tree; + and * in any order, bound names by any letter."""
    found = {} if found is None else found
    if pattern == tree and not free_names(pattern) & holes:
        yield found
        return
    if pattern[0] == "sym" and pattern[1] in holes:
        known = found.get(pattern[1])
        if known is not None:
            if known == tree:
                yield found
        elif _is_index(tree):
            yield {**found, pattern[1]: tree}
        return
    if pattern[0] != tree[0] or len(pattern) != len(tree) or pattern[0] in ("num", "sym"):
        return
    if pattern[0] in ("+", "*"):
        for filled, _ in islice(_in_any_order(pattern[1:], tree[1:], holes, found, ()), MOST_MATCHES):
            yield filled
        return
    if pattern[0] in BINDERS:
        yield from _bound(pattern, tree, holes, found)
    elif _labels(pattern) == _labels(tree):
        yield from _in_order(children(pattern), children(tree), holes, found)


def _bound(pattern: Tree, tree: Tree, holes: frozenset[str], found: Holes) -> Iterator[Holes]:
    """Match bodies with one fresh letter for both bound names; what fills a hole must not depend on it."""
    taken = holes | free_names(pattern[1]) | free_names(tree[1]) | frozenset[str]().union(*map(free_names, found.values()))
    letter = next(name for name in (f"{pattern[2]}{n}" for n in range(MOST_NODES)) if name not in taken)
    inside = [substitute(node[1], {node[2]: ("sym", letter)}) for node in (pattern, tree)]
    for filled in _in_order((inside[0], *pattern[3:]), (inside[1], *tree[3:]), holes, found):
        if not any(letter in free_names(value) for value in filled.values()):
            yield filled


def _labels(tree: Tree) -> tuple[object, ...]:
    return tuple(part for part in tree if not isinstance(part, tuple))


def _in_order(patterns: tuple[Tree, ...], trees: tuple[Tree, ...], holes: frozenset[str], found: Holes) -> Iterator[Holes]:
    if len(patterns) != len(trees):
        return
    if not patterns:
        yield found
        return
    for filled in matches(patterns[0], trees[0], holes, found):
        yield from _in_order(patterns[1:], trees[1:], holes, filled)


def _in_any_order(patterns: tuple[Tree, ...], trees: tuple[Tree, ...], holes: frozenset[str], found: Holes,
                  used: tuple[int, ...]) -> Iterator[tuple[Holes, tuple[int, ...]]]:
    """Yield the ways to find each pattern among the trees, none twice."""
    if not patterns:
        yield found, used
        return
    for n, tree in enumerate(trees):
        if n not in used:
            for filled in matches(patterns[0], tree, holes, found):
                yield from _in_any_order(patterns[1:], trees, holes, filled, (*used, n))


def _is_index(tree: Tree) -> bool:
    """An index stands for an index: a letter, a number, or a sum of such."""
    return tree[0] in ("sym", "num") or tree[0] in ("+", "neg") and all(map(_is_index, children(tree)))
