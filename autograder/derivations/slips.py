"""Slips of the pen: the small changes of a line that learners make, each with the words for it."""
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from ..algebra.tree import BINDERS, ONE, RANGED, ZERO, Declaration, Tree, children, free_names, substitute, walk, with_children

Put = Callable[[Tree], Tree]
Declarations = Mapping[str, Declaration]
TWO: Tree = ("num", 2, 1)
MOST_PIECES = 24        # of other lines that are tried as what is missing


@dataclass(frozen=True)
class Slip:
    """A changed line, and what the change says: words with a place for each formula."""
    tree: Tree
    words: str
    formulas: tuple[Tree, ...] = ()

    def told(self, shown: Callable[[Tree], str]) -> str:
        return self.words.format(*map(shown, self.formulas))


@dataclass(frozen=True)
class Spot:
    """A node of a line and how to put another in its stead."""
    node: Tree
    put: Put

    def slip(self, instead: Tree, words: str, *formulas: Tree) -> Slip:
        return Slip(self.put(instead), words, formulas)


def spots(tree: Tree, put: Put = lambda whole: whole) -> Iterator[Spot]:
    """Yield every node of a line."""
    yield Spot(tree, put)
    below = children(tree)
    for n, part in enumerate(below):
        def deeper(node: Tree, n: int = n) -> Tree:
            return put(with_children(tree, (*below[:n], node, *below[n + 1:])))
        yield from spots(part, deeper)


# ---- changes of the learner's line that may put it right

def repairs(line: Tree, above: Tree, declarations: Declarations) -> Iterator[Slip]:
    """Yield the line with one slip taken back, the commonest slips first."""
    places = list(spots(line))
    for make in (_signs, _numbers, _powers, _turned_fractions, _transposes, _inverses, _orders, _indices, _limits, _too_much):
        for place in places:
            yield from make(place, declarations)
    yield from _exchanged_names(places, above, declarations)
    yield from _missing(places, line, above)
    yield from _functions(places, above)


def _signs(spot: Spot, _: Declarations) -> Iterator[Slip]:
    op = spot.node[0]
    if op == "+":
        for n, term in enumerate(spot.node[1:], 1):
            turned = term[1] if term[0] == "neg" else ("neg", term)
            yield spot.slip((*spot.node[:n], turned, *spot.node[n + 1:]), "the sign of the term {}", term)
    elif op == "neg":
        yield spot.slip(spot.node[1], "the sign of {}", spot.node)
    elif op in ("*", "/", "fn", "sum", "idx"):
        yield spot.slip(("neg", spot.node), "the sign of {}", spot.node)


def _numbers(spot: Spot, _: Declarations) -> Iterator[Slip]:
    if spot.node[0] == "num":
        p, q = spot.node[1:]
        for other in (ONE, TWO, ("num", p + q, q), ("num", p - q, q), _ratio(2 * p, q), _ratio(p, 2 * q), ("num", 3, 1), ZERO, ("num", -p, q)):
            if other != spot.node:
                yield spot.slip(other, "the number {}", spot.node)
    if spot.node[0] in ("*", "/", "@", "sum", "fn", "^", "idx", "sym", "T"):
        yield spot.slip(("*", TWO, spot.node), "a factor 2 at {}", spot.node)
        yield spot.slip(("*", ("num", 1, 2), spot.node), "a factor 2 at {}", spot.node)


def _ratio(p: int, q: int) -> Tree:
    return ("num", p // 2, q // 2) if p % 2 == 0 and q % 2 == 0 else ("num", p, q)


def _powers(spot: Spot, _: Declarations) -> Iterator[Slip]:
    node = spot.node
    if node[0] == "^":
        yield spot.slip(node[1], "the power of {}", node[1])
        for step in (-1, 1):
            yield spot.slip(("^", node[1], ("+", node[2], ("num", step, 1))), "the power of {}", node[1])
    if node[:1] == ("fn",) and node[1] == "sqrt":
        yield spot.slip(node[2], "the root of {}", node[2])
    if node[0] in ("idx", "sym", "fn", "sum", "call"):
        yield spot.slip(("^", node, TWO), "a square is lost on {}", node)
        yield spot.slip(("fn", "sqrt", node), "a root is lost on {}", node)


def _turned_fractions(spot: Spot, _: Declarations) -> Iterator[Slip]:
    if spot.node[0] == "/":
        yield spot.slip(("/", spot.node[2], spot.node[1]), "the fraction {} is upside down", spot.node)
        yield spot.slip(("*", spot.node[1], spot.node[2]), "{} divides where it should multiply", spot.node[2])
        yield spot.slip(spot.node[1], "the division by {} is too much", spot.node[2])
    if spot.node[0] == "*":
        for n, factor in enumerate(spot.node[1:], 1):
            rest = _without(spot.node, n)
            yield spot.slip(("/", rest, factor), "{} multiplies where it should divide", factor)


def _transposes(spot: Spot, declarations: Declarations) -> Iterator[Slip]:
    if spot.node[0] == "T":
        yield spot.slip(spot.node[1], "the transpose of {}", spot.node[1])
    elif spot.node[0] in ("@", "+", "fn") or spot.node[0] == "sym" and declarations.get(spot.node[1], ("",))[0] in ("vector", "matrix", "definition"):
        yield spot.slip(("T", spot.node), "a transpose is lost on {}", spot.node)


def _inverses(spot: Spot, declarations: Declarations) -> Iterator[Slip]:
    if spot.node[:2] == ("fn", "inv"):
        yield spot.slip(spot.node[2], "the inverse of {}", spot.node[2])
    elif spot.node[0] == "sym" and declarations.get(spot.node[1], ("",))[0] in ("matrix", "definition") or spot.node[0] == "@":
        yield spot.slip(("fn", "inv", spot.node), "an inverse is lost on {}", spot.node)


def _orders(spot: Spot, _: Declarations) -> Iterator[Slip]:
    node = spot.node
    if node[0] == "@":
        for n in range(1, len(node) - 1):
            yield spot.slip((*node[:n], node[n + 1], node[n], *node[n + 2:]), "the order of {} and {}", node[n], node[n + 1])
        yield spot.slip(("@", *reversed(node[1:])), "the order of the factors of {}", node)
    if node[0] == "fn" and node[1] in ("where", "kron"):
        yield spot.slip((*node[:-2], node[-1], node[-2]), "{} and {} are exchanged", node[-2], node[-1])


def _indices(spot: Spot, declarations: Declarations) -> Iterator[Slip]:
    node = spot.node
    if node[0] == "idx" or node[:2] == ("fn", "delta"):
        first = 2
        if len(node) > first + 1:
            yield spot.slip((*node[:first], *reversed(node[first:])), "the order of the indices of {}", node)
        letters = [name for name, declaration in declarations.items() if declaration[0] in ("index", "integer")]
        for place in range(first, len(node)):
            yield from (spot.slip((*node[:place], ("sym", letter), *node[place + 1:]), "the index of {}", node) for letter in letters)
            for step in (1, -1):
                yield spot.slip((*node[:place], ("+", node[place], ("num", step, 1)), *node[place + 1:]), "the index of {}, by one", node)
    if node[:2] == ("fn", "delta"):
        yield spot.slip(ONE, "{} is too much", node)


def _limits(spot: Spot, _: Declarations) -> Iterator[Slip]:
    node = spot.node
    yield from _limits_moved(spot)
    if node[0] in BINDERS and node[0] != "at":
        words, formula = ("the sum over {} is too much", ("sym", node[2])) if node[0] == "sum" else ("{} is too much", node)
        yield spot.slip(node[1], words, formula)


def _too_much(spot: Spot, _: Declarations) -> Iterator[Slip]:
    node = spot.node
    if node[0] in ("+", "*", "@"):
        for n, part in enumerate(node[1:], 1):
            yield spot.slip(_without(node, n), "the term {} is too much" if node[0] == "+" else "the factor {} is too much", part)


def _without(node: Tree, n: int) -> Tree:
    rest = (*node[:n], *node[n + 1:])
    return rest if len(rest) > 2 else rest[1]


def _exchanged_names(places: list[Spot], above: Tree, declarations: Declarations) -> Iterator[Slip]:
    """One name stands for another of the same kind."""
    others = sorted(free_names(above) | {name for spot in places for name in free_names(spot.node)})
    for spot in places:
        if spot.node[0] != "sym" or spot.node[1] not in declarations:
            continue
        mine = declarations[spot.node[1]]
        for name in others:
            theirs = declarations.get(name, ("",))
            if name != spot.node[1] and _alike(mine, theirs):
                yield spot.slip(("sym", name), "{} stands where another name should", spot.node)


def _alike(a: Declaration, b: Declaration) -> bool:
    numbers = ("real", "positive", "nonneg", "prob", "unit", "nonzero", "gt1", "integer", "dim")
    return a[0] in numbers and b[0] in numbers or a[0] == b[0] and a[1:-1] == b[1:-1]


def _missing(places: list[Spot], line: Tree, above: Tree) -> Iterator[Slip]:
    """A piece of the line above that has gone: a factor, a term, a sum."""
    here = set(walk(line))
    pieces = [node for node in dict.fromkeys(walk(above)) if node[0] not in ("num", "rel", "block")][:MOST_PIECES]
    pieces.sort(key=lambda piece: (piece in here, len(repr(piece))))
    known = ("idx", "sym", "fn", "T", "D", "^", "/", "call", "neg")
    for spot in places:
        if spot.node[0] in ("num",):
            continue
        for piece in pieces:
            if piece[0] in known:
                yield spot.slip(("*", piece, spot.node), "a factor {} is missing", piece)
                yield spot.slip(("/", spot.node, piece), "a division by {} is missing", piece)
                yield spot.slip(("neg", ("*", piece, spot.node)), "a factor −{} is missing", piece)
    for spot in places:
        for piece in pieces:
            yield spot.slip(("+", spot.node, piece), "a term {} is missing", piece)
            yield spot.slip(("+", spot.node, ("neg", piece)), "a term {} is missing", piece)
    for spot in places:
        for piece in pieces:
            if piece[0] in known:
                yield spot.slip(("@", piece, spot.node), "a factor {} is missing", piece)
                yield spot.slip(("@", spot.node, piece), "a factor {} is missing", piece)
    for total in (node for node in walk(above) if node[0] in ("sum", "prod", "E")):
        for spot in places:
            if total[2] in free_names(spot.node):
                yield spot.slip((total[0], spot.node, *total[2:]), "a sum over {} is lost" if total[0] == "sum" else "{} is lost",
                                ("sym", total[2]) if total[0] == "sum" else total)


def _functions(places: list[Spot], above: Tree) -> Iterator[Slip]:
    names = sorted({node[1] for node in walk(above) if node[0] == "fn" and len(node) == 3} | {"log", "exp"})
    for spot in places:
        if spot.node[0] == "fn" and len(spot.node) == 3:
            yield spot.slip(spot.node[2], spot.node[1] + " of {} is too much", spot.node[2])
            for name in (*names, "sin", "cos"):
                if name != spot.node[1]:
                    yield spot.slip(("fn", name, spot.node[2]), spot.node[1] + " of {} is the wrong function", spot.node[2])
        else:
            for name in names:
                yield spot.slip(("fn", name, spot.node), name + " is lost on {}", spot.node)


# ---- what may have got lost on the way from a line that is right

def losses(line: Tree, yours: Tree, declarations: Declarations) -> Iterator[Slip]:
    """Yield a right line with one slip made in it."""
    places = list(spots(line))
    for spot in places:
        yield from _lost_parts(spot)
        yield from chain(_signs(spot, declarations), _powers(spot, declarations), _orders(spot, declarations), _indices(spot, declarations),
                         _limits_moved(spot))
    for spot in places:
        yield from _half_derivatives(spot, declarations)
    for spot in places:
        if spot.node[0] in ("sum", "prod"):
            for name in sorted(free_names(yours)):
                if declarations.get(name, ("",))[0] in ("index", "integer"):
                    yield spot.slip(substitute(spot.node[1], {spot.node[2]: ("sym", name)}), "the sum over {} is lost", ("sym", spot.node[2]))


def _lost_parts(spot: Spot) -> Iterator[Slip]:
    node = spot.node
    if node[0] in ("+", "*", "@"):
        for n, part in enumerate(node[1:], 1):
            yield spot.slip(_without(node, n), "the term {} is lost" if node[0] == "+" else "the factor {} is lost", part)
    elif node[0] == "T":
        yield spot.slip(node[1], "the transpose of {} is lost", node[1])
    elif node[0] == "/":
        yield spot.slip(node[1], "the division by {} is lost", node[2])
        yield spot.slip(("/", node[2], node[1]), "the fraction {} is upside down", node)
    elif node[0] == "fn" and len(node) == 3:
        yield spot.slip(node[2], node[1] + " of {} is lost", node[2])
    elif node[0] in ("sum", "E"):
        yield spot.slip(node[1], "the sum over {} is lost" if node[0] == "sum" else "the mean over {} is lost", ("sym", node[2]))
    elif node[0] == "D":
        yield spot.slip(node[1], "the derivative of {} is lost", node[1])


def _limits_moved(spot: Spot) -> Iterator[Slip]:
    node = spot.node
    if node[0] in RANGED:
        for place in (3, 4):
            for step in (1, -1):
                yield spot.slip((*node[:place], ("+", node[place], ("num", step, 1)), *node[place + 1:]), "the limits of {}", node)


OUTER: dict[str, Callable[[Tree], Tree]] = {
    "exp": lambda u: ("fn", "exp", u), "log": lambda u: ("/", ONE, u), "sin": lambda u: ("fn", "cos", u), "cos": lambda u: ("neg", ("fn", "sin", u)),
    "tanh": lambda u: ("+", ONE, ("neg", ("^", ("fn", "tanh", u), TWO))), "sqrt": lambda u: ("/", ONE, ("*", TWO, ("fn", "sqrt", u))),
    "sigmoid": lambda u: ("*", ("fn", "sigmoid", u), ("+", ONE, ("neg", ("fn", "sigmoid", u)))), "softplus": lambda u: ("fn", "sigmoid", u)}


def _half_derivatives(spot: Spot, declarations: Declarations) -> Iterator[Slip]:
    """A derivative of which half was taken: the inner one forgotten, or one term of a product."""
    if spot.node[0] != "D":
        return
    body, by = spot.node[1:]
    if body[0] == "sym" and declarations.get(body[1], ("",))[0] == "definition":
        body = declarations[body[1]][2]
    if body[0] == "fn" and body[1] in OUTER:
        yield spot.slip(OUTER[body[1]](body[2]), "the inner derivative, of {}, is lost", body[2])
        yield spot.slip(("D", body[2], by), "the outer derivative, of " + body[1] + ", is lost")
    if body[0] == "^":
        lower = ("^", body[1], ("+", body[2], ("num", -1, 1)))
        yield spot.slip(("*", body[2], lower), "the inner derivative, of {}, is lost", body[1])
        yield spot.slip(("*", body[2], body[1], ("D", body[1], by)), "the power of {}", body[1])
    if body[0] == "*":
        for n, factor in enumerate(body[1:], 1):
            yield spot.slip(("*", ("D", factor, by), _without(body, n)), "a term of the product rule is lost")
        yield spot.slip(("*", *(("D", factor, by) for factor in body[1:])), "the derivative of a product is not the product of the derivatives")
    if body[0] == "/":
        yield spot.slip(("/", ("D", body[1], by), body[2]), "the denominator {} depends on it too", body[2])
        yield spot.slip(("/", ("D", body[1], by), ("D", body[2], by)), "the derivative of a quotient is not the quotient of the derivatives")
