"""What was last found of an exercise, told again while nothing it rests on has changed; it may be thrown away at any time."""
import json
import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..course import regular
from ..model import Diagnosis, Evidence, Finding, PartResult, Result, Verdict

# Whether these hold tomorrow is up to the machine, not to the file: never told from memory.
FLEETING: frozenset[Verdict] = frozenset({"grader_fault", "not_run", "timed_out", "skipped", "broken"})

Data = Mapping[str, Any]


def keep(path: Path, result: Result, content: Mapping[str, str], when: str) -> None:
    """Remember what was found of each part under its content key, beside what is known of the other parts."""
    parts = dict(_read(path))
    for part in result.parts:
        if part.part in content:
            findings = [_brief(f) for f in result.findings if f.part == part.part]
            parts[part.part] = {"key": content[part.part], "when": when, "verdict": part.verdict, "required": part.required, "seed": result.seed,
                                "seconds": result.seconds, "confinement": result.confinement, "findings": findings}
    _write(path, json.dumps(parts, ensure_ascii=False, separators=(",", ":")))


def told_again(path: Path, exercise: str, content: Mapping[str, str], retry: bool = True) -> tuple[Result, str] | None:
    """Return the last result about these parts, and when it was found, if every one of them is known and unchanged.

    A call that had no end is waited for again only if `retry`: who asks for help with it has waited once.
    """
    known = _read(path)
    parts = {name: known[name] for name, key in content.items() if name in known and known[name]["key"] == key}
    if not parts or len(parts) < len(content):
        return None
    findings = tuple(_finding(f) for part in parts.values() for f in part["findings"])
    if (FLEETING if retry else FLEETING - {"timed_out"}) & {f.verdict for f in findings}:
        return None
    newest = max(parts.values(), key=lambda part: str(part["when"]))
    results = tuple(PartResult(name, part["verdict"], part["required"]) for name, part in parts.items())
    return Result(exercise, newest["confinement"], newest["seed"], newest["seconds"], results, findings), newest["when"]


@dataclass(frozen=True)
class Remembered:
    """What was last found of a part, whatever has changed since, and when."""
    when: str
    seed: int
    verdict: Verdict
    findings: tuple[Finding, ...]


def remembered(path: Path) -> dict[str, Remembered]:
    """Return what was last found of each part."""
    return {name: Remembered(str(part["when"]), part["seed"], part["verdict"], tuple(_finding(f) for f in part["findings"]))
            for name, part in _read(path).items()}


def _read(path: Path) -> Mapping[str, Data]:
    """Return what is remembered; what cannot be read is forgotten, for it can be found anew."""
    try:
        parts = json.loads(regular.content(path))
        for part in parts.values():
            Result("", part["confinement"], part["seed"], part["seconds"], (PartResult("", part["verdict"], part["required"]),),
                   tuple(_finding(f) for f in part["findings"]))
            str(part["key"]), str(part["when"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return parts    # type: ignore[no-any-return]  # looked through just now


def _write(path: Path, text: str) -> None:
    """Write whole or not at all; a memory that cannot be kept costs time, not truth."""
    new = path.with_suffix(f".{os.getpid()}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_text(text, encoding="utf-8")
        os.replace(new, path)
    except OSError:
        with suppress(OSError):    # there may be nothing to take away
            new.unlink()


def _brief(finding: Finding) -> dict[str, Any]:
    """Return a finding without the fields that are empty or as usual; a pass needs no hints any more."""
    plain = finding.plain()
    usual = {"evidence": {}, "worth": 1, "diagnosis": None}
    kept = {k: v for k, v in plain.items() if k not in usual or v != usual[k]}
    return kept | ({"hints": list(finding.hints)} if finding.hints and finding.verdict != "passed" else {})


def _finding(brief: Data) -> Finding:
    evidence = dict(brief.get("evidence", {}))
    lines: Sequence[str] = evidence.pop("lines", ())
    chain: Sequence[dict[str, Any]] = evidence.pop("chain", ())
    pictures: Sequence[str] = evidence.pop("pictures", ())
    diagnosis = brief.get("diagnosis")
    rests_on = Evidence(**evidence, lines=tuple(lines), chain=tuple(chain), pictures=tuple(pictures))
    return Finding(brief["check"], brief["part"], brief["claim"], brief["verdict"], rests_on,
                   brief.get("worth", 1), Diagnosis(**diagnosis) if diagnosis else None, tuple(brief.get("hints", ())), dict(brief.get("facts", {})))
