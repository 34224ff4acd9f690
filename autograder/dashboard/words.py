"""Words and small facts that several pages share."""
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..course.nodes import Node
from ..course.predicates import Check, missing
from ..course.references import Reference
from ..learner.exam import asks_for_an_exam
from ..learner.mastery import Shown, passes
from .moment import Moment

STATES = {"mastered": "mastered", "passed": "passed", "due": "due again", "started": "begun", "stuck": "stuck", "new": "not begun",
          "not_built": "not built yet"}
VERDICTS = {"passed": "holds", "failed": "does not hold", "timed_out": "took too long", "broken": "the file does not run", "undecided": "undecided",
            "grader_fault": "the grader failed", "unattempted": "not written yet", "waiting": "waits for another part", "skipped": "skipped here",
            "not_run": "not run", "not_built": "not built yet"}


def area_name(area: str) -> str:
    """Return an area's folder as words."""
    words = [w.upper() if len(w) <= 2 or w == area and len(w) <= 3 else w for w in area.split("_")]    # ML and GPU are spelled out by nobody
    return " ".join([words[0][0].upper() + words[0][1:], *words[1:]])


def short(node: Node) -> str:
    """Return a node in a few characters: `week12` is 12, `module3` is M3."""
    match = re.fullmatch(r"(week|module)(\d+)", node.name)
    return ("" if match[1] == "week" else "M") + match[2] if match else node.name


def clock(when: str) -> str:
    """Return a time of the ledger as a person here would say it."""
    try:
        then = datetime.fromisoformat(when).astimezone()
    except (ValueError, OverflowError):
        return "once"
    return f"{then:%H:%M}" if then.date() == datetime.now().astimezone().date() else f"{then.day} {then:%b %H:%M}"


@dataclass(frozen=True)
class Count:
    """Parts of some exercises: passed and required, of those that are built; and how many are only planned."""
    done: int
    built: int
    planned: int

    @property
    def shade(self) -> int:
        """Return 0 for nothing passed, 4 for everything."""
        return 0 if not self.done else 4 if self.done == self.built else 1 + min(2, 3 * self.done // self.built)


def count(references: Iterable[Reference], moment: Moment) -> Count:
    """Return how far the required parts of these exercises are."""
    done, built, planned = set[tuple[str, str]](), set[tuple[str, str]](), set[tuple[str, str]]()
    for one in references:
        stands, task = moment.standing(one), moment.task(one.exercise)
        required = task.required if one.part is None else (one.part,)
        done |= {(one.exercise, p) for p in stands.passed if p in required}
        built |= {(one.exercise, p) for p in (*stands.passed, *stands.open) if p in required}
        planned |= {(one.exercise, p) for p in stands.unbuilt}
    return Count(len(done), len(built), len(planned))


@dataclass(frozen=True)
class Gap:
    """One thing that a mastery check lacks: in words, with the exercises that would close it."""
    words: str
    references: tuple[Reference, ...]
    is_built: bool


@dataclass(frozen=True)
class Demand:
    """A mastery check, milestone or gate, and what it lacks."""
    kind: str
    check: Check
    gaps: tuple[Gap, ...]
    node: Node | None = None

    @property
    def met(self) -> int:
        """Return how many of its demands are met; alternatives are one."""
        return self.of - len(self.gaps)

    @property
    def of(self) -> int:
        return len(self.check.all) + bool(self.check.any)

    @property
    def exam(self) -> str:
        """Return the command of its exam, where it asks for one that can be sat today."""
        ready = self.gaps and asks_for_an_exam(self.check) and self.is_within_reach
        return f"grade exam {self.check.id}" if ready else ""

    @property
    def is_within_reach(self) -> bool:
        """Return whether everything it lacks can be graded today."""
        return all(g.is_built for g in self.gaps)


def demands(moment: Moment) -> list[Demand]:
    """Return all that the track asks to be shown, in its order."""
    if "demands" not in moment.kept:
        groups = [(node, kind, checks) for node in moment.track.nodes
                  for kind, checks in (("mastery", node.mastery), ("milestone", node.milestones), ("gate", node.gates))]
        groups += [(None, "mastery", moment.track.mastery), (None, "milestone", moment.track.milestones)]    # type: ignore[list-item]
        moment.kept["demands"] = [demand(kind, check, moment, node) for node, kind, checks in groups for check in checks]
    found: list[Demand] = moment.kept["demands"]
    return found


def demand(kind: str, check: Check, moment: Moment, node: Node | None = None) -> Demand:
    """Return a check with exactly what it lacks."""
    gaps = missing(check, passes(moment.records, moment.task), Shown(moment.records, moment.task))
    return Demand(kind, check, tuple(Gap(g.what, g.references, any(moment.catalogue.is_built(r) for r in g.references)) for g in gaps), node)
