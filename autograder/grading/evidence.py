"""What a verdict rests on: the failing call, what came back, and the learner's own lines."""
import ast
import difflib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ..checks.show import show, side_by_side
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
        return Evidence(call=call_text(asked), message=clean(mismatch.message), where=place(asked, submission), prints=asked.prints[:PRINTED])
    has_none = asked is None or asked.kind == "bench" or isinstance(asked.answer, LearnerError)      # a bench's answer is told in the message
    got = mismatch.got if mismatch.got is not None or has_none or asked is None else asked.answer
    compared = mismatch.expected is not None
    yours, wanted = side_by_side(got, mismatch.expected) if compared else ("" if got is None else show(got), "")
    return Evidence(call=call_text(asked) if asked else "", got=yours, expected=wanted, message=clean(mismatch.message),
                    where=place(asked, submission), prints=asked.prints[:PRINTED] if asked else "")


def of_unusable(error: BaseException, log: Sequence[Asked], submission: Submission) -> Evidence:
    """Return the evidence of an answer that a check stumbles over.

    Every check is seen to run on right answers before it is published, so what it cannot even read is the answer's fault.
    """
    asked = log[-1]
    said = f"this answer has not the form that was asked for ({type(error).__name__}: {error})"[:500]
    return Evidence(call=call_text(asked), got=show(asked.answer), message=clean(said), where=place(asked, submission), prints=asked.prints[:PRINTED])


def of_learner_error(error: LearnerError, log: Sequence[Asked], submission: Submission, names: dict[str, str]) -> tuple[Verdict, Evidence]:
    """Return the verdict and the evidence of what happened instead of an answer."""
    asked = log[-1] if log and error.kind != "unloadable" else None
    if error.kind == "missing":
        message, lines = _missing(error.message, names, submission), tuple[str, ...]()
    else:
        message, lines = error.message, tuple(_rows(error, submission))
    where = next((f"{file}:{line}" for file, line, _ in reversed(error.frames) if file == submission.name), place(asked, submission))
    if error.kind == "unloadable":
        message = f"your file does not run: {message}"
    if error.kind == "unattempted":
        where = place(asked, submission)
    return VERDICTS.get(error.kind, "failed"), Evidence(call=call_text(asked) if asked else "", message=message, where=where,
                                                        prints=asked.prints[:PRINTED] if asked else "", lines=lines)


def _missing(name: str, names: dict[str, str], submission: Submission) -> str:
    close = difflib.get_close_matches(name, [n for n, kind in names.items() if kind in ("callable", "class", "data")], 1)
    what_next = f"; it has `{close[0]}`: rename it" if close else ": add it, with the name and arguments of the stub"
    return f"{Path(submission.name).name} defines no `{name}`" + what_next


def _rows(error: LearnerError, submission: Submission) -> list[str]:
    """Return the learner's and the scenario's own lines, outermost first."""
    texts = {submission.name: source_lines(submission.text)}
    rows = []
    for file, line, function in error.frames:
        path = Path(file)
        if file not in texts and path.name.startswith("test_") and path.is_file():      # a scenario of the check file
            texts[file] = source_lines(path.read_text(encoding="utf-8", errors="replace"))
        source = texts.get(file)
        code = clean(source[line - 1].strip()) if source and 0 < line <= len(source) else ""
        if code or file in texts:
            rows.append(f"{path.name}:{line} {function}".rstrip() + (f"    {code}" if code else ""))
    return rows


def place(asked: Asked | None, submission: Submission) -> str:
    """Return `path:line` of the function that was asked."""
    name = asked.value[0] if asked and asked.kind in ("call", "record", *COMPILED) else None
    if asked and asked.kind == "bench":
        name = (asked.value[2] or asked.value[0])[-1][1]
    if name and submission.is_compiled:
        return next((f"{submission.name}:{f.line}" for f in functions(submission.text) if f.name == name), submission.name)
    for number, line in enumerate(source_lines(submission.text), 1) if name else ():
        if line.startswith((f"def {name}(", f"class {name}(", f"class {name}:", f"async def {name}(")):
            return f"{submission.name}:{number}"
    return submission.name


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
        shown = [show(a) for a in arguments] + [f"{k}={show(v)}" for k, v in keywords.items()]
    else:
        name, sources, _, arguments, _ = asked.value
        shown = [f"{k}={show(v)}" for k, v in zip(_parameters(sources, name)[1:], arguments, strict=False)]
    line = f"{name}({', '.join(shown)})"
    if len(line) < 90 and "\n" not in line:
        return line
    return f"{name}(\n" + "".join("    " + s.replace("\n", "\n    ") + ",\n" for s in shown) + ")"


def _parameters(sources: Any, name: str) -> list[str]:
    """Return the parameter names of a scenario, to name its data by."""
    for _, _, text in sources:
        for node in ast.parse(text).body:
            if isinstance(node, ast.FunctionDef) and node.name == name:
                return [a.arg for a in node.args.args]
    return []
