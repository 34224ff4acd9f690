"""Words about the numbers of a report: each is bound to the function and the seed that made it, and is made again.

A claim is a dict of the learner's: `id`, `text`, the `value` found, `lo` and `hi` between which it is claimed to lie under any seed,
the name of the function `by` which it is found, `seed`, and the `evidence` id.
"""
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..course.exercises import MARK
from ..course.source_lines import source_lines
from ..errors import LearnerError, Mismatch
from ..evidence_ids import ID, code_state, evidence_id
from ..manuscript.tree import Manuscript, Span, folded, spans_of
from .reports import manuscript

FIELDS = {"id": str, "text": str, "value": float, "lo": float, "hi": float, "by": str, "seed": int, "evidence": str}
LONGEST = 100_000           # characters of claims in YAML
WIDEST = 4.0                # an interval that is wider than four times the value says nothing of it
NUMBER = re.compile(r"^[−-]?\d+(?:\.(\d+))?(?:[eE]([−+-]?\d+))?\s*(%?)$")
MEASURED = re.compile(r"(?<![\w.])[−-]?(?:\d+\.\d+(?:[eE][−+-]?\d+)?|\d+[eE][−+-]?\d+|\d+(?:\.\d+)?\s?%)(?![\w])")
BARE = re.compile(r"^[\d.,\s+−-]*(?:\\(?:times|cdot)\s*10\s*\^\s*\{?[\d\s+−-]*\}?)?\s*(?:\\%)?$")


@dataclass(frozen=True)
class Claim:
    """A number of a report, and where it comes from."""
    id: str
    text: str
    value: float
    lo: float
    hi: float
    by: str
    seed: int
    evidence: str


def claimed(rows: Any, at_least: int = 1) -> tuple[Claim, ...]:
    """Return the claims that a function lists, or say what one lacks; each value lies between its bounds.  YAML says the same as a list."""
    if isinstance(rows, str):
        rows = _yaml(rows)
    if not isinstance(rows, (list, tuple)):
        raise Mismatch(f"claims come as a list of dicts, not as {type(rows).__name__}", rows)
    listed = [_claim(row, n, rows) for n, row in enumerate(rows)]
    for n, claim in enumerate(listed):
        if claim.id in [other.id for other in listed[:n]]:
            raise Mismatch(f"two claims have the id “{claim.id}”", rows)
    if len(listed) < at_least:
        raise Mismatch(f"{len(listed)} claims are listed; {at_least} are due", rows)
    return tuple(listed)


def _yaml(text: str) -> Any:
    import yaml
    if len(text) > LONGEST:
        raise Mismatch(f"the list of claims has {len(text):,} characters, which are too many to be read", text)
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError) as e:
        mark = getattr(e, "problem_mark", None)
        raise Mismatch(f"the list of claims is no YAML{f': line {mark.line + 1}' if mark else ''}", text) from None


def _claim(row: Any, n: int, rows: Any) -> Claim:
    if not isinstance(row, dict):
        raise Mismatch(f"claim {n + 1} is no dict", rows)
    name = f"claim “{row['id']}”" if isinstance(row.get("id"), str) and row["id"] else f"claim {n + 1}"
    if absent := [key for key in FIELDS if key not in row]:
        raise Mismatch(f"{name} has no {', '.join(absent)}", rows)
    if extra := [key for key in row if key not in FIELDS]:
        raise Mismatch(f"{name} has {', '.join(map(str, extra))}, which means nothing here", rows)
    for key, kind in FIELDS.items():
        good = isinstance(row[key], str) and row[key].strip() if kind is str else _is_number(row[key], kind)
        if not good and not (key == "evidence" and row[key] == ""):
            raise Mismatch(f"{name}: its {key} is {'some text' if kind is str else 'a whole number' if kind is int else 'a finite number'}", rows)
    claim = Claim(**{key: kind(row[key]) for key, kind in FIELDS.items()})
    if len(claim.text.split()) < 4:
        raise Mismatch(f"{name}: its text is a sentence that says what the number is", rows)
    if not claim.lo <= claim.value <= claim.hi:
        raise Mismatch(f"{name}: its value {claim.value:g} does not lie between lo {claim.lo:g} and hi {claim.hi:g}", rows)
    if claim.hi - claim.lo > WIDEST * abs(claim.value):
        raise Mismatch(f"{name}: from {claim.lo:g} to {claim.hi:g} is so wide that it says nothing about {claim.value:g}", rows)
    return claim


def _is_number(value: Any, kind: type) -> bool:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return math.isfinite(value) and (kind is float or float(value).is_integer() and 0 <= value < 2**32)


def program(yours: Any, up_to: str) -> str:
    """Return the learner's code above the part named: what their numbers depend on."""
    lines = source_lines(str(yours._worker.submission.text))
    end = next((n for n, line in enumerate(lines) if (m := MARK.match(line)) and m["name"] == up_to), len(lines))
    return "\n".join(line.rstrip() for line in lines[:end]).strip() + "\n"


def id_of(claim: Claim, exercise: str, code: str) -> str:
    """Return the evidence id of a claim: of the exercise, the seed, the code that found it, and the value as it is claimed."""
    return evidence_id(exercise, claim.seed, code_state([code]), f"{claim.by} = {claim.value!r}")


def regenerated(yours: Any, listed: Sequence[Claim], rng: Any, *, some: int, rtol: float, rows: Any = None) -> None:
    """So many of the claims, drawn anew in each grading, are found again by their functions under their seeds, to within rtol;
    and under a seed that nobody chose, what is found lies between the claim's bounds too."""
    for n in sorted(rng.permutation(len(listed))[:some]):
        claim, fresh = listed[int(n)], int(rng.integers(2**31))
        value = found(yours, claim, claim.seed)
        if not abs(value - claim.value) <= rtol * abs(claim.value):
            raise Mismatch(f"claim “{claim.id}”: {claim.by}({claim.seed}) finds {value:.10g}, and {claim.value:.10g} is claimed", rows)
        value = found(yours, claim, fresh)
        if not claim.lo <= value <= claim.hi:
            raise Mismatch(f"claim “{claim.id}”: under another seed {claim.by}({fresh}) finds {value:.6g}, "
                           f"which does not lie between lo {claim.lo:g} and hi {claim.hi:g}", rows)


def found(yours: Any, claim: Claim, seed: int) -> float:
    """Return the number that a claim's function finds under a seed."""
    try:
        value = getattr(yours, claim.by)(seed)
    except LearnerError as e:
        if e.kind == "missing":
            raise Mismatch(f"claim “{claim.id}”: your file defines no `{claim.by}`, which is to find it") from None
        raise
    if isinstance(value, bool) or not isinstance(value, (int, float)) and not hasattr(value, "dtype") or getattr(value, "shape", ()) != ():
        raise Mismatch(f"claim “{claim.id}”: {claim.by}({seed}) is to return one number", value)
    return float(value)


def evidenced(yours: Any, listed: Sequence[Claim], exercise: str, *, up_to: str, rows: Any = None) -> None:
    """Each claim carries the evidence id of its value, its seed and the code as it stands."""
    code = program(yours, up_to)
    for claim in listed:
        due = id_of(claim, exercise, code)
        if claim.evidence != due:
            why = ("has no evidence id yet" if not re.fullmatch(ID, claim.evidence) else
                   "has another evidence id than its code, seed and value give: something was changed since")
            raise Mismatch(f"claim “{claim.id}” {why}; `grade report {exercise}` makes the numbers again and tells their ids", rows)


def bound(source: Any, listed: Sequence[Claim], *, within: Sequence[str] = ()) -> None:
    """Every number that a report claims is a claim's, written as its value rounds, and every claim is made in the text.

    In the sections `within`, a number with a decimal point or a % that belongs to no claim is refused.
    """
    read = manuscript(source)
    known = {claim.id: claim for claim in listed}
    for span in read.spans("claim"):
        if span.target not in known:
            raise Mismatch(f"line {span.line} of the report: `{span.text}` belongs to the claim “{span.target}”, which is not listed", source)
        if not rounds_to(known[span.target].value, span.text):
            value = known[span.target].value
            raise Mismatch(f"line {span.line} of the report: it says `{span.text}` where the claim “{span.target}” has {value:.6g}", source)
    made = {span.target for span in read.spans("claim")}
    if missing := [claim.id for claim in listed if claim.id not in made]:
        raise Mismatch(f"the claim “{missing[0]}” is listed, and the report does not make it: [0.37](claim:{missing[0]})", source)
    for line, text in loose(read, within):
        raise Mismatch(f"line {line} of the report: where does `{text}` come from? A number that was measured is bound to a claim: [{text}](claim:its-id)",
                       source)


def rounds_to(value: float, text: str) -> bool:
    """Return whether a number as written is this value, rounded to the digits shown."""
    match = NUMBER.match(text.strip().replace("−", "-"))
    if not match:
        return False
    digits, exponent, percent = match.groups()
    written = float(text.strip().replace("−", "-").rstrip("% "))
    unit = 10.0 ** (int(exponent or 0) - len(digits or ""))
    scale = 100.0 if percent else 1.0
    return abs(written - scale * value) <= unit * (0.5 + 1e-9)      # half a unit of the last digit, and what binary fractions add


def loose(read: Manuscript, within: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, number) of what looks measured in these sections and belongs to no claim."""
    for title in within:
        section = read.section(title)
        for span in spans_of(section.blocks) if section else ():
            yield from _loose(span)


def _loose(span: Span) -> Iterator[tuple[int, str]]:
    if span.kind == "text":
        for match in MEASURED.finditer(span.text):
            yield span.line, match[0]
    elif span.kind == "formula" and "." in span.text and BARE.match(span.text):
        yield span.line, span.text


# ---- what a learner says of their own report

def pointed(source: Any, assessment: Any, criteria: Mapping[str, str], scale: Sequence[int] = (0, 1, 2, 3), words: int = 5) -> tuple[dict[str, Any], ...]:
    """Each criterion has a score of the learner's own, and points to a passage: a section, and words quoted from it.

    The scores are kept and shown as self-assessed. They decide nothing.
    """
    read = manuscript(source)
    rows = assessment if isinstance(assessment, (list, tuple)) else []
    by = {row.get("criterion"): row for row in rows if isinstance(row, dict)}
    for key in criteria:
        row = by.get(key)
        if row is None:
            raise Mismatch(f"the criterion “{key}” is not assessed: a score, a section and a quotation", assessment)
        if row.get("score") not in scale or isinstance(row.get("score"), bool):
            raise Mismatch(f"“{key}”: its score is one of {', '.join(map(str, scale))}", assessment)
        section = read.section(str(row.get("section", "")))
        if section is None:
            raise Mismatch(f"“{key}” points to the section “{row.get('section', '')}”, which the report does not have", assessment)
        quote = folded(str(row.get("quote", "")))
        if len(quote.split()) < words:
            raise Mismatch(f"“{key}” quotes too little to be found by: at least {words} words", assessment)
        if quote not in folded(section.plain):
            raise Mismatch(f"“{key}” quotes words that do not stand in the section “{section.title}”", assessment)
    return tuple(by[key] for key in criteria)
