"""What was seen of a kernel, in a learner's words: what, which element, which thread of which block, which line, what to do."""
import re
from collections.abc import Callable as Function
from collections.abc import Sequence
from dataclasses import dataclass

from .device import Buffer, Library, Report, Seen

WRITE, ATOMIC = 1, 2
STATIC_SHARED, DYNAMIC_SHARED, DEVICE_VARIABLE = -1, -2, -3
DONE = 5
KINDS = ("", "OutOfBounds", "ReadOnly", "PastSharedMemory", "UninitialisedShared", "UninitialisedOutput", "Race", "RaceOfBlocks", "BarriersDiffer", "MissedBarrier",
         "WarpStuck", "NotInMask", "SilentLane", "NoBuffer", "Misaligned", "IntegerOverflow", "BadShift", "PastArray", "DivisionByZero", "Endless", "Fault",
         "FailedAssertion", "Unwritten", "StackOverflow", "MissingReturn", "PastAllocation", "UseAfterFree", "Deadlock", "TooManyThreads", "EscapedException")
# What explains more is told first: an overflow before the access it led astray, a missing barrier before the values that were not there yet.
ORDER = ("IntegerOverflow", "BadShift", "OutOfBounds", "ReadOnly", "PastSharedMemory", "PastArray", "NoBuffer", "Misaligned", "DivisionByZero", "FailedAssertion", "Fault",
         "StackOverflow", "MissingReturn", "PastAllocation", "UseAfterFree", "Deadlock", "TooManyThreads", "EscapedException", "BarriersDiffer", "MissedBarrier", "WarpStuck", "NotInMask", "SilentLane", "Race", "RaceOfBlocks",
         "UninitialisedShared", "UninitialisedOutput", "Endless", "NeverWritten")
RACES = ("Race", "RaceOfBlocks")
TOLD = 3            # findings of one launch that are told; the first mostly explains the rest


@dataclass(frozen=True)
class Told:
    """One finding: its class, its sentence, the lines it is about, and what it is about (to be compared by)."""
    kind: str
    sentence: str
    lines: tuple[int, ...]
    about: str


@dataclass
class Teller:
    """Turns reports of one launch into sentences."""
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
        write: Function[..., str] = getattr(self, "_" + re.sub(r"(?<!^)([A-Z])", r"_\1", kind).lower())
        sentence = write(r, every) if kind in RACES else write(r)
        lines = tuple(n for n in (self.library.line(r.place), self.library.line(r.other_place) if r.other_place else 0) if n)
        where = f" at {r.offset}" if kind == "OutOfBounds" else f" {r.extra} wait, {r.other_extra} gone" if kind == "MissedBarrier" else ""
        if kind == "Race" and not self.block[0]:
            where = " of threads" if r.thread and r.other_thread else " with who started them"
        return Told(kind, sentence, lines, f"{kind} {self._kind_of_object(r)} {_verb(r.how)}{' ' + _verb(r.other_how) if r.other_place else ''}{where}")

    # ---- who, what, where
    def _thread(self, number: int, block: int, *, of_block: bool = True) -> str:
        x, y, _ = self.block
        inside = f"thread {_index((number % x, number // x % y, number // x // y), self.block)}"
        return inside + (f" of {self._block(block)}" if of_block else "")

    def _block(self, number: int) -> str:
        x, y, _ = self.grid
        return f"block {_index((number % x, number // x % y, number // x // y), self.grid)}"

    def _who(self, r: Report) -> str:
        return self._thread(r.thread, r.block) if self.block[0] else _host_thread(r.thread)

    def _at(self, place: int) -> str:
        line = self.library.line(place)
        return f"line {line}" if line else "a line the compiler does not tell"

    def _kind_of_object(self, r: Report) -> str:
        return f"buffer {r.object}" if r.object >= 0 else {STATIC_SHARED: "shared", DYNAMIC_SHARED: "shared", DEVICE_VARIABLE: "variable"}.get(r.object, "")

    def _object(self, r: Report) -> str:
        if r.object >= 0:
            buffer = self.buffers[r.object]
            index = r.offset // buffer.dtype.itemsize
            return f"`{buffer.parameter}[{index}]`" + _row_and_column(index, buffer)
        if r.object == DYNAMIC_SHARED:
            name, size = self._dynamic(r.size)
            return f"`{name}[{r.offset // size}]`"
        return self._variable(r)

    def _dynamic(self, size: int) -> tuple[str, int]:
        match = re.search(r"extern\s+__shared__\s+(?:[\w()]+\s+)*?(?:\w+)\s+(\w+)\s*\[\s*\]", self.text) or re.search(r"__shared__[^;\[]*?(\w+)\s*\[\s*\]", self.text)
        return (match[1] if match else "dynamic shared memory"), max(1, size)

    def _variable(self, r: Report) -> str:
        shared = r.object == STATIC_SHARED
        for name, offset, size, is_shared in self.library.symbols:
            if is_shared == shared and offset <= r.offset < offset + size:
                within = r.offset - offset
                return f"`{name}{_indices(self.text, name, within // max(1, r.size), size // max(1, r.size))}`" if size > r.size else f"`{name}`"
        return "shared memory" if shared else "a variable of the device"

    # ---- one sentence a class
    def _out_of_bounds(self, r: Report) -> str:
        buffer = self.buffers[r.object]
        room = f"has {buffer.count} elements (0 to {buffer.count - 1})" if buffer.count > 1 else "has one element" if buffer.count else "is empty"
        index = r.offset // buffer.dtype.itemsize
        return (f"{self._who(r)} {_verb(r.how)} `{buffer.parameter}[{index}]` ({self._at(r.place)}), and `{buffer.parameter}` {room}. "
                "Let a thread touch an element only after comparing its index with the size.")

    def _read_only(self, r: Report) -> str:
        return f"{self._who(r)} {_verb(r.how)} {self._object(r)} ({self._at(r.place)}), an input that must stay as it is. Write to the output."

    def _past_shared_memory(self, r: Report) -> str:
        name, size = self._dynamic(r.size)
        return (f"{self._who(r)} {_verb(r.how)} `{name}[{r.offset // size}]` ({self._at(r.place)}), and the launch gives each block {r.extra} bytes of dynamic shared memory, "
                f"{r.extra // size} such elements. Keep the index below that.")

    def _uninitialised_shared(self, r: Report) -> str:
        return (f"{self._who(r)} {_verb(r.how)} {self._object(r)} ({self._at(r.place)}) before any thread of its block has written it: shared memory begins as "
                "garbage. Fill every element that is read, also those without data, and let all threads meet at __syncthreads() before reading.")

    def _uninitialised_output(self, r: Report) -> str:
        return (f"{self._who(r)} {_verb(r.how)} {self._object(r)} ({self._at(r.place)}) before anything was written there: an output begins as garbage. "
                "Write it first; what is to be added up belongs into a variable of the thread.")

    def _race(self, r: Report, every: Sequence[Report]) -> str:
        if not self.block[0]:
            return (f"a race: {_host_thread(r.other_thread)} {_verb(r.other_how)} what {_host_thread(r.thread)} {_verb(r.how)} ({self._at(r.other_place)}, {self._at(r.place)}), and "
                    f"neither waits for the other. Give each thread a place of its own and combine them after join(), or guard the place with a mutex or an atomic.{_times(r)}")
        what = (f"{self._thread(r.other_thread, r.other_block, of_block=False)} {_verb(r.other_how)} it ({self._at(r.other_place)}), "
                f"{self._thread(r.thread, r.block, of_block=False)} {_verb(r.how)} it ({self._at(r.place)})")
        reads, writes = self._ways(r, every)
        cure = ("Several threads read it, change it and write it back, and changes are lost: atomicAdd does it in one step, or give each thread an element of its own."
                if reads and writes else "Whose value stays is chance. Check the index: each element has one writer, or all of them add with an atomic."
                if writes else "Who comes first is chance. Put a __syncthreads() between, where all threads pass.")
        return f"a race on {self._object(r)} in {self._block(r.block)}: {what}, and no barrier stands between. {cure}{_times(r)}"

    def _ways(self, r: Report, every: Sequence[Report]) -> tuple[bool, bool]:
        """Return whether threads were seen to read, and two of them to write, one element of this array at this line."""
        line = self.library.line(r.place)
        here = [o for o in every if o.kind == r.kind and o.object == r.object and line in (self.library.line(o.place), self.library.line(o.other_place))]
        return any(not o.how & o.other_how & WRITE for o in here), any(o.how & o.other_how & WRITE for o in here)

    def _race_of_blocks(self, r: Report, every: Sequence[Report]) -> str:
        what = (f"{self._thread(r.other_thread, r.other_block)} {_verb(r.other_how)} it ({self._at(r.other_place)}), "
                f"{self._thread(r.thread, r.block)} {_verb(r.how)} it ({self._at(r.place)})")
        cure = ("Threads of several blocks write it, and whose value stays is chance. Check the index, in which blockIdx must take part; sums of several blocks need an atomic."
                if self._ways(r, every)[1] else "Only the end of a launch orders blocks: let a second kernel read what this one writes.")
        return f"a race on {self._object(r)} between blocks: {what}, and blocks run in any order. {cure}{_times(r)}"

    def _barriers_differ(self, r: Report) -> str:
        return (f"{self._thread(r.thread, r.block)} waits at the barrier in {self._at(r.place)}, {self._thread(r.other_thread, r.other_block, of_block=False)} at the one in "
                f"{self._at(r.other_place)}: a block waits for ever (or worse) unless all its threads come to the same __syncthreads(). Take it out of the branch.")

    def _missed_barrier(self, r: Report) -> str:
        return (f"{self._thread(r.thread, r.block)} waits at the barrier in {self._at(r.place)}, and {self._thread(r.other_thread, r.other_block, of_block=False)} has ended without "
                f"coming there ({r.other_extra} of {r.extra + r.other_extra} threads have): every thread of a block must. Let idle threads skip the work, not the barrier.")

    def _warp_stuck(self, r: Report) -> str:
        other = self._thread(r.other_thread, r.other_block, of_block=False)
        why = "which has ended" if r.other_extra == DONE else f"which waits in {self._at(r.other_place)}" if r.other_place else "which does not come"
        return (f"{self._thread(r.thread, r.block)} waits in a warp operation ({self._at(r.place)}, mask 0x{r.extra:08x}) for {other}, {why}. "
                "The mask names the lanes that take part, and all of them must come: move it out of the branch, or name fewer lanes.")

    def _not_in_mask(self, r: Report) -> str:
        return (f"{self._thread(r.thread, r.block)} calls a warp operation ({self._at(r.place)}) whose mask 0x{r.extra:08x} leaves out its own lane {r.thread % 32}. "
                "Name every lane that calls it.")

    def _silent_lane(self, r: Report) -> str:
        return (f"{self._thread(r.thread, r.block)} takes the value of lane {r.other_extra} ({self._at(r.place)}), which takes no part in the warp operation "
                f"(mask 0x{r.extra:08x}): what comes is garbage. Take only from lanes of the mask, and of the block.")

    def _no_buffer(self, r: Report) -> str:
        if r.object >= 0:
            buffer = self.buffers[r.object]
            index = r.offset // buffer.dtype.itemsize
            return (f"{self._who(r)} {_verb(r.how)} far from any buffer ({self._at(r.place)}): as an index of `{buffer.parameter}` it would be {index}. "
                    "An index that overflowed, or a pointer computed wrongly? An int ends at 2147483647: compute large indices in size_t.")
        return f"{self._who(r)} {_verb(r.how)} through a null pointer ({self._at(r.place)}). Point to a buffer of the launch before you use a pointer."

    def _misaligned(self, r: Report) -> str:
        size = max(1, r.size)
        return (f"{self._who(r)} touches {size} bytes at once at an address that is no multiple of {size} ({self._at(r.place)}): a GPU stops there. "
                f"A vector of {size} bytes may begin at every {size // 4 if size >= 4 else size}th float only; read the rest one by one.")

    def _integer_overflow(self, r: Report) -> str:
        return f"{_words(r)} ({self._at(r.place)}, {self._who(r)}). Compute what can be this large in size_t or long long, from the first factor on."

    def _bad_shift(self, r: Report) -> str:
        return f"{_words(r)} ({self._at(r.place)}, {self._who(r)}): a shift goes from 0 to the width less one."

    def _past_array(self, r: Report) -> str:
        index, _, kind = _words(r).replace(" [", "[").partition("|")
        return f"{self._who(r)} uses index {index} of an array of type {kind} ({self._at(r.place)}): it ends before. Make the array larger, or keep the index below its size."

    def _division_by_zero(self, r: Report) -> str:
        said = _words(r)
        return f"{self._who(r)} computes {said} ({self._at(r.place)}): whole numbers have no result there. Rule the case out first."

    def _endless(self, r: Report) -> str:
        return (f"{self._who(r)} is still running after all the time a launch may take ({self._at(r.place if self.library.line(r.place) else r.other_place)}): a loop that does not end, "
                "or a wait for another block, which may only begin when this one has ended?")

    def _fault(self, r: Report) -> str:
        return f"{self._who(r)} touched memory that is not there ({self._at(r.place)}). A pointer that points nowhere?"

    def _failed_assertion(self, r: Report) -> str:
        return f"{self._who(r)}: your own assert({_words(r)}) does not hold ({self._at(r.place)})."

    def _stack_overflow(self, r: Report) -> str:
        return f"{self._who(r)} used more than 128 KiB of local memory ({self._at(r.place)}): a recursion that does not end, or a local array that is too large."

    def _missing_return(self, r: Report) -> str:
        return f"the function in {self._at(r.place)} ends without a return on the way that was taken."

    def _past_allocation(self, r: Report) -> str:
        return f"{self._who(r)} {_verb(r.how)} past the end of what was allocated ({self._at(r.place)}). Compare the index with the size, as v.at(i) would."

    def _use_after_free(self, r: Report) -> str:
        return f"{self._who(r)} {_verb(r.how)} memory that was given back already ({self._at(r.place)}): a reference into a vector that grew, or to something that has ended?"

    def _deadlock(self, r: Report) -> str:
        return f"{self._who(r)} waits for a mutex or a thread that never comes free ({self._at(r.place)}). Does a thread lock twice, or wait for one that waits for it?"

    def _too_many_threads(self, r: Report) -> str:
        return "more than 63 threads are started in one call: start no more than are asked for, and no more than there are elements."

    def _escaped_exception(self, r: Report) -> str:
        return "an exception leaves a thread, which ends the whole program: catch it inside."

    def _never_written(self, number: int, count: int, first: int, last: int) -> Told:
        buffer = self.buffers[number]
        threads, blocks = self.block[0] * self.block[1] * self.block[2], self.grid[0] * self.grid[1] * self.grid[2]
        which = f"`{buffer.parameter}[{first}]`" + (f" to `{buffer.parameter}[{last}]`" if count > 1 and count == last - first + 1 else f", …, `{buffer.parameter}[{last}]`" if count > 1 else "")
        return Told("NeverWritten", f"{count} of {buffer.count} elements of `{buffer.parameter}` {'is' if count == 1 else 'are'} never written: {which}. The launch has {blocks} block"
                    f"{'s' * (blocks > 1)} of {threads} threads, {blocks * threads} in all: which of them should write there?", (), f"NeverWritten buffer {number}: {count} from {first}")


def _without_consequences(reports: Sequence[Report]) -> list[Report]:
    """Drop what another report explains: a value that is not there yet because no barrier was waited for; a race seen from its other side."""
    raced = {r.object for r in reports if KINDS[r.kind] in ("Race", "MissedBarrier", "BarriersDiffer")}
    kept: list[Report] = []
    for r in reports:
        if KINDS[r.kind] == "UninitialisedShared" and r.object in raced:
            continue
        if KINDS[r.kind] in RACES and any(k.kind == r.kind and k.object == r.object for k in kept):
            continue
        kept.append(r)
    return kept


def _host_thread(number: int) -> str:
    return f"thread {number}" if number else "your function"


def _verb(how: int) -> str:
    return "updates (atomically)" if how & ATOMIC else "writes" if how & WRITE else "reads"


def _index(index: tuple[int, int, int], size: tuple[int, int, int]) -> str:
    used = 3 if size[2] > 1 else 2 if size[1] > 1 else 1
    return str(index[0]) if used == 1 else "(" + ", ".join(map(str, index[:used])) + ")"


def _row_and_column(index: int, buffer: Buffer) -> str:
    if len(buffer.shape) != 2 or not buffer.shape[1] or not 0 <= index < buffer.count:
        return ""
    return f" (row {index // buffer.shape[1]}, column {index % buffer.shape[1]})"


def _indices(text: str, name: str, index: int, count: int) -> str:
    """Return an element's indices by the array's declaration, where its sizes can be read from the file."""
    match = re.search(rf"\b{re.escape(name)}\s*((?:\[[^\]]+\])+)\s*[;=]", text)
    sizes = [_whole(text, s) for s in re.findall(r"\[([^\]]+)\]", match[1])] if match else []
    product = 1
    for size in sizes[1:]:
        product *= size or 1
    if len(sizes) < 2 or None in sizes[1:] or not product or count % product:
        return f"[{index}]"
    shown = []
    for size in reversed(sizes[1:]):
        shown.append(f"[{index % (size or 1)}]")
        index //= size or 1
    return f"[{index}]" + "".join(reversed(shown))


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
    match = re.search(rf"(?:#\s*define\s+{re.escape(expression)}\s+|\b{re.escape(expression)}\s*=\s*)(\d+)", text) if expression.isidentifier() else None
    return int(match[1]) if match else None


def _words(r: Report) -> str:
    return str(r.text.decode("utf-8", "replace")).replace("'", "").replace("‘", "").replace("’", "")


def _times(r: Report) -> str:
    return f" ({r.count} times)" if r.count > 1 else ""


