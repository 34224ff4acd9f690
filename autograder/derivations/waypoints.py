"""A result asked for on the way: does a line show it, as a whole or as a part that the line really depends on?"""
from collections.abc import Callable, Iterator
from itertools import combinations, permutations

from ..algebra.shapes import ShapeError, shape_of
from ..algebra.tree import ONE, ZERO, Tree, children, flat, free_names, nodes, substitute, walk, with_children
from .canonical import same, sums_in_order
from .setting import Setting

MOST_PARTS = 400            # of one line that are looked at
AS_WRITTEN = frozenset({"T"})           # (AB)ᵀ for BᵀAᵀ is no other result
REALLY = frozenset({"sum"})             # 0 · w and Σ (w − w) do not depend on w
OF_OTHER_SIZE = 8           # nodes by which the same result may be longer or shorter
MOST_TERMS = 7              # of a sum in which terms that cancel are looked for

Put = Callable[[Tree], Tree]


def shows(line: Tree, wanted: Tree, setting: Setting) -> bool:
    """Return whether the line shows the result, its free indices called by any letters."""
    line, wanted = flat(line), flat(wanted)
    if setting.same(line, wanted):
        return True
    for count, (part, with_part) in enumerate(_parts(line, lambda whole: whole)):
        if count >= MOST_PARTS:
            return False
        if any(_is(part, meant, setting) for meant in _relettered(wanted, part, setting)) and _depends(line, part, with_part, setting):
            return True
    return False


def _is(part: Tree, wanted: Tree, setting: Setting) -> bool:
    if setting.same(part, wanted):
        return True
    if nodes(part) == nodes(wanted) and same(sums_in_order(part), sums_in_order(wanted)):
        return True
    if abs(nodes(part) - nodes(wanted)) > OF_OTHER_SIZE or free_names(part) != free_names(wanted) or not _same_shape(part, wanted, setting):
        return False
    return setting.agree(wanted, part, AS_WRITTEN) is True


def _same_shape(a: Tree, b: Tree, setting: Setting) -> bool:
    try:
        return shape_of(a, setting.declarations) == shape_of(b, setting.declarations)
    except ShapeError:
        return False


def _relettered(wanted: Tree, part: Tree, setting: Setting) -> Iterator[Tree]:
    """Yield the result with its free indices called as in the part."""
    yield wanted
    mine, theirs = sorted(setting.free_indices(wanted)), sorted(setting.free_indices(part))
    if mine != theirs and 0 < len(mine) <= 3 and len(mine) == len(theirs):
        for letters in permutations(theirs):
            if all(setting.declarations[a] == setting.declarations[b] for a, b in zip(mine, letters, strict=True)):
                yield substitute(wanted, {a: ("sym", b) for a, b in zip(mine, letters, strict=True)})


def _depends(line: Tree, part: Tree, put: Put, setting: Setting) -> bool:
    """A line depends on a part if it changes when the part does."""
    if part == line:
        return True
    try:
        other = put(("+", part, ONE) if shape_of(part, setting.declarations) == () else ("*", ("num", 2, 1), part))
    except ShapeError:
        return False
    return setting.agree(line, other, REALLY) is not True and not _cancels(line, part, setting)


def _cancels(line: Tree, part: Tree, setting: Setting) -> bool:
    """A result that stands beside its own negative, written otherwise, is not shown: some terms with it among them sum to 0."""
    for node in walk(line):
        if node[0] == "+" and len(node) - 1 <= MOST_TERMS:
            holds = [n for n, term in enumerate(node[1:], 1) if any(below == part for below in walk(term))]
            for count in range(2, len(node)):
                for chosen in combinations(range(1, len(node)), count):
                    if set(holds) & set(chosen) and setting.agree(("+", *(node[n] for n in chosen)), ZERO) is True:
                        return True
    return False


def _parts(tree: Tree, put: Put) -> Iterator[tuple[Tree, Put]]:
    """Yield every part of a line with the way to put another in its stead: nodes, and some of the terms or factors of one."""
    yield tree, put
    below = children(tree)
    if tree[0] in ("+", "*", "@") and len(below) > 2:
        yield from _some_of(tree, put)
    for n, part in enumerate(below):
        def deeper(node: Tree, n: int = n) -> Tree:
            return put(with_children(tree, (*below[:n], node, *below[n + 1:])))
        yield from _parts(part, deeper)


def _some_of(tree: Tree, put: Put) -> Iterator[tuple[Tree, Put]]:
    op, parts = tree[0], tree[1:]
    for count in range(2, len(parts)):
        for chosen in combinations(range(len(parts)), count):
            if op == "@" and chosen[-1] - chosen[0] >= count:
                continue        # neighbours only: matrices do not commute
            def instead(node: Tree, chosen: tuple[int, ...] = chosen) -> Tree:
                kept = [part for n, part in enumerate(parts) if n not in chosen]
                place = chosen[0] if op == "@" else len(kept)
                return put((op, *kept[:place], node, *kept[place:]))
            yield (op, *(parts[n] for n in chosen)), instead
