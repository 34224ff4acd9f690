"""Grade one file: collect, ask, judge, and tell each finding as it lands."""
import re
import secrets
import symtable
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from pathlib import Path

from .. import folder
from ..course import regular
from ..course.exercises import Exercise, homes
from ..course.stub import untouched
from ..errors import CourseError, LearnerError, UsageError
from ..kernels.compilers import obstacle
from ..model import Diagnosis, Evidence, Finding, PartResult, Result, gravest
from ..progress import OnProgress, silent, watched_by
from ..worker.bench import PROGRAMS, missing
from ..worker.client import Submission, Worker
from ..worker.launch import Host, start_host
from ..worker.limits import Limits
from ..worker.text import clean
from .collection import Check, Checks, collect
from .diagnosis import BENCH_PATIENCE, Diagnostician
from .diagnosis import PATIENCE as DIAGNOSING
from .judging import Judged, judge
from .pictures import Keep, pictured
from .probes import Probes

LONGEST = 2 << 20       # bytes of a submission
OWN_CELL = re.compile(r"^#[ \t]*%%(?! [a-z][a-z_0-9]*: )", re.MULTILINE)     # a cell of a learner's notebook that is no part
PATIENCE = 3.0          # s for naming misconceptions: what a learner waits for after the last check
OnFinding = Callable[[Finding], None]
Shelf = Callable[[Exercise, str], tuple[tuple[str, str], ...]]     # what a text may import of its learner's own: (module, source)
Folder = tuple[tuple[str, bytes], ...] | str                       # (path, bytes) of what lies in a file's folder, or why it cannot be taken


def empty(exercise: Exercise, text: str) -> tuple[tuple[str, str], ...]:
    """A stranger's file brings nothing along."""
    return ()



def grade(exercise: Exercise, submission: Path, *, part: str | None = None, seed: int | None = None, confine: bool = False,
          host: Host | None = None, on_finding: OnFinding = lambda finding: None, on_progress: OnProgress = silent,
          diagnosing: bool = True, limits: Limits | None = None, shelf: Shelf = empty, beside: Folder | None = None,
          gallery: Keep | None = None) -> Result:
    """Return the result of grading one file; `on_finding` hears each finding as it lands, `on_progress` what a long check is about.

    Without a seed one is drawn that no submission can know.  A host handed in stays open.  Where there is a gallery, figures are drawn for it.
    A folder handed in stands for the one that lies beside the file.
    """
    if part is not None:
        exercise.part(part)
    began, seed = time.monotonic(), secrets.randbelow(1 << 31) if seed is None else seed
    mine = host is None
    host = host or start_host(confine, exercise.imports_for(submission, part))
    try:
        checks = collect(exercise)
        run = Run(exercise, checks, host, seed, on_finding, diagnosing, limits or checks.limits, gallery)
        with watched_by(on_progress):
            findings = run.all(read(exercise, submission, checks.forbidden, shelf, beside), part)
    finally:
        if mine:
            host.close()
    return Result(exercise.id, host.confinement, seed, time.monotonic() - began, part_results(exercise, findings, part), findings)


def part_results(exercise: Exercise, findings: Sequence[Finding], part: str | None = None) -> tuple[PartResult, ...]:
    """Return the parts' verdicts, those of a part that is not built yet among them."""
    from ..course.planned import planned_parts
    built = tuple(PartResult(p.name, gravest(f.verdict for f in findings if f.part == p.name), p.required)
                  for p in exercise.parts if part in (None, p.name))
    return built + tuple(PartResult(name, "not_built") for name in planned_parts(exercise.id, exercise.root) if part is None)


def read(exercise: Exercise, path: Path, forbidden: tuple[str, ...], shelf: Shelf = empty, beside: Folder | None = None) -> Submission | LearnerError:
    """Return the submission, or why the file cannot be graded at all."""
    try:
        data = regular.content(path)
    except (FileNotFoundError, IsADirectoryError) as e:
        raise UsageError(f"{path}: {'a folder' if isinstance(e, IsADirectoryError) else 'no such file'}; "
                         f"name the file to grade as {exercise.id}") from None
    except OSError as e:
        raise UsageError(f"{path} cannot be read: {e.strerror}") from None
    if len(data) > LONGEST:
        return LearnerError("unloadable", f"the file has {len(data) >> 20} MiB; an exercise takes a few KiB (at most {LONGEST >> 20} MiB)")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data[:e.start].count(b"\n") + 1
        said = f"the file is not UTF-8 text: byte 0x{data[e.start]:02x} in line {line}; save it as UTF-8"
        return LearnerError("unloadable", said, frames=[(str(path), line, "")])
    return replace(submission_of(str(path), text, exercise, forbidden), library=shelf(exercise, text), folder=_beside(path, text, beside))


def _beside(path: Path, text: str, taken: Folder | None) -> Folder | None:
    """Return what lies in the folder that has a file's name, where the file reads it; a folder that cannot be taken is told when it is read."""
    if folder.WORD not in text:
        return None
    if taken is not None:
        return taken
    try:
        return tuple(sorted(folder.take(path.with_suffix("")).items()))
    except folder.FolderError as e:
        return clean(str(e))
    except OSError as e:
        return f"the folder {path.stem} cannot be read: {e.strerror}"


def submission_of(name: str, text: str, exercise: Exercise, forbidden: tuple[str, ...]) -> Submission:
    """Return a program as a submission: the functions that still are the stub's are marked unwritten."""
    return Submission(name, text, tuple(sorted(_unwritten(text, exercise))), forbidden, exercise.suffix)


def _unwritten(text: str, exercise: Exercise) -> set[str]:
    try:
        return untouched(text, exercise.blanks, exercise.suffix)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()            # it does not run either: its loading tells


@dataclass
class Run:
    """One grading: its rows are fixed when it begins."""
    exercise: Exercise
    checks: Checks
    host: Host
    seed: int
    on_finding: OnFinding
    diagnosing: bool
    limits: Limits
    gallery: Keep | None = None
    told: set[str] = field(default_factory=set)         # beside claims that hold

    def all(self, submission: Submission | LearnerError, part: str | None) -> tuple[Finding, ...]:
        rows = [c for c in self.checks.checks if part in (None, c.part)]
        if why := lacking(self.checks.modules):
            return self._same(rows, lambda row: replace(row, verdict="skipped", evidence=Evidence(message=why)))
        if self.exercise.is_compiled and (why := obstacle()):
            return self._same(rows, lambda row: replace(row, verdict="skipped", evidence=Evidence(message=why)))
        if isinstance(submission, LearnerError):
            where = f"{submission.frames[0][0]}:{submission.frames[0][1]}" if submission.frames else ""
            broken = Evidence(message=submission.message, where=where)
            return self._same(rows, lambda row: replace(row, verdict="broken", evidence=broken))
        return self._ask(rows, submission)

    def _same(self, rows: Sequence[Check], verdict: Callable[[Finding], Finding]) -> tuple[Finding, ...]:
        findings = tuple(verdict(c.not_run()) for c in rows)
        for finding in findings:
            self.on_finding(finding)
        return findings

    def _ask(self, rows: Sequence[Check], submission: Submission) -> tuple[Finding, ...]:
        worker, judged = Worker(self.host, submission, self.limits), list[Judged]()
        users = uses(self.exercise, submission.text)
        failing = set[str]()
        try:
            for check in rows:
                one = self._one(check, worker)
                waits_for = users.get(check.part, set()) & failing - {check.part}
                if one.finding.verdict in ("failed", "timed_out") and waits_for:
                    one.finding = replace(one.finding, verdict="waiting", evidence=Evidence(
                        message=f"waits for {', '.join(sorted(waits_for))}, whose functions yours calls"))
                if one.finding.verdict not in ("passed", "skipped", "waiting"):
                    failing.add(check.part)
                judged.append(one)
                self.on_finding(one.finding)
        finally:
            worker.stop()
        if self.diagnosing:
            self._diagnose(judged, submission, min(BENCH_PATIENCE, worker.allowance.spare))
        return tuple(j.finding for j in judged)

    def _one(self, check: Check, worker: Worker) -> Judged:
        """Judge one check; where its part needs what this machine lacks, it is skipped, and the other parts are not."""
        if why := lacking(self.exercise.part(check.part).needs):
            return Judged(check, replace(check.not_run(), verdict="skipped", evidence=Evidence(message=why)))
        one = judge(check, worker, self.seed)
        one.finding = self._told_once(pictured(one, worker, self.gallery))
        return one

    def _told_once(self, finding: Finding) -> Finding:
        """Of findings that pass, the first alone says what there is to say of a figure that several of them rest on."""
        message = finding.evidence.message
        if finding.verdict != "passed" or not message:
            return finding
        told, self.told = self.told, {*self.told, message}
        return replace(finding, evidence=replace(finding.evidence, message="")) if message in told else finding

    def _diagnose(self, judged: Sequence[Judged], submission: Submission, bench_seconds: float) -> None:
        """Diagnose each part's first failure: the one its learner is shown."""
        first = dict[str, Judged]()
        for one in judged:
            if one.finding.verdict == "failed":
                first.setdefault(one.finding.part, one)
        if not first:
            return
        try:
            doctor = self._doctor(submission, bench_seconds)
        except CourseError:
            return              # `grade verify` tells the author; the learner's finding stands without it
        try:
            for one in first.values():
                one.finding = diagnosed(one.finding, doctor.diagnose(one))
        finally:
            doctor.close()

    def _doctor(self, submission: Submission, bench_seconds: float) -> Diagnostician | Probes:
        """Return what knows the misconceptions: the wrong answers, or, in a learner's copy, what they were seen to answer."""
        if self.exercise.solution.exists():
            return Diagnostician(self.exercise, self.host, self.checks, PATIENCE, bench_seconds)
        return Probes(self.exercise, Worker(self.host, submission, replace(DIAGNOSING, commands=bench_seconds)), PATIENCE)


def lacking(needs: Sequence[str]) -> str:
    """Return which of these libraries and programs are not installed, and how to get them, or nothing."""
    if how := next(filter(None, map(missing, needs)), ""):
        return how
    absent = [m for m in needs if m not in PROGRAMS and find_spec(m) is None]
    verb = "are" if len(absent) > 1 else "is"
    return f"needs {' and '.join(absent)}, which {verb} not installed: pip install {' '.join(absent)}" if absent else ""


def diagnosed(finding: Finding, diagnosis: Diagnosis | None) -> Finding:
    """Return the finding with its misconception, which then stands for any guessed cause."""
    if diagnosis is None:
        return finding
    lines = tuple(row for row in finding.evidence.lines if not row.strip().startswith("likely: "))
    return replace(finding, diagnosis=diagnosis, evidence=replace(finding.evidence, lines=lines))


def uses(exercise: Exercise, text: str) -> dict[str, set[str]]:
    """Return {part: the other parts whose functions the learner's functions of this part name}."""
    try:
        table, here = symtable.symtable(text, exercise.id, "exec"), homes(OWN_CELL.sub("#", text), exercise.parts, exercise.solution)
    except (SyntaxError, ValueError, RecursionError, MemoryError, CourseError):
        return {}
    home = exercise.homes | here
    found = dict[str, set[str]]()
    for block in table.get_children():
        name = block.get_name()
        if name in home:
            named = {home[n] for n in _from_outside(block) if n in home}
            found.setdefault(home[name], set()).update(named - {home[name]})
    return found


def _from_outside(block: symtable.SymbolTable) -> set[str]:
    """Return the names of the module that a function or class uses: a parameter of the same name is none."""
    names = {s.get_name() for s in block.get_symbols() if s.is_global() and s.is_referenced()}
    return names.union(*map(_from_outside, block.get_children()))
