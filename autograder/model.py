"""Frozen nouns: what a grading says."""
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Verdict = Literal["passed", "failed", "undecided", "unattempted", "broken", "timed_out",
                  "waiting", "skipped", "not_run", "not_built", "grader_fault"]
Confinement = Literal["plain", "bubblewrap"]

# A part is told by the gravest verdict among its checks; what only waits or was skipped weighs least.
GRAVEST_FIRST: tuple[Verdict, ...] = ("grader_fault", "broken", "failed", "timed_out", "undecided", "unattempted",
                                      "waiting", "not_run", "not_built", "passed", "skipped")


@dataclass(frozen=True)
class Evidence:
    """What a verdict rests on; empty fields do not apply.

    call: as the learner would type it; of a scenario, its name and data · runs: a scenario's own lines, and where they stand ·
    got, expected: values as text · message: the broken property, or what happened · where: `path:line` of the learner's file ·
    prints: what the call printed · lines: rows of a derivation or of the learner's own traceback ·
    chain: a derivation's rows as data, each with its mark, its formula as text and as LaTeX, and its reason ·
    pictures: the names under which the workspace keeps what the figures looked like.
    """
    call: str = ""
    runs: str = ""
    got: str = ""
    expected: str = ""
    message: str = ""
    where: str = ""
    prints: str = ""
    lines: tuple[str, ...] = ()
    chain: tuple[dict[str, Any], ...] = ()
    pictures: tuple[str, ...] = ()

    def plain(self) -> dict[str, Any]:
        """Return the fields that apply."""
        return {k: list(v) if isinstance(v, tuple) else v for k, v in asdict(self).items() if v}


@dataclass(frozen=True)
class Diagnosis:
    """A misconception by name: what the learner's file seems to do, without the way out."""
    title: str
    sentence: str


@dataclass(frozen=True)
class Finding:
    """One check's verdict and its evidence."""
    check: str
    part: str
    claim: str
    verdict: Verdict = "not_run"
    evidence: Evidence = field(default_factory=Evidence)
    worth: int = 1
    diagnosis: Diagnosis | None = None
    hints: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)      # what an accepted submission is about

    def plain(self) -> dict[str, Any]:
        """Return the finding as JSON data; hints are told one by one and never here."""
        return {"check": self.check, "part": self.part, "claim": self.claim, "verdict": self.verdict, "evidence": self.evidence.plain(),
                "worth": self.worth, "diagnosis": asdict(self.diagnosis) if self.diagnosis else None,
                **({"facts": dict(self.facts)} if self.facts else {})}


@dataclass(frozen=True)
class PartResult:
    """A part's verdict; a part that is not required, or not built, bars nothing but mastery."""
    part: str
    verdict: Verdict
    required: bool = True


@dataclass(frozen=True)
class Result:
    """The findings of one grading of one exercise."""
    exercise: str
    confinement: Confinement
    seed: int
    seconds: float
    parts: tuple[PartResult, ...]
    findings: tuple[Finding, ...]

    @property
    def earned(self) -> int:
        return sum(f.worth for f in self.findings if f.verdict == "passed")

    @property
    def possible(self) -> int:
        """Return the worth of everything that was to be judged; what this machine cannot judge counts neither way."""
        return sum(f.worth for f in self.findings if f.verdict != "skipped")

    @property
    def passed(self) -> bool:
        """Every required part that is built passed, and there was something to pass."""
        required = [p.verdict for p in self.parts if p.required and p.verdict != "not_built"]
        return bool(required) and set(required) == {"passed"}

    def plain(self) -> dict[str, Any]:
        """Return the result as JSON data."""
        return {"exercise": self.exercise, "passed": self.passed, "earned": self.earned, "possible": self.possible,
                "confinement": self.confinement, "seed": self.seed, "seconds": round(self.seconds, 3),
                "parts": [{"part": p.part, "verdict": p.verdict} for p in self.parts],
                "findings": [f.plain() for f in self.findings]}


def gravest(verdicts: Iterable[Verdict]) -> Verdict:
    """Return the verdict that speaks for all of them; of none, *not run*."""
    return min(verdicts, key=GRAVEST_FIRST.index, default="not_run")
