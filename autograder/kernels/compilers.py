"""The compiler of this machine, and how it is asked to watch a kernel."""
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from ..errors import SurroundingsError

HOW = "`apt install g++` (Debian, Ubuntu), `dnf install gcc-c++` (Fedora); clang++ will do as well"
MACHINES = ("x86_64", "aarch64")
EMULATOR = Path(__file__).resolve().parent / "emulator"

LANGUAGE = ["-x", "c++", "-std=c++17", "-fPIC", "-fvisibility=hidden", "-fno-exceptions", "-fno-rtti", "-fno-threadsafe-statics",
            "-fdiagnostics-color=never", "-Wno-attributes", "-Wno-unknown-pragmas", "-Wuninitialized"]
NUMBERS = ["-ffp-contract=off", "-fno-math-errno",                          # the same sums with either compiler, on either processor
           "-fno-strict-aliasing", "-fno-delete-null-pointer-checks"]       # what is wrong stays in the program, to be seen
CHECKED = ["-O1", "-g1", "-gdwarf-4", "-nostdinc", "-fsanitize=thread", "-fno-omit-frame-pointer"]
RULES = "signed-integer-overflow,integer-divide-by-zero,alignment,return"
OF_GCC = ["-Wmaybe-uninitialized", f"-fsanitize={RULES},bounds,shift", "-fno-crossjumping", "-fno-tree-tail-merge",
          "--param=tsan-distinguish-volatile=1"]
OF_CLANG = ["-Wsometimes-uninitialized", f"-fsanitize={RULES},array-bounds,shift", "-fno-builtin", "-mllvm", "-tsan-instrument-read-before-write=1",
            "-mllvm", "-tsan-distinguish-volatile=1"]
NO_CALLS = {False: ["--param=tsan-instrument-func-entry-exit=0"], True: ["-mllvm", "-tsan-instrument-func-entry-exit=0"]}      # by: is it clang
HOST = ["-x", "c++", "-std=c++17", "-fPIC", "-fvisibility=hidden", "-fdiagnostics-color=never", "-pthread", "-ffp-contract=off"]
HOST_FAST = ["-O2", "-Wall", "-Wextra", "-Werror"]
HOST_WATCHED = ["-O1", "-g1", "-gdwarf-4", "-fsanitize=thread", "-fno-omit-frame-pointer", "-fno-inline", "-w"]
LOCALS = {"pattern": "-ftrivial-auto-var-init=pattern", "zero": "-ftrivial-auto-var-init=zero"}
ZERO_IN_OLD_CLANG = "-enable-trivial-auto-var-init-zero-knowing-it-will-be-removed-from-clang"


@dataclass(frozen=True)
class Compiler:
    """A compiler, by what it really is."""
    path: str

    @property
    def is_clang(self) -> bool:
        return "clang" in Path(self.path).name

    @property
    def identity(self) -> str:
        """Return what changes when another version is installed."""
        found = os.stat(self.path)
        return f"{self.path} {found.st_size} {found.st_mtime_ns}"

    @cached_property
    def version(self) -> str:
        try:
            return subprocess.run([self.path, "-dumpversion"], capture_output=True, text=True, timeout=10).stdout.strip()      # s; it takes 5 ms
        except (OSError, subprocess.TimeoutExpired) as e:
            raise SurroundingsError(f"{self.path} does not start ({e}); install another: {HOW}") from None

    @property
    def host_fast(self) -> list[str]:
        """Return the flags of plain C++ as one would compile it: every warning is an error."""
        return [*HOST, *HOST_FAST]

    @property
    def host_watched(self) -> list[str]:
        """Return the flags of plain C++ whose every access is watched."""
        return [*HOST, *HOST_WATCHED, *(f for f in (OF_CLANG if self.is_clang else OF_GCC) if not f.startswith("-W"))]

    def watching(self, locals_begin_as: str) -> list[str]:
        """Return the flags of a kernel whose every access is watched."""
        flags = [*LANGUAGE, *NUMBERS, *CHECKED, *(OF_CLANG if self.is_clang else OF_GCC), *NO_CALLS[self.is_clang], LOCALS[locals_begin_as]]
        if self.is_clang and locals_begin_as == "zero" and int(self.version.split(".")[0] or 0) < 16:
            flags.append(ZERO_IN_OLD_CLANG)
        return flags


def compiler() -> Compiler:
    """Return the compiler kernels are built with; GROUNDWORK_CXX names another."""
    if why := obstacle():
        raise SurroundingsError(f"kernels cannot be emulated here: {why}")
    return Compiler(os.path.realpath(_found(os.environ.get("GROUNDWORK_CXX", "")) or ""))


def obstacle() -> str:
    """Return why this machine cannot emulate kernels, or nothing."""
    if not sys.platform.startswith("linux"):
        return f"the emulator runs on Linux, and this is {sys.platform}; on Windows, WSL is a Linux"
    if platform.machine() not in MACHINES:
        return f"the emulator switches threads on {' and '.join(MACHINES)}, and this is {platform.machine()}"
    named = os.environ.get("GROUNDWORK_CXX", "")
    if named and shutil.which(named) is None:
        return f"GROUNDWORK_CXX names `{named}`, which is not there"
    return "" if _found(named) else f"no C++ compiler is installed: {HOW}"


def _found(named: str) -> str | None:
    return next((p for c in ([named] if named else ["g++", "clang++", "c++"]) if (p := shutil.which(c))), None)
