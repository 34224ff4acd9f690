"""Integers modulo a prime: arithmetic keeps its meaning, every other function is an oracle."""
from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flint import nmod

from .fields import Field, Number, Undefined

PRIME = (1 << 61) - 1
ODD = frozenset("sin tan sinh tanh asin atan erf sign".split())
EVEN = frozenset(("cos", "cosh", "abs"))
AT_ZERO = {**dict.fromkeys(ODD | {"abs", "sqrt"}, 0), **dict.fromkeys(("exp", "cos", "cosh", "gamma1"), 1)}


class Prime(Field):
    """Integers modulo 2⁶¹ − 1: arithmetic has its meaning, every other function is an oracle.

    Two sides that agree at a random point are the same rational function of names and oracles, but for a chance of degree / 2⁶¹.
    """
    exact = True

    def __init__(self, salt: bytes = b"") -> None:
        self.salt = salt
        self.half = self.number(1, 2)

    def number(self, p: int, q: int = 1) -> Number:
        return nmod(p, PRIME) if q == 1 else nmod(p, PRIME) / nmod(q, PRIME)

    def divide(self, a: Number, b: Number) -> Number:
        b = nmod(b, PRIME) if isinstance(b, int) else b
        if int(b) == 0:
            raise Undefined("a division by 0")
        return (nmod(a, PRIME) if isinstance(a, int) else a) / b

    def oracle(self, *key: Any) -> Number:
        text = repr([part if isinstance(part, str) else int(part) % PRIME for part in key])
        return nmod(int.from_bytes(hashlib.blake2b(text.encode() + self.salt, digest_size=16).digest(), "big"), PRIME)

    def function(self, name: str, x: Number) -> Number:
        value = int(x) % PRIME
        if value == 0 and name in AT_ZERO:
            return AT_ZERO[name]
        if value == 1 and name == "log":
            return 0
        if 2 * value > PRIME:       # −u: what is known of odd and even functions, and exp(−u) = 1 / exp(u)
            if name in ODD:
                return -self.oracle(name, PRIME - value)
            if name in EVEN:
                return self.oracle(name, PRIME - value)
            if name == "exp":
                return self.divide(1, self.oracle(name, PRIME - value))
        rule = PRIME_RULES.get(name)
        return rule(self, x) if rule else self.oracle(name, value)

    def power(self, a: Number, b: Number) -> Number:
        return self.oracle("power", a, b)

    def extreme(self, name: str, values: Sequence[Number]) -> Number:
        distinct = sorted({int(value) % PRIME for value in values})
        return self.oracle(name, *distinct) if len(distinct) > 1 else values[0]

    def constant(self, name: str) -> Number:
        return self.oracle("constant", name)

    def weight(self, x: Number) -> float:
        return float(int(x) % PRIME != 0)

    def is_zero(self, x: Number) -> bool:
        return int(x) % PRIME == 0


PRIME_RULES: dict[str, Callable[[Prime, Number], Number]] = {
    "sqrt": lambda field, x: field.power(x, field.half),
    "sigmoid": lambda field, x: field.divide(1, field.function("exp", -x) + 1),
    "softplus": lambda field, x: field.function("log", field.function("exp", x) + 1),
    "relu": lambda field, x: field.extreme("max", (0, x)),
    "erfc": lambda field, x: 1 - field.function("erf", x),
    "factorial": lambda field, x: field.function("gamma", x + 1),
}
