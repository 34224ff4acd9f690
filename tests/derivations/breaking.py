"""Lines broken at random, as JSON, by changes that share nothing with the checker; each knows the words that would tell it rightly."""
import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .plainly import apart

Path = tuple[int, ...]
NUMBERS = ("real", "positive", "nonneg", "prob", "unit", "nonzero", "gt1")


@dataclass(frozen=True)
class Break:
    """A tree with one thing changed, the kind of change, and words of which one is in a right cause."""
    kind: str
    tree: Any
    words: tuple[str, ...]


def places(tree: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the nodes of a tree of JSON with where they stand."""
    yield path, tree
    for n, part in enumerate(tree):
        if isinstance(part, list) and part and isinstance(part[0], str):
            yield from places(part, (*path, n))


def put(tree: Any, path: Path, new: Any) -> Any:
    if not path:
        return new
    result = copy.copy(tree)
    result[path[0]] = put(tree[path[0]], path[1:], new)
    return result


def breaks(tree: Any, declarations: dict[str, Any]) -> list[Break]:
    """Return every change there is of a tree."""
    found = []
    for path, node in places(tree):
        for kind, new, words in _changes(node, declarations, path, tree):
            found.append(Break(kind, put(tree, path, new), words))
    return found


SIGN = ("sign", "minus", "term", "−1 times", "-1 times", "a factor 2 at")
TERM = ("term", "missing", "constant", "lost", "number", "too much", "factor", "times")
ORDER = ("order", "transpose", "is expected", "cannot", "inner")
LIMITS = ("limits", "number", "term", "sum", "out of", "range", "entry", "index", "defined", "divi", "factor", "times")
FACTOR = ("factor", "times", "divi", "square", "power", "root", "multiplies", "number", "fraction")


def _changes(node: Any, declarations: dict[str, Any], path: Path, whole: Any) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    op = node[0]
    if op == "+":
        for n in range(1, len(node)):
            term = node[n]
            yield "sign of a term", [*node[:n], term[1] if term[0] == "neg" else ["neg", term], *node[n + 1:]], SIGN
            if len(node) > 2:
                rest = [*node[:n], *node[n + 1:]]
                yield "a term lost", rest if len(rest) > 2 else rest[1], TERM
    if op == "neg":
        yield "a minus lost", node[1], SIGN
    if op in ("*", "@") and len(node) > 2:
        for n in range(1, len(node)):
            rest = [*node[:n], *node[n + 1:]]
            yield "a factor lost", rest if len(rest) > 2 else rest[1], (*FACTOR, "missing", "lost", "shape", "expected", "cannot")
        if op == "@":
            for n in range(1, len(node) - 1):
                yield "order changed", [*node[:n], node[n + 1], node[n], *node[n + 2:]], ORDER
    if op == "/":
        yield "upside down", ["/", node[2], node[1]], ("upside", "divi", "times", "power", "fraction", "factor", "multiplies")
        yield "division lost", node[1], ("divi", "times", "factor", "upside", "power", "multiplies")
    if op == "num" and not (path and _is_index_place(whole, path)):
        yield "another number", ["num", node[1] + node[2], node[2]] if node[1] + node[2] else ["num", 3, 1], (
            "number", "factor", "times", "power", "square", "constant", "root", "limits", "index", "divi", "term")
    if op == "^" and node[2][0] == "num":
        yield "another power", ["^", node[1], ["num", node[2][1] + 1, node[2][2]]], ("power", "square", "factor", "number", "times", "root")
        if node[2][1:] == [2, 1]:
            yield "a square lost", node[1], ("square", "power", "factor", "times")
    if op == "T":
        yield "a transpose lost", node[1], ("transpose", "expected", "cannot", "inner", "order")
    if op == "fn" and node[1] == "inv":
        yield "an inverse lost", node[2], ("inverse",)
    if op == "fn" and node[1] in ("log", "exp", "tr", "det", "norm2", "frobenius2", "tanh"):
        yield f"{node[1]} lost", node[2], (node[1], "lost", "expected", "norm", "cannot", "square", "power")
    if op == "sum":
        yield "limits moved", [*node[:4], ["+", node[4], ["num", 1, 1]]], LIMITS
    if op == "sym" and not (path and path[-1] == 2 and _parent(whole, path)[0] in ("D", "E")):
        yield from _names(node, declarations)
    if op == "D":
        yield "a derivative lost", node[1], ("derivative", "lost", "expected", "D")


def _parent(whole: Any, path: Path) -> Any:
    for n in path[:-1]:
        whole = whole[n]
    return whole


def _is_index_place(whole: Any, path: Path) -> bool:
    parent = _parent(whole, path)
    return parent[0] == "idx" and path[-1] > 1 or parent[0] == "sum" and path[-1] > 2 or parent[:2] == ["fn", "delta"] or parent[0] == "fn"


def _names(node: Any, declarations: dict[str, Any]) -> Iterator[tuple[str, Any, tuple[str, ...]]]:
    mine = declarations.get(node[1])
    if mine is None:
        return
    for name, other in declarations.items():
        if name == node[1]:
            continue
        if mine[0] == other[0] == "index" and mine[1] == other[1]:
            yield "another index", ["sym", name], ("index", "sum", "free", "letter", "is too much", "where another")
        elif mine[0] in NUMBERS and other[0] in NUMBERS or mine[0] == other[0] and mine[0] in ("vector", "matrix") and mine[1:-1] == other[1:-1]:
            yield "another name", ["sym", name], ("where another", "expected", "defined", "sign", "factor", "times", "divi", "index", "term")


def broken_lines(record: Any, draw: random.Random, most: int) -> Iterator[tuple[int, Break, Any]]:
    """Yield records with one line broken: the line's place, the change, the record."""
    lines, declarations = record["lines"], record["declarations"]
    for n in range(1, len(lines)):
        field = next((key for key in ("expression", "equation") if key in lines[n]), None)
        if field is None:
            continue
        found = breaks(lines[n][field], declarations)
        draw.shuffle(found)
        kept = 0
        for change in found:
            if kept >= most:
                break
            if not _differs(lines[n][field], change.tree, declarations):
                continue
            kept += 1
            other = copy.deepcopy(record)
            other["lines"][n][field] = change.tree
            yield n, change, other


def _differs(old: Any, new: Any, declarations: dict[str, Any]) -> bool:
    if old[0] == "rel":
        return apart(old[2], new[2], declarations) or apart(old[3], new[3], declarations)
    return apart(old, new, declarations)


def broken_reasons(record: Any) -> Iterator[tuple[int, Break, Any]]:
    """Yield records with one relation turned, one weight changed, or one premise taken away."""
    for n, line in enumerate(record["lines"]):
        for kind, words, change in _reason_changes(line):
            other = copy.deepcopy(record)
            change(other["lines"][n])
            yield n, Break(kind, None, words), other


def _reason_changes(line: Any) -> Iterator[tuple[str, tuple[str, ...], Callable[[Any], None]]]:
    reason = line.get("reason") or {}
    if line.get("relation") in ("<=", ">="):
        turned = {"<=": ">=", ">=": "<="}[line["relation"]]
        yield "a relation turned", ("wrong way",), lambda it: it.update(relation=turned)
        yield "made an equality", ("inequality", "does not follow", "reason", "gives"), lambda it: it.update(relation="=")
    for m in range(len(reason.get("combination", []))):
        def doubled(it: Any, m: int = m) -> None:
            it["reason"]["combination"][m][0] = ["*", ["num", 2, 1], it["reason"]["combination"][m][0]]
        yield "a weight doubled", ("gains", "factor", "times", "number"), doubled
    for m in range(len(reason.get("steps", []))):
        def without(it: Any, m: int = m) -> None:
            del it["reason"]["steps"][m]
        yield "a premise taken away", ("more reason",), without
    for m in range(len(reason.get("facts", []))):
        def unsaid(it: Any, m: int = m) -> None:
            del it["reason"]["facts"][m]
        yield "a fact taken away", ("more reason",), unsaid
    if "step" in line:
        yield "cites itself", ("justify itself",), lambda it: it["reason"]["steps"].append(it["step"]["key"])
