"""Grade the learner's own files: what is unchanged is told from the ledger, the rest is run and appended to it."""
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from .. import grading
from ..course import regular
from ..course.exercises import Exercise
from ..course.planned import planned_parts
from ..errors import SurroundingsError
from ..model import Finding, PartResult, Result
from ..progress import OnProgress, silent
from . import ledger, memory, mine
from .workspace import Workspace, is_untouched, keep_picture, opened

if TYPE_CHECKING:
    from ..worker.launch import Host

OnFinding = Callable[[Finding], None]


@dataclass(frozen=True)
class Told:
    """A result and, where nothing has changed since, when it was found."""
    exercise: Exercise
    result: Result
    since: str = ""


@dataclass
class Practice:
    """A learner at work: their folder, and one warm host for all that is graded in one go."""
    workspace: Workspace
    seed: int | None = None
    fresh: bool = False
    unrecorded: list[str] = field(default_factory=list)    # why an attempt could not be kept: the verdicts are told all the same
    appended: list[ledger.Line] = field(default_factory=list)
    _is_shut: bool = False    # the ledger cannot be read to its end, or not written
    _hosts: "dict[tuple[str, ...], Host]" = field(default_factory=dict)

    def __enter__(self) -> "Practice":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close_hosts()

    def close_hosts(self) -> None:
        """End the hosts; the next grading starts a new one."""
        while self._hosts:
            self._hosts.popitem()[1].close()

    def refresh(self) -> None:
        """Read the ledger anew when it is next asked for: other programs may have graded meanwhile."""
        self.__dict__.pop("reading", None)
        self.appended.clear()
        self.unrecorded.clear()
        self._is_shut = False

    @cached_property
    def reading(self) -> ledger.Reading:
        """Return the ledger as it was at the beginning."""
        try:
            return ledger.read(self.workspace.ledger)
        except SurroundingsError as error:
            self._refuse(error)
            return ledger.Reading()

    @property
    def may_append(self) -> bool:
        """Return whether the ledger was read to its end: one of a newer version is left as it is."""
        return self.reading is not None and not self._is_shut

    def _refuse(self, error: SurroundingsError) -> None:
        """Leave the ledger alone from now on, and say why."""
        self._is_shut = True
        self.unrecorded.append(str(error))

    def is_begun(self, exercise: Exercise) -> bool:
        return not is_untouched(self.workspace, exercise)

    def grade(self, exercise: Exercise, part: str | None = None, on_finding: OnFinding = lambda finding: None,
              on_progress: OnProgress = silent, begin: bool = True,
              instead: Path | None = None, retry: bool = True) -> Told:
        """Return what is to be said of an exercise or a part of it; a file that is not there is begun, or else refused.

        `instead` is graded in the place of the learner's file: what their notebook defines and has not saved.  Without `retry` a call
        that had no end is not waited for again.
        """
        path = instead or (opened(self.workspace, exercise) if begin else exercise.work(self.workspace.root))
        key = self._key(exercise, path)
        parts = [p.name for p in exercise.parts if part in (None, p.name)]
        known = self.workspace.memory(exercise)
        again = None if self.fresh or self.seed is not None else memory.told_again(known, exercise.id, dict.fromkeys(parts, key), retry)
        if again:
            result, when = again
            return Told(exercise, _complete(result, exercise, part), when)
        return Told(exercise, self._run(exercise, path, part, key, on_finding, on_progress))

    def grade_copy(self, exercise: Exercise, path: Path, part: str | None, on_finding: OnFinding = lambda finding: None,
                   on_progress: OnProgress = silent, **marks: str) -> Result:
        """Return what was found of an exam's or a review's copy: an attempt like any other, with a mark; the learner's own file is not asked."""
        result, line = self._judged(exercise, path, part, self._key(exercise, path), on_finding, on_progress, **marks)
        self._keep(line)
        return result

    def _run(self, exercise: Exercise, path: Path, part: str | None, key: str, on_finding: OnFinding, on_progress: OnProgress) -> Result:
        result, line = self._judged(exercise, path, part, key, on_finding, on_progress)
        result = _at_home(result, path, exercise.work(self.workspace.root))
        self._keep(line)
        memory.keep(self.workspace.memory(exercise), result, line["content"], line["when"])
        return result

    def _judged(self, exercise: Exercise, path: Path, part: str | None, key: str, on_finding: OnFinding, on_progress: OnProgress,
                **marks: str) -> tuple[Result, ledger.Line]:
        """Grade; what was found before an interruption is kept too, but for no whole part."""
        heard: list[Finding] = []

        def hear(finding: Finding) -> None:
            heard.append(finding)
            on_finding(finding)
        host = self.host(exercise, exercise.imports_for(path, part))    # first: it warms up while pytest is imported
        try:
            result = grading.grade(exercise, path, part=part, seed=self.seed, host=host, on_finding=hear, on_progress=on_progress, shelf=self.shelf,
                                   gallery=partial(keep_picture, self.workspace))
        except KeyboardInterrupt:
            if heard:
                self.remember(ledger.attempt(_torn(exercise, heard), part, {}, grading.course_version(exercise), **marks))
            raise
        unchanged = self._key(exercise, path) == key    # an editor may have saved meanwhile
        judged = {p.part: key for p in result.parts if unchanged and p.verdict not in ("not_built", "not_run", "grader_fault")}
        passed = [p.part for p in result.parts if unchanged and p.verdict == "passed" and "review" not in marks]
        pinned = self._pin(exercise, path, passed) if passed else {}
        return result, ledger.attempt(result, part, judged, grading.course_version(exercise), **marks, **({"mine": pinned} if pinned else {}))

    def shelf(self, exercise: Exercise, text: str) -> mine.Library:
        """Return what a text may import of the learner's own."""
        return mine.library(self.workspace, self._owned(), exercise, text) if mine.IMPORTS.search(text) else ()

    def _owned(self) -> dict[str, dict[str, str]]:
        return mine.owned([*self.reading.lines, *self.appended])

    def _key(self, exercise: Exercise, path: Path) -> str:
        """Return what a verdict depends on, what the file imports of the learner's own included."""
        key = grading.content_key(exercise, path)
        try:
            brought = self.shelf(exercise, regular.text(path))
        except (OSError, ValueError):    # told when it is graded
            return key
        return f"{key}.{hashlib.blake2b(repr(brought).encode(), digest_size=8).hexdigest()}" if brought else key

    def _pin(self, exercise: Exercise, path: Path, parts: Sequence[str]) -> dict[str, str]:
        """Keep the functions of parts that passed; return those that are another program than was kept before."""
        try:
            found = mine.pin(self.workspace, exercise, regular.text(path).removeprefix("\ufeff"), parts)
        except (SurroundingsError, OSError, ValueError, SyntaxError) as error:
            self.unrecorded.append(f"{exercise.id} passed, but could not be kept for `from mine import …`: {error}")
            return {}
        known = self._owned().get(exercise.name, {})
        return {name: module for name, module in found.items() if known.get(name) != module}

    def _keep(self, line: ledger.Line) -> None:
        """Append an attempt; what has passed may be imported from now on."""
        self.remember(line)
        if "mine" in line:
            try:
                now = ledger.read(self.workspace.ledger).lines    # other programs may have graded meanwhile
                mine.write_package(self.workspace, mine.owned([*now, line]))
            except SurroundingsError as error:
                self.unrecorded.append(str(error))

    def host(self, exercise: Exercise, imports: tuple[str, ...] | None = None) -> "Host":
        """Return the host that has what the exercise needs, or what of it is said, started once."""
        return self.host_with(exercise.imports if imports is None else imports)

    def host_with(self, needs: tuple[str, ...]) -> "Host":
        """Return the host that has these libraries, started once."""
        if needs not in self._hosts:
            from ..worker.launch import start_host
            self._hosts[needs] = start_host(False, needs)
        return self._hosts[needs]

    def remember(self, line: ledger.Line) -> None:
        """Append to the ledger, unless it is one that must be left alone; this session knows it in any case."""
        self.appended.append(line)
        if not self.may_append:
            return
        try:
            ledger.append(self.workspace.ledger, line)
        except SurroundingsError as error:
            self._refuse(error)


def not_begun(exercise: Exercise, part: str | None = None) -> Told:
    """Return what is to be said of a file that is still the stub: nothing of it needs to run."""
    parts = tuple(PartResult(p.name, "unattempted", p.required) for p in exercise.parts if part in (None, p.name))
    return Told(exercise, _complete(Result(exercise.id, "plain", 0, 0.0, parts, ()), exercise, part))


def _at_home(result: Result, path: Path, home: Path) -> Result:
    """Return a result that speaks of the learner's own file, where a copy was graded in its place: the copy is gone by then."""
    if path == home:
        return result
    return replace(result, findings=tuple(
        replace(f, evidence=replace(f.evidence, where=str(home) + f.evidence.where.removeprefix(str(path)))) if f.evidence.where.startswith(str(path)) else f
        for f in result.findings))


def _complete(result: Result, exercise: Exercise, part: str | None) -> Result:
    """Return a result with the parts that are planned but not built."""
    have = {p.part for p in result.parts}
    unbuilt = () if part else tuple(PartResult(name, "not_built") for name in planned_parts(exercise.id, exercise.root) if name not in have)
    return replace(result, parts=result.parts + unbuilt)


def _torn(exercise: Exercise, heard: Sequence[Finding]) -> Result:
    """Return what an interrupted grading had found; no part of it counts as judged."""
    parts = tuple(PartResult(name, "not_run") for name in dict.fromkeys(f.part for f in heard))
    return Result(exercise.id, "plain", 0, 0.0, parts, tuple(heard))
