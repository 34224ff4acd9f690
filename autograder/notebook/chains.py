"""A recorded derivation as an aligned block of LaTeX, one row a line, the reasons at its right."""
from collections.abc import Callable
from typing import Any

from ..algebra.recorded import Line, Reason, Record, read_record
from ..algebra.render import latex

RELATIONS = {"=": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}


def recorded(function: Callable[[], Any]) -> str | None:
    """Return what a function of this process derives, in display mathematics; None where it derives nothing, or fails on the way."""
    from ..algebra.record import record
    try:
        block = typeset(read_record(record(function)))
    except Exception:       # it is the learner's, and displaying it was to run nothing
        return None
    return f"$$\n{block}\n$$" if block else None


def typeset(record: Record) -> str:
    """Return the lines of a derivation, or its answer."""
    if record.kind == "answer" and record.answer is not None:
        return latex(record.answer, record.declarations)
    rows = [row for n, line in enumerate(record.lines) if (row := _row(line, n == 0, record))]
    if record.error:
        rows.append(rf"& \text{{{words(record.error[1])}}}")
    return r"\begin{aligned}" + "\n" + " \\\\\n".join(rows) + "\n" + r"\end{aligned}" if rows else ""


def _row(line: Line, is_first: bool, record: Record) -> str:
    if line.step is not None:
        body = rf"\text{{{words(line.step[1])}}}"
    elif line.case is not None:
        body = rf"\text{{case }} {latex(line.case, record.declarations)}"
    else:
        tree = line.expression if line.expression is not None else line.equation
        body = "" if tree is None else latex(tree, record.declarations)
    if not body:
        return ""
    has_relation = not is_first and line.expression is not None
    said = _reason(line.reason, record)
    return f"{RELATIONS[line.relation] + '{} ' if has_relation else ''}& {body}" + (rf" && {said}" if said else "")


def _reason(reason: Reason, record: Record) -> str:
    """Return what stands behind the comma."""
    if reason.rule or reason.lemma:
        return rf"\text{{{words(reason.rule or reason.lemma or '')}}}"
    if reason.operation and reason.by is not None:
        return rf"\text{{{words(reason.operation)} }} {latex(reason.by, record.declarations)}"
    if reason.given and reason.given.name:
        return rf"\text{{{words(reason.given.name)}}}"
    if reason.given and reason.given.claim is not None:
        return latex(reason.given.claim, record.declarations)
    if reason.steps or reason.facts:
        return rf"\text{{{words(', '.join([*reason.steps, *reason.facts]))}}}"
    return r"\text{given}" if reason.given or reason.combination else ""


def words(text: str) -> str:
    """Return words fit for \\text: what LaTeX would read as a command is escaped."""
    text = text.replace("\\", r"\textbackslash ").replace("~", r"\textasciitilde ").replace("^", r"\textasciicircum ")
    return "".join("\\" + c if c in "&%$#_{}" else c for c in text)
