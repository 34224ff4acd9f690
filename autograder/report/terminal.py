"""Findings, as a learner reads them in a terminal."""
import re
from collections.abc import Callable, Sequence

from ..model import Evidence, Finding, Result, Verdict
from ..worker.text import clean
from .ink import Ink, size

SIGNS: dict[Verdict, tuple[str, str]] = {
    "passed": ("✓", "good"), "failed": ("✗", "bad"), "timed_out": ("✗", "bad"), "broken": ("✗", "bad"), "undecided": ("?", "doubt"),
    "grader_fault": ("!", "bad bold"), "unattempted": ("·", "dim"), "waiting": ("…", "dim"), "not_run": ("·", "dim"),
    "skipped": ("–", "dim"), "not_built": ("○", "dim")}
WORDS: dict[Verdict, str] = {"not_built": "not built", "broken": "does not run"}
LABEL = 10          # columns of `expected` and its kind
PRINTED = 12        # rows of a call's output that are shown; the ledger keeps more
BAR = 30

Shown = Callable[[str], str]    # a path as one would type it here


def sign(verdict: Verdict, ink: Ink) -> str:
    text, style = SIGNS[verdict]
    return ink(style, text)


def claim(finding: Finding, ink: Ink, indent: int = 4) -> list[str]:
    """Return a check as one row: its verdict and what it claims."""
    style = "" if finding.verdict in ("passed", "failed", "timed_out", "broken", "undecided", "grader_fault") else "dim"
    message = clean(finding.evidence.message)
    note = f"  {message}" if finding.verdict in ("waiting", "skipped") and message else ""
    first, *rest = ink.paragraph(finding.claim + note, indent + 2, style)
    besides = ink.paragraph(message, indent + 2, "doubt") if finding.verdict == "passed" and message else []       # of what it rests on, not of the claim
    return [" " * indent + sign(finding.verdict, ink) + " " + first[indent + 2:], *rest, *besides]


def to_look_at(findings: Sequence[Finding]) -> Finding | None:
    """Return the one failure to look at next: the first that does not only wait, or has not been begun."""
    bad = [f for f in findings if f.verdict not in ("passed", "skipped", "waiting", "unattempted", "not_run", "not_built")]
    own = [f for f in bad if f.verdict != "grader_fault"] or bad
    return min(own, key=lambda f: f.verdict != "broken", default=None)


def detail(finding: Finding, ink: Ink | None = None, shown: Shown = str) -> list[str]:
    """Return all there is to know of a failure: the call, what came back, what was expected, where, prints, the learner's own lines."""
    ink = ink or Ink()
    evidence = finding.evidence
    head = ink.paragraph("Your file does not run yet" if finding.verdict == "broken" else finding.claim, 2, "bad bold")
    where = _here(evidence.where, shown)
    rows = [sign(finding.verdict, ink) + " " + head[0][2:], *head[1:]]
    if where and size(rows[-1]) + 2 + len(where) <= ink.width:
        rows[-1] += "  " + ink("dim", where)
    elif where:
        rows.append("  " + ink("dim", where))
    if _is_chain(evidence):
        return rows + _chain(evidence, ink) + _cause(finding, ink)
    return rows + _evidence(evidence, ink) + _cause(finding, ink) + _happened(evidence, ink)


def _is_chain(evidence: Evidence) -> bool:
    """A derivation's rows say all there is to say: its own lines, and what is wrong with the last of them."""
    return bool(evidence.lines) and evidence.lines[0].startswith(f"{evidence.call}   ")


def _chain(evidence: Evidence, ink: Ink) -> list[str]:
    styles = {"✓": "", "✗": "bad", "…": "doubt", "?": "doubt"}
    told = []
    for row in evidence.lines[1:]:
        indent = len(row) - len(row.lstrip())
        told += ink.paragraph(row.strip(), 2 + indent, styles.get(row.strip()[:1], "dim" if indent > 2 else ""))
    return told


def _evidence(evidence: Evidence, ink: Ink) -> list[str]:
    message = _not_said(evidence)
    return (_labelled("call", evidence.call, "", ink) + _labelled("runs", evidence.runs, "dim", ink) + _labelled("expected", evidence.expected, "good", ink)
            + _labelled("yours", evidence.got, "bad", ink) + (ink.paragraph(message, 4) if message else []))


def _not_said(evidence: Evidence) -> str:
    """Return what the message says beside the heading and the two values above it."""
    message = evidence.message.removeprefix("your file does not run: ")
    told = re.match(r"expected (\S+), got (\S+?)(?:$|; |\n)", message)
    return message[told.end():] if told and _same(told[1], evidence.expected) and _same(told[2], evidence.got) else message


def _same(one: str, other: str) -> bool:
    """Return whether two texts are one number, however it is written."""
    try:
        return one == other or float(one) == float(other)
    except ValueError:
        return False


def _cause(finding: Finding, ink: Ink) -> list[str]:
    if finding.verdict == "grader_fault":
        return ink.paragraph("This is the grader's fault, not yours, and it costs you nothing. Please report it with what stands here.", 4, "dim")
    if finding.diagnosis is None:
        return []
    return _labelled("perhaps", finding.diagnosis.title, "bold", ink) + ink.paragraph(finding.diagnosis.sentence, 4 + LABEL)


def _happened(evidence: Evidence, ink: Ink) -> list[str]:
    """Return what the call printed and the learner's own lines."""
    rows = [ink.paragraph(line, 4, "dim") for line in evidence.lines]
    before = re.match(r"… \((\d+) lines more\)\n", evidence.prints)
    text = evidence.prints[before.end() if before else 0:]
    printed = [ink.paragraph(line, 6) for line in text.rstrip("\n").split("\n")] if text.strip() else []
    if printed:
        kept = next((n for n in range(len(printed), 0, -1) if sum(map(len, printed[-n:])) <= PRINTED), 1)
        cut = len(printed) - kept + (int(before[1]) if before else 0)
        rows.append(["    " + ink("dim", "your code printed" + (f" ({cut} line{'s' if cut > 1 else ''} more above)" if cut else ""))])
        rows += [row[-PRINTED:] for row in printed[-kept:]]
    return [row for block in rows for row in block]


def _labelled(label: str, text: str, style: str, ink: Ink) -> list[str]:
    """Return a value behind its label, every line of it under the first."""
    if not text:
        return []
    first, *rest = ink.paragraph(text, 4 + LABEL, style)
    return [f"    {label:<{LABEL}}{first[4 + LABEL:]}", *rest]


def _here(where: str, shown: Shown) -> str:
    path, colon, line = where.rpartition(":")
    return clean(f"{shown(path)}:{line}" if colon and line.isdigit() else shown(where) if where else "")


def bar(done: int, of: int, ink: Ink) -> str:
    """Return a bar that tells its fraction in shades as well as in colour."""
    room = BAR if ink.width >= 80 else BAR // 2
    full = room * done // of if of else 0
    return ink("good", "█" * full) + ink("dim", "░" * (room - full))


def tally(result: Result) -> str:
    """Return how many checks hold, and what the others do."""
    judged = [f for f in result.findings if f.verdict != "skipped"]
    passed = sum(f.verdict == "passed" for f in judged)
    waiting = sum(f.verdict == "waiting" for f in judged)
    return f"{passed} of {len(judged)} checks" + (f", {waiting} waiting" if waiting else "")


def nexts(rows: Sequence[tuple[str, str]], ink: Ink, title: str = "Next") -> list[str]:
    """Return what to type next, and why."""
    width = max((len(command) for command, _ in rows), default=0)
    told, side_by_side = [], len(title) + 2 + width + 3 + max((size(why) for _, why in rows), default=0) <= ink.width
    for number, (command, why) in enumerate(rows):
        head = ink("bold", title) + "  " if not number else " " * (len(title) + 2)
        told.append(head + ink("command", command) + (" " * (width - len(command) + 3) + why if side_by_side and why else ""))
        if why and not side_by_side:
            told += ink.paragraph(why, len(title) + 4)
    return told
