"""The learner's side: load one file, answer calls and scenarios with data.

Everything here is presumed hostile once the learner's first line has run; the grader relies on none of it.
"""
import io
import linecache
import socket
import sys
import traceback
import types
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

import numpy as np

from .. import folder
from ..errors import LearnerError, WallError
from . import stalls
from .drawing import picture
from .guard import ForbiddenCall, guard
from .library import shelve
from .protocol import Reader, decode, encode

GENERATED = 100_000             # values taken of a generator that is returned
MESSAGE, FRAMES = 2000, 12      # characters; rows of a traceback


class Unwritten(BaseException):
    """A function that still is what the stub says; no `except Exception` of theirs stops it."""


class Missing(BaseException):
    """A name that the file does not define."""


def reader(channel: socket.socket) -> Reader:
    def read(size: int) -> bytearray:
        parts = bytearray(size)
        view = memoryview(parts)
        while len(view):
            if not (n := channel.recv_into(view)):
                raise EOFError
            view = view[n:]
        return parts
    return read


def serve(channel: socket.socket, seconds: float) -> None:
    """Answer messages until the grader hangs up, who waits for so many seconds."""
    read, submission = reader(channel), Submission()
    told = stalls.told_where()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(line_buffering=True)     # what is printed by a call without an end is to be seen
    while True:
        kind, number, value = decode(read, seeds=np.random.default_rng)
        with stalls.within(seconds) if told else nullcontext():
            reply = answer(submission, kind, number, value)
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BaseException:       # theirs to replace or close
                pass
        channel.sendall(reply)


def answer(submission: "Submission", kind: str, number: int, value: Any) -> bytes:
    """Return the encoded answer, or what happened instead as (kind, message, names of the exception, frames)."""
    said: tuple[str, str, list[str], list[tuple[str, int, str]]]
    try:
        return encode("answer", number, getattr(submission, kind)(*value))
    except WallError as e:
        said = ("unsendable", f"{value[0]} returned {e}", [], [])
    except Unwritten as e:
        said = ("unattempted", f"{e} is not written yet", [], [])
    except Missing as e:
        said = ("missing", str(e), [], [])
    except ForbiddenCall as e:
        said = ("forbidden", f"{e} is not allowed in this exercise", [], frames(e, submission.name))
    except SystemExit as e:
        said = ("exited", "your code called sys.exit()", [], frames(e, submission.name))
    except LearnerError as e:           # of compiled code, in its own words
        said = (e.kind, e.message, list(e.names), list(e.frames))
    except BaseException as e:
        said = ("raised", text(e, submission.name), [c.__name__ for c in type(e).__mro__[:-2]], frames(e, submission.name))
    return encode("error", number, list(said))


class Submission:
    """The learner's module and what may be asked of it; each method is a kind of message."""

    def __init__(self) -> None:
        self.module, self.name = types.ModuleType("yours"), ""
        self.scenarios: dict[tuple[str, Any], Callable[..., Any]] = {}
        self.compiled: Any = None

    def load(self, name: str, source: str, unwritten: Sequence[str], forbidden: Sequence[str],
             library: Sequence[Sequence[str]] = (), beside: dict[str, bytes] | str | None = None) -> dict[str, str]:
        """Run the file, which may import the modules of `library` and read what lies `beside` it.

        Return what each of its names is: callable, class, module or data.
        """
        self.name, module = name, self.module
        module.__file__ = name
        sys.modules["yours"] = module
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
        guard(forbidden)
        shelve(library)
        folder.taken = beside
        exec(compile(source, name, "exec"), module.__dict__)
        for blank in unwritten:
            _mark(module, blank)
        setattr(module, "__getattr__", _missing)      # noqa: B010  a module attribute the type checker does not know
        return {n: kind(v) for n, v in list(vars(module).items()) if not n.startswith("__")}

    def load_library(self, name: str, source: str, library: bytes, twin: bytes, about: dict[str, Any]) -> dict[str, str]:
        """Load a compiled file; return what can be called."""
        from ..kernels.running import Compiled
        self.name, self.compiled = name, Compiled(name, source, library, twin, about)
        names: dict[str, str] = self.compiled.names
        return names

    def function(self, *question: Any) -> Any:
        """Call a host function of a compiled file."""
        return self.compiled.function(*question)

    def threads(self, *question: Any) -> Any:
        """Call a host function and return how many threads it started."""
        return self.compiled.threads(*question)

    def launch(self, *question: Any) -> Any:
        """Launch a kernel."""
        return self.compiled.launch(*question)

    def traffic(self, *question: Any) -> Any:
        """Launch a kernel and return what it asked of memory."""
        return self.compiled.traffic(*question)

    def accesses(self, *question: Any) -> Any:
        """Launch a kernel and return every access."""
        return self.compiled.accesses(*question)

    def call(self, name: str, arguments: Sequence[Any], keywords: dict[str, Any], strict: bool) -> Any:
        """Call a function; `strict` turns NumPy's overflow, division and invalid-value warnings into errors."""
        with np.errstate(over="raise", divide="raise", invalid="raise") if strict else nullcontext():
            result = getattr(self.module, name)(*arguments, **keywords)
            return list(islice(result, GENERATED)) if isinstance(result, types.GeneratorType) else result

    def value(self, name: str) -> Any:
        """Return a constant of the file."""
        return getattr(self.module, name)

    def scenario(self, name: str, sources: Sequence[tuple[str, int, str]], constants: dict[str, Any], arguments: Sequence[Any], strict: bool) -> Any:
        """Run a function of the check file beside the module."""
        key = (name, tuple((file, line) for file, line, _ in sources))
        if key not in self.scenarios:
            self.scenarios[key] = scenario(name, sources, constants)
        with np.errstate(over="raise", divide="raise", invalid="raise") if strict else nullcontext():
            return self.scenarios[key](self.module, *arguments)

    def picture(self, number: int) -> bytes | None:
        """Return a figure that was returned lately as a PNG."""
        return picture(number)

    def record(self, name: str) -> Any:
        """Return the lines of a derivation."""
        from ..algebra.record import record
        return record(getattr(self.module, name))


def scenario(name: str, sources: Sequence[tuple[str, int, str]], constants: dict[str, Any]) -> Callable[..., Any]:
    """Compile functions of a check file under its own name and line numbers."""
    space = dict(constants)
    for file, line, source in sources:
        exec(compile("\n" * (line - 1) + source, file, "exec"), space)
    return space[name]      # type: ignore[no-any-return]


def _mark(module: types.ModuleType, dotted: str) -> None:
    """Replace a function nobody has written yet by one that says so, however it is reached."""
    *path, name = dotted.split(".")
    owner: Any = module
    for part in path:
        owner = getattr(owner, part, None)

    def unwritten(*arguments: Any, **keywords: Any) -> Any:
        raise Unwritten(dotted)
    if isinstance(getattr(owner, name, None), types.FunctionType):
        setattr(owner, name, unwritten)


def _missing(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(name)
    raise Missing(name)


def kind(value: Any) -> str:
    if isinstance(value, type):
        return "class"
    return "module" if isinstance(value, types.ModuleType) else "callable" if callable(value) else "data"


def text(error: BaseException, name: str = "") -> str:
    """Return `Type: message`; an exception whose message cannot be had is told by its type.

    A syntax error of the file of this name names it and the line in its message: both are told with its frames already.
    """
    try:
        if isinstance(error, SyntaxError) and error.filename == name and error.msg:
            return f"{type(error).__name__}: {error.msg}"[:MESSAGE]
        return f"{type(error).__name__}: {error}"[:MESSAGE] if str(error) else type(error).__name__
    except BaseException:
        return type(error).__name__


def frames(error: BaseException, name: str) -> list[tuple[str, int, str]]:
    """Return (file, line, function) of the learner's and the scenario's own frames."""
    if isinstance(error, SyntaxError) and error.filename == name:
        return [(name, error.lineno or 0, "")]
    rows = [(f.f_code.co_filename, line, f.f_code.co_name) for f, line in traceback.walk_tb(error.__traceback__)]
    ours = __file__.rpartition("serving")[0]
    return [r for r in rows if not r[0].startswith(ours) and "site-packages" not in r[0] and not r[0].startswith("<frozen")][-FRAMES:]
