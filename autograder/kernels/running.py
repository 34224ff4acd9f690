"""A compiled submission, on the learner's side: each method answers one kind of question."""
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from ..errors import LearnerError
from .arguments import convert, placed, result
from .device import BUDGET, ENTRY, LOGGED, Buffer, Callable, LaunchError, Library, Seen, refuse_launch, three
from .findings import TOLD, Teller, Told
from .requests import summary

UNWRITTEN = 22          # the kind of report (emulator/state.h) that tells that the stub was reached


class Compiled:
    """A learner's library, and its twin where one of its locals may be used before it has a value."""

    def __init__(self, path: str, text: str, binary: bytes, twin: bytes, about: dict[str, Any]) -> None:
        self.path, self.text, self.about = path, text, about
        self.library = Library(binary, about["lines"], about["symbols"], about["callables"])
        second = Library(twin, about["twin_lines"], [], about["callables"]) if twin else None
        self.twin = None if about.get("is_host") else second
        self.fast = second if about.get("is_host") else None

    @property
    def names(self) -> dict[str, str]:
        return dict.fromkeys(self.library.callables, "callable")

    def function(self, name: str, arguments: Sequence[Sequence[Any]], seconds: float) -> Any:
        """Call a host function: its result, followed by what its outputs hold, where it has any."""
        called = self._named(name, kernel=False)
        answer = None
        for library in filter(None, (self.library, self.fast)):       # watched first: what goes wrong is told by what watches
            answer = self._called(library, called, arguments, seconds)
        return answer

    def threads(self, name: str, arguments: Sequence[Sequence[Any]], seconds: float) -> int:
        """Call a host function and return how many threads it started."""
        self._called(self.library, self._named(name, kernel=False), arguments, seconds)
        return int(self.library.handle.gw_threads_begun())

    def _called(self, library: Library, called: Callable, arguments: Sequence[Sequence[Any]], seconds: float) -> Any:
        try:
            values, buffers = convert(called, library.signature(called), arguments)
            library.buffers(buffers)
            self._configure(library, (1, 1, 1), (0, 0, 0), 0, seconds=seconds)
            stopped, text, fields = library.run(called, placed(values))
            self._tell(Seen(library.reports(), stopped), Teller(library, self.text, called.name, (0, 0, 0), (1, 1, 1), buffers))
            given = result(text, fields)
        except LaunchError as e:
            raise self._fault(str(e), ["LaunchError"], called) from None
        outputs = self._outputs(library, buffers)
        return (given, *outputs) if outputs else given

    def launch(self, name: str, grid: Any, block: Any, shared: int, arguments: Sequence[Sequence[Any]], options: dict[str, Any]) -> Any:
        """Run a kernel; return its outputs, one as it is, several as a tuple."""
        outputs, _ = self._run(self.library, name, grid, block, shared, arguments, options)
        if self.twin:
            self._compare_with(self.twin, outputs, name, grid, block, shared, arguments, options)
        return outputs[0] if len(outputs) == 1 else tuple(outputs) if outputs else None

    def traffic(self, name: str, grid: Any, block: Any, shared: int, arguments: Sequence[Sequence[Any]], options: dict[str, Any]) -> Any:
        """Run a kernel and return what its warps asked of memory, by array."""
        _, buffers = self._run(self.library, name, grid, block, shared, arguments, {**options, "log": LOGGED})
        return summary(self._log(), [b.parameter for b in buffers], self._shared_name)

    def accesses(self, name: str, grid: Any, block: Any, shared: int, arguments: Sequence[Sequence[Any]], options: dict[str, Any]) -> Any:
        """Run a kernel and return every access, and what was said of it: what a drawing is made of."""
        said = ""
        try:
            self._run(self.library, name, grid, block, shared, arguments, {**options, "log": 100_000})
        except LearnerError as e:
            said = e.message
        log = self.library.log()
        columns = {field: np.ascontiguousarray(log[field]) for field in ("object", "offset", "block", "thread", "size", "how", "epoch")}
        return {**columns, "line": np.array([self.library.line(int(p)) for p in log["place"]], np.int64), "said": said,
                "shared": [[n, o, s] for n, o, s in self.library.static_shared]}

    def _run(self, library: Library, name: str, grid: Any, block: Any, shared: int, arguments: Sequence[Sequence[Any]],
             options: dict[str, Any]) -> tuple[list[Any], list[Buffer]]:
        called = self._named(name, kernel=True)
        grid, block = three(grid), three(block)
        try:
            refuse_launch(grid, block, shared, library.static_shared)
            values, buffers = convert(called, library.signature(called), arguments)
            library.buffers(buffers)
        except LaunchError as e:
            raise self._fault(str(e), ["LaunchError"], called) from None
        self._configure(library, grid, block, shared, **options)
        stopped, _, _ = library.run(called, placed(values))
        seen = Seen(library.reports(), stopped)
        if not stopped and not options.get("blocks"):
            seen.never_written = [(i, *library.never_written(i)) for i, b in enumerate(buffers) if b.role == "out" and library.never_written(i)[0]]
        self._tell(seen, Teller(library, self.text, name, block, grid, buffers))
        return self._outputs(library, buffers), buffers

    def _configure(self, library: Library, grid: tuple[int, int, int], block: tuple[int, int, int], shared: int, *, seconds: float = 1.5,
                   order: int = 0, log: int = 0, blocks: Sequence[int] = ()) -> None:
        sizes = np.array([*grid, *block], np.uint32)
        library.handle.gw_configure(sizes.ctypes.data, shared, order, BUDGET, log, seconds)
        if blocks:
            self._chosen = np.array(blocks, np.uint64)       # the emulator reads it while it runs
            library.handle.gw_choose(self._chosen.ctypes.data, len(blocks))

    def _tell(self, seen: Seen, teller: Teller) -> None:
        for report in seen.reports:
            if report.kind == UNWRITTEN:
                raise LearnerError("unattempted", f"{report.text.decode()} is not written yet")
        if told := teller.told(seen):
            raise self._found(told)

    def _found(self, told: Sequence[Told]) -> LearnerError:
        shown = told[:TOLD]
        rest = f"\n(and {len(told) - TOLD} more findings, which these may explain)" if len(told) > TOLD else ""
        lines = list(dict.fromkeys(shown[0].lines))[::-1]       # where it happened comes last, as in a traceback
        return LearnerError("raised", "\nalso: ".join(t.sentence for t in shown) + rest, [shown[0].kind, *dict.fromkeys(t.about for t in told)],
                            [(self.path, line, self._function_at(line)) for line in lines])

    def _fault(self, message: str, names: Sequence[str], called: Callable) -> LearnerError:
        return LearnerError("raised", message, names, [(self.path, called.line, called.name)])

    def _function_at(self, line: int) -> str:
        return next((str(name) for name, first, last in self.about["functions"] if first <= line <= last), "")

    def _outputs(self, library: Library, buffers: Sequence[Buffer]) -> list[np.ndarray]:
        return [library.array(b)[... if b.at is None else b.at].copy() for b in buffers if b.role in ("out", "inout", "samples")]

    def _compare_with(self, twin: Library, outputs: Sequence[np.ndarray], *launch: Any) -> None:
        """A local variable that was used before it had a value shows: the twin begins its locals as zero."""
        others, _ = self._run(twin, *launch)
        if any(a.tobytes() != b.tobytes() for a, b in zip(outputs, others, strict=True)):
            line, message = self.about["warned"][0]
            name = re.search(r"['‘](\w+)['’]", message)
            raise LearnerError("raised", f"`{name[1] if name else 'a local variable'}` is used before it has a value (line {line}), and the result "
                               "depends on what happens to be there. Give it one where it is declared.",
                               ["UninitialisedLocal"], [(self.path, line, self._function_at(line))])

    def _log(self) -> np.ndarray:
        log = self.library.log()
        if len(log) >= LOGGED:
            raise LearnerError("raised", "this launch touches memory more often than can be counted", ["LaunchError"])
        return log.view(ENTRY)

    def _shared_name(self, offset: int, dynamic: bool) -> str:
        return "dynamic" if dynamic else next((n for n, o, s in self.library.static_shared if o <= offset < o + s), "shared")

    def _named(self, name: str, *, kernel: bool) -> Callable:
        called = self.library.callables.get(name)
        if called is None:
            raise LearnerError("missing", name)
        if called.is_kernel and not kernel:
            raise self._fault(f"`{name}` is a kernel (__global__), and the exercise calls it as a host function: take __global__ away",
                              ["LaunchError"], called)
        if kernel and not called.is_kernel:
            raise self._fault(f"`{name}` is no kernel: write __global__ in front of it", ["LaunchError"], called)
        if kernel and name in self.about["nameless"]:
            raise self._fault(f'`{name}` has no C name, so no driver finds it: write extern "C" in front of __global__', ["LaunchError"], called)
        return called
