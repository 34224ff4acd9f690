"""A rule used inside: what is equal stays equal under a derivative, and in any other place of two lines of one build."""
from ..algebra.tree import Tree, children, flat, walk
from .setting import Setting

DEEPEST = 8         # places within places that are looked at


def agree_by(a: Tree, b: Tree, keeps: frozenset[str], setting: Setting) -> bool:
    """Do the lines agree by these operations, on the whole or, where a derivative stands in a derivative, place by place?"""
    if setting.agree(a, b, keeps) is True:
        return True
    return _has_nested_derivative(a) and _in_places(flat(a), flat(b), keeps, setting, DEEPEST)


def _has_nested_derivative(tree: Tree) -> bool:
    return any(node[0] == "D" and any(below[0] == "D" for below in walk(node[1])) for node in walk(tree))


def _in_places(a: Tree, b: Tree, keeps: frozenset[str], setting: Setting, deeper: int) -> bool:
    if setting.same(a, b):
        return True
    if a[0] == b[0] == "D" and a[2] == b[2]:
        return setting.agree(a[1], b[1], keeps) is True or deeper > 0 and _in_places(a[1], b[1], keeps, setting, deeper - 1)
    if a[0] != b[0] or _labels(a) != _labels(b) or not deeper:
        return False
    pairs = _paired(list(children(a)), list(children(b)), setting, unordered=a[0] in ("+", "*"))
    return pairs is not None and all(
        setting.agree(x, y, keeps) is True or _in_places(x, y, keeps, setting, deeper - 1) for x, y in pairs)


def _labels(tree: Tree) -> tuple[object, ...]:
    return tuple(part for part in tree if not isinstance(part, tuple))


def _paired(left: list[Tree], right: list[Tree], setting: Setting, unordered: bool) -> list[tuple[Tree, Tree]] | None:
    """Pair what stands in the same place; in a sum or product, what is the same drops out first, wherever it stands."""
    if unordered:
        for part in list(left):
            twin = next((n for n, other in enumerate(right) if setting.same(part, other)), None)
            if twin is not None:
                left.remove(part)
                del right[twin]
    return list(zip(left, right, strict=True)) if len(left) == len(right) else None
