"""What a compiled library says of itself: its variables by name, and the source line of each place in its code.

SOURCE: System V ABI (ELF-64); DWARF 4, section 6.2, the line number program.
"""
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

OBJECT, THREAD_LOCAL = 1, 6         # kinds of symbols
ADVANCE_PC, FIXED_ADVANCE_PC, CONST_ADD_PC, COPY, ADVANCE_LINE, SET_FILE = 2, 9, 8, 1, 3, 4
END_SEQUENCE, SET_ADDRESS = 1, 2


@dataclass(frozen=True)
class Symbol:
    """A variable: where it stands in the library, or in its thread-local block."""
    name: str
    offset: int
    size: int
    is_shared: bool


def _sections(library: bytes) -> dict[str, bytes]:
    """Return the sections by name."""
    start, = struct.unpack_from("<Q", library, 40)
    size, count, names = struct.unpack_from("<HHH", library, 58)
    rows = [struct.unpack_from("<IIQQQQ", library, start + i * size) for i in range(count)]
    table = rows[names]
    text = library[table[4]:table[4] + table[5]]
    return {text[r[0]:text.index(b"\0", r[0])].decode(): library[r[4]:r[4] + r[5]] for r in rows if r[1] != 8}     # 8: takes no room


def symbols(library: bytes) -> list[Symbol]:
    """Return the variables of the learner's own, by offset."""
    parts = _sections(library)
    names, found = parts.get(".strtab", b""), []
    for at in range(0, len(table := parts.get(".symtab", b"")), 24):
        name, info, _, section, value, size = struct.unpack_from("<IBBHQQ", table, at)
        if info & 15 not in (OBJECT, THREAD_LOCAL) or not size or not section:
            continue
        mangled = names[name:names.index(b"\0", name)].decode("utf-8", "replace")
        text = _plain(mangled)
        if text and "gw_" not in mangled and "N2gw" not in mangled and text != "completed":      # the emulator's own, the C runtime's
            found.append(Symbol(text, value, size, info & 15 == THREAD_LOCAL))
    return sorted(found, key=lambda s: s.offset)


def _plain(mangled: str) -> str:
    """Return the name a variable was given: `_ZZ9block_sumE1s` is `s`, `_ZL5calls` is `calls`."""
    if not mangled.startswith("_Z"):
        return mangled.partition(".")[0]
    for match in re.finditer(r"\d+", mangled):
        end = match.end() + int(match[0])
        if re.fullmatch(r"(_\d+|__\d+_)?(\.\d+)?", mangled[end:]):
            return mangled[match.end():end]
    return ""


def lines(library: bytes, file: str) -> list[tuple[int, int]]:
    """Return (address, line) of one source file, by address; line 0 where other code begins."""
    table = _sections(library).get(".debug_line", b"")
    rows: list[tuple[int, int]] = []
    at = 0
    while at + 4 < len(table):
        length, = struct.unpack_from("<I", table, at)
        rows += _Program(table[at:at + 4 + length]).rows(file)
        at += 4 + length
    last: dict[int, int] = {}
    for address, line in rows:
        last[address] = line or last.get(address, 0)
    ordered = sorted(last.items())
    return [row for n, row in enumerate(ordered) if not n or row[1] != ordered[n - 1][1]]


class _Program:
    """One line number program."""

    def __init__(self, data: bytes) -> None:
        version, header, self.least, _, self.is_statement, self.base, self.range, self.first = struct.unpack_from("<HIBBBbBB", data, 4)
        if version != 4:
            raise ValueError(f"lines in DWARF {version}, not 4")
        self.data, self.at = data, 16
        self.lengths = [0, *data[16:15 + self.first]]           # how many operands each standard code has, counted from 1
        self.files = self._files(15 + self.first)
        self.at = 10 + header

    def _files(self, at: int) -> list[str]:
        while self.data[at]:                                     # folders
            at = self.data.index(0, at) + 1
        at, names = at + 1, [""]
        while self.data[at]:
            end = self.data.index(0, at)
            names.append(self.data[at:end].decode("utf-8", "replace"))
            self.at = end + 1
            for _ in range(3):
                self._leb()
            at = self.at
        return names

    def _leb(self, signed: bool = False) -> int:
        value = shift = 0
        while True:
            byte = self.data[self.at]
            self.at += 1
            value |= (byte & 127) << shift
            shift += 7
            if not byte & 128:
                return value - (1 << shift) if signed and byte & 64 else value

    def rows(self, file: str) -> Iterator[tuple[int, int]]:
        address, number, line = 0, 1, 1
        while self.at < len(self.data):
            code = self.data[self.at]
            self.at += 1
            if code >= self.first:
                address += (code - self.first) // self.range * self.least
                line += self.base + (code - self.first) % self.range
            elif code == 0:
                end = self.at + 1 + self.data[self.at]
                what = self.data[self.at + 1]
                if what == SET_ADDRESS:
                    address, = struct.unpack_from("<Q", self.data, self.at + 2)
                elif what == END_SEQUENCE:
                    yield address, 0
                    address, number, line = 0, 1, 1
                self.at = end
                continue
            elif code == FIXED_ADVANCE_PC:
                address += struct.unpack_from("<H", self.data, self.at)[0]
                self.at += 2
                continue
            else:
                address, number, line, shown = self._standard(code, address, number, line)
                if not shown:
                    continue
            yield address, line if self.files[number] == file else 0

    def _standard(self, code: int, address: int, number: int, line: int) -> tuple[int, int, int, bool]:
        if code == COPY:
            return address, number, line, True
        if code == CONST_ADD_PC:
            return address + (255 - self.first) // self.range * self.least, number, line, False
        if code == ADVANCE_LINE:
            return address, number, line + self._leb(signed=True), False
        values = [self._leb() for _ in range(self.lengths[code])]
        if code == ADVANCE_PC:
            address += values[0] * self.least
        elif code == SET_FILE:
            number = values[0]
        return address, number, line, False
