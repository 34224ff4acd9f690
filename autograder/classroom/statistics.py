"""What a class's results say of the checks, of the misconceptions behind them, and of who needs a hand."""
import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any

from .gradebook import Handed
from .standing import Cell, Standing, Word

# What a check made of a submission; everything else (skipped, waiting for another part, our own faults) says nothing of it.
JUDGED = ("passed", "failed", "timed_out", "undecided", "unattempted", "broken")
TRIES = 3               # submissions of one exercise that is not through, from which on somebody is called stuck


@dataclass(frozen=True)
class ItemStatistics:
    """One check over a class; `discrimination` is None where it is not defined."""
    check: str
    claim: str
    judged: int
    passed: int
    discrimination: float | None

    @property
    def facility(self) -> float:
        """Return the share that passed, p = passed / judged: near 1 is easy."""
        return self.passed / self.judged

    @property
    def doubt(self) -> str:
        """Return what an instructor may want to look at, if anything."""
        if self.discrimination is not None and self.discrimination < 0 and self.judged >= 10:
            return "those who do well elsewhere fail it more often: is the check right?"
        return "nobody passes it: is the check right?" if not self.passed and self.judged >= 5 else ""


@dataclass(frozen=True)
class ExerciseStatistics:
    """One exercise over a class; a mean is over those who have a score, and the others are counted by their state."""
    exercise: str
    states: Mapping[Word, int]
    zeros: int                      # of those that were graded
    late: int
    mean: float | None
    middle: float | None
    seconds: float | None           # median time of a grading
    items: tuple[ItemStatistics, ...]


@dataclass(frozen=True)
class Misconception:
    """A diagnosis by its title, and whose programs it was made of."""
    exercise: str
    title: str
    sentence: str
    learners: tuple[str, ...]


@dataclass(frozen=True)
class Stuck:
    """Somebody who needs a hand with an exercise, and why one may think so."""
    learner: str
    exercise: str
    why: str
    tries: int


def of_exercise(exercise: str, cells: Sequence[Cell]) -> ExerciseStatistics:
    scores = [c.score for c in cells if c.score is not None]
    seconds = [c.outcome.seconds for c in cells if c.outcome and c.outcome.status in ("graded", "timed_out")]
    zeros, late = sum(c.word == "graded" and not c.earned for c in cells), sum(bool(c.late) for c in cells)
    return ExerciseStatistics(exercise, Counter(c.word for c in cells), zeros, late, fmean(scores) if scores else None, median(scores) if scores else None,
                              median(seconds) if seconds else None, items(cells))


def items(cells: Iterable[Cell]) -> tuple[ItemStatistics, ...]:
    """Return the statistics of every check, over the submissions that were graded: a file that does not run says nothing of a check."""
    graded = [_findings(c) for c in cells if c.outcome and c.outcome.status == "graded"]
    names = dict.fromkeys(name for findings in graded for name in findings)
    return tuple(_item(name, [f for f in graded if name in f]) for name in names)


def _findings(cell: Cell) -> dict[str, Mapping[str, Any]]:
    """Return the findings that judge, by check."""
    assert cell.outcome
    return {str(f["check"]): f for f in cell.outcome.findings if f.get("verdict") in JUDGED}


def _item(name: str, graded: Sequence[Mapping[str, Mapping[str, Any]]]) -> ItemStatistics:
    passes = [f[name]["verdict"] == "passed" for f in graded]
    rests = [_rest(name, f) for f in graded]
    pairs = [(passed, rest) for passed, rest in zip(passes, rests, strict=True) if rest is not None]
    discrimination = point_biserial([p for p, _ in pairs], [r for _, r in pairs])
    return ItemStatistics(name, str(graded[0][name].get("claim") or name), len(passes), sum(passes), discrimination)


def _rest(name: str, findings: Mapping[str, Mapping[str, Any]]) -> float | None:
    """Return the share of the marks that all other checks gave."""
    others = [f for check, f in findings.items() if check != name]
    worth = sum(f.get("worth", 1) for f in others)
    return sum(f.get("worth", 1) for f in others if f["verdict"] == "passed") / worth if worth else None


def point_biserial(passes: Sequence[bool], rests: Sequence[float]) -> float | None:
    """Return the correlation of passing one item with the score in the rest:

        r = (M₁ − M₀)/s · √(p q)

    with the mean rest score M₁ of those who pass and M₀ of those who do not, the standard deviation s of all rest scores (divided by n),
    the share p of passes, and q = 1 − p.  (Lord, Novick: Statistical theories of mental test scores, 1968, chapter 15; the rest and not the
    whole, for an item correlates with itself.)  It is not defined where all or none pass, or all have the same rest score.
    """
    n, passed = len(passes), sum(passes)
    if not 0 < passed < n:
        return None
    mean = fmean(rests)
    s = math.sqrt(fmean((r - mean) ** 2 for r in rests))
    if s < 1e-12:           # shares between 0 and 1 that are equal up to rounding
        return None
    m1 = fmean(r for r, p in zip(rests, passes, strict=True) if p)
    m0 = fmean(r for r, p in zip(rests, passes, strict=True) if not p)
    return max(-1.0, min(1.0, (m1 - m0) / s * math.sqrt(passed * (n - passed)) / n))


def misconceptions(now: Standing) -> tuple[Misconception, ...]:
    """Return what was diagnosed, the most frequent first; one learner counts once."""
    sentences: dict[tuple[str, str], str] = {}
    who: dict[tuple[str, str], dict[str, None]] = {}
    for cell in now.cells.values():
        for finding in cell.outcome.findings if cell.outcome else ():
            if told := finding.get("diagnosis"):
                key = cell.exercise, str(told["title"])
                sentences[key] = str(told.get("sentence", ""))
                who.setdefault(key, {})[cell.learner] = None
    every = [Misconception(*key, sentence, tuple(who[key])) for key, sentence in sentences.items()]
    return tuple(sorted(every, key=lambda m: (-len(m.learners), m.exercise, m.title)))


def stuck(now: Standing, handed: Iterable[Handed]) -> tuple[Stuck, ...]:
    """Return who needs a hand, those who tried most often first."""
    tries = Counter((h.learner, h.exercise) for h in handed)
    found = [Stuck(c.learner, c.exercise, why, tries[c.learner, c.exercise]) for c in now.cells.values()
             if (why := _rests_on(c, now) or _why(c, tries[c.learner, c.exercise]))]
    return tuple(sorted(found, key=lambda s: (-s.tries, s.learner, s.exercise)))


def _rests_on(cell: Cell, now: Standing) -> str:
    """Return which exercises a program that does not hold imports from, if what the same learner has there does not hold either."""
    if cell.word not in ("graded", "crashed") or cell.outcome is None or cell.word == "graded" and cell.earned == cell.possible:
        return ""
    others = [other for exercise, _ in cell.outcome.brought if (other := now.cells.get((cell.learner, exercise))) and other.earned < other.possible]
    told = "the file does not run" if cell.word == "crashed" else f"{cell.earned} of {cell.possible} hold"
    return f"{told}; it imports from {', '.join(o.exercise for o in others)}, of which not all holds" if others else ""


def _why(cell: Cell, tries: int) -> str:
    if lacks := (cell.handed.refused if cell.handed else "") or (cell.outcome.asks if cell.outcome else ""):
        return f"not graded: {lacks}"
    if cell.word == "crashed":
        return "the file does not run"
    if cell.word == "timed_out":
        return "it never comes to an end, and nothing holds"
    if cell.word != "graded" or cell.earned == cell.possible:
        return ""
    if not cell.earned:
        return "nothing holds yet"
    return f"{tries} tries, {cell.earned} of {cell.possible} hold" if tries >= TRIES else ""
