"""A week as rows: one line an exercise, aligned before the first verdict is known."""
from collections.abc import Sequence
from dataclasses import dataclass

from ..model import Result, Verdict, gravest
from ..worker.text import clean
from .ink import Ink, padded, size
from .terminal import WORDS, bar, sign, tally

ROOM = 34       # columns a verdict may take beside title and id


@dataclass(frozen=True)
class Row:
    """What stands in front of a verdict; `reference` is what to type for it."""
    title: str
    reference: str
    minutes: int | None = None


class Rows:
    """Writes rows one by one, in columns wide enough for all of them; a narrow terminal has no room for titles."""

    def __init__(self, rows: Sequence[Row], ink: Ink) -> None:
        self.ink = ink
        self.title = max((size(r.title) for r in rows), default=0)
        self.reference = max((len(r.reference) for r in rows), default=0)
        if 4 + self.title + 2 + self.reference + 2 + ROOM > ink.width:
            self.title = 0

    def __call__(self, row: Row, verdict: Verdict, words: Sequence[str], since: str = "") -> list[str]:
        """Return one row; `since` marks what was not run again."""
        title = padded(row.title, self.title) + "  " if self.title else ""
        reference = padded(row.reference, self.reference)
        head = f"  {sign(verdict, self.ink)} {title}{self.ink('dim', reference) if title else reference}"
        first, *notes = [*words, *(["unchanged"] if since else [])]
        if verdict in ("unattempted", "not_built", "skipped", "waiting", "not_run"):
            first = self.ink("dim", first)
        return [line.rstrip() for line in self.ink.flow([head, first, *(self.ink("dim", note) for note in notes)], 6)]


def verdict_of(result: Result) -> Verdict:
    """Return the one verdict an exercise is shown by: what is passed hides nothing that is not."""
    required = [p.verdict for p in result.parts if p.required] or [p.verdict for p in result.parts]
    built = [v for v in required if v != "not_built"]
    return "passed" if result.passed else gravest(built or required)


def words_of(result: Result, minutes: int | None = None) -> list[str]:
    """Return how an exercise stands: parts passed, checks that hold, what is planned."""
    verdict = verdict_of(result)
    built = [p for p in result.parts if p.verdict != "not_built"]
    unbuilt = len(result.parts) - len(built)
    if verdict in ("not_built", "broken"):
        return [WORDS[verdict]]
    if verdict == "skipped":
        return [f"skipped: {next((clean(f.evidence.message) for f in result.findings if f.verdict == 'skipped'), 'this machine cannot judge it')}"]
    if {f.verdict for f in result.findings} <= {"unattempted"}:
        words = ["not started" + (f", {minutes} min" if minutes else "")]
    else:
        words = [f"{sum(p.verdict == 'passed' for p in built)}/{len(built)}", *([] if verdict == "passed" else [tally(result)])]
    return [*words, *([f"{unbuilt} not built"] if unbuilt else [])]


def summary(label: str, results: Sequence[Result], planned: int, ink: Ink) -> list[str]:
    """Return the bar under a week: required parts passed, of those that are built."""
    parts = [p for r in results for p in r.parts if p.required]
    built = [p for p in parts if p.verdict != "not_built"]
    done = sum(p.verdict == "passed" for p in built)
    unbuilt = [f"{n} {what} not built" for n, what in ((planned, "exercises" if planned > 1 else "exercise"),
                                                       (len(parts) - len(built), "parts" if len(parts) - len(built) > 1 else "part")) if n]
    return ink.flow([f"{ink('bold', label)} {bar(done, len(built), ink)} {done} of {len(built)} parts", *(ink("dim", note) for note in unbuilt)], 2)
