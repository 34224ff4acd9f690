"""Proofs by SymPy, in a child process that is killed when its time is up; it is given trees and never a learner's string, names included."""
from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..algebra.reading import read, read_declarations
from ..algebra.tree import Tree, substitute, walk, write, write_declarations
from .names import Names

LARGEST_MEMORY = 1 << 30
KINDS: Mapping[str, Mapping[str, bool]] = {
    "real": {"real": True}, "positive": {"positive": True}, "nonneg": {"nonnegative": True}, "prob": {"positive": True},
    "unit": {"real": True}, "nonzero": {"real": True, "nonzero": True}, "gt1": {"positive": True}}
READABLE = frozenset("num sym + * / neg ^ fn sum prod D rel".split())
FUNCTIONS = frozenset("exp log sqrt abs sign sin cos tan asin acos atan sinh cosh tanh erf erfc gamma digamma floor factorial sigmoid softplus "
                      "relu max min binomial where".split())


def proves(a: Tree, b: Tree, names: Names, seconds: float) -> bool:
    """Return whether SymPy simplifies a − b to 0 within the time, its start of half a second included; only for expressions of numbers."""
    if not readable(a, names) or not readable(b, names):
        return False
    declared = {name: names.declarations[name] for name in names.needs(a) | names.needs(b)}
    question = {"a": write(unfolded(a, names)), "b": write(unfolded(b, names)), "declarations": write_declarations(declared)}
    try:
        child = subprocess.run([sys.executable, "-I", "-m", __name__], input=json.dumps(question), capture_output=True, text=True,
                               timeout=seconds, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return False
    return child.returncode == 0 and child.stdout.strip() == "proved"


def readable(tree: Tree, names: Names) -> bool:
    kinds = {names.kind(name) for name in names.needs(tree)}
    if not kinds <= {*KINDS, "integer", "definition", "nothing"}:
        return False
    return all(node[0] in READABLE and (node[0] != "fn" or node[1] in FUNCTIONS) for node in walk(unfolded(tree, names)))


def unfolded(tree: Tree, names: Names) -> Tree:
    for _ in range(len(names.declarations)):
        bodies = {name: names.declarations[name][2] for name in names.needs(tree)
                  if names.kind(name) == "definition" and not names.declarations[name][1]}
        opened = substitute(tree, bodies)
        if opened == tree:
            break
        tree = opened
    return tree


# ---- the child

def _limited() -> None:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST_MEMORY, LARGEST_MEMORY))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


class Reader:
    """Builds SymPy expressions from trees: every name a fresh symbol x0, x1 …"""

    def __init__(self, declarations: Mapping[str, Any]) -> None:
        import sympy
        self.sympy: Any = sympy
        self.declarations = declarations
        self.symbols: dict[str, Any] = {}

    def symbol(self, name: str) -> Any:
        if name == "pi":
            return self.sympy.pi
        if name not in self.symbols:
            kind, *parts = self.declarations.get(name, ("integer", 0, 0))
            known = KINDS.get(kind) or {"integer": True, **({"positive": True} if parts[0] > 0 else {"nonnegative": True} if name in
                                        self.declarations and parts[0] == 0 else {})}
            self.symbols[name] = self.sympy.Symbol(f"x{len(self.symbols)}", **known)
        return self.symbols[name]

    def read(self, tree: Tree) -> Any:
        s, op = self.sympy, tree[0]
        if op == "num":
            return s.Rational(tree[1], tree[2])
        if op == "sym":
            return s.oo if tree[1] == "oo" else self.symbol(tree[1])
        if op in ("sum", "prod"):
            body, low, high = self.read(tree[1]), self.read(tree[3]), self.read(tree[4])
            return (s.Sum if op == "sum" else s.Product)(body, (self.symbol(tree[2]), low, high))
        if op == "D":
            return s.Derivative(self.read(tree[1]), self.read(tree[2])).doit()
        if op == "rel":
            return {"<": s.Lt, "<=": s.Le, ">": s.Gt, ">=": s.Ge, "=": s.Eq, "!=": s.Ne}[tree[1]](*map(self.read, tree[2:]))
        if op == "fn":
            return self._function(tree)
        parts = [self.read(part) for part in tree[1:]]
        return ARITHMETIC[op](s, parts)

    def _function(self, tree: Tree) -> Any:
        s, name, parts = self.sympy, tree[1], [self.read(part) for part in tree[2:]]
        special: Mapping[str, Callable[..., Any]] = {
            "abs": s.Abs, "max": s.Max, "min": s.Min, "sigmoid": lambda x: 1 / (1 + s.exp(-x)), "softplus": lambda x: s.log(1 + s.exp(x)),
            "relu": lambda x: s.Max(0, x), "where": lambda claim, x, y: s.Piecewise((x, claim), (y, True))}
        return special[name](*parts) if name in special else getattr(s, name)(*parts)       # name is one of FUNCTIONS


ARITHMETIC: Mapping[str, Callable[[Any, list[Any]], Any]] = {
    "+": lambda s, parts: s.Add(*parts), "*": lambda s, parts: s.Mul(*parts), "/": lambda s, parts: parts[0] / parts[1],
    "neg": lambda s, parts: -parts[0], "^": lambda s, parts: parts[0] ** parts[1]}


def attempts(sympy: Any, difference: Any) -> Iterator[Any]:
    """Yield simpler forms of a difference, the cheap ones first."""
    yield difference
    difference = difference.doit()
    yield difference
    yield sympy.expand(difference)
    yield sympy.cancel(sympy.together(difference))
    yield sympy.expand(sympy.sqrtdenest(difference))
    yield sympy.expand_log(sympy.expand(difference))
    yield sympy.simplify(sympy.expand_func(difference))
    yield sympy.simplify(difference.rewrite(sympy.exp))


def main() -> None:
    question = json.loads(sys.stdin.read())
    reader = Reader(read_declarations(question["declarations"]))
    _limited()
    difference = reader.read(read(question["a"])) - reader.read(read(question["b"]))
    for form in attempts(reader.sympy, difference):
        if form == 0:
            print("proved")
            return


if __name__ == "__main__":
    main()


