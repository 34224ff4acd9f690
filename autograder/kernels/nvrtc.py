"""NVIDIA's own compiler, through its library: is it CUDA, and what does it use?  It needs neither a GPU nor a driver."""
import json
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..course.c_text import functions
from ..errors import LearnerError
from .build import ShutIn, run
from .source import NAME, without_known_includes

HOW = "pip install nvidia-cuda-nvrtc-cu12 (58 MB; Linux and Windows)"
CUDA = Path(__file__).resolve().parent / "cuda"
PRELUDE, COMPILE = CUDA / "prelude.cuh", CUDA / "compile.py"
ERROR = re.compile(rf"^{re.escape(NAME)}\((?P<line>\d+)\): (?:catastrophic )?error(?: #[\w-]+)?: (?P<message>.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Use:
    """What one kernel takes of a multiprocessor."""
    registers: int
    shared: int
    spilled: int
    doubles: int        # instructions in double precision


@cache
def library() -> str:
    """Return where NVRTC is installed: the wheel's, or the system's; nothing where there is none."""
    found = [path for entry in sys.path if entry for pattern in ("nvidia/cuda_nvrtc/lib/libnvrtc.so.*", "nvidia/cu*/lib/libnvrtc.so.*")
             for path in sorted(Path(entry).glob(pattern)) if "builtins" not in path.name]
    if found:
        return str(found[-1])
    from ctypes.util import find_library
    return find_library("nvrtc") or ""


def uses(name: str, text: str, unwritten: Sequence[str] = (), shut_in: ShutIn | None = None) -> dict[str, Use]:
    """Return what each kernel uses; raise what NVIDIA's compiler says against the file as the learner's."""
    if unwritten:
        raise LearnerError("unattempted", f"{unwritten[0]} is not written yet")
    with tempfile.TemporaryDirectory(prefix="grade-nvrtc-") as folder:
        Path(folder, "unit.cu").write_text(f'{PRELUDE.read_text("utf-8")}#line 1 "{NAME}"\n{device_code(text)}', encoding="utf-8")
        place = Path(library()).resolve()
        visible = [str(COMPILE), str(place.parent), *dict.fromkeys((sys.prefix, sys.base_prefix))]
        done = run([sys.executable, "-I", str(COMPILE), str(place), "unit.cu", "answer.json"], folder, visible, shut_in)
        answer = Path(folder, "answer.json")
        if done.returncode or not answer.exists():
            raise LearnerError("raised", "NVIDIA's compiler died over your file: is something in it endless?", ["NotCuda"])
        told = json.loads(answer.read_text("utf-8"))
    if told["failed"]:
        raise _refused(name, told["log"])
    return {kernel: Use(**row) for kernel, row in read_log(told["log"], told["ptx"]).items()}


def device_code(text: str) -> str:
    """Return the file without its host functions, which this compiler does not take, every line where it was."""
    for f in reversed(functions(text)):
        if not f.is_kernel and not f.is_for_the_device:
            text = text[:f.start] + re.sub(r"[^\n]", " ", text[f.start:f.closes + 1]) + text[f.closes + 1:]
    return without_known_includes(text)


def read_log(log: str, ptx: str) -> dict[str, dict[str, int]]:
    """Return {kernel: what it uses}, by ptxas's words and the instructions of the assembler text."""
    found: dict[str, dict[str, int]] = {}
    for block in re.split(r"Compiling entry function '", log)[1:]:
        kernel = block.partition("'")[0]
        number = {what: int(match[1]) if (match := re.search(pattern, block)) else 0 for what, pattern in (
            ("registers", r"Used (\d+) registers"), ("shared", r"(\d+) bytes smem"), ("spilled", r"(\d+) bytes spill stores"))}
        body = re.search(rf"\.entry {re.escape(kernel)}\b.*?\n}}", ptx, re.DOTALL)
        doubles = len(re.findall(r"^\s*(?!ld|st|mov)[a-z.]+\.f64\b", body[0], re.MULTILINE)) if body else 0
        found[kernel] = {**number, "doubles": doubles}
    return found


def _refused(name: str, log: str) -> LearnerError:
    match = ERROR.search(log)
    if not match:
        return LearnerError("raised", f"NVIDIA's compiler refuses your file: {log.strip()[:500]}", ["NotCuda"])
    rest = log[match.end():].split("\n")
    shown = "\n".join(row.rstrip() for row in rest[1:3] if row.strip() and not ERROR.match(row))
    line = int(match["line"])
    said = f"the emulator takes it, but NVIDIA's compiler says: line {line}: {match['message']}"
    return LearnerError("raised", said + (f"\n{shown}" if shown else ""), ["NotCuda"], [(name, line, "")])
