"""Put one file to NVRTC: a program of its own, because a compiler on a stranger's text must not take the grader along."""
import ctypes as c
import json
import sys
from collections.abc import Sequence

NAME = b"yours.cu"
OPTIONS = ("--std=c++17", "-default-device")
USES = ("--gpu-architecture=sm_80", "--ptxas-options=-v")       # for a real card: what it uses stands in the log
TEXT = ("--gpu-architecture=compute_80",)                       # for a virtual one: its assembler text


class Nvrtc:
    """NVRTC's C interface, as far as it is used."""

    def __init__(self, path: str) -> None:
        self.handle = c.CDLL(path)

    def compile(self, source: bytes, options: Sequence[str]) -> tuple[bool, str, str]:
        """Return (failed, log, assembler text)."""
        program = c.c_void_p()
        self.handle.nvrtcCreateProgram(c.byref(program), source, NAME, 0, None, None)
        given = (c.c_char_p * len(options))(*(o.encode() for o in options))
        failed = bool(self.handle.nvrtcCompileProgram(program, len(options), given))
        told = failed, self.text(program, "ProgramLog"), "" if failed else self.text(program, "PTX")
        self.handle.nvrtcDestroyProgram(c.byref(program))
        return told

    def text(self, program: c.c_void_p, what: str) -> str:
        size = c.c_size_t()
        if getattr(self.handle, f"nvrtcGet{what}Size")(program, c.byref(size)) or not size.value:
            return ""
        buffer = c.create_string_buffer(size.value)
        getattr(self.handle, f"nvrtcGet{what}")(program, buffer)
        return buffer.value.decode("utf-8", "replace")


def main(library: str, source: str, answer: str) -> None:
    with open(source, "rb") as file:
        text = file.read()
    nvrtc = Nvrtc(library)
    failed, log, _ = nvrtc.compile(text, [*OPTIONS, *USES])
    ptx = "" if failed else nvrtc.compile(text, [*OPTIONS, *TEXT])[2]
    with open(answer, "w", encoding="utf-8") as file:
        json.dump({"failed": failed, "log": log, "ptx": ptx}, file)


if __name__ == "__main__":
    main(*sys.argv[1:4])
