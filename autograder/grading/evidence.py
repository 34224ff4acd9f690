"""What a verdict rests on: the failing call, what came back, and the learner's own lines."""
import ast
import difflib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from ..checks.show import show, side_by_side, under
from ..course.c_text import functions
from ..course.source_lines import source_lines
from ..errors import LearnerError, Mismatch
from ..kernels.passing import decoded
from ..model import Evidence, Verdict
from ..worker.bench import shown as typed
from ..worker.client import Asked, Submission
from ..worker.figures import Figure, pieces
from ..worker.text import clean

COMPILED = ("function", "threads", "launch", "traffic", "accesses")      # questions to a compiled file
LINES = 12              # of a scenario that are shown; its place is told
MARKED = 70             # characters of a line that cannot be read, in which the place is marked: a longer one is broken
PRINTED = 4000          # characters of a call's output that are kept with the evidence
VERDICTS: dict[str, Verdict] = {"timed_out": "timed_out", "unloadable": "broken", "unattempted": "unattempted"}


def failing_call(log: Sequence[Asked], got: Any = None) -> Asked | None:
    """Return the call whose answer holds what was judged (by identity), or the last one."""
    holding = (asked for asked in reversed(log) if got is not None and _holds(asked.answer, got))
    return next(holding, log[-1] if log else None)


def _holds(answer: Any, got: Any) -> bool:
    if answer is got:
        return True
    if isinstance(answer, Figure):
        return any(piece is got for piece in pieces(answer))
    inner = answer.values() if isinstance(answer, dict) else answer if isinstance(answer, (list, tuple)) else ()
    return any(_holds(x, got) for x in inner)


def of_mismatch(mismatch: Mismatch, log: Sequence[Asked], submission: Submission) -> Evidence:
    """Return the evidence of a claim that does not hold."""
    asked = failing_call(log, mismatch.got)
    if asked and asked.kind == "record":        # the derivation's own lines are the evidence
        return replace(asked_for(asked, submission), message=clean(mismatch.message))
    has_none = asked is None or asked.kind == "bench" or isinstance(asked.answer, LearnerError)      # a bench's answer is told in the message
    got = mismatch.got if mismatch.got is not None or has_none or asked is None else asked.answer
    compared = mismatch.expected is not None
    yours, wanted = side_by_side(got, mismatch.expected) if compared else ("" if got is None else show(got), "")
    return replace(asked_for(asked, submission), got=yours, expected=wanted, message=clean(mismatch.message))


def asked_for(asked: Asked | None, submission: Submission) -> Evidence:
    """Return what was asked, where that is to be found, and what was printed meanwhile."""
    if asked is None:
        return Evidence(where=place(asked, submission))
    return Evidence(call=call_text(asked), runs=run_text(asked), where=place(asked, submission), prints=_end(asked.prints))


def _end(text: str) -> str:
    """Return the end of what was printed, from the beginning of a line on where that is near; what was printed last is nearest to what went wrong."""
    if len(text) <= PRINTED:
        return text
    kept = text[-PRINTED:]
    kept = kept.partition("\n")[2] if "\n" in kept[:PRINTED // 2] else kept
    return f"… ({max(1, text[:-len(kept)].count(chr(10)))} lines more)\n{kept}"


def of_unusable(error: BaseException, log: Sequence[Asked], submission: Submission) -> Evidence:
    """Return the evidence of an answer that a check stumbles over.

    Every check is seen to run on right answers before it is published, so what it cannot even read is the answer's fault.
    """
    asked = log[-1]
    said = f"this answer has not the form that was asked for ({type(error).__name__}: {error})"[:500]
    return replace(asked_for(asked, submission), got=show(asked.answer), message=clean(said))


def of_learner_error(error: LearnerError, log: Sequence[Asked], submission: Submission, names: dict[str, str]) -> tuple[Verdict, Evidence]:
    """Return the verdict and the evidence of what happened instead of an answer."""
    asked = log[-1] if log and error.kind != "unloadable" else None
    if error.kind == "missing":
        message, lines = _missing(error.message, names, submission), tuple[str, ...]()
    else:
        message, lines = error.message, tuple(_unreadable(error, submission) or _rows(error, submission))
    where = next((f"{file}:{line}" for file, line, _ in reversed(error.frames) if file == submission.name), place(asked, submission))
    if error.kind == "unloadable":
        message = f"your file does not run: {message}"
        lines = () if submission.is_compiled else lines     # a compiler shows the line itself
    if asked and error.message.startswith("ValueError: ") and "read-only" in error.message and _locked(asked.value):
        message += "\nwhat this call was given is read-only: a function leaves its arguments as they are"
    if error.kind == "unattempted":
        where = place(asked, submission)
    return VERDICTS.get(error.kind, "failed"), replace(asked_for(asked, submission), message=message, where=where, lines=lines)


def _locked(value: Any) -> bool:
    """Return whether a question holds an array that cannot be written into."""
    if isinstance(value, np.ndarray):
        return not value.flags.writeable
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return any(map(_locked, inner))


def _missing(name: str, names: dict[str, str], submission: Submission) -> str:
    close = difflib.get_close_matches(name, [n for n, kind in names.items() if kind in ("callable", "class", "data")], 1)
    what_next = f"; it has `{close[0]}`: rename it" if close else ": add it, with the name and arguments of the stub"
    return f"{Path(submission.name).name} defines no `{name}`" + what_next


def _unreadable(error: LearnerError, submission: Submission) -> list[str]:
    """Return, of a syntax error, the line that cannot be read and a mark under the place; that it is the place is said elsewhere."""
    if "SyntaxError" not in error.names or [f[0] for f in error.frames] != [submission.name]:
        return []
    line = error.frames[0][1]
    rows = source_lines(submission.text)
    row = clean(rows[line - 1].strip()) if 0 < line <= len(rows) else ""
    at = _column(submission.text, line, row) if 0 < len(row) < MARKED else None
    return [row, *([] if at is None else [" " * at + "^"])] if row else []


def _column(text: str, line: int, row: str) -> int | None:
    """Return where in a row, without what it is indented by, reading it stops."""
    try:
        ast.parse(text)
    except SyntaxError as e:
        at = (e.offset or 0) - 1 - (len(e.text or "") - len((e.text or "").lstrip()))
        return at if e.lineno == line and 0 <= at <= len(row) else None
    except (ValueError, RecursionError, MemoryError):
        pass
    return None


def _rows(error: LearnerError, submission: Submission) -> list[str]:
    """Return the learner's and the scenario's own lines, outermost first; where there is but one, its place is told already."""
    texts = {submission.name: source_lines(submission.text)}
    rows = list[tuple[str, str]]()
    for file, line, function in error.frames:
        path = Path(file)
        if file not in texts and path.name.startswith("test_") and path.is_file():      # a scenario of the check file
            texts[file] = source_lines(path.read_text(encoding="utf-8", errors="replace"))
        source = texts.get(file)
        code = clean(source[line - 1].strip()) if source and 0 < line <= len(source) else ""
        if code or file in texts:
            rows.append((f"{path.name}:{line} {function}".rstrip(), code))
    if len(rows) == 1 and rows[0][1] and error.frames[-1][0] == submission.name:
        return [rows[0][1]]
    return [head + (f"    {code}" if code else "") for head, code in rows]


def place(asked: Asked | None, submission: Submission) -> str:
    """Return `path:line` of the function that was asked."""
    name = asked.value[0] if asked and asked.kind in ("call", "record", *COMPILED) else None
    if asked and asked.kind == "bench":
        name = (asked.value[2] or asked.value[0])[-1][1]
    if name and submission.is_compiled:
        return next((f"{submission.name}:{f.line}" for f in functions(submission.text) if f.name == name), submission.name)
    names = [name] if name else _called(asked) if asked and asked.kind == "scenario" else []
    found = {each: number for number, line in reversed([*enumerate(source_lines(submission.text), 1)]) for each in names
             if line.startswith((f"def {each}(", f"class {each}(", f"class {each}:", f"async def {each}("))}
    return f"{submission.name}:{next(iter(found.values()))}" if len(found) == 1 else submission.name


def _called(asked: Asked) -> list[str]:
    """Return the names that a scenario may call in the learner's file: those it writes, and those it is told."""
    name, sources, _, arguments, _ = asked.value
    node = _scenario(sources, name)[1]
    yours = node.args.args[0].arg if node and node.args.args else ""
    written = [n.attr for n in ast.walk(node) if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id == yours] if node else []
    return list(dict.fromkeys([*written, *(a for a in arguments if isinstance(a, str) and a.isidentifier())]))


def run_text(asked: Asked) -> str:
    """Return a scenario as it stands in the check file, which its learner may open, and where; nothing of any other question."""
    if asked.kind != "scenario":
        return ""
    (file, line, text), _ = _scenario(asked.value[1], asked.value[0])
    rows = text.rstrip("\n").split("\n")
    more = [f"    …  ({len(rows) - LINES + 1} lines more)"] if len(rows) > LINES else []
    return clean("\n".join([f"# {'/'.join(Path(file).parts[-3:])}:{line}", *rows[:LINES - 1 if more else LINES], *more]))


def _scenario(sources: Any, name: str) -> tuple[tuple[str, int, str], ast.FunctionDef | None]:
    """Return where a scenario comes from, its text, and what it is read as."""
    for file, line, text in sources:
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return (file, line, text), node
    return ("", 0, ""), None


def call_text(asked: Asked) -> str:
    """Return a question as the learner would type it."""
    if asked.kind in ("value", "record", "nvidia"):
        return str(asked.value[0])
    if asked.kind == "bench":
        makers, stages, later = asked.value
        return "\n".join([", ".join(f"{name}()" for _, name in [*makers, *later]), *(f"$ {typed(c)}" for stage in stages for c in stage[0])])
    if asked.kind in COMPILED:
        name, *sizes = asked.value[:-2]
        shown = [show(a) for a in decoded(asked.value[-2])]
        if sizes:
            grid, block, shared = sizes
            name = f"{name}[{grid}, {block}{f', {shared}' if shared else ''}]"
    elif asked.kind == "call":
        name, arguments, keywords = asked.value[:3]
        shown = [show(a) for a in arguments] + [under(f"{k}=", show(v)) for k, v in keywords.items()]
    else:
        name, sources, _, arguments, _ = asked.value
        node = _scenario(sources, name)[1]
        shown = [under(f"{k.arg}=", show(v)) for k, v in zip(node.args.args[1:] if node else [], arguments, strict=False)]
    line = f"{name}({', '.join(shown)})"
    if len(line) < 90 and "\n" not in line:
        return line
    return f"{name}(\n" + "".join("    " + s.replace("\n", "\n    ") + ",\n" for s in shown) + ")"
