"""Exams: a mastery check shown on empty files, within a time, without help; their state is a fold over the ledger."""
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ..course import places
from ..course.exercises import Exercise
from ..course.predicates import Check, Evidence
from ..course.references import Reference
from . import ledger
from .copies import emptied, lay_out, own_text
from .workspace import Workspace


@dataclass(frozen=True)
class Sitting:
    """One sitting of an exam: what it asks, its draws, and its time."""
    id: str
    check: str                      # track/check
    items: tuple[str, ...]
    seed: int
    begun: datetime
    minutes: int
    is_ended: bool = False
    problems: tuple[str, ...] = ()      # exercises that a fresh problem goes with, which must be solved too

    @property
    def until(self) -> datetime:
        return self.begun + timedelta(minutes=self.minutes)

    def left(self, now: datetime) -> timedelta:
        """Return the time that is left; a clock that was set back gives no more than there was."""
        return max(timedelta(), min(self.until - now, timedelta(minutes=self.minutes)))

    def folder(self, workspace: Workspace) -> Path:
        return places.exams(workspace.root) / self.check.rpartition("/")[2]

    def path(self, workspace: Workspace, exercise: Exercise) -> Path:
        return self.folder(workspace) / exercise.file_name

    def problem_file(self, workspace: Workspace) -> Path:
        return self.folder(workspace) / "problems.py"


def asks_for_an_exam(check: Check) -> bool:
    return any(item.exam for item in check.items)


def wanted(check: Check, is_built: Callable[[Reference], bool], evidence: Evidence) -> tuple[Reference, ...]:
    """Return what a sitting has to show: what the check still lacks, or all of it again; of alternatives, the first."""
    every = [item for item in check.all if item.exam and is_built(item.reference)]
    every += [item for item in check.any if item.exam and is_built(item.reference)][:1]
    lacking = [i for i in every if evidence.instances(str(i.reference), True) < max(1, i.fresh_instances)]
    return tuple(dict.fromkeys(i.reference for i in lacking or every))


def sittings(lines: Iterable[ledger.Line]) -> list[Sitting]:
    """Return every sitting, oldest first."""
    found: dict[str, Sitting] = {}
    for line in lines:
        if line["kind"] != "exam":
            continue
        if line["event"] == "begun":
            found[line["sitting"]] = Sitting(line["sitting"], str(line.get("check", "")), tuple(line.get("items", ())), int(line.get("seed", 0)),
                                             datetime.fromisoformat(line["when"]), int(line.get("minutes", 0)),
                                             problems=tuple(line.get("problems", ())))
        elif line["sitting"] in found:
            found[line["sitting"]] = replace(found[line["sitting"]], is_ended=True)
    return list(found.values())


def open_sitting(lines: Iterable[ledger.Line]) -> Sitting | None:
    """Return the sitting that was begun and not handed in; its time may be over."""
    return next((s for s in reversed(sittings(lines)) if not s.is_ended), None)


def sits(lines: Iterable[ledger.Line], exercise: str, now: datetime | None = None) -> Sitting | None:
    """Return the sitting on an exercise whose time is running."""
    sitting = open_sitting(lines)
    if sitting is None or not sitting.left(now or datetime.now(UTC)):
        return None
    return sitting if exercise in {item.partition("#")[0] for item in sitting.items} else None


def texts(workspace: Workspace, items: Iterable[tuple[Exercise, str | None]]) -> dict[Exercise, str]:
    """Return each file of an exam as it begins: what is asked is emptied, what stands around it is the learner's own."""
    asked: dict[Exercise, set[str]] = {}
    for exercise, part in items:
        asked.setdefault(exercise, set()).update([part] if part else [p.name for p in exercise.parts])
    return {exercise: emptied(exercise, own_text(workspace, exercise), parts) for exercise, parts in asked.items()}


def lay_out_all(workspace: Workspace, sitting: Sitting, files: dict[Exercise, str], only_missing: bool) -> list[Path]:
    """Write the files of a sitting, or those that have gone; return which."""
    written = []
    for exercise, text in files.items():
        path = sitting.path(workspace, exercise)
        if not (only_missing and path.exists()):
            lay_out(workspace, path, text)
            written.append(path)
    return written


def begun(sitting: Sitting) -> ledger.Line:
    """Return the line that begins a sitting: from now on its time runs."""
    return ledger.entry("exam", event="begun", sitting=sitting.id, check=sitting.check, items=list(sitting.items), seed=sitting.seed,
                        minutes=sitting.minutes, problems=list(sitting.problems))


def ended(sitting: Sitting) -> ledger.Line:
    return ledger.entry("exam", event="ended", sitting=sitting.id)


def is_in_time(sitting: Sitting, path: Path, now: datetime) -> bool:
    """Return whether a file was last saved while time was left: it may be handed in later, after a power cut, say."""
    try:
        saved = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return False
    return bool(sitting.left(now)) or saved <= sitting.until
