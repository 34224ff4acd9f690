"""What was found of a part, as plain text: each claim with its sign, and the first that does not hold with its evidence."""
from collections.abc import Mapping, Sequence
from typing import Any

from ..worker.text import clean
from .screen import SIGNS

Found = Mapping[str, Any]       # a finding as JSON data
HARMLESS = ("passed", "skipped")
LONGEST = 4000                  # characters: a gradebook shows it whole


def feedback(findings: Sequence[Found]) -> str:
    """Return the claims, then the first failure: its call, what was expected, what came, and what it may be."""
    rows = [f"{SIGNS[f['verdict']][0]} {f['claim']}" for f in findings]
    failing = next((f for f in findings if f["verdict"] not in (*HARMLESS, "waiting", "not_run")), None)
    if failing:
        rows = [*rows, ""] if len(findings) > 1 else []         # one claim is said once
        rows += [f"{SIGNS[failing['verdict']][0]} {failing['claim']}", *_evidence(failing["evidence"]), *_cause(failing)]
    return "\n".join(clean(row) for row in rows)[:LONGEST]


def _evidence(evidence: Found) -> list[str]:
    pairs = [(label, evidence.get(key, "")) for label, key in (("call", "call"), ("runs", "runs"), ("expected", "expected"), ("yours", "got"))]
    rows = ["  " + f"{label:<9} {value}".replace("\n", "\n" + 12 * " ") for label, value in pairs if value]
    return [*rows, *(f"  {row}" for row in (evidence.get("message", ""), *evidence.get("lines", ())) if row)]


def _cause(finding: Found) -> list[str]:
    if finding["verdict"] == "grader_fault":
        return ["  This is the grader's fault, not yours, and it costs you nothing. Please report it."]
    cause = finding.get("diagnosis")
    return [f"  perhaps   {cause['title']}: {cause['sentence']}"] if cause else []


def share(findings: Sequence[Found]) -> float | None:
    """Return which share of their worth has passed; None where nothing of it could be judged."""
    judged = [f for f in findings if f["verdict"] not in ("skipped", "not_run", "not_built", "grader_fault")]
    worth = sum(f["worth"] for f in judged)
    return sum(f["worth"] for f in judged if f["verdict"] == "passed") / worth if worth else None
