"""The learner's own thinking, in their words: what they derived, how they reasoned, how it fails; and what they say of AI help.

Entries are lines of the ledger.  Each names the one before it by its hash, so that what was written first is seen to stand unchanged:
a prediction made before a run is one.
"""
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import UsageError
from . import ledger

ASKED = {"derivation": "What did you derive or work out yourself, as far as you came?",
         "reasoning": "Why do you think your answer is right, or what do you think is wrong?",
         "failure": "How does it fail: on which call, with what, and what would explain that?"}
LEAST = 40              # characters of an answer to each, blanks left out: two short sentences
AI_USE = {"none": "nothing of it was written with AI help",
          "ideas": "an AI explained or suggested; every line is mine",
          "parts": "some lines were written by an AI, and I understand them",
          "whole": "an AI wrote it"}


@dataclass(frozen=True)
class Entry:
    """One entry on an exercise, or on one part of it."""
    when: str
    exercise: str
    part: str
    words: Mapping[str, str]
    before: str         # the hash of the entry before it; empty for the first
    hash: str


@dataclass(frozen=True)
class Declared:
    """What a learner says of AI help with a part, or with all of an exercise: shown as said, checked by nobody."""
    when: str
    exercise: str
    part: str
    ai: str
    note: str


def lacking(answer: str) -> str:
    """Return what one answer lacks yet; nothing where it is one."""
    said = re.sub(r"\s", "", answer)
    if len(said) < LEAST:
        return f"{len(said)} of at least {LEAST} characters, blanks left out"
    return "a few letters over and over are no answer" if len(set(said.casefold())) < 8 else ""      # a key held down


def too_little(words: Mapping[str, str]) -> str:
    """Return which question is not answered yet, as a sentence; nothing where all are."""
    for name, question in ASKED.items():
        if why := lacking(words.get(name, "")):
            return f"{question} ({why}; --{name})"
    texts = [" ".join(words[name].split()).casefold() for name in ASKED]
    return "" if len(set(texts)) == len(texts) else "two of the three answers are the same text; each asks something else"


def written(lines: Iterable[ledger.Line], exercise: str, part: str, words: Mapping[str, str]) -> ledger.Line:
    """Return the ledger's line of a new entry, linked to the one before."""
    if problem := too_little(words):
        raise UsageError(problem)
    own = {name: words[name].strip() for name in ASKED}
    before = next((e.hash for e in reversed(entries(lines))), "")
    line = dict(ledger.entry("journal", exercise=exercise, part=part, words=own, before=before))
    return line | {"hash": _hash(line)}


def entries(lines: Iterable[ledger.Line]) -> list[Entry]:
    """Return every entry, oldest first."""
    return [Entry(line["when"], line["exercise"], line["part"], line["words"], line["before"], line["hash"])
            for line in lines if line["kind"] == "journal"]


def changed(lines: Iterable[ledger.Line]) -> list[Entry]:
    """Return the entries that are not as they were written, or whose predecessor is gone.

    A chain forks where two machines wrote at once, and that is no fault.
    """
    own = [line for line in lines if line["kind"] == "journal"]
    known = {"", *(line["hash"] for line in own if _hash(line) == line["hash"])}
    wrong = [line for line in own if _hash(line) != line["hash"] or line["before"] not in known]
    return entries(wrong)


def is_shut(lines: Iterable[ledger.Line], exercise: str, part: str, stage: int, of: int) -> bool:
    """Return whether this hint of a check is the last of several, and nothing is written down yet on the part, or on the whole exercise."""
    return 1 < stage == of and not any(e.exercise == exercise and e.part in ("", part) for e in entries(lines))


def declares(exercise: str, part: str, ai: str, note: str) -> ledger.Line:
    """Return the ledger's line of a declaration."""
    if ai not in AI_USE:
        raise UsageError(f"`{ai}` is none of {', '.join(AI_USE)}")
    return ledger.entry("authorship", exercise=exercise, part=part, ai=ai, note=note.strip()[:2000])


def declared(lines: Iterable[ledger.Line]) -> dict[tuple[str, str], Declared]:
    """Return what was last declared of each (exercise, part); part "" is all of it."""
    return {(line["exercise"], line["part"]): Declared(line["when"], line["exercise"], line["part"], line["ai"], line.get("note", ""))
            for line in lines if line["kind"] == "authorship"}


def _hash(line: ledger.Line) -> str:
    kept = {k: line[k] for k in ("when", "exercise", "part", "words", "before")}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:32]
