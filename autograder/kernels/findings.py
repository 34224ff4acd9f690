"""What was seen of a launch, in order and in words."""
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .device import Buffer, Library, Report, Seen
from .sentences import CURES, FAR, KINDS, NULL, ORDER, RACES, SENTENCES

WRITE, ATOMIC = 1, 2
STATIC_SHARED, DYNAMIC_SHARED, DEVICE_VARIABLE = -1, -2, -3
OBJECTS = {STATIC_SHARED: "shared", DYNAMIC_SHARED: "shared", DEVICE_VARIABLE: "variable"}
DONE = 5            # the state of a thread that has ended (emulator/state.h)
TOLD = 3            # findings of one launch that are told; the first mostly explains the rest
DYNAMIC = re.compile(r"__shared__[^;\[]*?(\w+)\s*\[\s*\]")


@dataclass(frozen=True)
class Told:
    """One finding: its class, its sentence, the lines it is about, and what it is about (to be compared by)."""
    kind: str
    sentence: str
    lines: tuple[int, ...]
    about: str


@dataclass
class Teller:
    """Turns reports of one launch into sentences; a block of no size is a host function."""
    library: Library
    text: str
    kernel: str
    block: tuple[int, int, int]
    grid: tuple[int, int, int]
    buffers: Sequence[Buffer]

    def told(self, seen: Seen) -> list[Told]:
        """Return what was seen, the most telling first."""
        found = [self._one(r, seen.reports) for r in _without_consequences(seen.reports)]
        if not seen.stopped:
            found += [self._never_written(*row) for row in seen.never_written]
        return sorted(found, key=lambda t: ORDER.index(t.kind) if t.kind in ORDER else 0)

    def _one(self, r: Report, every: Sequence[Report]) -> Told:
        kind = KINDS[r.kind] if r.kind < len(KINDS) else "Fault"
        template = "RaceOfThreads" if kind == "Race" and self._is_host else kind
        facts = {**self._facts(r), **self._more(kind, r, every)}
        sentence = SENTENCES[template].format(**facts) + (f" ({r.count} times)" if kind in RACES and r.count > 1 else "")
        lines = tuple(n for n in (self.library.line(r.place), self.library.line(r.other_place) if r.other_place else 0) if n)
        return Told(kind, sentence, lines, self._about(kind, r))

    def _facts(self, r: Report) -> dict[str, Any]:
        return {"who": self._thread(r.thread, r.block), "here": self._thread(r.thread), "does": _verb(r.how), "at": self._at(r.place),
                "other": self._thread(r.other_thread, r.other_block), "other_here": self._thread(r.other_thread), "other_does": _verb(r.other_how),
                "other_at": self._at(r.other_place), "block": self._block(r.block), "element": self._element(r), "extra": r.extra,
                "size": max(1, r.size), "gone": r.other_extra, "all": r.extra + r.other_extra, "lane": r.thread % 32,
                "floats": max(1, r.size // 4), "said": _words(r)}

    def _more(self, kind: str, r: Report, every: Sequence[Report]) -> dict[str, Any]:
        """Return what a class needs beside the usual."""
        if kind in RACES and not self._is_host:
            return {"cure": CURES[(kind == "Race", *self._ways(r, every))]}
        if kind == "OutOfBounds":
            return self._room(r)
        if kind == "NoBuffer":
            return {"nowhere": self._nowhere(r)}
        if kind == "PastSharedMemory":
            return {"fitting": r.extra // max(1, r.size)}
        if kind == "PastArray":
            index, _, type_name = _words(r).replace(" [", "[").partition("|")
            return {"index": index, "type": type_name}
        if kind == "WarpStuck":
            return {"why": "which has ended" if r.other_extra == DONE else f"which waits in {self._at(r.other_place)}"}
        if kind == "Endless":
            return {"at": self._at(r.place if self.library.line(r.place) else r.other_place)}
        return {}

    def _about(self, kind: str, r: Report) -> str:
        """Return what two programs that break alike have in common here."""
        where = OBJECTS.get(r.object, f"buffer {r.object}" if r.object >= 0 else "")
        own = ""
        if kind == "OutOfBounds":
            own = f" at {r.offset}"
        elif kind == "MissedBarrier":
            own = f" {r.extra} wait, {r.other_extra} gone"
        elif kind == "Race" and self._is_host:
            own = " of threads" if r.thread and r.other_thread else " with who started them"
        return f"{kind} {where} {_verb(r.how)}{' ' + _verb(r.other_how) if r.other_place else ''}{own}"

    # ---- who and where
    @property
    def _is_host(self) -> bool:
        return not self.block[0]

    def _thread(self, number: int, block: int | None = None) -> str:
        if self._is_host:
            return f"thread {number}" if number else "your function"
        return f"thread {_index(number, self.block)}" + ("" if block is None else f" of {self._block(block)}")

    def _block(self, number: int) -> str:
        return f"block {_index(number, self.grid)}"

    def _at(self, place: int) -> str:
        line = self.library.line(place)
        return f"line {line}" if line else "a line the compiler does not tell"

    # ---- what
    def _element(self, r: Report) -> str:
        if r.object >= 0:
            buffer = self.buffers[r.object]
            index = r.offset // buffer.dtype.itemsize
            return f"`{buffer.parameter}[{index}]`" + _row_and_column(index, buffer)
        if r.object == DYNAMIC_SHARED:
            match = DYNAMIC.search(self.text)
            return f"`{match[1] if match else 'dynamic shared memory'}[{r.offset // max(1, r.size)}]`"
        return self._variable(r)

    def _variable(self, r: Report) -> str:
        shared = r.object == STATIC_SHARED
        for name, offset, size, is_shared in self.library.symbols:
            if is_shared == shared and offset <= r.offset < offset + size:
                each = max(1, r.size)
                return f"`{name}{_indices(self.text, name, (r.offset - offset) // each, size // each)}`" if size > r.size else f"`{name}`"
        return "shared memory" if shared else "a variable of the device"

    def _room(self, r: Report) -> dict[str, str]:
        buffer = self.buffers[r.object]
        room = f"has {buffer.count} elements (0 to {buffer.count - 1})" if buffer.count > 1 else "has one element" if buffer.count else "is empty"
        return {"room": f"`{buffer.parameter}` {room}", "element": f"`{buffer.parameter}[{r.offset // buffer.dtype.itemsize}]`"}

    def _nowhere(self, r: Report) -> str:
        if r.object < 0:
            return NULL.format(at=self._at(r.place))
        buffer = self.buffers[r.object]
        return FAR.format(at=self._at(r.place), name=buffer.parameter, index=r.offset // buffer.dtype.itemsize)

    def _ways(self, r: Report, every: Sequence[Report]) -> tuple[bool, bool]:
        """Return whether threads were seen to read, and two of them to write, one element of this array at this line."""
        line = self.library.line(r.place)
        here = [o for o in every if o.kind == r.kind and o.object == r.object
                and line in (self.library.line(o.place), self.library.line(o.other_place))]
        return any(not o.how & o.other_how & WRITE for o in here), any(o.how & o.other_how & WRITE for o in here)

    def _never_written(self, number: int, count: int, first: int, last: int) -> Told:
        buffer, name = self.buffers[number], self.buffers[number].parameter
        threads, blocks = self.block[0] * self.block[1] * self.block[2], self.grid[0] * self.grid[1] * self.grid[2]
        between = " to " if count == last - first + 1 else ", …, "
        which = f"`{name}[{first}]`" + (f"{between}`{name}[{last}]`" if count > 1 else "")
        sentence = SENTENCES["NeverWritten"].format(count=count, size=buffer.count, name=name, are="is" if count == 1 else "are", which=which,
                                                    blocks=f"{blocks} block{'s' * (blocks > 1)}", threads=threads, all=blocks * threads)
        return Told("NeverWritten", sentence, (), f"NeverWritten buffer {number}: {count} from {first}")


def _without_consequences(reports: Sequence[Report]) -> list[Report]:
    """Drop what another report explains: a value that is not there yet because no barrier was waited for; a race seen from its other side."""
    kinds = [KINDS[r.kind] if r.kind < len(KINDS) else "Fault" for r in reports]
    unordered = {r.object for r, kind in zip(reports, kinds, strict=True) if kind in ("Race", "MissedBarrier", "BarriersDiffer")}
    kept: list[Report] = []
    for r, kind in zip(reports, kinds, strict=True):
        again = kind in RACES and any(k.kind == r.kind and k.object == r.object for k in kept)
        if not again and not (kind == "UninitialisedShared" and r.object in unordered):
            kept.append(r)
    return kept


def _verb(how: int) -> str:
    return "updates (atomically)" if how & ATOMIC else "writes" if how & WRITE else "reads"


def _words(r: Report) -> str:
    return re.sub(r"['‘’]", "", r.text.decode("utf-8", "replace"))


def _index(number: int, size: tuple[int, int, int]) -> str:
    """Return a thread's or block's place, in as many dimensions as are used."""
    x, y, _ = size
    index, used = (number % x, number // x % y, number // x // y), 3 if size[2] > 1 else 2 if size[1] > 1 else 1
    return str(index[0]) if used == 1 else "(" + ", ".join(map(str, index[:used])) + ")"


def _row_and_column(index: int, buffer: Buffer) -> str:
    if len(buffer.shape) != 2 or not buffer.shape[1] or not 0 <= index < buffer.count:
        return ""
    return f" (row {index // buffer.shape[1]}, column {index % buffer.shape[1]})"


def _indices(text: str, name: str, index: int, count: int) -> str:
    """Return an element's indices by the array's declaration, where its sizes can be read from the file."""
    match = re.search(rf"\b{re.escape(name)}\s*((?:\[[^\]]+\])+)\s*[;,=]", text)
    sizes = [_whole(text, s) or 0 for s in re.findall(r"\[([^\]]+)\]", match[1])][1:] if match else []
    product = 1
    for size in sizes:
        product *= size
    if not sizes or not product or count % product:
        return f"[{index}]"
    shown = ""
    for size in reversed(sizes):
        shown = f"[{index % size}]" + shown
        index //= size
    return f"[{index}]" + shown


def _whole(text: str, expression: str) -> int | None:
    """Return a size written as a number, a #define, a constant, or a sum or product of two of them."""
    expression = expression.strip()
    for sign in "+*":
        left, found, right = expression.rpartition(sign)
        if found:
            a, b = _whole(text, left), _whole(text, right)
            return None if a is None or b is None else a + b if sign == "+" else a * b
    if expression.isdigit():
        return int(expression)
    name = re.escape(expression)
    match = re.search(rf"(?:#\s*define\s+{name}\s+|\b{name}\s*=\s*)(\d+)", text) if expression.isidentifier() else None
    return int(match[1]) if match else None
