"""A file of problems, graded: each function is asked behind the wall, and its template judges what it says."""
import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..course import regular
from ..course.stub import blanks, untouched
from ..errors import CourseError, LearnerError, Mismatch
from ..model import Diagnosis, Evidence, Finding, PartResult, Result
from ..problems.judging import judged
from ..problems.program import Posed, name_of, program
from ..problems.said import Recorded
from ..problems.template import Template
from ..worker.client import Submission, Worker, Yours
from ..worker.launch import Host
from ..worker.limits import Limits
from .collection import Check
from .judging import Judged, judge
from .run import LONGEST, OnFinding


def grade_problems(posed: Sequence[Posed], templates: Mapping[str, Template], text: str, *, name: str, host: Host, id: str = "problems",
                   on_finding: OnFinding = lambda finding: None) -> Result:
    """Return what was found of a learner's file; a problem whose template is gone is not run, and said so."""
    began, seed = time.monotonic(), secrets.randbelow(1 << 31)
    checks = [_check(n, one, templates.get(one.exercise)) for n, one in enumerate(posed, 1)]
    blank = blanks(program(posed, ""))
    try:
        unwritten = tuple(sorted(untouched(text, blank)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        unwritten = ()
    worker = Worker(host, Submission(name, text, unwritten, (), ".py"), Limits())
    findings = []
    try:
        for check, one in zip(checks, posed, strict=True):
            template = templates.get(one.exercise)
            found = replace(check.not_run(), verdict="grader_fault", evidence=Evidence(message=f"the template of {one.exercise} is no longer there")) \
                if template is None else _found(judge(check, worker, seed), one.problem.answer, template, one)
            findings.append(found)
            on_finding(found)
    finally:
        worker.stop()
    parts = tuple(PartResult(f.part, f.verdict) for f in findings)
    return Result(id, host.confinement, seed, time.monotonic() - began, parts, tuple(findings))


def read_program(path: Path) -> str:
    """Return a file's text; what cannot be read is a LearnerError that says why."""
    data = regular.content(path)
    if len(data) > LONGEST:
        raise LearnerError("unloadable", f"the file has {len(data) >> 20} MiB; a file of problems takes a few KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LearnerError("unloadable", f"the file is not UTF-8 text: byte 0x{data[error.start]:02x}; save it as UTF-8") from None


def _check(number: int, one: Posed, template: Template | None) -> Check:
    function: Callable[..., Any] = partial(_put, number, one, template)
    return Check(name_of(number), name_of(number), one.title, function)


def _put(number: int, one: Posed, template: Template | None, yours: Yours) -> None:
    assert template is not None
    template.check(getattr(yours, name_of(number)), one.problem)


def _found(found: Judged, answer: Any, template: Template, one: Posed) -> Finding:
    """Return the finding with the mistake it looks like; never with what is right."""
    finding = replace(found.finding, evidence=replace(found.finding.evidence, expected=""))
    if finding.verdict != "failed" or not found.log or isinstance(found.log[-1].answer, LearnerError):
        return finding
    try:
        like = [title for title, wrong in template.mistakes(one.problem).items() if _same(found.log[-1].answer, wrong, template.kind)]
    except CourseError:
        return finding
    return replace(finding, diagnosis=Diagnosis(like[0], "")) if len(like) == 1 else finding


def _same(got: Any, wrong: Any, kind: str) -> bool:
    try:
        if kind == "symbolic":
            from ..derivations.words import says
            return says(Recorded(got), wrong)
        judged(got, wrong)
    except Mismatch:
        return False
    return True
