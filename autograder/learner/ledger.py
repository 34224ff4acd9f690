"""What a learner has tried: one line an attempt, appended and never changed."""
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ..course import regular
from ..errors import SurroundingsError
from ..model import Result
from .file_lock import locked
from .lines import is_whole

VERSION = 1

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Reading:
    """What the ledger says, oldest first, and the numbers of the lines that nobody can read any more."""
    lines: tuple[Line, ...] = ()
    unreadable: tuple[int, ...] = ()

    @property
    def passed_over(self) -> str:
        """Return which lines nobody can read, as the end of a sentence; nothing where there are none."""
        if not self.unreadable:
            return ""
        numbers = ", ".join(map(str, self.unreadable[:5])) + (" …" if len(self.unreadable) > 5 else "")
        several = len(self.unreadable) > 1
        return (f"{'lines' if several else 'line'} {numbers} cannot be read (a crash may have torn {'them' if several else 'it'}) and "
                f"{'were' if several else 'was'} passed over; everything else counts")

    @property
    def attempts(self) -> Iterator[Line]:
        return (line for line in self.lines if line["kind"] == "attempt")


def now() -> str:
    """Return the time as text that sorts as it passes, on every machine."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


def entry(kind: str, **facts: Any) -> Line:
    """Return a line of now."""
    return {"v": VERSION, "kind": kind, "when": now(), **facts}


def attempt(result: Result, asked: str | None, content: Mapping[str, str], course: str, **marks: Any) -> Line:
    """Return the line of one grading: its verdicts; `content` is the key of each part that was judged whole.

    Marks: `exam` or `review` is the sitting or the review that it belongs to, `late` a sitting whose time was over; `mine` are
    the learner's functions that passed, and where they are kept.
    """
    return entry("attempt", exercise=result.exercise, part=asked, seed=result.seed, course=course, content=dict(content),
                 seconds=round(result.seconds, 3), confinement=result.confinement, parts={p.part: p.verdict for p in result.parts},
                 checks={f"{f.part}/{f.check}": f.verdict for f in result.findings}, **_facts(result), **marks)


def _facts(result: Result) -> Mapping[str, Any]:
    """Return what the parts that passed are about, as their checks noted it."""
    passed = {p.part for p in result.parts if p.verdict == "passed"}
    found: dict[str, dict[str, Any]] = {}
    for finding in result.findings:
        if finding.part in passed and finding.facts:
            found.setdefault(finding.part, {}).update(finding.facts)
    return {"facts": found} if found else {}


def hint(exercise: str, part: str, check: str, stage: int, **marks: Any) -> Line:
    """Return the line that says a hint was read."""
    return entry("hint", exercise=exercise, part=part, check=check, stage=stage, **marks)


def problem(exercise: str, part: str, verdict: str, **marks: Any) -> Line:
    """Return the line of a fresh problem that was judged, of an exam or a review; `not_built` is one whose template has gone."""
    return entry("problem", exercise=exercise, part=part, verdict=verdict, **marks)


def answer_opened(exercise: str, part: str) -> Line:
    """Return the line that says a model answer was opened before the part had passed."""
    return entry("answer", exercise=exercise, part=part)


def content_of(line: Mapping[str, Any], part: str) -> str:
    """Return by which content an attempt knows the file that was tried; nothing where it is not noted."""
    noted = line.get("content")
    return str(noted.get(part, "")) if isinstance(noted, Mapping) else ""


def hints_read(reading: Reading, exercise: str, check: str) -> int:
    """Return how many hints of a check were read."""
    return max((line["stage"] for line in reading.lines
                if line["kind"] == "hint" and line["exercise"] == exercise and line["check"] == check and "review" not in line), default=0)


def append(path: Path, line: Line) -> None:
    """Append one line under a lock, on disk before this returns; a last line torn by a crash is closed first."""
    text = json.dumps(line, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    with _told(path, "cannot be written", "what was found was not recorded; make it writable, or free some space, and grade again"):
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
        try:
            with locked(descriptor):
                _write_whole(descriptor, text)
        finally:
            os.close(descriptor)


def read(path: Path, known: dict[bytes, Line | None] | None = None) -> Reading:
    """Return every line that can be read, oldest first, each once: two machines may have been merged.

    Who reads again and again hands in what is `known`, and only new lines are taken apart.
    """
    known = {} if known is None else known
    with _told(path, "cannot be read", "give yourself the right to read it (chmod u+rw), or move it away to begin a new one"):
        rows = regular.content(path).split(b"\n") if path.exists() else []
    lines, unreadable = [], []
    seen: set[bytes] = set()
    for number, row in enumerate(map(bytes.strip, rows), 1):      # a line that came back with \r\n is the same
        if not row or row in seen:
            continue
        seen.add(row)
        line = known[row] if row in known else known.setdefault(row, _line(row))
        if line is None:
            unreadable.append(number)
        elif line["v"] > VERSION:
            raise SurroundingsError(f"{path}:{number} was written by a newer version of this course (format {line['v']}, this one knows "
                                    f"{VERSION}): bring this copy up to date; the file is left exactly as it is")
        else:
            lines.append(line)
    return Reading(tuple(sorted(lines, key=lambda line: line["when"])), tuple(unreadable))


def _line(row: bytes) -> Line | None:
    """Return a line of this ledger, or None where a crash or an editor has left something else."""
    try:
        line = json.loads(row)
        whole = isinstance(line["v"], int) and isinstance(line["when"], str) and isinstance(line["kind"], str)
        if b"\\ud" in row.lower():      # half a pair of surrogates is no text: nothing could print it
            json.dumps(line, ensure_ascii=False).encode()
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return line if whole and (line["v"] > VERSION or is_whole(line)) else None


def _write_whole(descriptor: int, text: bytes) -> None:
    """Write all of it or, on a full disk, none of it."""
    size = os.lseek(descriptor, 0, os.SEEK_END)
    if size and _byte_before(descriptor, size) != b"\n":
        text = b"\n" + text
    try:
        rest = text
        while rest:
            rest = rest[os.write(descriptor, rest):]
        os.fsync(descriptor)
    except OSError:
        os.ftruncate(descriptor, size)
        raise


def _byte_before(descriptor: int, position: int) -> bytes:
    os.lseek(descriptor, position - 1, os.SEEK_SET)
    return os.read(descriptor, 1)


@contextmanager
def _told(path: Path, what: str, remedy: str) -> Iterator[None]:
    """Turn what the system refuses into a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise SurroundingsError(f"{path} {what} ({error.strerror or error}): {remedy}") from error
