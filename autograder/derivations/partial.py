"""Rules by partial interpretation: some operations keep their meaning, every other is an unknown function of the values it is given.

If two lines still agree, the step between them follows from the laws of those operations alone. A sum that has lost its meaning is an
unknown function of all its terms, a derivative one of the value it differentiates; nothing is rewritten and nothing is searched.
"""
from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from ..algebra.shapes import ShapeError, Shapes
from ..algebra.tree import Declaration, Tree, walk
from . import arrays
from .arrays import Array, Value, as_array, as_number, entries_of, is_array
from .balls import Balls
from .evaluate import RULES, Evaluator, holds, limits
from .expansion import Split, Term, matrix_product, split, terms
from .fields import EvaluationError, Field, Inexact, Number, Undefined, Unsupported
from .models import Draw, Sampler, size
from .names import NOTHING, Clock, Names
from .partial_derivatives import derivative_value, settled
from .prime import PRIME, Prime
from .tagged import Tagged, base, function

FEATURES: Mapping[str, str] = {
    "define": "a name stands for its definition; a sequence is unfolded once",
    "constraint": "simplex, onehot, orthonormal, stochastic, joint: what is declared of a name holds",
    "symmetric": "symmetric, spd, psd, skew: Aᵀ = ±A",
    "sum": "Σ has its terms", "prod": "Π has its factors", "delta": "δ is 0 or 1", "T": "(AB)ᵀ = BᵀAᵀ",
    "tr": "tr is the sum of the diagonal", "tr_lin": "tr is linear", "inv": "A⁻¹A = I", "det": "det, log det", "norm": "norms are sums of squares",
    "log": "log", "exp": "exp, sigmoid, tanh, softmax", "pow": "roots and powers", "trig": "sin, cos, tan", "gamma": "Γ, factorials, binomials",
    "cases": "|x|, max, min, where", "at": "the value at a point", "integral": "integrals", "mod": "expansions", "block": "block matrices",
    "Dlin": "D is linear", "Dprod": "D of a product or quotient", "Dchain": "D of a function of something", "matD": "the table of matrix derivatives",
    "Dall": "every D carried out", "Elin": "E is linear", "E": "E over finitely many values", "Gauss": "moments of a Gaussian",
}
ORDERED = frozenset("log exp pow trig gamma cases norm integral".split())      # these need real numbers, the others a prime field
PRECISION = 256             # bits in real numbers: some 75 digits, of which 24 decide what an unknown function is given
KEEPS = {"exp": "exp", "sigmoid": "exp", "tanh": "exp", "sinh": "exp", "cosh": "exp", "log": "log", "softplus": "log", "sqrt": "pow",
         "abs": "cases", "sign": "cases", "relu": "cases", "floor": "cases", "sin": "trig", "cos": "trig", "tan": "trig", "asin": "trig",
         "acos": "trig", "atan": "trig", "gamma": "gamma", "lgamma": "gamma", "digamma": "gamma", "factorial": "gamma"}
LOOSENED = {"simplex": "positive", "joint": "positive", "rowstochastic": "positive", "columnstochastic": "positive", "onehot": "positive",
            "orthonormal": "real"}
LOPSIDED = {"spd": "lopsided", "psd": "lopsided", "symmetric": "real", "skew": "real"}


def agree(a: Tree, b: Tree, declarations: Mapping[str, Declaration], features: frozenset[str], *, seed: int = 0, trials: int = 2,
          seconds: float = 1.0) -> bool | None:
    """Return whether two lines agree when only some operations keep their meaning; None where they could not be evaluated."""
    unknown = features - FEATURES.keys()
    if unknown:
        raise ValueError(f"no operations are called {', '.join(sorted(unknown))}; there are {', '.join(FEATURES)}")
    clock = Clock(seconds)
    verdict = _agree(a, b, declarations, features, seed, trials, clock, carrying_out=True)
    if verdict is not True and any(node[0] == "at" for line in (a, b) for node in walk(line)):
        otherwise = _agree(a, b, declarations, features, seed, trials, clock, carrying_out=False)
        return None if otherwise is None and clock.left() < 0 else otherwise or verdict
    return verdict


def _agree(a: Tree, b: Tree, declarations: Mapping[str, Declaration], features: frozenset[str], seed: int, trials: int, clock: Clock,
           carrying_out: bool) -> bool | None:
    names = Names(declarations)
    needed = names.needs(a) | names.needs(b)
    sampler = Sampler(names, needed, seed=_mixed(seed, a, b), kinds=_without(declarations, needed, features))
    wanted = max(trials, len(sampler.patterns))
    agreed = 0
    for trial in range(3 * wanted):
        try:
            verdict = _agree_once(a, b, features, sampler, trial, clock, carrying_out)
        except (Undefined, Inexact):
            continue
        except (EvaluationError, RecursionError):
            return None
        if verdict is False:
            return False
        agreed += verdict is True
        if agreed >= wanted:
            return True
    return None


def _mixed(seed: int, a: Tree, b: Tree) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}|{a}|{b}".encode(), digest_size=6).digest(), "big")


def _without(declarations: Mapping[str, Declaration], needed: frozenset[str], features: frozenset[str]) -> dict[str, str]:
    """Return the kinds to draw instead of those whose property may not be used."""
    instead: dict[str, str] = {}
    for name in needed:
        kind = declarations.get(name, NOTHING)[-1]
        if "constraint" not in features and kind in LOOSENED:
            instead[name] = LOOSENED[kind]
        if "symmetric" not in features and kind in LOPSIDED:
            instead[name] = LOPSIDED[kind]
    return instead


def _agree_once(a: Tree, b: Tree, features: frozenset[str], sampler: Sampler, trial: int, clock: Clock, carrying_out: bool) -> bool | None:
    from .equality import relate
    real = bool(features & ORDERED)
    draw = sampler.draw(trial, ("generic", "small")[trial % 2] if real else "prime")
    to: Field = Balls(PRECISION) if real else Prime(str(trial).encode())
    interpretation = Interpretation(draw, to, features, clock, (a, b), carrying_out)
    left, right = interpretation.value(a), interpretation.value(b)
    if isinstance(to, Balls):
        return relate("=", left, right, PRECISION, interpretation.model.approximate)
    x, y = entries_of(left), entries_of(right)
    return len(x) == len(y) and all(to.is_zero(base(p - q)) for p, q in zip(x, y, strict=True))


class Interpretation(Evaluator):
    """An evaluator in which only the operations of `features` have their meaning.

    A value at a point may be taken of what D gives by these laws, or of D as it stands: both are sound (`carrying_out`).
    """

    def __init__(self, draw: Draw, to: Field, features: frozenset[str], clock: Clock, lines: Sequence[Tree], carrying_out: bool = True) -> None:
        super().__init__(draw.lifted(to), clock)
        self.carrying_out = carrying_out
        self.features, self.sizes, self.lines = features, draw.sizes, lines
        self.shapes = Shapes(draw.names.declarations)
        self.everything = 0         # inside what is carried out in full
        self.depth = 0              # of opaque bound names: the same letter for the same level, whatever it is called
        self._lowest: dict[str, int] = {}

    def keeps(self, word: str) -> bool:
        return bool(self.everything) or word in self.features

    def value(self, tree: Tree) -> Value:
        rule = OPAQUE.get(tree[0])
        if rule is None:
            return super().value(tree)
        self.clock.tick()
        key = (id(tree), self.everything > 0, self.depth, *self._stamps(self.names.needs(tree)))
        if key not in self.known:
            self.known[key] = rule(self, tree)
            self.alive.append(tree)
        return self.known[key]

    def full(self, tree: Tree) -> Value:
        """Return the value of a node that keeps its meaning; those below it may have lost theirs."""
        return RULES[tree[0]](self, tree)

    # ---- unknown values

    def oracle(self, *key: Any) -> Number:
        flat = [part for item in key for part in (entries_of(item) if isinstance(item, Array) else (item,))]
        if any(isinstance(part, Tagged) for part in flat):
            raise Unsupported("a derivative or mean of an unknown function")
        return self.field.oracle(*(str(part) if isinstance(part, bool) else part for part in flat))

    def oracle_array(self, shape: tuple[int, ...], *key: Any) -> Array:
        places = range(math.prod(shape))
        flat = "|".join(str(part) if not isinstance(part, Array) else ",".join(map(self._spelled, part.entries)) for part in key)
        return Array(shape, [self.field.oracle("array", flat, str(i)) for i in places])

    def _spelled(self, x: Number) -> str:
        if isinstance(x, Tagged):
            raise Unsupported("a derivative or mean of an unknown function")
        return self.field.spelled(x) if isinstance(self.field, Balls) else str(int(x) % ((1 << 61) - 1))

    def like(self, value: Value, *key: Any) -> Value:
        """Return an unknown number or array of the shape of a value."""
        if is_array(value):
            return self.oracle_array(value.shape, *key, value)
        return self.oracle(*key, as_number(value))

    @contextmanager
    def standing_for(self, name: str, like: Value) -> Iterator[None]:
        """Bind a name to an unknown value of some shape: the same at the same depth, whatever the name is called."""
        self.depth += 1
        value = self.oracle_array(like.shape, "bound", str(self.depth)) if is_array(like) else self.oracle("bound", str(self.depth))
        try:
            with self.binding(name, value):
                yield
        finally:
            self.depth -= 1

    def terms(self, tree: Tree) -> list[Term]:
        return terms(tree, lambda part: is_array(self.value(part)))

    # ---- names

    def defined(self, name: str) -> Value:
        if self.keeps_definition(name):
            return super().defined(name)
        sizes = self.definition_shape(name)
        entries = [self.opaque_definition(name, place) for place in _places(sizes)]
        return Array(sizes, entries) if math.prod(sizes) > 1 or sizes else entries[0]

    def keeps_definition(self, name: str) -> bool:
        return "define" in self.features

    def definition_shape(self, name: str) -> tuple[int, ...]:
        try:
            shape = self.shapes.name(name, {})
        except ShapeError as error:
            raise Unsupported(str(error)) from None
        from ..algebra.shapes import size_tree
        return tuple(size(size_tree(part), self.sizes) for part in shape)

    def _definition(self, name: str, params: Sequence[str], place: Sequence[int]) -> Value:
        if self.keeps_definition(name):
            return super()._definition(name, params, place)
        return self.opaque_definition(name, tuple(place)) if params else self.defined(name)

    def opaque_definition(self, name: str, place: tuple[int, ...]) -> Number:
        """An unknown number, keyed by whatever the definition depends on that is bound or moved here."""
        shape = self.definition_shape(name)
        place = place if len(place) == len(shape) or not place else (*place, 1)
        known = self.names.declarations[name][3]
        if "constraint" in self.features and known in ("simplex", "joint"):
            values = [self._definition_entry(name, other) for other in _places(shape)]
            return self._definition_entry(name, place) * self._share(values)
        if "constraint" in self.features and known in ("rowstochastic", "columnstochastic"):
            axis = 0 if known == "rowstochastic" else 1
            values = [self._definition_entry(name, other) for other in _places(shape) if other[axis] == place[axis]]
            return self._definition_entry(name, place) * self._share(values)
        if "symmetric" in self.features and known in ("symmetric", "spd", "psd"):
            place = tuple(sorted(place))
        return self._definition_entry(name, place)

    def _share(self, values: Sequence[Number]) -> Number:
        return self.field.divide(1, sum(values))

    def _definition_entry(self, name: str, place: tuple[int, ...]) -> Number:
        bound = sorted(other for other in self.names.closure((name,)) if other in self.bound and other != name)
        return self.oracle("definition", name, *map(str, place), *(x for other in bound for x in (other, *entries_of(self.bound[other]))))

    def element(self, name: str, at: int) -> Value:
        """A sequence is unfolded from the lowest element that the two lines name: one level, and the first for what it is."""
        if at < 0:
            raise Undefined(f"{name}[{at}]")
        _, counter, first, then = self.names.declarations[name]
        if "define" in self.features:
            if at == 0:
                return self.value(first)
            if at == self.lowest(name) + 1:
                return self._under({counter: at}, then)
        return self.oracle("sequence", name, str(at))

    def lowest(self, name: str) -> int:
        if name not in self._lowest:
            self._lowest[name] = 1 << 30        # meanwhile nothing is unfolded
            found = [self.number(node[2]) for line in self.lines for node in walk(line)
                     if node[0] == "idx" and node[1] == ("sym", name) and not self._is_inner(node[2])]
            whole = [at for at in found if isinstance(at, int)]
            self._lowest[name] = min(whole) if len(set(whole)) > 1 or 0 in whole else min(whole, default=1) - 1
        return self._lowest[name]

    def _is_inner(self, index: Tree) -> bool:
        return any(node[0] == "sym" and node[1] not in self.model.values for node in walk(index))


def _places(shape: Sequence[int]) -> list[tuple[int, ...]]:
    places: list[tuple[int, ...]] = [()]
    for extent in shape:
        places = [(*place, i) for place in places for i in range(1, extent + 1)]
    return places


# ---- operations that may have lost their meaning

def _series(e: Interpretation, tree: Tree) -> Value:
    """Σ, Π, max, min over a range."""
    word = {"sum": "sum", "prod": "prod"}.get(tree[0], "cases")
    if e.keeps(word):
        return e.full(tree)
    low, high = limits(e, tree)
    values = []
    for i in range(low, high + 1):
        with e.binding(tree[2], i):
            values.append(e.value(tree[1]))
    return unknown_sum(e, values, str(low), str(high)) if tree[0] == "sum" else unknown_of(e, values, tree[0], str(low), str(high))


def unknown_sum(e: Interpretation, values: Sequence[Value], *key: Any) -> Value:
    """An unknown Σ lets its sign through, as the arithmetic of each term does: Σ −a is −Σ a."""
    if not _begins_below_zero(e, values):
        return unknown_of(e, values, "sum", *key)
    return arrays.each(lambda x: -x, unknown_of(e, [arrays.each(lambda x: -x, value) for value in values], "sum", *key))


def _begins_below_zero(e: Interpretation, values: Sequence[Value]) -> bool:
    """One of v and −v does, unless all is 0."""
    spelled = (e._spelled(x) for value in values for x in entries_of(value))
    first = next((text for text in spelled if text != "0"), "0")
    return first.startswith("-") if isinstance(e.field, Balls) else 2 * int(first) > PRIME


def unknown_of(e: Interpretation, values: Sequence[Value], *key: Any) -> Value:
    """Return an unknown function of several values of one shape, of that shape."""
    if values and is_array(values[0]):
        return e.oracle_array(values[0].shape, *key, *(as_array(value) for value in values))
    return e.oracle(*key, *(as_number(value) for value in values))


def _mean(e: Interpretation, tree: Tree) -> Value:
    _, body, name, law = tree
    gaussian = law[:2] == ("fn", "N")
    if e.keeps("Gauss" if gaussian else "E"):
        try:
            return e.full(tree)
        except Unsupported:
            pass
    if not e.keeps("Elin"):
        return _opaque_mean(e, body, name, law)
    total: Value = None
    with e.standing_for(name, e.value(law[2])) if gaussian else e.binding(name, 1):
        def depends(tree: Tree) -> bool:
            return name in e.names.needs(tree)
        parts = list(split([_opened(term, depends) for term in e.terms(body)], depends))
    for part in parts:
        value = _total(e, law) if part.inner is None else _opaque_mean(e, part.inner, name, law)
        value = _surrounded(e, part, value)
        total = value if total is None else arrays.add(total, value)
    return total


def _opened(term: Term, depends: Callable[[Tree], bool]) -> Term:
    """The one number of a term that is drawn, where it is a product of matrices: the mean goes into it too, as in E cᵀx = cᵀ E x."""
    drawn = [number for number in term.numbers if depends(number)]
    if term.chain or len(drawn) != 1 or drawn[0][0] != "@":
        return term
    return Term(tuple(number for number in term.numbers if number is not drawn[0]), drawn[0][1:])


def _surrounded(e: Interpretation, part: Split, value: Value) -> Value:
    """Return free · left · value · right."""
    for factor in reversed(part.left):
        value = arrays.multiply(e.value(factor), value) if is_array(value) else arrays.scale(value, e.value(factor))
    for factor in part.right:
        value = arrays.multiply(value, e.value(factor))
    for factor in part.free:
        value = arrays.scale(value, e.value(factor))
    return value


def _trace_of_mean(e: Interpretation, body: Tree, name: str, law: Tree) -> Number:
    """tr of E, term by term: the one order of the two in which E tr and tr E are met."""
    with e.standing_for(name, e.value(law[2]) if law[:2] == ("fn", "N") else 0):
        parts = list(split(e.terms(body), lambda tree: name in e.names.needs(tree)))
    total: Number = 0
    for part in parts:
        chain = matrix_product((*part.left, *(() if part.inner is None else (part.inner,)), *part.right))
        value = _unknown_trace(e, e.value(("E", chain, name, law)))
        for factor in part.free:
            value = value * e.number(factor)
        total = total + value
    return total


def _total(e: Interpretation, law: Tree) -> Value:
    """The mean of 1: 1 for a law that is one by declaration."""
    kind = e.names.declarations.get(law[1], NOTHING)[-1] if law[0] == "sym" else None
    if law[:2] == ("fn", "N") or kind in ("simplex", "onehot"):
        return 1
    return _opaque_mean(e, ("num", 1, 1), "", law)


def _opaque_mean(e: Interpretation, body: Tree, name: str, law: Tree) -> Value:
    if body[0] in ("sum", "T") and e.keeps("Elin") or body[:2] == ("fn", "tr") and e.keeps("Elin"):
        return _through(e, body, name, law)
    if law[:2] != ("fn", "N"):
        weights = e.value(law)
        values = []
        for i in range(1, len(entries_of(weights)) + 1):
            with e.binding(name, i):
                values.append(e.value(body))
        return unknown_of(e, values, "mean", *entries_of(weights))
    mean, covariance = e.value(law[2]), e.value(law[3])
    with e.standing_for(name, mean):
        value = e.value(body)
    return e.like(value, "mean", as_array(mean), as_array(covariance))


def _through(e: Interpretation, body: Tree, name: str, law: Tree) -> Value:
    """E goes through Σ, ᵀ and tr."""
    if body[0] == "fn" and e.keeps("tr_lin") and not e.keeps("tr"):
        return _trace_of_mean(e, body[2], name, law)
    inner: Tree = ("E", body[2] if body[0] == "fn" else body[1], name, law)
    return e.value((*body[:2], inner) if body[0] == "fn" else (body[0], inner, *body[2:]))


def _transposed(e: Interpretation, tree: Tree) -> Value:
    """Transposing is linear and its own inverse, and turns what is only data; the order of a product turns by the rule."""
    if e.keeps("T"):
        return e.full(tree)
    if tree[1][0] == "sym" and tree[1][1] not in e.bound and e.names.kind(tree[1][1]) == "definition" and e.keeps_definition(tree[1][1]):
        _, params, body, _ = e.names.declarations[tree[1][1]]
        if not params:
            return e.value(("T", body))
    total: Value = None
    for term in e.terms(tree[1]):
        value = _turned(e, term.chain)
        for number in term.numbers:
            value = arrays.scale(value, e.value(number))
        total = value if total is None else arrays.add(total, value)
    return total


def _turned(e: Interpretation, chain: Sequence[Tree]) -> Value:
    tree = matrix_product(chain)
    if tree[0] == "T":
        return e.value(tree[1])
    value = e.value(tree)
    if not is_array(value):
        return value
    if tree[0] == "sym" or 1 in value.shape and tree[0] != "@" or is_symmetric(e, value):
        return arrays.transpose(value)
    return e.oracle_array(value.shape[::-1], "T", value)


def is_symmetric(e: Interpretation, value: Array) -> bool:
    rows, columns = value.shape
    if rows != columns:
        return False
    try:
        return all(e.field.is_zero(base(value.entries[i * rows + j] - value.entries[j * rows + i])) for i in range(rows) for j in range(i))
    except Inexact:
        return False


def _power(e: Interpretation, tree: Tree) -> Value:
    a, n = e.value(tree[1]), e.number(tree[2])
    if is_array(a):
        return e.full(tree) if not isinstance(n, int) or n >= 0 or e.keeps("inv") else e.like(a, "power", str(n))
    if isinstance(n, int) or e.keeps("pow") or e.keeps("log"):
        return e.full(tree)
    return e.oracle("power", as_number(a), n)


def _at(e: Interpretation, tree: Tree) -> Value:
    value = e.value(tree[3])
    body = settled(e, tree[1]) if e.carrying_out else tree[1]
    if e.keeps("at") or not any(node[0] == "D" for node in walk(body)):
        return e.full((tree[0], body, *tree[2:]))
    return _bound(e, tree, value, "at", value)


def _bound(e: Interpretation, tree: Tree, like: Value, *key: Any) -> Value:
    """Return an unknown function of a body and a key, the bound name standing for nothing in particular."""
    with e.standing_for(tree[2], like):
        value = e.value(tree[1])
    return e.like(value, *key)


def _integral(e: Interpretation, tree: Tree) -> Value:
    if e.keeps("integral"):
        return e.full(tree)
    ends = [str(limit) if "oo" in str(limit) else e.number(limit) for limit in tree[3:5]]
    return _bound(e, tree, 0, "integral", *ends)


def _modulo(e: Interpretation, tree: Tree) -> Value:
    if not e.keeps("mod"):
        return e.like(e.value(tree[1]), "mod", tree[2], str(tree[3]))
    e.everything += 1
    try:
        return e.full(tree)
    finally:
        e.everything -= 1


def _blocks(e: Interpretation, tree: Tree) -> Value:
    value = e.full(tree)
    return value if e.keeps("block") else e.oracle_array(value.shape, "block", value)


def _derivative(e: Interpretation, tree: Tree) -> Value:
    return e.full(tree) if e.keeps("Dall") else derivative_value(e, tree)


# ---- functions

def _function(e: Interpretation, tree: Tree) -> Value:
    name = tree[1]
    special = FUNCTIONS.get(name)
    if special is not None:
        return special(e, tree)
    word = KEEPS.get(name)
    if word is None and name not in PLAIN:
        return e.full(tree)
    value = e.value(tree[2])
    if name in PLAIN and not e.keeps(PLAIN[name]):
        return e.oracle(name, as_array(value))
    if name in PLAIN:
        return e.full(tree)
    kept = word is not None and (e.keeps(word) or name in ("sqrt", "log") and e.keeps("pow") and e.keeps("log"))
    return arrays.each(lambda x: function(e.field, name, x) if kept else e.oracle(name, x), value)


PLAIN = {"det": "det", "logdet": "det", "rank": "det", "norm": "norm", "norm2": "norm", "frobenius2": "norm"}


def _trace(e: Interpretation, tree: Tree) -> Value:
    if e.keeps("tr"):
        return e.full(tree)
    if not e.keeps("tr_lin"):
        return _unknown_trace(e, e.value(tree[2]))
    total: Number = 0
    for term in e.terms(tree[2]):
        inner = _mean_of_all(e, term.chain) or matrix_product(term.chain)
        if inner[0] == "sum":
            value = e.number((inner[0], ("fn", "tr", inner[1]), *inner[2:]))
        elif inner[0] == "E" and e.keeps("Elin"):
            value = _trace_of_mean(e, *inner[1:])
        else:
            value = _unknown_trace(e, e.value(inner))
        for number in term.numbers:
            value = value * e.number(number)
        total = total + value
    return total


def _mean_of_all(e: Interpretation, chain: Sequence[Tree]) -> Tree | None:
    """A E[X] B is E[A X B], where A and B do not hold the name that E binds."""
    for place, factor in enumerate(chain):
        if factor[0] == "E" and e.keeps("Elin"):
            others = (*chain[:place], *chain[place + 1:])
            if not any(factor[2] in e.names.needs(other) for other in others):
                return "E", matrix_product((*chain[:place], factor[1], *chain[place + 1:])), *factor[2:]
    return None


def _unknown_trace(e: Interpretation, value: Value) -> Number:
    return e.oracle("tr", value) if is_array(value) else as_number(value)


def _inverse(e: Interpretation, tree: Tree) -> Value:
    if e.keeps("inv"):
        return e.full(tree)
    value = e.value(tree[2])
    if not is_array(value):
        return e.full(tree)
    unknown = e.oracle_array(value.shape, "inverse", value)
    if e.keeps("symmetric") and is_symmetric(e, value):
        n = value.shape[0]
        return Array(value.shape, [unknown.entries[min(i, j) * n + max(i, j)] for i in range(n) for j in range(n)])
    return unknown


def _delta(e: Interpretation, tree: Tree) -> Value:
    i, j = (e.whole(index, "an index") for index in tree[2:])
    return kronecker_delta(e, i, j)


def kronecker_delta(e: Interpretation, i: int, j: int) -> Number:
    return int(i == j) if e.keeps("delta") else e.oracle("delta", *map(str, sorted((i, j))))


def _cases(e: Interpretation, tree: Tree) -> Value:
    """where and indicator; each side of a claim is a number."""
    if e.keeps("cases"):
        if tree[1] == "indicator":
            return int(holds(e, tree[2]))
        return e.value(tree[3] if holds(e, tree[2]) else tree[4])
    claim = tree[2]
    sides = [e.number(side) for side in claim[2:]]
    values = [e.value(part) for part in tree[3:]]
    return unknown_of(e, values, tree[1], claim[1], *sides) if values else e.oracle(tree[1], claim[1], *sides)


def _largest(e: Interpretation, tree: Tree) -> Value:
    if e.keeps("cases"):
        return e.full(tree)
    values = [e.number(part) for part in tree[2:]]
    return e.oracle(tree[1], *sorted(values, key=e._spelled))


def _counted(e: Interpretation, tree: Tree) -> Value:
    """binomial and factorial"""
    if e.keeps("gamma"):
        return e.full(tree)
    return e.oracle(tree[1], *(e.number(part) for part in tree[2:]))


def _softmax(e: Interpretation, tree: Tree) -> Value:
    if e.keeps("exp") or e.keeps("define"):
        e.everything += 1
        try:
            return arrays.softmax(e.field, e.value(tree[2])) if isinstance(e.field, Balls) or e.keeps("exp") else e.full(tree)
        finally:
            e.everything -= 1
    value = as_array(e.value(tree[2]))
    return e.oracle_array(value.shape, "softmax", value)


FUNCTIONS = {"tr": _trace, "inv": _inverse, "delta": _delta, "where": _cases, "indicator": _cases, "max": _largest, "min": _largest,
             "binomial": _counted, "factorial": _counted, "softmax": _softmax}
OPAQUE = {"sum": _series, "prod": _series, "max": _series, "min": _series, "E": _mean, "T": _transposed, "^": _power, "at": _at,
          "integral": _integral, "mod": _modulo, "block": _blocks, "D": _derivative, "fn": _function}


# ---- which words can matter

def used(a: Tree, b: Tree, declarations: Mapping[str, Declaration]) -> frozenset[str]:
    """Return the words that could make a difference to these two lines."""
    names = Names(declarations)
    needed = names.needs(a) | names.needs(b)
    bodies = [body for name in needed for body in _bodies(declarations.get(name, NOTHING))]
    found = {word for tree in (a, b, *bodies) for node in walk(tree) for word in _words(node)}
    kinds = {declarations.get(name, NOTHING)[-1] for name in needed}
    if bodies:
        found.add("define")
    if kinds & LOOSENED.keys():
        found.add("constraint")
    if kinds & LOPSIDED.keys():
        found.add("symmetric")
    return frozenset(found)


def _bodies(declaration: Declaration) -> tuple[Tree, ...]:
    return declaration[2:3] if declaration[0] == "definition" else declaration[2:4] if declaration[0] == "sequence" else ()


def _words(node: Tree) -> Sequence[str]:
    op = node[0]
    if op == "fn":
        name = node[1]
        words = {"tr": ("tr", "tr_lin"), "inv": ("inv",), "delta": ("delta",), "where": ("cases",), "indicator": ("cases",), "max": ("cases",),
                 "min": ("cases",), "binomial": ("gamma",), "softmax": ("exp", "define"), "logdet": ("det", "log")}
        return words.get(name) or tuple(word for word in (KEEPS.get(name), PLAIN.get(name)) if word)
    return {"sum": ("sum",), "prod": ("prod",), "max": ("cases",), "min": ("cases",), "T": ("T",), "^": ("pow",), "at": ("at",),
            "integral": ("integral",), "mod": ("mod",), "block": ("block",), "D": ("Dlin", "Dprod", "Dchain", "matD", "Dall", "delta"),
            "E": ("Elin", "E", "Gauss")}.get(op, ())
