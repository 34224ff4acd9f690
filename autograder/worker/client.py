"""The grader's side of the wall: one submission, asked in calls and scenarios, answered in data."""
import secrets
import select
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import LearnerError, SurroundingsError, WallError
from ..kernels.passing import encoded
from . import stalls
from .allowance import Allowance
from .confinement import shut_in
from .launch import Host, Started
from .limits import KEPT, Limits
from .protocol import Seed, decode, encode
from .scenario import ship
from .text import clean

DRAWN_WITHIN = 3.0      # s a picture: it takes a tenth of a second
IMPATIENT = 1.0         # s a call once one has run out of time: what loops for ever loops in every check
LOST, WEARY = 8.0, 0.2      # s lost in calls without an end, after which the next ones have so many: a right one takes milliseconds


@dataclass(frozen=True)
class Submission:
    """What is graded: a file's name, its text, the functions nobody has written yet, and what the exercise forbids,
    and the (name, source) of modules that come with it."""
    name: str
    text: str
    unwritten: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    suffix: str = ".py"
    library: tuple[tuple[str, str], ...] = ()
    folder: tuple[tuple[str, bytes], ...] | str | None = None       # (path, bytes) of what lies in the folder beside it; or why it was not taken

    @property
    def message(self) -> list[Any]:
        """Return what crosses to load it, where it is Python."""
        shelf = [[list(one) for one in self.library]] if self.library else []
        beside: list[Any] = []
        if self.folder is not None:
            beside = [*([] if shelf else [[]]), self.folder if isinstance(self.folder, str) else dict(self.folder)]
        return [self.name, self.text, list(self.unwritten), list(self.forbidden), *shelf, *beside]

    @property
    def is_compiled(self) -> bool:
        return self.suffix != ".py"


@dataclass
class Asked:
    """One question and its answer, or what happened instead; what was printed meanwhile."""
    kind: str
    value: list[Any]
    answer: Any = None
    prints: str = ""
    seconds: float = 0.0


class Worker:
    """A submission, loaded when first asked and again after it died; every step on it is fenced."""

    def __init__(self, host: Host, submission: Submission, limits: Limits | None = None) -> None:
        self.host, self.submission, self.limits = host, submission, limits or Limits()
        self.started: Started | None = None
        self.names: dict[str, str] = {}
        self.printed, self.total_printed, self.restarts, self.spent = bytearray(), 0, 0, 0.0
        self.patience = self.limits.call                # s a call; less once a call has taken it all
        self.lost = 0.0                                 # s in calls without an end
        self.allowance = Allowance(self.limits.commands)
        self.draws_slowly = False                       # then no picture is asked for any more
        self.verdict: LearnerError | None = None        # what makes every further question pointless

    def ask(self, kind: str, value: list[Any]) -> Any:
        """Return the answer, or raise what happened instead."""
        self.printed.clear()
        self.load()
        if kind == "bench":
            return self._bench(value)
        return self._nvidia(value) if kind == "nvidia" else self._exchange(kind, value)

    def _bench(self, asked: list[Any]) -> dict[str, Any]:
        """Return what commands do with what functions of the file return."""
        from . import bench
        try:
            return bench.question(asked, lambda name: self._exchange("call", [name, [], {}, False]), self.host.confinement, self.allowance)
        except LearnerError as error:
            if error.kind == "timed_out":
                self.patience = min(self.patience, IMPATIENT)
            raise

    def load(self) -> dict[str, str]:
        """Return what each name of the file is; run the file first, where it is not running."""
        if self.verdict:
            raise self.verdict
        if self.started is None:
            self._start()
            try:
                self.names = self._exchange(*self._loading())
                if not isinstance(self.names, dict):
                    raise WallError("malformed message")
            except (LearnerError, WallError) as e:
                self.stop()
                self.verdict = _unloadable(e)
                raise self.verdict from None
        return self.names

    def _loading(self) -> tuple[str, list[Any]]:
        """Return the message that loads the file, compiled first where it must be; the compiler stays on this side."""
        s = self.submission
        if not s.is_compiled:
            return "load", s.message
        from ..kernels.build import build
        return "load_library", [s.name, s.text, *build(s.name, s.text, s.unwritten, self._shut_in, s.suffix)]

    def _nvidia(self, asked: list[Any]) -> dict[str, dict[str, int]]:
        """Return what NVIDIA's compiler says of the file: nothing runs for this."""
        from ..kernels.nvrtc import uses
        s = self.submission
        return {kernel: vars(use) for kernel, use in uses(s.name, s.text, [n for n in s.unwritten if n in asked], self._shut_in).items()}

    @property
    def _shut_in(self) -> Callable[[Sequence[str], str, Sequence[str]], list[str]] | None:
        return shut_in if self.host.confinement == "bubblewrap" else None

    def _start(self) -> None:
        self.restarts += 1
        if self.restarts > self.limits.restarts:
            self.verdict = LearnerError("died", f"your program ended {self.limits.restarts} times without an answer; it is not asked again")
            raise self.verdict
        self.started = self.host.start(self.limits)
        try:
            kind, _, _ = decode(self._reader(time.monotonic() + 30))        # s for set-up, which is ours and takes milliseconds
        except (EOFError, OSError, WallError) as e:
            said = self._stop_and_tell()
            raise SurroundingsError(f"a worker cannot be set up ({type(e).__name__} {said}): {self.prints()}") from None
        if kind != "ready":
            raise SurroundingsError("a worker cannot be set up: it speaks another language")

    def _exchange(self, kind: str, value: list[Any]) -> Any:
        number = secrets.randbits(62)
        message = encode(kind, number, value, layout=True)      # data of ours that cannot cross is our fault, not theirs
        began = time.monotonic()
        seconds = min(self.patience, self.limits.total - self.spent)
        try:
            reply, answer = self._question(message, number, began + max(0.05, seconds))     # s: enough for one word even when all is spent
        except TimeoutError:                                    # before OSError, of which it is one
            self.renew()
            self.lost += seconds
            self.allowance.lose(seconds)                # who waits, waits for both
            self.patience = min(self.patience, IMPATIENT if self.lost < LOST else WEARY)
            self._out_of_time()
            where = stalls.frames(bytes(self.printed), self.submission.name)
            raise LearnerError("timed_out", f"no answer after {seconds:.3g} s", frames=where) from None
        except (EOFError, OSError):
            said = self._stop_and_tell()
            raise LearnerError("died", f"your program ended without an answer{' (' + said + ')' if said else ''}") from None
        except WallError as e:
            self.stop()
            raise LearnerError("died", f"what your program sent back cannot be read: {e}") from None
        finally:
            self.spent += time.monotonic() - began
        if reply == "error":
            raise _happened(answer)
        return answer

    def _question(self, message: bytes, number: int, deadline: float) -> tuple[str, Any]:
        assert self.started is not None
        if self._ready(0):
            raise WallError("an answer nobody asked for")
        self._send(message, deadline)
        kind, echoed, answer = decode(self._reader(deadline))
        if echoed != number or kind not in ("answer", "error"):
            raise WallError("an answer nobody asked for")
        self._drain()
        return kind, answer

    def _ready(self, seconds: float) -> bool:
        assert self.started is not None
        return bool(select.select([self.started.channel], [], [], seconds)[0])

    def _send(self, message: bytes, deadline: float) -> None:
        """Send without waiting for ever on one that does not read."""
        assert self.started is not None
        channel, view = self.started.channel, memoryview(message)
        channel.settimeout(max(0.01, deadline - time.monotonic()))
        channel.sendall(view)
        channel.settimeout(None)

    def _reader(self, deadline: float) -> Callable[[int], bytearray]:
        started = self.started
        assert started is not None
        pipe = started.output()
        watched: list[Any] = [started.channel] if pipe is None else [started.channel, pipe]

        def read(size: int) -> bytearray:
            parts = bytearray(size)
            view = memoryview(parts)
            while len(view):
                ready = select.select(watched, [], [], max(0.0, deadline - time.monotonic()))[0]
                if time.monotonic() >= deadline:
                    raise TimeoutError
                if started.output() in ready:
                    self._drain()
                if started.channel in ready:
                    if not (n := started.channel.recv_into(view)):
                        raise EOFError
                    view = view[n:]
            return parts
        return read

    def _drain(self) -> None:
        assert self.started is not None
        while chunk := self.started.printed():
            self.printed += chunk[:max(0, KEPT - len(self.printed))]
            self.total_printed += len(chunk)
            if self.total_printed > self.limits.output:
                raise WallError(f"more than {self.limits.output >> 20} MiB of output")

    def _out_of_time(self) -> None:
        if self.spent >= self.limits.total - 0.05:
            self.verdict = LearnerError("timed_out", f"all calls together took more than {self.limits.total:g} s")

    def prints(self) -> str:
        """Return what the last call printed, cleaned."""
        text = clean(stalls.without(bytes(self.printed)).decode("utf-8", "replace"))
        return text + ("\n… (more was printed)" if len(self.printed) >= KEPT else "")

    def picture(self, number: int) -> Any:
        """Return the picture of a figure that was returned lately, None where it is not asked for, or raise why there is none.

        No verdict and no time of the learner's depends on it.
        """
        if self.started is None or self.draws_slowly:
            return None
        before = self.patience, self.spent, self.lost, self.verdict, self.allowance
        self.patience, self.allowance = min(self.patience, DRAWN_WITHIN), Allowance()
        try:
            return self._exchange("picture", [number])
        except LearnerError as error:
            self.draws_slowly = error.kind != "raised"
            raise
        finally:
            self.patience, self.spent, self.lost, self.verdict, self.allowance = before

    def stop(self) -> None:
        self._stop_and_tell()

    def renew(self) -> None:
        """Put the next question to a new process; that the old one ends is the grader's doing, and counts as no restart."""
        if self.started is not None:
            self.stop()
            self.restarts -= 1

    def _stop_and_tell(self) -> str:
        if self.started is None:
            return ""
        started, self.started = self.started, None
        try:
            rest = started.printed()
            self.printed += rest[:max(0, KEPT - len(self.printed))]
        except OSError:
            pass
        return started.kill()


def _unloadable(error: LearnerError | WallError) -> LearnerError:
    if isinstance(error, WallError):
        return LearnerError("unloadable", "your file's names cannot be read")
    if error.kind in ("timed_out", "forbidden"):
        return error
    return LearnerError("unloadable", error.message, error.names, error.frames)


KINDS = ("raised", "missing", "unattempted", "unsendable", "exited", "forbidden")


def _happened(told: Any) -> LearnerError:
    """Read the other side's account of an error; it is theirs, so nothing of it is believed but its form."""
    try:
        kind, message, names, frames = told
        if kind not in KINDS:
            raise ValueError
        rows = [(clean(str(file)), int(line), clean(str(function))) for file, line, function in frames[:20]]
        return LearnerError(kind, clean(str(message)[:2500]), [str(n)[:80] for n in names[:20]], rows)
    except (TypeError, ValueError):
        return LearnerError("died", "what your program sent back cannot be read: malformed message")


Ask = Callable[[str, list[Any]], Any]


class Yours:
    """What a check holds: `yours.f(*data)`, `yours.NAME` for data, `yours.run(scenario, *data)`, `yours.quietly`."""

    def __init__(self, worker: Worker, ask: Ask | None = None, log: list[Asked] | None = None, strict: bool = False) -> None:
        self._worker, self._ask, self._strict = worker, ask or worker.ask, strict
        self._log = [] if log is None else log

    @property
    def quietly(self) -> "Yours":
        """The same, with NumPy's overflow, division and invalid-value warnings raised as errors."""
        return Yours(self._worker, self._ask, self._log, strict=True)

    @property
    def _launch_seconds(self) -> float:
        """Return the processor time a launch may take: less than a call may, so that a loop without an end is told as one."""
        return 0.3 * self._worker.limits.call

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        if self._worker.load().get(name) == "data":
            return self._question("value", [name])
        return Function(self, name)

    def run(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Run a function of the check file beside the learner's module and return its data."""
        sources, constants = ship(function)
        return self._question("scenario", [function.__name__, sources, constants, list(arguments), self._strict])

    def _question(self, kind: str, value: list[Any]) -> Any:
        asked, began = Asked(kind, value), time.monotonic()
        self._log.append(asked)
        try:
            asked.answer = self._ask(kind, value)
        except LearnerError as e:
            asked.answer = e
            raise
        finally:
            asked.prints, asked.seconds = self._worker.prints(), time.monotonic() - began
        return asked.answer


@dataclass(frozen=True)
class Function:
    """A function of the learner's file, as a check holds it."""
    yours: Yours = field(repr=False)
    name: str

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        if self.yours._worker.submission.is_compiled:
            return self.yours._question("function", [self.name, encoded(arguments), self.yours._launch_seconds])
        return self.yours._question("call", [self.name, list(arguments), keywords, self.yours._strict])

    def __getitem__(self, sizes: Any) -> "Launch":
        """Return a launch: `yours.f[grid, block]`, or with bytes of dynamic shared memory, `yours.f[grid, block, bytes]`."""
        grid, block, *shared = sizes
        return Launch(self.yours, self.name, grid, block, *shared)

    def record(self) -> Any:
        """Return the lines of a derivation, as data."""
        return self.yours._question("record", [self.name])

    @property
    def path(self) -> str:
        return self.yours._worker.submission.name

    def source(self, line: int) -> str:
        """Return the learner's statement that stands on a line, on one line."""
        return statement(self.yours._worker.submission.text, line)


@dataclass(frozen=True)
class Launch:
    """A kernel with its grid and block, as a check holds it; `order` is the order in which threads and blocks take turns."""
    yours: Yours = field(repr=False)
    name: str
    grid: int | tuple[int, ...]
    block: int | tuple[int, ...]
    shared: int = 0
    order: int = 0
    blocks: tuple[int, ...] = ()        # only these run, where a grid is too large for all

    def __call__(self, *arguments: Any) -> Any:
        return self.ask("launch", arguments)

    def ask(self, kind: str, arguments: Sequence[Any], **options: Any) -> Any:
        """Put a question about this launch: run it, or count or list what it asks of memory."""
        given = {"order": self.order, "seconds": self.yours._launch_seconds, "blocks": list(self.blocks), **options}
        return self.yours._question(kind, [self.name, self.grid, self.block, self.shared, encoded(arguments), given])


def statement(text: str, line: int) -> str:
    """Return the source of the smallest `yield` or statement that covers a line; of a whole function, what it returns at its end."""
    import ast
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ""
    around = [n for n in ast.walk(tree) if isinstance(n, (ast.Yield, ast.stmt)) and n.lineno <= line <= (n.end_lineno or 0)]
    if not around:
        return ""
    smallest = min(around, key=lambda n: ((n.end_lineno or 0) - n.lineno, not isinstance(n, ast.Yield)))
    if isinstance(smallest, ast.FunctionDef):
        smallest = next((n for n in reversed(smallest.body) if isinstance(n, ast.Return)), smallest)
    shown = smallest.value if isinstance(smallest, ast.Yield) and smallest.value is not None else smallest
    return " ".join((ast.get_source_segment(text, shown) or "").split())


def seed(rng: Any) -> Seed:
    """Return a seed for the learner's side that says nothing of the grader's next draw."""
    import hashlib
    return Seed(int.from_bytes(hashlib.blake2b(rng.bytes(16), digest_size=7).digest(), "little"))
