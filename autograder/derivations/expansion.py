"""Products multiplied out: an expression as a sum of terms, each numbers times matrix factors, so that what is linear may go term by term."""
from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..algebra.tree import Tree

MOST_TERMS = 64
HIGHEST_POWER = 4           # (a + b)ⁿ is multiplied out up to this
MINUS: Tree = ("num", -1, 1)
ONE: Tree = ("num", 1, 1)
IsArray = Callable[[Tree], bool]


@dataclass(frozen=True)
class Term:
    """The product of numbers, times the matrix product of a chain; an empty chain is 1."""
    numbers: tuple[Tree, ...] = ()
    chain: tuple[Tree, ...] = ()


def terms(tree: Tree, is_array: IsArray) -> list[Term]:
    """Return the terms of an expression, products multiplied out as far as MOST_TERMS allows."""
    return Expansion(is_array).terms(tree, MOST_TERMS)


def matrix_product(chain: Sequence[Tree]) -> Tree:
    return chain[0] if len(chain) == 1 else ("@", *chain) if chain else ONE


class Expansion:
    """Multiplies out; it is told of each factor whether it is an array."""

    def __init__(self, is_array: IsArray) -> None:
        self.is_array = is_array

    def terms(self, tree: Tree, room: int) -> list[Term]:
        op = tree[0]
        if op == "+":
            return [term for part in tree[1:] for term in self.terms(part, room)]
        if op == "neg":
            return [Term((MINUS, *term.numbers), term.chain) for term in self.terms(tree[1], room)]
        if op == "/":
            share: Tree = ("/", ONE, tree[2])
            return [Term((*term.numbers, share), term.chain) for term in self.terms(tree[1], room)]
        if op == "T" and tree[1][0] in ("+", "neg", "/", "T"):
            return [_turned(term) for term in self.terms(tree[1], room)]
        if op == "^" and _small_power(tree):
            op, tree = "*", ("*", *[tree[1]] * tree[2][1])
            return self._product(tree, room) if not self.is_array(tree[1]) else self._product(("@", *tree[1:]), room)
        if op in ("*", "@"):
            return self._product(tree, room)
        if op == "T" and tree[1][0] in ("+", "neg"):
            return [Term(term.numbers, (("T", matrix_product(term.chain)),)) if term.chain else term for term in self.terms(tree[1], room)]
        return [Term(chain=(tree,)) if self.is_array(tree) else Term(numbers=(tree,))]

    def _product(self, tree: Tree, room: int) -> list[Term]:
        result = [Term()]
        for part in tree[1:]:
            inner = self.terms(part, room // len(result))
            if len(result) * len(inner) > room:
                inner = [Term(chain=(part,)) if self.is_array(part) else Term(numbers=(part,))]
            if tree[0] == "*":
                inner = [self._closed(term) for term in inner]
            result = [Term((*a.numbers, *b.numbers), (*a.chain, *b.chain)) for a in result for b in inner]
        return [self._closed(term) for term in result] if tree[0] == "@" else result

    def _closed(self, term: Term) -> Term:
        """A chain that comes out as a number joins the numbers."""
        if not term.chain or self.is_array(matrix_product(term.chain)):
            return term
        return Term((*term.numbers, matrix_product(term.chain)))


def _turned(term: Term) -> Term:
    """Transposing is linear; the order of a product stays within its ᵀ."""
    if not term.chain:
        return term
    product = matrix_product(term.chain)
    return Term(term.numbers, (product[1] if product[0] == "T" else ("T", product),))


def _small_power(tree: Tree) -> bool:
    n = tree[2]
    return bool(n[0] == "num" and n[2] == 1 and 2 <= n[1] <= HIGHEST_POWER and tree[1][0] in ("+", "neg", "*"))


@dataclass(frozen=True)
class Split:
    """A term taken apart: free · left · inner · right, where only `inner` depends on the name; None where nothing does."""
    free: tuple[Tree, ...]
    left: tuple[Tree, ...]
    inner: Tree | None
    right: tuple[Tree, ...]


def split(found: Sequence[Term], depends: Callable[[Tree], bool]) -> Iterator[Split]:
    """Yield each term with what does not depend on a name pulled out; the order of matrix factors stays."""
    for term in found:
        free = tuple(number for number in term.numbers if not depends(number))
        bound = tuple(number for number in term.numbers if depends(number))
        places = [i for i, factor in enumerate(term.chain) if depends(factor)]
        first, last = (places[0], places[-1] + 1) if places else (len(term.chain), len(term.chain))
        core = (matrix_product(term.chain[first:last]),) if places else ()
        parts = (*bound, *core)
        inner = None if not parts else parts[0] if len(parts) == 1 else ("*", *parts)
        yield Split(free, term.chain[:first], inner, term.chain[last:])
