"""JSON data read as trees and declarations, in full or refused with a sentence; total, whatever comes over the wall."""
from collections.abc import Mapping
from math import gcd
from typing import Any

from .tree import (
    CONSTANTS,
    FUNCTION_KINDS,
    FUNCTIONS,
    HIGHEST_ORDER,
    MANY,
    MATRIX_KINDS,
    MOST_DEPTH,
    MOST_DIGITS,
    MOST_NODES,
    NUMBER_KINDS,
    RELATIONS,
    VECTOR_KINDS,
    Declaration,
    Tree,
    TreeError,
    free_names,
    is_name,
    is_size,
)


def read(data: object) -> Tree:
    """Return the tree that JSON data holds, or raise TreeError; total, whatever the data."""
    measure(data)
    return _node(data)


def measure(data: object) -> None:
    """Raise TreeError where data is larger than any tree may be; without recursion, before anything is read."""
    waiting, met = [(data, 1)], 0
    while waiting:
        item, level = waiting.pop()
        if not isinstance(item, list | tuple):
            continue
        met += 1
        if met > MOST_NODES:
            raise TreeError(f"more than {MOST_NODES} parts")
        if level > MOST_DEPTH:
            raise TreeError(f"nested deeper than {MOST_DEPTH}")
        if len(item) > MANY + 2:
            raise TreeError(f"more than {MANY} parts side by side")
        waiting.extend((part, level + 1) for part in item)


def _node(data: object, *, place: str = "value") -> Tree:
    if not isinstance(data, list | tuple) or not data or not isinstance(data[0], str):
        raise TreeError(f"no node: {_short(data)}")
    op, parts = data[0], list(data[1:])
    if op not in READERS:
        raise TreeError(f"unknown node {_short(op)}")
    if op == "rel" and place != "claim":
        raise TreeError("a claim stands where an expression is due")
    if op == "sym" and parts == ["oo"] and place != "limit":
        raise TreeError("oo is not a number: it may only be a limit of Sum, Prod or Integral")
    if op == "neg" and place == "limit" and len(parts) == 1:
        return "neg", _node(parts[0], place="limit" if parts[0] in (["sym", "oo"], ("sym", "oo")) else "value")
    try:
        return op, *READERS[op](parts)
    except TreeError:
        raise
    except (ValueError, TypeError, IndexError):
        raise TreeError(f"{op} has the wrong parts: {_short(parts)}") from None


def read_claim(data: object) -> Tree:
    """Return the tree of an equation or inequality, or raise TreeError."""
    measure(data)
    tree = _node(data, place="claim")
    if tree[0] != "rel":
        raise TreeError("an equation or inequality is due")
    return tree


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TreeError(f"no whole number: {_short(value)}")
    if abs(value) >= 10 ** MOST_DIGITS:
        raise TreeError(f"a number of more than {MOST_DIGITS} digits")
    return value


def _name(value: object) -> str:
    if not isinstance(value, str) or not is_name(value):
        raise TreeError(f"{_short(value)} is not a name")
    return value


def _number(parts: list[Any]) -> Tree:
    p, q = map(_whole, parts)
    if q <= 0 or gcd(p, q) != 1:
        raise TreeError("a fraction is not in lowest terms")
    return p, q


def _symbol(parts: list[Any]) -> Tree:
    (name,) = parts
    return (name if name in CONSTANTS else _name(name),)


def _between(least: int, most: int) -> Any:
    def parts_of(parts: list[Any]) -> Tree:
        if not least <= len(parts) <= most:
            raise ValueError
        return tuple(map(_node, parts))
    return parts_of


def _function(parts: list[Any]) -> Tree:
    name, *arguments = parts
    if not isinstance(name, str) or name not in FUNCTIONS:
        raise TreeError(f"unknown function {_short(name)}")
    least, most = FUNCTIONS[name]
    if not least <= len(arguments) <= most:
        raise TreeError(f"{name} takes {least if least == most else f'{least} or more'} arguments, not {len(arguments)}")
    claims = 1 if name in ("where", "indicator") else 0
    return name, *map(read_claim, arguments[:claims]), *map(_node, arguments[claims:])


def _call(parts: list[Any]) -> Tree:
    name, first, *more = parts
    return _name(name), _node(first), *map(_node, more)


def _ranged(parts: list[Any]) -> Tree:
    body, bound, low, high = parts
    return _node(body), _name(bound), _node(low, place="limit"), _node(high, place="limit")


def _derivative(parts: list[Any]) -> Tree:
    body, by = map(_node, parts)
    if not (by[0] == "sym" or (by[0] == "idx" and by[1][0] == "sym")) or by[1] in CONSTANTS:
        raise TreeError("a derivative is by a name or an entry of a name")
    return body, by


def _bound_value(parts: list[Any]) -> Tree:
    body, bound, value = parts
    return _node(body), _name(bound), _node(value)


def _modulo(parts: list[Any]) -> Tree:
    body, name, order = parts
    if not 1 <= _whole(order) <= HIGHEST_ORDER:
        raise TreeError(f"an expansion is modulo a power from 1 to {HIGHEST_ORDER}")
    return _node(body), _name(name), order


def _block(parts: list[Any]) -> Tree:
    (rows,) = parts
    read_rows = tuple(tuple(map(_node, row)) for row in rows)
    if not read_rows or not read_rows[0] or len({len(row) for row in read_rows}) != 1:
        raise TreeError("the rows of a block matrix have as many blocks each")
    return (read_rows,)


def _relation(parts: list[Any]) -> Tree:
    op, left, right = parts
    if op not in RELATIONS:
        raise TreeError(f"unknown relation {_short(op)}")
    return op, _node(left), _node(right)


READERS: dict[str, Any] = {
    "num": _number, "sym": _symbol, "idx": _between(2, 4), "+": _between(2, MANY), "*": _between(2, MANY), "@": _between(2, MANY),
    "/": _between(2, 2), "neg": _between(1, 1), "^": _between(2, 2), "T": _between(1, 1), "fn": _function, "call": _call,
    "sum": _ranged, "prod": _ranged, "max": _ranged, "min": _ranged, "integral": _ranged, "D": _derivative, "at": _bound_value,
    "E": _bound_value, "mod": _modulo, "block": _block, "rel": _relation}


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, str | float | bool | None) else type(value).__name__
    return text if len(text) <= 40 else text[:37] + "…"


# ---- declarations

def read_declarations(data: object) -> dict[str, Declaration]:
    """Return the declarations that JSON data holds, or raise TreeError; total."""
    if not isinstance(data, dict) or len(data) > MANY:
        raise TreeError(f"declarations are a table of at most {MANY} names")
    declarations = {_name(name): _declaration(entry) for name, entry in data.items()}
    _refuse_circles(declarations)
    return declarations


def _refuse_circles(declarations: Mapping[str, Declaration]) -> None:
    """Definitions that rest on themselves would unfold without end; a sequence may name itself."""
    rests_on: dict[str, set[str]] = {}
    for name, entry in declarations.items():
        if entry[0] == "definition":
            rests_on[name] = set(free_names(entry[2]))
        elif entry[0] == "sequence":
            rests_on[name] = set(free_names(entry[2])) | set(free_names(entry[3])) - {name}
    while rests_on:
        open_ends = {name for name, below in rests_on.items() if not below & rests_on.keys()}
        if not open_ends:
            raise TreeError(f"defined by themselves: {', '.join(sorted(rests_on))}")
        for name in open_ends:
            del rests_on[name]


def _declaration(data: object) -> Declaration:
    measure(data)
    if not isinstance(data, list | tuple) or not data or not isinstance(data[0], str) or data[0] not in DECLARATIONS:
        raise TreeError("unknown kind of declaration")
    kind, *parts = data
    try:
        return kind, *DECLARATIONS[kind](parts)
    except TreeError:
        raise
    except (ValueError, TypeError):
        raise TreeError(f"a declaration of kind {kind} has the wrong parts") from None


def _size(data: object) -> Tree:
    size = _node(data)
    if not is_size(size):
        raise TreeError("a size is made of whole numbers, dims, + and *")
    return size


def _kind(value: object, allowed: tuple[str, ...]) -> str:
    if not isinstance(value, str) or value not in allowed:
        raise TreeError(f"unknown kind {_short(value)}; known are {', '.join(allowed)}")
    return value


def _nothing(parts: list[Any]) -> Declaration:
    () = parts
    return ()


def _interval(parts: list[Any]) -> Declaration:
    low, high = map(_whole, parts)
    if low > high:
        raise TreeError(f"no whole number lies between {low} and {high}")
    return low, high


def _definition(parts: list[Any]) -> Declaration:
    names, body, known = parts
    return tuple(map(_name, names)), _node(body), known if known is None else _kind(known, (*MATRIX_KINDS, *VECTOR_KINDS))


def _sequence(parts: list[Any]) -> Declaration:
    counter, first, then = parts
    return _name(counter), _node(first), _node(then)


def _shape(data: Any) -> Declaration:
    if len(data) > 3:
        raise ValueError
    return tuple(map(_size, data))


def _vector(parts: list[Any]) -> Declaration:
    size, kind = parts
    return _size(size), _kind(kind, VECTOR_KINDS)


def _matrix(parts: list[Any]) -> Declaration:
    rows, columns, kind = parts
    return _size(rows), _size(columns), _kind(kind, MATRIX_KINDS)


def _array(parts: list[Any]) -> Declaration:
    n, m, k, kind = parts
    return _size(n), _size(m), _size(k), _kind(kind, NUMBER_KINDS)


def _index(parts: list[Any]) -> Declaration:
    (size,) = parts
    return (_size(size),)


def _law(parts: list[Any]) -> Declaration:
    (law,) = parts
    return (_node(law),)


def _undefined(parts: list[Any]) -> Declaration:
    arguments, value, kind = parts
    return tuple(map(_shape, arguments)), _shape(value), _kind(kind, FUNCTION_KINDS)


DECLARATIONS: dict[str, Any] = {
    **dict.fromkeys(NUMBER_KINDS, _nothing), "integer": _interval, "dim": _interval, "index": _index, "vector": _vector,
    "matrix": _matrix, "array": _array, "definition": _definition, "sequence": _sequence, "random": _law, "function": _undefined}
