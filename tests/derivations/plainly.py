"""A second opinion that shares nothing with the checker: trees of JSON evaluated in floating point, derivatives by differences."""
import itertools
import math
import random
from typing import Any

import numpy as np

STEP = 1e-4         # of a central difference: error near 1e-8, twice nested near 1e-6, far below what is called different
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(6)      # exact for polynomials of degree ≤ 11
WEIGHTS = WEIGHTS / WEIGHTS.sum()


class Unknown(Exception):
    """Nothing is said of this."""


class World:
    """Random values for declarations; `value` of a tree in them."""

    def __init__(self, declarations: dict[str, Any], seed: int) -> None:
        self.draw = random.Random(seed)
        self.np = np.random.default_rng(seed)
        self.declarations = declarations
        self.sizes = {name: self.draw.randint(d[1], d[2]) for name, d in declarations.items() if d[0] == "dim"}
        self.names: dict[str, Any] = dict(self.sizes)
        for name, d in declarations.items():
            if name not in self.sizes:
                drawn = self.drawn(d)
                if drawn is not None:
                    self.names[name] = drawn

    def size(self, tree: Any) -> int:
        return round(float(self.value(tree)))

    def drawn(self, d: Any) -> Any:
        kind = d[0]
        if kind in ("integer",):
            return self.draw.randint(d[1], d[2])
        if kind == "index":
            return self.draw.randint(1, self.size(d[1]))
        if kind == "vector":
            return self.array(d[2], (self.size(d[1]), 1))
        if kind == "matrix":
            return self.array(d[3], (self.size(d[1]), self.size(d[2])))
        if kind in ("definition", "sequence", "random", "function", "array"):
            return None
        return float(self.array(kind, (1, 1))[0, 0])

    def array(self, kind: str, shape: tuple[int, int]) -> Any:
        x = self.np.normal(size=shape) + 0.1
        if kind in ("positive", "nonneg"):
            return np.abs(x) + 0.2
        if kind == "prob":
            return 1 / (1 + np.exp(-x))
        if kind == "simplex":
            e = np.exp(x)
            return e / e.sum()
        if kind == "symmetric":
            return x + x.T
        if kind in ("spd", "psd"):
            return x @ x.T + np.eye(shape[0])
        if kind == "orthonormal":
            return np.linalg.qr(x)[0]
        return x + (2 if kind in ("nonzero", "gt1") else 0)

    def value(self, tree: Any, bound: dict[str, Any] | None = None) -> Any:
        bound = bound or {}
        op, *parts = tree
        if op == "num":
            return parts[0] / parts[1]
        if op == "sym":
            return self.name(parts[0], bound)
        if op == "sum":
            body, letter, low, high = parts
            lo, hi = (round(float(self.value(end, bound))) for end in (low, high))
            return sum((self.value(body, {**bound, letter: i}) for i in range(lo, hi + 1)), 0.0)
        if op == "D":
            return self.derivative(parts[0], parts[1], bound)
        if op == "E":
            return self.mean(parts, bound)
        if op == "idx":
            return self.entry(parts, bound)
        if op == "fn":
            return self.function(parts, bound)
        values = [self.value(part, bound) for part in parts]
        return self.plain(op, values)

    def plain(self, op: str, values: list[Any]) -> Any:
        first = values[0]
        if op == "+":
            return sum(values[1:], first)
        if op == "*":
            return math.prod(values[1:], start=first) if all(np.ndim(v) == 0 for v in values) else self.scaled(values)
        if op == "@":
            for other in values[1:]:
                first = np.asarray(first) @ other if np.shape(first) != (1, 1) or np.shape(other)[0] == 1 else first[0, 0] * other
            return first[0, 0] if np.shape(first) == (1, 1) else first
        if op == "/":
            return first / values[1]
        if op == "neg":
            return -first
        if op == "T":
            return np.transpose(first)
        if op == "^":
            return np.linalg.matrix_power(first, round(values[1])) if np.ndim(first) else first ** values[1]
        raise Unknown(op)

    @staticmethod
    def scaled(values: list[Any]) -> Any:
        result = values[0]
        for other in values[1:]:
            result = result * other
        return result

    def name(self, name: str, bound: dict[str, Any]) -> Any:
        if name in bound:
            return bound[name]
        if name in self.names:
            return self.names[name]
        d = self.declarations.get(name, ["?"])
        if d[0] == "definition":
            letters, body = d[1], d[2]
            sizes = [self.size(self.declarations[letter][1]) for letter in letters]
            if not letters:
                return self.value(body, bound)
            all_places = itertools.product(*(range(1, size + 1) for size in sizes))
            entries = [self.value(body, {**bound, **dict(zip(letters, place, strict=True))}) for place in all_places]
            return np.array(entries, float).reshape(*sizes, *([1] if len(sizes) == 1 else []))
        raise Unknown(name)

    def entry(self, parts: list[Any], bound: dict[str, Any]) -> Any:
        places = [round(float(self.value(part, bound))) for part in parts[1:]]
        d = self.declarations.get(parts[0][1], ["?"]) if parts[0][0] == "sym" else ["?"]
        if d[0] == "sequence":
            counter, first, body = d[1:4]
            return self.value(first, bound) if places[0] <= 0 else self.value(body, {**bound, counter: places[0]})
        if d[0] == "definition" and parts[0][1] not in bound:
            return self.value(d[2], {**bound, **dict(zip(d[1], places, strict=True))})
        whole = self.value(parts[0], bound)
        if not all(1 <= place <= size for place, size in zip(places, np.shape(whole), strict=False)):
            raise Unknown("out of range")
        return float(whole[places[0] - 1, places[1] - 1 if len(places) > 1 else 0])

    def derivative(self, body: Any, by: Any, bound: dict[str, Any]) -> Any:
        name = by[1] if by[0] == "sym" else by[1][1]
        start = self.name(name, bound)
        if by[0] == "idx":
            place = tuple(round(float(self.value(i, bound))) - 1 for i in by[2:])
            return self.slope(body, name, start, place if len(place) == 2 else (*place, 0), bound)
        if np.ndim(start) == 0:
            up, down = (self.value(body, {**bound, name: start + h}) for h in (STEP, -STEP))
            return (up - down) / (2 * STEP)
        slopes = [[self.slope(body, name, start, (i, j), bound) for j in range(start.shape[1])] for i in range(start.shape[0])]
        if np.ndim(slopes[0][0]):
            return np.hstack([row[0] for row in slopes])        # a column by a column
        return np.array(slopes, float)

    def slope(self, body: Any, name: str, start: Any, place: tuple[int, ...], bound: dict[str, Any]) -> Any:
        values = []
        for h in (STEP, -STEP):
            moved = np.array(start, float)
            moved[place] += h
            values.append(self.value(body, {**bound, name: moved}))
        return (values[0] - values[1]) / (2 * STEP)

    def mean(self, parts: list[Any], bound: dict[str, Any]) -> Any:
        body, name, law = parts
        if law[0] != "fn" or law[1] != "N":
            weights = self.value(law, bound)
            return sum(float(weights[i - 1, 0]) * self.value(body, {**bound, name: i}) for i in range(1, len(weights) + 1))
        centre, covariance = (np.atleast_2d(self.value(part, bound)) for part in law[2:])
        root = np.linalg.cholesky(covariance)
        total: Any = 0.0
        for places in itertools.product(range(len(NODES)), repeat=len(centre)):
            point = centre + root @ NODES[list(places)].reshape(-1, 1)
            weight = math.prod(WEIGHTS[list(places)])
            total = total + weight * self.value(body, {**bound, name: point if len(centre) > 1 else float(point[0, 0])})
        return total

    def function(self, parts: list[Any], bound: dict[str, Any]) -> Any:
        name, *arguments = parts
        if name == "delta":
            i, j = (round(float(self.value(a, bound))) for a in arguments)
            return float(i == j)
        if name == "where":
            relation, left, right = arguments[0][1], self.value(arguments[0][2], bound), self.value(arguments[0][3], bound)
            holds = {"=": left == right, "<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[relation]
            return self.value(arguments[1 if holds else 2], bound)
        if name not in FUNCTIONS:
            raise Unknown(name)
        return FUNCTIONS[name](*(self.value(a, bound) for a in arguments))




FUNCTIONS: dict[str, Any] = {
    "exp": np.exp, "log": np.log, "sqrt": np.sqrt, "tanh": np.tanh, "sin": np.sin, "cos": np.cos, "abs": np.abs, "relu": lambda x: np.maximum(x, 0),
    "inv": np.linalg.inv, "det": np.linalg.det, "logdet": lambda a: np.linalg.slogdet(a)[1], "tr": np.trace,
    "norm2": lambda x: float((np.asarray(x)**2).sum()), "frobenius2": lambda x: float((np.asarray(x)**2).sum()),
    "norm": lambda x: float(np.sqrt((np.asarray(x)**2).sum())), "hadamard": np.multiply, "hadamard_power": np.power,
    "eye": lambda n: np.eye(round(n)), "ones": lambda n, m=1: np.ones((round(n), round(m))), "zeros": lambda n, m=1: np.zeros((round(n), round(m)))}


def apart(a: Any, b: Any, declarations: dict[str, Any], tries: int = 4) -> bool:
    """Are two trees plainly different: of other shapes, or by a thousandth at some random point at which both have a value?"""
    for seed in range(tries):
        with np.errstate(all="ignore"):
            try:
                world = World(declarations, seed)
                x, y = world.value(a), world.value(b)
                if np.shape(x) != np.shape(y):
                    return True
                gap, scale = np.max(np.abs(np.subtract(x, y))), 1 + np.max(np.abs(x))
            except (Unknown, ValueError, TypeError, IndexError, ArithmeticError, np.linalg.LinAlgError, KeyError, AttributeError):
                continue
        if np.isfinite(gap) and gap > 1e-3 * scale:
            return True
    return False
