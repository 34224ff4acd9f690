"""What a check passes, as what a C function takes: by its own signature, or refused in words."""
import ctypes as c
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from .device import Buffer, Callable, LaunchError

NUMBERS: dict[str, Any] = {"b1": c.c_bool, "i1": c.c_int8, "u1": c.c_uint8, "i2": c.c_int16, "u2": c.c_uint16, "i4": c.c_int32, "u4": c.c_uint32,
           "i8": c.c_int64, "u8": c.c_uint64, "f4": c.c_float, "f8": c.c_double}
WORDS = {"b1": "bool", "i1": "signed char", "u1": "unsigned char", "i2": "short", "u2": "unsigned short", "i4": "int", "u4": "unsigned",
         "i8": "long long", "u8": "unsigned long long", "f4": "float", "f8": "double"}
KEEP = "keep the parameters of the stub"


def convert(called: Callable, signature: Sequence[str], arguments: Sequence[Sequence[Any]]) -> tuple[list[Any], list[Buffer]]:
    """Return values in C's types, a buffer's address left open, and the buffers in their order."""
    if len(arguments) != len(signature):
        takes = f"{len(signature)} argument{'s' * (len(signature) != 1)} ({', '.join(called.parameters)})"
        raise LaunchError(f"`{called.name}` takes {takes}, and the exercise passes {len(arguments)}: {KEEP}")
    values: list[Any] = []
    buffers: list[Buffer] = []
    for number, (code, (role, *rest)) in enumerate(zip(signature, arguments, strict=True)):
        name = called.parameters[number] if number < len(called.parameters) else ""
        where = f"parameter {number + 1} of `{called.name}` (`{name}`)"
        if role == "value":
            values.append(_number(rest[0], code, where))
        elif role == "struct":
            values.append(_struct(np.asarray(rest[0]).tobytes(), code, where))
        elif role == "null":
            _is_pointer(code, where, "a pointer")
            values.append(c.c_void_p(0))
        else:
            buffers.append(_buffer(name, role, rest, code, where))
            values.append(buffers[-1])
    return values, buffers


def placed(values: Sequence[Any]) -> list[Any]:
    """Return the values with each buffer's address, once it has one."""
    return [c.c_void_p(v.address) if isinstance(v, Buffer) else v for v in values]


def _buffer(name: str, role: str, rest: Sequence[Any], code: str, where: str) -> Buffer:
    source, at = None, None
    if role in ("sparse", "samples"):
        shape, dtype, at = (int(rest[0]),), np.dtype(rest[1]), np.asarray(rest[2])
        source = np.asarray(rest[3]) if role == "sparse" else None
    elif role == "out":
        shape, dtype = tuple(rest[0]), np.dtype(rest[1])
    else:
        source = np.ascontiguousarray(rest[0])
        shape, dtype = source.shape, source.dtype
    _is_pointer(code, where, f"a pointer to {WORDS.get(dtype.str[1:], dtype.name)}")
    wanted = code.replace("*", "", 1).removeprefix("c")
    if wanted != dtype.str[1:] and wanted in WORDS:
        passed = WORDS.get(dtype.str[1:], dtype.name)
        raise LaunchError(f"{where} is a pointer to {WORDS[wanted]} in your file, and the exercise passes {passed}: {KEEP}")
    if role not in ("in", "sparse") and code.startswith("*c"):
        raise LaunchError(f"{where} is const in your file, and the exercise expects a result there: take the const away")
    return Buffer(name, role, shape, dtype, source, at)


def _struct(raw: bytes, code: str, where: str) -> Any:
    if code != f"?{len(raw)}":
        raise LaunchError(f"{where} is no struct of {len(raw)} bytes in your file, which the exercise passes: {KEEP}")
    return (c.c_char * len(raw)).from_buffer_copy(raw)


def _is_pointer(code: str, where: str, what: str) -> None:
    if not code.startswith("*"):
        raise LaunchError(f"{where} is {WORDS.get(code, 'no pointer')} in your file, and the exercise passes {what}: {KEEP}")


def _number(value: Any, code: str, where: str) -> Any:
    if code.startswith("*") or code not in NUMBERS:
        found = "a pointer" if code.startswith("*") else "of another type"
        raise LaunchError(f"{where} is {found} in your file, and the exercise passes the number {value}: {KEEP}")
    if code[0] in "iu" and not isinstance(value, (int, np.integer)):
        raise LaunchError(f"{where} is {WORDS[code]} in your file, and the exercise passes {value!r}: {KEEP}")
    made = NUMBERS[code](value)
    if code[0] in "iu" and made.value != int(value):
        raise LaunchError(f"{where} is {WORDS[code]} in your file, which cannot hold {value}")
    return made


def result(text: str, fields: Sequence[int]) -> Any:
    """Return what a host function gave: a number, or the fields of a struct as a tuple."""
    tokens = re.findall(r"[()?]|[biuf]\d", text)
    remaining = iter(fields)

    def value(at: int) -> tuple[Any, int]:
        if tokens[at] == "(":
            inside, at = [], at + 1
            while tokens[at] != ")":
                one, at = value(at)
                inside.append(one)
            return tuple(inside), at + 1
        if tokens[at] == "?":
            raise LaunchError("your function returns a type that cannot cross: a number or a struct of up to four numbers can")
        return NUMBERS[tokens[at]].from_buffer_copy(next(remaining).to_bytes(8, "little")).value, at + 1
    return value(0)[0] if tokens else None
