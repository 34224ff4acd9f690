"""What the commands that grade say in common."""
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from ..course.exercises import Exercise
from ..model import Finding, Result
from ..report.terminal import bar, claim, detail, sign, tally, to_look_at
from .desk import Desk


class Claims:
    """Tells the findings of one exercise as they land, part by part."""

    def __init__(self, exercise: Exercise, path: Path, desk: Desk) -> None:
        self.exercise, self.path, self.desk = exercise, path, desk
        self.begun, self.part = False, ""

    def hear(self, finding: Finding) -> None:
        ink = self.desk.ink
        if not self.begun:    # only now: a file that is not there has no screen, but a sentence
            self.begun = True
            self.desk.say(heading(self.exercise, self.path, self.desk))
        if finding.verdict == "broken":    # a file that does not run is told once, at the end
            return
        if finding.part != self.part:
            self.part = finding.part
            named = [p for p in self.exercise.parts if p.name == self.part and p.what]
            self.desk.say(["", *(f"  {ink('bold', p.name)}  {p.what}" for p in named)])
        self.desk.say(claim(finding, ink))
        self.desk.status(f"  judging {self.exercise.id} …")

    def watch(self, text: str) -> None:
        """Show what a long check is about, until its finding lands."""
        self.desk.status(f"  judging {self.exercise.id}: {text} …")


def heading(exercise: Exercise, path: Path, desk: Desk) -> list[str]:
    """Return an exercise's name and place."""
    return [*desk.ink.paragraph(exercise.title, 0, "bold"), *desk.ink.paragraph(f"{exercise.id} · {desk.shown(path)}", 0, "dim")]


def ending(result: Result, desk: Desk, since: str = "") -> None:
    """Say the one failure to look at next, what else there is, and how far this is."""
    ink = desk.ink
    unbuilt = [p.part for p in result.parts if p.verdict == "not_built"]
    if unbuilt:
        desk.say(["", f"  {sign('not_built', ink)} " + ink("dim", f"{', '.join(unbuilt)}: not built yet")])
    desk.say(failure(result.findings, desk, result.seed))
    passed = sum(f.verdict == "passed" for f in result.findings)
    judged = sum(f.verdict != "skipped" for f in result.findings)
    how = f"unchanged since {clock(since)}; --fresh runs it again" if since else f"{result.seconds:.1f} s"
    confined = f", confined by {result.confinement}" if result.confinement != "plain" else ""
    desk.say(["", *ink.flow([f"{bar(passed, judged, ink)} {tally(result)}", ink("dim", f"{how}{confined}")], 2)])


def failure(findings: Sequence[Finding], desk: Desk, seed: int) -> list[str]:
    """Return the failure to look at next, or nothing where nothing fails."""
    finding = to_look_at(findings)
    if finding is None:
        return []
    if finding.verdict == "broken":
        return ["", *detail(finding, desk.ink, desk.shown)]
    others = sum(f.verdict not in ("passed", "skipped", "waiting", "unattempted", "not_run") for f in findings) - 1
    waiting = sum(f.verdict == "waiting" for f in findings)
    kinds = (others, "more fail" if others > 1 else "more fails"), (waiting, "wait" if waiting > 1 else "waits")
    behind = [f"{number} {words}" for number, words in kinds if number]
    return ["", *detail(finding, desk.ink, desk.shown), "    " + desk.ink("dim", " · ".join([f"seed {seed}", *behind]))]


def clock(when: str) -> str:
    """Return a time of the ledger as a person here would say it."""
    then = datetime.fromisoformat(when).astimezone()
    return then.strftime("%H:%M" if then.date() == datetime.now().astimezone().date() else "%d %B")


def day(when: datetime) -> str:
    """Return a day as a person here would say it."""
    here = when.astimezone()
    return f"{here.day} {here:%B}" + (f" {here.year}" if here.year != datetime.now().year else "")
