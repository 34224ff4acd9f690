"""Plain data on the wire: a JSON header, then raw array bytes.  Shared by both sides; decoding builds data only.

A message is `prefix · header · body`.  The header is `[kind, number, node, sizes]`; the number answers the question it was
asked under.  A node is null, a bool, an int, a finite float, a string, or a list whose first entry is one of the tags below.
"""
import json
import math
import struct
import sys
from collections import deque
from collections.abc import Callable, Iterable, KeysView, ValuesView
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np

from ..errors import WallError
from . import drawing
from .figures import read_figure

PREFIX = struct.Struct("<4sIQ")
MAGIC = b"gw1\n"
HEADER = 4 << 20            # bytes of JSON
BODY = 128 << 20            # bytes of arrays
DEPTH, NODES, DIMENSIONS = 32, 100_000, 16
ENTRIES = 1 << 31           # entries of an array, its empty dimensions left out
DIGITS = 4000               # of a whole number, in hexadecimal
KEYS = 1000                 # of a dict whose keys are not strings: numbers can be made to collide, and each then costs all before it
DTYPES = {d: np.dtype(d) for d in ["|b1", "|i1", "<i2", "<i4", "<i8", "|u1", "<u2", "<u4", "<u8", "<f2", "<f4", "<f8", "<c8", "<c16"]}

LISTED = (range, deque, KeysView, ValuesView)      # a list for all that is asked of one

Reader = Callable[[int], bytearray]


@dataclass(frozen=True)
class Seed:
    """Becomes a fresh Generator on the other side."""
    value: int


def encode(kind: str, number: int, value: Any, *, layout: bool = False) -> bytes:
    """Return the bytes of one message; `layout` keeps strides and the read-only flag (grader to worker only)."""
    writer = _Writer(layout)
    node = writer.node(value)
    header = json.dumps([kind, number, node, [len(b) for b in writer.buffers]], separators=(",", ":")).encode()
    body = sum(map(len, writer.buffers))
    if len(header) > HEADER or body > BODY:
        raise WallError(f"{(len(header) + body) >> 20} MiB are too much to cross (the limit is {BODY >> 20})")
    return b"".join([PREFIX.pack(MAGIC, len(header), body), header, *writer.buffers])


def decode(read: Reader, seeds: Callable[[int], Any] | None = None) -> tuple[str, int, Any]:
    """Return (kind, number, value) of the next message.

    Strides and seeds are understood only where `seeds` is given: on the learner's side, of a message of the grader's.
    Whatever the bytes are, the outcome is a value or a WallError; only what `read` raises passes through.
    """
    magic, head, body = PREFIX.unpack(read(PREFIX.size))
    if magic != MAGIC or head > HEADER or body > BODY:
        raise WallError("not a message of ours")
    header, whole = read(head), memoryview(read(body))
    try:
        kind, number, node, sizes = json.loads(header)
        if type(kind) is not str or type(number) is not int or type(sizes) is not list or not all(type(s) is int and s >= 0 for s in sizes):
            raise WallError("malformed message")
        if sum(sizes) != body or len(sizes) > NODES:
            raise WallError("malformed message")
        buffers, start = [], 0
        for size in sizes:
            buffers.append(whole[start:start + size])
            start += size
        return kind, number, _Values(buffers, seeds).value(node)
    except WallError:
        raise
    except (Exception, RecursionError) as e:      # total: hostile bytes may make the parser or NumPy raise anything
        raise WallError(f"malformed message ({type(e).__name__})") from None


class _Writer:
    def __init__(self, layout: bool) -> None:
        self.layout, self.buffers, self.nodes = layout, list[bytes](), 0

    def node(self, value: Any, depth: int = 0) -> Any:
        of = type(value)
        if value is None or of is bool or of is str:
            return value
        if of is int:
            return value if -(1 << 63) <= value < 1 << 63 else ["i", self.digits(value)]
        if of is float:
            return value if math.isfinite(value) else ["f", repr(value)]
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise WallError("nested too deeply, or has too many pieces: an array crosses as one")
        if isinstance(value, np.ndarray):
            return self.node(value.tolist(), depth) if value.dtype.kind in "US" else self.array(_as_wide_as_crosses(value))
        if isinstance(value, np.generic) and not isinstance(value, (str, bytes)):
            value = _as_wide_as_crosses(value)
            return ["s", self.dtype(value), self.buffer(value.tobytes())]
        if isinstance(value, (list, tuple)):
            return ["t" if isinstance(value, tuple) else "l", [self.node(x, depth + 1) for x in value]]
        if isinstance(value, dict):
            return ["d", [[self.node(k, depth + 1), self.node(x, depth + 1)] for k, x in value.items()]]
        return self.scalar(value, depth)

    def scalar(self, value: Any, depth: int) -> Any:
        if isinstance(value, bytes):
            return ["b", self.buffer(value)]
        if isinstance(value, Fraction):
            return ["q", self.digits(value.numerator), self.digits(value.denominator)]
        if isinstance(value, Seed):
            return ["g", value.value]
        if isinstance(value, complex):
            return ["c", self.node(value.real), self.node(value.imag)]
        if isinstance(value, str):      # subclasses cross as what they are made of, an enumeration's member as its value
            return str.__str__(value)
        for base in (bool, int, float):
            if isinstance(value, base):
                return self.node(base(value), depth)
        if isinstance(value, LISTED):
            if len(value) > NODES:
                raise WallError(f"a {type(value).__name__} of {len(value):,} values: an array crosses as one")
            return self.node(list(value), depth)
        torch = sys.modules.get("torch")
        if torch is not None and isinstance(value, torch.Tensor):
            from .tensors import array_of
            return self.array(array_of(value, torch, BODY))
        sympy = sys.modules.get("sympy")
        if sympy is not None and isinstance(value, (sympy.Basic, sympy.MatrixBase)):
            return self.exact(value, depth, sympy)
        if drawing.is_figure(value):
            return ["F", self.node(drawing.plain_figure(value), depth + 1)]
        if drawing.is_axes(value):
            raise WallError("axes: the figure that they stand in is asked for")
        raise WallError(f"a {type(value).__name__}, which is not plain data" + (": list(…) makes a list of it" if isinstance(value, Iterable) else ""))

    def exact(self, value: Any, depth: int, sympy: Any) -> Any:
        """A SymPy matrix crosses as its rows, a fraction as a fraction, any other number as an inert expression."""
        if isinstance(value, sympy.MatrixBase):
            return self.node(value.tolist(), depth)
        if isinstance(value, sympy.Tuple):
            return self.node(tuple(value), depth)
        if value.is_Rational:
            return self.node(int(value) if value.is_Integer else Fraction(int(value.p), int(value.q)), depth)
        if value.is_Float:
            return self.node(float(value), depth)
        from ..algebra.sympy_bridge import converted
        from ..algebra.tree import AlgebraError
        try:
            tree = converted(value).tree
        except AlgebraError as e:
            raise WallError(f"{str(value)[:60]}, which cannot cross: {e}") from None
        if value.free_symbols:
            raise WallError(f"{str(value)[:60]}, in which {min(map(str, value.free_symbols))} has no value")
        return ["y", tree]

    def array(self, a: np.ndarray) -> Any:
        dtype, strides, offset = self.dtype(a), None, 0
        if a.nbytes > BODY:         # one number, stretched, is small in memory only
            raise WallError(f"an array of {a.size:,} entries: {a.nbytes >> 20:,} MiB are too much to cross (the limit is {BODY >> 20})")
        if a.flags.c_contiguous or not self.layout or not a.size:
            raw = np.ascontiguousarray(a).tobytes()
        else:
            low, high = np.lib.array_utils.byte_bounds(a)
            strides, offset, raw = list(a.strides), a.__array_interface__["data"][0] - low, _memory(low, high)
        return ["a", dtype, list(a.shape), strides, offset, bool(a.flags.writeable), self.buffer(raw)]

    def dtype(self, a: np.ndarray | np.generic) -> str:
        name = a.dtype.newbyteorder("<").str
        if name not in DTYPES:
            raise WallError("an array of Python objects (a ragged list?), which is not plain data" if a.dtype.kind == "O"
                            else f"an array of dtype {a.dtype}, which cannot cross")
        return a.dtype.str

    def digits(self, value: int) -> str:
        if value.bit_length() > 4 * DIGITS:
            raise WallError("a whole number with more digits than can cross")
        return hex(value)

    def buffer(self, raw: bytes) -> int:
        self.buffers.append(raw)
        return len(self.buffers) - 1


def _as_wide_as_crosses(a: Any) -> Any:
    """Return an array or a number, one that is wider than eight bytes rounded to them."""
    wide = {"f": np.float64, "c": np.complex128}.get(a.dtype.kind)
    return a.astype(wide) if wide is not None and a.dtype.itemsize > np.dtype(wide).itemsize else a


def _memory(low: int, high: int) -> bytes:
    """Return the bytes an array lies in, gaps included."""
    import ctypes
    return ctypes.string_at(low, high - low)


class _Values:
    """Builds values from nodes; each buffer is used once."""

    def __init__(self, buffers: list[memoryview], seeds: Callable[[int], Any] | None) -> None:
        self.buffers: list[memoryview | None] = list(buffers)
        self.seeds, self.nodes = seeds, 0

    def value(self, node: Any, depth: int = 0) -> Any:
        if type(node) is not list:
            if type(node) is dict:
                _malformed()
            return node
        self.nodes += 1
        if depth > DEPTH or self.nodes > NODES:
            raise WallError("nested too deeply, or has too many pieces")
        tag, *rest = node
        if tag in ("l", "t"):
            return (list if tag == "l" else tuple)(self.value(x, depth + 1) for x in rest[0])
        if tag == "d":
            return self.dict(rest[0], depth)
        if tag == "a":
            return self.array(*rest)
        if tag == "F":
            return read_figure(self.value(rest[0], depth + 1))
        return self.scalar(tag, rest)

    def scalar(self, tag: Any, rest: list[Any]) -> Any:
        if tag == "s":
            return np.frombuffer(self.take(rest[1]), self.dtype(rest[0]), 1)[0]
        if tag == "f":
            return {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}[rest[0]]
        if tag == "i":
            return _whole(rest[0])
        if tag == "q":
            return Fraction(_whole(rest[0]), _whole(rest[1]))
        if tag == "c":
            return complex(self.value(rest[0], DEPTH), self.value(rest[1], DEPTH))
        if tag == "y":
            return _number(rest[0])
        if tag == "b":
            return bytes(self.take(rest[0]))
        if tag == "g" and self.seeds and type(rest[0]) is int:
            return self.seeds(rest[0])
        _malformed()

    def dict(self, pairs: list[Any], depth: int) -> dict[Any, Any]:
        found: dict[Any, Any] = {}
        others = 0
        for k, x in pairs:
            key = self.value(k, depth + 1)
            others += type(key) is not str
            if others > KEYS:
                raise WallError(f"a dict of more than {KEYS} keys that are not strings")
            found[key] = self.value(x, depth + 1)
        return found

    def array(self, dtype: str, shape: list[int], strides: list[int] | None, offset: int, writeable: bool, buffer: int) -> np.ndarray:
        if len(shape) > DIMENSIONS or not all(type(n) is int and n >= 0 for n in shape) or math.prod(n for n in shape if n) > ENTRIES:
            _malformed()
        if not self.seeds and (strides is not None or offset):      # nothing of the learner's decides where an array points
            _malformed()
        a: np.ndarray = np.ndarray(tuple(shape), self.dtype(dtype), bytearray(self.take(buffer)), offset, tuple(strides) if strides else None)
        a.flags.writeable = bool(writeable) or not self.seeds
        return a

    def dtype(self, name: Any) -> np.dtype[Any]:
        if type(name) is str and name in DTYPES:
            return DTYPES[name]
        if type(name) is str and name.startswith(">") and "<" + name[1:] in DTYPES:
            return np.dtype(name)
        _malformed()

    def take(self, index: int) -> memoryview:
        buffer = self.buffers[index] if type(index) is int and index >= 0 else None
        if buffer is None:
            _malformed()
        self.buffers[index] = None
        return buffer


def _number(tree: Any) -> Any:
    """Return an inert expression that is a number and holds no name."""
    from ..algebra.expressions import expression_of
    from ..algebra.reading import read
    number = expression_of(read(tree), {})
    if number.shape != () or number.names:
        _malformed()
    return number


def _whole(text: Any) -> int:
    if type(text) is not str or len(text) > DIGITS + 3:
        _malformed()
    return int(text, 16)


def _malformed() -> NoReturn:
    raise WallError("malformed message")
