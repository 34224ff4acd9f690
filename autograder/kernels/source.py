"""A learner's .cu file on its way to the compiler: what it may name, what is rewritten, and how it is called."""
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ..course.c_text import Function, blanked, functions, without_comments
from ..errors import LearnerError

NAME = "yours.cu"                       # what the compiler calls the file, so that equal texts are one library
KNOWN_HEADERS = {"cuda_runtime.h", "cuda.h", "device_launch_parameters.h", "math_constants.h",
                 *(f"{n}.h" for n in ("math", "stdint", "stddef", "stdio", "float", "limits", "assert", "string")),
                 *(f"c{n}" for n in ("math", "stdint", "stddef", "stdio", "float", "limits", "assert", "string"))}
INCLUDE = re.compile(r"(?:^|(?<=\n))[ \t]*(?:#|%:|\?\?=)[ \t]*(?:include|include_next|import|embed)\b[ \t]*(?P<what>[^\n]*)")
READS_FILES = re.compile(r"\b(?:__has_include|__has_embed)\b|_Pragma|#[ \t]*pragma[ \t]+GCC")
ASSEMBLER = re.compile(r"\b(?:asm|__asm|__asm__)\b")
DYNAMIC = re.compile(r"\b(?:extern\s+__shared__|__shared__\s+extern)\s+(?:(?:__align__|alignas)\s*\([^)]*\)\s*)?"
                     r"(?P<type>[\w:\s]+?)\s+(?P<name>\w+)\s*\[\s*\]\s*;")
LAUNCH = re.compile(r"<<<")


@dataclass(frozen=True)
class Prepared:
    """What is compiled, and the functions that can be called."""
    text: str
    callables: tuple[Function, ...]
    nameless: tuple[str, ...]       # kernels that no driver finds by name
    spans: tuple[tuple[str, int, int], ...]      # every function and its lines


def prepare_host(text: str, unwritten: Sequence[str]) -> Prepared:
    """Return plain C++ ready for the compiler; it may include the standard library, and nothing else."""
    plain = re.sub(r"\\[ \t]*\n", "", without_comments(text))
    for match in INCLUDE.finditer(plain):
        if not re.fullmatch(r"<[a-z_0-9]+(\.h)?>", match["what"].strip()):
            raise _refused(text, plain, match, f"`#include {match['what'].strip()}` is not there: include the standard library only, "
                                               "as in `#include <vector>`")
    if found := READS_FILES.search(plain) or ASSEMBLER.search(blanked(text)):
        raise _refused(text, plain, found, f"`{found[0]}` is not allowed here")
    every = functions(text)
    callables = tuple(f for f in _unique(every) if f.has_c_name)
    body = _marked(text, every, unwritten)
    entries = "".join(f"GW_FUNCTION({n}, {f.name})\n" for n, f in enumerate(callables))
    return Prepared(f'#line 1 "{NAME}"\n{body}\n#line 1 "binding"\n{entries}', callables, (), _spans(text, every))


def _spans(text: str, found: Sequence[Function]) -> tuple[tuple[str, int, int], ...]:
    return tuple((f.name, f.line, text.count("\n", 0, f.closes) + 1) for f in found)


def prepare(text: str, unwritten: Sequence[str]) -> Prepared:
    """Return a learner's file ready for the compiler, its line numbers unchanged; refuse what cannot be emulated."""
    refuse(text)
    found = functions(text)
    callables = tuple(f for f in _unique(found) if not f.is_template and (f.is_kernel or not f.is_for_the_device) and f.name != "main")
    body = without_known_includes(_marked(text, found, unwritten))
    entries = "".join(f"GW_{'KERNEL' if f.is_kernel else 'FUNCTION'}({n}, {f.name})\n" for n, f in enumerate(callables))
    prepared = f'#line 1 "{NAME}"\n{body}\n#line 1 "binding"\n{entries}'
    return Prepared(prepared, callables, tuple(f.name for f in callables if f.is_kernel and not f.has_c_name), _spans(text, found))


def refuse(text: str) -> None:
    """Say what no kernel file may hold, at its line."""
    plain = re.sub(r"\\[ \t]*\n", "", without_comments(text))
    for match in INCLUDE.finditer(plain):
        name = re.fullmatch(r'[<"]([^>"]*)[>"]', match["what"].strip())
        if not name or name[1] not in KNOWN_HEADERS:
            raise _refused(text, plain, match, f"`#include {match['what'].strip()}` is not there: a kernel file needs no header, "
                                               "CUDA's words and the mathematics are ready")
    code = blanked(text)
    found: re.Match[str] | None
    for pattern, message in ((LAUNCH, "the grader launches your kernel: leave `<<< >>>` out of the file"),
                             (ASSEMBLER, "assembler is a GPU's own and cannot be emulated on a CPU: write it in C++")):
        if found := pattern.search(code):
            raise _refused(text, code, found, message)
    if found := READS_FILES.search(plain):
        raise _refused(text, plain, found, f"`{found[0]}` is not allowed in a kernel file")


def _refused(text: str, plain: str, match: re.Match[str], message: str) -> LearnerError:
    shown = match[0].strip()
    line = next((n for n, row in enumerate(text.splitlines(), 1) if shown[:20] in row), plain.count("\n", 0, match.start()) + 1)
    return LearnerError("unloadable", f"line {line}: {message}", frames=[(NAME, line, "")])


def _unique(found: Sequence[Function]) -> list[Function]:
    """Return one function a name: overloads cannot be called by name."""
    names = [f.name for f in found]
    return [f for f in found if names.count(f.name) == 1]


def _marked(text: str, found: Sequence[Function], unwritten: Sequence[str]) -> str:
    """Let what is not written yet say so when it is reached, and give dynamic shared memory its place."""
    for f in sorted(found, key=lambda f: -f.opens):
        if f.name in unwritten:
            text = f'{text[:f.opens + 1]} gw_unwritten("{f.name}");{text[f.opens + 1:]}'
    plain = blanked(text)
    for match in reversed(list(DYNAMIC.finditer(plain))):
        kind, name = match["type"].strip(), match["name"]
        own = f"static {kind}* const {name} = ({kind}*)gw_dynamic;" + "\n" * match[0].count("\n")
        text = text[:match.start()] + own + text[match.end():]
    return text


def without_known_includes(text: str) -> str:
    """Return the text without its include directives, every line where it was: what they would bring is there."""
    return INCLUDE.sub("", text)
