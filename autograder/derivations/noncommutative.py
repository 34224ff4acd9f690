"""Proofs for all sizes at once: matrices as letters, expressions as polynomials in words.

A letter is a matrix name, its transpose, or an inverse. A word that comes out as a number is a trace, and traces are told up to rotation
and transposing. What is known: A⁻¹A = 1; P⁻¹ for a sum P is a letter q with P q = q P = 1; QᵀQ = 1 for orthonormal Q; symmetric letters are
their own transposes; log det of a product is the sum of the log dets.
"""
from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from ..algebra.shapes import UNIT, Shape, Shapes, Size
from .atoms import ONE, ZERO, Scalar, Unreadable, add_scalars, atom, frozen, multiply_scalars
from .fields import Exhausted
from .names import NOTHING, Clock, Names

MOST_WORDS = 400
LONGEST_WORD = 24
MOST_CLEARINGS = 6          # inverses of sums multiplied away, one after the other
SYMMETRIC = frozenset(("spd", "psd", "symmetric", "diagonal", "diagonal_positive"))


class Letter(NamedTuple):
    """A matrix that is not taken apart; `name` is a declared name, or for an inverse the matrix it inverts."""
    name: Any
    turned: bool
    inverted: bool


Word = tuple[Letter, ...]
Matrix = Mapping[Word, Scalar]                          # the empty word is the identity


class Algebra:
    """Reads expressions, and knows of each letter its shape and its laws."""

    def __init__(self, names: Names, clock: Clock) -> None:
        self.names, self.clock = names, clock
        self.declarations = names.declarations
        self.shapes = Shapes(self.declarations)
        self.inverses: dict[Any, Matrix] = {}       # key of P → P, for inverses of sums
        self.extents: dict[Any, Shape] = {}

    # ---- letters

    def shape(self, letter: Letter) -> Shape:
        shape = self.extents[letter.name] if letter.name in self.extents else self.shapes.name(letter.name, {})
        return shape[::-1] if letter.turned else shape

    def kind(self, letter: Letter) -> str:
        return str(self.declarations.get(letter.name, NOTHING)[-1]) if isinstance(letter.name, str) else ""

    def is_symmetric(self, letter: Letter) -> bool:
        if letter.name in self.inverses:
            matrix = self.inverses[letter.name]
            return bool(frozen(self.transposed(matrix)) == frozen(matrix))
        return isinstance(letter.name, str) and self.kind(letter) in SYMMETRIC

    def turn(self, letter: Letter) -> Letter:
        return letter if self.is_symmetric(letter) else letter._replace(turned=not letter.turned)

    # ---- words

    def reversed(self, word: Word) -> Word:
        return tuple(self.turn(letter) for letter in reversed(word))

    def cancelled(self, word: Word) -> Word:
        """Return a word without A⁻¹A, A A⁻¹ and QᵀQ."""
        done: list[Letter] = []
        for letter in word:
            if done and self._cancel(done[-1], letter):
                done.pop()
            else:
                done.append(letter)
        return tuple(done)

    def _cancel(self, a: Letter, b: Letter) -> bool:
        if a.name != b.name:
            return False
        if a.inverted != b.inverted:
            return a.turned == b.turned
        orthonormal = self.kind(a) == "orthonormal" and not a.inverted
        return orthonormal and a.turned and not b.turned and self.shape(b)[1] != UNIT

    def pieces(self, word: Word) -> Iterator[Word]:
        """Yield the parts of a word between columns and rows: x | yᵀz | wᵀ."""
        start = 0
        for i in range(1, len(word)):
            if self.shape(word[i])[0] == UNIT:
                yield word[start:i]
                start = i
        yield word[start:]

    def term(self, word: Word, coefficient: Scalar) -> Matrix:
        """Return coefficient · word with the numbers inside the word pulled out."""
        word = self.cancelled(word)
        if len(word) > LONGEST_WORD:
            raise Exhausted("a word too long for a proof")
        if not word:
            return {(): coefficient}
        kept: list[Letter] = []
        parts = list(self.pieces(word))
        for part in parts:
            if self.shape(part[0])[0] == UNIT and self.shape(part[-1])[1] == UNIT:
                coefficient = multiply_scalars(coefficient, self.trace_of(part))
            else:
                kept.extend(part)
        return {tuple(kept): coefficient}

    def trace_of(self, word: Word) -> Scalar:
        """Return tr of a word, as one trace or as the product of the numbers it falls into."""
        word = self._cyclically_cancelled(self.cancelled(word))
        if not word:
            raise Unreadable("the trace of an identity of unknown size")
        cuts = [i for i in range(len(word)) if self.shape(word[i])[0] == UNIT]
        if not cuts:
            return atom("tr", self._least(word))
        turned = word[cuts[0]:] + word[:cuts[0]]
        result = ONE
        for part in self.pieces(turned):
            if len(part) == 2 and part[0] == self.turn(part[1]) and self.kind(part[-1]) == "orthonormal":
                continue            # vᵀv = 1
            if len(part) == 2 and part[0].name == part[1].name and isinstance(part[0].name, tuple) and part[0].name[0] == "ones":
                result = multiply_scalars(result, self.extent(self.shape(part[0])[1]))      # 1ᵀ1 = n
                continue
            result = multiply_scalars(result, atom("tr", self._least(part)))
        return result

    def _cyclically_cancelled(self, word: Word) -> Word:
        while len(word) > 1 and self._cancel(word[-1], word[0]):
            word = word[1:-1]
        return word

    def _least(self, word: Word) -> Word:
        """Return one name for all rotations of a word and of its transpose."""
        both = (word, self.reversed(word))
        return min((w[i:] + w[:i] for w in both for i in range(len(w))), key=repr)

    # ---- arithmetic

    def add(self, p: Matrix, q: Matrix) -> Matrix:
        result = dict(p)
        for word, c in q.items():
            total = add_scalars(result.get(word, ZERO), c)
            if total:
                result[word] = total
            else:
                result.pop(word, None)
        return result

    def multiply(self, p: Matrix, q: Matrix) -> Matrix:
        self.clock.tick()
        result: Matrix = {}
        for v, c in p.items():
            for w, d in q.items():
                result = self.add(result, self.term(v + w, multiply_scalars(c, d)))
        if len(result) > MOST_WORDS:
            raise Exhausted("a polynomial too long for a proof")
        return result

    def scaled(self, p: Matrix, c: Scalar) -> Matrix:
        scaled = {word: multiply_scalars(d, c) for word, d in p.items()}
        return {word: d for word, d in scaled.items() if d}

    def transposed(self, p: Matrix) -> Matrix:
        return {self.reversed(word): c for word, c in p.items()}

    def number(self, p: Matrix) -> Scalar:
        if any(word for word in p):
            raise Unreadable("a matrix where a number is due")
        return p.get((), ZERO)

    # ---- inverses

    def extent(self, size: Size) -> Scalar:
        """Return a size as a polynomial in the dims."""
        total: Scalar = ZERO
        for names, coefficient in size:
            monomial: Scalar = {(): Fraction(coefficient)}
            for name in names:
                monomial = multiply_scalars(monomial, atom("name", name))
            total = add_scalars(total, monomial)
        return total

    def reciprocal(self, p: Scalar) -> Scalar:
        if not p:
            raise Unreadable("a division by 0")
        if len(p) == 1:
            (monomial, c), = p.items()
            return {tuple((key, -e) for key, e in monomial): 1 / c}
        leading = p[min(p, key=repr)]
        unit = {monomial: c / leading for monomial, c in p.items()}
        return {((("sum", frozen(unit)), -1),): 1 / leading}

    def inverse(self, p: Matrix, shape: Shape) -> Matrix:
        if len(p) == 1:
            (word, c), = p.items()
            if all(self._is_square(letter) for letter in word):
                return {tuple(letter._replace(inverted=not letter.inverted) for letter in reversed(word)): self.reciprocal(c)}
        leading = p[min(p, key=repr)]
        if len(leading) == 1:       # inv(c P) = inv(P)/c
            scale = self.reciprocal(leading)
            p, outside = self.scaled(p, scale), scale
        else:
            outside = ONE
        key = ("inverse", frozen(p))
        self.inverses[key] = p
        self.extents[key] = shape
        return {(Letter(key, False, True),): outside}

    def _is_square(self, letter: Letter) -> bool:
        rows, columns = self.shape(letter)
        return rows == columns

    # ---- inverses of sums

    def vanishes(self, p: Matrix) -> bool:
        """Return whether a polynomial is 0, multiplying by what is inverted at the ends of its words: names first, else sums first."""
        return any(self._vanishes(p, names_first) for names_first in (True, False))

    def _vanishes(self, p: Matrix, names_first: bool) -> bool:
        p = self.settled(p)
        for _ in range(MOST_CLEARINGS):
            if not p:
                return True
            cleared = self._cleared(p, names_first)
            if cleared is None:
                break
            p = self.settled(cleared)
        return not p or set(p) == {()} and self._number_vanishes(p[()])

    def _number_vanishes(self, p: Scalar) -> bool:
        """Multiply by the sums that a number is divided by."""
        for _ in range(MOST_CLEARINGS):
            below = next((key for monomial in p for key, e in monomial if e < 0 and key[0] == "sum"), None)
            if not p or below is None:
                break
            most = max(-dict(monomial).get(below, 0) for monomial in p)
            cleared: Scalar = ZERO
            for monomial, c in p.items():
                factor = ONE
                for _ in range(most + dict(monomial).get(below, 0)):
                    factor = multiply_scalars(factor, dict(below[1]))
                rest = tuple((key, e) for key, e in monomial if key != below)
                cleared = add_scalars(cleared, multiply_scalars({rest: c}, factor))
            p = cleared
        return not p

    def _cleared(self, p: Matrix, names_first: bool) -> Matrix | None:
        """Left- or right-multiply by P where a word begins or ends with P⁻¹: as P is invertible, nothing is lost."""
        ends = [(end, word[end]) for end in (0, -1) for word in sorted(p, key=repr) if word and word[end].inverted]
        for end, letter in sorted(ends, key=lambda item: isinstance(item[1].name, str) != names_first):
            matrix = self.inverted(letter)
            return self.multiply(matrix, p) if end == 0 else self.multiply(p, matrix)
        below = next((key for c in p.values() for monomial in c for key, e in monomial if e < 0 and key[0] == "sum"), None)
        if below is None:
            return None
        return self.scaled_through(p, below)

    def inverted(self, letter: Letter) -> Matrix:
        """Return the matrix of which a letter is the inverse."""
        if isinstance(letter.name, str):
            return {(letter._replace(inverted=False),): ONE}
        matrix = self.inverses[letter.name]
        return self.transposed(matrix) if letter.turned else matrix

    def scaled_through(self, p: Matrix, below: Any) -> Matrix:
        """Multiply by a number that p is divided by."""
        result: Matrix = {}
        for word, c in p.items():
            total: Scalar = ZERO
            for monomial, d in c.items():
                exponents = dict(monomial)
                if exponents.get(below, 0) < 0:
                    exponents[below] += 1
                    total = add_scalars(total, {tuple(sorted(((k, e) for k, e in exponents.items() if e), key=repr)): d})
                else:
                    total = add_scalars(total, multiply_scalars({monomial: d}, dict(below[1])))
            if total:
                result = self.add(result, {word: total})
        return result

    def settled(self, p: Matrix) -> Matrix:
        """Return p with every  leading word of P · P⁻¹  replaced by  1 − the rest of P · P⁻¹, as often as it stands there."""
        for _ in range(MOST_WORDS):
            self.clock.tick()
            found = next(((word, place) for word in sorted(p, key=repr) if (place := self._reducible(word)) is not None), None)
            if found is None:
                return p
            word, (start, stop, replacement) = found
            rest = {other: c for other, c in p.items() if other != word}
            context = self.multiply(self.multiply({word[:start]: p[word]}, replacement), {word[stop:]: ONE})
            p = self.add(rest, context)
        raise Exhausted("a reduction too long for a proof")

    def _reducible(self, word: Word) -> tuple[int, int, Matrix] | None:
        for i, letter in enumerate(word):
            if letter.inverted and not isinstance(letter.name, str):
                matrix = self.inverted(letter)
                lead = max(matrix, key=lambda w: (len(w), repr(w)))
                n = len(lead)
                if not n or len(matrix[lead]) != 1:
                    continue
                others = {w: c for w, c in matrix.items() if w != lead}
                share = self.reciprocal(matrix[lead])
                one: Matrix = {(): ONE}
                if word[i - n:i] == lead and i >= n:
                    rest = self.add(one, self.scaled(self.multiply(others, {(letter,): ONE}), {(): Fraction(-1)}))
                    return i - n, i + 1, self.scaled(rest, share)
                if word[i + 1:i + 1 + n] == lead:
                    rest = self.add(one, self.scaled(self.multiply({(letter,): ONE}, others), {(): Fraction(-1)}))
                    return i, i + 1 + n, self.scaled(rest, share)
        return None
