"""Expressions read as polynomials in matrices, and proofs that two of them are one, for all sizes."""
from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from ..algebra.shapes import NUMBER, UNIT, is_number
from ..algebra.tree import ELEMENTWISE, Tree
from .atoms import ONE, ZERO, Scalar, Unreadable, add_scalars, atom, frozen, multiply_scalars
from .names import NOTHING, Clock, Names
from .noncommutative import Algebra, Letter, Matrix, Word


def prove_for_all_sizes(a: Tree, b: Tree, names: Names, clock: Clock) -> bool:
    """Return whether two expressions are one polynomial in matrices, whatever the sizes."""
    algebra = Reader(names, clock)
    return algebra.vanishes(algebra.read(("+", a, ("neg", b))))


class Reader(Algebra):
    """Reads expressions into an algebra of words."""

    def read(self, tree: Tree) -> Matrix:
        """Return an expression as a polynomial in words; a number is a multiple of the empty word."""
        self.clock.tick()
        rule = READERS.get(tree[0])
        if rule is None:
            raise Unreadable(f"{tree[0]} in a polynomial of matrices")
        return rule(self, tree)

    def scalar(self, tree: Tree) -> Scalar:
        if not is_number(self.shapes.of(tree, {})):
            raise Unreadable("a matrix where a number is due")
        return self.number(self.read(tree))

    def size(self, tree: Tree) -> Scalar:
        """Return the number of rows of a square matrix."""
        shape = self.shapes.of(tree, {})
        return self.extent(shape[0] if shape != NUMBER else UNIT)

    def log_determinant(self, tree: Tree) -> Scalar:
        p = self.read(tree)
        if len(p) != 1:
            return atom("logdet", min(frozen(p), frozen(self.transposed(p)), key=repr))
        (word, c), = p.items()
        total = multiply_scalars(self.size(tree), self.log(c)) if c != ONE else ZERO
        for letter in word:
            if not self._is_square(letter):
                return atom("logdet", frozen(p))
            own: Scalar = self._log_determinant_of(self.inverses[letter.name]) if letter.name in self.inverses else atom("logdet", letter.name)
            total = add_scalars(total, own if not letter.inverted else multiply_scalars(own, {(): Fraction(-1)}))
        return total

    def _log_determinant_of(self, p: Matrix) -> Scalar:
        return atom("logdet", min(frozen(p), frozen(self.transposed(p)), key=repr))

    def log(self, p: Scalar) -> Scalar:
        """log of a product of atoms; of a sum it is an atom."""
        if len(p) != 1:
            return atom("log", frozen(p))
        (monomial, c), = p.items()
        if c <= 0:
            return atom("log", frozen(p))
        total: Scalar = ZERO if c == 1 else atom("log", c)
        for key, e in monomial:
            inner: Scalar = dict(key[1]) if key[0] == "exp" else atom("logdet", key[1]) if key[0] == "det" else atom("log", frozen(atom(*key)))
            total = add_scalars(total, multiply_scalars(inner, {(): Fraction(e)}))
        return total


# ---- readers

def _number(s: Reader, tree: Tree) -> Matrix:
    c = Fraction(tree[1], tree[2])
    return {(): {(): c}} if c else {}


def _name(s: Reader, tree: Tree) -> Matrix:
    name = tree[1]
    declaration = s.declarations.get(name, NOTHING)
    if declaration[0] == "definition" and not declaration[1]:
        return s.read(declaration[2])
    shape = NUMBER if name == "pi" else s.shapes.name(name, {})
    if shape == NUMBER:
        return {(): atom("name", name)}
    if len(shape) != 2 or declaration[0] == "definition":
        raise Unreadable("an array in a polynomial of matrices")
    return s.term((Letter(name, False, False),), ONE)


def _plus(s: Reader, tree: Tree) -> Matrix:
    total: Matrix = {}
    for part in tree[1:]:
        total = s.add(total, s.read(part))
    return total


def _times(s: Reader, tree: Tree) -> Matrix:
    result: Matrix = {(): ONE}
    for part in tree[1:]:
        result = s.multiply(result, s.read(part))
    return result


def _power(s: Reader, tree: Tree) -> Matrix:
    n = tree[2]
    if n[0] != "num" or n[2] != 1 or abs(n[1]) > 8:
        if is_number(s.shapes.of(tree[1], {})):
            return {(): atom("power", frozen(s.scalar(tree[1])), frozen(s.scalar(n)))}
        raise Unreadable("a power of a matrix")
    base = s.read(tree[1])
    if n[1] < 0:
        number = is_number(s.shapes.of(tree[1], {}))
        base = {(): s.reciprocal(s.number(base))} if number else s.inverse(base, s.shapes.of(tree[1], {}))
    result: Matrix = {(): ONE}
    for _ in range(abs(n[1])):
        result = s.multiply(result, base)
    return result


def _quotient(s: Reader, tree: Tree) -> Matrix:
    return s.scaled(s.read(tree[1]), s.reciprocal(s.scalar(tree[2])))


def _function(s: Reader, tree: Tree) -> Matrix:
    rule = FUNCTIONS.get(tree[1])
    if rule is not None:
        return rule(s, tree)
    if len(tree) == 3 and is_number(s.shapes.of(tree[2], {})) and is_number(s.shapes.of(tree, {})) and tree[1] in ELEMENTWISE:
        return {(): atom(tree[1], frozen(s.scalar(tree[2])))}
    raise Unreadable(f"{tree[1]} in a polynomial of matrices")


def _trace(s: Reader, tree: Tree) -> Matrix:
    total: Scalar = ZERO
    for word, c in s.settled(s.read(tree[2])).items():
        trace = s.trace_of(word) if s._cyclically_cancelled(word) else _identity_trace(s, tree[2], word)
        total = add_scalars(total, multiply_scalars(c, trace))
    return {(): total} if total else {}


def _identity_trace(s: Reader, tree: Tree, word: Word) -> Scalar:
    """tr of what rotates to 1: as many ones as the matrix that is left has rows."""
    if not word:
        return s.size(tree)
    return s.extent(s.shape(word[len(word) // 2])[0])


def _squares(s: Reader, tree: Tree) -> Matrix:
    return _trace(s, ("fn", "tr", ("@", ("T", tree[2]), tree[2])))


def _inverse(s: Reader, tree: Tree) -> Matrix:
    shape = s.shapes.of(tree[2], {})
    return {(): s.reciprocal(s.scalar(tree[2]))} if is_number(shape) else s.inverse(s.settled(s.read(tree[2])), shape)


def _log(s: Reader, tree: Tree) -> Matrix:
    value = s.log(s.scalar(tree[2]))
    return {(): value} if value else {}


def _log_determinant(s: Reader, tree: Tree) -> Matrix:
    value = s.log_determinant(tree[2])
    return {(): value} if value else {}


def _determinant(s: Reader, tree: Tree) -> Matrix:
    """det of a product is the product of the dets; of anything else it is an atom."""
    total = s.log_determinant(tree[2])
    result: Scalar = ONE
    for monomial, c in total.items():
        if len(monomial) != 1 or monomial[0][0][0] != "logdet" or monomial[0][1] != 1 or c.denominator != 1:
            return {(): atom("det", frozen(s.read(tree[2])))}
        result = multiply_scalars(result, atom("det", monomial[0][0][1], power=int(c)))
    return {(): result}


def _ones(s: Reader, tree: Tree) -> Matrix:
    """A column of ones, or the product of one and a row of them."""
    rows, columns = s.shapes.of(tree, {})
    key = ("ones", rows)
    s.extents[key] = (rows, UNIT)
    column: Matrix = {(Letter(key, False, False),): ONE}
    if columns == UNIT:
        return column
    s.extents["ones", columns] = (columns, UNIT)
    return s.multiply(column, {(Letter(("ones", columns), True, False),): ONE})


FUNCTIONS: dict[str, Callable[[Reader, Tree], Matrix]] = {
    "tr": _trace, "norm2": _squares, "frobenius2": _squares, "inv": _inverse, "log": _log, "logdet": _log_determinant, "det": _determinant,
    "ones": _ones, "eye": lambda s, tree: {(): ONE}, "zeros": lambda s, tree: {}}

READERS: dict[str, Callable[[Reader, Tree], Matrix]] = {
    "num": _number, "sym": _name, "+": _plus, "*": _times, "@": _times, "/": _quotient, "^": _power, "fn": _function,
    "neg": lambda s, tree: s.scaled(s.read(tree[1]), {(): Fraction(-1)}), "T": lambda s, tree: s.transposed(s.read(tree[1]))}
