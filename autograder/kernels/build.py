"""From a learner's .cu file to a library whose every access is watched: compiled beside nothing but the emulator's own header."""
import json
import os
import re
import shutil
import signal
import struct
import subprocess
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..errors import LearnerError, SurroundingsError
from . import cache
from .compilers import EMULATOR, Compiler, compiler
from .elf import lines, symbols
from .source import NAME, Prepared, prepare, prepare_host

ShutIn = Callable[[Sequence[str], str, Sequence[str]], list[str]]      # a command, the folder it may write, what else it may see
LIMITS = "ulimit -t 20 2>/dev/null; ulimit -v 3145728 2>/dev/null; ulimit -f 65536 2>/dev/null; exec \"$@\""      # s, KiB, blocks: of hostile text
VISIBLE = (str(EMULATOR),)
PATIENCE = 30.0         # s of wall time: a kernel takes a tenth of one
RUNTIME = ["-std=c++17", "-O2", "-fPIC", "-fvisibility=hidden", "-U_FORTIFY_SOURCE"]      # which refuses to leave a fiber by a jump
WRAPPED = ["-Wl," + ",".join(f"--wrap=pthread_mutex_{n}" for n in ("lock", "unlock", "trylock"))]
CHECKED_COPIES = [f"--redefine-sym={n}=__tsan_{n}" for n in ("memcpy", "memmove", "memset")]
ERROR = re.compile(rf"^{re.escape(NAME)}:(?P<line>\d+):(?:(?P<column>\d+):)? (?:fatal )?error: (?P<message>.*)$", re.MULTILINE)
WARNING = re.compile(rf"^{re.escape(NAME)}:(?P<line>\d+):(?:\d+:)? warning: (?P<message>.*uninitialized.*)$", re.MULTILINE)
UNDEFINED = re.compile(r"undefined reference to [`'‘](?P<name>[^'’]*)['’]|undefined symbol: (?P<other>\S+)")


def build(name: str, text: str, unwritten: Sequence[str] = (), shut_in: ShutIn | None = None, suffix: str = ".cu") -> list[Any]:
    """Return what a worker loads: the library that is watched, a second one, and what is known of both.

    The second one of a kernel file begins its locals as zero (it is there only where some may be used too early); of plain C++ it is the fast one.
    `shut_in` is what strangers' files are compiled in.  Raise what is wrong with the file as the learner's.
    """
    try:
        return _host(text, unwritten, shut_in) if suffix == ".cpp" else _build(text, unwritten, shut_in)
    except LearnerError as e:
        raise LearnerError(e.kind, e.message, e.names, [(name, line, function) for _, line, function in e.frames]) from None


def build_ahead(texts: Sequence[str], shut_in: ShutIn | None, suffix: str) -> None:
    """Compile several programs at once, so that each is found compiled when it is asked for."""
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:
        for done in [pool.submit(build, "", text, (), shut_in, suffix) for text in texts]:
            done.exception()            # what does not compile says so when it is asked for


def _build(text: str, unwritten: Sequence[str], shut_in: ShutIn | None) -> list[Any]:
    prepared, cxx = prepare(text, unwritten), compiler()
    key = cache.key([prepared.text, cxx.identity, *cxx.watching("pattern"), *_emulator(), "shut in" if shut_in else ""])
    kept = cache.read(key)
    if kept is None:
        kept = _compiled(prepared, cxx, shut_in)
        cache.keep(key, kept)
    return _unpacked(kept, prepared)


def _host(text: str, unwritten: Sequence[str], shut_in: ShutIn | None) -> list[Any]:
    prepared, cxx = prepare_host(text, unwritten), compiler()
    fast = [*cxx.host_fast, *(["-Wno-unused-parameter"] if unwritten else [])]       # the stub's are not used yet
    key = cache.key([prepared.text, cxx.identity, *fast, *cxx.host_watched, *_emulator(), "shut in" if shut_in else ""])
    kept = cache.read(key)
    if kept is None:
        kept = _compiled_host(prepared, cxx, fast, shut_in)
        cache.keep(key, kept)
    watched, second, about = _unpacked(kept, prepared)
    return [watched, second, {**about, "is_host": True}]


def _compiled_host(prepared: Prepared, cxx: Compiler, fast: Sequence[str], shut_in: ShutIn | None) -> bytes:
    headers = ["-include", "host.h", "-include", "binding.h"]
    second, _ = _library(prepared.text, cxx, [*fast, *headers], _runtime(cxx, "runtime.cpp"), ["-pthread", "-lstdc++"], shut_in)
    watched, _ = _library(prepared.text, cxx, [*cxx.host_watched, *headers], _runtime(cxx, "host.cpp"), ["-pthread", "-lstdc++", *WRAPPED], shut_in)
    about = {"warned": [], "lines": lines(watched, NAME), "twin_lines": [], "symbols": []}
    return _packed(watched, second, json.dumps(about).encode())


def _packed(*parts: bytes) -> bytes:
    """Return parts, each after its length."""
    return b"".join(struct.pack("<Q", len(part)) + part for part in parts)


def _emulator() -> list[bytes]:
    return [path.read_bytes() for path in sorted(EMULATOR.iterdir())]


def _compiled(prepared: Prepared, cxx: Compiler, shut_in: ShutIn | None) -> bytes:
    headers, runtime = ["-include", "cuda.h", "-include", "binding.h"], _runtime(cxx, "runtime.cpp")
    library, said = _library(prepared.text, cxx, [*cxx.watching("pattern"), *headers], runtime, [], shut_in)
    warned = [[int(m["line"]), m["message"]] for m in WARNING.finditer(said)]
    twin = _library(prepared.text, cxx, [*cxx.watching("zero"), *headers], runtime, [], shut_in)[0] if warned else b""
    about = json.dumps({"warned": warned, "lines": lines(library, NAME), "twin_lines": lines(twin, NAME) if twin else [],
                        "symbols": [[s.name, s.offset, s.size, s.is_shared] for s in symbols(library)]}).encode()
    return _packed(library, twin, about)


def _unpacked(kept: bytes, prepared: Prepared) -> list[Any]:
    parts, at = [], 0
    while at < len(kept):
        size, = struct.unpack_from("<Q", kept, at)
        parts.append(kept[at + 8:at + 8 + size])
        at += 8 + size
    library, twin, about = parts
    callables = [[f.name, f.is_kernel, list(f.parameter_names), f.line] for f in prepared.callables]
    spans = [list(span) for span in prepared.spans]
    return [library, twin, {**json.loads(about), "callables": callables, "nameless": list(prepared.nameless), "functions": spans}]


def _runtime(cxx: Compiler, name: str) -> bytes:
    """Return the emulator's own part as an object file; compiled once a machine."""
    key = cache.key([*_emulator(), cxx.identity, *RUNTIME, name]) + ".o"
    kept = cache.read(key)
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="grade-kernel-") as folder:
            said = run([cxx.path, *RUNTIME, "-c", str(EMULATOR / name), "-o", "runtime.o"], folder, VISIBLE, None)
            if said.returncode:
                raise SurroundingsError(f"the emulator does not compile with {cxx.path} {cxx.version}: {said.stderr[-800:]}")
            kept = Path(folder, "runtime.o").read_bytes()
        cache.keep(key, kept)
    return kept


def _library(text: str, cxx: Compiler, flags: Sequence[str], runtime: bytes, linking: Sequence[str], shut_in: ShutIn | None) -> tuple[bytes, str]:
    """Return a library, and what the compiler said."""
    with tempfile.TemporaryDirectory(prefix="grade-kernel-") as folder:
        Path(folder, "unit.cpp").write_text(text, encoding="utf-8")
        Path(folder, "runtime.o").write_bytes(runtime)
        compiled = run([cxx.path, *flags, f"-I{EMULATOR}", "-c", "unit.cpp", "-o", "unit.o"], folder, VISIBLE, shut_in)
        if compiled.returncode:
            raise _broken(compiled.stderr, compiled.returncode, text)
        if cxx.is_clang:            # it calls memcpy for a struct where g++ asks the watcher first
            run([shutil.which("objcopy") or "llvm-objcopy", *CHECKED_COPIES, "unit.o"], folder, VISIBLE, shut_in)
        linked = run([cxx.path, "-shared", "-Wl,--no-undefined,-Bsymbolic", "unit.o", "runtime.o", "-lm", *linking, "-o", "unit.so"],
                     folder, VISIBLE, shut_in)
        if linked.returncode:
            raise _unlinked(linked.stderr)
        return Path(folder, "unit.so").read_bytes(), compiled.stderr


def run(command: Sequence[str], folder: str, visible: Sequence[str], shut_in: ShutIn | None) -> subprocess.CompletedProcess[str]:
    """Run a step of the compiler, with limits; where strangers' code is graded, with nothing in sight but the system and what is `visible`."""
    line = ["/bin/sh", "-c", LIMITS, "sh", *command]
    environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C", "TMPDIR": folder}
    if shut_in:
        line, environment = shut_in(line, folder, visible), {**environment, "TMPDIR": "/tmp"}
    process = subprocess.Popen(line, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               start_new_session=True, text=True, errors="replace")
    try:
        _, said = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise LearnerError("timed_out", f"the compiler took more than {PATIENCE:g} s over your file: templates or macros that never end?") from None
    return subprocess.CompletedProcess(line, process.returncode, "", said)


def _broken(said: str, status: int, text: str) -> LearnerError:
    """Return the first error, with its line and where in it."""
    match = ERROR.search(said)
    if not match:
        if status < 0 or "Killed" in said or "out of memory" in said or "CPU time limit" in said or "internal compiler error" in said:
            return LearnerError("unloadable", "the compiler died over your file (out of memory or time, or a fault of its own): "
                                              "is something in it endless?")
        rest = [row for row in said.splitlines() if "error:" in row]
        return LearnerError("unloadable", f"the compiler refuses your file: {(rest or [said])[0][-500:]}")
    line, column = int(match["line"]), int(match["column"] or 0)
    more = len(ERROR.findall(said)) - 1
    rows = text.split("\n")
    code = rows[line] if line < len(rows) else ""           # the first row is `#line`
    shown = f"\n{code}\n{_margin(code, column)}^" if column else ""
    below = f"\n(and {more} more errors below)" if more else ""
    return LearnerError("unloadable", f"line {line}: {match['message']}{shown}{below}", frames=[(NAME, line, "")])


def _margin(code: str, column: int) -> str:
    return "".join(c if c == "\t" else " " for c in code[:column - 1])


def _unlinked(said: str) -> LearnerError:
    if match := UNDEFINED.search(said):
        name = match["name"] or match["other"]
        return LearnerError("unloadable", f"`{name}` is called, and no function of that name is in your file or in CUDA's language: "
                                          "misspelt, or a library's?")
    if match := re.search(r"multiple definition of [`'‘](?P<name>[^'’]*)", said):
        return LearnerError("unloadable", f"`{match['name']}` is defined twice: the emulator has one of that name; call yours something else")
    return LearnerError("unloadable", f"your file cannot be linked: {said[-500:]}")
