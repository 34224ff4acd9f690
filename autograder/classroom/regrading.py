"""A check was repaired: whose marks change, from what to what, and why; both versions are kept, and which one counts is said apart."""
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..course.catalogue import near
from ..errors import UsageError
from .gradebook import Gradebook, Outcome
from .jobs import Job, counting, jobs, version
from .plan import PROBLEMS, Class
from .standing import WORDS, Cell, standing

VERDICTS = {"passed": "holds", "failed": "does not hold", "timed_out": "took too long", "broken": "the file does not run", "undecided": "undecided",
            "grader_fault": "the grader failed", "unattempted": "not written", "waiting": "waits for another part", "skipped": "cannot be judged",
            "not_run": "not run", "not_built": "not built", "": "no such check"}


@dataclass(frozen=True)
class Turn:
    """One check that judges otherwise than before; a verdict is empty where one of the versions has no such check."""
    check: str
    claim: str
    before: str
    after: str
    call: str = ""
    got: str = ""
    expected: str = ""
    message: str = ""

    @property
    def words(self) -> str:
        return f"{(self.claim or self.check).rstrip('.')}: {VERDICTS.get(self.before, self.before)} → {VERDICTS.get(self.after, self.after)}"


@dataclass(frozen=True)
class Change:
    """One learner whose mark changes, and the checks that make it change."""
    before: Cell
    after: Cell
    turns: tuple[Turn, ...]
    drawn_anew: bool = False        # the two gradings drew other cases

    @property
    def words(self) -> str:
        return f"{mark_of(self.before)} → {mark_of(self.after)}"


@dataclass(frozen=True)
class Regrade:
    """What one exercise's repaired checks change."""
    exercise: str
    before: str
    after: str
    changes: tuple[Change, ...]
    same: int
    undone: int                     # submissions that count and that the new version has not judged yet

    @property
    def raised(self) -> int:
        return sum(_rise(c) > 0 for c in self.changes)

    @property
    def lowered(self) -> int:
        return sum(_rise(c) < 0 for c in self.changes)


def mark_of(cell: Cell) -> str:
    """Return a mark as it is told: marks of how many and the score after lateness, or the word in its place."""
    if cell.score is None:
        return WORDS[cell.word]
    return f"{cell.earned}/{cell.possible}" + (f" ({100 * cell.score:.4g} after lateness)" if cell.factor < 1 else "")


def _rise(change: Change) -> float:
    """Return how much is gained; a score where there was none is a gain, none where there was one a loss."""
    before, after = (-1.0 if c.score is None else c.score for c in (change.before, change.after))
    return after - before


def repaired(given: Class, book: Gradebook, exercise: str | None = None) -> dict[str, tuple[str, str]]:
    """Return the exercises whose checks are not those that count, each with the version that counts and the present one."""
    if exercise is not None and exercise not in given.asked:
        raise UsageError(f"the class does not ask for `{exercise}`{near(exercise, given.asked) or '; it asks for ' + ', '.join(given.asked)}")
    found = {name: (book.counting(name), version(given, name)) for name in given.asked if exercise in (None, name)}
    return {name: (old, new) for name, (old, new) in found.items() if old and old != new}


def work(given: Class, book: Gradebook, exercises: Iterable[str]) -> list[Job]:
    """Return what has to be graded anew: every submission that counts, with the cases that were drawn for it before."""
    wanted = set(exercises)
    return [job for job in jobs(given, book) if job.exercise in wanted]


def regrade(given: Class, book: Gradebook, exercise: str, before: str, after: str) -> Regrade:
    """Return what changes when another version of the checks counts."""
    old, new = (standing(given, book, {exercise: each}) for each in (before, after))
    pairs = [(old.cells[p.id, exercise], new.cells[p.id, exercise]) for p in given.learners]
    changes = tuple(_change(a, b) for a, b in pairs if b.outcome and _told(a) != _told(b))
    judged = {o.submission for o in book.outcomes(after, exercise)}
    undone = sum(not h.refused and h.id not in judged for h in counting(given, book.handed_in(exercise)))
    return Regrade(exercise, before, after, changes, sum(b.outcome is not None for _, b in pairs) - len(changes), undone)


def _told(cell: Cell) -> tuple[str, float | None]:
    """Return what a learner sees of a mark: the same share of other points is no change."""
    return cell.word, None if cell.score is None else round(cell.score, 9)      # 1/3 by two ways of dividing


def _change(before: Cell, after: Cell) -> Change:
    assert after.outcome
    seeds = before.outcome is not None and before.outcome.seed != after.outcome.seed
    return Change(before, after, turns(before.outcome, after.outcome), seeds)


def turns(before: Outcome | None, after: Outcome) -> tuple[Turn, ...]:
    """Return the checks whose verdict is another, with the call that shows it: of the new finding, or else of the old one.

    Of what was not graded before all is new, and none of it is another.
    """
    old, new = _findings(before), _findings(after)
    if not old:
        return ()
    found = []
    for check in dict.fromkeys((*new, *old)):
        a, b = old.get(check, {}), new.get(check, {})
        verdicts = str(a.get("verdict", "")), str(b.get("verdict", ""))
        if verdicts[0] != verdicts[1]:
            shown: Mapping[str, Any] = next((e for f in (b, a) if (e := f.get("evidence"))), {})
            found.append(Turn(check, str(b.get("claim") or a.get("claim") or ""), *verdicts,
                              *(str(shown.get(key, "")) for key in ("call", "got", "expected", "message"))))
    return tuple(found)


def _findings(outcome: Outcome | None) -> Mapping[str, Mapping[str, Any]]:
    return {str(f["check"]): f for f in outcome.findings if "check" in f} if outcome else {}


def apply(book: Gradebook, found: Sequence[Regrade], reason: str) -> None:
    """Let the new versions count, once all is graded by them; the old results stay."""
    for one in found:
        if one.undone:
            raise UsageError(f"{one.exercise}: {one.undone} submissions are not graded by the new checks yet; the same command goes on")
    for one in found:
        book.apply(one.exercise, one.before, one.after, reason)


def undo(given: Class, book: Gradebook, exercise: str | None = None) -> tuple[str, str]:
    """Take the last regrade back; return its exercise, and the version that counts again."""
    if exercise is not None and exercise not in given.asked:
        raise UsageError(f"the class does not ask for `{exercise}`{near(exercise, given.asked) or '; it asks for ' + ', '.join(given.asked)}")
    standing_now = [r["exercise"] for r in book.applied() if not r["undone"] and r["exercise"] in given.asked]
    if exercise is not None and exercise not in standing_now or not standing_now:
        raise UsageError(f"no regrade of {exercise or 'this class'} counts: there is nothing to take back")
    if exercise is None and len(set(standing_now)) > 1:
        raise UsageError(f"regrades of {', '.join(sorted(set(standing_now)))} count: say which is taken back, `grade class regrade CLASS EXERCISE --undo`")
    chosen = exercise or standing_now[-1]
    return chosen, book.undo(chosen)


@dataclass(frozen=True)
class Erratum:
    """A repaired check as everybody may read of it: no names."""
    exercise: str
    title: str
    applied: str
    undone: str
    reason: str
    raised: int
    lowered: int
    same: int
    claims: tuple[str, ...]         # of the checks that judged otherwise


def errata(given: Class, book: Gradebook) -> list[Erratum]:
    """Return every regrade that was applied, the latest first, with how many marks it changed when it was."""
    titles = {e.id: e.title for e in given.exercises} | {PROBLEMS: "Problem set"}
    return [_erratum(given, book, row, titles) for row in reversed(book.applied()) if row["exercise"] in given.asked]


def _erratum(given: Class, book: Gradebook, row: Mapping[str, Any], titles: Mapping[str, str]) -> Erratum:
    exercise = str(row["exercise"])
    old = {o.submission: o for o in book.outcomes(row["before"], exercise)}
    new = {o.submission: o for o in book.outcomes(row["after"], exercise) if o.graded <= row["applied"]}
    handed = [h for h in book.handed_in(exercise) if h.id in old and h.id in new]
    rises, claims = [], dict[str, None]()
    for learner in dict.fromkeys(h.learner for h in handed):
        theirs = [h.id for h in handed if h.learner == learner]
        chosen = theirs if given.resubmission == "best" else theirs[-1:]
        rises.append(max(_share(new[id]) for id in chosen) - max(_share(old[id]) for id in chosen))
        claims |= dict.fromkeys(t.claim for id in chosen for t in turns(old[id], new[id]) if t.claim)
    near = 1e-9         # 1/3 by two ways of dividing
    return Erratum(exercise, titles[exercise], row["applied"], row["undone"], row["reason"], sum(r > near for r in rises), sum(r < -near for r in rises),
                   sum(abs(r) <= near for r in rises), tuple(claims))


def _share(outcome: Outcome) -> float:
    """Return the share of the marks; below zero where nothing was judged."""
    return outcome.earned / outcome.possible if outcome.status == "graded" and outcome.possible else -1.0


